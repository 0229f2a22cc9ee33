// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"

namespace console
{

/// Administration > Maintenance: jobs, deleted items.
QList<PageSpec> maintenancePages();

QWidget *createJobs(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createJob(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createDeleted(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createRetention(const PageContext &context, const QVariantMap &arguments, QWidget *parent);

} // namespace console
