// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/tenantrepository.h"

#include "tests/recorder/store/callcorpus.h"
#include "tests/support/callbuilder.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>

using namespace recorder;
using common::CallFlag;
using common::ErrorCode;
using common::FinishedCall;
using common::Result;
using namespace std::chrono_literals;
using tests::kCalls;
using tests::Known;
using tests::kStart;
using tests::madeAt;

/// Every filter, order and page against a plain search in memory over the same calls.
class TestCallRepository : public QObject, private tests::CallCorpus
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { fill(); }

    void allOfThem()
    {
        compare({}, [](const Known &) { return true; });
    }

    void dates_data()
    {
        QTest::addColumn<qint64>("from");
        QTest::addColumn<qint64>("to");
        QTest::newRow("day") << kStart + 86400000 << kStart + 2 * 86400000;
        QTest::newRow("within a day") << kStart + 100 << kStart + 30000000;
        QTest::newRow("over midnight") << kStart + 80000000 << kStart + 90000000;
        QTest::newRow("over months") << kStart + 1 << kStart + 50LL * 86400000 + 12345;
        QTest::newRow("exact ends") << kStart + 25200000 << kStart + 2 * 25200000;
        QTest::newRow("empty") << kStart + 5 << kStart + 5;
        QTest::newRow("backwards") << kStart + 9000000000 << kStart;
        QTest::newRow("before all") << qint64{0} << kStart;
        QTest::newRow("since ever") << qint64{-1000000} << kStart + 40000000000;
    }
    void dates()
    {
        QFETCH(qint64, from);
        QFETCH(qint64, to);
        CallCriteria criteria;
        criteria.connectedFrom = common::wallFromUnixMs(from);
        const auto since = [&](const Known &k) { return common::toUnixMs(k.call.connectTime) >= from; };
        compare(criteria, since);
        criteria.connectedTo = common::wallFromUnixMs(to);
        const auto both = [&](const Known &k) {
            return since(k) && common::toUnixMs(k.call.connectTime) < to;
        };
        compare(criteria, both);
        criteria.unassigned = true; // now it must count for itself
        compare(criteria, [&](const Known &k) { return both(k) && !k.segments.at(1).user; });
    }

    void durations()
    {
        CallCriteria criteria;
        criteria.durationFrom = 60s;
        compare(criteria, [](const Known &k) { return k.call.duration >= 60s; });
        criteria.durationTo = 30min;
        compare(criteria, [](const Known &k) { return k.call.duration >= 60s && k.call.duration < 30min; });
    }

    void people()
    {
        CallCriteria criteria;
        criteria.users = {m_users.at(1)};
        compare(criteria, [&](const Known &k) { return k.segments.at(1).user == m_users.at(1); });
        criteria.users = {m_users.at(1), m_users.at(2)};
        compare(criteria, [&](const Known &k) {
            return k.segments.at(1).user == m_users.at(1) || k.segments.at(1).user == m_users.at(2);
        });
        criteria = {};
        criteria.group = m_groups.at(3);
        compare(criteria, [&](const Known &k) { return k.segments.at(1).group == m_groups.at(3); });
        criteria.durationFrom = 100s;
        criteria.number = TextFilter{TextMatch::Contains, QStringLiteral("7")};
        compare(criteria, [&](const Known &k) {
            return k.segments.at(1).group == m_groups.at(3) && k.call.duration >= 100s &&
                   (k.call.participants.at(0).number.contains(QLatin1Char('7')) ||
                    k.call.participants.at(1).number.contains(QLatin1Char('7')) ||
                    k.call.participants.value(2).number.contains(QLatin1Char('7')));
        });
    }

    void statesAndFlags()
    {
        CallCriteria criteria;
        criteria.state = common::CallState::Partial;
        compare(criteria, [](const Known &k) { return k.call.state == common::CallState::Partial; });
        criteria = {};
        criteria.anyFlag = common::CallFlags{} | CallFlag::NoRtp | CallFlag::Mixed;
        compare(criteria, [](const Known &k) {
            return has(k.call.flags, CallFlag::NoRtp) || has(k.call.flags, CallFlag::Mixed);
        });
    }

    void ordersAndPages_data()
    {
        QTest::addColumn<int>("order");
        QTest::addColumn<bool>("descending");
        QTest::addColumn<int>("size");
        for (const int order : {0, 1, 2, 3}) {
            for (const bool descending : {true, false}) {
                for (const int size : {1, 7, 100, 300, 1000}) {
                    QTest::addRow("%d %d %d", order, descending, size) << order << descending << size;
                }
            }
        }
    }
    void ordersAndPages()
    {
        QFETCH(int, order);
        QFETCH(bool, descending);
        QFETCH(int, size);
        CallPageRequest request;
        request.order = static_cast<CallOrder>(order);
        request.descending = descending;
        request.size = size;
        request.wantTotal = false;
        QList<Known> expected = m_known;
        if (size == 1) {
            request.criteria.durationTo = 30s; // few, so that a page of one is walked in time
            expected.removeIf([](const Known &k) { return k.call.duration >= 30s; });
        }
        const auto key = [&](const Known &k) {
            const QString text =
                request.order == CallOrder::FromNumber ? k.call.participants.at(0).number.toLower()
                : request.order == CallOrder::ToNumber ? k.call.participants.at(1).number.toLower()
                                                       : QString();
            const qint64 number = request.order == CallOrder::Date ? common::toUnixMs(k.call.connectTime)
                                  : request.order == CallOrder::Duration ? k.call.duration.count()
                                                                         : 0;
            return std::tuple(number, text.toUtf8(), k.call.id.uuid().toRfc4122());
        };
        std::sort(expected.begin(), expected.end(), [&](const Known &a, const Known &b) {
            return descending ? key(b) < key(a) : key(a) < key(b);
        });
        QList<common::CallId> expectedIds;
        for (const Known &known : expected) {
            expectedIds.append(known.call.id);
        }
        QCOMPARE(ids(request), expectedIds);
    }

    void foreignTokensAreInvalid()
    {
        CallPageRequest request;
        request.size = 10;
        const QString token = list(request)->nextToken;
        QVERIFY(!token.isEmpty());
        request.pageToken = token;
        request.order = CallOrder::Duration;
        const auto wrong = list(request);
        QCOMPARE(wrong.error().code, ErrorCode::Invalid);
        QCOMPARE(wrong.error().fields.value(QStringLiteral("pageToken")), QStringLiteral("invalid"));
        request.order = CallOrder::Date;
        for (const QString &odd :
             {QStringLiteral("x"), QStringLiteral("%%%"), token.chopped(5), QString(5000, QLatin1Char('A')),
              QString::fromLatin1(
                  QByteArray("[\"connect_ms-\",\"1;DROP\",\"" + QByteArray(36, '0') + "\"]").toBase64())}) {
            request.pageToken = odd;
            QCOMPARE(list(request).error().code, ErrorCode::Invalid);
        }
    }

    void totalsThatTakeTooLongAreEstimates()
    {
        tests::TestDb db;
        tests::runSql(db.url(),
                      QStringLiteral(
                          "INSERT INTO tenants (uuid, name, created_ms) VALUES (gen_random_uuid(), 'n', 0)"));
        tests::runSql(
            db.url(),
            QStringLiteral(
                "INSERT INTO calls SELECT gen_random_uuid(), i, i, i, (SELECT id FROM tenants WHERE id > 0), "
                "0, 1, '1', "
                "'2', "
                "'', 'x', 'y', repeat('abcdefgh', 20) || 'ä', '{}' FROM generate_series(1, 40000) i"));
        tests::runSql(db.url(), QStringLiteral("ANALYZE calls"));
        ConnectionPool pool(db.options(1));
        QVERIFY(pool.waitUntilUp(10s));
        CallPageRequest request;
        request.criteria.name = TextFilter{TextMatch::Contains, QStringLiteral("ä")};
        request.size = 3;
        for (const auto &[limit, exact] : {std::pair(1ms, false), std::pair(20000ms, true)}) {
            request.countLimit = limit;
            const auto page = pool.run<CallPage>([&](Transaction &transaction) {
                return CallRepository(transaction).list(std::nullopt, request);
            });
            QVERIFY2(page, page ? "" : qPrintable(page.error().message));
            QCOMPARE(page->calls.size(), 3);
            QCOMPARE(page->totalExact, exact);
            QVERIFY2(exact ? page->total == 40000 : page->total > 1000,
                     qPrintable(QString::number(page->total)));
        }
    }

    void countersFollowRemovals()
    {
        tests::TestDb db;
        ConnectionPool pool(db.options(1));
        QVERIFY(pool.waitUntilUp(10s));
        const auto status = pool.run<void>([](Transaction &transaction) -> common::Status {
            const auto tenant = TenantRepository(transaction).findOrCreate(QStringLiteral("n"));
            for (quint32 i = 0; i < 10; ++i) {
                CallRepository calls(transaction);
                calls.ensureMonth(common::wallFromUnixMs(kStart));
                if (!calls.insert(
                        tenant->key,
                        madeAt(kStart + 50000000LL * i, QStringLiteral("1"), QStringLiteral("2"), i), {})) {
                    qFatal("not inserted");
                }
            }
            return {};
        });
        QVERIFY(status);
        const QString sum = QStringLiteral("SELECT sum(calls), count(*) FROM call_counts");
        QCOMPARE(tests::runSql(db.url(), sum), (QStringList{QStringLiteral("10"), QStringLiteral("6")}));
        tests::runSql(db.url(),
                      QStringLiteral("DELETE FROM calls WHERE connect_ms < %1").arg(kStart + 120000000));
        QCOMPARE(tests::runSql(db.url(), sum).value(0), QStringLiteral("7"));
    }

    void cleanupTestCase() { drop(); }
};

EARSHOT_TEST(tst_callrepository, TestCallRepository)
#include "tst_callrepository.moc"
