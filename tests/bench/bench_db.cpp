// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/recordingsservice.h"
#include "recorder/store/callrepository.h"
#include "recorder/store/connectionpool.h"
#include "recorder/store/migrator.h"
#include "recorder/store/tenantwall.h"

#include "tests/support/callbuilder.h"
#include "tests/support/testdb.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <latch>
#include <vector>

/// How quick the recordings list is with a million calls, and how large they are: the real schema, the
/// settings of a private cluster, the services that the console will call. Wall times, medians after one run
/// to warm up.
using namespace recorder;
using namespace std::chrono_literals;

namespace
{

const QString kTenant = QStringLiteral("tenant 1"); // the large one

struct Filter {
    QString name;
    CallPageRequest request;
};

struct Bench {
    QString url;
    int runs = 3;
    QJsonObject figures;
    QStringList problems;

    QString ask(const QString &sql) const { return tests::runSql(url, sql).value(0); }
    void note(const QString &key, double value) { figures.insert(QStringLiteral("db.") + key, value); }
};

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void fill(Bench &bench, int calls)
{
    QFile file(QStringLiteral(":/bench/fill.sql"));
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("no fill.sql");
    }
    const QByteArray text = file.readAll().replace("$CALLS", QByteArray::number(calls));
    QElapsedTimer timer;
    timer.start();
    // One connection for all: the statements hand on temporary tables.
    const Migration script{1, QStringLiteral("0001_fill"), text};
    PoolOptions options;
    options.url = bench.url;
    options.threads = 1;
    options.statementTimeout = 30min;
    ConnectionPool pool(options);
    const auto status = pool.run<void>([&](Transaction &transaction) -> common::Status {
        for (const QByteArray &statement : script.statements()) {
            QElapsedTimer one;
            one.start();
            tests::execute(transaction, QString::fromUtf8(statement));
            qInfo("%6.1f s  %s", static_cast<double>(one.elapsed()) / 1000,
                  statement.trimmed().left(70).split('\n').first().constData());
        }
        return {};
    });
    if (!status) {
        qFatal("%s", qPrintable(status.error().message));
    }
    bench.ask(QStringLiteral("VACUUM ANALYZE")); // what autovacuum would do within a minute
    bench.note(QStringLiteral("fill_s"), static_cast<double>(timer.elapsed()) / 1000);
}

void measureSize(Bench &bench, int calls)
{
    const auto bytesOf = [&](const QString &pattern) {
        return bench
            .ask(QStringLiteral(
                     "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relnamespace = "
                     "'earshot'::regnamespace AND c.relkind = 'r' AND c.relname ~ '%1'")
                     .arg(pattern))
            .toDouble();
    };
    const double perMillion = 1e6 / calls / 1e9;
    bench.note(QStringLiteral("gb_per_million"),
               bytesOf(QStringLiteral("^(calls|call_details|participants|media_files|call_counts)")) *
                   perMillion);
    for (const char *table : {"calls", "call_details", "participants", "media_files"}) {
        bench.note(QStringLiteral("gb.%1").arg(QLatin1String(table)),
                   bytesOf(QStringLiteral("^%1_(20|rest)").arg(QLatin1String(table))) * perMillion);
    }
}

/// A list as the gate's work asks for it, behind the wall of the tenant; or bare, as the owner, to compare.
struct Lists {
    ConnectionPool &pool;
    TenantKey tenant;

    common::Result<CallPage> page(const CallPageRequest &request, bool bare = false) const
    {
        return pool.run<CallPage>([&](Transaction &transaction) {
            if (!bare) {
                raiseWall(transaction, tenant);
            }
            return CallRepository(transaction).list(tenant, request);
        });
    }
};

CallPage pageOf(Bench &bench, const Lists &lists, const Filter &filter, bool bare = false)
{
    auto page = lists.page(filter.request, bare);
    if (!page) {
        bench.problems.append(filter.name + QLatin1String(": ") + page.error().message);
        return {};
    }
    return *page;
}

/// Behind the wall and bare, turn about: what else the machine does meets both.
struct Both {
    double walled = 0;
    double bare = 0;
};

