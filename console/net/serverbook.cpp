// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/serverbook.h"

#include "common/core/ids.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSettings>

#include <algorithm>

namespace console
{

namespace
{
constexpr int kFormatVersion = 1;
constexpr quint16 kDefaultPort = 6089;

bool isHostName(const QString &host)
{
    // Names, IPv4 and IPv6 addresses (with a zone); what else a resolver could be given is not an address of
    // a recorder.
    static const QRegularExpression good(QStringLiteral("^[\\p{L}\\p{N}._:%-]{1,253}$"));
    return good.match(host).hasMatch() && !host.startsWith(QLatin1Char('-'));
}

ServerEntry readEntry(QSettings &settings, const QString &key)
{
    ServerEntry entry;
    settings.beginGroup(QStringLiteral("server-") + key);
    entry.key = key;
    entry.label = settings.value(QStringLiteral("label")).toString();
    entry.host = settings.value(QStringLiteral("host")).toString();
    entry.port = static_cast<quint16>(settings.value(QStringLiteral("port"), kDefaultPort).toUInt());
    entry.colour = settings.value(QStringLiteral("colour")).toString();
    entry.production = settings.value(QStringLiteral("production")).toBool();
    entry.confirmWrites = settings.value(QStringLiteral("confirm-writes")).toBool();
    entry.pin = QByteArray::fromHex(settings.value(QStringLiteral("pin")).toString().toLatin1());
    entry.login = settings.value(QStringLiteral("login")).toString();
    entry.tenant = settings.value(QStringLiteral("tenant")).toString();
    entry.way = settings.value(QStringLiteral("way")).toString();
    entry.device = QByteArray::fromHex(settings.value(QStringLiteral("device")).toString().toLatin1());
    entry.staySignedIn = settings.value(QStringLiteral("stay")).toBool();
    entry.lastUsed = common::wallFromUnixMs(settings.value(QStringLiteral("last-used")).toLongLong());
    settings.endGroup();
    return entry;
}

void writeEntry(QSettings &settings, const ServerEntry &entry)
{
    settings.beginGroup(QStringLiteral("server-") + entry.key);
    settings.setValue(QStringLiteral("label"), entry.label);
    settings.setValue(QStringLiteral("host"), entry.host);
    settings.setValue(QStringLiteral("port"), entry.port);
    settings.setValue(QStringLiteral("colour"), entry.colour);
    settings.setValue(QStringLiteral("production"), entry.production);
    settings.setValue(QStringLiteral("confirm-writes"), entry.confirmWrites);
    settings.setValue(QStringLiteral("pin"), QString::fromLatin1(entry.pin.toHex()));
    settings.setValue(QStringLiteral("login"), entry.login);
    settings.setValue(QStringLiteral("tenant"), entry.tenant);
    settings.setValue(QStringLiteral("way"), entry.way);
    settings.setValue(QStringLiteral("device"), QString::fromLatin1(entry.device.toHex()));
    settings.setValue(QStringLiteral("stay"), entry.staySignedIn);
    settings.setValue(QStringLiteral("last-used"), common::toUnixMs(entry.lastUsed));
    settings.endGroup();
}

/// It holds what a trusted device is known by, in whose place the second step is not asked: for nobody else's
/// eyes. There before the first value is written; what writes values keeps the mode.
void keepPrivate(const QString &path)
{
    QFile file(path);
    if (file.exists() || file.open(QIODevice::WriteOnly | QIODevice::NewOnly)) {
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }
}

common::Error notFound()
{
    return {common::ErrorCode::NotFound, QStringLiteral("no such server in the list"), {}};
}
} // namespace

QString ServerEntry::address() const
{
    return (host.contains(QLatin1Char(':')) ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2"))
        .arg(host)
        .arg(port);
}

common::Result<ServerEntry> serverFromAddress(const QString &address)
{
    static const QRegularExpression shape(
        QStringLiteral("^(?:\\[(?<v6>[^\\]]+)\\]|(?<host>[^:]+))(?::(?<port>\\d{1,5}))?$"));
    const auto match = shape.match(address.trimmed());
    ServerEntry entry;
    entry.host = match.captured(QStringLiteral("v6")) + match.captured(QStringLiteral("host"));
    if (!match.hasMatch() || !isHostName(entry.host)) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("'%1' is not HOST:PORT").arg(address),
                            {{QStringLiteral("host"), QStringLiteral("malformed")}});
    }
    const QString port = match.captured(QStringLiteral("port"));
    const uint number = port.isEmpty() ? kDefaultPort : port.toUInt();
    if (number < 1 || number > 65535) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("%1 is not a port").arg(port),
                            {{QStringLiteral("port"), QStringLiteral("malformed")}});
    }
    entry.port = static_cast<quint16>(number);
    entry.label = entry.host;
    return entry;
}

