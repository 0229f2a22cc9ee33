// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/recordingrule.h"

#include "recorder/service/directorytenants.h"
#include "recorder/service/extensions.h"
#include "recorder/store/callmarks.h"
#include "recorder/store/tenantrepository.h"
#include "recorder/store/userrepository.h"

#include <algorithm>

namespace recorder
{

namespace
{

const QString kAlways = QStringLiteral("always");
const QString kOnDemand = QStringLiteral("on-demand");
const QString kNever = QStringLiteral("never");

QList<RuledParty> ruledParties(const common::FinishedCall &call, UserRepository &users)
{
    QStringList numbers;
    for (const common::Participant &party : call.participants) {
        numbers += extensionCandidates(party.number, party.aor);
    }
    numbers.removeDuplicates();
    const auto owners = numbers.isEmpty() ? QHash<QString, ExtensionOwner>() : users.ownersOf(numbers);
    QList<RuledParty> parties;
    for (const common::Participant &party : call.participants) {
        for (const QString &candidate : extensionCandidates(party.number, party.aor)) {
            if (const auto owner = owners.constFind(candidate); owner != owners.constEnd()) {
                parties.append({ruleOf(*owner), party.from});
                break;
            }
        }
    }
    return parties;
}

/// Who wants most decides.
QString mostOf(const QStringList &words)
{
    return words.contains(kAlways) ? kAlways : words.contains(kOnDemand) ? kOnDemand : kNever;
}

} // namespace

UserRule ruleOf(const ExtensionOwner &owner)
{
    return {owner.recording,    owner.recordInbound, owner.recordOutbound,
            owner.confidential, owner.recordingSeat, owner.groupRecording};
}

RecordingRule ruleOf(const QList<RuledParty> &parties, const QString &tenant, const QString &system)
{
    RecordingRule rule;
    QStringList words;
    QStringList seated;
    for (const RuledParty &party : parties) {
        const bool wanted = party.from ? party.user.outbound : party.user.inbound;
        seated.append(wanted ? recordingOf(party.user.recording, party.user.group, tenant, system) : kNever);
        words.append(party.user.seat ? seated.last() : kNever);
        rule.confidential = rule.confidential || party.user.confidential;
    }
    if (parties.isEmpty()) {
        words.append(recordingOf(QString(), QString(), tenant, system));
    }
    rule.recording = mostOf(words);
    rule.seatMissing = rule.recording == kNever && mostOf(seated) != kNever;
    return rule;
}

common::Result<CallVerdict> judgeCall(Transaction &transaction, const common::FinishedCall &call,
                                      qint64 nowMs)
{
    TenantRepository tenants(transaction);
    const auto tenant = tenants.find(call.tenantRef());
    if (!tenant) {
        return CallVerdict{}; // registering says what is wrong
    }
    UserRepository users(transaction, tenant->key);
    const auto [own, system] = tenants.recordingDefaults(tenant->key);
    const RecordingRule rule = ruleOf(ruledParties(call, users), own, system);
    CallVerdict verdict{{}, rule.confidential};
    if (rule.recording == kNever) {
        verdict.excluded = rule.seatMissing ? QStringLiteral("seat") : QStringLiteral("rule");
    } else if (rule.recording == kOnDemand &&
               CallMarks(transaction).lose(call.id, tenant->key, nowMs) == CallMarks::Mark::Lost) {
        verdict.excluded = kOnDemand;
    }
    return verdict;
}

} // namespace recorder
