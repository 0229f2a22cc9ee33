// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/app/databasehost.h"
#include "recorder/service/sealingdesk.h"

#include "recorder/api/systemhandlers.h"

#include "common/core/clock.h"

#include <atomic>
#include <memory>
#include <optional>

namespace recorder
{

/// What finishing has to do with keys in the whole program: the desk that knows them, whether they changed,
/// and what System Health says. desk() and health() from any thread.
class SealingRoom
{
public:
    /// `journalsSealed`: whether the spool is; no tenant's recordings are safe when it is not.
    SealingRoom(DatabaseHost &database, const common::HostKey &key, const QString &pinFile,
                bool journalsSealed);

    SealingDesk &desk() { return m_desk; }
    /// Once a second: what capture may know is read anew every minute, and when something changed.
    void tick();
    /// Whether a key or a setting has changed since the last question: calls that wait may be tried. Main
    /// thread.
    bool takeChange();
    /// "encryption".
    SystemHealthItem health() const;

private:
    DatabaseHost &m_database;
    const common::SystemClock m_clock;
    SealingDesk m_desk;
    std::optional<common::MonoTime> m_read;
    const std::shared_ptr<std::atomic<bool>> m_reading = std::make_shared<std::atomic<bool>>(false);
    const bool m_journalsSealed;
    const std::shared_ptr<std::atomic<bool>> m_changed = std::make_shared<std::atomic<bool>>(false);
    const std::unique_ptr<ChangeHub::Subscription> m_keys;
    const std::unique_ptr<ChangeHub::Subscription> m_settings;
};

} // namespace recorder
