// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in with a real provider: who gets in, as whom, and who does not.
#include "tests/recorder/signon/signonlab.h"
#include "tests/support/testmain.h"

#include <QTest>
#include <QUrlQuery>

using namespace recorder;
using common::ErrorCode;
using common::ProviderRecord;
using tests::OidcPeer;
using tests::SignOnLab;

namespace
{

OidcPeer &peer()
{
    static OidcPeer peer;
    return peer;
}

const QString kWrong = QStringLiteral("Denied reason=wrong");
const QString kExpired = QStringLiteral("Denied reason=expired");

QByteArray queryOf(const QUrl &url)
{
    return url.query(QUrl::FullyEncoded).toLatin1();
}

/// A provider that takes everybody for alice; while it is asked, something happens.
class Meanwhile final : public SignOnPort
{
public:
    explicit Meanwhile(std::function<void()> happens)
        : m_happens(std::move(happens))
    {
    }
    common::Result<SignOnStart> begin(const SignOnServer &server, const QString &redirectUri) const override
    {
        return SignOnStart{server.issuer, redirectUri, "state", "nonce", "verifier"};
    }
    common::Result<std::optional<SignOnPerson>> finish(const SignOnServer &, const SignOnStart &,
                                                       const QByteArray &) const override
    {
        m_happens();
        return std::optional(SignOnPerson{QStringLiteral("alice"), QStringLiteral("alice"), {}, {}, {}});
    }
    QList<ConnectionStep> test(const SignOnServer &) const override { return {}; }

private:
    const std::function<void()> m_happens;
};

/// A provider of tenant 1 with alice as its user.
struct Lab : SignOnLab {
    ProviderRecord provider;

    Lab()
    {
        const auto made = create("admin", record(peer().issuer(), peer().caPem()));
        if (!made) {
            qFatal("no provider: %s", qPrintable(outcome(made)));
        }
        provider = *made;
        if (const auto user = aProviderUser(provider.id, "alice"); !user) {
            qFatal("no user: %s", qPrintable(outcome(user)));
        }
    }
    void set(const std::function<void(ProviderRecord &)> &spoil)
    {
        spoil(provider);
        const auto changed = update("root", provider);
        if (!changed) {
            qFatal("not changed: %s", qPrintable(outcome(changed)));
        }
        provider = *changed;
    }
    QString enter(const char *login)
    {
        // From an address of his own each time: failures are not what is counted here.
        const auto entered =
            enterAt(peer(), provider.id, QLatin1String(login), QStringLiteral("192.0.2.%1").arg(++m_address));
        return entered ? entered->identity.login : outcome(entered);
    }
    QString keyOf(const char *login) const
    {
        return ask(
            QStringLiteral("SELECT external_key FROM users WHERE login = '%1'").arg(QLatin1String(login)));
    }
    QString lastTrail(const char *what) const
    {
        return ask(QStringLiteral("SELECT %1 FROM audit_log WHERE action LIKE 'sessions.%' ORDER BY id DESC "
                                  "LIMIT 1")
                       .arg(QLatin1String(what)));
    }

private:
    int m_address = 30;
};

} // namespace

