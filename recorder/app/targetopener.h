// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/mediafilesource.h"
#include "recorder/upload/uploadworker.h"

#include <atomic>
#include <memory>

namespace recorder
{

class DatabaseHost;

/// Opens sessions with targets as the database describes them. Waits for the database, so never on its
/// threads. `stop` (may be null) set to true ends what goes on within half a second. Unavailable while there
/// is no database; NotFound.
OpenTarget targetOpener(const DatabaseHost &database, std::shared_ptr<const std::atomic<bool>> stop);

/// Readers of files on targets, each with a session of its own.
RemoteReads remoteReads(OpenTarget open);
/// Readers that share a session with each target. After a failure, but that a file is not there, the next
/// read begins a new one.
RemoteSessions remoteSessions(OpenTarget open);

} // namespace recorder
