// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/mailsettings.h"

#include "recorder/mail/mailmessage.h"
#include "recorder/service/directorychecks.h"
#include "recorder/store/settingrepository.h"

#include <QHostAddress>
#include <QJsonObject>
#include <QSslCertificate>

#include <algorithm>

namespace recorder
{

namespace
{

using common::ErrorCode;
using common::Result;
using common::Status;

const QString kMail = QStringLiteral("mail");
const QByteArray kContext = QByteArrayLiteral("mail.password");
constexpr qsizetype kLongest = 250;
constexpr qsizetype kLongestPem = 100'000;

/// With the sealed password beside it.
struct Stored {
    MailSetting setting;
    QByteArray sealed;
};

Stored storedOf(const StoredSetting &stored)
{
    const QJsonObject &json = stored.value;
    Stored found;
    MailSetting &setting = found.setting;
    setting.enabled = json.value(QLatin1String("enabled")).toBool();
    setting.host = json.value(QLatin1String("host")).toString();
    setting.port = json.value(QLatin1String("port")).toInt(setting.port);
    setting.security = json.value(QLatin1String("security")).toString(setting.security);
    setting.login = json.value(QLatin1String("login")).toString();
    setting.from = json.value(QLatin1String("from")).toString();
    setting.caCertificates = json.value(QLatin1String("ca_certificates")).toString();
    setting.version = stored.version;
    found.sealed = QByteArray::fromBase64(json.value(QLatin1String("password")).toString().toLatin1());
    setting.hasPassword = !found.sealed.isEmpty();
    return found;
}

/// For the audit trail; of the password only that it is there.
QJsonObject toldOf(const MailSetting &setting)
{
    return {{QStringLiteral("enabled"), setting.enabled},
            {QStringLiteral("host"), setting.host},
            {QStringLiteral("port"), setting.port},
            {QStringLiteral("security"), setting.security},
            {QStringLiteral("login"), setting.login},
            {QStringLiteral("has_password"), setting.hasPassword},
            {QStringLiteral("from"), setting.from},
            {QStringLiteral("ca_certificates"), setting.caCertificates}};
}

QJsonObject jsonOf(const MailSetting &setting, const QByteArray &sealed)
{
    QJsonObject json = toldOf(setting);
    json.remove(QStringLiteral("has_password"));
    json.insert(QStringLiteral("password"), QString::fromLatin1(sealed.toBase64()));
    return json;
}

bool isThisHost(const QString &host)
{
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

bool isPlain(const QString &text)
{
    return text.size() <= kLongest && std::all_of(text.cbegin(), text.cend(), [](QChar c) {
               return c.category() != QChar::Other_Control && !c.isSpace();
           });
}

bool isHost(const QString &host)
{
    return isPlain(host) && !host.contains(QLatin1Char('/')) && !host.contains(QLatin1Char('@')) &&
           !host.contains(QLatin1Char('?')) && !host.contains(QLatin1Char('#')) &&
           !host.contains(QLatin1Char('%')) && !host.contains(QLatin1Char('\\')) &&
           (!host.contains(QLatin1Char(':')) || !QHostAddress(host).isNull());
}

Status checkSetting(const MailSetting &setting)
{
    static const QStringList kWords{QStringLiteral("starttls"), QStringLiteral("tls"),
                                    QStringLiteral("none")};
    if (!isHost(setting.host)) {
        return invalid("host", "format");
    }
    if (setting.port < 1 || setting.port > 65535) {
        return invalid("port", "range");
    }
    if (!kWords.contains(setting.security)) {
        return invalid("security", "unknown");
    }
    if (!isPlain(setting.login)) {
        return invalid("login", "format");
    }
    if (setting.password.size() > kLongest) {
        return invalid("password", "length");
    }
    if (setting.security == QLatin1String("none") && !setting.host.isEmpty() && !isThisHost(setting.host)) {
        return invalid("security", "loopback");
    }
    if (!setting.from.isEmpty() && !isMailAddress(setting.from)) {
        return invalid("from", "format");
    }
    if (setting.caCertificates.size() > kLongestPem) {
        return invalid("ca_certificates", "length");
    }
    if (!setting.caCertificates.trimmed().isEmpty() &&
        QSslCertificate::fromData(setting.caCertificates.toUtf8(), QSsl::Pem).isEmpty()) {
        return invalid("ca_certificates", "format");
    }
    return {};
}

/// What sending needs.
Status checkComplete(const MailSetting &setting)
{
    if (setting.host.isEmpty()) {
        return invalid("host", "required");
    }
    return setting.from.isEmpty() ? Status(invalid("from", "required")) : Status();
}

Status checkScope(const TenantScope &scope)
{
    return scope.tenant() ? Status(refused(ErrorCode::Denied, "system", "not-allowed")) : Status();
}

/// The password to use with `wanted`, sealed.
Result<QByteArray> sealedFor(const common::HostKey &key, const Stored &before, const MailSetting &wanted)
{
    if (wanted.login.isEmpty()) {
        return QByteArray();
    }
    if (!wanted.password.isEmpty()) {
        return key.seal(wanted.password.toUtf8(), kContext);
    }
    if (!before.sealed.isEmpty() && wanted.host != before.setting.host) {
        return invalid("password", "required"); // it was entrusted to the other server only
    }
    return before.sealed;
}

Result<MailRoute> routeWith(const common::HostKey &key, const MailSetting &setting, const QByteArray &sealed)
{
    MailRoute route;
    route.from = setting.from;
    route.server.host = setting.host;
    route.server.port = setting.port;
    route.server.security = setting.security == QLatin1String("tls")    ? SmtpServer::Security::Tls
                            : setting.security == QLatin1String("none") ? SmtpServer::Security::None
                                                                        : SmtpServer::Security::StartTls;
    route.server.login = setting.login;
    route.server.caCertificates = setting.caCertificates.trimmed().toUtf8();
    if (!sealed.isEmpty()) {
        auto password = key.unseal(sealed, kContext);
        if (!password) {
            return common::fail(
                ErrorCode::Internal,
                QStringLiteral("the password of the mail server was not sealed by this host's key"));
        }
        route.server.password = QString::fromUtf8(*password);
    }
    return route;
}

} // namespace

Result<MailSetting> mailSetting(Transaction &transaction, const TenantScope &scope)
{
    if (Status allowed = checkScope(scope); !allowed) {
        return common::propagate(allowed);
    }
    return storedOf(SettingRepository(transaction).at(std::nullopt, kMail)).setting;
}

Result<MailSetting> changeMailSetting(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                      const common::HostKey &key, const MailSetting &wanted)
{
    for (const Status &good :
         {checkScope(scope), checkSetting(wanted), wanted.enabled ? checkComplete(wanted) : Status()}) {
        if (!good) {
            return tl::unexpected<common::Error>(good.error());
        }
    }
    SettingRepository settings(transaction);
    const Stored before = storedOf(settings.at(std::nullopt, kMail));
    auto sealed = sealedFor(key, before, wanted);
    if (!sealed) {
        return common::propagate(sealed);
    }
    if (wanted.version != before.setting.version ||
        !settings.replace(std::nullopt, kMail, wanted.version, jsonOf(wanted, *sealed))) {
        return changedMeanwhile();
    }
    const MailSetting after = storedOf(settings.at(std::nullopt, kMail)).setting;
    trail.changed(toldOf(before.setting), toldOf(after));
    if (!wanted.password.isEmpty()) {
        trail.note(QStringLiteral("password"), QStringLiteral("changed"));
    }
    return after;
}

Result<MailRoute> routeOf(Transaction &transaction, const TenantScope &scope, const common::HostKey &key,
                          const MailSetting &setting)
{
    for (const Status &good : {checkScope(scope), checkSetting(setting), checkComplete(setting)}) {
        if (!good) {
            return tl::unexpected<common::Error>(good.error());
        }
    }
    const Stored stored = storedOf(SettingRepository(transaction).at(std::nullopt, kMail));
    auto sealed = sealedFor(key, stored, setting);
    return sealed ? routeWith(key, setting, *sealed) : Result<MailRoute>(common::propagate(sealed));
}

Result<std::optional<MailRoute>> mailRoute(Transaction &transaction, const common::HostKey &key)
{
    using Route = std::optional<MailRoute>;
    const Stored stored = storedOf(SettingRepository(transaction).at(std::nullopt, kMail));
    if (!stored.setting.enabled) {
        return Route();
    }
    auto route = routeWith(key, stored.setting, stored.sealed);
    return route ? Result<Route>(Route(std::move(*route))) : Result<Route>(common::propagate(route));
}

bool isMailOn(Transaction &transaction)
{
    const auto value = SettingRepository(transaction).effective(kSystemTenant, kMail);
    return value && value->value(QLatin1String("enabled")).toBool();
}

} // namespace recorder
