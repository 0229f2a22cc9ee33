// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/ftpreplies.h"

namespace recorder
{

QString causeOfFtpReply(int code, const QString &words)
{
    const auto says = [&words](const char *part) {
        return words.contains(QLatin1String(part), Qt::CaseInsensitive);
    };
    if (says("read-only") || says("read only")) {
        return QStringLiteral("read-only");
    }
    if (says("quota") || code == 552) {
        return QStringLiteral("quota");
    }
    if (says("no space") || says("disk full") || code == 452) {
        return QStringLiteral("full");
    }
    if (says("no such file")) {
        return QStringLiteral("not-found");
    }
    switch (code) {
    case 430:
    case 530: return QStringLiteral("login");
    case 532:
    case 550: // makes no difference between "not there" and "not allowed"
    case 553: return QStringLiteral("permission");
    case 534:
    case 522: return QStringLiteral("tls");
    case 421:
    case 425:
    case 426:
    case 451: return QStringLiteral("unavailable");
    default: return {};
    }
}

} // namespace recorder
