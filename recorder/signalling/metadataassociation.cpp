// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/metadataassociation.h"

namespace recorder
{

MetadataAssociation readAssociationChildren(const MetadataElements &elements, const XmlElement &element,
                                            const QString &participant)
{
    MetadataAssociation association{participant, {}, {}, {}, {}};
    for (const qsizetype position : element.children) {
        const XmlElement &child = elements.at(position);
        const bool sends = isOneOf(child.local, {"send"});
        if (sends || isOneOf(child.local, {"recv"})) {
            QStringList &streams = sends ? association.sends : association.receives;
            appendNew(streams, elements.textOf(child));
            for (const qsizetype id : child.children) { // several ids in one <send>
                const XmlElement &inner = elements.at(id);
                appendNew(streams, isOneOf(inner.local, {"id"}) ? inner.text.trimmed() : QString());
            }
        } else if (isOneOf(child.local, {"associate-time"})) {
            association.from = child.text.trimmed();
        } else if (isOneOf(child.local, {"disassociate-time"})) {
            association.until = child.text.trimmed();
        }
    }
    return association;
}

void applyStreams(const MetadataAssociation &association, RecordingMetadata::Participant &participant)
{
    if (!association.until.isEmpty()) {
        for (const QString &stream : association.sends + association.receives) {
            appendNew(participant.leftStreams, stream);
            participant.sends.removeAll(stream);
            participant.receives.removeAll(stream);
        }
        return;
    }
    for (const QString &stream : association.sends) {
        appendNew(participant.sends, stream);
        participant.leftStreams.removeAll(stream);
    }
    for (const QString &stream : association.receives) {
        appendNew(participant.receives, stream);
        participant.leftStreams.removeAll(stream);
    }
}

} // namespace recorder
