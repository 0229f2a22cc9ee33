// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/keys/bringback.h"

#include "common/crypto/keyproof.h"
#include "common/rpc/codecs/keycodec.h"
#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/codecs/wirevalue.h"
#include "console/crud/rpcbytes.h"
#include "console/kit/tr.h"
#include "console/net/background.h"
#include "console/net/sessionkeys.h"
#include "console/pages/keys/confirmtaildialog.h"
#include "console/pages/keys/keyactions.h"

#include <algorithm>

namespace console
{

namespace v1 = earshot::v1;
using common::ErrorCode;
using common::Result;
using Done = std::function<void(const Result<KeyRow> &)>;

namespace
{

/// What the recorder wants: signed by the RSA key, and granted, both now.
Result<v1::KeyToBringBack> requestOf(const MadeKey &made, const KeyRow &row, const common::KeyRecord &self,
                                     qint64 nowMs)
{
    const common::KeyBundle keys{*made.opening, made.signing};
    auto grant = common::makeGrant(keys, made.record, self, nowMs);
    auto proof = common::proveSuccession(
        {row.record.owner, row.fingerprint, row.record.identity(), made.record.identity()}, keys.opening);
    if (!grant || !proof) {
        return grant ? common::propagate(proof) : common::propagate(grant);
    }
    v1::KeyToBringBack request;
    request.set_id(row.id.toStdString());
    *request.mutable_record() = common::toWire(made.record);
    *request.mutable_grant() = common::toWire(*grant);
    request.set_before(common::bytesToWire(row.record.identity()));
    request.set_proof(common::bytesToWire(*proof));
    return request;
}

void send(const PageContext &context, const MadeKey &made, const KeyRow &row, QWidget *parent,
          const Done &done)
{
    const auto self = context.keys->ring() ? context.keys->ring()->ownRecord() : std::nullopt;
    if (!self) {
        done(common::fail(ErrorCode::Invalid, QStringLiteral("own keys: they are locked"),
                          {{QStringLiteral("key"), QStringLiteral("locked")}}));
        return;
    }
    inBackground(
        parent,
        [made, row, self = *self, now = context.keys->nowMs()] { return requestOf(made, row, self, now); },
        [context, parent, done](const Result<v1::KeyToBringBack> &request) {
            if (!request) {
                done(tl::unexpected<common::Error>(request.error()));
                return;
            }
            common::call<v1::TenantKey>(
                context.rpc, QStringLiteral("earshot.v1.TenantKeys/BringBack"), *request, parent,
                [done](const Result<v1::TenantKey> &reply) {
                    done(reply ? keyRowFrom(*reply)
                               : Result<KeyRow>(tl::unexpected<common::Error>(reply.error())));
                });
        });
}

void ask(const PageContext &context, const MadeKey &made, const KeyRow &row, QWidget *parent,
         const Done &done)
{
    QString text =
        Tr::tr("The tenant has this key already: «%1». It is brought back: from now on you hold it, and open "
               "what is encrypted with it. Whoever holds it now goes on holding it.")
            .arg(keyTitle(row)) +
        QStringLiteral("\n\n") +
        Tr::tr("You do not have what vouches for the key after it: when it is rotated, an administrator of "
               "the tenant has to accept the next one.");
    auto *question = ConfirmTailDialog::ask(
        {Tr::tr("Bring a key back"), text, Tr::tr("Bring back"), row.fingerprint}, parent,
        [context, made, row, parent, done](const QString &) { send(context, made, row, parent, done); });
    QObject::connect(question, &QDialog::rejected, parent, [done] {
        done(common::fail(ErrorCode::Unavailable, QStringLiteral("it was not wanted after all"),
                          {{QStringLiteral("reason"), QStringLiteral("cancelled")}}));
    });
}

} // namespace

void bringBackKey(const PageContext &context, const MadeKey &made, QWidget *parent, Done done)
{
    const QByteArray fingerprint = made.record.fingerprint();
    common::ListQuery query;
    query.search = QString::fromLatin1(fingerprint.toHex());
    query.criteria = {
        {QStringLiteral("tenant"), QStringLiteral("is"), {made.record.owner.toString(QUuid::WithoutBraces)}}};
    const CrudMethods<KeyRow> methods = keyMethods();
    callBytes(
        context.rpc, methods.list, QByteArray::fromStdString(common::toWire(query).SerializeAsString()),
        parent,
        [context, made, parent, done, fingerprint, read = methods.readList](const Result<QByteArray> &reply) {
            auto page =
                reply ? read(*reply)
                      : Result<common::ListPageOf<KeyRow>>(tl::unexpected<common::Error>(reply.error()));
            if (!page) {
                done(common::propagate(page));
                return;
            }
            const auto row =
                std::find_if(page->items.cbegin(), page->items.cend(),
                             [&fingerprint](const KeyRow &one) { return one.fingerprint == fingerprint; });
            if (row == page->items.cend()) {
                done(common::fail(ErrorCode::NotFound, QStringLiteral("the key is gone"),
                                  {{QStringLiteral("id"), QStringLiteral("unknown")}}));
            } else if (heldKey(context, *row)) {
                done(common::fail(ErrorCode::Invalid, QStringLiteral("the key is held"),
                                  {{QStringLiteral("key"), QStringLiteral("held")}}));
            } else {
                ask(context, made, *row, parent, done);
            }
        });
}

} // namespace console
