// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/call/ciscoleg.h"
#include "recorder/signalling/recordingmetadata.h"

#include <QJsonObject>

namespace recorder
{

/// The merged metadata as it is kept in the ledger, so that a partial update after a restart still has what
/// it updates. Vendor extensions are left out: they stand in the journal as they came.
QJsonObject metadataToJson(const RecordingMetadata &metadata);
RecordingMetadata metadataFromJson(const QJsonObject &json);

QJsonObject ciscoLegToJson(const CiscoLeg &leg);
CiscoLeg ciscoLegFromJson(const QJsonObject &json);

} // namespace recorder
