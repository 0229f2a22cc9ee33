// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/crypto/grants.h"
#include "common/crypto/keyproof.h"
#include "common/crypto/rewrap.h"

#include "common/proto/keys.pb.h"

namespace common
{

/// Keys and what is signed about them on the wire. Only shapes are checked here (sizes, ids): signatures are
/// the business of whoever uses them.
earshot::v1::KeyRecord toWire(const KeyRecord &record);
Result<KeyRecord> fromWire(const earshot::v1::KeyRecord &wire);
Result<KeysToKeep> fromWire(const earshot::v1::OwnKeysToKeep &wire);
/// 40 bytes: salt, account id, passes, KiB. What is not whole has another length.
QByteArray packedKdf(const earshot::v1::KdfParameters &wire);
void unpackKdf(const QByteArray &packed, earshot::v1::KdfParameters &wire);
earshot::v1::KeyGrant toWire(const Grant &grant);
Result<Grant> fromWire(const earshot::v1::KeyGrant &wire);
earshot::v1::KeyActivation toWire(const Activation &activation);
Result<Activation> fromWire(const earshot::v1::KeyActivation &wire);
earshot::v1::WrapPlace placeToWire(const FileWrap &file);
/// Without the wrap itself.
Result<FileWrap> placeFromWire(const earshot::v1::WrapPlace &wire);
/// At most 200, of 1024 bytes at most. Invalid (rewrap = format | number).
Result<QList<FileWrap>> filesFromWire(const earshot::v1::MovedWraps &wire);

} // namespace common
