// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/calls.pb.h"
#include "common/proto/frame.pb.h"
#include "common/rpc/framecodec.h"

#include "tests/integration/adminclient.h"
#include "tests/support/callerprocess.h"
#include "tests/support/recordedcall.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QSslSocket>

#include <thread>

using tests::AdminClient;
using tests::RecorderProcess;
using namespace std::chrono_literals;
namespace v1 = earshot::v1;

namespace
{

const QString kPassword = QStringLiteral("correct horse battery");

/// Guesses at passwords without end from an address of its own: four at a time, a new connection after
/// twenty.
class Guesser : public QObject
{
public:
    Guesser(quint16 port, const QString &from)
        : m_port(port)
        , m_from(from)
    {
        connect();
    }
    int answers = 0;

private:
    void connect()
    {
        m_reader = common::FrameReader(common::kFrameLimitSignedIn);
        m_opened = m_answered = 0;
        m_socket = std::make_unique<QSslSocket>();
        m_socket->setPeerVerifyMode(QSslSocket::VerifyNone);
        m_socket->bind(QHostAddress(m_from));
        QObject::connect(m_socket.get(), &QSslSocket::encrypted, this, [this] { begin(); });
        QObject::connect(m_socket.get(), &QSslSocket::readyRead, this, [this] { read(); });
        QObject::connect(m_socket.get(), &QSslSocket::disconnected, this, [this] { again(); });
        m_socket->connectToHostEncrypted(QStringLiteral("127.0.0.1"), m_port);
    }
    void again()
    {
        QMetaObject::invokeMethod(
            this, [this] { connect(); }, Qt::QueuedConnection);
    }
    void send(const v1::Frame &frame) { m_socket->write(common::encodeFrame(frame)); }
    void begin()
    {
        v1::Frame hello;
        hello.mutable_hello()->set_version(1);
        send(hello);
        for (int i = 0; i < 4; ++i) {
            guess();
        }
    }
    void guess()
    {
        if (m_opened == 20) {
            return;
        }
        v1::SignInRequest request;
        request.set_login("root");
        request.set_secret(std::string(32, 'w'));
        v1::Frame frame;
        frame.set_stream_id(static_cast<quint32>(2 * m_opened++ + 1));
        frame.mutable_open()->set_method("earshot.v1.Session/SignIn");
        frame.mutable_open()->set_request(request.SerializeAsString());
        send(frame);
    }
    void read()
    {
        m_reader.append(m_socket->readAll());
        for (auto frame = m_reader.next(); frame && *frame; frame = m_reader.next()) {
            if ((*frame)->has_end()) {
                ++answers;
                guess();
                if (++m_answered == 20) {
                    m_socket->disconnectFromHost();
                    return;
                }
            }
        }
    }

    const quint16 m_port;
    const QString m_from;
    std::unique_ptr<QSslSocket> m_socket;
    common::FrameReader m_reader{common::kFrameLimitSignedIn};
    int m_opened = 0;
    int m_answered = 0;
};

} // namespace

/// trust.md A2 and A10 against the real program: who loses a right loses his streams within a second, and
/// guessing at passwords costs no call a packet.
class TestAdminCuts : public QObject
{
    Q_OBJECT

    /// A recorder over the shared PostgreSQL, with a root and a supervisor.
    void setUp(const QString &connections, const QMap<QString, QString> &environment = {},
               const QString &roles = {})
    {
        m_db = std::make_unique<tests::TestDb>();
        m_recorder = std::make_unique<RecorderProcess>();
        m_recorder->configure(QStringLiteral("database.url"), m_db->url());
        m_recorder->configure(QStringLiteral("database.connections"), connections);
        if (!roles.isEmpty()) {
            m_recorder->configure(QStringLiteral("recorder.roles"), roles);
        }
        QVERIFY(m_recorder->start(environment));
        QCOMPARE(createAdmin(*m_recorder, QStringLiteral("root"), kPassword).code, 0);
        qputenv("EARSHOT_PASSWORD", kPassword.toUtf8());
        QCOMPARE(m_recorder->command(
                     {QStringLiteral("ensure-user"), QStringLiteral("--data"), m_recorder->dataFolder(),
                      QStringLiteral("--tenant"), QStringLiteral("Default"), QStringLiteral("--login"),
                      QStringLiteral("sue"), QStringLiteral("--role"), QStringLiteral("supervisor"),
                      QStringLiteral("--manages"), QStringLiteral("Sales")}),
                 0);
        qunsetenv("EARSHOT_PASSWORD");
    }
    std::unique_ptr<AdminClient> enter(const QString &login)
    {
        auto client = std::make_unique<AdminClient>(m_recorder->adminPort());
        if (!client->open() || !client->signIn(login, kPassword)) {
            return nullptr;
        }
        return client;
    }
    static void watch(AdminClient &client, const std::shared_ptr<int> &updates)
    {
        common::stream<v1::ActiveCallsUpdate>(
            client.channel, QStringLiteral("earshot.v1.Calls/WatchActive"), v1::WatchRequest(),
            &client.channel, std::function([updates](const v1::ActiveCallsUpdate &) { ++*updates; }),
            [](const common::Status &) {});
    }
    void sql(const QString &text) { tests::runSql(m_db->url(), text); }

private Q_SLOTS:
    void cleanup()
    {
        m_recorder.reset();
        m_db.reset();
    }

