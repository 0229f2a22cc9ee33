// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/challengebook.h"
#include "recorder/service/gate.h"
#include "recorder/service/sessionwatch.h"
#include "recorder/store/accessrecords.h"

#include "common/model/identity.h"

namespace recorder
{

/// What a right sign-in leads to: a session, or the question for the second step.
struct SignedIn {
    QByteArray token; ///< 32 bytes; empty after resuming, and with a challenge
    Actor actor;
    common::Identity identity;
    QString mark{};         ///< of the rights, for the watch
    QByteArray challenge{}; ///< 32 bytes; set instead of everything else
};

/// Where all ways to sign in end (password, directory, single sign-on): whoever has shown that it is he gets
/// his session here, or a challenge when he has 2-step verification and no trusted device. Any thread.
///
///     in the gate's work:  obstacle() empty -> admit()      and tell() in any case
///     after the commit:    entered()
class SignInDesk
{
public:
    /// How long a device that was remembered needs no second step.
    static constexpr std::chrono::hours kTrust{30 * 24};

    SignInDesk(const common::Clock &clock, SessionLimits limits, SessionWatch &watch);

    /// Why he has no session although he is he: "inactive", "network"; empty = nothing is in the way.
    QString obstacle(const UserRights &rights, const Actor &asked) const;
    /// Who came, for the audit trail; `rights` is null for somebody unknown.
    void tell(AuditDetail &trail, const Arrival &arrival, const UserRights *rights) const;
    /// A session or a challenge. Invalid (fields: device = wrong).
    common::Result<SignedIn> admit(Transaction &transaction, const UserRights &rights, const Arrival &arrival,
                                   AuditDetail &trail);
    /// The session, when nothing is to be shown any more.
    common::Result<SignedIn> open(Transaction &transaction, const UserRights &rights, const Arrival &arrival,
                                  bool rememberDevice, AuditDetail &trail) const;
    /// From now on its streams end with it.
    void entered(const SignedIn &entered);

    qint64 nowMs() const { return common::toUnixMs(m_clock.wall()); }
    ChallengeBook &challenges() { return m_challenges; }

private:
    const common::Clock &m_clock;
    const SessionLimits m_limits;
    SessionWatch &m_watch;
    ChallengeBook m_challenges;
};

/// The identity that the contract knows.
common::Identity identityOf(const SessionRights &session);

} // namespace recorder
