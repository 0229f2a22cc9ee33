// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fakenavigator.h"
#include "tests/support/fakerpc.h"

#include <QCoreApplication>
#include <QSettings>
#include <QTemporaryDir>

namespace tests
{

/// What a page needs: a client without a wire, somebody who is signed in, a shell, settings of its own.
struct PageBench {
    PageBench()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("earshot-tests"));
        QCoreApplication::setApplicationName(QStringLiteral("console"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
        identity.name = QStringLiteral("Anna Weber");
        identity.tenant = QStringLiteral("Acme");
        identity.tenantId = QStringLiteral("0190aaaa-0000-7000-8000-000000000001");
        identity.role = QStringLiteral("administrator");
        identity.scope = QStringLiteral("tenant");
        identity.timeZone = QStringLiteral("Europe/Berlin");
        identity.permissions = {QStringLiteral("calls.view"), QStringLiteral("calls.live"),
                                QStringLiteral("calls.playback"), QStringLiteral("settings.view"),
                                QStringLiteral("settings.edit")};
    }
    console::PageContext context() { return {rpc, identity, navigator, QStringLiteral("p"), keys}; }

    QTemporaryDir folder;
    FakeRpc rpc;
    common::Identity identity;
    FakeNavigator navigator;
    console::SessionKeys *keys = nullptr;
};

} // namespace tests
