// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/proto/connectiontest.pb.h"
#include "common/proto/storagetargets.pb.h"
#include "console/kit/editdialog.h"
#include "console/pages/storage/storagepages.h"
#include "tests/console/pages/directorydata.h"
#include "tests/support/pagebench.h"

#include <QAction>
#include <QPushButton>
#include <QTest>

namespace tests
{

inline const QString kTest = QStringLiteral("StorageTargets/Test");
inline const std::string kFingerprint = "SHA256:" + std::string(43, 'k');

inline earshot::v1::StorageTarget sftp()
{
    earshot::v1::StorageTarget target;
    target.set_id(idOf(40));
    target.set_tenant_id("0190aaaa-0000-7000-8000-000000000001");
    target.set_tenant("Acme");
    target.set_name("Vault");
    target.set_kind("sftp");
    target.set_host("vault.example.com");
    target.set_user("recorder");
    target.set_has_password(true);
    target.set_base_path("calls");
    target.set_posix_rename(true);
    target.set_version(3);
    return target;
}
inline earshot::v1::StorageTarget builtIn()
{
    earshot::v1::StorageTarget target;
    target.set_id(idOf(41));
    target.set_system(true);
    target.set_name("Recorder");
    target.set_kind("local");
    target.set_built_in(true);
    target.set_version(1);
    return target;
}
inline earshot::v1::StorageTargetList targetList()
{
    earshot::v1::StorageTargetList list;
    *list.add_targets() = sftp();
    *list.add_targets() = builtIn();
    list.mutable_info()->set_total(2);
    list.mutable_info()->set_total_exact(true);
    return list;
}

/// Of a server whose key is not known yet.
inline earshot::v1::TestReport untrusted()
{
    earshot::v1::TestReport report;
    for (const char *name : {"name", "tcp"}) {
        auto *step = report.add_steps();
        step->set_name(name);
        step->set_state("passed");
    }
    auto *step = report.add_steps();
    step->set_name("host-key");
    step->set_state("failed");
    step->set_detail(kFingerprint);
    step->set_cause("host-key-unknown");
    return report;
}

/// Pages of storage targets, for who may edit them in his tenant or in all.
struct StorageTargetBench : PageBench {
    std::unique_ptr<QWidget> page;

    explicit StorageTargetBench(bool root = false, bool mayEdit = true)
    {
        identity.scope = root ? QStringLiteral("unrestricted") : QStringLiteral("tenant");
        identity.permissions.append(QStringLiteral("storage.view"));
        if (mayEdit) {
            identity.permissions.append(QStringLiteral("storage.edit"));
        }
    }
    template <typename Create>
    void open(Create create, const QString &id = {})
    {
        page.reset(create(context(), {{QStringLiteral("id"), id}}, nullptr));
        page->resize(1180, 760);
        page->show();
        (void)QTest::qWaitForWindowExposed(page.get());
    }
    bool openList()
    {
        open(&console::createStorageTargets);
        return rpc.reply(QStringLiteral("StorageTargets/List"), targetList());
    }
    bool openTarget(const earshot::v1::StorageTarget &target)
    {
        open(&console::createStorageTarget, QString::fromStdString(target.id()));
        return rpc.reply(QStringLiteral("StorageTargets/Get"), target);
    }
    QPushButton *button(const char *name) const
    {
        return page->findChild<QPushButton *>(QLatin1String(name));
    }
    console::EditDialog *add()
    {
        if (!openList()) {
            return nullptr;
        }
        page->findChild<QAction *>(QStringLiteral("add"))->trigger();
        return page->findChild<console::EditDialog *>();
    }
    console::EditDialog *edit(const earshot::v1::StorageTarget &target)
    {
        if (!openTarget(target)) {
            return nullptr;
        }
        button("edit")->click();
        return rpc.reply(QStringLiteral("StorageTargets/Get"), target)
                   ? page->findChild<console::EditDialog *>()
                   : nullptr;
    }
};

template <typename W>
W *find(const QWidget *parent, const char *name)
{
    return parent->findChild<W *>(QLatin1String(name));
}

} // namespace tests
