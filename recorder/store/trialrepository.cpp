// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/trialrepository.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

#include <array>

namespace recorder
{

namespace
{

const QString kInsert = QStringLiteral(
    "INSERT INTO storage_trials (tenant_id, tried_ms, audio_megabytes, audio_minutes, audio_days, "
    "screen_megabytes, screen_minutes, screen_days) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
const QString kAll =
    QStringLiteral("SELECT tenant_id, audio_megabytes, audio_minutes, audio_days, screen_megabytes, "
                   "screen_minutes, screen_days FROM storage_trials");

using Limits = std::array<qint64, 6>;

Limits limitsOf(const LimitedTenant &tenant)
{
    return {tenant.audio.megabytesLimit,  tenant.audio.minutesLimit,  tenant.audio.daysLimit,
            tenant.screen.megabytesLimit, tenant.screen.minutesLimit, tenant.screen.daysLimit};
}

/// -1 = none.
bool isTighter(qint64 limit, qint64 tried)
{
    return limit >= 0 && (tried < 0 || limit < tried);
}

} // namespace

void TrialRepository::set(const QList<LimitedTenant> &tenants, qint64 nowMs)
{
    m_transaction.exec(QStringLiteral("DELETE FROM storage_trials"));
    for (const LimitedTenant &tenant : tenants) {
        SqlParams params;
        params.add(static_cast<qint64>(tenant.key)).add(nowMs);
        for (const qint64 limit : limitsOf(tenant)) {
            params.add(limit);
        }
        m_transaction.exec(kInsert, params);
    }
}

QList<LimitedTenant> TrialRepository::untried(const QList<LimitedTenant> &tenants)
{
    QHash<TenantKey, Limits> tried;
    for (const auto &row : m_transaction.exec(kAll)) {
        Limits limits{};
        for (std::size_t i = 0; i < limits.size(); ++i) {
            limits[i] = numberOf(row[static_cast<int>(i) + 1]);
        }
        tried.insert(static_cast<TenantKey>(numberOf(row[0])), limits);
    }
    QList<LimitedTenant> untried;
    for (const LimitedTenant &tenant : tenants) {
        const Limits now = limitsOf(tenant);
        const Limits then = tried.value(tenant.key, {-1, -1, -1, -1, -1, -1});
        for (std::size_t i = 0; i < now.size(); ++i) {
            if (isTighter(now[i], then[i])) {
                untried.append(tenant);
                break;
            }
        }
    }
    return untried;
}

} // namespace recorder
