// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/callsources.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/networks.h"

#include "common/model/numberrange.h"

#include <QHostAddress>
#include <QRegularExpression>

#include <algorithm>

namespace recorder
{

using common::NumberRange;
using common::Status;
using common::TenantRecord;

namespace
{

constexpr qsizetype kMostEntries = 500;
constexpr qsizetype kLongestHost = 253;

/// A host as a request URI writes it: a name of RFC 1123 or an address, without port and brackets.
QString normalHost(const QString &text)
{
    static const QRegularExpression kName(
        QStringLiteral("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\\z"));
    QString host = text.trimmed().toLower();
    if (host.startsWith(QLatin1Char('[')) && host.endsWith(QLatin1Char(']'))) {
        host = host.mid(1, host.size() - 2);
    }
    if (host.contains(QLatin1Char(':'))) {
        const QHostAddress address(host);
        return address.isNull() || !address.scopeId().isEmpty() ? QString() : address.toString();
    }
    return host.size() <= kLongestHost && kName.match(host).hasMatch() ? host : QString();
}

QString normalRange(const QString &text)
{
    const auto range = NumberRange::parse(text);
    return range ? range->text() : QString();
}

Status clean(const char *field, const char *reason, QStringList &entries, QString (*normal)(const QString &))
{
    for (QString &entry : entries) {
        entry = normal(entry.trimmed());
        if (entry.isEmpty()) {
            return invalid(field, reason);
        }
    }
    entries.removeDuplicates();
    return entries.size() <= kMostEntries ? Status() : Status(invalid(field, "length"));
}

tl::unexpected<common::Error> taken(const char *field, const QString &tenant, const QString &value)
{
    return common::fail(common::ErrorCode::Conflict,
                        QStringLiteral("%1: the tenant '%2' has %3").arg(QLatin1String(field), tenant, value),
                        {{QLatin1String(field), QStringLiteral("taken")},
                         {QStringLiteral("tenant"), tenant},
                         {QStringLiteral("value"), value}});
}

} // namespace

Status cleanCallSources(TenantRecord &tenant)
{
    for (const Status &good :
         {clean("peers", "network", tenant.peers, normalNetwork),
          clean("trunks", "host", tenant.trunks, normalHost),
          clean("extension_ranges", "number-range", tenant.extensionRanges, normalRange)}) {
        if (!good) {
            return good;
        }
    }
    return {};
}

Status checkCallSourcesFree(const TenantRecord &tenant, const QList<TenantRepository::CallSources> &others)
{
    const auto same = [](const QStringList &mine, const QStringList &theirs) {
        const auto found = std::find_if(theirs.begin(), theirs.end(),
                                        [&mine](const QString &entry) { return mine.contains(entry); });
        return found == theirs.end() ? QString() : *found;
    };
    QList<NumberRange> ranges;
    for (const QString &text : tenant.extensionRanges) {
        ranges.append(*NumberRange::parse(text));
    }
    for (const TenantRepository::CallSources &other : others) {
        if (const QString peer = same(tenant.peers, other.peers); !peer.isEmpty()) {
            return taken("peers", other.tenant, peer);
        }
        if (const QString trunk = same(tenant.trunks, other.trunks); !trunk.isEmpty()) {
            return taken("trunks", other.tenant, trunk);
        }
        for (const QString &text : other.extensionRanges) {
            const auto theirs = NumberRange::parse(text);
            if (theirs && std::any_of(ranges.begin(), ranges.end(), [&theirs](const NumberRange &mine) {
                    return mine.overlaps(*theirs);
                })) {
                return taken("extension_ranges", other.tenant, text);
            }
        }
    }
    return {};
}

} // namespace recorder
