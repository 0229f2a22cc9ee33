// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"

#include <QList>

namespace console
{

/// My profile ("my-profile"), for everybody; not in the tree, the menu of the strip leads to it.
QList<PageSpec> accountPages();

QWidget *createProfile(const PageContext &context, const QVariantMap &arguments, QWidget *parent);

/// USER DEVICES: from where somebody came in, with Revoke. `userId` empty = the caller's own.
QWidget *devicesOf(const PageContext &context, const QString &userId, QWidget *parent);

} // namespace console
