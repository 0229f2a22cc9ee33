// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/directory/directorylab.h"
#include "tests/recorder/service/secondstepworld.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QSemaphore>
#include <QTcpServer>

#include <algorithm>

using namespace recorder;
using common::ErrorCode;
using tests::DirectoryLab;
using tests::LdapPeer;

namespace
{

LdapPeer &peer()
{
    static LdapPeer peer(2);
    return peer;
}

const QMap<QString, QString> kWrong{{QStringLiteral("reason"), QStringLiteral("wrong")}};

/// A directory of tenant 1 with alice as its user.
struct Lab : DirectoryLab {
    QString directory;
    common::UserRecord alice;

    Lab()
    {
        const auto made = create("admin", record(peer()));
        if (!made) {
            qFatal("no directory: %s", qPrintable(made.error().message));
        }
        directory = made->id;
        const auto user = aDirectoryUser(directory, "alice");
        if (!user) {
            qFatal("no user: %s", qPrintable(user.error().message));
        }
        alice = *user;
    }
    QString keyOf(const char *login) const
    {
        return ask(
            QStringLiteral("SELECT external_key FROM users WHERE login = '%1'").arg(QLatin1String(login)));
    }
    QString lastTrail(const char *what) const
    {
        return ask(
            QStringLiteral("SELECT %1 FROM audit_log WHERE action LIKE 'sessions.sign-in%' ORDER BY id DESC "
                           "LIMIT 1")
                .arg(QLatin1String(what)));
    }
};

double medianOf(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

class TestDirectorySignIn : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theDirectorysPasswordGetsIn()
    {
        Lab lab;
        const auto entered = lab.enterWith(lab.directory, QStringLiteral("Alice"), "alice-pw");
        QVERIFY2(entered, entered ? "" : qPrintable(entered.error().message));
        QCOMPARE(entered->token.size(), 32);
        QCOMPARE(entered->identity.login, QStringLiteral("alice"));
        QCOMPARE(entered->identity.authenticatedBy, QStringLiteral("directory"));
        QVERIFY(!entered->identity.mustChangePassword);
        QVERIFY(lab.resume(entered->token));
        QCOMPARE(lab.lastTrail("action"), QStringLiteral("sessions.sign-in"));
        QCOMPARE(lab.lastTrail("detail->>'way'"), QStringLiteral("directory"));
        QCOMPARE(lab.lastTrail("tenant_id"), QStringLiteral("1"));
        QVERIFY(!lab.lastTrail("detail").contains(QLatin1String("alice-pw")));
        QCOMPARE(lab.keyOf("alice").size(), 36); // from now on he is known by it
        // Renamed here, he is still the same there.
        lab.ask(QStringLiteral(
            "UPDATE users SET login = 'other-name', login_key = 'other-name' WHERE login = 'alice'"));
        const auto again = lab.enterWith(lab.directory, QStringLiteral("alice"), "alice-pw");
        QVERIFY(again);
        QCOMPARE(again->identity.login, QStringLiteral("other-name"));
    }

    void everyFailureHasOneAnswer()
    {
        Lab lab;
        const auto wrong =
            lab.enterWith(lab.directory, QStringLiteral("alice"), "no", QStringLiteral("192.0.2.20"));
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, ErrorCode::Denied);
        QCOMPARE(wrong.error().fields, kWrong);
        int address = 20;
        const auto same = [&](const QString &directory, const QString &login, const QByteArray &password) {
            const auto entered =
                lab.enterWith(directory, login, password, QStringLiteral("192.0.2.%1").arg(++address));
            return !entered && entered.error() == wrong.error();
        };
        QVERIFY(same(lab.directory, QStringLiteral("alice"), {}));
        QVERIFY(same(lab.directory, QStringLiteral("nobody"), "alice-pw"));
        QVERIFY(same(lab.directory, QStringLiteral("*"), "alice-pw"));
        QVERIFY(same(lab.directory, QStringLiteral("alice)(uid=*"), "alice-pw"));
        QVERIFY(same(lab.directory, QStringLiteral("alice") + QChar(u'\0'), "alice-pw"));
        QVERIFY(same(lab.directory, QStringLiteral("bob"), "bob-pw")); // known there, not here
        QVERIFY(same(QUuid::createUuid().toString(), QStringLiteral("alice"), "alice-pw"));
        lab.ask(QStringLiteral("UPDATE users SET active = false WHERE login = 'alice'"));
        QVERIFY(same(lab.directory, QStringLiteral("alice"), "alice-pw"));
        QCOMPARE(lab.lastTrail("detail->>'reason'"), QStringLiteral("inactive"));
        lab.ask(QStringLiteral("UPDATE users SET active = true, valid_till_ms = 1 WHERE login = 'alice'"));
        QVERIFY(same(lab.directory, QStringLiteral("alice"), "alice-pw"));
        lab.ask(QStringLiteral("UPDATE users SET valid_till_ms = 0 WHERE login = 'alice'"));
        lab.ask(QStringLiteral("UPDATE roles SET networks = '{10.0.0.0/8}' WHERE code = 'user-basic'"));
        QVERIFY(same(lab.directory, QStringLiteral("alice"), "alice-pw"));
        QCOMPARE(lab.lastTrail("detail->>'reason'"), QStringLiteral("network"));
        lab.ask(QStringLiteral("UPDATE roles SET networks = '{}' WHERE code = 'user-basic'"));
        lab.ask(QStringLiteral("UPDATE tenants SET suspended = true WHERE id = 1"));
        QVERIFY(same(lab.directory, QStringLiteral("alice"), "alice-pw"));
        lab.ask(QStringLiteral("UPDATE tenants SET suspended = false WHERE id = 1"));
        lab.ask(QStringLiteral("UPDATE directories SET enabled = false"));
        QVERIFY(same(lab.directory, QStringLiteral("alice"), "alice-pw"));
        lab.ask(QStringLiteral("UPDATE directories SET enabled = true"));
        QVERIFY(
            lab.enterWith(lab.directory, QStringLiteral("alice"), "alice-pw", QStringLiteral("192.0.2.99")));
    }

