// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/servicetext.h"

#include "common/rpc/codecs/keycodec.h"

namespace common
{

namespace
{
const QByteArray kBegin = QByteArrayLiteral("-----BEGIN EARSHOT SERVICE-----");
const QByteArray kEnd = QByteArrayLiteral("-----END EARSHOT SERVICE-----");
constexpr qsizetype kLine = 64;
constexpr qsizetype kMostText = 16 * 1024;

tl::unexpected<Error> badText()
{
    return fail(ErrorCode::Invalid, QStringLiteral("this is not what earshotctl printed"),
                {{QStringLiteral("service"), QStringLiteral("format")}});
}
} // namespace

QByteArray serviceText(const KeyRecord &record)
{
    const QByteArray code = QByteArray::fromStdString(toWire(record).SerializeAsString()).toBase64();
    QByteArray text = kBegin + '\n';
    for (qsizetype i = 0; i < code.size(); i += kLine) {
        text += code.mid(i, kLine) + '\n';
    }
    return text + kEnd + '\n';
}

Result<KeyRecord> serviceFromText(const QByteArray &text)
{
    const qsizetype begin = text.indexOf(kBegin);
    const qsizetype end = text.indexOf(kEnd, begin + 1);
    if (text.size() > kMostText || begin < 0 || end < begin || text.indexOf(kBegin, begin + 1) >= 0) {
        return badText();
    }
    const qsizetype inside = begin + kBegin.size();
    QByteArray code = text.mid(inside, end - inside).simplified();
    code.replace(' ', "");
    const auto bytes = QByteArray::fromBase64Encoding(code, QByteArray::AbortOnBase64DecodingErrors);
    earshot::v1::KeyRecord wire;
    if (!bytes || bytes.decoded.isEmpty() || !wire.ParseFromString(bytes.decoded.toStdString())) {
        return badText();
    }
    auto record = fromWire(wire);
    if (!record) {
        return badText();
    }
    if (auto good = checkKeyRecord(*record); !good) {
        return badText();
    }
    return record;
}

} // namespace common
