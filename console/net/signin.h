// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/loginkeys.h"
#include "common/model/identity.h"
#include "common/rpc/rpcclient.h"

#include <QObject>

#include <functional>

namespace earshot::v1
{
class BeginReply;
} // namespace earshot::v1

namespace console
{

/// common::deriveLoginKeys, or a quick one in tests.
using SecretMaker = std::function<common::Result<common::LoginKeys>(
    const QString &password, const common::KdfParameters &parameters, const QString &serverId)>;

/// Runs `make` in a worker thread and brings the keys back to the thread of `context`; the copy of the
/// password that was used is overwritten. Nothing comes when `context` died.
void deriveInBackground(const SecretMaker &make, const QString &password,
                        const common::KdfParameters &parameters, const QString &serverId, QObject *context,
                        std::function<void(common::Result<common::LoginKeys>)> done);

struct SignedIn {
    QByteArray token;
    common::Identity identity;
};

/// One sign-in: Begin, the derivation, SignIn. The server shuts connections that do not sign in within 5 s;
/// on a slow computer the derivation may take longer, so the two halves can use two connections. GUI thread.
class SignIn final : public QObject
{
    Q_OBJECT
public:
    SignIn(common::RpcClient &rpc, SecretMaker make, QObject *parent = nullptr);
    ~SignIn() override;

    void begin(const QString &login, const QString &password);
    bool hasSecret() const { return !m_secret.isEmpty(); }
    void send(); ///< after secretReady, when there is a connection

Q_SIGNALS:
    void secretReady();
    void succeeded(const console::SignedIn &signedIn);
    /// Denied: login or password is wrong; Unavailable with a reason of RpcClient; Invalid: the server asks
    /// for a derivation that is too weak.
    void failed(const common::Error &error);

private:
    void derive(const earshot::v1::BeginReply &reply);

    common::RpcClient &m_rpc;
    SecretMaker m_make;
    QString m_login;
    QString m_password;
    QByteArray m_secret;
};

/// Sets a new password for the signed-in user: the server gets the present secret and the new one. GUI
/// thread.
class PasswordChange final : public QObject
{
    Q_OBJECT
public:
    PasswordChange(common::RpcClient &rpc, SecretMaker make, QObject *parent = nullptr);
    ~PasswordChange() override;

    void start(const QString &login, const QString &present, const QString &next);

Q_SIGNALS:
    void succeeded();
    void failed(const common::Error &error); ///< Denied: the present password is wrong

private:
    void derivePresent();
    void deriveNext(const QByteArray &secret);
    void send(const QByteArray &secret, const common::KdfParameters &parameters, const QByteArray &newSecret);

    common::RpcClient &m_rpc;
    SecretMaker m_make;
    common::KdfParameters m_parameters; ///< the present ones
    QString m_serverId;
    QString m_present;
    QString m_next;
};

} // namespace console