    void usersOfOtherWaysStayOutside()
    {
        Lab lab;
        // With the same login as in the directory, but a password of ours: not his directory.
        common::UserRecord bob = lab.aUser("bob");
        bob.login = QStringLiteral("bob");
        bob.webAccess = true;
        QVERIFY(lab.change("admin", "users.edit", createUser, bob));
        const auto entered = lab.enterWith(lab.directory, QStringLiteral("bob"), "bob-pw");
        QVERIFY(!entered);
        QCOMPARE(entered.error().fields, kWrong);
        QVERIFY(lab.keyOf("bob").isEmpty());
        // And another directory's user with the same login is not this one's either.
        common::DirectoryRecord second = lab.record(peer(), "Second");
        const auto other = lab.create("admin", second);
        QVERIFY(other);
        QVERIFY(!lab.enterWith(other->id, QStringLiteral("alice"), "alice-pw"));
    }

    void hisPasswordIsNotOurs()
    {
        Lab lab;
        const common::UserId id = lab.userId(QStringLiteral("alice"));
        lab.setSecret(id, TenantKey{1}, QStringLiteral("alice")); // left from before
        const auto entered = lab.enter(QStringLiteral("alice"));
        QVERIFY(!entered);
        QCOMPARE(entered.error().fields, kWrong);
        const auto reset = DirectoryLab::wait<SignInService::ResetParameters>([&](auto done) {
            lab.signIn.beginReset(lab.session("admin"),
                                  DirectoryLab::operation("users.reset-password", false), id, done);
        });
        QCOMPARE(DirectoryLab::outcome(reset), QStringLiteral("Conflict authenticate_with=directory"));
        const auto session = lab.enterWith(lab.directory, QStringLiteral("alice"), "alice-pw");
        QVERIFY(session);
        Operation change = DirectoryLab::operation("session", true);
        const common::Status changed = DirectoryLab::wait<void>([&](auto done) {
            lab.signIn.changePassword(
                session->actor, change,
                {QByteArray(32, 'a'), *common::makeKdfParameters(), QByteArray(32, 'b')}, done);
        });
        QVERIFY(!changed);
        QCOMPARE(changed.error().code, ErrorCode::Conflict);
        QCOMPARE(changed.error().fields.value(QStringLiteral("authenticate_with")),
                 QStringLiteral("directory"));
        // Given a password of ours, his session with the directory ends, and the directory's does no longer
        // do.
        common::UserRecord record = lab.userOf("alice");
        record.authenticateWith = QStringLiteral("password");
        QVERIFY(lab.change("admin", "users.edit", updateUser, record));
        QVERIFY(!lab.resume(session->token));
        QVERIFY(
            !lab.enterWith(lab.directory, QStringLiteral("alice"), "alice-pw", QStringLiteral("192.0.2.8")));
        QVERIFY(lab.enter(QStringLiteral("alice"), {}, QStringLiteral("192.0.2.55")));
    }

