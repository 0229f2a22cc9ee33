// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/ledger/ledgerdatabase.h"

#include "recorder/capture/ledger/ledgerrow.h"
#include "recorder/capture/ledger/ledgerschema.h"

#include "common/core/clock.h"
#include "common/core/failpoint.h"
#include "common/core/posixfile.h"

#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QUrl>
#include <QVariant>

#include <array>

namespace recorder
{

using common::ErrorCode;
using common::fail;
using common::propagate;
using common::Result;
using common::Status;

namespace
{

/// Qt binds a null QString as NULL; the columns are NOT NULL.
QVariant textOf(const QString &text)
{
    return text.isNull() ? QVariant(QLatin1String("")) : QVariant(text);
}
QString idText(const QUuid &id)
{
    return id.toString(QUuid::WithoutBraces);
}

int primaryCode(const QSqlError &error)
{
    return error.nativeErrorCode().toInt() & 0xff; // the low byte of SQLite's extended codes
}

/// WAL needs its -shm file, which a read-only connection cannot make. When neither is there, nobody has the
/// ledger open and everything is in the main file.
QString connectOptions(const QString &file, LedgerDatabase::Access access, QString &name)
{
    name = file;
    const QString wait = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(LedgerDatabase::kBusyWaitMs);
    if (access == LedgerDatabase::Access::ReadWrite) {
        return wait;
    }
    if (!QFile::exists(file + QStringLiteral("-wal"))) {
        name = QString::fromLatin1(QUrl::fromLocalFile(QFileInfo(file).absoluteFilePath()).toEncoded()) +
               QStringLiteral("?immutable=1");
        return QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI;") + wait;
    }
    return QStringLiteral("QSQLITE_OPEN_READONLY;") + wait;
}

} // namespace

struct LedgerDatabase::Statements {
    QSqlQuery insert;
    QSqlQuery update;
    QSqlQuery states;
    QSqlQuery advance;

    explicit Statements(const QSqlDatabase &database)
        : insert(database)
        , update(database)
        , states(database)
        , advance(database)
    {
    }
    bool prepare()
    {
        return insert.prepare(QStringLiteral("INSERT INTO entries (%1) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)")
                                  .arg(QLatin1String(kLedgerColumns))) &&
               update.prepare(QStringLiteral("UPDATE entries SET dialog = ?, media = ? WHERE id = ?")) &&
               states.prepare(QStringLiteral("SELECT state FROM entries WHERE call_id = ?")) &&
               advance.prepare(
                   QStringLiteral("UPDATE entries SET state = ?, reason = CASE ? WHEN '' THEN CASE WHEN "
                                  "reason LIKE 'waits-%' "
                                  "THEN '' ELSE reason END ELSE ? END,"
                                  " result = CASE ? WHEN '' THEN result ELSE ? END,"
                                  " ended_unix_ms = CASE WHEN state = 'accepted' AND ? <> 'accepted' THEN "
                                  "? ELSE ended_unix_ms END"
                                  " WHERE call_id = ? AND state NOT IN ('stored','partial','excluded')"));
    }
};

LedgerDatabase::LedgerDatabase(QString connection)
    : m_connection(std::move(connection))
{
}

LedgerDatabase::~LedgerDatabase()
{
    m_statements.reset();
    {
        QSqlDatabase database = QSqlDatabase::database(m_connection, false);
        database.close();
    }
    QSqlDatabase::removeDatabase(m_connection);
}

Result<std::unique_ptr<LedgerDatabase>> LedgerDatabase::open(const QString &file, Access access)
{
    const QString connection =
        QStringLiteral("ledger-") + common::makeUuidV7().toString(QUuid::WithoutBraces);
    std::unique_ptr<LedgerDatabase> self(new LedgerDatabase(connection));
    QString name;
    const QString options = connectOptions(file, access, name);
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection);
    database.setDatabaseName(name);
    database.setConnectOptions(options);
    if (!database.open()) {
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("cannot open ledger %1: %2").arg(file, database.lastError().text()));
    }
    database = QSqlDatabase();
    Status ready = self->prepareFile(access);
    if (!ready) {
        ready.error().message.prepend(QStringLiteral("ledger %1: ").arg(file));
        return propagate(ready);
    }
    return self;
}

