// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/directoryaccess.h"

#include "recorder/service/directoryserver.h"
#include "recorder/service/directorysources.h"

namespace recorder
{

using common::ErrorCode;
using common::Result;

namespace
{

/// A directory that does not answer keeps a slot for many seconds: two at most.
constexpr SlotPool::Options kSlots{
    .slots = 4, .patience = std::chrono::seconds(5), .queueLimit = 100, .slotsOfLane = 2};
const QString kTestLane = QStringLiteral("test"); ///< of all settings that are only tried

tl::unexpected<common::Error> busy()
{
    return common::fail(ErrorCode::Unavailable, QStringLiteral("too many wait for a directory"),
                        {{QStringLiteral("reason"), QStringLiteral("busy")}});
}

Operation reading(Operation operation)
{
    operation.mutates = false;
    operation.audited = false;
    return operation;
}

/// The one here who is that entry; his key is kept when he signs in for the first time.
std::function<Result<common::UserId>(Transaction &)> userOf(const QUuid &directory,
                                                            const std::optional<DirectoryEntry> &entry)
{
    return [directory, entry](Transaction &transaction) -> Result<common::UserId> {
        if (!entry) {
            return common::UserId();
        }
        SourceRepository sources(transaction);
        const QUuid user =
            sources.userOf(QStringLiteral("directory"), directory, entry->key, loginKeyOf(entry->login));
        if (!user.isNull()) {
            sources.setKey(user, entry->key);
        }
        return common::UserId(user);
    };
}

} // namespace

DirectoryAccess::DirectoryAccess(const Gate &gate, SignInService &signIn,
                                 std::shared_ptr<const DirectoryPort> port, common::HostKey key,
                                 const common::Clock &clock)
    : m_gate(gate)
    , m_signIn(signIn)
    , m_port(std::move(port))
    , m_key(std::move(key))
    , m_slots(clock, kSlots)
{
}

DirectoryAccess::~DirectoryAccess()
{
    m_slots.stop();
}

void DirectoryAccess::signIn(const Actor &actor, const Operation &operation, const Request &request,
                             Done<SignInService::SignedIn> done)
{
    if (const auto refused = m_signIn.admit(actor, request.proof.login)) {
        done(tl::unexpected<common::Error>(*refused));
        return;
    }
    if (request.password.isEmpty()) {
        ask(actor, operation, request, std::nullopt, done);
        return;
    }
    using Found = std::optional<DirectoryServer>;
    m_gate.run<Found>(
        Actor::anonymous(actor.peer, actor.requestId), reading(operation),
        [id = request.directory, key = m_key](Transaction &transaction, const TenantScope &,
                                              AuditDetail &) -> Result<Found> {
            const auto stored = SourceRepository(transaction).directory(std::nullopt, id);
            if (!stored || stored->removed || !stored->record.enabled || !stored->tenantInUse) {
                return Found();
            }
            auto server = serverOf(*stored, key);
            return server ? Result<Found>(std::move(*server)) : Result<Found>(common::propagate(server));
        },
        [this, actor, operation, request, done, keep = m_errands.one()](const Result<Found> &server) {
            if (!server) {
                m_signIn.withdraw(actor, request.proof.login);
                done(tl::unexpected<common::Error>(server.error()));
                return;
            }
            ask(actor, operation, request, *server, done);
        });
}

void DirectoryAccess::ask(const Actor &actor, const Operation &operation, const Request &request,
                          const std::optional<DirectoryServer> &server,
                          const Done<SignInService::SignedIn> &done)
{
    const auto conclude = [this, actor, operation, request,
                           done](const std::optional<DirectoryEntry> &entry) {
        m_signIn.enterVouched(
            actor, operation, request.proof,
            {QStringLiteral("directory"), entry.has_value(), userOf(request.directory, entry)}, done);
    };
    if (!server) {
        conclude(std::nullopt);
        return;
    }
    const auto work = [this, actor, request, server, done, conclude](bool tooBusy) {
        using Found = std::optional<DirectoryEntry>;
        const auto entry =
            tooBusy ? Result<Found>(busy()) : m_port->signIn(*server, request.proof.login, request.password);
        if (!entry) {
            m_signIn.withdraw(actor, request.proof.login);
            done(tl::unexpected<common::Error>(entry.error()));
            return;
        }
        conclude(*entry);
    };
    m_slots.post(work, request.directory.toString(QUuid::WithoutBraces));
}

void DirectoryAccess::test(const Actor &actor, const Operation &operation,
                           const common::DirectoryRecord &directory, Done<QList<ConnectionStep>> done)
{
    m_gate.run<DirectoryServer>(
        actor, operation,
        [directory, key = m_key](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
            return directoryToTest(transaction, scope, trail, directory, key);
        },
        [this, done, keep = m_errands.one()](const Result<DirectoryServer> &server) {
            if (!server) {
                done(tl::unexpected<common::Error>(server.error()));
                return;
            }
            m_slots.post(
                [this, server = *server, done](bool tooBusy) {
                    done(tooBusy ? Result<QList<ConnectionStep>>(busy())
                                 : Result<QList<ConnectionStep>>(m_port->test(server)));
                },
                kTestLane);
        });
}

} // namespace recorder
