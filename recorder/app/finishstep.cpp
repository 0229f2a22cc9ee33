// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/finishstep.h"

#include "recorder/app/lostjournal.h"
#include "recorder/app/spoolsweep.h"
#include "recorder/app/suspectjournals.h"
#include "recorder/finish/finishcall.h"
#include "recorder/service/sealingdesk.h"

#include "common/model/recordingjson.h"

#include <QFileInfo>
#include <QLoggingCategory>

namespace recorder
{

Q_LOGGING_CATEGORY(lcFinish, "earshot.finish", QtInfoMsg)

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

/// The ledger says that a call was finished before the database is told of it: when it does not, it is an
/// older copy, and the files are there. What a journal holds now came since then, or nothing did: made into
/// files, it would replace them.
common::Result<std::optional<FinishedCall>> FinishStep::ofOlderLedger(DatabaseHost::Services &services,
                                                                      const LedgerRow &row,
                                                                      const QString &spoolPath) const
{
    auto known = services.recordings.known(row.call);
    if (!known) {
        return fail(ErrorCode::Unavailable, known.error().message);
    }
    if (!known->call && !known->removed) {
        return std::nullopt;
    }
    qCCritical(lcFinish, "call %s is %s, but in the ledger it is %s: was an older one restored?",
               qUtf8Printable(row.call.toString()), known->removed ? "removed" : "stored",
               qUtf8Printable(keyOf(row.state)));
    if (QFileInfo::exists(spoolPath) && !holdsNoPacket(spoolPath, hostKey, spoolMode)) {
        if (auto aside = setAsideJournal(spoolPath, suspectFolder); !aside) {
            return common::propagate(aside);
        }
    }
    if (known->call) {
        return std::move(known->call);
    }
    FinishedCall removed;
    removed.id = row.call;
    removed.tenant = row.tenant;
    removed.tenantId = row.tenantId;
    removed.connectTime = common::wallFromUnixMs(row.startUnixMs);
    removed.disconnectTime = removed.connectTime;
    removed.state = common::CallState::Excluded;
    removed.reason = QStringLiteral("removed");
    removed.recorder = recorderName;
    return removed;
}

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
    if (auto earlier = ofOlderLedger(*services, row, spoolPath); !earlier || *earlier) {
        return earlier ? common::Result<FinishedCall>(std::move(**earlier)) : common::propagate(earlier);
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
