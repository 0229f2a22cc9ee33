// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/linkreset.h"

#include "common/proto/passwordreset.pb.h"
#include "console/net/connection.h"

#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

namespace console
{

namespace
{
constexpr qsizetype kBytes = 32;
constexpr qsizetype kLongest = 2000;

/// What a method answered, as its message.
template <typename Reply>
common::Result<Reply> replyFrom(const common::Result<QByteArray> &bytes)
{
    if (!bytes) {
        return tl::unexpected<common::Error>(bytes.error());
    }
    Reply reply;
    if (!reply.ParseFromArray(bytes->constData(), static_cast<int>(bytes->size()))) {
        return common::fail(common::ErrorCode::Internal, QStringLiteral("the reply could not be read"),
                            {{QStringLiteral("reason"), QStringLiteral("protocol")}});
    }
    return reply;
}

template <typename Message>
QByteArray bytesOf(const Message &message)
{
    return QByteArray::fromStdString(message.SerializeAsString());
}
} // namespace

common::Result<QByteArray> resetLinkFrom(const QString &text)
{
    static const QRegularExpression blanks(QStringLiteral("\\s+"));
    QString code = text.left(kLongest).remove(blanks);
    if (code.contains(QLatin1String("://"))) {
        code = QUrlQuery(QUrl(code)).queryItemValue(QStringLiteral("link"), QUrl::FullyDecoded);
    }
    const QByteArray latin = code.toLatin1();
    const auto decoded = QByteArray::fromBase64Encoding(latin, QByteArray::Base64UrlEncoding |
                                                                   QByteArray::AbortOnBase64DecodingErrors);
    static const QRegularExpression hex(QStringLiteral("^[0-9A-Fa-f]{64}$"));
    const QByteArray link = hex.match(code).hasMatch() ? QByteArray::fromHex(latin)
                            : decoded                  ? *decoded
                                                       : QByteArray();
    if (link.size() != kBytes) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("not a link to reset a password"),
                            {{QStringLiteral("link"), QStringLiteral("format")}});
    }
    return link;
}

QString textOfResetLink(const QByteArray &link)
{
    return QString::fromLatin1(link.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

LinkReset::LinkReset(Connection &connection, SecretMaker make, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_make(std::move(make))
{
}

void LinkReset::forgot(const QString &login)
{
    earshot::v1::ForgotRequest request;
    request.set_login(login.toStdString());
    m_connection.callPublic(QStringLiteral("earshot.v1.PasswordReset/Forgot"), bytesOf(request), this,
                            [this](const common::Result<QByteArray> &reply) {
                                if (reply) {
                                    Q_EMIT sent();
                                } else {
                                    Q_EMIT failed(reply.error());
                                }
                            });
}

void LinkReset::check(const QByteArray &link)
{
    m_link = link;
    earshot::v1::LinkRequest request;
    request.set_link(link.toStdString());
    m_connection.callPublic(QStringLiteral("earshot.v1.PasswordReset/BeginByLink"), bytesOf(request), this,
                            [this](const common::Result<QByteArray> &bytes) {
                                const auto reply = replyFrom<earshot::v1::LinkParameters>(bytes);
                                if (!reply) {
                                    Q_EMIT failed(reply.error());
                                    return;
                                }
                                m_least.accountId = QByteArray::fromStdString(reply->account_id());
                                m_least.passes =
                                    static_cast<int>(std::min<quint32>(reply->passes(), INT_MAX));
                                m_least.memoryKib =
                                    static_cast<int>(std::min<quint32>(reply->memory_kib(), INT_MAX));
                                m_serverId = QString::fromStdString(reply->server_id());
                                Q_EMIT checked(QString::fromStdString(reply->login()), reply->second_step());
                            });
}

void LinkReset::set(const QString &password, const QStringList &confirm)
{
    m_confirm = confirm;
    auto parameters = common::makeKdfParameters();
    if (!parameters) {
        Q_EMIT failed(parameters.error());
        return;
    }
    parameters->accountId = m_least.accountId;
    // The server may ask for more work than the least; deriving refuses what is too much.
    parameters->passes = std::max(parameters->passes, m_least.passes);
    parameters->memoryKib = std::max(parameters->memoryKib, m_least.memoryKib);
    deriveInBackground(m_make, password, *parameters, m_serverId, this,
                       [this, parameters = *parameters](const common::Result<DerivedKeys> &keys) {
                           if (!keys) {
                               Q_EMIT failed(keys.error());
                               return;
                           }
                           send(parameters, keys->secret);
                       });
}

void LinkReset::send(const common::KdfParameters &parameters, const QByteArray &secret)
{
    earshot::v1::LinkReset request;
    request.set_link(m_link.toStdString());
    request.set_secret(secret.toStdString());
    for (const QString &tail : std::as_const(m_confirm)) {
        request.add_confirm(tail.toStdString());
    }
    auto *made = request.mutable_parameters();
    made->set_salt(parameters.salt.toStdString());
    made->set_account_id(parameters.accountId.toStdString());
    made->set_passes(static_cast<quint32>(parameters.passes));
    made->set_memory_kib(static_cast<quint32>(parameters.memoryKib));
    m_connection.callPublic(QStringLiteral("earshot.v1.PasswordReset/ByLink"), bytesOf(request), this,
                            [this](const common::Result<QByteArray> &reply) {
                                if (reply) {
                                    Q_EMIT succeeded();
                                } else {
                                    Q_EMIT failed(reply.error());
                                }
                            });
}

} // namespace console
