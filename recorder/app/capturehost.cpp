// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/capturehost.h"

#include "recorder/app/captureoptions.h"
#include "recorder/app/peers.h"
#include "recorder/app/spoolsweep.h"

#include "common/core/posixfile.h"

#include <QLoggingCategory>

#include <utility>

namespace recorder
{

Q_LOGGING_CATEGORY(lcCaptureHost, "earshot.recorder", QtInfoMsg)

using common::Status;

CaptureHost::CaptureHost(Parts parts)
    : m_parts(std::move(parts))
{
}

CaptureHost::~CaptureHost()
{
    if (m_sip) {
        m_sip->stop(); // no more calls in
        m_postTo->with([](SipStack *&sip) { sip = nullptr; });
    }
    m_media.reset(); // writes and syncs what was received
    m_room.reset();
    m_sip.reset();
}

CallRoomServices CaptureHost::roomServices()
{
    CallRoomServices services;
    services.post = [postTo = m_postTo](std::function<void()> task) {
        postTo->with([&task](SipStack *sip) {
            if (sip != nullptr) {
                sip->post(std::move(task));
            }
        });
    };
    services.tenantOf = [&tenants = m_parts.tenants,
                         book = peerBook(m_parts.config)](const SessionRequest &request) {
        // One map for both: the id is that of who had the name when it led the call there.
        const std::shared_ptr<const TenantMap> map = tenants.current();
        const std::optional<QString> name = tenantOf(book, *map, request.peer, claimsOf(request));
        return name ? std::optional(map->refOf(*name)) : std::nullopt;
    };
    services.tenantKey = [&sealing = m_parts.sealing](const common::TenantRef &tenant) {
        return sealing.desk().lastKnown(tenant);
    };
    services.seal = [key = m_parts.key](const QByteArray &plain, const QByteArray &context) {
        return key.seal(plain, context);
    };
    services.unseal = [key = m_parts.key](const QByteArray &sealed, const QByteArray &context) {
        return key.unseal(sealed, context);
    };
    services.restore = [this](DialogNumber dialog, const DialogState &state) {
        m_sip->restore(dialog, state);
    };
    services.hangUp = [this](DialogNumber dialog, const QByteArray &reason) {
        m_sip->hangUp(dialog, reason);
    };
    return services;
}

Status CaptureHost::start()
{
    const Config &config = m_parts.config;
    auto media = startMediaEngine(mediaOptions(config), m_parts.key, m_mediaCounters);
    if (!media) {
        return common::propagate(media);
    }
    m_media = std::move(*media);
    Admission::Limits limits;
    limits.maxCalls = config.number(QStringLiteral("signalling.max_calls"));
    limits.minFreePercent = config.number(QStringLiteral("storage.min_free_percent"));
    limits.goOnFreePercent = limits.minFreePercent + 1;
    m_admission = std::make_unique<Admission>(limits);
    watchDisk();

    CallRoomOptions options;
    options.spoolFolder = m_parts.folder.spool();
    options.recorderName = m_parts.recorderName;
    options.mediaAddress = QHostAddress(config.text(QStringLiteral("media.address")));
    options.rtpTimeout = std::chrono::seconds(config.number(QStringLiteral("media.rtp_timeout")));
    options.maxCallDuration = std::chrono::hours(config.number(QStringLiteral("media.max_call_hours")));
    m_room = std::make_unique<CallRoom>(
        CallRoom::Parts{*m_media, m_parts.ledger, m_parts.news, *m_admission, m_parts.clock}, roomServices(),
        options);
    return startSignalling();
}

Status CaptureHost::startSignalling()
{
    auto rows = m_parts.ledger.unsettled();
    if (!rows) {
        return common::propagate(rows);
    }
    SipOptions options = sipOptions(m_parts.config);
    options.alsoAllowed = [&tenants = m_parts.tenants](const QHostAddress &source) {
        return tenants.current()->byPeer(source).has_value();
    };
    auto sip = SipStack::start(options, m_room.get());
    if (!sip) {
        return common::propagate(sip);
    }
    m_sip = std::move(*sip);
    m_postTo->with([this](SipStack *&target) { target = m_sip.get(); });
    recoverAndBegin(*rows);
    return {};
}

void CaptureHost::recoverAndBegin(const QList<LedgerRow> &rows)
{
    const SpoolMode mode =
        m_parts.config.flag(QStringLiteral("spool.sealed")) ? SpoolMode::Sealed : SpoolMode::Unsealed;
    const SpoolSweep sweep{m_parts.folder.spool(), m_parts.folder.suspect(), m_parts.key, mode};
    if (auto swept = sweepSpool(sweep, m_parts.ledger); !swept) {
        qCWarning(lcCaptureHost, "spool: %s", qUtf8Printable(swept.error().message));
    }
    if (!rows.isEmpty()) {
        qCInfo(lcCaptureHost, "%lld ledger rows of an earlier run are not settled: going on with them",
               static_cast<long long>(rows.size()));
    }
    m_sip->post([this, rows] {
        m_room->recover(rows);
        m_sip->begin();
    });
}

void CaptureHost::tick()
{
    if (m_sip) {
        m_sip->post([this] {
            m_room->tick();
            ++m_sipTicks;
        });
        watchDisk();
    }
}

void CaptureHost::watchDisk()
{
    const common::Result<common::DiskSpace> disk = common::diskSpaceOf(m_parts.folder.spool());
    if (disk && disk->total > 0) {
        m_freePercent = disk->readOnly ? 0 : common::freePercent(*disk);
        m_admission->setFreeDisk(disk->readOnly ? -1 : m_freePercent);
        if (const int level = disk->readOnly ? 0 : m_diskAlarm.passed(m_freePercent); level > 0) {
            qCWarning(lcCaptureHost,
                      "the spool's disk is more than %d %% full; new calls are refused from "
                      "storage.min_free_percent on",
                      level);
        }
    }
    // What fails twice in a row, a quota or a broken disk, would take the next call's audio too. Once is
    // repeated.
    const quint64 errors = m_mediaCounters.openErrors + m_mediaCounters.writeErrors;
    const bool failing = errors > m_spoolErrors;
    if (failing && m_spoolFailing) {
        m_admission->spoolFails(m_parts.clock.mono());
    }
    m_spoolFailing = failing;
    m_spoolErrors = errors;
}

void CaptureHost::shutdown(bool hangUp, std::function<void()> done)
{
    m_sip->post([this, hangUp, done = std::move(done)] { m_room->shutdown(hangUp, done); });
}

bool CaptureHost::alive()
{
    if (!m_sip) {
        return true;
    }
    const quint64 life[3] = {m_mediaCounters.sweeps, m_mediaCounters.writerRounds, m_sipTicks};
    bool moved = true;
    for (int i = 0; i < 3; ++i) {
        moved = moved && life[i] != m_lastLife[i];
        m_lastLife[i] = life[i];
    }
    return moved;
}

bool CaptureHost::refusesCalls() const
{
    const auto refused = [this](SipProfile profile) {
        return m_admission->refusal(0, profile, m_parts.clock.mono()).has_value();
    };
    return m_admission && (refused(SipProfile::Siprec) || refused(SipProfile::CiscoForked));
}

QList<SystemHealthItem> CaptureHost::health() const
{
    QList<SystemHealthItem> items;
    if (m_admission) {
        const bool taking = !refusesCalls();
        items.append({QStringLiteral("signalling"), taking, taking ? QString() : QStringLiteral("refusing")});
    }
    if (m_media) {
        items.append(
            {QStringLiteral("media"), true, QStringLiteral("%1 sweeps").arg(m_mediaCounters.sweeps)});
    }
    return items;
}

} // namespace recorder
