// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/directory.h"

#include "common/proto/audit.pb.h"
#include "common/proto/directory.pb.h"

namespace common
{

/// The directory, the audit trail and sessions on the wire. Only shapes are checked here (moments that a
/// clock can hold, lengths that a page can show); the rules are the recorder's.
earshot::v1::Tenant toWire(const TenantRecord &tenant);
Result<TenantRecord> fromWire(const earshot::v1::Tenant &wire);

earshot::v1::Role toWire(const RoleRecord &role);
Result<RoleRecord> fromWire(const earshot::v1::Role &wire);

earshot::v1::Group toWire(const GroupRecord &group);
Result<GroupRecord> fromWire(const earshot::v1::Group &wire);

earshot::v1::User toWire(const UserRecord &user);
Result<UserRecord> fromWire(const earshot::v1::User &wire);

earshot::v1::OwnProfile toWire(const OwnProfile &profile);
Result<OwnProfile> fromWire(const earshot::v1::OwnProfile &wire);

earshot::v1::AuditRecord toWire(const AuditRecord &record);
Result<AuditRecord> fromWire(const earshot::v1::AuditRecord &wire);

earshot::v1::UserSession toWire(const UserSessionRecord &session);
Result<UserSessionRecord> fromWire(const earshot::v1::UserSession &wire);

/// Ids of things, at most 1000. Invalid: ids.
Result<QStringList> idsFromWire(const google::protobuf::RepeatedPtrField<std::string> &wire);

} // namespace common
