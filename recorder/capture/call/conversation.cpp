// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/conversation.h"

#include "recorder/signalling/sessionevents.h"

#include <algorithm>

namespace recorder
{

namespace
{
constexpr int kDecimal = 20; ///< digits of a UCID: 5 of the node, 5 of the sequence, 10 of the time
constexpr int kHex = 16;

bool isNamed(const QString &qualified, const char *name)
{
    const QString local = qualified.mid(qualified.lastIndexOf(u':') + 1);
    return local.compare(QLatin1String(name), Qt::CaseInsensitive) == 0;
}

QString extensionOf(const RecordingMetadata &metadata, const char *name)
{
    for (const RecordingMetadata::Extension &extension : metadata.extensions) {
        if (isNamed(extension.name, name) && !extension.value.isEmpty()) {
            return extension.value;
        }
    }
    return {};
}
} // namespace

QString ucidOf(const QString &text)
{
    const QString value = text.section(u';', 0, 0).trimmed().remove(u'"').toUpper();
    const bool digits =
        std::all_of(value.begin(), value.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    if (digits && value.size() == kDecimal) {
        return value;
    }
    const qsizetype at = value.indexOf(QLatin1String("FA08")); // the shared element "UCID" of 8 bytes
    const QString hex = value.mid(at + 4, kHex);
    bool valid = false;
    const quint64 number = hex.toULongLong(&valid, 16);
    if ((at != 0 && at != 2) || hex.size() != kHex || !valid) {
        return {};
    }
    return QStringLiteral("%1%2%3")
        .arg(number >> 48, 5, 10, QLatin1Char('0'))
        .arg(number >> 32 & 0xffff, 5, 10, QLatin1Char('0'))
        .arg(number & 0xffffffff, 10, 10, QLatin1Char('0'));
}

QString conversationOf(const SessionRequest &request)
{
    if (request.metadata) {
        for (const char *name : {"gcid", "ucid", "AvayaUCID", "GenesysUUID"}) {
            const QString value = extensionOf(request.metadata->metadata, name);
            const QString ucid = ucidOf(value);
            if (!value.isEmpty()) {
                return ucid.isEmpty() ? value.section(u';', 0, 0).trimmed() : ucid;
            }
        }
    }
    for (const auto &[name, value] : request.headers) {
        const QString ucid = name == "user-to-user" ? ucidOf(QString::fromUtf8(value)) : QString();
        if (!ucid.isEmpty()) {
            return ucid;
        }
    }
    return {};
}

} // namespace recorder
