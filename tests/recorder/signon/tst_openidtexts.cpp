// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signon/openidtexts.h"
#include "tests/support/testmain.h"

#include <QTest>
#include <QUrlQuery>

using namespace recorder;

namespace
{

const QString kIssuer = QStringLiteral("https://login.example.com/realm");

SignOnServer server()
{
    SignOnServer server;
    server.issuer = kIssuer;
    server.clientId = QStringLiteral("a b&c");
    server.scopes = QStringLiteral("openid profile");
    server.loginClaim = QStringLiteral("preferred_username");
    server.nameClaim = QStringLiteral("name");
    server.emailClaim = QStringLiteral("email");
    server.groupsClaim = QStringLiteral("groups");
    return server;
}

SignOnStart start()
{
    return {{},
            QStringLiteral("http://127.0.0.1:4444/callback"),
            "state",
            "nonce",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"};
}

QByteArray discovery(const QByteArray &more = {})
{
    return "{\"issuer\": \"https://login.example.com/realm\", \"authorization_endpoint\": "
           "\"https://login.example.com/auth\", \"token_endpoint\": \"https://api.example.com/token\", "
           "\"jwks_uri\": \"https://login.example.com/keys\"" +
           more + "}";
}

QString causeOf(const common::Error &error)
{
    return error.fields.value(QStringLiteral("cause"));
}

} // namespace

class TestOpenIdTexts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aProviderNamesItselfExactly()
    {
        QCOMPARE(discoveryUrl(kIssuer), kIssuer + QStringLiteral("/.well-known/openid-configuration"));
        QCOMPARE(discoveryUrl(kIssuer + QLatin1Char('/')), discoveryUrl(kIssuer));
        const auto read = endpointsOf(discovery(), kIssuer);
        QVERIFY(read);
        QCOMPARE(read->token, QStringLiteral("https://api.example.com/token"));
        QVERIFY(read->userInfo.isEmpty() && !read->namesItself && read->takesBasic);
        const auto more = endpointsOf(discovery(", \"userinfo_endpoint\": \"http://plain\", "
                                                "\"authorization_response_iss_parameter_supported\": true, "
                                                "\"token_endpoint_auth_methods_supported\": "
                                                "[\"client_secret_post\"]"),
                                      kIssuer);
        QVERIFY(more && more->userInfo.isEmpty() && more->namesItself && !more->takesBasic);
        QCOMPARE(causeOf(endpointsOf(discovery(), kIssuer + QLatin1Char('/')).error()),
                 QStringLiteral("issuer"));
        for (const QByteArray &bad :
             {QByteArray(), QByteArray("[]"), QByteArray("<html>"),
              discovery().replace("https://api", "http://api"), discovery().replace("jwks_uri", "x"),
              discovery().replace("https://login.example.com/auth", "javascript:alert(1)"),
              discovery().replace("https://login.example.com/auth", "https://u:p@host/auth")}) {
            const auto refused = endpointsOf(bad, kIssuer);
            QVERIFY2(!refused, bad.constData());
            QCOMPARE(causeOf(refused.error()), QStringLiteral("protocol"));
        }
    }

