// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/recordingmetadata.h"

namespace recorder
{

/// Reads a metadata body of any known phone system. Never fails: a body that is no XML, has a DTD, or is over
/// a cap (256 KiB, depth 32, 64 attributes in an element, 2,000 elements) gives what stood before the fault
/// and `malformed`. Addresses left unescaped in the text (`<sip:...>`) are repaired, the rest is read and the
/// body still marked malformed. Bytes that are not UTF-8 are read as Latin-1. Any thread, linear time.
MetadataBody parseMetadata(const QByteArray &raw);

/// The state after an update: who is there and what he sends. A complete update replaces, a partial one
/// merges; participants with a disassociate-time are gone (their history is the caller's). Two deviations for
/// what phone systems do: an update without participants and streams leaves both as they are (last metadata
/// in a BYE), and a participant whose association was left out (hold) keeps a stream that nobody else took.
RecordingMetadata mergeMetadata(const RecordingMetadata &known, const RecordingMetadata &update);

} // namespace recorder
