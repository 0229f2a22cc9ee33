// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/pemkeys.h"
#include "tests/common/crypto/testkeys.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace common;
using namespace tests;

/// Key files between us and the openssl command, in both directions.
class TestPemOpenSsl : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    QString m_key;

    QString pathOf(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    QString write(const char *name, QByteArrayView bytes) const
    {
        QFile file(pathOf(name));
        const bool good =
            file.open(QIODevice::WriteOnly) && file.write(bytes.data(), bytes.size()) == bytes.size();
        return good ? file.fileName() : QString();
    }
    QByteArray read(const char *name) const
    {
        QFile file(pathOf(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static bool openssl(const QString &line)
    {
        QProcess process;
        process.start(QStringLiteral("openssl"), line.split(u' '));
        const bool good = process.waitForFinished(60'000) && process.exitCode() == 0;
        if (!good) {
            qInfo("openssl %s: %s", qPrintable(line), process.readAllStandardError().constData());
        }
        return good;
    }
private Q_SLOTS:
    void initTestCase()
    {
        m_key = write("key.pem", writePrivatePem(openingKey(), {})->view());
        QVERIFY(!m_key.isEmpty());
    }
    void readsItsKeys_data()
    {
        QTest::addColumn<QString>("command");
        const auto row = [](const char *name, const char *command) {
            QTest::newRow(name) << QString(QLatin1String(command));
        };
        row("PBKDF2, SHA-256, AES-256", "pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 5000");
        row("PBKDF2, SHA-1, AES-128", "pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA1");
        row("PBKDF2, SHA-512, AES-192", "pkcs8 -topk8 -v2 aes-192-cbc -v2prf hmacWithSHA512");
        row("PBKDF2, 3DES", "pkcs8 -topk8 -v2 des3");
        row("scrypt", "pkcs8 -topk8 -scrypt");
        row("old, AES-256", "rsa -traditional -aes256");
        row("old, AES-128", "rsa -traditional -aes128");
        row("old, 3DES", "rsa -traditional -des3");
        row("old, open", "rsa -traditional");
        row("PKCS#8, open", "pkcs8 -topk8 -nocrypt");
    }
    void readsItsKeys()
    {
        QFETCH(QString, command);
        QVERIFY(openssl(
            command + QStringLiteral(" -in %1 -out %2 -passout pass:made-up").arg(m_key, pathOf("its.pem"))));
        const auto key = readPrivatePem(read("its.pem"), QStringLiteral("made-up"));
        QVERIFY2(key, key ? "" : qPrintable(key.error().message));
        QCOMPARE(key->publicKey().fingerprint(), openingKey().publicKey().fingerprint());
        if (read("its.pem").contains("ENCRYPTED")) {
            QCOMPARE(reasonOf(readPrivatePem(read("its.pem"), QStringLiteral("made-uq")), "key"),
                     QStringLiteral("password"));
        }
    }
    void readsItsPublicKeys()
    {
        for (const char *form : {"-pubout", "-RSAPublicKey_out"}) {
            QVERIFY(openssl(QStringLiteral("rsa -in %1 %2 -out %3")
                                .arg(m_key, QLatin1String(form), pathOf("public.pem"))));
            QCOMPARE(readPublicPem(read("public.pem"))->spki(), openingKey().publicKey().spki());
        }
    }
    void itReadsOurs()
    {
        const auto pem = writePrivatePem(openingKey(3072), QStringLiteral("made-up"));
        QVERIFY(openssl(QStringLiteral("rsa -in %1 -passin pass:made-up -pubout -out %2")
                            .arg(write("ours.pem", pem->view()), pathOf("public.pem"))));
        QCOMPARE(readPublicPem(read("public.pem"))->spki(), openingKey(3072).publicKey().spki());
    }
    void refusesOtherKinds()
    {
        QVERIFY(openssl(QStringLiteral("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ") +
                        pathOf("ec.pem")));
        QVERIFY(!readPrivatePem(read("ec.pem"), {}));
        QVERIFY(openssl(QStringLiteral("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out ") +
                        pathOf("pss.pem")));
        QVERIFY(!readPrivatePem(read("pss.pem"), {}));
        QVERIFY(openssl(QStringLiteral("genrsa -primes 3 -out %1 2048").arg(pathOf("three.pem"))));
        QVERIFY2(!readPrivatePem(read("three.pem"), {}), "three primes");
    }
    void refusesAPrivateKeyOfAnotherPublicOne()
    {
        const auto first = readPrivatePem(read("key.pem"), {});
        const auto second = readPublicPem(writePublicPem(openingKey(3072).publicKey()));
        QVERIFY(first && second && first->publicKey().fingerprint() != second->fingerprint());
    }
};

EARSHOT_TEST(tst_pemopenssl, TestPemOpenSsl)
#include "tst_pemopenssl.moc"