class TestSignOn : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theProvidersWordGetsIn()
    {
        Lab lab;
        const auto steps = lab.test("admin", lab.provider);
        QVERIFY2(steps, qPrintable(SignOnLab::outcome(steps)));
        QCOMPARE(steps->size(), 5);
        for (const ConnectionStep &step : *steps) {
            QVERIFY2(step.state == QLatin1String("passed"), qPrintable(step.name + step.cause + step.detail));
        }
        const auto entered = lab.enterAt(peer(), lab.provider.id, QStringLiteral("alice"));
        QVERIFY2(entered, qPrintable(SignOnLab::outcome(entered)));
        QCOMPARE(entered->token.size(), 32);
        QCOMPARE(entered->identity.login, QStringLiteral("alice"));
        QCOMPARE(entered->identity.authenticatedBy, QStringLiteral("single-sign-on"));
        QVERIFY(lab.resume(entered->token));
        QCOMPARE(lab.lastTrail("action"), QStringLiteral("sessions.sign-in"));
        QCOMPARE(lab.lastTrail("actor"), QStringLiteral("alice"));
        QCOMPARE(lab.lastTrail("detail->>'way'"), QStringLiteral("single-sign-on"));
        QCOMPARE(lab.lastTrail("tenant_id"), QStringLiteral("1"));
        QCOMPARE(lab.keyOf("alice"), QStringLiteral("alice")); // `sub` there
        // Renamed here, she is still the same there.
        lab.ask(QStringLiteral("UPDATE users SET login = 'wed', login_key = 'wed' WHERE login = 'alice'"));
        QCOMPARE(lab.enter("alice"), QStringLiteral("wed"));
        QCOMPARE(lab.enter("bob"), kWrong); // known there, not here
        QCOMPARE(lab.lastTrail("action"), QStringLiteral("sessions.sign-in-failed"));
        QCOMPARE(lab.lastTrail("actor"), QStringLiteral("bob"));
    }

    void aHandleIsGoodOnceOnItsConnection()
    {
        Lab lab;
        const auto first = lab.begin(lab.provider.id);
        QVERIFY2(first, qPrintable(SignOnLab::outcome(first)));
        QCOMPARE(first->handle.size(), 32);
        const QByteArray answer = queryOf(peer().browse(QUrl(first->url), QStringLiteral("alice")));
        QVERIFY(answer.contains("code=") && answer.contains("iss="));
        QCOMPARE(SignOnLab::outcome(lab.finish(first->handle, answer, 8)), kExpired); // somebody else's
        QCOMPARE(SignOnLab::outcome(lab.finish(QByteArray(32, 'x'), answer)), kExpired);
        QCOMPARE(SignOnLab::outcome(lab.finish({}, answer)), kExpired);
        QVERIFY(lab.finish(first->handle, answer));
        QCOMPARE(SignOnLab::outcome(lab.finish(first->handle, answer)), kExpired);
        // A code that was used, with a handle of its own: another state, another verifier.
        const auto second = lab.begin(lab.provider.id);
        QCOMPARE(SignOnLab::outcome(lab.finish(second->handle, answer)), kWrong);
        const auto third = lab.begin(lab.provider.id);
        QByteArray forged = answer;
        const QUrlQuery asked{QUrl(third->url)};
        const QUrlQuery was{QString::fromLatin1(answer)};
        forged.replace(was.queryItemValue(QStringLiteral("state")).toLatin1(),
                       asked.queryItemValue(QStringLiteral("state")).toLatin1());
        QCOMPARE(SignOnLab::outcome(lab.finish(third->handle, forged)), kWrong); // stolen, with our state
        const auto late = lab.begin(lab.provider.id);
        const QByteArray good = queryOf(peer().browse(QUrl(late->url), QStringLiteral("alice")));
        lab.clock.advance(SignOnBook::kLife);
        QCOMPARE(SignOnLab::outcome(lab.finish(late->handle, good)), kExpired);
    }

    void answersThatAreNoneAreRefused()
    {
        Lab lab;
        int address = 100;
        const auto outcome = [&](const std::function<void(QByteArray &)> &spoil) {
            const QString from = QStringLiteral("192.0.2.%1").arg(++address);
            const auto begun = lab.begin(lab.provider.id, 7, from);
            QByteArray answer = queryOf(peer().browse(QUrl(begun->url), QStringLiteral("alice")));
            spoil(answer);
            return SignOnLab::outcome(lab.finish(begun->handle, answer, 7, from));
        };
        QCOMPARE(outcome([](QByteArray &) {}), QString());
        QCOMPARE(outcome([](QByteArray &a) { a.clear(); }), kWrong);
        QCOMPARE(outcome([](QByteArray &a) { a = a.replace("iss=https", "iss=ftps"); }), kWrong);
        QCOMPARE(outcome([](QByteArray &a) { a = a.left(a.indexOf("&iss=")); }), kWrong); // it names itself
        QCOMPARE(outcome([](QByteArray &a) { a = a.replace("code=", "code=x"); }), kWrong);
        QCOMPARE(outcome([](QByteArray &a) { a += QByteArray(10'000, '&'); }), kWrong);
        QVERIFY(peer()
                    .browse(QUrl(lab.begin(lab.provider.id)->url), QStringLiteral("alice"),
                            QStringLiteral("wrong"))
                    .isEmpty());
    }

    void onlyThisComputerIsComeBackTo()
    {
        Lab lab;
        for (const char *redirect :
             {"", "http://127.0.0.1/callback", "https://127.0.0.1:1/callback", "http://127.0.0.1:0/callback",
              "http://127.0.0.1:70000/callback", "http://localhost:1/callback",
              "http://127.0.0.1:1/callback?x", "http://127.0.0.1:1/callback/",
              "http://evil.example.com:1/callback", "http://127.0.0.1:1@evil.example.com/callback",
              "http://127.0.0.1:1/callback\n"}) {
            QCOMPARE(SignOnLab::outcome(
                         lab.begin(lab.provider.id, 7, QStringLiteral("192.0.2.7"), QLatin1String(redirect))),
                     QStringLiteral("Invalid redirect_uri=format"));
        }
        QVERIFY(lab.begin(lab.provider.id, 7, QStringLiteral("192.0.2.7"),
                          QStringLiteral("http://[::1]:65535/callback")));
        QCOMPARE(SignOnLab::outcome(lab.begin(QUuid::createUuid().toString())), kWrong);
        lab.set([](auto &p) { p.enabled = false; });
        QCOMPARE(SignOnLab::outcome(lab.begin(lab.provider.id)), kWrong);
    }

    void placesAreCounted()
    {
        Lab lab;
        quint64 connection = 1000;
        const auto fill = [&](const QString &from) {
            for (int i = 0; i < SignOnBook::kMostOfPeer; ++i) {
                QVERIFY(lab.begin(lab.provider.id, ++connection, from));
            }
        };
        const auto first = lab.begin(lab.provider.id);
        const QByteArray answer = queryOf(peer().browse(QUrl(first->url), QStringLiteral("alice")));
        fill(QStringLiteral("192.0.2.200"));
        QVERIFY(lab.finish(first->handle, answer)); // others do not push him out
        for (int from = 201; from < 204; ++from) {
            fill(QStringLiteral("192.0.2.%1").arg(from));
        }
        // All places are taken: the oldest of whoever has most of them makes room.
        const auto next = lab.begin(lab.provider.id);
        QVERIFY2(next, qPrintable(SignOnLab::outcome(next)));
        const QByteArray good = queryOf(peer().browse(QUrl(next->url), QStringLiteral("alice")));
        fill(QStringLiteral("192.0.2.210"));
        QVERIFY(lab.finish(next->handle, good));
    }

    void aConnectionHasOnePlace()
    {
        Lab lab;
        const auto begin = [&](quint64 connection, const QString &from) {
            const auto begun = lab.begin(lab.provider.id, connection, from);
            return begun ? begun->handle : QByteArray();
        };
        const QString v4 = QStringLiteral("192.0.2.7");
        const QByteArray before = begin(7, v4);
        const QByteArray now = begin(7, v4);
        const QByteArray closed = begin(8, v4);
        lab.access.forgetConnection(8);
        const QByteArray none("code=x&state=y");
        QCOMPARE(SignOnLab::outcome(lab.finish(before, none, 7)), kExpired);
        QCOMPARE(SignOnLab::outcome(lab.finish(closed, none, 8)), kExpired);
        QCOMPARE(SignOnLab::outcome(lab.finish(now, none, 7)), kWrong); // it was there
        // A /64 is one address.
        const QByteArray oldest = begin(100, QStringLiteral("2001:db8:7::1"));
        lab.clock.advance(std::chrono::seconds(1));
        const QByteArray beside = begin(99, QStringLiteral("2001:db8:7:1::1"));
        for (quint64 i = 1; i <= quint64{SignOnBook::kMostOfPeer}; ++i) {
            QVERIFY(!begin(100 + i, QStringLiteral("2001:db8:7::%1").arg(i, 0, 16)).isEmpty());
        }
        QCOMPARE(SignOnLab::outcome(lab.finish(oldest, none, 100)), kExpired);
        QCOMPARE(SignOnLab::outcome(lab.finish(beside, none, 99)), kWrong);
    }

    /// Settings that change while the provider is asked: whoever it spoke of is nobody.
    void settingsThatChangeMeanwhileKnowNobody()
    {
        for (const char *change : {"name = 'Renamed'", "issuer = 'https://127.0.0.1:9'",
                                   "client_id = 'other'", "ca_certificates = 'other'"}) {
            Lab lab;
            SignOnAccess access(lab.gate, lab.signIn, std::make_shared<Meanwhile>([&lab, change] {
                                    lab.ask(
                                        QStringLiteral("UPDATE providers SET %1").arg(QLatin1String(change)));
                                }),
                                lab.key, lab.clock);
            const Actor stranger = SignOnLab::stranger(QStringLiteral("192.0.2.7"), 7);
            const auto begun = SignOnLab::wait<SignOnAccess::Begun>([&](auto done) {
                access.begin(
                    stranger, SignOnLab::kBegin,
                    {QUuid::fromString(lab.provider.id), QStringLiteral("http://127.0.0.1:4444/callback")},
                    [] {}, done);
            });
            QVERIFY2(begun, qPrintable(SignOnLab::outcome(begun)));
            const auto entered = SignOnLab::wait<SignOnLab::SignedIn>([&](auto done) {
                access.finish(stranger, SignOnLab::kFinish, {begun->handle, "code=x", {}}, done);
            });
            QCOMPARE(SignOnLab::outcome(entered), QByteArray(change).startsWith("name") ? QString() : kWrong);
        }
    }

    void whatIsInTheWayHasOneAnswer()
    {
        Lab lab;
        const auto blocked = [&](const char *close, const char *open, const char *reason) {
            lab.ask(QString::fromLatin1(close));
            const QString outcome = lab.enter("alice");
            const QString told = lab.lastTrail("detail->>'reason'");
            lab.ask(QString::fromLatin1(open));
            return outcome == kWrong && told == QLatin1String(reason);
        };
        QVERIFY(blocked("UPDATE users SET active = false WHERE login = 'alice'",
                        "UPDATE users SET active = true WHERE login = 'alice'", "inactive"));
        QVERIFY(blocked("UPDATE users SET valid_till_ms = 1 WHERE login = 'alice'",
                        "UPDATE users SET valid_till_ms = 0 WHERE login = 'alice'", "inactive"));
        QVERIFY(blocked("UPDATE users SET web_access = false WHERE login = 'alice'",
                        "UPDATE users SET web_access = true WHERE login = 'alice'", "inactive"));
        QVERIFY(blocked("UPDATE roles SET networks = '{10.0.0.0/8}' WHERE code = 'user-basic'",
                        "UPDATE roles SET networks = '{}' WHERE code = 'user-basic'", "network"));
        QCOMPARE(lab.enter("alice"), QStringLiteral("alice"));
        // Switched off while the browser is out.
        const auto begun = lab.begin(lab.provider.id);
        const QByteArray answer = queryOf(peer().browse(QUrl(begun->url), QStringLiteral("alice")));
        lab.set([](auto &p) { p.enabled = false; });
        QCOMPARE(SignOnLab::outcome(lab.finish(begun->handle, answer)), kWrong);
    }

    void nobodyBecomesSomebodyElse()
    {
        Lab lab;
        // She calls herself alice there before alice came for the first time: it is a claim, not a key.
        lab.set([](auto &p) { p.matchLogin = false; });
        QCOMPARE(lab.enter("mallory"), kWrong);
        QCOMPARE(lab.enter("alice"), kWrong); // nobody is matched by name
        lab.set([](auto &p) { p.matchLogin = true; });
        QCOMPARE(lab.enter("alice"), QStringLiteral("alice"));
        QCOMPARE(lab.enter("mallory"), kWrong); // alice is somebody by now
        QCOMPARE(lab.keyOf("alice"), QStringLiteral("alice"));
        // The same subject at another provider, of the same tenant and of another, is another person.
        for (const char *who : {"admin", "other"}) {
            const auto second = lab.create(who, lab.record(peer().issuer(), peer().caPem(), "Second"));
            QVERIFY(second);
            const auto entered = lab.enterAt(peer(), second->id, QStringLiteral("alice"));
            QCOMPARE(SignOnLab::outcome(entered), kWrong);
        }
        // Users with a password are not the provider's, whatever their login.
        lab.ask(
            QStringLiteral("UPDATE users SET authenticate_with = 'password', source_id = NULL, external_key "
                           "= '' WHERE login = 'alice'"));
        QCOMPARE(lab.enter("alice"), kWrong);
    }

    void anEmailAddressHasToBeVerified()
    {
        Lab lab;
        lab.ask(QStringLiteral("UPDATE users SET login = 'alice@example.test', login_key = "
                               "'alice@example.test' WHERE login = 'alice'"));
        lab.set([](auto &p) { p.loginClaim = QStringLiteral("email"); });
        QCOMPARE(lab.enter("mallory"), kWrong); // has entered it as hers
        QCOMPARE(lab.enter("alice"), QStringLiteral("alice@example.test"));
    }

    void tenantsStayApart()
    {
        Lab lab;
        // By hand: a user of another tenant at a provider of this one.
        lab.ask(QStringLiteral("UPDATE users SET authenticate_with = 'single-sign-on', source_id = '%1', "
                               "login = 'bob', login_key = 'bob' WHERE login = 'other'")
                    .arg(lab.provider.id));
        QCOMPARE(lab.enter("bob"), kWrong);
        lab.set([](auto &p) { p.everyTenant = true; });
        QCOMPARE(lab.enter("bob"), QStringLiteral("bob"));
    }

    void unknownUsersAreMadeWhenWanted()
    {
        Lab lab;
        lab.set([&](auto &p) {
            p.createUsers = true;
            p.defaultRoleId = lab.role("user-basic");
            p.groupMappings = QStringLiteral("supervisors = Supervisor\nagents = User - Advanced; Sales");
        });
        QCOMPARE(lab.enter("alice"), QStringLiteral("alice")); // was there
        QCOMPARE(lab.count(QStringLiteral("users WHERE source_id IS NOT NULL")), 1);
        QCOMPARE(lab.enter("bob"), QStringLiteral("bob"));
        const common::UserRecord bob = lab.userOf("bob");
        QCOMPARE(bob.name, QStringLiteral("Bob Baker"));
        QCOMPARE(bob.email, QStringLiteral("bob@example.test"));
        QCOMPARE(bob.roleId, lab.role("user-advanced"));
        QCOMPARE(bob.groups, QStringList{QStringLiteral("Sales")});
        QCOMPARE(bob.tenant, QStringLiteral("Nordlicht"));
        QVERIFY(!bob.recordingSeat && bob.webAccess);
        QCOMPARE(lab.ask(QStringLiteral("SELECT actor || ' ' || peer || ' ' || (detail->>'provider') FROM "
                                        "audit_log WHERE action = 'users.create' ORDER BY id DESC LIMIT 1")),
                 QStringLiteral("system single-sign-on Staff login"));
        QCOMPARE(lab.enter("bob"), QStringLiteral("bob"));
        QCOMPARE(lab.count(QStringLiteral("users WHERE login = 'bob'")), 1);
        // Her login is taken by somebody whom she is not.
        QCOMPARE(lab.enter("mallory"), kWrong);
        QCOMPARE(lab.count(QStringLiteral("users WHERE source_id IS NOT NULL")), 2);
        // Removed is removed: he is not made anew, and comes back when he is taken back.
        QVERIFY(lab.change("admin", "users.edit", removeUsers, {bob.id}));
        QCOMPARE(lab.enter("bob"), kWrong);
        QVERIFY(lab.change("admin", "users.edit", restoreUsers, {bob.id}));
        QCOMPARE(lab.enter("bob"), QStringLiteral("bob"));
    }

    void aSecretIsUsedAndANewKeyIsTaken()
    {
        OidcPeer own;
        SignOnLab lab;
        ProviderRecord wanted = lab.record(own.issuer(), own.caPem());
        wanted.clientId = QStringLiteral("recorder-secret");
        wanted.clientSecret = QString(32, QLatin1Char('s'));
        auto made = lab.create("admin", wanted);
        QVERIFY(made && lab.aProviderUser(made->id, "alice"));
        const auto enter = [&] {
            return SignOnLab::outcome(lab.enterAt(own, made->id, QStringLiteral("alice")));
        };
        QCOMPARE(enter(), QString());
        made->clientSecret = QStringLiteral("wrong");
        made = lab.update("admin", *made);
        QVERIFY(made);
        QCOMPARE(enter(), QStringLiteral("Unavailable reason=provider-down")); // not the person's fault
        made->clientSecret = wanted.clientSecret;
        made = lab.update("admin", *made);
        QCOMPARE(enter(), QString());
        own.stop();
        const auto begun = lab.begin(made->id); // known for an hour
        QVERIFY(begun);
        QCOMPARE(SignOnLab::outcome(lab.finish(begun->handle, "code=x&state=y")), kWrong);
        const auto steps = lab.test("admin", *made);
        QCOMPARE(steps->at(1).cause, QStringLiteral("refused"));
    }

    void theSecondStepIsAskedFor()
    {
        Lab lab;
        lab.armSecondStep(QStringLiteral("alice"));
        const auto entered = lab.enterAt(peer(), lab.provider.id, QStringLiteral("alice"));
        QVERIFY2(entered, qPrintable(SignOnLab::outcome(entered)));
        QVERIFY(entered->token.isEmpty());
        QCOMPARE(entered->challenge.size(), 32);
    }

    void failuresAreSlowedDown()
    {
        Lab lab;
        QString last;
        for (int i = 0; i < 30 && !last.contains(QLatin1String("throttled")); ++i) {
            const auto begun = lab.begin(lab.provider.id);
            QVERIFY(begun);
            last = SignOnLab::outcome(lab.finish(begun->handle, "code=x&state=y"));
        }
        QVERIFY2(last.contains(QLatin1String("reason=throttled")), qPrintable(last));
        QVERIFY(lab.enterAt(peer(), lab.provider.id, QStringLiteral("alice"), QStringLiteral("192.0.2.99")));
    }
};

EARSHOT_TEST(tst_signon, TestSignOn)
#include "tst_signon.moc"
