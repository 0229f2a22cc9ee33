// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/spool/calldocuments.h"

#include "common/model/recording.h"

#include <QList>
#include <QMap>
#include <QString>

namespace recorder
{

/// One stream of a call that is being recorded, as of the last tick of the call room.
struct ActiveStream {
    int index = 0;
    QString label;
    QString codec; ///< first negotiated audio format; empty = not yet known
    int channel = 0;
    bool mixed = false;
    bool held = false;
    bool removed = false;
    bool encrypted = false;
    bool silent = false; ///< expected to speak, but no packet for CallRoomOptions::oneWayAfter
    quint64 packets = 0;
    quint64 dropped = 0;
    quint64 foreign = 0;
    bool operator==(const ActiveStream &) const = default;
};

/// A call that is being recorded. A plain copy: of use in any thread, a second old at most.
struct ActiveCall {
    common::CallId id;
    QString tenant;
    common::TenantId tenantId{};
    QString interface; ///< "siprec" or "cisco-bib"
    QString peer;
    QString sessionId;
    QString groupId;
    qint64 startUnixMs = 0;
    bool held = false;   ///< no stream is expected to speak
    bool oneWay = false; ///< a stream is silent while another one is not
    QList<PartyDocument> parties;
    QList<ActiveStream> streams;
    bool operator==(const ActiveCall &) const = default;
};

/// What the call room counts. Totals since the start of the program, but for the gauges.
struct RoomCounters {
    quint64 accepted = 0;             ///< INVITEs answered 2xx
    QMap<QString, quint64> refused{}; ///< by reason: "draining", "full", "disk", "ports", "peer", "media",
                                      ///< "journal", "ledger", "ledger-slow"
    QMap<QString, quint64> ended{};   ///< calls by EndDocument::cause, "cancelled", "superseded"
    quint64 recovered = 0;            ///< calls that went on after a start of the program
    quint64 ledgerFailures = 0;       ///< writes that have to be repeated
    int pending = 0;                  ///< gauge: calls that wait for the ledger
    int active = 0;                   ///< gauge: calls being recorded, held ones included
    int held = 0;                     ///< gauge
    int settling = 0;                 ///< gauge: ended, journal or ledger not done yet
    int oneWay = 0;                   ///< gauge
};

} // namespace recorder
