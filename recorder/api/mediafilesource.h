// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/streamsource.h"
#include "recorder/service/callsservice.h"
#include "recorder/service/mediareading.h"

namespace recorder
{

/// Reads a file on a storage target; the session begins with the first piece.
using RemoteReads = std::function<RemoteRead(TargetKey target, const QString &path)>;
/// Makes one for a piece of work that reads many files on one thread: those of a target share a session.
using RemoteSessions = std::function<RemoteReads()>;

/// The stream of Media and Peaks: info, pieces, end. Waits for the gate first.
class MediaFileSource final : public StreamSource
{
public:
    MediaFileSource(MediaReaders &readers, CallContext context, QString root, RemoteReads remote,
                    qint64 offset);
    ~MediaFileSource() override;

    /// The gate's answer, once, on any thread.
    void open(common::Result<CallFile> file);

    StreamStep next() override;
    void stopped() override;

private:
    struct State {
        std::optional<common::Result<CallFile>> file;
        std::shared_ptr<MediaReading> reading;
    };
    StreamStep begin(const common::Result<CallFile> &file);

    MediaReaders &m_readers;
    const CallContext m_context;
    const QString m_root;
    const RemoteReads m_remote;
    const qint64 m_offset;
    common::Guarded<State> m_state;
};

} // namespace recorder
