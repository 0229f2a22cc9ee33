// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/rpcclient.h"

#include <QList>

namespace earshot::v1
{
class Ways;
} // namespace earshot::v1

namespace console
{

enum class WayKind { Password, Directory, SingleSignOn };

/// One way to sign in to an installation.
struct SignInWay {
    WayKind kind = WayKind::Password;
    QString id{};   ///< of the directory or provider
    QString name{}; ///< of it, for people

    bool operator==(const SignInWay &) const = default;
    QString key() const; ///< "password", "directory:ID", "single-sign-on:ID": how it is remembered
};

struct SignInWays {
    QList<SignInWay> ways{SignInWay{}}; ///< never empty
    bool resetByMail = false;           ///< the recorder sends links to who forgot his password

    bool operator==(const SignInWays &) const = default;
};

/// Ways of a kind that this console does not know are left out; none at all is the password alone.
SignInWays waysFrom(const earshot::v1::Ways &wire);
/// Before sign-in. A recorder that does not know the question, or does not answer it, has the password alone.
void askWays(common::RpcClient &rpc, QObject *context, std::function<void(const SignInWays &)> done);

} // namespace console
