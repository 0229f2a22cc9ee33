// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/posixfile.h"
#include "common/core/result.h"

#include <QStringList>

#include <atomic>

namespace recorder
{

/// The folder of a local target, and whether it may be written to. Two things it must not be:
///
/// The recorder's own: in it, or above it, also by links and mounts ("own-folder"). What lies there already
/// can be read and removed, so that files can be moved away.
///
/// The empty folder that a share was mounted on ("not-mounted"): the recorder's disk would be filled, and the
/// files hidden when the share is back. So a file of its own, kMarker, with the ids of the targets that are
/// there, one a line, is made where a target begins; a target that has begun does not do so anew in an empty
/// folder. What an older version has filled gets its marker as it is.
class LocalPlace
{
public:
    static constexpr const char *kMarker = ".earshot-target";

    struct What {
        QString path;
        QString target{};         ///< its id; empty = nobody's yet: it has no marker
        bool begun = false;       ///< by a test, or with files: it is not new
        QStringList ownFolders{}; ///< of the recorder
    };
    explicit LocalPlace(What what)
        : m_what(std::move(what))
    {
    }
    const QString &path() const { return m_what.path; }

    /// To look at what is there.
    common::Result<common::FileDescriptor> open() const;
    /// To write: makes the marker when it is missing and may be.
    common::Result<common::FileDescriptor> openToWrite();
    /// The target begins here from now on, whatever was there before: somebody has said so.
    common::Status accept();
    /// Whether nothing that is not below this folder is known to be gone: it is empty, has no marker, and is
    /// not new.
    bool isAway(int folder) const;
    tl::unexpected<common::Error> notMounted() const;

private:
    common::Status checkNotOwn(int folder) const;
    common::Status makeMarker(int folder) const;
    bool isMarked(int folder) const;

    const What m_what;
    std::atomic<bool> m_begun{false}; ///< by this session
};

} // namespace recorder
