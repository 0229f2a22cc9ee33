// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace console
{

/// The one context of words that belong to no class of their own: `Tr::tr("…")`. lupdate does not see a free
/// tr().
struct Tr {
    Q_DECLARE_TR_FUNCTIONS(Console)
};

} // namespace console
