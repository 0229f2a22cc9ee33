// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/callcriteria.h"

#include "recorder/store/callquery.h"
#include "recorder/store/callrepository.h"
#include "recorder/store/tenantrepository.h"
#include "recorder/store/userrepository.h"

#include "tests/support/callbuilder.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using common::Criterion;
using common::ErrorCode;
using common::FinishedCall;
using common::ListQuery;
using common::Result;
using namespace std::chrono_literals;
using tests::aCall;

namespace
{

const QStringList kFields{
    QStringLiteral("date"),        QStringLiteral("duration"),  QStringLiteral("number"),
    QStringLiteral("from-number"), QStringLiteral("to-number"), QStringLiteral("name"),
    QStringLiteral("user"),        QStringLiteral("group"),     QStringLiteral("assigned"),
    QStringLiteral("state"),       QStringLiteral("flag"),      QStringLiteral("from"),
    QStringLiteral("to"),          QStringLiteral("extension"), QStringLiteral("tenant")};
const QStringList kOperators{
    QStringLiteral("is"),           QStringLiteral("is-not"),    QStringLiteral("contains"),
    QStringLiteral("begins"),       QStringLiteral("any-of"),    QStringLiteral("between"),
    QStringLiteral("at-least"),     QStringLiteral("less-than"), QStringLiteral("is-empty"),
    QStringLiteral("not-contains"), QStringLiteral("last-days"), QStringLiteral("is-not-empty"),
    QStringLiteral("at-most")};
/// 2026-03-01 12:00 UTC
constexpr qint64 kNoon = 1772366400000;

} // namespace

/// Conditions of lists in their wire form, up to the rows that they find.
class TestCallCriteria : public QObject
{
    Q_OBJECT

    std::unique_ptr<tests::TestDb> m_db;
    std::unique_ptr<ConnectionPool> m_pool;
    TenantKey m_tenant{};
    TenantKey m_other{};
    common::UserId m_anna = common::UserId::generate();
    common::UserId m_bodo = common::UserId::generate();
    GroupId m_sales;
    QHash<common::CallId, QString> m_names;

    QList<Segment> segmentsOf(const FinishedCall &call, const std::optional<common::UserId> &user)
    {
        QList<Segment> segments;
        for (const common::Participant &party : call.participants) {
            Segment segment;
            segment.party = party;
            if (user && !party.from) {
                segment.user = user;
                segment.extension = party.number;
                segment.userName =
                    *user == m_anna ? QStringLiteral("Anna Berg") : QStringLiteral("Bodo Kamp");
                if (*user == m_anna) {
                    segment.group = m_sales;
                }
            }
            segments.append(segment);
        }
        return segments;
    }

    void add(Transaction &transaction, TenantKey tenant, const QString &name, FinishedCall call,
             const std::optional<common::UserId> &user)
    {
        CallRepository calls(transaction);
        calls.ensureMonth(common::momentOf(call.id.uuid()));
        if (!calls.insert(tenant, call, segmentsOf(call, user))) {
            qFatal("no call");
        }
        m_names.insert(call.id, name);
    }

    FinishedCall call(const QString &from, const QString &to, std::chrono::milliseconds duration, int minutes)
    {
        FinishedCall made = aCall(QStringLiteral("Nordlicht"), from, to);
        made.connectTime = common::wallFromUnixMs(kNoon + minutes * 60000LL);
        QByteArray raw = common::uuidV7Floor(made.connectTime).toRfc4122();
        raw[15] = static_cast<char>(m_names.size() + 1);
        made.id = common::CallId(QUuid::fromRfc4122(raw));
        made.duration = duration;
        return made;
    }

    Result<CallPage> find(const ListQuery &query, const std::optional<QList<QUuid>> &reach = {})
    {
        auto request = callPageRequestOf(query);
        if (!request) {
            return common::propagate(request);
        }
        request->criteria.reach = reach;
        return m_pool->run<CallPage>(
            [&](Transaction &transaction) { return CallRepository(transaction).list(m_tenant, *request); });
    }

