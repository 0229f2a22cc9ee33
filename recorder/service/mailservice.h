// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/errands.h"
#include "recorder/service/mailsettings.h"
#include "recorder/service/slotpool.h"

#include <atomic>

namespace recorder
{

/// The mail settings, and whether they work. Any thread; `done` of a test is called on a thread that may
/// wait.
class MailService
{
public:
    template <typename T>
    using Done = std::function<void(common::Result<T>)>;

    MailService(const Gate &gate, const common::Clock &clock, common::HostKey key, QString server);
    /// Gives up tests that run.
    ~MailService();
    MailService(const MailService &) = delete;
    MailService &operator=(const MailService &) = delete;

    void show(const Actor &actor, const Operation &operation, Done<MailSetting> done) const;
    void change(const Actor &actor, const Operation &operation, const MailSetting &wanted,
                Done<MailSetting> done) const;
    /// Sends one with the settings given. Invalid (to = format) and as changeMailSetting(); Unavailable
    /// (busy).
    void test(const Actor &actor, const Operation &operation, const MailSetting &setting, const QString &to,
              Done<SmtpReport> done);

private:
    const Gate m_gate;
    const common::HostKey m_key;
    const QString m_server;
    const common::Clock &m_clock;
    std::atomic<bool> m_stop{false};
    SlotPool m_slots;  ///< its threads use the rest
    Errands m_errands; ///< last: what comes home may need a slot
};

} // namespace recorder
