// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/system.pb.h"
#include "common/rpc/codecs/wirevalue.h"
#include "console/crud/crudcontroller.h"
#include "console/crud/listpage.h"
#include "console/crud/objectmethods.h"
#include "console/kit/theme.h"
#include "console/kit/tr.h"
#include "console/pages/overview/overviewpages.h"

namespace console
{

namespace v1 = earshot::v1;

namespace
{

/// A part of the recorder and how it is.
struct Part {
    QString name;
    bool healthy = true;
    QString detail;
    bool operator==(const Part &) const = default;
};

common::Result<common::ListPageOf<Part>> readParts(const QByteArray &bytes)
{
    common::Result<v1::HealthReply> reply = parsed<v1::HealthReply>(bytes);
    if (!reply) {
        return common::propagate(reply);
    }
    common::ListPageOf<Part> page;
    for (const v1::HealthItem &item : reply->items()) {
        page.items.append({common::textOf(item.name()), item.healthy(), common::textOf(item.detail())});
    }
    common::readInfo(reply->info(), page);
    return page;
}

QString partWord(const QString &name)
{
    const QHash<QString, QString> words{
        {QStringLiteral("database"), Tr::tr("Database")},
        {QStringLiteral("disk"), Tr::tr("Room for recordings")},
        {QStringLiteral("finisher"), Tr::tr("Finishing of calls")},
        {QStringLiteral("audit"), Tr::tr("Audit trail", "a part of the recorder")},
        {QStringLiteral("syslog"), Tr::tr("Forwarding of the audit trail")},
        {QStringLiteral("encryption"), Tr::tr("Encryption")},
        {QStringLiteral("uploads"), Tr::tr("Uploads to storage targets")},
        {QStringLiteral("signalling"), Tr::tr("Signalling of calls")},
        {QStringLiteral("media"), Tr::tr("Media of calls")},
        {QStringLiteral("certificate"), Tr::tr("Certificate of the recorder")}};
    return words.value(name, name);
}

QString stateWord(bool healthy)
{
    return healthy ? Tr::tr("Good", "state of a part of the recorder") : Tr::tr("In trouble");
}

std::vector<Column<Part>> columns()
{
    return {
        {{QStringLiteral("part"), Tr::tr("PART"), {}, 260},
         [](const Part &p) { return partWord(p.name); },
         [](const Part &p) { return QVariant(p.name); }},
        {{QStringLiteral("state"), Tr::tr("STATE"), {}, 150},
         [](const Part &p) { return stateWord(p.healthy); },
         [](const Part &p) { return QVariant(p.healthy); },
         [](const Part &p, int role) {
             return role == StatusIconRole
                        ? QVariant(static_cast<int>(p.healthy ? StatusRole::Good : StatusRole::Failed))
                        : QVariant();
         }},
        {{QStringLiteral("reason"), Tr::tr("REASON"), {}, 640},
         [](const Part &p) { return p.detail; },
         {},
         [](const Part &p, int role) { return role == Qt::ToolTipRole ? QVariant(p.detail) : QVariant(); }}};
}

} // namespace

QWidget *createHealth(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    CrudMethods<Part> methods;
    methods.list = QStringLiteral("earshot.v1.System/Health");
    methods.readList = &readParts;
    const QString state = QStringLiteral("state");
    const QString is = QStringLiteral("is");
    ListSpec spec;
    spec.id = QStringLiteral("health");
    spec.title = QCoreApplication::translate("Pages", "Health");
    spec.permission = QStringLiteral("system.view");
    spec.doing = Tr::tr("load the health of the recorder");
    spec.emptySentence = Tr::tr("The recorder has not said yet how its parts are.");
    spec.note = Tr::tr("What this recorder is made of, and how each part is just now.");
    spec.filters.choices = {
        {state,
         Tr::tr("State"),
         {{QStringLiteral("fault"), stateWord(false), {state, is, {QStringLiteral("fault")}}},
          {QStringLiteral("good"), stateWord(true), {state, is, {QStringLiteral("good")}}}}}};
    spec.given = givenFilterOf(arguments);
    spec.tickable = false;
    auto *source =
        new CrudController<Part>(context.rpc, methods, columns(), [](const Part &p) { return p.name; });
    return new ListPage(context, std::move(spec), source, parent);
}

} // namespace console
