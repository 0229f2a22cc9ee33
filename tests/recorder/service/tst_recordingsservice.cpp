// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/recordingsservice.h"

#include "recorder/service/tenantservice.h"
#include "recorder/service/userservice.h"
#include "recorder/store/migrator.h"

#include "common/core/guarded.h"

#include "tests/support/callbuilder.h"
#include "tests/support/hostgate.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <atomic>
#include <csignal>
#include <latch>
#include <thread>

using namespace recorder;
using common::ErrorCode;
using common::FinishedCall;
using common::Result;
using namespace std::chrono_literals;
using tests::aCall;

namespace
{

const QString kTenant = QStringLiteral("Nordlicht");

/// A database with one tenant and two agents.
struct World {
    explicit World(int threads = 2)
        : pool(db.options(threads))
        , recordings(pool)
    {
        if (!pool.waitUntilUp(10s) || !tests::HostGate(pool).tenants.ensureTenant(kTenant)) {
            qFatal("no world");
        }
        tests::HostGate host(pool);
        UserService &users = host.users;
        anna = users.ensureUser({kTenant,
                                 QStringLiteral("anna"),
                                 QStringLiteral("Anna Berg"),
                                 {QStringLiteral("201")},
                                 QStringLiteral("Sales")});
        bodo = users.ensureUser({kTenant,
                                 QStringLiteral("bodo"),
                                 QStringLiteral("Bodo Kamp"),
                                 {QStringLiteral("202"), QStringLiteral("Bodo.K")},
                                 QStringLiteral("Service")});
        if (!anna || !bodo) {
            qFatal("no agents");
        }
    }
    qint64 count(const QString &what) const
    {
        return tests::runSql(db.url(), QStringLiteral("SELECT count(*) FROM ") + what).value(0).toLongLong();
    }

    tests::TestDb db;
    ConnectionPool pool;
    RecordingsService recordings;
    Result<User> anna;
    Result<User> bodo;
};

} // namespace

