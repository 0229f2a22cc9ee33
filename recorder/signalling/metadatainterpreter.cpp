// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/metadatainterpreter.h"

#include "recorder/signalling/metadataassociation.h"
#include "recorder/signalling/metadataelements.h"

#include <QSet>

#include <algorithm>

namespace recorder
{

namespace
{
constexpr qsizetype kMaxWarnings = 32;

class Interpreter
{
public:
    Interpreter(const XmlTree &tree, MetadataBody &body)
        : m_tree(tree)
        , m_elements(tree)
        , m_body(body)
        , m_data(body.metadata)
    {
    }

    void run()
    {
        if (m_tree.elements.empty()) {
            return;
        }
        const XmlElement &root = m_tree.elements.front();
        if (!isOneOf(root.local, {"recording", "recording_metadata"})) {
            warn(QStringLiteral("root element %1").arg(root.local.left(64)));
        }
        for (const qsizetype child : root.children) {
            readObject(m_elements.at(child));
        }
        // Associations may stand before what they join.
        for (const qsizetype child : root.children) {
            readAssociation(m_elements.at(child));
        }
        finishParticipants();
        finishGroups();
        checkReferences();
    }

private:
    void warn(const QString &text)
    {
        if (m_body.warnings.size() < kMaxWarnings) {
            m_body.warnings.append(text);
        }
    }

    void readObject(const XmlElement &element)
    {
        const QString &name = element.local;
        if (isOneOf(name, {"datamode"})) {
            const bool partial = element.text.trimmed().compare(u"partial", Qt::CaseInsensitive) == 0;
            m_data.dataMode =
                partial ? RecordingMetadata::DataMode::Partial : RecordingMetadata::DataMode::Complete;
        } else if (isOneOf(name, {"session"})) {
            readSession(element);
        } else if (isOneOf(name, {"participant"})) {
            readParticipant(element);
        } else if (isOneOf(name, {"stream"})) {
            readStream(element);
        } else if (isOneOf(name, {"group"})) {
            const QString id = m_elements.idOf(element, {"group_id", "id"});
            appendNew(m_groups, id);
            readRest(element, id, {"associate-time", "disassociate-time", "id", "group_id"});
        } else if (!isOneOf(name,
                            {"sessionrecordingassoc", "participantsessionassoc", "participantstreamassoc"})) {
            addExtension(element, attributeOf(element, {"parent"}));
        }
    }

    void readSession(const XmlElement &element)
    {
        RecordingMetadata::Session session;
        session.id = m_elements.idOf(element, {"session_id", "id", "session"});
        session.groupId = attributeOf(element, {"group_id", "group", "group-ref"});
        for (const qsizetype child : element.children) {
            const QString &name = m_elements.at(child).local;
            const QString text = m_elements.at(child).text.trimmed();
            if (isOneOf(name, {"sipsessionid"})) {
                appendNew(session.sipSessionIds, text);
            } else if (isOneOf(name, {"group-ref"})) {
                session.groupId = text.isEmpty() ? session.groupId : text;
            } else if (isOneOf(name, {"start-time"}) ||
                       (isOneOf(name, {"associate-time"}) && session.startTime.isEmpty())) {
                session.startTime = text;
            } else if (isOneOf(name, {"end-time", "stop-time", "disassociate-time"})) {
                session.endTime = text;
            }
        }
        readRest(element, session.id,
                 {"sipsessionid", "group-ref", "start-time", "associate-time", "end-time", "stop-time",
                  "disassociate-time", "reason", "session_id", "id"});
        const auto twin = std::find_if(m_data.sessions.begin(), m_data.sessions.end(),
                                       [&session](const auto &other) { return other.id == session.id; });
        if (twin == m_data.sessions.end() || session.id.isEmpty()) {
            m_data.sessions.append(session);
        } else {
            warn(QStringLiteral("session %1 is there twice").arg(session.id.left(64)));
        }
    }

