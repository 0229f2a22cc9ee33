// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/callrecords.h"
#include "console/kit/blockgrid.h"
#include "console/kit/formats.h"
#include "console/player/waveformview.h"

#include <QList>
#include <QString>

namespace console
{

/// One person of a call: the segments of who left and came back are joined.
struct CallParty {
    common::Segment segment; ///< the first one
    QList<Span> present;
    QString shortName() const; ///< number, else name, else address
};

/// Parties in the order FROM, TO, others by joining.
QList<CallParty> partiesOf(const common::StoredCall &stored);
/// "Call 101 → 202".
QString captionOf(const common::StoredCall &stored);
/// INFO, FROM, TO, further parties, RECORDING.
QList<InfoBlock> blocksOf(const common::StoredCall &stored, const Formats &formats, common::WallTime now);
/// The player's lanes, the party that is one of our users on top.
QList<PlayerLane> lanesOf(const common::StoredCall &stored, int channels);
/// "0:12.3, 0.4 s, Agent: lost on the network".
QString gapText(const common::Gap &gap, const common::StoredCall &stored, const Formats &formats);
/// "Legal hold since 23 Nov 2026 14:05 by Anna Weber: Case 17".
QString holdText(const common::CallHold &hold, const Formats &formats);
/// Why a call is incomplete, from its code.
QString partialWords(const QString &reason);

} // namespace console
