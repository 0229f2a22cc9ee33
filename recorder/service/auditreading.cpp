// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/auditreading.h"

#include "recorder/service/auditexport.h"
#include "recorder/store/tenantwall.h"

#include <QLoggingCategory>

Q_LOGGING_CATEGORY(lcAuditReading, "earshot.audit.reading")

namespace recorder
{

using common::Result;

namespace
{

constexpr int kBatch = 1000;
/// Pieces that may wait while the next batch is read.
constexpr std::size_t kAhead = 4;

} // namespace

AuditReading::AuditReading(ConnectionPool &pool, AuditSelection selection, std::function<void()> ready)
    : m_pool(pool)
    , m_selection(std::move(selection))
    , m_ready(std::move(ready))
{
    if (m_selection.csv) {
        m_state.with([](State &state) { cut(auditCsvTitle(), state); });
    }
}

void AuditReading::cut(const QByteArray &bytes, State &state)
{
    for (qsizetype at = 0; at < bytes.size(); at += kPiece) {
        state.pieces.push_back(bytes.mid(at, kPiece));
    }
}

Result<AuditReading::Batch> AuditReading::read(Transaction &transaction, qint64 afterId) const
{
    raiseWall(transaction, m_selection.reach.tenant); // the gate chose the rows; these batches come after it
    auto rows = AuditRepository(transaction)
                    .exported(m_selection.reach, m_selection.query, afterId, m_selection.lastId, kBatch);
    if (!rows) {
        return common::propagate(rows);
    }
    Batch batch;
    for (const AuditRepository::Exported &row : std::as_const(*rows)) {
        batch.bytes += m_selection.csv ? auditCsv(row) : auditJsonLine(row);
        batch.lastId = row.record.id;
    }
    batch.more = rows->size() == kBatch;
    return batch;
}

void AuditReading::ask()
{
    const auto after = m_state.with([](State &state) -> std::optional<qint64> {
        if (state.asking || state.done || state.pieces.size() > kAhead) {
            return std::nullopt;
        }
        state.asking = true;
        return state.afterId;
    });
    if (after) {
        m_pool.post<Batch>(
            [self = shared_from_this(), after = *after](Transaction &transaction) {
                return self->read(transaction, after);
            },
            [self = shared_from_this()](Result<Batch> batch) { self->take(std::move(batch)); });
    }
}

void AuditReading::take(Result<Batch> batch)
{
    m_state.with([&batch](State &state) {
        state.asking = false;
        if (state.done) {
            return; // nobody waits any more
        }
        if (!batch) {
            state.done = true;
            qCWarning(lcAuditReading, "%s", qUtf8Printable(batch.error().message));
            state.status = common::fail(batch.error().code, QStringLiteral("the trail cannot be read"));
            return;
        }
        cut(batch->bytes, state);
        state.afterId = batch->lastId;
        state.done = !batch->more;
    });
    m_ready();
}

AuditReading::Step AuditReading::next()
{
    ask();
    return m_state.with([](State &state) {
        Step step;
        if (!state.pieces.empty()) {
            step.kind = Step::Kind::Piece;
            step.bytes = std::move(state.pieces.front());
            state.pieces.pop_front();
        } else if (state.done) {
            step.kind = Step::Kind::End;
            step.status = state.status;
        }
        return step;
    });
}

void AuditReading::stop()
{
    m_state.with([](State &state) {
        state.done = true;
        state.pieces.clear();
    });
}

} // namespace recorder
