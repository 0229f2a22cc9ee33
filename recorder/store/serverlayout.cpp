// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/serverlayout.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QVersionNumber>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace recorder
{

namespace
{

using common::ErrorCode;

/// sun_path has 108 bytes with its NUL, PostgreSQL appends this name.
constexpr qsizetype kLongestSocketFolder = 107 - qsizetype(sizeof("/.s.PGSQL.5432") - 1);

common::Result<QString> findBinaries(const PrivateClusterOptions &options)
{
    QStringList folders = options.binaryDirectories;
    if (folders.isEmpty()) {
        QStringList versions =
            QDir(QStringLiteral("/usr/lib/postgresql")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        std::sort(versions.begin(), versions.end(), [](const QString &a, const QString &b) {
            return QVersionNumber::fromString(a) > QVersionNumber::fromString(b);
        });
        // A cluster can only be run by the version that made it.
        QFile made(options.directory + QStringLiteral("/pg/PG_VERSION"));
        if (made.open(QIODevice::ReadOnly)) {
            versions.prepend(QString::fromLatin1(made.readAll().trimmed()));
        }
        for (const QString &version : versions) {
            folders.append(QStringLiteral("/usr/lib/postgresql/%1/bin").arg(version));
        }
        folders += qEnvironmentVariable("PATH").split(QLatin1Char(':'), Qt::SkipEmptyParts);
    }
    for (const QString &folder : folders) {
        const QDir dir(folder);
        if (QFileInfo(dir.filePath(QStringLiteral("initdb"))).isExecutable() &&
            QFileInfo(dir.filePath(QStringLiteral("postgres"))).isExecutable()) {
            return dir.absolutePath();
        }
    }
    return common::fail(
        ErrorCode::NotFound,
        QStringLiteral("PostgreSQL is not installed: initdb and postgres are in none of %1; install "
                       "it or set database.url")
            .arg(folders.mid(0, 5).join(QLatin1String(", "))));
}

common::Status findUser(const PrivateClusterOptions &options, ServerLayout &layout)
{
    layout.uid = geteuid();
    layout.gid = getegid();
    if (layout.uid != 0) {
        return {};
    }
    const QByteArray name = options.user.toLocal8Bit();
    passwd entry{};
    passwd *found = nullptr;
    QByteArray buffer(16384, Qt::Uninitialized);
    getpwnam_r(name.constData(), &entry, buffer.data(), static_cast<size_t>(buffer.size()), &found);
    if (!found) {
        return common::fail(
            ErrorCode::NotFound,
            QStringLiteral("there is no user '%1' to run PostgreSQL, which refuses to run as root")
                .arg(options.user));
    }
    if (found->pw_uid == 0) {
        return common::fail(ErrorCode::Invalid,
                            QStringLiteral("PostgreSQL refuses to run as root, choose a user"));
    }
    layout.uid = found->pw_uid;
    layout.gid = found->pw_gid;
    layout.switchUser = true;
    return {};
}

/// The server's user must be able to walk down to its folder.
common::Status checkReachable(const QString &folder, const ServerLayout &layout)
{
    QString path;
    for (const QString &part : QDir(folder).absolutePath().split(QLatin1Char('/'), Qt::SkipEmptyParts)) {
        struct stat info {
        };
        if (!path.isEmpty() && stat(path.toLocal8Bit().constData(), &info) == 0) {
            const mode_t bit = info.st_uid == layout.uid   ? S_IXUSR
                               : info.st_gid == layout.gid ? S_IXGRP
                                                           : S_IXOTH;
            if ((info.st_mode & bit) == 0) {
                return common::fail(
                    ErrorCode::Invalid,
                    QStringLiteral("the user who runs PostgreSQL (uid %1) cannot enter %2: its mode is "
                                   "%3, 0711 is enough")
                        .arg(layout.uid)
                        .arg(path)
                        .arg(info.st_mode & 07777, 4, 8, QLatin1Char('0')));
            }
        }
        path += QLatin1Char('/') + part;
    }
    return {};
}

QString socketFolder(const QString &directory)
{
    const QString wanted = directory + QStringLiteral("/run");
    if (wanted.toLocal8Bit().size() <= kLongestSocketFolder) {
        return wanted;
    }
    const QByteArray hash =
        QCryptographicHash::hash(directory.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return QStringLiteral("/tmp/earshot-") + QLatin1String(hash);
}

} // namespace

common::Status ownFolder(const QString &folder, const ServerLayout &layout)
{
    const QByteArray path = folder.toLocal8Bit();
    if (mkdir(path.constData(), 0700) == 0) {
        if (layout.switchUser && lchown(path.constData(), layout.uid, layout.gid) != 0) {
            return common::fail(ErrorCode::Invalid, QStringLiteral("cannot give %1 to uid %2: %3")
                                                        .arg(folder)
                                                        .arg(layout.uid)
                                                        .arg(QString::fromLocal8Bit(strerror(errno))));
        }
        return {};
    }
    if (errno != EEXIST) {
        return common::fail(
            ErrorCode::Invalid,
            QStringLiteral("cannot create %1: %2").arg(folder, QString::fromLocal8Bit(strerror(errno))));
    }
    struct stat info {
    };
    if (lstat(path.constData(), &info) != 0 || !S_ISDIR(info.st_mode)) {
        return common::fail(ErrorCode::Invalid, QStringLiteral("%1 is not a folder").arg(folder));
    }
    if (info.st_uid != layout.uid) {
        return common::fail(ErrorCode::Invalid,
                            QStringLiteral("%1 belongs to uid %2, but PostgreSQL runs as uid %3")
                                .arg(folder)
                                .arg(info.st_uid)
                                .arg(layout.uid));
    }
    if ((info.st_mode & 077) != 0 && chmod(path.constData(), 0700) != 0) {
        return common::fail(ErrorCode::Invalid, QStringLiteral("%1 is open to others (mode %2)")
                                                    .arg(folder)
                                                    .arg(info.st_mode & 07777, 4, 8, QLatin1Char('0')));
    }
    return {};
}

common::Result<ServerLayout> prepareLayout(const PrivateClusterOptions &options)
{
    ServerLayout layout;
    auto binaries = findBinaries(options);
    if (!binaries) {
        return common::propagate(binaries);
    }
    layout.binaries = *binaries;
    if (common::Status status = findUser(options, layout); !status) {
        return common::propagate(status);
    }
    const QString directory = QDir(options.directory).absolutePath();
    if (!QDir().mkpath(directory)) {
        return common::fail(ErrorCode::Invalid, QStringLiteral("cannot create %1").arg(directory));
    }
    layout.data = directory + QStringLiteral("/pg");
    layout.sockets = socketFolder(directory);
    for (const QString &folder : {layout.data, layout.sockets}) {
        if (common::Status status = checkReachable(folder, layout); !status) {
            return common::propagate(status);
        }
        if (common::Status status = ownFolder(folder, layout); !status) {
            return common::propagate(status);
        }
    }
    return layout;
}

} // namespace recorder