    void theBrowserGetsTheHashOfTheVerifierOnly()
    {
        const auto endpoints = endpointsOf(discovery(), kIssuer);
        const QUrl url(authorizationUrl(*endpoints, server(), start()), QUrl::StrictMode);
        QVERIFY(url.isValid());
        const QUrlQuery query(url);
        const auto item = [&query](const char *name) {
            return query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded);
        };
        QCOMPARE(item("response_type"), QStringLiteral("code"));
        QCOMPARE(item("client_id"), QStringLiteral("a b&c"));
        QCOMPARE(item("redirect_uri"), start().redirectUri);
        QCOMPARE(item("scope"), QStringLiteral("openid profile"));
        QCOMPARE(item("state"), QStringLiteral("state"));
        QCOMPARE(item("nonce"), QStringLiteral("nonce"));
        // The example of RFC 7636, appendix B.
        QCOMPARE(item("code_challenge"), QStringLiteral("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
        QCOMPARE(item("code_challenge_method"), QStringLiteral("S256"));
        QVERIFY(!url.toString().contains(QString::fromLatin1(start().verifier)));
        QVERIFY(*makeToken() != *makeToken());
        QCOMPARE(makeToken()->size(), 43);
        OpenIdEndpoints asking = *endpoints;
        asking.authorization += QStringLiteral("?tenant=7");
        QVERIFY(
            authorizationUrl(asking, server(), start()).contains(QLatin1String("?tenant=7&response_type=")));
    }

    void answersAreRead_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("namesItself");
        QTest::addColumn<QString>("outcome"); // the code, or "!" and the cause
        const auto row = [](const char *name, const char *answer, bool names, const char *outcome) {
            QTest::newRow(name) << QByteArray(answer) << names << QString::fromLatin1(outcome);
        };
        row("plain", "code=abc&state=state", false, "abc");
        row("encoded", "state=state&code=a%2Fb+c", false, "a/b c");
        row("named", "code=abc&state=state&iss=https%3A%2F%2Flogin.example.com%2Frealm", true, "abc");
        row("named by itself", "code=abc&state=state&iss=https%3A%2F%2Flogin.example.com%2Frealm", false,
            "abc");
        row("another provider's", "code=abc&state=state&iss=https%3A%2F%2Fevil.example.com", false,
            "!issuer");
        row("should be named", "code=abc&state=state", true, "!issuer");
        row("another state", "code=abc&state=statf", false, "!state");
        row("no state", "code=abc", false, "!state");
        row("no code", "state=state", false, "!refused");
        row("refused", "error=access_denied&state=state", false, "!refused");
        row("both", "code=abc&error=x&state=state", false, "!refused");
        row("twice", "code=abc&code=abd&state=state", false, "!form");
        row("two states", "code=abc&state=state&state=x", false, "!form");
        row("nothing", "", false, "!form");
        row("noise", "%%%&&&", false, "!form");
    }
    void answersAreRead()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, namesItself);
        QFETCH(QString, outcome);
        const auto code = codeOf(answer, start(), kIssuer, namesItself);
        QCOMPARE(code ? QString::fromUtf8(*code) : QLatin1Char('!') + causeOf(code.error()), outcome);
    }

    void secretsGoWhereTheProviderWantsThem()
    {
        SignOnServer known = server();
        QVERIFY(tokenForm(known, start(), "c/1", false).endsWith("&client_id=a%20b%26c"));
        QVERIFY(tokenForm(known, start(), "c/1", false).contains("code=c%2F1"));
        known.clientSecret = "p:w&";
        QCOMPARE(basicOf(known), QByteArray("a%20b%26c:p%3Aw%26"));
        QVERIFY(!tokenForm(known, start(), "c", false).contains("client"));
        QVERIFY(tokenForm(known, start(), "c", true).endsWith("&client_secret=p%3Aw%26"));
    }

    void whoSomebodyIs()
    {
        QJsonObject claims{{QStringLiteral("sub"), QStringLiteral("7")},
                           {QStringLiteral("preferred_username"), QStringLiteral("alice")},
                           {QStringLiteral("name"), QStringLiteral("Alice\nArcher")},
                           {QStringLiteral("email"), QStringLiteral("alice@example.com")},
                           {QStringLiteral("groups"), QJsonArray{QStringLiteral("a"), QStringLiteral("b")}}};
        const SignOnPerson person = personOf(claims, server());
        QCOMPARE(person, (SignOnPerson{QStringLiteral("7"),
                                       QStringLiteral("alice"),
                                       QStringLiteral("Alice Archer"),
                                       QStringLiteral("alice@example.com"),
                                       {QStringLiteral("a"), QStringLiteral("b")}}));
        SignOnServer byEmail = server();
        byEmail.loginClaim = QStringLiteral("email");
        QVERIFY(personOf(claims, byEmail).login.isEmpty()); // anybody could have entered it
        claims.insert(QStringLiteral("email_verified"), false);
        QVERIFY(personOf(claims, byEmail).login.isEmpty());
        claims.insert(QStringLiteral("email_verified"), QStringLiteral("true"));
        QVERIFY(personOf(claims, byEmail).login.isEmpty());
        claims.insert(QStringLiteral("email_verified"), true);
        QCOMPARE(personOf(claims, byEmail).login, QStringLiteral("alice@example.com"));
        claims.insert(QStringLiteral("groups"), QStringLiteral("one"));
        QCOMPARE(personOf(claims, server()).groups, QStringList{QStringLiteral("one")});
        claims.insert(QStringLiteral("preferred_username"), QJsonArray{QStringLiteral("alice")});
        QVERIFY(personOf(claims, server()).login.isEmpty());
    }
};

EARSHOT_TEST(tst_openidtexts, TestOpenIdTexts)
#include "tst_openidtexts.moc"
