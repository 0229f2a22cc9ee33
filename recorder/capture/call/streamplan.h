// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/spool/calldocuments.h"
#include "recorder/signalling/sessiondescription.h"

#include <QHostAddress>
#include <QList>

namespace recorder
{

bool isAudio(const MediaLine &line);

/// Which stream each m-line of an offer is: by label, else by position; -1 = a new one. A label that was
/// taken away and comes back is the same stream again. `known` are the streams of one dialog.
QList<int> matchLines(const QList<StreamDocument> &known, const QList<MediaLine> &lines);

/// Channel of a new stream, fixed for its life: left (0) for the first one while no other stream is left,
/// right (1) for every other. So the successor of a removed left stream is left again. Where a mixed stream
/// stands `besides` those of the parties (three lines and more) it is left and does not count; of two lines a
/// mixed one is a side like the other: a conference behind one line. `others` are the streams of the call so
/// far.
int chooseChannel(bool mixed, bool besides, const QList<StreamDocument> &others);

/// No RTP is expected on the line. `first` is the direction with which the stream began: a far end that turns
/// from sendrecv to sendonly has put the call on hold, one that was sendonly from the start is a recording
/// client as RFC 7866 wants it.
bool isHeld(const MediaLine &line, MediaDirection first);

/// Where packets of the line will come from; null = learn it. Addresses that cannot be true are learned:
/// none, 0.0.0.0, a name, loopback from a peer that is elsewhere (field.md 3.22).
QHostAddress expectedSource(const MediaLine &line, const QHostAddress &peer);

} // namespace recorder
