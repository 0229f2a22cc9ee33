// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/rtp/inbox.h"
#include "recorder/capture/rtp/journaldisk.h"
#include "recorder/capture/rtp/spscring.h"

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <semaphore.h>
#include <thread>

namespace recorder
{

/// The thread behind a shard: seals and appends its blocks to the journals. It never waits for a sync, an
/// open or a move (JournalDisk does); what comes for a journal that cannot be written now waits in its
/// backlog and is tried again each second. Bounded by the shard's BlockPool.
class JournalWriter final : public JournalOwner
{
public:
    JournalWriter(std::size_t blocks, JournalDisk &disk, MediaCounters &counters, int number);
    ~JournalWriter() override;
    /// Call after the shard's thread has ended: writes what is left and ends the thread. The object must then
    /// live until the JournalDisk has stopped.
    void stop();

    /// From the shard's thread only, in order. Nothing is refused: what the ring has no room for waits here.
    void open(const std::shared_ptr<Journal> &journal);
    void write(Journal &journal, RecordBlock *block);
    void write(Journal &journal, const QByteArray &record);
    void close(Journal &journal, JournalClosed closed);
    /// Once a tick: wakes the writer when there is something for it.
    void kick();
    /// Blocks that were written.
    bool takeBack(RecordBlock *&block) { return m_back.pop(block); }

    void journalEvent(const std::shared_ptr<Journal> &journal, JournalEvent event) override;

private:
    struct Order {
        std::shared_ptr<Journal> open;
        QByteArray record;
        bool close = false;
        JournalClosed closed;
    };
    struct Item {
        Journal *journal = nullptr;
        RecordBlock *block = nullptr;
        std::unique_ptr<Order> order;
    };
    struct Event {
        std::shared_ptr<Journal> journal;
        JournalEvent event = JournalEvent::Opened;
    };
    static constexpr std::size_t kOrders = 16384;

    void push(Item &&item);
    void run();
    void round();
    void handle(Item &&item);
    void handle(const Event &event);
    void append(Journal &journal, Journal::Pending &&pending);
    bool appendNow(Journal &journal, const Journal::Pending &pending);
    void drain(Journal &journal);
    void finish(Journal &journal);
    void retryFailing();
    bool waitingForDisk() const;
    void giveUp();

    JournalDisk &m_disk;
    MediaCounters &m_counters;
    const int m_number;
    SpscRing<Item> m_items;
    SpscRing<RecordBlock *> m_back;
    std::deque<Item> m_waiting; ///< of the shard's thread: what the ring had no room for
    bool m_pushed = false;      ///< of the shard's thread
    Inbox<Event> m_events;
    std::map<Journal *, std::shared_ptr<Journal>> m_journals;
    int m_failing = 0; ///< journals that are to be tried again
    sem_t m_wake{};
    std::atomic<bool> m_stop{false};
    std::thread m_thread;
};

} // namespace recorder