    /// The whole way of somebody whose role demands the second step and whose password is not ours.
    void aRoleMayDemandTheSecondStep()
    {
        using Steps = tests::SecondStepWorld;
        Lab lab;
        lab.ask(QStringLiteral("UPDATE roles SET require_second_step = true WHERE code = 'user-basic'"));
        const QString alice = QStringLiteral("alice");
        const auto first = lab.enterWith(lab.directory, alice, "alice-pw");
        QVERIFY(first && first->identity.mustSetSecondStep);
        const auto looks = [&](const Actor &actor) {
            return DirectoryLab::outcome(lab.gate.runAndWait<int>(
                actor, DirectoryLab::operation("session", false),
                [](Transaction &, const TenantScope &, AuditDetail &) -> common::Result<int> { return 0; }));
        };
        QCOMPARE(looks(first->actor), QStringLiteral("Denied reason=second-step-required"));
        const auto begin = [&](const Actor &actor) {
            return DirectoryLab::wait<SecondStepService::Enrolment>([&](auto done) {
                lab.secondStep.begin(actor, Steps::operation("session", "second-step-begin", false), {},
                                     done);
            });
        };
        lab.clock.advance(std::chrono::minutes(10));
        QCOMPARE(DirectoryLab::outcome(begin(first->actor)), QStringLiteral("Denied reason=session-old"));
        const auto entered = lab.enterWith(lab.directory, alice, "alice-pw"); // that is all it takes
        QVERIFY(entered);
        const auto begun = begin(entered->actor);
        QVERIFY2(begun, qPrintable(DirectoryLab::outcome(begun)));
        const QByteArray seed = Steps::seedOf(*begun);
        const auto code = [&] {
            return common::totpCode(seed, common::totpStepAt(common::toUnixMs(lab.clock.wall())));
        };
        const auto codes = DirectoryLab::wait<QStringList>([&](auto done) {
            lab.secondStep.confirm(entered->actor, Steps::operation("session", "second-step-on", true),
                                   code(), done);
        });
        QVERIFY2(codes, qPrintable(DirectoryLab::outcome(codes)));
        QCOMPARE(codes->size(), 10);
        QVERIFY(looks(entered->actor).isEmpty() ||
                !looks(entered->actor).startsWith(QLatin1String("Denied")));
        // From now on the directory's password is the first half.
        lab.clock.advance(std::chrono::seconds(30));
        const auto half = lab.enterWith(lab.directory, alice, "alice-pw");
        QVERIFY(half && half->token.isEmpty() && !half->challenge.isEmpty());
        const auto whole = DirectoryLab::wait<SignedIn>([&](auto done) {
            lab.secondStep.finish(Actor::anonymous(QStringLiteral("192.0.2.7"), QStringLiteral("r2")),
                                  Steps::operation("public", "second-step", true), {half->challenge, code()},
                                  done);
        });
        QVERIFY2(whole, qPrintable(DirectoryLab::outcome(whole)));
        QVERIFY(whole->identity.secondStep && !whole->identity.mustSetSecondStep);
        QCOMPARE(whole->identity.authenticatedBy, QStringLiteral("directory"));
    }

    void guessingIsSlowedDown()
    {
        Lab lab;
        QString reason;
        for (int i = 0; i < 30 && reason != QLatin1String("throttled"); ++i) {
            const auto entered = lab.enterWith(lab.directory, QStringLiteral("alice"), "guess");
            QVERIFY(!entered);
            reason = entered.error().fields.value(QStringLiteral("reason"));
        }
        QCOMPARE(reason, QStringLiteral("throttled"));
        // With our own passwords it is the same count.
        QCOMPARE(lab.enter(QStringLiteral("alice"), {}, QStringLiteral("192.0.2.7"))
                     .error()
                     .fields.value(QStringLiteral("reason")),
                 QStringLiteral("throttled"));
        QVERIFY(
            lab.enterWith(lab.directory, QStringLiteral("alice"), "alice-pw", QStringLiteral("192.0.2.8")));
    }

