// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/keyring.h"

#include "common/rpc/codecs/keycodec.h"
#include "common/rpc/codecs/wirevalue.h"

namespace console
{

using common::BundleWrap;
using common::KeyBundle;
using common::Result;
using common::SecretBytes;

namespace v1 = earshot::v1;

namespace
{

/// The reason that an error gives, whatever its field is called.
QString reasonOf(const common::Error &error)
{
    return error.fields.isEmpty() ? QStringLiteral("unknown") : error.fields.first();
}

Result<v1::OwnKeysToKeep> keep(const KeyBundle &bundle, const common::KeyRecord &record,
                               const SecretBytes &kek)
{
    auto sealed = common::sealBundle(bundle, kek, record.owner, BundleWrap::Password);
    if (!sealed) {
        return common::propagate(sealed);
    }
    v1::OwnKeysToKeep message;
    *message.mutable_record() = common::toWire(record);
    message.set_bundle(common::bytesToWire(*sealed));
    return message;
}

} // namespace

Result<v1::OwnKeysToKeep> KeyRing::makeOwn(const common::Qca &qca, const QUuid &user, const SecretBytes &kek,
                                           qint64 nowMs)
{
    auto bundle = KeyBundle::generate(qca);
    if (!bundle) {
        return common::propagate(bundle);
    }
    auto record = common::makeKeyRecord(*bundle, user, nowMs);
    return record ? keep(*bundle, *record, kek) : common::propagate(record);
}

Result<KeyRing::State> KeyRing::open(const v1::OwnKeySet &keys, const QUuid &user, const SecretBytes &kek,
                                     qint64 nowMs)
{
    auto state = openOwn(keys, user, kek, BundleWrap::Password);
    if (state && *state == State::Open) {
        openHeld(keys.held(), nowMs);
    }
    return state;
}

Result<KeyRing::State> KeyRing::recover(const v1::OwnKeySet &keys, const QUuid &user, const QString &code,
                                        qint64 nowMs)
{
    auto kek = common::recoveryKek(code, user);
    if (!kek) {
        return common::propagate(kek);
    }
    auto state = openOwn(keys, user, *kek, BundleWrap::Recovery);
    if (state && *state == State::Open) {
        openHeld(keys.held(), nowMs);
    }
    return state;
}

void KeyRing::openService(const KeyBundle &own, const common::KeyRecord &record,
                          const v1::ServiceKeySet &keys, qint64 nowMs)
{
    lock();
    m_own = own;
    m_record = record;
    m_state = State::Open;
    openHeld(keys.held(), nowMs);
}

void KeyRing::lock()
{
    *this = KeyRing();
}

bool KeyRing::expire(qint64 nowMs)
{
    bool any = false;
    for (Held &held : m_held) {
        if (held.problem.isEmpty() && held.expiresMs != 0 && held.expiresMs <= nowMs) {
            held.problem = QStringLiteral("expired");
            m_tenants.remove(held.fingerprint);
            any = true;
        }
    }
    return any;
}

qint64 KeyRing::nextEndMs() const
{
    qint64 next = 0;
    for (const Held &held : m_held) {
        if (held.problem.isEmpty() && held.expiresMs != 0 && (next == 0 || held.expiresMs < next)) {
            next = held.expiresMs;
        }
    }
    return next;
}

Result<KeyRing::State> KeyRing::openOwn(const v1::OwnKeySet &keys, const QUuid &user, const SecretBytes &kek,
                                        BundleWrap wrap)
{
    lock();
    State state = State::NoKeys;
    for (const v1::OwnKey &key : keys.keys()) {
        auto record = common::fromWire(key.record());
        if (!record) {
            return common::propagate(record);
        }
        if (auto good = common::checkKeyRecord(*record); !good || record->owner != user) {
            return common::fail(common::ErrorCode::Invalid,
                                QStringLiteral("own keys: a record that is not ours"),
                                {{QStringLiteral("record"), QStringLiteral("owner")}});
        }
        state = State::WrongKey;
        const bool byCode = wrap == BundleWrap::Recovery;
        for (const std::string *sealed : {byCode ? &key.recovery() : &key.bundle(), &key.next_bundle()}) {
            auto bundle = common::openBundle(common::bytesFromWire(*sealed), kek, *record, wrap);
            if (bundle) {
                m_own = std::move(*bundle);
                m_record = *record;
                return m_state = State::Open;
            }
        }
    }
    return m_state = state;
}

QString KeyRing::openGranted(const v1::HeldKey &held, qint64 nowMs)
{
    auto record = common::fromWire(held.key().record());
    auto grant = common::fromWire(held.grant());
    if (!record || !grant) {
        return QStringLiteral("format");
    }
    if (grant->bundle.isEmpty()) {
        return QStringLiteral("expired"); // the recorder keeps back what is over
    }
    QString problem = openBy(*record, *grant, nowMs);
    // It was granted before the key was brought back, by who signed for it then.
    for (const v1::KeyRecord &wire : held.key().earlier()) {
        if (problem != QLatin1String("signature")) {
            break;
        }
        // Of another key than this one it is none of them, whatever the recorder says.
        const auto earlier = common::fromWire(wire);
        if (earlier && earlier->spki == record->spki && earlier->owner == record->owner) {
            problem = openBy(*earlier, *grant, nowMs);
        }
    }
    return problem;
}

QString KeyRing::openBy(const common::KeyRecord &record, const common::Grant &grant, qint64 nowMs)
{
    if (common::Status good = common::checkGrant(grant, record, *m_record, nowMs); !good) {
        const QString reason = reasonOf(good.error());
        return reason == QLatin1String("grantee") ? QStringLiteral("regrant") : reason;
    }
    auto bundle = common::openGrant(grant, m_own->opening, record);
    if (!bundle) {
        return reasonOf(bundle.error());
    }
    m_tenants.insert(record.fingerprint(), std::move(*bundle));
    return {};
}

void KeyRing::openHeld(const google::protobuf::RepeatedPtrField<v1::HeldKey> &granted, qint64 nowMs)
{
    for (const v1::HeldKey &held : granted) {
        const QByteArray fingerprint = common::bytesFromWire(held.grant().key());
        const QString problem = openGranted(held, nowMs);
        m_held.append({fingerprint, common::textOf(held.key().tenant_id()), held.key().active(), problem,
                       held.grant().expires_ms()});
    }
}

Result<v1::OwnKeysToKeep> KeyRing::reseal(const SecretBytes &kek, const SecretBytes *next) const
{
    if (!m_own) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("own keys: they are locked"));
    }
    auto message = keep(*m_own, *m_record, kek);
    if (message && next != nullptr) {
        auto sealed = common::sealBundle(*m_own, *next, m_record->owner, BundleWrap::Password);
        if (!sealed) {
            return common::propagate(sealed);
        }
        message->set_next_bundle(common::bytesToWire(*sealed));
    }
    return message;
}

