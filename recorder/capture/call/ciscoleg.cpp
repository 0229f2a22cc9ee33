// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/ciscoleg.h"

#include "recorder/signalling/addresses.h"

namespace recorder
{

CiscoLeg readCiscoLeg(const QByteArray &from)
{
    const QMap<QByteArray, QByteArray> parameters = uriParameters(from);
    const auto text = [&parameters](const char *name) { return QString::fromUtf8(parameters.value(name)); };
    CiscoLeg leg;
    leg.side = parameters.contains("x-farend") ? CiscoLeg::Side::Far : CiscoLeg::Side::Near;
    leg.nearAddress = text("x-nearendaddr");
    leg.nearDevice = text("x-nearenddevice");
    leg.farAddress = text("x-farendaddr");
    leg.farDevice = text("x-farenddevice");
    const Address address = readAddress(QString::fromUtf8(from));
    leg.displayName = address.display;
    leg.user = address.number;
    const QByteArray near = parameters.value("x-refci");
    if (!near.isEmpty()) {
        // Call references are unique within a cluster only.
        leg.pairKey =
            near + '/' + parameters.value("x-farendrefci") + '/' + parameters.value("x-nearendclusterid");
    }
    return leg;
}

} // namespace recorder
