// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>

namespace recorder
{

/// An address as phone systems write it.
struct Address {
    QString aor;     ///< the address as it came, without display name and angle brackets
    QString number;  ///< digits with a leading +, when the user part is a phone number; else the user part
    QString display; ///< display name, quotes and escapes removed
    QString host;    ///< lower case, without port and brackets

    bool operator==(const Address &) const = default;
};

/// Reads sip:, sips:, tel: and other URIs, user@host, a bare number or token, with or without display name,
/// parameters and (broken) brackets. Never fails: what cannot be told is empty. Any thread.
Address readAddress(const QString &text);

/// The parameters of the URI in a From or To value: Cisco's x-nearend, x-farend, x-refci, ... Keys in lower
/// case, a parameter without value is present and empty. At most 64. Header parameters (tag) are not in it.
QMap<QByteArray, QByteArray> uriParameters(const QByteArray &header);

} // namespace recorder
