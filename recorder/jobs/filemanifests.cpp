// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/jobs/filemanifests.h"

#include "recorder/jobs/jobcontext.h"
#include "recorder/store/credentialrepository.h"
#include "recorder/store/manifestrepository.h"

#include "common/crypto/filemanifest.h"

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

Operation signing()
{
    return {QStringLiteral("earshot.v1.Integrity/Manifests"),
            QStringLiteral("audit.view"),
            true,
            false,
            QStringLiteral("manifests"),
            QStringLiteral("sign")};
}

Operation looking()
{
    Operation operation = signing();
    operation.mutates = false;
    return operation;
}

QString nameOf(const common::MediaFile &file)
{
    const QString name = file.path.section(QLatin1Char('/'), -1);
    // No path of ours has them; one that does must not keep the day from being signed.
    QString plain;
    for (const QChar c : name) {
        plain += c.category() == QChar::Other_Control ? QChar(u'_') : c;
    }
    return plain.isEmpty() ? common::keyOf(file.kind) : plain;
}

common::FileManifest manifestOf(const DueManifest &due, const QList<PendingFile> &pending)
{
    common::FileManifest manifest;
    manifest.tenant = due.tenantId;
    manifest.day = due.day;
    for (const PendingFile &each : pending) {
        if (each.file) {
            const common::MediaFile &file = *each.file;
            QList<QByteArray> keys;
            if (file.isSealed()) {
                keys.append(file.keyFingerprint);
            }
            manifest.files.append(
                {each.call.uuid(), common::keyOf(file.kind), file.size, file.sha256, keys, nameOf(file)});
        }
    }
    return manifest;
}

Result<StoredManifest> sign(common::FileManifest manifest, TenantKey tenant, const common::SigningKey &key)
{
    auto made = common::signManifest(manifest, key);
    if (!made) {
        return common::propagate(made);
    }
    StoredManifest stored;
    stored.tenant = tenant;
    stored.number = manifest.number;
    stored.day = manifest.day;
    stored.files = static_cast<int>(manifest.files.size());
    stored.madeMs = manifest.timeMs;
    stored.keyId = common::signingKeyId(key.publicKey());
    stored.text = made->text;
    stored.signature = made->signature;
    stored.hash = common::manifestHash(*made);
    return stored;
}

struct Portion {
    int taken = 0; ///< 0: nothing is due any more
    int files = 0;
};

/// One manifest. What it says is told to the audit trail as well, whose heads go elsewhere.
Result<Portion> signOne(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                        const common::SigningKey &key, int most)
{
    ManifestRepository manifests(transaction);
    manifests.lock();
    trail.drop();
    const auto due = manifests.due();
    if (!due) {
        return Portion{};
    }
    const QList<PendingFile> pending = manifests.pending(*due, most);
    manifests.forget(pending);
    common::FileManifest manifest = manifestOf(*due, pending);
    const Portion portion{static_cast<int>(pending.size()), static_cast<int>(manifest.files.size())};
    if (manifest.files.isEmpty()) {
        return portion; // all were removed again
    }
    const auto last = manifests.last(due->tenant);
    manifest.server = CredentialRepository(transaction).installation().serverId;
    manifest.number = last ? last->number + 1 : 1;
    manifest.previous = last ? last->hash : common::manifestOrigin();
    manifest.timeMs = scope.nowMs();
    auto stored = sign(std::move(manifest), due->tenant, key);
    if (!stored) {
        return common::propagate(stored);
    }
    manifests.insert(*stored);
    trail.drop(false);
    trail.setTenant(due->tenant);
    trail.setSubject(due->tenantId, due->day.toString(Qt::ISODate));
    trail.note(QStringLiteral("number"), stored->number);
    trail.note(QStringLiteral("files"), stored->files);
    trail.note(QStringLiteral("hash"), QString::fromLatin1(stored->hash.toHex()));
    return portion;
}

} // namespace

FileManifests::FileManifests(SigningKeySource key, int most)
    : m_key(std::move(key))
    , m_most(most > 0 ? most : static_cast<int>(common::kMaxManifestFiles))
{
}

Status FileManifests::run(JobContext &job) const
{
    // A recorder that is just being set up has no key, and nothing to sign.
    auto due = job.run<bool>(
        looking(), [](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<bool> {
            return ManifestRepository(transaction).due().has_value();
        });
    if (!due || !*due) {
        return due ? Status() : Status(common::propagate(due));
    }
    auto key = m_key();
    if (!key) {
        return common::propagate(key);
    }
    common::JobProgress progress;
    progress.stage = QStringLiteral("signing");
    while (!job.cancelled()) {
        auto portion =
            job.run<Portion>(signing(), [&key, most = m_most](Transaction &transaction,
                                                              const TenantScope &scope, AuditDetail &trail) {
                return signOne(transaction, scope, trail, *key, most);
            });
        if (!portion) {
            return common::propagate(portion);
        }
        if (portion->taken == 0) {
            return {};
        }
        progress.done += portion->taken;
        progress.changed += portion->files;
        job.progress(progress);
    }
    return jobCancelled();
}

} // namespace recorder
