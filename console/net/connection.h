// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/identity.h"
#include "common/rpc/rpcclient.h"
#include "console/net/backoff.h"
#include "console/net/link.h"
#include "console/net/serverbook.h"
#include "console/net/signin.h"
#include "console/net/tokenstore.h"
#include "console/net/unsentcalls.h"

#include <QTimer>

#include <memory>
#include <optional>

namespace console
{

enum class ConnectionState {
    Disconnected,
    Connecting,
    CertificateUnknown, ///< waits for trustCertificate() or close()
    CertificateChanged, ///< a hard stop: only close()
    SigningIn,          ///< waits for signIn(), or it is under way (signingIn())
    Ready,
    Lost, ///< was Ready; tries again by itself
};

enum class SignInReason { First, SessionEnded, Locked };

/// What a connection is made with; all of it outlives the connection.
struct ConnectionParts {
    const common::Clock &clock;
    ServerBook &servers;
    TokenStore &tokens;
    SecretMaker makeSecret;
    std::function<double()> random;
};

/// One window's connection: trust, sign-in, the session over reconnects. Pages keep it as their RpcClient for
/// life: while it is not Ready their calls end with the reason "not-connected", and readyChanged says when to
/// ask again. The token is in memory, and in the token store when the user wants to stay signed in. GUI
/// thread.
class Connection final : public common::RpcClient
{
    Q_OBJECT
public:
    Connection(ConnectionParts parts, std::unique_ptr<Link> link, QObject *parent = nullptr);
    ~Connection() override;

    void open(const QString &serverKey);
    /// Takes up a session that is not this user's to keep (impersonation): the list of servers and the token
    /// store learn nothing of it, and when it ends there is no sign-in, the state is Disconnected.
    void openAsGuest(const QString &serverKey, const QByteArray &token);
    void close(); ///< the session stays valid on the server
    /// CertificateUnknown only: keeps the pin and connects. The error is the server book's: then nothing is
    /// trusted.
    common::Status trustCertificate();
    /// SigningIn only. Login and password are empty for single sign-on.
    void signIn(const SignInWay &way, const QString &login, const QString &password, bool stay);
    void signIn(const QString &login, const QString &password, bool stay)
    {
        signIn({}, login, password, stay);
    }
    void sendCode(const QString &code, bool rememberDevice); ///< the answer to codeAsked and codeRefused
    void cancelSignIn();                                     ///< back to the form; nothing is told
    /// SigningIn only: one call to a method that needs no session, on a link that is opened for it.
    void callPublic(const QString &method, const QByteArray &request, QObject *context,
                    std::function<void(const common::Result<QByteArray> &)> done);
    void signOut(); ///< ends the session on the server, then as close()
    void lock();    ///< nobody is there: forgets the token and asks for the password again
    void retryNow();
    /// The answer to firstWriteHeld(): yes sends what waits and asks no more until the next open(); no ends
    /// it with the reason "cancelled".
    void confirmWrites(bool yes);
    /// Reads the identity anew (after a password change).
    void refreshIdentity();

    ConnectionState state() const { return m_state; }
    const ServerEntry &server() const { return m_server; }
    const CertificateFacts &certificate() const { return m_certificate; }
    /// When the certificate that is trusted expired; invalid: it is in force, or nothing was reached yet.
    const QDateTime &certificateEnded() const { return m_certificateEnded; }
    const common::Identity &identity() const { return m_identity; } ///< stays at the same address
    const QByteArray &token() const { return m_token; }
    /// Of the password that opened this session, once; empty for other ways and sessions taken up again.
    DerivedKeys takeKeys() { return std::exchange(m_keys, {}); }
    SignInReason signInReason() const { return m_reason; }
    bool signingIn() const { return m_signIn != nullptr; }
    bool awaitsCode() const { return m_signIn != nullptr && m_signIn->awaitsCode(); }
    bool awaitsBrowser() const { return m_signIn != nullptr && m_signIn->awaitsBrowser(); }
    const SignInWays &ways() const { return m_ways; } ///< of this server; known when the state is SigningIn
    common::WallTime lostSince() const { return m_lostSince; }
    /// Until the next attempt; 0 while one is running.
    std::chrono::milliseconds retryIn() const { return m_backoff.remaining(); }

