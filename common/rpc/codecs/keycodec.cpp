// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/keycodec.h"

#include "common/rpc/codecs/wirevalue.h"

#include <QtEndian>

#include <array>

namespace common
{

namespace
{

namespace v1 = earshot::v1;

constexpr std::size_t kMostSpki = 2 * 1024;
constexpr std::size_t kMostBundle = 32 * 1024;
constexpr std::size_t kMostSigned = 128;
constexpr std::size_t kMostWrapped = 1024;
constexpr int kMostFile = 1000; ///< a call has a handful

std::string idToWire(const QUuid &id)
{
    return id.toString(QUuid::WithoutBraces).toStdString();
}

Result<QUuid> idFromWire(const char *field, const std::string &text)
{
    const QUuid id = QUuid::fromString(textOf(text));
    return id.isNull() ? Result<QUuid>(invalidField(QLatin1String(field), QStringLiteral("no id")))
                       : Result<QUuid>(id);
}

tl::unexpected<Error> tooLong(const char *field)
{
    return invalidField(QLatin1String(field), QStringLiteral("too long"));
}

} // namespace

v1::KeyRecord toWire(const KeyRecord &record)
{
    v1::KeyRecord wire;
    wire.set_owner(idToWire(record.owner));
    wire.set_spki(bytesToWire(record.spki));
    wire.set_signing_key(bytesToWire(record.signingKey));
    wire.set_created_ms(record.createdMs);
    wire.set_signature(bytesToWire(record.signature));
    return wire;
}

Result<KeyRecord> fromWire(const v1::KeyRecord &wire)
{
    auto owner = idFromWire("record", wire.owner());
    if (!owner) {
        return propagate(owner);
    }
    if (wire.spki().size() > kMostSpki || wire.signing_key().size() > kMostSigned ||
        wire.signature().size() > kMostSigned || !isMoment(wire.created_ms())) {
        return tooLong("record");
    }
    return KeyRecord{*owner, bytesFromWire(wire.spki()), bytesFromWire(wire.signing_key()), wire.created_ms(),
                     bytesFromWire(wire.signature())};
}

QByteArray packedKdf(const v1::KdfParameters &wire)
{
    const auto number = [](quint32 value) {
        std::array<char, 4> bytes{};
        qToBigEndian(value, bytes.data());
        return QByteArray(bytes.data(), bytes.size());
    };
    return bytesFromWire(wire.salt()) + bytesFromWire(wire.account_id()) + number(wire.passes()) +
           number(wire.memory_kib());
}

void unpackKdf(const QByteArray &packed, v1::KdfParameters &wire)
{
    wire.set_salt(bytesToWire(packed.mid(0, 16)));
    wire.set_account_id(bytesToWire(packed.mid(16, 16)));
    wire.set_passes(qFromBigEndian<quint32>(packed.constData() + 32));
    wire.set_memory_kib(qFromBigEndian<quint32>(packed.constData() + 36));
}

Result<KeysToKeep> fromWire(const v1::OwnKeysToKeep &wire)
{
    auto record = fromWire(wire.record());
    if (!record) {
        return propagate(record);
    }
    if (wire.state().size() > kMostSigned || wire.proof().size() > kMostSigned) {
        return tooLong("proof");
    }
    return KeysToKeep{*record,
                      bytesFromWire(wire.bundle()),
                      bytesFromWire(wire.next_bundle()),
                      bytesFromWire(wire.recovery()),
                      wire.has_kdf() ? packedKdf(wire.kdf()) : QByteArray(),
                      wire.has_next_kdf() ? packedKdf(wire.next_kdf()) : QByteArray(),
                      bytesFromWire(wire.state()),
                      bytesFromWire(wire.proof())};
}

v1::KeyGrant toWire(const Grant &grant)
{
    v1::KeyGrant wire;
    wire.set_tenant_id(idToWire(grant.tenant));
    wire.set_key(bytesToWire(grant.key));
    wire.set_grantee_id(idToWire(grant.grantee));
    wire.set_grantee_key(bytesToWire(grant.granteeKey));
    wire.set_granted_ms(grant.grantedMs);
    wire.set_expires_ms(grant.expiresMs);
    wire.set_bundle(bytesToWire(grant.bundle));
    wire.set_signature(bytesToWire(grant.signature));
    return wire;
}

Result<Grant> fromWire(const v1::KeyGrant &wire)
{
    auto tenant = idFromWire("grant", wire.tenant_id());
    auto grantee = idFromWire("grant", wire.grantee_id());
    if (!tenant || !grantee) {
        return tenant ? propagate(grantee) : propagate(tenant);
    }
    if (wire.key().size() > kMostSigned || wire.grantee_key().size() > kMostSigned ||
        wire.bundle().size() > kMostBundle || wire.signature().size() > kMostSigned ||
        !isMoment(wire.granted_ms()) || !isMoment(wire.expires_ms())) {
        return tooLong("grant");
    }
    return Grant{*tenant,
                 bytesFromWire(wire.key()),
                 *grantee,
                 bytesFromWire(wire.grantee_key()),
                 wire.granted_ms(),
                 wire.expires_ms(),
                 bytesFromWire(wire.bundle()),
                 bytesFromWire(wire.signature())};
}

v1::KeyActivation toWire(const Activation &activation)
{
    v1::KeyActivation wire;
    wire.set_tenant_id(idToWire(activation.tenant));
    wire.set_key(bytesToWire(activation.key));
    wire.set_previous(bytesToWire(activation.previous));
    wire.set_at_ms(activation.atMs);
    wire.set_signature(bytesToWire(activation.signature));
    wire.set_vouch(bytesToWire(activation.vouch));
    return wire;
}

Result<Activation> fromWire(const v1::KeyActivation &wire)
{
    auto tenant = idFromWire("activation", wire.tenant_id());
    if (!tenant) {
        return propagate(tenant);
    }
    for (const std::string *bytes : {&wire.key(), &wire.previous(), &wire.signature(), &wire.vouch()}) {
        if (bytes->size() > kMostSigned) {
            return tooLong("activation");
        }
    }
    return Activation{*tenant,      bytesFromWire(wire.key()),       bytesFromWire(wire.previous()),
                      wire.at_ms(), bytesFromWire(wire.signature()), bytesFromWire(wire.vouch())};
}

v1::WrapPlace placeToWire(const FileWrap &file)
{
    v1::WrapPlace wire;
    wire.set_call_id(idToWire(file.call));
    wire.set_file(file.file);
    return wire;
}

Result<FileWrap> placeFromWire(const v1::WrapPlace &wire)
{
    auto call = idFromWire("rewrap", wire.call_id());
    if (!call) {
        return propagate(call);
    }
    if (wire.file() < 0 || wire.file() > kMostFile) {
        return invalidField(QStringLiteral("rewrap"), QStringLiteral("format"));
    }
    return FileWrap{*call, wire.file(), {}};
}

Result<QList<FileWrap>> filesFromWire(const v1::MovedWraps &wire)
{
    if (wire.files_size() > Rewrap::kMostFiles) {
        return invalidField(QStringLiteral("rewrap"), QStringLiteral("number"));
    }
    QList<FileWrap> files;
    for (const v1::MovedWrap &one : wire.files()) {
        auto file = placeFromWire(one.place());
        if (!file) {
            return propagate(file);
        }
        if (one.wrapped().size() > kMostWrapped) {
            return invalidField(QStringLiteral("rewrap"), QStringLiteral("format"));
        }
        file->wrapped = bytesFromWire(one.wrapped());
        files.append(std::move(*file));
    }
    return files;
}

} // namespace common
