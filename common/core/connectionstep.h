// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <functional>

namespace common
{

/// One step of the test of a connection to another server (common/proto/connectiontest.proto).
struct ConnectionStep {
    QString name;  ///< code: name, tcp, tls, login, ...
    QString state; ///< passed, failed, not-run
    qint64 ms = 0;
    QString detail; ///< what the other side said; no secrets
    QString cause;  ///< code: refused, timeout, name, certificate, ...

    bool operator==(const ConnectionStep &) const = default;
};

/// Told of the steps so far after each; false = nobody wants to know any more.
using ConnectionStepsHeard = std::function<bool(const QList<ConnectionStep> &)>;

} // namespace common
