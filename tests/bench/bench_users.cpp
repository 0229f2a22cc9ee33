// SPDX-License-Identifier: GPL-3.0-or-later
// The list of 100,000 users and a bulk edit of 10,000 of them: a real recorder process, its admin protocol
// over TLS, a PostgreSQL with the settings of a private cluster. Wall times as a console has them.
//   bench_users [--users 100000] [--edited 10000] [--runs 5] [--check]
#include "common/proto/directory.pb.h"
#include "common/proto/jobs.pb.h"

#include "recorder/store/migrator.h"

#include "tests/integration/adminclient.h"
#include "tests/support/testdb.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using tests::AdminClient;
namespace v1 = earshot::v1;

namespace
{

const QString kPassword = QStringLiteral("correct horse battery");

struct Bench {
    QString url;
    AdminClient *client = nullptr;
    QJsonObject figures;
    QStringList problems;

    void note(const QString &key, double value) { figures.insert(QStringLiteral("users.") + key, value); }
    void require(bool good, const QString &problem)
    {
        if (!good) {
            problems.append(problem);
        }
    }
    /// Milliseconds until the answer is here and read.
    template <typename Message, typename Request>
    std::pair<double, common::Result<Message>> ask(const char *method, const Request &request)
    {
        QElapsedTimer timer;
        timer.start();
        QEventLoop loop;
        common::Result<Message> answer = common::fail(common::ErrorCode::Internal, {});
        common::call<Message>(
            client->channel, QStringLiteral("earshot.v1.") + QLatin1String(method), request, &client->channel,
            std::function<void(common::Result<Message>)>([&](common::Result<Message> reply) {
                answer = std::move(reply);
                loop.quit();
            }));
        loop.exec();
        return {static_cast<double>(timer.nsecsElapsed()) / 1e6, std::move(answer)};
    }
};

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void fill(const Bench &bench, int users)
{
    tests::runSql(bench.url, QStringLiteral("INSERT INTO tenants (uuid, name, created_ms) VALUES "
                                            "(gen_random_uuid(), 'Nordlicht', 0)"));
    tests::runSql(bench.url,
                  QStringLiteral("INSERT INTO groups (id, tenant_id, name) SELECT gen_random_uuid(), t.id, "
                                 "'Group ' || n FROM generate_series(1, 200) n, tenants t WHERE t.name = "
                                 "'Nordlicht'"));
    tests::runSql(bench.url,
                  QStringLiteral(
                      "INSERT INTO users (id, tenant_id, login, name, email, created_ms, home_group) SELECT "
                      "gen_random_uuid(), g.tenant_id, '', 'Agent ' || md5(n::text), n || "
                      "'@nordlicht.example', 0, g.id FROM generate_series(1, %1) n JOIN groups g ON g.name = "
                      "'Group ' || (n % 200 + 1)")
                      .arg(users));
    tests::runSql(bench.url, QStringLiteral("INSERT INTO user_extensions (tenant_id, extension, user_id) "
                                            "SELECT tenant_id, row_number() OVER ()::text, id FROM users "
                                            "WHERE name LIKE 'Agent %'"));
    tests::runSql(bench.url, QStringLiteral("VACUUM ANALYZE")); // what autovacuum would do within a minute
}

double measureList(Bench &bench, const char *key, const v1::ListRequest &request, int runs, qint64 total)
{
    std::vector<double> times;
    for (int i = 0; i <= runs; ++i) {
        const auto [ms, list] = bench.ask<v1::UserList>("Users/List", request);
        bench.require(list && list->users_size() == 20 && list->info().total() >= total,
                      QStringLiteral("%1: not the page").arg(QLatin1String(key)));
        if (i > 0) { // the first one warms up
            times.push_back(ms);
        }
    }
    bench.note(QLatin1String(key), median(times));
    return median(times);
}

/// The users of these groups, each with some changed value.
v1::UserBulkChange bulkOf(const Bench &bench, int edited, int per, bool confidential)
{
    v1::UserBulkChange change;
    v1::Criterion *groups = change.mutable_query()->add_criteria();
    groups->set_field("group");
    groups->set_operator_("any-of");
    const QString ids =
        tests::runSql(bench.url, QStringLiteral("SELECT string_agg(id::text, ',') FROM (SELECT "
                                                "id FROM groups ORDER BY id LIMIT %1) g")
                                     .arg(edited / per))
            .value(0);
    for (const QString &id : ids.split(QLatin1Char(','))) {
        groups->add_values(id.toStdString());
    }
    change.add_fields("confidential");
    change.add_fields("time_zone");
    change.mutable_values()->set_confidential(confidential);
    change.mutable_values()->set_time_zone(confidential ? "Europe/Berlin" : "");
    return change;
}

/// Seconds from the request until the watch says how it ended, or with `cancelAt` from Cancel on.
double runBulk(Bench &bench, const v1::UserBulkChange &change, qint64 expected, bool cancel)
{
    QEventLoop loop;
    QElapsedTimer timer;
    std::string id;
    v1::Job last;
    QList<v1::Job> early;
    bool cancelled = false;
    const auto look = [&](const v1::Job &job) {
        if (id.empty() || job.id() != id) {
            early.append(job);
            return;
        }
        last = job;
        if (cancel && !cancelled && job.state() == "running") {
            cancelled = true;
            v1::JobRef ref;
            ref.set_id(id);
            timer.restart();
            common::call<v1::Job>(
                bench.client->channel, QStringLiteral("earshot.v1.Jobs/Cancel"), ref, &bench.client->channel,
                std::function<void(common::Result<v1::Job>)>([](common::Result<v1::Job>) {}));
        }
        if (job.ended_ms() != 0) {
            loop.quit();
        }
    };
    QObject watch;
    common::stream<v1::JobUpdate>(bench.client->channel, QStringLiteral("earshot.v1.Jobs/Watch"),
                                  v1::JobWatch(), &watch, std::function([&](const v1::JobUpdate &update) {
                                      for (const v1::Job &job : update.jobs()) {
                                          look(job);
                                      }
                                  }),
                                  [](const common::Status &) {});
    timer.start();
    const auto [ms, job] = bench.ask<v1::Job>("Users/BulkUpdateJob", change);
    if (!job) {
        bench.problems.append(job.error().message);
        return ms / 1000;
    }
    id = job->id();
    for (const v1::Job &before : std::exchange(early, {})) {
        look(before);
    }
    if (last.ended_ms() == 0) {
        loop.exec();
    }
    const double seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    bench.require(last.state() == (cancel ? "cancelled" : "done") && (cancel || last.changed() == expected),
                  QStringLiteral("the job ended as %1 with %2 changed")
                      .arg(QString::fromStdString(last.state()), QString::number(last.changed())));
    return seconds;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    const auto number = [&parser](const char *name, const char *standard) {
        parser.addOption(
            {QLatin1String(name), QLatin1String(name), QStringLiteral("n"), QLatin1String(standard)});
    };
    number("users", "100000");
    number("edited", "10000");
    number("runs", "5");
    parser.addOption({QStringLiteral("check"), QStringLiteral("fail when something is wrong")});
    parser.process(app);
    const auto valueOf = [&parser](const char *name) { return parser.value(QLatin1String(name)).toInt(); };
    const int users = valueOf("users");
    const int edited = valueOf("edited");
    const int runs = std::max(1, valueOf("runs"));

    const auto dir = tests::makeServerDir();
    auto options = tests::throwAwayCluster(*dir);
    options.durable = !parser.isSet(QStringLiteral("check"));
    options.sharedBuffersMb = recorder::PrivateClusterOptions().sharedBuffersMb;
    const auto cluster = recorder::PrivateCluster::start(options);
    if (!cluster || !recorder::Migrator().run((*cluster)->url())) {
        qFatal("no database");
    }
    Bench bench;
    bench.url = (*cluster)->url();
    fill(bench, users);
    tests::RecorderProcess recorder;
    recorder.configure(QStringLiteral("database.url"), bench.url);
    if (!recorder.start() || tests::createAdmin(recorder, QStringLiteral("root"), kPassword).code != 0) {
        qFatal("no recorder: %s", recorder.log().constData());
    }
    AdminClient client(recorder.adminPort());
    if (!client.open() || !client.signIn(QStringLiteral("root"), kPassword)) {
        qFatal("no sign-in");
    }
    bench.client = &client;

    v1::ListRequest first;
    first.set_page_size(20);
    first.set_want_total(true);
    measureList(bench, "first_page_ms", first, runs, users);
    v1::ListRequest search = first;
    search.set_search("Agent a");
    measureList(bench, "search_ms", search, runs, 20);
    std::vector<double> times;
    for (int i = 0; i < std::min(runs, 3); ++i) {
        times.push_back(runBulk(bench, bulkOf(bench, edited, users / 200, i % 2 == 0), edited, false));
    }
    bench.note(QStringLiteral("bulk_%1_s").arg(edited), median(times));
    bench.note(QStringLiteral("bulk_cancel_s"),
               runBulk(bench, bulkOf(bench, edited, users / 200, std::min(runs, 3) % 2 == 0), edited, true));
    fprintf(stdout, "%s", QJsonDocument(bench.figures).toJson().constData());
    for (const QString &problem : bench.problems) {
        qCritical("%s", qPrintable(problem));
    }
    return parser.isSet(QStringLiteral("check")) && !bench.problems.isEmpty() ? 1 : 0;
}
