// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signon/idtoken.h"
#include "tests/recorder/signon/tokenmaker.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <openssl/hmac.h>

using namespace recorder;
using tests::TokenMaker;

namespace
{

constexpr qint64 kNow = 1'800'000'000;

IdTokenRules rules()
{
    return {QStringLiteral("https://login.example.com"), QStringLiteral("recorder"), "n-0S6", kNow};
}

QJsonObject good()
{
    return {{QStringLiteral("iss"), QStringLiteral("https://login.example.com")},
            {QStringLiteral("aud"), QStringLiteral("recorder")},
            {QStringLiteral("sub"), QStringLiteral("248289761001")},
            {QStringLiteral("nonce"), QStringLiteral("n-0S6")},
            {QStringLiteral("iat"), double(kNow - 2)},
            {QStringLiteral("exp"), double(kNow + 300)}};
}

QString outcome(const QByteArray &token, const JsonWebKeys &keys)
{
    const auto claims = checkIdToken(token, keys, rules());
    return claims ? QString() : claims.error().fields.value(QStringLiteral("cause"));
}

const TokenMaker &rsa()
{
    static const TokenMaker maker;
    return maker;
}

const JsonWebKeys &rsaKeys()
{
    static const JsonWebKeys keys = *JsonWebKeys::parse(rsa().keys());
    return keys;
}

} // namespace

