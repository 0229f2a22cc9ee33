// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/objectpage.h"
#include "console/kit/lazysection.h"
#include "console/kit/recordview.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/administration/audittrail.h"
#include "console/pages/administration/directory.h"
#include "console/pages/administration/searchfields.h"

#include <QHeaderView>
#include <QLabel>
#include <QPointer>
#include <QVBoxLayout>

#include <algorithm>

namespace console
{

using common::AuditFieldRecord;
using common::AuditRecord;
namespace v1 = earshot::v1;

namespace
{

CrudMethods<AuditRecord> methods()
{
    auto m = listMethods<AuditRecord, v1::AuditRecord, v1::AuditList>(
        QStringLiteral("Audit"), [](const v1::AuditList &list) -> auto & { return list.records(); });
    m.get = QStringLiteral("earshot.v1.Audit/Get");
    m.writeId = [](const QString &id) {
        v1::AuditRef ref;
        ref.set_id(id.toLongLong());
        return QByteArray::fromStdString(ref.SerializeAsString());
    };
    return m;
}

QString details(const AuditRecord &record)
{
    QString text = actionWord(record.action);
    if (!record.subjectName.isEmpty()) {
        text = Tr::tr("%1: %2", "action, object").arg(text, record.subjectName);
    }
    QStringList changed;
    for (const AuditFieldRecord &field : record.fields) {
        changed.append(field.field);
    }
    return changed.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, changed.join(QStringLiteral(", ")));
}

/// Who did it, and with whose rights.
QString initiator(const AuditRecord &record)
{
    return record.impersonator.isEmpty()
               ? record.initiator
               : Tr::tr("%1 as %2", "impersonator, user").arg(record.impersonator, record.initiator);
}

std::vector<Column<AuditRecord>> columns(const Formats &formats, bool tenants)
{
    return {{{QStringLiteral("date"), Tr::tr("DATE"), QStringLiteral("date"), 210},
             [formats](const AuditRecord &r) { return formats.dateTime(r.at); },
             [formats](const AuditRecord &r) { return QVariant(formats.utc(r.at)); },
             [formats](const AuditRecord &r, int role) {
                 return role == Qt::ToolTipRole ? QVariant(formats.utc(r.at)) : QVariant();
             }},
            {{QStringLiteral("initiator"), Tr::tr("INITIATOR"), {}, 170}, &initiator},
            {{QStringLiteral("resource"), Tr::tr("RESOURCE"), {}, 130},
             [](const AuditRecord &r) { return resourceWord(r.resource); }},
            {{QStringLiteral("action"), Tr::tr("ACTION/DETAILS"), {}, 340}, &details},
            {{QStringLiteral("tenant"), Tr::tr("TENANT"), {}, 160, tenants},
             [](const AuditRecord &r) { return r.tenant; }}};
}

ChoiceFilter filter(const QString &key, const QString &label, const QStringList &codes,
                    QString (*word)(const QString &))
{
    ChoiceFilter made{key, label, {}};
    for (const QString &code : codes) {
        made.choices.append({code, word(code), {key, QStringLiteral("is"), {code}}});
    }
    return made;
}

ListSpec listSpec(const PageContext &context)
{
    ListSpec spec;
    spec.permission = QStringLiteral("audit.view");
    spec.doing = Tr::tr("load the audit log");
    spec.emptySentence = Tr::tr("Nothing has been recorded here yet.");
    spec.orderColumn = QStringLiteral("date");
    spec.descending = true;
    spec.tickable = false;
    spec.open = [&shell = context.navigator](const QString &id) {
        shell.open(QStringLiteral("audit-record"), {{QStringLiteral("id"), id}});
    };
    return spec;
}

ListSource *source(const PageContext &context)
{
    return new CrudController<AuditRecord>(
        context.rpc, methods(), columns(Formats::forZone(context.identity.timeZone), seesTenants(context)),
        [](const AuditRecord &r) { return r.id == 0 ? QString() : QString::number(r.id); });
}

/// The history of something, as a table on its page.
QWidget *history(const PageContext &context, const common::Criterion &of, QWidget *parent)
{
    ListSpec spec = listSpec(context);
    spec.id = QStringLiteral("audit-of-object");
    spec.title = Tr::tr("Audit trail");
    spec.embedded = true;
    spec.fixed = {of};
    return new ListPage(context, std::move(spec), source(context), parent);
}

common::Criterion ofSubject(const QString &id)
{
    return {QStringLiteral("subject"), QStringLiteral("is"), {id}};
}

/// A row of the whole is about no single object: what was done with it to each stands in the rows of its
/// request.
common::Criterion relatedTo(const AuditRecord &r)
{
    return r.subject.isEmpty()
               ? common::Criterion{QStringLiteral("request"), QStringLiteral("is"), {r.requestId}}
               : ofSubject(r.subject);
}

QWidget *section(const PageContext &context, const common::Criterion &of, QWidget *parent)
{
    auto *section = new LazySection(
        Tr::tr("AUDIT TRAIL"), [context, of](QWidget *host) { return history(context, of, host); }, parent);
    section->setObjectName(QStringLiteral("audit-section"));
    if (!context.identity.may(QStringLiteral("audit.view"))) {
        section->refuse(
            Tr::tr("Needs the permission “%1”.").arg(permissionWord(QStringLiteral("audit.view"))));
    }
    return section;
}

RowAction verifyAction(const PageContext &context, const std::shared_ptr<QPointer<ListPage>> &page)
{
    RowAction verify;
    verify.id = QStringLiteral("verify");
    verify.text = Tr::tr("Verify now");
    verify.icon = QStringLiteral("shield-check");
    verify.permission = QStringLiteral("system.view");
    verify.needsRow = false;
    verify.run = [context, page](const QString &, const RowSelection &) {
        if (*page) {
            verifyAudit(context, *page);
        }
    };
    return verify;
}

/// The page of what a row of this resource is about; empty when it has none or may not be seen. Rows of a
/// resource are about its objects, but those of sessions, devices and own keys about the user, and so is the
/// one that tells which extension he got with a call.
QString pageOf(const PageContext &context, const AuditRecord &r)
{
    const QString resource =
        r.action == QLatin1String("assigned-extension") ? QStringLiteral("users") : r.resource;
    struct Subject {
        const char *resource;
        const char *page;
        const char *permission;
    };
    static constexpr Subject kSubjects[] = {{"calls", "call", "calls.view"},
                                            {"devices", "user", "users.view"},
                                            {"directories", "directory", "sources.view"},
                                            {"groups", "group", "groups.view"},
                                            {"keys", "encryption-key", "keys.view"},
                                            {"own-keys", "user", "users.view"},
                                            {"providers", "provider", "sources.view"},
                                            {"roles", "role", "roles.view"},
                                            {"sessions", "user", "users.view"},
                                            {"storage-targets", "storage-target", "storage.view"},
                                            {"tenants", "tenant", "tenants.view"},
                                            {"users", "user", "users.view"}};
    for (const Subject &subject : kSubjects) {
        if (resource == QLatin1String(subject.resource) &&
            context.identity.may(QLatin1String(subject.permission))) {
            return QLatin1String(subject.page);
        }
    }
    return {};
}

BlockLine relatedLine(const PageContext &context, const AuditRecord &r)
{
    BlockLine line{Tr::tr("Related to"), r.subjectName.isEmpty() ? r.subject : r.subjectName, r.subject};
    const QString page = r.subject.isEmpty() ? QString() : pageOf(context, r);
    if (!page.isEmpty()) {
        line.link = Tr::tr("View");
        line.open = [&shell = context.navigator, page, id = r.subject] {
            shell.open(page, {{QStringLiteral("id"), id}});
        };
    }
    return line;
}

/// What somebody signed in with; rows of anything else do not say it.
QString applicationOf(const AuditRecord &r)
{
    const auto client = std::find_if(r.fields.begin(), r.fields.end(), [](const AuditFieldRecord &field) {
        return field.field == QLatin1String("client");
    });
    return client == r.fields.end() ? QString() : client->after;
}

DetailContent content(const PageContext &context, const AuditRecord &r, const Formats &formats)
{
    return {Tr::tr("Action «%1»").arg(actionWord(r.action)),
            {},
            {{Tr::tr("ACTION"),
              {{Tr::tr("Time"), formats.dateTime(r.at), formats.utc(r.at)},
               {Tr::tr("Resource"), resourceWord(r.resource), {}},
               {Tr::tr("Action"), actionWord(r.action), {}},
               relatedLine(context, r),
               {Tr::tr("Details"), details(r), {}}}},
             {Tr::tr("INITIATOR"),
              {{Tr::tr("Initiator"), r.initiator, {}},
               {Tr::tr("Impersonated by"), r.impersonator, {}},
               {Tr::tr("Client IP-address"), r.peer, {}},
               {Tr::tr("Application"), applicationOf(r), {}},
               {Tr::tr("Tenant"), r.tenant, {}},
               {Tr::tr("Request"), r.requestId, {}}}}}};
}

/// FIELD, BEFORE, AFTER of one record.
QWidget *fieldTable(const AuditRecord &record, QWidget *parent)
{
    if (record.fields.isEmpty()) {
        return new QLabel(Tr::tr("No field was changed."), parent);
    }
    auto *model = new RecordModel<AuditFieldRecord>({{{QStringLiteral("field"), Tr::tr("FIELD"), {}, 200},
                                                      [](const AuditFieldRecord &f) { return f.field; }},
                                                     {{QStringLiteral("before"), Tr::tr("BEFORE"), {}, 280},
                                                      [](const AuditFieldRecord &f) { return f.before; }},
                                                     {{QStringLiteral("after"), Tr::tr("AFTER"), {}, 280},
                                                      [](const AuditFieldRecord &f) { return f.after; }}},
                                                    [](const AuditFieldRecord &f) { return f.field; });
    model->setRecords(record.fields);
    auto *view = new RecordView(parent);
    model->setParent(view);
    view->setObjectName(QStringLiteral("fields"));
    view->setAccessibleName(Tr::tr("Fields before and after"));
    view->setRecords(model);
    view->setMinimumHeight(view->horizontalHeader()->sizeHint().height() +
                           std::min(model->rowCount(), 12) * view->verticalHeader()->defaultSectionSize() +
                           4);
    return view;
}

} // namespace

