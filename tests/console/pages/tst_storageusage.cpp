// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/storageusagecodec.h"
#include "console/crud/settingpage.h"
#include "console/kit/jobwords.h"
#include "console/pages/settings/settingspages.h"
#include "console/pages/settings/storageenforcement.h"
#include "tests/support/pagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

#include <QAbstractItemModel>
#include <QAbstractItemView>
#include <QAction>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{

const QString kList = QStringLiteral("StorageUsage/List");
const QString kEnforce = QStringLiteral("StorageUsage/Enforce");

/// The page of whoever runs the system, or of a tenant's administrator.
struct Bench : PageBench {
    explicit Bench(bool system)
    {
        if (system) {
            identity.scope = QStringLiteral("unrestricted");
            identity.permissions.append(QStringLiteral("system.edit"));
        }
        page.reset(createStorageUsage(context(), {}, nullptr));
        page->resize(1180, 400);
        page->show();
    }
    /// How near to its limit a tenant is that took so many minutes of a hundred.
    QString stateOf(qint64 minutes)
    {
        common::StorageUsageRecord record{QStringLiteral("t1"), QStringLiteral("Nordlicht"), {}, {}};
        record.audio = {3, 1000, minutes, 1, -1, 100, -1};
        v1::StorageUsageList list;
        *list.add_rows() = common::toWire(record);
        list.mutable_info()->set_total(1);
        list.mutable_info()->set_total_exact(true);
        if (!rpc.reply(kList, list)) {
            return QStringLiteral("nobody asked");
        }
        const QAbstractItemModel &rows = *page->findChild<QAbstractItemView *>()->model();
        if (!QTest::qWaitFor([&rows] { return rows.rowCount() == 1; })) {
            return QStringLiteral("no row");
        }
        return state();
    }
    QString state() const
    {
        const QAbstractItemModel &rows = *page->findChild<QAbstractItemView *>()->model();
        return rows.index(0, rows.columnCount() - 1).data().toString();
    }
    QAction *action(const char *name) const { return page->findChild<QAction *>(QLatin1String(name)); }

    std::unique_ptr<QWidget> page;
};

} // namespace

