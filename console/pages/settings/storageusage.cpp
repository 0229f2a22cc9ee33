// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/storageusagecodec.h"

#include "console/crud/objectmethods.h"
#include "console/crud/objectpage.h"
#include "console/kit/recordview.h"
#include "console/kit/themedlabel.h"
#include "console/kit/tr.h"
#include "console/pages/settings/settingspages.h"
#include "console/pages/settings/storageenforcement.h"

#include <QBoxLayout>
#include <QElapsedTimer>
#include <QLocale>
#include <QPointer>
#include <QTimer>

#include <memory>

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
    return QStringList{QLocale().formattedDataSize(use.bytes, 1, QLocale::DataSizeSIFormat),
                       Tr::tr("%n minute(s)", nullptr, static_cast<int>(use.minutes)),
                       Tr::tr("%n day(s)", nullptr, static_cast<int>(use.days))}
        .join(QStringLiteral(" / "));
}

QString stateText(const StorageUsageRecord &record)
{
    const int percent = record.percent();
    const QString figure = QLocale().toString(percent);
    return percent < 0      ? Tr::tr("No limits")
           : percent >= 100 ? Tr::tr("%1%: limit reached", "of a storage limit").arg(figure)
           : percent >= 90  ? Tr::tr("%1%: almost full", "of a storage limit").arg(figure)
           : percent >= 80  ? Tr::tr("%1%: near the limit", "of a storage limit").arg(figure)
                           //: how much of the nearest limit is used
                           : Tr::tr("%1%").arg(figure);
}

QVariant stateRole(const StorageUsageRecord &record, int role)
{
    if (role != StatusIconRole || record.percent() < 80) {
        return {};
    }
    return static_cast<int>(record.percent() < 90 ? StatusRole::Pending : StatusRole::Failed);
}

std::vector<Column<StorageUsageRecord>> columns()
{
    return {{{QStringLiteral("name"), Tr::tr("TENANT"), QStringLiteral("name"), 200},
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
}

/// How old the figures are, in words under the table.
struct UsageAge {
    QElapsedTimer since;
    QPointer<ThemedLabel> label;

    void show() const
    {
        if (label && since.isValid()) {
            const auto minutes = static_cast<int>(since.elapsed() / 60'000);
            label->setText(minutes < 1 ? Tr::tr("Usage info is updated less than a minute ago.")
                                       : Tr::tr("Usage info is updated %n minute(s) ago.", nullptr, minutes));
        }
    }
    void addTo(ListPage &page, const std::shared_ptr<UsageAge> &self)
    {
        label = new ThemedLabel(ColorRole::MutedText, &page);
        label->setObjectName(QStringLiteral("usage-age"));
        if (auto *column = qobject_cast<QBoxLayout *>(page.layout())) {
            column->addWidget(label);
        }
        auto *timer = new QTimer(&page);
        QObject::connect(timer, &QTimer::timeout, &page, [self] { self->show(); });
        timer->start(std::chrono::seconds(10));
    }
};

/// Whether limits are only told of or kept: the service provider's setting, which tenants see here.
struct EnforcementLine {
    common::RpcClient *rpc;
    QPointer<ThemedLabel> label;

    void ask() const
    {
        if (!label) {
            return;
        }
        common::call<v1::StorageEnforcement>(
            *rpc, QStringLiteral("earshot.v1.StorageUsage/GetEnforcement"), v1::StorageEnforcementRequest(),
            label, [label = label](const common::Result<v1::StorageEnforcement> &reply) {
                if (reply && label) {
                    label->setText(reply->enabled()
                                       ? Tr::tr("Storage Limits: Enabled. The oldest recordings beyond a "
                                                "limit are removed; those on hold stay.")
                                       : Tr::tr("Storage Limits: Not enforced. They warn, and nothing is "
                                                "removed because of them."));
                }
            });
    }
    void addTo(ListPage &page)
    {
        label = new ThemedLabel(ColorRole::MutedText, &page);
        label->setObjectName(QStringLiteral("enforcement-state"));
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        if (auto *column = qobject_cast<QBoxLayout *>(page.layout())) {
            column->addWidget(label);
        }
    }
};

} // namespace

QWidget *createStorageUsage(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    const bool all = context.identity.scope == QLatin1String("unrestricted");
    ObjectSpec<StorageUsageRecord> spec;
    spec.list.id = QStringLiteral("storage-usage");
    spec.list.title = QCoreApplication::translate("Pages", "Storage Limits/Usage");
    spec.list.permission = QStringLiteral("settings.view");
    spec.list.doing = Tr::tr("load the storage usage");
    spec.list.emptySentence = Tr::tr("There is no tenant yet.");
    spec.list.orderColumn = QStringLiteral("name");
    spec.list.given = givenFilterOf(arguments);
    if (all) {
        spec.list.filters.searchPurpose = Tr::tr("Search by tenant");
        spec.list.open = [&shell = context.navigator](const QString &id) {
            shell.open(QStringLiteral("tenant"), {{QStringLiteral("id"), id}});
        };
    }
    spec.methods = listMethods<StorageUsageRecord, v1::StorageUsageRow, v1::StorageUsageList>(
        QStringLiteral("StorageUsage"),
        [](const v1::StorageUsageList &list) -> auto & { return list.rows(); });
    spec.columns = columns();
    auto age = std::make_shared<UsageAge>();
    auto enforcement = std::make_shared<EnforcementLine>(EnforcementLine{&context.rpc, {}});
    spec.methods.readList = [age, enforcement, read = spec.methods.readList](const QByteArray &bytes) {
        age->since.start();
        age->show();
        enforcement->ask();
        return read(bytes);
    };
    auto page = std::make_shared<QPointer<ListPage>>();
    if (all) {
        spec.list.actions = enforcementActions(context, [page] { return page->data(); });
    }
    *page = objectList(context, std::move(spec), parent);
    enforcement->addTo(**page);
    age->addTo(**page, age);
    return *page;
}

} // namespace console
