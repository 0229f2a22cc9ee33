// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/pemkeys.h"
#include "console/crud/objectpage.h"
#include "console/kit/formats.h"
#include "console/kit/tr.h"
#include "console/net/sessionkeys.h"
#include "console/pages/administration/auditsection.h"
#include "console/pages/keys/addkeydialog.h"
#include "console/pages/keys/exportkeydialog.h"
#include "console/pages/keys/keyactions.h"
#include "console/pages/keys/keypages.h"

#include <QPointer>

namespace console
{

namespace
{

/// What the page and its actions share.
struct KeyState {
    KeyRow key;
    QPointer<DetailView> view;
};
using State = std::shared_ptr<KeyState>;

/// What there is to know of it before anything else.
QString noteOf(const KeyRow &key)
{
    if (key.isUnvouched()) {
        return Tr::tr("Nobody who held the key before vouches for this one: %1 accepted it. Compare its "
                      "fingerprint with whoever made it. If nobody knows it, activate another key.")
            .arg(key.acceptedBy);
    }
    if (key.hasPrivate && key.holders < 2 && key.exportedMs == 0) {
        return Tr::tr("Only one person opens this key, and there is no exported copy: when he forgets his "
                      "password, its recordings are lost. Export it, or grant it to somebody else.");
    }
    if (!key.hasPrivate) {
        return Tr::tr("This public key came alone: what is encrypted with it is not opened here.");
    }
    return {};
}

DetailContent content(const KeyRow &key, const Formats &formats)
{
    const auto moment = [&formats](qint64 ms) { return formats.dateTime(common::wallFromUnixMs(ms)); };
    DetailContent shown;
    shown.title = Tr::tr("Encrypt Key «%1»").arg(keyTitle(key));
    const auto [role, word] = keyStatus(key);
    shown.status = StatusWord{role, word};
    const QString activated =
        key.activatedMs == 0 ? Tr::tr("Never")
        : key.isUnvouched()
            ? Tr::tr("%1, without a voucher: accepted by %2").arg(moment(key.activatedMs), key.acceptedBy)
            : moment(key.activatedMs);
    const auto sealing = common::SealingKey::fromSpki(key.record.spki);
    shown.blocks = {
        {Tr::tr("KEY"),
         {{Tr::tr("Fingerprint"), fingerprintInFours(key.fingerprint), {}},
          {Tr::tr("Key words"), common::keyWords(key.record.identity()), {}},
          {Tr::tr("Created"), moment(key.createdMs()), formats.utc(common::wallFromUnixMs(key.createdMs()))},
          {Tr::tr("Tenant"), key.tenant, {}},
          {Tr::tr("Key length"), Tr::tr("%1 bits").arg(key.bits), {}},
          {Tr::tr("Holders"),
           key.hasPrivate ? QLocale().toString(key.holders) : Tr::tr("None: public key only"),
           {}},
          {Tr::tr("Activated"), activated, {}},
          {Tr::tr("Recordings"), key.recordings ? QLocale().toString(*key.recordings) : QString(), {}},
          {Tr::tr("Exported"), key.exportedMs == 0 ? Tr::tr("Never") : moment(key.exportedMs), {}}}},
        {Tr::tr("PUBLIC KEY"),
         {{Tr::tr("PEM"),
           sealing ? QString::fromLatin1(common::writePublicPem(*sealing)).trimmed() : QString(),
           {}}}}};
    if (!key.earlier.isEmpty()) {
        shown.blocks.first().lines.append({Tr::tr("Brought back"), moment(key.record.createdMs), {}});
    }
    shown.note = noteOf(key);
    return shown;
}

DetailAction action(const QString &id, const QString &text, const QString &icon)
{
    DetailAction made;
    made.id = id;
    made.text = text;
    made.icon = icon;
    made.permission = QStringLiteral("keys.edit");
    return made;
}

void tellEnd(const PageContext &context, const State &state, const common::Status &status,
             const QString &good, const QString &doing)
{
    context.navigator.notify(status ? good : refusalOf(status.error(), doing));
    if (state->view) {
        state->view->refresh();
    }
}

DetailAction exportAction(const PageContext &context, const State &state)
{
    DetailAction made = action(QStringLiteral("export"), Tr::tr("Export Key"), QStringLiteral("download"));
    made.refusal = [context, state] { return notHeldWords(context, state->key); };
    made.run = [context, state] {
        auto *dialog = new ExportKeyDialog(context, state->key, state->view);
        QObject::connect(dialog, &ExportKeyDialog::exported, state->view,
                         [context, state](const QString &path) {
                             tellEnd(context, state, {}, Tr::tr("Exported to %1").arg(path), {});
                         });
        dialog->open();
    };
    return made;
}

DetailAction editAction(const PageContext &context, const State &state)
{
    DetailAction made = action(QStringLiteral("edit"), Tr::tr("Edit Key"), QStringLiteral("pencil"));
    made.run = [context, state] {
        renameKey(context, state->key, state->view, [context, state](const common::Status &status) {
            tellEnd(context, state, status, Tr::tr("Key saved"), Tr::tr("save the key"));
        });
    };
    return made;
}

DetailAction activateAction(const PageContext &context, const State &state)
{
    DetailAction made = action(QStringLiteral("activate"), Tr::tr("Activate"), QStringLiteral("power"));
    made.refusal = [context, state] {
        return state->key.active ? Tr::tr("It is active.")
               : state->key.bits < common::SealingKey::kLeastSealingBits
                   ? Tr::tr("The key is too short: it opens old recordings, and nothing is encrypted to it.")
                   : notHeldWords(context, state->key);
    };
    made.run = [context, state] {
        if (const auto held = heldKey(context, state->key)) {
            activateKey(context, state->key, held->signing, state->view,
                        [context, state](const common::Status &status) {
                            tellEnd(context, state, status,
                                    Tr::tr("Recordings are encrypted to this key from now on"),
                                    Tr::tr("activate the key"));
                        });
        }
    };
    return made;
}

DetailAction deactivateAction(const PageContext &context, const State &state)
{
    DetailAction made = action(QStringLiteral("switch-off"), Tr::tr("Deactivate"), QStringLiteral("ban"));
    made.refusal = [state] { return state->key.active ? QString() : Tr::tr("It is not active."); };
    made.run = [context, state] {
        deactivateKey(context, state->key, state->view, [context, state](const common::Status &status) {
            tellEnd(context, state, status, Tr::tr("Key deactivated"), Tr::tr("deactivate the key"));
        });
    };
    return made;
}

DetailAction rotateAction(const PageContext &context, const State &state)
{
    DetailAction made = action(QStringLiteral("rotate"), Tr::tr("Rotate…"), QStringLiteral("refresh-cw"));
    made.refusal = [context, state] { return notHeldWords(context, state->key); };
    made.run = [context, state] {
        auto *dialog = new AddKeyDialog(context, state->key, state->view);
        QObject::connect(
            dialog, &AddKeyDialog::added, state->view, [context](const QString &id, const QString &words) {
                context.navigator.notify(words);
                context.navigator.open(QStringLiteral("encryption-key"), {{QStringLiteral("id"), id}});
            });
        dialog->open();
    };
    return made;
}

/// For files that were recorded before the key was rotated.
DetailAction moveAction(const PageContext &context, const State &state)
{
    DetailAction made =
        action(QStringLiteral("move"), Tr::tr("Move Recordings…"), QStringLiteral("arrow-right"));
    made.refusal = [context, state] {
        return state->key.active ? Tr::tr("It is active: recordings are moved to it from others.")
                                 : notHeldWords(context, state->key);
    };
    made.run = [context, state] { moveToActive(context, state->key, state->view); };
    return made;
}

DetailAction deleteAction(const PageContext &context, const State &state)
{
    DetailAction made = action(QStringLiteral("delete"), Tr::tr("Delete Key"), QStringLiteral("trash-2"));
    made.refusal = [state] {
        return state->key.active ? Tr::tr("It is active: deactivate it first.")
               : state->key.recordings.value_or(0) + state->key.moved.value_or(0) > 0
                   ? Tr::tr("It is needed. %1").arg(recordingsSentence(state->key))
                   : QString();
    };
    made.run = [context, state] {
        deleteKey(context, state->key, state->view, [context, state](const common::Status &status) {
            context.navigator.notify(status ? Tr::tr("Key «%1» deleted").arg(keyTitle(state->key))
                                            : refusalOf(status.error(), Tr::tr("delete the key")));
            if (status) {
                context.navigator.back();
            }
        });
    };
    return made;
}

/// Made when the key is known: the tab is seen after that.
DetailPart users(const PageContext &context, const State &state, bool authorised)
{
    return {authorised ? Tr::tr("Authorized Users") : Tr::tr("Unauthorized Users"),
            [context, state, authorised](QWidget *parent) {
                return keyUsersOf(context, state->key, authorised, parent);
            }};
}

} // namespace

QWidget *createKey(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    const QString id = arguments.value(QStringLiteral("id")).toString();
    const Formats formats = Formats::forZone(context.identity.timeZone);
    auto state = std::make_shared<KeyState>();
    state->key.id = id;
    DetailSpec spec;
    spec.id = QStringLiteral("encryption-key");
    spec.permission = QStringLiteral("keys.view");
    spec.doing = Tr::tr("load the key");
    spec.mainTab = Tr::tr("Key");
    spec.load = [context, state, formats](QObject *object,
                                          const std::function<void(common::Result<DetailContent>)> &done) {
        const CrudMethods<KeyRow> methods = keyMethods();
        callBytes(context.rpc, methods.get, methods.writeId(state->key.id), object,
                  [state, formats, read = methods.read, done](const common::Result<QByteArray> &reply) {
                      auto key = reply ? read(*reply)
                                       : common::Result<KeyRow>(tl::unexpected<common::Error>(reply.error()));
                      if (key) {
                          state->key = *key;
                          done(content(*key, formats));
                      } else {
                          done(common::propagate(key));
                      }
                  });
    };
    spec.actions = {exportAction(context, state),   editAction(context, state),
                    activateAction(context, state), deactivateAction(context, state),
                    rotateAction(context, state),   moveAction(context, state),
                    deleteAction(context, state)};
    spec.below = {{{}, [context, id](QWidget *host) { return auditSection(context, id, host); }}};
    spec.tabs = {users(context, state, true), users(context, state, false)};
    state->view = new DetailView(context, std::move(spec), parent);
    if (context.keys != nullptr) { // what is possible depends on what is held
        QObject::connect(context.keys, &SessionKeys::stateChanged, state->view, &DetailView::refresh);
    }
    return state->view;
}

} // namespace console
