// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/storage/storagetargetfields.h"

#include "console/kit/tr.h"
#include "console/pages/administration/directory.h"

namespace console
{

using common::StorageTargetRecord;

namespace
{

using Fields = std::vector<Field<StorageTargetRecord>>;

const QString kLocal = QStringLiteral("local");
const QString kFtp = QStringLiteral("ftp");
const QString kSftp = QStringLiteral("sftp");
const QString kS3 = QStringLiteral("s3");
constexpr int kLongestPem = 65'536;

QString kindIn(const QVariantMap &now)
{
    return now.value(QStringLiteral("kind")).toString();
}

/// A field that only targets of these types have.
FieldInfo infoOf(const char *key, const QString &label, const QStringList &kinds,
                 EditorKind kind = EditorKind::Line)
{
    FieldInfo info{.key = QLatin1String(key), .label = label, .kind = kind};
    info.visible = [kinds](const QVariantMap &now) { return kinds.contains(kindIn(now)); };
    info.maxLength = 1000;
    return info;
}

/// Secrets never come here: what is stored is kept as long as nothing is typed.
FieldInfo secretOf(FieldInfo info, bool stored)
{
    info.placeholder = stored ? Tr::tr("kept – type to replace it", "a stored password") : QString();
    return info;
}

void addNames(Fields &fields, const PageContext &context, const StorageTargetRecord &target)
{
    const bool isNew = target.id.isEmpty();
    FieldInfo name{.key = QStringLiteral("name"), .label = Tr::tr("Name"), .required = true};
    fields.push_back(field(&StorageTargetRecord::name, std::move(name)));
    if (isNew && seesTenants(context)) {
        FieldInfo tenant = tenantInfo(context);
        tenant.required = false;
        tenant.help = Tr::tr("Leave empty for a target of the whole system, which the system's storage rules "
                             "name. It cannot be changed afterwards.");
        auto chosen =
            referenceField(&StorageTargetRecord::tenantId, &StorageTargetRecord::tenant, std::move(tenant));
        chosen.set = [set = chosen.set](StorageTargetRecord &t, const QVariant &value) {
            set(t, value);
            t.system = t.tenantId.isEmpty();
        };
        fields.push_back(std::move(chosen));
    }
    FieldInfo kind{.key = QStringLiteral("kind"), .label = Tr::tr("Type"), .kind = EditorKind::Choice};
    kind.required = true;
    kind.help = isNew
                    ? QString()
                    : Tr::tr("It can be changed as long as no files are there or on their way. What only the "
                             "other type has, its password too, has to be entered then.");
    for (const QString &code : {kLocal, kFtp, kSftp, kS3}) {
        // A folder of the recorder's machine is given by who runs the system.
        if (code != kLocal || seesTenants(context) || target.kind == kLocal) {
            kind.choices.append({code, storageKindWord(code)});
        }
    }
    fields.push_back(field(&StorageTargetRecord::kind, std::move(kind)));
}

/// The number is shown and the standard one is not stored: it goes with type and encryption then.
Field<StorageTargetRecord> portField()
{
    FieldInfo info = infoOf("port", Tr::tr("Port"), {kFtp, kSftp}, EditorKind::Int);
    info.minimum = 1;
    info.maximum = 65'535;
    info.following.keys = {QStringLiteral("kind"), QStringLiteral("implicit_tls")};
    info.following.value = [](const QVariant &value, const QVariantMap &now) {
        const int port = value.toInt();
        const bool untouched = port == 21 || port == 22 || port == 990;
        const int standard = standardPort(kindIn(now), now.value(QStringLiteral("implicit_tls")).toBool());
        return untouched && port != standard ? QVariant(standard) : QVariant();
    };
    return {std::move(info),
            [](const StorageTargetRecord &t) {
                return QVariant(t.port == 0 ? standardPort(t.kind, t.implicitTls) : t.port);
            },
            [](StorageTargetRecord &t, const QVariant &value) {
                // Files are found by the port as it was stored: what nobody has touched stays the same.
                if (t.port != 0 || value.toInt() != standardPort(t.kind, t.implicitTls)) {
                    t.port = value.toInt();
                }
            }};
}

Field<StorageTargetRecord> confirmation()
{
    FieldInfo info = infoOf("password_confirm", Tr::tr("Confirm a password"), {kSftp}, EditorKind::Secret);
    info.check = [](const QVariant &value, const QVariantMap &now) {
        return value == now.value(QStringLiteral("password")) ? QString()
                                                              : Tr::tr("The two passwords are not the same.");
    };
    return {std::move(info), [](const StorageTargetRecord &) { return QVariant(QString()); },
            [](StorageTargetRecord &, const QVariant &) {}};
}

void addServer(Fields &fields, const StorageTargetRecord &target)
{
    const QStringList both{kFtp, kSftp};
    FieldInfo host = infoOf("host", Tr::tr("Host"), both);
    host.sectionOf = [](const QVariantMap &now) {
        return kindIn(now) == kFtp ? Tr::tr("FTP SETTINGS") : Tr::tr("SFTP SETTINGS");
    };
    host.required = true;
    fields.push_back(field(&StorageTargetRecord::host, std::move(host)));
    fields.push_back(portField());
    FieldInfo user = infoOf("user", Tr::tr("User"), both);
    user.required = true;
    fields.push_back(field(&StorageTargetRecord::user, std::move(user)));
    FieldInfo password =
        secretOf(infoOf("password", Tr::tr("Password"), both, EditorKind::Secret), target.hasPassword);
    password.help =
        Tr::tr("With an SSH key: the password of the key. With another server it has to be given again.");
    fields.push_back(field(&StorageTargetRecord::password, std::move(password)));
    fields.push_back(confirmation());
    FieldInfo key =
        secretOf(infoOf("ssh_key", Tr::tr("SSH key"), {kSftp}, EditorKind::Text), target.hasSshKey);
    key.help = Tr::tr("A private key, PEM or OpenSSH. Leave empty to sign in with the password.");
    key.maxLength = kLongestPem;
    fields.push_back(field(&StorageTargetRecord::sshKey, std::move(key)));
    FieldInfo hostKey = infoOf("host_key", Tr::tr("Host key"), {kSftp});
    hostKey.help = Tr::tr("Fingerprint of the server's key, %1. Test the connection to see it; only a server "
                          "that shows this key is believed.")
                       .arg(QStringLiteral("SHA256:…"));
    fields.push_back(field(&StorageTargetRecord::hostKey, std::move(hostKey)));
    FieldInfo tls = infoOf("require_tls", Tr::tr("Encryption"), {kFtp}, EditorKind::Bool);
    tls.words = Tr::tr("Require TLS Encryption (FTPS)");
    tls.help = Tr::tr("Without it the password and the recordings cross the network in the clear.");
    fields.push_back(field(&StorageTargetRecord::requireTls, std::move(tls)));
    FieldInfo implicit = infoOf("implicit_tls", {}, {kFtp}, EditorKind::Bool);
    implicit.label = Tr::tr("Implicit TLS");
    implicit.words = Tr::tr("Require implicit TLS connection");
    implicit.help = Tr::tr("Explicit TLS connection shares the normal FTP port (21 by default), implicit TLS "
                           "connection uses port 990 by default.");
    fields.push_back(field(&StorageTargetRecord::implicitTls, std::move(implicit)));
}

Field<StorageTargetRecord> endpointField()
{
    const QString standard = StorageTargetRecord().endpoint;
    FieldInfo info = infoOf("endpoint", Tr::tr("S3 Endpoint URL"), {kS3});
    info.placeholder = standard;
    info.help = Tr::tr("S3 endpoint URL (default: %1). Leave empty to use a default value").arg(standard);
    auto made = field(&StorageTargetRecord::endpoint, std::move(info));
    made.set = [standard](StorageTargetRecord &t, const QVariant &value) {
        const QString typed = value.toString().trimmed();
        t.endpoint = typed.isEmpty() ? standard : typed;
    };
    return made;
}

void addBucket(Fields &fields, const StorageTargetRecord &target)
{
    const QStringList s3{kS3};
    const QString optional = Tr::tr("This attribute is optional when using IAM Role for EC2 Instance");
    FieldInfo bucket = infoOf("bucket", Tr::tr("S3 Bucket"), s3);
    bucket.section = Tr::tr("AMAZON S3 SETTINGS");
    bucket.required = true;
    fields.push_back(field(&StorageTargetRecord::bucket, std::move(bucket)));
    FieldInfo id = infoOf("access_key_id", Tr::tr("AWS Access Key ID"), s3);
    id.help = optional;
    fields.push_back(field(&StorageTargetRecord::accessKeyId, std::move(id)));
    FieldInfo secret =
        secretOf(infoOf("secret_access_key", Tr::tr("AWS Secret Access Key"), s3, EditorKind::Secret),
                 target.hasSecretAccessKey);
    secret.help = optional;
    fields.push_back(field(&StorageTargetRecord::secretAccessKey, std::move(secret)));
    fields.push_back(endpointField());
    FieldInfo region = infoOf("region", Tr::tr("Region"), s3);
    region.help = Tr::tr("Amazon AWS region. Leave empty to use a default value");
    region.placeholder = QStringLiteral("us-east-1");
    fields.push_back(field(&StorageTargetRecord::region, std::move(region)));
    FieldInfo signature = infoOf("signature_version", Tr::tr("AWS Signature Version"), s3, EditorKind::Radio);
    signature.choices = {{0, Tr::tr("Default")}, {2, Tr::tr("Version 2")}, {4, Tr::tr("Version 4")}};
    fields.push_back(field(&StorageTargetRecord::signatureVersion, std::move(signature)));
    FieldInfo style = infoOf("virtual_host", Tr::tr("Addresses"), s3, EditorKind::Bool);
    style.words = Tr::tr("The bucket is a part of the host's name");
    style.help = Tr::tr("bucket.host/name instead of host/bucket/name");
    fields.push_back(field(&StorageTargetRecord::virtualHost, std::move(style)));
    FieldInfo sse = infoOf("sse", Tr::tr("At rest"), s3, EditorKind::Bool);
    sse.words = Tr::tr("Use Server-Side Encryption");
    fields.push_back(field(&StorageTargetRecord::sse, std::move(sse)));
}

void addProxy(Fields &fields, const StorageTargetRecord &target)
{
    FieldInfo use = infoOf("use_proxy", Tr::tr("Proxy"), {kS3}, EditorKind::Bool);
    use.words = Tr::tr("Use HTTP Proxy");
    fields.push_back(field(&StorageTargetRecord::useProxy, std::move(use)));
    const auto info = [](const char *key, const QString &label, EditorKind kind) {
        FieldInfo made = infoOf(key, label, {kS3}, kind);
        made.visible = [](const QVariantMap &now) {
            return kindIn(now) == kS3 && now.value(QStringLiteral("use_proxy")).toBool();
        };
        return made;
    };
    FieldInfo host = info("proxy_host", Tr::tr("HTTP Proxy Host"), EditorKind::Line);
    host.required = true;
    fields.push_back(field(&StorageTargetRecord::proxyHost, std::move(host)));
    FieldInfo port = info("proxy_port", Tr::tr("HTTP Proxy Port"), EditorKind::Int);
    port.minimum = 1;
    port.maximum = 65'535;
    constexpr int kUsual = 3128;
    fields.push_back(
        {std::move(port),
         [](const StorageTargetRecord &t) { return QVariant(t.proxyPort == 0 ? kUsual : t.proxyPort); },
         [](StorageTargetRecord &t, const QVariant &value) {
             t.proxyPort = t.useProxy ? value.toInt() : t.proxyPort;
         }});
    fields.push_back(field(&StorageTargetRecord::proxyUser,
                           info("proxy_user", Tr::tr("HTTP Proxy User"), EditorKind::Line)));
    fields.push_back(field(&StorageTargetRecord::proxyPassword,
                           secretOf(info("proxy_password", Tr::tr("HTTP Proxy Password"), EditorKind::Secret),
                                    target.hasProxyPassword)));
}

void addPlace(Fields &fields)
{
    FieldInfo ca = infoOf("ca_certificates", Tr::tr("CA certificates"), {kFtp, kS3}, EditorKind::Text);
    ca.help =
        Tr::tr("PEM, of the authority that issued the server's certificate. Leave empty for those that the "
               "recorder's system trusts.");
    ca.maxLength = kLongestPem;
    fields.push_back(field(&StorageTargetRecord::caCertificates, std::move(ca)));
    FieldInfo path = infoOf("base_path", Tr::tr("Base path"), {kLocal, kFtp, kSftp, kS3});
    path.help =
        Tr::tr("Local file system: an absolute path on the recorder's machine. FTP and SFTP: relative "
               "to where the user lands, unless it begins with \"/\". S3: what all names begin with.");
    path.sectionOf = [](const QVariantMap &now) {
        return kindIn(now) == kLocal ? Tr::tr("LOCAL FILE SYSTEM SETTINGS") : QString();
    };
    path.check = [](const QVariant &value, const QVariantMap &now) {
        return kindIn(now) != kLocal || value.toString().trimmed().startsWith(u'/')
                   ? QString()
                   : Tr::tr("An absolute path begins with \"/\".");
    };
    fields.push_back(field(&StorageTargetRecord::basePath, std::move(path)));
    FieldInfo posix = infoOf("posix_rename", Tr::tr("Atomic POSIX rename"), {kSftp}, EditorKind::Bool);
    posix.words = Tr::tr("Use 'posix-rename' extension");
    fields.push_back(field(&StorageTargetRecord::posixRename, std::move(posix)));
}

} // namespace

QString storageKindWord(const QString &kind)
{
    return kind == kLocal  ? Tr::tr("Local file system")
           : kind == kFtp  ? QStringLiteral("FTP")
           : kind == kSftp ? QStringLiteral("SFTP")
           : kind == kS3   ? QStringLiteral("Amazon S3")
                           : kind;
}

int standardPort(const QString &kind, bool implicitTls)
{
    return kind == kSftp ? 22 : kind == kFtp && implicitTls ? 990 : 21;
}

StorageTargetRecord blankStorageTarget(const PageContext &context)
{
    StorageTargetRecord blank;
    blank.system = seesTenants(context);
    blank.kind = blank.system ? kLocal : kFtp;
    return blank;
}

std::vector<Field<StorageTargetRecord>> storageTargetFields(const PageContext &context,
                                                            const StorageTargetRecord &target)
{
    Fields fields;
    addNames(fields, context, target);
    addServer(fields, target);
    addBucket(fields, target);
    addProxy(fields, target);
    addPlace(fields);
    return fields;
}

} // namespace console