    void nobodyTakesAsLongAsSomebody()
    {
        Lab lab;
        std::vector<double> known;
        std::vector<double> unknown;
        for (int i = 0; i < 40; ++i) {
            for (auto *times : {&known, &unknown}) {
                const QString login = times == &known ? QStringLiteral("alice") : QStringLiteral("nobody");
                QElapsedTimer timer;
                timer.start();
                const auto entered =
                    lab.enterWith(lab.directory, login, "guess", QStringLiteral("198.51.%1.1").arg(i));
                times->push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
                QCOMPARE(entered.error().fields, kWrong);
            }
        }
        const double ratio = medianOf(known) / medianOf(unknown);
        qInfo("known %.2f ms, unknown %.2f ms", medianOf(known), medianOf(unknown));
        QVERIFY2(ratio > 0.6 && ratio < 1.6, qPrintable(QString::number(ratio)));
    }

    void aDirectoryThatIsDownConcernsNobodyElse()
    {
        Lab lab;
        LdapPeer gone;
        const auto directory = lab.create("admin", lab.record(gone, "Gone"));
        QVERIFY(directory);
        gone.stop();
        const auto refused = lab.enterWith(directory->id, QStringLiteral("alice"), "alice-pw");
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Unavailable);
        QCOMPARE(refused.error().fields.value(QStringLiteral("reason")), QStringLiteral("directory-down"));
        // It does not count against him: not decided.
        for (int i = 0; i < 30; ++i) {
            QCOMPARE(lab.enterWith(directory->id, QStringLiteral("alice"), "alice-pw")
                         .error()
                         .fields.value(QStringLiteral("reason")),
                     QStringLiteral("directory-down"));
        }
        // One that swallows everything, asked by many at once: ours get in all the same, and so do those of
        // another directory.
        QTcpServer silence;
        QVERIFY(silence.listen(QHostAddress::LocalHost));
        lab.ask(QStringLiteral("UPDATE directories SET url = 'ldaps://127.0.0.1:%1' WHERE id = '%2'")
                    .arg(silence.serverPort())
                    .arg(directory->id));
        QSemaphore answered;
        for (int i = 0; i < 8; ++i) {
            lab.access.signIn(
                Actor::anonymous(QStringLiteral("192.0.3.%1").arg(i), {}), DirectoryLab::kDirectorySignIn,
                {QUuid::fromString(directory->id), {QStringLiteral("bob"), {}, {}, {}}, "bob-pw"},
                [&answered](const auto &) { answered.release(); });
        }
        QElapsedTimer timer;
        timer.start();
        QVERIFY(lab.enter(QStringLiteral("admin")));
        qInfo("sign-in with a password beside a directory that hangs: %lld ms", timer.elapsed());
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
        timer.restart();
        QVERIFY(lab.enterWith(lab.directory, QStringLiteral("alice"), "alice-pw"));
        qInfo("sign-in with a directory beside one that hangs: %lld ms", timer.elapsed());
        QVERIFY2(timer.elapsed() < 2500, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(answered.available(), 0);       // the other one still hangs
        QVERIFY(answered.tryAcquire(8, 60'000)); // two at a time, 5 s each
    }

    void theWaysAreListed()
    {
        Lab lab;
        const auto ways = lab.gate.runAndWait<SignInWays>(
            Actor::anonymous(QStringLiteral("192.0.2.1"), {}), DirectoryLab::operation("public", false),
            [](Transaction &transaction, const TenantScope &, AuditDetail &) {
                return signInWays(transaction);
            });
        QVERIFY(ways);
        QCOMPARE(ways->ways, (QList<common::SignInWay>{{QStringLiteral("password"), {}, {}},
                                                       {QStringLiteral("directory"), lab.directory,
                                                        QStringLiteral("Head office")}}));
        QVERIFY(!ways->resetByMail);
        lab.ask(QStringLiteral("UPDATE directories SET enabled = false"));
        const auto less = lab.gate.runAndWait<SignInWays>(
            Actor::anonymous(QStringLiteral("192.0.2.1"), {}), DirectoryLab::operation("public", false),
            [](Transaction &transaction, const TenantScope &, AuditDetail &) {
                return signInWays(transaction);
            });
        QCOMPARE(less->ways.size(), 1);
    }
};

EARSHOT_TEST(tst_directorysignin, TestDirectorySignIn)
#include "tst_directorysignin.moc"
