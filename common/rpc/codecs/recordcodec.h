// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/fileformat.h"
#include "common/model/identity.h"
#include "common/model/ledgerentry.h"

#include "common/proto/session.pb.h"
#include "common/proto/settings.pb.h"
#include "common/proto/system.pb.h"

namespace common
{

/// The smaller records on the wire. Reading: as in callcodec.h.
earshot::v1::FileFormat toWire(const FileFormat &format);
/// Invalid with the key of fileFormatFromJson(): container, channels, agcMaxGain, mp3Bitrate, mp3Quality.
Result<FileFormat> fromWire(const earshot::v1::FileFormat &wire);

earshot::v1::Identity toWire(const Identity &identity);
/// Invalid: expires_ms.
Result<Identity> fromWire(const earshot::v1::Identity &wire);

earshot::v1::LedgerEntry toWire(const LedgerEntry &entry);
/// Invalid: answered_ms.
Result<LedgerEntry> fromWire(const earshot::v1::LedgerEntry &wire);

} // namespace common
