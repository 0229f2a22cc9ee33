// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/apiserver.h"

#include "recorder/api/listener.h"

#include "common/rpc/wirestatus.h"

#include <QDeadlineTimer>

namespace recorder
{

namespace
{
constexpr std::chrono::milliseconds kGoodBye{1000};
}

ApiServer::ApiServer(ApiOptions options, std::shared_ptr<const Dispatcher> dispatcher)
    : m_options(std::move(options))
    , m_dispatcher(std::move(dispatcher))
{
    m_thread.setObjectName(QStringLiteral("rpc"));
}

ApiServer::~ApiServer()
{
    stop();
}

common::Status ApiServer::start()
{
    m_anchor = std::make_unique<QObject>();
    m_anchor->moveToThread(&m_thread);
    m_thread.start();
    common::Status started;
    QMetaObject::invokeMethod(
        m_anchor.get(),
        [&] {
            m_listener = std::make_unique<Listener>(m_options, m_dispatcher, m_counters);
            started = m_listener->start();
            m_port = m_listener->serverPort();
            m_mailbox = m_listener->mailbox();
            m_target = m_listener.get();
        },
        Qt::BlockingQueuedConnection);
    if (!started) {
        stop();
    }
    return started;
}

void ApiServer::stop()
{
    if (!m_thread.isRunning()) {
        return;
    }
    QMetaObject::invokeMethod(
        m_anchor.get(), [this] { m_listener->closeAll(); }, Qt::BlockingQueuedConnection);
    const QDeadlineTimer patience(kGoodBye);
    while (m_counters->connections > 0 && !patience.hasExpired()) {
        QThread::msleep(10);
    }
    QMetaObject::invokeMethod(
        m_anchor.get(), [this] { m_listener.reset(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
    m_anchor.reset();
}

namespace
{
common::Error ended()
{
    return common::transportError(common::reason::kSignedOut, QStringLiteral("the session was ended"));
}
} // namespace

void ApiServer::endSessions(std::function<bool(const QString &, const std::shared_ptr<const Actor> &)> test)
{
    if (m_mailbox) {
        // The listener closes its mailbox before it dies, and what was posted before dies with it.
        m_mailbox->post(
            [listener = m_target, test = std::move(test)] { listener->endSessions(test, ended()); });
    }
}

void ApiServer::endSession(const QString &sessionId)
{
    endSessions([sessionId](const QString &id, const auto &) { return id == sessionId; });
}

void ApiServer::renewSession(const QString &sessionId)
{
    if (m_mailbox) {
        m_mailbox->post([listener = m_target, sessionId] {
            listener->endSessions([sessionId](const QString &id, const auto &) { return id == sessionId; },
                                  {common::ErrorCode::Unavailable,
                                   QStringLiteral("the rights of the session were changed"),
                                   {{QStringLiteral("reason"), QStringLiteral("rights-changed")}}});
        });
    }
}

} // namespace recorder
