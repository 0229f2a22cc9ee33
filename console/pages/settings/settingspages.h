// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"

#include <QList>

namespace console
{

/// File Format ("file-format") in the area "storage", Mail ("mail") in "system".
QList<PageSpec> settingsPages();

QWidget *createMail(const PageContext &context, const QVariantMap &arguments, QWidget *parent);

} // namespace console
