// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/spool/calldocuments.h"

#include "recorder/capture/spool/jsonmembers.h"

#include <QJsonDocument>

namespace recorder
{

#define MEMBER(Type, name)                                                                                   \
    JsonMember<Type, decltype(Type::name)>                                                                   \
    {                                                                                                        \
#name, &Type::name                                                                                   \
    }

template <>
struct JsonMembers<CallDocument> {
    static constexpr auto all()
    {
        using D = CallDocument;
        return std::tuple(MEMBER(D, callId), MEMBER(D, tenant), MEMBER(D, tenantId), MEMBER(D, recorder),
                          MEMBER(D, interface), MEMBER(D, peer), MEMBER(D, protocolCallId),
                          MEMBER(D, sessionId), MEMBER(D, groupId), MEMBER(D, bootId), MEMBER(D, startMonoNs),
                          MEMBER(D, startUnixMs));
    }
};
template <>
struct JsonMembers<StreamFormat> {
    static constexpr auto all()
    {
        using D = StreamFormat;
        return std::tuple(MEMBER(D, payloadType), MEMBER(D, encoding), MEMBER(D, clockRate),
                          MEMBER(D, channels), MEMBER(D, fmtp));
    }
};
template <>
struct JsonMembers<StreamDocument> {
    static constexpr auto all()
    {
        using D = StreamDocument;
        return std::tuple(MEMBER(D, index), MEMBER(D, label), MEMBER(D, lineIndex), MEMBER(D, channel),
                          MEMBER(D, mixed), MEMBER(D, held), MEMBER(D, removed), MEMBER(D, encrypted),
                          MEMBER(D, codecProblem), MEMBER(D, formats));
    }
};
template <>
struct JsonMembers<PartyDocument> {
    static constexpr auto all()
    {
        using D = PartyDocument;
        return std::tuple(MEMBER(D, participantId), MEMBER(D, number), MEMBER(D, aor), MEMBER(D, name),
                          MEMBER(D, streamIndex), MEMBER(D, from), MEMBER(D, ipAddress), MEMBER(D, port));
    }
};
template <>
struct JsonMembers<ParticipantsDocument> {
    static constexpr auto all()
    {
        using D = ParticipantsDocument;
        return std::tuple(MEMBER(D, parties), MEMBER(D, malformed), MEMBER(D, missing), MEMBER(D, latin1));
    }
};
template <>
struct JsonMembers<StreamCounters> {
    static constexpr auto all()
    {
        using D = StreamCounters;
        return std::tuple(MEMBER(D, index), MEMBER(D, received), MEMBER(D, kernelDrops), MEMBER(D, ringDrops),
                          MEMBER(D, foreign), MEMBER(D, unauthentic));
    }
};
template <>
struct JsonMembers<CountersDocument> {
    static constexpr auto all() { return std::tuple(MEMBER(CountersDocument, streams)); }
};
template <>
struct JsonMembers<ResumedDocument> {
    static constexpr auto all()
    {
        using D = ResumedDocument;
        return std::tuple(MEMBER(D, awayFromMonoNs), MEMBER(D, awayToMonoNs), MEMBER(D, otherBoot),
                          MEMBER(D, unixMs), MEMBER(D, streams));
    }
};
template <>
struct JsonMembers<EndDocument> {
    static constexpr auto all()
    {
        using D = EndDocument;
        return std::tuple(MEMBER(D, cause), MEMBER(D, endMonoNs), MEMBER(D, endUnixMs));
    }
};

#undef MEMBER

namespace
{

template <typename T>
QByteArray encode(const T &document)
{
    return QJsonDocument(json::objectOf(document)).toJson(QJsonDocument::Compact);
}

template <typename T>
common::Result<T> decode(const QByteArray &bytes)
{
    QJsonParseError error;
    const QJsonDocument parsed = QJsonDocument::fromJson(bytes, &error);
    if (!parsed.isObject()) {
        return common::fail(common::ErrorCode::Invalid,
                            QStringLiteral("not a JSON object: %1").arg(error.errorString()));
    }
    T document;
    const QString wrong = json::fill(parsed.object(), document);
    if (!wrong.isEmpty()) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("wrong value of %1").arg(wrong),
                            {{wrong, QStringLiteral("invalid")}});
    }
    return document;
}

} // namespace

QByteArray toJson(const CallDocument &document)
{
    return encode(document);
}
QByteArray toJson(const StreamDocument &document)
{
    return encode(document);
}
QByteArray toJson(const ParticipantsDocument &document)
{
    return encode(document);
}
QByteArray toJson(const CountersDocument &document)
{
    return encode(document);
}
QByteArray toJson(const ResumedDocument &document)
{
    return encode(document);
}
QByteArray toJson(const EndDocument &document)
{
    return encode(document);
}

common::Result<CallDocument> callDocumentFromJson(const QByteArray &json)
{
    return decode<CallDocument>(json);
}
common::Result<StreamDocument> streamDocumentFromJson(const QByteArray &json)
{
    return decode<StreamDocument>(json);
}
common::Result<ParticipantsDocument> participantsDocumentFromJson(const QByteArray &json)
{
    return decode<ParticipantsDocument>(json);
}
common::Result<CountersDocument> countersDocumentFromJson(const QByteArray &json)
{
    return decode<CountersDocument>(json);
}
common::Result<ResumedDocument> resumedDocumentFromJson(const QByteArray &json)
{
    return decode<ResumedDocument>(json);
}
common::Result<EndDocument> endDocumentFromJson(const QByteArray &json)
{
    return decode<EndDocument>(json);
}

common::TenantRef tenantOf(const CallDocument &document)
{
    return {document.tenant, common::TenantId::fromString(document.tenantId)};
}

} // namespace recorder
