// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/banner.h"
#include "console/kit/daterangepicker.h"
#include "console/kit/filterchips.h"
#include "console/kit/flowlayout.h"
#include "console/kit/pager.h"
#include "console/kit/searchfield.h"
#include "console/kit/stateview.h"
#include "console/kit/statuschip.h"
#include "console/kit/titlelabel.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDateEdit>
#include <QElapsedTimer>
#include <QHelpEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

using namespace console;

class TestControls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// The check of the page tests itself: a bar that wraps but got the room of one line.
    void whatIsCutOffIsFound()
    {
        QWidget page;
        auto *bar = new QWidget(&page);
        auto *flow = new FlowLayout(bar);
        for (const char *name : {"first", "second"}) {
            auto *button = new QPushButton(QStringLiteral("A button"));
            button->setObjectName(QLatin1String(name));
            flow->addWidget(button);
        }
        const QSize one = flow->itemAt(0)->sizeHint();
        const int wide = one.width() + one.width() / 2;
        bar->setGeometry(0, 0, wide, flow->heightForWidth(wide));
        page.resize(400, 200);
        page.show();
        QVERIFY(flow->heightForWidth(wide) >= 2 * one.height());
        QCOMPARE(tests::clippedWidgets(page), QStringList());
        bar->resize(wide, one.height());
        const QStringList found = tests::clippedWidgets(page);
        QCOMPARE(found.size(), 1);
        QVERIFY2(found.first().startsWith(QStringLiteral("QPushButton \"second\" sticks out of QWidget")),
                 qPrintable(found.first()));
        QScrollArea scroll; // there it can be reached
        bar->setMinimumHeight(400);
        scroll.setWidget(bar);
        scroll.resize(100, 100);
        scroll.show();
        QCOMPARE(tests::clippedWidgets(scroll), QStringList());
    }
    void searchWaitsForTheLastKey()
    {
        SearchField field;
        QSignalSpy changed(&field, &SearchField::searchChanged);
        QElapsedTimer timer;
        timer.start();
        QTest::keyClicks(&field, QStringLiteral("10"));
        QTest::keyClicks(&field, QStringLiteral("02 "));
        QCOMPARE(changed.count(), 0);
        QTRY_COMPARE(changed.count(), 1);
        QVERIFY(timer.elapsed() >= 290);
        QCOMPARE(changed[0][0].toString(), QStringLiteral("1002"));
        QTest::keyClicks(&field, QStringLiteral("3"));
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(changed.count(), 2);
        QTest::keyClick(&field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(&field, Qt::Key_Backspace);
        QCOMPARE(changed.count(), 3);
        QCOMPARE(field.search(), QString());
    }
    void pagerWords_data()
    {
        QTest::addColumn<int>("page");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("total");
        QTest::addColumn<bool>("exact");
        QTest::addColumn<QString>("text");
        QTest::newRow("thirteen") << 0 << 13 << 13 << true << QStringLiteral("1–13 of 13");
        QTest::newRow("second") << 1 << 20 << 234 << true << QStringLiteral("21–40 of 234");
        QTest::newRow("last") << 11 << 14 << 234 << true << QStringLiteral("221–234 of 234");
        QTest::newRow("empty") << 0 << 0 << 0 << true << QStringLiteral("0 of 0");
        QTest::newRow("estimate") << 0 << 20 << 12'000 << false << QStringLiteral("1–20 of about 12,000");
        QTest::newRow("unknown") << 0 << 20 << -1 << true << QStringLiteral("1–20");
    }
    void pagerWords()
    {
        QFETCH(int, page);
        QFETCH(int, rows);
        QFETCH(int, total);
        QFETCH(bool, exact);
        QLocale::setDefault(QLocale(QLocale::English));
        PagePosition position{page, 20, rows, total, exact, false};
        QTEST(rangeText(position), "text");
        QLocale::setDefault(QLocale::system());
    }
    void pagerMoves()
    {
        Pager pager;
        QSignalSpy next(&pager, &Pager::nextRequested);
        auto *forward = pager.findChild<QToolButton *>(QStringLiteral("next-page"));
        auto *back = pager.findChild<QToolButton *>(QStringLiteral("previous-page"));
        pager.setPosition({0, 20, 20, 234, true, true});
        QVERIFY(!back->isEnabled());
        forward->click();
        QCOMPARE(next.count(), 1);
        pager.setPosition({11, 20, 14, 234, true, false});
        QVERIFY(back->isEnabled());
        QVERIFY(!forward->isEnabled());
        pager.setEnabledMoves(false);
        QVERIFY(!back->isEnabled());
        pager.setPageSize(100);
        QCOMPARE(pager.pageSize(), 100);
        pager.setPageSize(33);
        QCOMPARE(pager.pageSize(), 20);
    }
    void chipsTakeFiltersOff()
    {
        FilterChips chips;
        QVERIFY(chips.isHidden());
        QSignalSpy removed(&chips, &FilterChips::removed);
        QSignalSpy cleared(&chips, &FilterChips::cleared);
        chips.setChips({{QStringLiteral("state"), QStringLiteral("State: Incomplete")},
                        {QStringLiteral("user"), QStringLiteral("User: Anna")}});
        QVERIFY(!chips.isHidden());
        auto *chip = chips.findChild<QPushButton *>(QStringLiteral("chip-user"));
        QVERIFY(chip->accessibleName().contains(QStringLiteral("User: Anna")));
        chip->click();
        QCOMPARE(removed.value(0).value(0).toString(), QStringLiteral("user"));
        const QString name = QStringLiteral("R&D ") + QString(255, u'm');
        chips.setChips({{QStringLiteral("group"), name}});
        chip = chips.findChild<QPushButton *>(QStringLiteral("chip-group"));
        QVERIFY2(chip->text().startsWith(QStringLiteral("R&&D m")), qPrintable(chip->text()));
        QVERIFY(chip->minimumSizeHint().width() < 500);
        QVERIFY(chip->toolTip().contains(name));
        chips.setChips({{QStringLiteral("role"), QStringLiteral("<b>Sales</b>")}}); // the old chip goes later
        chip = chips.findChild<QPushButton *>(QStringLiteral("chip-role"));
        QVERIFY(chip->toolTip().contains(QStringLiteral("&lt;b&gt;Sales")));
        chips.findChild<QPushButton *>(QStringLiteral("clear-filters"))->click();
        QCOMPARE(cleared.count(), 1);
        chips.setChips({});
        QVERIFY(chips.isHidden());
    }
    void dateRangesAreChosen()
    {
        QWidget window;
        DateRangePicker picker(Formats(QLocale(QLocale::English), QTimeZone::utc()), &window);
        QSignalSpy changed(&picker, &DateRangePicker::rangeChanged);
        const QList<QAction *> actions = picker.menu()->actions();
        actions[1]->trigger();
        QCOMPARE(picker.range().preset, DateRange::Preset::Today);
        actions[1]->trigger();
        QCOMPARE(changed.count(), 1);
        actions.last()->trigger();
        auto *popup = picker.findChild<QFrame *>(QStringLiteral("custom-range"));
        QVERIFY(popup->isVisible());
        auto *first = popup->findChild<QDateEdit *>(QStringLiteral("first-day"));
        auto *last = popup->findChild<QDateEdit *>(QStringLiteral("last-day"));
        first->setDate(QDate(2026, 3, 1));
        last->setDate(QDate(2026, 3, 4));
        first->setDate(QDate(2026, 3, 20)); // after the last day: it follows
        popup->findChild<QPushButton *>(QStringLiteral("apply-range"))->click();
        QCOMPARE(picker.range(),
                 (DateRange{DateRange::Preset::Custom, QDate(2026, 3, 20), QDate(2026, 3, 20)}));
        QVERIFY(picker.accessibleName().contains(QStringLiteral("Mar 20, 2026")));
        QCOMPARE(changed.count(), 2);
    }
    /// A day is what the user's clock says it is: 23 or 25 hours when it is moved, and it does not begin at
    /// midnight where that is the hour that is left out.
    void aDayIsAsLongAsItsClockSays_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QDate>("day");
        QTest::addColumn<QDateTime>("begin");
        QTest::addColumn<int>("hours");
        const auto utc = [](int year, int month, int day, int hour) {
            return QDateTime(QDate(year, month, day), QTime(hour, 0), Qt::UTC);
        };
        QTest::newRow("plain") << QByteArray("Europe/Berlin") << QDate(2026, 6, 1) << utc(2026, 5, 31, 22)
                               << 24;
        QTest::newRow("to summer") << QByteArray("Europe/Berlin") << QDate(2026, 3, 29)
                                   << utc(2026, 3, 28, 23) << 23;
        QTest::newRow("to winter") << QByteArray("Europe/Berlin") << QDate(2026, 10, 25)
                                   << utc(2026, 10, 24, 22) << 25;
        QTest::newRow("without midnight")
            << QByteArray("America/Sao_Paulo") << QDate(2018, 11, 4) << utc(2018, 11, 4, 3) << 23;
    }
    void aDayIsAsLongAsItsClockSays()
    {
        QFETCH(QByteArray, zone);
        QFETCH(QDate, day);
        QFETCH(QDateTime, begin);
        QFETCH(int, hours);
        const Formats formats(QLocale(QLocale::English), QTimeZone(zone));
        const DateRange range{DateRange::Preset::Custom, day, day};
        const auto criterion = range.criterion(QStringLiteral("date"), formats, common::WallTime());
        QVERIFY(criterion && criterion->values.size() == 2);
        QCOMPARE(criterion->values[0].toLongLong(), begin.toMSecsSinceEpoch());
        QCOMPARE(criterion->values[1].toLongLong() - criterion->values[0].toLongLong(),
                 qint64(hours) * 3'600'000);
        // "Today" is asked by the same clock, one second before the day is over.
        const DateRange today{DateRange::Preset::Today, {}, {}};
        const auto late = common::wallFromUnixMs(criterion->values[1].toLongLong() - 1000);
        QCOMPARE(today.criterion(QStringLiteral("date"), formats, late)->values, criterion->values);
    }
    void statesSayWhatCanBeDone()
    {
        StateView view;
        view.resize(600, 400);
        view.show();
        QSignalSpy retry(&view, &StateView::retryRequested);
        QSignalSpy clear(&view, &StateView::clearFiltersRequested);
        QSignalSpy add(&view, &StateView::actionRequested);
        auto *button = view.findChild<QPushButton *>(QStringLiteral("state-action"));
        auto *copy = view.findChild<QPushButton *>(QStringLiteral("copy-details"));
        QVERIFY(!button->isVisible());
        view.showNothingFound();
        button->click();
        QCOMPARE(clear.count(), 1);
        const common::Error error{common::ErrorCode::Unavailable,
                                  QStringLiteral("backend 7"),
                                  {{QStringLiteral("reason"), QStringLiteral("busy")},
                                   {QStringLiteral("request-id"), QStringLiteral("r-42")}}};
        view.showError(sentenceFor(error, QStringLiteral("load the calls")),
                       errorDetails(error, QStringLiteral("load the calls")));
        button->click();
        QCOMPARE(retry.count(), 1);
        QVERIFY(!view.text().contains(QStringLiteral("backend 7")));
        copy->click();
        QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("r-42")));
        view.showDenied(QStringLiteral("calls.view"));
        QVERIFY(view.text().contains(permissionWord(QStringLiteral("calls.view"))));
        QVERIFY(!button->isVisible());
        view.showEmpty(QStringLiteral("No group yet."), QStringLiteral("Add group"));
        button->click();
        QCOMPARE(add.count(), 1);
        view.showOffline();
        QVERIFY(!button->isVisible()); // a page cannot connect: "Retry now" is in the shell's banner
    }
    void chipsOfStatusHaveAWord()
    {
        StatusChip chip;
        chip.setStatus(StatusRole::Failed, QStringLiteral("Failed"));
        QCOMPARE(chip.accessibleName(), QStringLiteral("Failed"));
        QVERIFY(chip.sizeHint().width() > chip.fontMetrics().horizontalAdvance(QStringLiteral("Failed")));
    }
    /// A name of 255 letters is in the title of its page; the window of 1024 pixels stays as it is.
    void aLongTitleIsShortenedAndSaidWholeByItsTip()
    {
        QWidget page;
        auto *flow = new FlowLayout(&page);
        auto *title = new TitleLabel(QString(120, u'm') + QStringLiteral(" <b>") + QString(120, u'm'));
        flow->addWidget(title);
        QVERIFY(page.minimumSizeHint().width() <= 400);
        page.resize(700, 100);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        QVERIFY(page.rect().contains(title->geometry()));
        QVERIFY(title->isShortened());
        QHelpEvent help(QEvent::ToolTip, QPoint(5, 5), title->mapToGlobal(QPoint(5, 5)));
        QApplication::sendEvent(title, &help);
        QVERIFY(QToolTip::text().contains(QStringLiteral("&lt;b&gt;")));
        QToolTip::hideText();
        title->setText(QStringLiteral("All Calls"));
        page.layout()->activate();
        QVERIFY(!title->isShortened());
        QCOMPARE(title->minimumSizeHint(), title->QLabel::minimumSizeHint());
    }
    void datesAreChosenOnTheScreen_data()
    {
        QTest::addColumn<bool>("rightToLeft");
        QTest::addColumn<bool>("atTheEnd");
        QTest::newRow("in the corner") << false << true;
        QTest::newRow("in the corner, right to left") << true << true;
        QTest::newRow("at the left, right to left") << true << false;
    }
    void datesAreChosenOnTheScreen()
    {
        QFETCH(bool, rightToLeft);
        QFETCH(bool, atTheEnd);
        QWidget window;
        window.setLayoutDirection(rightToLeft ? Qt::RightToLeft : Qt::LeftToRight);
        auto *picker = new DateRangePicker(Formats(QLocale(QLocale::English), QTimeZone::utc()), &window);
        picker->resize(100, 28);
        const QRect room = window.screen()->availableGeometry();
        window.setGeometry(
            QRect(atTheEnd ? room.bottomRight() - QPoint(119, 39) : room.topLeft(), QSize(120, 40)));
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        picker->menu()->actions().last()->trigger();
        const auto *popup = picker->findChild<QWidget *>(QStringLiteral("custom-range"));
        QVERIFY(popup != nullptr && popup->isVisible());
        const QRect place(popup->mapToGlobal(QPoint(0, 0)), popup->size());
        constexpr int kFrame = 2; // that the offscreen platform gives every window, popups as well
        QVERIFY(room.adjusted(0, 0, kFrame, kFrame).contains(place));
        const QRect button(picker->mapToGlobal(QPoint(0, 0)), picker->size());
        QVERIFY(!place.intersects(button)); // what was chosen so far is still read
    }
    void linesWrapAndTurnWithTheWriting()
    {
        QWidget widget;
        auto *flow = new FlowLayout(&widget);
        QList<QLabel *> labels;
        for (int i = 0; i < 6; ++i) {
            labels.append(new QLabel(QStringLiteral("a label of some length"), &widget));
            flow->addWidget(labels.last());
        }
        const int line = flow->sizeHint().height();
        QVERIFY(flow->heightForWidth(5000) == line);
        QVERIFY(flow->heightForWidth(400) >= 2 * line);
        widget.resize(400, 300);
        widget.show();
        for (const QLabel *label : labels) {
            QVERIFY(widget.rect().contains(label->geometry()));
        }
        QCOMPARE(labels[0]->x(), 0);
        widget.setLayoutDirection(Qt::RightToLeft);
        flow->activate();
        QTRY_COMPARE(labels[0]->geometry().right(), 399);
    }
    void bannersSpeakAtMostOneButton()
    {
        Banner banner;
        QVERIFY(banner.isHidden());
        QSignalSpy pressed(&banner, &Banner::pressed);
        banner.tell(StatusRole::Failed, QStringLiteral("It failed."), QStringLiteral("Retry"));
        QVERIFY(!banner.isHidden());
        banner.findChild<QPushButton *>()->click();
        QCOMPARE(pressed.count(), 1);
        banner.tell(StatusRole::Pending, QStringLiteral("Offline."));
        QVERIFY(banner.findChild<QPushButton *>()->isHidden());
    }
    void longWordsDoNotWidenABanner()
    {
        Banner banner;
        banner.tell(StatusRole::Failed, QStringLiteral("It failed."));
        const int before = banner.minimumSizeHint().width();
        const QString text = QStringLiteral("No key is ") + QString(512, u'f');
        banner.tell(StatusRole::Failed, text);
        QCOMPARE(banner.text(), text);
        QVERIFY2(banner.minimumSizeHint().width() < before + 300,
                 qPrintable(QString::number(banner.minimumSizeHint().width())));
    }
};

EARSHOT_TEST(tst_controls, TestControls)
#include "tst_controls.moc"
