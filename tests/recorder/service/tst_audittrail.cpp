// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/auditkeeper.h"
#include "recorder/store/auditpolicyrepository.h"
#include "recorder/store/auditrepository.h"

#include "tests/support/fakeclock.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <thread>

using namespace recorder;
using namespace std::chrono_literals;
using common::Result;

namespace
{

const QString kSystem = QStringLiteral("system");

/// One recorder's side of the trail: folder, keys, pools.
struct Recorder {
    explicit Recorder(const QString &url, const QString &name = QStringLiteral("host-a"),
                      AuditKeeper::Options options = {})
        : writing(poolOptions(url))
        , reading(poolOptions(url))
        , hostKey(*common::HostKey::loadOrCreate(dir.filePath(QStringLiteral("host.key"))))
    {
        options.folder = dir.path();
        options.recorder = name;
        m_options = options;
        if (!writing.waitUntilUp(10s)) {
            qFatal("no database");
        }
    }

    static PoolOptions poolOptions(const QString &url)
    {
        PoolOptions options;
        options.url = url;
        options.threads = 1;
        options.statementTimeout = 60s;
        return options;
    }
    std::unique_ptr<AuditKeeper> keeper()
    {
        return std::make_unique<AuditKeeper>(
            hostKey, live ? static_cast<const common::Clock &>(system) : clock,
            [this] {
                return std::optional(AuditPools{writing, reading});
            },
            m_options);
    }
    void write(int rows, const QString &action = QStringLiteral("users.update"))
    {
        const auto done = writing.run<void>([&](Transaction &transaction) -> common::Status {
            for (int i = 0; i < rows; ++i) {
                AuditEntry entry;
                entry.actor = QStringLiteral("admin");
                entry.action = action;
                entry.subject = QUuid::createUuid();
                entry.detail = {{QStringLiteral("name"), QStringLiteral("Zoë \"%1\"\n").arg(i)}};
                AuditRepository(transaction).append(entry);
            }
            return {};
        });
        if (!done) {
            qFatal("%s", qPrintable(done.error().message));
        }
    }
    AuditVerdict verify()
    {
        const auto verdict = verifyAudit(reading, AuditFolder::memory(dir.path(), &hostKey));
        if (!verdict) {
            qFatal("%s", qPrintable(verdict.error().message));
        }
        return *verdict;
    }
    /// A keeper that comes and goes: chains and signs.
    void keepOnce()
    {
        auto kept = keeper();
        kept->start();
        kept->stop();
    }

    tests::FakeClock clock; ///< stands still while a keeper runs
    common::SystemClock system;
    bool live = false;
    QTemporaryDir dir;
    ConnectionPool writing;
    ConnectionPool reading;
    common::HostKey hostKey;
    AuditKeeper::Options m_options;
};

QString ask(const tests::TestDb &db, const QString &sql)
{
    return tests::runSql(db.url(), sql).value(0);
}
/// As somebody who owns the database.
void forge(const QString &url, const QString &sql)
{
    tests::runSql(url, QStringLiteral("SET session_replication_role = replica; ") + sql);
}

} // namespace

