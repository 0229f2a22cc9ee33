// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/clock.h"

#include <QFile>

namespace common
{

QString bootId()
{
    QFile file(QStringLiteral("/proc/sys/kernel/random/boot_id"));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    return QString::fromLatin1(file.readAll().trimmed());
}

} // namespace common
