// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/call/ciscoleg.h"
#include "recorder/capture/spool/calldocuments.h"
#include "recorder/signalling/partyresolver.h"
#include "recorder/signalling/sessionevents.h"

#include "common/core/result.h"

#include <QJsonObject>

#include <functional>
#include <optional>

namespace recorder
{

class CallMedia;

/// Who takes part in a call, merged from all that was said so far. Its snapshots only ever follow each other:
/// nobody is taken out of the history. Lives on the SIP thread.
class CallParties
{
public:
    explicit CallParties(SipProfile profile = SipProfile::Siprec)
        : m_profile(profile)
    {
    }

    /// Takes over metadata and headers of a request. `last` = from a BYE: it may add, never take away.
    void take(const SessionRequest &request, bool last = false);
    /// Which lines of `sdp` carry several participants, by what is known now.
    QList<int> mixedLines(const SessionDescription &sdp) const;
    /// Joins parties and streams again; a snapshot when it differs from the last one.
    std::optional<ParticipantsDocument> update(const CallMedia &media, const QUuid &leg);

    const ParticipantsDocument &snapshot() const { return m_snapshot; }
    QString sessionId() const;
    QString groupId() const;

    QJsonObject toJson() const;
    static CallParties fromJson(SipProfile profile, const QJsonObject &json);

private:
    Resolved resolve(const SessionDescription &sdp) const;
    QList<PartyDocument> siprecParties(const CallMedia &media, const QUuid &leg) const;
    QList<PartyDocument> ciscoParties(const CallMedia &media) const;
    void keepCallingSide(QList<PartyDocument> &parties) const;
    void takeCorrelation(const SessionRequest &request);

    SipProfile m_profile;
    RecordingMetadata m_metadata;
    QList<std::pair<QByteArray, QByteArray>> m_proxyHeaders;
    std::optional<CiscoLeg> m_near;
    std::optional<CiscoLeg> m_far;
    QString m_headerSession; ///< correlation by headers, when metadata has none
    QString m_headerGroup;
    bool m_hasMetadata = false;
    bool m_malformed = false;
    bool m_latin1 = false;
    bool m_written = false;
    ParticipantsDocument m_snapshot;
};

} // namespace recorder
