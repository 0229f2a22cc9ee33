// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/audittrail.pb.h"
#include "common/proto/calls.pb.h"
#include "common/proto/integrity.pb.h"
#include "common/proto/system.pb.h"
#include "console/cli/ctlcommands.h"
#include "tests/support/fakerpc.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace console;

namespace
{
/// One command, its client and what it printed.
struct Run {
    tests::FakeRpc rpc;
    QString out;
    QString err;
    QTextStream outStream{&out};
    QTextStream errStream{&err};
    CtlCommand command;
    int code = -1;

    explicit Run(const QStringList &line)
        : command(*ctlOptionsFrom(line, {}), rpc, outStream, errStream)
    {
        QObject::connect(&command, &CtlCommand::finished, &command,
                         [this](ExitCode ended) { code = static_cast<int>(ended); });
        command.run();
    }
    QJsonObject json() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }
};

earshot::v1::MediaChunk infoOf(const QByteArray &content, const char *name)
{
    earshot::v1::MediaChunk chunk;
    auto *info = chunk.mutable_info();
    info->set_name(name);
    info->mutable_file()->set_format("mp3");
    info->mutable_file()->set_size(content.size());
    info->mutable_file()->set_sha256(common::sha256(content).toStdString());
    return chunk;
}

earshot::v1::MediaChunk dataOf(const QByteArray &bytes)
{
    earshot::v1::MediaChunk chunk;
    chunk.set_data(bytes.toStdString());
    return chunk;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
const QString kMedia = QStringLiteral("Calls/Media");
} // namespace

