// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/session.pb.h"
#include "common/rpc/clientchannel.h"

#include "tests/recorder/api/contractmethods.h"
#include "tests/recorder/api/matrixrows.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace tests;
namespace v1 = earshot::v1;

namespace
{

/// A session of somebody that a client can take up, by its token.
QByteArray tokenOf(const MatrixWorld &matrix, const QString &login)
{
    const QUuid id = QUuid::createUuid();
    matrix.world.ask(
        QStringLiteral("INSERT INTO sessions (id, tenant_id, user_id, secret_hash, ip_address, created_ms, "
                       "seen_ms, expires_ms) SELECT '%1', tenant_id, id, sha256(uuid_send('%1') || "
                       "uuid_send('%1')), '127.0.0.1', n.now, n.now, n.now + 3600000 FROM users, (SELECT "
                       "(extract(epoch FROM now()) * 1000)::bigint AS now) n WHERE login = '%2'")
            .arg(id.toString(QUuid::WithoutBraces), login));
    return id.toRfc4122() + id.toRfc4122();
}

/// A signed-in connection to the recorder's port.
class Caller
{
public:
    explicit Caller(quint16 port)
        : m_channel(QStringLiteral("matrix 1"))
    {
        QObject::connect(&m_channel, &common::ClientChannel::certificateUnknown, &m_channel,
                         [this] { m_channel.acceptCertificate(); });
        m_channel.connectTo(QStringLiteral("127.0.0.1"), port, {});
    }
    bool enter(const QByteArray &token)
    {
        if (!QTest::qWaitFor([this] { return m_channel.state() == common::ClientChannel::State::Open; },
                             10000)) {
            return false;
        }
        v1::ResumeRequest request;
        request.set_token(token.toStdString());
        const bool in = ask(QStringLiteral("earshot.v1.Session/Resume"), bytes(request), 10000).has_value();
        m_channel.setSignedIn(in);
        return in;
    }
    /// The answer, of a stream its first message; a stream that is silent for so long has been let in.
    common::Result<QByteArray> ask(const QString &method, const QByteArray &request, int patienceMs)
    {
        struct Heard {
            std::optional<common::Status> end;
            std::optional<QByteArray> data;
        };
        const auto heard = std::make_shared<Heard>();
        const bool silent = method.contains(QLatin1String("/Watch"));
        const common::RpcCallId id = m_channel.start(
            method, request, &m_channel,
            {[heard](const QByteArray &message) { heard->data = heard->data.value_or(message); },
             [heard](const common::Status &status) { heard->end = status; }},
            {.deadline = std::chrono::milliseconds(0)});
        const bool came = QTest::qWaitFor([&] { return heard->end || (silent && heard->data); }, patienceMs);
        if (heard->end && !*heard->end) {
            return tl::unexpected<common::Error>(heard->end->error());
        }
        if (!came && !silent) {
            return common::fail(common::ErrorCode::Internal, QStringLiteral("no answer"));
        }
        m_channel.cancel(id);
        return heard->data.value_or(QByteArray());
    }

private:
    common::ClientChannel m_channel;
};

/// The files of the world's calls are not in this recorder's folder: whoever is told so was let in.
QString liveVerdict(const QString &method, const common::Result<QByteArray> &reply)
{
    const bool noFile = !reply && reply.error().fields.contains(QStringLiteral("file"));
    return noFile ? QStringLiteral("ok") : matrixVerdict(method, reply);
}

/// What the world prepared for these was sealed by its own host key, or wants a mail server: asked here is
/// only whether somebody gets past the permission.
bool needsTheWorldsHost(const QString &method)
{
    return method.startsWith(QLatin1String("SecondStep/")) || method.startsWith(QLatin1String("Mail/")) ||
           method.startsWith(QLatin1String("PasswordReset/"));
}

/// Jobs that are asked for would change, later, what other rows are about: here they end before they begin.
void keepJobsFromRunning(const MatrixWorld &matrix)
{
    matrix.world.ask(
        QStringLiteral("CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.state := "
                       "'cancelled'; NEW.ended_ms := NEW.created_ms; RETURN NEW; END $$"));
    matrix.world.ask(
        QStringLiteral("CREATE TRIGGER never BEFORE INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION never()"));
}

} // namespace

/// The same table as tst_matrix, asked over TLS of a recorder that runs: whatever lies between the socket and
/// the gate has no other opinion.
class TestMatrixLive : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyRoleInEveryPlaceOfARunningRecorder()
    {
        const MatrixWorld matrix;
        keepJobsFromRunning(matrix);
        RecorderProcess recorder;
        recorder.configure(QStringLiteral("database.url"), matrix.world.db.url());
        QVERIFY2(recorder.start(), recorder.log().constData());
        int verdicts = 0;
        for (const MatrixRow &row : matrixRows()) {
            matrix.world.clock.setWall(std::chrono::system_clock::now()); // grants are made now
            const QString method = kMatrixContract + row.method;
            const QString permission = matrix.dispatcher.find(method)->access->permission;
            for (const QString &login : kMatrixActors) {
                const bool mayAll = permission == QLatin1String("session") || matrix.has(login, permission);
                const QString scope = matrix.scopeOf(login);
                for (const Place place : kMatrixPlaces) {
                    const QString wanted = row.rule(scope, place);
                    if (wanted.isEmpty()) {
                        continue;
                    }
                    const bool may = mayAll && (row.may == nullptr || row.may(matrix, login, place));
                    matrix.mend();
                    const QByteArray request = row.request(matrix, login, place);
                    Caller caller(recorder.adminPort());
                    QVERIFY2(caller.enter(tokenOf(matrix, login)), qPrintable(row.method + login));
                    const auto reply = caller.ask(method, request,
                                                  row.method.contains(QLatin1String("/Watch")) ? 300 : 10000);
                    const QString verdict = liveVerdict(row.method, reply);
                    const QByteArray text =
                        QStringLiteral("%1 as %2 in place %3: %4 (%5)")
                            .arg(row.method, login, QString::number(static_cast<int>(place)), verdict,
                                 reply ? QString() : reply.error().message)
                            .toUtf8();
                    const bool refused = verdict == QLatin1String("permission");
                    const bool right =
                        needsTheWorldsHost(row.method) || !may ? refused == !may : verdict == wanted;
                    QVERIFY2(right, text.constData());
                    ++verdicts;
                }
            }
        }
        qInfo("%d verdicts", verdicts);
        QVERIFY(verdicts > 400);
        QCOMPARE(recorder.stop(), 0);
    }

    void nobodyIsAnsweredBeforeSignIn()
    {
        const MatrixWorld matrix;
        RecorderProcess recorder;
        recorder.configure(QStringLiteral("database.url"), matrix.world.db.url());
        QVERIFY2(recorder.start(), recorder.log().constData());
        for (const common::MethodAccess &access : contractMethods()) {
            if (access.permission == QLatin1String("public") || !isAnswered(access.method)) {
                continue;
            }
            Caller caller(recorder.adminPort());
            QVERIFY(!caller.enter(QByteArray(32, 'x'))); // no session has this token
            const auto reply = caller.ask(access.method, {}, 10000);
            QVERIFY2(!reply, qPrintable(access.method));
            QCOMPARE(reply.error().fields.value(QStringLiteral("reason")), QStringLiteral("signed-out"));
        }
    }
};

EARSHOT_TEST(tst_matrixlive, TestMatrixLive)
#include "tst_matrixlive.moc"
