// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/link.h"

namespace console
{

QString fingerprintText(const QByteArray &sha256)
{
    return QString::fromLatin1(sha256.toHex(':')).toUpper();
}

} // namespace console
