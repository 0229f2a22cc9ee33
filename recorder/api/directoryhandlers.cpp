// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/directoryhandlers.h"

#include "recorder/api/gateserve.h"
#include "recorder/api/kindhandlers.h"
#include "recorder/service/directorygroups.h"
#include "recorder/service/directoryroles.h"
#include "recorder/service/directorytenants.h"
#include "recorder/service/directoryusers.h"
#include "recorder/service/ownprofile.h"
#include "recorder/service/savedsearches.h"
#include "recorder/service/signinservice.h"
#include "recorder/service/userbulkjob.h"

#include "common/proto/directory.pb.h"
#include "common/rpc/codecs/directorycodec.h"
#include "common/rpc/codecs/jobcodec.h"
#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/codecs/savedsearchcodec.h"
#include "common/rpc/codecs/wirevalue.h"

#include <memory>

namespace recorder
{

namespace
{

namespace v1 = earshot::v1;
using common::Result;
using common::Status;

/// Every permission of the methods that are answered here, sorted.
QStringList permissionsOf(const Dispatcher &dispatcher)
{
    QStringList permissions;
    for (const QString &method : dispatcher.methods()) {
        const QString &permission = dispatcher.find(method)->access->permission;
        if (permission != QLatin1String("public") && permission != QLatin1String("session")) {
            permissions.append(permission);
        }
        if (const QString &wider = dispatcher.find(method)->access->wider; !wider.isEmpty()) {
            permissions.append(wider);
        }
    }
    permissions.removeDuplicates();
    permissions.sort();
    return permissions;
}

Status addRoles(Dispatcher &dispatcher, const GateSource &gate)
{
    const auto known = [&dispatcher] { return permissionsOf(dispatcher); };
    Kind<common::RoleRecord, v1::Role, v1::RoleList> roles{
        "Roles", listRoles, showRole, {}, {}, removeRoles, restoreRoles, &v1::RoleList::add_roles};
    roles.create = [known](Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                           const common::RoleRecord &role) {
        return createRole(transaction, scope, trail, {role, known()});
    };
    roles.update = [known](Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                           const common::RoleRecord &role) {
        return updateRole(transaction, scope, trail, {role, known()});
    };
    return allOf({addKind(dispatcher, gate, roles),
                  serve<v1::PermissionsRequest, v1::PermissionList, int, QStringList>(
                      dispatcher, "Roles/Permissions", gate,
                      [](const v1::PermissionsRequest &) { return Result<int>(0); },
                      [known](Transaction &, const TenantScope &, AuditDetail &, const int &) {
                          return Result<QStringList>(known());
                      },
                      [](const QStringList &permissions) {
                          v1::PermissionList wire;
                          for (const QString &permission : permissions) {
                              wire.add_permissions(common::toWire(permission));
                          }
                          return wire;
                      })});
}

constexpr int kMostIdsOfJob = 100'000;

Result<UserBulkChange> bulkOf(const v1::UserBulkChange &wire, const QStringList &ids)
{
    UserBulkChange change;
    auto values = common::fromWire(wire.values());
    if (!values) {
        return common::propagate(values);
    }
    if (wire.has_query()) {
        auto query = common::fromWire(wire.query());
        if (!query) {
            return common::propagate(query);
        }
        change.query = *query;
    }
    change.ids = ids;
    change.values = *values;
    change.fields = common::textsOf(wire.fields());
    change.fields.removeDuplicates();
    return change;
}

Result<UserBulkChange> bulkCallOf(const v1::UserBulkChange &wire)
{
    auto ids = common::idsFromWire(wire.ids());
    return ids ? bulkOf(wire, *ids) : Result<UserBulkChange>(common::propagate(ids));
}

Result<UserBulkChange> bulkJobOf(const v1::UserBulkChange &wire)
{
    if (wire.ids_size() > kMostIdsOfJob) {
        return common::invalidField(QStringLiteral("ids"), QStringLiteral("too many"));
    }
    return bulkOf(wire, common::textsOf(wire.ids()));
}

v1::BulkReply outcomeOf(const BulkOutcome &outcome)
{
    v1::BulkReply reply;
    reply.set_changed(outcome.changed);
    reply.set_unchanged(outcome.unchanged);
    reply.set_refused(outcome.refused);
    return reply;
}

/// Numbers beyond int become -1, which nothing accepts.
int numberOf(quint32 value)
{
    return value <= 0x7fffffffu ? static_cast<int>(value) : -1;
}

Status addResetting(Dispatcher &dispatcher, const std::function<SignInService *()> &signIn)
{
    const auto missing =
        common::fail(common::ErrorCode::Unavailable, QStringLiteral("the database is not up yet"));
    const Status begin = dispatcher.unary<v1::ObjectRef, v1::ResetParameters>(
        QStringLiteral("earshot.v1.Users/BeginReset"),
        [signIn, missing](const CallContext &context, const v1::ObjectRef &request,
                          const Reply<v1::ResetParameters> &reply) {
            SignInService *service = signIn();
            if (service == nullptr) {
                reply(missing);
                return;
            }
            service->beginReset(gateActor(context), gateOperation(context),
                                common::UserId::fromString(common::textOf(request.id())),
                                [reply](const Result<SignInService::ResetParameters> &parameters) {
                                    if (!parameters) {
                                        reply(tl::unexpected<common::Error>(parameters.error()));
                                        return;
                                    }
                                    v1::ResetParameters wire;
                                    wire.set_account_id(common::bytesToWire(parameters->accountId));
                                    wire.set_server_id(common::toWire(parameters->serverId));
                                    wire.set_passes(static_cast<quint32>(parameters->passes));
                                    wire.set_memory_kib(static_cast<quint32>(parameters->memoryKib));
                                    reply(wire);
                                });
        });
    const Status reset = dispatcher.unary<v1::ResetPasswordRequest, v1::ResetPasswordReply>(
        QStringLiteral("earshot.v1.Users/ResetPassword"),
        [signIn, missing](const CallContext &context, const v1::ResetPasswordRequest &request,
                          const Reply<v1::ResetPasswordReply> &reply) {
            SignInService *service = signIn();
            if (service == nullptr) {
                reply(missing);
                return;
            }
            SignInService::Reset wanted;
            wanted.user = common::UserId::fromString(common::textOf(request.id()));
            wanted.parameters = {common::bytesFromWire(request.salt()), numberOf(request.passes()),
                                 numberOf(request.memory_kib()), QByteArray()};
            wanted.secret = common::bytesFromWire(request.secret());
            wanted.confirm = common::textsOf(request.confirm());
            service->resetPassword(gateActor(context), gateOperation(context), wanted,
                                   [reply](const Status &done) {
                                       if (done) {
                                           reply(v1::ResetPasswordReply());
                                       } else {
                                           reply(tl::unexpected<common::Error>(done.error()));
                                       }
                                   });
        });
    return allOf({begin, reset});
}

Status addProfile(Dispatcher &dispatcher, const GateSource &gate)
{
    const auto encode = [](const common::OwnProfile &profile) { return common::toWire(profile); };
    return allOf(
        {serve<v1::ProfileRequest, v1::OwnProfile, int, common::OwnProfile>(
             dispatcher, "Profile/Get", gate, [](const v1::ProfileRequest &) { return Result<int>(0); },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &, const int &) {
                 return showProfile(transaction, scope);
             },
             encode),
         serve<v1::OwnProfile, v1::OwnProfile, common::OwnProfile, common::OwnProfile>(
             dispatcher, "Profile/Set", gate,
             [](const v1::OwnProfile &wire) { return common::fromWire(wire); }, setProfile, encode)});
}

} // namespace

