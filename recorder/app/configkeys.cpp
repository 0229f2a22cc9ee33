// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/config.h"

#include <QHostAddress>
#include <QRegularExpression>
#include <QUrl>

namespace recorder
{

namespace
{

using Complaint = std::function<QString(const QString &)>;

Complaint anything()
{
    return [](const QString &) { return QString(); };
}

Complaint numberBetween(int low, int high)
{
    return [low, high](const QString &value) {
        bool ok = false;
        const int number = value.toInt(&ok);
        return ok && number >= low && number <= high
                   ? QString()
                   : QStringLiteral("must be a whole number from %1 to %2").arg(low).arg(high);
    };
}

Complaint yesOrNo()
{
    return [](const QString &value) {
        return value == QLatin1String("yes") || value == QLatin1String("no")
                   ? QString()
                   : QStringLiteral("must be yes or no");
    };
}

Complaint oneOf(const QStringList &choices)
{
    return [choices](const QString &value) {
        return choices.contains(value) ? QString()
                                       : QStringLiteral("must be one of: %1").arg(choices.join(u", "));
    };
}

Complaint someOf(const QStringList &choices)
{
    return [choices](const QString &value) {
        for (const QString &part : value.split(u',')) {
            if (!choices.contains(part.trimmed())) {
                return QStringLiteral("must be a list of: %1").arg(choices.join(u", "));
            }
        }
        return QString();
    };
}

Complaint httpAddress()
{
    return [](const QString &value) {
        const QUrl url(value, QUrl::StrictMode);
        const bool good = url.isValid() && !url.host().isEmpty() && url.path().isEmpty() && !url.hasQuery() &&
                          (url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https"));
        return good ? QString() : QStringLiteral("must be http://HOST[:PORT]");
    };
}

Complaint address()
{
    return [](const QString &value) {
        return QHostAddress(value).isNull() ? QStringLiteral("must be an IP address, 0.0.0.0 for all")
                                            : QString();
    };
}

Complaint portRange()
{
    return [](const QString &value) {
        static const QRegularExpression form(QStringLiteral("^(\\d{1,5})-(\\d{1,5})$"));
        const auto match = form.match(value);
        const int first = match.captured(1).toInt();
        const int last = match.captured(2).toInt();
        const bool good =
            match.hasMatch() && first >= 1024 && last <= 65535 && last > first && first % 2 == 0;
        return good ? QString() : QStringLiteral("must be FIRST-LAST within 1024-65535, FIRST even");
    };
}

/// network[/prefix][=tenant], comma-separated.
Complaint peerList()
{
    return [](const QString &value) {
        for (const QString &part : value.split(u',', Qt::SkipEmptyParts)) {
            const QString network = part.section(u'=', 0, 0).trimmed();
            if (QHostAddress::parseSubnet(network).first.isNull()) {
                return QStringLiteral("has '%1', which is not ADDRESS[/PREFIX][=TENANT]").arg(part.trimmed());
            }
        }
        return QString();
    };
}

Complaint networkList()
{
    return [](const QString &value) {
        for (const QString &part : value.split(u',', Qt::SkipEmptyParts)) {
            if (QHostAddress::parseSubnet(part.trimmed()).first.isNull()) {
                return QStringLiteral("has '%1', which is not ADDRESS[/PREFIX]").arg(part.trimmed());
            }
        }
        return QString();
    };
}

QList<ConfigKey> signallingKeys()
{
    return {
        {QStringLiteral("signalling.address"), QStringLiteral("0.0.0.0"),
         QStringLiteral("Local address on which SIP is received; 0.0.0.0 = all of IPv4, :: = all of IPv6."),
         address()},
        {QStringLiteral("signalling.contact"), QString(),
         QStringLiteral("Address in the Contact of answers, to which phone systems send the rest of a call; "
                        "empty = the address on which the request came (set it behind NAT)."),
         [](const QString &value) { return value.isEmpty() ? QString() : address()(value); }},
        {QStringLiteral("signalling.siprec_port"), QStringLiteral("5080"),
         QStringLiteral("SIPREC, UDP and TCP; 0 switches it off."), numberBetween(0, 65535)},
        {QStringLiteral("signalling.siprec_tls_port"), QStringLiteral("0"),
         QStringLiteral("SIPREC over TLS, usually 5081; needs signalling.certificates; 0 = off."),
         numberBetween(0, 65535)},
        {QStringLiteral("signalling.cisco_port"), QStringLiteral("5070"),
         QStringLiteral("Cisco built-in-bridge recording, UDP and TCP; 0 switches it off."),
         numberBetween(0, 65535)},
        {QStringLiteral("signalling.certificates"), QString(),
         QStringLiteral(
             "Folder with agent.pem (certificate and key of the recorder) and cafile.pem for SIP over "
             "TLS."),
         anything()},
        {QStringLiteral("signalling.client_certificates"), QStringLiteral("no"),
         QStringLiteral(
             "yes: over TLS only phone systems are heard whose certificate an authority in cafile.pem "
             "signed. Of what they say the tenant still follows their address."),
         yesOrNo()},
        {QStringLiteral("signalling.peers"), QString(),
         QStringLiteral(
             "Phone systems that may record: ADDRESS[/PREFIX][=TENANT], comma-separated. Calls of a peer "
             "belong to its tenant. Empty = loopback and private networks, for recorder.tenant. A peer "
             "without a tenant here has "
             "the one that the directory names for its address; those addresses may record as well."),
         peerList()},
        {QStringLiteral("signalling.trusted_peers"), QString(),
         QStringLiteral(
             "Of the peers without a tenant those whose calls may choose it themselves: ADDRESS[/PREFIX], "
             "comma-separated. The host of the request URI, then of To, is looked up among the tenants' "
             "trunks, "
             "then the parties' numbers among their extension ranges. Anybody who can send from such an "
             "address "
             "can put a call into any tenant."),
         peerList()},
        {QStringLiteral("signalling.max_calls"), QStringLiteral("2000"),
         QStringLiteral("Calls recorded at the same time; more are answered 503 with Retry-After."),
         numberBetween(1, 100000)},
        {QStringLiteral("signalling.connections_per_source"), QStringLiteral("64"),
         QStringLiteral("TCP and TLS connections from one address to one SIP port; more are closed."),
         numberBetween(1, 100000)},
    };
}

QList<ConfigKey> mediaKeys()
{
    return {
        {QStringLiteral("media.address"), QString(),
         QStringLiteral(
             "Address offered for RTP; empty = the address on which the request came (set it behind NAT)."),
         [](const QString &value) { return value.isEmpty() ? QString() : address()(value); }},
        {QStringLiteral("media.siprec_ports"), QStringLiteral("22000-23999"),
         QStringLiteral("UDP ports for SIPREC media; each stream takes two."), portRange()},
        {QStringLiteral("media.cisco_ports"), QStringLiteral("20000-21999"),
         QStringLiteral("UDP ports for Cisco media."), portRange()},
        {QStringLiteral("media.shards"), QStringLiteral("0"),
         QStringLiteral("Receiving threads; 0 = one less than the cores, at least one."),
         numberBetween(0, 64)},
        {QStringLiteral("media.rtp_timeout"), QStringLiteral("60"),
         QStringLiteral(
             "Seconds without media and without signalling, outside of hold, after which a call ends whose "
             "phone system agreed to no session timer (Session-Expires); with one, the timer tells."),
         numberBetween(5, 86400)},
        {QStringLiteral("media.max_call_hours"), QStringLiteral("24"),
         QStringLiteral("A call longer than this ends."), numberBetween(1, 720)},
        {QStringLiteral("media.port_cooldown"), QStringLiteral("5"),
         QStringLiteral("Seconds that a released port rests so that late packets reach nobody."),
         numberBetween(0, 600)},
        {QStringLiteral("media.hang_up_on_stop"), QStringLiteral("no"),
         QStringLiteral(
             "no: a stopped recorder leaves the calls open and goes on with them at its next start. yes: "
             "it sends BYE and ends them."),
         yesOrNo()},
    };
}

QList<ConfigKey> dataKeys()
{
    return {
        {QStringLiteral("spool.sealed"), QStringLiteral("yes"),
         QStringLiteral("Encrypt the journals of running calls. no is for measurements only; those of "
                        "tenants that encrypt are encrypted all the same."),
         yesOrNo()},
        {QStringLiteral("storage.path"), QString(),
         QStringLiteral("Folder of the finished recordings; empty = recordings inside the data folder."),
         anything()},
        {QStringLiteral("storage.min_free_percent"), QStringLiteral("5"),
         QStringLiteral("New calls are refused with 503 when less of the spool's disk is free."),
         numberBetween(0, 90)},
        {QStringLiteral("storage.s3_role"), QStringLiteral("no"),
         QStringLiteral("yes: storage targets of the system at Amazon S3 that have no access key use the IAM "
                        "role of this machine. Those of tenants never do."),
         yesOrNo()},
        {QStringLiteral("storage.s3_role_url"), QStringLiteral("http://169.254.169.254"),
         QStringLiteral("Where this machine learns the keys of its role (instance metadata, version 2)."),
         httpAddress()},
        {QStringLiteral("finish.threads"), QStringLiteral("0"),
         QStringLiteral("Threads that finish calls, of low priority; 0 = one per core."),
         numberBetween(0, 128)},
        {QStringLiteral("database.url"), QString(),
         QStringLiteral(
             "PostgreSQL, as postgresql://user@host/name or key=value words; empty = the recorder creates "
             "and runs a private one inside the data folder."),
         anything()},
        {QStringLiteral("database.connections"), QStringLiteral("4"),
         QStringLiteral("Connections to PostgreSQL; one more looks which sessions have ended."),
         numberBetween(1, 64)},
        {QStringLiteral("database.fsync"), QStringLiteral("yes"),
         QStringLiteral("no makes the private PostgreSQL forget data at a power cut: tests only."),
         yesOrNo()},
    };
}

QList<ConfigKey> serviceKeys()
{
    return {
        {QStringLiteral("recorder.name"), QString(),
         QStringLiteral("Name of this recorder in the call list; empty = host name."), anything()},
        {QStringLiteral("recorder.tenant"), QStringLiteral("Default"),
         QStringLiteral("Tenant of calls whose peer names none; created at the first start."),
         [](const QString &value) {
             return value.trimmed().isEmpty() ? QStringLiteral("must not be empty") : QString();
         }},
        {QStringLiteral("recorder.roles"), QStringLiteral("capture, worker, admin"),
         QStringLiteral("What this process does: capture receives calls, worker finishes and registers them, "
                        "admin serves consoles."),
         someOf({QStringLiteral("capture"), QStringLiteral("worker"), QStringLiteral("admin")})},
        {QStringLiteral("admin.address"), QStringLiteral("*"),
         QStringLiteral(
             "Where consoles and earshotctl connect (TLS 1.3, sign-in); * = every address of this host."),
         [](const QString &value) { return value == QLatin1String("*") ? QString() : address()(value); }},
        {QStringLiteral("admin.port"), QStringLiteral("6089"), QStringLiteral("Port of the admin protocol."),
         numberBetween(1, 65535)},
        {QStringLiteral("admin.public_name"), QString(),
         QStringLiteral(
             "Name or address under which people's consoles reach this recorder, for links in mails; "
             "empty = host name."),
         [](const QString &value) {
             static const QRegularExpression kForm(QStringLiteral("^[A-Za-z0-9.:_-]{0,253}\\z"));
             return kForm.match(value).hasMatch() ? QString() : QStringLiteral("is no host name or address");
         }},
        {QStringLiteral("admin.idle_minutes"), QStringLiteral("15"),
         QStringLiteral("A session that asks for nothing for so long ends."), numberBetween(1, 1440)},
        {QStringLiteral("admin.session_hours"), QStringLiteral("12"),
         QStringLiteral("A session ends so long after its sign-in, whatever it does."),
         numberBetween(1, 720)},
        {QStringLiteral("network.tenant_targets"), QString(),
         QStringLiteral(
             "Networks inside that servers named by a tenant's administrators (directories, storage, single "
             "sign-on) may be in besides public addresses: ADDRESS[/PREFIX], comma-separated. Servers named "
             "by whoever may see every tenant may be anywhere but at link-local addresses, which have to "
             "stand here as well."),
         networkList()},
        {QStringLiteral("metrics.address"), QStringLiteral("127.0.0.1"),
         QStringLiteral(
             "Where /metrics (Prometheus) and /healthz are served; there is no sign-in, keep it local."),
         address()},
        {QStringLiteral("metrics.port"), QStringLiteral("9308"), QStringLiteral("0 switches it off."),
         numberBetween(0, 65535)},
        {QStringLiteral("log.format"), QStringLiteral("text"),
         QStringLiteral("text or json (one object per line); --log-format overrides it."),
         oneOf({QStringLiteral("text"), QStringLiteral("json")})},
        {QStringLiteral("log.rules"), QString(),
         QStringLiteral("Qt logging rules divided by semicolons, such as earshot.sip.debug=true."),
         anything()},
    };
}

} // namespace

const QList<ConfigKey> &configKeys()
{
    static const QList<ConfigKey> keys = serviceKeys() + signallingKeys() + mediaKeys() + dataKeys();
    return keys;
}

} // namespace recorder
