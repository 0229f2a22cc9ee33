// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/directoryport.h"

#include <QStringList>

namespace recorder
{

/// How a provider of single sign-on is reached and what its claims mean.
struct SignOnServer {
    QString issuer;   ///< https://…
    QByteArray caPem; ///< empty = the system's
    QString clientId;
    QByteArray clientSecret; ///< empty = a public client
    QString scopes;
    QString loginClaim;
    QString nameClaim; ///< empty = not read, as the others
    QString emailClaim;
    QString groupsClaim;
    bool trusted = false; ///< named by whoever may see every tenant: it may be in a network inside
};

/// What one sign-in begins with. Only `url` leaves the recorder, and in it nothing of the verifier but its
/// hash.
struct SignOnStart {
    QString url;
    QString redirectUri;
    QByteArray state;
    QByteArray nonce;
    QByteArray verifier; ///< RFC 7636
};

/// Who a provider says somebody is.
struct SignOnPerson {
    QString subject; ///< what he is known by there for ever
    QString login;   ///< empty when the claim is missing or may not be believed
    QString name;
    QString email;
    QStringList groups;

    bool operator==(const SignOnPerson &) const = default;
};

/// Providers of single sign-on as the services use them. Any thread, several at once; each call may wait: 7 s
/// for each answer, of which there are up to four. So never inside the gate and never on
/// the rpc thread. Errors: Unavailable (reason = provider-down) for whatever keeps the provider from
/// answering.
class SignOnPort
{
public:
    SignOnPort() = default;
    SignOnPort(const SignOnPort &) = delete;
    SignOnPort &operator=(const SignOnPort &) = delete;
    virtual ~SignOnPort() = default;

    virtual common::Result<SignOnStart> begin(const SignOnServer &server,
                                              const QString &redirectUri) const = 0;
    /// `answer` = the query that the browser came back with. Nobody for whatever is not as it has to be:
    /// another state, a code that was used, a token that does not stand every check. Why is in the log.
    virtual common::Result<std::optional<SignOnPerson>>
    finish(const SignOnServer &server, const SignOnStart &start, const QByteArray &answer) const = 0;
    /// Steps: name, tcp, tls, discovery, keys.
    virtual QList<ConnectionStep> test(const SignOnServer &server) const = 0;
};

} // namespace recorder
