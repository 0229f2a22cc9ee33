// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/pages/keys/keyrows.h"

#include "tests/support/keyholder.h"
#include "tests/support/pagebench.h"

#include <QWidget>

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

} // namespace tests
