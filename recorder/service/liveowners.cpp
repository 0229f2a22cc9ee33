// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/liveowners.h"

#include "recorder/service/extensions.h"
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
                    const QHash<QString, ExtensionOwner> &extensions)
{
    LiveOwners owners;
    owners.tenant = tenant;
    QList<QUuid> groups;
    for (const LiveParty &party : question.parties) {
        for (const QString &candidate : extensionCandidates(party.number, party.aor)) {
            const auto owner = extensions.constFind(candidate);
            if (owner == extensions.constEnd()) {
                continue;
            }
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
    return owners;
}

Result<LiveBoard::Answers> answer(Transaction &transaction, const QList<LiveBoard::Question> &questions)
{
    QHash<QString, QList<LiveBoard::Question>> byTenant;
    for (const LiveBoard::Question &question : questions) {
        byTenant[question.tenant].append(question);
    }
    LiveBoard::Answers answers;
    for (auto it = byTenant.cbegin(); it != byTenant.cend(); ++it) {
        const auto tenant = TenantRepository(transaction).find(it.key());
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
        for (const LiveBoard::Question &question : *it) {
            answers.insert(question.call, ownersOf(question, tenant->key, extensions));
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
