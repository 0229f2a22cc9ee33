// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/referencebox.h"
#include "tests/support/fakerpc.h"

#include "common/proto/directory.pb.h"

#include <QCompleter>
#include <QTest>

namespace tests
{

inline const std::string kNorthId = "0190cccc-0000-7000-8000-000000000001";

/// Opens what the box over a LevelPage offers, with one tenant, and chooses row 0 (the system) or 1 (that).
inline void chooseLevel(QWidget &page, FakeRpc &rpc, int row)
{
    auto *box = page.findChild<console::ReferenceBox *>(QStringLiteral("level"));
    QVERIFY(box != nullptr);
    box->lookUp({});
    earshot::v1::TenantList tenants;
    earshot::v1::Tenant &north = *tenants.add_tenants();
    north.set_id(kNorthId);
    north.set_name("Nordlicht");
    tenants.mutable_info()->set_total(1);
    QVERIFY(rpc.reply(QStringLiteral("Tenants/List"), tenants));
    auto *completer = box->findChild<QCompleter *>();
    QCOMPARE(completer->completionModel()->rowCount(), 2);
    Q_EMIT completer->activated(completer->completionModel()->index(row, 0));
}

} // namespace tests
