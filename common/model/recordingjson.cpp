// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/model/recordingjson.h"

#include <QJsonArray>

namespace common
{

namespace
{

QString s(const QJsonObject &json, QLatin1String key)
{
    return json.value(key).toString();
}

std::chrono::milliseconds ms(const QJsonObject &json, QLatin1String key)
{
    return std::chrono::milliseconds(json.value(key).toInteger());
}

qint64 msOf(std::chrono::milliseconds span)
{
    return static_cast<qint64>(span.count());
}

quint64 count(const QJsonObject &json, QLatin1String key)
{
    return static_cast<quint64>(json.value(key).toInteger());
}

qint64 number(quint64 value)
{
    return static_cast<qint64>(value);
}

template <typename T, typename F>
QJsonArray arrayOf(const QList<T> &items, F &&toObject)
{
    QJsonArray array;
    for (const T &item : items) {
        array.append(toObject(item));
    }
    return array;
}

template <typename T, typename F>
QList<T> listOf(const QJsonValue &array, F &&fromObject)
{
    QList<T> items;
    for (const QJsonValue item : array.toArray()) {
        items.append(fromObject(item.toObject()));
    }
    return items;
}

QJsonObject participantToJson(const Participant &p)
{
    return {{QStringLiteral("participantId"), p.participantId},
            {QStringLiteral("number"), p.number},
            {QStringLiteral("aor"), p.aor},
            {QStringLiteral("name"), p.name},
            {QStringLiteral("ipAddress"), p.ipAddress},
            {QStringLiteral("port"), p.port},
            {QStringLiteral("stream"), p.streamIndex},
            {QStringLiteral("from"), p.from},
            {QStringLiteral("join"), msOf(p.join)},
            {QStringLiteral("leave"), msOf(p.leave)}};
}

Participant participantFromJson(const QJsonObject &json)
{
    Participant p;
    p.participantId = s(json, QLatin1String("participantId"));
    p.number = s(json, QLatin1String("number"));
    p.aor = s(json, QLatin1String("aor"));
    p.name = s(json, QLatin1String("name"));
    p.ipAddress = s(json, QLatin1String("ipAddress"));
    p.port = json.value(QLatin1String("port")).toInt();
    p.streamIndex = json.value(QLatin1String("stream")).toInt(-1);
    p.from = json.value(QLatin1String("from")).toBool();
    p.join = ms(json, QLatin1String("join"));
    p.leave = ms(json, QLatin1String("leave"));
    return p;
}

QJsonObject streamToJson(const StreamReport &r)
{
    return {{QStringLiteral("index"), r.index},
            {QStringLiteral("label"), r.label},
            {QStringLiteral("codec"), r.codec},
            {QStringLiteral("channel"), r.channel},
            {QStringLiteral("mixed"), r.mixed},
            {QStringLiteral("packets"), number(r.packets)},
            {QStringLiteral("lost"), number(r.lost)},
            {QStringLiteral("duplicates"), number(r.duplicates)},
            {QStringLiteral("dropped"), number(r.dropped)},
            {QStringLiteral("foreign"), number(r.foreign)},
            {QStringLiteral("undecodable"), number(r.undecodable)}};
}

StreamReport streamFromJson(const QJsonObject &json)
{
    StreamReport r;
    r.index = json.value(QLatin1String("index")).toInt();
    r.label = s(json, QLatin1String("label"));
    r.codec = s(json, QLatin1String("codec"));
    r.channel = json.value(QLatin1String("channel")).toInt();
    r.mixed = json.value(QLatin1String("mixed")).toBool();
    r.packets = count(json, QLatin1String("packets"));
    r.lost = count(json, QLatin1String("lost"));
    r.duplicates = count(json, QLatin1String("duplicates"));
    r.dropped = count(json, QLatin1String("dropped"));
    r.foreign = count(json, QLatin1String("foreign"));
    r.undecodable = count(json, QLatin1String("undecodable"));
    return r;
}

QJsonObject fileToJson(const MediaFile &f)
{
    QJsonObject json{{QStringLiteral("kind"), keyOf(f.kind)},
                     {QStringLiteral("path"), f.path},
                     {QStringLiteral("size"), f.size},
                     {QStringLiteral("sha256"), QString::fromLatin1(f.sha256.toHex())},
                     {QStringLiteral("format"), f.format}};
    if (f.isSealed()) {
        json.insert(QStringLiteral("key"), QString::fromLatin1(f.keyFingerprint.toHex()));
    }
    return json;
}

MediaFile fileFromJson(const QJsonObject &json)
{
    MediaFile f;
    f.kind = mediaFileKindFromString(s(json, QLatin1String("kind"))).value_or(MediaFile::Kind::Audio);
    f.path = s(json, QLatin1String("path"));
    f.size = json.value(QLatin1String("size")).toInteger();
    f.sha256 = QByteArray::fromHex(s(json, QLatin1String("sha256")).toLatin1());
    f.format = s(json, QLatin1String("format"));
    f.keyFingerprint = QByteArray::fromHex(s(json, QLatin1String("key")).toLatin1());
    return f;
}

QJsonObject gapToJson(const Gap &g)
{
    return {{QStringLiteral("stream"), g.streamIndex},
            {QStringLiteral("cause"), keyOf(g.cause)},
            {QStringLiteral("start"), msOf(g.start)},
            {QStringLiteral("length"), msOf(g.length)}};
}

Gap gapFromJson(const QJsonObject &json)
{
    Gap g;
    g.streamIndex = json.value(QLatin1String("stream")).toInt();
    g.cause = gapCauseFromString(s(json, QLatin1String("cause"))).value_or(Gap::Cause::Loss);
    g.start = ms(json, QLatin1String("start"));
    g.length = ms(json, QLatin1String("length"));
    return g;
}

} // namespace

QJsonObject toJson(const FinishedCall &call)
{
    return {{QStringLiteral("id"), call.id.toString()},
            {QStringLiteral("tenant"), call.tenant},
            {QStringLiteral("tenantId"), call.tenantId.isNull() ? QString() : call.tenantId.toString()},
            {QStringLiteral("connect"), toUnixMs(call.connectTime)},
            {QStringLiteral("disconnect"), toUnixMs(call.disconnectTime)},
            {QStringLiteral("duration"), msOf(call.duration)},
            {QStringLiteral("state"), keyOf(call.state)},
            {QStringLiteral("reason"), call.reason},
            {QStringLiteral("flags"), QJsonArray::fromStringList(flagKeys(call.flags))},
            {QStringLiteral("recorder"), call.recorder},
            {QStringLiteral("interface"), call.interface},
            {QStringLiteral("peer"), call.peer},
            {QStringLiteral("protocolCallId"), call.protocolCallId},
            {QStringLiteral("sessionId"), call.sessionId},
            {QStringLiteral("groupId"), call.groupId},
            {QStringLiteral("participants"), arrayOf(call.participants, participantToJson)},
            {QStringLiteral("streams"), arrayOf(call.streams, streamToJson)},
            {QStringLiteral("gaps"), arrayOf(call.gaps, gapToJson)},
            {QStringLiteral("files"), arrayOf(call.files, fileToJson)}};
}

Result<FinishedCall> finishedCallFromJson(const QJsonObject &json)
{
    FinishedCall call;
    call.id = CallId::fromString(s(json, QLatin1String("id")));
    const auto state = callStateFromString(s(json, QLatin1String("state")));
    if (call.id.isNull() || !state) {
        return fail(ErrorCode::Invalid, QStringLiteral("a finished call without id or state"));
    }
    call.state = *state;
    call.tenant = s(json, QLatin1String("tenant"));
    call.tenantId = TenantId::fromString(s(json, QLatin1String("tenantId")));
    call.connectTime = wallFromUnixMs(json.value(QLatin1String("connect")).toInteger());
    call.disconnectTime = wallFromUnixMs(json.value(QLatin1String("disconnect")).toInteger());
    call.duration = ms(json, QLatin1String("duration"));
    call.reason = s(json, QLatin1String("reason"));
    QStringList flags;
    for (const QJsonValue flag : json.value(QLatin1String("flags")).toArray()) {
        flags.append(flag.toString());
    }
    call.flags = flagsFromKeys(flags);
    call.recorder = s(json, QLatin1String("recorder"));
    call.interface = s(json, QLatin1String("interface"));
    call.peer = s(json, QLatin1String("peer"));
    call.protocolCallId = s(json, QLatin1String("protocolCallId"));
    call.sessionId = s(json, QLatin1String("sessionId"));
    call.groupId = s(json, QLatin1String("groupId"));
    call.participants = listOf<Participant>(json.value(QLatin1String("participants")), participantFromJson);
    call.streams = listOf<StreamReport>(json.value(QLatin1String("streams")), streamFromJson);
    call.gaps = listOf<Gap>(json.value(QLatin1String("gaps")), gapFromJson);
    call.files = listOf<MediaFile>(json.value(QLatin1String("files")), fileFromJson);
    return call;
}

} // namespace common
