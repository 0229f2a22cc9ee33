// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/storageusagecodec.h"

#include "console/crud/objectmethods.h"
#include "console/crud/objectpage.h"
#include "console/kit/recordview.h"
#include "console/kit/tr.h"
#include "console/pages/settings/settingspages.h"

#include <QLocale>

namespace console
{

using common::StorageUsageRecord;
using common::StorageUse;
namespace v1 = earshot::v1;

namespace
{

/// "-" where there is none.
QString limitText(qint64 limit, const QString &text)
{
    return limit < 0 ? QStringLiteral("-") : text;
}

/// The guide's "1.2 GB / 600 minutes / 30 days".
QString limitsText(const StorageUse &use)
{
    return QStringLiteral("%1 / %2 / %3")
        .arg(limitText(use.megabytesLimit, QLocale().formattedDataSize(use.megabytesLimit * 1'000'000, 1,
                                                                       QLocale::DataSizeSIFormat)),
             limitText(use.minutesLimit, Tr::tr("%n minute(s)", nullptr, static_cast<int>(use.minutesLimit))),
             limitText(use.daysLimit, Tr::tr("%n day(s)", nullptr, static_cast<int>(use.daysLimit))));
}

QString useText(const StorageUse &use)
{
    if (use.files == 0) {
        return Tr::tr("No recordings");
    }
    QStringList parts{QLocale().formattedDataSize(use.bytes, 1, QLocale::DataSizeSIFormat)};
    if (use.minutes > 0) {
        parts.append(Tr::tr("%n minute(s)", nullptr, static_cast<int>(use.minutes)));
    }
    if (use.days > 0) {
        parts.append(Tr::tr("%n day(s)", nullptr, static_cast<int>(use.days)));
    }
    return parts.join(QStringLiteral(" / "));
}

QString stateText(const StorageUsageRecord &record)
{
    const int percent = record.percent();
    //: how much of the nearest limit is used
    return percent < 0 ? Tr::tr("No limits") : Tr::tr("%1%").arg(QLocale().toString(percent));
}

QVariant stateRole(const StorageUsageRecord &record, int role)
{
    if (role != StatusIconRole || record.percent() < 80) {
        return {};
    }
    return static_cast<int>(record.percent() < 90 ? StatusRole::Pending : StatusRole::Failed);
}

} // namespace

QWidget *createStorageUsage(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    const bool all = context.identity.scope == QLatin1String("unrestricted");
    ObjectSpec<StorageUsageRecord> spec;
    spec.list.id = QStringLiteral("storage-usage");
    spec.list.title = QCoreApplication::translate("Pages", "Storage Limits/Usage");
    spec.list.permission = QStringLiteral("settings.view");
    spec.list.doing = Tr::tr("load the storage usage");
    spec.list.emptySentence = Tr::tr("There is no tenant yet.");
    spec.list.orderColumn = QStringLiteral("name");
    if (all) {
        spec.list.filters.searchPurpose = Tr::tr("Search by tenant");
        spec.list.open = [&shell = context.navigator](const QString &id) {
            shell.open(QStringLiteral("tenant"), {{QStringLiteral("id"), id}});
        };
    }
    spec.methods = listMethods<StorageUsageRecord, v1::StorageUsageRow, v1::StorageUsageList>(
        QStringLiteral("StorageUsage"),
        [](const v1::StorageUsageList &list) -> auto & { return list.rows(); });
    spec.columns = {{{QStringLiteral("name"), Tr::tr("TENANT"), QStringLiteral("name"), 200},
                     [](const StorageUsageRecord &r) { return r.name; }},
                    {{QStringLiteral("audio"), Tr::tr("AUDIO RECORDINGS"), QStringLiteral("size"), 230},
                     [](const StorageUsageRecord &r) { return useText(r.audio); },
                     [](const StorageUsageRecord &r) { return QVariant(r.audio.bytes); }},
                    {{QStringLiteral("audio-limits"), Tr::tr("AUDIO LIMITS"), {}, 220},
                     [](const StorageUsageRecord &r) { return limitsText(r.audio); }},
                    {{QStringLiteral("screen"), Tr::tr("SCREEN RECORDINGS"), {}, 170},
                     [](const StorageUsageRecord &r) { return useText(r.screen); },
                     [](const StorageUsageRecord &r) { return QVariant(r.screen.bytes); }},
                    {{QStringLiteral("screen-limits"), Tr::tr("SCREEN LIMITS"), {}, 160},
                     [](const StorageUsageRecord &r) { return limitsText(r.screen); }},
                    {{QStringLiteral("used"), Tr::tr("USED"), {}, 110},
                     &stateText,
                     [](const StorageUsageRecord &r) { return QVariant(r.percent()); },
                     &stateRole}};
    return objectList(context, std::move(spec), parent);
}

} // namespace console
