// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/der.h"
#include "common/crypto/pembox.h"
#include "common/crypto/pemkeys.h"
#include "tests/common/crypto/testkeys.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QTest>

#include <random>

using namespace common;
using namespace tests;

namespace
{

const QString kPassword = QStringLiteral("made-up p\u00e4ssword");

QByteArray textOf(const Result<SecretBytes> &pem)
{
    return pem ? pem->view().toByteArray() : QByteArray();
}
QByteArray bodyOf(const QByteArray &pem)
{
    return pem.mid(pem.indexOf('\n') + 1, pem.indexOf("-----END") - pem.indexOf('\n') - 1);
}
QByteArray armoured(const char *label, const QByteArray &der)
{
    return QByteArray("-----BEGIN ") + label + "-----\n" + der.toBase64() + "\n-----END " + label + "-----\n";
}
/// An EncryptedPrivateKeyInfo with these costs and nothing that could be opened.
QByteArray boxWith(const QByteArray &derivationOid, const QByteArray &costs)
{
    const QByteArray derivation =
        derElement(tag::kSequence, QByteArray::fromHex(derivationOid) + derElement(tag::kSequence, costs));
    const QByteArray cipher =
        derElement(tag::kSequence, QByteArray::fromHex("060960864801650304012a") +
                                       derElement(tag::kOctetString, QByteArray(16, 'i')));
    const QByteArray algorithm =
        derElement(tag::kSequence, QByteArray::fromHex("06092a864886f70d01050d") +
                                       derElement(tag::kSequence, derivation + cipher));
    return derElement(tag::kSequence, algorithm + derElement(tag::kOctetString, QByteArray(1232, 'x')));
}
QByteArray scryptBox(quint64 n, quint64 r, quint64 p)
{
    return boxWith("06092b06010401da47040b", derElement(tag::kOctetString, "made-up salt") + derUnsigned(n) +
                                                 derUnsigned(r) + derUnsigned(p));
}
QByteArray pbkdf2Box(quint64 rounds)
{
    return boxWith("06092a864886f70d01050c",
                   derElement(tag::kOctetString, "made-up salt") + derUnsigned(rounds));
}

} // namespace

class TestPemKeys : public QObject
{
    Q_OBJECT
private:
    QByteArray m_open;
    QByteArray m_closed;

