// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/der.h"
#include "common/crypto/sha256.h"
#include "tests/common/crypto/testkeys.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <random>

using namespace common;
using namespace tests;

class TestSealingKeys : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void derReadsWhatItWrites_data()
    {
        QTest::addColumn<quint64>("number");
        for (const quint64 number : {quint64(0), quint64(1), quint64(127), quint64(128), quint64(65535),
                                     quint64(65536), ~quint64(0)}) {
            QTest::addRow("%llu", static_cast<unsigned long long>(number)) << number;
        }
    }
    void derReadsWhatItWrites()
    {
        QFETCH(quint64, number);
        const QByteArray der = derElement(tag::kSequence, derUnsigned(number));
        DerReader outer(der);
        DerReader inner = outer.enter(tag::kSequence);
        QCOMPARE(inner.readUnsigned(), number);
        QVERIFY(inner.atEnd() && outer.atEnd());
    }
    void derRefusesOtherForms_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("tag alone") << QByteArray("02");
        QTest::newRow("other tag") << QByteArray("040101");
        QTest::newRow("too short") << QByteArray("020201");
        QTest::newRow("length in two octets, one would do") << QByteArray("02810101");
        QTest::newRow("length with a leading zero") << QByteArray("0282000101");
        QTest::newRow("indefinite") << QByteArray("0280010000");
        QTest::newRow("length of five octets") << QByteArray("0285000000000101");
        QTest::newRow("no content") << QByteArray("0200");
        QTest::newRow("negative") << QByteArray("020180");
        QTest::newRow("zero too many") << QByteArray("02020001");
        QTest::newRow("more than 64 bits") << QByteArray("020901ffffffffffffffff");
    }
    void derRefusesOtherForms()
    {
        QFETCH(QByteArray, hex);
        const QByteArray bytes = QByteArray::fromHex(hex);
        DerReader reader(bytes);
        QCOMPARE(reader.readUnsigned(), quint64(0));
        QVERIFY(reader.failed() && !reader.atEnd());
        QVERIFY2(reader.read(tag::kInteger).isEmpty(), "it stays failed");
    }
    void wrapsAndUnwraps_data()
    {
        QTest::addColumn<int>("bits");
        QTest::newRow("2048") << 2048;
        QTest::newRow("3072") << 3072;
        QTest::newRow("4096") << 4096;
    }
    void wrapsAndUnwraps()
    {
        QFETCH(int, bits);
        const OpeningKey &key = openingKey(bits);
        QCOMPARE(key.publicKey().bits(), bits);
        QCOMPARE(key.publicKey().fingerprint(), sha256(key.publicKey().spki()));
        const SecretBytes secret = SecretBytes::copyOf(sampleBytes(32));
        const auto wrapped = key.publicKey().wrap(secret);
        QVERIFY(wrapped);
        QCOMPARE(wrapped->size(), qsizetype(bits / 8));
        QVERIFY(key.unwrap(*wrapped)->equals(secret));
        QVERIFY2(*wrapped != *key.publicKey().wrap(secret), "no two wraps are the same");
        QByteArray changed = *wrapped;
        changed[3] = static_cast<char>(~changed[3]);
        QVERIFY(!key.unwrap(changed) && !key.unwrap(wrapped->chopped(1)) && !key.unwrap(*wrapped + 'x'));
    }
    void keysGoThroughTheirDer()
    {
        const OpeningKey &key = openingKey();
        const auto der = key.toPkcs8();
        const auto again = OpeningKey::fromPkcs8(der->view());
        QVERIFY(again);
        QCOMPARE(again->publicKey().spki(), key.publicKey().spki());
        QCOMPARE(SealingKey::fromSpki(key.publicKey().spki())->fingerprint(), key.publicKey().fingerprint());
        QVERIFY(again->toPkcs8()->equals(*der));
    }
    void readsOldKeysAndRefusesWeakAndHugeOnes()
    {
        QVERIFY(OpeningKey::fromPkcs8(opensslPrivateKey(1024)));
        QCOMPARE(reasonOf(OpeningKey::fromPkcs8(opensslPrivateKey(512)), "key"), QStringLiteral("bits"));
        for (const int bits : {8200, 16384}) {
            const QByteArray modulus = QByteArray(bits / 8, '\xff');
            const QByteArray number = derElement(tag::kSequence, derMagnitude(modulus) + derUnsigned(65537));
            const QByteArray spki =
                derElement(tag::kSequence, QByteArray::fromHex("300d06092a864886f70d0101010500") +
                                               derElement(tag::kBitString, '\0' + number));
            QCOMPARE(reasonOf(SealingKey::fromSpki(spki), "key"), QStringLiteral("bits"));
        }
    }
    void refusesOddPublicKeys_data()
    {
        QTest::addColumn<QByteArray>("modulus");
        QTest::addColumn<QByteArray>("exponent");
        const QByteArray good(256, '\xff');
        QTest::newRow("even modulus") << QByteArray(255, '\xff') + '\xfe' << QByteArray::fromHex("010001");
        QTest::newRow("exponent 1") << good << QByteArray::fromHex("01");
        QTest::newRow("exponent 2") << good << QByteArray::fromHex("02");
        QTest::newRow("exponent 0") << good << QByteArray::fromHex("00");
        QTest::newRow("exponent of 33 bits") << good << QByteArray::fromHex("0100000001");
        QTest::newRow("exponent as long as the modulus") << good << good;
        QTest::newRow("no modulus") << QByteArray(1, '\0') << QByteArray::fromHex("010001");
    }
    void refusesOddPublicKeys()
    {
        QFETCH(QByteArray, modulus);
        QFETCH(QByteArray, exponent);
        const QByteArray number = derElement(tag::kSequence, derMagnitude(modulus) + derMagnitude(exponent));
        const QByteArray spki =
            derElement(tag::kSequence, QByteArray::fromHex("300d06092a864886f70d0101010500") +
                                           derElement(tag::kBitString, '\0' + number));
        QCOMPARE(reasonOf(SealingKey::fromSpki(spki), "key"), QStringLiteral("format"));
    }
    void refusesPartsThatDoNotBelongTogether()
    {
        const QByteArray der = openingKey().toPkcs8()->view().toByteArray();
        std::mt19937 random(7); // NOLINT(cert-msc51-cpp): the same bytes in each run
        for (int i = 0; i < 500; ++i) {
            QByteArray changed = der;
            const qsizetype at = qsizetype(random()) % der.size();
            changed[at] = static_cast<char>(changed[at] ^ (1 << (random() % 8)));
            QVERIFY2(!OpeningKey::fromPkcs8(changed), qPrintable(QString::number(at)));
        }
        for (qsizetype size = 0; size < der.size(); size += 11) {
            QVERIFY(!OpeningKey::fromPkcs8(der.first(size)));
        }
        QVERIFY(!OpeningKey::fromPkcs8(der + '\0'));
    }
    void secretsAreMovedAndCompared()
    {
        SecretBytes first = SecretBytes::copyOf("made-up secret");
        SecretBytes second = std::move(first);
        QVERIFY(first.isEmpty() && second.size() == 14); // NOLINT(bugprone-use-after-move)
        QVERIFY(second.equals(SecretBytes::copyOf("made-up secret")));
        QVERIFY(!second.equals(SecretBytes::copyOf("made-up Secret")) && !second.equals(SecretBytes()));
        QVERIFY(SecretBytes().isEmpty() && SecretBytes(0).isEmpty() && SecretBytes().equals(SecretBytes(0)));
        QCOMPARE(SecretBytes(3).view(), QByteArrayView("\0\0\0", 3));
    }
};

EARSHOT_TEST(tst_sealingkeys, TestSealingKeys)
#include "tst_sealingkeys.moc"
