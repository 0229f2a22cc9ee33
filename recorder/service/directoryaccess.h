// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/directoryport.h"
#include "recorder/service/errands.h"
#include "recorder/service/signinservice.h"
#include "recorder/service/slotpool.h"

#include "common/crypto/hostkey.h"
#include "common/model/sources.h"

namespace recorder
{

/// What waits for a directory: signing in with it, and testing one. A few threads of its own, of which one
/// directory has half, so that one that does not answer holds up nobody but those who sign in with it. Any
/// thread; `done` is called on one of a pool.
class DirectoryAccess
{
public:
    struct Request {
        QUuid directory;
        SignInService::Proof proof; ///< without a secret
        QByteArray password;        ///< inside TLS from the client, inside TLS to the directory, nowhere else
    };
    template <typename T>
    using Done = std::function<void(common::Result<T>)>;

    DirectoryAccess(const Gate &gate, SignInService &signIn, std::shared_ptr<const DirectoryPort> port,
                    common::HostKey key, const common::Clock &clock);
    /// The pool of connections must still live; nobody may ask any more.
    ~DirectoryAccess();
    DirectoryAccess(const DirectoryAccess &) = delete;
    DirectoryAccess &operator=(const DirectoryAccess &) = delete;

    /// Whoever cannot be signed in gets the answer of a wrong password: also for a directory that is not
    /// there. An empty password is refused before the directory is asked. Unavailable (reason =
    /// directory-down) when the directory does not answer, (reason = throttled | busy) as with a password.
    void signIn(const Actor &actor, const Operation &operation, const Request &request,
                Done<SignInService::SignedIn> done);
    /// With these settings; nothing is stored. Errors as of updateDirectory().
    void test(const Actor &actor, const Operation &operation, const common::DirectoryRecord &directory,
              Done<QList<ConnectionStep>> done);

    const std::shared_ptr<const DirectoryPort> &port() const { return m_port; }
    const common::HostKey &key() const { return m_key; }

private:
    void ask(const Actor &actor, const Operation &operation, const Request &request,
             const std::optional<DirectoryServer> &server, const Done<SignInService::SignedIn> &done);

    const Gate m_gate;
    SignInService &m_signIn;
    const std::shared_ptr<const DirectoryPort> m_port;
    const common::HostKey m_key;
    SlotPool m_slots;
    Errands m_errands; ///< last: what comes home uses the rest
};

} // namespace recorder
