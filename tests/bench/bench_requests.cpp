// SPDX-License-Identifier: GPL-3.0-or-later
// What consoles ask while calls are recorded, of a real recorder: 500 signed-in connections of 25
// administrators, together 100 requests a second (lists of users and calls, a user, a call), beside 100
// calls; then a flood of wrong passwords beside the same calls, and how long a right one takes. Nothing may
// be lost of any call.
//   bench_requests [--consoles 500] [--seconds 20] [--flood 60] [--calls 100] [--check]
#include "tests/integration/signinflood.h"
#include "tests/integration/watchingconsole.h"
#include "tests/support/callerprocess.h"
#include "tests/support/testdb.h"

#include "recorder/store/migrator.h"
#include "recorder/store/transaction.h"

#include "common/proto/directory.pb.h"
#include "common/proto/list.pb.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>

namespace v1 = earshot::v1;
using tests::CallerProcess;
using tests::RecorderProcess;

namespace
{

constexpr int kPerSecond = 100;
constexpr int kStored = 20000; ///< calls that the lists are about

struct Options {
    int consoles = 500;
    int seconds = 20;
    int flood = 60;
    int calls = 100;
};

/// Three tenants with 500 users and calls; 25 administrators of the first, each with 20 sessions at most.
void fill(const tests::TestDb &db, const Options &options)
{
    QFile file(QStringLiteral(":/bench/fill.sql"));
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("no fill.sql");
    }
    const recorder::Migration script{1, QStringLiteral("0001_fill"),
                                     file.readAll().replace("$CALLS", QByteArray::number(kStored))};
    recorder::PoolOptions pool = db.options(1);
    pool.statementTimeout = std::chrono::minutes(10);
    recorder::ConnectionPool connection(pool);
    const auto filled = connection.run<void>([&](recorder::Transaction &transaction) -> common::Status {
        for (const QByteArray &statement : script.statements()) {
            tests::execute(transaction, QString::fromUtf8(statement));
        }
        return {};
    });
    if (!filled) {
        qFatal("%s", qPrintable(filled.error().message));
    }
    tests::runSql(
        db.url(),
        QStringLiteral(
            "INSERT INTO users (id, tenant_id, login, login_key, web_access, name, created_ms, role) "
            "SELECT gen_random_uuid(), t.id, 'asker' || n, 'asker' || n, true, 'Asker ' || n, 0, r.id "
            "FROM generate_series(1, 25) n, tenants t, roles r WHERE t.name = 'tenant 1' AND r.code = "
            "'administrator'"));
    tests::runSql(
        db.url(),
        QStringLiteral(
            "INSERT INTO sessions (id, tenant_id, user_id, secret_hash, ip_address, created_ms, "
            "seen_ms, expires_ms) SELECT x.id, u.tenant_id, u.id, sha256(uuid_send(x.id) || "
            "uuid_send(x.id)), '127.0.0.1', m.now, m.now, m.now + 3600000 FROM users u, (SELECT "
            "(extract(epoch FROM now()) * 1000)::bigint AS now) m, LATERAL (SELECT gen_random_uuid() AS "
            "id FROM generate_series(1, 20) WHERE u.id IS NOT NULL) x WHERE u.login LIKE 'asker%' LIMIT "
            "%1")
            .arg(options.consoles));
    tests::runSql(db.url(), QStringLiteral("VACUUM ANALYZE"));
}

/// A connection that takes up one of the sessions.
class Asker
{
public:
    Asker(quint16 port, const QUuid &session)
        : channel(QStringLiteral("bench 1"))
    {
        QObject::connect(&channel, &common::ClientChannel::certificateUnknown, &channel,
                         [this] { channel.acceptCertificate(); });
        channel.connectTo(QStringLiteral("127.0.0.1"), port, {});
        if (!QTest::qWaitFor([this] { return channel.state() == common::ClientChannel::State::Open; },
                             10000)) {
            qFatal("no connection");
        }
        v1::ResumeRequest request;
        const QByteArray id = session.toRfc4122();
        request.set_token((id + id).toStdString());
        std::optional<bool> in;
        common::call<v1::SignInReply>(
            channel, QStringLiteral("earshot.v1.Session/Resume"), request, &channel,
            std::function([&in](const common::Result<v1::SignInReply> &reply) { in = reply.has_value(); }));
        if (!QTest::qWaitFor([&in] { return in.has_value(); }, 10000) || !*in) {
            qFatal("a session was not taken up");
        }
        channel.setSignedIn(true);
    }
    common::ClientChannel channel;
};