QWidget *auditSection(const PageContext &context, const QString &subjectId, QWidget *parent)
{
    return section(context, ofSubject(subjectId), parent);
}

QWidget *auditSectionOf(const PageContext &context, const QString &resource, QWidget *parent)
{
    return section(context, {QStringLiteral("resource"), QStringLiteral("is"), {resource}}, parent);
}

QWidget *createAuditLog(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    const auto page = std::make_shared<QPointer<ListPage>>(); // not there yet when its action is made
    ListSpec spec = listSpec(context);
    spec.id = QStringLiteral("audit-log");
    spec.title = QCoreApplication::translate("Pages", "Log");
    spec.filters = {Tr::tr("Search by initiator, action, detail"),
                    QStringLiteral("date"),
                    {filter(QStringLiteral("resource"), Tr::tr("Resource"), knownResources(), &resourceWord),
                     filter(QStringLiteral("action"), Tr::tr("Action"), knownActions(), &actionWord)}};
    spec.views = {
        {QStringLiteral("audit-log"), Tr::tr("All audit log"), QStringLiteral("audit.view")},
        {QStringLiteral("audit-retention"), Tr::tr("Retention settings"), QStringLiteral("system.view")}};
    spec.search = auditSearch(context);
    spec.actions = {verifyAction(context, page)};
    spec.exportBy = [context](const common::ListQuery &query, QWidget *host) {
        exportAudit(context, query, host);
    };
    *page = new ListPage(context, std::move(spec), source(context), parent);
    return *page;
}

