// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/mailsettings.h"
#include "recorder/store/mailrepository.h"

#include <QSemaphore>

#include <atomic>
#include <functional>
#include <thread>

namespace recorder
{

/// Puts a mail into the outbox, its text sealed; MailSender::wake() after the commit.
common::Status queueMail(Transaction &transaction, const common::HostKey &key, OutgoingMail mail,
                         const QString &text, qint64 nowMs);

/// Takes mails out of the outbox and hands them to the mail server, in a thread of its own, as often as it
/// takes until they are of no use any more. What is never taken leaves an audit row.
class MailSender
{
public:
    struct Parts {
        const Gate &gate;
        const common::Clock &clock;
        common::HostKey key;
        std::chrono::milliseconds look{5000};       ///< how often the outbox is looked at unasked
        std::chrono::milliseconds firstPause{5000}; ///< after a failure; doubles
        std::chrono::milliseconds lastPause{300000};
    };

    explicit MailSender(Parts parts);
    ~MailSender();
    MailSender(const MailSender &) = delete;
    MailSender &operator=(const MailSender &) = delete;

    /// `chore` is run in the thread each time before the outbox is looked at.
    void start(std::function<void()> chore);
    /// Gives up what is under way: it stays in the outbox.
    void stop();
    /// There is something new. Any thread.
    void wake() { m_news.release(); }
    /// Sends one that is due; false when there is none. In the thread, or in tests without one.
    bool sendOne();

    struct Counters {
        quint64 sent = 0;
        quint64 failed = 0;    ///< attempts
        quint64 abandoned = 0; ///< mails
    };
    Counters counters() const { return {m_sent, m_failed, m_abandoned}; }

private:
    void run();
    void settle(const OutgoingMail &mail, const SmtpReport &report);
    void abandon(const OutgoingMail &mail, const QString &problem);
    common::Result<std::optional<MailRoute>> route() const;

    const Parts m_parts;
    std::function<void()> m_chore;
    std::atomic<bool> m_stop{false};
    std::atomic<quint64> m_sent{0};
    std::atomic<quint64> m_failed{0};
    std::atomic<quint64> m_abandoned{0};
    QSemaphore m_news;
    std::thread m_thread;
};

} // namespace recorder
