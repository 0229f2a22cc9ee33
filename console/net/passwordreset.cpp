// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/passwordreset.h"

#include "common/crypto/random.h"

#include "common/proto/directory.pb.h"

#include <algorithm>
#include <array>

namespace console
{

namespace
{
constexpr int kLength = 20;
constexpr int kGroup = 4;
} // namespace

common::Result<QString> makeOneTimePassword()
{
    // 32 signs: five bits each, without 0 and O, 1 and l and I.
    static const QString kSigns = QStringLiteral("abcdefghijkmnpqrstuvwxyz23456789");
    std::array<std::byte, kLength> random{};
    if (common::Status filled = common::fillRandom(random); !filled) {
        return common::propagate(filled);
    }
    QString password;
    for (int i = 0; i < kLength; ++i) {
        if (i > 0 && i % kGroup == 0) {
            password.append(u'-');
        }
        password.append(kSigns[std::to_integer<int>(random[static_cast<size_t>(i)]) % kSigns.size()]);
    }
    return password;
}

PasswordReset::PasswordReset(common::RpcClient &rpc, SecretMaker make, QObject *parent)
    : QObject(parent)
    , m_rpc(rpc)
    , m_make(make ? std::move(make) : SecretMaker(&common::deriveLoginKeys))
{
}

void PasswordReset::start(const QString &userId, const QStringList &confirm)
{
    m_userId = userId;
    m_confirm = confirm;
    earshot::v1::ObjectRef request;
    request.set_id(userId.toStdString());
    common::call<earshot::v1::ResetParameters>(
        m_rpc, QStringLiteral("earshot.v1.Users/BeginReset"), request, this,
        [this](const common::Result<earshot::v1::ResetParameters> &reply) {
            auto parameters = common::makeKdfParameters();
            auto password = makeOneTimePassword();
            if (!reply || !parameters || !password) {
                Q_EMIT failed(!reply ? reply.error() : !parameters ? parameters.error() : password.error());
                return;
            }
            parameters->accountId = QByteArray::fromStdString(reply->account_id());
            // The server may ask for more work than the least; deriving refuses what is too much.
            parameters->passes = std::max(parameters->passes, static_cast<int>(reply->passes()));
            parameters->memoryKib = std::max(parameters->memoryKib, static_cast<int>(reply->memory_kib()));
            m_password = *password;
            derive(*parameters, QString::fromStdString(reply->server_id()));
        });
}

void PasswordReset::derive(const common::KdfParameters &parameters, const QString &serverId)
{
    deriveInBackground(m_make, m_password, parameters, serverId, this,
                       [this, parameters](const common::Result<DerivedKeys> &keys) {
                           if (!keys) {
                               Q_EMIT failed(keys.error());
                               return;
                           }
                           send(parameters, keys->secret);
                       });
}

void PasswordReset::send(const common::KdfParameters &parameters, const QByteArray &secret)
{
    earshot::v1::ResetPasswordRequest request;
    request.set_id(m_userId.toStdString());
    request.set_salt(parameters.salt.toStdString());
    request.set_passes(static_cast<google::protobuf::uint32>(parameters.passes));
    request.set_memory_kib(static_cast<google::protobuf::uint32>(parameters.memoryKib));
    request.set_secret(secret.toStdString());
    for (const QString &tail : std::as_const(m_confirm)) {
        request.add_confirm(tail.toStdString());
    }
    common::call<earshot::v1::ResetPasswordReply>(
        m_rpc, QStringLiteral("earshot.v1.Users/ResetPassword"), request, this,
        [this](const common::Result<earshot::v1::ResetPasswordReply> &reply) {
            const QString password = std::exchange(m_password, {});
            if (reply) {
                Q_EMIT succeeded(password);
            } else {
                Q_EMIT failed(reply.error());
            }
        });
}

} // namespace console
