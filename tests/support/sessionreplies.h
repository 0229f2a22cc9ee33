// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/proto/session.pb.h"
#include "console/net/signin.h"

namespace tests
{

/// What a recorder says to Begin.
inline earshot::v1::BeginReply beginReply()
{
    earshot::v1::BeginReply reply;
    reply.set_server_id("018f0000-0000-7000-8000-000000000001");
    auto *parameters = reply.mutable_parameters();
    parameters->set_salt(std::string(16, 's'));
    parameters->set_account_id(std::string(16, 'a'));
    parameters->set_passes(3);
    parameters->set_memory_kib(65536);
    return reply;
}

inline earshot::v1::SignInReply signInReply(const std::string &token, const std::string &login = "root",
                                            const std::vector<std::string> &permissions = {"calls.view"})
{
    earshot::v1::SignInReply reply;
    reply.set_token(token);
    auto *identity = reply.mutable_identity();
    identity->set_user_id("018f0000-0000-7000-8000-0000000000aa");
    identity->set_login(login);
    identity->set_name("Ada Novak");
    identity->set_tenant("Demo");
    identity->set_role("root");
    for (const std::string &permission : permissions) {
        identity->add_permissions(permission);
    }
    identity->set_expires_ms(1'800'000'000'000);
    return reply;
}

/// Instead of Argon2id: quick, and different for each input.
inline console::SecretMaker quickSecret()
{
    return [](const QString &password, const common::KdfParameters &parameters,
              const QString &serverId) -> common::Result<common::LoginKeys> {
        return common::LoginKeys{
            (password.toUtf8() + '|' + parameters.salt.left(2) + '|' + serverId.left(4).toLatin1())
                .leftJustified(32, '.'),
            QByteArray(32, 'k')};
    };
}

} // namespace tests