/// Asks in turn, at the rate, and keeps how long each answer took.
class Requests : public QObject
{
public:
    Requests(std::vector<std::unique_ptr<Asker>> &askers, std::string user, std::string call)
        : m_askers(askers)
        , m_user(std::move(user))
        , m_call(std::move(call))
    {
        connect(&m_timer, &QTimer::timeout, this, &Requests::more);
        m_timer.setTimerType(Qt::PreciseTimer);
        m_clock.start();
        m_timer.start(2);
    }
    bool finish()
    {
        m_timer.stop();
        return QTest::qWaitFor([this] { return answered() == m_asked; }, 20000);
    }
    qint64 failed() const { return m_failed; }
    qint64 asked() const { return m_asked; }
    double percentile(double share) const
    {
        QList<double> sorted = m_ms;
        std::sort(sorted.begin(), sorted.end());
        return sorted.isEmpty()
                   ? -1
                   : sorted.at(static_cast<qsizetype>(static_cast<double>(sorted.size() - 1) * share));
    }

private:
    qint64 answered() const { return m_ms.size() + m_failed; }
    void more()
    {
        while (m_asked < m_clock.elapsed() * kPerSecond / 1000) {
            ask();
        }
    }
    template <typename Reply, typename Request>
    void send(const char *method, const Request &request)
    {
        common::ClientChannel &channel = m_askers[static_cast<size_t>(m_asked) % m_askers.size()]->channel;
        const qint64 from = m_clock.nsecsElapsed();
        common::call<Reply>(channel, QStringLiteral("earshot.v1.") + QLatin1String(method), request, this,
                            std::function([this, from](const common::Result<Reply> &reply) {
                                if (reply) {
                                    m_ms.append(static_cast<double>(m_clock.nsecsElapsed() - from) / 1e6);
                                } else {
                                    ++m_failed;
                                    qWarning("%s", qPrintable(reply.error().message));
                                }
                            }));
        ++m_asked;
    }
    void ask()
    {
        v1::ListRequest page;
        page.set_page_size(50);
        switch (m_asked % 4) {
        case 0: send<v1::UserList>("Users/List", page); break;
        case 1: send<v1::CallList>("Calls/List", page); break;
        case 2: {
            v1::ObjectRef user;
            user.set_id(m_user);
            send<v1::User>("Users/Get", user);
            break;
        }
        default: {
            v1::CallRef call;
            call.set_id(m_call);
            send<v1::CallDetails>("Calls/Get", call);
        }
        }
    }

    std::vector<std::unique_ptr<Asker>> &m_askers;
    const std::string m_user;
    const std::string m_call;
    QTimer m_timer;
    QElapsedTimer m_clock;
    QList<double> m_ms;
    qint64 m_asked = 0;
    qint64 m_failed = 0;
};

/// Calls of two parties beside what is measured; what was lost of them at its end.
class Load
{
public:
    Load(RecorderProcess &recorder, int calls, int seconds)
        : m_recorder(recorder)
        , m_before(recorder.metric("earshot_rtp_packets_total"))
        , m_caller(QStringLiteral("load"), recorder.siprecPort(),
                   {QStringLiteral("--calls"), QString::number(calls), QStringLiteral("--seconds"),
                    QString::number(seconds), QStringLiteral("--rate"), QStringLiteral("50")})
    {
        if (!QTest::qWaitFor([&] { return recorder.metric("earshot_calls_active") >= calls; }, 30000)) {
            qFatal("the calls did not begin");
        }
    }
    /// Packets sent and not kept; -1 when the calls themselves failed.
    double lost()
    {
        const QJsonObject summary = m_caller.wait(std::chrono::seconds(300));
        if (!summary.value(QLatin1String("ok")).toBool()) {
            return -1;
        }
        const double sent = summary.value(QLatin1String("packets_sent")).toDouble();
        static_cast<void>(QTest::qWaitFor(
            [&] { return m_recorder.metric("earshot_rtp_packets_total") - m_before >= sent; }, 5000));
        return sent - (m_recorder.metric("earshot_rtp_packets_total") - m_before);
    }

private:
    RecorderProcess &m_recorder;
    const double m_before;
    CallerProcess m_caller;
};

