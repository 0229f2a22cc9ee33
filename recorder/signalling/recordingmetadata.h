// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace recorder
{

/// RFC 7865 metadata, read tolerantly: local names only, id attributes in every spelling that phone systems
/// use. Times stay text: senders leave zones out or have no clock (siprec.md 3.10).
struct RecordingMetadata {
    enum class DataMode { Complete, Partial };

    struct Session {
        QString id;
        QString groupId;
        QStringList sipSessionIds;
        QString startTime;
        QString endTime;
        bool operator==(const Session &) const = default;
    };
    struct Participant {
        QString id;
        QStringList aors;
        QString name;
        QStringList sends; ///< stream ids, from participantstreamassoc or from <send> inside the participant
        QStringList receives;
        QStringList leftStreams; ///< association with a disassociate-time: no longer sent or received
        QString associateTime;
        QString disassociateTime;
        bool operator==(const Participant &) const = default;
    };
    struct Stream {
        QString id;
        QString label;
        QString sessionId;
        QString mode; ///< "mixed", "separate" or empty
        bool operator==(const Stream &) const = default;
    };
    /// Vendor elements, kept verbatim and searchable: "apkt:ucid" -> "FA0804...". An attribute of one is an
    /// entry of its own, just before: "apkt:header@label" -> "X-Route-Tag".
    struct Extension {
        QString name;
        QString value;
        QString owner{}; ///< id of the session, participant, stream or group it stands in, empty = the whole
        bool operator==(const Extension &) const = default;
    };

    DataMode dataMode = DataMode::Complete;
    QList<Session> sessions;
    QList<Participant> participants;
    QList<Stream> streams;
    QList<Extension> extensions;
    /// Filled by mergeMetadata() only: id, addresses and name of those who left, because who comes back in a
    /// partial update is named by his id alone.
    QList<Participant> former{};

    bool operator==(const RecordingMetadata &) const = default;
};

/// A metadata body and what became of reading it. The raw bytes are evidence and always kept.
struct MetadataBody {
    QByteArray raw;
    RecordingMetadata metadata;
    bool malformed = false; ///< not XML, DTD, or over a cap: `metadata` holds what was read before the fault
    bool latin1 = false;    ///< UTF-8 failed, read as Latin-1
    QStringList warnings;   ///< dangling ids, duplicates: tolerated

    bool operator==(const MetadataBody &) const = default;
};

} // namespace recorder
