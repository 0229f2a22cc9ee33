// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/metadataelements.h"
#include "recorder/signalling/recordingmetadata.h"

namespace recorder
{

/// Who takes part in what, and when (RFC 7865 sections 6.7 to 6.9), of whatever element it came from.
struct MetadataAssociation {
    QString participant;
    QStringList sends; ///< stream ids
    QStringList receives;
    QString from; ///< times as they were sent
    QString until;
};

/// From the children of an association, or of a <participant> that holds them itself.
MetadataAssociation readAssociationChildren(const MetadataElements &elements, const XmlElement &element,
                                            const QString &participant);
/// Adds its streams to the participant's; those of an association that ended move to leftStreams.
void applyStreams(const MetadataAssociation &association, RecordingMetadata::Participant &participant);

} // namespace recorder
