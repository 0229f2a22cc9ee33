// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/localplace.h"

#include "recorder/storage/storageerror.h"

#include <QFile>

#include <array>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace recorder
{

using common::FileDescriptor;
using common::Result;
using common::Status;

namespace
{

tl::unexpected<common::Error> broken(const char *what, const QString &where)
{
    const int error = errno;
    return storageError(causeOfErrno(error), common::describeErrno(QLatin1String(what), where, error));
}

/// The same folder has the same one, by whatever path or bind mount it was reached.
struct FolderId {
    dev_t device = 0;
    ino_t number = 0;
    bool operator==(const FolderId &) const = default;
};

FolderId idOf(int folder)
{
    struct stat info = {};
    return ::fstat(folder, &info) == 0 ? FolderId{info.st_dev, info.st_ino} : FolderId{};
}

FileDescriptor pathAt(int folder, const char *name)
{
    return FileDescriptor(::openat(folder, name, O_PATH | O_DIRECTORY | O_CLOEXEC));
}

/// Up to the root; the folder itself counts.
bool isInOrAt(int folder, const FolderId &wanted)
{
    FileDescriptor at = pathAt(folder, ".");
    for (FolderId last; at;) {
        const FolderId now = idOf(at.get());
        if (now == wanted) {
            return true;
        }
        if (now == last) {
            return false; // the root is its own parent
        }
        last = now;
        at = pathAt(at.get(), "..");
    }
    return false;
}

/// But for what is ours: markers, and files of tests and probes.
bool isEmpty(int folder)
{
    const int copy = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = copy < 0 ? nullptr : ::fdopendir(copy);
    if (entries == nullptr) {
        if (copy >= 0) {
            ::close(copy);
        }
        return false; // who cannot look says nothing
    }
    bool empty = true;
    while (const dirent *entry =
               empty ? ::readdir(entries) : nullptr) { // NOLINT(concurrency-mt-unsafe): its own
        const QByteArray name(entry->d_name);
        empty = name == "." || name == ".." || name.startsWith(".earshot-");
    }
    ::closedir(entries);
    return empty;
}

} // namespace

tl::unexpected<common::Error> LocalPlace::notMounted() const
{
    return storageError("not-mounted",
                        QStringLiteral("%1 is empty and is not the place that has this target's files: mount "
                                       "it, or test the target to begin there anew")
                            .arg(m_what.path));
}

Result<FileDescriptor> LocalPlace::open() const
{
    // It may be a link itself: who administers the machine set it.
    FileDescriptor fd(::open(QFile::encodeName(m_what.path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd) {
        return fd;
    }
    return errno == ENOENT && !m_what.target.isEmpty() && m_what.begun ? notMounted()
                                                                       : broken("open", m_what.path);
}

Status LocalPlace::checkNotOwn(int folder) const
{
    const FolderId here = idOf(folder);
    for (const QString &own : m_what.ownFolders) {
        const FileDescriptor fd = pathAt(AT_FDCWD, QFile::encodeName(own).constData());
        if (fd && (isInOrAt(folder, idOf(fd.get())) || isInOrAt(fd.get(), here))) {
            return storageError(
                "own-folder",
                QStringLiteral("%1 is in or above %2, which is the recorder's own").arg(m_what.path, own));
        }
    }
    return {};
}

bool LocalPlace::isMarked(int folder) const
{
    const FileDescriptor fd(::openat(folder, kMarker, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    QFile marker;
    return fd && marker.open(fd.get(), QIODevice::ReadOnly) &&
           marker.read(64 * 1024).split('\n').contains(m_what.target.toUtf8());
}

/// Behind those of others that are in the same place.
Status LocalPlace::makeMarker(int folder) const
{
    const QByteArray line = m_what.target.toUtf8() + '\n';
    const FileDescriptor fd(
        ::openat(folder, kMarker, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0640));
    if (!fd || ::write(fd.get(), line.constData(), static_cast<std::size_t>(line.size())) != line.size() ||
        ::fsync(fd.get()) != 0 || ::fsync(folder) != 0) {
        return broken("mark", m_what.path);
    }
    return {};
}

bool LocalPlace::isAway(int folder) const
{
    return !m_what.target.isEmpty() && (m_what.begun || m_begun) && !isMarked(folder) && isEmpty(folder);
}

Result<FileDescriptor> LocalPlace::openToWrite()
{
    auto folder = open();
    if (!folder) {
        return folder;
    }
    if (Status own = checkNotOwn(folder->get()); !own) {
        return common::propagate(own);
    }
    if (m_what.target.isEmpty()) {
        return folder;
    }
    if (!isMarked(folder->get())) {
        if (isAway(folder->get())) {
            return notMounted();
        }
        if (Status made = makeMarker(folder->get()); !made) {
            return common::propagate(made);
        }
    }
    m_begun = true;
    return folder;
}

Status LocalPlace::accept()
{
    auto folder = open();
    Status may = folder ? checkNotOwn(folder->get()) : Status(common::propagate(folder));
    if (may && !m_what.target.isEmpty() && !isMarked(folder->get())) {
        may = makeMarker(folder->get());
    }
    return may;
}

} // namespace recorder
