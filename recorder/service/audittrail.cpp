// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/audittrail.h"

#include "recorder/store/auditchainrepository.h"
#include "recorder/store/auditheadrepository.h"
#include "recorder/store/auditpolicyrepository.h"
#include "recorder/store/auditrepository.h"
#include "recorder/store/transaction.h"

#include "common/core/failpoint.h"

#include <future>

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

constexpr int kBatch = 1000;
constexpr int kReadBatch = 20000;
constexpr int kRemoveBatch = 5000;
constexpr qint64 kDayMs = 24 * 60 * 60 * 1000;

ChainLink endOf(AuditChainRepository &chain)
{
    ChainLink end = chain.end();
    if (end.position == 0) {
        end.hash = ChainHasher::origin();
    }
    return end;
}

/// True: there may be more.
Result<bool> chainBatch(Transaction &transaction)
{
    AuditChainRepository chain(transaction);
    if (chain.oldestUnchainedMs() == 0) {
        return false; // most seconds: nobody else is kept waiting
    }
    chain.lock();
    ChainLink end = endOf(chain);
    ChainHasher hasher;
    QList<ChainLink> links;
    const int read = chain.readUnchained(kBatch, [&](const AuditFields &row) {
        end.hash = hasher.next(end.hash, row);
        ++end.position;
        end.auditId = QByteArrayView(row[0].data(), static_cast<qsizetype>(row[0].size())).toLongLong();
        links.append(end);
    });
    if (!links.isEmpty()) {
        chain.append(links);
    }
    common::failpoint("audit.before-chain-commit");
    return read == kBatch;
}

Status insertSigned(AuditHeadRepository &heads, AuditHead &head, const HeadSigner &signer)
{
    const auto last = heads.last();
    head.number = last ? last->number + 1 : 1;
    head.previous = hashOf(last ? &*last : nullptr);
    if (Status done = signHead(head, signer.key); !done) {
        return done;
    }
    heads.addSigner(signer.signer);
    heads.insert(head);
    return {};
}

/// The Removed up to a position, with its digest.
AuditHead removalUpTo(AuditChainRepository &chain, qint64 after, qint64 upTo, qint64 nowMs)
{
    AuditHead head;
    head.kind = AuditHead::Kind::Removed;
    head.position = upTo;
    head.atMs = nowMs;
    LinkDigest digest;
    for (qint64 from = after; from < upTo; from += kReadBatch) {
        for (const ChainLink &link : chain.links(from, std::min(upTo, from + kReadBatch))) {
            digest.add(link);
            head.hash = link.hash;
        }
    }
    head.digest = digest.finish();
    return head;
}

/// The position up to which rows may go now, signed.
Result<qint64> allowRemoval(Transaction &transaction, const HeadSigner &signer, qint64 nowMs)
{
    AuditChainRepository chain(transaction);
    chain.lock();
    AuditPolicyRepository policies(transaction);
    const AuditPolicySetting policy = policies.policy();
    AuditHeadRepository heads(transaction);
    const auto before = heads.last(AuditHead::Kind::Removed);
    const qint64 already = before ? before->position : 0;
    policies.setRemoved(nowMs);
    if (policy.keepDays == 0) {
        return already;
    }
    qint64 upTo = chain.lastBefore(nowMs - policy.keepDays * kDayMs);
    if (policy.syslog) {
        upTo = std::min(upTo, policies.forwardedUpTo());
    }
    if (upTo <= already) {
        return already;
    }
    AuditHead head = removalUpTo(chain, already, upTo, nowMs);
    if (Status done = insertSigned(heads, head, signer); !done) {
        return common::propagate(done);
    }
    AuditEntry entry;
    entry.actor = QStringLiteral("system");
    entry.action = QStringLiteral("audit.remove");
    entry.peer = signer.signer.recorder;
    entry.detail = {{QStringLiteral("position"), upTo},
                    {QStringLiteral("entries"), upTo - already},
                    {QStringLiteral("keepDays"), policy.keepDays}};
    AuditRepository(transaction).append(entry);
    return upTo;
}

} // namespace

Result<ChainLink> chainAudit(ConnectionPool &pool)
{
    for (bool more = true; more;) {
        auto done = pool.run<bool>(chainBatch);
        if (!done) {
            return common::propagate(done);
        }
        common::failpoint("audit.after-chain");
        more = *done;
    }
    return pool.run<ChainLink>([](Transaction &transaction) -> Result<ChainLink> {
        AuditChainRepository chain(transaction);
        return endOf(chain);
    });
}

Result<ChainLag> chainLag(ConnectionPool &pool)
{
    return pool.run<ChainLag>([](Transaction &transaction) -> Result<ChainLag> {
        return ChainLag{AuditChainRepository(transaction).oldestUnchainedMs()};
    });
}

Result<std::optional<AuditHead>> signHeadOf(ConnectionPool &pool, const HeadSigner &signer, qint64 nowMs,
                                            std::chrono::milliseconds every)
{
    using Signed = std::optional<AuditHead>;
    return pool.run<Signed>([&](Transaction &transaction) -> Result<Signed> {
        AuditChainRepository chain(transaction);
        chain.lock();
        const ChainLink end = chain.end();
        AuditHeadRepository heads(transaction);
        const auto last = heads.last(AuditHead::Kind::Head);
        // Whatever way the clock went.
        if (end.position == 0 ||
            (last && (last->position == end.position || std::abs(nowMs - last->atMs) < every.count()))) {
            return Signed();
        }
        AuditHead head;
        head.position = end.position;
        head.hash = end.hash;
        head.atMs = nowMs;
        if (Status done = insertSigned(heads, head, signer); !done) {
            return common::propagate(done);
        }
        common::failpoint("audit.before-head-commit");
        return Signed(head);
    });
}

Result<qint64> removeOldAudit(ConnectionPool &pool, const HeadSigner &signer, qint64 nowMs)
{
    const auto upTo =
        pool.run<qint64>([&](Transaction &transaction) { return allowRemoval(transaction, signer, nowMs); });
    if (!upTo) {
        return upTo;
    }
    common::failpoint("audit.before-removal");
    qint64 gone = 0;
    for (int last = kRemoveBatch; last == kRemoveBatch && *upTo > 0;) {
        auto removed = pool.run<int>([&](Transaction &transaction) -> Result<int> {
            return AuditChainRepository(transaction).removeRows(*upTo, kRemoveBatch);
        });
        if (!removed) {
            return common::propagate(removed);
        }
        common::failpoint("audit.while-removing");
        last = *removed;
        gone += last;
    }
    return gone;
}

Result<AuditVerdict> verifyAudit(ConnectionPool &pool, const AuditCheck::Memory &memory)
{
    return pool.run<AuditVerdict>([&memory](Transaction &transaction) -> Result<AuditVerdict> {
        AuditChainRepository chain(transaction);
        chain.freeze();
        AuditHeadRepository heads(transaction);
        AuditCheck check(heads.after(0, std::numeric_limits<int>::max()), heads.signers(), memory);
        bool good = true;
        const auto use = [&check, &good](const ChainLink &link, const AuditFields *row) {
            good = good && check.add(link, row);
        };
        // One portion is hashed while the server brings the next.
        auto part = chain.readChain(0, kReadBatch);
        while (good && part.size > 0) {
            auto hashed = std::async(std::launch::async, [&part, &use] { part.each(use); });
            auto next = chain.readChain(part.last, kReadBatch);
            hashed.get();
            part = std::move(next);
        }
        if (good) {
            check.stranger(chain.firstStranger());
        }
        return check.finish();
    });
}

} // namespace recorder
