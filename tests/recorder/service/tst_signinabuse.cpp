// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/signinservice.h"

#include "tests/recorder/service/accessworld.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <latch>

using namespace recorder;
using common::ErrorCode;
using common::Result;
using tests::AccessWorld;
using namespace std::chrono_literals;

namespace
{

const QByteArray kWrong(32, 'w');
const QString kReason = QStringLiteral("reason");

Operation changing()
{
    return {QStringLiteral("test"),  QStringLiteral("session"),        true, false,
            QStringLiteral("users"), QStringLiteral("change-password")};
}

common::Status changePassword(AccessWorld &world, const Actor &actor,
                              const SignInService::NewPassword &wanted)
{
    return AccessWorld::wait<void>(
        [&](auto done) { world.signIn.changePassword(actor, changing(), wanted, done); });
}

Credential credentialOf(AccessWorld &world, const char *login)
{
    return *world.pool.run<Credential>([login](Transaction &transaction) -> Result<Credential> {
        return *CredentialRepository(transaction).find(QString::fromLatin1(login));
    });
}

/// Told by a watch, from whatever thread.
struct Heard {
    explicit Heard(SessionWatch &watch)
    {
        watch.setTold([this](const QList<SessionId> &gone, const QList<SessionId> &other) {
            state.with([&](State &s) {
                s.ended += gone;
                s.changed += other;
            });
        });
    }
    qsizetype ended()
    {
        return state.with([](const State &s) { return s.ended.size(); });
    }
    qsizetype changed()
    {
        return state.with([](const State &s) { return s.changed.size(); });
    }
    struct State {
        QList<SessionId> ended;
        QList<SessionId> changed;
    };
    common::Guarded<State> state;
};

} // namespace

