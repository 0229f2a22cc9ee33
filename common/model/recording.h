// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"
#include "common/core/ids.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <utility>

namespace common
{

struct TenantTag;
struct UserTag;
struct CallTag;
using TenantId = Id<TenantTag>;
using UserId = Id<UserTag>;
/// One recorded call. The same id names the ledger rows, the spool, the files and the database row.
using CallId = Id<CallTag>;

/// Whose a call is, from the moment when it is taken: the id lasts, the name is what the tenant was called
/// then and may be another one's by now. Without id (not known at that moment, or written before ids were
/// kept) the name has to do.
struct TenantRef {
    QString name;
    TenantId id;

    TenantRef() = default;
    TenantRef(QString tenant, const TenantId &lasting = {}) // NOLINT: a name is a tenant, too
        : name(std::move(tenant))
        , id(lasting)
    {
    }
    bool isSame(const TenantRef &other) const
    {
        return id.isNull() || other.id.isNull() ? name == other.name : id == other.id;
    }
    bool operator==(const TenantRef &) const = default;
};

/// Where the way of a call ends (trust.md I1). `Open` rows are still on their way.
enum class CallState { Open, Stored, Excluded, Partial };

QString keyOf(CallState state);
std::optional<CallState> callStateFromString(const QString &text);

/// What a listener must know before trusting what he hears. Kept as text keys in the database (array), see
/// flagKey().
enum class CallFlag : quint32 {
    OneWay = 1u << 0,            ///< a stream that should have carried audio had none
    NoRtp = 1u << 1,             ///< no packet at all: the file is silence of the call's length
    MetadataMalformed = 1u << 2, ///< rs-metadata could not be read as XML; raw body kept
    MetadataMissing = 1u << 3,
    MetadataCharset = 1u << 4, ///< read as Latin-1 after UTF-8 failed
    Mixed = 1u << 5,           ///< one stream carries several participants
    Undecodable = 1u << 6,     ///< a stream in a codec without decoder, or SRTP that did not authenticate
    PacketsDropped = 1u << 7,  ///< the kernel or a ring dropped packets: our loss, not the network's
    Interrupted = 1u << 8,     ///< the recorder was down for a part of the call; the gap is listed
    TimedOut = 1u << 9,        ///< ended by silence of signalling and media, not by BYE
    SpoolDamaged = 1u << 10,   ///< the journal ended before its last authentic frame should have
    ForeignPackets = 1u << 11, ///< packets from another source or SSRC were refused
    Confidential = 1u << 12,   ///< of a confidential user, or marked so: seen with calls.confidential only
    Hold = 1u << 13,           ///< legal hold: it is not removed. Set and taken away by CallHolds alone
    JournalKept = 1u << 14,    ///< its packets are kept as they came: too many of them gave no audio
};
using CallFlags = quint32;
inline CallFlags operator|(CallFlags flags, CallFlag flag)
{
    return flags | static_cast<quint32>(flag);
}
inline bool has(CallFlags flags, CallFlag flag)
{
    return (flags & static_cast<quint32>(flag)) != 0;
}
QStringList flagKeys(CallFlags flags);
CallFlags flagsFromKeys(const QStringList &keys);

/// One party, from join to leave. Several rows for the same person when he leaves and comes back.
struct Participant {
    QString participantId; ///< as the phone system names it; not unique between calls
    QString number;        ///< normalised for search: digits and + of a phone number, else the user part
    QString aor;           ///< address of record as it came
    QString name;
    QString ipAddress; ///< media source, once known
    int port = 0;
    int streamIndex = -1;              ///< the stream he speaks on, -1 = unknown
    bool from = false;                 ///< the calling side
    std::chrono::milliseconds join{0}; ///< since the start of the recording
    std::chrono::milliseconds leave{0};

    bool operator==(const Participant &) const = default;
};

/// A span without audio that should have been there, or that was filled in.
struct Gap {
    enum class Cause { Loss, Hold, Interrupted, Dropped, Concealed };
    int streamIndex = 0;
    Cause cause = Cause::Loss;
    std::chrono::milliseconds start{0};
    std::chrono::milliseconds length{0};

    bool operator==(const Gap &) const = default;
};

QString keyOf(Gap::Cause cause);
std::optional<Gap::Cause> gapCauseFromString(const QString &text);

/// One RTP stream of the call and what became of it.
struct StreamReport {
    int index = 0;
    QString label;   ///< SDP a=label
    QString codec;   ///< encoding name of the last payload format used, "PCMU"
    int channel = 0; ///< 0 left, 1 right
    bool mixed = false;
    quint64 packets = 0;
    quint64 lost = 0; ///< by sequence number: the network's loss
    quint64 duplicates = 0;
    quint64 dropped = 0; ///< by us: socket buffer or ring
    quint64 foreign = 0; ///< refused by source or SSRC lock
    quint64 undecodable = 0;

    bool operator==(const StreamReport &) const = default;
};

/// A file of the call. Paths are relative to the root of its storage target.
struct MediaFile {
    enum class Kind { Audio, Peaks, Signalling };
    Kind kind = Kind::Audio;
    QString path;
    qint64 size = 0;
    QByteArray sha256; ///< 32 bytes
    QString format;    ///< "mp3", "wav", "peaks", "sip": of the content, sealed or not
    /// SHA-256 of the public key that it is sealed to (common/crypto/containerformat.h), 32 bytes; empty: it
    /// is not sealed. Size and sha256 are those of the container.
    QByteArray keyFingerprint{};
    /// Since the tenant's key was rotated: what opens the file now, and the file's key for it. The file is as
    /// it was. Empty: the entry in the file is what there is.
    QByteArray wrapFingerprint{};
    QByteArray wrapped{};

    bool isSealed() const { return !keyFingerprint.isEmpty(); }
    /// The key that is asked for.
    const QByteArray &openedBy() const
    {
        return wrapFingerprint.isEmpty() ? keyFingerprint : wrapFingerprint;
    }
    bool operator==(const MediaFile &) const = default;
};
QString keyOf(MediaFile::Kind kind);
std::optional<MediaFile::Kind> mediaFileKindFromString(const QString &text);

/// What the finisher hands to the service: everything that the database keeps of a call.
struct FinishedCall {
    CallId id;
    QString tenant; ///< name of the tenant, decided by the peer
    TenantId tenantId{};
    WallTime connectTime{};
    WallTime disconnectTime{};
    std::chrono::milliseconds duration{0}; ///< by the monotonic clock
    CallState state = CallState::Stored;   ///< Stored or Partial; Excluded: nothing was kept of it
    /// Why Partial, a code: "interrupted", "dropped", "spool-damaged"; why Excluded: "rule", "on-demand".
    QString reason;
    CallFlags flags = 0;
    QString recorder;       ///< host that recorded it
    QString interface;      ///< "siprec" or "cisco-bib"
    QString peer;           ///< address of the phone system
    QString protocolCallId; ///< SIP Call-ID of the (first) recording session
    QString sessionId;      ///< SIPREC session_id, or Cisco refci pair: joins what several recorders hold
    QString groupId;        ///< SIPREC group_id
    QList<Participant> participants;
    QList<StreamReport> streams;
    QList<Gap> gaps;
    QList<MediaFile> files;

    TenantRef tenantRef() const { return {tenant, tenantId}; }
    bool operator==(const FinishedCall &) const = default;
};

} // namespace common
