// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/datafolder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace recorder
{

using common::ErrorCode;
using common::fail;

namespace
{

common::Status makeFolder(const QString &path, mode_t mode)
{
    const QByteArray local = QFile::encodeName(path);
    if (!QDir().mkpath(path) || ::access(local.constData(), W_OK | X_OK) != 0) {
        return fail(ErrorCode::Invalid, QStringLiteral("folder %1 cannot be used: %2")
                                            .arg(path, QString::fromLocal8Bit(std::strerror(errno))));
    }
    if (::chmod(local.constData(), mode) != 0 && errno != EPERM) {
        return fail(ErrorCode::Invalid, QStringLiteral("folder %1: access rights cannot be set").arg(path));
    }
    return {};
}

QString recordingsOf(const QString &root, const Config &config)
{
    const QString storage = config.text(QStringLiteral("storage.path"));
    return storage.isEmpty() ? root + QStringLiteral("/recordings") : QFileInfo(storage).absoluteFilePath();
}

QString lockPath(const QString &root)
{
    return root + QStringLiteral("/recorder.lock");
}

} // namespace

common::Result<DataFolder> DataFolder::open(const QString &path, const Config &config)
{
    DataFolder folder;
    folder.m_root = QFileInfo(path).absoluteFilePath();
    folder.m_recordings = recordingsOf(folder.m_root, config);
    if (folder.m_recordings == folder.spool() || folder.m_recordings == folder.m_root) {
        return fail(ErrorCode::Invalid,
                    QStringLiteral("storage.path must not be the data folder or its spool"));
    }
    if (common::Status made = makeFolder(folder.m_root, 0711); !made) {
        return common::propagate(made);
    }
    for (const QString &inner : {folder.spool(), folder.m_recordings}) {
        if (common::Status made = makeFolder(inner, 0700); !made) {
            return common::propagate(made);
        }
    }
    return folder;
}

QStringList DataFolder::ownFolders(const QString &root, const Config &config)
{
    DataFolder folder;
    folder.m_root = root;
    folder.m_recordings = recordingsOf(root, config);
    return {folder.root(), folder.recordings(), folder.spool(), folder.jobs()};
}

common::Status DataFolder::lock()
{
    const int fd =
        ::open(QFile::encodeName(lockPath(m_root)).constData(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) {
        return fail(ErrorCode::Invalid,
                    QStringLiteral("%1 cannot be opened: %2")
                        .arg(lockPath(m_root), QString::fromLocal8Bit(std::strerror(errno))));
    }
    m_lock = std::shared_ptr<int>(new int(fd), [](int *held) {
        ::close(*held);
        delete held;
    });
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        m_lock.reset();
        return fail(ErrorCode::Conflict,
                    QStringLiteral("another recorder uses the data folder %1").arg(m_root));
    }
    return {};
}

bool DataFolder::inUse() const
{
    const int fd = ::open(QFile::encodeName(lockPath(m_root)).constData(), O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    const bool held = ::flock(fd, LOCK_EX | LOCK_NB) != 0;
    ::close(fd);
    return held;
}

common::Result<Config> loadConfig(const QString &dataFolder, const QString &configFile)
{
    if (!configFile.isEmpty()) {
        return Config::load(configFile);
    }
    const QString own = dataFolder + QStringLiteral("/recorder.ini");
    return QFileInfo::exists(own) ? Config::load(own) : common::Result<Config>(Config());
}

} // namespace recorder
