// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/lostjournal.h"

#include "recorder/app/suspectjournals.h"
#include "recorder/capture/call/livecall.h"
#include "recorder/finish/callfacts.h"

#include <QFileInfo>
#include <QLoggingCategory>

#include <algorithm>

namespace recorder
{

Q_LOGGING_CATEGORY(lcLost, "earshot.finish", QtInfoMsg)

using common::ErrorCode;
using common::FinishedCall;

namespace
{

const QString kUnreadable = QStringLiteral("journal-unreadable");
const QString kUnfinishable = QStringLiteral("journal-unfinishable");

/// By the row that knows most people: each leg of a Cisco call has one.
FinishedCall callOf(const QList<LedgerRow> &rows, const LostJournal &lost)
{
    const Sealer unseal = [&lost](const QByteArray &sealed, const QByteArray &context) {
        return lost.key.unseal(sealed, context);
    };
    CallDocument document;
    ParticipantsDocument parties;
    EndDocument end;
    for (const LedgerRow &row : rows) {
        const StoredLeg leg = legFromRow(row, unseal);
        if (document.callId.isEmpty() || leg.parties.snapshot().parties.size() > parties.parties.size()) {
            document = leg.document;
            parties = leg.parties.snapshot();
        }
        end = leg.end.value_or(end);
    }
    CallFacts facts;
    facts.apply(document);
    facts.apply(parties, 0);
    facts.apply(end);
    const qint64 lengthMs = end.endUnixMs != 0 ? end.endUnixMs - document.startUnixMs : 0;
    facts.finish(std::max<qint64>(lengthMs, 0) * 1'000'000);
    return facts.summary();
}

FinishedCall partialCall(const QList<LedgerRow> &rows, const LostJournal &lost, const common::Error &why)
{
    const LedgerRow &row = rows.first();
    FinishedCall call = callOf(rows, lost);
    call.state = common::CallState::Partial;
    call.reason = why.fields.value(QStringLiteral("reason"), kUnreadable);
    call.flags = call.flags | common::CallFlag::SpoolDamaged;
    call.recorder = lost.recorderName;
    call.gaps.clear(); // there is nothing that they could be gaps of
    if (call.interface.isEmpty()) {
        call.interface =
            row.dialog.profile == SipProfile::Siprec ? QStringLiteral("siprec") : QStringLiteral("cisco-bib");
    }
    if (call.protocolCallId.isEmpty()) {
        call.protocolCallId = QString::fromUtf8(row.dialog.callId);
    }
    return call;
}

} // namespace

bool wasSettledWithoutJournal(const LedgerRow &row)
{
    return row.reason == kUnreadable || row.reason == kUnfinishable;
}

common::Result<FinishedCall> settleWithoutJournal(const LostJournal &lost, const QList<LedgerRow> &rows,
                                                  const common::Error &why)
{
    // A crash may have come between setting it aside and the ledger's word of that.
    const bool there = why.code != ErrorCode::NotFound;
    if (!there && !QFileInfo::exists(lost.suspectFolder + u'/' + QFileInfo(lost.spoolPath).fileName())) {
        return common::fail(ErrorCode::Unavailable,
                            QStringLiteral("journal %1 is not there (is the spool mounted?): its call waits "
                                           "for it, until an empty file of its name gives it up")
                                .arg(lost.spoolPath));
    }
    FinishedCall call = partialCall(rows, lost, why);
    auto verdict = lost.judge(call);
    if (!verdict) {
        return common::propagate(verdict);
    }
    if (!verdict->excluded.isEmpty()) {
        call.participants.clear();
        call.sessionId.clear();
        call.groupId.clear();
    } else if (verdict->confidential) {
        call.flags = call.flags | common::CallFlag::Confidential;
    }
    qCCritical(lcLost, "journal %s cannot be finished: %s", qUtf8Printable(lost.spoolPath),
               qUtf8Printable(why.message));
    if (there) {
        // It may be read by a later version or with a backup of the host key.
        if (auto aside = setAsideJournal(lost.spoolPath, lost.suspectFolder); !aside) {
            return common::propagate(aside);
        }
    }
    return call;
}

} // namespace recorder
