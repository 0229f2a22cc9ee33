// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/integrity.h"

#include "recorder/store/auditheadrepository.h"
#include "recorder/store/auditrepository.h"
#include "recorder/store/credentialrepository.h"
#include "recorder/store/tenantrepository.h"

#include <algorithm>

namespace recorder
{

using common::ErrorCode;
using common::Result;

namespace
{

/// A file is signed after the day on which it was finished, which is rarely far from the call; calls that
/// wait for a key take longer, and clocks differ.
constexpr int kDaysBefore = 2;
constexpr int kDaysBehind = 30;
constexpr std::chrono::minutes kOneExport{15};

tl::unexpected<common::Error> refuse(ErrorCode code, const char *field, const char *reason)
{
    return common::fail(code, QStringLiteral("%1: %2").arg(QLatin1String(field), QLatin1String(reason)),
                        {{QLatin1String(field), QLatin1String(reason)}});
}

/// The manifests of one call, read and judged once for all its files.
class CallManifests
{
public:
    CallManifests(Transaction &transaction, TenantKey tenant, const StoredCall &call, const TrustedKeys &keys)
        : m_manifests(transaction)
        , m_tenant(tenant)
        , m_call(call.call.id)
        , m_keys(keys)
    {
        const QDate day = common::toUtcDateTime(call.call.disconnectTime).date();
        m_found = m_manifests.naming(tenant, m_call, day.addDays(-kDaysBefore), day.addDays(kDaysBehind), 5);
        if (m_found.isEmpty()) {
            m_found = m_manifests.naming(tenant, m_call, QDate(1970, 1, 1), {}, 5);
        }
    }
    void judge(FileToCheck &file, int position);

private:
    ManifestState judgeOne(const StoredManifest &stored, FileToCheck &file);
    bool followsTheOneBefore(const common::FileManifest &manifest);