class TestRecordingsService : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everythingOfACallIsKept()
    {
        World world;
        FinishedCall call = aCall(kTenant, QStringLiteral("+49301234567"), QStringLiteral("201"));
        call.flags = call.flags | common::CallFlag::OneWay | common::CallFlag::ForeignPackets;
        call.state = common::CallState::Partial;
        call.reason = QStringLiteral("interrupted");
        call.groupId = QStringLiteral("grp-9");
        const auto registration = world.recordings.registerCall(call);
        QVERIFY2(registration, registration ? "" : qPrintable(registration.error().message));
        QVERIFY(registration->created);
        QCOMPARE(registration->segments, 2);
        QCOMPARE(registration->assigned, 1);
        const auto stored = world.recordings.get(kTenant, call.id);
        QVERIFY(stored);
        QCOMPARE(stored->call, call);
        QCOMPARE(stored->segments.size(), 2);
        QVERIFY(!stored->segments.at(0).user);
        QCOMPARE(stored->segments.at(0).channel, 0);
        QCOMPARE(stored->segments.at(1).user, std::optional(world.anna->id));
        QCOMPARE(stored->segments.at(1).userName, QStringLiteral("Anna Berg"));
        QCOMPARE(stored->segments.at(1).extension, QStringLiteral("201"));
        QCOMPARE(stored->segments.at(1).groupName, QStringLiteral("Sales"));
        QCOMPARE(stored->segments.at(1).channel, 1);
    }

    /// Asked when a ledger that is older than the database tells of a call.
    void aCallIsKnownByItsIdAlone()
    {
        World world;
        const FinishedCall call = aCall(kTenant, QStringLiteral("0401"), QStringLiteral("202"));
        const auto before = world.recordings.known(call.id);
        QVERIFY(before && !before->call && !before->removed);
        QVERIFY(world.recordings.registerCall(call)->created);
        const auto stored = world.recordings.known(call.id);
        QVERIFY(stored && stored->call && !stored->removed);
        QCOMPARE(*stored->call, call);
    }
    void registeringAgainChangesNothing()
    {
        World world;
        FinishedCall call = aCall(kTenant, QStringLiteral("0401"), QStringLiteral("202"));
        QVERIFY(world.recordings.registerCall(call)->created);
        const FinishedCall first = call;
        call.duration = 1ms;
        call.files.clear();
        for (int i = 0; i < 3; ++i) {
            const auto again = world.recordings.registerCall(call);
            QVERIFY(again);
            QVERIFY(!again->created);
        }
        QCOMPARE(world.recordings.get(kTenant, call.id)->call, first);
        QCOMPARE(world.count(QStringLiteral("participants")), 2);
        QCOMPARE(world.count(QStringLiteral("media_files")), 3);
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'calls.register'")), 1);
    }

    void sameCallsFromTwoHostsAtOnce()
    {
        World world(4);
        RecordingsService other(world.pool); // its own queue, like another host
        QList<FinishedCall> calls;
        for (int i = 0; i < 60; ++i) {
            calls.append(aCall(kTenant, QString::number(7000 + i), QStringLiteral("201")));
        }
        std::atomic<int> created{0};
        std::atomic<int> failed{0};
        std::latch all(4 * calls.size());
        const auto done = [&](Result<Registration> result) {
            created += result && result->created ? 1 : 0;
            failed += result ? 0 : 1;
            if (!result) {
                qWarning("%s", qPrintable(result.error().message));
            }
            all.count_down();
        };
        for (qsizetype i = 0; i < calls.size(); ++i) {
            for (int k = 0; k < 2; ++k) {
                world.recordings.registerCall(calls.at(i), done);
                other.registerCall(calls.at(calls.size() - 1 - i), done);
            }
        }
        all.wait();
        QCOMPARE(failed.load(), 0);
        QCOMPARE(created.load(), 60);
        QCOMPARE(world.count(QStringLiteral("calls")), 60);
        QCOMPARE(world.count(QStringLiteral("participants")), 120);
        QCOMPARE(world.recordings.list(kTenant, {})->total, 60);
    }

    void waitingCallsShareATransaction()
    {
        World world(1);
        std::latch all(300);
        const quint64 before = world.pool.state().done;
        for (int i = 0; i < 300; ++i) {
            world.recordings.registerCall(aCall(kTenant, QString::number(i), QStringLiteral("201")),
                                          [&](const Result<Registration> &) { all.count_down(); });
        }
        all.wait();
        QCOMPARE(world.count(QStringLiteral("calls")), 300);
        const quint64 transactions = world.pool.state().done - before;
        QVERIFY2(transactions <= 40, qPrintable(QString::number(transactions)));
    }

    void oneBadCallDoesNotHoldUpTheOthers()
    {
        World world(1);
        FinishedCall bad = aCall(kTenant, QStringLiteral("1"), QStringLiteral("2"));
        bad.files[1].sha256.chop(1);
        FinishedCall worse = aCall(kTenant, QStringLiteral("1"), QStringLiteral("2"));
        worse.participants[0].streamIndex = 1 << 20; // only the database says no
        FinishedCall stranger = aCall(QStringLiteral("nobody"), QStringLiteral("1"), QStringLiteral("2"));
        QList<FinishedCall> calls{bad, worse, stranger};
        for (int i = 0; i < 20; ++i) {
            calls.insert(i % 3, aCall(kTenant, QStringLiteral("3"), QStringLiteral("201")));
        }
        std::latch all(calls.size());
        common::Guarded<QHash<common::CallId, Result<Registration>>> results;
        for (const FinishedCall &call : calls) {
            world.recordings.registerCall(call, [&, id = call.id](const Result<Registration> &result) {
                results.with([&](auto &map) { map.insert(id, result); });
                all.count_down();
            });
        }
        all.wait();
        const auto map = results.with([](const auto &m) { return m; });
        QCOMPARE(map.value(bad.id).error().code, ErrorCode::Invalid);
        QCOMPARE(map.value(worse.id).error().code, ErrorCode::Invalid);
        QCOMPARE(map.value(stranger.id).error().code, ErrorCode::Invalid);
        QCOMPARE(map.value(stranger.id).error().fields.value(QStringLiteral("tenant")),
                 QStringLiteral("unknown"));
        QCOMPARE(world.count(QStringLiteral("calls")), 20);
        QCOMPARE(world.count(QStringLiteral("media_files")), 60);
    }

    void transferGivesEachAgentHerPart()
    {
        World world;
        FinishedCall call = aCall(kTenant, QStringLiteral("+4989777"), QStringLiteral("201"));
        call.participants[1].leave = 20s;
        common::Participant second = call.participants.at(1);
        second.number = QStringLiteral("bodo.k");
        second.aor = QStringLiteral("sip:BODO.K@pbx.example.com;user=phone");
        second.join = 21s;
        second.leave = 47003ms;
        call.participants.append(second);
        QCOMPARE(world.recordings.registerCall(call)->assigned, 2);
        const auto stored = world.recordings.get(kTenant, call.id);
        QVERIFY(stored);
        QCOMPARE(stored->segments.at(1).user, std::optional(world.anna->id));
        QCOMPARE(stored->segments.at(1).party.leave, std::chrono::milliseconds(20s));
        QCOMPARE(stored->segments.at(2).user, std::optional(world.bodo->id));
        QCOMPARE(stored->segments.at(2).extension, QStringLiteral("bodo.k"));
        QCOMPARE(stored->segments.at(2).groupName, QStringLiteral("Service"));
        QCOMPARE(stored->segments.at(2).party.join, std::chrono::milliseconds(21s));
        const auto page = world.recordings.list(kTenant, {});
        QCOMPARE(page->calls.first().users,
                 (QStringList{QStringLiteral("Anna Berg"), QStringLiteral("Bodo Kamp")}));
        for (const auto &user : {world.anna->id, world.bodo->id}) {
            CallPageRequest byUser;
            byUser.criteria.users = {user};
            QCOMPARE(world.recordings.list(kTenant, byUser)->total, 1);
        }
    }

    void numbersMatchWithPlusAndByAddress()
    {
        World world;
        tests::HostGate host(world.pool);
        UserService &users = host.users;
        QVERIFY(users.ensureUser({kTenant,
                                  QStringLiteral("cleo"),
                                  QStringLiteral("Cleo"),
                                  {QStringLiteral("4940555"), QStringLiteral(" 77A ")},
                                  {}}));
        FinishedCall plus = aCall(kTenant, QStringLiteral("+4940555"), QStringLiteral("900"));
        QCOMPARE(world.recordings.registerCall(plus)->assigned, 1);
        FinishedCall address = aCall(kTenant, QStringLiteral("900"), QStringLiteral("0800"));
        address.participants[1].aor = QStringLiteral("tel:77a");
        QCOMPARE(world.recordings.registerCall(address)->assigned, 1);
    }

    void otherTenantsAreInvisible()
    {
        World world;
        const QString other = QStringLiteral("Suedwind");
        QVERIFY(tests::HostGate(world.pool).tenants.ensureTenant(other));
        // The same extension belongs to somebody else there.
        QVERIFY(tests::HostGate(world.pool)
                    .users.ensureUser(
                        {other, QStringLiteral("zoe"), QStringLiteral("Zoe"), {QStringLiteral("201")}, {}}));
        const FinishedCall ours = aCall(kTenant, QStringLiteral("111"), QStringLiteral("201"));
        const FinishedCall theirs = aCall(other, QStringLiteral("111"), QStringLiteral("201"));
        QVERIFY(world.recordings.registerCall(ours));
        QVERIFY(world.recordings.registerCall(theirs));
        QCOMPARE(world.recordings.get(kTenant, theirs.id).error().code, ErrorCode::NotFound);
        QCOMPARE(world.recordings.get(other, theirs.id)->segments.at(1).userName, QStringLiteral("Zoe"));
        CallPageRequest byNumber;
        byNumber.criteria.number = TextFilter{TextMatch::Is, QStringLiteral("111")};
        for (const CallPageRequest &request : {CallPageRequest{}, byNumber}) {
            const auto page = world.recordings.list(other, request);
            QCOMPARE(page->total, 1);
            QCOMPARE(page->calls.size(), 1);
            QCOMPARE(page->calls.first().id, theirs.id);
        }
        CallPageRequest foreignUser;
        foreignUser.criteria.users = {world.anna->id};
        QCOMPARE(world.recordings.list(other, foreignUser)->total, 0);
        QCOMPARE(world.recordings.listAll({})->total, 2);
        QCOMPARE(world.recordings.list(QStringLiteral("nobody"), {}).error().code, ErrorCode::NotFound);
    }

    void verifySeesEveryCallOnce()
    {
        World world;
        std::latch all(450);
        QList<FinishedCall> calls;
        for (int i = 0; i < 450; ++i) {
            calls.append(aCall(kTenant, QString::number(i), QStringLiteral("201")));
            world.recordings.registerCall(calls.last(),
                                          [&](const Result<Registration> &) { all.count_down(); });
        }
        all.wait();
        qsizetype at = 0;
        bool same = true;
        const auto status = world.recordings.forEach([&](const StoredCall &stored) -> common::Status {
            same = same && at < calls.size() && stored.call == calls.at(at);
            ++at;
            return {};
        });
        QVERIFY(status);
        QVERIFY(same);
        QCOMPARE(at, calls.size());
        const auto ended = world.recordings.forEach([](const StoredCall &) -> common::Status {
            return common::fail(ErrorCode::Denied, QStringLiteral("enough"));
        });
        QCOMPARE(ended.error().code, ErrorCode::Denied);
    }

    void clocksThatAreWrongByYears_data()
    {
        QTest::addColumn<qint64>("unixMs");
        QTest::newRow("1970") << qint64{1};
        QTest::newRow("last year") << common::toUnixMs(std::chrono::system_clock::now() -
                                                       std::chrono::hours(24 * 365));
        QTest::newRow("2090") << qint64{3786912000000};
    }
    void clocksThatAreWrongByYears()
    {
        QFETCH(qint64, unixMs);
        World world;
        FinishedCall call = aCall(kTenant, QStringLiteral("1"), QStringLiteral("201"));
        QByteArray raw = common::uuidV7Floor(common::wallFromUnixMs(unixMs)).toRfc4122();
        raw[15] = 7;
        call.id = common::CallId(QUuid::fromRfc4122(raw));
        call.connectTime = common::wallFromUnixMs(unixMs);
        QVERIFY(world.recordings.registerCall(call)->created);
        QVERIFY(!world.recordings.registerCall(call)->created);
        QCOMPARE(world.recordings.get(kTenant, call.id)->call.connectTime, call.connectTime);
        QCOMPARE(world.recordings.list(kTenant, {})->total, 1);
    }

    void monthsAreMadeAhead()
    {
        World world;
        const QString partitions = QStringLiteral("pg_inherits WHERE inhparent = 'earshot.calls'::regclass");
        QCOMPARE(world.count(partitions), 1);
        QVERIFY(world.recordings.prepareMonths());
        const qint64 made = world.count(partitions);
        QVERIFY(made >= 3);
        QVERIFY(world.recordings.prepareMonths());
        QVERIFY(world.recordings.registerCall(aCall(kTenant, QStringLiteral("1"), QStringLiteral("2"))));
        QCOMPARE(world.count(partitions), made);
        QCOMPARE(world.count(QStringLiteral("calls_rest")), 0);
    }

    void serverGoneInTheMiddle()
    {
        const auto dir = tests::makeServerDir();
        auto cluster = PrivateCluster::start(tests::throwAwayCluster(*dir));
        QVERIFY(cluster);
        QVERIFY(Migrator().run((*cluster)->url()));
        PoolOptions options;
        options.url = (*cluster)->url();
        options.lastBackoff = 300ms;
        ConnectionPool pool(options);
        RecordingsService recordings(pool);
        QVERIFY(pool.waitUntilUp(10s));
        QVERIFY(tests::HostGate(pool).tenants.ensureTenant(kTenant));
        QList<FinishedCall> calls;
        for (int i = 0; i < 200; ++i) {
            calls.append(aCall(kTenant, QString::number(i), QStringLiteral("2")));
        }
        // As the ledger does: whoever got no answer is handed over again until all are in.
        std::latch first(calls.size());
        for (const FinishedCall &call : calls) {
            recordings.registerCall(call, [&](const Result<Registration> &) { first.count_down(); });
        }
        kill(static_cast<pid_t>((*cluster)->pid()), SIGKILL);
        first.wait();
        int unavailable = 0;
        for (const FinishedCall &call : calls) {
            Result<Registration> result = recordings.registerCall(call);
            while (!result && result.error().code == ErrorCode::Unavailable) {
                ++unavailable;
                QTest::qWait(20);
                result = recordings.registerCall(call);
            }
            QVERIFY2(result, result ? "" : qPrintable(result.error().message));
        }
        QVERIFY(unavailable > 0);
        QCOMPARE(recordings.list(kTenant, {})->total, 200);
        QCOMPARE(
            tests::runSql((*cluster)->url(), QStringLiteral("SELECT count(*) FROM media_files")).value(0),
            QStringLiteral("600"));
        QCOMPARE(tests::runSql((*cluster)->url(),
                               QStringLiteral("SELECT count(*) FROM audit_log WHERE action LIKE 'calls.%'"))
                     .value(0),
                 QStringLiteral("200"));
    }
};

EARSHOT_TEST(tst_recordingsservice, TestRecordingsService)
#include "tst_recordingsservice.moc"
