// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/pages/keys/confirmtaildialog.h"
#include "console/pages/keys/keyrows.h"

#include "tests/support/keyholder.h"
#include "tests/support/pagebench.h"

#include <QLineEdit>
#include <QPushButton>
#include <QTest>

namespace tests
{

/// Pages and dialogs of keys, for somebody who has keys of his own and may edit those of his tenant; granted
/// the tenant's, or with its private key in a file alone.
struct KeyPageBench : PageBench {
    KeyHolder holder;
    QWidget host;

    explicit KeyPageBench(bool granted = true)
        : holder(granted)
    {
        identity.permissions += {QStringLiteral("keys.view"), QStringLiteral("keys.edit")};
        identity.userId = holder.identity.userId;
        keys = holder.keys.get();
        host.show();
    }
    QString tail() const { return QString::fromLatin1(holder.tenant.record.fingerprint().toHex()).right(6); }
    /// Types into the question that is open, and confirms it.
    void confirm(const QString &typed)
    {
        auto *question = host.findChild<console::ConfirmTailDialog *>();
        QVERIFY(question != nullptr);
        question->findChild<QLineEdit *>(QStringLiteral("typed"))->setText(typed);
        auto *go = question->findChild<QPushButton *>(QStringLiteral("confirmed"));
        QVERIFY(!go->isDefault());
        go->click();
    }
    console::KeyRow key(bool active = true) const { return *console::keyRowFrom(holder.tenantKey(active)); }
    earshot::v1::TenantKeyList list(bool active) const
    {
        earshot::v1::TenantKeyList all;
        *all.add_keys() = holder.tenantKey(active);
        all.mutable_info()->set_total(1);
        all.mutable_info()->set_total_exact(true);
        return all;
    }
};

/// The part of a page or a dialog that has the name, which is there.
template <typename T>
T &at(const QWidget &in, const char *name)
{
    return *in.findChild<T *>(QLatin1String(name));
}

} // namespace tests
