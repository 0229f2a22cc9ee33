// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"
#include "common/core/result.h"
#include "common/model/recording.h"

#include <QByteArray>
#include <QList>
#include <QString>

/// The JSON documents inside a spool journal, as plain values. Written by capture, read by the finisher.
/// Encoding: compact JSON, keys = member names; unknown keys are ignored, missing keys keep the default.
namespace recorder
{

/// SpoolKind::Call
struct CallDocument {
    QString callId; ///< UUIDv7
    QString tenant;
    QString tenantId;  ///< empty: not known then
    QString recorder;  ///< host name
    QString interface; ///< "siprec" or "cisco-bib"
    QString peer;      ///< address of the phone system
    QString protocolCallId;
    QString sessionId;
    QString groupId;
    QString bootId;
    qint64 startMonoNs = 0; ///< time zero of the audio
    qint64 startUnixMs = 0; ///< the same moment by the wall clock
    bool operator==(const CallDocument &) const = default;
};
common::TenantRef tenantOf(const CallDocument &document);

struct StreamFormat {
    int payloadType = 0;
    QString encoding;
    int clockRate = 8000;
    int channels = 1;
    QString fmtp;
    bool operator==(const StreamFormat &) const = default;
};

/// SpoolKind::Stream; repeated for the same index when something changed.
struct StreamDocument {
    int index = 0;
    QString label;
    int lineIndex = 0;    ///< position of the m-line in the SDP
    int channel = 0;      ///< 0 left, 1 right: fixed for the life of the stream
    bool mixed = false;   ///< carries several participants
    bool held = false;    ///< no RTP is expected now
    bool removed = false; ///< the m-line was taken away
    bool encrypted = false;
    QString codecProblem; ///< "no-suite": not recordable, why
    QList<StreamFormat> formats;
    bool operator==(const StreamDocument &) const = default;
};

/// One entry of SpoolKind::Participants.
struct PartyDocument {
    QString participantId;
    QString number;
    QString aor;
    QString name;
    int streamIndex = -1;
    bool from = false;
    QString ipAddress;
    int port = 0;
    bool operator==(const PartyDocument &) const = default;
};
struct ParticipantsDocument {
    QList<PartyDocument> parties; ///< all who take part from the record's time on: absent = left
    bool malformed = false;
    bool missing = false;
    bool latin1 = false;
    bool operator==(const ParticipantsDocument &) const = default;
};

struct StreamCounters {
    int index = 0;
    quint64 received = 0;
    quint64 kernelDrops = 0; ///< SO_RXQ_OVFL
    quint64 ringDrops = 0;
    quint64 foreign = 0;     ///< refused by source, SSRC or payload type lock
    quint64 unauthentic = 0; ///< SRTP tag or replay
    bool operator==(const StreamCounters &) const = default;
};
/// SpoolKind::Counters
struct CountersDocument {
    QList<StreamCounters> streams;
    bool operator==(const CountersDocument &) const = default;
};

/// SpoolKind::Resumed
struct ResumedDocument {
    qint64 awayFromMonoNs = 0; ///< last record before the interruption; 0 = look for it in the journal
    qint64 awayToMonoNs = 0;
    bool otherBoot = false; ///< the host restarted: times before are of another clock
    qint64 unixMs = 0;
    /// Streams that carried audio then: their own documents may not have reached the disk before.
    QList<int> streams;
    bool operator==(const ResumedDocument &) const = default;
};

/// SpoolKind::End. "recovered": the recorder was away and could not go on with the call, so its end is not
/// known; both times are 0 and the last record before stands for them.
struct EndDocument {
    QString cause; ///< "bye", "timeout", "max-duration", "shutdown", "transport-lost", "recovered"
    qint64 endMonoNs = 0;
    qint64 endUnixMs = 0;
    bool operator==(const EndDocument &) const = default;
};

QByteArray toJson(const CallDocument &document);
QByteArray toJson(const StreamDocument &document);
QByteArray toJson(const ParticipantsDocument &document);
QByteArray toJson(const CountersDocument &document);
QByteArray toJson(const ResumedDocument &document);
QByteArray toJson(const EndDocument &document);

common::Result<CallDocument> callDocumentFromJson(const QByteArray &json);
common::Result<StreamDocument> streamDocumentFromJson(const QByteArray &json);
common::Result<ParticipantsDocument> participantsDocumentFromJson(const QByteArray &json);
common::Result<CountersDocument> countersDocumentFromJson(const QByteArray &json);
common::Result<ResumedDocument> resumedDocumentFromJson(const QByteArray &json);
common::Result<EndDocument> endDocumentFromJson(const QByteArray &json);

} // namespace recorder
