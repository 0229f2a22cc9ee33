// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/directoryport.h"

namespace recorder
{

/// DirectoryPort over libldap. Holds nothing: each call has its own connection.
class LdapDirectory : public DirectoryPort
{
public:
    common::Result<std::optional<DirectoryEntry>> signIn(const DirectoryServer &server, const QString &login,
                                                         const QByteArray &password) const override;
    common::Status search(const DirectoryServer &server,
                          const std::function<bool(const DirectoryEntry &)> &use) const override;
    QList<ConnectionStep> test(const DirectoryServer &server) const override;
};

} // namespace recorder
