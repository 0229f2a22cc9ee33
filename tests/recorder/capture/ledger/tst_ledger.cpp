// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/capture/ledger/ledgerbench.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

#include <atomic>
#include <sys/stat.h>
#include <thread>

using namespace recorder;
using namespace tests;
using common::CallId;
using common::ErrorCode;

class TestLedger : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_file = m_dir->filePath(QStringLiteral("ledger.sqlite"));
    }
    void cleanup() { m_dir.reset(); }

    void keepsEveryColumn();
    void statesGoForwardOnly_data();
    void statesGoForwardOnly();
    void advanceMovesAllRowsOfACall();
    void reasonAndResultStay();
    void whatACallWaitsForIsSaidWhileItWaits();
    void updateReplacesDialogAndMedia();
    void oneBadWriteDoesNotSpoilItsNeighbours();
    void callbackComesAfterTheCommitOnTheLedgersThread();
    void survivesReopening();
    void filesOfBeforeTenantIdsGoOn();
    void refusesWhatIsNotItsFile();
    void readerWorksBesideAndWithoutTheRecorder();
    void manyReadersAndWriters();
    void filesArePrivate();
    void pendingWritesAreWrittenAtTheEnd();
    void groupCommit();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_file;
};

void TestLedger::keepsEveryColumn()
{
    auto ledger = Ledger::open(m_file);
    QVERIFY2(ledger, ledger ? "" : qPrintable(ledger.error().message));
    LedgerRow row = madeUpRow(1);
    row.tenantId = common::TenantId::generate();
    row.reason = QStringLiteral("why");
    row.result = QJsonObject{{QStringLiteral("size"), 12}};
    QVERIFY(insertNow(**ledger, row));
    const LedgerRow empty{common::makeUuidV7(), CallId::generate(), {}, {}, {}, {}, {}, {}, 0, 0, {}, {}};
    QVERIFY(insertNow(**ledger, empty));
    QCOMPARE((*ledger)->all().value(), (QList<LedgerRow>{row, empty}));
    QCOMPARE((*ledger)->rows(row.call).value(), QList<LedgerRow>{row});
    QCOMPARE((*ledger)->rows(CallId::generate()).value(), QList<LedgerRow>{});
}

void TestLedger::statesGoForwardOnly_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<bool>("allowed");
    const int rank[] = {0, 1, 2, 3, 3, 3};
    for (int from = 0; from < 6; ++from) {
        for (int to = 0; to < 6; ++to) {
            const QString name =
                keyOf(static_cast<LedgerState>(from)) + u'>' + keyOf(static_cast<LedgerState>(to));
            QTest::newRow(qPrintable(name)) << from << to << (from == to || rank[from] < rank[to]);
        }
    }
}

void TestLedger::statesGoForwardOnly()
{
    QFETCH(int, from);
    QFETCH(int, to);
    QFETCH(bool, allowed);
    auto ledger = Ledger::open(m_file);
    LedgerRow row = madeUpRow(1);
    row.state = static_cast<LedgerState>(from);
    QVERIFY(insertNow(**ledger, row));
    const auto moved = advanceNow(**ledger, row.call, static_cast<LedgerState>(to));
    QCOMPARE(moved.has_value(), allowed);
    if (!allowed) {
        QCOMPARE(moved.error().code, ErrorCode::Conflict);
    }
    QCOMPARE((*ledger)->all()->first().state, static_cast<LedgerState>(allowed ? to : from));
}

void TestLedger::advanceMovesAllRowsOfACall()
{
    auto ledger = Ledger::open(m_file);
    const CallId call = CallId::generate();
    QVERIFY(insertNow(**ledger, madeUpRow(1, call)));
    QVERIFY(insertNow(**ledger, madeUpRow(2, call)));
    QVERIFY(insertNow(**ledger, madeUpRow(3)));
    QVERIFY(advanceNow(**ledger, call, LedgerState::Ended));
    QVERIFY(insertNow(**ledger, madeUpRow(4, call))); // a late second INVITE
    QCOMPARE((*ledger)->counts().value(),
             (QMap<QString, qint64>{{QStringLiteral("accepted"), 2}, {QStringLiteral("ended"), 2}}));
    QVERIFY(advanceNow(**ledger, call, LedgerState::Ended));
    QVERIFY(advanceNow(**ledger, call, LedgerState::Stored));
    QCOMPARE((*ledger)->unsettled()->size(), 1);
    const auto unknown = advanceNow(**ledger, CallId::generate(), LedgerState::Ended);
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().code, ErrorCode::NotFound);
}

