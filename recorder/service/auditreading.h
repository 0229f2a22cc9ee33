// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/trailreading.h"
#include "recorder/store/connectionpool.h"

#include "common/core/guarded.h"

#include <deque>

namespace recorder
{

/// An export of the audit trail on its way to somebody: reads rows batch by batch on a connection that is not
/// the gate's, a batch ahead of what is taken.
class AuditReading : public std::enable_shared_from_this<AuditReading>
{
public:
    static constexpr qsizetype kPiece = 64 * 1024;

    struct Step {
        enum class Kind { Piece, Wait, End };
        Kind kind = Kind::Wait;
        QByteArray bytes{};
        common::Status status{};
    };

    /// `ready` is called on a pool's thread when there is more after Wait.
    AuditReading(ConnectionPool &pool, AuditSelection selection, std::function<void()> ready);

    Step next();
    /// Nobody wants the rest.
    void stop();

private:
    struct Batch {
        QByteArray bytes;
        qint64 lastId = 0;
        bool more = false;
    };
    struct State {
        std::deque<QByteArray> pieces;
        qint64 afterId = 0;
        bool asking = false;
        bool done = false;
        common::Status status;
    };
    void ask();
    void take(common::Result<Batch> batch);
    common::Result<Batch> read(Transaction &transaction, qint64 afterId) const;
    static void cut(const QByteArray &bytes, State &state);

    ConnectionPool &m_pool;
    const AuditSelection m_selection;
    const std::function<void()> m_ready;
    common::Guarded<State> m_state;
};

} // namespace recorder
