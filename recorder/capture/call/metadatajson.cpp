// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/metadatajson.h"

#include <QJsonArray>

namespace recorder
{

namespace
{
/// Calls `visit(key, member)` for each text of a record, so that writing and reading cannot differ.
template <typename Session, typename Visit>
void sessionTexts(Session &session, Visit visit)
{
    visit(QStringLiteral("id"), session.id);
    visit(QStringLiteral("group"), session.groupId);
    visit(QStringLiteral("start"), session.startTime);
    visit(QStringLiteral("end"), session.endTime);
}

template <typename Participant, typename Visit>
void participantTexts(Participant &participant, Visit visit)
{
    visit(QStringLiteral("id"), participant.id);
    visit(QStringLiteral("name"), participant.name);
    visit(QStringLiteral("associated"), participant.associateTime);
    visit(QStringLiteral("disassociated"), participant.disassociateTime);
}

template <typename Participant, typename Visit>
void participantLists(Participant &participant, Visit visit)
{
    visit(QStringLiteral("aors"), participant.aors);
    visit(QStringLiteral("sends"), participant.sends);
    visit(QStringLiteral("receives"), participant.receives);
    visit(QStringLiteral("left"), participant.leftStreams);
}

template <typename Stream, typename Visit>
void streamTexts(Stream &stream, Visit visit)
{
    visit(QStringLiteral("id"), stream.id);
    visit(QStringLiteral("label"), stream.label);
    visit(QStringLiteral("session"), stream.sessionId);
    visit(QStringLiteral("mode"), stream.mode);
}

template <typename Leg, typename Visit>
void legTexts(Leg &leg, Visit visit)
{
    visit(QStringLiteral("nearAddress"), leg.nearAddress);
    visit(QStringLiteral("nearDevice"), leg.nearDevice);
    visit(QStringLiteral("farAddress"), leg.farAddress);
    visit(QStringLiteral("farDevice"), leg.farDevice);
    visit(QStringLiteral("name"), leg.displayName);
    visit(QStringLiteral("user"), leg.user);
}

struct TextWriter {
    QJsonObject &json;
    void operator()(const QString &key, const QString &value) const
    {
        if (!value.isEmpty()) {
            json.insert(key, value);
        }
    }
    void operator()(const QString &key, const QStringList &value) const
    {
        if (!value.isEmpty()) {
            json.insert(key, QJsonArray::fromStringList(value));
        }
    }
};

struct TextReader {
    const QJsonObject &json;
    void operator()(const QString &key, QString &value) const { value = json.value(key).toString(); }
    void operator()(const QString &key, QStringList &value) const
    {
        for (const QJsonValue &item : json.value(key).toArray()) {
            value.append(item.toString());
        }
    }
};

QJsonArray participantsToJson(const QList<RecordingMetadata::Participant> &participants)
{
    QJsonArray array;
    for (const auto &participant : participants) {
        QJsonObject json;
        participantTexts(participant, TextWriter{json});
        participantLists(participant, TextWriter{json});
        array.append(json);
    }
    return array;
}

QList<RecordingMetadata::Participant> participantsFromJson(const QJsonArray &array)
{
    QList<RecordingMetadata::Participant> participants;
    for (const QJsonValue &value : array) {
        const QJsonObject object = value.toObject();
        RecordingMetadata::Participant participant;
        participantTexts(participant, TextReader{object});
        participantLists(participant, TextReader{object});
        participants.append(participant);
    }
    return participants;
}
} // namespace

QJsonObject metadataToJson(const RecordingMetadata &metadata)
{
    QJsonArray sessions;
    for (const auto &session : metadata.sessions) {
        QJsonObject json;
        sessionTexts(session, TextWriter{json});
        TextWriter{json}(QStringLiteral("sip"), session.sipSessionIds);
        sessions.append(json);
    }
    QJsonArray streams;
    for (const auto &stream : metadata.streams) {
        QJsonObject json;
        streamTexts(stream, TextWriter{json});
        streams.append(json);
    }
    return {{QStringLiteral("sessions"), sessions},
            {QStringLiteral("participants"), participantsToJson(metadata.participants)},
            {QStringLiteral("former"), participantsToJson(metadata.former)},
            {QStringLiteral("streams"), streams}};
}

RecordingMetadata metadataFromJson(const QJsonObject &json)
{
    RecordingMetadata metadata;
    for (const QJsonValue &value : json.value(QStringLiteral("sessions")).toArray()) {
        const QJsonObject object = value.toObject();
        RecordingMetadata::Session session;
        sessionTexts(session, TextReader{object});
        TextReader{object}(QStringLiteral("sip"), session.sipSessionIds);
        metadata.sessions.append(session);
    }
    metadata.participants = participantsFromJson(json.value(QStringLiteral("participants")).toArray());
    metadata.former = participantsFromJson(json.value(QStringLiteral("former")).toArray());
    for (const QJsonValue &value : json.value(QStringLiteral("streams")).toArray()) {
        const QJsonObject object = value.toObject();
        RecordingMetadata::Stream stream;
        streamTexts(stream, TextReader{object});
        metadata.streams.append(stream);
    }
    return metadata;
}

QJsonObject ciscoLegToJson(const CiscoLeg &leg)
{
    QJsonObject json{{QStringLiteral("far"), leg.side == CiscoLeg::Side::Far},
                     {QStringLiteral("key"), QString::fromLatin1(leg.pairKey)}};
    legTexts(leg, TextWriter{json});
    return json;
}

CiscoLeg ciscoLegFromJson(const QJsonObject &json)
{
    CiscoLeg leg;
    leg.side = json.value(QStringLiteral("far")).toBool() ? CiscoLeg::Side::Far : CiscoLeg::Side::Near;
    leg.pairKey = json.value(QStringLiteral("key")).toString().toLatin1();
    legTexts(leg, TextReader{json});
    return leg;
}

} // namespace recorder
