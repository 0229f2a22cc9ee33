// SPDX-License-Identifier: GPL-3.0-or-later
// What the recorder does without the key that its journals were sealed with.
#include "recorder/app/hostkeyfile.h"
#include "recorder/app/spoolsweep.h"

#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace recorder;
using common::ErrorCode;

namespace
{

void make(const QString &path)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x") == 1);
}

} // namespace

class TestLostKey : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aNewFolderGetsAKey()
    {
        const QTemporaryDir dir;
        QVERIFY(QDir(dir.path()).mkdir(QStringLiteral("spool")));
        QVERIFY(openHostKey(dir.path()));
        QVERIFY(QFile::exists(dir.filePath(QStringLiteral("host.key"))));
        make(dir.filePath(QStringLiteral("spool/a.spool")));
        QVERIFY(openHostKey(dir.path())); // it is there
    }
    void aLostOneIsNotReplacedSilently_data()
    {
        QTest::addColumn<QString>("sealed");
        QTest::newRow("journal") << QStringLiteral("spool/a.spool");
        QTest::newRow("journal that was set aside") << QStringLiteral("spool/a.spool.unreadable-1");
        QTest::newRow("key of the audit trail") << QStringLiteral("audit-signing.key");
    }
    void aLostOneIsNotReplacedSilently()
    {
        QFETCH(QString, sealed);
        const QTemporaryDir dir;
        QVERIFY(QDir(dir.path()).mkdir(QStringLiteral("spool")));
        make(dir.filePath(sealed));
        const auto key = openHostKey(dir.path());
        QVERIFY(!key);
        QCOMPARE(key.error().code, ErrorCode::Invalid);
        const QString words = key.error().message;
        for (const char *word : {"host.key", "backup", "open-journals", "--new-host-key"}) {
            QVERIFY2(words.contains(QLatin1String(word)), qPrintable(words));
        }
        QVERIFY2(words.contains(dir.filePath(sealed.section(QLatin1Char('/'), 0, 0))), qPrintable(words));
        QVERIFY(!words.contains(QLatin1Char('\n')));
        QVERIFY(!QFile::exists(dir.filePath(QStringLiteral("host.key"))));
        QVERIFY(openHostKey(dir.path(), LostKey::Replace));
        QVERIFY(openHostKey(dir.path()));
    }
    void aKeyThatOthersMayReadIsNoLostOne()
    {
        const QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("host.key"));
        make(file);
        QVERIFY(QFile::setPermissions(file, QFile::ReadOwner | QFile::ReadOther));
        QCOMPARE(openHostKey(dir.path(), LostKey::Replace).error().code, ErrorCode::Denied);
    }
    void journalsThatWereSetAsideAreFound()
    {
        const QTemporaryDir dir;
        make(dir.filePath(QStringLiteral("a.spool")));
        make(dir.filePath(QStringLiteral("a.spool.unreadable-1")));
        make(dir.filePath(QStringLiteral("a.spool.moving")));
        QCOMPARE(spoolFiles(dir.path()), QStringList{dir.filePath(QStringLiteral("a.spool"))});
        QCOMPARE(journalsSetAside(dir.path()),
                 QStringList{dir.filePath(QStringLiteral("a.spool.unreadable-1"))});
    }
};

EARSHOT_TEST(tst_lostkey, TestLostKey)
#include "tst_lostkey.moc"
