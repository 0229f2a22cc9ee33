// SPDX-License-Identifier: GPL-3.0-or-later
// The places where recordings are kept: Administration > Storage > Storage Targets.
#include "console/pages/storage/storagepages.h"

#include "console/crud/objectpage.h"
#include "console/kit/testreportview.h"
#include "console/pages/administration/directory.h"
#include "console/pages/storage/storagemovedialog.h"
#include "console/pages/storage/storagetargetfields.h"
#include "console/pages/storage/storagetargettest.h"

namespace console
{

using common::StorageTargetRecord;
namespace v1 = earshot::v1;

namespace
{

const QString kView = QStringLiteral("storage.view");
const QString kEdit = QStringLiteral("storage.edit");

QString yesNo(bool yes)
{
    return yes ? Tr::tr("yes") : Tr::tr("no");
}

QString keptWord(bool stored)
{
    return stored ? Tr::tr("kept", "a password is stored") : Tr::tr("none", "no password is stored");
}

QString ownerOf(const StorageTargetRecord &t)
{
    return t.system ? Tr::tr("System", "of no tenant") : t.tenant;
}

/// Where it is, in one line.
QString placeOf(const StorageTargetRecord &t)
{
    if (t.builtIn) {
        return Tr::tr("the recorder's own folder");
    }
    if (t.kind == QLatin1String("local")) {
        return t.basePath;
    }
    if (t.kind == QLatin1String("s3")) {
        return t.bucket;
    }
    return t.port == 0 ? t.host : QStringLiteral("%1:%2").arg(t.host).arg(t.port);
}

/// How its last test ended, and when.
QString testText(const StorageTargetRecord &t, const Formats &formats)
{
    if (t.testedMs == 0) {
        return t.builtIn ? QString() : Tr::tr("Not tested", "a storage target, as it is now");
    }
    const QString when = formats.dateTime(common::wallFromUnixMs(t.testedMs));
    return t.testedStep.isEmpty()
               ? Tr::tr("Passed, %1", "the last test of a storage target, and when").arg(when)
               //: step of a test, when
               : Tr::tr("Failed at %1, %2").arg(testStepWord(t.testedStep), when);
}

QVariant testRole(const StorageTargetRecord &t, int role)
{
    if (role == StatusIconRole && t.testedMs != 0) {
        return static_cast<int>(t.testedStep.isEmpty() ? StatusRole::Good : StatusRole::Failed);
    }
    return role == Qt::ToolTipRole && !t.testedStep.isEmpty() ? QVariant(testRemedy(t.testedCause))
                                                              : QVariant();
}

QString refusalFor(const StorageTargetRecord &t)
{
    return t.builtIn ? reasonWords(QStringLiteral("built-in")) : QString();
}

std::vector<Column<StorageTargetRecord>> columns(const PageContext &context)
{
    return {
        {{QStringLiteral("name"), Tr::tr("NAME"), QStringLiteral("name"), 240},
         [](const StorageTargetRecord &t) { return t.name; }},
        {{QStringLiteral("kind"), Tr::tr("TYPE"), QStringLiteral("kind"), 160},
         [](const StorageTargetRecord &t) { return storageKindWord(t.kind); }},
        {{QStringLiteral("place"), Tr::tr("PLACE"), {}, 280}, &placeOf},
        {{QStringLiteral("tenant"), Tr::tr("TENANT"), QStringLiteral("tenant"), 180, seesTenants(context)},
         &ownerOf},
        {{QStringLiteral("tested"), Tr::tr("LAST TEST"), {}, 260},
         [formats = Formats::forZone(context.identity.timeZone)](const StorageTargetRecord &t) {
             return testText(t, formats);
         },
         [](const StorageTargetRecord &t) { return QVariant(t.testedMs); },
         &testRole}};
}

FilterSpec filters(const PageContext &context)
{
    const QString kind = QStringLiteral("kind");
    FilterSpec spec;
    spec.searchPurpose = Tr::tr("Search by name");
    if (seesTenants(context)) {
        spec.references = {{QStringLiteral("tenant"), Tr::tr("Select a Tenant"),
                            lookupOf<common::TenantRecord>(context.rpc, tenantMethods())}};
    }
    ChoiceFilter kinds{kind, Tr::tr("Type"), {}};
    for (const char *code : {"local", "ftp", "sftp", "s3"}) {
        const QString value = QLatin1String(code);
        kinds.choices.append({value, storageKindWord(value), {kind, QStringLiteral("is"), {value}}});
    }
    spec.choices = {kinds};
    return spec;
}

EditorSpec<StorageTargetRecord> editor(const PageContext &context)
{
    EditorSpec<StorageTargetRecord> editor;
    editor.fields = [context](const StorageTargetRecord &t) { return storageTargetFields(context, t); };
    editor.title = [](const StorageTargetRecord &t, bool isNew) {
        return isNew ? Tr::tr("Add Storage Target") : Tr::tr("Edit Storage Target «%1»").arg(t.name);
    };
    editor.doing = Tr::tr("save the storage target");
    editor.blank = blankStorageTarget(context);
    editor.refusal = &refusalFor;
    using Form = RecordForm<StorageTargetRecord>;
    editor.actions = {{QStringLiteral("save-test"), Tr::tr("Save and Test"), true,
                       [context](const StorageTargetRecord &saved, QWidget *host, Form *) {
                           testStoredTarget(context, saved, host, true);
                       }},
                      {QStringLiteral("test"), Tr::tr("Test a Connection"), false,
                       [context](const StorageTargetRecord &, QWidget *dialog, Form *form) {
                           testTypedTarget(context, *form, dialog);
                       }}};
    return editor;
}

ObjectSpec<StorageTargetRecord> spec(const PageContext &context)
{
    ObjectSpec<StorageTargetRecord> spec;
    spec.list.id = QStringLiteral("storage-targets");
    spec.list.title = QCoreApplication::translate("Pages", "Storage Targets");
    spec.list.permission = kView;
    spec.list.doing = Tr::tr("load the storage targets");
    spec.list.emptySentence =
        Tr::tr("There is no storage target yet: recordings stay in the recorder's own folder.");
    spec.list.note = Tr::tr("Places that finished recordings are sent on to. Storage Rules say which "
                            "recordings go where.");
    spec.list.filters = filters(context);
    spec.list.orderColumn = QStringLiteral("name");
    spec.list.open = [&shell = context.navigator](const QString &id) {
        shell.open(QStringLiteral("storage-target"), {{QStringLiteral("id"), id}});
    };
    spec.methods = storageTargetMethods();
    spec.columns = columns(context);
    spec.permission = kEdit;
    spec.add = Tr::tr("Add Storage Target");
    spec.edit = Tr::tr("Edit Storage Target");
    spec.remove = Tr::tr("Delete Storage Target");
    spec.editor = editor(context);
    spec.removal.doing = Tr::tr("delete the storage target");
    spec.removal.words = [](int n) { return Tr::tr("%n storage targets deleted", nullptr, n); };
    spec.removal.one = Tr::tr("Storage target «%1» deleted");
    return spec;
}

QString certificatesText(const StorageTargetRecord &t)
{
    return t.caCertificates.isEmpty() ? Tr::tr("those that the recorder's system trusts")
                                      : Tr::tr("an authority of its own");
}

QList<BlockLine> serverLines(const StorageTargetRecord &t)
{
    QList<BlockLine> lines{
        {Tr::tr("Host"), t.host, {}},
        {Tr::tr("Port"), QString::number(t.port == 0 ? standardPort(t.kind, t.implicitTls) : t.port), {}},
        {Tr::tr("User"), t.user, {}},
        {Tr::tr("Password"), keptWord(t.hasPassword), {}}};
    if (t.kind == QLatin1String("sftp")) {
        lines += {{Tr::tr("SSH key"), keptWord(t.hasSshKey), {}},
                  {Tr::tr("Host key"),
                   t.hostKey.isEmpty() ? Tr::tr("none is trusted yet: test the connection") : t.hostKey,
                   {}},
                  {Tr::tr("Base path"), t.basePath, {}},
                  {Tr::tr("Atomic POSIX rename"), yesNo(t.posixRename), {}}};
        return lines;
    }
    lines += {{Tr::tr("Require TLS Encryption (FTPS)"), yesNo(t.requireTls), {}},
              {Tr::tr("Require implicit TLS connection"), yesNo(t.implicitTls), {}},
              {Tr::tr("Certificates"), certificatesText(t), {}},
              {Tr::tr("Base path"), t.basePath, {}}};
    return lines;
}

QList<BlockLine> bucketLines(const StorageTargetRecord &t)
{
    QList<BlockLine> lines{{Tr::tr("S3 Bucket"), t.bucket, {}},
                           {Tr::tr("AWS Access Key ID"),
                            t.accessKeyId.isEmpty() ? Tr::tr("that of the machine's role") : t.accessKeyId,
                            {}},
                           {Tr::tr("AWS Secret Access Key"), keptWord(t.hasSecretAccessKey), {}},
                           {Tr::tr("S3 Endpoint URL"), t.endpoint, {}},
                           {Tr::tr("Region"), t.region.isEmpty() ? Tr::tr("Default") : t.region, {}},
                           {Tr::tr("AWS Signature Version"),
                            t.signatureVersion == 0 ? Tr::tr("Default") : QString::number(t.signatureVersion),
                            {}},
                           {Tr::tr("Bucket in the host's name"), yesNo(t.virtualHost), {}},
                           {Tr::tr("Server-Side Encryption"), yesNo(t.sse), {}},
                           {Tr::tr("Certificates"), certificatesText(t), {}},
                           {Tr::tr("Base path"), t.basePath, {}}};
    if (t.useProxy) {
        lines += {{Tr::tr("HTTP Proxy"), QStringLiteral("%1:%2").arg(t.proxyHost).arg(t.proxyPort), {}},
                  {Tr::tr("HTTP Proxy User"), t.proxyUser, {}},
                  {Tr::tr("HTTP Proxy Password"), keptWord(t.hasProxyPassword), {}}};
    }
    return lines;
}

DetailContent content(const StorageTargetRecord &t, bool tenants, const Formats &formats)
{
    QList<BlockLine> target{{Tr::tr("Name"), t.name, {}}, {Tr::tr("Type"), storageKindWord(t.kind), {}}};
    if (tenants) {
        target.append({Tr::tr("Tenant"), ownerOf(t), {}});
    }
    if (!t.builtIn) {
        target.append({Tr::tr("Last test"), testText(t, formats), {}});
    }
    DetailContent content{
        Tr::tr("Storage Target «%1»").arg(t.name), std::nullopt, {{Tr::tr("STORAGE TARGET"), target}}};
    if (t.kind == QLatin1String("local")) {
        content.blocks.append(
            {Tr::tr("LOCAL FILE SYSTEM SETTINGS"), {{Tr::tr("Base path"), placeOf(t), {}}}});
    } else if (t.kind == QLatin1String("s3")) {
        content.blocks.append({Tr::tr("AMAZON S3 SETTINGS"), bucketLines(t)});
    } else {
        content.blocks.append(
            {t.kind == QLatin1String("ftp") ? Tr::tr("FTP SETTINGS") : Tr::tr("SFTP SETTINGS"),
             serverLines(t)});
    }
    return content;
}

DetailAction testAction(const PageContext &context, CrudController<StorageTargetRecord> &source,
                        const std::shared_ptr<StorageTargetRecord> &target)
{
    DetailAction test;
    test.id = QStringLiteral("test");
    test.text = Tr::tr("Test a Connection");
    test.icon = QStringLiteral("plug-zap");
    test.permission = kEdit;
    test.refusal = [target] { return refusalFor(*target); };
    test.run = [context, &source, target] { testStoredTarget(context, *target, hostOf(source), false); };
    return test;
}

DetailAction moveAction(const PageContext &context, CrudController<StorageTargetRecord> &source,
                        const std::shared_ptr<StorageTargetRecord> &target)
{
    DetailAction move;
    move.id = QStringLiteral("move");
    move.text = Tr::tr("Move Files");
    move.icon = QStringLiteral("arrow-right");
    move.permission = kEdit;
    move.run = [context, &source, target] { openStorageMove(context, *target, hostOf(source)); };
    return move;
}

} // namespace

QList<PageSpec> storagePages()
{
    return {{QStringLiteral("storage-targets"), QStringLiteral("storage"),
             QT_TRANSLATE_NOOP("Pages", "Storage Targets"), QStringLiteral("server"), kView,
             &createStorageTargets},
            {QStringLiteral("storage-target"),
             {},
             QT_TRANSLATE_NOOP("Pages", "Storage Target"),
             QStringLiteral("server"),
             kView,
             &createStorageTarget,
             QStringLiteral("storage-targets")}};
}

CrudMethods<StorageTargetRecord> storageTargetMethods()
{
    return objectMethods<StorageTargetRecord, v1::StorageTarget, v1::StorageTargetList, v1::ObjectRef>(
        QStringLiteral("StorageTargets"),
        [](const v1::StorageTargetList &list) -> auto & { return list.targets(); });
}

QWidget *createStorageTargets(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    return objectList(context, spec(context), parent);
}

QWidget *createStorageTarget(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    const QString id = arguments.value(QStringLiteral("id")).toString();
    ObjectPage<StorageTargetRecord> page;
    page.detail.id = QStringLiteral("storage-target");
    page.detail.permission = kView;
    page.detail.doing = Tr::tr("load the storage target");
    page.detail.below = {{{}, [context, id](QWidget *host) { return auditSection(context, id, host); }}};
    page.content = [tenants = seesTenants(context), formats = Formats::forZone(context.identity.timeZone)](
                       const StorageTargetRecord &t) { return content(t, tenants, formats); };
    page.more = [context](DetailSpec &detail, CrudController<StorageTargetRecord> &source,
                          const std::shared_ptr<StorageTargetRecord> &target) {
        detail.actions.push_back(testAction(context, source, target));
        detail.actions.push_back(moveAction(context, source, target));
    };
    return objectDetail(context, spec(context), std::move(page), id, parent);
}

} // namespace console