    /// Names of what is found, oldest first; the total must agree.
    QString found(const ListQuery &query, const std::optional<QList<QUuid>> &reach = {})
    {
        const auto page = find(query, reach);
        if (!page) {
            return page.error().message;
        }
        QStringList names;
        for (const CallSummary &summary : page->calls) {
            names.prepend(m_names.value(summary.id));
        }
        return page->total == names.size() ? names.join(QLatin1Char(' '))
                                           : QStringLiteral("total %1").arg(page->total);
    }
    QString found(const QList<Criterion> &criteria)
    {
        ListQuery query;
        query.criteria = criteria;
        return found(query);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_db = std::make_unique<tests::TestDb>();
        m_pool = std::make_unique<ConnectionPool>(m_db->options());
        QVERIFY(m_pool->waitUntilUp(10s));
        const auto status = m_pool->run<void>([&](Transaction &transaction) -> common::Status {
            m_tenant = TenantRepository(transaction).findOrCreate(QStringLiteral("Nordlicht"))->key;
            m_other = TenantRepository(transaction).findOrCreate(QStringLiteral("Suedwind"))->key;
            UserRepository users(transaction, m_tenant);
            m_sales = users.findOrCreateGroup(QStringLiteral("Sales")).id;
            users.insert({m_anna, QStringLiteral("anna"), QStringLiteral("Anna Berg"), m_sales, {}});
            users.insert({m_bodo, QStringLiteral("bodo"), QStringLiteral("Bodo Kamp"), {}, {}});
            const auto text = [](const char *latin) { return QString::fromLatin1(latin); };
            FinishedCall one = call(text("+49301234567"), text("201"), 10s, 0);
            one.participants[0].name = QStringLiteral("Straßenbau Müller");
            add(transaction, m_tenant, text("one"), one, m_anna);
            FinishedCall two = call(text("+49301234599"), text("202"), 60s, 10);
            two.state = common::CallState::Partial;
            two.flags = two.flags | common::CallFlag::OneWay;
            add(transaction, m_tenant, text("two"), two, m_bodo);
            FinishedCall three = call(text("100%_off"), text("900"), 300s, 20);
            three.flags = three.flags | common::CallFlag::NoRtp | common::CallFlag::TimedOut;
            three.participants[1].name = QStringLiteral("O'Brien \\ Söhne");
            add(transaction, m_tenant, text("three"), three, std::nullopt);
            add(transaction, m_other, text("foreign"), call(text("+49301234567"), text("201"), 10s, 30), {});
            return {};
        });
        QVERIFY2(status, status ? "" : qPrintable(status.error().message));
    }

