// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/jobcodec.h"

#include "console/crud/objectmethods.h"
#include "console/crud/objectpage.h"
#include "console/crud/settingpage.h"
#include "console/kit/formats.h"
#include "console/kit/tr.h"
#include "console/pages/maintenance/maintenancepages.h"

#include "common/proto/directory.pb.h"

#include <QMessageBox>
#include <QPushButton>

namespace console
{

using common::DeletedRecord;
using common::Retention;
namespace v1 = earshot::v1;

namespace
{

using Source = CrudController<DeletedRecord>;
constexpr qsizetype kPortion = 1000;

/// What can be had back, and by which service. A new kind of thing is one line here.
struct Kind {
    const char *kind;    ///< also the resource, whose word is shown
    const char *service; ///< its method Restore
};
constexpr Kind kKinds[]{{"users", "Users"},
                        {"groups", "Groups"},
                        {"roles", "Roles"},
                        {"tenants", "Tenants"},
                        {"directories", "Directories"},
                        {"providers", "Providers"},
                        {"storage-targets", "StorageTargets"}};

QString kindOf(const QString &rowId)
{
    return rowId.section(QLatin1Char('/'), 0, 0);
}
QString idOf(const QString &rowId)
{
    return rowId.section(QLatin1Char('/'), 1);
}

/// Ids are unique within their kind only: rows are known by both.
CrudMethods<DeletedRecord> methods()
{
    auto m = listMethods<DeletedRecord, v1::DeletedRecord, v1::DeletedList>(
        QStringLiteral("Deleted"), [](const v1::DeletedList &list) -> auto & { return list.records(); });
    m.readList = [readWire = m.readList](const QByteArray &bytes) {
        auto page = readWire(bytes);
        if (page) {
            for (DeletedRecord &record : page->items) {
                record.id = record.kind + QLatin1Char('/') + record.id;
            }
        }
        return page;
    };
    return m;
}

std::vector<Column<DeletedRecord>> columns(const Formats &formats, bool tenants)
{
    const auto moment = [formats](qint64 ms) { return formats.dateTime(common::wallFromUnixMs(ms)); };
    return {
        {{QStringLiteral("name"), Tr::tr("NAME"), {}, 260}, [](const DeletedRecord &r) { return r.name; }},
        {{QStringLiteral("kind"), Tr::tr("KIND"), {}, 130},
         [](const DeletedRecord &r) { return resourceWord(r.kind); }},
        {{QStringLiteral("tenant"), Tr::tr("TENANT"), {}, 160, tenants},
         [](const DeletedRecord &r) { return r.tenant; }},
        {{QStringLiteral("deleted"), Tr::tr("DELETED"), QStringLiteral("deleted"), 200},
         [moment](const DeletedRecord &r) { return moment(r.deletedMs); },
         [formats](const DeletedRecord &r) {
             return QVariant(formats.utc(common::wallFromUnixMs(r.deletedMs)));
         }},
        {{QStringLiteral("deleted-by"), Tr::tr("DELETED BY"), {}, 160},
         [](const DeletedRecord &r) { return r.deletedBy; }},
        {{QStringLiteral("purge"), Tr::tr("GONE FOR GOOD"), {}, 200},
         [moment](const DeletedRecord &r) { return moment(r.purgeMs); }}};
}

void reload(Source &source)
{
    source.model().setTicks({});
    source.forget();
    Q_EMIT source.reloadRequested({});
}

/// One portion of one kind after the other, so that a failure says what it was.
void restoreNext(const PageContext &context, Source &source, QStringList rows, int restored)
{
    if (rows.isEmpty()) {
        context.navigator.notify(Tr::tr("%n item(s) restored", nullptr, restored));
        reload(source);
        return;
    }
    const QString kind = kindOf(rows.first());
    QString service;
    for (const Kind &known : kKinds) {
        service = kind == QLatin1String(known.kind) ? QLatin1String(known.service) : service;
    }
    v1::ObjectRefs request;
    QStringList rest;
    for (const QString &row : std::as_const(rows)) {
        if (kindOf(row) == kind && request.ids_size() < kPortion) {
            request.add_ids(idOf(row).toStdString());
        } else {
            rest.append(row);
        }
    }
    common::call<v1::RestoreReply>(
        context.rpc, QStringLiteral("earshot.v1.%1/Restore").arg(service), request, &source,
        [context, &source, rest, restored](const common::Result<v1::RestoreReply> &reply) {
            if (!reply) {
                context.navigator.notify(refusalOf(reply.error(), Tr::tr("restore the item")));
                reload(source);
                return;
            }
            restoreNext(context, source, rest, restored + reply->restored());
        });
}

void purgeNext(const PageContext &context, Source &source, QStringList rows, int purged)
{
    if (rows.isEmpty()) {
        context.navigator.notify(Tr::tr("%n item(s) deleted for good", nullptr, purged));
        reload(source);
        return;
    }
    v1::DeletedRefs request;
    for (const QString &row : rows.mid(0, kPortion)) {
        v1::DeletedRef *ref = request.add_refs();
        ref->set_kind(kindOf(row).toStdString());
        ref->set_id(idOf(row).toStdString());
    }
    common::call<v1::PurgeReply>(
        context.rpc, QStringLiteral("earshot.v1.Deleted/Purge"), request, &source,
        [context, &source, rest = rows.mid(kPortion), purged](const common::Result<v1::PurgeReply> &reply) {
            if (!reply) {
                context.navigator.notify(refusalOf(reply.error(), Tr::tr("delete the item for good")));
                reload(source);
                return;
            }
            purgeNext(context, source, rest, purged + reply->purged());
        });
}

/// There is no Undo: it is asked before, and Enter cancels.
void askThenPurge(const PageContext &context, Source &source, const QStringList &rows)
{
    const DeletedRecord *first = source.model().record(rows.first());
    const QString text =
        rows.size() == 1 && first != nullptr
            ? Tr::tr("“%1” cannot be had back afterwards. Calls and the audit log keep the name.")
                  .arg(first->name)
            : Tr::tr("%n item(s) cannot be had back afterwards. Calls and the audit log keep the names.",
                     nullptr, static_cast<int>(rows.size()));
    auto *question = new QMessageBox(QMessageBox::Warning, Tr::tr("Delete for good"), text,
                                     QMessageBox::NoButton, hostOf(source));
    question->setObjectName(QStringLiteral("purge-question"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setWindowModality(Qt::WindowModal);
    QPushButton *purge = question->addButton(Tr::tr("Delete for good"), QMessageBox::DestructiveRole);
    QPushButton *keep = question->addButton(QMessageBox::Cancel);
    purge->setObjectName(QStringLiteral("purge"));
    question->setDefaultButton(keep);
    question->setEscapeButton(keep);
    QObject::connect(purge, &QPushButton::clicked, &source,
                     [context, &source, rows] { purgeNext(context, source, rows, 0); });
    question->open();
}

/// With the rows that an action is about.
RowAction onRows(const PageContext &context, Source &source, const QString &doing,
                 void (*act)(const PageContext &, Source &, const QStringList &))
{
    RowAction action;
    action.run = [context, &source, doing, act](const QString &current, const RowSelection &ticks) {
        selectedIds(source, current, ticks, &source,
                    [context, &source, doing, act](const common::Result<QStringList> &rows) {
                        if (!rows) {
                            context.navigator.notify(refusalOf(rows.error(), doing));
                        } else if (!rows->isEmpty()) {
                            act(context, source, *rows);
                        }
                    });
    };
    return action;
}

std::vector<RowAction> actions(const PageContext &context, Source &source)
{
    RowAction restore =
        onRows(context, source, Tr::tr("restore the item"),
               [](const PageContext &c, Source &s, const QStringList &rows) { restoreNext(c, s, rows, 0); });
    restore.id = QStringLiteral("restore");
    restore.text = Tr::tr("Restore");
    restore.icon = QStringLiteral("undo-2");
    RowAction purge = onRows(context, source, Tr::tr("delete the item for good"), &askThenPurge);
    purge.id = QStringLiteral("purge");
    purge.text = Tr::tr("Delete for good");
    purge.icon = QStringLiteral("trash-2");
    purge.key = QKeySequence::Delete;
    purge.permission = QStringLiteral("deleted.purge");
    RowAction retention;
    retention.id = QStringLiteral("retention");
    retention.text = Tr::tr("Retention");
    retention.icon = QStringLiteral("timer");
    retention.changes = false;
    retention.needsRow = false;
    retention.run = [shell = &context.navigator](const QString &, const RowSelection &) {
        shell->open(QStringLiteral("deleted-retention"));
    };
    return {restore, purge, retention};
}

} // namespace

QWidget *createDeleted(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    ObjectSpec<DeletedRecord> spec;
    spec.list.id = QStringLiteral("deleted");
    spec.list.title = QCoreApplication::translate("Pages", "Recently deleted");
    spec.list.note = Tr::tr("What was deleted stays here for a while and can be restored.");
    spec.list.permission = QStringLiteral("deleted.view");
    spec.list.doing = Tr::tr("load the deleted items");
    spec.list.emptySentence = Tr::tr("Nothing has been deleted lately.");
    spec.list.orderColumn = QStringLiteral("deleted");
    spec.list.descending = true;
    ChoiceFilter kinds{QStringLiteral("kind"), Tr::tr("Kind"), {}};
    for (const Kind &kind : kKinds) {
        const QString code = QLatin1String(kind.kind);
        kinds.choices.append(
            {code, resourceWord(code), {QStringLiteral("kind"), QStringLiteral("is"), {code}}});
    }
    spec.list.filters = {Tr::tr("Search by name"), {}, {kinds}};
    spec.methods = methods();
    spec.columns = columns(Formats::forZone(context.identity.timeZone),
                           context.identity.may(QStringLiteral("tenants.view")));
    spec.more = [context](Source &source) { return actions(context, source); };
    return objectList(context, std::move(spec), parent);
}

QWidget *createRetention(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    FieldInfo days{.key = QStringLiteral("days"), .label = Tr::tr("Keep for"), .kind = EditorKind::Int};
    days.minimum = Retention::kLeastDays;
    days.maximum = Retention::kMostDays;
    days.suffix = Tr::tr(" days");
    days.help =
        Tr::tr("Afterwards a job of the night removes it for good. A shorter time also holds for what "
               "was deleted before.");
    days.required = true;
    SettingSpec spec;
    spec.id = QStringLiteral("deleted-retention");
    spec.title = QCoreApplication::translate("Pages", "Retention of deleted items");
    spec.note = Tr::tr("How long deleted tenants, roles, groups and users can be restored.");
    spec.viewPermission = QStringLiteral("deleted.view");
    spec.editPermission = QStringLiteral("system.edit");
    spec.loading = Tr::tr("load the retention");
    spec.saving = Tr::tr("save the retention");
    spec.saved = Tr::tr("Retention saved");
    spec.getMethod = QStringLiteral("earshot.v1.Deleted/GetRetention");
    spec.setMethod = QStringLiteral("earshot.v1.Deleted/SetRetention");
    settingOf<Retention, v1::Retention>(
        spec, {field(&Retention::days, days)},
        [](const v1::Retention &wire) { return common::fromWire(wire); },
        [](const Retention &retention) { return common::toWire(retention); });
    return new SettingPage(context, std::move(spec), parent);
}

} // namespace console
