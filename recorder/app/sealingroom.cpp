// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/sealingroom.h"

#include <QStringList>

namespace recorder
{

namespace
{

QString sentenceOf(const QString &tenant, const QString &reason)
{
    return reason == QLatin1String(SealingDesk::kNoKey)
               ? QStringLiteral("%1: calls wait in the spool for an active key").arg(tenant)
               : QStringLiteral("%1: calls wait in the spool, the active key must not be used").arg(tenant);
}

} // namespace

SealingRoom::SealingRoom(DatabaseHost &database, const common::HostKey &key, const QString &pinFile,
                         bool journalsSealed)
    : m_desk(key, pinFile)
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
    return m_changed->exchange(false);
}

SystemHealthItem SealingRoom::health() const
{
    QStringList problems;
    if (!m_journalsSealed) {
        problems.append(QStringLiteral("journals are not sealed (spool.sealed)"));
    }
    const QMap<QString, QString> waiting = m_desk.waiting();
    for (auto it = waiting.begin(); it != waiting.end(); ++it) {
        problems.append(sentenceOf(it.key(), it.value()));
    }
    return {QStringLiteral("encryption"), problems.isEmpty(), problems.join(QStringLiteral("; "))};
}

} // namespace recorder
