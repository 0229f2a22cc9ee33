// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/app/callnews.h"
#include "recorder/app/config.h"
#include "recorder/app/datafolder.h"
#include "recorder/app/diskalarm.h"
#include "recorder/app/sealingroom.h"
#include "recorder/app/tenantbook.h"
#include "recorder/capture/call/admission.h"
#include "recorder/capture/call/callroom.h"
#include "recorder/capture/ledger/ledger.h"
#include "recorder/capture/rtp/mediaoptions.h"
#include "recorder/signalling/sipstack.h"

#include "common/core/clock.h"
#include "common/core/guarded.h"
#include "common/core/result.h"
#include "common/crypto/hostkey.h"

#include <atomic>
#include <functional>
#include <memory>

namespace recorder
{

/// What takes calls: media, signalling, the room between them, and whether there is room for more. There, but
/// idle, without the capture role. Its end takes no more calls in, and writes what was received. Main thread.
class CaptureHost
{
public:
    struct Parts {
        const Config &config;
        const DataFolder &folder;
        common::HostKey key;
        Ledger &ledger;
        CallNews &news;
        TenantBook &tenants;
        SealingRoom &sealing;
        const common::Clock &clock;
        QString recorderName;
    };
    explicit CaptureHost(Parts parts);
    ~CaptureHost();
    CaptureHost(const CaptureHost &) = delete;
    CaptureHost &operator=(const CaptureHost &) = delete;

    /// Goes on with the calls of an earlier run. Errors: one line each, nothing was recorded.
    common::Status start();
    bool isRunning() const { return m_sip != nullptr; }
    /// Once a second.
    void tick();
    /// `done` is called on the thread of the signalling, when every call is in the journals.
    void shutdown(bool hangUp, std::function<void()> done);

    /// Whether all its threads have moved since the last question.
    bool alive();
    bool refusesCalls() const;
    double freePercent() const { return m_freePercent; } ///< of the spool's disk
    RoomCounters roomCounters() const { return m_room ? m_room->counters() : RoomCounters(); }
    SipCounters sipCounters() const { return m_sip ? m_sip->counters() : SipCounters(); }
    const MediaCounters &mediaCounters() const { return m_mediaCounters; }
    /// "signalling" and "media", when they are there.
    QList<SystemHealthItem> health() const;

private:
    CallRoomServices roomServices();
    common::Status startSignalling();
    void recoverAndBegin(const QList<LedgerRow> &rows);
    void watchDisk();

    const Parts m_parts;
    /// For posts from other threads; null before the start and from the end on: a late ledger still answers.
    const std::shared_ptr<common::Guarded<SipStack *>> m_postTo =
        std::make_shared<common::Guarded<SipStack *>>(nullptr);
    MediaCounters m_mediaCounters;
    quint64 m_spoolErrors = 0;
    bool m_spoolFailing = false;
    std::unique_ptr<MediaEngine> m_media;
    std::unique_ptr<Admission> m_admission;
    std::unique_ptr<CallRoom> m_room;
    std::unique_ptr<SipStack> m_sip;
    std::atomic<quint64> m_sipTicks{0};
    quint64 m_lastLife[3] = {0, 0, 0};
    double m_freePercent = 100;
    DiskAlarm m_diskAlarm;
};

} // namespace recorder