Status LedgerDatabase::prepareFile(Access access)
{
    const QSqlDatabase database = QSqlDatabase::database(m_connection, false);
    if (access == Access::ReadWrite) {
        // FULL: a commit is on disk before it is reported; the 2xx of an INVITE waits for it (trust.md 4).
        for (const char *pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
                                   "PRAGMA wal_autocheckpoint=1000", "PRAGMA trusted_schema=OFF"}) {
            if (exec(pragma) != LedgerFault::None) {
                return fail(ErrorCode::Unavailable, m_error);
            }
        }
        if (Status migrated = migrate(); !migrated) {
            return migrated;
        }
        m_statements = std::make_unique<Statements>(database);
        if (!m_statements->prepare()) {
            return fail(ErrorCode::Invalid, QStringLiteral("its tables are not those of a ledger"));
        }
        return {};
    }
    QSqlQuery version(database);
    if (!version.exec(QStringLiteral("PRAGMA user_version")) || !version.next()) {
        return fail(ErrorCode::Invalid, version.lastError().text());
    }
    if (version.value(0).toInt() != kLedgerVersion) {
        return fail(ErrorCode::Invalid,
                    QStringLiteral("version %1 is not known").arg(version.value(0).toInt()));
    }
    m_withTenantId = !lacks("tenant_id");
    m_withEnded = !lacks("ended_unix_ms");
    return {};
}

bool LedgerDatabase::lacks(const char *column) const
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    return query.exec(QStringLiteral("SELECT count(*), coalesce(sum(name = '%1'), 0) FROM "
                                     "pragma_table_info('entries')")
                          .arg(QLatin1String(column))) &&
           query.next() && query.value(0).toInt() > 0 && query.value(1).toInt() == 0;
}

Status LedgerDatabase::migrate()
{
    if (begin() != LedgerFault::None) {
        return fail(ErrorCode::Unavailable, m_error);
    }
    int version = -1;
    {
        QSqlQuery query(QSqlDatabase::database(m_connection, false));
        if (query.exec(QStringLiteral("PRAGMA user_version")) && query.next()) {
            version = query.value(0).toInt();
        }
    }
    if (version != 0 && version != kLedgerVersion) {
        rollback();
        return fail(ErrorCode::Invalid, QStringLiteral("version %1 is not known").arg(version));
    }
    bool good = true;
    if (version == 0) {
        for (const char *statement : kLedgerSchema) {
            good = good && exec(statement) == LedgerFault::None;
        }
        good = good && exec("PRAGMA user_version=1") == LedgerFault::None;
    } else {
        good = !lacks("tenant_id") || exec(kLedgerAddTenantId) == LedgerFault::None;
        good = good && (!lacks("ended_unix_ms") || exec(kLedgerAddEnded) == LedgerFault::None);
    }
    if (!good || commit() != LedgerFault::None) {
        rollback();
        return fail(ErrorCode::Unavailable, m_error);
    }
    return {};
}

LedgerFault LedgerDatabase::faultOf(const QSqlError &error)
{
    if (error.type() == QSqlError::NoError) {
        return LedgerFault::None;
    }
    m_error = error.text();
    switch (primaryCode(error)) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
        return LedgerFault::Busy;
    case 19: // SQLITE_CONSTRAINT
        return LedgerFault::Constraint;
    default: return LedgerFault::Disk;
    }
}

LedgerFault LedgerDatabase::exec(const char *sql)
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    return query.exec(QLatin1String(sql)) ? LedgerFault::None : faultOf(query.lastError());
}

