// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/livecall.h"

#include "common/core/clock.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace recorder
{

namespace
{
QJsonObject parsed(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

QByteArray compact(const QJsonValue &value)
{
    return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
}

QByteArray sealContext(const QString &callId)
{
    return "ledger.srtp:" + callId.toLatin1();
}

QJsonObject cryptoToJson(const CryptoAttribute &crypto)
{
    QJsonObject json{{QStringLiteral("tag"), crypto.tag},
                     {QStringLiteral("suite"), QString::fromLatin1(crypto.suite)},
                     {QStringLiteral("key"), QString::fromLatin1(crypto.key.toBase64())},
                     {QStringLiteral("rest"), QString::fromLatin1(crypto.rest)}};
    if (crypto.mki) {
        json.insert(QStringLiteral("mki"), QString::fromLatin1(crypto.mki->toBase64()));
    }
    return json;
}

CryptoAttribute cryptoFromJson(const QJsonObject &json)
{
    const auto bytes = [&json](const QString &key) { return json.value(key).toString().toLatin1(); };
    CryptoAttribute crypto;
    crypto.tag = json.value(QStringLiteral("tag")).toInt();
    crypto.suite = bytes(QStringLiteral("suite"));
    crypto.key = QByteArray::fromBase64(bytes(QStringLiteral("key")));
    crypto.rest = bytes(QStringLiteral("rest"));
    if (json.contains(QStringLiteral("mki"))) {
        crypto.mki = QByteArray::fromBase64(bytes(QStringLiteral("mki")));
    }
    return crypto;
}

QJsonObject streamToJson(const CallStream &stream, const QByteArray &context, const Sealer &seal)
{
    QJsonArray types;
    for (const int type : stream.lock.payloadTypes) {
        types.append(type);
    }
    QJsonObject json{{QStringLiteral("document"), parsed(toJson(stream.document))},
                     {QStringLiteral("port"), stream.port.port},
                     {QStringLiteral("source"), stream.lock.expectedSource.toString()},
                     {QStringLiteral("sourcePort"), stream.lock.expectedPort},
                     {QStringLiteral("types"), types},
                     {QStringLiteral("rate"), stream.lock.packetRate},
                     {QStringLiteral("first"), static_cast<int>(stream.firstDirection)}};
    if (stream.lock.srtp) {
        QJsonObject keys{{QStringLiteral("peer"), cryptoToJson(stream.lock.peerKey)}};
        if (stream.ownCrypto) {
            keys.insert(QStringLiteral("own"), cryptoToJson(*stream.ownCrypto));
        }
        const common::Result<QByteArray> sealed = seal(compact(keys), context);
        if (sealed) {
            json.insert(QStringLiteral("keys"), QString::fromLatin1(sealed->toBase64()));
        }
    }
    return json;
}

bool readKeys(CallStream &stream, const QJsonObject &json, const QByteArray &context, const Sealer &unseal)
{
    const common::Result<QByteArray> plain =
        unseal(QByteArray::fromBase64(json.value(QStringLiteral("keys")).toString().toLatin1()), context);
    const QJsonObject keys = plain ? parsed(*plain) : QJsonObject();
    if (!keys.contains(QStringLiteral("peer"))) {
        return false;
    }
    stream.lock.srtp = true;
    stream.lock.peerKey = cryptoFromJson(keys.value(QStringLiteral("peer")).toObject());
    if (keys.contains(QStringLiteral("own"))) {
        stream.ownCrypto = cryptoFromJson(keys.value(QStringLiteral("own")).toObject());
    }
    return true;
}

StoredLeg::Stream streamFromJson(const QJsonObject &json, const QByteArray &context, const Sealer &unseal)
{
    StoredLeg::Stream stored;
    CallStream &stream = stored.stream;
    stream.document =
        streamDocumentFromJson(compact(json.value(QStringLiteral("document")))).value_or(StreamDocument{});
    stream.lock.expectedSource = QHostAddress(json.value(QStringLiteral("source")).toString());
    stream.lock.expectedPort = static_cast<quint16>(json.value(QStringLiteral("sourcePort")).toInt());
    stream.lock.packetRate = json.value(QStringLiteral("rate")).toInt(50);
    for (const QJsonValue &type : json.value(QStringLiteral("types")).toArray()) {
        stream.lock.payloadTypes.append(type.toInt());
    }
    const int first = std::clamp(json.value(QStringLiteral("first")).toInt(), 0, 3);
    stream.firstDirection = static_cast<MediaDirection>(first);
    stored.wantedPort = static_cast<quint16>(json.value(QStringLiteral("port")).toInt());
    if (stream.document.encrypted && stored.wantedPort != 0 && !readKeys(stream, json, context, unseal)) {
        stream.document.codecProblem = QStringLiteral("key-lost");
        stored.wantedPort = 0;
    }
    return stored;
}
} // namespace

CallLeg *LiveCall::legOf(DialogNumber dialog)
{
    const auto found = std::find_if(legs.begin(), legs.end(), [dialog](const CallLeg &leg) {
        return leg.dialog == dialog && leg.phase != CallLeg::Phase::Over;
    });
    return found == legs.end() ? nullptr : &*found;
}

bool LiveCall::isOver() const
{
    return std::all_of(legs.begin(), legs.end(),
                       [](const CallLeg &leg) { return leg.phase == CallLeg::Phase::Over; });
}

QJsonObject legToJson(const LiveCall &call, const CallLeg &leg, const Sealer &seal)
{
    QJsonArray streams;
    for (const CallStream &stream : call.media.streams()) {
        if (stream.leg == leg.media.row) {
            streams.append(streamToJson(stream, sealContext(call.document.callId), seal));
        }
    }
    QJsonObject json{{QStringLiteral("version"), 1},
                     {QStringLiteral("boot"), common::bootId()},
                     {QStringLiteral("document"), parsed(toJson(call.document))},
                     {QStringLiteral("over"), leg.phase == CallLeg::Phase::Over},
                     {QStringLiteral("offered"), leg.offeredByUs},
                     {QStringLiteral("peer"), leg.media.peer.toString()},
                     {QStringLiteral("local"), leg.local.toString()},
                     {QStringLiteral("ciscoStream"), leg.media.ciscoStream},
                     {QStringLiteral("streams"), streams},
                     {QStringLiteral("parties"), call.parties.toJson()}};
    if (call.end) {
        json.insert(QStringLiteral("end"), parsed(toJson(*call.end)));
    }
    return json;
}

StoredLeg legFromRow(const LedgerRow &row, const Sealer &unseal)
{
    const QJsonObject &json = row.media;
    StoredLeg stored;
    stored.document =
        callDocumentFromJson(compact(json.value(QStringLiteral("document")))).value_or(CallDocument{});
    // What the row knows by itself is right even when its JSON is not.
    stored.document.callId = row.call.toString();
    stored.document.tenant = row.tenant;
    stored.document.tenantId = row.tenantId.isNull() ? QString() : row.tenantId.toString();
    stored.document.startMonoNs = row.startMonoNs;
    stored.document.startUnixMs = row.startUnixMs;
    stored.document.bootId = row.bootId;
    stored.boot = json.value(QStringLiteral("boot")).toString(row.bootId);
    if (json.contains(QStringLiteral("end"))) {
        if (auto end = endDocumentFromJson(compact(json.value(QStringLiteral("end"))))) {
            stored.end = *end;
        }
    }
    CallLeg &leg = stored.leg;
    leg.media.row = row.id;
    leg.media.profile = row.dialog.profile;
    leg.media.peer = QHostAddress(json.value(QStringLiteral("peer")).toString());
    leg.media.ciscoStream = json.value(QStringLiteral("ciscoStream")).toInt(-1);
    leg.local = QHostAddress(json.value(QStringLiteral("local")).toString());
    leg.state = row.dialog;
    leg.offeredByUs = json.value(QStringLiteral("offered")).toBool();
    leg.phase = json.value(QStringLiteral("over")).toBool() ? CallLeg::Phase::Over : CallLeg::Phase::Live;
    for (const QJsonValue &value : json.value(QStringLiteral("streams")).toArray()) {
        stored.streams.append(streamFromJson(value.toObject(), sealContext(stored.document.callId), unseal));
        stored.streams.last().stream.leg = row.id;
    }
    stored.parties =
        CallParties::fromJson(row.dialog.profile, json.value(QStringLiteral("parties")).toObject());
    return stored;
}

} // namespace recorder
