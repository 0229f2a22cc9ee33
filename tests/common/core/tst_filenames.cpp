// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/filenames.h"
#include "tests/support/testmain.h"

#include <QSet>
#include <QTest>

using namespace common;

class TestFileNames : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void endings_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("ending");
        QTest::newRow("one") << QStringLiteral("call.mp3") << QStringLiteral(".mp3");
        QTest::newRow("sealed") << QStringLiteral("call.mp3.cms") << QStringLiteral(".mp3.cms");
        QTest::newRow("sealed, in capitals") << QStringLiteral("CALL.WAV.CMS") << QStringLiteral(".WAV.CMS");
        QTest::newRow("packed") << QStringLiteral("logs.tar.gz") << QStringLiteral(".tar.gz");
        QTest::newRow("sealed alone") << QStringLiteral("call.cms") << QStringLiteral(".cms");
        QTest::newRow("a date before") << QStringLiteral("2026.11.22 call.mp3") << QStringLiteral(".mp3");
        QTest::newRow("a date, sealed") << QStringLiteral("2026.11.22.cms") << QStringLiteral(".cms");
        QTest::newRow("a date alone") << QStringLiteral("2026.11.22") << QString();
        QTest::newRow("words behind a point") << QStringLiteral("Dr. Vance") << QString();
        QTest::newRow("long words behind a point") << QStringLiteral("a.somethinglong") << QString();
        QTest::newRow("none") << QStringLiteral("call") << QString();
        QTest::newRow("a point alone") << QStringLiteral("call.") << QString();
        QTest::newRow("hidden") << QStringLiteral(".mp3") << QString();
        QTest::newRow("nothing") << QString() << QString();
    }
    void endings()
    {
        QFETCH(QString, name);
        QTEST(fileEndingOf(name), "ending");
    }
    void names_data()
    {
        QTest::addColumn<QString>("wanted");
        QTest::addColumn<QString>("name");
        const QString otherwise = QStringLiteral("else");
        QTest::newRow("as it is") << QStringLiteral("Nora +49 (30) a@b_1.mp3")
                                  << QStringLiteral("Nora +49 (30) a@b_1.mp3");
        QTest::newRow("other scripts")
            << QString::fromUtf8("Zoë Ωμέγα नोरा.mp3") << QString::fromUtf8("Zoë Ωμέγα नोरा.mp3");
        QTest::newRow("folders") << QStringLiteral("../../etc/call.mp3") << QStringLiteral("call.mp3");
        QTest::newRow("the folder above") << QStringLiteral("..") << otherwise;
        QTest::newRow("a folder") << QStringLiteral("etc/") << otherwise;
        QTest::newRow("another drive") << QStringLiteral("C:\\x.mp3") << QStringLiteral("C__x.mp3");
        QTest::newRow("commands") << QStringLiteral("a\"$(id)`id`;b.mp3")
                                  << QStringLiteral("a__(id)_id__b.mp3");
        QTest::newRow("lines") << QStringLiteral("a\r\nb\tc.mp3") << QStringLiteral("a__b_c.mp3");
        QTest::newRow("turned around") << QStringLiteral("a\u202E3pm.exe") << QStringLiteral("a_3pm.exe");
        QTest::newRow("an option") << QStringLiteral("--out -x.mp3") << QStringLiteral("out -x.mp3");
        QTest::newRow("hidden behind blanks")
            << QStringLiteral(" . -.call.mp3") << QStringLiteral("call.mp3");
        QTest::newRow("an end that others drop")
            << QStringLiteral("call.mp3. .") << QStringLiteral("call.mp3");
        QTest::newRow("nothing") << QString() << otherwise;
        QTest::newRow("nothing of ours") << QStringLiteral(". - .") << otherwise;
        QTest::newRow("long") << QString(5000, u'x') << QString(200, u'x');
        QTest::newRow("long, with an ending") << QString(5000, u'x') + QStringLiteral(".mp3.cms")
                                              << QString(192, u'x') + QStringLiteral(".mp3.cms");
        QTest::newRow("long in bytes") << QString(150, QChar(0x03a9)) + QStringLiteral(".mp3")
                                       << QString(98, QChar(0x03a9)) + QStringLiteral(".mp3");
    }
    void names()
    {
        QFETCH(QString, wanted);
        const QString made = safeFileName(wanted, QStringLiteral("else"));
        QTEST(made, "name");
        QVERIFY(made.toUtf8().size() <= kMaxSafeFileName);
        QCOMPARE(safeFileName(made, QString()), made); // safe stays safe
    }
    void numbers()
    {
        QCOMPARE(numberedFileName(QStringLiteral("call.mp3"), 2), QStringLiteral("call (2).mp3"));
        QCOMPARE(numberedFileName(QStringLiteral("call.mp3.cms"), 3), QStringLiteral("call (3).mp3.cms"));
        QCOMPARE(numberedFileName(QStringLiteral("2026.11.22 a.mp3"), 2),
                 QStringLiteral("2026.11.22 a (2).mp3"));
        QCOMPARE(numberedFileName(QStringLiteral("call"), 2), QStringLiteral("call (2)"));
    }
    void freeOnes()
    {
        QSet<QString> taken;
        const auto isTaken = [&taken](const QString &name) { return taken.contains(name); };
        const QString name = QStringLiteral("a.mp3.cms");
        for (const char *expected : {"a.mp3.cms", "a (2).mp3.cms", "a (3).mp3.cms"}) {
            const QString free = freeFileName(name, isTaken);
            QCOMPARE(free, QLatin1String(expected));
            taken.insert(free);
        }
    }
};

EARSHOT_TEST(tst_filenames, TestFileNames)
#include "tst_filenames.moc"
