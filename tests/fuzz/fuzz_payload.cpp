// SPDX-License-Identifier: GPL-3.0-or-later
// Payloads of one RTP source, as the finisher decodes them inside the recorder. Each packet is a byte that
// chooses the codec (in mid-call it may change with every packet), two bytes of length, and the payload.
#include "recorder/finish/payloaddecoder.h"

#include "tests/fuzz/property.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

using namespace recorder;

namespace
{

std::vector<PayloadCodec> codecs()
{
    constexpr std::array kNames{"PCMU",    "PCMA", "G722", "G729", "GSM",
                                "G726-32", "OPUS", "L16",  "CN",   "iLBC"};
    std::vector<PayloadCodec> all;
    for (const char *name : kNames) {
        all.push_back(payloadCodec({96, QLatin1String(name), 8000, 1, {}}));
    }
    return all;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    static const std::vector<PayloadCodec> kCodecs = codecs();
    constexpr std::size_t kMostPackets = 64; // a decoder is opened for each change of codec
    const auto input = std::as_bytes(std::span(data, size));
    PayloadDecoder decoder;
    std::size_t at = 0;
    for (std::size_t packets = 0; at + 3 <= size && packets < kMostPackets; ++packets) {
        const PayloadCodec &codec = kCodecs[data[at] % kCodecs.size()];
        const std::size_t length =
            std::min<std::size_t>(data[at + 1] + 256u * (data[at + 2] % 8u), size - at - 3);
        // A copy of its own length, so that the sanitizer sees who reads beyond it.
        const std::vector<std::byte> payload(input.begin() + static_cast<std::ptrdiff_t>(at + 3),
                                             input.begin() + static_cast<std::ptrdiff_t>(at + 3 + length));
        const auto samples = decoder.decode(codec, payload);
        tests::require(samples.size() <= PayloadDecoder::kMaxSamples, "no packet is longer than the limit");
        tests::require(codec.decodable() || samples.empty(), "what has no decoder has no sound");
        tests::require(codec.decodable() || !decoder.failed(), "and is not the decoder's fault");
        qint64 sum = 0;
        for (const qint16 sample : samples) {
            sum += sample; // touches each one for the sanitizer
        }
        tests::require(sum <= 48'000LL * 32'768, "samples are samples");
        at += 3 + length;
    }
    return 0;
}
