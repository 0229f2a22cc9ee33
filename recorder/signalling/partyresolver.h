// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/recordingmetadata.h"
#include "recorder/signalling/sessiondescription.h"

#include <utility>

namespace recorder
{

/// Somebody who takes part now, and where he is heard.
struct ResolvedParty {
    QString participantId;
    QString number; ///< for search, see Address
    QString aor;    ///< as it came
    QString name;
    QList<int> lines; ///< positions of m-lines, ascending; his own line and a mixed one, or none (yet)

    bool operator==(const ResolvedParty &) const = default;
};

struct Resolved {
    QList<ResolvedParty> parties; ///< the calling side first where the metadata tells, else in its order
    QList<int> mixedLines;        ///< lines that carry several participants, ascending

    bool operator==(const Resolved &) const = default;
};

/// Joins label, stream and participant. Participants who left are not in it. Only audio lines that are not
/// refused take part. No label ever means "caller" by itself. Any thread.
Resolved resolveParties(const RecordingMetadata &metadata, const SessionDescription &sdp);

/// Cisco's media proxy: no metadata, one x-cisco-recording-participant header for each party whose
/// media-index counts the m-lines ("0", "0 2"). Header names in lower case, as in SessionRequest.
Resolved resolveCiscoProxy(const QList<std::pair<QByteArray, QByteArray>> &headers,
                           const SessionDescription &sdp);

} // namespace recorder
