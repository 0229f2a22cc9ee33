// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobcontext.h"
#include "recorder/store/storagemoves.h"
#include "recorder/upload/uploadworker.h"

#include <QFile>

#include <array>
#include <optional>

namespace recorder
{

/// Why something was not copied, and whose fault it is.
struct CopyFault {
    enum class Of {
        File, ///< it is gone, or not what it was: others may be copied
        From, ///< the target does not answer, or refuses
        To,
        RefusedFile, ///< the one it is to be copied to does not take it, or not whole
        Job          ///< it was cancelled, or the recorder cannot
    };
    Of of = Of::Job;
    common::Error error;
};

/// Copies files between two targets by way of a file in `folder`, compared with the database when it was read
/// and when it was stored. Each step is tried twice, the second time with a new session. One thread.
class FileCopier
{
public:
    /// `cancelled` is asked now and then.
    FileCopier(std::function<bool()> cancelled, const OpenTarget &open, QString folder, TargetKey from,
               TargetKey to);
    ~FileCopier();
    FileCopier(const FileCopier &) = delete;
    FileCopier &operator=(const FileCopier &) = delete;

    /// None = it is there now. A cause of "not-found" or "mismatch" for Of::File.
    std::optional<CopyFault> copy(const MovableFile &file);
    /// Whether what is written to the one under this key is found at the other: two names of one place.
    /// Nothing of it stays. None = they are two; Conflict (to = same-place).
    std::optional<CopyFault> probe(const QString &key);
    common::Result<StorageTarget *> from() { return session(0); }

private:
    struct End {
        TargetKey key{};
        std::unique_ptr<StorageTarget> session{};
    };
    common::Result<StorageTarget *> session(std::size_t end);
    common::Status tryTwice(std::size_t end, const std::function<common::Status(StorageTarget &)> &work);
    common::Status fetch(StorageTarget &source, const MovableFile &file, QFile &out);
    static common::Status store(StorageTarget &target, const MovableFile &file, const QString &local);
    void tidyAfterStop(const QString &key);
    std::optional<CopyFault> faultOf(std::size_t end, const common::Status &status) const;

    const std::function<bool()> m_cancelled;
    const OpenTarget &m_open;
    const QString m_folder;
    std::array<End, 2> m_ends; ///< from, to
    int m_refused = 0;         ///< the last files, one after the other
};

} // namespace recorder