/// What somebody tries who is not content with guessing.
class TestSignInAbuse : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// JSON of the database knows no NUL: an attempt whose row could not be written would cost the guesser
    /// nothing.
    void zeroBytesEscapeNeitherTrailNorThrottle()
    {
        AccessWorld world;
        const QString odd = QString::fromLatin1("a\0b", 3);
        QStringList reasons;
        for (int i = 0; i < 5; ++i) {
            const auto tried = AccessWorld::wait<SignInService::SignedIn>([&](auto done) {
                world.signIn.signIn(Actor::anonymous(QStringLiteral("192.0.2.1"), QStringLiteral("r1")),
                                    AccessWorld::kSignIn, {QStringLiteral("admin"), kWrong, odd, odd}, done);
            });
            QVERIFY(!tried);
            reasons.append(tried.error().fields.value(kReason));
        }
        QCOMPARE(reasons.join(QLatin1Char(' ')), QStringLiteral("wrong wrong wrong throttled throttled"));
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'sessions.sign-in-failed'")), 3);
    }

    /// Whoever has one IPv6 address has 2^64 of them.
    void aNetworkOfIpv6CountsAsOneAddress()
    {
        const tests::FakeClock clock;
        SignInThrottle throttle(clock);
        const auto at = [](const char *network, int host) {
            return QStringLiteral("%1::%2").arg(QLatin1String(network)).arg(host, 0, 16);
        };
        int admitted = 0;
        for (int i = 1; i <= 100; ++i) {
            admitted += throttle.admit(QStringLiteral("admin"), at("2001:db8:1:2", i)) ? 0 : 1;
        }
        QCOMPARE(admitted, 3);
        QVERIFY(!throttle.admit(QStringLiteral("admin"), at("2001:db8:1:3", 1)));
        throttle.succeeded(QStringLiteral("admin"), at("2001:db8:1:2", 200));
        QVERIFY(!throttle.admit(QStringLiteral("admin"), at("2001:db8:1:2", 201)));
        // Link-local addresses name their interface.
        for (int i = 1; i <= 3; ++i) {
            QVERIFY(!throttle.admit(QStringLiteral("ada"), QStringLiteral("fe80::%1%eth0").arg(i)));
        }
        QVERIFY(throttle.admit(QStringLiteral("ada"), QStringLiteral("fe80::9%eth0")));
    }

    /// A stream may be opened with the rights of sign-in before the watch has looked for the first time.
    void rightsThatChangeBeforeTheFirstLookAreNoticed()
    {
        AccessWorld world;
        Heard heard(world.watch);
        const auto sue = world.enter(QStringLiteral("sue"));
        QVERIFY(sue);
        world.ask(QStringLiteral("DELETE FROM managed_groups"));
        world.watch.tick();
        QTRY_COMPARE(heard.changed(), 1);
        // Taken up again in another process of the same recorder, with what they are then.
        SessionWatch later(world.pool, world.clock, {});
        Heard heardLater(later);
        SignInDesk desk(world.clock, {}, later);
        SignInService fresh(world.gate, later, desk, world.clock);
        const auto resumed = AccessWorld::wait<SignInService::SignedIn>([&](auto done) {
            fresh.resume(Actor::anonymous(QStringLiteral("192.0.2.1"), QStringLiteral("r2")),
                         AccessWorld::kResume, sue->token, done);
        });
        QVERIFY(resumed);
        world.ask(QStringLiteral("UPDATE roles SET permissions = '{}' WHERE code = 'supervisor'"));
        later.tick();
        QTRY_COMPARE(heardLater.changed(), 1);
        QCOMPARE(heardLater.ended(), 0);
    }

    /// Set by the host because it is known to others: who is signed in with it must go.
    void aPasswordThatIsSetEndsTheSessions()
    {
        AccessWorld world;
        Heard heard(world.watch);
        const auto stolen = world.enter(QStringLiteral("ada"));
        const auto other = world.enter(QStringLiteral("sue"));
        QVERIFY(stolen && other);
        AccountService accounts(world.gate, world.clock);
        const AccessSpec spec{QStringLiteral("Nordlicht"),
                              QStringLiteral("ada"),
                              QStringLiteral("supervisor"),
                              {QStringLiteral("Sales")},
                              QStringLiteral("a long enough one")};
        QVERIFY(accounts.setAccess(spec));
        QVERIFY(!world.resume(stolen->token));
        QVERIFY(world.resume(other->token));
        world.watch.tick();
        QTRY_COMPARE(heard.ended(), 1);
        const auto row = tests::runSql(
            world.db.url(),
            QStringLiteral("SELECT actor, detail->'changes'->'role'->>'before', "
                           "detail->'changes'->'role'->>'after', detail->>'managed', "
                           "detail->>'password' FROM audit_log WHERE action = 'users.update' ORDER BY id "
                           "DESC LIMIT 1"));
        QCOMPARE(row,
                 (QStringList{QStringLiteral("system"), QStringLiteral("user-advanced"),
                              QStringLiteral("supervisor"), QStringLiteral("Sales"), QStringLiteral("set")}));
        QVERIFY(!world.ask(QStringLiteral("SELECT string_agg(detail::text, '') FROM audit_log"))
                     .contains(QStringLiteral("long enough")));
    }

    /// A stolen session is no way to try passwords unseen.
    void triesOfThePresentPasswordAreInTheTrail()
    {
        AccessWorld world;
        const auto ada = world.enter(QStringLiteral("ada"));
        const SignInService::NewPassword wanted{kWrong, *common::makeKdfParameters(), QByteArray(32, 'n')};
        Actor actor = ada->actor;
        actor.requestId = QStringLiteral("guess");
        QStringList answers;
        for (int i = 0; i < 5; ++i) {
            const auto tried = changePassword(world, actor, wanted);
            QVERIFY(!tried);
            answers.append(tried.error().fields.contains(QStringLiteral("secret"))
                               ? QStringLiteral("wrong")
                               : tried.error().fields.value(kReason));
        }
        const QString throttled = QStringLiteral("throttled");
        QCOMPARE(answers.mid(3), (QStringList{throttled, throttled}));
        const QString rows = QStringLiteral("audit_log WHERE action = 'users.change-password-failed' AND "
                                            "actor = 'ada' AND request_id = 'guess'");
        QCOMPARE(world.count(rows), answers.count(QStringLiteral("wrong")));
        QCOMPARE(world.count(rows), 3);
    }

    /// The salt of the old password would weaken the new one; nothing of the schema is told.
    void newParametersAreNew()
    {
        AccessWorld world;
        const auto ada = world.enter(QStringLiteral("ada"));
        const Credential before = credentialOf(world, "ada");
        const QByteArray present = AccessWorld::secretOf(QStringLiteral("ada"));
        SignInService::NewPassword wanted{present, *common::makeKdfParameters(), QByteArray(32, 'n')};
        wanted.parameters.salt = before.salt;
        QCOMPARE(
            changePassword(world, ada->actor, wanted).error().fields.value(QStringLiteral("newParameters")),
            QStringLiteral("wrong"));
        wanted.parameters = *common::makeKdfParameters();
        wanted.parameters.accountId = credentialOf(world, "other").accountId; // of another tenant
        const auto refused = changePassword(world, ada->actor, wanted);
        QCOMPARE(refused.error().fields.value(QStringLiteral("newParameters")), QStringLiteral("wrong"));
        QVERIFY2(!refused.error().message.contains(QLatin1String("account_id")),
                 qPrintable(refused.error().message));
    }

    void oneOfTwoWhoMakeTheSameRootIsToldThatItIsTaken()
    {
        AccessWorld world;
        // So that both have looked before one of them writes.
        world.ask(QStringLiteral("CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM "
                                 "pg_sleep(0.3); RETURN NEW; END$$"));
        world.ask(QStringLiteral(
            "CREATE TRIGGER slow BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION slow()"));
        constexpr int kCount = 4;
        std::latch begin(kCount);
        common::Guarded<QStringList> outcomes;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < kCount; ++i) {
                threads.emplace_back([&] {
                    AccountService accounts(world.gate, world.clock);
                    begin.arrive_and_wait();
                    const auto made = accounts.createRoot(
                        {QStringLiteral("Boss"), {}, QStringLiteral("a long enough one")});
                    outcomes.with([&](QStringList &list) {
                        list.append(made ? QStringLiteral("made")
                                         : made.error().fields.value(QStringLiteral("login")) +
                                               QLatin1Char(' ') + made.error().message);
                    });
                });
            }
        }
        QStringList told = outcomes.with([](const QStringList &list) { return list; });
        QCOMPARE(told.removeAll(QStringLiteral("made")), 1);
        for (const QString &outcome : told) {
            QVERIFY2(outcome.startsWith(QLatin1String("taken the login 'Boss'")), qPrintable(outcome));
        }
        QCOMPARE(world.count(QStringLiteral("users WHERE lower(login) = 'boss'")), 1);
    }
};

EARSHOT_TEST(tst_signinabuse, TestSignInAbuse)
#include "tst_signinabuse.moc"
