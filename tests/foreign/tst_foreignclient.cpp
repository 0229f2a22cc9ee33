// SPDX-License-Identifier: GPL-3.0-or-later
// A client in another language against the transport and the derivation of the secret as we do it.
#include "common/crypto/loginkeys.h"
#include "common/proto/calls.pb.h"
#include "common/proto/session.pb.h"
#include "recorder/api/apiserver.h"
#include "recorder/service/actor.h"
#include "tests/foreign/foreignclient.h"
#include "tests/recorder/api/loopback.h"
#include "tests/support/rawpeer.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QTest>

using namespace common;
using namespace tests;
using recorder::CallContext;
using recorder::Reply;
namespace v1 = earshot::v1;

namespace
{
const QString kServerId = QStringLiteral("0190a1b2-0000-7000-8000-0000000000ab");
// Decomposed: "o" and a combining diaeresis. Both ends have to compose it.
const QString kPassword = QStringLiteral("gro\u0308\u00dfer \u20ac \U0001f600 Baum");
} // namespace

class TestForeignClient : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_parameters = makeKdfParameters().value();
        m_secret = deriveLoginKeys(kPassword, m_parameters, kServerId).value().secret;
        auto methods = std::make_shared<recorder::Dispatcher>();
        QVERIFY(addSession(*methods));
        QVERIFY(addCalls(*methods));
        recorder::ApiOptions options = tests::loopbackOptions(QStringLiteral("lab 1"), kServerId);
        m_server = std::make_unique<recorder::ApiServer>(options, methods);
        QVERIFY(m_server->start());
    }
    void cleanupTestCase() { m_server.reset(); }

    void signsInAndListsCalls()
    {
        const ForeignOutcome outcome =
            run(kPassword, testCertificate().fingerprint, {QStringLiteral("1700000000000")});
        QVERIFY2(outcome.code == 0, outcome.errors.constData());
        QCOMPARE(outcome.said[QLatin1String("program")].toString(), QStringLiteral("lab 1"));
        QCOMPARE(outcome.said[QLatin1String("frameLimit")].toInt(), 16777216);
        QCOMPARE(outcome.said[QLatin1String("token")].toInt(), 32);
        QCOMPARE(outcome.said[QLatin1String("login")].toString(), QStringLiteral("j\u00fcrgen"));
        QCOMPARE(outcome.said[QLatin1String("permissions")].toArray(),
                 (QJsonArray{QStringLiteral("calls.view"), QStringLiteral("calls.playback")}));
        const QJsonArray calls = outcome.said[QLatin1String("calls")].toArray();
        QCOMPARE(calls.size(), 5);
        for (int i = 0; i < 5; ++i) {
            const QJsonObject call = calls[i].toObject();
            QCOMPARE(call[QLatin1String("id")].toString(), QStringLiteral("call-%1").arg(i));
            QCOMPARE(call[QLatin1String("connectMs")].toDouble(), 1.7e12 + i);
            QCOMPARE(call[QLatin1String("from")].toString(), QStringLiteral("+49 30 %1").arg(i));
        }
        QVERIFY(waitUntil([&] { return m_server->counters().connections == 0; }));
    }

    void wrongPasswordIsRefused()
    {
        const ForeignOutcome outcome = run(QStringLiteral("another password"), testCertificate().fingerprint);
        QCOMPARE(outcome.code, 3);
        const QJsonObject status = outcome.said[QLatin1String("refused")].toObject();
        QCOMPARE(status[QLatin1String("code")].toInt(), int{v1::Status::DENIED});
        QCOMPARE(status[QLatin1String("fields")].toObject()[QLatin1String("reason")].toString(),
                 QStringLiteral("wrong"));
    }

    void changedCertificateIsAHardStop()
    {
        const auto before = m_server->counters().bytesReceived.load();
        QCOMPARE(run(kPassword, otherCertificate().fingerprint).code, 4);
        QCOMPARE(m_server->counters().bytesReceived.load(), before);
    }

