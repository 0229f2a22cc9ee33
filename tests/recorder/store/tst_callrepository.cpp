// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/callrepository.h"

#include "recorder/store/tenantrepository.h"
#include "recorder/store/transaction.h"

#include "tests/support/callbuilder.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace recorder;
using common::CallFlag;
using common::ErrorCode;
using common::FinishedCall;
using common::Result;
using namespace std::chrono_literals;
using tests::aCall;

namespace
{

constexpr int kCalls = 300;
/// 2026-03-01 00:00 UTC; the calls lie seven hours apart from there on.
const qint64 kStart = 1772323200000;

/// One call and what the filters must find in it, kept beside the database to compare with.
struct Known {
    FinishedCall call;
    QList<Segment> segments;
};

FinishedCall madeAt(qint64 unixMs, const QString &from, const QString &to, quint32 number)
{
    FinishedCall call = aCall(QStringLiteral("Nordlicht"), from, to);
    QByteArray raw = common::uuidV7Floor(common::wallFromUnixMs(unixMs)).toRfc4122();
    raw[6] = 0x70;
    raw[14] = static_cast<char>(number >> 8);
    raw[15] = static_cast<char>(number);
    call.id = common::CallId(QUuid::fromRfc4122(raw));
    call.connectTime = common::wallFromUnixMs(unixMs);
    return call;
}

} // namespace

/// Every filter, order and page against a plain search in memory over the same calls.
class TestCallRepository : public QObject
{
    Q_OBJECT

    std::unique_ptr<tests::TestDb> m_db;
    std::unique_ptr<ConnectionPool> m_pool;
    QList<Known> m_known;
    TenantKey m_tenant{};
    QList<common::UserId> m_users;
    QList<GroupId> m_groups;

    Result<CallPage> list(const CallPageRequest &request)
    {
        return m_pool->run<CallPage>(
            [&](Transaction &transaction) { return CallRepository(transaction).list(m_tenant, request); });
    }

    /// All pages of a request.
    QList<common::CallId> ids(CallPageRequest request, qint64 *total = nullptr)
    {
        QList<common::CallId> found;
        do {
            const auto page = list(request);
            if (!page) {
                qFatal("%s", qPrintable(page.error().message));
            }
            for (const CallSummary &call : page->calls) {
                found.append(call.id);
            }
            if (total) {
                *total = page->totalExact ? page->total : -2;
            }
            request.pageToken = page->nextToken;
        } while (!request.pageToken.isEmpty());
        return found;
    }

    template <typename F>
    void compare(const CallCriteria &criteria, F holds)
    {
        QList<common::CallId> expected;
        for (const Known &known : m_known) {
            if (holds(known)) {
                expected.prepend(known.call.id); // newest first
            }
        }
        CallPageRequest request;
        request.criteria = criteria;
        request.size = 37;
        qint64 total = -1;
        QCOMPARE(ids(request, &total), expected);
        QCOMPARE(total, expected.size());
    }

    void addCall(Transaction &transaction, int i, std::mt19937 &random);

private Q_SLOTS:
    void initTestCase()
    {
        m_db = std::make_unique<tests::TestDb>();
        m_pool = std::make_unique<ConnectionPool>(m_db->options());
        QVERIFY(m_pool->waitUntilUp(10s));
        for (int i = 0; i < 4; ++i) {
            m_users.append(common::UserId::generate());
            m_groups.append(GroupId::generate());
        }
        const auto status = m_pool->run<void>([&](Transaction &transaction) -> common::Status {
            const auto tenant = TenantRepository(transaction).findOrCreate(QStringLiteral("Nordlicht"));
            m_tenant = tenant->key;
            std::mt19937 random(7);
            for (int i = 0; i < kCalls; ++i) {
                CallRepository(transaction).ensureMonth(common::wallFromUnixMs(kStart + i * 25200000LL));
            }
            for (int i = 0; i < kCalls; ++i) {
                addCall(transaction, i, random);
            }
            return {};
        });
        QVERIFY2(status, status ? "" : qPrintable(status.error().message));
    }

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

    void numbers_data();
    void numbers();
    void names_data();
    void names();

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

    void hostileTextsAreKeptAndFound_data();
    void hostileTextsAreKeptAndFound();

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

    void cleanupTestCase()
    {
        m_pool.reset();
        m_db.reset();
    }
};

