// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/net/outgoingrule.h"
#include "recorder/service/directoryport.h"

namespace recorder
{

class LdapSession;

/// DirectoryPort over libldap: each call has its own connection, to where the rule allows it.
class LdapDirectory : public DirectoryPort
{
public:
    explicit LdapDirectory(OutgoingRule rule = {})
        : m_rule(std::move(rule))
    {
    }
    common::Result<std::optional<DirectoryEntry>> signIn(const DirectoryServer &server, const QString &login,
                                                         const QByteArray &password) const override;
    common::Status search(const DirectoryServer &server,
                          const std::function<bool(const DirectoryEntry &)> &use) const override;
    QList<ConnectionStep> test(const DirectoryServer &server) const override;

private:
    common::Result<LdapSession> open(const DirectoryServer &server) const;

    const OutgoingRule m_rule;
};

} // namespace recorder