common::Status KeyRing::prove(v1::OwnKeysToKeep &message, const std::string &state) const
{
    if (!m_own) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("own keys: they are locked"));
    }
    message.set_state(state);
    auto keep = common::fromWire(message);
    if (!keep) {
        return common::propagate(keep);
    }
    if (common::Status proved = common::proveKeys(*keep, *m_own); !proved) {
        return proved;
    }
    message.set_proof(common::bytesToWire(keep->proof));
    return {};
}

Result<QByteArray> KeyRing::sealedForRecovery(const QString &code) const
{
    if (!m_own) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("own keys: they are locked"));
    }
    auto kek = common::recoveryKek(code, m_record->owner);
    return kek ? common::sealBundle(*m_own, *kek, m_record->owner, BundleWrap::Recovery)
               : common::propagate(kek);
}

std::optional<KeyBundle> KeyRing::tenantKeys(const QByteArray &fingerprint) const
{
    const auto found = m_tenants.constFind(fingerprint);
    return found == m_tenants.constEnd() ? std::nullopt : std::optional(*found);
}

std::optional<common::KeyRecord> KeyRing::ownRecord() const
{
    return m_record;
}

common::FileKeySource KeyRing::fileKeys(const common::WrappedKey &moved) const
{
    return [tenants = m_tenants, moved](const common::ContainerHeader &header) -> Result<SecretBytes> {
        bool changed = false;
        QList<common::WrappedKey> entries = header.recipients;
        entries.append(moved);
        for (const common::WrappedKey &entry : std::as_const(entries)) {
            const auto held = tenants.constFind(entry.fingerprint);
            if (held == tenants.constEnd()) {
                continue;
            }
            auto key = held->opening.unwrap(entry.wrapped);
            if (key && key->size() == common::AesGcm::kKeySize) {
                return key; // a wrong one opens nothing: the seal says so
            }
            changed = true;
        }
        return common::refuseContainer(changed ? "changed" : "recipient");
    };
}

} // namespace console