void TestCallRepository::addCall(Transaction &transaction, int i, std::mt19937 &random)
{
    static const QStringList names{QStringLiteral("Jörg Straße"), QStringLiteral("ANNA Vogt"), QString(),
                                   QStringLiteral("Li Wéi"), QStringLiteral("o'brien_50%")};
    const auto pick = [&random](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    Known known;
    known.call = madeAt(kStart + i * 25200000LL, QStringLiteral("+4930%1").arg(1000000 + pick(900000)),
                        i % 10 == 3 ? QStringLiteral("Alice.W") : QString::number(200 + pick(50)),
                        static_cast<quint32>(i));
    FinishedCall &call = known.call;
    call.duration = std::chrono::milliseconds(pick(300) * 1000);
    call.participants[0].name = names.at(pick(5));
    call.state = i % 7 == 0 ? common::CallState::Partial : common::CallState::Stored;
    call.flags = i % 5 == 0    ? common::CallFlags{} | CallFlag::NoRtp
                 : i % 11 == 0 ? common::CallFlags{} | CallFlag::Mixed
                               : 0;
    if (i % 6 == 0) {
        common::Participant third = call.participants.at(1);
        third.number = QStringLiteral("0800%1").arg(pick(1000));
        third.name = QStringLiteral("Third Person");
        call.participants.append(third);
    }
    for (const common::Participant &party : std::as_const(call.participants)) {
        known.segments.append({party, 0, std::nullopt, {}, {}, std::nullopt, {}});
    }
    if (i % 4 != 0) {
        known.segments[1].user = m_users.at(pick(4));
        known.segments[1].userName = QStringLiteral("Agent %1").arg(pick(4));
        known.segments[1].group = m_groups.at(pick(4));
    }
    if (!CallRepository(transaction).insert(m_tenant, call, known.segments).value_or(false)) {
        qFatal("call %d was not inserted", i);
    }
    m_known.append(known);
}

void TestCallRepository::numbers_data()
{
    QTest::addColumn<int>("match");
    QTest::addColumn<int>("side");
    QTest::addColumn<QString>("text");
    for (const char *text : {"4930", "+4930", "12", "7", "0800", "alice", "ALICE.W", "201", "%", "_", "49%",
                             "\\", "'", ".", "\n", "x"}) {
        for (const int match : {0, 1, 2}) {
            for (const int side : {0, 1, 2}) {
                QTest::addRow("%d %d %s", match, side, text) << match << side << QString::fromLatin1(text);
            }
        }
    }
}

void TestCallRepository::numbers()
{
    QFETCH(int, match);
    QFETCH(int, side);
    QFETCH(QString, text);
    CallCriteria criteria;
    criteria.number = TextFilter{static_cast<TextMatch>(match), text};
    criteria.numberSide = static_cast<CallSide>(side);
    const QString wanted = text.trimmed().toLower();
    if (wanted.isEmpty()) {
        QVERIFY(
            list({criteria, {}, true, 10, {}, true, 1s})); // only spaces: whatever it finds, it does not fail
        return;
    }
    compare(criteria, [&](const Known &known) {
        for (qsizetype i = 0; i < known.call.participants.size(); ++i) {
            const QString number = known.call.participants.at(i).number.toLower();
            const bool looked = side == 0 || (side == 1 && i == 0) || (side == 2 && i == 1);
            const bool hit = match == 0   ? number.contains(wanted)
                             : match == 1 ? number.startsWith(wanted)
                                          : number == wanted;
            if (looked && hit) {
                return true;
            }
        }
        return false;
    });
}

void TestCallRepository::names_data()
{
    QTest::addColumn<int>("match");
    QTest::addColumn<QString>("text");
    for (const char *text : {"anna", "STRASSE", "straße", "jörg", "JÖRG", "an", "a", "Agent 2", "third",
                             "wéi", "O'B", "_50%", "50%", "%", "_", "n_a", "nobody", "Jörg Straße"}) {
        for (const int match : {0, 1, 2}) {
            QTest::addRow("%d %s", match, text) << match << QString::fromUtf8(text);
        }
    }
}

void TestCallRepository::names()
{
    QFETCH(int, match);
    QFETCH(QString, text);
    CallCriteria criteria;
    criteria.name = TextFilter{static_cast<TextMatch>(match), text};
    const QString wanted = text.toCaseFolded();
    compare(criteria, [&](const Known &known) {
        QStringList names;
        for (const Segment &segment : known.segments) {
            names << segment.party.name.toCaseFolded() << segment.userName.toCaseFolded();
        }
        return std::any_of(names.begin(), names.end(), [&](const QString &name) {
            return match == 0 ? name.contains(wanted) : match == 1 ? name.startsWith(wanted) : name == wanted;
        });
    });
}

void TestCallRepository::hostileTextsAreKeptAndFound_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("quotes") << QStringLiteral("O'Neil \"x\" `; DROP TABLE calls; --$1");
    QTest::newRow("wildcards") << QStringLiteral("100% _und_ \\weg\\ {a,b} NULL");
    QTest::newRow("bidi") << QString::fromUtf8("\u202Eabc\u2066\u0645\u0631\u062D\u2069");
    QTest::newRow("astral") << QString::fromUtf8("\U0001F4DE\U00020000");
    QTest::newRow("nul") << (QStringLiteral("nul") + QChar(u'\0') + QStringLiteral("inside"));
    QTest::newRow("lines") << QStringLiteral("first\nsecond\r\n\tthird");
    QTest::newRow("long") << QString(10000, QLatin1Char('y'));
    QTest::newRow("placeholder") << QStringLiteral("%{id} %%{id} %");
}

