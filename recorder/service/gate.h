// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/actor.h"
#include "recorder/service/auditdetail.h"
#include "recorder/store/connectionpool.h"

#include "common/core/clock.h"
#include "common/core/result.h"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

namespace recorder
{

class ChangeHub;
class Transaction;
struct SessionRights;
struct UserRights;

/// The actor of these rights, at the connection that asked.
Actor actorOf(const UserRights &rights, const Actor &asked);

/// What a piece of work may see. Made by the gate only, from rights that were read in the same transaction.
class TenantScope
{
public:
    /// None = every tenant (unrestricted, system): what repositories take.
    std::optional<TenantKey> tenant() const
    {
        return m_actor.isSystem || m_actor.scope.kind == AccessScope::Kind::Unrestricted
                   ? std::nullopt
                   : std::optional(m_actor.tenantKey);
    }
    const AccessScope &scope() const { return m_actor.scope; }
    /// With the rights of now.
    const Actor &actor() const { return m_actor; }
    /// When the gate was passed.
    qint64 nowMs() const { return m_nowMs; }
    /// Of sessions: how long one may go without a request.
    qint64 idleMs() const { return m_idleMs; }
    /// As the gate read it; null for the system, jobs and before sign-in.
    const std::shared_ptr<const SessionRights> &session() const { return m_session; }

private:
    friend class Gate;
    TenantScope(Actor actor, qint64 nowMs, qint64 idleMs)
        : m_actor(std::move(actor))
        , m_nowMs(nowMs)
        , m_idleMs(idleMs)
    {
    }
    Actor m_actor;
    qint64 m_nowMs;
    qint64 m_idleMs;
    std::shared_ptr<const SessionRights> m_session;
};

struct SessionLimits {
    std::chrono::milliseconds idle{std::chrono::minutes(15)};   ///< without any request
    std::chrono::milliseconds absolute{std::chrono::hours(12)}; ///< after sign-in, whatever happens
};

/// The only way into a use case: reads session and rights anew, checks the permission, raises the wall of
/// the tenant (tenantwall.h), runs the work, writes the audit row in the same transaction, commits, tells the
/// hub. Knows no rules of any resource. Any thread; nothing here waits.
///
/// Errors of its own: Denied (fields: reason = signed-out) when the session ended, expired or the user was
/// switched off; Denied (fields: reason = second-step-required | must-change-password) while he has that to
/// do first; Denied (fields: permission = its name) when the role lacks it; Denied (fields: owner =
/// no-access) when the owner of a job may not enter any more; Denied (reason = impersonated) for what nobody
/// does with somebody else's eyes. Errors of the database keep their code; their text stays in the log.
class Gate
{
public:
    template <typename T>
    using Work = std::function<common::Result<T>(Transaction &, const TenantScope &, AuditDetail &)>;
    template <typename T>
    using Done = std::function<void(common::Result<T>)>;

    Gate(ConnectionPool &pool, ChangeHub &hub, const common::Clock &clock, SessionLimits limits = {});

    /// `work` runs on a pool thread; no network and no files inside. An Error of it rolls everything back and
    /// leaves no audit row. `done` is called on a pool thread, or at once on the caller's when the pool is
    /// full.
    template <typename T>
    void run(const Actor &actor, const Operation &operation, Work<T> work, Done<T> done) const
    {
        auto trail = std::make_shared<AuditDetail>();
        auto refused = std::make_shared<bool>(false); // by us, not by the database
        m_pool.post<T>(
            [gate = *this, actor, operation, work = std::move(work), trail,
             refused](Transaction &transaction) -> common::Result<T> {
                auto scope = gate.enter(transaction, actor, operation);
                if (!scope) {
                    *refused = true;
                    return common::propagate(scope);
                }
                auto result = work(transaction, *scope, *trail);
                *refused = !result;
                if (result) {
                    gate.leave(transaction, *scope, operation, *trail);
                }
                return result;
            },
            [gate = *this, actor, operation, trail, refused,
             done = std::move(done)](common::Result<T> result) {
                if (result) {
                    gate.publish(*trail);
                } else if (!*refused) {
                    done(tl::unexpected<common::Error>(wordOf(result.error(), actor, operation)));
                    return;
                }
                done(std::move(result));
            });
    }
    /// Waits for the result; never on a pool thread (command line, tests).
    template <typename T>
    common::Result<T> runAndWait(const Actor &actor, const Operation &operation, Work<T> work) const
    {
        std::promise<common::Result<T>> promise;
        auto result = promise.get_future();
        run<T>(actor, operation, std::move(work),
               [&promise](common::Result<T> value) { promise.set_value(std::move(value)); });
        return result.get();
    }

    const SessionLimits &limits() const { return m_limits; }
    /// When a row of the trail could last not be written, and none was since; 0 = all is well. What cannot be
    /// audited is not done.
    qint64 trailFailedMs() const { return m_trailFailedMs->load(); }

private:
    common::Result<TenantScope> enter(Transaction &transaction, const Actor &actor,
                                      const Operation &operation) const;
    static common::Result<Actor> jobOwner(Transaction &transaction, const Actor &asked, qint64 nowMs);
    void leave(Transaction &transaction, const TenantScope &scope, const Operation &operation,
               const AuditDetail &trail) const;
    void publish(const AuditDetail &trail) const;
    /// What a client is told of an error of the database: the code and a fixed word. The text, which names
    /// tables and values, goes to the log with the request's id.
    static common::Error wordOf(const common::Error &error, const Actor &actor, const Operation &operation);

    ConnectionPool &m_pool;
    ChangeHub &m_hub;
    const common::Clock &m_clock;
    SessionLimits m_limits;
    std::shared_ptr<std::atomic<qint64>> m_trailFailedMs = std::make_shared<std::atomic<qint64>>(0);
};

} // namespace recorder