    common::RpcCallId start(const QString &method, const QByteArray &request, QObject *context,
                            common::RpcHandlers handlers, common::RpcOptions options = {}) override;
    void cancel(common::RpcCallId call) override;
    void consumed(common::RpcCallId call, qint64 bytes) override;
    bool isReady() const override { return m_state == ConnectionState::Ready; }

    /// What the timer does four times a second; tests call it after moving their clock.
    void poll();

Q_SIGNALS:
    void stateChanged(console::ConnectionState state);
    void connectFailed(const common::Error &error); ///< the first connection; the state is Disconnected
    /// The server goes on with its trusted certificate, whose time is over; said at each connection.
    void certificateExpired(const QDateTime &when);
    void signInStarted();
    void signInFailed(const common::Error &error);
    void codeAsked();                             ///< signingIn() goes on with sendCode()
    void codeRefused(const common::Error &error); ///< it may be tried again
    void signInCancelled();                       ///< by cancelSignIn()
    void browserAsked(const QUrl &url);           ///< to be opened; the browser comes back by itself
    void identityChanged();
    void retryChanged(); ///< the countdown moved
    /// A production server that wants to be asked about: the first call that changes something waits.
    void firstWriteHeld();
    /// The user wanted to stay signed in, but nothing can keep the token: this session only.
    void tokenNotKept(const common::Error &error);

private:
    void setState(ConnectionState state);
    /// Forgets the server of before; false when the list does not have this one.
    bool choose(const QString &serverKey);
    void openLink();
    void linkOpened(const QString &serverId);
    void linkLost(const common::Error &error);
    void certificateRefused(const CertificateFacts &facts);
    void certificateTrusted(const CertificateFacts &facts);
    void resume();
    void sessionEnded();
    void askWaysThenPassword();
    void askForPassword(SignInReason reason);
    void sendPublic();
    void endPublic(const common::Error &error);
    void knowDevice();
    void rememberUse(const common::Identity &identity);
    void becomeReady(const common::Identity &identity);
    void signedIn(const SignedIn &signedIn);
    void signInEnded(const common::Error &error);
    void dropSignIn();
    void keepToken();
    void forgetToken();
    void sendSignOut();
    common::RpcCallId send(const UnsentCalls::Call &call);

    ConnectionParts m_parts;
    std::unique_ptr<Link> m_link;
    Backoff m_backoff;
    QTimer m_timer;
    ConnectionState m_state = ConnectionState::Disconnected;
    SignInReason m_reason = SignInReason::First;
    ServerEntry m_server;
    CertificateFacts m_certificate;
    QDateTime m_certificateEnded;
    common::Identity m_identity;
    QByteArray m_token;
    DerivedKeys m_keys; ///< until somebody takes them
    bool m_stay = false;
    bool m_guest = false;
    SignInWays m_ways;
    QString m_way; ///< key of the one that is used now
    common::WallTime m_lostSince{};
    std::unique_ptr<SignIn> m_signIn;
    struct Credentials {
        SignInWay way;
        QString login;
        QString password;
    };
    std::optional<Credentials> m_credentials; ///< given, but there is no link yet
    struct Public {
        QString method;
        QByteArray request;
        QPointer<QObject> context;
        std::function<void(const common::Result<QByteArray> &)> done;
    };
    std::optional<Public> m_public;
    UnsentCalls m_unsent;
    bool m_writesConfirmed = false;
    quint64 m_attempt = 0; ///< of opening; answers for an older one are stale
};

} // namespace console
