// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/directorychecks.h"
#include "recorder/service/storagetargets.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace recorder
{

using common::Result;
using common::Status;
using common::StorageTargetRecord;

namespace
{

constexpr qsizetype kLongestText = 1000;
constexpr qsizetype kLongestPem = 65'536;

QByteArray contextOf(const QString &id)
{
    return QByteArrayLiteral("storage-target:") + id.toLatin1();
}

struct Text {
    const char *field;
    QString StorageTargetRecord::*member;
    qsizetype longest = kLongestText;
    bool secret = false; ///< blanks at its ends belong to it
};
constexpr Text kTexts[]{{"base_path", &StorageTargetRecord::basePath},
                        {"host", &StorageTargetRecord::host},
                        {"user", &StorageTargetRecord::user},
                        {"password", &StorageTargetRecord::password, kLongestText, true},
                        {"ssh_key", &StorageTargetRecord::sshKey, kLongestPem},
                        {"host_key", &StorageTargetRecord::hostKey},
                        {"bucket", &StorageTargetRecord::bucket},
                        {"access_key_id", &StorageTargetRecord::accessKeyId},
                        {"secret_access_key", &StorageTargetRecord::secretAccessKey, kLongestText, true},
                        {"endpoint", &StorageTargetRecord::endpoint},
                        {"region", &StorageTargetRecord::region},
                        {"proxy_host", &StorageTargetRecord::proxyHost},
                        {"proxy_user", &StorageTargetRecord::proxyUser},
                        {"proxy_password", &StorageTargetRecord::proxyPassword, kLongestText, true},
                        {"ca_certificates", &StorageTargetRecord::caCertificates, kLongestPem}};

bool isPlain(const QString &text, bool lines)
{
    return std::all_of(text.cbegin(), text.cend(), [lines](QChar c) {
        return c.category() != QChar::Other_Control || (lines && (c == u'\n' || c == u'\r' || c == u'\t'));
    });
}

Status cleanTexts(StorageTargetRecord &target)
{
    for (const Text &text : kTexts) {
        QString &value = target.*text.member;
        value = text.secret ? value : value.trimmed();
        if (value.size() > text.longest) {
            return invalid(text.field, "length");
        }
        if (!isPlain(value, text.longest == kLongestPem)) {
            return invalid(text.field, "characters");
        }
    }
    if (target.caCertificates.isEmpty() ||
        target.caCertificates.contains(QLatin1String("-----BEGIN CERTIFICATE-----"))) {
        return {};
    }
    return invalid("ca_certificates", "format");
}

bool isPort(int port, bool optional)
{
    return (optional && port == 0) || (port >= 1 && port <= 65535);
}

Status cleanHost(const char *field, const QString &host)
{
    static const QRegularExpression kHost(QStringLiteral("^[\\p{L}\\p{N}._:-]{1,253}$"),
                                          QRegularExpression::UseUnicodePropertiesOption);
    return host.isEmpty()                 ? Status(invalid(field, "empty"))
           : kHost.match(host).hasMatch() ? Status()
                                          : Status(invalid(field, "characters"));
}

Status checkServer(const StorageTargetRecord &target)
{
    static const QRegularExpression kKey(QStringLiteral("^(SHA256:[A-Za-z0-9+/]{43})?$"));
    if (Status host = cleanHost("host", target.host); !host) {
        return host;
    }
    if (!isPort(target.port, true)) {
        return invalid("port", "range");
    }
    if (target.user.isEmpty() || target.user.startsWith(u'-')) {
        return invalid("user", target.user.isEmpty() ? "empty" : "characters");
    }
    return kKey.match(target.hostKey).hasMatch() ? Status() : Status(invalid("host_key", "format"));
}

Status checkBucket(const StorageTargetRecord &target)
{
    static const QRegularExpression kBucket(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$"));
    const QUrl url(target.endpoint, QUrl::StrictMode);
    const bool http = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (!url.isValid() || !http || url.host().isEmpty() || !url.userInfo().isEmpty() || url.hasQuery() ||
        url.hasFragment() || (!url.path().isEmpty() && url.path() != QLatin1String("/"))) {
        return invalid("endpoint", "url");
    }
    if (!kBucket.match(target.bucket).hasMatch() || target.bucket.contains(QLatin1String(".."))) {
        return invalid("bucket", target.bucket.isEmpty() ? "empty" : "characters");
    }
    if (target.accessKeyId.isEmpty() && !target.system) {
        return invalid("access_key_id", "empty"); // the machine's role is for the system's targets
    }
    if (target.signatureVersion != 0 && target.signatureVersion != 2 && target.signatureVersion != 4) {
        return invalid("signature_version", "unknown");
    }
    if (!target.useProxy) {
        return {};
    }
    if (Status host = cleanHost("proxy_host", target.proxyHost); !host) {
        return host;
    }
    return isPort(target.proxyPort, false) ? Status() : Status(invalid("proxy_port", "range"));
}

} // namespace

Status cleanStorageTarget(StorageTargetRecord &target)
{
    for (const Status &good : {cleanName("name", target.name), cleanTexts(target)}) {
        if (!good) {
            return good;
        }
    }
    const auto type = storageTypeOf(target.kind);
    if (!type) {
        return invalid("kind", "unknown");
    }
    switch (*type) {
    case StorageType::Local:
        return target.basePath.startsWith(u'/') && !target.basePath.split(u'/').contains(QLatin1String(".."))
                   ? Status()
                   : Status(invalid("base_path", "path"));
    case StorageType::Ftp:
    case StorageType::Sftp: return checkServer(target);
    case StorageType::S3: return checkBucket(target);
    }
    return invalid("kind", "unknown");
}

Result<QByteArray> sealSecrets(const StorageSecrets &secrets, const QString &id, const common::HostKey &key)
{
    const QJsonObject json{{QStringLiteral("password"), secrets.password},
                           {QStringLiteral("ssh_key"), secrets.sshKey},
                           {QStringLiteral("secret_access_key"), secrets.secretAccessKey},
                           {QStringLiteral("proxy_password"), secrets.proxyPassword}};
    return key.seal(QJsonDocument(json).toJson(QJsonDocument::Compact), contextOf(id));
}

Result<StorageSecrets> unsealSecrets(const QByteArray &sealed, const QString &id, const common::HostKey &key)
{
    if (sealed.isEmpty()) {
        return StorageSecrets();
    }
    auto plain = key.unseal(sealed, contextOf(id));
    if (!plain) {
        return common::fail(common::ErrorCode::Unavailable,
                            QStringLiteral("the secrets of the target cannot be read with this host's key"),
                            {{QStringLiteral("reason"), QStringLiteral("host-key")}});
    }
    const QJsonObject json = QJsonDocument::fromJson(*plain).object();
    return StorageSecrets{json.value(QLatin1String("password")).toString(),
                          json.value(QLatin1String("ssh_key")).toString(),
                          json.value(QLatin1String("secret_access_key")).toString(),
                          json.value(QLatin1String("proxy_password")).toString()};
}

StorageTargetSettings storageSettingsOf(const StorageTargetRecord &record, const StorageSecrets &secrets)
{
    StorageTargetSettings settings;
    settings.type = storageTypeOf(record.kind).value_or(StorageType::Local);
    settings.basePath = record.basePath;
    settings.host = record.host;
    settings.port = record.port;
    settings.user = record.user;
    settings.password = secrets.password;
    settings.requireTls = record.requireTls;
    settings.implicitTls = record.implicitTls;
    settings.sshKey = secrets.sshKey.isEmpty() ? QByteArray() : secrets.sshKey.toUtf8() + '\n';
    settings.hostKey = record.hostKey;
    settings.posixRename = record.posixRename;
    settings.endpoint = record.endpoint;
    settings.region = record.region;
    settings.bucket = record.bucket;
    settings.accessKeyId = record.accessKeyId;
    settings.secretAccessKey = secrets.secretAccessKey;
    settings.signatureVersion = record.signatureVersion == 2 ? 2 : 4;
    settings.virtualHost = record.virtualHost;
    settings.sseAes256 = record.sse;
    if (record.useProxy) {
        settings.proxyHost = record.proxyHost;
        settings.proxyPort = record.proxyPort;
        settings.proxyUser = record.proxyUser;
        settings.proxyPassword = secrets.proxyPassword;
    }
    settings.caCertificates = record.caCertificates.toUtf8();
    return settings;
}

Result<StorageTargetSettings> storageSettingsOf(const StoredTarget &target, const common::HostKey &key)
{
    auto secrets = unsealSecrets(target.secrets, target.record.id, key);
    if (!secrets) {
        return common::propagate(secrets);
    }
    StorageTargetSettings settings = storageSettingsOf(target.record, *secrets);
    settings.targetId = target.record.id;
    settings.begun = target.hasFiles || (target.record.testedMs != 0 && target.record.testedStep.isEmpty());
    return settings;
}

bool isAsStored(StorageTargetRecord given, const StorageTargetRecord &stored)
{
    if (!given.password.isEmpty() || !given.sshKey.isEmpty() || !given.secretAccessKey.isEmpty() ||
        !given.proxyPassword.isEmpty() || given.version != stored.version) {
        return false;
    }
    given.name = stored.name;
    given.tenant = stored.tenant;
    given.tenantId = stored.tenantId;
    given.hasPassword = stored.hasPassword;
    given.hasSshKey = stored.hasSshKey;
    given.hasSecretAccessKey = stored.hasSecretAccessKey;
    given.hasProxyPassword = stored.hasProxyPassword;
    given.testedMs = stored.testedMs;
    given.testedStep = stored.testedStep;
    given.testedCause = stored.testedCause;
    return given == stored;
}

} // namespace recorder
