// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/storagetargets.h"
#include "console/crud/page.h"
#include "console/kit/field.h"

namespace console
{

QString storageKindWord(const QString &kind); ///< "s3" -> "Amazon S3"
/// The port that is meant by 0: 21, 990 (TLS from the first byte), 22.
int standardPort(const QString &kind, bool implicitTls);
/// What a new one begins with: of the system for who sees every tenant.
common::StorageTargetRecord blankStorageTarget(const PageContext &context);
/// The form: what is shown depends on the type that is chosen in it.
std::vector<Field<common::StorageTargetRecord>>
storageTargetFields(const PageContext &context, const common::StorageTargetRecord &target);

} // namespace console
