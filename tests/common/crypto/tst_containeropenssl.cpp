// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/containerreader.h"
#include "common/crypto/containerwriter.h"
#include "tests/common/crypto/testkeys.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace common;
using namespace tests;

/// What we seal opens without us: with the openssl command and the key's PEM.
class TestContainerOpenSsl : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;

    QString write(const QString &name, QByteArrayView bytes)
    {
        QFile file(m_folder.filePath(name));
        const bool written =
            file.open(QIODevice::WriteOnly) && file.write(bytes.data(), bytes.size()) == bytes.size();
        return written ? file.fileName() : QString();
    }
    QString writeKey(const OpeningKey &key)
    {
        const QByteArray base64 = key.toPkcs8()->view().toByteArray().toBase64();
        QByteArray pem = "-----BEGIN PRIVATE KEY-----\n";
        for (qsizetype at = 0; at < base64.size(); at += 64) {
            pem += base64.mid(at, 64) + '\n';
        }
        return write(QStringLiteral("key.pem"), pem + "-----END PRIVATE KEY-----\n");
    }
    static int openssl(const QStringList &arguments, QByteArray *errors = nullptr)
    {
        QProcess process;
        process.start(QStringLiteral("openssl"), arguments);
        if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit) {
            return -1;
        }
        if (errors != nullptr) {
            *errors = process.readAllStandardError();
        }
        return process.exitCode();
    }
    QByteArray openedByOpenSsl(const QByteArray &container, const OpeningKey &key)
    {
        const QString out = m_folder.filePath(QStringLiteral("out"));
        QFile::remove(out);
        QByteArray errors;
        const int code = openssl({QStringLiteral("cms"), QStringLiteral("-decrypt"),
                                  QStringLiteral("-binary"), QStringLiteral("-inform"), QStringLiteral("DER"),
                                  QStringLiteral("-in"), write(QStringLiteral("in.cms"), container),
                                  QStringLiteral("-inkey"), writeKey(key), QStringLiteral("-out"), out},
                                 &errors);
        QFile file(out);
        if (code != 0) {
            qInfo("openssl: %d %s", code, errors.constData());
        }
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
private Q_SLOTS:
    void opensOurs_data()
    {
        QTest::addColumn<int>("bits");
        QTest::addColumn<int>("size");
        QTest::newRow("2048") << 2048 << 1'000'000;
        QTest::newRow("3072") << 3072 << 65536;
        QTest::newRow("4096") << 4096 << 200'001;
        QTest::newRow("one byte") << 2048 << 1;
    }
    void opensOurs()
    {
        QFETCH(int, bits);
        QFETCH(int, size);
        const QByteArray plain = sampleBytes(size);
        const OpeningKey &key = openingKey(bits);
        QCOMPARE(openedByOpenSsl(*sealContainer(plain, {key.publicKey()}), key), plain);
    }
    void opensOursForEachOfSeveralRecipients()
    {
        const QByteArray plain = sampleBytes(70'000);
        const QList<OpeningKey> keys{openingKey(2048), openingKey(3072), openingKey(4096)};
        const auto container =
            sealContainer(plain, {keys[0].publicKey(), keys[1].publicKey(), keys[2].publicKey()});
        for (const OpeningKey &key : keys) {
            QCOMPARE(openedByOpenSsl(*container, key), plain);
        }
    }
    void opensWhatWasRewrapped()
    {
        const QByteArray plain = sampleBytes(70'000);
        const QByteArray container = *sealContainer(plain, {openingKey(2048).publicKey()});
        ContainerHeader header = **parseContainerHeader(container);
        const qsizetype size = header.size;
        header.recipients = {*rewrap(header, openingKey(2048), openingKey(3072).publicKey())};
        const QByteArray moved = *encodeContainerHeader(header) + container.mid(size);
        QCOMPARE(openedByOpenSsl(moved, openingKey(3072)), plain);
    }
    void doesNotOpenWhatChangedOrIsNotForTheKey()
    {
        const QByteArray container = *sealContainer(sampleBytes(70'000), {openingKey(2048).publicKey()});
        QByteArray changed = container;
        changed[50'000] = static_cast<char>(~changed[50'000]);
        QCOMPARE(openedByOpenSsl(changed, openingKey(2048)), QByteArray());
        QCOMPARE(openedByOpenSsl(container, openingKey(3072)), QByteArray());
    }
    /// Its own files are in another form of the same standard: refused, not misread.
    void refusesWhatOpenSslWrites()
    {
        const QString key = writeKey(openingKey(2048));
        const QString certificate = m_folder.filePath(QStringLiteral("certificate.pem"));
        QCOMPARE(openssl({QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-key"), key,
                          QStringLiteral("-subj"), QStringLiteral("/CN=made-up"), QStringLiteral("-out"),
                          certificate}),
                 0);
        const QString out = m_folder.filePath(QStringLiteral("foreign.cms"));
        for (const QString &cipher : {QStringLiteral("-aes-256-gcm"), QStringLiteral("-aes-256-cbc")}) {
            QCOMPARE(
                openssl({QStringLiteral("cms"), QStringLiteral("-encrypt"), QStringLiteral("-binary"), cipher,
                         QStringLiteral("-stream"), QStringLiteral("-outform"), QStringLiteral("DER"),
                         QStringLiteral("-in"), write(QStringLiteral("plain"), sampleBytes(5000)),
                         QStringLiteral("-out"), out, certificate}),
                0);
            QFile file(out);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString reason =
                reasonOf(openContainer(file.readAll(), fileKeyBy(openingKey(2048)), 10'000));
            QVERIFY2(reason == QLatin1String("format") || reason == QLatin1String("algorithm"),
                     qPrintable(reason));
        }
    }
};

EARSHOT_TEST(tst_containeropenssl, TestContainerOpenSsl)
#include "tst_containeropenssl.moc"
