// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/serverbook.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace console;

class TestServerBook : public QObject
{
    Q_OBJECT
private:
    static ServerEntry entry(const QString &label, const QString &host)
    {
        ServerEntry made;
        made.label = label;
        made.host = host;
        return made;
    }
private Q_SLOTS:
    void isForNobodyElsesEyes()
    {
        const QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("console.ini"));
        const auto others = [&file] {
            return QFile::permissions(file) & (QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                               QFile::ReadOther | QFile::WriteOther | QFile::ExeOther);
        };
        ServerBook book(file);
        auto added = book.add(entry(QStringLiteral("Test"), QStringLiteral("192.0.2.1")));
        QVERIFY(added);
        QVERIFY(QFile::exists(file));
        QCOMPARE(others(), QFile::Permissions());
        // One of before, which others may read.
        QVERIFY(QFile::setPermissions(file, QFile::permissions(file) | QFile::ReadGroup | QFile::ReadOther));
        added->device = QByteArray(16, '\x5a');
        QVERIFY(book.update(*added));
        QCOMPARE(others(), QFile::Permissions());
        QCOMPARE(ServerBook(file).servers().first().device, added->device);
    }
    void keepsEverythingOfAServer()
    {
        const QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("a/console.ini"));
        ServerEntry full = entry(QStringLiteral("Zürich, live"), QStringLiteral("rec.example.net"));
        full.port = 7001;
        full.colour = QStringLiteral("#aa0011");
        full.production = true;
        full.confirmWrites = true;
        full.pin = QByteArray(32, '\x9c');
        full.login = QStringLiteral("root");
        full.tenant = QStringLiteral("Demo; \"x\"");
        full.staySignedIn = true;
        full.lastUsed = common::wallFromUnixMs(1'700'000'000'123);
        {
            ServerBook book(file);
            QVERIFY(book.servers().isEmpty());
            const QSignalSpy changed(&book, &ServerBook::changed);
            const auto added = book.add(full);
            QVERIFY(added);
            full.key = added->key;
            QVERIFY(!full.key.isEmpty());
            QVERIFY(book.add(entry(QStringLiteral("Test"), QStringLiteral("::1"))));
            QCOMPARE(changed.size(), 2);
        }
        ServerBook again(file);
        QCOMPARE(again.servers().size(), 2);
        QCOMPARE(again.servers().first(), full);
        QCOMPARE(again.servers().last().address(), QStringLiteral("[::1]:6089"));
        QCOMPARE(again.findAddress(QStringLiteral("REC.example.net"), 7001)->key, full.key);
        QVERIFY(!again.findAddress(QStringLiteral("rec.example.net"), 7002));
        QCOMPARE(QSettings(file, QSettings::IniFormat).value(QStringLiteral("servers/version")).toInt(), 1);
        QVERIFY(again.remove(full.key));
        QCOMPARE(ServerBook(file).servers().size(), 1);
        QVERIFY(!again.find(full.key));
        QCOMPARE(again.remove(full.key).error().code, common::ErrorCode::NotFound);
    }
    void namesTheFieldThatIsWrong_data()
    {
        QTest::addColumn<QString>("label");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("reason");
        QTest::newRow("no label") << " "
                                  << "h" << 1 << "label"
                                  << "required";
        QTest::newRow("label taken") << "live"
                                     << "h" << 1 << "label"
                                     << "taken";
        QTest::newRow("no host") << "New"
                                 << "" << 1 << "host"
                                 << "required";
        QTest::newRow("a URL") << "New"
                               << "https://h/x" << 1 << "host"
                               << "malformed";
        QTest::newRow("an option") << "New"
                                   << "-oProxy" << 1 << "host"
                                   << "malformed";
        QTest::newRow("no port") << "New"
                                 << "h" << 0 << "port"
                                 << "required";
    }
    void namesTheFieldThatIsWrong()
    {
        QFETCH(QString, label);
        QFETCH(QString, host);
        QFETCH(int, port);
        QFETCH(QString, field);
        QFETCH(QString, reason);
        const QTemporaryDir dir;
        ServerBook book(dir.filePath(QStringLiteral("console.ini")));
        QVERIFY(book.add(entry(QStringLiteral("Live"), QStringLiteral("a"))));
        ServerEntry wrong = entry(label, host);
        wrong.port = static_cast<quint16>(port);
        const auto added = book.add(wrong);
        QVERIFY(!added);
        QCOMPARE(added.error().code, common::ErrorCode::Invalid);
        QCOMPARE(added.error().fields.value(field), reason);
        QCOMPARE(book.servers().size(), 1);
    }
    void aPinThatCannotBeKeptIsAnErrorAndIsNotTrusted()
    {
        const QTemporaryDir dir;
        const QString folder = dir.filePath(QStringLiteral("state"));
        ServerBook book(folder + QStringLiteral("/console.ini"));
        const auto added = book.add(entry(QStringLiteral("Live"), QStringLiteral("a")));
        QVERIFY(added);
        // The folder becomes a file: nobody can write below it, root neither.
        QVERIFY(QFile::remove(folder + QStringLiteral("/console.ini")));
        QFile::remove(folder + QStringLiteral("/console.ini.lock"));
        QVERIFY(QDir().rmdir(folder));
        QFile blocker(folder);
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        const common::Status kept = book.setPin(added->key, QByteArray(32, 'a'));
        QVERIFY(!kept);
        QCOMPARE(kept.error().code, common::ErrorCode::Unavailable);
        QCOMPARE(kept.error().fields.value(QStringLiteral("file")), QStringLiteral("not-written"));
        QVERIFY(book.find(added->key)->pin.isEmpty());
    }
    void addressesAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("name") << "rec"
                              << "rec" << 6089;
        QTest::newRow("name and port") << "rec.example:7000"
                                       << "rec.example" << 7000;
        QTest::newRow("v4") << "127.0.0.1:1"
                            << "127.0.0.1" << 1;
        QTest::newRow("v6") << "[::1]:65535"
                            << "::1" << 65535;
        QTest::newRow("v6 without port") << "[fe80::1%eth0]"
                                         << "fe80::1%eth0" << 6089;
        QTest::newRow("port too large") << "rec:65536"
                                        << "" << 0;
        QTest::newRow("no host") << ":5"
                                 << "" << 0;
        QTest::newRow("two ports") << "rec:5:6"
                                   << "" << 0;
        QTest::newRow("slash") << "rec/x"
                               << "" << 0;
        QTest::newRow("empty") << ""
                               << "" << 0;
    }
    void addressesAreRead()
    {
        QFETCH(QString, text);
        QFETCH(QString, host);
        QFETCH(int, port);
        const auto read = serverFromAddress(text);
        QCOMPARE(static_cast<bool>(read), !host.isEmpty());
        if (read) {
            QCOMPARE(read->host, host);
            QCOMPARE(static_cast<int>(read->port), port);
        }
    }
};

EARSHOT_TEST(tst_serverbook, TestServerBook)
#include "tst_serverbook.moc"
