// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"
#include "common/proto/calls.pb.h"
#include "recorder/api/apiserver.h"
#include "tests/support/rawpeer.h"

#include <QList>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace tests
{

/// An ApiServer on loopback with handlers of the real contract that do what a test needs:
///   Session/Begin      answers at once
///   Session/SignIn     login "slow" waits for releaseHeld(), "denied" is Denied, others are signed in with
///                      the login as session id ("user:anna" as that user)
///   Session/SignOut    answers, the session ends
///   Calls/Get          id "held" waits for releaseHeld(), "later" answers from another thread, "throw"
///   throws,
///                      "drop" forgets, "large:N" answers N bytes, "held large:N" both; others come back as
///                      the id
///   Calls/Media        `offset` bytes in pieces of 64 KiB, byte i of the file is patternAt(i); id "endless"
///                      never ends, id "worker" is woken from another thread for each piece
///   Calls/WatchChanges what the test pushes
class ApiLab
{
public:
    explicit ApiLab(std::function<void(recorder::ApiOptions &)> change = {});
    ~ApiLab();

    recorder::ApiServer &server() { return *m_server; }
    quint16 port() const { return m_server->port(); }
    const recorder::ApiCounters &counters() const { return m_server->counters(); }
    void releaseHeld();
    int held() const;
    /// To all watchers; how many took it.
    int push(const std::string &id, const std::string &verb);
    int watchers() const;

    std::atomic<int> piecesAsked = 0;
    std::atomic<int> sourcesStopped = 0;
    std::atomic<int> handled = 0; ///< calls that reached a handler
    std::atomic<int> closed = 0;  ///< connections that ended, as handlers are told

    /// A client that is signed in, null when it did not work.
    std::unique_ptr<RawPeer> signedIn(const std::string &login = "anna");
    static char patternAt(qint64 offset) { return static_cast<char>((offset * 7 + offset / 251) & 0xff); }

private:
    class Media;
    using Watcher = std::shared_ptr<recorder::PushSource<earshot::v1::CallChange>>;
    std::shared_ptr<const recorder::Dispatcher> methods();
    void addSession(recorder::Dispatcher &dispatcher);
    void addCalls(recorder::Dispatcher &dispatcher);
    void hold(std::function<void()> answer);
    void later(std::function<void()> work);

    common::Guarded<std::vector<std::function<void()>>> m_held;
    common::Guarded<std::vector<Watcher>> m_watchers;
    common::Guarded<std::vector<std::thread>> m_threads;
    std::unique_ptr<recorder::ApiServer> m_server;
};

} // namespace tests
