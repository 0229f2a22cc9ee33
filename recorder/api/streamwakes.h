// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/apimailbox.h"

#include "common/core/guarded.h"

#include <QPointer>

#include <deque>
#include <memory>
#include <vector>

namespace recorder
{

class ServerStreams;

/// Streams whose sources have something new. Those that were named when the rpc thread comes to look are
/// served together, connection by connection: what all streams of one connection have goes out in one record
/// and one system call. A few connections at a time, so that other work gets its turn in between.
class StreamWakes
{
public:
    explicit StreamWakes(std::shared_ptr<ApiMailbox> mailbox);

    /// Any thread.
    void add(const QPointer<ServerStreams> &streams, quint32 stream);

private:
    struct Due {
        QPointer<ServerStreams> streams; ///< looked at on the rpc thread only
        quint32 stream;
    };
    void post();
    void serve();

    const std::shared_ptr<ApiMailbox> m_mailbox;
    common::Guarded<std::vector<Due>> m_due;
    std::deque<QPointer<ServerStreams>> m_roused; ///< rpc thread
};

} // namespace recorder
