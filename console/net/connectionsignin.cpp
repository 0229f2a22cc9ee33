// SPDX-License-Identifier: GPL-3.0-or-later
// How a connection comes to its session: the ways, the attempts, what is remembered of them.
#include "console/net/connection.h"

#include "common/crypto/random.h"

#include <array>
#include <utility>

namespace console
{

using common::ErrorCode;

void Connection::knowDevice()
{
    if (!m_server.device.isEmpty()) {
        return;
    }
    std::array<std::byte, 16> random{};
    if (!common::fillRandom(random)) {
        return; // a stranger then, each time
    }
    m_server.device = QByteArray(reinterpret_cast<const char *>(random.data()), random.size());
    if (auto kept = m_parts.servers.update(m_server); !kept) {
        m_server.device.clear(); // one that changes would fill the list of devices
    }
}

void Connection::askWaysThenPassword()
{
    const quint64 attempt = m_attempt;
    askWays(*m_link, this, [this, attempt](const SignInWays &ways) {
        if (attempt == m_attempt && m_state == ConnectionState::Connecting) {
            m_ways = ways;
            askForPassword(SignInReason::First);
        }
    });
}

void Connection::askForPassword(SignInReason reason)
{
    // The server gives an unknown caller 5 s; typing takes longer. The next attempt opens a link of its own.
    ++m_attempt;
    m_link->shut();
    m_backoff.reset();
    m_reason = reason;
    setState(ConnectionState::SigningIn);
}

void Connection::signIn(const SignInWay &way, const QString &login, const QString &password, bool stay)
{
    if (m_state != ConnectionState::SigningIn || m_signIn || m_public) {
        return;
    }
    m_stay = stay;
    m_way = way.key();
    m_server.way = m_way;
    m_server.login = login.isEmpty() ? m_server.login : login;
    m_credentials = Credentials{way, login, password};
    m_signIn = std::make_unique<SignIn>(*m_link, m_parts.makeSecret, m_server.device);
    connect(m_signIn.get(), &SignIn::secretReady, this, [this] {
        if (m_link->isReady()) {
            m_signIn->send();
        } else {
            openLink();
        }
    });
    connect(m_signIn.get(), &SignIn::codeAsked, this, &Connection::codeAsked);
    connect(m_signIn.get(), &SignIn::codeRefused, this, &Connection::codeRefused);
    connect(m_signIn.get(), &SignIn::browserAsked, this, &Connection::browserAsked);
    connect(m_signIn.get(), &SignIn::succeeded, this, &Connection::signedIn);
    connect(m_signIn.get(), &SignIn::failed, this, &Connection::signInEnded);
    Q_EMIT signInStarted();
    openLink();
}

void Connection::sendCode(const QString &code, bool rememberDevice)
{
    if (awaitsCode()) {
        m_signIn->sendCode(code, rememberDevice);
    }
}

void Connection::cancelSignIn()
{
    if (m_signIn) {
        ++m_attempt;
        dropSignIn();
        m_link->shut();
        Q_EMIT signInCancelled();
    }
}

void Connection::callPublic(const QString &method, const QByteArray &request, QObject *context,
                            std::function<void(const common::Result<QByteArray> &)> done)
{
    if (m_state != ConnectionState::SigningIn || m_signIn || m_public) {
        const common::Error busy{ErrorCode::Unavailable,
                                 QStringLiteral("not while something else is under way"),
                                 {{QStringLiteral("reason"), QStringLiteral("not-connected")}}};
        QMetaObject::invokeMethod(
            context, [done = std::move(done), busy] { done(tl::unexpected<common::Error>(busy)); },
            Qt::QueuedConnection);
        return;
    }
    m_public = Public{method, request, context, std::move(done)};
    openLink();
}

void Connection::sendPublic()
{
    auto reply = std::make_shared<QByteArray>();
    common::RpcHandlers handlers;
    handlers.data = [reply](const QByteArray &bytes) { *reply = bytes; };
    handlers.end = [this, reply, attempt = m_attempt](const common::Status &status) {
        if (attempt != m_attempt || !m_public) {
            return;
        }
        if (!status) {
            endPublic(status.error());
            return;
        }
        const Public call = *std::exchange(m_public, std::nullopt);
        m_link->shut();
        if (call.context) {
            call.done(*reply);
        }
    };
    m_link->start(m_public->method, m_public->request, this, std::move(handlers));
}

void Connection::endPublic(const common::Error &error)
{
    const Public call = *std::exchange(m_public, std::nullopt);
    m_link->shut();
    if (call.context) {
        call.done(tl::unexpected<common::Error>(error));
    }
}

void Connection::dropSignIn()
{
    m_credentials.reset();
    if (m_signIn) {
        // It may be the sender of the signal that brought us here.
        m_signIn->disconnect(this);
        m_signIn.release()->deleteLater();
    }
}

void Connection::signInEnded(const common::Error &error)
{
    dropSignIn();
    m_link->shut();
    Q_EMIT signInFailed(error);
}

void Connection::signedIn(const SignedIn &signedIn)
{
    m_keys = m_signIn->takeKeys();
    dropSignIn();
    m_token = signedIn.token;
    keepToken();
    becomeReady(signedIn.identity);
}

void Connection::keepToken()
{
    if (!m_stay) {
        m_parts.tokens.remove(m_server.key);
        return;
    }
    m_parts.tokens.write(m_server.key, m_token, this, [this](const common::Status &status) {
        if (!status) {
            m_stay = false;
            Q_EMIT tokenNotKept(status.error());
        }
    });
}

void Connection::forgetToken()
{
    m_token.clear();
    m_keys = {};
    if (!m_server.key.isEmpty() && !m_guest) {
        m_parts.tokens.remove(m_server.key);
    }
}

void Connection::rememberUse(const common::Identity &identity)
{
    if (auto entry = m_parts.servers.find(m_server.key)) {
        entry->login = identity.login;
        entry->tenant = identity.tenant;
        entry->staySignedIn = m_stay;
        entry->way = m_way.isEmpty() ? entry->way : m_way;
        entry->lastUsed = m_parts.clock.wall();
        m_server = *entry;
        if (auto kept = m_parts.servers.update(*entry); !kept) {
            qWarning("%s",
                     qPrintable(kept.error().message)); // only the convenience of the next start is lost
        }
    }
}

} // namespace console
