// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/signin.h"

#include "common/core/typedsecret.h"
#include "common/rpc/codecs/recordcodec.h"
#include "console/net/background.h"
#include "console/net/redirectlistener.h"
#include "console/net/sessionkeys.h"

#include "common/proto/secondstep.pb.h"
#include "common/proto/signinways.pb.h"

#include <QSysInfo>

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

const char *const kClient = "earshot-console " EARSHOT_VERSION;

/// What every way to sign in says of this computer.
template <typename Request>
void describe(Request &request, const QByteArray &device)
{
    request.set_client(kClient);
    request.set_system(QSysInfo::prettyProductName().toStdString());
    request.set_device(device.toStdString());
}
} // namespace

common::KdfParameters fromWire(const earshot::v1::KdfParameters &wire)
{
    const auto number = [](google::protobuf::uint32 value) {
        return static_cast<int>(std::min<google::protobuf::uint32>(value, INT_MAX));
    };
    return {.salt = QByteArray::fromStdString(wire.salt()),
            .passes = number(wire.passes()),
            .memoryKib = number(wire.memory_kib()),
            .accountId = QByteArray::fromStdString(wire.account_id())};
}

void toWire(const common::KdfParameters &parameters, earshot::v1::KdfParameters &wire)
{
    wire.set_salt(parameters.salt.toStdString());
    wire.set_account_id(parameters.accountId.toStdString());
    wire.set_passes(static_cast<google::protobuf::uint32>(parameters.passes));
    wire.set_memory_kib(static_cast<google::protobuf::uint32>(parameters.memoryKib));
}

void askDerivation(common::RpcClient &rpc, const QString &login, QObject *context,
                   std::function<void(common::Result<Derivation>)> done)
{
    earshot::v1::BeginRequest request;
    request.set_login(login.toStdString());
    common::call<earshot::v1::BeginReply>(
        rpc, QStringLiteral("earshot.v1.Session/Begin"), request, context,
        [done = std::move(done)](const common::Result<earshot::v1::BeginReply> &reply) {
            if (reply) {
                done(Derivation{fromWire(reply->parameters()), fromUtf8(reply->server_id())});
            } else {
                done(tl::unexpected<common::Error>(reply.error()));
            }
        });
}

void deriveInBackground(const SecretMaker &make, const QString &password,
                        const common::KdfParameters &parameters, const QString &serverId, QObject *context,
                        std::function<void(common::Result<DerivedKeys>)> done)
{
    auto copy = std::make_shared<common::TypedSecret>(password);
    inBackground(
        context,
        [make, copy, parameters, serverId]() -> common::Result<DerivedKeys> {
            auto made = make(copy->text(), parameters, serverId);
            if (!made) {
                return common::propagate(made);
            }
            DerivedKeys keys{made->secret, common::SecretBytes::copyOf(made->kek), parameters};
            common::wipe(made->kek); // the only copy
            return keys;
        },
        std::move(done));
}

void presentSecret(common::RpcClient &rpc, const SecretMaker &make, const QString &login,
                   const QString &password, QObject *context,
                   std::function<void(common::Result<QByteArray>)> done)
{
    auto copy = std::make_shared<common::TypedSecret>(password);
    askDerivation(rpc, login, context,
                  [make, copy, context, done = std::move(done)](const common::Result<Derivation> &how) {
                      if (!how) {
                          done(tl::unexpected<common::Error>(how.error()));
                          return;
                      }
                      deriveInBackground(make, copy->text(), how->parameters, how->serverId, context,
                                         [done](const common::Result<DerivedKeys> &keys) {
                                             if (keys) {
                                                 done(keys->secret);
                                             } else {
                                                 done(tl::unexpected<common::Error>(keys.error()));
                                             }
                                         });
                  });
}

SignIn::SignIn(common::RpcClient &rpc, SecretMaker make, QByteArray device, QObject *parent)
    : QObject(parent)
    , m_rpc(rpc)
    , m_make(std::move(make))
    , m_device(std::move(device))
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        Q_EMIT failed({common::ErrorCode::Unavailable,
                       QStringLiteral("the browser did not come back in time"),
                       {{QStringLiteral("reason"), QStringLiteral("browser-timeout")}}});
    });
}

