// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/liveboard.h"

#include <algorithm>

namespace recorder
{

using common::ActiveCallsUpdate;
using common::CallId;
using std::chrono::milliseconds;

namespace
{

constexpr qsizetype kMostQuestions = 200;
constexpr milliseconds kIntervalPerWatcher{1};

common::MonoTime now()
{
    return std::chrono::steady_clock::now();
}

} // namespace

LiveBoard::LiveBoard(Needs needs, Options options)
    : m_needs(std::move(needs))
    , m_options(options)
{
    m_timer.setSingleShot(true);
    m_askAgain.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { flush(); });
    connect(&m_askAgain, &QTimer::timeout, this, [this] {
        for (Entry &entry : m_calls) {
            entry.asked = entry.asked && entry.owners;
        }
        ask();
    });
}

LiveBoard::LiveBoard(Needs needs)
    : LiveBoard(std::move(needs), Options())
{
}

LiveBoard::~LiveBoard() = default;

void LiveBoard::show(const common::ActiveCall &call, const QList<LiveParty> &parties)
{
    tell(call.id, [&](News &news) {
        news.call = call;
        news.parties = parties;
    });
}

void LiveBoard::finishing(const CallId &call)
{
    tell(call, [](News &news) { news.finishing = true; });
}

void LiveBoard::gone(const CallId &call)
{
    tell(call, [](News &news) { news.gone = true; });
}

void LiveBoard::kept(const CallId &call)
{
    tell(call, [](News &news) { news.kept = true; });
}

std::optional<LiveOwners> LiveBoard::ownersOf(const CallId &call) const
{
    return m_owners.with([&call](const auto &owners) -> std::optional<LiveOwners> {
        const auto found = owners.constFind(call);
        return found == owners.constEnd() ? std::nullopt : std::optional(*found);
    });
}

void LiveBoard::setOwners(const CallId &id, Entry &entry, const LiveOwners &owners)
{
    entry.owners = owners;
    entry.call.users = owners.users;
    entry.call.recording = owners.recording;
    entry.call.kept = owners.kept;
    entry.call.confidential = owners.confidential;
    m_owners.with([&](auto &known) { known.insert(id, owners); });
}

/// As many entries as there are calls with news, however long nobody reads them.
void LiveBoard::tell(const CallId &call, const std::function<void(News &)> &change)
{
    const bool first = m_inbox.with([&](QHash<CallId, News> &inbox) {
        const bool empty = inbox.isEmpty();
        change(inbox[call]);
        return empty;
    });
    if (first) {
        QMetaObject::invokeMethod(
            this, [this] { readInbox(); }, Qt::QueuedConnection);
    }
}

void LiveBoard::readInbox()
{
    const auto inbox = m_inbox.with([](auto &waiting) { return std::exchange(waiting, {}); });
    for (auto it = inbox.cbegin(); it != inbox.cend(); ++it) {
        take(it.key(), *it);
    }
    ask();
    arm();
}

void LiveBoard::take(const CallId &id, const News &news)
{
    if (news.gone) {
        m_calls.remove(id);
        m_owners.with([&id](auto &owners) { owners.remove(id); });
        m_dirty.insert(id);
        return;
    }
    if (news.call) {
        Entry &entry = m_calls[id];
        entry.call = *news.call;
        if (entry.owners) { // until the database says otherwise
            setOwners(id, entry, LiveOwners(*entry.owners));
        }
        if (entry.revision == 0 || entry.parties != news.parties) {
            entry.parties = news.parties;
            entry.revision = ++m_revision;
            entry.asked = false;
        }
    }
    if (const auto found = m_calls.find(id); found != m_calls.end()) {
        if (news.finishing) {
            found->call.state = common::ActiveState::Finishing;
        }
        if (news.kept && found->owners) {
            LiveOwners owners = *found->owners;
            owners.kept = true;
            setOwners(id, *found, owners);
        }
        m_dirty.insert(id);
    }
}

void LiveBoard::ask()
{
    QList<Question> questions;
    QHash<CallId, quint64> revisions;
    for (auto it = m_calls.begin(); it != m_calls.end() && questions.size() < kMostQuestions; ++it) {
        if (!it->asked) {
            it->asked = true;
            questions.append({it.key(), {it->call.tenant, it->call.tenantId}, it->parties});
            revisions.insert(it.key(), it->revision);
        }
    }
    if (questions.isEmpty()) {
        return;
    }
    m_needs.owners(questions, [this, revisions](const common::Result<Answers> &answers) {
        QMetaObject::invokeMethod(
            this, [this, revisions, answers] { answered(revisions, answers); }, Qt::QueuedConnection);
    });
}

