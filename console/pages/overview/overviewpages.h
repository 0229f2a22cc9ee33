// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"

namespace console
{

/// Administration > Maintenance: Ledger, Health, System Log.
QList<PageSpec> systemPages();

QWidget *createSystemLog(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createHealth(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createLedger(const PageContext &context, const QVariantMap &arguments, QWidget *parent);

} // namespace console
