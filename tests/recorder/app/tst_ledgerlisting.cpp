// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/ledgerlisting.h"

#include "recorder/capture/ledger/ledger.h"

#include "tests/support/testmain.h"

#include <QTemporaryDir>
#include <QTest>

#include <latch>

using namespace recorder;

namespace
{

/// A ledger of ten calls, every second one of another tenant, the third one stored.
struct Rows {
    Rows()
    {
        auto ledger = Ledger::open(file);
        std::latch all(11);
        const auto done = [&all](const common::Status &status) {
            if (!status) {
                qFatal("%s", qPrintable(status.error().message));
            }
            all.count_down();
        };
        for (int i = 0; i < 10; ++i) {
            LedgerRow row;
            row.id = common::makeUuidV7();
            row.call = common::CallId::generate();
            row.tenant = i % 2 == 0 ? QStringLiteral("Nordlicht") : QStringLiteral("Suedwind");
            row.dialog.callId = "call-" + QByteArray::number(i);
            row.media = {{QStringLiteral("peer"), QStringLiteral("192.0.2.9")}};
            row.startUnixMs = 1000 + i;
            ids.append(row.call.toString());
            (*ledger)->insert(row, done);
            if (i == 2) {
                (*ledger)->advance(row.call, LedgerState::Stored, QString(), {}, done);
            }
        }
        all.wait();
    }
    QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("ledger.sqlite"));
    QStringList ids;
};

QStringList idsOf(const common::ListPageOf<common::LedgerEntry> &page)
{
    QStringList ids;
    for (const common::LedgerEntry &entry : page.items) {
        ids.append(entry.id);
    }
    return ids;
}

} // namespace

