// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/suspectjournals.h"

#include "recorder/app/finishattempts.h"

#include "common/core/posixfile.h"
#include "common/model/recordingjson.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace recorder
{

Q_LOGGING_CATEGORY(lcSuspect, "earshot.spool", QtInfoMsg)

using common::ErrorCode;
using common::fail;
using common::Status;

namespace
{

Status unavailable(const QString &path, int error)
{
    return fail(ErrorCode::Unavailable,
                common::describeErrno(QStringLiteral("cannot set aside journal"), path, error));
}

QString freeName(const QString &spoolPath, const QString &folder)
{
    const QString base = folder + u'/' + QFileInfo(spoolPath).completeBaseName();
    QString name = base + QStringLiteral(".spool");
    for (int i = 2; QFileInfo::exists(name); ++i) {
        name = QStringLiteral("%1-%2.spool").arg(base).arg(i);
    }
    return name;
}

/// The spool may be a file system of its own: the copy is whole and on the disk before the journal goes.
Status moveAcross(const QString &from, const QString &to)
{
    const QString part = to + QStringLiteral(".part");
    const QByteArray partName = QFile::encodeName(part);
    QFile::remove(part);
    if (!QFile::copy(from, part)) {
        QFile::remove(part);
        return unavailable(from, EIO);
    }
    {
        const common::FileDescriptor fd(::open(partName.constData(), O_RDONLY | O_CLOEXEC));
        if (!fd || ::fsync(fd.get()) != 0) {
            return unavailable(part, errno);
        }
    }
    if (::rename(partName.constData(), QFile::encodeName(to).constData()) != 0) {
        return unavailable(part, errno);
    }
    if (Status synced = common::syncDirectoryOf(to); !synced) {
        return synced;
    }
    return ::unlink(QFile::encodeName(from).constData()) == 0 ? Status() : unavailable(from, errno);
}

} // namespace

common::Result<QString> setAsideJournal(const QString &spoolPath, const QString &suspectFolder)
{
    if (!QDir().mkpath(suspectFolder)) {
        return fail(ErrorCode::Unavailable, QStringLiteral("folder %1 cannot be made").arg(suspectFolder));
    }
    QFile::setPermissions(suspectFolder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    // What was changed in it and not synced, as the taking away of the host's keys, must come along.
    if (const common::FileDescriptor fd(
            ::open(QFile::encodeName(spoolPath).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
        fd) {
        (void)::fsync(fd.get()); // one that cannot be synced is moved all the same
    }
    const QString target = freeName(spoolPath, suspectFolder);
    if (::rename(QFile::encodeName(spoolPath).constData(), QFile::encodeName(target).constData()) != 0) {
        const int error = errno;
        Status moved = error == EXDEV ? moveAcross(spoolPath, target) : unavailable(spoolPath, error);
        if (!moved) {
            return common::propagate(moved);
        }
    }
    FinishAttempts::forget(spoolPath);
    for (const QString &path : {target, spoolPath}) {
        if (Status synced = common::syncDirectoryOf(path); !synced) {
            return common::propagate(synced);
        }
    }
    return target;
}

Status keepJournal(const QString &spoolPath, const QString &suspectFolder)
{
    if (!QFileInfo::exists(spoolPath)) {
        return {};
    }
    auto kept = setAsideJournal(spoolPath, suspectFolder);
    if (!kept) {
        return common::propagate(kept);
    }
    qCInfo(lcSuspect, "journal %s is kept as %s: a part of it could not be decoded",
           qUtf8Printable(spoolPath), qUtf8Printable(*kept));
    return {};
}

bool keepsJournal(const LedgerRow &row)
{
    if (row.state != LedgerState::Stored && row.state != LedgerState::Partial) {
        return false;
    }
    const auto call = common::finishedCallFromJson(row.result);
    return call && common::has(call->flags, common::CallFlag::JournalKept);
}

} // namespace recorder
