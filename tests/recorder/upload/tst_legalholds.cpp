// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/legalholds.h"

#include "recorder/service/callsservice.h"
#include "recorder/store/callholds.h"
#include "recorder/store/deletedrepository.h"
#include "recorder/store/removalrepository.h"

#include "tests/recorder/upload/limitsworld.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>
#include <future>

using namespace recorder;
using tests::LimitsWorld;

namespace
{

const QString kWhy = QStringLiteral("Case 17");

struct World : LimitsWorld {
    QString hold(const char *login, const QList<common::CallId> &calls, const QString &why = kWhy)
    {
        return counted(login, {calls, why, true});
    }
    QString release(const char *login, const QList<common::CallId> &calls)
    {
        return counted(login, {calls, kWhy, false});
    }
    bool isFlagged(const common::CallId &call) const
    {
        return count(QStringLiteral("calls WHERE id = '%1' AND (flags & 8192) <> 0").arg(call.toString())) ==
               1;
    }
    common::Result<StoredCall> show(const char *login, const common::CallId &call)
    {
        return gate.runAndWait<StoredCall>(
            session(login), operation("calls.view", false),
            [&](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
                return CallsService().get(transaction, scope, call);
            });
    }

private:
    /// How many were changed, or what is wrong.
    QString counted(const char *login, const HoldChange &change)
    {
        const auto done = this->change<int, const HoldChange &>(login, "calls.hold", changeHolds, change);
        return done ? QString::number(*done) : outcome(done);
    }
};

} // namespace

