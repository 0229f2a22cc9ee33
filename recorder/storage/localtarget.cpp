// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/localtarget.h"

#include "recorder/storage/connectionsteps.h"
#include "recorder/storage/sourcefile.h"
#include "recorder/storage/storageerror.h"

#include <QFile>
#include <QLocale>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace recorder
{

using common::describeErrno;
using common::FileDescriptor;
using common::Result;
using common::Status;

namespace
{

constexpr std::size_t kPiece = 256 * 1024;
constexpr qint64 kLeastSpace = qint64{64} << 20;

tl::unexpected<common::Error> broken(const char *what, const QString &where)
{
    const int error = errno;
    return storageError(causeOfErrno(error), describeErrno(QLatin1String(what), where, error));
}

/// What glibc has no function for. Older kernels (before 5.6) have no openat2: then nothing is opened.
FileDescriptor openBeneath(int folder, const QByteArray &name, int flags, mode_t mode = 0)
{
    open_how how = {};
    how.flags = static_cast<__u64>(flags | O_CLOEXEC);
    how.mode = mode;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    return FileDescriptor(
        static_cast<int>(::syscall(SYS_openat2, folder, name.constData(), &how, sizeof how)));
}

/// Removes the file unless it was kept.
class PartFile
{
public:
    PartFile(int folder, QByteArray name)
        : m_folder(folder)
        , m_name(std::move(name))
    {
    }
    PartFile(const PartFile &) = delete;
    PartFile &operator=(const PartFile &) = delete;
    ~PartFile()
    {
        if (!m_name.isEmpty()) {
            ::unlinkat(m_folder, m_name.constData(), 0);
        }
    }
    void keep() { m_name.clear(); }

private:
    int m_folder;
    QByteArray m_name;
};

} // namespace

LocalTarget::LocalTarget(LocalPlace::What what, const StoragePatience &patience)
    : m_place(std::move(what))
    , m_root(m_place.path())
    , m_patience(patience)
{
}

Result<std::unique_ptr<StorageTarget>> LocalTarget::open(const StorageTargetSettings &settings,
                                                         const StorageEnvironment &environment,
                                                         const StoragePatience &patience)
{
    if (!settings.basePath.startsWith(QLatin1Char('/')) || settings.basePath.contains(QChar(u'\0'))) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("no absolute path"),
                            {{QStringLiteral("base_path"), QStringLiteral("path")}});
    }
    return std::unique_ptr<StorageTarget>(new LocalTarget(
        {settings.basePath, settings.targetId, settings.begun, environment.ownFolders}, patience));
}

Result<LocalTarget::Place> LocalTarget::placeOf(const QString &key, For what)
{
    if (!isStorageKey(key)) {
        return storageError("key", QStringLiteral("no key: %1").arg(key.left(300)));
    }
    const bool make = what == For::Writing;
    auto folder = make ? m_place.openToWrite() : m_place.open();
    if (!folder) {
        return common::propagate(folder);
    }
    if (!make && m_place.isAway(folder->get())) {
        return m_place.notMounted();
    }
    QByteArrayList segments = QFile::encodeName(key).split('/');
    const QByteArray name = segments.takeLast();
    for (const QByteArray &segment : std::as_const(segments)) {
        FileDescriptor next = openBeneath(folder->get(), segment, O_RDONLY | O_DIRECTORY);
        if (!next && errno == ENOENT && make) {
            // Another worker may be quicker.
            if ((::mkdirat(folder->get(), segment.constData(), 0750) != 0 && errno != EEXIST) ||
                ::fsync(folder->get()) != 0) {
                return broken("make folder", key);
            }
            next = openBeneath(folder->get(), segment, O_RDONLY | O_DIRECTORY);
        }
        if (!next) {
            return broken("open folder of", key);
        }
        *folder = std::move(next);
    }
    return Place{std::move(*folder), name};
}

Status LocalTarget::goOn() const
{
    return m_patience.isStopped() ? Status(storageError("cancelled", QStringLiteral("cancelled"))) : Status();
}

Status LocalTarget::copy(SourceFile &source, int to) const
{
    std::vector<char> buffer(kPiece);
    for (;;) {
        if (Status on = goOn(); !on) {
            return on;
        }
        auto got = source.read(buffer);
        if (!got) {
            return common::propagate(got);
        }
        if (*got == 0) {
            return {};
        }
        for (qint64 done = 0; done < *got;) {
            const ssize_t n = ::write(to, buffer.data() + done, static_cast<std::size_t>(*got - done));
            if (n < 0 && errno == EINTR) {
                continue;
            }
            if (n <= 0) {
                return broken("write below", m_root);
            }
            done += n;
        }
    }
}

Result<QByteArray> LocalTarget::hashOnDisk(int fd) const
{
    // After fsync the pages are clean, so they go: what comes is what the disk gives.
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    common::Sha256 hash;
    std::vector<char> buffer(kPiece);
    for (off_t at = 0;;) {
        if (Status on = goOn(); !on) {
            return common::propagate(on);
        }
        const ssize_t n = ::pread(fd, buffer.data(), buffer.size(), at);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return broken("read back below", m_root);
        }
        if (n == 0) {
            return hash.finish();
        }
        hash.add(std::as_bytes(std::span(buffer).first(static_cast<std::size_t>(n))));
        at += n;
    }
}

