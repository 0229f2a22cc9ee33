// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/sftpwire.h"

#include "recorder/storage/storageerror.h"

#include <QtEndian>

#include <array>
#include <limits>
#include <sys/stat.h>

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

constexpr quint32 kVersion = 3;
constexpr quint32 kLongestAnswer = 256 * 1024; // what OpenSSH takes for the longest message

enum Type : quint8 {
    Init = 1,
    VersionIs = 2,
    OpenFile = 3,
    Close = 4,
    ReadFile = 5,
    WriteFile = 6,
    FStat = 8,
    Remove = 13,
    MakeDir = 14,
    Stat = 17,
    Rename = 18,
    StatusIs = 101,
    Handle = 102,
    Data = 103,
    Attributes = 105,
    Extended = 200,
    ExtendedReply = 201
};
enum Attribute : quint32 { HasSize = 0x01, HasOwner = 0x02, HasPermissions = 0x04 };

template <typename T>
void put(QByteArray &to, T value)
{
    const T big = qToBigEndian(value);
    to.append(reinterpret_cast<const char *>(&big), sizeof big);
}

void putString(QByteArray &to, const QByteArray &text)
{
    put(to, static_cast<quint32>(text.size()));
    to.append(text);
}

QByteArray stringOf(const QByteArray &text)
{
    QByteArray body;
    putString(body, text);
    return body;
}

QByteArray pathOf(const QString &path)
{
    return stringOf(path.toUtf8());
}

/// Takes values from the front; what is not there is zero and makes it bad.
class Taker
{
public:
    explicit Taker(QByteArrayView bytes)
        : m_rest(bytes)
    {
    }
    template <typename T>
    T number()
    {
        if (m_rest.size() < static_cast<qsizetype>(sizeof(T))) {
            m_good = false;
            return 0;
        }
        const T value = qFromBigEndian<T>(m_rest.data());
        m_rest = m_rest.sliced(sizeof(T));
        return value;
    }
    QByteArray string()
    {
        const auto size = qsizetype{number<quint32>()};
        if (size > m_rest.size()) {
            m_good = false;
            return {};
        }
        const QByteArray value = m_rest.first(size).toByteArray();
        m_rest = m_rest.sliced(size);
        return value;
    }
    bool isEmpty() const { return m_rest.isEmpty(); }
    bool isGood() const { return m_good; }

private:
    QByteArrayView m_rest;
    bool m_good = true;
};

QString causeOfCode(quint32 code)
{
    switch (code) {
    case 2: return QStringLiteral("not-found");
    case 3: return QStringLiteral("permission");
    case 5: // a bad message: names that are too long
    case 8: return QStringLiteral("protocol");
    case 12: return QStringLiteral("read-only"); // of later versions; some servers use them
    case 14: return QStringLiteral("full");
    case 15: return QStringLiteral("quota");
    default: return QStringLiteral("unavailable");
    }
}

tl::unexpected<common::Error> notUnderstood()
{
    return storageError("protocol", QStringLiteral("the server's answer is not understood"));
}

} // namespace

Result<SftpWire> SftpWire::begin(SshSession session)
{
    const auto kept = std::make_shared<SshSession>(std::move(session));
    return begin(SftpPipe{[kept](QByteArrayView bytes) { return kept->send(bytes); },
                          [kept](std::span<char> bytes) { return kept->receive(bytes); }});
}

Result<SftpWire> SftpWire::begin(SftpPipe pipe)
{
    SftpWire wire(std::move(pipe));
    QByteArray body;
    put(body, quint32{5});
    put(body, quint8{Init});
    put(body, kVersion);
    if (Status sent = wire.m_pipe.send(body); !sent) {
        return common::propagate(sent);
    }
    auto answer = wire.packet();
    if (!answer) {
        return common::propagate(answer);
    }
    Taker taker(answer->body);
    if (answer->type != VersionIs || taker.number<quint32>() < kVersion) {
        return notUnderstood();
    }
    while (!taker.isEmpty() && taker.isGood()) {
        const QByteArray name = taker.string();
        taker.string(); // its version
        wire.m_extensions.insert(name);
    }
    if (!taker.isGood()) {
        return notUnderstood();
    }
    return wire;
}