void LiveBoard::answered(const QHash<CallId, quint64> &revisions, const common::Result<Answers> &answers)
{
    for (auto it = revisions.cbegin(); it != revisions.cend(); ++it) {
        const auto entry = m_calls.find(it.key());
        if (entry == m_calls.end() || entry->revision != *it) {
            continue; // over, or asked anew with other parties
        }
        if (!answers || !answers->contains(it.key())) {
            m_askAgain.start(m_options.askAgain);
            continue;
        }
        const LiveOwners owners = answers->value(it.key());
        if (entry->owners != owners) {
            setOwners(it.key(), *entry, owners);
            m_dirty.insert(it.key());
        }
    }
    ask(); // those beyond the most that are asked for at once
    arm();
}

std::shared_ptr<LiveFeed> LiveBoard::subscribe(const LiveFilter &filter, std::function<void()> ready)
{
    const auto wake = [this] {
        QMetaObject::invokeMethod(
            this, [this] { arm(); }, Qt::QueuedConnection);
    };
    auto feed = std::make_shared<LiveFeed>(std::move(ready), wake);
    // Weakly: whoever lets go of it before the board has heard of it is not kept waiting for.
    QMetaObject::invokeMethod(
        this,
        [this, filter, weak = std::weak_ptr<LiveFeed>(feed)] {
            if (const auto kept = weak.lock()) {
                add(filter, kept);
            }
        },
        Qt::QueuedConnection);
    return feed;
}

void LiveBoard::count(const LiveFilter &filter, std::function<void(qint64)> done)
{
    QMetaObject::invokeMethod(
        this,
        [this, filter, done = std::move(done)] {
            done(std::count_if(m_calls.cbegin(), m_calls.cend(),
                               [&filter](const Entry &entry) { return sees(filter, entry); }));
        },
        Qt::QueuedConnection);
}

void LiveBoard::add(const LiveFilter &filter, const std::shared_ptr<LiveFeed> &feed)
{
    auto view = std::find_if(m_views.begin(), m_views.end(),
                             [&filter](const View &known) { return known.filter == filter; });
    if (view == m_views.end()) {
        m_views.push_back({filter, {}, {}});
        view = m_views.end() - 1;
    }
    // What the snapshot shows must be known, or nobody would say that it ended.
    for (auto it = m_calls.cbegin(); it != m_calls.cend(); ++it) {
        if (sees(filter, *it)) {
            view->known.insert(it.key());
        }
    }
    view->feeds.push_back(feed);
    feed->restart(snapshot(*view));
}

qsizetype LiveBoard::watchers() const
{
    size_t count = 0;
    for (const View &view : m_views) {
        count += view.feeds.size();
    }
    return static_cast<qsizetype>(count);
}

void LiveBoard::arm()
{
    if (m_timer.isActive()) {
        return;
    }
    const milliseconds interval = std::clamp<milliseconds>(kIntervalPerWatcher * watchers(),
                                                           m_options.interval, m_options.longestInterval);
    const auto since = std::chrono::duration_cast<milliseconds>(now() - m_lastFlush);
    m_timer.start(std::max(milliseconds(0), interval - since));
}

void LiveBoard::flush()
{
    m_lastFlush = now();
    for (View &view : m_views) {
        flush(view);
    }
    std::erase_if(m_views, [](const View &view) { return view.feeds.empty(); });
    m_dirty.clear();
}

void LiveBoard::flush(View &view)
{
    ActiveCallsUpdate update;
    update.serverTime = std::chrono::system_clock::now();
    for (const CallId &id : std::as_const(m_dirty)) {
        const auto entry = m_calls.constFind(id);
        if (entry != m_calls.constEnd() && sees(view.filter, *entry)) {
            update.calls.append(entry->call);
            view.known.insert(id);
        } else if (view.known.remove(id)) {
            update.ended.append(id);
        }
    }
    const bool news = !update.calls.isEmpty() || !update.ended.isEmpty();
    const QByteArray bytes = news ? m_needs.encode(update) : QByteArray();
    QList<QByteArray> anew;
    std::erase_if(view.feeds, [&](const std::weak_ptr<LiveFeed> &weak) {
        const auto feed = weak.lock();
        if (feed && feed->wantsSnapshot()) {
            anew = anew.isEmpty() ? snapshot(view) : anew;
            feed->restart(anew);
        } else if (feed && news) {
            feed->offer(bytes);
        }
        return !feed;
    });
}

QList<QByteArray> LiveBoard::snapshot(const View &view) const
{
    QList<QByteArray> pieces;
    ActiveCallsUpdate update;
    update.snapshot = true;
    update.serverTime = std::chrono::system_clock::now();
    for (const Entry &entry : m_calls) {
        if (!sees(view.filter, entry)) {
            continue;
        }
        if (update.calls.size() == m_options.snapshotPiece) {
            pieces.append(m_needs.encode(update));
            update.snapshot = false;
            update.calls.clear();
        }
        update.calls.append(entry.call);
    }
    pieces.append(m_needs.encode(update));
    return pieces;
}

/// Whose a call is must be known before somebody who does not see all sees it.
bool LiveBoard::sees(const LiveFilter &filter, const Entry &entry)
{
    if (!filter.tenant && !filter.reach && filter.confidential) {
        return true;
    }
    return entry.owners && recorder::sees(filter, *entry.owners);
}

} // namespace recorder