class TestStorageUsage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void useAndLimitsInWords()
    {
        PageBench bench;
        bench.identity.scope = QStringLiteral("unrestricted");
        bench.identity.permissions.append(QStringLiteral("settings.view"));
        const std::unique_ptr<QWidget> page(createStorageUsage(bench.context(), {}, nullptr));
        page->resize(1180, 400);
        page->show();
        common::StorageUsageRecord quiet{QStringLiteral("t1"), QStringLiteral("Nordlicht"), {}, {}};
        quiet.audio.daysLimit = 30;
        common::StorageUsageRecord full{QStringLiteral("t2"), QStringLiteral("Suedwind"), {}, {}};
        full.audio = {120, 1'900'000'000, 640, 28, 2000, -1, -1};
        full.screen = {1, 5'000'000, 0, 0, -1, -1, -1};
        v1::StorageUsageList list;
        *list.add_rows() = common::toWire(quiet);
        *list.add_rows() = common::toWire(full);
        list.mutable_info()->set_total(2);
        list.mutable_info()->set_total_exact(true);
        bench.rpc.reply(QStringLiteral("StorageUsage/List"), list);
        const auto *view = page->findChild<QAbstractItemView *>();
        QVERIFY(view != nullptr);
        const QAbstractItemModel &rows = *view->model();
        QTRY_COMPARE(rows.rowCount(), 2);
        QStringList texts;
        for (int row = 0; row < 2; ++row) {
            for (int column = 0; column < rows.columnCount(); ++column) {
                texts.append(rows.index(row, column).data().toString());
            }
        }
        const QString all = texts.join(QLatin1Char('|'));
        QVERIFY2(all.contains(QLatin1String("No recordings")), qPrintable(all));
        QVERIFY2(all.contains(QLatin1String("- / - / 30 day")), qPrintable(all));
        QVERIFY2(all.contains(QLatin1String("1.9 GB / 640 minute")), qPrintable(all));
        QVERIFY2(all.contains(QLatin1String("5.0 MB / 0 minute")),
                 qPrintable(all)); // as it is, also when it is 0
        QVERIFY2(all.contains(QLatin1String("95%")), qPrintable(all));
        saveShot(*page, QStringLiteral("storage-usage"));
    }
    void howNearIsSaidInWords_data()
    {
        QTest::addColumn<int>("minutes");
        QTest::addColumn<QString>("words");
        QTest::newRow("far") << 79 << QStringLiteral("79%");
        QTest::newRow("80") << 80 << QStringLiteral("80%: near the limit");
        QTest::newRow("90") << 90 << QStringLiteral("90%: almost full");
        QTest::newRow("over") << 120 << QStringLiteral("120%: limit reached");
    }
    void howNearIsSaidInWords()
    {
        QFETCH(int, minutes);
        QFETCH(QString, words);
        Bench bench(true);
        QCOMPARE(bench.stateOf(minutes), words);
    }
    void theAgeOfTheFiguresIsSaid()
    {
        Bench bench(false);
        const auto *age = bench.page->findChild<QLabel *>(QStringLiteral("usage-age"));
        QVERIFY(age != nullptr);
        QCOMPARE(age->text(), QString());
        QCOMPARE(bench.stateOf(1), QStringLiteral("1%"));
        QCOMPARE(age->text(), QStringLiteral("Usage info is updated less than a minute ago."));
        // Refreshed by hand.
        auto *actions = dynamic_cast<PageActions *>(bench.page.get());
        QVERIFY(actions != nullptr);
        const int asked = bench.rpc.count(kList);
        actions->refresh();

        QTRY_COMPARE(bench.rpc.count(kList), asked + 1);
        bench.stateOf(95);
        QTRY_COMPARE(bench.state(), QStringLiteral("95%: almost full"));
    }
    void aTrialOpensItsJob()
    {
        Bench bench(true);
        QCOMPARE(bench.stateOf(95), QStringLiteral("95%: almost full"));
        QVERIFY(bench.action("trial") != nullptr);
        bench.action("trial")->trigger();
        QTRY_COMPARE(bench.rpc.count(kEnforce), 1);
        QVERIFY(bench.rpc.request<v1::StorageEnforceRequest>(kEnforce).dry_run());
        v1::Job job;
        job.set_id("j1");
        QVERIFY(bench.rpc.reply(kEnforce, job));
        QTRY_COMPARE(bench.navigator.opened.size(), 1);
        QCOMPARE(bench.navigator.opened.first().first, QStringLiteral("job"));
        QCOMPARE(bench.navigator.opened.first().second.value(QStringLiteral("id")).toString(),
                 QStringLiteral("j1"));
    }
    void removingIsAskedFirst()
    {
        Bench bench(true);
        QCOMPARE(bench.stateOf(95), QStringLiteral("95%: almost full"));
        const auto question = [&bench] {
            return bench.page->findChild<QMessageBox *>(QStringLiteral("enforce-question"));
        };
        bench.action("enforce-now")->trigger();
        QTRY_VERIFY(question() != nullptr);
        QTest::keyClick(question(), Qt::Key_Return); // the default is to keep everything
        QTRY_VERIFY(question() == nullptr);
        QCOMPARE(bench.rpc.count(kEnforce), 0);
        bench.action("enforce-now")->trigger();
        QTRY_VERIFY(question() != nullptr);
        question()->findChild<QPushButton *>(QStringLiteral("enforce"))->click();
        QTRY_COMPARE(bench.rpc.count(kEnforce), 1);
        QVERIFY(!bench.rpc.request<v1::StorageEnforceRequest>(kEnforce).dry_run());
        QVERIFY(bench.rpc.fail(kEnforce, common::ErrorCode::Conflict, {},
                               {{QStringLiteral("trial"), QStringLiteral("trial-needed")}}));
        QTRY_COMPARE(bench.navigator.notes.size(), 1);
        QCOMPARE(bench.navigator.notes.first(),
                 QStringLiteral("Could not remove recordings. A trial is needed before: its result says what "
                                "would be removed."));
        QVERIFY(bench.navigator.opened.isEmpty());
    }
    void aTenantsAdministratorOnlyLooks()
    {
        Bench bench(false);
        QCOMPARE(bench.stateOf(95), QStringLiteral("95%: almost full"));
        for (const char *name : {"trial", "enforce-now", "enforcement"}) {
            QVERIFY(bench.action(name) == nullptr);
        }
    }
    /// Tenants, too, are told whether something is removed because of their limits.
    void whetherLimitsAreEnforcedIsSaid()
    {
        for (const bool enabled : {true, false}) {
            Bench bench(false);
            const auto *line = bench.page->findChild<QLabel *>(QStringLiteral("enforcement-state"));
            QVERIFY(line != nullptr && line->text().isEmpty());
            QCOMPARE(bench.stateOf(1), QStringLiteral("1%"));
            v1::StorageEnforcement setting;
            setting.set_enabled(enabled);
            QVERIFY(bench.rpc.reply(QStringLiteral("StorageUsage/GetEnforcement"), setting));
            QVERIFY2(line->text().startsWith(enabled ? QLatin1String("Storage Limits: Enabled")
                                                     : QLatin1String("Storage Limits: Not enforced")),
                     qPrintable(line->text()));
        }
    }
    void enforcementIsASetting()
    {
        PageBench bench;
        bench.identity.scope = QStringLiteral("unrestricted");
        bench.identity.permissions.append(QStringLiteral("system.edit"));
        const std::unique_ptr<QWidget> page(createStorageEnforcement(bench.context(), {}, nullptr));
        page->resize(900, 500);
        page->show();
        v1::StorageEnforcement off;
        off.set_version(4);
        off.add_untried("Nordlicht");
        off.add_untried("Suedwind");
        QTRY_VERIFY(bench.rpc.last(QStringLiteral("StorageUsage/GetEnforcement")) != nullptr);
        QVERIFY(bench.rpc.reply(QStringLiteral("StorageUsage/GetEnforcement"), off));
        auto &form = dynamic_cast<SettingPage &>(*page).form();
        auto *box = form.findChild<QCheckBox *>();
        QVERIFY(box != nullptr);
        QVERIFY(!box->isChecked());
        QCOMPARE(form.values().value(QStringLiteral("untried")).toString(),
                 QStringLiteral("Nordlicht, Suedwind"));
        auto *untried = form.findChild<QLineEdit *>();
        QVERIFY(untried != nullptr && !untried->isEnabled());
        QTRY_VERIFY(untried->isVisible());
        box->click();
        page->findChild<QPushButton *>(QStringLiteral("save"))->click();
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("StorageUsage/SetEnforcement")), 1);
        const auto sent =
            bench.rpc.request<v1::StorageEnforcement>(QStringLiteral("StorageUsage/SetEnforcement"));
        QVERIFY(sent.enabled());
        QCOMPARE(sent.version(), 4);
        // When all limits were tried there is nothing to tell.
        v1::StorageEnforcement tried = sent;
        tried.clear_untried();
        QVERIFY(bench.rpc.reply(QStringLiteral("StorageUsage/SetEnforcement"), tried));
        QTRY_VERIFY(!untried->isVisible());
    }
    void whatAJobRemovesIsSaidInWords()
    {
        common::JobLine line{0, QStringLiteral("audio"), QStringLiteral("would-go"),
                             QStringLiteral("Nordlicht\t12\t3400000\t90"), false};
        const QString words = jobLineValue(line);
        for (const char *part : {"Nordlicht: ", "12 call", "3.4 MB", "90 minute"}) {
            QVERIFY2(words.contains(QLatin1String(part)), qPrintable(words));
        }
        line.code = QStringLiteral("damaged-file");
        QCOMPARE(jobLineValue(line), line.detail);
    }
};

EARSHOT_TEST(tst_storageusage, TestStorageUsage)
#include "tst_storageusage.moc"
