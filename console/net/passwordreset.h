// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/net/signin.h"

namespace console
{

/// 20 letters and digits that cannot be mistaken for each other, in groups of four: 100 bits. Internal when
/// there is no randomness.
common::Result<QString> makeOneTimePassword();

/// Gives a user a one-time password: made here, derived in a worker; the server gets the derived secret only.
/// GUI thread.
class PasswordReset final : public QObject
{
    Q_OBJECT
public:
    /// An empty `make` is common::deriveLoginKeys.
    PasswordReset(common::RpcClient &rpc, SecretMaker make, QObject *parent = nullptr);

    /// `confirm`: ends of fingerprints of keys that nobody else opens, which the recorder asked for.
    void start(const QString &userId, const QStringList &confirm = {});

Q_SIGNALS:
    void succeeded(const QString &password);
    void failed(const common::Error &error);

private:
    void derive(const common::KdfParameters &parameters, const QString &serverId);
    void send(const common::KdfParameters &parameters, const QByteArray &secret);

    common::RpcClient &m_rpc;
    SecretMaker m_make;
    QString m_userId;
    QStringList m_confirm;
    QString m_password;
};

} // namespace console
