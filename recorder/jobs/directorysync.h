// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobkind.h"
#include "recorder/service/directoryport.h"

#include "common/crypto/hostkey.h"

#include <memory>

namespace recorder
{

/// Takes users over from an LDAP directory (the job's subject): new ones with the directory's default role
/// and group, changes of name, login, e-mail and telephone number (which becomes an extension), and, when it
/// is asked for, switches off those who are gone. A user is known by his key in the directory; one who never
/// had a key, by his login. Users of other sources are left alone: a login, name or extension that is taken
/// is a line of the job and not its failure.
///
/// Each user is a transaction with an audit row of its own, so doing it again after a crash goes on where it
/// stopped. Lines: row = number of the entry; codes created, changed, deactivated, activated, missing, and
/// with error = true the reason of what was refused; detail = login and what it is about.
class DirectorySync : public JobKind
{
public:
    DirectorySync(std::shared_ptr<const DirectoryPort> port, common::HostKey key);

    QString kind() const override;
    WhenLost whenLost() const override { return WhenLost::RunAgain; }
    common::Status run(JobContext &job) const override;

private:
    const std::shared_ptr<const DirectoryPort> m_port;
    const common::HostKey m_key;
};

} // namespace recorder