Both measure(Bench &bench, const Lists &lists, const Filter &filter)
{
    CallPage page = pageOf(bench, lists, filter);
    std::vector<double> times;
    std::vector<double> bareTimes;
    for (int i = 0; i < bench.runs; ++i) {
        QElapsedTimer timer;
        timer.start();
        const CallPage bare = pageOf(bench, lists, filter, true);
        bareTimes.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        timer.restart();
        page = pageOf(bench, lists, filter);
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        if (bare.total != page.total || bare.calls != page.calls) {
            bench.problems.append(filter.name + QStringLiteral(": the wall hides or shows something"));
        }
    }
    if (!page.totalExact || page.total <= 0 || page.calls.isEmpty()) {
        bench.problems.append(filter.name + QStringLiteral(": nothing found, or the total is an estimate"));
    }
    const double ms = median(times);
    const double bareMs = median(bareTimes);
    bench.note(QStringLiteral("filter.%1_ms").arg(filter.name), ms);
    bench.note(QStringLiteral("filter.%1_total").arg(filter.name), static_cast<double>(page.total));
    return {ms, bareMs};
}

/// The token of a page 200,000 calls down (or half-way).
QString deepToken(Bench &bench, const Lists &lists, int calls)
{
    Filter walk{QStringLiteral("walk"), {}};
    walk.request.size = 1000;
    walk.request.wantTotal = false;
    for (int at = 0; at < std::min(200000, calls / 2); at += 1000) {
        walk.request.pageToken = pageOf(bench, lists, walk).nextToken;
    }
    return walk.request.pageToken;
}

/// What the guide lets people look for on the Recordings pages.
QList<Filter> filtersOf(Bench &bench, const Lists &lists, int calls)
{
    QList<Filter> filters;
    const auto add = [&filters](const char *name) -> CallPageRequest & {
        filters.append({QLatin1String(name), {}});
        return filters.last().request;
    };
    const auto text = [](const char *what, TextMatch match = TextMatch::Contains) {
        return TextFilter{match, QString::fromLatin1(what)};
    };
    const auto now = std::chrono::system_clock::now();
    const QString oneOf = QStringLiteral("SELECT id FROM %1 WHERE tenant_id = (SELECT id FROM tenants WHERE "
                                         "name = 'tenant 1') ORDER BY id LIMIT 1");
    const auto user = common::UserId::fromString(bench.ask(oneOf.arg(QLatin1String("users"))));
    const auto group = GroupId::fromString(bench.ask(oneOf.arg(QLatin1String("groups"))));
    const auto lastDays = [&](CallPageRequest &request, int days) {
        request.criteria.connectedFrom = now - std::chrono::hours(24 * days + 5);
        request.criteria.connectedTo = now - 5h;
    };

    lastDays(add("date_week"), 7);
    lastDays(add("date_half_year"), 180);
    add("user").criteria.users = {user};
    add("group").criteria.group = group;
    add("not_assigned").criteria.unassigned = true;
    add("number_contains_2").criteria.number = text("30");
    add("number_contains_3").criteria.number = text("123");
    add("number_contains_4").criteria.number = text("4711");
    add("number_begins").criteria.number = text("+4930", TextMatch::Begins);
    add("number_is").criteria.number = text("1042", TextMatch::Is);
    auto &from = add("from_number_contains");
    from.criteria.number = text("555");
    from.criteria.numberSide = CallSide::From;
    add("name_contains_2").criteria.name = text("an");
    add("name_contains_4").criteria.name = text("krau");
    auto &common = add("duration_common");
    common.criteria.durationFrom = 1min;
    common.criteria.durationTo = 30min;
    auto &rare = add("duration_rare");
    rare.criteria.durationFrom = 1200s;
    rare.criteria.durationTo = 1230s;
    add("flag").criteria.anyFlag = common::CallFlags{} | common::CallFlag::OneWay;
    add("partial").criteria.state = common::CallState::Partial;
    auto &mixed = add("combination");
    lastDays(mixed, 90);
    mixed.criteria.group = group;
    mixed.criteria.durationFrom = 1min;
    mixed.criteria.durationTo = 30min;
    mixed.criteria.number = text("7");
    auto &heavy = add("combination_by_duration");
    heavy.criteria.name = text("a");
    heavy.criteria.number = text("3");
    heavy.order = CallOrder::Duration;
    add("sort_duration").order = CallOrder::Duration;
    auto &up = add("sort_duration_up");
    up.order = CallOrder::Duration;
    up.descending = false;
    add("sort_from_number").order = CallOrder::FromNumber;
    add("sort_to_number").order = CallOrder::ToNumber;
    add("deep_page").pageToken = deepToken(bench, lists, calls);
    return filters;
}