Result<quint32> SftpWire::ask(quint8 type, const QByteArray &body, QByteArrayView tail)
{
    QByteArray bytes;
    bytes.reserve(9 + body.size() + tail.size());
    put(bytes, static_cast<quint32>(5 + body.size() + tail.size()));
    put(bytes, type);
    put(bytes, ++m_lastId);
    bytes.append(body).append(tail.data(), tail.size());
    Status sent = m_pipe.send(bytes);
    if (!sent) {
        m_broken = true;
        return common::propagate(sent);
    }
    m_asked.insert(m_lastId);
    return m_lastId;
}

/// The body includes the id, which the answer to Init does not have.
Result<SftpWire::Answer> SftpWire::packet()
{
    std::array<char, 5> head{};
    Status got = m_pipe.receive(head);
    const auto length = qFromBigEndian<quint32>(head.data());
    if (got && (length < 1 || length > kLongestAnswer)) {
        m_broken = true;
        return notUnderstood();
    }
    Answer answer;
    if (got) {
        answer.type = static_cast<quint8>(head[4]);
        answer.body.resize(static_cast<qsizetype>(length) - 1);
        got = m_pipe.receive(std::span(answer.body.data(), static_cast<std::size_t>(answer.body.size())));
    }
    if (!got) {
        m_broken = true;
        return common::propagate(got);
    }
    return answer;
}

Result<SftpWire::Answer> SftpWire::answerTo(quint32 id)
{
    for (;;) {
        if (const auto early = m_early.constFind(id); early != m_early.constEnd()) {
            Answer answer = *early;
            m_early.erase(early);
            return answer;
        }
        auto answer = packet();
        if (!answer) {
            return answer;
        }
        // Each question has one answer: a server fills no memory with others.
        const quint32 of = Taker(answer->body).number<quint32>();
        if (answer->body.size() < 4 || !m_asked.remove(of)) {
            m_broken = true;
            return notUnderstood();
        }
        answer->body.remove(0, 4);
        m_early.insert(of, *answer);
    }
}

Status SftpWire::statusOf(quint32 type, const QByteArray &body)
{
    Taker taker(body);
    const auto code = taker.number<quint32>();
    if (type != StatusIs || !taker.isGood()) {
        m_broken = true;
        return notUnderstood();
    }
    return code == 0 ? Status()
                     : Status(storageError(causeOfCode(code), QString::fromUtf8(taker.string()).left(300)));
}

Status SftpWire::done(quint32 id)
{
    auto answer = answerTo(id);
    return answer ? statusOf(answer->type, answer->body) : Status(common::propagate(answer));
}

Result<QByteArray> SftpWire::data(quint32 id)
{
    auto answer = answerTo(id);
    if (!answer) {
        return common::propagate(answer);
    }
    if (answer->type == Data) {
        Taker taker(answer->body);
        QByteArray bytes = taker.string();
        return taker.isGood() ? Result<QByteArray>(bytes) : Result<QByteArray>(notUnderstood());
    }
    constexpr quint32 kEnd = 1;
    if (answer->type == StatusIs && Taker(answer->body).number<quint32>() == kEnd) {
        return QByteArray();
    }
    Status status = statusOf(answer->type, answer->body);
    return status ? Result<QByteArray>(notUnderstood()) : Result<QByteArray>(common::propagate(status));
}

Result<QByteArray> SftpWire::open(const QString &path, quint32 flags)
{
    QByteArray body = pathOf(path);
    put(body, flags);
    const bool create = (flags & Create) != 0;
    put(body, create ? quint32{HasPermissions} : quint32{0});
    if (create) {
        put(body, quint32{0640});
    }
    auto asked = ask(OpenFile, body);
    auto answer = asked ? answerTo(*asked) : Result<Answer>(common::propagate(asked));
    if (!answer) {
        return common::propagate(answer);
    }
    if (answer->type == Handle) {
        Taker taker(answer->body);
        QByteArray handle = taker.string();
        return taker.isGood() ? Result<QByteArray>(handle) : Result<QByteArray>(notUnderstood());
    }
    Status status = statusOf(answer->type, answer->body);
    return status ? Result<QByteArray>(notUnderstood()) : Result<QByteArray>(common::propagate(status));
}

Status SftpWire::close(const QByteArray &handle)
{
    auto asked = ask(Close, stringOf(handle));
    return asked ? done(*asked) : Status(common::propagate(asked));
}

