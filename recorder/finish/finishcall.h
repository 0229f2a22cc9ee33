// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/spool/spoolformat.h"
#include "recorder/finish/recordsource.h"

#include "common/core/result.h"
#include "common/crypto/sealingkeys.h"
#include "common/model/fileformat.h"
#include "common/model/recording.h"

#include <QString>

#include <functional>
#include <optional>
#include <stop_token>

namespace common
{
class HostKey;
}

namespace recorder
{

/// Whether anything is kept of a call, asked when everybody who took part is known and nothing is written
/// yet.
struct KeepVerdict {
    QString excluded; ///< reason code; empty = it is kept
    bool confidential = false;
};

struct FinishOptions {
    QString recordingsRoot; ///< files go to <root>/<tenant>/<yyyy>/<mm>/<dd> (UTC day of the start)
    common::FileFormat format;
    QString recorder; ///< host name for the call; empty = the one in the journal
    /// Given everything of the call but streams and files; empty = every call is kept. An error ends the work
    /// as if nothing had been asked.
    std::function<common::Result<KeepVerdict>(const common::FinishedCall &)> judge{};
    SpoolMode spoolMode = SpoolMode::Sealed; ///< Unsealed: open journals are taken, too (measurements)
    /// All files of the call are containers for this key, from their first byte on: *.mp3.cms.
    std::optional<common::SealingKey> sealTo{};
    /// Without sealTo a call that is kept is not finished: Unavailable (seal = no-key), and nothing was
    /// written.
    bool mustSeal = false;
};

/// Makes the files of a call from its journal and says everything that the database keeps of it.
///
/// Reads the journal twice: the first time for documents, duration and clocks, the second time to decode, mix
/// and encode. Memory does not depend on the duration but for 1.3 MB at 8 hours. On return all files are
/// complete, synced, renamed and their directories synced. Repeating it writes the same files over the old
/// ones (of sealed ones the same content, under another random key), and removes what an earlier try left
/// under other names: in another format, or not sealed. The journal is not touched. Of a call that is not to
/// be kept there are no files (those of an earlier try are removed), and no word of who took part: state
/// Excluded with the reason.
///
/// Errors: Invalid (no call document, no call id), Unavailable (disk, "stopped"), Internal. Nothing is left
/// behind but the files of an earlier success. Any thread; failpoints finish.begin, finish.encode,
/// finish.before-fsync, finish.before-rename, finish.after-rename, finish.after-dir-fsync.
common::Result<common::FinishedCall> finishCall(RecordSource &source, const FinishOptions &options,
                                                std::stop_token stop = {});

/// The same from a spool journal. Of a call of which another one was set aside the recording is not whole.
common::Result<common::FinishedCall> finishCall(const QString &spoolPath, const common::HostKey &key,
                                                const FinishOptions &options, std::stop_token stop = {});

} // namespace recorder
