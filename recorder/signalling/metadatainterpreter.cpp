// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/metadatainterpreter.h"

#include <QSet>

#include <algorithm>
#include <initializer_list>

namespace recorder
{

namespace
{
constexpr qsizetype kMaxWarnings = 32;

using Names = std::initializer_list<const char *>;

bool isOneOf(const QString &name, Names names)
{
    return std::any_of(names.begin(), names.end(), [&name](const char *known) {
        return name.compare(QLatin1String(known), Qt::CaseInsensitive) == 0;
    });
}

QString localName(const QString &qualified)
{
    return qualified.mid(qualified.lastIndexOf(u':') + 1);
}

/// The first attribute that has one of the names, in the order of the names.
QString attributeOf(const XmlElement &element, Names names)
{
    for (const char *name : names) {
        for (const auto &[key, value] : element.attributes) {
            if (localName(key).compare(QLatin1String(name), Qt::CaseInsensitive) == 0) {
                return value.trimmed();
            }
        }
    }
    return {};
}

void appendNew(QStringList &list, const QString &value)
{
    if (!value.isEmpty() && !list.contains(value)) {
        list.append(value);
    }
}

/// A participant association, of whatever element it came from.
struct Association {
    QString participant;
    QStringList sends;
    QStringList receives;
    QString from;
    QString until;
};

class Interpreter
{
public:
    Interpreter(const XmlTree &tree, MetadataBody &body)
        : m_tree(tree)
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
            readObject(at(child));
        }
        // Associations may stand before what they join.
        for (const qsizetype child : root.children) {
            readAssociation(at(child));
        }
        finishParticipants();
        finishGroups();
        checkReferences();
    }

private:
    const XmlElement &at(qsizetype position) const { return m_tree.elements[static_cast<size_t>(position)]; }

    void warn(const QString &text)
    {
        if (m_body.warnings.size() < kMaxWarnings) {
            m_body.warnings.append(text);
        }
    }

    /// The text of an element, or of the <id> inside it.
    QString textOf(const XmlElement &element) const
    {
        if (const QString text = element.text.trimmed(); !text.isEmpty()) {
            return text;
        }
        for (const qsizetype child : element.children) {
            if (isOneOf(at(child).local, {"id"})) {
                return at(child).text.trimmed();
            }
        }
        return {};
    }

    /// As attribute in any of the spellings, or as child element.
    QString idOf(const XmlElement &element, Names names) const
    {
        const QString id = attributeOf(element, names);
        if (!id.isEmpty()) {
            return id;
        }
        for (const qsizetype child : element.children) {
            if (isOneOf(at(child).local, names)) {
                return textOf(at(child));
            }
        }
        return {};
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
            const QString id = idOf(element, {"group_id", "id"});
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
        session.id = idOf(element, {"session_id", "id", "session"});
        session.groupId = attributeOf(element, {"group_id", "group", "group-ref"});
        for (const qsizetype child : element.children) {
            const QString &name = at(child).local;
            const QString text = at(child).text.trimmed();
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
        participant.id = idOf(element, {"participant_id", "id"});
        Association association{participant.id, {}, {}, {}, {}};
        for (const qsizetype child : element.children) {
            readParticipantChild(at(child), participant);
        }
        readAssociationChildren(element, association);
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
                readParticipantChild(at(grandchild), participant);
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
        stream.id = idOf(element, {"stream_id", "id"});
        stream.sessionId = idOf(element, {"session_id", "session"});
        for (const qsizetype child : element.children) {
            if (isOneOf(at(child).local, {"label"})) {
                stream.label = at(child).text.trimmed();
            } else if (isOneOf(at(child).local, {"mode"})) {
                stream.mode = at(child).text.trimmed().toLower();
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

    void readAssociationChildren(const XmlElement &element, Association &association) const
    {
        for (const qsizetype child : element.children) {
            const QString &name = at(child).local;
            if (isOneOf(name, {"send", "recv"})) {
                appendNew(isOneOf(name, {"send"}) ? association.sends : association.receives,
                          textOf(at(child)));
                for (const qsizetype id : at(child).children) { // several ids in one <send>
                    appendNew(isOneOf(name, {"send"}) ? association.sends : association.receives,
                              isOneOf(at(id).local, {"id"}) ? at(id).text.trimmed() : QString());
                }
            } else if (isOneOf(name, {"associate-time"})) {
                association.from = at(child).text.trimmed();
            } else if (isOneOf(name, {"disassociate-time"})) {
                association.until = at(child).text.trimmed();
            }
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
        Association association;
        association.participant = idOf(element, {"participant_id", "participant", "id"});
        readAssociationChildren(element, association);
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
        const QString id = idOf(element, {"session_id", "session", "id"});
        Association times;
        readAssociationChildren(element, times);
        for (RecordingMetadata::Session &session : m_data.sessions) {
            if (session.id == id) {
                session.startTime = session.startTime.isEmpty() ? times.from : session.startTime;
                session.endTime = session.endTime.isEmpty() ? times.until : session.endTime;
                return;
            }
        }
        warn(QStringLiteral("recording of an unknown session %1").arg(id.left(64)));
    }

    static void applyStreams(const Association &association, RecordingMetadata::Participant &participant)
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

    /// Present as long as one of his session associations is.
    void finishParticipants()
    {
        for (RecordingMetadata::Participant &participant : m_data.participants) {
            bool present = false;
            QString until;
            bool any = false;
            for (const Association &association : m_sessionAssociations) {
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
    void readRest(const XmlElement &element, const QString &owner, Names standard)
    {
        for (const qsizetype child : element.children) {
            if (!isOneOf(at(child).local, standard)) {
                addExtension(at(child), owner);
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
            addExtension(at(child), owner);
        }
    }

    const XmlTree &m_tree;
    MetadataBody &m_body;
    RecordingMetadata &m_data;
    QStringList m_groups;
    QList<Association> m_sessionAssociations;
};

} // namespace

void interpretMetadata(const XmlTree &tree, MetadataBody &body)
{
    Interpreter(tree, body).run();
}

} // namespace recorder
