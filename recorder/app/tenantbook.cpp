// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/tenantbook.h"

#include "recorder/store/tenantrepository.h"
#include "recorder/store/transaction.h"

#include "common/core/posixfile.h"

#include <QFile>
#include <QLoggingCategory>
#include <QSaveFile>

namespace recorder
{

namespace
{

Q_LOGGING_CATEGORY(lcTenants, "earshot.tenants", QtInfoMsg)

constexpr std::chrono::seconds kInterval{10};

} // namespace

TenantBook::TenantBook(DatabaseHost &database, const common::Clock &clock, QString file)
    : m_database(database)
    , m_clock(clock)
    , m_file(std::move(file))
    , m_changes(database.hub().subscribe({QStringLiteral("tenants"), std::nullopt},
                                         [state = m_state] { state->dirty = true; }))
{
}

void TenantBook::load()
{
    QFile file(m_file);
    if (!file.open(QIODevice::ReadOnly)) {
        return;
    }
    if (const auto map = TenantMap::fromJson(file.readAll())) {
        m_state->map.with([&map](auto &current) { current = std::make_shared<const TenantMap>(*map); });
    } else {
        qCWarning(lcTenants, "%s cannot be read: calls find their tenants when the database is there",
                  qUtf8Printable(m_file));
    }
}

void TenantBook::tick()
{
    static_cast<void>(m_changes->take()); // so that it wakes us again
    DatabaseHost::Services *services = m_database.services();
    const auto now = m_clock.mono();
    const bool due = m_state->dirty || !m_read || now - *m_read >= kInterval;
    if (!services || !due || m_state->reading.exchange(true)) {
        return;
    }
    m_read = now;
    m_state->dirty = false;
    using Sources = QList<TenantRepository::CallSources>;
    services->pool.post<Sources>(
        [](Transaction &transaction) -> common::Result<Sources> {
            return TenantRepository(transaction).callSources(QUuid());
        },
        [state = m_state, file = m_file](common::Result<Sources> sources) {
            if (sources) {
                take(*state, file, TenantMap(*sources));
            }
            state->reading = false;
        });
}

/// The file first: who starts without database knows no less than this run did.
void TenantBook::take(State &state, const QString &file, const TenantMap &map)
{
    const bool same = state.map.with([](const auto &current) { return current; })->toJson() == map.toJson();
    if (same && QFile::exists(file)) {
        return;
    }
    QSaveFile out(file); // written beside it, synced, renamed
    out.setDirectWriteFallback(false);
    const bool written = out.open(QIODevice::WriteOnly) &&
                         out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) &&
                         out.write(map.toJson()) >= 0 && out.commit();
    const common::Status synced = written ? common::syncDirectoryOf(file) : common::Status();
    if (!written || !synced) {
        qCWarning(lcTenants, "%s cannot be written: %s", qUtf8Printable(file),
                  qUtf8Printable(written ? synced.error().message : out.errorString()));
    }
    state.map.with([&map](auto &current) { current = std::make_shared<const TenantMap>(map); });
}

std::shared_ptr<const TenantMap> TenantBook::current() const
{
    return m_state->map.with([](const auto &current) { return current; });
}

} // namespace recorder
