// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/finishstep.h"

#include "recorder/app/lostjournal.h"
#include "recorder/finish/finishcall.h"
#include "recorder/service/sealingdesk.h"

#include "common/model/recordingjson.h"

namespace recorder
{

using common::ErrorCode;
using common::fail;
using common::FinishedCall;

namespace
{

common::Result<KeepVerdict> judge(DatabaseHost::Services &services, const FinishedCall &call)
{
    auto verdict = services.recordings.judge(call);
    if (!verdict) {
        // An error of another kind would set the journal aside: it is readable, only the rule is not.
        return fail(ErrorCode::Unavailable, verdict.error().message);
    }
    return KeepVerdict{verdict->excluded, verdict->confidential};
}

} // namespace

common::Result<FinishedCall> FinishStep::run(const common::CallId &id, const QString &spoolPath,
                                             std::stop_token stop) const
{
    auto rows = ledger.rows(id);
    if (!rows) {
        return common::propagate(rows);
    }
    if (rows->isEmpty()) {
        return fail(ErrorCode::Internal, QStringLiteral("call %1 has no ledger row").arg(id.toString()));
    }
    const LedgerRow &row = rows->first();
    if (row.state == LedgerState::Finalised && !row.result.isEmpty()) {
        return common::finishedCallFromJson(row.result);
    }
    DatabaseHost::Services *services = database.services();
    if (!services) {
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("the tenant's file format is not known yet: no database"));
    }
    auto format = services->settings.fileFormatFor(row.tenantRef());
    if (!format) {
        return common::propagate(format);
    }
    const auto key = sealing.keyFor(services->pool, row.tenantRef(), common::toUnixMs(clock.wall()));
    const QString waits = key ? QString() : key.error().fields.value(QStringLiteral("encryption"));
    if (!key && (waits.isEmpty() || row.reason == waits)) {
        return tl::unexpected<common::Error>(key.error()); // it is known to be one that is kept
    }
    FinishOptions options;
    options.sealTo = key ? *key : std::nullopt;
    options.mustSeal = !key;
    options.recordingsRoot = recordingsRoot;
    options.format = *format;
    options.recorder = recorderName;
    options.spoolMode = spoolMode;
    options.judge = [services](const FinishedCall &call) { return judge(*services, call); };
    auto finished = attempts->run(spoolPath, [&] { return finishCall(spoolPath, hostKey, options, stop); });
    if (!finished &&
        (finished.error().code == ErrorCode::Invalid || finished.error().code == ErrorCode::NotFound)) {
        return settleWithoutJournal({spoolPath, suspectFolder, recorderName, hostKey, options.judge}, *rows,
                                    finished.error());
    }
    if (!finished && finished.error().fields.contains(QStringLiteral("seal"))) {
        // Its row says so, once. What is not kept does not wait.
        ledger.advance(row.call, LedgerState::Ended, waits, {}, [](const common::Status &) {});
        return tl::unexpected<common::Error>(key.error());
    }
    return finished;
}

} // namespace recorder
