// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/metadataparser.h"

#include <QFile>

/// Recording metadata as the tests of it write and look at it.
namespace tests
{

using recorder::MetadataBody;
using recorder::parseMetadata;
using recorder::RecordingMetadata;

using DataMode = RecordingMetadata::DataMode;

inline const QString kA = QStringLiteral("a");
inline const QString kB = QStringLiteral("b");
inline const QString kS1 = QStringLiteral("s1");
inline const QString kS2 = QStringLiteral("s2");

inline RecordingMetadata read(const QByteArray &inside)
{
    const MetadataBody body = parseMetadata("<recording>" + inside + "</recording>");
    return body.malformed
               ? RecordingMetadata{DataMode::Partial, {}, {}, {}, {{QStringLiteral("MALFORMED"), {}, {}}}}
               : body.metadata;
}

inline RecordingMetadata::Participant participant(const RecordingMetadata &metadata, const QString &id)
{
    for (const RecordingMetadata::Participant &one : metadata.participants) {
        if (one.id == id) {
            return one;
        }
    }
    return {QStringLiteral("nobody"), {}, {}, {}, {}, {}, {}, {}};
}

inline QStringList idsOf(const QList<RecordingMetadata::Participant> &participants)
{
    QStringList ids;
    for (const RecordingMetadata::Participant &one : participants) {
        ids.append(one.id);
    }
    return ids;
}

inline qint64 residentKilobytes()
{
    QFile status(QStringLiteral("/proc/self/statm"));
    return status.open(QIODevice::ReadOnly) ? status.readAll().split(' ').value(1).toLongLong() * 4 : 0;
}

inline const QByteArray kTwo =
    "<participant id='a'><nameID aor='sip:101@h'/></participant>"
    "<participant id='b'><nameID aor='sip:102@h'/></participant>"
    "<stream stream_id='s1'><label>1</label></stream><stream stream_id='s2'><label>2</label></stream>"
    "<participantstreamassoc participant_id='a'><send>s1</send></participantstreamassoc>"
    "<participantstreamassoc participant_id='b'><send>s2</send></participantstreamassoc>";

} // namespace tests
