// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/encryption.pb.h"
#include "console/crud/objectpage.h"
#include "console/kit/formats.h"
#include "console/kit/recordview.h"
#include "console/kit/themedlabel.h"
#include "console/kit/tr.h"
#include "console/net/sessionkeys.h"
#include "console/pages/administration/directory.h"
#include "console/pages/call/sealaccess.h"
#include "console/pages/keys/addkeydialog.h"
#include "console/pages/keys/keyactions.h"
#include "console/pages/keys/keypages.h"

#include <QBoxLayout>
#include <QPointer>

#include <memory>

namespace console
{

namespace
{

std::vector<Column<KeyRow>> columns(const PageContext &context)
{
    const Formats formats = Formats::forZone(context.identity.timeZone);
    const auto created = [](const KeyRow &key) { return common::wallFromUnixMs(key.createdMs()); };
    return {{{QStringLiteral("name"), Tr::tr("NAME"), {}, 180}, [](const KeyRow &k) { return keyTitle(k); }},
            {{QStringLiteral("fingerprint"), Tr::tr("FINGERPRINT"), {}, 230},
             [](const KeyRow &k) { return shortFingerprint(k.fingerprint); },
             [](const KeyRow &k) { return QVariant(QString::fromLatin1(k.fingerprint.toHex())); },
             [](const KeyRow &k, int role) {
                 return role == Qt::ToolTipRole ? QVariant(fingerprintInFours(k.fingerprint)) : QVariant();
             }},
            {{QStringLiteral("tenant"), Tr::tr("TENANT"), {}, 160, seesTenants(context)},
             [](const KeyRow &k) { return k.tenant; }},
            {{QStringLiteral("status"), Tr::tr("STATUS"), {}, 190},
             [](const KeyRow &k) { return keyStatus(k).second; },
             {},
             [](const KeyRow &k, int role) {
                 return role == StatusIconRole ? QVariant(static_cast<int>(keyStatus(k).first)) : QVariant();
             }},
            {{QStringLiteral("bits"), Tr::tr("KEY LENGTH"), {}, 120},
             [](const KeyRow &k) { return Tr::tr("%1 bits").arg(k.bits); },
             [](const KeyRow &k) { return QVariant(k.bits); }},
            {{QStringLiteral("holders"), Tr::tr("HOLDERS"), {}, 150},
             [](const KeyRow &k) {
                 return k.hasPrivate ? QLocale().toString(k.holders) : Tr::tr("None: public key only");
             },
             [](const KeyRow &k) { return QVariant(k.holders); },
             [](const KeyRow &k, int role) {
                 // One is none when he leaves or forgets.
                 return role == StatusIconRole && k.hasPrivate && k.holders < 2
                            ? QVariant(static_cast<int>(StatusRole::Pending))
                            : QVariant();
             }},
            {{QStringLiteral("created"), Tr::tr("CREATED"), {}, 180},
             [formats, created](const KeyRow &k) { return formats.dateTime(created(k)); },
             [formats, created](const KeyRow &k) { return QVariant(formats.utc(created(k))); }}};
}

RowAction addAction(const PageContext &context, CrudController<KeyRow> &source)
{
    RowAction add;
    add.id = QStringLiteral("add");
    add.text = Tr::tr("Add Encrypt Key");
    add.icon = QStringLiteral("plus");
    add.key = QKeySequence::New;
    add.permission = QStringLiteral("keys.edit");
    add.needsRow = false;
    add.run = [context, &source](const QString &, const RowSelection &) {
        if (context.keys == nullptr || context.keys->state() != SessionKeys::State::Open) {
            context.navigator.unlockKeys(); // whoever makes a key holds it, which takes keys of his own
            return;
        }
        auto *dialog = new AddKeyDialog(context, std::nullopt, hostOf(source));
        QObject::connect(dialog, &AddKeyDialog::added, &source,
                         [context, &source](const QString &id, const QString &words) {
                             context.navigator.notify(words);
                             source.forget();
                             Q_EMIT source.reloadRequested(id);
                         });
        dialog->open();
    };
    return add;
}

RowAction deleteAction(const PageContext &context, CrudController<KeyRow> &source)
{
    RowAction remove;
    remove.id = QStringLiteral("delete");
    remove.text = Tr::tr("Delete Encrypt Key");
    remove.icon = QStringLiteral("trash-2");
    remove.key = QKeySequence::Delete;
    remove.permission = QStringLiteral("keys.edit");
    remove.run = [context, &source](const QString &current, const RowSelection &) {
        const KeyRow *key = source.model().record(current);
        if (key == nullptr) {
            return;
        }
        deleteKey(context, *key, hostOf(source),
                  [context, &source, title = keyTitle(*key)](const common::Status &status) {
                      context.navigator.notify(status ? Tr::tr("Key «%1» deleted").arg(title)
                                                      : refusalOf(status.error(), Tr::tr("delete the key")));
                      source.forget();
                      Q_EMIT source.reloadRequested({});
                  });
    };
    return remove;
}

RowAction configurationAction(const PageContext &context)
{
    RowAction edit;
    edit.id = QStringLiteral("configuration");
    edit.text = Tr::tr("Edit configuration");
    edit.icon = QStringLiteral("lock");
    edit.needsRow = false;
    edit.changes = false;
    edit.run = [&shell = context.navigator](const QString &, const RowSelection &) {
        shell.open(QStringLiteral("file-encryption"));
    };
    return edit;
}

/// Whether recordings are sealed to these keys at all, under the title.
struct EncryptionState {
    common::RpcClient *rpc;
    bool system; ///< of the default for all tenants
    QPointer<ThemedLabel> label{};

