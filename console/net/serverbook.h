// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"
#include "common/core/result.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>

#include <optional>

namespace console
{

/// A recorder that the user connects to. `key` names it in the settings and never changes.
struct ServerEntry {
    QString key;
    QString label;
    QString host;
    quint16 port = 6089;
    QString colour;             ///< "#rrggbb", empty = none
    bool production = false;    ///< shows the word PRODUCTION
    bool confirmWrites = false; ///< production: the first change of a connection is asked about
    QByteArray pin;             ///< SHA-256 of the leaf certificate, 32 bytes; empty = not yet trusted
    QString login;              ///< that was used last
    QString tenant;             ///< of the last sign-in
    QString way;                ///< SignInWay::key() of it; empty = the first one offered
    QByteArray device; ///< 16 random bytes: what the server knows this computer by; empty = not made yet
    bool staySignedIn = false;
    common::WallTime lastUsed{}; ///< epoch = never

    bool operator==(const ServerEntry &) const = default;
    QString address() const; ///< "host:port", IPv6 in brackets
};

/// Splits "host", "host:port", "[v6]:port"; the port is 6089 when none is given. Invalid, field "host" or
/// "port", when it is not an address.
common::Result<ServerEntry> serverFromAddress(const QString &address);

/// The user's list of servers in an ini file: one group per server, a format version of its own. What cannot
/// be written is an Unavailable error with field "file" = "not-written", and the list in memory stays as it
/// was: a pin that was not kept would be asked for again and again. GUI thread.
class ServerBook final : public QObject
{
    Q_OBJECT
public:
    explicit ServerBook(QString file, QObject *parent = nullptr);

    QList<ServerEntry> servers() const { return m_servers; } ///< in the order of adding
    std::optional<ServerEntry> find(const QString &key) const;
    std::optional<ServerEntry> findAddress(const QString &host, quint16 port) const;

    /// Checks the entry as the form does: Invalid with fields "label", "host", "port" -> "required",
    /// "taken", "malformed".
    common::Status check(const ServerEntry &entry) const;
    common::Result<ServerEntry> add(ServerEntry entry); ///< gives it a key
    common::Status update(const ServerEntry &entry);    ///< NotFound when the key is not there
    common::Status setPin(const QString &key, const QByteArray &sha256);
    common::Status remove(const QString &key);

Q_SIGNALS:
    void changed();

private:
    void load();
    common::Status save(const QList<ServerEntry> &servers);

    const QString m_file;
    QList<ServerEntry> m_servers;
};

} // namespace console