LedgerFault LedgerDatabase::begin()
{
    return exec("BEGIN IMMEDIATE");
}

LedgerFault LedgerDatabase::commit()
{
    return exec("COMMIT");
}

void LedgerDatabase::rollback()
{
    const QString kept = m_error;
    exec("ROLLBACK"); // fails when SQLite has rolled back by itself; there is nothing to do then
    m_error = kept;
}

LedgerFault LedgerDatabase::insert(const LedgerRow &row)
{
    QSqlQuery &query = m_statements->insert;
    const std::array<QVariant, 13> values{idText(row.id),
                                          idText(row.call.uuid()),
                                          textOf(row.tenant),
                                          keyOf(row.state),
                                          compactJson(toJson(row.dialog)),
                                          textOf(compactJson(row.media)),
                                          textOf(row.spoolPath),
                                          textOf(row.bootId),
                                          row.startMonoNs,
                                          row.startUnixMs,
                                          textOf(row.reason),
                                          textOf(compactJson(row.result)),
                                          row.tenantId.isNull() ? QString(QLatin1String(""))
                                                                : idText(row.tenantId.uuid())};
    for (int i = 0; i < 13; ++i) {
        query.bindValue(i, values[static_cast<std::size_t>(i)]);
    }
    const LedgerFault fault = query.exec() ? LedgerFault::None : faultOf(query.lastError());
    query.finish();
    return fault;
}

Status LedgerDatabase::update(const QUuid &id, const DialogState &dialog, const QJsonObject &media,
                              LedgerFault &fault)
{
    QSqlQuery &query = m_statements->update;
    query.bindValue(0, compactJson(toJson(dialog)));
    query.bindValue(1, textOf(compactJson(media)));
    query.bindValue(2, idText(id));
    if (!query.exec()) {
        fault = faultOf(query.lastError());
        return fail(ErrorCode::Unavailable, m_error);
    }
    const int changed = query.numRowsAffected();
    query.finish();
    if (changed == 0) {
        return fail(ErrorCode::NotFound, QStringLiteral("no ledger row %1").arg(idText(id)));
    }
    return {};
}

Status LedgerDatabase::advance(const common::CallId &call, LedgerState state, const QString &reason,
                               const QJsonObject &result, LedgerFault &fault)
{
    QSqlQuery &states = m_statements->states;
    states.bindValue(0, idText(call.uuid()));
    if (!states.exec()) {
        fault = faultOf(states.lastError());
        return fail(ErrorCode::Unavailable, m_error);
    }
    bool found = false;
    QString conflict;
    while (states.next()) {
        found = true;
        const auto from = ledgerStateFromKey(states.value(0).toString());
        if (!from || !mayAdvance(*from, state)) {
            conflict = states.value(0).toString();
        }
    }
    states.finish();
    if (!found) {
        return fail(ErrorCode::NotFound, QStringLiteral("no ledger row of call %1").arg(call.toString()));
    }
    if (!conflict.isEmpty()) {
        return fail(ErrorCode::Conflict, QStringLiteral("call %1 is %2, it cannot become %3")
                                             .arg(call.toString(), conflict, keyOf(state)));
    }
    QSqlQuery &query = m_statements->advance;
    const QVariant kept = textOf(reason);
    const QVariant json = textOf(compactJson(result));
    const qint64 now = common::toUnixMs(std::chrono::system_clock::now());
    const std::array<QVariant, 8> values{keyOf(state), kept,         kept, json,
                                         json,         keyOf(state), now,  idText(call.uuid())};
    for (int i = 0; i < 8; ++i) {
        query.bindValue(i, values[static_cast<std::size_t>(i)]);
    }
    if (!query.exec()) {
        fault = faultOf(query.lastError());
        return fail(ErrorCode::Unavailable, m_error);
    }
    query.finish();
    return {};
}

} // namespace recorder
