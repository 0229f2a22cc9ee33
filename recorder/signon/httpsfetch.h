// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/net/outgoingrule.h"

#include "common/core/result.h"

#include <QByteArray>
#include <QString>

#include <chrono>

namespace recorder
{

struct HttpsRequest {
    QString url;        ///< https:// only
    QByteArray caPem;   ///< empty = the system's
    QByteArray form;    ///< POSTed when it is not empty, else GET
    QByteArray bearer;  ///< header Authorization
    QByteArray basic{}; ///< NAME:PASSWORD, already encoded as RFC 6749 wants it
    OutgoingRule::Target target = OutgoingRule::Target::OfTenant; ///< who named the server
};

struct HttpsReply {
    long status = 0;
    QByteArray body;
};

/// How far a request came, for a test step by step. Milliseconds from its beginning; -1 = not reached.
struct HttpsTimes {
    qint64 name = -1;
    qint64 connected = -1;
    qint64 secured = -1;
    qint64 done = -1;
    bool reached = false; ///< the server took the connection; TLS may have failed after that
};

/// Asks a server once, over TLS with its certificate and name checked, and goes nowhere else: no redirects,
/// no proxies, to addresses that the rule allows only, whatever the name leads to. Bounded in time and size.
/// Any thread; waits.
class HttpsFetch
{
public:
    static constexpr std::chrono::seconds kConnectTimeout{5};
    static constexpr std::chrono::seconds kTimeout{7};
    static constexpr qsizetype kMostBytes = 256 * 1024; ///< of head and body each

    explicit HttpsFetch(OutgoingRule rule, std::chrono::milliseconds timeout = kTimeout);

    /// Unavailable (cause = name | refused | timeout | unreachable | certificate | hostname | expired | tls |
    /// protocol | forbidden).
    common::Result<HttpsReply> run(const HttpsRequest &request, HttpsTimes *times = nullptr) const;

private:
    const OutgoingRule m_rule;
    const std::chrono::milliseconds m_timeout;
};

} // namespace recorder