void TestCallRepository::hostileTextsAreKeptAndFound()
{
    QFETCH(QString, text);
    tests::TestDb db;
    ConnectionPool pool(db.options(1));
    QVERIFY(pool.waitUntilUp(10s));
    FinishedCall call = madeAt(kStart, text, QStringLiteral("2"), 1);
    for (QString *field :
         {&call.reason, &call.recorder, &call.interface, &call.peer, &call.protocolCallId, &call.sessionId,
          &call.groupId, &call.participants[0].participantId, &call.participants[0].aor,
          &call.participants[0].name, &call.participants[0].ipAddress, &call.streams[0].label,
          &call.streams[0].codec, &call.files[0].path, &call.files[0].format}) {
        *field = text;
    }
    const QList<Segment> segments{{call.participants.at(0), 0, std::nullopt, {}, text, std::nullopt, {}},
                                  {call.participants.at(1), 1, std::nullopt, {}, {}, std::nullopt, {}}};
    TenantKey tenant{};
    const auto stored = pool.run<StoredCall>([&](Transaction &transaction) -> Result<StoredCall> {
        tenant = TenantRepository(transaction).findOrCreate(QStringLiteral("Nordlicht"))->key;
        CallRepository calls(transaction);
        auto inserted = calls.insert(tenant, call, segments);
        if (!inserted) {
            return common::propagate(inserted);
        }
        return calls.get(tenant, call.id);
    });
    QVERIFY2(stored, stored ? "" : qPrintable(stored.error().message));
    // The only change allowed: PostgreSQL cannot keep NUL.
    const auto kept = [](QString value) { return value.replace(QChar(u'\0'), QChar(0xfffd)); };
    QCOMPARE(stored->call.reason, kept(text));
    QCOMPARE(stored->call.participants.at(0).name, kept(text));
    QCOMPARE(stored->call.participants.at(0).number, kept(text));
    QCOMPARE(stored->call.participants.at(0).aor, kept(text));
    QCOMPARE(stored->call.files.at(0).path, kept(text));
    QCOMPARE(stored->call.streams.at(0).label, text); // inside JSON even NUL is kept
    QCOMPARE(stored->segments.at(0).extension, kept(text));
    for (const bool byName : {false, true}) {
        for (const auto match : {TextMatch::Contains, TextMatch::Begins, TextMatch::Is}) {
            CallPageRequest request;
            (byName ? request.criteria.name : request.criteria.number) = TextFilter{match, text};
            const auto page = pool.run<CallPage>(
                [&](Transaction &transaction) { return CallRepository(transaction).list(tenant, request); });
            if (text.size() > 1000) {
                QCOMPARE(page.error().code, ErrorCode::Invalid);
                QCOMPARE(page.error().fields.size(), 1);
                continue;
            }
            QVERIFY2(page, page ? "" : qPrintable(page.error().message));
            QCOMPARE(page->total, 1);
            QCOMPARE(page->calls.size(), 1);
        }
    }
}

EARSHOT_TEST(tst_callrepository, TestCallRepository)
#include "tst_callrepository.moc"