Result<StoredFile> LocalTarget::write(SourceFile &source, const Place &place, const StorageMeta &meta) const
{
    const QByteArray part = place.name + ".part";
    const int folder = place.folder.get();
    ::unlinkat(folder, part.constData(), 0); // of an earlier try
    FileDescriptor fd = openBeneath(folder, part, O_RDWR | O_CREAT | O_EXCL, 0640);
    if (!fd) {
        return broken("create below", m_root);
    }
    PartFile cleaning(folder, part);
    if (Status copied = copy(source, fd.get()); !copied) {
        return common::propagate(copied);
    }
    auto hash = source.finish(meta.sha256);
    if (!hash) {
        return common::propagate(hash);
    }
    if (::fsync(fd.get()) != 0) {
        return broken("sync below", m_root);
    }
    auto onDisk = hashOnDisk(fd.get());
    if (!onDisk) {
        return common::propagate(onDisk);
    }
    if (*onDisk != *hash) {
        return storageError("mismatch", QStringLiteral("the disk gives another content back"));
    }
    if (fd.reset() != 0) {
        return broken("close below", m_root);
    }
    if (::renameat(folder, part.constData(), folder, place.name.constData()) != 0) {
        return broken("rename below", m_root);
    }
    cleaning.keep();
    if (::fsync(folder) != 0) {
        return broken("sync below", m_root);
    }
    return StoredFile{source.size(), *hash, {}, true};
}

Result<StoredFile> LocalTarget::put(const QString &localFile, const QString &key, const StorageMeta &meta)
{
    auto source = SourceFile::open(localFile);
    if (!source) {
        return common::propagate(source);
    }
    auto place = placeOf(key, For::Writing);
    if (!place) {
        return common::propagate(place);
    }
    return write(*source, *place, meta);
}

Status LocalTarget::get(const QString &key, const StorageRange &range, const Sink &sink)
{
    auto place = placeOf(key, For::Looking);
    if (!place) {
        return common::propagate(place);
    }
    const FileDescriptor fd = openBeneath(place->folder.get(), place->name, O_RDONLY | O_NONBLOCK);
    struct stat info = {};
    if (!fd || ::fstat(fd.get(), &info) != 0) {
        return broken("open", key);
    }
    if (!S_ISREG(info.st_mode)) {
        return storageError("key", QStringLiteral("no file: %1").arg(key));
    }
    std::vector<char> buffer(kPiece);
    qint64 at = range.offset;
    qint64 left = range.length < 0 ? info.st_size : range.length;
    while (left > 0) {
        if (Status on = goOn(); !on) {
            return on;
        }
        const ssize_t n = ::pread(fd.get(), buffer.data(),
                                  static_cast<std::size_t>(std::min(left, qint64{kPiece})), off_t{at});
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return broken("read", key);
        }
        if (n == 0) {
            break;
        }
        if (!sink(QByteArrayView(buffer.data(), n))) {
            return storageError("cancelled", QStringLiteral("cancelled"));
        }
        at += n;
        left -= n;
    }
    return {};
}

Result<StorageObject> LocalTarget::stat(const QString &key)
{
    auto place = placeOf(key, For::Looking);
    if (!place) {
        return common::propagate(place);
    }
    struct stat info = {};
    if (::fstatat(place->folder.get(), place->name.constData(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
        return broken("look at", key);
    }
    if (!S_ISREG(info.st_mode)) {
        return storageError("key", QStringLiteral("no file: %1").arg(key));
    }
    return StorageObject{qint64{info.st_size}, {}, {}};
}

Status LocalTarget::remove(const QString &key)
{
    auto place = placeOf(key, For::Looking);
    if (!place) {
        return storageCause(place.error()) == QLatin1String("not-found") && m_place.open()
                   ? Status()
                   : Status(common::propagate(place));
    }
    if (::unlinkat(place->folder.get(), place->name.constData(), 0) != 0 && errno != ENOENT) {
        return broken("remove", key);
    }
    return ::fsync(place->folder.get()) == 0 ? Status() : Status(broken("sync folder of", key));
}

Status LocalTarget::discard(const QString &key)
{
    if (const auto place = placeOf(key, For::Looking)) {
        ::unlinkat(place->folder.get(), (place->name + ".part").constData(), 0);
    }
    return remove(key);
}

QList<common::ConnectionStep> LocalTarget::test(const common::ConnectionStepsHeard &heard)
{
    StorageTargetSettings settings;
    ConnectionSteps steps(testSteps(settings), heard);
    struct stat info = {};
    steps.run("exists", [&]() -> Result<QString> {
        if (::stat(QFile::encodeName(m_root).constData(), &info) != 0) {
            return broken("look at", m_root);
        }
        return m_root;
    });
    steps.run("folder", [&]() -> Result<QString> {
        if (!S_ISDIR(info.st_mode)) {
            return storageError("not-found", QStringLiteral("no folder: %1").arg(m_root));
        }
        if (::access(QFile::encodeName(m_root).constData(), W_OK | X_OK) != 0) {
            return broken("write into", m_root);
        }
        const Status begun = m_place.accept();
        return begun ? Result<QString>(QString()) : tl::unexpected<common::Error>(begun.error());
    });
    runFileSteps(steps, *this);
    steps.run("space", [&]() -> Result<QString> {
        auto space = common::diskSpaceOf(m_root);
        if (!space) {
            return common::propagate(space);
        }
        const QString free = QLocale::c().formattedDataSize(space->available);
        return space->available < kLeastSpace ? Result<QString>(storageError("full", free))
                                              : Result<QString>(free);
    });
    return steps.finish();
}

} // namespace recorder
