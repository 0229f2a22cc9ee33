// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/certificate.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace common;

class TestCertificate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_certificate = m_dir->filePath(QStringLiteral("admin.crt"));
        m_key = m_dir->filePath(QStringLiteral("admin.key"));
    }

    void saysWhatItIs()
    {
        const auto made = make({QStringLiteral("rec.example.com"), QStringLiteral("192.0.2.7")});
        QVERIFY(made);
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"),
                      {QStringLiteral("x509"), QStringLiteral("-in"), m_certificate, QStringLiteral("-noout"),
                       QStringLiteral("-text"), QStringLiteral("-fingerprint"), QStringLiteral("-sha256")});
        QVERIFY(openssl.waitForFinished());
        const QString text = QString::fromUtf8(openssl.readAllStandardOutput());
        for (const char *part :
             {"DNS:localhost", "DNS:rec.example.com", "IP Address:127.0.0.1", "IP Address:0:0:0:0:0:0:0:1",
              "IP Address:192.0.2.7", "NIST CURVE: P-256", "CA:FALSE", "TLS Web Server Authentication",
              "CN = recorder one", "ecdsa-with-SHA256"}) {
            QVERIFY2(text.contains(QLatin1String(part)), part);
        }
        QVERIFY(text.contains(fingerprintText(made->fingerprint)));
        QCOMPARE(made->fingerprint.size(), qsizetype{32});
    }

    void isMadeOncePrivateAndWhole()
    {
        const mode_t before = ::umask(0);
        const auto made = make({});
        ::umask(before);
        QVERIFY(made);
        for (const QString &file : {m_certificate, m_key}) {
            struct stat status {
            };
            QCOMPARE(::stat(QFile::encodeName(file).constData(), &status), 0);
            QCOMPARE(status.st_mode & 07777, mode_t{0600});
        }
        QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files).size(), 2);
        const auto again = make({QStringLiteral("other.example.com")});
        QVERIFY(again);
        QCOMPARE(again->fingerprint, made->fingerprint); // pinned by consoles: stays
        QCOMPARE(again->keyPem, made->keyPem);
    }

    void twoAreDifferent()
    {
        const auto first = ServerCertificate::generate(QStringLiteral("a"), {});
        const auto second = ServerCertificate::generate(QStringLiteral("a"), {});
        QVERIFY(first && second);
        QVERIFY(first->fingerprint != second->fingerprint);
        QVERIFY(first->keyPem != second->keyPem);
    }

    void damageIsSaidNotRepaired_data()
    {
        QTest::addColumn<QByteArray>("certificate");
        QTest::addColumn<QByteArray>("key");
        const auto other = ServerCertificate::generate(QStringLiteral("other"), {}).value();
        QTest::newRow("certificate empty") << QByteArray("") << QByteArray();
        QTest::newRow("certificate damaged")
            << QByteArray("-----BEGIN CERTIFICATE-----\nMIIB\n") << QByteArray();
        QTest::newRow("key empty") << QByteArray() << QByteArray("");
        QTest::newRow("key damaged") << QByteArray() << QByteArray("-----BEGIN PRIVATE KEY-----\nAAAA\n");
        QTest::newRow("key of another") << QByteArray() << other.keyPem;
        QTest::newRow("certificate of another") << other.certificatePem << QByteArray();
    }
    void damageIsSaidNotRepaired()
    {
        QFETCH(QByteArray, certificate);
        QFETCH(QByteArray, key);
        QVERIFY(make({}));
        QVERIFY(certificate.isNull() || overwrite(m_certificate, certificate));
        QVERIFY(key.isNull() || overwrite(m_key, key));
        const auto loaded = make({});
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, ErrorCode::Invalid);
        QVERIFY(loaded.error().message.contains(m_certificate) || loaded.error().message.contains(m_key));
    }

    void halfAPair()
    {
        QVERIFY(make({}));
        QVERIFY(QFile::remove(m_key));
        const auto withoutKey = make({});
        QVERIFY(!withoutKey);
        QCOMPARE(withoutKey.error().code, ErrorCode::Invalid);
        // A key alone is what a power cut between the two leaves; nobody can have pinned it.
        QVERIFY(QFile::remove(m_certificate));
        const auto first = make({});
        QVERIFY(first && QFile::remove(m_certificate));
        const auto second = make({});
        QVERIFY(second);
        QVERIFY(second->fingerprint != first->fingerprint);
        QVERIFY(ServerCertificate::load(m_certificate, m_key));
    }

    void keyThatOthersMayRead()
    {
        QVERIFY(make({}));
        QCOMPARE(::chmod(QFile::encodeName(m_key).constData(), 0640), 0);
        const auto loaded = make({});
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, ErrorCode::Denied);
    }

    void namesThatAreNone_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name :
             {"", "a b", "-x", "a..b", "rec.example.com,DNS:evil", "*", "a\nb", "1.2.3.4.5:6"}) {
            QTest::addRow("%s", name) << QString::fromLatin1(name);
        }
        QTest::newRow("too long") << QString(254, QLatin1Char('a'));
        QTest::newRow("not ASCII") << QStringLiteral("r\u00e9c");
    }
    void namesThatAreNone()
    {
        QFETCH(QString, name);
        const auto made = ServerCertificate::generate(QStringLiteral("a"), {name});
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::Invalid);
    }

    void folderThatCannotBeWritten()
    {
        const auto made = ServerCertificate::loadOrCreate(m_dir->filePath(QStringLiteral("no/a.crt")),
                                                          m_dir->filePath(QStringLiteral("no/a.key")),
                                                          QStringLiteral("a"), {});
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::Unavailable);
    }

private:
    Result<ServerCertificate> make(const QStringList &names)
    {
        return ServerCertificate::loadOrCreate(m_certificate, m_key, QStringLiteral("recorder one"), names);
    }
    static bool overwrite(const QString &path, const QByteArray &content)
    {
        QFile file(path);
        return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) == content.size();
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_certificate;
    QString m_key;
};

EARSHOT_TEST(tst_certificate, TestCertificate)
#include "tst_certificate.moc"
