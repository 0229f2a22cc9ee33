// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/keys/keyactions.h"

#include "common/rpc/codecs/listcodec.h"
#include "console/crud/objectchange.h"
#include "console/crud/rpcbytes.h"
#include "console/kit/tr.h"
#include "console/net/sessionkeys.h"
#include "console/pages/keys/confirmtaildialog.h"
#include "console/pages/keys/keypins.h"
#include "console/pages/keys/keywork.h"
#include "console/pages/keys/rewraptask.h"

#include <QInputDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>

#include <algorithm>

namespace console
{

namespace v1 = earshot::v1;
using Done = std::function<void(const common::Status &)>;

namespace
{

common::Error cancelled()
{
    return {common::ErrorCode::Unavailable,
            QStringLiteral("it was not wanted after all"),
            {{QStringLiteral("reason"), QStringLiteral("cancelled")}}};
}

/// A paragraph of its own.
QString sentenceAfter(const QString &sentence)
{
    return sentence.isEmpty() ? QString() : QStringLiteral("\n\n") + sentence;
}

/// All rows of a list that comes on one page.
template <typename R>
void askAll(common::RpcClient &rpc, const CrudMethods<R> &methods, const QList<common::Criterion> &criteria,
            QObject *context, std::function<void(const common::Result<QList<R>> &)> done)
{
    common::ListQuery query;
    query.criteria = criteria;
    callBytes(rpc, methods.list, QByteArray::fromStdString(common::toWire(query).SerializeAsString()),
              context, [methods, context, done = std::move(done)](const common::Result<QByteArray> &reply) {
                  if (!reply) {
                      done(tl::unexpected<common::Error>(reply.error()));
                      return;
                  }
                  readPage(methods, *reply, context, [done](common::Result<common::ListPageOf<R>> page) {
                      done(page ? common::Result<QList<R>>(page->items) : common::propagate(page));
                  });
              });
}

/// The active key can vouch; when none is, whichever was last, which is not told: all that are held, the
/// latest first.
QList<common::Voucher> vouchersFor(const PageContext &context, const KeyRow &key, const QList<KeyRow> &all)
{
    QList<common::Voucher> vouchers;
    for (const KeyRow &other : all) {
        if (other.id == key.id) {
            continue;
        }
        const auto held = heldKey(context, other);
        if (other.active) {
            return held ? QList<common::Voucher>{{*held, other.recordOf(held->signing)}}
                        : QList<common::Voucher>();
        }
        if (held) {
            vouchers.append({*held, other.recordOf(held->signing)});
        }
    }
    return vouchers;
}

void tryActivating(const PageContext &context, const KeyRow &key, const Activating &what, QWidget *parent,
                   const Done &done)
{
    activateTenantKey(
        context.rpc, what, parent, [context, key, what, parent, done](const common::Status &status) {
            const bool unvouched = !status && status.error().fields.value(QStringLiteral("activation")) ==
                                                  QLatin1String("unvouched");
            if (!unvouched || what.accept) {
                done(status);
                return;
            }
            auto *question = ConfirmTailDialog::ask(
                {Tr::tr("Activate without a voucher"),
                 Tr::tr(
                     "You do not hold the key that recordings are encrypted to now, so nobody vouches for "
                     "this "
                     "one. Compare its fingerprint with whoever made it: somebody may have put a key of his "
                     "own here, to open what is recorded from now on."),
                 Tr::tr("Activate all the same"), key.fingerprint},
                parent, [context, key, what, parent, done](const QString &) {
                    Activating accepted = what;
                    accepted.accept = true;
                    tryActivating(context, key, accepted, parent, done);
                });
            QObject::connect(question, &QDialog::rejected, parent,
                             [done] { done(tl::unexpected<common::Error>(cancelled())); });
        });
}

} // namespace

std::optional<common::KeyBundle> heldKey(const PageContext &context, const KeyRow &key)
{
    return context.keys != nullptr && context.keys->ring() ? context.keys->ring()->tenantKeys(key.fingerprint)
                                                           : std::nullopt;
}

QString notHeldWords(const PageContext &context, const KeyRow &key)
{
    if (context.keys == nullptr || !context.keys->ring()) {
        return Tr::tr("Your keys are locked. Open them in “My profile”.");
    }
    return heldKey(context, key) ? QString() : Tr::tr("You do not hold this key.");
}

void activateKey(const PageContext &context, const KeyRow &key, const common::SigningKey &signing,
                 QWidget *parent, Done done)
{
    askAll<KeyRow>(context.rpc, keyMethods(),
                   {{QStringLiteral("tenant"), QStringLiteral("is"), {key.tenantId}}}, parent,
                   [context, key, signing, parent, done](const common::Result<QList<KeyRow>> &all) {
                       if (!all) {
                           done(tl::unexpected<common::Error>(all.error()));
                           return;
                       }
                       tryActivating(context, key,
                                     {key.id, signing, key.recordOf(signing), vouchersFor(context, key, *all),
                                      false, context.keys == nullptr ? 0 : context.keys->nowMs()},
                                     parent, done);
                   });
}

void renameKey(const PageContext &context, const KeyRow &key, QWidget *parent, Done done)
{
    auto *question = new QInputDialog(parent);
    question->setObjectName(QStringLiteral("edit-key"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setWindowModality(Qt::WindowModal);
    question->setInputMode(QInputDialog::TextInput);
    question->setWindowTitle(Tr::tr("Edit Key"));
    question->setLabelText(Tr::tr("Name"));
    question->setTextValue(key.name);
    question->setOkButtonText(Tr::tr("Save"));
    if (auto *field = question->findChild<QLineEdit *>()) {
        field->setMaxLength(255);
        field->setAccessibleName(Tr::tr("Name"));
    }
    QObject::connect(question, &QInputDialog::textValueSelected, parent,
                     [context, id = key.id, parent, done](const QString &name) {
                         v1::KeyToRename request;
                         request.set_id(id.toStdString());
                         request.set_name(name.trimmed().toStdString());
                         common::call<v1::TenantKey>(
                             context.rpc, QStringLiteral("earshot.v1.TenantKeys/Update"), request, parent,
                             [done](const common::Result<v1::TenantKey> &reply) {
                                 done(reply ? common::Status()
                                            : common::Status(tl::unexpected<common::Error>(reply.error())));
                             });
                     });
    question->open();
}

namespace
{

void sendDeactivate(const PageContext &context, const KeyRow &key, const QString &typed, QWidget *parent,
                    const Done &done)
{
    v1::KeyToDeactivate request;
    request.set_id(key.id.toStdString());
    request.set_confirm(typed.toStdString());
    common::call<v1::TenantKey>(
        context.rpc, QStringLiteral("earshot.v1.TenantKeys/Deactivate"), request, parent,
        [context, key, typed, parent, done](const common::Result<v1::TenantKey> &reply) {
            const bool asks =
                !reply && typed.isEmpty() &&
                reply.error().fields.value(QStringLiteral("confirm")) == QLatin1String("encrypting");
            if (!asks) {
                done(reply ? common::Status() : common::Status(tl::unexpected<common::Error>(reply.error())));
                return;
            }
            ConfirmTailDialog::ask(
                {Tr::tr("Deactivate"),
                 Tr::tr("The recordings of this tenant are encrypted, and «%1» is its only key in use: from "
                        "now on "
                        "its calls stay in the recorder's spool until a key is active again.")
                         .arg(keyTitle(key)) +
                     sentenceAfter(recordingsSentence(key)),
                 Tr::tr("Deactivate"), key.fingerprint},
                parent, [context, key, parent, done](const QString &tail) {
                    sendDeactivate(context, key, tail, parent, done);
                });
        });
}

} // namespace

void deactivateKey(const PageContext &context, const KeyRow &key, QWidget *parent, Done done)
{
    auto *question = new QMessageBox(
        QMessageBox::Warning, Tr::tr("Deactivate «%1»").arg(keyTitle(key)),
        Tr::tr(
            "Without an active key nothing can be encrypted: where encryption is switched on, finished calls "
            "wait until a key is active again. Recordings that were encrypted with it stay as they are."),
        QMessageBox::NoButton, parent);
    question->setInformativeText(recordingsSentence(key));
    question->setObjectName(QStringLiteral("deactivate-question"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setWindowModality(Qt::WindowModal);
    QPushButton *go = question->addButton(Tr::tr("Deactivate"), QMessageBox::DestructiveRole);
    go->setObjectName(QStringLiteral("deactivate"));
    QPushButton *keep = question->addButton(QMessageBox::Cancel);
    question->setDefaultButton(keep);
    question->setEscapeButton(keep);
    QObject::connect(go, &QPushButton::clicked, parent,
                     [context, key, parent, done] { sendDeactivate(context, key, {}, parent, done); });
    question->open();
}

void deleteKey(const PageContext &context, const KeyRow &key, QWidget *parent, Done done)
{
    ConfirmTailDialog::ask(
        {Tr::tr("Delete Encrypt Key"),
         Tr::tr("The key «%1» is deleted for good, with everybody's access to it. What was encrypted with it "
                "elsewhere, and is imported later, can be opened only with an exported copy.")
                 .arg(keyTitle(key)) +
             sentenceAfter(recordingsSentence(key)),
         Tr::tr("Delete"), key.fingerprint},
        parent, [context, key, parent, done](const QString &typed) {
            v1::KeyToRemove request;
            request.set_id(key.id.toStdString());
            request.set_confirm(typed.toStdString());
            common::call<v1::KeyRemoved>(
                context.rpc, QStringLiteral("earshot.v1.TenantKeys/Remove"), request, parent,
                [done](const common::Result<v1::KeyRemoved> &reply) {
                    done(reply ? common::Status()
                               : common::Status(tl::unexpected<common::Error>(reply.error())));
                });
        });
}

namespace
{

void sendRevoke(const PageContext &context, const KeyRow &key, const QStringList &userIds,
                const QString &typed, QWidget *parent, const Done &done)
{
    v1::GrantsToRevoke request;
    request.set_key_id(key.id.toStdString());
    for (const QString &id : userIds) {
        request.add_user_ids(id.toStdString());
    }
    request.set_confirm(typed.toStdString());
    common::call<v1::GrantsRevoked>(
        context.rpc, QStringLiteral("earshot.v1.KeyGrants/Revoke"), request, parent,
        [context, key, userIds, typed, parent, done](const common::Result<v1::GrantsRevoked> &reply) {
            const bool last =
                !reply && typed.isEmpty() &&
                reply.error().fields.value(QStringLiteral("confirm")) == QLatin1String("last-holder");
            if (!last) {
                KeyPins pins(context.serverKey);
                for (const QString &id : reply ? userIds : QStringList()) {
                    pins.leave(QUuid::fromString(id)); // a row that was put back takes him nowhere
                }
                done(reply ? common::Status() : common::Status(tl::unexpected<common::Error>(reply.error())));
                return;
            }
            ConfirmTailDialog::ask(
                {Tr::tr("Revoke access"),
                 Tr::tr(
                     "Nobody would be left who can open what is encrypted with «%1», unless somebody has an "
                     "exported copy of it.")
                         .arg(keyTitle(key)) +
                     sentenceAfter(recordingsSentence(key)),
                 Tr::tr("Revoke access"), key.fingerprint},
                parent, [context, key, userIds, parent, done](const QString &tail) {
                    sendRevoke(context, key, userIds, tail, parent, done);
                });
        });
}

} // namespace

void revokeKey(const PageContext &context, const KeyRow &key, const QStringList &userIds, QWidget *parent,
               Done done)
{
    sendRevoke(context, key, userIds, {}, parent, done);
}

void grantToHolders(const PageContext &context, const KeyRow &from, const KeyRow &to, QObject *owner,
                    std::function<void(int, int)> done)
{
    const auto keys = heldKey(context, to);
    if (!keys) {
        done(0, from.holders);
        return;
    }
    askAll<KeyUserRow>(
        context.rpc, keyUserMethods(),
        {{QStringLiteral("key"), QStringLiteral("is"), {from.id}},
         {QStringLiteral("authorised"), QStringLiteral("is"), {QStringLiteral("true")}}},
        owner,
        [context, keys = *keys, from, to, owner, done](const common::Result<QList<KeyUserRow>> &users) {
            if (!users) {
                done(0, from.holders);
                return;
            }
            Granting what{keys, to.recordOf(keys.signing), {}, context.keys->nowMs(), 0, {}};
            const KeyPins pins(context.serverKey);
            int left = 0;
            for (const KeyUserRow &user : *users) {
                if (user.id == context.identity.userId) {
                    continue; // who made it holds it
                }
                // Nobody looks at this list: that somebody is on it is the recorder's word alone. So only
                // those whose keys were granted something from here before, in front of somebody's eyes.
                const bool known =
                    user.access == QLatin1String("authorised") && user.record && pins.mayFollow(*user.record);
                if (known) {
                    what.grantees.append(*user.record);
                    what.ends.insert(user.record->owner, user.expiresMs);
                } else {
                    ++left;
                }
            }
            const auto wanted = static_cast<int>(what.grantees.size());
            grantTenantKey(context.rpc, what, owner, [left, wanted, done](const Granted &granted) {
                const auto count = static_cast<int>(granted.to.size());
                done(count, left + wanted - count);
            });
        });
}

QString moveRecordings(const PageContext &context, const KeyRow &from, const KeyRow &to)
{
    const auto old = heldKey(context, from);
    const auto fresh = heldKey(context, to);
    if (!old || !fresh) {
        return notHeldWords(context, old ? to : from);
    }
    new RewrapTask(context.rpc, context.navigator.tasks(), *context.keys,
                   {{from.id, *old, from.recordOf(old->signing)},
                    {to.id, *fresh, to.recordOf(fresh->signing)},
                    keyTitle(from),
                    context.serverKey});
    return {};
}

void moveToActive(const PageContext &context, const KeyRow &from, QObject *owner)
{
    askAll<KeyRow>(
        context.rpc, keyMethods(), {{QStringLiteral("tenant"), QStringLiteral("is"), {from.tenantId}}}, owner,
        [context, from](const common::Result<QList<KeyRow>> &all) {
            if (!all) {
                context.navigator.notify(refusalOf(all.error(), Tr::tr("move the recordings")));
                return;
            }
            const auto active =
                std::find_if(all->begin(), all->end(), [](const KeyRow &key) { return key.active; });
            const QString problem =
                active == all->end() ? Tr::tr("No key is active: activate the one that they shall open with.")
                                     : moveRecordings(context, from, *active);
            context.navigator.notify(
                problem.isEmpty() ? Tr::tr("The recordings are being moved; the tasks show how far it is.")
                                  : problem);
        });
}

} // namespace console
