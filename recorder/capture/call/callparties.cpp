// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/callparties.h"

#include "recorder/capture/call/callmedia.h"
#include "recorder/capture/call/conversation.h"
#include "recorder/capture/call/metadatajson.h"
#include "recorder/signalling/addresses.h"
#include "recorder/signalling/metadataparser.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace recorder
{

namespace
{
constexpr char kProxyHeader[] = "x-cisco-recording-participant";

QString headerValue(const SessionRequest &request, const char *name)
{
    for (const auto &[key, value] : request.headers) {
        if (key == name) {
            return QString::fromUtf8(value.trimmed());
        }
    }
    return {};
}

void placeOn(PartyDocument &party, int index, const CallMedia &media)
{
    for (const CallStream &stream : media.streams()) {
        if (stream.document.index == index && stream.isLive()) {
            party.streamIndex = index;
            party.ipAddress = stream.lock.expectedSource.toString();
            party.port = stream.lock.expectedPort;
        }
    }
}

PartyDocument ciscoParty(const QString &address, const QString &device)
{
    PartyDocument party;
    party.participantId = device.isEmpty() ? address : device;
    party.aor = address;
    party.number = readAddress(address).number;
    return party;
}
/// Whether one is the other, or has his place: by id where phone systems give one, else (Cisco's proxy
/// headers) by address.
bool standsFor(const PartyDocument &a, const PartyDocument &b)
{
    if (!a.participantId.isEmpty() || !b.participantId.isEmpty()) {
        return a.participantId == b.participantId;
    }
    return a.aor.isEmpty() && b.aor.isEmpty() ? a.number == b.number : a.aor == b.aor;
}
} // namespace

void CallParties::takeCorrelation(const SessionRequest &request)
{
    // What joins the sessions of one conversation where metadata names no group (siprec.md 3.24, 3.26).
    const QString session = headerValue(request, "session-id");
    QString group = headerValue(request, "cisco-guid");
    if (group.isEmpty()) {
        group = QString::fromUtf8(uriParameters(request.from).value("x-sessionid"));
    }
    if (group.isEmpty()) {
        group = conversationOf(request);
    }
    m_headerSession = m_headerSession.isEmpty() ? session : m_headerSession;
    m_headerGroup = m_headerGroup.isEmpty() ? group : m_headerGroup;
}

void CallParties::take(const SessionRequest &request, bool last)
{
    takeCorrelation(request);
    if (m_profile == SipProfile::CiscoForked) {
        const CiscoLeg leg = readCiscoLeg(request.from);
        if (!leg.pairKey.isEmpty() || !leg.nearAddress.isEmpty()) {
            (leg.side == CiscoLeg::Side::Near ? m_near : m_far) = leg;
        } else if (!m_near) {
            m_near = leg;
        }
    }
    QList<std::pair<QByteArray, QByteArray>> proxy;
    std::copy_if(request.headers.begin(), request.headers.end(), std::back_inserter(proxy),
                 [](const auto &header) { return header.first == kProxyHeader; });
    if (!proxy.isEmpty()) {
        m_proxyHeaders = proxy;
    }
    if (!request.metadata) {
        return;
    }
    m_hasMetadata = true;
    m_malformed = m_malformed || request.metadata->malformed;
    m_latin1 = m_latin1 || request.metadata->latin1;
    RecordingMetadata update = request.metadata->metadata;
    if (request.metadata->malformed || last) {
        // Half of a document must not remove those who stood in its other half.
        update.dataMode = RecordingMetadata::DataMode::Partial;
    }
    m_metadata = mergeMetadata(m_metadata, update);
}

Resolved CallParties::resolve(const SessionDescription &sdp) const
{
    if (!m_hasMetadata && !m_proxyHeaders.isEmpty()) {
        return resolveCiscoProxy(m_proxyHeaders, sdp);
    }
    return resolveParties(m_metadata, sdp);
}

QList<int> CallParties::mixedLines(const SessionDescription &sdp) const
{
    return m_profile == SipProfile::CiscoForked ? QList<int>() : resolve(sdp).mixedLines;
}

QList<PartyDocument> CallParties::siprecParties(const CallMedia &media, const QUuid &leg) const
{
    const Resolved resolved = resolve(media.describe(leg));
    QList<PartyDocument> parties;
    for (const ResolvedParty &who : resolved.parties) {
        PartyDocument party;
        party.participantId = who.participantId;
        party.number = who.number;
        party.aor = who.aor;
        party.name = who.name;
        // His own line before a mixed one on which he is heard as well.
        const auto own = std::find_if(who.lines.begin(), who.lines.end(),
                                      [&resolved](int line) { return !resolved.mixedLines.contains(line); });
        const int line = own != who.lines.end() ? *own : who.lines.isEmpty() ? -1 : who.lines.first();
        if (line >= 0) {
            placeOn(party, media.streamOfLine(leg, line), media);
        }
        parties.append(party);
    }
    return parties;
}

QList<PartyDocument> CallParties::ciscoParties(const CallMedia &media) const
{
    const CiscoLeg leg = m_near.value_or(m_far.value_or(CiscoLeg{}));
    const CiscoLeg other = m_far.value_or(leg); // the far leg knows a new far party first
    PartyDocument near = ciscoParty(leg.nearAddress.isEmpty() ? leg.user : leg.nearAddress, leg.nearDevice);
    if (m_near) {
        near.name = m_near->displayName;
    }
    near.from = true; // the recorded phone stands first: direction is not signalled
    placeOn(near, 0, media);
    QList<PartyDocument> parties{near};
    if (!other.farAddress.isEmpty() || !other.farDevice.isEmpty() || m_far) {
        PartyDocument far = ciscoParty(other.farAddress, other.farDevice);
        // The From of the far leg carries the far party or once more the recorded phone (siprec.md 2, "ANI").
        if (m_far && !far.number.isEmpty() && m_far->user == far.number) {
            far.name = m_far->displayName;
        }
        placeOn(far, 1, media);
        parties.append(far);
    }
    return parties;
}

void CallParties::keepCallingSide(QList<PartyDocument> &parties) const
{
    bool known = false;
    for (PartyDocument &party : parties) {
        const auto before = std::find_if(m_snapshot.parties.begin(), m_snapshot.parties.end(),
                                         [&party](const auto &one) { return standsFor(one, party); });
        party.from = before != m_snapshot.parties.end() && before->from;
        known = known || party.from;
    }
    if (known) {
        return;
    }
    // Nobody of the calling side is left: who came instead takes its place.
    for (PartyDocument &party : parties) {
        const bool isNew = std::none_of(m_snapshot.parties.begin(), m_snapshot.parties.end(),
                                        [&party](const auto &one) { return standsFor(one, party); });
        if (isNew) {
            party.from = true;
            return;
        }
    }
}

std::optional<ParticipantsDocument> CallParties::update(const CallMedia &media, const QUuid &leg)
{
    ParticipantsDocument next;
    if (m_profile == SipProfile::CiscoForked) {
        next.parties = ciscoParties(media);
    } else {
        next.parties = siprecParties(media, leg);
        keepCallingSide(next.parties);
        next.missing = !m_hasMetadata && m_proxyHeaders.isEmpty();
    }
    next.malformed = m_malformed;
    next.latin1 = m_latin1;
    if (m_written && next == m_snapshot) {
        return std::nullopt;
    }
    m_written = true;
    m_snapshot = next;
    return next;
}

QString CallParties::sessionId() const
{
    if (m_profile == SipProfile::CiscoForked) {
        return QString::fromUtf8(m_near ? m_near->pairKey : m_far ? m_far->pairKey : QByteArray());
    }
    for (const RecordingMetadata::Session &session : m_metadata.sessions) {
        if (!session.id.isEmpty()) {
            return session.id;
        }
    }
    return m_headerSession;
}

QString CallParties::groupId() const
{
    for (const RecordingMetadata::Session &session : m_metadata.sessions) {
        if (!session.groupId.isEmpty()) {
            return session.groupId;
        }
    }
    return m_headerGroup;
}

QJsonObject CallParties::toJson() const
{
    QJsonArray proxy;
    for (const auto &[name, value] : m_proxyHeaders) {
        proxy.append(QString::fromLatin1(value));
    }
    QJsonObject json{
        {QStringLiteral("metadata"), metadataToJson(m_metadata)},
        {QStringLiteral("snapshot"), QJsonDocument::fromJson(recorder::toJson(m_snapshot)).object()},
        {QStringLiteral("proxy"), proxy},
        {QStringLiteral("headerSession"), m_headerSession},
        {QStringLiteral("headerGroup"), m_headerGroup},
        {QStringLiteral("hasMetadata"), m_hasMetadata},
        {QStringLiteral("malformed"), m_malformed},
        {QStringLiteral("latin1"), m_latin1}};
    if (m_near) {
        json.insert(QStringLiteral("near"), ciscoLegToJson(*m_near));
    }
    if (m_far) {
        json.insert(QStringLiteral("far"), ciscoLegToJson(*m_far));
    }
    return json;
}

CallParties CallParties::fromJson(SipProfile profile, const QJsonObject &json)
{
    CallParties parties(profile);
    parties.m_metadata = metadataFromJson(json.value(QStringLiteral("metadata")).toObject());
    const QJsonObject snapshot = json.value(QStringLiteral("snapshot")).toObject();
    const auto document =
        participantsDocumentFromJson(QJsonDocument(snapshot).toJson(QJsonDocument::Compact));
    parties.m_snapshot = document.value_or(ParticipantsDocument{});
    parties.m_written = document.has_value();
    for (const QJsonValue &value : json.value(QStringLiteral("proxy")).toArray()) {
        parties.m_proxyHeaders.append({kProxyHeader, value.toString().toLatin1()});
    }
    parties.m_headerSession = json.value(QStringLiteral("headerSession")).toString();
    parties.m_headerGroup = json.value(QStringLiteral("headerGroup")).toString();
    parties.m_hasMetadata = json.value(QStringLiteral("hasMetadata")).toBool();
    parties.m_malformed = json.value(QStringLiteral("malformed")).toBool();
    parties.m_latin1 = json.value(QStringLiteral("latin1")).toBool();
    if (json.contains(QStringLiteral("near"))) {
        parties.m_near = ciscoLegFromJson(json.value(QStringLiteral("near")).toObject());
    }
    if (json.contains(QStringLiteral("far"))) {
        parties.m_far = ciscoLegFromJson(json.value(QStringLiteral("far")).toObject());
    }
    return parties;
}

} // namespace recorder
