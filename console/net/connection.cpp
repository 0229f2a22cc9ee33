// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/connection.h"

#include "common/rpc/codecs/recordcodec.h"

#include <QPointer>

#include <algorithm>
#include <iterator>
#include <utility>

namespace console
{

using namespace std::chrono_literals;
using common::ErrorCode;

namespace
{
constexpr auto kPoll = 250ms;
/// Ids of calls that were never made are above every id of a link.
constexpr common::RpcCallId kRefusedBit = common::RpcCallId(1) << 63;

bool isSignedOut(const common::Error &error)
{
    return error.fields.value(QStringLiteral("reason")) == QLatin1String("signed-out");
}

/// By the names of the contract: services speak of what they do first.
bool changesSomething(const QString &method)
{
    const QString service = method.section(u'/', 0, 0).section(u'.', -1);
    const QString name = method.section(u'/', 1);
    static const char *const own[] = {"Session", "System", "SecondStep", "Impersonation"};
    if (std::any_of(std::begin(own), std::end(own),
                    [&service](const char *mine) { return service == QLatin1String(mine); })) {
        return false; // about the user's own session
    }
    static const char *const reads[] = {"List",  "Get",  "Watch",       "Media", "Peaks",
                                        "Count", "Find", "Permissions", "Test",  "Check"};
    return std::none_of(std::begin(reads), std::end(reads),
                        [&name](const char *read) { return name.startsWith(QLatin1String(read)); });
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
        dropHeld(QStringLiteral("not-connected"));
    }
    if (was != isReady()) {
        Q_EMIT readyChanged(isReady());
    }
}

void Connection::open(const QString &serverKey)
{
    close();
    const auto entry = m_parts.servers.find(serverKey);
    if (!entry) {
        Q_EMIT connectFailed({ErrorCode::NotFound, QStringLiteral("no such server in the list"), {}});
        return;
    }
    if (m_server.key != entry->key) {
        m_ways = {};
    }
    m_server = *entry;
    m_stay = entry->staySignedIn;
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
    close();
    const auto entry = m_parts.servers.find(serverKey);
    if (!entry) {
        Q_EMIT connectFailed({ErrorCode::NotFound, QStringLiteral("no such server in the list"), {}});
        return;
    }
    m_server = *entry;
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
    m_stay = false;
    m_guest = false;
    m_writesConfirmed = false;
    m_reason = SignInReason::First;
    setState(ConnectionState::Disconnected);
}

common::Status Connection::trustCertificate()
{
    if (m_state != ConnectionState::CertificateUnknown) {
        return common::fail(ErrorCode::Conflict, QStringLiteral("no certificate waits for a decision"));
    }
    if (auto kept = m_parts.servers.setPin(m_server.key, m_certificate.sha256); !kept) {
        return kept;
    }
    m_server.pin = m_certificate.sha256;
    setState(ConnectionState::Connecting);
    openLink();
    return {};
}

void Connection::certificateTrusted(const CertificateFacts &facts)
{
    const bool over = facts.validUntil.isValid() &&
                      facts.validUntil.toMSecsSinceEpoch() <= common::toUnixMs(m_parts.clock.wall());
    m_certificateEnded = over ? facts.validUntil : QDateTime();
    if (over) {
        Q_EMIT certificateExpired(facts.validUntil);
    }
}

void Connection::certificateRefused(const CertificateFacts &facts)
{
    m_certificate = facts;
    dropSignIn();
    m_backoff.reset();
    if (m_server.pin.isEmpty()) {
        setState(ConnectionState::CertificateUnknown);
        return;
    }
    m_token.clear(); // whoever answers there must never be given it
    setState(ConnectionState::CertificateChanged);
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
    earshot::v1::ResumeRequest request;
    request.set_token(m_token.toStdString());
    const quint64 attempt = m_attempt;
    common::call<earshot::v1::SignInReply>(
        *m_link, QStringLiteral("earshot.v1.Session/Resume"), request, this,
        [this, attempt](const common::Result<earshot::v1::SignInReply> &reply) {
            if (attempt != m_attempt) {
                return;
            }
            auto identity = reply ? common::fromWire(reply->identity())
                                  : common::Result<common::Identity>(tl::unexpected(reply.error()));
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
        m_link->start(QStringLiteral("earshot.v1.Session/SignOut"), {}, m_link.get(),
                      {[](const QByteArray &) {}, [](const common::Status &) {}});
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
    m_link->start(QStringLiteral("earshot.v1.Session/SignOut"), {}, this, {[](const QByteArray &) {}, shut},
                  {.deadline = 1s});
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
    common::call<earshot::v1::Identity>(*this, QStringLiteral("earshot.v1.Session/WhoAmI"),
                                        earshot::v1::WhoAmIRequest{}, this,
                                        [this](const common::Result<earshot::v1::Identity> &reply) {
                                            if (!reply) {
                                                return;
                                            }
                                            if (auto identity = common::fromWire(*reply)) {
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

common::RpcCallId Connection::refuse(QObject *context, common::RpcHandlers handlers)
{
    const common::RpcCallId id = kRefusedBit | ++m_lastRefused;
    m_refused.insert(id);
    const QPointer<Connection> self(this);
    QMetaObject::invokeMethod(
        context,
        [self, id, end = std::move(handlers.end)] {
            if (self && self->m_refused.remove(id) && end) {
                end(common::fail(ErrorCode::Unavailable, QStringLiteral("not connected to the server"),
                                 {{QStringLiteral("reason"), QStringLiteral("not-connected")}}));
            }
        },
        Qt::QueuedConnection);
    return id;
}

common::RpcCallId Connection::start(const QString &method, const QByteArray &request, QObject *context,
                                    common::RpcHandlers handlers, common::RpcOptions options)
{
    if (!isReady()) {
        return refuse(context, std::move(handlers));
    }
    Held call{method, request, context, std::move(handlers), options};
    const bool asks = m_server.production && m_server.confirmWrites && !m_writesConfirmed;
    return asks && changesSomething(method) ? hold(std::move(call)) : send(call);
}

common::RpcCallId Connection::send(const Held &call)
{
    const QPointer<Connection> self(this);
    const quint64 attempt = m_attempt;
    common::RpcHandlers handlers = call.handlers;
    handlers.end = [self, attempt, end = call.handlers.end](const common::Status &status) {
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

common::RpcCallId Connection::hold(Held call)
{
    const common::RpcCallId id = kRefusedBit | ++m_lastRefused;
    connect(call.context, &QObject::destroyed, this, [this, id] { m_held.remove(id); });
    m_held.insert(id, std::move(call));
    if (!std::exchange(m_asking, true)) {
        // Never from inside start(): the caller does not have his id yet.
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_held.isEmpty()) {
                    m_asking = false; // cancelled meanwhile
                } else {
                    Q_EMIT firstWriteHeld();
                }
            },
            Qt::QueuedConnection);
    }
    return id;
}

void Connection::confirmWrites(bool yes)
{
    m_asking = false;
    if (!yes) {
        dropHeld(QStringLiteral("cancelled"));
        return;
    }
    m_writesConfirmed = true;
    const auto held = std::exchange(m_held, {});
    for (auto call = held.begin(); call != held.end(); ++call) {
        if (call->context) {
            m_released.insert(call.key(), send(*call));
        }
    }
}

void Connection::dropHeld(const QString &reason)
{
    m_asking = false;
    const auto held = std::exchange(m_held, {});
    m_released.clear();
    for (const Held &call : held) {
        if (call.context && call.handlers.end) {
            call.handlers.end(common::fail(ErrorCode::Unavailable, QStringLiteral("was not sent"),
                                           {{QStringLiteral("reason"), reason}}));
        }
    }
}

void Connection::cancel(common::RpcCallId call)
{
    if (m_released.contains(call)) {
        m_link->cancel(m_released.take(call));
    } else if ((call & kRefusedBit) != 0) {
        m_refused.remove(call);
        m_held.remove(call);
    } else if (call != 0) {
        m_link->cancel(call);
    }
}

void Connection::consumed(common::RpcCallId call, qint64 bytes)
{
    const common::RpcCallId sent = m_released.value(call, call);
    if ((sent & kRefusedBit) == 0) {
        m_link->consumed(sent, bytes);
    }
}

} // namespace console
