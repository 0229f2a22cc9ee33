// SPDX-License-Identifier: GPL-3.0-or-later
// rs-metadata: the input is cut at the first NUL into a first and a second snapshot.
#include "recorder/signalling/metadataparser.h"
#include "recorder/signalling/partyresolver.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/resolved.h"

#include <algorithm>

using namespace recorder;

namespace
{
SessionDescription fourLines()
{
    SessionDescription sdp;
    for (int i = 0; i < 4; ++i) {
        MediaLine line;
        line.media = i == 3 ? "video" : "audio";
        line.port = i == 2 ? 0 : 4000;
        line.label = QString::number(i + 1);
        sdp.lines.append(line);
    }
    return sdp;
}

void checkState(const RecordingMetadata &state)
{
    tests::require(state.dataMode == RecordingMetadata::DataMode::Complete, "a state is complete");
    tests::require(std::all_of(state.participants.begin(), state.participants.end(),
                               [](const auto &one) { return one.disassociateTime.isEmpty(); }),
                   "who left is not in the state");
    tests::require(mergeMetadata(state, {}) == state, "an empty update changes nothing");
    static const SessionDescription sdp = fourLines();
    const Resolved resolved = resolveParties(state, sdp);
    tests::require(resolved.parties.size() == state.participants.size(), "nobody is lost");
    tests::checkResolved(resolved, sdp);
}

MetadataBody checkedParse(const QByteArray &raw)
{
    const MetadataBody body = parseMetadata(raw);
    tests::require(body.raw == raw, "the raw bytes are kept");
    tests::require(!body.malformed || !body.warnings.isEmpty(), "a fault has a reason");
    tests::require(body.warnings.size() <= 40, "warnings are bounded");
    const RecordingMetadata &metadata = body.metadata;
    tests::require(metadata.participants.size() <= 2000 && metadata.streams.size() <= 2000 &&
                       metadata.sessions.size() <= 2000,
                   "2,000 elements");
    return body;
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const qsizetype cut = input.indexOf('\0');
    const MetadataBody first = checkedParse(cut < 0 ? input : input.left(cut));
    const RecordingMetadata state = mergeMetadata({}, first.metadata);
    checkState(state);
    if (cut >= 0) {
        checkState(mergeMetadata(state, checkedParse(input.mid(cut + 1)).metadata));
    }
    return 0;
}
