// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/dialog.h"

namespace recorder
{

namespace
{

/// Tags are tokens and those compare without case (RFC 3261 section 7.3.1).
bool sameTag(const QByteArray &a, const QByteArray &b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

} // namespace

Dialog &DialogTable::add(std::unique_ptr<Dialog> dialog)
{
    Dialog &added = *dialog;
    m_byCallId.insert(added.state.callId, &added);
    m_dialogs[added.number] = std::move(dialog);
    return added;
}

void DialogTable::remove(DialogNumber number)
{
    const auto found = m_dialogs.find(number);
    if (found != m_dialogs.end()) {
        m_byCallId.remove(found->second->state.callId, found->second.get());
        m_dialogs.erase(found);
    }
}

Dialog *DialogTable::byNumber(DialogNumber number)
{
    const auto found = m_dialogs.find(number);
    return found == m_dialogs.end() ? nullptr : found->second.get();
}

Dialog *DialogTable::find(const QByteArray &callId, const QByteArray &localTag, const QByteArray &remoteTag)
{
    for (auto [it, end] = m_byCallId.equal_range(callId); it != end; ++it) {
        const DialogState &state = (*it)->state;
        if (sameTag(state.localTag, localTag) && sameTag(state.remoteTag, remoteTag)) {
            return *it;
        }
    }
    return nullptr;
}

Dialog *DialogTable::findMade(const QByteArray &callId, const QByteArray &remoteTag, quint32 cseq)
{
    for (auto [it, end] = m_byCallId.equal_range(callId); it != end; ++it) {
        const DialogState &state = (*it)->state;
        if (state.remoteCSeq == cseq && sameTag(state.remoteTag, remoteTag)) {
            return *it;
        }
    }
    return nullptr;
}

quint64 sdpSessionId(const DialogState &state)
{
    quint64 hash = 14695981039346656037ULL; // FNV-1a: qHash differs from run to run
    for (const char c : state.callId + '/' + state.localTag) {
        hash = (hash ^ static_cast<quint8>(c)) * 1099511628211ULL;
    }
    return hash >> 2; // parsers of peers read signed 64 bit
}

} // namespace recorder
