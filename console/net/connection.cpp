// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/connection.h"

#include "console/net/sessioncalls.h"

#include <QPointer>

#include <utility>

namespace console
{

using namespace std::chrono_literals;
using common::ErrorCode;

namespace
{
constexpr auto kPoll = 250ms;

bool isSignedOut(const common::Error &error)
{
    return error.fields.value(QStringLiteral("reason")) == QLatin1String("signed-out");
}

/// The role began to demand it while the session ran.
bool wantsSecondStep(const common::Error &error)
{
    return error.fields.value(QStringLiteral("reason")) == QLatin1String("second-step-required");
}
} // namespace

Connection::Connection(ConnectionParts parts, std::unique_ptr<Link> link, QObject *parent)
    : RpcClient(parent)
    , m_parts(std::move(parts))
    , m_link(std::move(link))
    , m_backoff(m_parts.clock, m_parts.random)
{
    connect(m_link.get(), &Link::opened, this, &Connection::linkOpened);
    connect(m_link.get(), &Link::lost, this, &Connection::linkLost);
    connect(m_link.get(), &Link::certificateRefused, this, &Connection::certificateRefused);
    connect(m_link.get(), &Link::certificateTrusted, this, &Connection::certificateTrusted);
    connect(&m_unsent, &UnsentCalls::firstHeld, this, &Connection::firstWriteHeld);
    m_timer.setInterval(kPoll);
    connect(&m_timer, &QTimer::timeout, this, &Connection::poll);
}

Connection::~Connection() = default;

void Connection::setState(ConnectionState state)
{
    if (m_state == state) {
        return;
    }
    const bool was = isReady();
    m_state = state;
    if (state == ConnectionState::Lost) {
        m_timer.start();
    } else {
        m_timer.stop();
    }
    Q_EMIT stateChanged(state);
    if (was && !isReady()) {
        m_unsent.drop(QStringLiteral("not-connected"));
    }
    if (was != isReady()) {
        Q_EMIT readyChanged(isReady());
    }
}

bool Connection::choose(const QString &serverKey)
{
    close();
    const auto entry = m_parts.servers.find(serverKey);
    if (!entry) {
        Q_EMIT connectFailed({ErrorCode::NotFound, QStringLiteral("no such server in the list"), {}});
        return false;
    }
    if (m_server.key != entry->key) {
        m_ways = {};
    }
    m_server = *entry;
    return true;
}

void Connection::open(const QString &serverKey)
{
    if (!choose(serverKey)) {
        return;
    }
    m_stay = m_server.staySignedIn;
    knowDevice();
    setState(ConnectionState::Connecting);
    if (!m_stay || m_server.pin.isEmpty()) {
        openLink();
        return;
    }
    const quint64 attempt = m_attempt;
    m_parts.tokens.read(m_server.key, this, [this, attempt](const common::Result<QByteArray> &token) {
        if (attempt == m_attempt && m_state == ConnectionState::Connecting) {
            m_token = token ? *token : QByteArray();
            openLink();
        }
    });
}

void Connection::openAsGuest(const QString &serverKey, const QByteArray &token)
{
    if (!choose(serverKey)) {
        return;
    }
    m_token = token;
    m_guest = true;
    setState(ConnectionState::Connecting);
    openLink();
}

void Connection::openLink()
{
    ++m_attempt;
    m_link->open({m_server.host, m_server.port, m_server.pin});
}

void Connection::close()
{
    ++m_attempt;
    dropSignIn();
    m_public.reset();
    m_link->shut();
    m_backoff.reset();
    m_token.clear();
    m_keys = {};
    m_stay = false;
    m_guest = false;
    m_writesConfirmed = false;
    m_reason = SignInReason::First;
    setState(ConnectionState::Disconnected);
}

void Connection::linkOpened(const QString &)
{
    if (m_public) {
        sendPublic();
    } else if (m_credentials) {
        const Credentials given = *std::exchange(m_credentials, std::nullopt);
        m_signIn->begin(given.way, given.login, given.password);
    } else if (m_signIn && m_signIn->hasSecret()) {
        m_signIn->send();
    } else if (!m_token.isEmpty()) {
        resume();
    } else {
        askWaysThenPassword();
    }
}

void Connection::linkLost(const common::Error &error)
{
    switch (m_state) {
    case ConnectionState::Connecting:
        close();
        Q_EMIT connectFailed(error);
        return;
    case ConnectionState::SigningIn:
        // While the password is typed there is no link; while the secret is made the server may end it.
        if (m_public) {
            endPublic(error);
        } else if (m_credentials || awaitsCode() || awaitsBrowser()) {
            signInEnded(error);
        }
        return;
    case ConnectionState::Ready:
        if (isSignedOut(error)) {
            sessionEnded();
            return;
        }
        m_lostSince = m_parts.clock.wall();
        m_backoff.reset();
        m_backoff.failed();
        setState(ConnectionState::Lost);
        Q_EMIT retryChanged();
        return;
    case ConnectionState::Lost:
        m_backoff.failed();
        Q_EMIT retryChanged();
        return;
    case ConnectionState::Disconnected:
    case ConnectionState::CertificateUnknown:
    case ConnectionState::CertificateChanged: return;
    }
}

void Connection::resume()
{
    const quint64 attempt = m_attempt;
    resumeSession(*m_link, m_token, this, [this, attempt](const common::Result<common::Identity> &identity) {
        if (attempt != m_attempt) {
            return;
        }
        if (identity) {
            becomeReady(*identity);
        } else if (identity.error().code == ErrorCode::Denied) {
            sessionEnded();
        } else {
            m_link->shut();
            linkLost(identity.error());
        }
    });
}

void Connection::sessionEnded()
{
    if (m_guest) {
        close();
        return;
    }
    const bool first = m_identity.userId.isEmpty();
    forgetToken();
    askForPassword(first ? SignInReason::First : SignInReason::SessionEnded);
}

void Connection::becomeReady(const common::Identity &identity)
{
    m_backoff.reset();
    m_link->setSignedIn();
    const bool changed = identity != m_identity;
    m_identity = identity;
    if (!m_guest) {
        rememberUse(identity);
    }
    if (changed) {
        Q_EMIT identityChanged();
    }
    setState(ConnectionState::Ready);
}

void Connection::sendSignOut()
{
    if (m_link->isReady() && !m_token.isEmpty()) {
        endSession(*m_link, m_link.get(), [](const common::Status &) {});
    }
}

void Connection::signOut()
{
    const bool ready = isReady();
    const QByteArray token = m_token;
    forgetToken();
    if (!ready || token.isEmpty()) {
        close();
        return;
    }
    // The link is shut when the server has answered, or after a second when it does not.
    const quint64 attempt = ++m_attempt;
    const auto shut = [this, attempt](const common::Status &) {
        if (attempt == m_attempt) {
            close();
        }
    };
    endSession(*m_link, this, shut, {.deadline = 1s});
}

void Connection::lock()
{
    if (m_state != ConnectionState::Ready && m_state != ConnectionState::Lost) {
        return;
    }
    sendSignOut();
    if (m_guest) {
        close();
        return;
    }
    forgetToken();
    askForPassword(SignInReason::Locked);
}

void Connection::retryNow()
{
    if (m_state == ConnectionState::Lost && m_backoff.waiting()) {
        m_backoff.hurry();
        poll();
    }
}

void Connection::refreshIdentity()
{
    askWhoIAm(*this, this, [this](const common::Result<common::Identity> &identity) {
        if (identity) {
            m_identity = *identity;
            Q_EMIT identityChanged();
        }
    });
}

void Connection::poll()
{
    if (m_state != ConnectionState::Lost) {
        return;
    }
    if (m_backoff.due()) {
        m_backoff.pause();
        openLink();
    }
    Q_EMIT retryChanged();
}

common::RpcCallId Connection::start(const QString &method, const QByteArray &request, QObject *context,
                                    common::RpcHandlers handlers, common::RpcOptions options)
{
    if (!isReady()) {
        return m_unsent.refuse(context, std::move(handlers));
    }
    UnsentCalls::Call call{method, request, context, std::move(handlers), options};
    const bool asks = m_server.production && m_server.confirmWrites && !m_writesConfirmed;
    return asks && isAskedAbout(method) ? m_unsent.hold(std::move(call)) : send(call);
}

common::RpcCallId Connection::send(const UnsentCalls::Call &call)
{
    const QPointer<Connection> self(this);
    const quint64 attempt = m_attempt;
    common::RpcHandlers handlers = call.handlers;
    handlers.end = [self, attempt, end = call.handlers.end](const common::Status &status) {
        if (self && !status && wantsSecondStep(status.error()) && !self->m_identity.mustSetSecondStep) {
            self->m_identity.mustSetSecondStep = true; // once, however many calls end so
            QMetaObject::invokeMethod(self.data(), &Connection::refreshIdentity, Qt::QueuedConnection);
        }
        if (self && !status && isSignedOut(status.error()) && attempt == self->m_attempt) {
            // Later: shutting the link ends the other calls, and we are inside the end of one.
            QMetaObject::invokeMethod(
                self.data(),
                [self, attempt] {
                    if (attempt == self->m_attempt && self->isReady()) {
                        self->sessionEnded();
                    }
                },
                Qt::QueuedConnection);
        }
        if (end) {
            end(status);
        }
    };
    return m_link->start(call.method, call.request, call.context, std::move(handlers), call.options);
}

void Connection::confirmWrites(bool yes)
{
    if (!yes) {
        m_unsent.drop(QStringLiteral("cancelled"));
        return;
    }
    m_writesConfirmed = true;
    m_unsent.release([this](const UnsentCalls::Call &call) { return send(call); });
}

void Connection::cancel(common::RpcCallId call)
{
    if (const common::RpcCallId sent = m_unsent.cancel(call); sent != 0) {
        m_link->cancel(sent);
    }
}

void Connection::consumed(common::RpcCallId call, qint64 bytes)
{
    if (const common::RpcCallId sent = m_unsent.onLink(call); sent != 0) {
        m_link->consumed(sent, bytes);
    }
}

} // namespace console
