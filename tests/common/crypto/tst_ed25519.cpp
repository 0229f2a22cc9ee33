// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/ed25519.h"

#include "tests/support/testmain.h"

#include <QTest>

using common::SigningKey;

class TestEd25519 : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// RFC 8032 section 7.1, tests 1 and 2.
    void agreesWithTheRfc_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<QByteArray>("publicKey");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("signature");
        QTest::newRow("empty")
            << QByteArray::fromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
            << QByteArray::fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
            << QByteArray()
            << QByteArray::fromHex(
                   "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a"
                   "33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        QTest::newRow("one byte")
            << QByteArray::fromHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
            << QByteArray::fromHex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
            << QByteArray::fromHex("72")
            << QByteArray::fromHex(
                   "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e1"
                   "5996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    }
    void agreesWithTheRfc()
    {
        QFETCH(QByteArray, secret);
        QFETCH(QByteArray, publicKey);
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, signature);
        const auto key = SigningKey::fromSecret(secret);
        QVERIFY(key);
        QCOMPARE(key->publicKey(), publicKey);
        QCOMPARE(key->secret(), secret);
        const auto made = key->sign(message);
        QVERIFY(made);
        QCOMPARE(*made, signature);
        QVERIFY(common::verifySignature(publicKey, message, signature));
    }

    void refusesWhatIsNotSigned()
    {
        const auto key = SigningKey::generate();
        const auto other = SigningKey::generate();
        QVERIFY(key && other);
        const QByteArray message("a head of the trail");
        const QByteArray signature = *key->sign(message);
        QVERIFY(common::verifySignature(key->publicKey(), message, signature));
        QVERIFY(!common::verifySignature(other->publicKey(), message, signature));
        QVERIFY(!common::verifySignature(key->publicKey(), message + '.', signature));
        QVERIFY(!common::verifySignature(key->publicKey(), message, signature.left(63)));
        QVERIFY(!common::verifySignature(key->publicKey().left(31), message, signature));
        for (int bit = 0; bit < 512; ++bit) {
            QByteArray bent = signature;
            bent[bit / 8] = static_cast<char>(bent[bit / 8] ^ (1 << (bit % 8)));
            QVERIFY(!common::verifySignature(key->publicKey(), message, bent));
        }
        QCOMPARE(SigningKey::fromSecret(QByteArray(31, 'k')).error().code, common::ErrorCode::Invalid);
    }
};

EARSHOT_TEST(tst_ed25519, TestEd25519)
#include "tst_ed25519.moc"