    void criteria_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("op");
        QTest::addColumn<QStringList>("values");
        QTest::addColumn<QString>("names");
        const auto row = [](const char *name, const char *field, const char *op, const QStringList &values,
                            const char *names) {
            QTest::newRow(name) << QString::fromLatin1(field) << QString::fromLatin1(op) << values
                                << QString::fromLatin1(names);
        };
        const auto at = [](int minutes) { return QString::number(kNoon + minutes * 60000LL); };
        const auto text = [](const char *utf8) { return QStringList{QString::fromUtf8(utf8)}; };
        row("date between", "date", "between", {at(0), at(10)}, "one");
        row("date since", "date", "at-least", {at(10)}, "two three");
        row("date before", "date", "less-than", {at(10)}, "one");
        row("duration between", "duration", "between", {QStringLiteral("10000"), QStringLiteral("60001")},
            "one two");
        row("duration at least", "duration", "at-least", {QStringLiteral("60000")}, "two three");
        row("duration less", "duration", "less-than", {QStringLiteral("60000")}, "one");
        row("number contains", "number", "contains", text("12345"), "one two");
        row("number is", "number", "is", text("202"), "two");
        row("number is not", "number", "is-not", text("202"), "one three");
        row("number begins", "number", "begins", text("20"), "one two");
        row("number written by hand", "number", "is", text("+49 (30) 123-45.67"), "one");
        row("from", "from-number", "begins", text("+4930"), "one two");
        row("from, not to", "from-number", "is", text("201"), "");
        row("to", "to-number", "is", text("900"), "three");
        row("percent is itself", "number", "contains", text("%"), "three");
        row("underscore is itself", "number", "contains", text("_"), "three");
        row("backslash is itself", "name", "contains", text("\\"), "three");
        row("apostrophe", "name", "contains", text("o'brien"), "three");
        row("case is folded", "name", "contains", text("BAU MÜLLER"), "one");
        row("name of our user", "name", "contains", text("anna"), "one");
        row("name is not", "name", "is-not", text("anna berg"), "two three");
        row("name begins", "name", "begins", text("bodo"), "two");
        row("nobody", "user", "is-empty", {}, "three");
        row("assigned", "assigned", "is", text("true"), "one two");
        row("not assigned", "assigned", "is", text("false"), "three");
        row("state", "state", "is", text("partial"), "two");
        row("state is not", "state", "is-not", text("partial"), "one three");
        row("states", "state", "any-of", {QStringLiteral("partial"), QStringLiteral("stored")},
            "one two three");
        row("flag", "flag", "is", text("no-rtp"), "three");
        row("flags", "flag", "any-of", {QStringLiteral("no-rtp"), QStringLiteral("one-way")}, "two three");
        row("from by number", "from", "begins", text("+4930"), "one two");
        row("from by name", "from", "contains", text("STRAßENBAU"), "one");
        row("not the name of the other side", "from", "contains", text("brien"), "");
        row("to by name", "to", "is", text("o'brien \\ söhne"), "three");
        row("to without", "to", "not-contains", text("20"), "three");
        row("number without", "number", "not-contains", text("12345"), "three");
        row("name without", "name", "not-contains", text("anna"), "two three");
        row("extension", "extension", "is", text("201"), "one");
        row("extension begins", "extension", "begins", text("20"), "one two");
        row("extension is not", "extension", "is-not", text("201"), "two three");
        row("no number", "from-number", "is-empty", {}, "");
        row("some number", "from-number", "is-not-empty", {}, "one two three");
        row("somebody", "user", "is-not-empty", {}, "one two");
        row("in a hundred years", "date", "last-days", text("36500"), "one two three");
        row("in a day", "date", "last-days", text("1"), "");
        row("flag is not", "flag", "is-not", text("no-rtp"), "one two");
    }
    void criteria()
    {
        QFETCH(QString, field);
        QFETCH(QString, op);
        QFETCH(QStringList, values);
        QTEST(found({{field, op, values}}), "names");
    }

    void people()
    {
        const QString user = QStringLiteral("user");
        const QString anna = m_anna.toString();
        const QString bodo = m_bodo.toString();
        QCOMPARE(found({{user, QStringLiteral("is"), {anna}}}), QStringLiteral("one"));
        QCOMPARE(found({{user, QStringLiteral("any-of"), {anna, bodo}}}), QStringLiteral("one two"));
        QCOMPARE(found({{user, QStringLiteral("is-not"), {anna}}}), QStringLiteral("two three"));
        QCOMPARE(found({{QStringLiteral("group"), QStringLiteral("is"), {m_sales.toString()}}}),
                 QStringLiteral("one"));
        QCOMPARE(found({{user, QStringLiteral("is"), {QUuid::createUuid().toString()}}}), QString());
    }

    /// By the name that lists show today, and by that of the day of the call.
    void renamedUsers()
    {
        const auto rename = [this](const char *name) {
            tests::runSql(m_db->url(), QStringLiteral("UPDATE users SET name = '%1' WHERE id = '%2'")
                                           .arg(QLatin1String(name), m_anna.toString()));
        };
        const auto named = [this](const char *name, const char *op = "contains") {
            return found({{QStringLiteral("name"), QLatin1String(op), {QLatin1String(name)}}});
        };
        QCOMPARE(named("lindqvist"), QString());
        rename("Anna Lindqvist");
        QCOMPARE(named("LINDQVIST"), QStringLiteral("one"));
        QCOMPARE(named("anna lind", "begins"), QStringLiteral("one"));
        QCOMPARE(named("anna lindqvist", "is"), QStringLiteral("one"));
        QCOMPARE(named("lindqvist", "not-contains"), QStringLiteral("two three"));
        QCOMPARE(named("berg"), QStringLiteral("one"));
        rename("Anna Berg");
    }

    /// Dates bound what is read for extensions, and change nothing.
    void extensionsAndDates()
    {
        const Criterion extension{
            QStringLiteral("extension"), QStringLiteral("begins"), {QStringLiteral("20")}};
        QCOMPARE(found({extension,
                        {QStringLiteral("date"), QStringLiteral("at-least"), {QString::number(kNoon + 1)}}}),
                 QStringLiteral("two"));
        QCOMPARE(found({{QStringLiteral("date"), QStringLiteral("less-than"), {QString::number(kNoon + 1)}},
                        extension}),
                 QStringLiteral("one"));
    }

    void ofATenant()
    {
        const auto uuid = [this](const char *name) {
            return tests::runSql(
                       m_db->url(),
                       QStringLiteral("SELECT uuid FROM tenants WHERE name = '%1'").arg(QLatin1String(name)))
                .value(0);
        };
        const QString tenant = QStringLiteral("tenant");
        QCOMPARE(found({{tenant, QStringLiteral("is"), {uuid("Nordlicht")}}}),
                 QStringLiteral("one two three"));
        QCOMPARE(found({{tenant, QStringLiteral("is"), {uuid("Suedwind")}}}), QString());
        QCOMPARE(found({{tenant, QStringLiteral("is-not"), {uuid("Nordlicht")}}}), QString());
    }

    void allCriteriaMustHold()
    {
        const QString number = QStringLiteral("number");
        QCOMPARE(found({{number, QStringLiteral("contains"), {QStringLiteral("12345")}},
                        {number, QStringLiteral("contains"), {QStringLiteral("99")}}}),
                 QStringLiteral("two"));
        QCOMPARE(found({{QStringLiteral("assigned"), QStringLiteral("is"), {QStringLiteral("true")}},
                        {QStringLiteral("assigned"), QStringLiteral("is"), {QStringLiteral("false")}}}),
                 QString());
        QCOMPARE(found({{QStringLiteral("date"), QStringLiteral("at-least"), {QString::number(kNoon)}},
                        {QStringLiteral("date"), QStringLiteral("at-least"), {QString::number(kNoon + 1)}}}),
                 QStringLiteral("two three"));
    }

    void searchLooksEverywhere()
    {
        ListQuery query;
        for (const auto &[text, names] :
             QList<std::pair<QString, QString>>{{QStringLiteral(" BERG "), QStringLiteral("one")},
                                                {QStringLiteral("030 123 45"), QString()},
                                                {QStringLiteral("+49 30 123 45"), QStringLiteral("one two")},
                                                {QStringLiteral("900"), QStringLiteral("three")},
                                                {QStringLiteral("söhne"), QStringLiteral("three")},
                                                {QStringLiteral("%"), QStringLiteral("three")},
                                                {QStringLiteral("   "), QStringLiteral("one two three")}}) {
            query.search = text;
            QCOMPARE(found(query), names);
        }
    }

    /// Lists and totals alike keep to what somebody reaches.
    void reach()
    {
        QCOMPARE(found(ListQuery(), QList<QUuid>{m_sales.uuid()}), QStringLiteral("one"));
        QCOMPARE(found(ListQuery(), QList<QUuid>{m_bodo.uuid()}), QStringLiteral("two"));
        QCOMPARE(found(ListQuery(), QList<QUuid>{}), QString());
        QCOMPARE(found(ListQuery(), QList<QUuid>{QUuid::createUuid()}), QString());
        ListQuery query; // what is asked for does not widen it
        query.criteria = {
            {QStringLiteral("user"), QStringLiteral("any-of"), {m_anna.toString(), m_bodo.toString()}}};
        QCOMPARE(found(query, QList<QUuid>{m_bodo.uuid()}), QStringLiteral("two"));
    }

    void oneCallOnlyWithinReach()
    {
        const common::CallId one = m_names.key(QStringLiteral("one"));
        const auto get = [&](TenantKey tenant, const std::optional<QList<QUuid>> &reach) {
            return m_pool->run<StoredCall>([&](Transaction &transaction) {
                return CallRepository(transaction).get(tenant, one, reach);
            });
        };
        QVERIFY(get(m_tenant, {}));
        QVERIFY(get(m_tenant, QList<QUuid>{m_sales.uuid()}));
        const common::Error absent =
            m_pool
                ->run<StoredCall>([&](Transaction &transaction) {
                    return CallRepository(transaction)
                        .get(m_tenant, common::CallId(QUuid(one.uuid())), QList<QUuid>{});
                })
                .error();
        QCOMPARE(absent.code, ErrorCode::NotFound);
        QVERIFY(get(m_tenant, QList<QUuid>{m_bodo.uuid()}).error() == absent);
        QVERIFY(get(m_other, {}).error() == absent);
        const auto visible = m_pool->run<QList<common::CallId>>([&](Transaction &transaction)
                                                                    -> Result<QList<common::CallId>> {
            return CallRepository(transaction).visible(m_tenant, m_names.keys(), QList<QUuid>{m_bodo.uuid()});
        });
        QCOMPARE(*visible, QList<common::CallId>{m_names.key(QStringLiteral("two"))});
    }

    void unknownWordsAreNamed_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("op");
        QTest::addColumn<QStringList>("values");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *field, const char *op, const QStringList &values,
                            const char *reason) {
            QTest::addRow("%s %s %d %s", field, op, int(values.size()), reason)
                << QString::fromLatin1(field) << QString::fromLatin1(op) << values
                << QString::fromLatin1(reason);
        };
        const QStringList one{QStringLiteral("x")};
        row("transcript", "is", one, "unknown");
        row("", "is", one, "unknown");
        row("connect_ms", "at-least", {QStringLiteral("1")}, "unknown");
        row("date", "is", {QStringLiteral("1")}, "operator");
        row("date", "", {QStringLiteral("1")}, "operator");
        row("date", "between", {QStringLiteral("1")}, "value");
        row("date", "at-least", one, "value");
        row("date", "at-least", {QStringLiteral("99999999999999999999")}, "value");
        row("date", "at-least", {QString::number(std::numeric_limits<qint64>::max())}, "value");
        row("date", "less-than", {QStringLiteral("-9300000000000")}, "value");
        row("date", "last-days", {QStringLiteral("0")}, "value");
        row("date", "last-days", {QStringLiteral("36501")}, "value");
        row("from", "is-empty", {}, "operator");
        row("from-number", "is-empty", one, "value");
        row("tenant", "is", one, "value");
        row("duration", "contains", {QStringLiteral("1")}, "operator");
        row("number", "any-of", one, "operator");
        row("number", "is", {}, "value");
        row("name", "contains", {QString(1001, QLatin1Char('x'))}, "value");
        row("user", "is", one, "value");
        row("user", "is-empty", one, "value");
        row("group", "is-empty", {}, "operator");
        row("user", "is", {QString(), QString()}, "value");
        row("assigned", "is", {QStringLiteral("TRUE")}, "value");
        row("state", "is", {QStringLiteral("gone")}, "value");
        row("flag", "any-of", {QStringLiteral("one-way"), QStringLiteral("x")}, "value");
    }
    void unknownWordsAreNamed()
    {
        QFETCH(QString, field);
        QFETCH(QString, op);
        QFETCH(QStringList, values);
        QFETCH(QString, reason);
        ListQuery query;
        query.criteria = {{field, op, values}};
        const auto request = callPageRequestOf(query);
        QVERIFY(!request);
        QCOMPARE(request.error().code, ErrorCode::Invalid);
        QCOMPARE(
            request.error().fields,
            (QMap<QString, QString>{{field, reason}, {QStringLiteral("criterion"), QStringLiteral("1")}}));
    }

    void unknownOrderIsNamed()
    {
        ListQuery query;
        query.order = QStringLiteral("connect_ms; DROP TABLE calls");
        QCOMPARE(callPageRequestOf(query).error().fields.firstKey(), QStringLiteral("order"));
    }

    /// Whatever stands in any place of a condition: it is refused or finds nothing, the statement stays whole
    /// and the tables too (A6).
    void payloadsStayText_data()
    {
        QTest::addColumn<QString>("payload");
        for (const char *payload : {"'",
                                    "''",
                                    "\"",
                                    "\\",
                                    "\\'",
                                    "%",
                                    "_",
                                    "$1",
                                    "$99",
                                    "%1",
                                    "1; DROP TABLE calls; --",
                                    "' OR '1'='1",
                                    "') OR true --",
                                    "'; SELECT pg_sleep(30); --",
                                    "/*",
                                    "*/ UNION SELECT 1 --",
                                    "\\x27 OR 1=1",
                                    "{}",
                                    "{\"a\",NULL}",
                                    "NULL",
                                    "1) OR (1=1",
                                    "::text",
                                    "E'\\''",
                                    "x' AND associated = '{}",
                                    "0x7f",
                                    "1e3",
                                    "\xc2\xa0",
                                    "\xef\xbc\x87 OR 1=1 --",
                                    "\n",
                                    "-0"}) {
            QTest::newRow(payload) << QString::fromUtf8(payload);
        }
        QTest::newRow("nul") << QStringLiteral("a") + QChar(u'\0') + QStringLiteral("' OR true --");
        QTest::newRow("half a surrogate") << QString(QChar(0xd800));
        QTest::newRow("long") << QString(1000, QLatin1Char('%'));
    }
    void payloadsStayText()
    {
        QFETCH(QString, payload);
        const auto harmless = [](const Result<CallPage> &page) {
            return page ? page->calls.size() <= 3 : page.error().code == ErrorCode::Invalid;
        };
        for (const QString &field : kFields) {
            for (const QString &op : kOperators) {
                for (const QStringList &values : {QStringList{payload}, QStringList{payload, payload}}) {
                    ListQuery query;
                    query.criteria = {{field, op, values}};
                    QVERIFY2(harmless(find(query)), qPrintable(field + QLatin1Char(' ') + op));
                }
            }
            ListQuery operators;
            operators.criteria = {{field, payload, {payload}}};
            QVERIFY(!find(operators));
        }
        ListQuery query;
        query.search = payload;
        QVERIFY(harmless(find(query)));
        query = {};
        query.criteria = {{payload, QStringLiteral("is"), {payload}}};
        QVERIFY(!find(query));
        query = {};
        query.order = payload;
        QVERIFY(!find(query));
        query = {};
        query.pageToken = payload;
        const auto page = find(query);
        QVERIFY(!page && page.error().code == ErrorCode::Invalid);
        QCOMPARE(found(ListQuery()), QStringLiteral("one two three"));
    }

    void payloadsInNumbersFindOnlyThemselves()
    {
        for (const char *payload : {"' OR true --", "%", "\\"}) {
            QCOMPARE(found({{QStringLiteral("to-number"),
                             QStringLiteral("contains"),
                             {QString::fromLatin1(payload)}}}),
                     QString());
        }
    }

    void forgedTokens()
    {
        const auto token = [](const QByteArray &json) {
            return QString::fromLatin1(json.toBase64(QByteArray::Base64UrlEncoding));
        };
        const QByteArray id = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
        for (const QByteArray &json : QList<QByteArray>{
                 QByteArray("[]"), QByteArray("{}"), QByteArray("[1,2,3]"),
                 "[\"connect_ms-\",\"1 OR 1=1\",\"" + id + "\"]", "[\"connect_ms-\",\"1\",\"x\"]",
                 "[\"id-\",\"1\",\"" + id + "\"]", "[\"connect_ms-\",\"1\",\"" + id + "\",\"more\"]"}) {
            ListQuery query;
            query.pageToken = token(json);
            const auto page = find(query);
            QVERIFY2(!page && page.error().code == ErrorCode::Invalid, json.constData());
        }
    }
};

EARSHOT_TEST(tst_callcriteria, TestCallCriteria)
#include "tst_callcriteria.moc"
