// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/metadataparser.h"

#include <algorithm>

namespace recorder
{

namespace
{
using Participant = RecordingMetadata::Participant;

template <typename T>
T *findById(QList<T> &list, const QString &id)
{
    const auto found = std::find_if(list.begin(), list.end(), [&id](const T &one) { return one.id == id; });
    return id.isEmpty() || found == list.end() ? nullptr : &*found;
}

void override(QString &old, const QString &now)
{
    if (!now.isEmpty()) {
        old = now;
    }
}
void override(QStringList &old, const QStringList &now)
{
    if (!now.isEmpty()) {
        old = now;
    }
}

/// Only an association named him, so what an earlier message said of him still holds.
bool isPlaceholder(const Participant &participant)
{
    return participant.aors.isEmpty() && participant.name.isEmpty();
}

void removeStreams(QStringList &list, const QStringList &left)
{
    list.removeIf([&left](const QString &stream) { return left.contains(stream); });
}

void mergeSessions(QList<RecordingMetadata::Session> &known, const QList<RecordingMetadata::Session> &update)
{
    for (const RecordingMetadata::Session &now : update) {
        RecordingMetadata::Session *old = findById(known, now.id);
        if (old == nullptr) {
            known.append(now);
            continue;
        }
        override(old->groupId, now.groupId);
        override(old->sipSessionIds, now.sipSessionIds);
        override(old->startTime, now.startTime);
        override(old->endTime, now.endTime);
    }
}

void mergeStreams(QList<RecordingMetadata::Stream> &known, const QList<RecordingMetadata::Stream> &update)
{
    for (const RecordingMetadata::Stream &now : update) {
        RecordingMetadata::Stream *old = findById(known, now.id);
        if (old == nullptr) {
            known.append(now);
            continue;
        }
        override(old->label, now.label);
        override(old->sessionId, now.sessionId);
        override(old->mode, now.mode);
    }
}

void mergeParticipant(Participant &old, const Participant &now)
{
    override(old.aors, now.aors);
    override(old.name, now.name);
    removeStreams(old.sends, now.leftStreams);
    removeStreams(old.receives, now.leftStreams);
    override(old.sends, now.sends);
    override(old.receives, now.receives);
    override(old.associateTime, now.associateTime);
    old.disassociateTime = now.disassociateTime;
}

void mergeParticipants(QList<Participant> &known, const QList<Participant> &update)
{
    for (const Participant &now : update) {
        if (Participant *old = findById(known, now.id)) {
            mergeParticipant(*old, now);
        } else {
            known.append(now);
        }
    }
}

void mergeExtensions(QList<RecordingMetadata::Extension> &known,
                     const QList<RecordingMetadata::Extension> &update)
{
    known.removeIf([&update](const RecordingMetadata::Extension &old) {
        return std::any_of(update.begin(), update.end(), [&old](const RecordingMetadata::Extension &now) {
            return now.name == old.name && now.owner == old.owner;
        });
    });
    known += update;
}

bool isSentByAnother(const RecordingMetadata &data, const QString &stream, const QString &participantId)
{
    return std::any_of(data.participants.begin(), data.participants.end(), [&](const Participant &other) {
        return other.id != participantId && other.disassociateTime.isEmpty() && other.sends.contains(stream);
    });
}

/// Hold trims the association. The line is still his while the stream exists and nobody else took it.
void keepTrimmedSends(const RecordingMetadata &known, RecordingMetadata &now)
{
    const RecordingMetadata said = now;
    for (Participant &participant : now.participants) {
        const auto old =
            std::find_if(known.participants.begin(), known.participants.end(),
                         [&participant](const Participant &one) { return one.id == participant.id; });
        if (participant.id.isEmpty() || old == known.participants.end()) {
            continue;
        }
        if (isPlaceholder(participant)) {
            participant.aors = old->aors;
            participant.name = old->name;
        }
        if (!participant.sends.isEmpty()) {
            continue;
        }
        for (const QString &stream : old->sends) {
            const bool exists = std::any_of(now.streams.begin(), now.streams.end(),
                                            [&stream](const auto &one) { return one.id == stream; });
            if (exists && !participant.leftStreams.contains(stream) &&
                !isSentByAnother(said, stream, participant.id)) {
                participant.sends.append(stream);
            }
        }
    }
}

/// Whom an association alone brings back is who he was; who leaves now is remembered for that.
void remember(RecordingMetadata &state)
{
    constexpr qsizetype kMost = 64;
    for (Participant &participant : state.participants) {
        const Participant *before = findById(state.former, participant.id);
        if (before != nullptr && isPlaceholder(participant)) {
            participant.aors = before->aors;
            participant.name = before->name;
        }
    }
    for (const Participant &participant : state.participants) {
        if (participant.disassociateTime.isEmpty() || participant.id.isEmpty() ||
            isPlaceholder(participant)) {
            continue;
        }
        state.former.removeIf([&participant](const Participant &one) { return one.id == participant.id; });
        state.former.append({participant.id, participant.aors, participant.name, {}, {}, {}, {}, {}});
    }
    state.former = state.former.last(std::min(state.former.size(), kMost));
}

RecordingMetadata replaced(const RecordingMetadata &known, const RecordingMetadata &update)
{
    RecordingMetadata state = update;
    const bool anybody = std::any_of(update.participants.begin(), update.participants.end(),
                                     [](const Participant &one) { return !isPlaceholder(one); });
    if (!anybody && update.streams.isEmpty()) {
        // A call without people and without streams is none: the last metadata of some phone systems.
        state.streams = known.streams;
        state.participants = known.participants;
        mergeParticipants(state.participants, update.participants);
        if (update.extensions.isEmpty()) {
            state.extensions = known.extensions;
        }
        if (update.sessions.isEmpty()) {
            state.sessions = known.sessions;
        }
    } else {
        keepTrimmedSends(known, state);
    }
    return state;
}
} // namespace

RecordingMetadata mergeMetadata(const RecordingMetadata &known, const RecordingMetadata &update)
{
    RecordingMetadata state;
    if (update.dataMode == RecordingMetadata::DataMode::Complete) {
        state = replaced(known, update);
        state.former = known.former;
    } else {
        state = known;
        mergeSessions(state.sessions, update.sessions);
        mergeStreams(state.streams, update.streams);
        mergeParticipants(state.participants, update.participants);
        mergeExtensions(state.extensions, update.extensions);
    }
    state.dataMode = RecordingMetadata::DataMode::Complete;
    remember(state);
    state.participants.removeIf([](const Participant &one) { return !one.disassociateTime.isEmpty(); });
    for (Participant &participant : state.participants) {
        participant.leftStreams.clear();
    }
    return state;
}

} // namespace recorder
