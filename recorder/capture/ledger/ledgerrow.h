// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/ledger/ledger.h"

#include <optional>

/// How the values of a ledger row are kept in the file. Used by the ledger only.
namespace recorder
{

std::optional<LedgerState> ledgerStateFromKey(const QString &key);
/// To the same state or forward; the three last states are final.
bool mayAdvance(LedgerState from, LedgerState to);
bool isSettled(LedgerState state);

QString compactJson(const QJsonObject &object); ///< empty text for an empty object
QJsonObject jsonObject(const QString &json);
QJsonObject toJson(const DialogState &dialog);
DialogState dialogFromJson(const QJsonObject &json);

} // namespace recorder
