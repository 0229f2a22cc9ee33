// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/directoryport.h"

#include <QProcess>
#include <QTemporaryDir>

namespace tests
{

/// A real OpenLDAP server of the test's own on loopback (tests/peers/ldap.sh says what is in it).
class LdapPeer
{
public:
    enum class Kind { Tls, Plain };

    explicit LdapPeer(int users = 0, Kind kind = Kind::Tls);
    ~LdapPeer();

    /// How a recorder reaches it: StartTLS.
    recorder::DirectoryServer server() const;
    QString url() const;        ///< ldap://
    QString securedUrl() const; ///< ldaps://
    QByteArray caPem() const;
    /// Changes of LDIF, as its administrator.
    void modify(const QByteArray &ldif) const;
    void stop();

private:
    bool start(const QString &folder, int users, Kind kind);

    QTemporaryDir m_dir;
    QString m_folder; ///< in it, of this start
    int m_port = 0;
    int m_tlsPort = 0;
    QProcess m_process;
};

} // namespace tests
