// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/mediareading.h"

#include <QFile>
#include <QStringList>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace recorder
{

using common::ErrorCode;
using common::FileDescriptor;
using common::Result;
using common::Status;

namespace
{

/// Of other files wait their turn meanwhile.
constexpr int kPiecesPerTurn = 4;
constexpr qint64 kHashTurn = 4 * 1024 * 1024;
/// Each request to a target is a way there and back.
constexpr qint64 kRemoteTurn = 512 * 1024;
constexpr int kRemoteThreads = 8;

tl::unexpected<common::Error> notAsStored(const char *reason, const QString &message)
{
    return common::fail(ErrorCode::Conflict, message, {{QStringLiteral("file"), QLatin1String(reason)}});
}

} // namespace

Result<FileDescriptor> openBelow(const QString &root, const QString &path)
{
    const QStringList parts = path.split(QLatin1Char('/'));
    for (const QString &part : parts) {
        if (part.isEmpty() || part == QLatin1String(".") || part == QLatin1String("..") ||
            part.contains(QChar(u'\0'))) {
            return notAsStored("damaged", QStringLiteral("not a path of a stored file"));
        }
    }
    FileDescriptor current(::open(QFile::encodeName(root).constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    for (qsizetype i = 0; i < parts.size() && current; ++i) {
        const bool last = i + 1 == parts.size();
        // O_NONBLOCK: a pipe in the place of a file must not hold up a reader.
        const int flags = last ? O_RDONLY | O_NONBLOCK : O_PATH | O_DIRECTORY;
        current = FileDescriptor(::openat(current.get(), QFile::encodeName(parts.at(i)).constData(),
                                          flags | O_NOFOLLOW | O_CLOEXEC));
    }
    if (!current) {
        const bool other = errno != ENOENT && errno != ELOOP && errno != ENOTDIR;
        const QString message = common::describeErrno(QStringLiteral("open"), path);
        if (other) {
            return common::fail(ErrorCode::Unavailable, message);
        }
        return notAsStored(errno == ENOENT ? "missing" : "damaged", message);
    }
    struct stat status = {};
    if (::fstat(current.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return notAsStored("damaged", QStringLiteral("%1 is not a file").arg(path));
    }
    return current;
}

MediaReading::MediaReading(QThreadPool &threads, std::atomic<int> &open, MediaRange range, Pack pack,
                           std::function<void()> ready)
    : m_threads(threads)
    , m_open(open)
    , m_range(std::move(range))
    , m_pack(std::move(pack))
    , m_ready(std::move(ready))
    , m_position(m_range.offset)
{
}

MediaReading::~MediaReading()
{
    --m_open;
}

MediaReading::Step MediaReading::next()
{
    bool more = false;
    Step step = m_state.with([&more](State &state) -> Step {
        const bool hasPiece = !state.pieces.empty();
        Step taken;
        if (hasPiece) {
            taken = {Step::Kind::Piece, std::move(state.pieces.front()), {}};
            state.pieces.pop_front();
        } else if (state.ended) {
            taken = {Step::Kind::End, {}, state.end};
        }
        more = !state.ended && !state.working && !state.stopped && state.pieces.size() <= kMostAhead / 2;
        state.working = state.working || more;
        return taken;
    });
    if (more) {
        schedule();
    }
    return step;
}

void MediaReading::stop()
{
    m_state.with([](State &state) {
        state.stopped = true;
        state.pieces.clear();
    });
}

void MediaReading::schedule()
{
    m_threads.start([self = shared_from_this()] { self->work(); });
}

void MediaReading::work()
{
    Status status = open();
    bool done = false;
    if (status && m_position < m_range.file.size) {
        status = readPieces(done);
    }
    if (status && m_position >= m_range.file.size && m_range.remote && m_range.offset > 0) {
        done = true;
    } else if (status && m_position >= m_range.file.size) {
        status = hashAgain(done);
        if (status && done) {
            status = verdict();
        }
    }
    if (!status || done) {
        finish(std::move(status));
        return;
    }
    // Others first; and none at all when enough lies ready.
    const bool again = m_state.with([](State &state) {
        state.working = !state.stopped && state.pieces.size() < kMostAhead;
        return state.working;
    });
    if (again) {
        schedule();
    }
}

bool MediaReading::push(QByteArray piece)
{
    const auto [first, full] = m_state.with([&piece](State &state) {
        const bool empty = state.pieces.empty();
        if (!state.stopped) {
            state.pieces.push_back(std::move(piece));
        }
        return std::pair(empty, state.stopped || state.pieces.size() >= kMostAhead);
    });
    if (first) {
        m_ready();
    }
    return !full;
}

void MediaReading::finish(Status status)
{
    m_file.reset();
    m_state.with([&status](State &state) {
        state.working = false;
        state.ended = true;
        state.end = std::move(status);
    });
    m_ready();
}

Status MediaReading::open()
{
    if (m_opened) {
        return {};
    }
    m_opened = true;
    if (m_range.remote) {
        return {};
    }
    auto file = openBelow(m_range.root, m_range.file.path);
    if (!file) {
        return common::propagate(file);
    }
    struct stat status = {};
    if (::fstat(file->get(), &status) != 0 || status.st_size != m_range.file.size) {
        return notAsStored("damaged", QStringLiteral("%1 has another size").arg(m_range.file.path));
    }
    m_file = std::move(*file);
    return {};
}

Result<std::string> MediaReading::readRemote(qint64 position, qint64 most)
{
    const auto have = static_cast<qint64>(m_ahead.size());
    if (position < m_aheadAt || position >= m_aheadAt + have) {
        const qint64 wanted = std::min(kRemoteTurn, m_range.file.size - position);
        auto bytes = m_range.remote(position, wanted);
        if (!bytes && bytes.error().code == ErrorCode::NotFound) {
            return notAsStored("missing", bytes.error().message);
        }
        if (!bytes) {
            return bytes;
        }
        if (static_cast<qint64>(bytes->size()) != wanted) {
            return notAsStored("damaged",
                               QStringLiteral("%1 is shorter on its target").arg(m_range.file.path));
        }
        m_ahead = std::move(*bytes);
        m_aheadAt = position;
    }
    return m_ahead.substr(static_cast<size_t>(position - m_aheadAt), static_cast<size_t>(most));
}

Result<std::string> MediaReading::read(qint64 position, qint64 most)
{
    if (m_range.remote) {
        return readRemote(position, std::min(most, m_range.file.size - position));
    }
    std::string bytes(static_cast<size_t>(std::min(most, m_range.file.size - position)), '\0');
    size_t have = 0;
    while (have < bytes.size()) {
        const ssize_t got = ::pread(m_file.get(), bytes.data() + have, bytes.size() - have,
                                    position + static_cast<off_t>(have));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return common::fail(ErrorCode::Unavailable,
                                common::describeErrno(QStringLiteral("read"), m_range.file.path));
        }
        if (got == 0) {
            return notAsStored("damaged", QStringLiteral("%1 became shorter").arg(m_range.file.path));
        }
        have += static_cast<size_t>(got);
    }
    return bytes;
}

Status MediaReading::readPieces(bool &done)
{
    for (int i = 0; i < kPiecesPerTurn && m_position < m_range.file.size; ++i) {
        auto bytes = read(m_position, kPiece);
        if (!bytes) {
            return common::propagate(bytes);
        }
        if (m_range.offset == 0) {
            m_hash.add(QByteArrayView(bytes->data(), static_cast<qsizetype>(bytes->size())));
            m_hashed += static_cast<qint64>(bytes->size());
        }
        m_position += static_cast<qint64>(bytes->size());
        if (!push(m_pack(std::move(*bytes)))) {
            break;
        }
    }
    done = false;
    return {};
}

/// After a start in the middle the whole file is hashed behind the last piece: who resumes hears at once.
Status MediaReading::hashAgain(bool &done)
{
    const qint64 until = std::min(m_range.file.size, m_hashed + kHashTurn);
    while (m_hashed < until) {
        auto bytes = read(m_hashed, kPiece);
        if (!bytes) {
            return common::propagate(bytes);
        }
        m_hash.add(QByteArrayView(bytes->data(), static_cast<qsizetype>(bytes->size())));
        m_hashed += static_cast<qint64>(bytes->size());
    }
    done = m_hashed == m_range.file.size;
    return {};
}

Status MediaReading::verdict()
{
    if (m_hash.finish() != m_range.file.sha256) {
        return notAsStored("damaged", QStringLiteral("%1 has another SHA-256").arg(m_range.file.path));
    }
    return {};
}

MediaReaders::MediaReaders(int threads, int mostOpen)
    : m_mostOpen(mostOpen)
{
    m_threads.setMaxThreadCount(threads);
    m_remoteThreads.setMaxThreadCount(kRemoteThreads);
}

MediaReaders::~MediaReaders()
{
    m_threads.clear();
    m_threads.waitForDone();
    m_remoteThreads.clear();
    m_remoteThreads.waitForDone();
}

Result<std::shared_ptr<MediaReading>> MediaReaders::start(const MediaRange &range, MediaReading::Pack pack,
                                                          std::function<void()> ready)
{
    if (range.offset < 0 || range.offset > range.file.size) {
        return common::fail(ErrorCode::Invalid, QStringLiteral("offset beyond the end of the file"),
                            {{QStringLiteral("offset"), QStringLiteral("value")}});
    }
    if (++m_open > m_mostOpen) {
        --m_open;
        return common::fail(ErrorCode::Unavailable, QStringLiteral("too many files are being read"),
                            {{QStringLiteral("reason"), QStringLiteral("busy")}});
    }
    return std::make_shared<MediaReading>(range.remote ? m_remoteThreads : m_threads, m_open, range,
                                          std::move(pack), std::move(ready));
}

} // namespace recorder
