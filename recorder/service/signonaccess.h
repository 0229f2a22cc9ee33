// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/errands.h"
#include "recorder/service/signinservice.h"
#include "recorder/service/signonbook.h"
#include "recorder/service/slotpool.h"

#include "common/crypto/hostkey.h"
#include "common/model/sources.h"

namespace recorder
{

struct StoredProvider;

/// What waits for a provider of single sign-on: signing in with it, and testing one. A few threads of its
/// own, as directories have. Any thread; `done` is called on one of a pool.
class SignOnAccess
{
public:
    struct Beginning {
        QUuid provider;
        QString redirectUri; ///< http://127.0.0.1:PORT/callback
    };
    struct Begun {
        QByteArray handle;
        QString url;
    };
    struct Ending {
        QByteArray handle;
        QByteArray answer;          ///< the redirect's query
        SignInService::Proof proof; ///< without login and secret
    };
    template <typename T>
    using Done = std::function<void(common::Result<T>)>;

    SignOnAccess(const Gate &gate, SignInService &signIn, std::shared_ptr<const SignOnPort> port,
                 common::HostKey key, const common::Clock &clock);
    /// The pool of connections must still live; nobody may ask any more.
    ~SignOnAccess();
    SignOnAccess(const SignOnAccess &) = delete;
    SignOnAccess &operator=(const SignOnAccess &) = delete;

    /// `waits` is called at once when there is a place for one more: the provider may take a while. Invalid
    /// (redirect_uri = format); Unavailable (reason = provider-down | busy); for a provider that is not there
    /// the answer of a wrong password.
    void begin(const Actor &actor, const Operation &operation, const Beginning &wanted,
               const std::function<void()> &waits, Done<Begun> done);
    /// Whoever cannot be signed in gets the answer of a wrong password, whatever the reason; Denied (reason =
    /// expired) for a handle that is none; Unavailable as with a directory (reason = provider-down).
    void finish(const Actor &actor, const Operation &operation, const Ending &ending,
                Done<SignInService::SignedIn> done);
    /// Whatever browser is out for it comes back to nothing.
    void forgetConnection(quint64 connection) { m_book.dropAllOf(connection); }
    /// With these settings; nothing is stored. Errors as of updateProvider().
    void test(const Actor &actor, const Operation &operation, const common::ProviderRecord &provider,
              Done<QList<ConnectionStep>> done);

    const common::HostKey &key() const { return m_key; }

private:
    struct Known;
    struct Attempt;
    using AttemptPtr = std::shared_ptr<Attempt>;
    void find(const Actor &actor, const Operation &operation, const QUuid &provider, Done<Known> done);
    void ask(const AttemptPtr &attempt);
    void refuse(const AttemptPtr &attempt);
    void giveUp(const AttemptPtr &attempt, const common::Error &error);
    void makeUser(const AttemptPtr &attempt);
    void enter(const AttemptPtr &attempt);

    const Gate m_gate;
    SignInService &m_signIn;
    const std::shared_ptr<const SignOnPort> m_port;
    const common::HostKey m_key;
    SignOnBook m_book;
    SlotPool m_slots;
    Errands m_errands; ///< last: what comes home uses the rest
};

} // namespace recorder
