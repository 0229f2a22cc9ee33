// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QString>
#include <QVariantMap>

namespace console
{

/// earshot://HOST[:PORT]/PAGE[/ID][?key=value…]: a place in the console that can be sent to somebody.
/// Arguments of the page are "id" and the keys of the query ("t" = seconds into the call).
struct DeepLink {
    QString host;
    quint16 port = 0;
    QString pageId;
    QVariantMap arguments;

    /// It leads to no page: somebody who cannot sign in was sent it.
    bool isPasswordReset() const { return pageId == QLatin1String("reset"); }
    bool operator==(const DeepLink &) const = default;
};

/// Invalid for everything else. Opening a link never changes data, so what it may say is not limited further.
common::Result<DeepLink> deepLinkFrom(const QString &text);
QString textOf(const DeepLink &link);

} // namespace console
