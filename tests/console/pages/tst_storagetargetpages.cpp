// SPDX-License-Identifier: GPL-3.0-or-later
// The list and the page of storage targets; tst_pages walks what is the same for all pages.
#include "console/crud/connectiontest.h"
#include "console/crud/detailview.h"
#include "console/crud/listpage.h"
#include "console/kit/editdialog.h"
#include "console/kit/recordview.h"
#include "tests/console/pages/storagetargetbench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

#include <QCheckBox>
#include <QPushButton>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;
using Bench = StorageTargetBench;

class TestStorageTargetPages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void theListSaysWhatAndWhere()
    {
        Bench bench(true);
        QVERIFY(bench.openList());
        auto *model =
            static_cast<RecordModelBase *>(static_cast<ListPage *>(bench.page.get())->view().model());
        QTRY_COMPARE(model->rowCount(), 2);
        const auto cell = [model](int row, const char *column) {
            return model->index(row, model->columnOf(QLatin1String(column))).data().toString();
        };
        QCOMPARE(cell(0, "kind"), QStringLiteral("SFTP"));
        QCOMPARE(cell(0, "place"), QStringLiteral("vault.example.com"));
        QCOMPARE(cell(0, "tenant"), QStringLiteral("Acme"));
        QCOMPARE(cell(1, "kind"), QStringLiteral("Local file system"));
        QCOMPARE(cell(1, "tenant"), QStringLiteral("System"));
        QCOMPARE(cell(0, "tested"), QStringLiteral("Not tested"));
        QCOMPARE(cell(1, "tested"), QString()); // there is nothing to test
        saveShot(*bench.page, QStringLiteral("storage-targets"));
    }

    void theLastTestIsShown()
    {
        Bench bench(true);
        bench.open(&createStorageTargets);
        v1::StorageTargetList list = targetList();
        list.mutable_targets(0)->set_tested_ms(1'424'221'051'000); // 2015-02-18 00:57:31 UTC
        v1::StorageTarget failed = sftp();
        failed.set_id(idOf(43));
        failed.set_tested_ms(1'424'221'051'000);
        failed.set_tested_step("host-key");
        failed.set_tested_cause("host-key-unknown");
        *list.add_targets() = failed;
        QVERIFY(bench.rpc.reply(QStringLiteral("StorageTargets/List"), list));
        auto *model =
            static_cast<RecordModelBase *>(static_cast<ListPage *>(bench.page.get())->view().model());
        QTRY_COMPARE(model->rowCount(), 3);
        const auto cell = [model](int row) {
            return model->index(row, model->columnOf(QStringLiteral("tested")));
        };
        const QString passed = cell(0).data().toString();
        QVERIFY2(passed.startsWith(QLatin1String("Passed, ")) && passed.contains(QLatin1String("2015")),
                 qPrintable(passed));
        QCOMPARE(cell(0).data(StatusIconRole).toInt(), static_cast<int>(StatusRole::Good));
        const QString broken = cell(2).data().toString();
        QVERIFY2(broken.startsWith(QLatin1String("Failed at Host key, ")), qPrintable(broken));
        QCOMPARE(cell(2).data(StatusIconRole).toInt(), static_cast<int>(StatusRole::Failed));
        QVERIFY(!cell(2).data(Qt::ToolTipRole).toString().isEmpty());
    }

    void theKeyOfAStoredOneIsPinned()
    {
        Bench bench;
        QVERIFY(bench.openTarget(sftp()));
        auto &blocks = static_cast<DetailView *>(bench.page.get())->blocks();
        QCOMPARE(blocks.value(QStringLiteral("SFTP SETTINGS"), QStringLiteral("Password")),
                 QStringLiteral("kept"));
        QCOMPARE(blocks.value(QStringLiteral("SFTP SETTINGS"), QStringLiteral("Port")), QStringLiteral("22"));
        saveShot(*bench.page, QStringLiteral("storage-target"));
        bench.button("test")->click();
        auto *test = bench.page->findChild<ConnectionTestDialog *>();
        QVERIFY(test != nullptr);
        const int asked = bench.rpc.count(QStringLiteral("StorageTargets/Get"));
        QVERIFY(bench.rpc.reply(kTest, untrusted()));
        QCOMPARE(bench.rpc.count(QStringLiteral("StorageTargets/Get")),
                 asked + 1); // the page says how it ended
        find<QPushButton>(test, "repair")->click();
        QVERIFY(bench.rpc.reply(QStringLiteral("StorageTargets/Get"), sftp()));
        const auto sent = bench.rpc.request<v1::StorageTarget>(QStringLiteral("StorageTargets/Update"));
        QCOMPARE(sent.host_key(), kFingerprint);
        QCOMPARE(sent.version(), 3);
        v1::StorageTarget pinned = sftp();
        pinned.set_host_key(kFingerprint);
        pinned.set_version(4);
        QVERIFY(bench.rpc.reply(QStringLiteral("StorageTargets/Update"), pinned));
        QCOMPARE(bench.rpc.request<v1::StorageTarget>(kTest).host_key(), kFingerprint);
        QVERIFY(bench.rpc.reply(QStringLiteral("StorageTargets/Get"), pinned)); // the page reads it anew
        QCOMPARE(blocks.value(QStringLiteral("SFTP SETTINGS"), QStringLiteral("Host key")),
                 QString::fromStdString(kFingerprint));
    }

    void theRecordersOwnFolderStays()
    {
        Bench bench(true);
        QVERIFY(bench.openTarget(builtIn()));
        for (const char *name : {"edit", "test", "delete"}) {
            QVERIFY2(!bench.button(name)->isEnabled(), name);
            QCOMPARE(bench.button(name)->toolTip(),
                     QStringLiteral("It belongs to the recorder and stays as it is."));
        }
        // Its files may go elsewhere.
        QVERIFY(bench.button("move")->isEnabled());
        bench.button("move")->click();
        auto *dialog = bench.page->findChild<EditDialog *>();
        QVERIFY(dialog != nullptr);
        dialog->form()->edit(
            QStringLiteral("to"),
            QVariant::fromValue(Reference{QString::fromStdString(idOf(42)), QStringLiteral("Archive")}));
        find<QPushButton>(dialog, "save")->click();
        QCOMPARE(bench.rpc.request<v1::StorageMove>(QStringLiteral("StorageTargets/Move")).from(), idOf(41));
    }

    void whoMayOnlyLookIsTold()
    {
        Bench bench(false, false);
        QVERIFY(bench.openTarget(sftp()));
        for (const char *name : {"edit", "test", "move", "delete"}) {
            QVERIFY2(!bench.button(name)->isEnabled(), name);
            QVERIFY2(!bench.button(name)->toolTip().isEmpty(), name);
        }
    }

    void filesAreMovedByAJob()
    {
        Bench bench(true);
        QVERIFY(bench.openTarget(sftp()));
        bench.button("move")->click();
        auto *dialog = bench.page->findChild<EditDialog *>();
        QVERIFY(dialog != nullptr);
        auto *start = find<QPushButton>(dialog, "save");
        start->click();
        QCOMPARE(dialog->form()->errors().keys(), QStringList{QStringLiteral("to")});
        dialog->form()->edit(
            QStringLiteral("to"),
            QVariant::fromValue(Reference{QString::fromStdString(idOf(42)), QStringLiteral("Archive")}));
        dialog->form()->edit(QStringLiteral("begin"), QDate(2026, 3, 1));
        dialog->form()->edit(QStringLiteral("end"), QDate(2026, 2, 1));
        start->click();
        QCOMPARE(dialog->form()->errors().keys(), QStringList{QStringLiteral("end")});
        dialog->form()->edit(QStringLiteral("end"), QDate(2026, 3, 1));
        saveShot(*dialog, QStringLiteral("storage-move"));
        start->click();
        const QString method = QStringLiteral("StorageTargets/Move");
        const auto sent = bench.rpc.request<v1::StorageMove>(method);
        QCOMPARE(sent.from(), idOf(40));
        QCOMPARE(sent.to(), idOf(42));
        QVERIFY(sent.tenant_id().empty() && sent.dry_run());
        // A day in Berlin.
        QCOMPARE(sent.begin_ms(), QDateTime(QDate(2026, 2, 28), QTime(23, 0), Qt::UTC).toMSecsSinceEpoch());
        QCOMPARE(sent.end_ms() - sent.begin_ms(), 24LL * 3600 * 1000);
        QVERIFY(bench.rpc.fail(method, common::ErrorCode::Invalid, QStringLiteral("a value is wrong"),
                               {{QStringLiteral("to"), QStringLiteral("same-place")}}));
        QCOMPARE(dialog->form()->errors().value(QStringLiteral("to")),
                 QStringLiteral("Both targets are the same place."));
        find<QCheckBox>(dialog, "dry_run")->click();
        start->click();
        QVERIFY(!bench.rpc.request<v1::StorageMove>(method).dry_run());
        v1::Job job;
        job.set_id(idOf(77));
        QVERIFY(bench.rpc.reply(method, job));
        QCOMPARE(bench.navigator.opened.size(), 1);
        QCOMPARE(bench.navigator.opened.first().first, QStringLiteral("job"));
        QCOMPARE(bench.navigator.opened.first().second.value(QStringLiteral("id")).toString(), textId(77));
    }

    void deletingCanBeUndone()
    {
        Bench bench;
        QVERIFY(bench.openTarget(sftp()));
        bench.button("delete")->click();
        v1::RemoveReply removed;
        removed.set_removed(1);
        removed.add_ids(sftp().id());
        QVERIFY(bench.rpc.reply(QStringLiteral("StorageTargets/Remove"), removed));
        const QString name = QString::fromStdString(sftp().name());
        QTRY_COMPARE(bench.navigator.notes,
                     QStringList{QStringLiteral("Storage target «%1» deleted").arg(name)});
        QVERIFY(bench.navigator.lastUndo);
        bench.navigator.lastUndo();
        QVERIFY(bench.rpc.last(QStringLiteral("StorageTargets/Restore")) != nullptr);
    }
};

EARSHOT_TEST(tst_storagetargetpages, TestStorageTargetPages)
#include "tst_storagetargetpages.moc"
