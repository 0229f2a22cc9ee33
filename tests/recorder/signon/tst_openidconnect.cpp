// SPDX-License-Identifier: GPL-3.0-or-later
// The client against providers that break the rules; tst_signon has a real one.
#include "recorder/signon/openidconnect.h"
#include "tests/recorder/signon/fakehttps.h"
#include "tests/recorder/signon/tokenmaker.h"
#include "tests/support/fakeclock.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTest>

#include <atomic>

using namespace recorder;
using tests::FakeHttps;
using tests::TokenMaker;

namespace
{

const QStringList kLoopback{QStringLiteral("127.0.0.1")};

/// A provider that signs as it should, until a test says otherwise.
struct Provider {
    TokenMaker maker;
    std::atomic<const TokenMaker *> signer{&maker};
    std::atomic<const TokenMaker *> shown{&maker};
    tests::FakeClock clock;
    std::function<QByteArray(const QByteArray &path)> instead; ///< set before anything is asked
    std::function<void(QJsonObject &)> spoil;
    QByteArray nonce;
    FakeHttps https{[this](const QByteArray &path, const QByteArray &) { return answer(path); }};
    OpenIdConnect connect{clock, HttpsFetch(OutgoingRule(kLoopback), std::chrono::milliseconds(1500))};

    SignOnServer server() const
    {
        SignOnServer server;
        server.issuer = https.url();
        server.caPem = https.caPem();
        server.clientId = QStringLiteral("recorder");
        server.scopes = QStringLiteral("openid");
        server.loginClaim = QStringLiteral("preferred_username");
        return server;
    }
    QByteArray discovery() const
    {
        const QByteArray url = https.url().toLatin1();
        return "{\"issuer\":\"" + url + "\",\"authorization_endpoint\":\"" + url +
               "/auth\",\"token_endpoint\":\"" + url + "/token\",\"jwks_uri\":\"" + url +
               "/keys\",\"userinfo_endpoint\":\"" + url + "/me\"}";
    }
    QByteArray token() const
    {
        const double now = double(common::toUnixMs(clock.wall()) / 1000);
        QJsonObject claims{{QStringLiteral("iss"), https.url()},
                           {QStringLiteral("aud"), QStringLiteral("recorder")},
                           {QStringLiteral("sub"), QStringLiteral("7")},
                           {QStringLiteral("nonce"), QString::fromLatin1(nonce)},
                           {QStringLiteral("preferred_username"), QStringLiteral("alice")},
                           {QStringLiteral("iat"), now},
                           {QStringLiteral("exp"), now + 60}};
        if (spoil) {
            spoil(claims);
        }
        return "{\"access_token\":\"at\",\"id_token\":\"" + (*signer).token("RS256", claims) + "\"}";
    }
    QByteArray answer(const QByteArray &path) const
    {
        if (const QByteArray other = instead ? instead(path) : QByteArray("-"); other != "-") {
            return other;
        }
        return path == "/token"  ? FakeHttps::reply(token())
               : path == "/keys" ? FakeHttps::reply((*shown).keys())
               : path == "/me"   ? FakeHttps::reply("{\"sub\":\"8\",\"preferred_username\":\"root\"}")
                                 : FakeHttps::reply(discovery());
    }
    /// From the beginning to the end: the login, "nobody", or the reason of an error.
    QString enter()
    {
        auto start = connect.begin(server(), QStringLiteral("http://127.0.0.1:1/callback"));
        if (!start) {
            return start.error().fields.value(QStringLiteral("reason"));
        }
        nonce = start->nonce;
        const auto person = connect.finish(server(), *start, "code=c&state=" + start->state);
        return !person   ? person.error().fields.value(QStringLiteral("reason"))
               : *person ? (*person)->login
                         : QStringLiteral("nobody");
    }
    QString failedStep()
    {
        for (const ConnectionStep &step : connect.test(server())) {
            if (step.state != QLatin1String("passed")) {
                return step.name + QLatin1Char(' ') + step.cause;
            }
        }
        return {};
    }
};

const QString kDown = QStringLiteral("provider-down");
const QString kNobody = QStringLiteral("nobody");

} // namespace