    void whoeverLosesARightLosesHisStreams_data()
    {
        QTest::addColumn<QString>("cut");
        QTest::addColumn<bool>("ends"); ///< the session is gone, not only changed
        QTest::newRow("user off") << "UPDATE users SET active = false WHERE login = 'sue'" << true;
        QTest::newRow("session killed") << "DELETE FROM sessions" << true;
        QTest::newRow("past its time") << "UPDATE sessions SET expires_ms = 1" << true;
        QTest::newRow("idle") << "UPDATE sessions SET seen_ms = seen_ms - 15 * 60000" << true;
        QTest::newRow("permission")
            << "UPDATE roles SET permissions = array_remove(permissions, 'calls.live')" << false;
        QTest::newRow("group") << "DELETE FROM managed_groups" << false;
        QTest::newRow("role")
            << "UPDATE users SET role = (SELECT id FROM roles WHERE code = 'user-basic') WHERE login = 'sue'"
            << false;
        QTest::newRow("timezone of the tenant") << "UPDATE tenants SET time_zone = 'Asia/Tokyo'" << false;
        QTest::newRow("timezone of the group")
            << "WITH g AS (UPDATE groups SET time_zone = 'Asia/Tokyo' RETURNING id) UPDATE users SET "
               "home_group = (SELECT id FROM g LIMIT 1) WHERE login = 'sue'"
            << false;
        QTest::newRow("language") << "UPDATE users SET language = 'de' WHERE login = 'sue'" << false;
    }
    void whoeverLosesARightLosesHisStreams()
    {
        QFETCH(QString, cut);
        QFETCH(bool, ends);
        setUp(QStringLiteral("2"));
        const auto sue = enter(QStringLiteral("sue"));
        QVERIFY(sue);
        const auto updates = std::make_shared<int>(0);
        watch(*sue, updates);
        QTRY_COMPARE(*updates, 1);
        sql(cut);
        // The next request already knows.
        const auto listed = sue->ask<v1::CallList>("Calls/List", v1::ListRequest());
        QVERIFY(!ends || !listed);
        QTRY_COMPARE_WITH_TIMEOUT(
            sue->ended, ends ? QStringLiteral("signed-out") : QStringLiteral("rights-changed"), 1000);
        QCOMPARE(*updates, 1);
    }

    /// Four lists that wait for a lock hold all connections to the database.
    void busyConnectionsDoNotHideThatASessionEnded()
    {
        setUp(QStringLiteral("2"));
        const auto root = enter(QStringLiteral("root"));
        const auto sue = enter(QStringLiteral("sue"));
        QVERIFY(root && sue);
        const auto updates = std::make_shared<int>(0);
        watch(*sue, updates);
        QTRY_COMPARE(*updates, 1);
        {
            const std::jthread locked([this] {
                sql(QStringLiteral("LOCK TABLE calls IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(4)"));
            });
            const QString waiting = QStringLiteral("SELECT count(*) FROM pg_locks WHERE NOT granted");
            const QString holding = QStringLiteral(
                "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation = "
                "'calls'::regclass");
            QTRY_VERIFY(tests::runSql(m_db->url(), holding).value(0).toInt() > 0);
            for (int i = 0; i < 4; ++i) {
                common::call<v1::CallList>(root->channel, QStringLiteral("earshot.v1.Calls/List"),
                                           v1::ListRequest(), &root->channel,
                                           std::function<void(common::Result<v1::CallList>)>(
                                               [](const common::Result<v1::CallList> &) {}));
            }
            QTRY_VERIFY(tests::runSql(m_db->url(), waiting).value(0).toInt() >= 2);
            sql(QStringLiteral("UPDATE users SET active = false WHERE login = 'sue'"));
            QTRY_COMPARE_WITH_TIMEOUT(sue->ended, QStringLiteral("signed-out"), 1000);
        }
        QVERIFY(root->ended.isEmpty());
    }

