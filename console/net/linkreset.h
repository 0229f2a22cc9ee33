// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/net/signin.h"

namespace console
{

class Connection;

/// The 32 bytes of a link to reset a password: a whole link (earshot://HOST/reset?link=…) or what stands
/// behind its "link=", in base64url or hex; blanks of a broken line do no harm. Invalid for everything else.
common::Result<QByteArray> resetLinkFrom(const QString &text);
/// The same as text that a link can hold.
QString textOfResetLink(const QByteArray &link);

/// A new password by a link, without being signed in: check() tells whose it is, set() derives the secret of
/// the new password and sends it. The connection waits for a sign-in meanwhile. GUI thread.
class LinkReset final : public QObject
{
    Q_OBJECT
public:
    LinkReset(Connection &connection, SecretMaker make, QObject *parent = nullptr);

    /// Sends a link to who has forgotten his password. The answer does not say whether there is such a user.
    void forgot(const QString &login);
    void check(const QByteArray &link);
    /// After checked. `confirm`: ends of fingerprints of keys that nobody else opens, which the recorder
    /// asked for.
    void set(const QString &password, const QStringList &confirm = {});

Q_SIGNALS:
    void sent();
    void checked(const QString &login, bool secondStep);
    void succeeded();
    void failed(const common::Error &error); ///< Denied {link: expired}: used, old or unknown

private:
    void send(const common::KdfParameters &parameters, const QByteArray &secret);

    Connection &m_connection;
    SecretMaker m_make;
    QByteArray m_link;
    QStringList m_confirm;
    common::KdfParameters m_least; ///< what the server asks for at least; without salt
    QString m_serverId;
};

} // namespace console
