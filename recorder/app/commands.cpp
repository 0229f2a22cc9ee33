// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/commands.h"

#include "recorder/app/databasehost.h"
#include "recorder/app/datafolder.h"
#include "recorder/app/targetopener.h"
#include "recorder/app/verifier.h"

#include "common/core/filelock.h"
#include "common/crypto/passwordrule.h"
#include "common/model/recordingjson.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSysInfo>

#include <cstdio>

namespace recorder
{

namespace
{

constexpr int kPage = 500;
constexpr std::chrono::seconds kTurn{120};

void print(const QString &text)
{
    std::fputs(text.toUtf8().constData(), stdout);
}

void printJson(const QJsonObject &object)
{
    std::fputs((QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n').constData(), stdout);
}

/// The store of an existing data folder, opened for a command.
struct Store {
    DataFolder folder;
    common::FileDescriptor turn; ///< before the database, which must be down when the next command begins
    std::unique_ptr<DatabaseHost> database;
};

common::Result<Store> openStore(const CommandLine &line, const Config &config)
{
    if (!QFileInfo(line.dataFolder).isDir()) {
        return common::fail(common::ErrorCode::Invalid,
                            QStringLiteral("there is no data folder %1").arg(line.dataFolder));
    }
    auto folder = DataFolder::open(line.dataFolder, config);
    if (!folder) {
        return common::propagate(folder);
    }
    Store store{*folder, {}, std::make_unique<DatabaseHost>(config, folder->root())};
    if (!folder->inUse()) {
        // One at a time: who comes second would use a PostgreSQL that the first one stops at its end.
        auto turn = common::waitForLock(folder->root() + QStringLiteral("/command.lock"), kTurn);
        if (!turn) {
            return common::propagate(turn);
        }
        store.turn = std::move(*turn);
    }
    if (common::Status up = store.database->startAndWait(); !up) {
        return common::propagate(up);
    }
    return store;
}

/// Foreign text on a terminal: no control characters.
QString plain(const QString &text)
{
    QString out = text;
    for (QChar &c : out) {
        if (!c.isPrint()) {
            c = u'?';
        }
    }
    return out;
}

QString clockText(std::chrono::milliseconds duration)
{
    const auto seconds = duration.count() / 1000;
    return QStringLiteral("%1:%2.%3")
        .arg(seconds / 60)
        .arg(seconds % 60, 2, 10, QLatin1Char('0'))
        .arg(duration.count() % 1000 / 100);
}

QJsonObject callToJson(const StoredCall &stored, const CallSummary &summary, const QString &root)
{
    QJsonObject json = common::toJson(stored.call);
    json[QStringLiteral("start")] =
        common::toUtcDateTime(stored.call.connectTime).toString(Qt::ISODateWithMs);
    json[QStringLiteral("from")] = summary.fromNumber;
    json[QStringLiteral("to")] = summary.toNumber;
    json[QStringLiteral("users")] = QJsonArray::fromStringList(summary.users);
    QJsonArray segments;
    for (const Segment &segment : stored.segments) {
        segments.append(QJsonObject{{QStringLiteral("number"), segment.party.number},
                                    {QStringLiteral("user"), segment.userName},
                                    {QStringLiteral("extension"), segment.extension}});
    }
    json[QStringLiteral("segments")] = segments;
    for (const common::MediaFile &file : stored.call.files) {
        if (file.kind == common::MediaFile::Kind::Audio) {
            json[QStringLiteral("file")] = root + u'/' + file.path;
        }
    }
    return json;
}

/// One line of 130 columns; the file follows on a line of its own so that it can be copied.
void printRow(const QStringList &cells)
{
    static constexpr int kWidths[] = {36, 10, 19, 8, 14, 14, 16};
    QString row;
    for (qsizetype i = 0; i < cells.size(); ++i) {
        row += i < 7 ? cells[i].left(kWidths[i]).leftJustified(kWidths[i]) + QStringLiteral("  ") : cells[i];
    }
    print(row + u'\n');
}

void printCall(const QJsonObject &json, const CallSummary &call)
{
    printRow({call.id.toString(), plain(call.tenant),
              common::toUtcDateTime(call.connectTime).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
              clockText(call.duration), plain(call.fromNumber), plain(call.toNumber),
              plain(call.users.join(u", ")), common::keyOf(call.state)});
    print(QStringLiteral("    %1\n").arg(plain(json.value(QLatin1String("file")).toString())));
}

} // namespace

int complain(int exitCode, const QString &message)
{
    std::fputs(QStringLiteral("earshot-recorder: %1\n").arg(message).toUtf8().constData(), stderr);
    return exitCode;
}

int runCallsCommand(const CommandLine &line, const Config &config)
{
    auto store = openStore(line, config);
    if (!store) {
        return complain(exitcode::kProblem, store.error().message);
    }
    RecordingsService &recordings = store->database->services()->recordings;
    if (!line.json) {
        printRow({QStringLiteral("ID"), QStringLiteral("TENANT"), QStringLiteral("START (UTC)"),
                  QStringLiteral("DURATION"), QStringLiteral("FROM"), QStringLiteral("TO"),
                  QStringLiteral("USERS"), QStringLiteral("STATE")});
    }
    CallPageRequest request;
    request.size = kPage;
    request.wantTotal = false;
    do {
        auto page = recordings.listAll(request);
        if (!page) {
            return complain(exitcode::kProblem, page.error().message);
        }
        for (const CallSummary &call : page->calls) {
            auto stored = recordings.get(call.tenant, call.id);
            if (!stored) {
                return complain(exitcode::kProblem, stored.error().message);
            }
            const QJsonObject json = callToJson(*stored, call, store->folder.recordings());
            line.json ? printJson(json) : printCall(json, call);
        }
        request.pageToken = page->nextToken;
    } while (!request.pageToken.isEmpty());
    return exitcode::kGood;
}

int runVerifyCommand(const CommandLine &line, const Config &config)
{
    auto store = openStore(line, config);
    if (!store) {
        return complain(exitcode::kProblem, store.error().message);
    }
    auto ledger = openLedgerForReading(store->folder.ledger());
    if (!ledger) {
        return complain(exitcode::kProblem, ledger.error().message);
    }
    const QString name = config.text(QStringLiteral("recorder.name"));
    Verifier verifier(store->folder, **ledger, store->database->services()->recordings,
                      name.isEmpty() ? QSysInfo::machineHostName() : name,
                      line.remote ? targetOpener(*store->database, nullptr) : OpenTarget());
    auto report = verifier.run();
    if (!report) {
        return complain(exitcode::kProblem, report.error().message);
    }
    const bool clean = report->problems.isEmpty();
    if (line.json) {
        printJson({{QStringLiteral("clean"), clean},
                   {QStringLiteral("ledgerRows"), report->ledgerRows},
                   {QStringLiteral("calls"), report->calls},
                   {QStringLiteral("files"), report->files},
                   {QStringLiteral("bytes"), report->bytes},
                   {QStringLiteral("sealed"), report->sealed},
                   {QStringLiteral("remote"), report->remote},
                   {QStringLiteral("remoteRead"), report->remoteRead},
                   {QStringLiteral("open"), report->open},
                   {QStringLiteral("notes"), QJsonArray::fromStringList(report->notes)},
                   {QStringLiteral("problems"), QJsonArray::fromStringList(report->problems)}});
    } else {
        for (const QString &problem : report->problems) {
            print(plain(problem) + u'\n');
        }
        for (const QString &note : report->notes) {
            print(QStringLiteral("note: ") + plain(note) + u'\n');
        }
        print(QStringLiteral("%1: %2 ledger rows, %3 calls and %4 files (%5 bytes) checked, %6 being "
                             "recorded, %7 files on "
                             "storage targets, %8 sealed\n")
                  .arg(clean ? QStringLiteral("clean")
                             : QStringLiteral("%1 problems").arg(report->problems.size()))
                  .arg(report->ledgerRows)
                  .arg(report->calls)
                  .arg(report->files)
                  .arg(report->bytes)
                  .arg(report->open)
                  .arg(report->remote)
                  .arg(report->sealed));
    }
    return clean ? exitcode::kGood : exitcode::kProblem;
}

int runAuditVerifyCommand(const CommandLine &line, const Config &config)
{
    auto store = openStore(line, config);
    if (!store) {
        return complain(exitcode::kProblem, store.error().message);
    }
    DatabaseHost::Services &services = *store->database->services();
    if (auto chained = chainAudit(services.auditPool); !chained) {
        return complain(exitcode::kProblem, chained.error().message);
    }
    const auto key = common::HostKey::load(store->folder.hostKey());
    const auto memory = AuditFolder::memory(store->folder.root(), key ? &*key : nullptr);
    auto verdict = verifyAudit(services.auditReading, memory);
    if (!verdict) {
        return complain(exitcode::kProblem, verdict.error().message);
    }
    if (line.json) {
        printJson({{QStringLiteral("good"), verdict->good},
                   {QStringLiteral("entries"), verdict->entries},
                   {QStringLiteral("heads"), verdict->heads},
                   {QStringLiteral("reason"), verdict->reason},
                   {QStringLiteral("position"), verdict->position},
                   {QStringLiteral("firstBad"), verdict->firstBad},
                   {QStringLiteral("detail"), verdict->detail},
                   {QStringLiteral("lastHeadMs"), verdict->lastHeadMs}});
    } else if (verdict->good) {
        print(QStringLiteral("good: %1 entries and %2 signed heads are as they were written\n")
                  .arg(verdict->entries)
                  .arg(verdict->heads));
    } else {
        print(QStringLiteral("%1 at position %2 (entry %3): %4\n")
                  .arg(verdict->reason)
                  .arg(verdict->position)
                  .arg(verdict->firstBad)
                  .arg(plain(verdict->detail)));
    }
    return verdict->good ? exitcode::kGood : exitcode::kProblem;
}

int runEnsureUserCommand(const CommandLine &line, const Config &config)
{
    auto store = openStore(line, config);
    if (!store) {
        return complain(exitcode::kProblem, store.error().message);
    }
    DatabaseHost::Services &services = *store->database->services();
    if (auto tenant = services.tenants.ensureTenant(line.tenant); !tenant) {
        return complain(exitcode::kProblem, tenant.error().message);
    }
    auto user =
        services.users.ensureUser({line.tenant, line.login, line.name, line.extensions, line.group, true});
    if (!user) {
        return complain(exitcode::kProblem, user.error().message);
    }
    const common::Status access =
        services.accounts.setAccess({line.tenant, line.login, line.role, line.manages,
                                     qEnvironmentVariable("EARSHOT_PASSWORD"), line.confirm});
    if (!access) {
        return complain(exitcode::kProblem, access.error().message);
    }
    print(QStringLiteral("user %1 of %2: extensions %3\n")
              .arg(user->login, line.tenant, user->extensions.join(u", ")));
    return exitcode::kGood;
}

namespace
{
/// EARSHOT_PASSWORD, else the first line of standard input. Never an argument: those are seen by everybody on
/// the host.
QString givenPassword()
{
    if (qEnvironmentVariableIsSet("EARSHOT_PASSWORD")) {
        return qEnvironmentVariable("EARSHOT_PASSWORD");
    }
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly)) {
        return {};
    }
    QByteArray line = input.readLine(8192);
    while (line.endsWith('\n') || line.endsWith('\r')) {
        line.chop(1);
    }
    return QString::fromUtf8(line);
}
} // namespace

int runCreateAdminCommand(const CommandLine &line, const Config &config)
{
    const QString password = givenPassword();
    // Before PostgreSQL is started for it.
    if (common::Status good = common::checkPassword(password, {false, {line.login, line.name}}); !good) {
        return complain(
            exitcode::kProblem,
            password.isEmpty()
                ? QStringLiteral("no password: set EARSHOT_PASSWORD or write it to standard input")
                : good.error().message);
    }
    auto store = openStore(line, config);
    if (!store) {
        return complain(exitcode::kProblem, store.error().message);
    }
    auto user = store->database->services()->accounts.createRoot({line.login, line.name, password});
    if (!user) {
        return complain(exitcode::kProblem, user.error().message);
    }
    print(QStringLiteral("root administrator %1 can sign in\n").arg(plain(user->login)));
    return exitcode::kGood;
}

} // namespace recorder
