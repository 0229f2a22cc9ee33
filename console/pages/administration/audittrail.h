// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/listing.h"
#include "console/crud/listpage.h"

namespace console
{

/// Asks for a file and begins.
void exportAudit(const PageContext &context, const common::ListQuery &query, QWidget *host,
                 const ListPage::FileChooser &choose = {});
/// Has the whole trail read; says what came of it in words, over `host`.
void verifyAudit(const PageContext &context, QWidget *host);

QWidget *createAuditRetention(const PageContext &context, const QVariantMap &arguments, QWidget *parent);

} // namespace console
