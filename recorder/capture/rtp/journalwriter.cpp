// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/rtp/journalwriter.h"

#include "common/core/clock.h"
#include "common/core/failpoint.h"

#include <pthread.h>

#include <algorithm>
#include <ctime>
#include <limits>

namespace recorder
{

using common::ErrorCode;
using common::fail;

namespace
{

constexpr qint64 kRetryNs = 1'000'000'000;
constexpr long kIdleNs = 250'000'000; // also the longest that a retry is late

qint64 nowNs()
{
    return common::toNs(std::chrono::steady_clock::now());
}

std::span<const std::byte> bytesOf(const Journal::Pending &pending)
{
    if (pending.block != nullptr) {
        return pending.block->records();
    }
    return std::as_bytes(
        std::span(pending.record.constData(), static_cast<std::size_t>(pending.record.size())));
}

bool holdsPacket(std::span<const std::byte> records)
{
    SpoolRecordHead head;
    while (records.size() >= SpoolRecordHead::kSize && decodeHead(records.data(), head)) {
        if (head.kind == SpoolKind::Rtp) {
            return true;
        }
        records = records.subspan(std::min(records.size(), SpoolRecordHead::kSize + head.length));
    }
    return false;
}

} // namespace

JournalWriter::JournalWriter(std::size_t blocks, JournalDisk &disk, MediaCounters &counters, int number)
    : m_disk(disk)
    , m_counters(counters)
    , m_number(number)
    , m_items(blocks + kOrders)
    , m_back(blocks)
    , m_events(std::numeric_limits<std::size_t>::max())
{
    ::sem_init(&m_wake, 0, 0);
    m_thread = std::thread([this] { run(); });
}

JournalWriter::~JournalWriter()
{
    stop();
    ::sem_destroy(&m_wake);
}

void JournalWriter::stop()
{
    if (!m_thread.joinable()) {
        return;
    }
    // The ring's reader makes room sooner or later: what waits here must not be lost.
    while (!m_waiting.empty()) {
        kick();
        std::this_thread::yield();
    }
    m_stop.store(true);
    ::sem_post(&m_wake);
    m_thread.join();
}

void JournalWriter::push(Item &&item)
{
    m_pushed = true;
    if (!m_waiting.empty() || !m_items.push(std::move(item))) {
        m_waiting.push_back(
            std::move(item)); // NOLINT(bugprone-use-after-move): a full ring leaves it as it is
    }
}

void JournalWriter::open(const std::shared_ptr<Journal> &journal)
{
    push({journal.get(), nullptr, std::make_unique<Order>(Order{journal, {}, false, {}})});
}

void JournalWriter::write(Journal &journal, RecordBlock *block)
{
    push({&journal, block, nullptr});
}

void JournalWriter::write(Journal &journal, const QByteArray &record)
{
    push({&journal, nullptr, std::make_unique<Order>(Order{{}, record, false, {}})});
}

void JournalWriter::close(Journal &journal, JournalClosed closed)
{
    push({&journal, nullptr, std::make_unique<Order>(Order{{}, {}, true, std::move(closed)})});
}

void JournalWriter::kick()
{
    while (!m_waiting.empty() && m_items.push(std::move(m_waiting.front()))) {
        m_waiting.pop_front();
        m_pushed = true;
    }
    if (std::exchange(m_pushed, false)) {
        ::sem_post(&m_wake);
    }
}

void JournalWriter::journalEvent(const std::shared_ptr<Journal> &journal, JournalEvent event)
{
    m_events.post({journal, event});
    ::sem_post(&m_wake);
}

void JournalWriter::run()
{
    ::pthread_setname_np(::pthread_self(),
                         QStringLiteral("cap-write-%1").arg(m_number).toLatin1().constData());
    while (!m_stop.load(std::memory_order_acquire) || waitingForDisk()) {
        timespec until{};
        ::clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += kIdleNs;
        until.tv_sec += until.tv_nsec / 1'000'000'000;
        until.tv_nsec %= 1'000'000'000;
        ::sem_timedwait(&m_wake, &until);
        round();
    }
    round();
    giveUp();
}

void JournalWriter::round()
{
    Item item;
    while (m_items.pop(item)) {
        handle(std::move(item));
    }
    m_events.take([this](Event &&event) { handle(event); });
    if (m_failing > 0) {
        retryFailing();
    }
    m_counters.writerRounds.fetch_add(1, std::memory_order_relaxed);
}

void JournalWriter::handle(Item &&item)
{
    Journal &journal = *item.journal;
    const std::unique_ptr<Order> order = std::move(item.order);
    if (order == nullptr) {
        append(journal, {item.block, {}});
    } else if (order->open) {
        m_journals.emplace(&journal, order->open);
        m_disk.open(order->open, *this);
    } else if (order->close) {
        journal.closing = true;
        journal.closed = std::move(order->closed);
        finish(journal);
    } else {
        append(journal, {nullptr, order->record});
    }
}

void JournalWriter::handle(const Event &event)
{
    Journal &journal = *event.journal;
    if (!m_journals.contains(&journal)) {
        return; // handed over for closing meanwhile: the closing looks at `suspect` itself
    }
    switch (event.event) {
    case JournalEvent::Opened:
    case JournalEvent::Moved:
        journal.state = Journal::State::Ready;
        drain(journal);
        return;
    case JournalEvent::OpenFailed:
    case JournalEvent::MoveFailed:
        journal.retryAtNs = nowNs() + kRetryNs;
        journal.state = Journal::State::Failing;
        ++m_failing;
        return;
    case JournalEvent::Suspect:
        if (journal.state == Journal::State::Ready) {
            journal.state = Journal::State::Moving;
            m_disk.move(event.journal, *this);
        }
        return;
    }
}

void JournalWriter::append(Journal &journal, Journal::Pending &&pending)
{
    if (journal.state != Journal::State::Ready || !journal.backlog.empty() || !appendNow(journal, pending)) {
        journal.backlog.push_back(std::move(pending));
    }
}

bool JournalWriter::appendNow(Journal &journal, const Journal::Pending &pending)
{
    const auto bytes = bytesOf(pending);
    if (!journal.heard && holdsPacket(bytes)) {
        journal.heard = true;
        common::failpoint("media.first-packet");
    }
    if (const common::Status done = journal.writer->append(bytes); !done) {
        if (m_counters.writeErrors.fetch_add(1, std::memory_order_relaxed) % 1000 == 0) {
            qWarning("capture: %s; it is tried again", qPrintable(done.error().message));
        }
        journal.state = Journal::State::Failing;
        journal.retryAtNs = nowNs() + kRetryNs;
        ++m_failing;
        return false;
    }
    m_counters.bytesWritten.fetch_add(bytes.size(), std::memory_order_relaxed);
    if (!journal.dirty.load(std::memory_order_relaxed) && !journal.dirty.exchange(true)) {
        m_disk.noteDirty(m_journals.at(&journal), *this);
    }
    if (pending.block != nullptr) {
        RecordBlock *block = pending.block;
        // As long as the pool: it cannot be full.
        m_back.push(std::move(block)); // NOLINT(performance-move-const-arg): the ring takes an rvalue
    }
    return true;
}

void JournalWriter::drain(Journal &journal)
{
    while (!journal.backlog.empty() && appendNow(journal, journal.backlog.front())) {
        journal.backlog.pop_front();
    }
    finish(journal);
}

void JournalWriter::finish(Journal &journal)
{
    if (journal.closing && journal.state == Journal::State::Ready && journal.backlog.empty()) {
        const auto node = m_journals.extract(&journal);
        m_disk.close(node.mapped(), std::move(journal.closed));
    }
}

void JournalWriter::retryFailing()
{
    const qint64 now = nowNs();
    const auto journals = m_journals; // drain() may take one out
    for (const auto &[key, journal] : journals) {
        if (journal->state != Journal::State::Failing || now < journal->retryAtNs) {
            continue;
        }
        --m_failing;
        if (!journal->writer) {
            journal->state = Journal::State::Opening;
            m_disk.open(journal, *this);
        } else if (journal->suspect.load()) {
            journal->state = Journal::State::Moving;
            m_disk.move(journal, *this);
        } else {
            journal->state = Journal::State::Ready;
            drain(*journal);
        }
    }
}

/// Journals that a disk thread has now come back in any case; what waits for them can still be written then.
bool JournalWriter::waitingForDisk() const
{
    return std::any_of(m_journals.begin(), m_journals.end(), [](const auto &entry) {
        return entry.second->state == Journal::State::Opening ||
               entry.second->state == Journal::State::Moving;
    });
}

void JournalWriter::giveUp()
{
    for (const auto &[key, journal] : m_journals) {
        if (journal->closing && journal->closed) {
            journal->closed(fail(ErrorCode::Unavailable,
                                 QStringLiteral("journal %1 could not be written").arg(journal->path)));
        }
    }
}

} // namespace recorder
