// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/sftpwire.h"
#include "recorder/storage/storagetarget.h"

namespace recorder
{

class SourceFile;

// The bytes of one file over SFTP, many pieces on their way at once, because waiting for the answer to each
// would make the round trip the speed. After an error the connection is of further use, unless it is broken:
// every answer was fetched.

/// All that is left of `source`, to the beginning of what is open as `handle`.
common::Status sendFile(SftpWire &wire, SourceFile &source, const QByteArray &handle);
/// "cancelled" when `sink` wanted no more, "mismatch" when the file became shorter meanwhile.
common::Status fetchFile(SftpWire &wire, const QString &path, const StorageRange &range,
                         const StorageTarget::Sink &sink);

} // namespace recorder