private:
    Status addSession(recorder::Dispatcher &methods)
    {
        Status begin = methods.unary<v1::BeginRequest, v1::BeginReply>(
            QStringLiteral("earshot.v1.Session/Begin"),
            [this](const CallContext &, const v1::BeginRequest &, const Reply<v1::BeginReply> &reply) {
                v1::BeginReply answer;
                answer.set_server_id(kServerId.toStdString());
                answer.mutable_parameters()->set_salt(m_parameters.salt.toStdString());
                answer.mutable_parameters()->set_passes(static_cast<quint32>(m_parameters.passes));
                answer.mutable_parameters()->set_memory_kib(static_cast<quint32>(m_parameters.memoryKib));
                answer.mutable_parameters()->set_account_id(m_parameters.accountId.toStdString());
                reply(answer);
            });
        Status signIn = methods.unary<v1::SignInRequest, v1::SignInReply>(
            QStringLiteral("earshot.v1.Session/SignIn"),
            [this](const CallContext &context, const v1::SignInRequest &request,
                   const Reply<v1::SignInReply> &reply) {
                if (request.secret() != m_secret.toStdString()) {
                    reply(fail(ErrorCode::Denied, {}, {{QStringLiteral("reason"), QStringLiteral("wrong")}}));
                    return;
                }
                context.port->signIn(std::make_shared<const recorder::Actor>(), QStringLiteral("s"));
                v1::SignInReply answer;
                answer.set_token(std::string(32, 't'));
                answer.mutable_identity()->set_login(request.login());
                answer.mutable_identity()->add_permissions("calls.view");
                answer.mutable_identity()->add_permissions("calls.playback");
                reply(answer);
            });
        Status signOut = methods.unary<v1::SignOutRequest, v1::SignOutReply>(
            QStringLiteral("earshot.v1.Session/SignOut"),
            [](const CallContext &context, const v1::SignOutRequest &, const Reply<v1::SignOutReply> &reply) {
                context.port->signOut();
                reply(v1::SignOutReply());
            });
        return begin && signIn ? signOut : begin ? signIn : begin;
    }

    /// Five calls in pages of what is asked for.
    Status addCalls(recorder::Dispatcher &methods)
    {
        return methods.unary<v1::ListRequest, v1::CallList>(
            QStringLiteral("earshot.v1.Calls/List"),
            [](const CallContext &, const v1::ListRequest &request, const Reply<v1::CallList> &reply) {
                if (request.criteria_size() != 1 || request.criteria(0).field() != "date" ||
                    request.criteria(0).operator_() != "at-least" ||
                    request.criteria(0).values(0) != "1700000000000" || !request.want_total()) {
                    reply(fail(ErrorCode::Invalid, QStringLiteral("another request than was meant")));
                    return;
                }
                v1::CallList list;
                int at = request.page_token().empty() ? 0 : std::stoi(request.page_token());
                for (quint32 i = 0; i < request.page_size() && at < 5; ++i, ++at) {
                    v1::CallSummary *call = list.add_calls();
                    call->set_id("call-" + std::to_string(at));
                    call->set_connect_ms(1700000000000 + at);
                    call->set_from_number("+49 30 " + std::to_string(at));
                }
                list.mutable_info()->set_next_token(at < 5 ? std::to_string(at) : std::string());
                list.mutable_info()->set_total(5);
                reply(list);
            });
    }

    ForeignOutcome run(const QString &password, const QByteArray &fingerprint,
                       const QStringList &more = {}) const
    {
        return runForeignClient(m_server->port(), fingerprint, QStringLiteral("j\u00fcrgen"), password, more);
    }

    KdfParameters m_parameters;
    QByteArray m_secret;
    std::unique_ptr<recorder::ApiServer> m_server;
};

EARSHOT_TEST(tst_foreignclient, TestForeignClient)
#include "tst_foreignclient.moc"
