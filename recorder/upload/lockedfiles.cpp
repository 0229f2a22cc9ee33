// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/lockedfiles.h"

#include "recorder/storage/storagetarget.h"

#include <algorithm>

namespace recorder
{

bool isLockedByStorage(const common::Error &error)
{
    return storageCause(error) == QLatin1String("locked");
}

qint64 lockedTryMs(const common::Error &error, qint64 nowMs)
{
    constexpr qint64 kDayMs = 86'400'000;
    const qint64 told = error.fields.value(QStringLiteral("until")).toLongLong();
    return std::clamp(told, nowMs + kDayMs, nowMs + 30 * kDayMs);
}

void LockedFiles::add(const QString &path)
{
    m_first = m_count == 0 ? path : m_first;
    ++m_count;
}

void LockedFiles::add(const LockedFiles &others)
{
    m_first = m_count == 0 ? others.m_first : m_first;
    m_count += others.m_count;
}

common::JobLine LockedFiles::line() const
{
    const QString more = m_count > 1 ? QStringLiteral(" +%1").arg(m_count - 1) : QString();
    return {0, {}, QStringLiteral("locked-by-storage"), m_first + more, true};
}

} // namespace recorder
