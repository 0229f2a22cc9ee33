// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace recorder
{

/// A name-addr or addr-spec taken apart; the views point into the text given.
struct AddressParts {
    QStringView display; ///< as it stands, with quotes
    QStringView uri;     ///< trimmed, without brackets
    QStringView after;   ///< header parameters behind the closing bracket
    bool bracketed = false;
};

/// Tolerates a missing closing bracket, missing brackets and quotes that do not end.
AddressParts splitAddress(QStringView text);

} // namespace recorder
