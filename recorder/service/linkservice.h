// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/errands.h"
#include "recorder/service/gate.h"
#include "recorder/service/sessionwatch.h"
#include "recorder/service/signinthrottle.h"
#include "recorder/store/linkrepository.h"

#include "common/crypto/hostkey.h"
#include "common/crypto/loginkeys.h"

namespace recorder
{

class SignInService;

/// A new password by a link in an e-mail (trust.md A4): 32 random bytes of which only the hash is kept, good
/// once, for 15 minutes, three mails an hour. It never skips the second step. Any thread; `done` is called on
/// a pool thread, or at once. Errors as in the contract (common/proto/passwordreset.proto).
class LinkService
{
public:
    template <typename T>
    using Done = std::function<void(common::Result<T>)>;
    struct Parts {
        const Gate &gate;
        SessionWatch &watch;
        SignInService &signIn;
        const common::Clock &clock;
        common::HostKey key;
        QString server;               ///< as consoles reach it: HOST:PORT
        std::function<void()> queued; ///< something waits for the thread of the mails
    };
    struct Parameters {
        QByteArray accountId;
        QString serverId;
        int passes = 0;
        int memoryKib = 0;
        QString login;
        bool secondStep = false; ///< on, or his role demands it
    };
    struct Reset {
        QByteArray link;
        common::KdfParameters parameters;
        QByteArray secret;
        QStringList confirm{}; ///< see giveUpKeys()
    };

    explicit LinkService(Parts parts);

    /// Does the same for every login: that somebody asked is noted. Whether there is such a user is found out
    /// by issueRequested(), so neither answer nor time says it. Unavailable (throttled) likewise.
    void forgot(const Actor &actor, const Operation &operation, const QString &login, Done<void> done);
    /// The address that it goes to. `confirm`: the one that sends it is asked as the one that uses it is, see
    /// giveUpKeys(): Conflict (confirm = last-holder, ...).
    void send(const Actor &actor, const Operation &operation, const QString &userId,
              const QStringList &confirm, Done<QString> done);
    void begin(const Actor &actor, const Operation &operation, const QByteArray &link, Done<Parameters> done);
    /// Ends all sessions of the user. Conflict (confirm = last-holder, ...): the link stays good meanwhile.
    void reset(const Actor &actor, const Operation &operation, const Reset &wanted, Done<void> done);

    /// Links and mails for those who asked since the last time. Waits: for the thread of the mails.
    void issueRequested();

private:
    common::Result<QString> issue(Transaction &transaction, const LinkOwner &owner, qint64 nowMs) const;
    common::Result<bool> issueOne(Transaction &transaction, AuditDetail &trail, qint64 nowMs) const;
    void store(const Actor &actor, const Operation &operation, const Reset &wanted, const QString &verifier,
               const Done<void> &done);

    const Parts m_parts;
    SignInThrottle m_throttle;
    Errands m_errands;
};

} // namespace recorder
