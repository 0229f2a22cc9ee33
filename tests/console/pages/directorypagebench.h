// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/listpage.h"
#include "console/kit/editdialog.h"
#include "console/kit/recordview.h"
#include "tests/console/pages/directorydata.h"
#include "tests/support/pagebench.h"

#include <QAction>
#include <QTest>

namespace tests
{

/// A page of the directory, for who administers it: everybody's (root) or the tenant's.
struct DirectoryPageBench : PageBench {
    std::unique_ptr<QWidget> page;

    explicit DirectoryPageBench(bool root = true)
    {
        identity.scope = root ? QStringLiteral("unrestricted") : QStringLiteral("tenant");
        identity.sessionId = textId(300);
        for (const char *code :
             {"tenants.view", "tenants.edit", "groups.view", "groups.edit", "users.view", "users.edit",
              "users.reset-password", "roles.view", "audit.view", "sessions.view", "sessions.end"}) {
            identity.permissions.append(QString::fromLatin1(code));
        }
        if (root) {
            identity.permissions.append(QStringLiteral("roles.edit"));
        }
    }
    template <typename Create>
    void open(Create create, const QString &id = {})
    {
        page.reset(create(context(), {{QStringLiteral("id"), id}}, nullptr));
        page->resize(1040, 700);
        page->show();
        (void)QTest::qWaitForWindowExposed(page.get());
    }
    /// To whatever was asked, and to what the answers make it ask.
    void answer()
    {
        earshot::v1::PermissionList permissions;
        for (const char *code : {"audit.view", "calls.live", "calls.playback", "calls.view", "groups.edit",
                                 "groups.view", "users.edit", "users.view"}) {
            permissions.add_permissions(code);
        }
        rpc.reply(QStringLiteral("Roles/Permissions"), permissions);
        rpc.reply(QStringLiteral("Users/Get"), user(0));
        rpc.reply(QStringLiteral("Groups/Get"), group(0, "Sales", 8));
        rpc.reply(QStringLiteral("Roles/Get"), role(0, "Administrator", "tenant"));
        rpc.reply(QStringLiteral("Tenants/Get"), tenant(0, "Acme"));
        rpc.reply(QStringLiteral("Audit/Get"), auditRecord(0));
        QCoreApplication::processEvents();
        rpc.reply(QStringLiteral("Users/List"), userList(13));
        rpc.reply(QStringLiteral("Groups/List"), groupList());
        rpc.reply(QStringLiteral("Roles/List"), roleList());
        rpc.reply(QStringLiteral("Tenants/List"), tenantList());
        rpc.reply(QStringLiteral("UserSessions/List"), sessionList());
        rpc.reply(QStringLiteral("Audit/List"), auditList());
        for (int i = 0; i < 5; ++i) {
            QCoreApplication::processEvents();
        }
    }
    QAction *action(const QString &name) const { return page->findChild<QAction *>(name); }
    console::EditDialog *dialog() const { return page->findChild<console::EditDialog *>(); }
    template <typename W>
    W *find(const QString &name) const
    {
        return page->findChild<W *>(name);
    }
    console::ListPage &list() const { return *static_cast<console::ListPage *>(page.get()); }
    console::RecordModelBase &model() const
    {
        return *static_cast<console::RecordModelBase *>(list().view().model());
    }
};

} // namespace tests
