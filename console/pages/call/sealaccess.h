// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/containerreader.h"
#include "common/model/recording.h"

#include <QString>

namespace console
{

class SessionKeys;

/// Whether this console can open a file now.
enum class SealAccess {
    Plain,  ///< it is not sealed
    Open,   ///< a key that opens it is held
    Locked, ///< the keys are not open; whether one of them opens it is not known
    NotHeld ///< they are, and none does
};
/// `keys` may be null: nobody's.
SealAccess sealAccessOf(const SessionKeys *keys, const common::MediaFile &file);
/// Whether what the recorder is about to send is the file of the call's row: the same bytes, sealed as it is
/// said.
bool isSameFile(const common::MediaFile &row, const common::MediaFile &sent);
/// What stands in the player instead of the waveform, for Locked and NotHeld; empty for the others.
QString sealNotice(SealAccess access, const common::MediaFile &file, const SessionKeys *keys);
/// The button that leads on, empty = none does.
QString sealRemedy(SealAccess access, const SessionKeys *keys);
/// Of Open only; for worker threads. Holds copies of keys: let go of it when they are locked.
common::FileKeySource fileKeysOf(const SessionKeys &keys, const common::MediaFile &file);

/// "0123 4567 … 89AB CDEF": what people compare of a fingerprint at a glance; all of it is in tooltips.
QString shortFingerprint(const QByteArray &fingerprint);

} // namespace console
