// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"
#include "recorder/api/gatecall.h"
#include "recorder/service/directoryport.h"

#include "common/proto/connectiontest.pb.h"
#include "common/rpc/codecs/sourcecodec.h"
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

/// Before there is a database.
inline tl::unexpected<common::Error> notUpYet()
{
    return common::fail(common::ErrorCode::Unavailable, QStringLiteral("the database is not up yet"));
}

/// Registers SERVICE/Test, which tries the settings that the message has: `access()->test()`, null before
/// there is a database.
template <typename Wire, typename Access>
common::Status serveTest(Dispatcher &dispatcher, const char *method, const std::function<Access *()> &access)
{
    return dispatcher.unary<Wire, earshot::v1::TestReport>(
        QStringLiteral("earshot.v1.") + QLatin1String(method),
        [access](const CallContext &context, const Wire &request,
                 const Reply<earshot::v1::TestReport> &reply) {
            Access *present = access();
            const auto record = common::fromWire(request);
            if (present == nullptr || !record) {
                reply(present == nullptr ? notUpYet() : tl::unexpected<common::Error>(record.error()));
                return;
            }
            present->test(gateActor(context), gateOperation(context), *record,
                          [reply](const common::Result<QList<ConnectionStep>> &steps) {
                              if (steps) {
                                  reply(reportOf(*steps));
                              } else {
                                  reply(tl::unexpected<common::Error>(steps.error()));
                              }
                          });
        });
}

} // namespace recorder
