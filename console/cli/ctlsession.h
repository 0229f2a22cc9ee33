// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/cli/ctloptions.h"
#include "console/cli/filetokenstore.h"
#include "console/net/connection.h"

#include <memory>

namespace console
{

/// earshotctl's connection: finds the server, trusts as the options say, takes up the kept session or signs
/// in. Exactly one of ready and failed is emitted, once.
class CtlSession final : public QObject
{
    Q_OBJECT
public:
    CtlSession(CtlOptions options, std::unique_ptr<Link> link, SecretMaker make, QObject *parent = nullptr);

    void open();
    void signOut();                     ///< `signedOut` follows
    void giveCode(const QString &code); ///< the answer to codeWanted
    Connection &connection() { return *m_connection; }
    /// Signed in with a password for this one command: nobody will take the session up again.
    bool isTemporary() const { return m_signedIn && m_options.command != QLatin1String("login"); }

Q_SIGNALS:
    void ready();
    void signedOut();
    void codeWanted(); ///< of 2-step verification, from the terminal
    void failed(const common::Error &error, console::ExitCode code);
    void note(const QString &text); ///< for the terminal, beside the output

private:
    common::Result<ServerEntry> chooseServer();
    void follow(ConnectionState state);
    void answerCertificate();
    void answerSignIn();
    void answerCode();
    void fail(const common::Error &error);
    void fail(const common::Error &error, ExitCode code);

    CtlOptions m_options;
    common::SystemClock m_clock;
    ServerBook m_servers;
    FileTokenStore m_tokens;
    std::unique_ptr<Connection> m_connection;
    bool m_over = false;
    bool m_signedIn = false;
};

} // namespace console
