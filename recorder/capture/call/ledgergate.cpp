// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/ledgergate.h"

#include <utility>

namespace recorder
{

LedgerGate::LedgerGate(Ledger &ledger, std::function<void(std::function<void()>)> post)
    : m_ledger(ledger)
    , m_post(std::move(post))
    , m_alive(std::make_shared<bool>(true))
{
}

LedgerDone LedgerGate::bring(Done done)
{
    ++m_inFlight;
    // The ledger's thread only carries the function over; everything else happens here again.
    return [this, post = m_post, alive = std::weak_ptr<bool>(m_alive),
            done = std::move(done)](common::Status status) {
        post([this, alive, done, status = std::move(status)] {
            if (alive.expired()) {
                return;
            }
            --m_inFlight;
            if (!status) {
                ++m_failures;
            }
            done(status);
        });
    };
}

void LedgerGate::insert(const LedgerRow &row, Done done)
{
    m_ledger.insert(row, bring(std::move(done)));
}

void LedgerGate::update(const QUuid &row, const DialogState &dialog, const QJsonObject &media, Done done)
{
    const quint64 number = ++m_updates;
    m_stale.insert(row, Update{dialog, media, number, true});
    m_ledger.update(row, dialog, media, bring([this, row, number, done](const common::Status &status) {
                        const auto found = m_stale.find(row);
                        if (found != m_stale.end() && found->number == number) {
                            if (status || status.error().code == common::ErrorCode::NotFound) {
                                m_stale.erase(found);
                            } else {
                                found->sent = false;
                            }
                        }
                        if (done) {
                            done(status);
                        }
                    }));
}

void LedgerGate::advance(const common::CallId &call, LedgerState state, const QString &reason, Done done)
{
    sendAdvance({call, state, reason, std::move(done)});
}

void LedgerGate::sendAdvance(Advance advance)
{
    m_ledger.advance(advance.call, advance.state, advance.reason, {},
                     bring([this, advance](const common::Status &status) {
                         const bool final = status || status.error().code == common::ErrorCode::Conflict ||
                                            status.error().code == common::ErrorCode::NotFound;
                         if (!final) {
                             m_waiting.append(advance);
                         } else if (advance.done) {
                             advance.done(status);
                         }
                     }));
}

void LedgerGate::tick()
{
    for (Advance &advance : std::exchange(m_waiting, {})) {
        sendAdvance(std::move(advance));
    }
    QList<QUuid> again;
    for (auto it = m_stale.cbegin(); it != m_stale.cend(); ++it) {
        if (!it->sent) {
            again.append(it.key());
        }
    }
    for (const QUuid &row : again) {
        const Update update = m_stale.value(row);
        this->update(row, update.dialog, update.media, {});
    }
}

} // namespace recorder
