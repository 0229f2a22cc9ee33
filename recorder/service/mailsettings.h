// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/mail/smtpserver.h"
#include "recorder/service/gate.h"

#include "common/crypto/hostkey.h"

namespace recorder
{

/// How this installation sends e-mail, as a page edits it.
struct MailSetting {
    bool enabled = false;
    QString host;
    int port = 587;
    QString security = QStringLiteral("starttls"); ///< or tls; none only on this host
    QString login;
    QString password; ///< never comes out; empty = unchanged
    bool hasPassword = false;
    QString from;
    QString caCertificates; ///< PEM
    int version = 0;        ///< 0 = never set

    bool operator==(const MailSetting &) const = default;
};

/// In use: what mails are sent with.
struct MailRoute {
    SmtpServer server;
    QString from;
};

/// Denied (fields: system = not-allowed) for everybody whose scope is less than everything.
common::Result<MailSetting> mailSetting(Transaction &transaction, const TenantScope &scope);
/// Invalid (host | port | security | from | login | ca_certificates; password = required when the host is
/// another one: the stored password goes to no other server), Conflict (version = changed).
common::Result<MailSetting> changeMailSetting(Transaction &transaction, const TenantScope &scope,
                                              AuditDetail &trail, const common::HostKey &key,
                                              const MailSetting &wanted);
/// The route that `setting` describes, with the stored password when it has none. Errors as above.
common::Result<MailRoute> routeOf(Transaction &transaction, const TenantScope &scope,
                                  const common::HostKey &key, const MailSetting &setting);
/// None when mail is off. Internal when another host's key sealed the password.
common::Result<std::optional<MailRoute>> mailRoute(Transaction &transaction, const common::HostKey &key);
bool isMailOn(Transaction &transaction);

} // namespace recorder