    void readParticipant(const XmlElement &element)
    {
        RecordingMetadata::Participant participant;
        participant.id = m_elements.idOf(element, {"participant_id", "id"});
        const MetadataAssociation association = readAssociationChildren(m_elements, element, participant.id);
        for (const qsizetype child : element.children) {
            readParticipantChild(m_elements.at(child), participant);
        }
        participant.associateTime = association.from;
        participant.disassociateTime = association.until;
        participant.sends = association.sends;
        participant.receives = association.receives;
        readRest(element, participant.id,
                 {"nameid", "aor", "name", "send", "recv", "associate-time", "disassociate-time",
                  "participant_id", "id"});
        RecordingMetadata::Participant *twin = participant.id.isEmpty() ? nullptr : find(participant.id);
        if (twin == nullptr) {
            m_data.participants.append(participant);
            return;
        }
        warn(QStringLiteral("participant %1 is there twice").arg(participant.id.left(64)));
        for (const QString &aor : participant.aors) {
            appendNew(twin->aors, aor);
        }
        twin->name = twin->name.isEmpty() ? participant.name : twin->name;
        for (const QString &stream : participant.sends) {
            appendNew(twin->sends, stream);
        }
    }

    void readParticipantChild(const XmlElement &child, RecordingMetadata::Participant &participant)
    {
        if (isOneOf(child.local, {"nameid"})) {
            appendNew(participant.aors, attributeOf(child, {"aor"}));
            appendNew(participant.aors, child.text.trimmed());
            for (const qsizetype grandchild : child.children) {
                readParticipantChild(m_elements.at(grandchild), participant);
            }
        } else if (isOneOf(child.local, {"aor"})) {
            appendNew(participant.aors, child.text.trimmed());
        } else if (isOneOf(child.local, {"name"}) && participant.name.isEmpty()) {
            participant.name = child.text.trimmed();
        }
    }

    void readStream(const XmlElement &element)
    {
        RecordingMetadata::Stream stream;
        stream.id = m_elements.idOf(element, {"stream_id", "id"});
        stream.sessionId = m_elements.idOf(element, {"session_id", "session"});
        for (const qsizetype child : element.children) {
            if (isOneOf(m_elements.at(child).local, {"label"})) {
                stream.label = m_elements.at(child).text.trimmed();
            } else if (isOneOf(m_elements.at(child).local, {"mode"})) {
                stream.mode = m_elements.at(child).text.trimmed().toLower();
            }
        }
        readRest(element, stream.id,
                 {"label", "mode", "associate-time", "disassociate-time", "content-type", "stream_id", "id",
                  "session_id", "session"});
        // The same id with another label is another stream: ids are reused between sessions.
        const bool twice =
            !stream.id.isEmpty() &&
            std::any_of(m_data.streams.begin(), m_data.streams.end(), [&stream](const auto &other) {
                return other.id == stream.id && other.label == stream.label;
            });
        if (twice) {
            warn(QStringLiteral("stream %1 is there twice").arg(stream.id.left(64)));
        } else {
            m_data.streams.append(stream);
        }
    }

    void readAssociation(const XmlElement &element)
    {
        if (isOneOf(element.local, {"sessionrecordingassoc"})) {
            readSessionAssociation(element);
            return;
        }
        const bool toStream = isOneOf(element.local, {"participantstreamassoc"});
        if (!toStream && !isOneOf(element.local, {"participantsessionassoc"})) {
            return;
        }
        const MetadataAssociation association = readAssociationChildren(
            m_elements, element, m_elements.idOf(element, {"participant_id", "participant", "id"}));
        RecordingMetadata::Participant *participant = findOrAdd(association.participant);
        if (participant == nullptr) {
            return;
        }
        if (toStream) {
            applyStreams(association, *participant);
        } else {
            m_sessionAssociations.append(association);
        }
        readRest(
            element, association.participant,
            {"send", "recv", "associate-time", "disassociate-time", "participant_id", "session_id", "id"});
    }

