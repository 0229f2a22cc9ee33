// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/secondstepservice.h"

#include "recorder/service/devicebook.h"

#include "tests/recorder/service/secondstepworld.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <latch>

using namespace recorder;
using common::ErrorCode;
using common::Result;
using tests::SecondStepWorld;
using namespace std::chrono_literals;

namespace
{

const QString kAda = QStringLiteral("ada");
const QString kReason = QStringLiteral("reason");
const QByteArray kDevice(16, 'd');

template <typename T>
QString reasonOf(const Result<T> &result)
{
    return result ? QStringLiteral("none") : result.error().fields.value(kReason);
}

QString codeReason(const Result<QStringList> &result)
{
    return result ? QStringLiteral("none") : result.error().fields.value(QStringLiteral("code"));
}

Result<QList<ListedDevice>> devices(SecondStepWorld &world, const Actor &actor, const QString &user = {})
{
    const Operation list{QStringLiteral("earshot.v1.UserDevices/List"),
                         QStringLiteral("session"),
                         false,
                         false,
                         QStringLiteral("devices"),
                         QStringLiteral("list")};
    return world.gate.runAndWait<QList<ListedDevice>>(
        actor, list, [user](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
            return listDevices(transaction, scope, user);
        });
}

Result<int> revoke(SecondStepWorld &world, const Actor &actor, const QUuid &device)
{
    const Operation operation{QStringLiteral("earshot.v1.UserDevices/Revoke"),
                              QStringLiteral("session"),
                              true,
                              false,
                              QStringLiteral("devices"),
                              QStringLiteral("revoke")};
    return world.gate.runAndWait<int>(
        actor, operation, [device](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
            return revokeDevices(transaction, scope, trail, {device.toString(QUuid::WithoutBraces)});
        });
}

} // namespace

