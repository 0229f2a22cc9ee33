// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/call/ledgergate.h"
#include "recorder/capture/rtp/mediaengine.h"

namespace recorder
{

class CaptureEvents;

/// The way out of a call: journal closed, then the ledger, then the rest of the recorder is told. Lives on
/// the SIP thread.
class CallSettler
{
public:
    struct Leaving {
        common::CallId id;
        MediaCall handle = 0;
        QString spoolPath;
    };
    CallSettler(MediaEngine &media, LedgerGate &ledger, CaptureEvents &events,
                std::function<void(std::function<void()>)> post);

    /// Called when a call has left altogether.
    void onSettled(std::function<void()> settled) { m_settled = std::move(settled); }
    /// End document, journal synced, row `ended`, CaptureEvents::callEnded. The last two also when the
    /// journal could not be closed: what is in it counts, with reason "journal" in the row.
    void finish(const Leaving &call, const EndDocument &end);
    /// A call that was never answered: its journal is shredded, its row (if it has one) is `excluded`.
    void discard(const Leaving &call, const EndDocument &end, const QString &reason);
    /// For a call without journal handle: only ledger and event.
    void handOver(const Leaving &call, const QString &reason);

    int count() const { return m_count; }

private:
    void left();

    MediaEngine &m_media;
    LedgerGate &m_ledger;
    CaptureEvents &m_events;
    std::function<void(std::function<void()>)> m_post;
    std::function<void()> m_settled;
    std::shared_ptr<bool> m_alive;
    int m_count = 0;
};

} // namespace recorder
