// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/liveboard.h"

#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <thread>

using namespace recorder;
using common::ActiveCall;
using common::ActiveState;
using common::CallId;
using namespace std::chrono_literals;

namespace
{

/// What the board says, as text that a test can read: the protocol's own encoding is another module's.
QByteArray encoded(const common::ActiveCallsUpdate &update)
{
    QJsonArray calls;
    for (const ActiveCall &call : update.calls) {
        calls.append(QJsonObject{{QStringLiteral("id"), call.id.toString()},
                                 {QStringLiteral("from"), call.fromNumber},
                                 {QStringLiteral("state"), common::keyOf(call.state)},
                                 {QStringLiteral("users"), call.users.join(QLatin1Char(','))}});
    }
    QJsonArray ended;
    for (const CallId &id : update.ended) {
        ended.append(id.toString());
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("snapshot"), update.snapshot},
                                     {QStringLiteral("calls"), calls},
                                     {QStringLiteral("ended"), ended}})
        .toJson(QJsonDocument::Compact);
}

/// A console: keeps what it is told.
struct Watcher {
    Watcher(LiveBoard &board, const LiveFilter &filter)
        : feed(board.subscribe(filter, [this] { ++wakes; }))
    {
    }
    /// Takes all that waits; the number of messages.
    int drain()
    {
        int messages = 0;
        while (const auto bytes = feed->take()) {
            ++messages;
            const QJsonObject update = QJsonDocument::fromJson(*bytes).object();
            if (update.value(QStringLiteral("snapshot")).toBool()) {
                ++snapshots;
                calls.clear();
            }
            for (const QJsonValue &value : update.value(QStringLiteral("calls")).toArray()) {
                const QJsonObject call = value.toObject();
                calls[call.value(QStringLiteral("id")).toString()] =
                    call.value(QStringLiteral("state")).toString() + QLatin1Char(' ') +
                    call.value(QStringLiteral("users")).toString();
            }
            for (const QJsonValue &id : update.value(QStringLiteral("ended")).toArray()) {
                calls.remove(id.toString());
            }
        }
        return messages;
    }
    QString of(const CallId &id)
    {
        drain();
        return calls.value(id.toString());
    }
    qsizetype count()
    {
        drain();
        return calls.size();
    }
    bool sees(const CallId &id)
    {
        drain();
        return calls.contains(id.toString());
    }

    QHash<QString, QString> calls;
    int snapshots = 0;
    std::atomic<int> wakes = 0;
    std::shared_ptr<LiveFeed> feed; ///< last: the first wake may come at once
};

constexpr TenantKey kNorth{1};
constexpr TenantKey kSouth{2};

/// A board over an owner directory in memory: extension -> (user, group).
struct World {
    explicit World(LiveBoard::Options options = {20ms, 40ms, 50ms, 500})
        : board({encoded, [this](const auto &questions, auto done) { answer(questions, done); }}, options)
    {
    }
    void answer(const QList<LiveBoard::Question> &questions,
                const std::function<void(common::Result<LiveBoard::Answers>)> &done)
    {
        asked += static_cast<int>(questions.size());
        if (down) {
            done(common::fail(common::ErrorCode::Unavailable, QStringLiteral("down")));
            return;
        }
        LiveBoard::Answers answers;
        for (const auto &question : questions) {
            if (question.tenant.name == QLatin1String("nobody's")) {
                continue;
            }
            LiveOwners owners;
            owners.tenant = question.tenant.name == QLatin1String("north") ? kNorth : kSouth;
            for (const LiveParty &party : question.parties) {
                if (party.number == QLatin1String("201")) {
                    owners.users.append(QStringLiteral("Anna"));
                    owners.associated = {anna, sales};
                    owners.recording = QStringLiteral("on-demand");
                }
                owners.confidential = owners.confidential || party.number == QLatin1String("666");
            }
            answers.insert(question.call, owners);
        }
        done(answers);
    }
    CallId begin(const QString &tenant, const QString &to, ActiveState state = ActiveState::Talking)
    {
        ActiveCall call;
        call.id = CallId::generate();
        show(call, tenant, to, state);
        return call.id;
    }
    void show(ActiveCall call, const QString &tenant, const QString &to,
              ActiveState state = ActiveState::Talking)
    {
        call.tenant = tenant;
        call.fromNumber = QStringLiteral("+4930");
        call.toNumber = to;
        call.state = state;
        board.show(call, {{QStringLiteral("+4930"), {}}, {to, {}}});
    }

    const QUuid anna = QUuid::createUuid();
    const QUuid sales = QUuid::createUuid();
    bool down = false;
    int asked = 0;
    LiveBoard board;
};

const QString kNorthName = QStringLiteral("north");
const QString kSouthName = QStringLiteral("south");

} // namespace