class TestIdToken : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void threeAlgorithmsAreTaken_data()
    {
        QTest::addColumn<bool>("curve");
        QTest::newRow("RS256") << false;
        QTest::newRow("PS256") << false;
        QTest::newRow("ES256") << true;
    }
    void threeAlgorithmsAreTaken()
    {
        QFETCH(bool, curve);
        const TokenMaker maker(curve ? TokenMaker::Kind::Curve : TokenMaker::Kind::Rsa);
        const auto keys = JsonWebKeys::parse(maker.keys());
        QVERIFY(keys && keys->size() == 1);
        const QByteArray token = maker.token(QTest::currentDataTag(), good());
        const auto claims = checkIdToken(token, *keys, rules());
        QVERIFY2(claims, claims ? "" : qPrintable(claims.error().message));
        QCOMPARE(claims->value(QLatin1String("sub")).toString(), QStringLiteral("248289761001"));
        QCOMPARE(keyIdOf(token), QStringLiteral("k1"));
        // One bit of each part.
        for (const qsizetype at : {qsizetype{3}, token.indexOf('.') + 5, token.size() - 20}) {
            QByteArray changed = token;
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            QVERIFY2(!outcome(changed, *keys).isEmpty(), changed.constData());
        }
    }

    void otherAlgorithmsAreRefused()
    {
        const QByteArray text = tests::base64Url(rsa().header("none")) + '.' + tests::base64Url(good()) + '.';
        QCOMPARE(outcome(text, rsaKeys()), QStringLiteral("algorithm"));
        for (const char *name : {"none", "None", "HS256", "HS512", "RS512", "ES384", "EdDSA", ""}) {
            QCOMPARE(outcome(rsa().token(name, good()), rsaKeys()), QStringLiteral("algorithm"));
        }
        // The public key as a shared secret.
        const QByteArray signedText =
            tests::base64Url(rsa().header("HS256")) + '.' + tests::base64Url(good());
        const QByteArray secret = rsa().keys();
        unsigned char mac[32];
        unsigned size = sizeof mac;
        HMAC(EVP_sha256(), secret.constData(), static_cast<int>(secret.size()),
             reinterpret_cast<const unsigned char *>(signedText.constData()),
             static_cast<size_t>(signedText.size()), mac, &size);
        const QByteArray token =
            signedText + '.' + tests::base64Url(QByteArray(reinterpret_cast<const char *>(mac), 32));
        QCOMPARE(outcome(token, rsaKeys()), QStringLiteral("algorithm"));
        // A curve's name over an RSA key, and the other way round.
        QCOMPARE(outcome(rsa().token("ES256", good()), rsaKeys()), QStringLiteral("key"));
        const TokenMaker curve(TokenMaker::Kind::Curve);
        QCOMPARE(outcome(curve.token("RS256", good()), *JsonWebKeys::parse(curve.keys())),
                 QStringLiteral("key"));
    }

    void otherKeysAreRefused()
    {
        const TokenMaker forger; // the same id
        QCOMPARE(outcome(forger.token("RS256", good()), rsaKeys()), QStringLiteral("signature"));
        const TokenMaker other(TokenMaker::Kind::Rsa, QStringLiteral("k2"));
        QCOMPARE(outcome(other.token("RS256", good()), rsaKeys()), QStringLiteral("key"));
        QJsonObject header = rsa().header("RS256");
        // A key that comes with the token is nobody's.
        header.insert(QStringLiteral("jwk"), forger.jwk());
        QCOMPARE(outcome(forger.token(header, good()), rsaKeys()), QStringLiteral("signature"));
        header = rsa().header("RS256");
        header.remove(QStringLiteral("kid"));
        QCOMPARE(outcome(rsa().token(header, good()), rsaKeys()), QString()); // there is one only
        header.insert(QStringLiteral("crit"), QJsonArray{QStringLiteral("b64")});
        QCOMPARE(outcome(rsa().token(header, good()), rsaKeys()), QStringLiteral("form"));
    }

    void unfitKeysAreLeftOut()
    {
        const auto size = [](const QJsonObject &jwk) {
            const auto keys = JsonWebKeys::parse(
                QJsonDocument(QJsonObject{{QStringLiteral("keys"), QJsonArray{jwk}}}).toJson());
            return keys ? keys->size() : -1;
        };
        QCOMPARE(size(rsa().jwk()), 1);
        QCOMPARE(size(TokenMaker(TokenMaker::Kind::WeakRsa).jwk()), 0);
        QJsonObject jwk = rsa().jwk();
        jwk.insert(QStringLiteral("use"), QStringLiteral("enc"));
        QCOMPARE(size(jwk), 0);
        jwk = rsa().jwk();
        jwk.insert(QStringLiteral("e"), QStringLiteral("AQ")); // 1: everything is a signature
        QCOMPARE(size(jwk), 0);
        jwk = rsa().jwk();
        jwk.insert(QStringLiteral("n"), QString(20'000, QLatin1Char('A')));
        QCOMPARE(size(jwk), 0);
        jwk = TokenMaker(TokenMaker::Kind::Curve).jwk();
        jwk.insert(QStringLiteral("y"), jwk.value(QLatin1String("x"))); // not on the curve
        QCOMPARE(size(jwk), 0);
        QCOMPARE(size({{QStringLiteral("kty"), QStringLiteral("oct")},
                       {QStringLiteral("k"), QStringLiteral("AA")}}),
                 0);
        QVERIFY(!JsonWebKeys::parse("[]"));
        QVERIFY(!JsonWebKeys::parse(""));
        QVERIFY(!JsonWebKeys::parse("{\"keys\": 3}"));
    }

    void everyClaimIsChecked_data()
    {
        QTest::addColumn<QString>("claim");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QString>("cause");
        const auto row = [](const char *name, const char *claim, const QJsonValue &value, const char *cause) {
            QTest::newRow(name) << QString::fromLatin1(claim) << value << QString::fromLatin1(cause);
        };
        const QJsonValue none(QJsonValue::Undefined);
        row("good", "x", none, "");
        row("another issuer", "iss", QStringLiteral("https://evil.example.com"), "issuer");
        row("nearly the issuer", "iss", QStringLiteral("https://login.example.com/"), "issuer");
        row("no issuer", "iss", none, "issuer");
        row("another audience", "aud", QStringLiteral("somebody"), "audience");
        row("no audience", "aud", none, "audience");
        row("one of a list", "aud", QJsonArray{QStringLiteral("recorder")}, "");
        row("several, no party", "aud", QJsonArray{QStringLiteral("x"), QStringLiteral("recorder")},
            "audience");
        row("another party", "azp", QStringLiteral("x"), "audience");
        row("the party", "azp", QStringLiteral("recorder"), "");
        row("over", "exp", double(kNow - kClockSkewSeconds), "expired");
        row("nearly over", "exp", double(kNow - kClockSkewSeconds + 1), "");
        row("never over", "exp", none, "expired");
        row("words for a time", "exp", QStringLiteral("4102444800"), "expired");
        row("beyond time", "exp", 1e300, "expired");
        row("from the future", "iat", double(kNow + kClockSkewSeconds + 1), "issued");
        row("old", "iat", double(kNow - kMostAgeSeconds - kClockSkewSeconds - 1), "issued");
        row("made never", "iat", none, "issued");
        row("not yet", "nbf", double(kNow + kClockSkewSeconds + 1), "issued");
        row("another sign-in", "nonce", QStringLiteral("n-0S7"), "nonce");
        row("no nonce", "nonce", none, "nonce");
        row("nobody", "sub", QString(), "subject");
        row("number", "sub", 7, "subject");
        row("endless", "sub", QString(256, QLatin1Char('s')), "subject");
        row("two lines", "sub", QStringLiteral("a\nb"), "subject");
    }
    void everyClaimIsChecked()
    {
        QFETCH(QString, claim);
        QFETCH(QJsonValue, value);
        QFETCH(QString, cause);
        QJsonObject claims = good();
        if (value.isUndefined()) {
            claims.remove(claim);
        } else {
            claims.insert(claim, value);
        }
        QCOMPARE(outcome(rsa().token("RS256", claims), rsaKeys()), cause);
    }

    void whatIsNoTokenIsRefused()
    {
        const QByteArray token = rsa().token("RS256", good());
        for (const QByteArray &bad : {QByteArray(), QByteArray("."), QByteArray(".."), token + ".x",
                                      token.left(token.lastIndexOf('.')), token + '=',
                                      QByteArray(kMostTokenBytes + 1, 'a'), QByteArray("\0\0.\0.\0", 6)}) {
            QVERIFY2(!outcome(bad, rsaKeys()).isEmpty(), bad.left(40).constData());
        }
        QCOMPARE(keyIdOf("x"), QString());
        QCOMPARE(outcome(token, *JsonWebKeys::parse("{\"keys\": []}")), QStringLiteral("key"));
    }
};

EARSHOT_TEST(tst_idtoken, TestIdToken)
#include "tst_idtoken.moc"
