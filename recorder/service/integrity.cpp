// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/integrity.h"

#include "recorder/store/auditheadrepository.h"
#include "recorder/store/auditrepository.h"
#include "recorder/store/credentialrepository.h"
#include "recorder/store/tenantrepository.h"

#include <QLoggingCategory>

#include <algorithm>

namespace recorder
{

Q_LOGGING_CATEGORY(lcIntegrity, "earshot.integrity", QtInfoMsg)

using common::ErrorCode;
using common::Result;

namespace
{

constexpr std::chrono::minutes kOneExport{15};

tl::unexpected<common::Error> refuse(ErrorCode code, const char *field, const char *reason)
{
    return common::fail(code, QStringLiteral("%1: %2").arg(QLatin1String(field), QLatin1String(reason)),
                        {{QLatin1String(field), QLatin1String(reason)}});
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

JudgedCall judgedOf(const StoredCall &call, const ManifestTenant &tenant)
{
    return {call.call.id, tenant, common::toUtcDateTime(call.call.disconnectTime).date()};
}

/// A call's audio that goes into an archive.
struct Archived {
    JudgedCall call;
    int position = 0;
    common::MediaFile file;
    QString name;
};

Result<Archived> archived(Transaction &transaction, const TenantScope &scope, const ArchivedFile &wanted)
{
    auto call = CallsService().get(transaction, scope, wanted.call);
    if (!call) {
        return common::propagate(call);
    }
    const auto tenant = ManifestRepository(transaction).tenantOf(wanted.call);
    if (!tenant) {
        return refuse(ErrorCode::NotFound, "id", "unknown");
    }
    const auto &files = call->call.files;
    const auto file = std::find_if(files.begin(), files.end(), [](const common::MediaFile &each) {
        return each.kind == common::MediaFile::Kind::Audio;
    });
    if (file == files.end()) {
        return refuse(ErrorCode::NotFound, "file", "audio");
    }
    return Archived{judgedOf(*call, *tenant), static_cast<int>(file - files.begin()), *file, wanted.name};
}

common::ManifestFile lineOf(const Archived &archived)
{
    QList<QByteArray> keys;
    if (archived.file.isSealed()) {
        keys.append(archived.file.keyFingerprint);
    }
    return {archived.call.id.uuid(),
            common::keyOf(archived.file.kind),
            archived.file.size,
            archived.file.sha256,
            keys,
            archived.name};
}

/// The recorder's own signature is not for what somebody has put into the database since it was signed.
common::Status judgeArchived(Transaction &transaction, const TenantScope &scope,
                             const QList<Archived> &archive, const TrustedKeys &keys)
{
    ManifestJudge manifests(transaction, keys, scope.nowMs());
    QList<JudgedCall> calls;
    for (const Archived &each : archive) {
        calls.append(each.call);
    }
    manifests.read(calls);
    for (const Archived &each : archive) {
        FileToCheck file;
        file.file = each.file;
        manifests.judge(file, each.call.id, each.position);
        const bool isForeign = file.state == ManifestState::Signed && !file.trustedKey;
        if ((file.state == ManifestState::Signed && !isForeign) || file.state == ManifestState::Pending) {
            continue;
        }
        const QString state = isForeign ? QStringLiteral("foreign") : keyOf(file.state);
        qCWarning(lcIntegrity, "call %s is not signed for an archive: its manifest says %s",
                  qUtf8Printable(each.call.id.toString()), qUtf8Printable(state));
        return common::fail(ErrorCode::Conflict,
                            QStringLiteral("call %1: manifest: %2").arg(each.call.id.toString(), state),
                            {{QStringLiteral("manifest"), state}, {QStringLiteral("call"), each.name}});
    }
    return {};
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

TrustedKeys trustedKeys(Transaction &transaction, const KeySources &sources)
{
    TrustedKeys keys;
    if (const auto own = sources.own()) {
        keys.own = own->publicKey();
    }
    if (sources.vouched) {
        keys.vouched = sources.vouched();
    }
    keys.known = AuditHeadRepository(transaction).signers();
    return keys;
}

Result<QList<FileToCheck>> filesToCheck(Transaction &transaction, const TenantScope &scope,
                                        AuditDetail &trail, const common::CallId &id,
                                        const KeySources &sources)
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
    trail.setTenant(tenant->key);
    const TrustedKeys keys = trustedKeys(transaction, sources);
    ManifestJudge manifests(transaction, keys, scope.nowMs());
    manifests.read({judgedOf(*call, *tenant)});
    const QList<FilePlace> places = placesOnTargets(transaction, id, id);
    QList<FileToCheck> files;
    for (int position = 0; position < call->call.files.size(); ++position) {
        FileToCheck file;
        file.file = call->call.files.at(position);
        const auto place = std::find_if(places.begin(), places.end(), [position](const FilePlace &each) {
            return each.position == position;
        });
        file.target = place == places.end() ? kOwnFolder : place->target;
        manifests.judge(file, id, position);
        files.append(file);
    }
    return files;
}

Result<ManifestOfKey> signArchive(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                  const QList<ArchivedFile> &files, const KeySources &sources)
{
    if (files.isEmpty() || files.size() > kMaxArchived) {
        return refuse(ErrorCode::Invalid, "files", files.isEmpty() ? "none" : "too-many");
    }
    QList<Archived> archive;
    for (const ArchivedFile &wanted : files) {
        auto file = archived(transaction, scope, wanted);
        if (!file) {
            return common::propagate(file);
        }
        archive.append(*file);
    }
    auto key = sources.own();
    if (!key) {
        return common::propagate(key);
    }
    const TrustedKeys keys = trustedKeys(transaction, sources);
    if (common::Status judged = judgeArchived(transaction, scope, archive, keys); !judged) {
        return common::propagate(judged);
    }
    common::FileManifest manifest;
    manifest.kind = common::FileManifest::Kind::Archive;
    manifest.previous = common::manifestOrigin();
    for (const Archived &each : std::as_const(archive)) {
        manifest.files.append(lineOf(each));
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
                                    const ManifestQuery &query, const KeySources &sources)
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
                         trustedKeys(transaction, sources).find(stored->keyId),
                         stored->number,
                         stored->day};
}

} // namespace recorder
