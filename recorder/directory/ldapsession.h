// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/net/outgoingrule.h"
#include "recorder/service/directoryport.h"

#include "common/core/result.h"

#include <QByteArray>
#include <QHash>
#include <QString>

#include <chrono>
#include <functional>
#include <memory>

struct ldap;

namespace recorder
{

/// One connection to an LDAP server, TLS always. What libldap keeps per process is left alone: every option
/// is set on the connection. It writes to connections that the other side has closed: the program ignores
/// SIGPIPE. One thread.
class LdapSession
{
public:
    static constexpr std::chrono::seconds kConnectTimeout{5};
    static constexpr std::chrono::seconds kAnswerTimeout{10};

    /// Values by attribute, names in lower case.
    struct Entry {
        QString dn;
        QHash<QString, QByteArray> values; ///< the first of each attribute
    };
    enum class Bind { Done, Refused };

    ~LdapSession();
    LdapSession(LdapSession &&) noexcept;
    LdapSession &operator=(LdapSession &&) noexcept;

    struct Place {
        QString host; ///< empty = the URL is none of a directory
        quint16 port = 0;
        OutgoingRule::Target target = OutgoingRule::Target::OfTenant;
    };
    static Place placeOf(const DirectoryServer &server);

    /// Connected, TLS done, the certificate and its name checked. Fields: cause = certificate | tls | refused
    /// | timeout | url | name | forbidden.
    static common::Result<LdapSession> connect(const DirectoryServer &server, const OutgoingRule &rule);
    /// Refused = the server says no to this name or password. An empty password with a name is refused here:
    /// by RFC 4513 section 5.1.2 servers answer it with success. Empty name and password = anonymous.
    common::Result<Bind> bind(const QString &dn, const QByteArray &password);
    /// The whole subtree, page by page; `most` 0 = all. References to other servers are not followed. `use`
    /// false = stop.
    common::Status search(const QString &base, const QByteArray &filter, const QStringList &attributes,
                          int most, const std::function<bool(const Entry &)> &use);

private:
    struct Free {
        void operator()(ldap *handle) const;
    };
    using Handle = std::unique_ptr<ldap, Free>;
    explicit LdapSession(Handle handle);
    common::Status secure(const DirectoryServer &server);
    common::Error errorOf(int code, const QString &what) const;

    Handle m_handle;
};

} // namespace recorder