Result<qint64> SftpWire::sizeIn(Result<quint32> asked)
{
    auto answer = asked ? answerTo(*asked) : Result<Answer>(common::propagate(asked));
    if (!answer) {
        return common::propagate(answer);
    }
    if (answer->type != Attributes) {
        Status status = statusOf(answer->type, answer->body);
        return status ? Result<qint64>(notUnderstood()) : Result<qint64>(common::propagate(status));
    }
    Taker taker(answer->body);
    const auto flags = taker.number<quint32>();
    const quint64 size = (flags & HasSize) != 0 ? taker.number<quint64>() : 0;
    if ((flags & HasOwner) != 0) {
        taker.number<quint64>();
    }
    const quint32 mode = (flags & HasPermissions) != 0 ? taker.number<quint32>() : S_IFREG;
    if (!taker.isGood() || (flags & HasSize) == 0 || size > static_cast<quint64>(INT64_MAX)) {
        return notUnderstood();
    }
    if (!S_ISREG(mode)) {
        return storageError("key", QStringLiteral("no file"));
    }
    return static_cast<qint64>(size);
}

Result<qint64> SftpWire::sizeOf(const QString &path)
{
    return sizeIn(ask(Stat, pathOf(path)));
}

Result<qint64> SftpWire::sizeOfOpen(const QByteArray &handle)
{
    return sizeIn(ask(FStat, stringOf(handle)));
}

Status SftpWire::makeFolder(const QString &path)
{
    QByteArray body = pathOf(path);
    put(body, quint32{HasPermissions});
    put(body, quint32{0750});
    auto asked = ask(MakeDir, body);
    return asked ? done(*asked) : Status(common::propagate(asked));
}

Status SftpWire::remove(const QString &path)
{
    auto asked = ask(Remove, pathOf(path));
    return asked ? done(*asked) : Status(common::propagate(asked));
}

Status SftpWire::rename(const QString &from, const QString &to, bool over)
{
    const QByteArray paths = pathOf(from) + pathOf(to);
    auto asked = over ? ask(Extended, stringOf(QByteArrayLiteral("posix-rename@openssh.com")) + paths)
                      : ask(Rename, paths);
    return asked ? done(*asked) : Status(common::propagate(asked));
}

Status SftpWire::sync(const QByteArray &handle)
{
    auto asked = ask(Extended, stringOf(QByteArrayLiteral("fsync@openssh.com")) + stringOf(handle));
    return asked ? done(*asked) : Status(common::propagate(asked));
}

Result<SftpWire::Space> SftpWire::spaceAt(const QString &path)
{
    auto asked = ask(Extended, stringOf(QByteArrayLiteral("statvfs@openssh.com")) + pathOf(path));
    auto answer = asked ? answerTo(*asked) : Result<Answer>(common::propagate(asked));
    if (!answer) {
        return common::propagate(answer);
    }
    if (answer->type != ExtendedReply) {
        Status status = statusOf(answer->type, answer->body);
        return status ? Result<Space>(notUnderstood()) : Result<Space>(common::propagate(status));
    }
    // f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree, f_favail, f_fsid, f_flag
    Taker taker(answer->body);
    std::array<quint64, 10> fields{};
    for (quint64 &field : fields) {
        field = taker.number<quint64>();
    }
    if (!taker.isGood()) {
        return notUnderstood();
    }
    constexpr quint64 kReadOnly = 1; // SSH_FXE_STATVFS_ST_RDONLY
    constexpr quint64 kMost = std::numeric_limits<qint64>::max();
    const quint64 unit = fields[1];
    const quint64 blocks = fields[4];
    const quint64 free = unit != 0 && blocks > kMost / unit ? kMost : unit * blocks;
    return Space{static_cast<qint64>(free), (fields[9] & kReadOnly) != 0};
}

Result<quint32> SftpWire::askWrite(const QByteArray &handle, qint64 offset, QByteArrayView bytes)
{
    QByteArray body = stringOf(handle);
    put(body, static_cast<quint64>(offset));
    put(body, static_cast<quint32>(bytes.size()));
    return ask(WriteFile, body, bytes);
}

Result<quint32> SftpWire::askRead(const QByteArray &handle, qint64 offset, qsizetype length)
{
    QByteArray body = stringOf(handle);
    put(body, static_cast<quint64>(offset));
    put(body, static_cast<quint32>(length));
    return ask(ReadFile, body);
}

} // namespace recorder
