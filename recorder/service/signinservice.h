// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/service/sessionwatch.h"
#include "recorder/service/signindesk.h"
#include "recorder/service/signinthrottle.h"
#include "recorder/service/slotpool.h"
#include "recorder/store/accessrecords.h"

#include "common/crypto/loginkeys.h"

#include <atomic>
#include <functional>
#include <future>
#include <memory>

namespace recorder
{

/// Sign-in with the login split (docs/security.md), sessions, the own password. Any thread; `done` is called
/// on a thread of a pool, or at once.
///
/// Whoever cannot be signed in gets one answer, whatever the reason: Denied (fields: reason = wrong). Others:
/// Unavailable (reason = throttled, retry_after_ms = n) after failures from the same address; Unavailable
/// (reason = busy) when too many sign in at once; Denied (reason = signed-out) for a session that is none.
class SignInService
{
public:
    struct Beginning {
        common::KdfParameters parameters;
        QString serverId;
    };
    using SignedIn = recorder::SignedIn;
    struct Proof {
        QString login;
        QByteArray secret; ///< 32 bytes
        QString client;
        QString system;
        QByteArray device{}; ///< 16 bytes; empty = not kept
    };
    struct NewPassword {
        QByteArray presentSecret;
        common::KdfParameters parameters;
        QByteArray secret;
    };
    template <typename T>
    using Done = std::function<void(common::Result<T>)>;

    SignInService(const Gate &gate, SessionWatch &watch, SignInDesk &desk, const common::Clock &clock,
                  SlotPool::Options slots = {});
    /// Waits for what is on its way; the pool of connections must still live, callers must have stopped.
    ~SignInService();
    SignInService(const SignInService &) = delete;
    SignInService &operator=(const SignInService &) = delete;

    /// The same for logins that do not exist: parameters made from the installation's secret.
    void begin(const Actor &actor, const Operation &operation, const QString &login, Done<Beginning> done);
    /// With a challenge when the second step is due: SecondStepService::finish() follows.
    void signIn(const Actor &actor, const Operation &operation, const Proof &proof, Done<SignedIn> done);
    /// Somebody whose password, or what stands for it, another system has checked: a directory, a provider of
    /// single sign-on. What follows (second step, networks, valid-till, session, audit row) is as with a
    /// password.
    struct Vouched {
        QString way; ///< "directory", "single-sign-on"
        bool right = false;
        /// Who that is here, asked inside the transaction; null for nobody. Only users whose
        /// authenticate_with is `way`.
        std::function<common::Result<common::UserId>(Transaction &)> user;
    };
    /// Before the other system is asked: Unavailable (throttled) when it must not be yet. Then the attempt
    /// counts as failed until enterVouched() or withdraw().
    std::optional<common::Error> admit(const Actor &actor, const QString &login);
    void withdraw(const Actor &actor, const QString &login);
    /// `proof` without a secret. `vouched.right` false = the other system said no: the answer is that of a
    /// wrong password.
    void enterVouched(const Actor &actor, const Operation &operation, const Proof &proof,
                      const Vouched &vouched, Done<SignedIn> done);
    void resume(const Actor &actor, const Operation &operation, const QByteArray &token, Done<SignedIn> done);
    void signOut(const Actor &actor, const Operation &operation, Done<void> done);
    void whoAmI(const Actor &actor, const Operation &operation, Done<common::Identity> done);
    /// Ends the user's other sessions. The parameters' salt and account id must be new ones, their costs
    /// those of every login (others would tell which logins exist): Invalid (fields: newParameters = wrong).
    /// A wrong present secret counts for the throttle and leaves its own audit row.
    void changePassword(const Actor &actor, const Operation &operation, const NewPassword &wanted,
                        Done<void> done);

    /// Whether the one who is signed in knows his password: his credential, on a thread that may spend time.
    /// Denied (fields: secret = wrong) with an audit row "ACTION-failed", Unavailable as sign-in.
    void checkPresent(const Actor &actor, const Operation &operation, const QByteArray &secret,
                      Done<Credential> done);
    /// What is kept instead of a secret; Unavailable (reason = busy).
    void makeVerifier(const QByteArray &secret, Done<QString> done);

    struct ResetParameters {
        QByteArray accountId; ///< his own, the same at every reset
        QString serverId;
        int passes = 0;
        int memoryKib = 0;
    };
    struct Reset {
        common::UserId user;
        common::KdfParameters parameters; ///< salt and costs; the account id comes from the recorder
        QByteArray secret;
        QStringList confirm{}; ///< see giveUpKeys()
    };
    /// An administrator gives somebody a password that is good for 24 hours: it must be changed at the first
    /// sign-in. Ends
    /// the user's sessions. NotFound when he is out of scope; Denied (fields: role = wider) when his rights
    /// exceed those of the administrator, (id = self) for himself; Conflict (fields: web_access = off) when
    /// he has no login, (confirm = last-holder, ...) when he alone opens a key and that was not confirmed.
    void beginReset(const Actor &actor, const Operation &operation, const common::UserId &user,
                    Done<ResetParameters> done);
    void resetPassword(const Actor &actor, const Operation &operation, const Reset &wanted, Done<void> done);

    struct Counters {
        quint64 good = 0;
        quint64 wrong = 0;
        quint64 throttled = 0;
        quint64 busy = 0;
    };
    Counters counters() const;

private:
    struct Attempt;
    using AttemptPtr = std::shared_ptr<Attempt>;
    struct Claimant {
        common::UserId user; ///< null = nobody
        bool proven = false;
        QString verifier{};                ///< of his password, empty when somebody vouched for him
        bool expired = false;              ///< a one-time password that nobody used in time
        std::optional<TenantKey> tenant{}; ///< of the credential
        QString name{};                    ///< likewise
    };
    common::Result<Claimant> whoIs(Transaction &transaction, const Attempt &attempt) const;
    void verify(const AttemptPtr &attempt);
    void conclude(const AttemptPtr &attempt, bool right);
    void giveUp(const AttemptPtr &attempt, const common::Error &error);
    common::Result<std::optional<SignedIn>> enter(Transaction &transaction, const Attempt &attempt,
                                                  bool right, AuditDetail &trail) const;
    void verifyPresent(const Actor &actor, const Operation &operation, const QByteArray &secret,
                       const Credential &credential, const Done<Credential> &done);
    void noteWrong(const Actor &actor, const Operation &operation, const Done<Credential> &done);
    void replacePassword(const Actor &actor, const Operation &operation, const NewPassword &wanted,
                         const Credential &before, const Done<void> &done);
    void storeReset(const Actor &actor, const Operation &operation, const Reset &wanted,
                    const QString &verifier, const Done<void> &done);
    void storePassword(const Actor &actor, const Operation &operation, const Credential &before,
                       const Credential &after, const Done<void> &done);

    const Gate m_gate;
    SessionWatch &m_watch;
    SignInDesk &m_desk;
    const common::Clock &m_clock;
    const QString m_nobody; ///< a verifier that nothing fits
    SignInThrottle m_throttle;
    std::atomic<quint64> m_good{0};
    std::atomic<quint64> m_wrong{0};
    std::atomic<quint64> m_throttled{0};
    std::atomic<quint64> m_busy{0};
    std::promise<void> m_settled;
    std::shared_ptr<void> m_onTheirWay; ///< everything that will call back holds a copy
    SlotPool m_slots;                   ///< last: its threads use the rest
};

} // namespace recorder
