// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/outputfile.h"

#include "common/core/failpoint.h"

#include <QFile>
#include <QStringList>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace recorder
{

using common::describeErrno;
using common::ErrorCode;
using common::fail;
using common::Status;

namespace
{

constexpr qsizetype kBuffer = 64 * 1024;

/// What an armed failpoint wants, as a return value of the system call it stands before.
bool broken(const char *failpoint)
{
    const int error = common::errnoOf(common::failpoint(failpoint));
    if (error != 0) {
        errno = error;
    }
    return error != 0;
}

Status syncDirectory(const QString &path)
{
    common::FileDescriptor fd(
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd || ::fsync(fd.get()) != 0) {
        return fail(ErrorCode::Unavailable, describeErrno(QStringLiteral("sync"), path));
    }
    return {};
}

} // namespace

/// The bytes on their way to the disk.
class OutputFile::Disk
{
public:
    Disk(QString path, QString temporary, common::FileDescriptor fd)
        : m_path(std::move(path))
        , m_temporary(std::move(temporary))
        , m_fd(std::move(fd))
    {
        m_buffer.reserve(kBuffer);
    }
    ~Disk()
    {
        if (!m_temporary.isEmpty()) {
            ::unlink(QFile::encodeName(m_temporary).constData());
        }
    }
    Disk(const Disk &) = delete;
    Disk &operator=(const Disk &) = delete;

    Status write(QByteArrayView bytes);
    Status sync();
    Status publish();
    bool suspect() const { return m_suspect; }
    const QString &path() const { return m_path; }
    qint64 size() const { return m_size; }
    const QByteArray &sha256() const { return m_sha256; }

private:
    Status flush();

    QString m_path;
    QString m_temporary; ///< empty when published
    common::FileDescriptor m_fd;
    QByteArray m_buffer;
    common::Sha256 m_hash;
    QByteArray m_sha256;
    qint64 m_size = 0;
    bool m_suspect = false;
};

Status OutputFile::Disk::write(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const qsizetype take = std::min(bytes.size(), kBuffer - m_buffer.size());
        m_buffer.append(bytes.first(take));
        bytes = bytes.sliced(take);
        if (m_buffer.size() >= kBuffer) {
            Status flushed = flush();
            if (!flushed) {
                return flushed;
            }
        }
    }
    return {};
}

Status OutputFile::Disk::flush()
{
    m_hash.add(m_buffer);
    const char *p = m_buffer.constData();
    for (qsizetype left = m_buffer.size(); left > 0;) {
        const ssize_t written = ::write(m_fd.get(), p, static_cast<std::size_t>(left));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return fail(ErrorCode::Unavailable, describeErrno(QStringLiteral("write"), m_temporary));
        }
        p += written;
        left -= written;
    }
    m_size += m_buffer.size();
    m_buffer.resize(0); // keeps the memory
    return {};
}

Status OutputFile::Disk::sync()
{
    Status flushed = flush();
    if (!flushed) {
        return flushed;
    }
    if (broken("finish.before-fsync") || ::fsync(m_fd.get()) != 0) {
        m_suspect = errno != ENOSPC && errno != EDQUOT;
        return fail(ErrorCode::Unavailable, describeErrno(QStringLiteral("sync"), m_temporary));
    }
    m_sha256 = m_hash.finish();
    if (m_sha256.isEmpty()) {
        return fail(ErrorCode::Internal, QStringLiteral("SHA-256 of %1 failed").arg(m_temporary));
    }
    const int error = m_fd.reset();
    if (error != 0) {
        return fail(ErrorCode::Unavailable, describeErrno(QStringLiteral("close"), m_temporary, error));
    }
    return {};
}

Status OutputFile::Disk::publish()
{
    if (broken("finish.before-rename") ||
        ::rename(QFile::encodeName(m_temporary).constData(), QFile::encodeName(m_path).constData()) != 0) {
        return fail(ErrorCode::Unavailable, describeErrno(QStringLiteral("rename to"), m_path));
    }
    m_temporary.clear();
    if (broken("finish.after-rename")) {
        return fail(ErrorCode::Unavailable, describeErrno(QStringLiteral("after rename to"), m_path));
    }
    return {};
}

OutputFile::OutputFile(std::unique_ptr<Disk> disk)
    : m_disk(std::move(disk))
{
}

OutputFile::OutputFile(OutputFile &&) noexcept = default;
OutputFile &OutputFile::operator=(OutputFile &&) noexcept = default;
OutputFile::~OutputFile() = default;

common::Result<OutputFile> OutputFile::create(const QString &path, int attempt,
                                              const std::optional<common::SealingKey> &sealTo)
{
    const QString final = sealTo ? path + QLatin1String(kSealedSuffix) : path;
    const QString temporary = final + (attempt == 0 ? QStringLiteral(".tmp") : QStringLiteral(".tmp2"));
    const QByteArray name = QFile::encodeName(temporary);
    ::unlink(name.constData()); // of an earlier try; a new file, not its blocks again
    common::FileDescriptor fd(::open(name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fd) {
        return fail(ErrorCode::Unavailable, describeErrno(QStringLiteral("create"), temporary));
    }
    OutputFile file(std::make_unique<Disk>(final, temporary, std::move(fd)));
    if (sealTo) {
        auto seal = common::ContainerWriter::create(
            {*sealTo}, [disk = file.m_disk.get()](QByteArrayView piece) { return disk->write(piece); });
        if (!seal) {
            return propagate(seal);
        }
        file.m_seal.emplace(std::move(*seal));
        file.m_fingerprint = sealTo->fingerprint();
    }
    return file;
}

Status OutputFile::write(QByteArrayView bytes)
{
    return m_seal ? m_seal->add(bytes) : m_disk->write(bytes);
}

Status OutputFile::sync()
{
    Status ended = m_seal ? m_seal->finish() : Status();
    return ended ? m_disk->sync() : ended;
}

Status OutputFile::publish()
{
    return m_disk->publish();
}

bool OutputFile::suspect() const
{
    return m_disk->suspect();
}

const QString &OutputFile::path() const
{
    return m_disk->path();
}

qint64 OutputFile::size() const
{
    return m_disk->size();
}

const QByteArray &OutputFile::sha256() const
{
    return m_disk->sha256();
}

Status makeDirectories(const QString &below, const QString &relative)
{
    QString path = below;
    for (const QString &part : relative.split(u'/', Qt::SkipEmptyParts)) {
        const QString parent = path;
        path += u'/' + part;
        if (::mkdir(QFile::encodeName(path).constData(), 0700) != 0 && errno != EEXIST) {
            return fail(ErrorCode::Unavailable, describeErrno(QStringLiteral("make"), path));
        }
        Status synced = syncDirectory(parent);
        if (!synced) {
            return synced;
        }
    }
    return {};
}

QString directoryName(const QString &tenant)
{
    constexpr qsizetype kLongest = 100;
    const QByteArray utf8 = tenant.toUtf8();
    QByteArray name;
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const char c = utf8.at(i);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '_' || (c == '.' && i > 0);
        name += plain ? QByteArray(1, c) : '=' + QByteArray(1, c).toHex().toUpper();
    }
    if (name.isEmpty()) {
        return QStringLiteral("=");
    }
    if (name.size() > kLongest) {
        name = name.left(kLongest - 18) + "==" + common::sha256(utf8).toHex().left(16);
    }
    return QString::fromLatin1(name);
}

} // namespace recorder
