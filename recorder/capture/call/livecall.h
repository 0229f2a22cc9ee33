// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/call/callmedia.h"
#include "recorder/capture/call/callparties.h"
#include "recorder/capture/call/callwatch.h"
#include "recorder/capture/ledger/ledger.h"

#include "common/core/result.h"

#include <functional>
#include <optional>

namespace recorder
{

/// One dialog of a call: the only one of a SIPREC call, one of two of a Cisco call.
struct CallLeg {
    enum class Phase {
        Waiting, ///< the INVITE waits for its row in the ledger
        Live,
        Over
    };
    MediaLeg media;
    DialogNumber dialog = 0;
    DialogState state;
    QHostAddress local;
    Phase phase = Phase::Waiting;
    bool offeredByUs = false; ///< the answer comes with the ACK
};

/// A call while it is recorded.
struct LiveCall {
    explicit LiveCall(MediaEngine &engine)
        : media(engine)
    {
    }
    CallLeg *legOf(DialogNumber dialog);
    bool isOver() const;

    common::CallId id;
    CallDocument document;
    QString spoolPath;
    MediaCall handle = 0;
    CallMedia media;
    CallParties parties;
    CallWatch watch;
    QList<CallLeg> legs;
    QByteArray pairKey;             ///< Cisco; empty = nothing to pair with
    bool answered = false;          ///< some INVITE got 2xx: the call must be kept
    std::optional<EndDocument> end; ///< it is over; its journal is being closed
};

using Sealer = std::function<common::Result<QByteArray>(const QByteArray &, const QByteArray &)>;

/// LedgerRow::media of one dialog, enough to go on after a restart:
///   version, boot (of the last writer), document (CallDocument), over, end (EndDocument, from the end of the
///   whole call on), offered, peer, local, ciscoStream,
///   streams [{document (StreamDocument), port, source, sourcePort, types, rate, first, keys (sealed)}],
///   parties (CallParties::toJson).
/// SRTP keys are sealed with "ledger.srtp:" and the call id as context; when that fails they are left out and
/// the stream ends with a restart.
QJsonObject legToJson(const LiveCall &call, const CallLeg &leg, const Sealer &seal);

/// The same read again. Streams come with the port they had as `wantedPort`, not yet reserved.
struct StoredLeg {
    struct Stream {
        CallStream stream;
        quint16 wantedPort = 0; ///< 0 = had none
    };
    CallDocument document;
    CallLeg leg; ///< phase Over when it had ended
    QString boot;
    std::optional<EndDocument> end;
    QList<Stream> streams;
    CallParties parties;
};
StoredLeg legFromRow(const LedgerRow &row, const Sealer &unseal);

} // namespace recorder
