// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/sshsession.h"

#include <QHash>
#include <QSet>

namespace recorder
{

/// The bytes under it, both ways: all of them, or an error. What a server said reaches tests and fuzzers by
/// it too.
struct SftpPipe {
    std::function<common::Status(QByteArrayView)> send;
    std::function<common::Status(std::span<char>)> receive;
};

/// Requests and answers of SFTP version 3 (draft-ietf-secsh-filexfer-02) with what OpenSSH adds. Our own,
/// because libssh 0.10 neither renames over an existing file nor has more than one request on its way. Paths
/// are the server's. One thread.
class SftpWire
{
public:
    enum Open : quint32 { Read = 0x01, Write = 0x02, Create = 0x08, Truncate = 0x10 };
    static constexpr qsizetype kPiece = 32 * 1024; ///< every server takes and gives that much

    struct Answer {
        quint8 type = 0;
        QByteArray body; ///< behind type and id
    };
    struct Space {
        qint64 free = 0; ///< bytes, for who is signed in
        bool readOnly = false;
    };

    static common::Result<SftpWire> begin(SshSession session);
    static common::Result<SftpWire> begin(SftpPipe pipe);
    /// The connection is of no more use.
    bool isBroken() const { return m_broken; }
    bool offers(const QByteArray &extension) const { return m_extensions.contains(extension); }

    common::Result<QByteArray> open(const QString &path, quint32 flags); ///< a handle
    common::Status close(const QByteArray &handle);
    common::Result<qint64> sizeOf(const QString &path); ///< "key" when it is no file
    common::Result<qint64> sizeOfOpen(const QByteArray &handle);
    common::Status makeFolder(const QString &path);
    common::Status remove(const QString &path);
    /// `over`: replaces what is there, in one step (posix-rename@openssh.com).
    common::Status rename(const QString &from, const QString &to, bool over);
    common::Status sync(const QByteArray &handle);      ///< fsync@openssh.com
    common::Result<Space> spaceAt(const QString &path); ///< statvfs@openssh.com

    /// Without waiting for the answer; several may be on their way.
    common::Result<quint32> askWrite(const QByteArray &handle, qint64 offset, QByteArrayView bytes);
    common::Result<quint32> askRead(const QByteArray &handle, qint64 offset, qsizetype length);
    common::Status done(quint32 id);             ///< of a write
    common::Result<QByteArray> data(quint32 id); ///< of a read; empty = behind the end

private:
    explicit SftpWire(SftpPipe pipe)
        : m_pipe(std::move(pipe))
    {
    }
    common::Result<quint32> ask(quint8 type, const QByteArray &body, QByteArrayView tail = {});
    common::Result<Answer> answerTo(quint32 id);
    common::Result<Answer> packet();
    common::Status statusOf(quint32 type, const QByteArray &body);
    common::Result<qint64> sizeIn(common::Result<quint32> asked);

    SftpPipe m_pipe;
    QSet<QByteArray> m_extensions;
    QSet<quint32> m_asked;          ///< and not yet answered
    QHash<quint32, Answer> m_early; ///< answers that came before their turn
    quint32 m_lastId = 0;
    bool m_broken = false;
};

} // namespace recorder