class TestLiveBoard : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countsWhatASubscriptionShows()
    {
        World world;
        world.begin(kNorthName, QStringLiteral("201"));
        world.begin(kNorthName, QStringLiteral("999"));
        world.begin(kSouthName, QStringLiteral("666")); // confidential
        const auto count = [&world](const LiveFilter &filter) {
            const auto seen = std::make_shared<qint64>(-1);
            world.board.count(filter, [seen](qint64 calls) { *seen = calls; });
            return QTest::qWaitFor([&seen] { return *seen >= 0; }) ? *seen : -1;
        };
        QTRY_COMPARE(count({kNorth}), 2);
        QCOMPARE(count({std::nullopt}), 3);
        QCOMPARE(count({kNorth, QList<QUuid>{world.anna}}), 1);
        QTRY_COMPARE(count({kSouth}), 1);
        QCOMPARE(count({kSouth, std::nullopt, false}), 0);
    }
    void callGoesItsWay()
    {
        World world;
        Watcher watcher(world.board, {kNorth});
        QTRY_COMPARE(watcher.wakes.load(), 1);
        watcher.drain();
        QCOMPARE(watcher.snapshots, 1);
        QVERIFY(watcher.calls.isEmpty());
        const CallId id = world.begin(kNorthName, QStringLiteral("201"));
        QTRY_COMPARE(watcher.of(id), QStringLiteral("talking Anna"));
        ActiveCall call;
        call.id = id;
        world.show(call, kNorthName, QStringLiteral("201"), ActiveState::Held);
        QTRY_COMPARE(watcher.of(id), QStringLiteral("held Anna"));
        world.board.finishing(id);
        QTRY_COMPARE(watcher.of(id), QStringLiteral("finishing Anna"));
        world.board.gone(id);
        QTRY_VERIFY(!watcher.sees(id));
        QCOMPARE(watcher.snapshots, 1);
    }

    void confidentialCallsAreSeenByFew()
    {
        World world;
        Watcher all(world.board, {});
        Watcher few(world.board, {std::nullopt, std::nullopt, false});
        const CallId open = world.begin(kNorthName, QStringLiteral("201"));
        const CallId secret = world.begin(kNorthName, QStringLiteral("666"));
        QTRY_VERIFY(all.sees(open) && all.sees(secret));
        QTRY_VERIFY(few.sees(open));
        QTRY_VERIFY(world.board.ownersOf(secret) && world.board.ownersOf(secret)->confidential);
        QVERIFY(!few.sees(secret));
    }

    void ownersAreKnownToOtherThreadsAndCallsAreKept()
    {
        World world;
        const CallId id = world.begin(kNorthName, QStringLiteral("201"));
        QTRY_VERIFY(world.board.ownersOf(id).has_value());
        QCOMPARE(world.board.ownersOf(id)->users, QStringList{QStringLiteral("Anna")});
        QCOMPARE(world.board.ownersOf(id)->recording, QStringLiteral("on-demand"));
        QVERIFY(!world.board.ownersOf(id)->kept);
        world.board.kept(id);
        QTRY_VERIFY(world.board.ownersOf(id)->kept);
        world.board.gone(id);
        QTRY_VERIFY(!world.board.ownersOf(id));
    }

    void whoComesLateGetsAll()
    {
        World world;
        const CallId first = world.begin(kNorthName, QStringLiteral("201"));
        Watcher early(world.board, {});
        QTRY_VERIFY(early.sees(first));
        const CallId second = world.begin(kSouthName, QStringLiteral("9"));
        Watcher late(world.board, {});
        QTRY_VERIFY(late.sees(first) && late.sees(second));
        world.board.gone(second); // before or after the second watcher's first update
        QTRY_VERIFY(!late.sees(second) && !early.sees(second));
        QCOMPARE(late.snapshots, 1);
    }

    void othersSeeNothingOfIt()
    {
        World world;
        Watcher south(world.board, {kSouth});
        Watcher anna(world.board, {kNorth, QList<QUuid>{world.anna}});
        Watcher bodo(world.board, {kNorth, QList<QUuid>{QUuid::createUuid()}});
        Watcher salesLead(world.board, {kNorth, QList<QUuid>{world.sales}});
        Watcher nobody(world.board, {kNorth, QList<QUuid>{}});
        Watcher root(world.board, {});
        const CallId annas = world.begin(kNorthName, QStringLiteral("201"));
        const CallId unassigned = world.begin(kNorthName, QStringLiteral("999"));
        const CallId foreign = world.begin(kSouthName, QStringLiteral("201"));
        QTRY_VERIFY(anna.sees(annas) && salesLead.sees(annas) && south.sees(foreign));
        QTRY_COMPARE(root.count(), qsizetype(3));
        world.board.gone(annas);
        world.board.gone(foreign);
        QTRY_VERIFY(!anna.sees(annas) && !south.sees(foreign) && !root.sees(annas));
        QVERIFY(!anna.sees(unassigned));
        QVERIFY(root.sees(unassigned));
        bodo.drain();
        nobody.drain();
        QVERIFY(bodo.calls.isEmpty() && bodo.snapshots == 1);
        QVERIFY(nobody.calls.isEmpty() && nobody.snapshots == 1);
    }

    void transferMovesIt()
    {
        World world;
        Watcher anna(world.board, {kNorth, QList<QUuid>{world.anna}});
        ActiveCall call;
        call.id = world.begin(kNorthName, QStringLiteral("201"));
        QTRY_VERIFY(anna.sees(call.id));
        world.show(call, kNorthName, QStringLiteral("202"));
        QTRY_VERIFY(!anna.sees(call.id));
    }

    /// Without a database only those who see everything see the call, and the others do as soon as it is
    /// back.
    void ownersAreAskedAgain()
    {
        World world;
        world.down = true;
        Watcher root(world.board, {});
        Watcher north(world.board, {kNorth});
        const CallId id = world.begin(kNorthName, QStringLiteral("201"));
        const CallId nobodys = world.begin(QStringLiteral("nobody's"), QStringLiteral("201"));
        QTRY_COMPARE(root.of(id), QStringLiteral("talking "));
        QVERIFY(root.sees(nobodys));
        QVERIFY(!north.sees(id));
        world.down = false;
        QTRY_COMPARE(north.of(id), QStringLiteral("talking Anna"));
        QVERIFY(!north.sees(nobodys));
    }

    void changesOfNothingNewAreNotAskedFor()
    {
        World world;
        Watcher root(world.board, {});
        ActiveCall call;
        call.id = world.begin(kNorthName, QStringLiteral("201"));
        QTRY_COMPARE(root.of(call.id), QStringLiteral("talking Anna"));
        const int before = world.asked;
        world.show(call, kNorthName, QStringLiteral("201"), ActiveState::Held);
        QTRY_COMPARE(root.of(call.id), QStringLiteral("held Anna"));
        QCOMPARE(world.asked, before);
    }

    /// Who does not take is owed a snapshot and costs no memory meanwhile.
    void slowTakerBeginsAnew()
    {
        World world({1ms, 1ms, 50ms, 500});
        Watcher slow(world.board, {});
        Watcher quick(world.board, {});
        QTRY_VERIFY(slow.wakes > 0);
        CallId last;
        for (int i = 0; i < 40; ++i) {
            last = world.begin(kNorthName, QStringLiteral("201"));
            QTRY_VERIFY(quick.sees(last));
        }
        // Its first snapshot went with the rest.
        QCOMPARE(slow.drain(), 0);
        QTRY_COMPARE(slow.count(), qsizetype(40));
        QCOMPARE(slow.snapshots, 1);
        const CallId next = world.begin(kNorthName, QStringLiteral("201"));
        QTRY_VERIFY(slow.sees(next));
        QCOMPARE(slow.snapshots, 1);
        QCOMPARE(quick.snapshots, 1);
    }

    void snapshotComesInPieces()
    {
        World world({20ms, 20ms, 50ms, 10});
        Watcher early(world.board, {});
        QList<CallId> ids;
        for (int i = 0; i < 35; ++i) {
            ids.append(world.begin(kNorthName, QStringLiteral("201")));
        }
        QTRY_COMPARE(early.count(), qsizetype(35));
        Watcher late(world.board, {});
        QTRY_VERIFY(late.wakes > 0);
        QCOMPARE(late.drain(), 4);
        QCOMPARE(late.calls.size(), qsizetype(35));
        QCOMPARE(late.snapshots, 1);
    }

    void changesAreGathered()
    {
        World world({200ms, 200ms, 50ms, 500});
        Watcher watcher(world.board, {});
        QTRY_VERIFY(watcher.wakes > 0);
        const CallId first = world.begin(kNorthName, QStringLiteral("201"));
        QTRY_VERIFY(watcher.sees(first));
        QElapsedTimer clock;
        clock.start();
        int messages = 0;
        while (clock.elapsed() < 1000) {
            world.begin(kNorthName, QStringLiteral("201"));
            QTest::qWait(5);
            messages += watcher.drain();
        }
        QVERIFY2(messages >= 3 && messages <= 6, qPrintable(QString::number(messages)));
    }

    void fromManyThreads()
    {
        World world;
        Watcher watcher(world.board, {});
        std::vector<std::thread> threads;
        common::Guarded<QList<CallId>> stay;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 200; ++i) {
                    ActiveCall call;
                    call.id = CallId::generate();
                    world.show(call, kNorthName, QStringLiteral("201"));
                    world.board.finishing(call.id);
                    if (i % 2) {
                        world.board.gone(call.id);
                    } else {
                        stay.with([&call](QList<CallId> &ids) { ids.append(call.id); });
                    }
                }
                const auto brief = world.board.subscribe({}, [] {});
                static_cast<void>(brief->take());
            });
        }
        for (std::thread &thread : threads) {
            thread.join();
        }
        QTRY_COMPARE(watcher.count(), qsizetype(400));
        stay.with([&](const QList<CallId> &ids) {
            for (const CallId &id : ids) {
                QVERIFY(watcher.of(id).startsWith(QLatin1String("finishing")));
            }
        });
    }
};

EARSHOT_TEST(tst_liveboard, TestLiveBoard)
#include "tst_liveboard.moc"
