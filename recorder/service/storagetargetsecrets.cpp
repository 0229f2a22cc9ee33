// SPDX-License-Identifier: GPL-3.0-or-later
// Which secrets a target keeps when it is changed.
#include "recorder/service/directorychecks.h"
#include "recorder/service/storagetargets.h"

namespace recorder
{

using common::Result;
using common::StorageTargetRecord;

namespace
{

/// Where a stored secret (of `b`) goes: it is given again for another place, and who sees no secret cannot
/// send it to a server of his own. Before the first host key is pinned it was sent to nobody, and pinning one
/// is what whoever typed it waits for; another key later needs it anew.
bool isSameServer(const StorageTargetRecord &a, const StorageTargetRecord &b)
{
    return a.kind == b.kind && a.host == b.host && a.port == b.port && a.user == b.user &&
           (b.hostKey.isEmpty() || a.hostKey == b.hostKey) && (a.requireTls || !b.requireTls) &&
           a.caCertificates == b.caCertificates;
}
bool isSameBucket(const StorageTargetRecord &a, const StorageTargetRecord &b)
{
    return a.kind == b.kind && a.endpoint == b.endpoint && a.accessKeyId == b.accessKeyId &&
           a.caCertificates == b.caCertificates;
}
bool isSameProxy(const StorageTargetRecord &a, const StorageTargetRecord &b)
{
    return a.proxyHost == b.proxyHost && a.proxyPort == b.proxyPort && a.proxyUser == b.proxyUser;
}

} // namespace

Result<StorageSecrets> secretsFor(StorageTargetRecord &target, const StoredTarget *before,
                                  const common::HostKey &key)
{
    StorageSecrets kept;
    if (before != nullptr) {
        auto stored = unsealSecrets(before->secrets, before->record.id, key);
        if (!stored) {
            return stored;
        }
        if (isSameServer(target, before->record)) {
            kept.password = stored->password;
            kept.sshKey = stored->sshKey;
        }
        if (isSameBucket(target, before->record)) {
            kept.secretAccessKey = stored->secretAccessKey;
        }
        if (target.useProxy && isSameProxy(target, before->record)) {
            kept.proxyPassword = stored->proxyPassword;
        }
    }
    const auto chosen = [](const QString &typed, const QString &old) {
        return typed.isEmpty() ? old : typed;
    };
    const bool server = target.kind == QLatin1String("ftp") || target.kind == QLatin1String("sftp");
    const bool s3 = target.kind == QLatin1String("s3");
    StorageSecrets secrets;
    if (server) {
        secrets.password = chosen(target.password, kept.password);
        secrets.sshKey =
            target.kind == QLatin1String("sftp") ? chosen(target.sshKey, kept.sshKey) : QString();
    }
    if (s3) {
        secrets.secretAccessKey = chosen(target.secretAccessKey, kept.secretAccessKey);
        secrets.proxyPassword =
            target.useProxy ? chosen(target.proxyPassword, kept.proxyPassword) : QString();
    }
    target.hasPassword = !secrets.password.isEmpty();
    target.hasSshKey = !secrets.sshKey.isEmpty();
    target.hasSecretAccessKey = !secrets.secretAccessKey.isEmpty();
    target.hasProxyPassword = !secrets.proxyPassword.isEmpty();
    if (server && !target.hasPassword && !target.hasSshKey) {
        return invalid("password", "required");
    }
    if (s3 && !target.accessKeyId.isEmpty() && !target.hasSecretAccessKey) {
        return invalid("secret_access_key", "required");
    }
    return secrets;
}

void noteSecrets(AuditDetail &trail, const StorageTargetRecord &typed)
{
    for (const auto &[field, value] :
         {std::pair{"password", typed.password}, std::pair{"ssh_key", typed.sshKey},
          std::pair{"secret_access_key", typed.secretAccessKey},
          std::pair{"proxy_password", typed.proxyPassword}}) {
        if (!value.isEmpty()) {
            trail.note(QLatin1String(field), QStringLiteral("set"));
        }
    }
}

} // namespace recorder
