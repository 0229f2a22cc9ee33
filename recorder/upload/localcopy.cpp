// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/localcopy.h"

#include "common/core/failpoint.h"
#include "common/core/posixfile.h"

#include <QFile>
#include <QUuid>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::Status;

namespace
{

const QString kAside = QStringLiteral(".earshot-aside");

Status notRemoved(const char *cause, const QString &message)
{
    return common::fail(ErrorCode::Unavailable, message, {{QStringLiteral("cause"), QLatin1String(cause)}});
}

Status brokenHere(const char *what, const QString &copy)
{
    const int error = errno;
    return notRemoved("source", common::describeErrno(QLatin1String(what), copy, error));
}

QString folderOf(const QString &path)
{
    return path.left(path.lastIndexOf(u'/') + 1);
}

/// Replaces nothing.
bool renameBack(const QByteArray &aside, const QByteArray &copy)
{
    if (::renameat2(AT_FDCWD, aside.constData(), AT_FDCWD, copy.constData(), RENAME_NOREPLACE) == 0) {
        return true;
    }
    struct stat info = {};
    // Some file systems (NFS) know no such flag.
    return errno == EINVAL && ::lstat(copy.constData(), &info) != 0 && errno == ENOENT &&
           ::rename(aside.constData(), copy.constData()) == 0;
}

Status isThere(const StoredObject &object)
{
    const auto found = object.target.stat(object.path);
    if (!found) {
        return tl::unexpected<common::Error>(found.error());
    }
    return found->size == object.size ? Status()
                                      : notRemoved("mismatch", QStringLiteral("%1: %2 of %3 bytes are there")
                                                                   .arg(object.path)
                                                                   .arg(found->size)
                                                                   .arg(object.size));
}

} // namespace

Result<bool> isSameFile(StorageTarget &target, const QString &root, const QString &source,
                        const QString &path)
{
    const QString folder = folderOf(path);
    if (source.sliced(folderOf(source).size()) != path.sliced(folder.size())) {
        return false;
    }
    const QString name = QStringLiteral(".earshot-place-") + QUuid::createUuid().toString(QUuid::Id128);
    const QByteArray here = QFile::encodeName(root + u'/' + folderOf(source) + name);
    const common::FileDescriptor made(
        ::open(here.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!made) {
        return false;
    }
    auto found = target.stat(folder + name);
    ::unlink(here.constData());
    if (found) {
        return true;
    }
    // Who may not list a bucket is not told that something is missing there.
    const QString cause = storageCause(found.error());
    return cause == QLatin1String("not-found") || cause == QLatin1String("permission")
               ? Result<bool>(false)
               : Result<bool>(common::propagate(found));
}

QString asideNameOf(const QString &copy)
{
    return copy + kAside;
}

bool putCopyBack(const QString &root, const QString &source)
{
    const QString copy = root + u'/' + source;
    return isStorageKey(source) && renameBack(QFile::encodeName(asideNameOf(copy)), QFile::encodeName(copy));
}

Status removeLocalCopy(const QString &root, const QString &source, const std::optional<StoredObject> &object)
{
    if (!isStorageKey(source)) {
        return notRemoved("source", QStringLiteral("no name of a copy: %1").arg(source.left(300)));
    }
    static_cast<void>(putCopyBack(root, source));
    const QString name = root + u'/' + source;
    const QByteArray copy = QFile::encodeName(name);
    const QByteArray aside = QFile::encodeName(asideNameOf(name));
    if (!object) {
        return ::unlink(copy.constData()) == 0 || errno == ENOENT ? Status() : brokenHere("remove", name);
    }
    struct stat info = {};
    if (::lstat(copy.constData(), &info) != 0) {
        return errno == ENOENT ? Status() : brokenHere("look at", name);
    }
    if (!S_ISREG(info.st_mode)) {
        return notRemoved("source", QStringLiteral("no file: %1").arg(name));
    }
    if (::rename(copy.constData(), aside.constData()) != 0) {
        return brokenHere("set aside", name);
    }
    static_cast<void>(common::failpoint("upload.copy-aside"));
    const Status there = isThere(*object);
    if (there && ::unlink(aside.constData()) == 0) {
        return {};
    }
    const Status stays = there ? brokenHere("remove", name) : there;
    if (!renameBack(aside, copy)) {
        return brokenHere("put back", name);
    }
    const bool came = storageCause(stays.error()) == QLatin1String("not-found") && isThere(*object);
    return came ? notRemoved("same-place",
                             QStringLiteral("%1 at the target is the recorder's own copy").arg(object->path))
                : stays;
}

} // namespace recorder
