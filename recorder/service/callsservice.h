// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/service/livefeed.h"
#include "recorder/store/callrecords.h"
#include "recorder/store/uploadqueue.h"

#include "common/core/result.h"
#include "common/model/listing.h"

namespace recorder
{

/// A file of a call and the name to save it under.
struct CallFile {
    common::MediaFile file;
    QString name;
    TargetKey target = kOwnFolder; ///< where it is
};

/// The use cases around recorded calls for people: each runs inside the gate and sees no more than its scope.
/// A call out of scope is NotFound in the same words as one that never was.
class CallsService
{
public:
    /// See callcriteria.h for fields, operators and orders.
    common::Result<common::ListPageOf<CallSummary>> list(Transaction &transaction, const TenantScope &scope,
                                                         const common::ListQuery &query) const;
    common::Result<StoredCall> get(Transaction &transaction, const TenantScope &scope,
                                   const common::CallId &id) const;
    /// The call's audio or peaks. Audio leaves its mark in the trail. NotFound (fields: file = the kind) when
    /// the call has none; Denied (reason = revoked) for who was revoked from the file's key and holds none
    /// that opens it (docs/security.md, "Rotation").
    common::Result<CallFile> file(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                  const common::CallId &id, common::MediaFile::Kind kind) const;
    /// Those of the calls that somebody with these rights would get.
    QList<common::CallId> visible(Transaction &transaction, std::optional<TenantKey> tenant,
                                  const std::optional<QList<QUuid>> &reach, const QList<common::CallId> &ids,
                                  common::CallFlags hidden = 0) const;
    /// Sees to it that only those with the permission see and hear the call from now on, or everybody again.
    common::Status setConfidential(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                   const common::CallId &id, bool confidential) const;
    /// Wants an active call whose owners the board knows (none = it knows no such call). NotFound (id) when
    /// it is out of reach, Conflict (id = too-late) when nothing of it is left.
    common::Status keep(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                        const common::CallId &id, const std::optional<LiveOwners> &owners) const;
};

/// What the scope does not see of the calls in its reach: confidential ones.
common::CallFlags hiddenFlagsOf(const TenantScope &scope);

/// Users and groups whose calls the scope reaches; none = all of its tenant, or of every one.
std::optional<QList<QUuid>> reachOf(const TenantScope &scope);
/// "2026-11-23T140512Z_+49301234567_201.mp3": safe on every file system, times in UTC.
QString saveNameOf(const StoredCall &call, const common::MediaFile &file);

} // namespace recorder
