// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/deeplink.h"
#include "console/app/idlewatch.h"
#include "console/app/preferences.h"
#include "console/app/screenfit.h"
#include "console/app/singleinstance.h"
#include "tests/support/testmain.h"

#include <QHeaderView>
#include <QLocalSocket>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace console;
using namespace std::chrono_literals;

class TestShellParts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void linksReadAndWritten_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("page");
        QTest::newRow("call with time") << "earshot://rec.example.net/call/0189?t=83"
                                        << "call";
        QTest::newRow("port") << "earshot://rec:7000/all-calls"
                              << "all-calls";
        QTest::newRow("address") << "earshot://[::1]:7000/all-calls"
                                 << "all-calls";
        QTest::newRow("other scheme") << "https://rec/call/1"
                                      << "";
        QTest::newRow("no server") << "earshot:///call/1"
                                   << "";
        QTest::newRow("no page") << "earshot://rec/"
                                 << "";
        QTest::newRow("too deep") << "earshot://rec/call/1/delete"
                                  << "";
        QTest::newRow("password") << "earshot://root:pw@rec/call/1"
                                  << "";
        QTest::newRow("odd page") << "earshot://rec/..%2f/1"
                                  << "";
        QTest::newRow("too long")
            << QStringLiteral("earshot://rec/call/%1").arg(QString(3000, QLatin1Char('1'))) << "";
    }
    void linksReadAndWritten()
    {
        QFETCH(QString, text);
        QFETCH(QString, page);
        const auto link = deepLinkFrom(text);
        QCOMPARE(static_cast<bool>(link), !page.isEmpty());
        if (link) {
            QCOMPARE(link->pageId, page);
            QCOMPARE(textOf(*link), text);
            QCOMPARE(*deepLinkFrom(textOf(*link)), *link);
        }
    }
    void windowsComeBackOntoAScreen_data()
    {
        QTest::addColumn<QRect>("wanted");
        QTest::addColumn<QRect>("expected");
        QTest::newRow("where it was") << QRect(100, 100, 800, 600) << QRect(100, 100, 800, 600);
        QTest::newRow("on the second") << QRect(2000, 0, 800, 600) << QRect(2000, 0, 800, 600);
        QTest::newRow("on a screen that is gone") << QRect(5000, 50, 800, 600) << QRect(1120, 50, 800, 600);
        QTest::newRow("half out") << QRect(-300, 900, 800, 600) << QRect(0, 480, 800, 600);
        QTest::newRow("too large") << QRect(10, 10, 9000, 9000) << QRect(0, 0, 1920, 1080);
    }
    void windowsComeBackOntoAScreen()
    {
        QFETCH(QRect, wanted);
        QFETCH(QRect, expected);
        QCOMPARE(fittedTo(wanted, {QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 1024)}), expected);
    }
    void preferencesAreKept()
    {
        const QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("console.ini"));
        {
            Preferences preferences(file);
            QCOMPARE(preferences.lockAfter(), 15min);
            QVERIFY(preferences.theme() == ThemeChoice::System);
            QVERIFY(preferences.density() == Density::Normal);
            const QSignalSpy changed(&preferences, &Preferences::changed);
            preferences.setTheme(ThemeChoice::HighContrast);
            preferences.setLanguage(QStringLiteral("de"));
            preferences.setAccountLanguage(QStringLiteral("fr"));
            preferences.setDensity(Density::Roomy);
            preferences.setLockAfter(0min);
            preferences.setLockAfter(0min);
            QCOMPARE(changed.size(), 5);
            preferences.setLayout(QStringLiteral("window"), QByteArray("\0\1\2", 3));
        }
        const Preferences again(file);
        QVERIFY(again.theme() == ThemeChoice::HighContrast);
        QCOMPARE(again.language(), QStringLiteral("de"));
        QCOMPARE(again.accountLanguage(), QStringLiteral("fr"));
        QVERIFY(again.density() == Density::Roomy);
        QCOMPARE(again.lockAfter(), 0min);
        QCOMPARE(again.layout(QStringLiteral("window")), QByteArray("\0\1\2", 3));
        QSettings(file, QSettings::IniFormat).setValue(QStringLiteral("layout/version"), 99);
        QVERIFY(Preferences(file).layout(QStringLiteral("window")).isEmpty());
    }
    void rowsOfEveryTableFollowTheDensity()
    {
        RowHeights rows(qApp);
        QTableView early;
        early.show();
        rows.setHeight(36);
        QCOMPARE(early.verticalHeader()->defaultSectionSize(), 36);
        QTableView late;
        late.show();
        QCOMPARE(late.verticalHeader()->defaultSectionSize(), 36);
    }
    void idleComesAfterQuietOnly()
    {
        IdleWatch watch(qApp);
        const QSignalSpy idle(&watch, &IdleWatch::idle);
        QWidget widget;
        widget.show();
        watch.setLimit(400ms);
        for (int i = 0; i < 8; ++i) {
            QTest::qWait(100); // the time that passes is what is tested
            QTest::keyClick(&widget, Qt::Key_A);
        }
        QCOMPARE(idle.size(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(idle.size(), 1, 3000);
        QTest::keyClick(&widget, Qt::Key_A); // somebody is there again, and leaves again
        QTRY_COMPARE_WITH_TIMEOUT(idle.size(), 2, 3000);
        watch.setLimit(0ms);
        QTest::keyClick(&widget, Qt::Key_A);
        QTest::qWait(100);
        QCOMPARE(idle.size(), 2);
    }
    void theSecondStartHandsOverToTheFirst()
    {
        const QTemporaryDir dir;
        auto first = std::make_unique<SingleInstance>(dir.path());
        const QSignalSpy isFirst(first.get(), &SingleInstance::first);
        const QSignalSpy received(first.get(), &SingleInstance::messageReceived);
        first->start({});
        QTRY_COMPARE(isFirst.size(), 1);
        SingleInstance second(dir.path());
        const QSignalSpy handedOver(&second, &SingleInstance::handedOver);
        second.start(QStringLiteral("earshot://rec/call/1"));
        QTRY_COMPARE(handedOver.size(), 1);
        QTRY_COMPARE(received.size(), 1);
        QCOMPARE(received.first().first().toString(), QStringLiteral("earshot://rec/call/1"));
        // Another folder is another console.
        const QTemporaryDir other;
        SingleInstance third(other.path());
        const QSignalSpy thirdFirst(&third, &SingleInstance::first);
        third.start({});
        QTRY_COMPARE(thirdFirst.size(), 1);
        first.reset();
        SingleInstance fourth(dir.path());
        const QSignalSpy fourthFirst(&fourth, &SingleInstance::first);
        fourth.start({});
        QTRY_COMPARE(fourthFirst.size(), 1);
    }
};

EARSHOT_TEST(tst_shellparts, TestShellParts)
#include "tst_shellparts.moc"
