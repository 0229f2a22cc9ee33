// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/directoryport.h"

#include "common/proto/connectiontest.pb.h"
#include "common/rpc/codecs/wirevalue.h"

namespace recorder
{

/// The steps of a connection test as the contract has them.
inline earshot::v1::TestReport reportOf(const QList<ConnectionStep> &steps)
{
    earshot::v1::TestReport report;
    report.set_passed(true);
    for (const ConnectionStep &step : steps) {
        earshot::v1::TestStep *wire = report.add_steps();
        wire->set_name(common::toWire(step.name));
        wire->set_state(common::toWire(step.state));
        wire->set_ms(step.ms);
        wire->set_detail(common::toWire(step.detail));
        wire->set_cause(common::toWire(step.cause));
        report.set_passed(report.passed() && step.state == QLatin1String("passed"));
    }
    return report;
}

} // namespace recorder
