// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/migrator.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QLoggingCategory>
#include <QSet>

#include <algorithm>

Q_LOGGING_CATEGORY(lcMigrator, "earshot.migrator")

static void initialiseResources()
{
    Q_INIT_RESOURCE(earshot_migrations);
}

namespace recorder
{

namespace
{

constexpr const char *kLock = "SELECT pg_advisory_lock(71263000)";
constexpr const char *kUnlock = "SELECT pg_advisory_unlock(71263000)";
constexpr const char *kBook =
    "CREATE TABLE IF NOT EXISTS earshot.schema_migrations ("
    "number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, "
    "min_compatible integer NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())";

common::Status checkApplied(const pqxx::row &row, const QList<Migration> &known)
{
    const int number = static_cast<int>(numberOf(row[0]));
    const auto found = std::find_if(known.begin(), known.end(), [number](const Migration &migration) {
        return migration.number == number;
    });
    if (found == known.end()) {
        const int head = known.isEmpty() ? 0 : known.last().number;
        if (number > head && numberOf(row[3]) <= head) {
            return {}; // newer, but says that we can work with it
        }
        return common::fail(common::ErrorCode::Conflict,
                            QStringLiteral("database has migration %1, which this program does not know: "
                                           "it needs a newer program")
                                .arg(textOf(row[1])));
    }
    if (QLatin1String(found->checksum()) != textOf(row[2])) {
        return common::fail(
            common::ErrorCode::Conflict,
            QStringLiteral("migration %1 is not the one that was applied to this database").arg(found->name));
    }
    return {};
}

/// Position of the failed statement in the file helps more than the whole text.
common::Status apply(pqxx::connection &connection, const Migration &migration)
{
    int number = 0;
    try {
        pqxx::work work(connection);
        for (const QByteArray &statement : migration.statements()) {
            ++number;
            work.exec(statement.toStdString());
        }
        Transaction(work).exec(
            QStringLiteral("INSERT INTO earshot.schema_migrations (number, name, checksum, "
                           "min_compatible) VALUES ($1, $2, $3, $4)"),
            SqlParams()
                .add(migration.number)
                .add(migration.name)
                .add(QString::fromLatin1(migration.checksum()))
                .add(migration.minCompatible()));
        work.commit();
        return {};
    } catch (...) {
        common::Error error = errorOfCurrentException();
        error.message = QStringLiteral("migration %1, statement %2: %3")
                            .arg(migration.name)
                            .arg(number)
                            .arg(error.message);
        return tl::unexpected<common::Error>(std::move(error));
    }
}

/// At every start: a database that was restored on another server lacks the roles. In a transaction, because
/// the check of the roles takes them on.
common::Status raiseWalls(pqxx::connection &connection)
{
    try {
        pqxx::work work(connection);
        if (work.exec("SELECT to_regproc('earshot.raise_walls')")[0][0].is_null()) {
            return {}; // a test's migrations
        }
        work.exec("SELECT earshot.raise_walls()");
        work.commit();
        return {};
    } catch (...) {
        return tl::unexpected<common::Error>(errorOfCurrentException());
    }
}

common::Result<MigrationReport> migrate(pqxx::connection &connection, const QList<Migration> &migrations)
{
    MigrationReport report;
    QSet<int> present; // a lower number may come later than a higher one: two were written at the same time
    {
        pqxx::nontransaction setup(connection);
        setup.exec("SET client_min_messages TO warning");
        setup.exec(kLock);
        setup.exec("CREATE SCHEMA IF NOT EXISTS earshot");
        setup.exec("SET search_path TO earshot, public");
        setup.exec(kBook);
        const pqxx::result applied = setup.exec("SELECT number, name, checksum, min_compatible "
                                                "FROM earshot.schema_migrations ORDER BY number");
        for (const auto &row : applied) {
            if (common::Status status = checkApplied(row, migrations); !status) {
                return common::propagate(status);
            }
            report.before = static_cast<int>(numberOf(row[0]));
            present.insert(report.before);
        }
    }
    report.after = report.before;
    for (const Migration &migration : migrations) {
        if (present.contains(migration.number)) {
            continue;
        }
        if (common::Status status = apply(connection, migration); !status) {
            return common::propagate(status);
        }
        qCInfo(lcMigrator).noquote() << "applied" << migration.name;
        report.after = std::max(report.after, migration.number);
        ++report.applied;
    }
    if (common::Status raised = raiseWalls(connection); !raised) {
        return common::propagate(raised);
    }
    pqxx::nontransaction(connection).exec(kUnlock);
    return report;
}

} // namespace

QByteArray Migration::checksum() const
{
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex();
}

int Migration::minCompatible() const
{
    static const QByteArray key = "-- min_compatible:";
    for (const QByteArray &line : text.split('\n')) {
        if (line.startsWith(key)) {
            return line.mid(key.size()).trimmed().toInt();
        }
    }
    return number;
}

QList<QByteArray> Migration::statements() const
{
    QList<QByteArray> all;
    QByteArray current;
    for (const QByteArray &line : text.split('\n')) {
        if (line.trimmed() == "--;;") {
            all.append(current);
            current.clear();
        } else {
            current += line + '\n';
        }
    }
    all.append(current);
    all.removeIf([](const QByteArray &statement) { return statement.trimmed().isEmpty(); });
    return all;
}

Migrator::Migrator(QList<Migration> migrations)
    : m_migrations(std::move(migrations))
{
    std::sort(m_migrations.begin(), m_migrations.end(),
              [](const Migration &a, const Migration &b) { return a.number < b.number; });
}

QList<Migration> Migrator::embedded()
{
    initialiseResources();
    QList<Migration> migrations;
    const QDir folder(QStringLiteral(":/migrations"));
    for (const QString &name : folder.entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::ReadOnly)) {
            migrations.append({name.left(4).toInt(), name.chopped(4), file.readAll()});
        }
    }
    return migrations;
}

common::Result<MigrationReport> Migrator::run(const QString &url) const
{
    try {
        // Ends the advisory lock in any case. No statement timeout: a migration may take its time.
        pqxx::connection connection(url.toStdString());
        return migrate(connection, m_migrations);
    } catch (...) {
        return tl::unexpected<common::Error>(errorOfCurrentException());
    }
}

} // namespace recorder