bool manyRequests(RecorderProcess &recorder, const tests::TestDb &db, const Options &options,
                  QJsonObject &figures)
{
    std::vector<std::unique_ptr<Asker>> askers;
    const QStringList sessions =
        tests::runSql(db.url(), QStringLiteral("SELECT string_agg(id::text, ' ') FROM sessions"))
            .value(0)
            .split(u' ');
    for (const QString &session : sessions) {
        askers.push_back(std::make_unique<Asker>(recorder.adminPort(), QUuid::fromString(session)));
    }
    const auto one = [&db](const char *what) {
        return tests::runSql(
                   db.url(),
                   QStringLiteral("SELECT id FROM %1 WHERE tenant_id = (SELECT id FROM tenants WHERE "
                                  "name = 'tenant 1') ORDER BY id LIMIT 1")
                       .arg(QLatin1String(what)))
            .value(0)
            .toStdString();
    };
    Load load(recorder, options.calls, options.seconds + 10);
    Requests requests(askers, one("users"), one("calls"));
    QTest::qWait(options.seconds * 1000);
    const bool answered = requests.finish();
    const double lost = load.lost();
    figures.insert(QStringLiteral("api.requests_100_p50_ms"), requests.percentile(0.5));
    figures.insert(QStringLiteral("api.requests_100_p95_ms"), requests.percentile(0.95));
    figures.insert(QStringLiteral("api.requests_100_p99_ms"), requests.percentile(0.99));
    figures.insert(QStringLiteral("api.lost_packets"), lost);
    qInfo("%lld requests over %zu connections, %lld failed", static_cast<long long>(requests.asked()),
          askers.size(), static_cast<long long>(requests.failed()));
    return answered && requests.failed() == 0 && lost == 0.0 &&
           askers.size() == static_cast<size_t>(options.consoles);
}

bool flooded(RecorderProcess &recorder, const Options &options, QJsonObject &figures)
{
    Load load(recorder, options.calls, options.flood + 10);
    tests::SignInFlood flood(recorder.adminPort());
    QElapsedTimer clock;
    clock.start();
    double slowest = 0;
    while (clock.elapsed() < options.flood * 1000) {
        QTest::qWait(options.flood * 1000 / 6);
        QElapsedTimer one;
        one.start();
        const tests::WatchingConsole eve(recorder.adminPort(), QStringLiteral("eve"));
        slowest = std::max(slowest, static_cast<double>(one.elapsed()) / 1000);
    }
    flood.stop();
    const double lost = load.lost();
    figures.insert(QStringLiteral("api.signin_right_s"), slowest);
    figures.insert(QStringLiteral("api.signin_flood_per_s"), flood.perSecond());
    figures.insert(QStringLiteral("api.signin_lost_packets"), lost);
    return lost == 0.0 && flood.perSecond() >= 1000;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{QStringLiteral("consoles"), {}, QStringLiteral("n"), QStringLiteral("500")},
                       {QStringLiteral("seconds"), {}, QStringLiteral("s"), QStringLiteral("20")},
                       {QStringLiteral("flood"), {}, QStringLiteral("s"), QStringLiteral("60")},
                       {QStringLiteral("calls"), {}, QStringLiteral("n"), QStringLiteral("100")},
                       {QStringLiteral("check"), QStringLiteral("fail when something was lost")}});
    parser.process(app);
    const auto number = [&parser](const char *name) { return parser.value(QLatin1String(name)).toInt(); };
    const Options options{number("consoles"), number("seconds"), number("flood"), number("calls")};
    QJsonObject figures;
    bool good = true;
    {
        const tests::TestDb db;
        fill(db, options);
        RecorderProcess recorder;
        recorder.configure(QStringLiteral("database.url"), db.url());
        // The second load takes the ports that the first one has just left.
        recorder.configure(QStringLiteral("media.port_cooldown"), QStringLiteral("0"));
        if (!recorder.start()) {
            qFatal("no recorder: %s", recorder.log().constData());
        }
        good = manyRequests(recorder, db, options, figures);
        if (options.flood > 0) {
            tests::addUser(recorder, QStringLiteral("Default"), QStringLiteral("eve"),
                           {QStringLiteral("--role"), QStringLiteral("administrator")});
            good = flooded(recorder, options, figures) && good;
        }
        good = recorder.stop() == 0 && good;
    }
    if (!good) {
        qCritical("something was lost or refused");
    }
    std::puts(QJsonDocument(figures).toJson(QJsonDocument::Indented).constData());
    return good || !parser.isSet(QStringLiteral("check")) ? 0 : 1;
}