void TestLedger::reasonAndResultStay()
{
    auto ledger = Ledger::open(m_file);
    const LedgerRow row = madeUpRow(1);
    const QJsonObject files{{QStringLiteral("sha256"), QStringLiteral("ab")}};
    QVERIFY(insertNow(**ledger, row));
    QVERIFY(advanceNow(**ledger, row.call, LedgerState::Finalised, QStringLiteral("gap"), files));
    QVERIFY(advanceNow(**ledger, row.call, LedgerState::Partial));
    LedgerRow now = (*ledger)->all()->first();
    QCOMPARE(now.reason, QStringLiteral("gap"));
    QCOMPARE(now.result, files);
    // A settled row is proof: repeating is no error and changes nothing.
    QVERIFY(advanceNow(**ledger, row.call, LedgerState::Partial, QStringLiteral("other"),
                       {{QStringLiteral("x"), 1}}));
    now = (*ledger)->all()->first();
    QCOMPARE(now.reason, QStringLiteral("gap"));
    QCOMPARE(now.result, files);
}

void TestLedger::whatACallWaitsForIsSaidWhileItWaits()
{
    auto ledger = Ledger::open(m_file);
    const LedgerRow row = madeUpRow(1);
    const QString reason = QStringLiteral("waits-no-key");
    QVERIFY(insertNow(**ledger, row));
    QVERIFY(advanceNow(**ledger, row.call, LedgerState::Ended));
    QVERIFY(advanceNow(**ledger, row.call, LedgerState::Ended, reason));
    QVERIFY(advanceNow(**ledger, row.call, LedgerState::Ended, reason)); // tried again
    QCOMPARE((*ledger)->all()->first().reason, reason);
    QVERIFY(advanceNow(**ledger, row.call, LedgerState::Finalised));
    QCOMPARE((*ledger)->all()->first().reason, QString());
    QVERIFY(advanceNow(**ledger, row.call, LedgerState::Stored));
    QCOMPARE((*ledger)->all()->first().reason, QString());
}

void TestLedger::updateReplacesDialogAndMedia()
{
    auto ledger = Ledger::open(m_file);
    LedgerRow row = madeUpRow(1);
    QVERIFY(insertNow(**ledger, row));
    row.dialog.remoteCSeq = 9;
    row.dialog.remoteTarget = "<sip:new@192.0.2.3>";
    row.media = {{QStringLiteral("streams"), 3}};
    QVERIFY(
        waitFor([&](LedgerDone done) { (*ledger)->update(row.id, row.dialog, row.media, std::move(done)); }));
    QCOMPARE((*ledger)->all().value(), QList<LedgerRow>{row});
    const auto unknown =
        waitFor([&](LedgerDone done) { (*ledger)->update(QUuid::createUuid(), {}, {}, std::move(done)); });
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().code, ErrorCode::NotFound);
}

void TestLedger::oneBadWriteDoesNotSpoilItsNeighbours()
{
    auto ledger = Ledger::open(m_file);
    const LedgerRow row = madeUpRow(1);
    std::vector<std::promise<common::Status>> done(4);
    const auto told = [&](std::size_t i) {
        return [&done, i](common::Status status) { done[i].set_value(std::move(status)); };
    };
    (*ledger)->insert(row, told(0));
    (*ledger)->insert(row, told(1)); // the same id again
    (*ledger)->advance(CallId::generate(), LedgerState::Ended, {}, {}, told(2));
    (*ledger)->insert(madeUpRow(2), told(3));
    QVERIFY(done[0].get_future().get());
    const auto doubled = done[1].get_future().get();
    QVERIFY(!doubled);
    QCOMPARE(doubled.error().code, ErrorCode::Conflict);
    QVERIFY(!done[2].get_future().get());
    QVERIFY(done[3].get_future().get());
    QCOMPARE((*ledger)->all()->size(), 2);
    (*ledger)->insert(madeUpRow(3), nullptr); // nobody wants to know
    QTRY_COMPARE((*ledger)->all()->size(), 3);
}