class TestCtlCommands : public QObject
{
    Q_OBJECT
private:
    static QStringList words(const char *line) { return QString::fromLatin1(line).split(QLatin1Char(' ')); }
private Q_SLOTS:
    void listAsksWhatTheOptionsSay()
    {
        Run run(words(
            "calls list --number 301 --from 2026-02-17T08:00:00Z --state partial --limit 5 --search vance"));
        const auto request = run.rpc.request<earshot::v1::ListRequest>(QStringLiteral("Calls/List"));
        QCOMPARE(request.criteria_size(), 3);
        QCOMPARE(request.criteria(0).field(), std::string("date"));
        QCOMPARE(request.criteria(0).operator_(), std::string("at-least"));
        QCOMPARE(request.criteria(0).values(0), std::string("1771315200000"));
        QCOMPARE(request.criteria(1).field(), std::string("number"));
        QCOMPARE(request.criteria(2).values(0), std::string("partial"));
        QCOMPARE(request.page_size(), 5U);
        QCOMPARE(request.search(), std::string("vance"));
        QCOMPARE(request.order(), std::string("date"));
        QVERIFY(request.descending());
        earshot::v1::CallList list;
        auto *call = list.add_calls();
        call->set_id("0189");
        call->set_from_number("30\x1b[2J");
        call->set_from_name("Nora");
        call->set_to_number("301");
        call->set_duration_ms(202'000);
        call->set_state("stored");
        list.mutable_info()->set_total(7);
        list.mutable_info()->set_next_token("next");
        run.rpc.reply(QStringLiteral("Calls/List"), list);
        QCOMPARE(run.code, 0);
        QVERIFY(run.out.contains(QLatin1String("3:22")));
        QVERIFY(run.out.contains(QLatin1String("1 of 7")));
        QVERIFY(run.out.contains(QLatin1String("--page next")));
        QVERIFY2(!run.out.contains(QChar(0x1b)), "a caller's name can drive the terminal");
    }
    void jsonHasTheNamesOfTheContract()
    {
        Run run(words("calls list --json"));
        earshot::v1::CallList list;
        auto *call = list.add_calls();
        call->set_id("0189");
        call->set_connect_ms(1'771'315'200'123);
        call->add_flags("damaged");
        list.mutable_info()->set_total(1);
        run.rpc.reply(QStringLiteral("Calls/List"), list);
        const QJsonObject row = run.json().value(QStringLiteral("calls")).toArray().first().toObject();
        QCOMPARE(row.value(QStringLiteral("connect_ms")).toInteger(), qint64(1'771'315'200'123));
        QCOMPARE(row.value(QStringLiteral("flags")).toArray().first().toString(), QStringLiteral("damaged"));
        QCOMPARE(row.value(QStringLiteral("from_number")).toString(), QString());
        QCOMPARE(run.json().value(QStringLiteral("info")).toObject().value(QStringLiteral("total")).toInt(),
                 1);
    }
    void badValuesAreUsageErrors_data()
    {
        QTest::addColumn<QStringList>("line");
        QTest::newRow("limit") << words("calls list --limit 0");
        QTest::newRow("not a number") << words("calls list --limit many");
        QTest::newRow("time") << words("calls list --from yesterday");
        QTest::newRow("seconds") << words("calls watch --for ever");
    }
    void badValuesAreUsageErrors()
    {
        QFETCH(QStringList, line);
        const Run run(line);
        QCOMPARE(run.code, 64);
        QVERIFY(run.rpc.calls().empty());
        QVERIFY(!run.err.isEmpty());
    }
    void notFoundAndDenied()
    {
        Run run(words("calls show 0189"));
        run.rpc.fail(QStringLiteral("Calls/Get"), common::ErrorCode::NotFound,
                     QStringLiteral("no such call"));
        QCOMPARE(run.code, 1);
        QVERIFY(run.err.contains(QLatin1String("no such call")));
        Run denied(words("ledger"));
        denied.rpc.fail(QStringLiteral("System/Ledger"), common::ErrorCode::Denied);
        QCOMPARE(denied.code, 77);
    }
    void theLedgerTellsHowToGoOn()
    {
        Run run(words("ledger"));
        earshot::v1::LedgerList list;
        list.add_entries()->set_id("1");
        list.mutable_info()->set_total(2);
        list.mutable_info()->set_next_token("next");
        run.rpc.reply(QStringLiteral("System/Ledger"), list);
        QCOMPARE(run.code, 0);
        QVERIFY(run.out.contains(QLatin1String("more: --page next")));
    }
    void healthIsNegativeWhenAPartIsNot()
    {
        Run run(words("health"));
        earshot::v1::HealthReply reply;
        reply.set_healthy(false);
        auto *item = reply.add_items();
        item->set_name("disk");
        item->set_detail("12 MB left");
        run.rpc.reply(QStringLiteral("System/Health"), reply);
        QCOMPARE(run.code, 1);
        QVERIFY(run.out.contains(QLatin1String("FAULT disk")));
    }
    void exportIsVerifiedAndAtomic()
    {
        const QTemporaryDir dir;
        const QByteArray content = QByteArray(300'000, 'a') + QByteArray(5, 'b');
        Run run({QStringLiteral("calls"), QStringLiteral("export"), QStringLiteral("0189"), dir.path()});
        run.rpc.send(kMedia, infoOf(content, "2026-02-17 301.mp3"));
        run.rpc.send(kMedia, dataOf(content.left(200'000)));
        const QString path = dir.filePath(QStringLiteral("2026-02-17 301.mp3"));
        QVERIFY(!QFile::exists(path)); // not before it is whole
        run.rpc.send(kMedia, dataOf(content.mid(200'000)));
        run.rpc.end(kMedia);
        QCOMPARE(run.code, 0);
        QCOMPARE(contentOf(path), content);
    }
    void whatIsNotWhatWasStoredIsNotSaved_data()
    {
        QTest::addColumn<QByteArray>("received");
        QTest::newRow("a byte is other") << QByteArray("contenu");
        QTest::newRow("too short") << QByteArray("conten");
        QTest::newRow("nothing") << QByteArray();
    }
    void whatIsNotWhatWasStoredIsNotSaved()
    {
        QFETCH(QByteArray, received);
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("x.mp3"));
        Run run({QStringLiteral("calls"), QStringLiteral("export"), QStringLiteral("0189"), path});
        run.rpc.send(kMedia, infoOf("content", "x"));
        run.rpc.send(kMedia, dataOf(received));
        run.rpc.end(kMedia);
        QCOMPARE(run.code, 65);
        QVERIFY(QDir(dir.path()).isEmpty());
    }
    void aStreamThatBreaksLeavesNothing()
    {
        const QTemporaryDir dir;
        Run run({QStringLiteral("calls"), QStringLiteral("export"), QStringLiteral("0189"), dir.path()});
        run.rpc.send(kMedia, infoOf("content", "x.mp3"));
        run.rpc.send(kMedia, dataOf("con"));
        run.rpc.fail(kMedia, common::ErrorCode::Unavailable);
        QCOMPARE(run.code, 69);
        QVERIFY(QDir(dir.path()).isEmpty());
    }
    void existingFilesAreReplacedByForceOnly()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("x.mp3"));
        QFile old(path);
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
        old.close();
        Run run({QStringLiteral("calls"), QStringLiteral("export"), QStringLiteral("0189"), path});
        run.rpc.send(kMedia, infoOf("new", "x"));
        QCOMPARE(run.code, 73);
        QVERIFY(run.rpc.last(kMedia)->cancelled);
        QCOMPARE(contentOf(path), QByteArray("old"));
        Run forced({QStringLiteral("calls"), QStringLiteral("export"), QStringLiteral("0189"), path,
                    QStringLiteral("--force")});
        forced.rpc.send(kMedia, infoOf("new", "x"));
        forced.rpc.send(kMedia, dataOf("new"));
        forced.rpc.end(kMedia);
        QCOMPARE(forced.code, 0);
        QCOMPARE(contentOf(path), QByteArray("new"));
    }
    void theSameExportAgainIsNoError()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("x.mp3"));
        const QStringList line{QStringLiteral("calls"), QStringLiteral("export"), QStringLiteral("0189"),
                               path, QStringLiteral("--json")};
        Run first(line);
        first.rpc.send(kMedia, infoOf("content", "x"));
        first.rpc.send(kMedia, dataOf("content"));
        first.rpc.end(kMedia);
        QCOMPARE(first.code, 0);
        Run again(line);
        again.rpc.send(kMedia, infoOf("content", "x"));
        QCOMPARE(again.code, 0); // nothing has to come
        QVERIFY(again.rpc.last(kMedia)->cancelled);
        QCOMPARE(again.json(), first.json());
        QCOMPARE(contentOf(path), QByteArray("content"));
        // Of the same size, and something else.
        Run other(line);
        other.rpc.send(kMedia, infoOf("CONTENT", "x"));
        QCOMPARE(other.code, 73);
        QVERIFY2(other.err.contains(QLatin1String("something else; --force")), qPrintable(other.err));
        QCOMPARE(contentOf(path), QByteArray("content"));
    }
    void manifestsAreTakenAwayEveryDay()
    {
        const QTemporaryDir dir;
        const QString folder = dir.filePath(QStringLiteral("days"));
        const QString base = folder + QStringLiteral("/manifest-000001-2026-11-22");
        const auto take = [&folder](const std::string &text, const QStringList &more) {
            auto run = std::make_unique<Run>(
                QStringList{QStringLiteral("manifests"), QStringLiteral("export"), folder} + more);
            earshot::v1::SigningKeys keys;
            keys.add_keys()->set_public_key(std::string(32, 'k'));
            run->rpc.reply(QStringLiteral("Integrity/Keys"), keys);
            earshot::v1::FileManifest manifest;
            manifest.set_number(1);
            manifest.set_day("2026-11-22");
            manifest.set_text(text);
            manifest.set_signature("signature");
            run->rpc.reply(QStringLiteral("Integrity/Manifests"), manifest);
            run->rpc.reply(QStringLiteral("Integrity/Manifests"), earshot::v1::FileManifest());
            return run;
        };
        QCOMPARE(take("one", {})->code, 0);
        QCOMPARE(contentOf(base + QStringLiteral(".txt")), QByteArray("one"));
        QCOMPARE(contentOf(base + QStringLiteral(".sig")), QByteArray("signature"));
        QCOMPARE(QDir(folder).entryList({QStringLiteral("signing-key-*.pem")}).size(), 1);
        const auto again = take("one", {});
        QCOMPARE(again->code, 0);
        QVERIFY(again->out.contains(QLatin1String("1 manifests")));
        // Another text under the number: somebody has to look at that.
        const auto other = take("two", {});
        QCOMPARE(other->code, 73);
        QVERIFY2(other->err.contains(base + QStringLiteral(".txt exists, and is something else; --force")),
                 qPrintable(other->err));
        QCOMPARE(contentOf(base + QStringLiteral(".txt")), QByteArray("one"));
        QCOMPARE(take("two", {QStringLiteral("--force")})->code, 0);
        QCOMPARE(contentOf(base + QStringLiteral(".txt")), QByteArray("two"));
    }
    void aServersFileNameStaysInTheFolder()
    {
        const QTemporaryDir dir;
        QVERIFY(QDir(dir.path()).mkdir(QStringLiteral("in")));
        Run run({QStringLiteral("calls"), QStringLiteral("export"), QStringLiteral("0189"),
                 dir.filePath(QStringLiteral("in"))});
        run.rpc.send(kMedia, infoOf("x", "../../evil\n.mp3"));
        run.rpc.send(kMedia, dataOf("x"));
        run.rpc.end(kMedia);
        QCOMPARE(run.code, 0);
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files | QDir::Hidden).size(), 0);
        QCOMPARE(QDir(dir.filePath(QStringLiteral("in"))).entryList(QDir::Files | QDir::Hidden),
                 QStringList{QStringLiteral("evil_.mp3")});
    }
    void theTrailIsVerified()
    {
        const QString method = QStringLiteral("AuditTrail/Verify");
        earshot::v1::AuditVerdict verdict;
        verdict.set_good(true);
        verdict.set_entries(12);
        verdict.set_heads(3);
        Run good(words("audit verify"));
        good.rpc.reply(method, verdict);
        QCOMPARE(good.code, 0);
        QVERIFY(good.out.contains(QLatin1String("good: 12 entries and 3 signed heads")));
        verdict.set_good(false);
        verdict.set_reason("cut");
        verdict.set_first_bad(9);
        Run bad(words("audit verify"));
        bad.rpc.reply(method, verdict);
        QCOMPARE(bad.code, 65);
        QVERIFY(bad.out.contains(QLatin1String("older copy (entry 9)")));
        Run json(words("audit verify --json"));
        json.rpc.reply(method, verdict);
        QCOMPARE(json.code, 65);
        QCOMPARE(json.json().value(QLatin1String("reason")).toString(), QStringLiteral("cut"));
    }
    void theTrailIsTakenAway()
    {
        const QString method = QStringLiteral("AuditTrail/Export");
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("trail.jsonl"));
        Run run({QStringLiteral("audit"), QStringLiteral("export"), path, QStringLiteral("--resource"),
                 QStringLiteral("users"), QStringLiteral("--from"), QStringLiteral("2026-02-17T08:00:00Z")});
        const auto sent = run.rpc.request<earshot::v1::AuditExport>(method);
        QCOMPARE(sent.format(), std::string("jsonl"));
        QCOMPARE(sent.query().criteria_size(), 2);
        QCOMPARE(sent.query().criteria(0).field(), std::string("date"));
        QCOMPARE(sent.query().criteria(1).values(0), std::string("users"));
        earshot::v1::AuditChunk chunk;
        chunk.set_data("{}\n");
        run.rpc.send(method, chunk);
        QVERIFY(!QFile::exists(path)); // not before it is whole
        run.rpc.send(method, chunk);
        run.rpc.end(method);
        QCOMPARE(run.code, 0);
        QCOMPARE(contentOf(path), QByteArray("{}\n{}\n"));
        Run again({QStringLiteral("audit"), QStringLiteral("export"), path});
        QCOMPARE(again.code, 73); // it is there
        Run broken(
            {QStringLiteral("audit"), QStringLiteral("export"), dir.filePath(QStringLiteral("b.csv"))});
        QCOMPARE(broken.rpc.request<earshot::v1::AuditExport>(method).format(), std::string("csv"));
        broken.rpc.send(method, chunk);
        broken.rpc.fail(method, common::ErrorCode::Unavailable);
        QCOMPARE(broken.code, 69);
        QVERIFY(!QFile::exists(dir.filePath(QStringLiteral("b.csv"))));
    }
    void watchPrintsLinesAndEndsWithItsStreams()
    {
        Run run(words("calls watch"));
        earshot::v1::ActiveCallsUpdate update;
        update.set_snapshot(true);
        auto *call = update.add_calls();
        call->set_id("0189");
        call->set_state("talking");
        run.rpc.send(QStringLiteral("Calls/WatchActive"), update);
        earshot::v1::CallChange change;
        change.set_id("0189");
        change.set_verb("stored");
        run.rpc.send(QStringLiteral("Calls/WatchChanges"), change);
        QCOMPARE(run.out.split(QLatin1Char('\n')).size(), 3);
        QVERIFY(run.out.contains(QLatin1String("talking  0189")));
        QVERIFY(run.out.contains(QLatin1String("stored  0189")));
        QCOMPARE(run.code, -1);
        run.rpc.fail(QStringLiteral("Calls/WatchActive"), common::ErrorCode::Unavailable);
        QCOMPARE(run.code, 69);
    }
};

EARSHOT_TEST(tst_ctlcommands, TestCtlCommands)
#include "tst_ctlcommands.moc"
