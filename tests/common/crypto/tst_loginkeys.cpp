// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/loginkeys.h"

#include "tests/support/testmain.h"

#include <QTest>

using namespace common;

namespace
{

const QString kServer = QStringLiteral("5f1d7c2a-9be4-4c60-8a01-3f2e6d9b7c10");
const QByteArray kAccount = QByteArray::fromHex("000102030405060708090a0b0c0d0e0f");

KdfParameters parameters()
{
    return {QByteArrayLiteral("0123456789abcdef"), 3, 65536, kAccount};
}

} // namespace

class TestLoginKeys : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// Made with the argon2 reference program and HMAC of another language.
    void knownAnswers_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<QByteArray>("salt");
        QTest::addColumn<int>("passes");
        QTest::addColumn<int>("memoryKib");
        QTest::addColumn<QByteArray>("account");
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<QByteArray>("kek");
        QTest::newRow("ascii")
            << QStringLiteral("correct horse 1") << QByteArrayLiteral("0123456789abcdef") << 3 << 65536
            << kAccount
            << QByteArrayLiteral("76f84e7a8668691fb5cab0c8af0af27be0f2508e74dd9d0f919a84d1b5b67025")
            << QByteArrayLiteral("25eced7022adf1005ee8c0d3aaf73139697b47542f9a1da4a6aa1606e6d2f6b5");
        const QByteArray secret = "56fb7edbed257360e8ac3c5e13312370ba16af079c394760b91b7e6638493997";
        const QByteArray kek = "e4d77148a20ad18092548c07897afe68b403583a43ddfa54dd2866dda32380e2";
        QTest::newRow("composed") << QString::fromUtf8("Zo\u00eb p\u00e4ssw\u00f6rd")
                                  << QByteArrayLiteral("0123456789abcdef") << 3 << 65536 << kAccount << secret
                                  << kek;
        QTest::newRow("decomposed") << QString::fromUtf8("Zoe\u0308 pa\u0308sswo\u0308rd")
                                    << QByteArrayLiteral("0123456789abcdef") << 3 << 65536 << kAccount
                                    << secret << kek;
        QByteArray reversed = kAccount;
        std::reverse(reversed.begin(), reversed.end());
        QTest::newRow("dearer")
            << QStringLiteral("correct horse 1") << QByteArrayLiteral("fedcba9876543210") << 4 << 131072
            << reversed
            << QByteArrayLiteral("668ef94992fb2bde371d7c17263bd4fe6ad82d0541951ecdaa7c44cd5ec5d3bb")
            << QByteArrayLiteral("5a67708d6e7e9763b30a80a4b22e08f4b355097fb0d8ce45791f896dbc1a5682");
    }
    void knownAnswers()
    {
        QFETCH(QString, password);
        QFETCH(QByteArray, salt);
        QFETCH(int, passes);
        QFETCH(int, memoryKib);
        QFETCH(QByteArray, account);
        const auto keys = deriveLoginKeys(password, {salt, passes, memoryKib, account}, kServer);
        QVERIFY2(keys, keys ? "" : qPrintable(keys.error().message));
        QTEST(keys->secret.toHex(), "secret");
        QTEST(keys->kek.toHex(), "kek");
    }

    void whatAServerMustNotAskFor_data()
    {
        QTest::addColumn<KdfParameters>("asked");
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, auto change, const char *reason,
                            const QString &server = kServer) {
            KdfParameters asked = parameters();
            change(asked);
            QTest::newRow(name) << asked << server << QString::fromLatin1(reason);
        };
        row(
            "two passes", [](auto &p) { p.passes = 2; }, "weak");
        row(
            "no passes", [](auto &p) { p.passes = -1; }, "weak");
        row(
            "little memory", [](auto &p) { p.memoryKib = 65535; }, "weak");
        row(
            "all memory", [](auto &p) { p.memoryKib = 2000000000; }, "excessive");
        row(
            "forever", [](auto &p) { p.passes = 1000000; }, "excessive");
        row(
            "short salt", [](auto &p) { p.salt.chop(1); }, "malformed");
        row(
            "long account", [](auto &p) { p.accountId.append('x'); }, "malformed");
        row(
            "no server", [](auto &) {}, "malformed", QString());
        row(
            "server not ascii", [](auto &) {}, "malformed", QString::fromUtf8("ä"));
        row(
            "server too long", [](auto &) {}, "malformed", QString(65, QLatin1Char('a')));
    }
    void whatAServerMustNotAskFor()
    {
        QFETCH(KdfParameters, asked);
        QFETCH(QString, server);
        QFETCH(QString, reason);
        const auto keys = deriveLoginKeys(QStringLiteral("correct horse 1"), asked, server);
        QVERIFY(!keys);
        QCOMPARE(keys.error().code, ErrorCode::Invalid);
        QCOMPARE(keys.error().fields.values(), QStringList{reason});
    }

    void parametersAreNewEachTime()
    {
        const auto one = makeKdfParameters();
        const auto two = makeKdfParameters();
        QVERIFY(one && two);
        QVERIFY(one->salt != two->salt);
        QVERIFY(one->accountId != two->accountId);
        QCOMPARE(one->passes, kLeastPasses);
        QCOMPARE(one->memoryKib, kLeastMemoryKib);
        QVERIFY(deriveLoginKeys(QStringLiteral("x"), *one, kServer));
    }

    void verifiersFitTheirSecretOnly()
    {
        const QByteArray secret(32, 's');
        const auto verifier = makeVerifier(secret);
        QVERIFY(verifier);
        QVERIFY(verifier->startsWith(QLatin1String("$argon2id$v=19$m=19456,t=2,p=1$")));
        QVERIFY(*makeVerifier(secret) != *verifier);
        QVERIFY(checkVerifier(*verifier, secret));
        QVERIFY(!checkVerifier(*verifier, QByteArray(32, 't')));
        QVERIFY(!checkVerifier(*verifier, secret.left(31)));
        for (const QString &bad : {QString(), QStringLiteral("$argon2id$"), QString(5000, QLatin1Char('a')),
                                   verifier->chopped(1)}) {
            QVERIFY(!checkVerifier(bad, secret));
        }
    }

    /// RFC 4231, test case 2.
    void hmac()
    {
        QCOMPARE(hmacSha256("Jefe", "what do ya want for nothing?").toHex(),
                 QByteArrayLiteral("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    }

    void wipedBytesAreEmpty()
    {
        QByteArray bytes("secret");
        wipe(bytes);
        QVERIFY(bytes.isEmpty());
    }
};

EARSHOT_TEST(tst_loginkeys, TestLoginKeys)
#include "tst_loginkeys.moc"
