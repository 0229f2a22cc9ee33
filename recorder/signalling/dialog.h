// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/sessionevents.h"
#include "recorder/signalling/sessiontimer.h"
#include "recorder/signalling/sofiatransaction.h"

#include "common/core/clock.h"

#include <QHash>

#include <memory>
#include <optional>
#include <unordered_map>

namespace recorder
{

/// An INVITE or UPDATE that the recorder has not answered yet.
struct PendingRequest {
    std::unique_ptr<SofiaTransaction> transaction;
    SessionRequest request;
    TimerDecision timer;
    common::MonoTime replyDue{};
};

/// One recording session as SIP sees it. Owned by DialogTable, SIP thread.
struct Dialog {
    DialogNumber number = 0;
    DialogState state;
    QHostAddress peer; ///< this source and the Contact's may speak in it; null after a restart until one does
    QByteArray way;    ///< back to the peer, SofiaListener::routeTo; empty after a restart until it speaks
    QHostAddress local;
    SofiaListener *listener = nullptr; ///< where the peer spoke last
    bool established = false;          ///< answered 2xx, or restored
    bool restored = false;             ///< of an earlier run and not yet heard of
    std::optional<PendingRequest> pending;
    std::unique_ptr<SofiaTransaction> unacknowledged; ///< INVITE answered 2xx that waits for its ACK
    bool answerExpected = false;                      ///< the ACK must carry the answer to our offer
    std::optional<common::MonoTime> refreshDue;
    QByteArray sdp;         ///< ours, as last sent
    quint64 sdpVersion = 0; ///< grows with each change of it (RFC 3264 section 8)
};

/// Finds dialogs as RFC 3261 section 12.2.2 wants it. SIP thread.
class DialogTable
{
public:
    Dialog &add(std::unique_ptr<Dialog> dialog);
    void remove(DialogNumber number);

    Dialog *byNumber(DialogNumber number);
    /// By Call-ID, our tag and the peer's.
    Dialog *find(const QByteArray &callId, const QByteArray &localTag, const QByteArray &remoteTag);
    /// The dialog that the same INVITE made already: by Call-ID, the peer's tag and CSeq.
    Dialog *findMade(const QByteArray &callId, const QByteArray &remoteTag, quint32 cseq);

    const std::unordered_map<DialogNumber, std::unique_ptr<Dialog>> &all() const { return m_dialogs; }
    qsizetype size() const { return static_cast<qsizetype>(m_dialogs.size()); }

private:
    std::unordered_map<DialogNumber, std::unique_ptr<Dialog>> m_dialogs;
    QMultiHash<QByteArray, Dialog *> m_byCallId;
};

/// Session id of our o= line: the same before and after a restart.
quint64 sdpSessionId(const DialogState &state);

} // namespace recorder
