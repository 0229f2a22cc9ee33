// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"

#include <QList>

namespace console
{

/// Encryption Keys ("encryption-keys") in the area "storage", and the page of one ("encryption-key", wants
/// "id").
QList<PageSpec> keyPages();

QWidget *createKeys(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createKey(const PageContext &context, const QVariantMap &arguments, QWidget *parent);

struct KeyRow;
/// Authorised or unauthorised users of a key, with Revoke or Grant.
QWidget *keyUsersOf(const PageContext &context, const KeyRow &key, bool authorised, QWidget *parent);

} // namespace console
