// SPDX-License-Identifier: GPL-3.0-or-later
// The way of a request's body: the first line is the Content-Type (and, as any header, an address), the rest
// the body.
#include "recorder/signalling/addresses.h"
#include "recorder/signalling/metadataparser.h"
#include "recorder/signalling/multipart.h"
#include "recorder/signalling/partyresolver.h"
#include "recorder/signalling/sdpparser.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/resolved.h"

using namespace recorder;

namespace
{
void checkHeader(const QByteArray &header)
{
    const QString text = QString::fromUtf8(header);
    const Address address = readAddress(text);
    tests::require(address.aor.size() <= text.size(), "an address is part of its text");
    tests::require(!address.host.contains(u'@'), "a host has no user");
    tests::require(uriParameters(header).size() <= 64, "64 parameters");
}

void checkBody(const SessionBody &body, const QByteArray &raw)
{
    qsizetype size = body.sdp.value_or(QByteArray()).size() + body.metadata.value_or(QByteArray()).size();
    for (const BodyPart &part : body.others) {
        size += part.content.size();
    }
    tests::require(size <= raw.size(), "parts do not overlap");
    tests::require(body.others.size() <= 16, "16 parts");
    tests::require(!body.sdp || !body.sdp->trimmed().isEmpty(), "a blank part is none");
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const qsizetype end = input.indexOf('\n');
    const QByteArray contentType = end < 0 ? QByteArray() : input.left(end).trimmed();
    const QByteArray raw = input.mid(end + 1);
    checkHeader(contentType);
    const SessionBody body = splitBody(contentType, raw);
    checkBody(body, raw);
    common::Result<SessionDescription> sdp = parseSdp(body.sdp.value_or(QByteArray()));
    const SessionDescription lines = sdp ? *sdp : SessionDescription();
    const MetadataBody metadata = parseMetadata(body.metadata.value_or(QByteArray()));
    tests::checkResolved(resolveParties(metadata.metadata, lines), lines);
    tests::checkResolved(resolveCiscoProxy({{"x-cisco-recording-participant", contentType},
                                            {"x-cisco-recording-participant", "sip:1@h;media-index=0"}},
                                           lines),
                         lines);
    return 0;
}
