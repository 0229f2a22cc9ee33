// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/cli/ctlsession.h"

#include <QRandomGenerator>

namespace console
{

using common::ErrorCode;

CtlSession::CtlSession(CtlOptions options, std::unique_ptr<Link> link, SecretMaker make, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_servers(m_options.dataFolder + QStringLiteral("/servers.ini"))
    , m_tokens(m_options.dataFolder)
    , m_connection(std::make_unique<Connection>(
          ConnectionParts{m_clock, m_servers, m_tokens, std::move(make),
                          [] { return QRandomGenerator::global()->generateDouble(); }},
          std::move(link)))
{
    // Queued: what we answer must not run inside the state that asks.
    connect(m_connection.get(), &Connection::stateChanged, this, &CtlSession::follow, Qt::QueuedConnection);
    connect(m_connection.get(), &Connection::connectFailed, this,
            [this](const common::Error &error) { fail(error); });
    connect(m_connection.get(), &Connection::signInFailed, this,
            [this](const common::Error &error) { fail(error); });
    connect(m_connection.get(), &Connection::codeAsked, this, &CtlSession::answerCode, Qt::QueuedConnection);
    connect(m_connection.get(), &Connection::codeRefused, this, [this](const common::Error &error) {
        fail({error.code, QStringLiteral("the code is not right, or it was used already"), error.fields});
    });
    connect(m_connection.get(), &Connection::certificateExpired, this, [this](const QDateTime &when) {
        Q_EMIT note(QStringLiteral("the certificate of the server expired on %1; it is still the trusted one")
                        .arg(when.toUTC().date().toString(Qt::ISODate)));
    });
    connect(m_connection.get(), &Connection::tokenNotKept, this,
            [this](const common::Error &error) { Q_EMIT note(error.message); });
}

common::Result<ServerEntry> CtlSession::chooseServer()
{
    if (m_options.server.isEmpty()) {
        const ServerEntry *latest = nullptr;
        const QList<ServerEntry> all = m_servers.servers();
        for (const ServerEntry &entry : all) {
            if (latest == nullptr || entry.lastUsed > latest->lastUsed) {
                latest = &entry;
            }
        }
        if (latest == nullptr) {
            return common::fail(ErrorCode::Invalid, QStringLiteral("which recorder? --server HOST:PORT"));
        }
        return *latest;
    }
    auto wanted = serverFromAddress(m_options.server);
    if (!wanted) {
        return wanted;
    }
    if (const auto known = m_servers.findAddress(wanted->host, wanted->port)) {
        return *known;
    }
    wanted->label = wanted->address();
    return m_servers.add(*wanted);
}

void CtlSession::open()
{
    auto server = chooseServer();
    if (!server) {
        fail(server.error());
        return;
    }
    if (m_options.command == QLatin1String("login")) {
        m_tokens.remove(server->key); // a new session is wanted, not the kept one
    }
    // The kept session is taken up whenever it is there.
    server->staySignedIn = true;
    if (auto kept = m_servers.update(*server); !kept) {
        fail(kept.error());
        return;
    }
    m_connection->open(server->key);
}

void CtlSession::follow(ConnectionState state)
{
    if (state != m_connection->state()) {
        return; // it has gone on since
    }
    switch (state) {
    case ConnectionState::CertificateUnknown: answerCertificate(); break;
    case ConnectionState::CertificateChanged:
        fail({ErrorCode::Denied,
              QStringLiteral(
                  "the certificate of %1 has changed; nothing was sent\n  trusted: %2\n  shown:   %3\n"
                  "If that is right, remove the server's \"pin\" from %4.")
                  .arg(m_connection->server().address(), fingerprintText(m_connection->server().pin),
                       fingerprintText(m_connection->certificate().sha256),
                       m_options.dataFolder + QStringLiteral("/servers.ini")),
              {}},
             ExitCode::Certificate);
        break;
    case ConnectionState::SigningIn: answerSignIn(); break;
    case ConnectionState::Ready:
        if (!m_over) {
            m_over = true;
            Q_EMIT ready();
        }
        break;
    case ConnectionState::Lost:
        fail({ErrorCode::Unavailable, QStringLiteral("the connection was lost"), {}});
        break;
    case ConnectionState::Disconnected:
    case ConnectionState::Connecting: break;
    }
}

void CtlSession::answerCertificate()
{
    const QString fingerprint = fingerprintText(m_connection->certificate().sha256);
    if (!m_options.trustFirstUse) {
        fail({ErrorCode::Denied,
              QStringLiteral("the certificate of %1 is not known: SHA-256 %2\n"
                             "Compare it with the recorder's, then use --trust-first-use.")
                  .arg(m_connection->server().address(), fingerprint),
              {}},
             ExitCode::Certificate);
        return;
    }
    if (auto kept = m_connection->trustCertificate(); !kept) {
        fail(kept.error());
        return;
    }
    Q_EMIT note(
        QStringLiteral("trusting %1 with SHA-256 %2").arg(m_connection->server().address(), fingerprint));
}

void CtlSession::answerSignIn()
{
    if (m_over) {
        return;
    }
    if (m_options.command == QLatin1String("logout")) {
        m_over = true;
        Q_EMIT signedOut(); // there was no session
        return;
    }
    const QString user = m_options.user.isEmpty() ? m_connection->server().login : m_options.user;
    if (m_options.password.isEmpty() || user.isEmpty() || m_signedIn) {
        fail({ErrorCode::Denied,
              QStringLiteral("not signed in to %1: use 'earshotctl login --user LOGIN' with the password in "
                             "EARSHOT_PASSWORD")
                  .arg(m_connection->server().address()),
              {}});
        return;
    }
    m_signedIn = true;
    // Only login leaves a session behind; other commands with a password are done when they end.
    m_connection->signIn(user, m_options.password, m_options.command == QLatin1String("login"));
    m_options.password.clear();
}

void CtlSession::answerCode()
{
    if (m_options.code.isEmpty() && m_options.asksForCode && !m_over) {
        Q_EMIT codeWanted();
        return;
    }
    if (m_options.code.isEmpty()) {
        fail({ErrorCode::Denied,
              QStringLiteral("%1 asks for the code of 2-step verification: use --code or EARSHOT_CODE")
                  .arg(m_connection->server().address()),
              {}});
        return;
    }
    m_connection->sendCode(m_options.code, m_options.command == QLatin1String("login"));
}

void CtlSession::giveCode(const QString &code)
{
    m_options.code = code.trimmed();
    m_options.asksForCode = false;
    answerCode();
}

void CtlSession::signOut()
{
    connect(m_connection.get(), &Connection::stateChanged, this, [this](ConnectionState state) {
        if (state == ConnectionState::Disconnected) {
            Q_EMIT signedOut();
        }
    });
    m_connection->signOut();
}

void CtlSession::fail(const common::Error &error)
{
    fail(error, exitCodeFor(error));
}

void CtlSession::fail(const common::Error &error, ExitCode code)
{
    if (!std::exchange(m_over, true)) {
        Q_EMIT failed(error, code);
    }
}

} // namespace console