    void readSessionAssociation(const XmlElement &element)
    {
        const QString id = m_elements.idOf(element, {"session_id", "session", "id"});
        const MetadataAssociation times = readAssociationChildren(m_elements, element, {});
        for (RecordingMetadata::Session &session : m_data.sessions) {
            if (session.id == id) {
                session.startTime = session.startTime.isEmpty() ? times.from : session.startTime;
                session.endTime = session.endTime.isEmpty() ? times.until : session.endTime;
                return;
            }
        }
        warn(QStringLiteral("recording of an unknown session %1").arg(id.left(64)));
    }

    /// Present as long as one of his session associations is.
    void finishParticipants()
    {
        for (RecordingMetadata::Participant &participant : m_data.participants) {
            bool present = false;
            QString until;
            bool any = false;
            for (const MetadataAssociation &association : m_sessionAssociations) {
                if (association.participant == participant.id) {
                    any = true;
                    present = present || association.until.isEmpty();
                    until = association.until;
                    participant.associateTime =
                        association.from.isEmpty() ? participant.associateTime : association.from;
                }
            }
            if (any && !present) {
                participant.disassociateTime = until;
            }
        }
    }

    void finishGroups()
    {
        for (RecordingMetadata::Session &session : m_data.sessions) {
            if (session.groupId.isEmpty() && m_groups.size() == 1) {
                session.groupId = m_groups.first();
            }
        }
    }

    void checkReferences()
    {
        QSet<QString> streams;
        for (const RecordingMetadata::Stream &stream : m_data.streams) {
            streams.insert(stream.id);
        }
        for (const RecordingMetadata::Participant &participant : m_data.participants) {
            for (const QString &stream : participant.sends) {
                if (!streams.contains(stream)) {
                    warn(QStringLiteral("unknown stream %1").arg(stream.left(64)));
                }
            }
        }
    }

    RecordingMetadata::Participant *find(const QString &id)
    {
        for (RecordingMetadata::Participant &participant : m_data.participants) {
            if (participant.id == id) {
                return &participant;
            }
        }
        return nullptr;
    }

    /// An association may name someone whom an earlier message described. One that names a stream is a
    /// mistake of the sender.
    RecordingMetadata::Participant *findOrAdd(const QString &id)
    {
        if (RecordingMetadata::Participant *known = id.isEmpty() ? nullptr : find(id)) {
            return known;
        }
        warn(QStringLiteral("association of an unknown participant %1").arg(id.left(64)));
        const bool isStream = std::any_of(m_data.streams.begin(), m_data.streams.end(),
                                          [&id](const auto &stream) { return stream.id == id; });
        if (id.isEmpty() || isStream) {
            return nullptr;
        }
        m_data.participants.append({id, {}, {}, {}, {}, {}, {}, {}});
        return &m_data.participants.last();
    }

    /// What the element has besides the standard children.
    void readRest(const XmlElement &element, const QString &owner, MetadataNames standard)
    {
        for (const qsizetype child : element.children) {
            if (!isOneOf(m_elements.at(child).local, standard)) {
                addExtension(m_elements.at(child), owner);
            }
        }
    }

    void addExtension(const XmlElement &element, const QString &owner)
    {
        if (!isOneOf(element.local, {"extensiondata"})) {
            for (const auto &[name, value] : element.attributes) {
                m_data.extensions.append({element.name + u'@' + name, value, owner});
            }
            const QString text = element.text.trimmed();
            if (element.children.empty() || !text.isEmpty()) {
                m_data.extensions.append({element.name, text, owner});
            }
        }
        for (const qsizetype child : element.children) {
            addExtension(m_elements.at(child), owner);
        }
    }

    const XmlTree &m_tree;
    const MetadataElements m_elements;
    MetadataBody &m_body;
    RecordingMetadata &m_data;
    QStringList m_groups;
    QList<MetadataAssociation> m_sessionAssociations;
};

} // namespace

void interpretMetadata(const XmlTree &tree, MetadataBody &body)
{
    Interpreter(tree, body).run();
}

} // namespace recorder
