// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/keys/keywork.h"

#include "common/crypto/pemkeys.h"
#include "common/rpc/codecs/keycodec.h"
#include "console/net/background.h"

#include <QSaveFile>

#include <utility>

namespace console
{

namespace v1 = earshot::v1;
using common::ErrorCode;
using common::Result;

namespace
{

/// The record, and the grant to who holds it from now on.
Result<MadeKey> held(const common::KeyBundle &keys, const KeyOrder &order)
{
    auto record = common::makeKeyRecord(keys, order.tenant, order.nowMs);
    if (!record) {
        return common::propagate(record);
    }
    auto grant = common::makeGrant(keys, *record, order.holder, order.nowMs);
    if (!grant) {
        return common::propagate(grant);
    }
    v1::NewTenantKey message;
    *message.mutable_record() = common::toWire(*record);
    *message.mutable_grant() = common::toWire(*grant);
    message.set_name(order.name.toStdString());
    return MadeKey{message, *record, keys.signing, keys.opening};
}

/// The same error under the field of the public key.
common::Error ofPublic(common::Error error)
{
    const QString reason = error.fields.take(QStringLiteral("key"));
    error.fields.insert(QStringLiteral("public"), reason);
    return error;
}

common::Status refuseFile(const QString &words)
{
    return common::fail(ErrorCode::Invalid, QStringLiteral("the file cannot be written: ") + words,
                        {{QStringLiteral("file"), words}});
}

Result<MadeKey> publicAlone(const common::SealingKey &key, const KeyOrder &order)
{
    auto signing = common::SigningKey::generate();
    if (!signing) {
        return common::propagate(signing);
    }
    auto record = common::makeKeyRecord(key, *signing, order.tenant, order.nowMs);
    if (!record) {
        return common::propagate(record);
    }
    v1::NewTenantKey message;
    *message.mutable_record() = common::toWire(*record);
    message.set_name(order.name.toStdString());
    return MadeKey{message, *record, *signing};
}

} // namespace

Result<MadeKey> makeTenantKey(const QcaSource &qca, int bits, const KeyOrder &order)
{
    auto library = qca();
    if (!library) {
        return common::propagate(library);
    }
    auto keys = common::KeyBundle::generate(*library, bits);
    return keys ? held(*keys, order) : common::propagate(keys);
}

Result<MadeKey> importTenantKey(const KeyImport &from, const KeyOrder &order)
{
    std::optional<common::SealingKey> given;
    if (!from.publicPem.trimmed().isEmpty()) {
        auto key = common::readPublicPem(from.publicPem);
        if (!key) {
            return tl::unexpected<common::Error>(ofPublic(key.error()));
        }
        given = *key;
    }
    if (from.privatePem.trimmed().isEmpty()) {
        return given ? publicAlone(*given, order)
                     : Result<MadeKey>(common::fail(ErrorCode::Invalid, QStringLiteral("no key was given"),
                                                    {{QStringLiteral("key"), QStringLiteral("empty")}}));
    }
    auto opening = common::readPrivatePem(from.privatePem, from.password);
    if (!opening) {
        return common::propagate(opening);
    }
    if (given && given->spki() != opening->publicKey().spki()) {
        return common::fail(ErrorCode::Invalid, QStringLiteral("the two keys are not a pair"),
                            {{QStringLiteral("public"), QStringLiteral("mismatch")}});
    }
    auto keys = common::KeyBundle::around(*opening);
    return keys ? held(*keys, order) : common::propagate(keys);
}

common::Status exportTenantKey(const common::KeyBundle &keys, const QString &password, const QString &path)
{
    auto pem = common::writePrivatePem(keys.opening, password);
    if (!pem) {
        return common::propagate(pem);
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) {
        return refuseFile(file.errorString());
    }
    const QByteArrayView text = pem->view();
    const bool good = file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) &&
                      file.write(text.data(), text.size()) == text.size() && file.commit();
    return good ? common::Status() : refuseFile(file.errorString());
}

namespace
{

/// `at` counts the vouchers; behind the last one it is tried without.
void tryActivation(common::RpcClient &rpc, const Activating &what, qsizetype at, QObject *context,
                   const std::function<void(common::Status)> &done)
{
    const bool vouched = at < what.vouchers.size();
    auto activation = common::makeActivation(
        what.signing, what.record, vouched ? std::optional(what.vouchers[at]) : std::nullopt, what.nowMs);
    if (!activation) {
        done(common::propagate(activation));
        return;
    }
    v1::KeyToActivate request;
    request.set_id(what.id.toStdString());
    *request.mutable_activation() = common::toWire(*activation);
    request.set_accept_unvouched(what.accept && !vouched);
    common::call<v1::TenantKey>(
        rpc, QStringLiteral("earshot.v1.TenantKeys/Activate"), request, context,
        [&rpc, what, at, vouched, context, done](const Result<v1::TenantKey> &reply) {
            const QString reason =
                reply ? QString() : reply.error().fields.value(QStringLiteral("activation"));
            if (vouched && reason == QLatin1String("previous")) {
                tryActivation(rpc, what, at + 1, context, done);
            } else {
                done(reply ? common::Status() : common::Status(tl::unexpected<common::Error>(reply.error())));
            }
        });
}

struct GrantRun {
    Granting what;
    Granted granted;
    qsizetype at = 0;
};

void grantNext(common::RpcClient &rpc, const std::shared_ptr<GrantRun> &run, QObject *context,
               const std::function<void(const Granted &)> &done)
{
    if (run->at == run->what.grantees.size()) {
        done(run->granted);
        return;
    }
    const common::KeyRecord grantee = run->what.grantees[run->at++];
    inBackground(
        context,
        [run, grantee] {
            const Granting &what = run->what;
            return common::makeGrant(what.keys, what.tenant, grantee, what.nowMs,
                                     what.ends.value(grantee.owner, what.expiresMs));
        },
        [&rpc, run, grantee, context, done](const Result<common::Grant> &grant) {
            const auto go = [&rpc, run, grantee, context, done](const std::optional<common::Error> &problem) {
                if (!problem) {
                    run->granted.to.append(grantee);
                } else if (!run->granted.problem) {
                    run->granted.problem = problem;
                }
                grantNext(rpc, run, context, done);
            };
            if (!grant) {
                go(grant.error());
                return;
            }
            common::call<v1::KeyGranted>(rpc, QStringLiteral("earshot.v1.KeyGrants/Grant"),
                                         common::toWire(*grant), context,
                                         [go](const Result<v1::KeyGranted> &reply) {
                                             go(reply ? std::nullopt : std::optional(reply.error()));
                                         });
        });
}

} // namespace

void activateTenantKey(common::RpcClient &rpc, const Activating &what, QObject *context,
                       std::function<void(common::Status)> done)
{
    tryActivation(rpc, what, 0, context, done);
}

void grantTenantKey(common::RpcClient &rpc, const Granting &what, QObject *context,
                    std::function<void(const Granted &)> done)
{
    grantNext(rpc, std::make_shared<GrantRun>(GrantRun{what, {}, 0}), context, done);
}

} // namespace console
