// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/integrityhandlers.h"

#include "recorder/api/gateserve.h"
#include "recorder/api/integritycheck.h"

#include "common/proto/integrity.pb.h"
#include "common/rpc/codecs/callcodec.h"
#include "common/rpc/codecs/wirevalue.h"

#include <algorithm>

namespace recorder
{

namespace v1 = earshot::v1;
using common::Result;

namespace
{

Result<common::CallId> idOf(const std::string &text)
{
    const auto id = common::CallId::fromString(QString::fromStdString(text));
    if (id.isNull()) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("id: no UUID"),
                            {{QStringLiteral("id"), QStringLiteral("invalid")}});
    }
    return id;
}

std::string dayOf(const QDate &day)
{
    return day.isValid() ? day.toString(Qt::ISODate).toStdString() : std::string();
}

v1::IntegrityFile fileOf(const FileToCheck &file, const QString &content)
{
    v1::IntegrityFile wire;
    *wire.mutable_file() = common::toWire(file.file);
    wire.set_content(content.toStdString());
    wire.set_manifest(keyOf(file.state).toStdString());
    wire.set_number(file.number);
    wire.set_day(dayOf(file.day));
    wire.set_signed_ms(file.signedMs);
    wire.set_key_id(file.keyId.toStdString());
    wire.set_recorder(common::toWire(file.recorder));
    wire.set_own_key(file.ownKey);
    wire.set_trusted_key(file.trustedKey);
    return wire;
}

/// What is wrong outweighs what is not known, that what only the database vouches for, and that what is not
/// signed yet.
const char *verdictOf(const QList<FileToCheck> &files, const QStringList &content)
{
    bool unreachable = false;
    bool pending = false;
    bool foreign = false;
    for (qsizetype i = 0; i < files.size(); ++i) {
        const ManifestState state = files.at(i).state;
        const bool here = content.at(i) == QLatin1String("same");
        const bool notNow = content.at(i) == QLatin1String("unreachable");
        if ((!here && !notNow) || (state != ManifestState::Signed && state != ManifestState::Pending)) {
            return "failed";
        }
        unreachable = unreachable || notNow;
        pending = pending || state == ManifestState::Pending;
        foreign = foreign || (state == ManifestState::Signed && !files.at(i).trustedKey);
    }
    return files.isEmpty() ? "empty"
           : unreachable   ? "unreachable"
           : foreign       ? "foreign"
           : pending       ? "pending"
                           : "verified";
}

void verify(const IntegrityParts &parts, const CallContext &context, const v1::CallRef &request,
            const Reply<v1::IntegrityReport> &reply)
{
    auto id = idOf(request.id());
    if (!id) {
        reply(common::propagate(id));
        return;
    }
    using Files = QList<FileToCheck>;
    runInGate<Files>(
        parts.gate, context,
        [id = *id, keys = parts.keys()](Transaction &transaction, const TenantScope &scope,
                                        AuditDetail &trail) {
            return filesToCheck(transaction, scope, trail, id, keys);
        },
        [parts, reply, port = context.port](Result<Files> files) {
            if (!files) {
                reply(common::propagate(files));
                return;
            }
            const auto check = std::make_shared<IntegrityCheck>(
                parts, std::move(*files), [port] { return port->cancelled(); },
                [reply](const Files &checked, const QStringList &content) {
                    v1::IntegrityReport report;
                    report.set_verdict(verdictOf(checked, content));
                    report.set_checked_ms(common::toUnixMs(std::chrono::system_clock::now()));
                    for (qsizetype i = 0; i < checked.size(); ++i) {
                        *report.add_files() = fileOf(checked.at(i), content.at(i));
                    }
                    reply(report);
                });
            check->start();
        });
}

Result<QList<ArchivedFile>> archivedOf(const v1::ArchiveFiles &wire)
{
    QList<ArchivedFile> files;
    for (const v1::ArchiveFile &file : wire.files()) {
        auto id = idOf(file.id());
        if (!id) {
            return common::propagate(id);
        }
        files.append({*id, common::textOf(file.name())});
    }
    return files;
}

v1::FileManifest manifestOf(const ManifestOfKey &made)
{
    v1::FileManifest wire;
    wire.set_text(common::bytesToWire(made.manifest.text));
    wire.set_signature(common::bytesToWire(made.manifest.signature));
    wire.set_public_key(common::bytesToWire(made.publicKey));
    wire.set_number(made.number);
    wire.set_day(dayOf(made.day));
    return wire;
}

v1::SigningKeys keysOf(const TrustedKeys &keys)
{
    v1::SigningKeys wire;
    const auto add = [&wire, &keys](const QByteArray &publicKey, const QString &recorder) {
        v1::SigningKey *key = wire.add_keys();
        key->set_key_id(common::signingKeyId(publicKey).toStdString());
        key->set_public_key(common::bytesToWire(publicKey));
        key->set_recorder(common::toWire(recorder));
        key->set_own(publicKey == keys.own);
        key->set_trusted(keys.trusts(publicKey));
    };
    QList<QByteArray> told;
    for (const AuditSigner &signer : keys.known) {
        add(signer.publicKey, signer.recorder);
        told.append(signer.publicKey);
    }
    for (const QByteArray &local : QList<QByteArray>{keys.own} + keys.vouched) {
        if (!local.isEmpty() && !told.contains(local)) {
            add(local, {});
            told.append(local);
        }
    }
    return wire;
}

} // namespace

common::Status addIntegrityHandlers(Dispatcher &dispatcher, const IntegrityParts &parts)
{
    const KeySources keys = parts.keys();
    return allOf(
        {dispatcher.unary<v1::CallRef, v1::IntegrityReport>(
             QStringLiteral("earshot.v1.Integrity/Verify"),
             [parts](const CallContext &context, const v1::CallRef &request,
                     const Reply<v1::IntegrityReport> &reply) { verify(parts, context, request, reply); }),
         serve<v1::ArchiveFiles, v1::FileManifest, QList<ArchivedFile>, ManifestOfKey>(
             dispatcher, "Integrity/SignArchive", parts.gate, archivedOf,
             [keys](Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                    const QList<ArchivedFile> &files) {
                 return signArchive(transaction, scope, trail, files, keys);
             },
             manifestOf),
         serve<v1::ManifestAfter, v1::FileManifest, ManifestQuery, ManifestOfKey>(
             dispatcher, "Integrity/Manifests", parts.gate,
             [](const v1::ManifestAfter &wire) -> Result<ManifestQuery> {
                 const QString day = common::textOf(wire.from_day());
                 const QDate from = QDate::fromString(day, Qt::ISODate);
                 if (!day.isEmpty() && !from.isValid()) {
                     return common::fail(common::ErrorCode::Invalid, QStringLiteral("from_day: no date"),
                                         {{QStringLiteral("from_day"), QStringLiteral("format")}});
                 }
                 return ManifestQuery{common::textOf(wire.tenant()), wire.after(), from};
             },
             [keys](Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                    const ManifestQuery &query) {
                 return manifestAfter(transaction, scope, trail, query, keys);
             },
             manifestOf),
         serve<v1::SigningKeysRequest, v1::SigningKeys, bool, TrustedKeys>(
             dispatcher, "Integrity/Keys", parts.gate,
             [](const v1::SigningKeysRequest &) { return Result<bool>(true); },
             [keys](Transaction &transaction, const TenantScope &, AuditDetail &,
                    const bool &) -> Result<TrustedKeys> { return trustedKeys(transaction, keys); },
             keysOf)});
}

} // namespace recorder
