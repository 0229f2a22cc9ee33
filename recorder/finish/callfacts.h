// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/finish/callclock.h"
#include "recorder/finish/gaplist.h"

#include "recorder/capture/spool/calldocuments.h"

#include "common/model/recording.h"

#include <QMap>
#include <QSet>

namespace recorder
{

/// What the documents of a journal say: who took part when, what was on hold, what we dropped. Fed in the
/// order of the journal with call times in nanoseconds.
class CallFacts
{
public:
    struct Dropped {
        quint64 dropped = 0;
        quint64 foreign = 0;
        quint64 unauthentic = 0;
    };

    void apply(const CallDocument &document) { m_call = document; }
    void apply(const StreamDocument &document, qint64 atNs);
    void apply(const ParticipantsDocument &document, qint64 atNs);
    void apply(const CountersDocument &document, qint64 atNs);
    /// `others`: streams of which no document has come yet.
    void interrupted(qint64 fromNs, qint64 toNs, const QList<int> &others);
    void apply(const EndDocument &document)
    {
        m_end = document;
        m_interrupted = m_interrupted || document.cause == QLatin1String("recovered");
    }
    void damaged() { m_damaged = true; }
    /// Closes what is open: participants leave, holds end.
    void finish(qint64 endNs);

    const CallDocument &call() const { return m_call; }
    const EndDocument &end() const { return m_end; }
    GapList &gaps() { return m_gaps; }
    Dropped dropped(int stream) const { return m_counters.value(stream); }
    /// How long the stream should have carried audio.
    qint64 expectedNs(int stream) const { return m_streams.value(stream).expectedNs; }

    /// At some time somebody was heard on this stream who had none that was his alone.
    bool isNeeded(int stream) const { return m_spokenOn.contains(stream); }

    /// Everything but streams and files.
    common::FinishedCall summary() const;

private:
    struct Stream {
        StreamDocument document;
        qint64 sinceNs = 0;
        qint64 expectedNs = 0;
    };
    struct Party {
        PartyDocument document;
        qint64 joinNs = 0;
        qint64 leaveNs = -1; ///< -1 = still there
    };
    void close(Stream &stream, qint64 atNs);
    common::CallFlags flags() const;

    CallDocument m_call;
    EndDocument m_end;
    bool m_damaged = false;
    bool m_interrupted = false;
    bool m_malformed = false;
    bool m_latin1 = false;
    bool m_missing = false;
    qint64 m_endNs = 0;
    qint64 m_countersNs = 0;
    QMap<int, Stream> m_streams;
    QMap<int, Dropped> m_counters;
    QList<Party> m_parties;
    QSet<int> m_spokenOn;
    GapList m_gaps;
};

} // namespace recorder
