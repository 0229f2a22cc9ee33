// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/sealingroom.h"

#include <QStringList>

namespace recorder
{

namespace
{

constexpr std::chrono::seconds kInterval{60};

QString sentenceOf(const QString &tenant, const QString &reason)
{
    return reason == QLatin1String(SealingDesk::kNoKey)
               ? QStringLiteral("%1: calls wait in the spool for an active key").arg(tenant)
               : QStringLiteral("%1: calls wait in the spool, the active key must not be used").arg(tenant);
}

} // namespace

SealingRoom::SealingRoom(DatabaseHost &database, const common::HostKey &key, const QString &pinFile,
                         bool journalsSealed)
    : m_database(database)
    , m_desk(key, pinFile)
    , m_journalsSealed(journalsSealed)
    , m_keys(database.hub().subscribe({QStringLiteral("keys"), std::nullopt},
                                      [changed = m_changed] { *changed = true; }))
    , m_settings(database.hub().subscribe({QStringLiteral("encryption"), std::nullopt},
                                          [changed = m_changed] { *changed = true; }))
{
}

bool SealingRoom::takeChange()
{
    static_cast<void>(m_keys->take()); // so that they wake us again
    static_cast<void>(m_settings->take());
    const bool changed = m_changed->exchange(false);
    if (changed) {
        m_read.reset();
    }
    return changed;
}

void SealingRoom::tick()
{
    DatabaseHost::Services *services = m_database.services();
    const auto now = m_clock.mono();
    if (!services || (m_read && now - *m_read < kInterval) || m_reading->exchange(true)) {
        return;
    }
    m_read = now;
    m_desk.refresh(services->pool, common::toUnixMs(m_clock.wall()),
                   [reading = m_reading] { *reading = false; });
}

SystemHealthItem SealingRoom::health() const
{
    QStringList problems;
    if (!m_journalsSealed) {
        problems.append(
            QStringLiteral("journals of tenants that do not encrypt are not sealed (spool.sealed)"));
    }
    const QMap<QString, QString> waiting = m_desk.waiting();
    for (auto it = waiting.begin(); it != waiting.end(); ++it) {
        problems.append(sentenceOf(it.key(), it.value()));
    }
    return {QStringLiteral("encryption"), problems.isEmpty(), problems.join(QStringLiteral("; "))};
}

} // namespace recorder
