// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/livefeed.h"

#include "common/core/clock.h"
#include "common/core/guarded.h"
#include "common/core/result.h"
#include "common/model/activecall.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <memory>
#include <vector>

namespace recorder
{

/// A party of an active call, as far as it helps to find our user.
struct LiveParty {
    QString number;
    QString aor;
    bool from = false; ///< he calls

    bool operator==(const LiveParty &) const = default;
};

/// The calls that run now, for everybody who watches them. Capture says what happens by show(), finishing()
/// and gone(): any thread, values only, nothing but an insertion into an inbox. All else happens on the
/// thread that the board lives on: owners are asked for (the database, elsewhere), changes are gathered for
/// an interval that grows with the number of watchers, encoded once for all who see the same, and handed to
/// the feeds.
class LiveBoard : public QObject
{
    Q_OBJECT
public:
    struct Question {
        common::CallId call;
        common::TenantRef tenant;
        QList<LiveParty> parties;
    };
    using Answers = QHash<common::CallId, LiveOwners>;
    struct Needs {
        std::function<QByteArray(const common::ActiveCallsUpdate &)> encode;
        /// Asks who the calls belong to; the answer may come on any thread, calls of unknown tenants are left
        /// out.
        std::function<void(const QList<Question> &, std::function<void(common::Result<Answers>)>)> owners;
    };
    struct Options {
        std::chrono::milliseconds interval{200};        ///< between two updates at least
        std::chrono::milliseconds longestInterval{300}; ///< with very many watchers
        std::chrono::milliseconds askAgain{2000};       ///< after an error, or when there was no such tenant
        qsizetype snapshotPiece = 500;                  ///< calls in one message
    };

    LiveBoard(Needs needs, Options options);
    explicit LiveBoard(Needs needs);
    ~LiveBoard() override;

    /// Begun or changed. `users` of the call is filled in here.
    void show(const common::ActiveCall &call, const QList<LiveParty> &parties);
    /// Over; its recording is being finished.
    void finishing(const common::CallId &call);
    /// Stored, or nothing was kept.
    void gone(const common::CallId &call);

    /// Somebody wants the call, as the database says from now on.
    void kept(const common::CallId &call);
    /// Any thread. None = no such call, or nobody has said yet whose it is.
    std::optional<LiveOwners> ownersOf(const common::CallId &call) const;

    /// Any thread. Ends when the last pointer is let go. `ready` is called on the board's thread, or the
    /// taker's own.
    std::shared_ptr<LiveFeed> subscribe(const LiveFilter &filter, std::function<void()> ready);
    /// How many calls somebody sees, as a subscription of now would show them. Any thread; `done` is called
    /// on the board's.
    void count(const LiveFilter &filter, std::function<void(qint64)> done);

private:
    struct News {
        std::optional<common::ActiveCall> call;
        QList<LiveParty> parties;
        bool finishing = false;
        bool gone = false;
        bool kept = false;
    };
    struct Entry {
        common::ActiveCall call;
        QList<LiveParty> parties;
        std::optional<LiveOwners> owners;
        quint64 revision = 0; ///< of the parties
        bool asked = false;   ///< for this revision
    };
    /// All who see the same.
    struct View {
        LiveFilter filter;
        QSet<common::CallId> known; ///< what they have been shown
        std::vector<std::weak_ptr<LiveFeed>> feeds;
    };

    void tell(const common::CallId &call, const std::function<void(News &)> &change);
    void setOwners(const common::CallId &id, Entry &entry, const LiveOwners &owners);
    void readInbox();
    void take(const common::CallId &id, const News &news);
    void arm();
    void flush();
    void flush(View &view);
    QList<QByteArray> snapshot(const View &view) const;
    void ask();
    void answered(const QHash<common::CallId, quint64> &revisions, const common::Result<Answers> &answers);
    void add(const LiveFilter &filter, const std::shared_ptr<LiveFeed> &feed);
    qsizetype watchers() const;
    static bool sees(const LiveFilter &filter, const Entry &entry);

    const Needs m_needs;
    const Options m_options;
    common::Guarded<QHash<common::CallId, News>> m_inbox;
    common::Guarded<QHash<common::CallId, LiveOwners>> m_owners; ///< as in m_calls, for other threads
    QHash<common::CallId, Entry> m_calls;
    QSet<common::CallId> m_dirty;
    std::vector<View> m_views;
    QTimer m_timer;
    QTimer m_askAgain;
    common::MonoTime m_lastFlush{};
    quint64 m_revision = 0;
};

} // namespace recorder
