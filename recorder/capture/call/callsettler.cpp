// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/callsettler.h"

#include "recorder/capture/captureevents.h"
#include "recorder/capture/spool/spoolwriter.h"

#include "common/core/failpoint.h"

#include <QLoggingCategory>

namespace recorder
{

namespace
{
Q_LOGGING_CATEGORY(lcCall, "earshot.call")
}

CallSettler::CallSettler(MediaEngine &media, LedgerGate &ledger, CaptureEvents &events,
                         std::function<void(std::function<void()>)> post)
    : m_media(media)
    , m_ledger(ledger)
    , m_events(events)
    , m_post(std::move(post))
    , m_alive(std::make_shared<bool>(true))
{
}

void CallSettler::left()
{
    --m_count;
    if (m_settled) {
        m_settled();
    }
}

void CallSettler::finish(const Leaving &call, const EndDocument &end)
{
    ++m_count;
    common::failpoint("call.before-close");
    m_media.close(call.handle, end,
                  [this, call, post = m_post, alive = std::weak_ptr<bool>(m_alive)](common::Status status) {
                      post([this, call, alive, status = std::move(status)] {
                          if (alive.expired()) {
                              return;
                          }
                          common::failpoint("call.after-close");
                          if (!status) {
                              qCWarning(lcCall) << "journal of call" << call.id.toString()
                                                << "not closed:" << status.error().message;
                          }
                          --m_count;
                          handOver(call, status ? QString() : QStringLiteral("journal"));
                      });
                  });
}

void CallSettler::handOver(const Leaving &call, const QString &reason)
{
    ++m_count;
    m_ledger.advance(call.id, LedgerState::Ended, reason, [this, call](const common::Status &status) {
        // Conflict: it is further already, as after a restart; the finisher knows what to do with it.
        if (!status) {
            qCWarning(lcCall) << "row of call" << call.id.toString()
                              << "not ended:" << status.error().message;
        }
        m_events.callEnded(call.id, call.spoolPath);
        left();
    });
}

void CallSettler::discard(const Leaving &call, const EndDocument &end, const QString &reason)
{
    ++m_count;
    m_media.close(
        call.handle, end,
        [this, call, reason, post = m_post, alive = std::weak_ptr<bool>(m_alive)](const common::Status &) {
            // Here and not on the SIP thread: shredding waits for the disk.
            const common::Status shredded = shredSpool(call.spoolPath);
            if (!shredded) {
                qCWarning(lcCall) << "journal of refused call stays:" << shredded.error().message;
            }
            post([this, call, reason, alive] {
                if (alive.expired()) {
                    return;
                }
                // NotFound: its row never was in; then there is nothing to account for.
                m_ledger.advance(call.id, LedgerState::Excluded, reason,
                                 [this](const common::Status &) { left(); });
            });
        });
}

} // namespace recorder