    void addTo(ListPage &page)
    {
        label = new ThemedLabel(ColorRole::MutedText, &page);
        label->setObjectName(QStringLiteral("encryption-state"));
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->hide(); // until it is known
        if (auto *column = qobject_cast<QBoxLayout *>(page.layout())) {
            column->insertWidget(1, label);
        }
    }
    void ask() const
    {
        if (!label) {
            return;
        }
        earshot::v1::EncryptionRequest request;
        request.set_system(system);
        common::call<earshot::v1::EncryptionSetting>(
            *rpc, QStringLiteral("earshot.v1.Encryption/Get"), request, label,
            [label = label, system = system](const common::Result<earshot::v1::EncryptionSetting> &reply) {
                if (reply && label) {
                    const QString state = reply->enabled() ? Tr::tr("Audio files encryption: Enabled.")
                                                           : Tr::tr("Audio files encryption: Disabled.");
                    label->setText(system ? state + QLatin1Char(' ') +
                                                Tr::tr("Caution! A tenant may have a setting of its own.")
                                          : state);
                    label->show();
                }
            });
    }
};

} // namespace

QList<PageSpec> keyPages()
{
    const auto view = QStringLiteral("keys.view");
    return {{QStringLiteral("encryption-keys"), QStringLiteral("storage"),
             QT_TRANSLATE_NOOP("Pages", "Encryption Keys"), QStringLiteral("key-round"), view, &createKeys},
            {QStringLiteral("encryption-key"),
             {},
             QT_TRANSLATE_NOOP("Pages", "Encrypt Key"),
             QStringLiteral("key-round"),
             view,
             &createKey,
             QStringLiteral("encryption-keys")}};
}

QWidget *createKeys(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    ObjectSpec<KeyRow> spec;
    spec.list.id = QStringLiteral("encryption-keys");
    spec.list.title = QCoreApplication::translate("Pages", "Encryption Keys");
    spec.list.permission = QStringLiteral("keys.view");
    spec.list.doing = Tr::tr("load the keys");
    spec.list.emptySentence = Tr::tr("There is no key yet.");
    spec.list.note =
        Tr::tr("Recordings are encrypted to a tenant's active key. Private keys are made and used in "
               "consoles only: export each one for safe keeping, and grant it to at least two people.");
    spec.list.filters.searchPurpose = Tr::tr("Search by key fingerprint");
    if (seesTenants(context)) {
        spec.list.filters.references = {{QStringLiteral("tenant"), Tr::tr("Select a Tenant"),
                                         lookupOf<common::TenantRecord>(context.rpc, tenantMethods())}};
    }
    spec.list.tickable = false;
    spec.list.open = [&shell = context.navigator](const QString &id) {
        shell.open(QStringLiteral("encryption-key"), {{QStringLiteral("id"), id}});
    };
    const auto encryption =
        std::make_shared<EncryptionState>(EncryptionState{&context.rpc, seesTenants(context)});
    spec.methods = keyMethods();
    spec.methods.readList = [encryption, read = spec.methods.readList](const QByteArray &bytes) {
        encryption->ask();
        return read(bytes);
    };
    spec.columns = columns(context);
    spec.more = [context](CrudController<KeyRow> &source) {
        return std::vector<RowAction>{addAction(context, source), deleteAction(context, source),
                                      configurationAction(context)};
    };
    auto *page = objectList(context, std::move(spec), parent);
    encryption->addTo(*page);
    return page;
}

} // namespace console
