// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"
#include "common/core/posixfile.h"
#include "common/core/result.h"
#include "common/crypto/sha256.h"
#include "common/model/recording.h"

#include <QByteArray>
#include <QThreadPool>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>

namespace recorder
{

/// Opens a file below `root` by a relative path from the database: no "..", no symbolic link on the way, a
/// regular file. Conflict (fields: file = missing | damaged) when it is not there or is something else.
common::Result<common::FileDescriptor> openBelow(const QString &root, const QString &path);

/// Reads at most `most` bytes of a file that is on a storage target, from `position` on; not less unless it
/// ends there. Keeps its session; one thread at a time, which it keeps waiting.
using RemoteRead = std::function<common::Result<std::string>(qint64 position, qint64 most)>;

/// What is to be read of a stored file.
struct MediaRange {
    QString root;
    common::MediaFile file;
    qint64 offset = 0;   ///< 0..size
    RemoteRead remote{}; ///< empty = it is below the root
};

/// One stored file on its way to somebody: read ahead in pieces on the threads of MediaReaders, at most
/// kMostAhead of them in memory. At the end the whole file's SHA-256 is compared with what was stored; not
/// after a start in the middle of a file on a storage target, which would have to be fetched once more.
class MediaReading : public std::enable_shared_from_this<MediaReading>
{
public:
    static constexpr qsizetype kPiece = 64 * 1024;
    static constexpr size_t kMostAhead = 8;

    struct Step {
        enum class Kind { Piece, Wait, End };
        Kind kind = Kind::Wait;
        QByteArray bytes{}; ///< as `pack` made them
        common::Status status{};
    };
    /// What becomes of a piece, on the reader's thread: the frame of the protocol.
    using Pack = std::function<QByteArray(std::string &&)>;

    MediaReading(QThreadPool &threads, std::atomic<int> &open, MediaRange range, Pack pack,
                 std::function<void()> ready);
    ~MediaReading();
    MediaReading(const MediaReading &) = delete;
    MediaReading &operator=(const MediaReading &) = delete;

    /// Any thread. After Wait `ready` is called (on a reader's thread) as soon as there is more. The status
    /// of End is Conflict (fields: file = missing | damaged) when the file is not what was stored.
    Step next();
    /// Nobody wants the rest: nothing is read any more, the file is closed.
    void stop();

private:
    struct State {
        std::deque<QByteArray> pieces;
        bool working = false;
        bool ended = false;
        bool stopped = false;
        common::Status end;
    };
    void schedule();
    void work();
    bool push(QByteArray piece); ///< false: enough for now
    void finish(common::Status status);
    common::Status open();
    common::Result<std::string> read(qint64 position, qint64 most);
    common::Result<std::string> readRemote(qint64 position, qint64 most);
    common::Status readPieces(bool &done);
    common::Status hashAgain(bool &done);
    common::Status verdict();

    QThreadPool &m_threads;
    std::atomic<int> &m_open;
    const MediaRange m_range;
    const Pack m_pack;
    const std::function<void()> m_ready;
    common::Guarded<State> m_state;
    // Of the one task that runs at a time:
    common::FileDescriptor m_file;
    common::Sha256 m_hash;
    qint64 m_position = 0;
    qint64 m_hashed = 0;
    std::string m_ahead; ///< of a remote file, from m_aheadAt on
    qint64 m_aheadAt = 0;
    bool m_opened = false;
};

/// The threads that read stored files for clients, and how many files may be open at once.
class MediaReaders
{
public:
    explicit MediaReaders(int threads = 2, int mostOpen = 1000);
    /// Waits for the pieces that are being read.
    ~MediaReaders();

    /// Any thread; nothing is read yet on return. Invalid (fields: offset) beyond the end; Unavailable
    /// (fields: reason = busy) when too many files are open.
    common::Result<std::shared_ptr<MediaReading>> start(const MediaRange &range, MediaReading::Pack pack,
                                                        std::function<void()> ready);
    int open() const { return m_open; }

private:
    const int m_mostOpen;
    std::atomic<int> m_open{0};
    QThreadPool m_threads;
    QThreadPool m_remoteThreads; ///< a target that does not answer keeps them, and no others
};

} // namespace recorder