SignIn::~SignIn()
{
    common::wipe(m_password);
    common::wipe(m_secret);
}

void SignIn::begin(const SignInWay &way, const QString &login, const QString &password)
{
    m_login = login;
    m_password = password;
    switch (way.kind) {
    case WayKind::Password: beginPassword(); break;
    case WayKind::Directory: beginDirectory(way); break;
    case WayKind::SingleSignOn: beginBrowser(way); break;
    }
}

void SignIn::beginPassword()
{
    askDerivation(m_rpc, m_login, this, [this](const common::Result<Derivation> &how) {
        if (how) {
            derive(*how);
        } else {
            Q_EMIT failed(how.error());
        }
    });
}

void SignIn::beginDirectory(const SignInWay &way)
{
    earshot::v1::DirectorySignInRequest request;
    request.set_directory_id(way.id.toStdString());
    request.set_login(m_login.toStdString());
    request.set_password(m_password.toStdString());
    describe(request, m_device);
    common::wipe(m_password);
    common::call<earshot::v1::SignInReply>(
        m_rpc, QStringLiteral("earshot.v1.DirectorySignIn/SignIn"), request, this,
        [this](const common::Result<earshot::v1::SignInReply> &reply) { take(reply); });
}

void SignIn::beginBrowser(const SignInWay &way)
{
    m_listener = new RedirectListener(this);
    if (auto listening = m_listener->listen(); !listening) {
        Q_EMIT failed(listening.error());
        return;
    }
    m_limit.start(kBrowserLimit);
    earshot::v1::SingleSignOnBegin request;
    request.set_provider_id(way.id.toStdString());
    request.set_redirect_uri(m_listener->address().toStdString());
    common::call<earshot::v1::SingleSignOnStart>(
        m_rpc, QStringLiteral("earshot.v1.SingleSignOn/Begin"), request, this,
        [this](const common::Result<earshot::v1::SingleSignOnStart> &reply) {
            const QUrl url = reply ? QUrl(fromUtf8(reply->url()), QUrl::StrictMode) : QUrl();
            // What a recorder names is opened by the desktop: pages of the web only, no files, no programs.
            const bool page = url.isValid() && (url.scheme() == QLatin1String("https") ||
                                                url.scheme() == QLatin1String("http"));
            if (!reply || !page) {
                Q_EMIT failed(reply ? common::Error{common::ErrorCode::Internal,
                                                    QStringLiteral("the provider's address is not one"),
                                                    {{QStringLiteral("reason"), QStringLiteral("protocol")}}}
                                    : reply.error());
                return;
            }
            connect(
                m_listener, &RedirectListener::answered, this,
                [this, handle = reply->handle()](const QByteArray &query) { finishBrowser(handle, query); });
            Q_EMIT browserAsked(url);
        });
}

void SignIn::finishBrowser(const std::string &handle, const QByteArray &query)
{
    m_limit.stop();
    earshot::v1::SingleSignOnResult request;
    request.set_handle(handle);
    request.set_answer(query.toStdString());
    describe(request, m_device);
    common::call<earshot::v1::SignInReply>(
        m_rpc, QStringLiteral("earshot.v1.SingleSignOn/Finish"), request, this,
        [this](const common::Result<earshot::v1::SignInReply> &reply) { take(reply); },
        {.deadline = std::chrono::seconds(30)}); // the recorder asks the provider meanwhile
}

void SignIn::derive(const Derivation &how)
{
    deriveInBackground(m_make, m_password, how.parameters, how.serverId, this,
                       [this](common::Result<DerivedKeys> keys) {
                           common::wipe(m_password);
                           if (!keys) {
                               Q_EMIT failed(keys.error());
                               return;
                           }
                           m_secret = std::exchange(keys->secret, {});
                           m_keys = std::move(*keys);
                           Q_EMIT secretReady();
                       });
}

void SignIn::send()
{
    earshot::v1::SignInRequest request;
    request.set_login(m_login.toStdString());
    request.set_secret(m_secret.toStdString());
    describe(request, m_device);
    common::call<earshot::v1::SignInReply>(
        m_rpc, QStringLiteral("earshot.v1.Session/SignIn"), request, this,
        [this](const common::Result<earshot::v1::SignInReply> &reply) { take(reply); });
}