void measureRegistering(Bench &bench, RecordingsService &recordings)
{
    constexpr int kCalls = 3000;
    std::latch all(kCalls);
    std::vector<common::FinishedCall> calls;
    for (int i = 0; i < kCalls; ++i) {
        calls.push_back(
            tests::aCall(kTenant, QStringLiteral("+49301%1").arg(i), QString::number(1001 + i % 400)));
    }
    QElapsedTimer timer;
    timer.start();
    for (const auto &call : calls) {
        recordings.registerCall(call, [&](const common::Result<Registration> &result) {
            if (!result) {
                qCritical("%s", qPrintable(result.error().message));
            }
            all.count_down();
        });
    }
    all.wait();
    bench.note(QStringLiteral("registered_per_s"), kCalls * 1000.0 / static_cast<double>(timer.elapsed()));
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("calls"), QStringLiteral("calls to fill in"), QStringLiteral("n"),
          QStringLiteral("1000000")},
         {QStringLiteral("runs"), QStringLiteral("runs per figure"), QStringLiteral("n"),
          QStringLiteral("5")},
         {QStringLiteral("check"), QStringLiteral("fail when a list is wrong or far too slow")}});
    parser.process(app);
    const int calls = parser.value(QStringLiteral("calls")).toInt();

    const auto dir = tests::makeServerDir();
    auto options = tests::throwAwayCluster(*dir);
    options.durable = !parser.isSet(QStringLiteral("check"));
    options.sharedBuffersMb = PrivateClusterOptions().sharedBuffersMb;
    const auto cluster = PrivateCluster::start(options);
    if (!cluster) {
        qFatal("%s", qPrintable(cluster.error().message));
    }
    Bench bench;
    bench.url = (*cluster)->url();
    bench.runs = std::max(3, parser.value(QStringLiteral("runs")).toInt());
    if (const auto migrated = Migrator().run(bench.url); !migrated) {
        qFatal("%s", qPrintable(migrated.error().message));
    }
    fill(bench, calls);
    measureSize(bench, calls);

    PoolOptions pooled;
    pooled.url = bench.url;
    ConnectionPool pool(pooled);
    RecordingsService recordings(pool);
    if (!pool.waitUntilUp(10s)) {
        qFatal("no connection");
    }
    const Lists lists{
        pool,
        TenantKey(
            bench.ask(QStringLiteral("SELECT id FROM tenants WHERE name = '%1'").arg(kTenant)).toInt())};
    const Both first = measure(bench, lists, {QStringLiteral("none"), {}});
    bench.note(QStringLiteral("first_page_ms"), first.walled);
    bench.note(QStringLiteral("first_page_bare_ms"), first.bare);
    double worst = 0;
    double worstBare = 0;
    for (const Filter &filter : filtersOf(bench, lists, calls)) {
        const Both both = measure(bench, lists, filter);
        worst = std::max(worst, both.walled);
        worstBare = std::max(worstBare, both.bare);
    }
    bench.note(QStringLiteral("worst_filter_ms"), worst);
    bench.note(QStringLiteral("worst_filter_bare_ms"), worstBare);
    measureRegistering(bench, recordings);
    bench.note(QStringLiteral("calls"), calls);

    if (worst > 2000) {
        bench.problems.append(QStringLiteral("a list took more than two seconds"));
    }
    fprintf(stdout, "%s", QJsonDocument(bench.figures).toJson().constData());
    for (const QString &problem : bench.problems) {
        qCritical("%s", qPrintable(problem));
    }
    return parser.isSet(QStringLiteral("check")) && !bench.problems.isEmpty() ? 1 : 0;
}
