// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/auditexportsource.h"

#include "common/proto/audittrail.pb.h"

namespace recorder
{

void AuditExportSource::open(common::Result<AuditSelection> selection)
{
    std::shared_ptr<AuditReading> reading;
    if (selection) {
        reading = m_parts.read(std::move(*selection), [port = m_context.port] { port->ready(); });
        if (!reading) {
            selection =
                common::fail(common::ErrorCode::Unavailable, QStringLiteral("the database is not up"));
        }
    }
    m_state.with([&](State &state) {
        if (!selection) {
            state.refused = selection.error();
        } else if (!state.stopped) {
            state.reading = reading;
        }
    });
    m_context.port->ready();
}

StreamStep AuditExportSource::next()
{
    auto [refused, reading] =
        m_state.with([](State &state) { return std::pair(state.refused, state.reading); });
    if (refused) {
        return StreamStep::end(tl::unexpected<common::Error>(*refused));
    }
    if (!reading) {
        return StreamStep::wait();
    }
    AuditReading::Step step = reading->next();
    switch (step.kind) {
    case AuditReading::Step::Kind::Piece: {
        earshot::v1::AuditChunk chunk;
        chunk.set_data(step.bytes.constData(), static_cast<std::size_t>(step.bytes.size()));
        return StreamStep::message(chunk);
    }
    case AuditReading::Step::Kind::End: return StreamStep::end(std::move(step.status));
    case AuditReading::Step::Kind::Wait: break;
    }
    return StreamStep::wait();
}

void AuditExportSource::stopped()
{
    const auto reading = m_state.with([](State &state) {
        state.stopped = true;
        return std::exchange(state.reading, nullptr);
    });
    if (reading) {
        reading->stop();
    }
}

} // namespace recorder
