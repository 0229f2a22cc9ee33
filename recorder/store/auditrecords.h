// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include <QByteArray>
#include <QString>
#include <QUuid>

#include <array>
#include <optional>
#include <string_view>

namespace recorder
{

/// The columns of an audit row in the order of the canonical form, as PostgreSQL writes them; NULL = empty:
/// id, tenant_id, at_ms, actor, action, subject, detail, request_id, peer, impersonator.
using AuditFields = std::array<std::string_view, 10>;

/// One of several things that a piece of work was about; its row stands beside that of the whole.
struct AuditPart {
    QUuid subject;
    std::optional<TenantKey> tenant; ///< none = that of the whole
    QString action;                  ///< the second half, "create"; empty = that of the whole
    QByteArray detail;               ///< as AuditRepository::storableText() writes it; empty = none
};

/// A row's place in the chain.
struct ChainLink {
    qint64 position = 0; ///< from 1, without gaps
    qint64 auditId = 0;
    QByteArray hash; ///< 32 bytes
};

/// A signed statement about the chain (docs/security.md).
struct AuditHead {
    enum class Kind {
        Head,   ///< at `position` the chain had `hash`
        Removed ///< ... and the rows up to there may be gone
    };
    qint64 number = 0; ///< from 1, without gaps, over both kinds
    Kind kind = Kind::Head;
    qint64 position = 0;
    QByteArray hash;
    QByteArray digest;   ///< Removed: over the links since the Removed before it
    QByteArray previous; ///< SHA-256 of the head before, zeros for the first
    qint64 atMs = 0;
    QString keyId;
    QByteArray signature;

    bool operator==(const AuditHead &) const = default;
};

struct AuditSigner {
    QString keyId;
    QByteArray publicKey; ///< 32 bytes
    QString recorder;
    qint64 madeMs = 0;
};

struct AuditPolicySetting {
    int keepDays = 0; ///< 0 = for ever
    bool syslog = false;
    QString syslogHost;
    int syslogPort = 514;
    QString syslogTransport = QStringLiteral("local"); ///< "local", "udp", "tcp", "tls"
    QString syslogCa;                                  ///< PEM; empty = the system's
    qint64 removedMs = 0;                              ///< when retention ran last
    int version = 1;

    bool operator==(const AuditPolicySetting &) const = default;
};

} // namespace recorder
