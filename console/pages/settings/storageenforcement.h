// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/listpage.h"

namespace console
{

/// What the page Storage Limits/Usage offers to whoever runs the system: a trial, removing now after a
/// question, and the page of the setting. `host` is asked for when an action runs.
std::vector<RowAction> enforcementActions(const PageContext &context, std::function<QWidget *()> host);

/// The setting whether limits are enforced ("storage-enforcement").
QWidget *createStorageEnforcement(const PageContext &context, const QVariantMap &arguments, QWidget *parent);

} // namespace console