    ManifestRepository m_manifests;
    const TenantKey m_tenant;
    const common::CallId m_call;
    const TrustedKeys &m_keys;
    QList<StoredManifest> m_found;
};

bool CallManifests::followsTheOneBefore(const common::FileManifest &manifest)
{
    if (manifest.number == 1) {
        return manifest.previous == common::manifestOrigin();
    }
    const auto before = m_manifests.at(m_tenant, manifest.number - 1);
    return before && common::manifestHash({before->text, before->signature}) == manifest.previous;
}

/// Absent: it tells of another file of this call.
ManifestState CallManifests::judgeOne(const StoredManifest &stored, FileToCheck &file)
{
    const QByteArray key = m_keys.find(stored.keyId);
    if (key.isEmpty()) {
        return ManifestState::Key;
    }
    const auto manifest = common::openManifest({stored.text, stored.signature}, key);
    if (!manifest || manifest->number != stored.number) {
        return ManifestState::Signature;
    }
    const QString kind = common::keyOf(file.file.kind);
    const auto line = std::find_if(manifest->files.begin(), manifest->files.end(),
                                   [this, &kind](const common::ManifestFile &each) {
                                       return each.recording == m_call.uuid() && each.kind == kind;
                                   });
    if (line == manifest->files.end()) {
        return ManifestState::Absent;
    }
    file.number = stored.number;
    file.day = manifest->day;
    file.signedMs = manifest->timeMs;
    file.keyId = manifest->keyId;
    file.recorder = m_keys.recorderOf(manifest->keyId);
    file.ownKey = key == m_keys.own;
    // To whom it is sealed may change without the file: keys are rotated beside it.
    if (line->size != file.file.size || line->sha256 != file.file.sha256) {
        return ManifestState::Differs;
    }
    return followsTheOneBefore(*manifest) ? ManifestState::Signed : ManifestState::Chain;
}

void CallManifests::judge(FileToCheck &file, int position)
{
    const bool pending = m_manifests.isPending(m_call, position);
    int told = 0;
    for (const StoredManifest &stored : std::as_const(m_found)) {
        const ManifestState state = judgeOne(stored, file);
        if (state == ManifestState::Absent) {
            continue;
        }
        // A file is signed once. Who has it signed again hides what was signed first.
        file.state = ++told > 1 ? ManifestState::Contradiction : state;
    }
    if (told > 0 && pending) {
        file.state = ManifestState::Contradiction;
    } else if (told == 0) {
        file.state = pending ? ManifestState::Pending : ManifestState::Absent;
    }
}

Result<TenantKey> tenantFor(Transaction &transaction, const TenantScope &scope, const QString &tenant)
{
    const auto kind = scope.scope().kind;
    if (kind != AccessScope::Kind::Unrestricted && kind != AccessScope::Kind::Tenant) {
        return refuse(ErrorCode::Denied, "scope", "too-narrow");
    }
    if (tenant.isEmpty()) {
        return scope.actor().tenantKey;
    }
    TenantRepository tenants(transaction);
    std::optional<TenantKey> key;
    if (const auto byId = tenants.get(QUuid::fromString(tenant))) {
        key = byId->first;
    } else if (const auto byName = tenants.find(tenant)) {
        key = byName->key;
    }
    if (!key || (scope.tenant() && *scope.tenant() != *key)) {
        return refuse(ErrorCode::NotFound, "tenant", "unknown");
    }
    return *key;
}

const common::MediaFile *audioOf(const StoredCall &call)
{
    const auto &files = call.call.files;
    const auto file = std::find_if(files.begin(), files.end(), [](const common::MediaFile &each) {
        return each.kind == common::MediaFile::Kind::Audio;
    });
    return file == files.end() ? nullptr : &*file;
}

Result<common::ManifestFile> archived(Transaction &transaction, const TenantScope &scope,
                                      const ArchivedFile &wanted)
{
    auto call = CallsService().get(transaction, scope, wanted.call);
    if (!call) {
        return common::propagate(call);
    }
    const common::MediaFile *file = audioOf(*call);
    if (file == nullptr) {
        return refuse(ErrorCode::NotFound, "file", "audio");
    }
    QList<QByteArray> keys;
    if (file->isSealed()) {
        keys.append(file->keyFingerprint);
    }
    return common::ManifestFile{wanted.call.uuid(), common::keyOf(file->kind), file->size, file->sha256, keys,
                                wanted.name};
}

/// They are taken one after the other: one row is for all that follow within a while, wherever one begins.
bool isTold(Transaction &transaction, const Actor &actor, TenantKey tenant)
{
    AuditEntry entry;
    entry.tenant = tenant;
    entry.actor = actor.login;
    entry.action = QStringLiteral("manifests.export");
    entry.impersonator = actor.impersonatorLogin;
    return AuditRepository(transaction).isTold(entry, kOneExport);
}

} // namespace

QString keyOf(ManifestState state)
{
    switch (state) {
    case ManifestState::Signed: return QStringLiteral("signed");
    case ManifestState::Pending: return QStringLiteral("pending");
    case ManifestState::Differs: return QStringLiteral("differs");
    case ManifestState::Absent: break;
    case ManifestState::Contradiction: return QStringLiteral("contradiction");
    case ManifestState::Signature: return QStringLiteral("signature");
    case ManifestState::Key: return QStringLiteral("key");
    case ManifestState::Chain: return QStringLiteral("chain");
    }
    return QStringLiteral("absent");
}

QByteArray TrustedKeys::find(const QString &keyId) const
{
    if (!own.isEmpty() && common::signingKeyId(own) == keyId) {
        return own;
    }
    const auto other = std::find_if(known.begin(), known.end(), [&keyId](const AuditSigner &signer) {
        // The row's name for a key is only a row's.
        return signer.keyId == keyId && common::signingKeyId(signer.publicKey) == keyId;
    });
    return other == known.end() ? QByteArray() : other->publicKey;
}

QString TrustedKeys::recorderOf(const QString &keyId) const
{
    const auto signer = std::find_if(known.begin(), known.end(),
                                     [&keyId](const AuditSigner &each) { return each.keyId == keyId; });
    return signer == known.end() ? QString() : signer->recorder;
}

TrustedKeys trustedKeys(Transaction &transaction, const SigningKeySource &key)
{
    TrustedKeys keys;
    if (const auto own = key()) {
        keys.own = own->publicKey();
    }
    keys.known = AuditHeadRepository(transaction).signers();
    return keys;
}

Result<QList<FileToCheck>> filesToCheck(Transaction &transaction, const TenantScope &scope,
                                        AuditDetail &trail, const common::CallId &id,
                                        const SigningKeySource &key)
{
    auto call = CallsService().get(transaction, scope, id);
    if (!call) {
        return common::propagate(call);
    }
    const auto tenant = ManifestRepository(transaction).tenantOf(id);
    if (!tenant) {
        return refuse(ErrorCode::NotFound, "id", "unknown");
    }
    trail.setSubject(id.uuid(), saveNameOf(*call, {}));
    trail.setTenant(tenant);
    const TrustedKeys keys = trustedKeys(transaction, key);
    CallManifests manifests(transaction, *tenant, *call, keys);
    const QList<FilePlace> places = placesOnTargets(transaction, id, id);
    QList<FileToCheck> files;
    for (int position = 0; position < call->call.files.size(); ++position) {
        FileToCheck file;
        file.file = call->call.files.at(position);
        const auto place = std::find_if(places.begin(), places.end(), [position](const FilePlace &each) {
            return each.position == position;
        });
        file.target = place == places.end() ? kOwnFolder : place->target;
        manifests.judge(file, position);
        files.append(file);
    }
    return files;
}

Result<ManifestOfKey> signArchive(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                  const QList<ArchivedFile> &files, const SigningKeySource &source)
{
    if (files.isEmpty() || files.size() > kMaxArchived) {
        return refuse(ErrorCode::Invalid, "files", files.isEmpty() ? "none" : "too-many");
    }
    common::FileManifest manifest;
    manifest.kind = common::FileManifest::Kind::Archive;
    manifest.previous = common::manifestOrigin();
    for (const ArchivedFile &wanted : files) {
        auto file = archived(transaction, scope, wanted);
        if (!file) {
            return common::propagate(file);
        }
        manifest.files.append(*file);
    }
    auto key = source();
    if (!key) {
        return common::propagate(key);
    }
    manifest.server = CredentialRepository(transaction).installation().serverId;
    manifest.tenant = scope.actor().tenantId.uuid();
    manifest.timeMs = scope.nowMs();
    auto made = common::signManifest(std::move(manifest), *key);
    if (!made) { // all other values are ours
        return refuse(ErrorCode::Invalid, "name", "invalid");
    }
    trail.note(QStringLiteral("files"), files.size());
    trail.note(QStringLiteral("hash"), QString::fromLatin1(common::manifestHash(*made).toHex()));
    return ManifestOfKey{std::move(*made), key->publicKey(), 0, {}};
}

Result<ManifestOfKey> manifestAfter(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                    const ManifestQuery &query, const SigningKeySource &key)
{
    auto tenant = tenantFor(transaction, scope, query.tenant);
    if (!tenant) {
        return common::propagate(tenant);
    }
    const auto stored = ManifestRepository(transaction).after(*tenant, query.after, query.from);
    if (!stored) {
        trail.drop();
        return ManifestOfKey{};
    }
    trail.setTenant(*tenant);
    trail.note(QStringLiteral("number"), stored->number);
    trail.drop(query.after > 0 && isTold(transaction, scope.actor(), *tenant));
    return ManifestOfKey{{stored->text, stored->signature},
                         trustedKeys(transaction, key).find(stored->keyId),
                         stored->number,
                         stored->day};
}

} // namespace recorder