void TestLedger::callbackComesAfterTheCommitOnTheLedgersThread()
{
    auto ledger = Ledger::open(m_file);
    const LedgerRow row = madeUpRow(1);
    std::promise<std::pair<qsizetype, std::thread::id>> seen;
    (*ledger)->insert(row, [&](common::Status) {
        auto reader = openLedgerForReading(m_file); // another connection sees only what is committed
        seen.set_value({reader ? (*reader)->rows(row.call)->size() : -1, std::this_thread::get_id()});
    });
    const auto [rows, thread] = seen.get_future().get();
    QCOMPARE(rows, 1);
    QVERIFY(thread != std::this_thread::get_id());
}

void TestLedger::survivesReopening()
{
    QList<LedgerRow> rows;
    for (int n = 0; n < 5; ++n) {
        auto ledger = Ledger::open(m_file);
        QVERIFY(ledger);
        QCOMPARE((*ledger)->unsettled().value(), rows);
        rows.append(madeUpRow(n));
        QVERIFY(insertNow(**ledger, rows.last()));
    }
    auto ledger = Ledger::open(m_file);
    QVERIFY(advanceNow(**ledger, rows[2].call, LedgerState::Excluded, QStringLiteral("rule")));
    rows.removeAt(2);
    QCOMPARE((*ledger)->unsettled().value(), rows);
}

/// As a program wrote them that knew no ids: they are read as they are, and get the column from who writes.
void TestLedger::filesOfBeforeTenantIdsGoOn()
{
    LedgerRow old = madeUpRow(1);
    old.tenantId = common::TenantId::generate();
    QVERIFY(insertNow(**Ledger::open(m_file), old));
    {
        QSqlDatabase raw = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("raw"));
        raw.setDatabaseName(m_file);
        QVERIFY(raw.open());
        QVERIFY(QSqlQuery(raw).exec(QStringLiteral("ALTER TABLE entries DROP COLUMN tenant_id")));
        QVERIFY(QSqlQuery(raw).exec(QStringLiteral("ALTER TABLE entries DROP COLUMN ended_unix_ms")));
        raw.close();
    }
    QSqlDatabase::removeDatabase(QStringLiteral("raw"));
    old.tenantId = {};
    LedgerFilter over;
    over.endedFrom = 0;
    QCOMPARE((*openLedgerForReading(m_file))->page(over)->rows, QList<LedgerRow>());
    auto reader = openLedgerForReading(m_file);
    QVERIFY2(reader, reader ? "" : qPrintable(reader.error().message));
    QCOMPARE((*reader)->unsettled().value(), QList<LedgerRow>{old});
    QCOMPARE((*reader)->page({})->rows, QList<LedgerRow>{old});
    reader->reset();
    auto ledger = Ledger::open(m_file);
    QVERIFY2(ledger, ledger ? "" : qPrintable(ledger.error().message));
    LedgerRow fresh = madeUpRow(2);
    fresh.tenantId = common::TenantId::generate();
    QVERIFY(insertNow(**ledger, fresh));
    QCOMPARE((*ledger)->all().value(), (QList<LedgerRow>{old, fresh}));
    QVERIFY(advanceNow(**ledger, old.call, LedgerState::Ended));
    QCOMPARE((*openLedgerForReading(m_file))->page(over)->rows.size(), 1);
}

void TestLedger::refusesWhatIsNotItsFile()
{
    QFile junk(m_file);
    QVERIFY(junk.open(QIODevice::WriteOnly));
    junk.write(QByteArray(8192, 'j'));
    junk.close();
    QVERIFY(!Ledger::open(m_file));
    QVERIFY(!openLedgerForReading(m_file));
    QVERIFY(junk.open(QIODevice::ReadOnly));
    QCOMPARE(junk.readAll(), QByteArray(8192, 'j')); // untouched
    QVERIFY(!Ledger::open(m_dir->filePath(QStringLiteral("no/such/directory"))));
    const auto missing = openLedgerForReading(m_dir->filePath(QStringLiteral("missing")));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QVERIFY(!QFile::exists(m_dir->filePath(QStringLiteral("missing"))));
}

