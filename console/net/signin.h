// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/loginkeys.h"
#include "common/crypto/secretbytes.h"
#include "common/model/identity.h"
#include "common/rpc/rpcclient.h"
#include "console/net/signinways.h"

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <QUrl>

#include <functional>
#include <memory>
#include <utility>

namespace earshot::v1
{
class SignInReply;
class KdfParameters;
} // namespace earshot::v1

namespace console
{

/// common::deriveLoginKeys, or a quick one in tests.
using SecretMaker = std::function<common::Result<common::LoginKeys>(
    const QString &password, const common::KdfParameters &parameters, const QString &serverId)>;

/// What a password gives: the secret, which is sent, and the key that never leaves the console.
struct DerivedKeys {
    QByteArray secret;
    common::SecretBytes kek;            ///< empty: there is none
    common::KdfParameters parameters{}; ///< that both came by
};

/// Runs `make` in a worker thread and brings the keys back to the thread of `context`; the copy of the
/// password that was used is overwritten. Nothing comes when `context` died.
void deriveInBackground(const SecretMaker &make, const QString &password,
                        const common::KdfParameters &parameters, const QString &serverId, QObject *context,
                        std::function<void(common::Result<DerivedKeys>)> done);

/// How the installation wants the present password of a login to be derived.
struct Derivation {
    common::KdfParameters parameters;
    QString serverId;
};
void askDerivation(common::RpcClient &rpc, const QString &login, QObject *context,
                   std::function<void(common::Result<Derivation>)> done);
common::KdfParameters fromWire(const earshot::v1::KdfParameters &wire);
void toWire(const common::KdfParameters &parameters, earshot::v1::KdfParameters &wire);

/// The secret of the signed-in user's present password, for what the recorder wants it again.
void presentSecret(common::RpcClient &rpc, const SecretMaker &make, const QString &login,
                   const QString &password, QObject *context,
                   std::function<void(common::Result<QByteArray>)> done);

class RedirectListener;
class SessionKeys;

struct SignedIn {
    QByteArray token;
    common::Identity identity;
};

/// One sign-in by one of the installation's ways.
/// Password: Begin, the derivation, SignIn. The server shuts connections that do not sign in within 5 s; on a
/// slow computer the derivation may take longer, so the two halves can use two connections. Directory: one
/// call with the clear password. Single sign-on: Begin, the browser, Finish, all on one connection.
/// Each may ask for a second step, which belongs to the connection that asked. GUI thread.
class SignIn final : public QObject
{
    Q_OBJECT
public:
    /// `device`: 16 bytes by which the server knows this computer again; may be empty.
    SignIn(common::RpcClient &rpc, SecretMaker make, QByteArray device, QObject *parent = nullptr);
    ~SignIn() override;

    void begin(const SignInWay &way, const QString &login, const QString &password);
    bool hasSecret() const { return !m_secret.isEmpty(); }
    /// After succeeded(): the key of the password, once; empty for the other ways.
    DerivedKeys takeKeys() { return std::exchange(m_keys, {}); }
    void send(); ///< after secretReady, when there is a connection
    void sendCode(const QString &code, bool rememberDevice); ///< after codeAsked or codeRefused
    bool awaitsCode() const { return !m_challenge.isEmpty(); }
    bool awaitsBrowser() const { return m_listener != nullptr; }

    static constexpr std::chrono::minutes kBrowserLimit{5}; ///< what the recorder gives it too

Q_SIGNALS:
    void secretReady();
    void codeAsked();
    /// The challenge still holds. Denied {reason: wrong}, Unavailable {reason: throttled}.
    void codeRefused(const common::Error &error);
    void browserAsked(const QUrl &url); ///< to be opened
    void succeeded(const console::SignedIn &signedIn);
    /// Denied: login or password is wrong; {reason: expired} after a challenge: it is none any more.
    /// Unavailable with a reason of RpcClient, no-port, browser-timeout; Invalid: the server asks for a
    /// derivation that is too weak.
    void failed(const common::Error &error);

private:
    void beginPassword();
    void beginDirectory(const SignInWay &way);
    void beginBrowser(const SignInWay &way);
    void finishBrowser(const std::string &handle, const QByteArray &query);
    void derive(const Derivation &how);
    void take(const common::Result<earshot::v1::SignInReply> &reply);

    common::RpcClient &m_rpc;
    SecretMaker m_make;
    QByteArray m_device;
    QString m_login;
    QString m_password;
    QByteArray m_secret;
    DerivedKeys m_keys; ///< without the secret
    QByteArray m_challenge;
    RedirectListener *m_listener = nullptr;
    QTimer m_limit;
};

/// Sets a new password for the signed-in user: the server gets the present secret and the new one. The
/// user's keys, when they are open, are sealed for both before and for the new one alone after, so that no
/// moment loses them. GUI thread.
class PasswordChange final : public QObject
{
    Q_OBJECT
public:
    /// `keys` may be null; outlives this.
    PasswordChange(common::RpcClient &rpc, SecretMaker make, SessionKeys *keys = nullptr,
                   QObject *parent = nullptr);
    ~PasswordChange() override;

    void start(const QString &login, const QString &present, const QString &next);

Q_SIGNALS:
    void succeeded();
    void failed(const common::Error &error); ///< Denied: the present password is wrong

private:
    using Keys = std::shared_ptr<DerivedKeys>;
    void derivePresent();
    void deriveNext(const Keys &present);
    void prepare(const Keys &present, const Keys &next);
    void send(const Keys &present, const Keys &next);
    void finish(const Keys &next);

    common::RpcClient &m_rpc;
    SecretMaker m_make;
    SessionKeys *m_keys;
    common::KdfParameters m_parameters; ///< the present ones
    QString m_serverId;
    QString m_present;
    QString m_next;
};

} // namespace console