    /// A host that only records finishes nothing: its calls must not stay among the active ones for ever.
    void callsOfAHostWithoutWorkerEnd()
    {
        setUp(QStringLiteral("2"), {}, QStringLiteral("capture, admin"));
        const auto root = enter(QStringLiteral("root"));
        QVERIFY(root);
        const auto shown = std::make_shared<int>(0);
        const auto ended = std::make_shared<int>(0);
        common::stream<v1::ActiveCallsUpdate>(root->channel, QStringLiteral("earshot.v1.Calls/WatchActive"),
                                              v1::WatchRequest(), &root->channel,
                                              std::function([=](const v1::ActiveCallsUpdate &update) {
                                                  *shown += update.calls_size();
                                                  *ended += update.ended_size();
                                              }),
                                              [](const common::Status &) {});
        tests::CallerProcess caller(QStringLiteral("call"), m_recorder->siprecPort(),
                                    {QStringLiteral("--seconds"), QStringLiteral("2")});
        QTRY_VERIFY_WITH_TIMEOUT(*shown > 0, 5000);
        QVERIFY(caller.wait().value(QLatin1String("ok")).toBool());
        QTRY_COMPARE_WITH_TIMEOUT(*ended, 1, 5000);
    }

    /// Without a recorder each command makes, starts and stops the private PostgreSQL itself.
    void commandsOfAFreshFolderTakeTurns()
    {
        const auto folder = tests::makeServerDir();
        QFile ini(folder->filePath(QStringLiteral("recorder.ini")));
        QVERIFY(ini.open(QIODevice::WriteOnly) && ini.write("[database]\nfsync=no\n") > 0);
        ini.close();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("EARSHOT_PASSWORD"), kPassword);
        std::vector<std::unique_ptr<QProcess>> commands;
        for (int i = 0; i < 3; ++i) {
            commands.push_back(std::make_unique<QProcess>());
            commands.back()->setProcessEnvironment(environment);
            commands.back()->start(tests::programPath(QStringLiteral("earshot-recorder")),
                                   {QStringLiteral("create-admin"), QStringLiteral("--data"), folder->path(),
                                    QStringLiteral("--login"), QStringLiteral("root")});
        }
        int made = 0;
        for (const auto &command : commands) {
            QVERIFY(command->waitForFinished(60000));
            const QByteArray said = command->readAllStandardError();
            made += command->exitCode() == 0 ? 1 : 0;
            QVERIFY2(command->exitCode() == 0 || said.contains("belongs to somebody"), said.constData());
        }
        QCOMPARE(made, 1);
    }

    /// The recorder's first start and a command make the cluster at the same time.
    void aCommandBesideTheFirstStartGetsThrough()
    {
        m_recorder = std::make_unique<RecorderProcess>();
        QVERIFY(m_recorder->start({}, false));
        const tests::Outcome made = createAdmin(*m_recorder, QStringLiteral("root"), kPassword);
        QVERIFY2(made.code == 0, made.errors.constData());
        QTRY_VERIFY_WITH_TIMEOUT(m_recorder->metric("earshot_admin_connections") == 0.0, 15000);
        QVERIFY(enter(QStringLiteral("root")));
        QVERIFY2(!m_recorder->log().contains("no database yet"), m_recorder->log().constData());
    }

    /// With every category of log at its loudest.
    void nothingSecretIsWritten()
    {
        setUp(QStringLiteral("2"), {{QStringLiteral("QT_LOGGING_RULES"), QStringLiteral("*=true")}});
        AdminClient client(m_recorder->adminPort());
        QVERIFY(client.open());
        v1::BeginRequest begin;
        begin.set_login("root");
        const auto beginning = client.ask<v1::BeginReply>("Session/Begin", begin);
        const auto entered = client.signIn(QStringLiteral("root"), kPassword);
        QVERIFY(beginning && entered);
        const v1::KdfParameters &kdf = beginning->parameters();
        const auto keys = common::deriveLoginKeys(
            kPassword,
            {QByteArray::fromStdString(kdf.salt()), static_cast<int>(kdf.passes()),
             static_cast<int>(kdf.memory_kib()), QByteArray::fromStdString(kdf.account_id())},
            QString::fromStdString(beginning->server_id()));
        QVERIFY(keys);
        QVERIFY(!client.signIn(QStringLiteral("root"), QStringLiteral("quite another one")));
        QCOMPARE(m_recorder->stop(), 0);
        const QByteArray log = m_recorder->log();
        QVERIFY2(log.contains("admin protocol"), log.constData());
        const QByteArray trail =
            tests::runSql(m_db->url(), QStringLiteral("SELECT string_agg(a::text, ' ') FROM audit_log a"))
                .value(0)
                .toUtf8();
        QVERIFY(trail.contains("sessions.sign-in"));
        const QByteArray token = QByteArray::fromStdString(entered->token());
        for (const QByteArray &secret : {kPassword.toUtf8(), keys->secret, token, keys->kek}) {
            for (const QByteArray &form : {secret, secret.toHex(), secret.toBase64()}) {
                QVERIFY(!log.contains(form));
                QVERIFY(!trail.contains(form));
            }
        }
        QVERIFY(!log.contains("$argon2"));
        QVERIFY(!log.contains("PRIVATE KEY"));
    }

    void guessingCostsNoCallAPacket()
    {
        setUp(QStringLiteral("4"));
        const int calls = 10;
        tests::CallerProcess caller(QStringLiteral("load"), m_recorder->siprecPort(),
                                    {QStringLiteral("--calls"), QString::number(calls),
                                     QStringLiteral("--seconds"), QStringLiteral("8"),
                                     QStringLiteral("--rate"), QStringLiteral("50")});
        QTRY_COMPARE_WITH_TIMEOUT(m_recorder->metric("earshot_calls_active"), double(calls), 5000);
        int answers = 0;
        QElapsedTimer timer;
        {
            std::vector<std::unique_ptr<Guesser>> guessers;
            for (int i = 1; i <= 40; ++i) {
                guessers.push_back(
                    std::make_unique<Guesser>(m_recorder->adminPort(), QStringLiteral("127.0.1.%1").arg(i)));
            }
            timer.start();
            QTest::qWait(6000);
            for (const auto &guesser : guessers) {
                answers += guesser->answers;
            }
        }
        qInfo("%lld sign-ins answered in a second", answers * 1000 / timer.elapsed());
        QVERIFY2(answers > 200, qPrintable(QString::number(answers)));
        const QJsonObject summary = caller.wait();
        QVERIFY(summary.value(QLatin1String("ok")).toBool());
        QVERIFY(m_recorder->waitForSettled(calls, 60s));
        qint64 packets = 0;
        for (const QJsonObject &json : m_recorder->calls()) {
            const tests::RecordedCall call(json);
            packets += call.packets();
            QCOMPARE(call.state(), QStringLiteral("stored"));
            QCOMPARE(call.lost(), 0);
            QCOMPARE(call.dropped(), 0);
        }
        QCOMPARE(packets, summary.value(QLatin1String("packets_sent")).toInteger());
        QCOMPARE(m_recorder->metric("earshot_rtp_lost_total{where=\"kernel\"}"), 0.0);
        QCOMPARE(m_recorder->metric("earshot_rtp_lost_total{where=\"ring\"}"), 0.0);
        // Each failure that was looked at is in the trail, and no more than that.
        const double wrong = m_recorder->metric("earshot_admin_sign_ins_total{outcome=\"wrong\"}");
        QTRY_COMPARE(tests::runSql(m_db->url(), QStringLiteral("SELECT count(*) FROM audit_log WHERE action "
                                                               "= 'sessions.sign-in-failed'"))
                         .value(0)
                         .toDouble(),
                     wrong);
        QVERIFY2(wrong <= 40 * 33, qPrintable(QString::number(wrong)));
        QVERIFY(enter(QStringLiteral("root"))); // from an address that did not guess
    }

private:
    std::unique_ptr<tests::TestDb> m_db;
    std::unique_ptr<RecorderProcess> m_recorder;
};

EARSHOT_TEST(tst_admincuts, TestAdminCuts)
#include "tst_admincuts.moc"
