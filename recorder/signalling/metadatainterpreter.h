// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/recordingmetadata.h"
#include "recorder/signalling/xmltree.h"

namespace recorder
{

/// Fills `body.metadata` from the elements of a document, complete or not, and adds to `body.warnings`.
void interpretMetadata(const XmlTree &tree, MetadataBody &body);

} // namespace recorder