class TestSecondStep : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCodeFollowsThePassword()
    {
        SecondStepWorld world;
        const auto enrolled = world.enrol(kAda);
        world.nextStep();
        const auto half = world.first(kAda);
        QVERIFY(half && half->token.isEmpty());
        QCOMPARE(half->challenge.size(), 32);
        QVERIFY(half->actor.session.isNull());
        QCOMPARE(world.count(QStringLiteral("sessions")), 1); // the one that set it up
        const auto whole = world.second(half->challenge, world.code(enrolled.seed));
        QVERIFY2(whole, whole ? "" : qPrintable(whole.error().message));
        QCOMPARE(whole->token.size(), 32);
        QVERIFY(whole->identity.secondStep && !whole->identity.mustSetSecondStep);
        QCOMPARE(world.count(QStringLiteral("sessions")), 2);
        QCOMPARE(world.ask(QStringLiteral("SELECT string_agg(action, ' ' ORDER BY id) FROM audit_log WHERE "
                                          "actor = 'ada'")),
                 QStringLiteral("sessions.sign-in users.second-step-on sessions.second-step-asked "
                                "sessions.second-step"));
        QVERIFY(world.resume(whole->token));
    }

    void theSecretIsNowhereInTheDatabase()
    {
        SecondStepWorld world;
        const auto enrolled = world.enrol(kAda);
        const QString kept = world.ask(QStringLiteral("SELECT encode(seed, 'hex') FROM second_steps"));
        QVERIFY(kept.size() == 2 * (52 + 29));
        QVERIFY(!kept.contains(QString::fromLatin1(enrolled.seed.toHex())));
        QCOMPARE(enrolled.codes.size(), 10);
        QCOMPARE(QSet<QString>(enrolled.codes.begin(), enrolled.codes.end()).size(), 10);
        static const QRegularExpression kForm(
            QStringLiteral("^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$"));
        for (const QString &code : enrolled.codes) {
            QVERIFY2(kForm.match(code).hasMatch(), qPrintable(code));
        }
        QCOMPARE(world.count(QStringLiteral("recovery_codes WHERE length(hash) = 32")), 10);
        // Another host's key opens nothing.
        SecondStepService other(world.gate, world.watch, world.desk, world.signIn,
                                SecondStepWorld::hostKey());
        world.nextStep();
        const auto half = world.first(kAda);
        const auto whole = SecondStepWorld::wait<SignedIn>([&](auto done) {
            other.finish(SecondStepWorld::at(1), SecondStepWorld::operation("public", "second-step", true),
                         {half->challenge, world.code(enrolled.seed), false}, done);
        });
        QCOMPARE(whole.error().code, ErrorCode::Internal);
    }

    void aCodeIsGoodOnceAndForAMinuteAndAHalf()
    {
        SecondStepWorld world;
        const auto enrolled = world.enrol(kAda);
        const auto tried = [&](const QString &code) {
            return reasonOf(world.second(world.first(kAda)->challenge, code));
        };
        QCOMPARE(tried(world.code(enrolled.seed)), QStringLiteral("wrong")); // it confirmed
        world.clock.advance(5min);
        const QString now = world.code(enrolled.seed);
        QCOMPARE(tried(world.code(enrolled.seed, -2)), QStringLiteral("wrong"));
        QCOMPARE(tried(world.code(enrolled.seed, 2)), QStringLiteral("wrong"));
        QCOMPARE(tried(world.code(enrolled.seed, -1)), QStringLiteral("none"));
        QCOMPARE(tried(now.left(3) + QLatin1Char(' ') + now.mid(3)), QStringLiteral("none"));
        QCOMPARE(tried(now), QStringLiteral("wrong"));
        QCOMPARE(tried(world.code(enrolled.seed, -1)), QStringLiteral("wrong")); // older than the last
        QCOMPARE(tried(world.code(enrolled.seed, 1)), QStringLiteral("none"));
        QCOMPARE(tried(QString()), QStringLiteral("wrong"));
        QCOMPARE(tried(QString(100000, QLatin1Char('9'))), QStringLiteral("wrong"));
    }

    /// Twenty connections with the same six digits.
    void ofManyAtOnceOneGetsIn_data()
    {
        QTest::addColumn<bool>("recovery");
        QTest::addColumn<bool>("oneChallenge");
        QTest::newRow("a code") << false << false;
        QTest::newRow("a recovery code") << true << false;
        QTest::newRow("a code, on one challenge") << false << true;
    }
    void ofManyAtOnceOneGetsIn()
    {
        QFETCH(bool, recovery);
        QFETCH(bool, oneChallenge);
        SecondStepWorld world;
        const auto enrolled = world.enrol(kAda);
        world.nextStep();
        const QString code = recovery ? enrolled.codes.first() : world.code(enrolled.seed);
        constexpr int kMany = 20;
        QList<QByteArray> challenges;
        for (int i = 0; i < kMany; ++i) {
            challenges.append(oneChallenge && i > 0 ? challenges.first()
                                                    : world.first(kAda, oneChallenge ? 1 : 1 + i)->challenge);
        }
        std::atomic<int> good = 0;
        std::atomic<int> refused = 0;
        std::latch all(kMany);
        for (int i = 0; i < kMany; ++i) {
            world.secondStep.finish(SecondStepWorld::at(oneChallenge ? 1 : static_cast<quint64>(1 + i)),
                                    SecondStepWorld::operation("public", "second-step", true),
                                    {challenges[i], code, false}, [&](const Result<SignedIn> &entered) {
                                        ++(entered ? good : refused);
                                        all.count_down();
                                    });
        }
        all.wait();
        QCOMPARE(good.load(), 1);
        QCOMPARE(refused.load(), kMany - 1);
        QCOMPARE(world.count(QStringLiteral("sessions")), 2);
    }

    void fiveWrongOnesAreTheMostInFiveMinutes()
    {
        SecondStepWorld world;
        const auto enrolled = world.enrol(kAda);
        world.nextStep();
        const auto half = world.first(kAda);
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(reasonOf(world.second(half->challenge, QStringLiteral("00000") + QString::number(i))),
                     QStringLiteral("wrong"));
            world.clock.advance(10s);
        }
        const auto right = world.second(half->challenge, world.code(enrolled.seed));
        QCOMPARE(right.error().code, ErrorCode::Unavailable);
        QCOMPARE(reasonOf(right), QStringLiteral("throttled"));
        QCOMPARE(right.error().fields.value(QStringLiteral("retry_after_ms")), QStringLiteral("250000"));
        // Not even in the session that is signed in, and not with a fresh sign-in.
        QCOMPARE(reasonOf(world.end(enrolled.actor, world.code(enrolled.seed))), QStringLiteral("throttled"));
        QCOMPARE(reasonOf(world.second(world.first(kAda)->challenge, enrolled.codes.first())),
                 QStringLiteral("throttled"));
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'sessions.second-step-failed'")), 5);
        world.clock.advance(251s);
        QVERIFY(world.second(world.first(kAda)->challenge, world.code(enrolled.seed)));
    }

    void aChallengeBelongsToItsConnectionAndTime()
    {
        SecondStepWorld world;
        const auto enrolled = world.enrol(kAda);
        world.nextStep();
        const auto half = world.first(kAda, 7);
        QCOMPARE(reasonOf(world.second(half->challenge, world.code(enrolled.seed), 8)),
                 QStringLiteral("expired"));
        QCOMPARE(reasonOf(world.second(QByteArray(32, 'x'), world.code(enrolled.seed), 7)),
                 QStringLiteral("expired"));
        QVERIFY(world.second(half->challenge, world.code(enrolled.seed), 7));
        world.nextStep();
        QCOMPARE(reasonOf(world.second(half->challenge, world.code(enrolled.seed), 7)),
                 QStringLiteral("expired"));
        const auto late = world.first(kAda, 7);
        world.clock.advance(5min);
        QCOMPARE(reasonOf(world.second(late->challenge, world.code(enrolled.seed), 7)),
                 QStringLiteral("expired"));
        // What was true at the first step has to be true still.
        const auto off = world.first(kAda);
        world.ask(QStringLiteral("UPDATE users SET active = false WHERE login = 'ada'"));
        QCOMPARE(reasonOf(world.second(off->challenge, world.code(enrolled.seed))),
                 QStringLiteral("expired"));
        world.ask(QStringLiteral("UPDATE users SET active = true WHERE login = 'ada'"));
        const auto changed = world.first(kAda);
        world.setSecret(world.userId(kAda), TenantKey{1}, QStringLiteral("ada"));
        QCOMPARE(reasonOf(world.second(changed->challenge, world.code(enrolled.seed))),
                 QStringLiteral("expired"));
    }

    void aRecoveryCodeIsGoodOnce()
    {
        SecondStepWorld world;
        const auto enrolled = world.enrol(kAda);
        const QString code = enrolled.codes.at(3);
        QString typed = code.toUpper().remove(QLatin1Char('-'));
        typed.replace(QLatin1Char('0'), QLatin1Char('O')).replace(QLatin1Char('1'), QLatin1Char('l'));
        QVERIFY(world.second(world.first(kAda)->challenge, typed));
        QCOMPARE(reasonOf(world.second(world.first(kAda)->challenge, code)), QStringLiteral("wrong"));
        QCOMPARE(world.count(QStringLiteral("recovery_codes")), 9);
        // New ones take the place of the old ones.
        world.nextStep();
        const auto fresh = world.newCodes(enrolled.actor, world.code(enrolled.seed));
        QVERIFY(fresh && fresh->size() == 10);
        QCOMPARE(reasonOf(world.second(world.first(kAda)->challenge, enrolled.codes.at(5))),
                 QStringLiteral("wrong"));
        QVERIFY(world.second(world.first(kAda)->challenge, fresh->first()));
        // Of another user they are nothing.
        world.enrol(QStringLiteral("sue"));
        QCOMPARE(reasonOf(world.second(world.first(QStringLiteral("sue"))->challenge, fresh->last())),
                 QStringLiteral("wrong"));
    }

    void settingItUpNeedsThePassword()
    {
        SecondStepWorld world;
        const Actor ada = world.actor(kAda);
        const auto wrong = world.begin(ada, QByteArray(32, 'w'));
        QCOMPARE(wrong.error().fields.value(QStringLiteral("secret")), QStringLiteral("wrong"));
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'users.second-step-begin-failed'")), 1);
        QCOMPARE(world.confirm(ada, QStringLiteral("123456")).error().code, ErrorCode::Conflict);
        const auto begun = world.begin(ada, SecondStepWorld::secretOf(kAda));
        QVERIFY(begun);
        QVERIFY(begun->uri.startsWith(QStringLiteral("otpauth://totp/Earshot:ada?secret=") + begun->base32));
        // Not in force before its first code.
        QVERIFY(!world.first(kAda)->token.isEmpty());
        QCOMPARE(world.end(ada, world.code(SecondStepWorld::seedOf(*begun))).error().code,
                 ErrorCode::Conflict);
        QCOMPARE(codeReason(world.confirm(ada, QStringLiteral("000000"))), QStringLiteral("wrong"));
        const auto again = world.begin(ada, SecondStepWorld::secretOf(kAda));
        QVERIFY(again->base32 != begun->base32);
        QCOMPARE(codeReason(world.confirm(ada, world.code(SecondStepWorld::seedOf(*begun)))),
                 QStringLiteral("wrong"));
        QVERIFY(world.confirm(ada, world.code(SecondStepWorld::seedOf(*again))));
        QVERIFY(world.first(kAda)->token.isEmpty());
    }

    void aNewAuthenticatorTakesThePlaceOfTheOld()
    {
        SecondStepWorld world;
        const auto enrolled = world.enrol(kAda);
        // Begun and left: the old one stays.
        const auto begun = world.begin(enrolled.actor, SecondStepWorld::secretOf(kAda));
        world.nextStep();
        QVERIFY(world.second(world.first(kAda)->challenge, world.code(enrolled.seed)));
        // In the same half minute as a code of the old one.
        const QByteArray seed = SecondStepWorld::seedOf(*begun);
        QVERIFY(world.confirm(enrolled.actor, world.code(seed)));
        world.nextStep();
        QCOMPARE(reasonOf(world.second(world.first(kAda)->challenge, world.code(enrolled.seed))),
                 QStringLiteral("wrong"));
        QVERIFY(world.second(world.first(kAda)->challenge, world.code(seed)));
        QCOMPARE(reasonOf(world.second(world.first(kAda)->challenge, enrolled.codes.first())),
                 QStringLiteral("wrong"));
    }

    void whoHasNoPasswordOfOursMustHaveSignedInJustNow()
    {
        SecondStepWorld world;
        const Actor ada = world.actor(kAda);
        world.ask(QStringLiteral("UPDATE users SET authenticate_with = 'directory', source_id = "
                                 "gen_random_uuid() WHERE login = 'ada'"));
        QVERIFY(world.begin(ada, {}));
        world.clock.advance(10min);
        QCOMPARE(reasonOf(world.begin(ada, {})), QStringLiteral("session-old"));
    }

    void itEndsWithACodeUnlessTheRoleDemandsIt()
    {
        SecondStepWorld world;
        const auto enrolled = world.enrol(kAda);
        world.nextStep();
        QCOMPARE(
            world.end(enrolled.actor, QStringLiteral("000000")).error().fields.value(QStringLiteral("code")),
            QStringLiteral("wrong"));
        world.ask(QStringLiteral("UPDATE roles SET require_second_step = true WHERE code = 'user-advanced'"));
        QCOMPARE(reasonOf(world.end(enrolled.actor, world.code(enrolled.seed))), QStringLiteral("required"));
        world.ask(QStringLiteral("UPDATE roles SET require_second_step = false"));
        QVERIFY(world.end(enrolled.actor, world.code(enrolled.seed)));
        QVERIFY(!world.first(kAda)->token.isEmpty());
        QCOMPARE(world.count(QStringLiteral("second_steps")), 0);
        QCOMPARE(world.count(QStringLiteral("recovery_codes")), 0);
    }

    void anAdministratorTakesItAwayButNeverUpwards()
    {
        SecondStepWorld world;
        const auto ada = world.enrol(kAda);
        const auto root = world.enrol(QStringLiteral("root"));
        const Actor admin = world.actor(QStringLiteral("admin"));
        QCOMPARE(world.remove(admin, QStringLiteral("sue")).error().code, ErrorCode::Conflict);
        QCOMPARE(world.remove(admin, QStringLiteral("root")).error().code, ErrorCode::NotFound);
        QCOMPARE(world.remove(world.actor(QStringLiteral("other")), kAda).error().code, ErrorCode::NotFound);
        QCOMPARE(world.remove(root.actor, QStringLiteral("root")).error().fields.value(QStringLiteral("id")),
                 QStringLiteral("self"));
        world.ask(
            QStringLiteral("UPDATE roles SET permissions = permissions || '{users.reset-password}' WHERE "
                           "code = 'supervisor'"));
        world.enrol(QStringLiteral("admin"));
        QVERIFY(world.remove(world.actor(QStringLiteral("sue")), QStringLiteral("admin")).error().code ==
                ErrorCode::Denied);
        QVERIFY(world.remove(admin, kAda));
        QVERIFY(!world.first(kAda)->token.isEmpty());
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'users.second-step-removed'")), 1);
    }

    void aRoleThatDemandsItLetsNothingElseThrough()
    {
        SecondStepWorld world;
        QList<SessionId> changed;
        world.watch.setTold(
            [&](const QList<SessionId> &, const QList<SessionId> &other) { changed += other; });
        const auto before = world.enter(QStringLiteral("admin"));
        world.ask(QStringLiteral("UPDATE roles SET require_second_step = true WHERE code = 'administrator'"));
        world.watch.tick(); // whoever is in already has it to do as well
        QTRY_COMPARE(changed.size(), 1);
        const auto entered = world.enter(QStringLiteral("admin"));
        QVERIFY(entered && entered->identity.mustSetSecondStep && !entered->token.isEmpty());
        const auto edit = [&](const Actor &actor) {
            return world.gate.runAndWait<void>(
                actor, SecondStepWorld::kEdit,
                [](Transaction &, const TenantScope &, AuditDetail &) { return common::Status(); });
        };
        QCOMPARE(reasonOf(edit(entered->actor)), QStringLiteral("second-step-required"));
        QCOMPARE(reasonOf(edit(before->actor)), QStringLiteral("second-step-required"));
        QCOMPARE(reasonOf(devices(world, entered->actor)), QStringLiteral("second-step-required"));
        const auto begun = world.begin(entered->actor, SecondStepWorld::secretOf(QStringLiteral("admin")));
        QVERIFY(begun);
        QVERIFY(world.confirm(entered->actor, world.code(SecondStepWorld::seedOf(*begun))));
        QVERIFY(edit(entered->actor));
        // The connection that set it up goes on: its streams saw nothing but this.
        changed.clear();
        world.watch.tick();
        QTRY_COMPARE(changed, QList<SessionId>{before->actor.session});
        world.watch.setTold(nullptr);
    }

    void aRememberedDeviceIsNotAsked()
    {
        SecondStepWorld world;
        const auto enrolled = world.enrol(kAda);
        world.nextStep();
        QVERIFY(world.second(world.first(kAda, 1, kDevice)->challenge, world.code(enrolled.seed), 1, true));
        QCOMPARE(world.ask(QStringLiteral("SELECT encode(device_hash, 'hex') FROM devices"))
                     .contains(QString::fromLatin1(kDevice.toHex())),
                 false);
        QVERIFY(!world.first(kAda, 2, kDevice)->token.isEmpty());
        QVERIFY(world.first(kAda, 2, QByteArray(16, 'e'))->token.isEmpty());
        QVERIFY(world.first(kAda, 2)->token.isEmpty());
        QCOMPARE(world.first(kAda, 2, QByteArray("short")).error().code, ErrorCode::Invalid);
        // Somebody else at the same computer is asked.
        world.enrol(QStringLiteral("sue"));
        QVERIFY(world.first(QStringLiteral("sue"), 2, kDevice)->token.isEmpty());
        world.clock.advance(std::chrono::hours(30 * 24) - 1min);
        QVERIFY(!world.first(kAda, 2, kDevice)->token.isEmpty());
        world.clock.advance(1min);
        QVERIFY(world.first(kAda, 2, kDevice)->token.isEmpty());
    }

    void aNewSecretForgetsTheDevices()
    {
        SecondStepWorld world;
        const auto enrolled = world.enrol(kAda);
        world.nextStep();
        QVERIFY(world.second(world.first(kAda, 1, kDevice)->challenge, world.code(enrolled.seed), 1, true));
        const auto begun = world.begin(enrolled.actor, SecondStepWorld::secretOf(kAda));
        QVERIFY(world.confirm(enrolled.actor, world.code(SecondStepWorld::seedOf(*begun))));
        QVERIFY(world.first(kAda, 2, kDevice)->token.isEmpty());
    }

    void devicesKnowWhenAndFromWhere()
    {
        SecondStepWorld world;
        const auto first = world.first(kAda, 1, kDevice);
        const qint64 began = common::toUnixMs(world.clock.wall());
        world.clock.advance(5s);
        const auto second = world.first(kAda, 1, kDevice);
        const auto other = world.first(kAda, 1, QByteArray(16, 'e'));
        auto listed = devices(world, second->actor);
        QVERIFY(listed && listed->size() == 2);
        const bool ownFirst = listed->first().own;
        const ListedDevice &own = listed->at(ownFirst ? 0 : 1);
        QVERIFY(own.own && !listed->at(ownFirst ? 1 : 0).own);
        QCOMPARE(own.device.firstMs, began);
        QCOMPARE(own.device.lastMs, began + 5000);
        QCOMPARE(own.device.ipAddress, QStringLiteral("192.0.2.1"));
        QCOMPARE(own.device.client, QStringLiteral("test 1.0"));
        QCOMPARE(own.device.system, QStringLiteral("Debian"));
        QCOMPARE(own.device.trustedTillMs, 0);
        // With it go all the sessions that came from there, and the watch notices.
        QList<SessionId> ended;
        world.watch.setTold([&](const QList<SessionId> &gone, const QList<SessionId> &) { ended += gone; });
        QCOMPARE(revoke(world, other->actor, own.device.id).value(), 1);
        world.watch.tick();
        QTRY_COMPARE(ended.size(), 2);
        world.watch.setTold(nullptr);
        QVERIFY(!world.resume(first->token) && !world.resume(second->token));
        QVERIFY(world.resume(other->token));
        QCOMPARE(revoke(world, other->actor, own.device.id).error().code, ErrorCode::NotFound);
        // A client that makes itself new each time fills no table.
        for (int i = 0; i < 60; ++i) {
            world.clock.advance(1s);
            QVERIFY(world.first(kAda, 1, QByteArray(16, static_cast<char>(i))));
        }
        QCOMPARE(world.count(QStringLiteral("devices")), 50);
    }

    void devicesOfOthersNeedThePermissionAndTheReach()
    {
        SecondStepWorld world;
        const auto permission = [](const auto &result) {
            return result ? QStringLiteral("none")
                          : result.error().fields.value(QStringLiteral("permission"));
        };
        QVERIFY(world.first(kAda, 1, kDevice));
        QVERIFY(world.first(QStringLiteral("admin"), 1, kDevice));
        const QString ada = world.userId(kAda).toString();
        const auto deviceOf = [&](const char *login) {
            return QUuid(
                world.ask(QStringLiteral("SELECT d.id FROM devices d JOIN users u ON u.id = d.user_id "
                                         "WHERE u.login = '%1'")
                              .arg(QLatin1String(login))));
        };
        const Actor bas = world.actor(QStringLiteral("bas"));
        QCOMPARE(permission(devices(world, bas, ada)), QStringLiteral("sessions.view"));
        // A device out of reach is one that is not there.
        QCOMPARE(revoke(world, bas, deviceOf("ada")).error().code, ErrorCode::NotFound);
        const Actor admin = world.actor(QStringLiteral("admin"));
        QCOMPARE(devices(world, admin, ada)->size(), 1);
        QCOMPARE(devices(world, world.actor(QStringLiteral("other")), ada).error().code, ErrorCode::NotFound);
        world.ask(
            QStringLiteral("UPDATE roles SET permissions = permissions || '{sessions.view,sessions.end}' "
                           "WHERE code = 'supervisor'"));
        const Actor sue = world.actor(QStringLiteral("sue"));
        QCOMPARE(revoke(world, sue, deviceOf("admin")).error().code, ErrorCode::Denied);
        QCOMPARE(revoke(world, admin, deviceOf("ada")).value(), 1);
        QCOMPARE(world.ask(QStringLiteral("SELECT detail->>'name' FROM audit_log WHERE action = "
                                          "'devices.revoke'")),
                 QStringLiteral("ADA"));
    }
};

EARSHOT_TEST(tst_secondstep, TestSecondStep)
#include "tst_secondstep.moc"