void SignIn::sendCode(const QString &code, bool rememberDevice)
{
    earshot::v1::SecondStepCode request;
    request.set_challenge(m_challenge.toStdString());
    request.set_code(code.toStdString());
    request.set_remember_device(rememberDevice);
    common::call<earshot::v1::SignInReply>(
        m_rpc, QStringLiteral("earshot.v1.SecondStep/Finish"), request, this,
        [this](const common::Result<earshot::v1::SignInReply> &reply) {
            const QString reason = reply ? QString() : reply.error().fields.value(QStringLiteral("reason"));
            if (reason == QLatin1String("wrong") || reason == QLatin1String("throttled")) {
                Q_EMIT codeRefused(reply.error());
            } else {
                take(reply);
            }
        });
}

void SignIn::take(const common::Result<earshot::v1::SignInReply> &reply)
{
    if (!reply) {
        Q_EMIT failed(reply.error());
        return;
    }
    if (!reply->challenge().empty()) {
        m_challenge = QByteArray::fromStdString(reply->challenge());
        Q_EMIT codeAsked();
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
}

PasswordChange::PasswordChange(common::RpcClient &rpc, SecretMaker make, SessionKeys *keys, QObject *parent)
    : QObject(parent)
    , m_rpc(rpc)
    , m_make(std::move(make))
    , m_keys(keys)
{
}

PasswordChange::~PasswordChange()
{
    common::wipe(m_present);
    common::wipe(m_next);
}

void PasswordChange::start(const QString &login, const QString &present, const QString &next)
{
    m_present = present;
    m_next = next;
    askDerivation(m_rpc, login, this, [this](const common::Result<Derivation> &how) {
        if (!how) {
            Q_EMIT failed(how.error());
            return;
        }
        m_parameters = how->parameters;
        m_serverId = how->serverId;
        derivePresent();
    });
}

void PasswordChange::derivePresent()
{
    deriveInBackground(m_make, m_present, m_parameters, m_serverId, this,
                       [this](common::Result<DerivedKeys> keys) {
                           common::wipe(m_present);
                           if (!keys) {
                               Q_EMIT failed(keys.error());
                               return;
                           }
                           deriveNext(std::make_shared<DerivedKeys>(std::move(*keys)));
                       });
}

void PasswordChange::deriveNext(const Keys &present)
{
    auto parameters = common::makeKdfParameters();
    if (!parameters) {
        Q_EMIT failed(parameters.error());
        return;
    }
    deriveInBackground(m_make, m_next, *parameters, m_serverId, this,
                       [this, present](common::Result<DerivedKeys> keys) {
                           common::wipe(m_next);
                           if (!keys) {
                               Q_EMIT failed(keys.error());
                               return;
                           }
                           prepare(present, std::make_shared<DerivedKeys>(std::move(*keys)));
                       });
}

void PasswordChange::prepare(const Keys &present, const Keys &next)
{
    if (m_keys == nullptr) {
        send(present, next);
        return;
    }
    m_keys->prepareChange(present, next, this, [this, present, next](const common::Status &kept) {
        if (kept) {
            send(present, next);
        } else {
            Q_EMIT failed(kept.error()); // the keys would be lost: the password stays
        }
    });
}

void PasswordChange::send(const Keys &present, const Keys &next)
{
    earshot::v1::ChangePasswordRequest request;
    request.set_secret(present->secret.toStdString());
    request.set_new_secret(next->secret.toStdString());
    toWire(next->parameters, *request.mutable_new_parameters());
    common::wipe(present->secret);
    common::wipe(next->secret);
    common::call<earshot::v1::ChangePasswordReply>(
        m_rpc, QStringLiteral("earshot.v1.Session/ChangePassword"), request, this,
        [this, next](const common::Result<earshot::v1::ChangePasswordReply> &reply) {
            if (reply) {
                finish(next);
            } else {
                Q_EMIT failed(reply.error());
            }
        });
}

void PasswordChange::finish(const Keys &next)
{
    if (m_keys != nullptr) {
        m_keys->finishChange(next);
    }
    Q_EMIT succeeded();
}

} // namespace console
