// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace recorder
{

/// A value inside a filter (RFC 4515 section 3): `*`, `(`, `)`, `\`, NUL and everything beyond ASCII as \XX.
QByteArray escapedForFilter(const QString &value);
/// A value inside a name (RFC 4514 section 2.4).
QByteArray escapedForDn(const QString &value);
/// The filter of users that holds for one login only.
QByteArray filterForLogin(const QString &filter, const QString &attribute, const QString &login);
/// Text as it is; hexadecimal for an objectGUID and whatever is no text.
QString keyOfValue(const QString &attribute, const QByteArray &value);

} // namespace recorder
