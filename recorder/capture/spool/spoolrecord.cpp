// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/spool/spoolrecord.h"

#include <QtEndian>

namespace recorder
{

void encodeHead(const SpoolRecordHead &head, std::byte *out)
{
    qToLittleEndian<quint32>(head.length, out);
    out[4] = static_cast<std::byte>(head.kind);
    out[5] = static_cast<std::byte>(head.stream);
    out[6] = std::byte{0};
    out[7] = std::byte{0};
    qToLittleEndian<qint64>(head.monoNs, out + 8);
}

bool decodeHead(const std::byte *in, SpoolRecordHead &head)
{
    const auto kind = std::to_integer<quint8>(in[4]);
    head.length = qFromLittleEndian<quint32>(in);
    head.kind = static_cast<SpoolKind>(kind);
    head.stream = std::to_integer<quint8>(in[5]);
    head.monoNs = qFromLittleEndian<qint64>(in + 8);
    return head.length <= SpoolRecordHead::kMaxPayload && kind >= static_cast<quint8>(SpoolKind::Call) &&
           kind <= static_cast<quint8>(SpoolKind::End);
}

} // namespace recorder