    static QString refusal(const QByteArray &pem, const QString &password = kPassword)
    {
        return reasonOf(readPrivatePem(pem, password), "key");
    }
private Q_SLOTS:
    void initTestCase()
    {
        m_open = textOf(writePrivatePem(openingKey(), {}));
        m_closed = textOf(writePrivatePem(openingKey(), kPassword));
    }
    void readsWhatItWrites()
    {
        QVERIFY(m_open.startsWith("-----BEGIN PRIVATE KEY-----\n"));
        QVERIFY(m_closed.startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
        for (const auto &[pem, password] : {std::pair(m_open, QString()), std::pair(m_closed, kPassword)}) {
            const auto key = readPrivatePem(pem, password);
            QVERIFY(key);
            QCOMPARE(key->publicKey().spki(), openingKey().publicKey().spki());
        }
        const QByteArray pem = writePublicPem(openingKey().publicKey());
        QCOMPARE(readPublicPem(pem)->fingerprint(), openingKey().publicKey().fingerprint());
    }
    /// The guide shows text fields with the base64 alone in them.
    void readsBase64Alone()
    {
        const QByteArray publicPem = writePublicPem(openingKey().publicKey());
        QVERIFY(readPublicPem(bodyOf(publicPem)));
        QVERIFY(readPrivatePem(bodyOf(m_open), {}));
        QVERIFY(readPrivatePem(bodyOf(m_closed), kPassword));
    }
    void readsWhatPeoplePasteWithIt()
    {
        QVERIFY(
            readPrivatePem("\xef\xbb\xbfKey of 2026\r\n" + m_open.replace("\n", "\r\n") + "\r\n\r\n", {}));
        QVERIFY(readPrivatePem(QByteArray(m_closed).replace("\n", "\n   "), kPassword));
    }
    void saysWhatIsWrongWithThePassword()
    {
        QCOMPARE(refusal(m_closed, {}), QStringLiteral("password-needed"));
        QCOMPARE(refusal(m_closed, QStringLiteral("another")), QStringLiteral("password"));
        // NFC: the same letters typed on another keyboard
        QVERIFY(readPrivatePem(m_closed, QStringLiteral("made-up pa\u0308ssword")));
    }
    void refusesOtherThings_data()
    {
        QTest::addColumn<QByteArray>("pem");
        QTest::addColumn<QString>("reason");
        const QString format = QStringLiteral("format");
        const QByteArray open = textOf(writePrivatePem(openingKey(), {}));
        const QByteArray der = openingKey().toPkcs8()->view().toByteArray();
        QTest::newRow("nothing") << QByteArray() << format;
        QTest::newRow("spaces") << QByteArray(" \n ") << format;
        QTest::newRow("words") << QByteArray("not a key at all") << format;
        QTest::newRow("zeros") << QByteArray(1000, '\0') << format;
        QTest::newRow("too long") << open + QByteArray(kMostPem, ' ') << format;
        QTest::newRow("public key") << writePublicPem(openingKey().publicKey()) << format;
        QTest::newRow("two keys") << open + open << QStringLiteral("several");
        QTest::newRow("no end") << open.first(open.size() - 30) << format;
        QTest::newRow("other end") << QByteArray(open).replace("END PRIVATE", "END PUBLIC") << format;
        QTest::newRow("end in the label")
            << QByteArray("-----BEGIN PRIVATE KEY-----END PRIVATE KEY-----") << format;
        QTest::newRow("unknown label") << armoured("EC PRIVATE KEY", der) << format;
        QTest::newRow("sign in the base64") << QByteArray(open).replace(100, 1, "!") << format;
        QTest::newRow("byte behind the end") << armoured("PRIVATE KEY", der + '\0') << format;
        QTest::newRow("cut") << armoured("PRIVATE KEY", der.chopped(1)) << format;
        QTest::newRow("512 bits") << armoured("PRIVATE KEY", opensslPrivateKey(512))
                                  << QStringLiteral("bits");
        QTest::newRow("encrypted, empty") << armoured("ENCRYPTED PRIVATE KEY", "0") << format;
        QTest::newRow("encrypted in another way")
            << armoured("ENCRYPTED PRIVATE KEY",
                        derElement(tag::kSequence,
                                   derElement(tag::kSequence, QByteArray::fromHex("06092a864886f70d010503")) +
                                       derElement(tag::kOctetString, "x")))
            << QStringLiteral("algorithm");
    }
    void refusesOtherThings()
    {
        QFETCH(QByteArray, pem);
        QFETCH(QString, reason);
        QCOMPARE(refusal(pem), reason);
    }
    /// Costs that would take the memory or the day of who imports the file.
    void refusesBombs_data()
    {
        QTest::addColumn<QByteArray>("der");
        const quint64 huge = ~quint64(0) >> 1;
        QTest::newRow("PBKDF2, a round too many") << pbkdf2Box(kMostPbkdf2Rounds + 1);
        QTest::newRow("PBKDF2, 2^31") << pbkdf2Box(quint64(1) << 31);
        QTest::newRow("PBKDF2, 2^63") << pbkdf2Box(huge);
        QTest::newRow("scrypt, 512 MiB") << scryptBox(1 << 19, 8, 1);
        QTest::newRow("scrypt, a PiB") << scryptBox(quint64(1) << 40, 8, 1);
        QTest::newRow("scrypt, r") << scryptBox(2, huge, 1);
        QTest::newRow("scrypt, p takes memory") << scryptBox(2, 8, 1 << 20);
        QTest::newRow("scrypt, p takes time") << scryptBox(1 << 17, 8, 64);
        QTest::newRow("scrypt, p") << scryptBox(2, 1, huge);
        QTest::newRow("scrypt, all") << scryptBox(quint64(1) << 62, huge, huge);
    }
    void refusesBombs()
    {
        QFETCH(QByteArray, der);
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(refusal(armoured("ENCRYPTED PRIVATE KEY", der)), QStringLiteral("excessive"));
        QVERIFY2(clock.elapsed() < 100, "it is refused before it costs anything");
    }
    void refusesOddCosts()
    {
        for (const QByteArray &der : {scryptBox(3, 8, 1), scryptBox(0, 8, 1), scryptBox(1, 8, 1),
                                      scryptBox(1024, 0, 1), scryptBox(1024, 8, 0), pbkdf2Box(0)}) {
            QCOMPARE(refusal(armoured("ENCRYPTED PRIVATE KEY", der)), QStringLiteral("format"));
        }
    }
    void refusesChangedBits()
    {
        const auto info = openingKey().toPkcs8();
        const QByteArray box =
            *makePasswordBox(*info, "made-up", 1000); // few rounds: this is not about costs
        std::mt19937 random(11);                      // NOLINT(cert-msc51-cpp): the same bits in each run
        int tries = 0;
        for (int i = 0; i < 300; ++i) {
            QByteArray changed = box;
            // The costs come first: most of the changes go there.
            const qsizetype at = qsizetype(random()) % (i % 3 == 0 ? box.size() : 100);
            changed[at] = static_cast<char>(changed[at] ^ (1 << (random() % 8)));
            if (readPrivatePem(armoured("ENCRYPTED PRIVATE KEY", changed), QStringLiteral("made-up"))) {
                ++tries;
            }
        }
        QCOMPARE(tries, 0);
    }
};

EARSHOT_TEST(tst_pemkeys, TestPemKeys)
#include "tst_pemkeys.moc"
