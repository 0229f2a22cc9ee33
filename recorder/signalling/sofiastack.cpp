// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/sipstack.h"
#include "recorder/signalling/sofiaserver.h"

#include "common/core/guarded.h"

#include <sofia-sip/su_log.h>

#include <QLoggingCategory>

#include <atomic>
#include <cstdio>
#include <future>
#include <thread>
#include <utility>
#include <vector>

#include <cerrno>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

using namespace common;

namespace recorder
{

namespace
{

Q_LOGGING_CATEGORY(lcSip, "earshot.sip", QtInfoMsg)

constexpr int kStep = 1000; ///< ms; the loop also wakes by itself when there is something to do

/// sofia's own words, which go to stderr otherwise. At level 1 it prints no message text.
void logSofia(void *, const char *format, va_list arguments)
{
    char line[512];
    if (std::vsnprintf(line, sizeof line, format, arguments) > 0) {
        qCDebug(lcSip, "%s", QByteArray(line).trimmed().constData());
    }
}

/// sofia-sip in a thread. Other threads reach it by a queue and an eventfd that wakes the loop.
class SofiaStack final : public SipStack
{
public:
    SofiaStack(SipOptions options, SessionEvents *events)
        : m_options(std::move(options))
        , m_events(events)
        , m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
    }
    ~SofiaStack() override
    {
        SofiaStack::stop();
        ::close(m_wake);
    }

    Status launch()
    {
        std::promise<Status> opened;
        std::future<Status> result = opened.get_future();
        m_thread = std::thread([this, &opened] { run(opened); });
        Status status = result.get();
        if (!status) {
            m_thread.join();
        }
        return status;
    }

    QList<SipListen> listening() const override { return m_listening; }
    void post(std::function<void()> task) override
    {
        m_tasks.with([&task](auto &tasks) { tasks.push_back(std::move(task)); });
        wake();
    }
    void begin() override
    {
        m_begun = true;
        wake();
    }
    void restore(DialogNumber dialog, const DialogState &state) override
    {
        if (m_server) {
            m_server->restore(dialog, state);
        }
    }
    void hangUp(DialogNumber dialog, const QByteArray &reason) override
    {
        if (m_server) {
            m_server->hangUp(dialog, reason);
        }
    }
    SipCounters counters() const override
    {
        return m_counters.with([](const SipCounters &now) { return now; });
    }
    void stop() override
    {
        if (m_thread.joinable()) {
            m_stopping = true;
            wake();
            m_thread.join();
        }
    }

private:
    void run(std::promise<Status> &opened);
    void serve(su_root_t *root);
    void drain();
    void wake() const
    {
        const quint64 one = 1;
        const ssize_t written = ::write(m_wake, &one, sizeof one);
        Q_UNUSED(written) // full means: it is awake
    }
    static int woken(void *, su_wait_t *, void *self)
    {
        static_cast<SofiaStack *>(self)->drain();
        return 0;
    }

    SipOptions m_options;
    SessionEvents *m_events;
    int m_wake;
    std::atomic<bool> m_begun = false;
    std::atomic<bool> m_stopping = false;
    Guarded<std::vector<std::function<void()>>> m_tasks;
    Guarded<SipCounters> m_counters;
    QList<SipListen> m_listening;          ///< written before start() returns
    std::unique_ptr<SofiaServer> m_server; ///< made, used and destroyed on the thread
    std::thread m_thread;
};

void SofiaStack::run(std::promise<Status> &opened)
{
    su_init();
    su_log_redirect(nullptr, logSofia, nullptr);
    su_root_t *root = su_root_create(nullptr);
    m_server = std::make_unique<SofiaServer>(m_options, m_events, m_counters);
    Status status = m_server->open(root);
    const bool usable = status.has_value();
    m_listening = m_server->listening();
    opened.set_value(std::move(status)); // start() goes on: `opened` is gone after this
    if (usable) {
        serve(root);
    }
    m_server.reset();
    su_root_destroy(root);
    su_deinit();
}

void SofiaStack::serve(su_root_t *root)
{
    while (!m_begun && !m_stopping) { // sockets are bound, requests wait in the kernel
        pollfd wake{m_wake, POLLIN, 0};
        ::poll(&wake, 1, kStep);
        drain();
    }
    drain(); // what was posted before begin() comes before the first request
    su_wait_t wait[1];
    su_wait_init(wait);
    su_wait_create(wait, m_wake, SU_WAIT_IN);
    const int registered = su_root_register(root, wait, &SofiaStack::woken, this, 0);
    while (!m_stopping) {
        su_root_step(root, kStep);
    }
    su_root_deregister(root, registered);
}

void SofiaStack::drain()
{
    quint64 wakes = 0;
    const ssize_t got = ::read(m_wake, &wakes, sizeof wakes);
    Q_UNUSED(got) // nothing to read: woken by time
    std::vector<std::function<void()>> tasks;
    m_tasks.with([&tasks](auto &waiting) { tasks.swap(waiting); });
    for (const auto &task : tasks) {
        if (m_stopping) {
            return;
        }
        task();
    }
}

} // namespace

Result<std::unique_ptr<SipStack>> SipStack::start(const SipOptions &options, SessionEvents *events)
{
    auto stack = std::make_unique<SofiaStack>(options, events);
    if (Status launched = stack->launch(); !launched) {
        return propagate(launched);
    }
    return std::unique_ptr<SipStack>(std::move(stack));
}

} // namespace recorder
