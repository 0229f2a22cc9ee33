// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/storageusagecodec.h"
#include "console/pages/settings/settingspages.h"
#include "tests/support/pagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

#include <QAbstractItemModel>
#include <QAbstractItemView>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

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
        QVERIFY2(all.contains(QLatin1String("95%")), qPrintable(all));
        saveShot(*page, QStringLiteral("storage-usage"));
    }
};

EARSHOT_TEST(tst_storageusage, TestStorageUsage)
#include "tst_storageusage.moc"