Status addDirectoryHandlers(Dispatcher &dispatcher, const GateSource &gate,
                            const std::function<SignInService *()> &signIn)
{
    const Kind<common::TenantRecord, v1::Tenant, v1::TenantList> tenants{
        "Tenants",    listTenants,   showTenant,     createTenant,
        updateTenant, removeTenants, restoreTenants, &v1::TenantList::add_tenants};
    const Kind<common::GroupRecord, v1::Group, v1::GroupList> groups{
        "Groups",    listGroups,   showGroup,     createGroup,
        updateGroup, removeGroups, restoreGroups, &v1::GroupList::add_groups};
    const Kind<common::UserRecord, v1::User, v1::UserList> users{
        "Users",    listUsers,   showUser,     createUser,
        updateUser, removeUsers, restoreUsers, &v1::UserList::add_users};
    const Kind<common::SavedSearch, v1::SavedSearch, v1::SavedSearchList> searches{
        "SavedSearches",   listSavedSearches,   showSavedSearch,      createSavedSearch,
        updateSavedSearch, removeSavedSearches, restoreSavedSearches, &v1::SavedSearchList::add_searches};
    return allOf({addKind(dispatcher, gate, searches), addKind(dispatcher, gate, tenants),
                  addRoles(dispatcher, gate), addKind(dispatcher, gate, groups),
                  addKind(dispatcher, gate, users),
                  serve<v1::UserBulkChange, v1::BulkReply, UserBulkChange, BulkOutcome>(
                      dispatcher, "Users/BulkUpdate", gate, bulkCallOf, updateUsers, outcomeOf),
                  serve<v1::UserBulkChange, v1::Job, UserBulkChange, common::JobRecord>(
                      dispatcher, "Users/BulkUpdateJob", gate, bulkJobOf, enqueueUserUpdate,
                      [](const common::JobRecord &job) { return common::toWire(job); }),
                  addProfile(dispatcher, gate), addResetting(dispatcher, signIn)});
}

} // namespace recorder
