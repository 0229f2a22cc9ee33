// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"
#include "common/core/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <string>

namespace common
{

/// A system_clock counts nanoseconds in 64 bits: what lies further from 1970 (the year 2262) would overflow.
constexpr qint64 kFarthestMs = 9'200'000'000'000;

inline std::string toWire(const QString &text)
{
    return text.toStdString();
}
inline QString textOf(const std::string &text)
{
    return QString::fromStdString(text);
}
inline std::string bytesToWire(const QByteArray &bytes)
{
    return bytes.toStdString();
}
inline QByteArray bytesFromWire(const std::string &bytes)
{
    return QByteArray::fromStdString(bytes);
}

inline tl::unexpected<Error> invalidField(const QString &field, const QString &what)
{
    return fail(ErrorCode::Invalid, QStringLiteral("%1: %2").arg(field, what),
                {{field, QStringLiteral("invalid")}});
}

/// Moments that this program can count with.
inline bool isMoment(qint64 unixMs)
{
    return unixMs >= -kFarthestMs && unixMs <= kFarthestMs;
}

/// `Repeated` is a protobuf RepeatedPtrField of strings.
template <typename Repeated>
QStringList textsOf(const Repeated &texts)
{
    QStringList list;
    for (const auto &text : texts) {
        list.append(textOf(text));
    }
    return list;
}

} // namespace common