void TestLedger::readerWorksBesideAndWithoutTheRecorder()
{
    const LedgerRow row = madeUpRow(1);
    {
        auto ledger = Ledger::open(m_file);
        QVERIFY(insertNow(**ledger, row));
        auto beside = openLedgerForReading(m_file);
        QVERIFY(beside);
        QCOMPARE((*beside)->all().value(), QList<LedgerRow>{row});
        QVERIFY(advanceNow(**ledger, row.call, LedgerState::Ended));
        QCOMPARE((*beside)->all()->first().state, LedgerState::Ended); // sees later commits too
    }
    const QStringList before = QDir(m_dir->path()).entryList(QDir::Files);
    QCOMPARE(before, QStringList{QStringLiteral("ledger.sqlite")}); // closing has folded the WAL in
    auto without = openLedgerForReading(m_file);
    QVERIFY2(without, without ? "" : qPrintable(without.error().message));
    QCOMPARE((*without)->unsettled()->size(), 1);
    QCOMPARE((*without)->counts().value(), (QMap<QString, qint64>{{QStringLiteral("ended"), 1}}));
    QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files), before);
}

void TestLedger::manyReadersAndWriters()
{
    auto ledger = Ledger::open(m_file);
    std::atomic<int> stored{0};
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int n = 0; n < 50; ++n) {
                if (!insertNow(**ledger, madeUpRow(n))) {
                    ++wrong;
                }
                ++stored;
            }
        });
    }
    threads.emplace_back([&] {
        qsizetype last = 0;
        while (stored < 200) {
            const auto rows = (*ledger)->all();
            if (!rows || rows->size() < last) {
                ++wrong;
            } else {
                last = rows->size();
            }
        }
    });
    for (std::thread &thread : threads) {
        thread.join();
    }
    QCOMPARE(wrong.load(), 0);
    QCOMPARE((*ledger)->all()->size(), 200);
}

void TestLedger::filesArePrivate()
{
    const mode_t before = ::umask(0);
    auto ledger = Ledger::open(m_file);
    const auto stored = insertNow(**ledger, madeUpRow(1));
    ::umask(before);
    QVERIFY(stored);
    for (const char *suffix : {"", "-wal", "-shm"}) {
        struct stat status {
        };
        QCOMPARE(::stat(QFile::encodeName(m_file + QLatin1String(suffix)).constData(), &status), 0);
        QCOMPARE(status.st_mode & 07777, mode_t{0600});
    }
}

void TestLedger::pendingWritesAreWrittenAtTheEnd()
{
    std::atomic<int> good{0};
    {
        auto ledger = Ledger::open(m_file);
        for (int n = 0; n < 3'000; ++n) {
            (*ledger)->insert(madeUpRow(n), [&](common::Status status) { good += status ? 1 : 0; });
        }
    }
    QCOMPARE(good.load(), 3'000);
    auto reader = openLedgerForReading(m_file);
    QCOMPARE((*reader)->all()->size(), 3'000);
}

void TestLedger::groupCommit()
{
    auto ledger = Ledger::open(m_file);
    for (const int waiting : {1, 64}) {
        constexpr int kSeconds = 1;
        std::atomic<int> running{waiting};
        std::atomic<int> stored{0};
        const auto begin = std::chrono::steady_clock::now();
        std::function<void(common::Status)> again = [&](common::Status status) {
            stored += status ? 1 : 0;
            if (std::chrono::steady_clock::now() - begin < std::chrono::seconds(kSeconds)) {
                (*ledger)->insert(madeUpRow(0), again);
            } else {
                --running;
            }
        };
        for (int i = 0; i < waiting; ++i) {
            (*ledger)->insert(madeUpRow(0), again);
        }
        QTRY_COMPARE_WITH_TIMEOUT(running.load(), 0, 20'000);
        qInfo("%d waiting: %d inserts/s", waiting, stored.load() / kSeconds);
        QVERIFY(stored > 0);
    }
}

EARSHOT_TEST(tst_ledger, TestLedger)
#include "tst_ledger.moc"
