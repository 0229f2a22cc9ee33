// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/callcodec.h"
#include "console/kit/banner.h"
#include "console/kit/blockgrid.h"
#include "console/kit/stateview.h"
#include "console/pages/call/callblocks.h"
#include "console/pages/call/callpage.h"
#include "console/pages/call/callview.h"
#include "console/player/playeractions.h"
#include "console/player/playerpanel.h"
#include "console/player/waveformview.h"
#include "tests/console/pages/callpagebench.h"
#include "tests/support/fakenavigator.h"
#include "tests/support/fakeplayback.h"
#include "tests/support/fakerpc.h"
#include "tests/support/peaksbuilder.h"
#include "tests/support/shots.h"
#include "tests/support/storedcall.h"
#include "tests/support/testmain.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScopeGuard>
#include <QScrollArea>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

using namespace console;
using namespace tests;
using namespace std::chrono_literals;
using common::ErrorCode;
using Bench = CallPageBench;

class TestCallPageLooks : public QObject
{
    Q_OBJECT
    QTemporaryDir m_settings;
private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("earshot-test"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
    }
    void theWideViewIsThePlayersAlone()
    {
        Bench bench;
        bench.openLoaded();
        auto *wide = bench.find<QPushButton>("wide");
        QVERIFY(bench.page->blocks().isVisible());
        wide->click();
        QVERIFY(bench.navigator.wide);
        QVERIFY(!bench.page->blocks().isVisible());
        QVERIFY(!bench.find<QLabel>("notes")->isVisible());
        Bench next; // the next call is seen as the last one
        next.openLoaded();
        QVERIFY(next.page->isWide());
        QVERIFY(next.navigator.wide);
        QVERIFY(!next.page->blocks().isVisible());
        next.find<QPushButton>("wide")->click();
        QVERIFY(!next.navigator.wide);
        QVERIFY(next.page->blocks().isVisible());
        QVERIFY(next.find<QLabel>("notes")->isVisible() != next.find<QLabel>("notes")->text().isEmpty());
    }
    void namesFromTelephonesAreNoMarkup()
    {
        Bench bench;
        bench.stored.segments[1].party.number = QStringLiteral("<b>1</b>");
        bench.stored.call.gaps = {{1, common::Gap::Cause::Loss, 1s, 1s}};
        bench.openLoaded();
        QVERIFY(bench.find<QLabel>("notes")->text().contains(QStringLiteral("&lt;b&gt;1&lt;/b&gt;")));
        for (const QLabel *label : bench.page->blocks().findChildren<QLabel *>()) {
            QVERIFY(label->textFormat() != Qt::RichText);
        }
    }
    void morePartiesHaveTheirOwnBlocks()
    {
        Bench bench;
        common::Segment third = bench.stored.segments[1];
        third.party.participantId = third.party.number = QStringLiteral("301");
        third.party.join = 20s;
        third.party.leave = 30s;
        common::Segment again = bench.stored.segments[0];
        bench.stored.segments[0].party.leave = 10s;
        again.party.join = 15s;
        bench.stored.segments.append({third, again});
        bench.openLoaded();
        QCOMPARE(partiesOf(*bench.page->call()).size(), 3);
        QCOMPARE(bench.page->blocks().value(QStringLiteral("PARTY 3"), QStringLiteral("Phone Number")),
                 QStringLiteral("301"));
        QCOMPARE(bench.page->blocks().value(QStringLiteral("FROM"), QStringLiteral("Present")),
                 QStringLiteral("0:00–0:10, 0:15–1:00"));
    }
    void everythingHasAName()
    {
        Bench bench;
        bench.openLoaded();
        for (QWidget *each : bench.page->findChildren<QWidget *>()) {
            if (!each->isVisible() || each->focusPolicy() == Qt::NoFocus ||
                qobject_cast<QLineEdit *>(each) != nullptr) {
                continue;
            }
            QAccessibleInterface *face = QAccessible::queryAccessibleInterface(each);
            QVERIFY2(face != nullptr && !face->text(QAccessible::Name).isEmpty(),
                     qPrintable(QLatin1String(each->metaObject()->className()) + each->objectName()));
        }
    }
    void fitsIntoItsWindow_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("columns");
        QTest::newRow("wide") << 1100 << 4;
        QTest::newRow("laptop") << 784 << 3; // 1024 pixels less the navigation
    }
    void fitsIntoItsWindow()
    {
        QFETCH(int, width);
        QFETCH(int, columns);
        Bench bench;
        bench.openLoaded();
        QTRY_COMPARE(bench.page->blocks().columns(), 4);
        bench.page->resize(width, 640);
        QTRY_COMPARE(bench.page->blocks().columns(), columns);
        auto *scroll = bench.page->findChild<QScrollArea *>();
        QTRY_COMPARE(scroll->horizontalScrollBar()->maximum(), 0);
        saveShot(*bench.page, QStringLiteral("call-") + QLatin1String(QTest::currentDataTag()));
    }
    void longIdsAreSeenAndCopiedWhole()
    {
        const QString id = QStringLiteral("Dg2QSYA971B05QyhJXaaLongIdentifierOfATelephone1234567890");
        Bench bench;
        bench.stored.segments[0].party.participantId = id;
        bench.openLoaded();
        for (const int width : {1100, 784, 500}) {
            bench.page->resize(width, 640);
            QTest::qWait(20); // the layout follows
            for (const QLabel *label : bench.page->blocks().findChildren<QLabel *>()) {
                const QString cut = QStringLiteral("%1 at %2: %3 of %4 pixels")
                                        .arg(label->text())
                                        .arg(width)
                                        .arg(label->width())
                                        .arg(label->minimumSizeHint().width());
                QVERIFY2(label->width() >= label->minimumSizeHint().width(), qPrintable(cut));
            }
        }
        const auto labels = bench.page->blocks().findChildren<QLabel *>();
        const auto shown = std::find_if(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->text().startsWith(QLatin1String("Dg2QSYA9"));
        });
        QVERIFY(shown != labels.end());
        QTest::keyClick(*shown, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), id);
    }
    void looks_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("light") << static_cast<int>(Scheme::Light);
        QTest::newRow("dark") << static_cast<int>(Scheme::Dark);
        QTest::newRow("contrast") << static_cast<int>(Scheme::HighContrast);
    }
    void looks()
    {
        QFETCH(int, scheme);
        const QPalette before = QApplication::palette();
        QApplication::setPalette(paletteFor(static_cast<Scheme>(scheme)));
        const auto restore = qScopeGuard([&before] { QApplication::setPalette(before); });
        Bench bench;
        bench.openLoaded();
        bench.sendPeaks(peaksOf(60s, conversation(60s)));
        bench.heard.playback->move(12s);
        QVERIFY(QTest::qWaitForWindowExposed(bench.page.get()));
        QCoreApplication::processEvents(); // layouts settle
        QCOMPARE(bench.page->blocks().columns(), 4);
        QCOMPARE(bench.page->findChild<QScrollArea *>()->horizontalScrollBar()->maximum(), 0);
        QVERIFY(!bench.page->grab().isNull());
        saveShot(*bench.page, QStringLiteral("call-") + QLatin1String(QTest::currentDataTag()));
    }
};

EARSHOT_TEST(tst_callpagelooks, TestCallPageLooks)
#include "tst_callpagelooks.moc"
