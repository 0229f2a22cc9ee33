// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/signin.h"

#include "common/rpc/codecs/recordcodec.h"

#include <QFuture>
#include <QPromise>
#include <QSysInfo>
#include <QThreadPool>

#include <algorithm>
#include <climits>
#include <memory>

namespace console
{

namespace
{
QString fromUtf8(const std::string &text)
{
    return QString::fromStdString(text);
}

/// QString shares its text: only the last copy can be overwritten.
void wipe(QString &secret)
{
    if (secret.isDetached()) {
        secret.fill(QChar(u'\0'));
    }
    secret.clear();
}

common::KdfParameters parametersOf(const earshot::v1::KdfParameters &wire)
{
    const auto number = [](google::protobuf::uint32 value) {
        return static_cast<int>(std::min<google::protobuf::uint32>(value, INT_MAX));
    };
    return {.salt = QByteArray::fromStdString(wire.salt()),
            .passes = number(wire.passes()),
            .memoryKib = number(wire.memory_kib()),
            .accountId = QByteArray::fromStdString(wire.account_id())};
}

void askParameters(common::RpcClient &rpc, const QString &login, QObject *context,
                   std::function<void(common::Result<earshot::v1::BeginReply>)> done)
{
    earshot::v1::BeginRequest request;
    request.set_login(login.toStdString());
    common::call<earshot::v1::BeginReply>(rpc, QStringLiteral("earshot.v1.Session/Begin"), request, context,
                                          std::move(done));
}
} // namespace

void deriveInBackground(const SecretMaker &make, const QString &password,
                        const common::KdfParameters &parameters, const QString &serverId, QObject *context,
                        std::function<void(common::Result<common::LoginKeys>)> done)
{
    using Keys = common::Result<common::LoginKeys>;
    auto promise = std::make_shared<QPromise<Keys>>();
    promise->start();
    promise->future().then(context, [done = std::move(done)](const Keys &keys) { done(keys); });
    auto copy = std::make_shared<QString>(password.constData(), password.size());
    QThreadPool::globalInstance()->start([promise, make, copy, parameters, serverId] {
        promise->addResult(make(*copy, parameters, serverId));
        wipe(*copy);
        promise->finish();
    });
}

SignIn::SignIn(common::RpcClient &rpc, SecretMaker make, QObject *parent)
    : QObject(parent)
    , m_rpc(rpc)
    , m_make(std::move(make))
{
}

SignIn::~SignIn()
{
    wipe(m_password);
    common::wipe(m_secret);
}

void SignIn::begin(const QString &login, const QString &password)
{
    m_login = login;
    m_password = password;
    askParameters(m_rpc, login, this, [this](const common::Result<earshot::v1::BeginReply> &reply) {
        if (!reply) {
            Q_EMIT failed(reply.error());
            return;
        }
        derive(*reply);
    });
}

void SignIn::derive(const earshot::v1::BeginReply &reply)
{
    deriveInBackground(m_make, m_password, parametersOf(reply.parameters()), fromUtf8(reply.server_id()),
                       this, [this](common::Result<common::LoginKeys> keys) {
                           wipe(m_password);
                           if (!keys) {
                               Q_EMIT failed(keys.error());
                               return;
                           }
                           m_secret = keys->secret;
                           common::wipe(keys->kek); // nothing is encrypted for users yet
                           Q_EMIT secretReady();
                       });
}

void SignIn::send()
{
    earshot::v1::SignInRequest request;
    request.set_login(m_login.toStdString());
    request.set_secret(m_secret.toStdString());
    request.set_client("earshot-console " EARSHOT_VERSION);
    request.set_system(QSysInfo::prettyProductName().toStdString());
    common::call<earshot::v1::SignInReply>(
        m_rpc, QStringLiteral("earshot.v1.Session/SignIn"), request, this,
        [this](common::Result<earshot::v1::SignInReply> reply) {
            if (!reply) {
                Q_EMIT failed(reply.error());
                return;
            }
            auto identity = common::fromWire(reply->identity());
            if (!identity || reply->token().empty()) {
                Q_EMIT failed({common::ErrorCode::Internal,
                               QStringLiteral("the answer to the sign-in is not complete"),
                               {{QStringLiteral("reason"), QStringLiteral("protocol")}}});
                return;
            }
            common::wipe(m_secret);
            Q_EMIT succeeded({QByteArray::fromStdString(reply->token()), *identity});
        });
}

PasswordChange::PasswordChange(common::RpcClient &rpc, SecretMaker make, QObject *parent)
    : QObject(parent)
    , m_rpc(rpc)
    , m_make(std::move(make))
{
}

PasswordChange::~PasswordChange()
{
    wipe(m_present);
    wipe(m_next);
}

void PasswordChange::start(const QString &login, const QString &present, const QString &next)
{
    m_present = present;
    m_next = next;
    askParameters(m_rpc, login, this, [this](const common::Result<earshot::v1::BeginReply> &reply) {
        if (!reply) {
            Q_EMIT failed(reply.error());
            return;
        }
        m_parameters = parametersOf(reply->parameters());
        m_serverId = fromUtf8(reply->server_id());
        derivePresent();
    });
}

void PasswordChange::derivePresent()
{
    deriveInBackground(m_make, m_present, m_parameters, m_serverId, this,
                       [this](const common::Result<common::LoginKeys> &keys) {
                           wipe(m_present);
                           if (!keys) {
                               Q_EMIT failed(keys.error());
                               return;
                           }
                           deriveNext(keys->secret);
                       });
}

void PasswordChange::deriveNext(const QByteArray &secret)
{
    auto parameters = common::makeKdfParameters();
    if (!parameters) {
        Q_EMIT failed(parameters.error());
        return;
    }
    parameters->accountId = m_parameters.accountId; // names the account, not the password
    deriveInBackground(m_make, m_next, *parameters, m_serverId, this,
                       [this, secret, parameters](const common::Result<common::LoginKeys> &keys) {
                           wipe(m_next);
                           if (!keys) {
                               Q_EMIT failed(keys.error());
                               return;
                           }
                           send(secret, *parameters, keys->secret);
                       });
}

void PasswordChange::send(const QByteArray &secret, const common::KdfParameters &parameters,
                          const QByteArray &newSecret)
{
    earshot::v1::ChangePasswordRequest request;
    request.set_secret(secret.toStdString());
    request.set_new_secret(newSecret.toStdString());
    auto *made = request.mutable_new_parameters();
    made->set_salt(parameters.salt.toStdString());
    made->set_account_id(parameters.accountId.toStdString());
    made->set_passes(static_cast<google::protobuf::uint32>(parameters.passes));
    made->set_memory_kib(static_cast<google::protobuf::uint32>(parameters.memoryKib));
    common::call<earshot::v1::ChangePasswordReply>(
        m_rpc, QStringLiteral("earshot.v1.Session/ChangePassword"), request, this,
        [this](const common::Result<earshot::v1::ChangePasswordReply> &reply) {
            if (!reply) {
                Q_EMIT failed(reply.error());
                return;
            }
            Q_EMIT succeeded();
        });
}

} // namespace console
