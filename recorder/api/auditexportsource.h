// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/audithandlers.h"
#include "recorder/api/streamsource.h"
#include "recorder/service/auditreading.h"

namespace recorder
{

/// The stream of AuditTrail/Export.
class AuditExportSource final : public StreamSource
{
public:
    AuditExportSource(AuditParts parts, CallContext context)
        : m_parts(std::move(parts))
        , m_context(std::move(context))
    {
    }

    /// The gate's answer, once, on any thread.
    void open(common::Result<AuditSelection> selection);

    StreamStep next() override;
    void stopped() override;

private:
    struct State {
        std::optional<common::Error> refused;
        std::shared_ptr<AuditReading> reading;
        bool stopped = false;
    };
    const AuditParts m_parts;
    const CallContext m_context;
    common::Guarded<State> m_state;
};

} // namespace recorder
