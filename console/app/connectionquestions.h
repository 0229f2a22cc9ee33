// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

class QWidget;

namespace console
{

class CertificateDialog;
class Connection;
class SessionKeys;
class UnlockKeysDialog;
enum class ConnectionState;

/// What a connection asks the user: whether he trusts a certificate, whether he means to change a production
/// server, what opens his keys. GUI thread.
class ConnectionQuestions final : public QObject
{
    Q_OBJECT
public:
    ConnectionQuestions(Connection &connection, SessionKeys &keys, QWidget &window);

    CertificateDialog *certificate() const;
    void askForTrust();
    /// The question about the certificate goes when the state is another one, that for the keys when somebody
    /// has to sign in.
    void follow(ConnectionState state);
    void askForKeys();
    /// `seen`: the user is at his pages.
    void followKeys(bool seen);

private:
    void trust();
    void askBeforeFirstWrite();

    Connection &m_connection;
    SessionKeys &m_keys;
    QWidget &m_window;
    QPointer<CertificateDialog> m_certificate;
    QPointer<UnlockKeysDialog> m_unlock;
};

} // namespace console