class TestLegalHolds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsHeldStaysAndWhatIsReleasedGoes()
    {
        World world;
        const common::CallId held = world.addCall("Nordlicht", 60);
        const common::CallId free = world.addCall("Nordlicht", 50);
        QCOMPARE(world.hold("admin", {held}), QStringLiteral("1"));
        QVERIFY(world.isFlagged(held) && !world.isFlagged(free));
        world.limit("Nordlicht", "audio_days", 5);
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        QCOMPARE(world.removeNow().state, QStringLiteral("done"));
        QVERIFY(world.isThere(held));
        QVERIFY(!world.isThere(free));

        QCOMPARE(world.release("admin", {held}), QStringLiteral("1"));
        QVERIFY(!world.isFlagged(held));
        QCOMPARE(world.count(QStringLiteral("call_holds")), 0);
        QCOMPARE(world.removeNow().state, QStringLiteral("done"));
        QVERIFY(!world.isThere(held));
    }
    void whoAndWhyAreKeptAndTold()
    {
        World world;
        const common::CallId call = world.addCall("Nordlicht", 1);
        const common::CallId other = world.addCall("Nordlicht", 1);
        QVERIFY(!world.show("admin", call)->hold);
        QCOMPARE(world.hold("admin", {call}, QStringLiteral("  first  ")), QStringLiteral("1"));
        // The first reason stays, and who gave it.
        QCOMPARE(world.hold("root", {call, other}, QStringLiteral("second")), QStringLiteral("1"));
        const auto shown = world.show("admin", call);
        QVERIFY(shown && shown->hold);
        QCOMPARE(*shown->hold, (common::CallHold{common::wallFromUnixMs(common::toUnixMs(world.clock.wall())),
                                                 shown->hold->by, QStringLiteral("first")}));
        QVERIFY(!shown->hold->by.isEmpty());
        QCOMPARE(world.show("root", other)->hold->reason, QStringLiteral("second"));
        QCOMPARE(world.release("admin", {call}), QStringLiteral("1"));
        QCOMPARE(world.release("admin", {call}), QStringLiteral("0"));
        // A row each time, with the reason; of several calls one.
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'calls.test' AND tenant_id = 1 AND "
                                            "subject = '%1' AND detail->>'reason' IN ('first', 'Case 17')")
                                 .arg(call.toString())),
                 3);
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'calls.test' AND tenant_id = 1 AND "
                                            "detail->'ids' ? '%1' AND detail->>'changed' = '1'")
                                 .arg(other.toString())),
                 1);
    }
    void onlyCallsInReachAndAllOrNone()
    {
        World world;
        const common::CallId own = world.addCall("Nordlicht", 1);
        const common::CallId foreign = world.addCall("Suedwind", 1);
        world.ask(QStringLiteral("UPDATE roles SET permissions = permissions || '{calls.hold}'::text[] WHERE "
                                 "code = 'supervisor'"));
        const QString unknown = QStringLiteral("NotFound ids=unknown");
        QCOMPARE(world.hold("admin", {own, foreign}), unknown);
        QCOMPARE(world.hold("admin", {common::CallId::generate()}), unknown);
        QCOMPARE(world.hold("other", {own}), unknown);
        QCOMPARE(world.hold("sue", {own}), unknown); // of nobody in her groups
        QCOMPARE(world.hold("ada", {own}), QStringLiteral("Denied permission=calls.hold"));
        QCOMPARE(world.count(QStringLiteral("call_holds")), 0);
        QCOMPARE(world.hold("root", {own, foreign}), QStringLiteral("2"));
        QCOMPARE(world.release("admin", {foreign}), unknown);
        QVERIFY(world.isFlagged(foreign));
    }
    void badRequestsChangeNothing()
    {
        World world;
        const common::CallId call = world.addCall("Nordlicht", 1);
        QCOMPARE(world.hold("admin", {}), QStringLiteral("Invalid ids=empty"));
        QCOMPARE(world.hold("admin", {call}, QStringLiteral("  ")),
                 QStringLiteral("Invalid reason=required"));
        QCOMPARE(world.hold("admin", {call}, QString(501, u'x')), QStringLiteral("Invalid reason=too-long"));
        QList<common::CallId> many;
        for (int i = 0; i < 1001; ++i) {
            many.append(call);
        }
        QCOMPARE(world.hold("admin", many), QStringLiteral("Invalid ids=too-many"));
        QCOMPARE(world.hold("admin", {call, call}, QString(500, u'x')), QStringLiteral("1"));
    }
    void whyIsNotForEverybody()
    {
        World world;
        const common::CallId call = world.addCall("Nordlicht", 1);
        QCOMPARE(world.hold("admin", {call}), QStringLiteral("1"));
        world.ask(QStringLiteral("UPDATE roles SET permissions = array_remove(permissions, 'calls.hold') "
                                 "WHERE code = 'administrator'"));
        const auto shown = world.show("admin", call);
        QVERIFY(shown);
        QVERIFY(!shown->hold);
        QVERIFY(common::has(shown->call.flags, common::CallFlag::Hold));
    }
    void nothingElseRemovesThemEither()
    {
        World world;
        const common::CallId call = world.addCall("Nordlicht", 1);
        QCOMPARE(world.hold("admin", {call}), QStringLiteral("1"));
        for (const char *statement :
             {"DELETE FROM calls WHERE id = '%1'", "DELETE FROM media_files WHERE call_id = '%1'"}) {
            const auto done = world.pool.run<bool>([&](Transaction &transaction) -> common::Result<bool> {
                tests::execute(transaction, QString::fromLatin1(statement).arg(call.toString()));
                return true;
            });
            QVERIFY(!done);
        }
        QVERIFY(world.isThere(call));
        QCOMPARE(world.count(QStringLiteral("media_files WHERE call_id = '%1'").arg(call.toString())), 3);
    }
    /// With the tenant's people would go who can open the recordings.
    void aTenantWithHeldCallsIsNotPurged()
    {
        World world;
        const common::CallId call = world.addCall("Nordlicht", 1);
        QCOMPARE(world.hold("admin", {call}), QStringLiteral("1"));
        world.ask(QStringLiteral("UPDATE users SET deleted_ms = 1 WHERE tenant_id = 1"));
        world.ask(QStringLiteral("UPDATE tenants SET deleted_ms = 1 WHERE id = 1"));
        const auto due = [&world] {
            const auto ids = world.pool.run<QList<QUuid>>([](Transaction &transaction) {
                const auto &kinds = deletedKinds();
                const auto tenants = std::find_if(kinds.begin(), kinds.end(), [](const DeletedKind &kind) {
                    return kind.kind == QLatin1String("tenants");
                });
                return common::Result<QList<QUuid>>(
                    DeletedRepository(transaction).idsBefore(*tenants, 10, 100));
            });
            return ids ? static_cast<int>(ids->size()) : -1;
        };
        QCOMPARE(due(), 0);
        QCOMPARE(world.release("root", {call}), QStringLiteral("1"));
        QCOMPARE(due(), 1);
    }
    /// The removal has found the call, and waits for its row while somebody holds it.
    void aRemovalThatWaitedSeesTheHold()
    {
        World world;
        const common::CallId call = world.addCall("Nordlicht", 1);
        std::promise<void> holding;
        std::promise<void> go;
        auto held = std::async(std::launch::async, [&] {
            return world.pool.run<bool>([&](Transaction &transaction) -> common::Result<bool> {
                CallHolds holds(transaction);
                const bool one = holds.hold(holds.lock({call}), {world.clock.wall(), kWhy, kWhy}).size() == 1;
                holding.set_value();
                go.get_future().wait();
                return one;
            });
        });
        holding.get_future().wait();
        auto removed = std::async(std::launch::async, [&] {
            return world.pool.run<qsizetype>([&](Transaction &transaction) -> common::Result<qsizetype> {
                return RemovalRepository(transaction)
                    .remove(TenantKey{1}, LimitedMedia::Audio, {call}, QStringLiteral("test"), 1)
                    .size();
            });
        });
        const bool waited = QTest::qWaitFor(
            [&] {
                return world.count(QStringLiteral("pg_stat_activity WHERE datname = current_database() AND "
                                                  "wait_event_type = 'Lock'")) > 0;
            },
            10000);
        go.set_value();
        const auto wasHeld = held.get();
        const auto count = removed.get();
        QVERIFY(waited);
        QVERIFY(wasHeld && *wasHeld);
        QVERIFY2(count.has_value(), count ? "" : qPrintable(count.error().message));
        QCOMPARE(*count, 0);
        QVERIFY(world.isThere(call));
    }
};

EARSHOT_TEST(tst_legalholds, TestLegalHolds)
#include "tst_legalholds.moc"
