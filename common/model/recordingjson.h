// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/recording.h"

#include <QJsonObject>

namespace common
{

/// A finished call as JSON: kept in the ledger from `finalised` on, so that registering can be repeated after
/// a crash without reading the journal again; and the output of `calls --json`. Milliseconds are numbers,
/// hashes hex.
QJsonObject toJson(const FinishedCall &call);
Result<FinishedCall> finishedCallFromJson(const QJsonObject &json);

} // namespace common