QWidget *createAuditRecord(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    const Formats formats = Formats::forZone(context.identity.timeZone);
    ObjectSpec<AuditRecord> spec;
    spec.methods = methods();
    ObjectPage<AuditRecord> page;
    page.detail.id = QStringLiteral("audit-record");
    page.detail.permission = QStringLiteral("audit.view");
    page.detail.doing = Tr::tr("load the audit record");
    page.content = [context, formats](const AuditRecord &r) { return content(context, r, formats); };
    page.more = [context](DetailSpec &detail, CrudController<AuditRecord> &,
                          const std::shared_ptr<AuditRecord> &record) {
        detail.below = {{{}, [record](QWidget *host) { return fieldTable(*record, host); }},
                        {{}, [context, record](QWidget *host) -> QWidget * {
                             auto *section = new LazySection(
                                 Tr::tr("RELATED RECORDS"),
                                 [context, record](QWidget *inside) {
                                     return history(context, relatedTo(*record), inside);
                                 },
                                 host);
                             if (record->subject.isEmpty() && record->requestId.isEmpty()) {
                                 section->refuse(Tr::tr("It is related to no object."));
                             }
                             return section;
                         }}};
    };
    return objectDetail(context, spec, std::move(page), arguments.value(QStringLiteral("id")).toString(),
                        parent);
}

} // namespace console
