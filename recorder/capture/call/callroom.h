// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/call/activecall.h"
#include "recorder/capture/ledger/ledger.h"
#include "recorder/signalling/sessionevents.h"

#include "common/core/clock.h"
#include "common/core/result.h"
#include "common/crypto/sealingkeys.h"

#include <QByteArray>
#include <QHostAddress>
#include <QString>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace recorder
{

class Admission;
class CaptureEvents;
class MediaEngine;

/// What the call room asks of others, as functions so that it knows neither the SIP stack nor the key file.
/// All but `post` are called on the SIP thread.
struct CallRoomServices {
    /// Brings a function to the SIP thread. Called from any thread.
    std::function<void(std::function<void()>)> post;
    /// Tenant of a new session: by the address of the phone system; by what it says only when it is trusted
    /// for that (trust.md S3). None = 403. Quick: it is asked for each INVITE.
    std::function<std::optional<common::TenantRef>(const SessionRequest &)> tenantOf;
    /// Protects SRTP keys in the ledger with the key of the host; `context` must be the same again.
    std::function<common::Result<QByteArray>(const QByteArray &plain, const QByteArray &context)> seal;
    std::function<common::Result<QByteArray>(const QByteArray &sealed, const QByteArray &context)> unseal;
    /// What a tenant's recordings are sealed to, as far as that is known without asking anybody; may be left
    /// out. The journal's own key is wrapped to it, too.
    std::function<std::optional<common::SealingKey>(const common::TenantRef &tenant)> tenantKey{};
    /// Makes the SIP stack go on with a dialog of before a restart, under this number (1, 2, ...).
    std::function<void(DialogNumber, const DialogState &)> restore;
    /// Sends BYE with a reason. Whether `ended` follows does not matter.
    std::function<void(DialogNumber, const QByteArray &reason)> hangUp;
};

struct CallRoomOptions {
    QString spoolFolder;       ///< absolute; journals lie in 256 folders below it
    QString recorderName;      ///< host, as CallDocument::recorder
    QHostAddress mediaAddress; ///< c= of our answers; null = the address on which the request came
    std::chrono::seconds rtpTimeout{60};
    std::chrono::seconds oneWayAfter{5};
    std::chrono::seconds refreshGrace{30}; ///< packets within it keep a dialog whose refresh was missed
    std::chrono::hours maxCallDuration{24};
    /// How long an INVITE waits for its ledger row before it gets 503, so that the phone system can turn to
    /// another recorder.
    std::chrono::milliseconds ledgerPatience{3000};
};

/// Turns SIP sessions into recordings: answers offers, opens journals, keeps the ledger, notices silence,
/// goes on after a restart. Lives on the SIP thread, but for activeCalls() and counters(), which any thread
/// may ask. Parameters must outlive it; functions given to `post` after its end do nothing.
class CallRoom final : public SessionEvents
{
public:
    /// The parts it works with.
    struct Parts {
        MediaEngine &media;
        Ledger &ledger;
        CaptureEvents &events;
        Admission &admission;
        const common::Clock &clock;
    };
    CallRoom(const Parts &parts, CallRoomServices services, CallRoomOptions options);
    ~CallRoom() override;

    /// Before the first request: rows of Ledger::unsettled(). Live calls go on in the same journal, others
    /// are closed as "recovered"; rows that only wait for the finisher are handed to CaptureEvents again.
    void recover(const QList<LedgerRow> &rows);

    void offered(const SessionRequest &request, ReplyFunction reply) override;
    void changed(const SessionRequest &request, ReplyFunction reply) override;
    void confirmed(const SessionRequest &request) override;
    void ended(DialogNumber dialog, EndCause cause, const std::optional<SessionRequest> &request) override;
    bool refreshMissed(DialogNumber dialog) override;
    void alive(DialogNumber dialog) override;
    int refusingFor(SipProfile profile) const override;

    /// Once a second: RTP timeout, longest duration, one-way calls, repeated ledger writes, the snapshot.
    void tick();

    /// No new calls from now on. Without `hangUp` dialogs and journals stay as they are, so that the next
    /// start goes on with them (the engine syncs the journals when it is destroyed); with it every call gets
    /// BYE and ends with cause "shutdown". `done` is called on the SIP thread when nothing is on its way to
    /// the ledger any more.
    void shutdown(bool hangUp, std::function<void()> done);

    QList<ActiveCall> activeCalls() const; ///< any thread
    RoomCounters counters() const;         ///< any thread

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace recorder