class TestLedgerListing : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pagesFollowEachOther_data()
    {
        QTest::addColumn<QString>("order");
        QTest::addColumn<bool>("descending");
        QTest::addColumn<bool>("newestFirst");
        QTest::newRow("as it is") << QString() << false << true;
        QTest::newRow("oldest first") << QStringLiteral("answered") << false << false;
        QTest::newRow("newest first") << QStringLiteral("answered") << true << true;
    }
    void pagesFollowEachOther()
    {
        QFETCH(QString, order);
        QFETCH(bool, descending);
        QFETCH(bool, newestFirst);
        const Rows rows;
        QStringList expected = rows.ids;
        if (newestFirst) {
            std::reverse(expected.begin(), expected.end());
        }
        common::ListQuery query;
        query.pageSize = 4;
        query.order = order;
        query.descending = descending;
        QStringList seen;
        int pages = 0;
        do {
            const auto page = listLedger(rows.file, query, {});
            QVERIFY2(page, page ? "" : qPrintable(page.error().message));
            QCOMPARE(page->total, 10);
            seen += idsOf(*page);
            query.pageToken = page->nextToken;
            ++pages;
        } while (!query.pageToken.isEmpty());
        QCOMPARE(pages, 3);
        QCOMPARE(seen, expected);
        query.pageSize = 10;
        QVERIFY(listLedger(rows.file, query, {})->nextToken.isEmpty());
    }

    void tenantsAndStatesFilter()
    {
        const Rows rows;
        common::ListQuery query;
        QCOMPARE(listLedger(rows.file, query, QStringLiteral("Suedwind"))->total, 5);
        QVERIFY(!idsOf(*listLedger(rows.file, query, QStringLiteral("Suedwind"))).contains(rows.ids.first()));
        query.criteria = {{QStringLiteral("state"), QStringLiteral("is"), {QStringLiteral("stored")}}};
        const auto stored = listLedger(rows.file, query, QStringLiteral("Nordlicht"));
        QCOMPARE(idsOf(*stored), QStringList{rows.ids[2]});
        const common::LedgerEntry entry = stored->items.first();
        QCOMPARE(entry.state, QStringLiteral("stored"));
        QCOMPARE(entry.interface, QStringLiteral("siprec"));
        QCOMPARE(entry.peer, QStringLiteral("192.0.2.9"));
        QCOMPARE(entry.protocolCallId, QStringLiteral("call-2"));
        QCOMPARE(common::toUnixMs(entry.answered), qint64{1002});
        QCOMPARE(listLedger(rows.file, query, QStringLiteral("Suedwind"))->total, 0);
        query.criteria.first().op = QStringLiteral("any-of");
        query.criteria.first().values = {QStringLiteral("accepted"), QStringLiteral("stored")};
        QCOMPARE(listLedger(rows.file, query, {})->total, 10);
        query.criteria.first().values = {QStringLiteral("' OR 1=1 --")};
        QCOMPARE(listLedger(rows.file, query, {})->total, 0);
    }

    void whatIsOverForLongIsFound()
    {
        const Rows rows;
        common::ListQuery query;
        const auto over = [&](const char *op, qint64 ms) {
            query.criteria = {{QStringLiteral("state"), QStringLiteral("any-of"), {QStringLiteral("stored")}},
                              {QStringLiteral("ended"), QLatin1String(op), {QString::number(ms)}}};
            return listLedger(rows.file, query, {})->total;
        };
        const qint64 now = common::toUnixMs(std::chrono::system_clock::now());
        QCOMPARE(over("less-than", now - 600'000), 0);
        QCOMPARE(over("less-than", now + 60'000), 1);
        QCOMPARE(over("at-least", now - 600'000), 1);
        query.criteria = {query.criteria.last()};
        QCOMPARE(listLedger(rows.file, query, {})->total, 1); // the others go on
    }

    /// Rows without id go by the name, the others by the id alone.
    void aNameThatWasGivenAwayShowsNothing()
    {
        const Rows rows;
        LedgerRow row;
        row.id = common::makeUuidV7();
        row.call = common::CallId::generate();
        row.tenant = QStringLiteral("Suedwind");
        row.tenantId = common::TenantId::generate();
        {
            auto ledger = Ledger::open(rows.file);
            std::latch done(1);
            (*ledger)->insert(row, [&done](const common::Status &) { done.count_down(); });
            done.wait();
        }
        const common::ListQuery query;
        const common::TenantRef renamed(QStringLiteral("Ostwind"), row.tenantId);
        const common::TenantRef next(QStringLiteral("Suedwind"), common::TenantId::generate());
        QCOMPARE(idsOf(*listLedger(rows.file, query, renamed)), QStringList{row.call.toString()});
        QCOMPARE(listLedger(rows.file, query, next)->total, 5);
        QVERIFY(!idsOf(*listLedger(rows.file, query, next)).contains(row.call.toString()));
        QCOMPARE(listLedger(rows.file, query, {})->total, 11);
    }

    void whatIsNotThereIsSaid()
    {
        const Rows rows;
        const auto fieldOf = [&rows](auto change) {
            common::ListQuery query;
            change(query);
            const auto page = listLedger(rows.file, query, {});
            return page ? QString() : page.error().fields.keys().join(u',');
        };
        QCOMPARE(fieldOf([](auto &q) { q.search = QStringLiteral("x"); }), QStringLiteral("search"));
        QCOMPARE(fieldOf([](auto &q) { q.order = QStringLiteral("peer"); }), QStringLiteral("order"));
        QCOMPARE(fieldOf([](auto &q) { q.pageToken = QStringLiteral("x"); }), QStringLiteral("page-token"));
        QCOMPARE(
            fieldOf([](auto &q) {
                q.criteria = {{QStringLiteral("ended"), QStringLiteral("at-least"), {QStringLiteral("x")}}};
            }),
            QStringLiteral("criteria"));
        QCOMPARE(fieldOf([](auto &q) {
                     q.criteria = {{QStringLiteral("ended"), QStringLiteral("is"), {QStringLiteral("1")}}};
                 }),
                 QStringLiteral("criteria"));
        QCOMPARE(fieldOf([](auto &q) {
                     q.criteria = {{QStringLiteral("peer"), QStringLiteral("is"), {{}}}};
                 }),
                 QStringLiteral("criteria"));
        QCOMPARE(listLedger(rows.dir.filePath(QStringLiteral("none")), {}, {}).error().code,
                 common::ErrorCode::NotFound);
    }
};

EARSHOT_TEST(tst_ledgerlisting, TestLedgerListing)
#include "tst_ledgerlisting.moc"
