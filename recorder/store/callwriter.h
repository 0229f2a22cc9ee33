// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/callrecords.h"
#include "recorder/store/directoryrecords.h"
#include "recorder/store/transaction.h"

#include "common/core/result.h"

#include <QHash>

namespace recorder
{

/// Stream reports and gaps as the JSON rows that call_details keeps (see the migration).
QString jsonOf(const QList<common::StreamReport> &streams);
QString jsonOf(const QList<common::Gap> &gaps);
QList<common::StreamReport> streamsOf(const QByteArray &json);
QList<common::Gap> gapsOf(const QByteArray &json);

/// Paths contain the call's id as a rule; it is kept once.
QString packedPath(const QString &path, const common::CallId &id);
QString unpackedPath(const QString &packed, const common::CallId &id);

/// What the schema cannot take, said before it is tried.
common::Status checkWritable(const common::FinishedCall &call);
/// Ids of the tenant's keys by fingerprint.
using FileKeys = QHash<QByteArray, QUuid>;
/// Those that the call's files are sealed to. Unavailable (key = unknown) when one is not there: who keeps
/// the call tries again, and nothing says of a sealed file that it is none.
common::Result<FileKeys> fileKeysOf(Transaction &transaction, TenantKey tenant,
                                    const common::FinishedCall &call);
/// Writes all rows of a call that is not there yet; false when it is.
bool writeCall(Transaction &transaction, TenantKey tenant, const common::FinishedCall &call,
               const QList<Segment> &segments, const FileKeys &keys);

} // namespace recorder