ServerBook::ServerBook(QString file, QObject *parent)
    : QObject(parent)
    , m_file(std::move(file))
{
    load();
}

void ServerBook::load()
{
    QSettings settings(m_file, QSettings::IniFormat);
    const QStringList keys = settings.value(QStringLiteral("servers/order")).toStringList();
    for (const QString &key : keys) {
        if (!key.isEmpty()) {
            m_servers.append(readEntry(settings, key));
        }
    }
}

common::Status ServerBook::save(const QList<ServerEntry> &servers)
{
    QDir().mkpath(QFileInfo(m_file).absolutePath());
    keepPrivate(m_file);
    QSettings settings(m_file, QSettings::IniFormat);
    for (const ServerEntry &old : std::as_const(m_servers)) {
        settings.remove(QStringLiteral("server-") + old.key);
    }
    settings.setValue(QStringLiteral("servers/version"), kFormatVersion);
    QStringList order;
    for (const ServerEntry &entry : servers) {
        writeEntry(settings, entry);
        order.append(entry.key);
    }
    settings.setValue(QStringLiteral("servers/order"), order);
    settings.sync();
    if (settings.status() != QSettings::NoError) {
        return common::fail(common::ErrorCode::Unavailable,
                            QStringLiteral("the list of servers could not be written to %1").arg(m_file),
                            {{QStringLiteral("file"), QStringLiteral("not-written")}});
    }
    m_servers = servers;
    Q_EMIT changed();
    return {};
}

std::optional<ServerEntry> ServerBook::find(const QString &key) const
{
    for (const ServerEntry &entry : m_servers) {
        if (entry.key == key) {
            return entry;
        }
    }
    return std::nullopt;
}

std::optional<ServerEntry> ServerBook::findAddress(const QString &host, quint16 port) const
{
    for (const ServerEntry &entry : m_servers) {
        if (entry.host.compare(host, Qt::CaseInsensitive) == 0 && entry.port == port) {
            return entry;
        }
    }
    return std::nullopt;
}

common::Status ServerBook::check(const ServerEntry &entry) const
{
    QMap<QString, QString> fields;
    if (entry.label.trimmed().isEmpty()) {
        fields.insert(QStringLiteral("label"), QStringLiteral("required"));
    }
    if (entry.host.trimmed().isEmpty()) {
        fields.insert(QStringLiteral("host"), QStringLiteral("required"));
    } else if (!isHostName(entry.host.trimmed())) {
        fields.insert(QStringLiteral("host"), QStringLiteral("malformed"));
    }
    if (entry.port == 0) {
        fields.insert(QStringLiteral("port"), QStringLiteral("required"));
    }
    for (const ServerEntry &other : m_servers) {
        if (other.key != entry.key && other.label.compare(entry.label.trimmed(), Qt::CaseInsensitive) == 0) {
            fields.insert(QStringLiteral("label"), QStringLiteral("taken"));
        }
    }
    if (!fields.isEmpty()) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("the server's data are not complete"),
                            fields);
    }
    return {};
}

common::Result<ServerEntry> ServerBook::add(ServerEntry entry)
{
    entry.label = entry.label.trimmed();
    entry.host = entry.host.trimmed();
    entry.key.clear();
    if (auto checked = check(entry); !checked) {
        return propagate(checked);
    }
    entry.key = common::makeUuidV7().toString(QUuid::Id128);
    if (auto saved = save(m_servers + QList<ServerEntry>{entry}); !saved) {
        return propagate(saved);
    }
    return entry;
}

common::Status ServerBook::update(const ServerEntry &entry)
{
    if (auto checked = check(entry); !checked) {
        return checked;
    }
    QList<ServerEntry> servers = m_servers;
    for (ServerEntry &old : servers) {
        if (old.key == entry.key) {
            if (old == entry) {
                return {};
            }
            old = entry;
            return save(servers);
        }
    }
    return tl::unexpected<common::Error>(notFound());
}

common::Status ServerBook::setPin(const QString &key, const QByteArray &sha256)
{
    auto entry = find(key);
    if (!entry) {
        return tl::unexpected<common::Error>(notFound());
    }
    entry->pin = sha256;
    return update(*entry);
}

common::Status ServerBook::remove(const QString &key)
{
    QList<ServerEntry> servers = m_servers;
    const auto gone = std::remove_if(servers.begin(), servers.end(),
                                     [&key](const ServerEntry &entry) { return entry.key == key; });
    if (gone == servers.end()) {
        return tl::unexpected<common::Error>(notFound());
    }
    servers.erase(gone, servers.end());
    return save(servers);
}

} // namespace console
