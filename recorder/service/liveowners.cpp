// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/liveowners.h"

#include "recorder/service/extensions.h"
#include "recorder/service/recordingrule.h"
#include "recorder/store/callmarks.h"
#include "recorder/store/connectionpool.h"
#include "recorder/store/tenantrepository.h"
#include "recorder/store/transaction.h"
#include "recorder/store/userrepository.h"

namespace recorder
{

namespace
{

using common::Result;

LiveOwners ownersOf(const LiveBoard::Question &question, TenantKey tenant,
                    const QHash<QString, ExtensionOwner> &extensions,
                    const std::pair<QString, QString> &defaults)
{
    LiveOwners owners;
    owners.tenant = tenant;
    QList<QUuid> groups;
    QList<RuledParty> ruled;
    for (const LiveParty &party : question.parties) {
        for (const QString &candidate : extensionCandidates(party.number, party.aor)) {
            const auto owner = extensions.constFind(candidate);
            if (owner == extensions.constEnd()) {
                continue;
            }
            ruled.append({ruleOf(*owner), party.from});
            if (!owners.associated.contains(owner->user.uuid())) {
                owners.associated.append(owner->user.uuid());
                owners.users.append(owner->userName);
            }
            if (owner->group && !groups.contains(owner->group->uuid())) {
                groups.append(owner->group->uuid());
            }
            break;
        }
    }
    owners.associated += groups;
    const RecordingRule rule = ruleOf(ruled, defaults.first, defaults.second);
    owners.recording = rule.recording;
    owners.confidential = rule.confidential;
    return owners;
}

Result<LiveBoard::Answers> answer(Transaction &transaction, const QList<LiveBoard::Question> &questions)
{
    QHash<std::pair<QString, common::TenantId>, QList<LiveBoard::Question>> byTenant;
    for (const LiveBoard::Question &question : questions) {
        byTenant[{question.tenant.name, question.tenant.id}].append(question);
    }
    LiveBoard::Answers answers;
    for (auto it = byTenant.cbegin(); it != byTenant.cend(); ++it) {
        const auto tenant = TenantRepository(transaction).find(it->first().tenant);
        if (!tenant) {
            continue;
        }
        QStringList numbers;
        for (const LiveBoard::Question &question : *it) {
            for (const LiveParty &party : question.parties) {
                numbers += extensionCandidates(party.number, party.aor);
            }
        }
        numbers.removeDuplicates();
        const auto extensions = numbers.isEmpty()
                                    ? QHash<QString, ExtensionOwner>()
                                    : UserRepository(transaction, tenant->key).ownersOf(numbers);
        const auto defaults = TenantRepository(transaction).recordingDefaults(tenant->key);
        QList<common::CallId> calls;
        for (const LiveBoard::Question &question : *it) {
            calls.append(question.call);
        }
        const QSet<common::CallId> kept = CallMarks(transaction).keptOf(calls);
        for (const LiveBoard::Question &question : *it) {
            LiveOwners owners = ownersOf(question, tenant->key, extensions, defaults);
            owners.kept = kept.contains(question.call);
            answers.insert(question.call, owners);
        }
    }
    return answers;
}

} // namespace

void findLiveOwners(ConnectionPool &pool, const QList<LiveBoard::Question> &questions,
                    std::function<void(Result<LiveBoard::Answers>)> done)
{
    pool.post<LiveBoard::Answers>(
        [questions](Transaction &transaction) { return answer(transaction, questions); }, std::move(done));
}

} // namespace recorder
