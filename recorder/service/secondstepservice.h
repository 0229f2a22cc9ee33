// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/errands.h"
#include "recorder/service/secondstepcodes.h"
#include "recorder/service/signindesk.h"

namespace recorder
{

class SignInService;

/// 2-step verification by time-based codes (RFC 6238) and recovery codes. Any thread; `done` is called on a
/// pool thread, or at once. Errors as in the contract (common/proto/secondstep.proto).
class SecondStepService
{
public:
    template <typename T>
    using Done = std::function<void(common::Result<T>)>;
    struct Answer {
        QByteArray challenge;
        QString code;
        bool rememberDevice = false;
    };
    struct Enrolment {
        QString base32;
        QString uri;
    };

    SecondStepService(const Gate &gate, SessionWatch &watch, SignInDesk &desk, SignInService &signIn,
                      common::HostKey key);

    /// The second half of a sign-in.
    void finish(const Actor &actor, const Operation &operation, const Answer &answer, Done<SignedIn> done);
    void begin(const Actor &actor, const Operation &operation, const QByteArray &secret,
               Done<Enrolment> done);
    void confirm(const Actor &actor, const Operation &operation, const QString &code, Done<QStringList> done);
    void newRecoveryCodes(const Actor &actor, const Operation &operation, const QString &code,
                          Done<QStringList> done);
    void end(const Actor &actor, const Operation &operation, const QString &code, Done<void> done);
    /// Takes it away from somebody else.
    void remove(const Actor &actor, const Operation &operation, const QString &userId, Done<void> done);

private:
    /// A wrong code is a value, not an error: that it was tried has to be kept.
    template <typename T>
    using Judged = std::optional<T>;
    using SignedInWork = common::Result<Judged<SignedIn>>;

    SignedInWork judge(Transaction &transaction, const Challenge &challenge, const Answer &answer,
                       AuditDetail &trail) const;
    common::Result<bool> isRight(Transaction &transaction, StoredSecondStep &step, const QByteArray &sealed,
                                 const QString &code, qint64 nowMs) const;
    common::Result<Enrolment> enrol(Transaction &transaction, const TenantScope &scope) const;
    void beginInGate(const Actor &actor, const Operation &operation, const Done<Enrolment> &done);
    /// Works on the caller's own second step once the code was right.
    template <typename T>
    void
    withCode(const Actor &actor, const Operation &operation, const QString &code, bool pending,
             std::function<common::Result<T>(Transaction &, const TenantScope &, StoredSecondStep &)> work,
             Done<T> done);
    common::Result<QStringList> makeCodes(Transaction &transaction, const StoredSecondStep &step) const;

    const Gate m_gate;
    SessionWatch &m_watch;
    SignInDesk &m_desk;
    SignInService &m_signIn;
    const common::HostKey m_key;
    Errands m_errands;
};

} // namespace recorder