class TestOpenIdConnect : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void signsInAndAsksForKeysOnce()
    {
        Provider provider;
        QCOMPARE(provider.enter(), QStringLiteral("alice"));
        QCOMPARE(provider.enter(), QStringLiteral("alice"));
        QCOMPARE(provider.https.paths().count("/keys"), 1);
        QCOMPARE(provider.https.paths().count("/.well-known/openid-configuration"), 1);
        QCOMPARE(provider.https.paths().count("/me"), 0); // nothing is missing
        provider.clock.advance(std::chrono::hours(1));
        QCOMPARE(provider.enter(), QStringLiteral("alice"));
        QCOMPARE(provider.https.paths().count("/.well-known/openid-configuration"), 2);
        QCOMPARE(provider.failedStep(), QString());
    }

    void newKeysAreAskedForOnceAMinute()
    {
        Provider provider;
        QCOMPARE(provider.enter(), QStringLiteral("alice"));
        const TokenMaker next(TokenMaker::Kind::Rsa, QStringLiteral("k2"));
        provider.signer = &next;
        provider.shown = &next;
        QCOMPARE(provider.enter(), kNobody); // within the minute
        provider.clock.advance(std::chrono::minutes(1));
        QCOMPARE(provider.enter(), QStringLiteral("alice"));
        QCOMPARE(provider.https.paths().count("/keys"), 2);
        const TokenMaker forger(TokenMaker::Kind::Rsa, QStringLiteral("k3"));
        provider.signer = &forger;
        provider.clock.advance(std::chrono::minutes(2));
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(provider.enter(), kNobody);
        }
        QCOMPARE(provider.https.paths().count("/keys"), 3);
    }

    void tokensThatDoNotHoldAreNobodys()
    {
        Provider provider;
        const QList<std::pair<const char *, QJsonValue>> kSpoiled{
            {"iss", QStringLiteral("https://evil.example.com")},
            {"aud", QStringLiteral("another")},
            {"nonce", QStringLiteral("another")},
            {"exp", 1},
            {"sub", QString()}};
        for (const auto &[claim, value] : kSpoiled) {
            provider.spoil = [claim = claim, value = value](QJsonObject &claims) {
                claims.insert(QLatin1String(claim), value);
            };
            QCOMPARE(provider.enter(), kNobody);
        }
    }

    void userInfoAboutSomebodyElseIsNotUsed()
    {
        Provider provider;
        provider.spoil = [](QJsonObject &claims) { claims.remove(QStringLiteral("preferred_username")); };
        QCOMPARE(provider.enter(), QString());
        QCOMPARE(provider.https.paths().count("/me"), 1);
    }

    void redeemingIsTheProvidersWord_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("outcome");
        QTest::newRow("replayed code")
            << FakeHttps::reply("{\"error\":\"invalid_grant\"}", "400 Bad Request") << kNobody;
        QTest::newRow("our secret") << FakeHttps::reply("{\"error\":\"invalid_client\"}", "401 Unauthorized")
                                    << kDown;
        QTest::newRow("broken") << FakeHttps::reply("oops", "500 Internal Server Error") << kDown;
        QTest::newRow("no token") << FakeHttps::reply("{\"access_token\":\"at\"}") << kNobody;
        QTest::newRow("no JSON") << FakeHttps::reply("<html>") << kNobody;
        QTest::newRow("elsewhere") << FakeHttps::reply("", "307 Temporary Redirect",
                                                       "Location: https://127.0.0.1:9/token\r\n")
                                   << kDown;
        QTest::newRow("giant") << FakeHttps::reply(QByteArray(HttpsFetch::kMostBytes + 1, ' ')) << kDown;
        QTest::newRow("giant head") << FakeHttps::reply(
                                           "{}", "200 OK",
                                           QByteArray("X: 12345678901234567890\r\n").repeated(20'000))
                                    << kDown;
        QTest::newRow("silent") << QByteArray() << kDown;
        QTest::newRow("unfinished") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{") << kDown;
    }
    void redeemingIsTheProvidersWord()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, outcome);
        Provider provider;
        provider.instead = [answer](const QByteArray &path) {
            return path == "/token" ? answer : QByteArray("-");
        };
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(provider.enter(), outcome);
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }

    /// Nobody waits for the same silence again, and a test asks all the same.
    void whoDoesNotAnswerIsLeftAlone()
    {
        std::atomic<bool> broken{true};
        Provider provider;
        provider.instead = [&broken](const QByteArray &) {
            return broken ? FakeHttps::reply("", "503 Service Unavailable") : QByteArray("-");
        };
        const auto asked = [&provider] {
            return provider.https.paths().count("/.well-known/openid-configuration");
        };
        QCOMPARE(provider.enter(), kDown);
        QCOMPARE(provider.enter(), kDown);
        QCOMPARE(asked(), 1);
        SignOnServer other = provider.server(); // of somebody else's settings it says nothing
        other.trusted = true;
        QVERIFY(!provider.connect.begin(other, QStringLiteral("http://127.0.0.1:1/callback")));
        QCOMPARE(asked(), 2);
        provider.clock.advance(OpenIdConnect::kLeftAlone);
        QCOMPARE(provider.enter(), kDown);
        QCOMPARE(asked(), 3);
        QCOMPARE(provider.failedStep(), QStringLiteral("discovery protocol"));
        QCOMPARE(asked(), 4);
        broken = false;
        QCOMPARE(provider.enter(), kDown);
        QCOMPARE(asked(), 4);
        QCOMPARE(provider.failedStep(), QString()); // it is well again
        QCOMPARE(provider.enter(), QStringLiteral("alice"));
    }

    void aSilentTokenEndpointIsLeftAlone()
    {
        Provider provider;
        provider.instead = [](const QByteArray &path) {
            return path == "/token" ? QByteArray() : QByteArray("-");
        };
        QCOMPARE(provider.enter(), kDown);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(provider.enter(), kDown);
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(provider.https.paths().count("/token"), 1);
        provider.clock.advance(OpenIdConnect::kLeftAlone);
        QCOMPARE(provider.enter(), kDown);
        QCOMPARE(provider.https.paths().count("/token"), 2);
    }

    void whatItSaysOfItselfIsChecked()
    {
        Provider mixedUp;
        mixedUp.instead = [](const QByteArray &path) {
            return path.startsWith("/.well-known")
                       ? FakeHttps::reply("{\"issuer\":\"https://another.example\"}")
                       : QByteArray("-");
        };
        QCOMPARE(mixedUp.enter(), kDown);
        QCOMPARE(mixedUp.failedStep(), QStringLiteral("discovery issuer"));
        QCOMPARE(mixedUp.https.paths().count("/token"), 0);
        Provider missing;
        missing.instead = [](const QByteArray &) { return FakeHttps::reply("", "404 Not Found"); };
        QCOMPARE(missing.failedStep(), QStringLiteral("discovery protocol"));
        Provider keyless;
        keyless.instead = [](const QByteArray &path) {
            return path == "/keys" ? FakeHttps::reply("{\"keys\":[]}") : QByteArray("-");
        };
        QCOMPARE(keyless.failedStep(), QStringLiteral("keys keys"));
        QCOMPARE(keyless.enter(), kNobody);
    }

    void theWayThereIsChecked()
    {
        Provider provider;
        // An inner address that nobody allowed gets no connection.
        const OpenIdConnect strict(provider.clock, HttpsFetch(OutgoingRule()));
        const auto steps = strict.test(provider.server());
        QCOMPARE(steps.size(), 5);
        QCOMPARE(steps[0].name, QStringLiteral("name"));
        QCOMPARE(steps[0].cause, QStringLiteral("forbidden"));
        QCOMPARE(steps[1].state, QStringLiteral("not-run"));
        QVERIFY(!strict.begin(provider.server(), QStringLiteral("http://127.0.0.1:1/callback")));
        QVERIFY(provider.https.paths().isEmpty());
        // Unless whoever may see every tenant has named it.
        SignOnServer trusted = provider.server();
        trusted.trusted = true;
        QVERIFY(strict.begin(trusted, QStringLiteral("http://127.0.0.1:1/callback")));
        QCOMPARE(provider.https.paths().size(), 1);
        // Not by a name either, and nothing that is known from there is shared.
        QVERIFY(!strict.begin(provider.server(), QStringLiteral("http://127.0.0.1:1/callback")));
        SignOnServer named = provider.server();
        named.issuer.replace(QStringLiteral("127.0.0.1"), QStringLiteral("localhost"));
        QVERIFY(!strict.begin(named, QStringLiteral("http://127.0.0.1:1/callback")));
        QCOMPARE(provider.https.paths().size(), 1);
        const auto failed = [&](const SignOnServer &server) {
            for (const ConnectionStep &step : provider.connect.test(server)) {
                if (step.state != QLatin1String("passed")) {
                    return step.name + QLatin1Char(' ') + step.cause;
                }
            }
            return QString();
        };
        SignOnServer untrusted = provider.server();
        untrusted.caPem = common::ServerCertificate::generate(QStringLiteral("x"), {})->certificatePem;
        QCOMPARE(failed(untrusted), QStringLiteral("tls certificate"));
        SignOnServer closed = provider.server();
        QTcpServer port;
        QVERIFY(port.listen(QHostAddress::LocalHost));
        closed.issuer = QStringLiteral("https://127.0.0.1:%1").arg(port.serverPort());
        QCOMPARE(failed(closed), QStringLiteral("tls timeout")); // takes the connection, says nothing
        port.close();
        QCOMPARE(failed(closed), QStringLiteral("tcp refused"));
        closed.issuer = QStringLiteral("https://does-not-exist.invalid");
        QCOMPARE(failed(closed), QStringLiteral("name name"));
        closed.issuer = QStringLiteral("http://127.0.0.1:1"); // never without TLS
        QVERIFY(!failed(closed).isEmpty());
    }
};

EARSHOT_TEST(tst_openidconnect, TestOpenIdConnect)
#include "tst_openidconnect.moc"
