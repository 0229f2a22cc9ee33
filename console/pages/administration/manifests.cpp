// SPDX-License-Identifier: GPL-3.0-or-later
// The signed manifests of each day: Administration > Audit Trail > Signed Manifests.
#include "common/crypto/ed25519.h"
#include "common/model/directory.h"
#include "common/rpc/codecs/directorycodec.h"
#include "console/crud/listpage.h"
#include "console/crud/objectmethods.h"
#include "console/kit/tr.h"
#include "console/net/background.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/administration/directory.h"
#include "console/pages/administration/manifestssource.h"

#include <QDir>
#include <QFileDialog>
#include <QSaveFile>

#include <memory>

namespace console
{

namespace
{

struct NamedBytes {
    QString name;
    QByteArray bytes;
};

/// As `earshotctl verify` finds them: text and signature of each, and the keys.
QList<NamedBytes> filesOf(const ManifestsSource &source, const QStringList &ids)
{
    QList<NamedBytes> files;
    QSet<QByteArray> keys;
    for (const QString &id : ids) {
        const ManifestRow *row = source.row(id);
        if (row == nullptr) {
            continue;
        }
        const KeptManifest kept = source.kept(id);
        const QString name = common::manifestFileName(row->number, row->day);
        files.append({name + QStringLiteral(".txt"), kept.manifest.text});
        files.append({name + QStringLiteral(".sig"), kept.manifest.signature});
        if (!kept.publicKey.isEmpty() && !keys.contains(kept.publicKey)) {
            keys.insert(kept.publicKey);
            files.append({QStringLiteral("signing-key-%1.pem").arg(common::signingKeyId(kept.publicKey)),
                          common::publicKeyPem(kept.publicKey)});
        }
    }
    return files;
}

/// What is wrong; empty = all are there. What is there with the same bytes stays, and nothing is replaced.
QString written(const QDir &folder, const QList<NamedBytes> &files)
{
    for (const NamedBytes &file : files) {
        QFile present(folder.filePath(file.name));
        if (present.exists()) {
            if (!present.open(QIODevice::ReadOnly) || present.readAll() != file.bytes) {
                return Tr::tr("%1 is there already, with another content.").arg(file.name);
            }
            continue;
        }
        QSaveFile fresh(folder.filePath(file.name));
        if (!fresh.open(QIODevice::WriteOnly) || fresh.write(file.bytes) != file.bytes.size() ||
            !fresh.commit()) {
            return QStringLiteral("%1: %2").arg(file.name, fresh.errorString());
        }
    }
    return {};
}

void save(const PageContext &context, QWidget *page, const QList<NamedBytes> &files)
{
    if (files.isEmpty()) {
        return;
    }
    auto *dialog = new QFileDialog(page, Tr::tr("Folder for manifests, signatures and public keys"));
    dialog->setObjectName(QStringLiteral("save-manifests"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setLabelText(QFileDialog::Accept, Tr::tr("Save here"));
    Navigator *shell = &context.navigator;
    QObject::connect(dialog, &QFileDialog::fileSelected, page, [shell, page, files](const QString &path) {
        inBackground(
            page, [path, files] { return written(QDir(path), files); },
            [shell, count = static_cast<int>(files.size())](const QString &wrong) {
                shell->notify(wrong.isEmpty() ? Tr::tr("%n file(s) saved.", nullptr, count)
                                              : Tr::tr("Could not save the manifests. %1").arg(wrong));
            });
    });
    dialog->open();
}

RowAction action(const char *id, const QString &text, const char *icon)
{
    RowAction made;
    made.id = QLatin1String(id);
    made.text = text;
    made.icon = QLatin1String(icon);
    made.changes = false;
    return made;
}

} // namespace

QWidget *createManifests(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    auto *source = new ManifestsSource(context.rpc, Formats::forZone(context.identity.timeZone));
    ListSpec spec;
    spec.id = QStringLiteral("manifests");
    spec.title = QCoreApplication::translate("Pages", "Signed Manifests");
    spec.permission = QStringLiteral("audit.view");
    spec.doing = Tr::tr("load the manifests");
    spec.emptySentence = Tr::tr("No day was signed yet: that is done after its end (UTC).");
    spec.note =
        Tr::tr("Each day's finished files with size and SHA-256, signed by the recorder. Each manifest "
               "names the one before it. Kept elsewhere, they prove what was recorded; the keys' ids "
               "are to be compared with those on the recorders.");
    spec.filters.dateField = QStringLiteral("date");
    if (seesTenants(context)) {
        spec.filters.references = {{QStringLiteral("tenant"), Tr::tr("Select a Tenant"),
                                    lookupOf<common::TenantRecord>(context.rpc, tenantMethods())}};
        spec.emptySentence = Tr::tr("Select a tenant: manifests are the tenants'.");
    }
    spec.given = givenFilterOf(arguments);
    spec.tickable = false;
    const auto page = std::make_shared<ListPage *>(nullptr); // which owns the actions, and so this
    RowAction one = action("save", Tr::tr("Save"), "download");
    one.run = [context, source, page](const QString &current, const RowSelection &) {
        save(context, *page, filesOf(*source, {current}));
    };
    spec.actions.push_back(std::move(one));
    RowAction shown = action("save-shown", Tr::tr("Save all shown"), "archive");
    shown.needsRow = false;
    shown.needsAny = true;
    shown.run = [context, source, page](const QString &, const RowSelection &) {
        save(context, *page, filesOf(*source, source->model().ids()));
    };
    spec.actions.push_back(std::move(shown));
    *page = new ListPage(context, std::move(spec), source, parent);
    return *page;
}

} // namespace console