class TestAuditTrail : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// The form in docs/security.md, computed by PostgreSQL instead of by us.
    void theChainIsWhatTheDocumentSays()
    {
        const tests::TestDb db;
        Recorder recorder(db.url());
        recorder.write(3);
        QVERIFY(chainAudit(recorder.writing));
        recorder.write(2);
        const auto end = chainAudit(recorder.writing);
        QVERIFY(end);
        QCOMPARE(end->position, ask(db, QStringLiteral("SELECT count(*) FROM audit_log")).toLongLong());
        QCOMPARE(ask(db, QStringLiteral("SELECT count(*) FROM audit_unchained")), QStringLiteral("0"));
        tests::runSql(db.url(),
                      QStringLiteral("CREATE FUNCTION net(t text) RETURNS bytea LANGUAGE sql AS "
                                     "$$ SELECT convert_to(octet_length(convert_to(coalesce(t, ''), "
                                     "'UTF8')) || ':' || coalesce(t, '') || ',', 'UTF8') $$"));
        QCOMPARE(
            ask(db,
                QStringLiteral(
                    "SELECT count(*) FROM audit_chain c JOIN audit_log a ON a.id = c.audit_id WHERE c.hash = "
                    "sha256(coalesce((SELECT p.hash FROM audit_chain p WHERE p.position = c.position - 1), "
                    "decode(repeat('00', 32), 'hex')) || net(a.id::text) || net(a.tenant_id::text) || "
                    "net(a.at_ms::text) || net(a.actor) || net(a.action) || net(a.subject::text) || "
                    "net(a.detail::text) || net(a.request_id) || net(a.peer) || net(a.impersonator))")),
            QString::number(end->position));
        // A column more has to come into the form.
        QCOMPARE(
            ask(db, QStringLiteral("SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute "
                                   "WHERE attrelid = 'audit_log'::regclass AND attnum > 0 AND NOT "
                                   "attisdropped")),
            QStringLiteral("id tenant_id at_ms actor action subject detail request_id peer impersonator"));
    }

    void rowsAreChainedWhenTheyAreCommitted()
    {
        const tests::TestDb db;
        Recorder recorder(db.url());
        QVERIFY(chainAudit(recorder.writing));
        ConnectionPool other(Recorder::poolOptions(db.url()));
        // The first id is committed last.
        const auto late = other.run<void>([&](Transaction &transaction) -> common::Status {
            AuditRepository(transaction).append({{}, kSystem, QStringLiteral("late.one"), {}, {}});
            recorder.write(2);
            const auto before = chainAudit(recorder.writing);
            return before ? common::Status()
                          : common::fail(before.error().code, QString(before.error().message));
        });
        QVERIFY(late);
        QVERIFY(chainAudit(recorder.writing));
        QCOMPARE(ask(db, QStringLiteral("SELECT a.action FROM audit_chain c JOIN audit_log a ON a.id = "
                                        "c.audit_id ORDER BY c.position DESC LIMIT 1")),
                 QStringLiteral("late.one"));
        QVERIFY(recorder.verify().good);
    }

    void rowsAreNeitherChangedNorRemoved()
    {
        const tests::TestDb db;
        Recorder recorder(db.url());
        recorder.write(1);
        for (const char *sql :
             {"UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"}) {
            const auto done = recorder.writing.run<void>([sql](Transaction &transaction) -> common::Status {
                tests::execute(transaction, QLatin1String(sql));
                return {};
            });
            QVERIFY(!done);
            QVERIFY(done.error().message.contains(QLatin1String("audit rows are not changed")));
        }
    }

    void headsAreSignedAndGoOnAfterARestart()
    {
        const tests::TestDb db;
        Recorder recorder(db.url());
        recorder.write(5);
        recorder.keepOnce();
        recorder.keepOnce(); // nothing is new: no second head
        QCOMPARE(ask(db, QStringLiteral("SELECT count(*) FROM audit_heads")), QStringLiteral("1"));
        recorder.write(4);
        recorder.keepOnce();
        const AuditVerdict verdict = recorder.verify();
        QVERIFY2(verdict.good, qPrintable(verdict.detail));
        QCOMPARE(verdict.heads, 2);
        QCOMPARE(verdict.entries, ask(db, QStringLiteral("SELECT count(*) FROM audit_log")).toLongLong());
        QCOMPARE(verdict.lastHeadMs, common::toUnixMs(recorder.clock.wall()));
        QFile file(recorder.dir.filePath(QStringLiteral("audit-heads.jsonl")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), 2);
        QCOMPARE(file.permissions() & (QFile::ReadOther | QFile::ReadGroup), QFile::Permissions());
    }

    void aHeadIsDueEveryFiveMinutes()
    {
        const tests::TestDb db;
        Recorder recorder(db.url());
        auto folder = AuditFolder::open(recorder.dir.path(), recorder.hostKey, QStringLiteral("host-a"));
        QVERIFY(folder);
        const HeadSigner signer{folder->key(), folder->signer()};
        const auto sign = [&](qint64 nowMs) {
            const auto head = signHeadOf(recorder.writing, signer, nowMs, 5min);
            return head && head->has_value();
        };
        recorder.write(1);
        QVERIFY(chainAudit(recorder.writing));
        QVERIFY(sign(1'000'000));
        recorder.write(1);
        QVERIFY(chainAudit(recorder.writing));
        QVERIFY(!sign(1'299'999));
        QVERIFY(sign(1'300'000));
        QVERIFY(!sign(9'000'000)); // nothing new
        recorder.write(1);
        QVERIFY(chainAudit(recorder.writing));
        QVERIFY(sign(1'000)); // the clock went back
    }

    void opensslVerifiesAHead()
    {
        const tests::TestDb db;
        Recorder recorder(db.url());
        recorder.write(2);
        recorder.keepOnce();
        QFile file(recorder.dir.filePath(QStringLiteral("audit-heads.jsonl")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject head = QJsonDocument::fromJson(file.readLine()).object();
        const auto save = [&](const char *name, const QByteArray &bytes) {
            QFile out(recorder.dir.filePath(QLatin1String(name)));
            return out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size();
        };
        QByteArray text = head.value(QLatin1String("signed")).toString().toLatin1();
        QVERIFY(save("key.pem", head.value(QLatin1String("public_key")).toString().toLatin1()));
        QVERIFY(save("head.sig",
                     QByteArray::fromBase64(head.value(QLatin1String("signature")).toString().toLatin1())));
        const auto openssl = [&] {
            QProcess process;
            process.setWorkingDirectory(recorder.dir.path());
            process.start(QStringLiteral("openssl"),
                          QStringLiteral("pkeyutl -verify -rawin -pubin -inkey key.pem -in head.txt -sigfile "
                                         "head.sig")
                              .split(QLatin1Char(' ')));
            return process.waitForFinished(20000) ? process.exitCode() : -1;
        };
        QVERIFY(save("head.txt", text));
        QCOMPARE(openssl(), 0);
        QVERIFY(text.contains("\nposition 2\n") || text.contains("\nposition "));
        QVERIFY(save("head.txt", text.replace("kind head", "kind HEAD")));
        QCOMPARE(openssl(), 1);
    }

    void twoRecordersMakeOneChain()
    {
        const tests::TestDb db;
        AuditKeeper::Options quick;
        quick.beat = 5ms;
        quick.headEvery = 50ms;
        Recorder one(db.url(), QStringLiteral("host-a"), quick);
        Recorder two(db.url(), QStringLiteral("host-b"), quick);
        one.live = two.live = true;
        auto first = one.keeper();
        auto second = two.keeper();
        first->start();
        second->start();
        std::thread writer([&two] {
            for (int i = 0; i < 60; ++i) {
                two.write(7);
            }
        });
        for (int i = 0; i < 60; ++i) {
            one.write(5, QStringLiteral("roles.update"));
        }
        writer.join();
        first->stop();
        second->stop();
        const qint64 rows = ask(db, QStringLiteral("SELECT count(*) FROM audit_log")).toLongLong();
        QVERIFY(rows >= 720);
        for (Recorder *recorder : {&one, &two}) {
            const AuditVerdict verdict = recorder->verify();
            QVERIFY2(verdict.good, qPrintable(verdict.detail));
            QCOMPARE(verdict.entries, rows);
            QVERIFY(verdict.heads >= 1);
        }
    }

    void forgeriesInTheDatabaseAreFound_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const char *reason, const char *sql) {
            QTest::newRow(name) << QString::fromLatin1(sql) << QString::fromLatin1(reason);
        };
        row("edit", "changed", "UPDATE audit_log SET actor = 'nobody' WHERE id = 5");
        row("edit detail", "changed", "UPDATE audit_log SET detail = detail || '{\"x\": 1}' WHERE id = 5");
        row("detail to NULL", "changed", "UPDATE audit_log SET detail = NULL WHERE id = 5");
        row("delete", "missing", "DELETE FROM audit_log WHERE id = 5");
        row("delete with link", "missing",
            "DELETE FROM audit_log WHERE id = 5; DELETE FROM audit_chain WHERE audit_id = 5");
        row("reorder", "reordered",
            "UPDATE audit_chain SET audit_id = -1 WHERE audit_id = 5; UPDATE audit_chain SET audit_id = 5 "
            "WHERE "
            "audit_id = 6; UPDATE audit_chain SET audit_id = 6 WHERE audit_id = -1");
        row("add", "added",
            "INSERT INTO audit_log (at_ms, actor, action) VALUES (1, 'nobody', 'users.update')");
        row("cut", "cut", "DELETE FROM audit_log WHERE id > 5; DELETE FROM audit_chain WHERE audit_id > 5");
        row("cut with heads", "cut",
            "DELETE FROM audit_log WHERE id > 5; DELETE FROM audit_chain WHERE audit_id > 5; DELETE FROM "
            "audit_heads");
        row("last one", "cut",
            "DELETE FROM audit_log WHERE id = (SELECT max(id) FROM audit_log); DELETE FROM audit_chain WHERE "
            "position = (SELECT max(position) FROM audit_chain)");
        row("heads", "cut", "DELETE FROM audit_heads");
        row("signature", "signature", "UPDATE audit_heads SET signature = sha256('x') || sha256('y')");
        row("own key", "signature",
            "UPDATE audit_heads SET key_id = 'x'; UPDATE audit_keys SET public_key = sha256('x')");
    }
    void forgeriesInTheDatabaseAreFound()
    {
        QFETCH(QString, sql);
        QFETCH(QString, reason);
        const tests::TestDb db;
        Recorder recorder(db.url());
        recorder.write(12);
        recorder.keepOnce();
        recorder.write(2); // after the last head
        auto keeper = recorder.keeper();
        keeper->start();
        QTRY_VERIFY(keeper->state().position >= 14);
        QVERIFY(recorder.verify().good);
        keeper.reset();
        forge(db.url(), sql);
        const AuditVerdict verdict = recorder.verify();
        QVERIFY(!verdict.good);
        QCOMPARE(verdict.reason, reason);
    }

    void anOlderCopyOfTheDatabaseIsFound()
    {
        auto db = std::make_unique<tests::TestDb>();
        Recorder recorder(db->url());
        recorder.write(10);
        recorder.keepOnce();
        // The copy is taken while nobody is connected.
        const QString copy = QStringLiteral("older_copy");
        const QString source = ask(*db, QStringLiteral("SELECT current_database()"));
        tests::runSql(tests::testCluster().url(),
                      QStringLiteral("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE "
                                     "datname = '%1'")
                          .arg(source));
        tests::runSql(tests::testCluster().url(),
                      QStringLiteral("ALTER DATABASE %1 ALLOW_CONNECTIONS false").arg(source));
        QTRY_COMPARE(
            tests::runSql(
                tests::testCluster().url(),
                QStringLiteral("SELECT count(*) FROM pg_stat_activity WHERE datname = '%1'").arg(source))
                .value(0),
            QStringLiteral("0"));
        tests::runSql(tests::testCluster().url(),
                      QStringLiteral("CREATE DATABASE %1 TEMPLATE %2").arg(copy, source));
        tests::runSql(tests::testCluster().url(),
                      QStringLiteral("ALTER DATABASE %1 ALLOW_CONNECTIONS true").arg(source));
        QVERIFY(recorder.writing.waitUntilUp(10s));
        QTRY_COMPARE(recorder.writing.state().connected, 1);
        recorder.write(10);
        recorder.keepOnce();
        QVERIFY(recorder.verify().good);
        {
            ConnectionPool older(Recorder::poolOptions(tests::testCluster().url(copy)));
            QVERIFY(older.waitUntilUp(10s));
            const auto verdict =
                verifyAudit(older, AuditFolder::memory(recorder.dir.path(), &recorder.hostKey));
            QVERIFY(verdict);
            QVERIFY(!verdict->good);
            QCOMPARE(verdict->reason, QStringLiteral("cut"));
        }
        tests::runSql(tests::testCluster().url(), QStringLiteral("DROP DATABASE %1 WITH (FORCE)").arg(copy));
    }

    void retentionRemovesUnderASignature()
    {
        const tests::TestDb db;
        Recorder recorder(db.url());
        auto folder = AuditFolder::open(recorder.dir.path(), recorder.hostKey, QStringLiteral("host-a"));
        QVERIFY(folder);
        const HeadSigner signer{folder->key(), folder->signer()};
        recorder.write(30);
        tests::runSql(db.url(), QStringLiteral("SET session_replication_role = replica; UPDATE audit_log SET "
                                               "at_ms = 1000 * id"));
        QVERIFY(chainAudit(recorder.writing));
        recorder.write(5);
        recorder.keepOnce();
        const qint64 now = common::toUnixMs(std::chrono::system_clock::now());
        QCOMPARE(*removeOldAudit(recorder.writing, signer, now), 0); // for ever
        tests::runSql(db.url(), QStringLiteral("UPDATE audit_policy SET keep_days = 30"));
        const qint64 old =
            ask(db, QStringLiteral("SELECT count(*) FROM audit_log WHERE at_ms < 1000000")).toLongLong();
        QVERIFY(old >= 30);
        QCOMPARE(*removeOldAudit(recorder.writing, signer, now), old);
        recorder.keepOnce();
        AuditVerdict verdict = recorder.verify();
        QVERIFY2(verdict.good, qPrintable(verdict.detail));
        QCOMPARE(verdict.entries, 6); // five, and the row about the removal
        QCOMPARE(ask(db, QStringLiteral("SELECT detail->>'entries' FROM audit_log WHERE action = "
                                        "'audit.remove'")),
                 QString::number(old));
        QCOMPARE(*removeOldAudit(recorder.writing, signer, now), 0);
        // More than was signed for is found.
        forge(db.url(), QStringLiteral("DELETE FROM audit_log WHERE id = (SELECT min(id) FROM audit_log)"));
        QCOMPARE(recorder.verify().reason, QStringLiteral("missing"));
    }

    void whatSyslogHasNotGotIsKept()
    {
        const tests::TestDb db;
        Recorder recorder(db.url());
        auto folder = AuditFolder::open(recorder.dir.path(), recorder.hostKey, QStringLiteral("host-a"));
        recorder.write(9);
        QVERIFY(chainAudit(recorder.writing));
        const qint64 later = common::toUnixMs(std::chrono::system_clock::now()) + 40LL * 86400 * 1000;
        tests::runSql(db.url(), QStringLiteral("UPDATE audit_policy SET keep_days = 30, syslog = true"));
        tests::runSql(db.url(), QStringLiteral("UPDATE audit_forwarding SET position = 4"));
        QCOMPARE(*removeOldAudit(recorder.writing, {folder->key(), folder->signer()}, later), 4);
        tests::runSql(db.url(), QStringLiteral("UPDATE audit_policy SET syslog = false"));
        QVERIFY(*removeOldAudit(recorder.writing, {folder->key(), folder->signer()}, later) >= 5);
        QVERIFY(chainAudit(recorder.writing));
        QVERIFY(recorder.verify().good);
    }

    void aClockThatJumpedRemovesNothing()
    {
        const tests::TestDb db;
        AuditKeeper::Options quick;
        quick.beat = 5ms;
        quick.removeEvery = 1ms;
        Recorder recorder(db.url(), QStringLiteral("host-a"), quick);
        recorder.clock.setWall(std::chrono::system_clock::now());
        recorder.write(3);
        tests::runSql(db.url(), QStringLiteral("UPDATE audit_policy SET keep_days = 30"));
        auto keeper = recorder.keeper();
        recorder.clock.setWall(std::chrono::system_clock::now() + std::chrono::hours(24 * 3650));
        keeper->start();
        QTRY_VERIFY(keeper->state().position >= 3);
        QTest::qWait(100);
        keeper.reset();
        // The next start believes its clock, but the last head is ten years old; a head of now is signed
        // first.
        QVERIFY(ask(db, QStringLiteral("SELECT count(*) FROM audit_log")).toLongLong() >= 3);
    }

    /// The host key was lost: nothing is signed, and said so, until somebody has moved the old key away.
    void aKeyThatCannotBeOpenedIsToldAndReplaced()
    {
        const tests::TestDb db;
        AuditKeeper::Options quick;
        quick.beat = 10ms;
        quick.lagLimit = 50ms;
        Recorder recorder(db.url(), QStringLiteral("host-a"), quick);
        recorder.live = true;
        const auto heads = [&db] { return ask(db, QStringLiteral("SELECT count(*) FROM audit_heads")); };
        const auto vouched = vouchedKeysOf(recorder.dir.path());
        recorder.write(1);
        recorder.keepOnce();
        QCOMPARE(heads(), QStringLiteral("1"));
        const QList<QByteArray> before = vouched();
        QCOMPARE(before.size(), 1);
        const QString hostKey = recorder.dir.filePath(QStringLiteral("host.key"));
        QVERIFY(QFile::remove(hostKey));
        recorder.hostKey = *common::HostKey::loadOrCreate(hostKey);
        auto keeper = recorder.keeper();
        keeper->start();
        recorder.write(1);
        QTRY_VERIFY(
            keeper->state().problem.contains(QLatin1String("audit-signing.key was sealed by another")));
        QVERIFY(!keeper->state().healthy);
        QVERIFY(keeper->state().problem.contains(QLatin1String("move this file away")));
        QVERIFY(!signingKeyOf(recorder.dir.path(), recorder.hostKey)());
        QCOMPARE(heads(), QStringLiteral("1"));
        const QString signing = recorder.dir.filePath(QStringLiteral("audit-signing.key"));
        QVERIFY(QFile::rename(signing, signing + QStringLiteral(".lost")));
        QTRY_VERIFY(keeper->state().healthy);
        keeper->stop();
        QCOMPARE(heads(), QStringLiteral("2"));
        const auto fresh = signingKeyOf(recorder.dir.path(), recorder.hostKey)();
        QVERIFY(fresh);
        QCOMPARE(vouched(),
                 before + QList<QByteArray>{fresh->publicKey()}); // what was signed is believed still
        const AuditVerdict verdict = recorder.verify();
        QVERIFY2(verdict.good, qPrintable(verdict.detail));
    }

    void keysOfTheHostAreReadAsSomebodyWroteThem()
    {
        const QTemporaryDir dir;
        QVERIFY(vouchedKeysOf(dir.path())().isEmpty());
        const QByteArray first = common::SigningKey::generate()->publicKey();
        const QByteArray second = common::SigningKey::generate()->publicKey();
        QFile file(dir.filePath(QStringLiteral("signing-keys.pem")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("of host-b\n" + common::publicKeyPem(first) +
                   "-----BEGIN PUBLIC KEY-----\nno key\n-----END PUBLIC KEY-----\n" +
                   common::publicKeyPem(second).replace("\n", "\r\n"));
        file.close();
        QCOMPARE(vouchedKeysOf(dir.path())(), (QList<QByteArray>{first, second}));
        // What the recorder notes stands on lines of its own, once.
        QVERIFY(file.open(QIODevice::Append) && file.write("no end of line") > 0);
        file.close();
        const auto key = common::HostKey::loadOrCreate(dir.filePath(QStringLiteral("host.key")));
        for (int i = 0; i < 2; ++i) {
            QVERIFY(AuditFolder::open(dir.path(), *key, QStringLiteral("host-a")));
            QCOMPARE(vouchedKeysOf(dir.path())().size(), 3);
        }
    }

    void laggingIsTold()
    {
        const tests::TestDb db;
        AuditKeeper::Options quick;
        quick.beat = 10ms;
        quick.lagLimit = 50ms;
        Recorder recorder(db.url(), QStringLiteral("host-a"), quick);
        recorder.live = true;
        auto keeper = recorder.keeper();
        keeper->start();
        recorder.write(1);
        QTRY_VERIFY(keeper->state().position >= 1);
        QVERIFY(keeper->state().healthy);
        tests::runSql(db.url(), QStringLiteral("ALTER TABLE audit_chain RENAME TO gone"));
        recorder.write(1);
        QTRY_VERIFY(!keeper->state().healthy);
        QVERIFY(!keeper->state().problem.isEmpty());
        tests::runSql(db.url(), QStringLiteral("ALTER TABLE gone RENAME TO audit_chain"));
        QTRY_VERIFY(keeper->state().healthy);
        keeper->stop();
        QVERIFY(recorder.verify().good);
    }
};

EARSHOT_TEST(tst_audittrail, TestAuditTrail)
#include "tst_audittrail.moc"
