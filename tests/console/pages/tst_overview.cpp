// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger; tst_pages walks what is the same for all pages.
#include "common/proto/overview.pb.h"
#include "common/proto/system.pb.h"
#include "console/crud/listpage.h"
#include "console/kit/banner.h"
#include "console/kit/recordview.h"
#include "console/pages/overview/dashboard.h"
#include "console/pages/overview/overviewpages.h"
#include "tests/support/pagebench.h"
#include "tests/support/testmain.h"

#include <QAction>
#include <QPushButton>
#include <QSet>
#include <QTest>
#include <QUuid>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

class TestOverview : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRefusedDashboardIsNotTriedAgainByHand_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("again");
        QTest::newRow("denied") << static_cast<int>(common::ErrorCode::Denied) << false;
        QTest::newRow("unavailable") << static_cast<int>(common::ErrorCode::Unavailable) << true;
    }
    void aRefusedDashboardIsNotTriedAgainByHand()
    {
        QFETCH(int, code);
        QFETCH(bool, again);
        const QString method = QStringLiteral("Overview/Dashboard");
        PageBench bench;
        Dashboard dashboard(bench.context());
        dashboard.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dashboard));
        QVERIFY(bench.rpc.fail(method, static_cast<common::ErrorCode>(code)));
        auto *banner = dashboard.findChild<Banner *>();
        QVERIFY(banner->isVisible() && !banner->text().isEmpty());
        auto *button = banner->findChild<QPushButton *>();
        QCOMPARE(button->isVisible(), again);
        QCOMPARE(bench.rpc.count(method), 1);
        if (again) {
            button->click();
            QCOMPARE(bench.rpc.count(method), 2);
        }
    }
    void nearAStorageLimitIsSaidInWords_data()
    {
        QTest::addColumn<int>("percent");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("words");
        QTest::newRow("far") << 50 << "good"
                             << "Storage limit used, per cent";
        QTest::newRow("near") << 80 << "warning"
                              << "Storage limit used, per cent: 80 or more, near the limit";
        QTest::newRow("full") << 97 << "bad"
                              << "Storage limit used, per cent: 90 or more, almost full";
    }
    void nearAStorageLimitIsSaidInWords()
    {
        QFETCH(int, percent);
        QFETCH(QString, state);
        QFETCH(QString, words);
        PageBench bench;
        Dashboard dashboard(bench.context());
        dashboard.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dashboard));
        v1::DashboardReply reply;
        v1::DashboardItem *item = reply.add_items();
        item->set_key("storage-used");
        item->set_value(percent);
        item->set_limit(100);
        item->set_state(state.toStdString());
        item->set_page("storage-usage");
        QVERIFY(bench.rpc.reply(QStringLiteral("Overview/Dashboard"), reply));
        auto *tile = dashboard.findChild<DashboardTile *>(QStringLiteral("storage-used"));
        QVERIFY(tile != nullptr);
        QCOMPARE(tile->text(), words);
        QVERIFY2(tile->accessibleName().startsWith(words), qPrintable(tile->accessibleName()));
        tile->click();
        QCOMPARE(bench.navigator.opened.first().first, QStringLiteral("storage-usage"));
    }
    void theHealthPageNamesThePartInTrouble()
    {
        PageBench bench;
        bench.identity.permissions += QStringLiteral("system.view");
        const GivenFilter led{QStringLiteral("Parts of the recorder in trouble"),
                              {{QStringLiteral("state"), QStringLiteral("is"), {QStringLiteral("fault")}}}};
        const std::unique_ptr<QWidget> page(createHealth(bench.context(), argumentsOf(led), nullptr));
        page->show();
        QVERIFY(QTest::qWaitForWindowExposed(page.get()));
        QCOMPARE(static_cast<ListPage *>(page.get())->query().criteria, led.criteria);
        v1::HealthReply reply;
        v1::HealthItem *disk = reply.add_items();
        disk->set_name("disk");
        disk->set_detail("1% free");
        v1::HealthItem *media = reply.add_items();
        media->set_name("something-new");
        media->set_healthy(true);
        QVERIFY(bench.rpc.reply(QStringLiteral("System/Health"), reply));
        const QAbstractItemModel *model = static_cast<ListPage *>(page.get())->view().model();
        QTRY_COMPARE(model->rowCount(), 2);
        QStringList told;
        for (int row = 0; row < 2; ++row) {
            QStringList words;
            for (int column = 0; column < model->columnCount(); ++column) {
                words.append(model->index(row, column).data().toString());
            }
            words.removeAll(QString());
            told.append(words.join(QLatin1Char('|')));
        }
        QCOMPARE(told, (QStringList{QStringLiteral("Room for recordings|In trouble|1% free"),
                                    QStringLiteral("something-new|Good")}));
    }
    void whyACallWasNotRecorded()
    {
        PageBench bench;
        bench.identity.permissions += QStringLiteral("ledger.view");
        const std::unique_ptr<QWidget> page(createLedger(bench.context(), {}, nullptr));
        page->show();
        QVERIFY(QTest::qWaitForWindowExposed(page.get()));
        v1::LedgerList list;
        for (const char *reason : {"seat", "rule", "on-demand", "something-new"}) {
            v1::LedgerEntry *entry = list.add_entries();
            entry->set_id(QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString());
            entry->set_state("excluded");
            entry->set_reason(reason);
        }
        QVERIFY(bench.rpc.reply(QStringLiteral("System/Ledger"), list));
        QAbstractItemModel *model = static_cast<ListPage *>(page.get())->view().model();
        QTRY_COMPARE(model->rowCount(), 4);
        QStringList words;
        for (int row = 0; row < 4; ++row) {
            for (int column = 0; column < model->columnCount(); ++column) {
                if (model->headerData(column, Qt::Horizontal).toString() == QLatin1String("REASON")) {
                    words.append(model->index(row, column).data().toString());
                }
            }
        }
        QCOMPARE(words.size(), 4);
        QCOMPARE(words.first(), QStringLiteral("The user has no recording seat"));
        QCOMPARE(QSet<QString>(words.begin(), words.end()).size(), 4);
        QCOMPARE(words.last(), QStringLiteral("something-new"));
    }
    void theLedgerOpensWhatIsStored_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("said"); // empty = the call's page opens
        const auto later = QStringLiteral("This call is not stored yet. Open it when it is.");
        QTest::newRow("stored") << QStringLiteral("stored") << QString();
        QTest::newRow("partial") << QStringLiteral("partial") << QString();
        QTest::newRow("accepted") << QStringLiteral("accepted") << later;
        QTest::newRow("ended") << QStringLiteral("ended") << later;
        QTest::newRow("finalised") << QStringLiteral("finalised") << later;
        QTest::newRow("excluded") << QStringLiteral("excluded")
                                  << QStringLiteral("This call was not recorded: there is nothing to open.");
    }
    void theLedgerOpensWhatIsStored()
    {
        QFETCH(QString, state);
        QFETCH(QString, said);
        PageBench bench;
        bench.identity.permissions += QStringLiteral("ledger.view");
        const std::unique_ptr<QWidget> page(createLedger(bench.context(), {}, nullptr));
        page->resize(1180, 640);
        page->show();
        QVERIFY(QTest::qWaitForWindowExposed(page.get()));
        v1::LedgerList list;
        v1::LedgerEntry *entry = list.add_entries();
        entry->set_id("0190aaaa-0000-7000-8000-000000000077");
        entry->set_answered_ms(1'790'000'000'000);
        entry->set_state(state.toStdString());
        list.mutable_info()->set_total(1);
        QVERIFY(bench.rpc.reply(QStringLiteral("System/Ledger"), list));
        auto &view = static_cast<ListPage *>(page.get())->view();
        QTRY_COMPARE(view.model()->rowCount(), 1);
        view.setCurrentIndex(view.model()->index(0, 0));
        page->findChild<QAction *>(QStringLiteral("open"))->trigger();
        QCOMPARE(bench.navigator.notes, said.isEmpty() ? QStringList() : QStringList(said));
        QCOMPARE(bench.navigator.opened.size(), said.isEmpty() ? 1 : 0);
        QVERIFY(!said.isEmpty() || bench.navigator.opened.first().first == QLatin1String("call"));
    }
};

EARSHOT_TEST(tst_overview, TestOverview)
#include "tst_overview.moc"
