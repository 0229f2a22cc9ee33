// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/apioptions.h"
#include "recorder/api/dispatcher.h"

#include <QThread>

#include <functional>
#include <memory>

namespace recorder
{

class Listener;
class ApiMailbox;

/// The admin protocol on its own thread ("rpc"). start() and stop() on the thread that made it, the rest from
/// any thread.
class ApiServer
{
public:
    ApiServer(ApiOptions options, std::shared_ptr<const Dispatcher> dispatcher);
    ~ApiServer();
    ApiServer(const ApiServer &) = delete;
    ApiServer &operator=(const ApiServer &) = delete;

    /// Returns when it listens. Invalid for a certificate that cannot be used, Unavailable for a port that
    /// cannot be had.
    common::Status start();
    /// Says good-bye to everybody, waits at most a second for them, ends the thread. Handlers are not called
    /// any more when it returns; answers that come later go nowhere.
    void stop();
    quint16 port() const { return m_port; }
    const ApiCounters &counters() const { return *m_counters; }

    /// Within a second: open streams end with SIGNED_OUT and the connections close (trust.md A2). The test is
    /// called on the rpc thread for each session that is connected.
    void endSessions(
        std::function<bool(const QString &sessionId, const std::shared_ptr<const Actor> &actor)> test);
    void endSession(const QString &sessionId);
    /// Its rights are others now: connections and streams end in the same way, with UNAVAILABLE (reason =
    /// rights-changed), and it can be taken up again at once.
    void renewSession(const QString &sessionId);

private:
    ApiOptions m_options;
    std::shared_ptr<const Dispatcher> m_dispatcher;
    std::shared_ptr<ApiCounters> m_counters = std::make_shared<ApiCounters>();
    QThread m_thread;
    std::unique_ptr<QObject> m_anchor;     ///< lives on the rpc thread
    std::unique_ptr<Listener> m_listener;  ///< made, used and destroyed on the rpc thread
    std::shared_ptr<ApiMailbox> m_mailbox; ///< this and the next stay as start() left them: any thread
    Listener *m_target = nullptr;          ///< for what the mailbox brings, which only comes while it lives
    quint16 m_port = 0;
};

} // namespace recorder
