// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace recorder
{

/// What Cisco's built-in bridge says in the URI of the From header: two sessions make one call, the recorded
/// phone's own voice (near) and what it hears (far). Both name both parties.
struct CiscoLeg {
    enum class Side { Near, Far };

    Side side = Side::Near;
    QByteArray pairKey; ///< equal on both legs of one call; empty = cannot be paired
    QString nearAddress;
    QString nearDevice;
    QString farAddress;
    QString farDevice;
    QString displayName; ///< of the From header
    QString user;        ///< user part of the From URI

    bool operator==(const CiscoLeg &) const = default;
};

/// Never fails; missing parameters stay empty.
CiscoLeg readCiscoLeg(const QByteArray &from);

} // namespace recorder
