// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/payloadcodec.h"

#include <utility>

namespace recorder
{

namespace
{

struct Name {
    const char *encoding;
    Codec codec;
    int audioRate; ///< 0 = the clock rate
};

constexpr std::array kNames{
    Name{"PCMU", Codec::Pcmu, 8000},
    Name{"PCMA", Codec::Pcma, 8000},
    Name{"G722", Codec::G722, 16000},
    Name{"G729", Codec::G729, 8000},
    Name{"G729A", Codec::G729, 8000},
    Name{"GSM", Codec::Gsm, 8000},
    Name{"OPUS", Codec::Opus, 48000},
    Name{"G726-32", Codec::G726, 8000},
    Name{"G721", Codec::G726, 8000},
    Name{"L16", Codec::L16, 0},
    Name{"TELEPHONE-EVENT", Codec::Signal, 8000},
    Name{"CN", Codec::Signal, 8000},
};

StreamFormat format(int payloadType, const char *encoding)
{
    return {payloadType, QLatin1String(encoding), 8000, 1, {}};
}

} // namespace

PayloadCodec payloadCodec(const StreamFormat &format)
{
    const QString encoding = format.encoding.toUpper();
    PayloadCodec codec;
    codec.clockRate = format.clockRate > 0 ? format.clockRate : 8000;
    for (const Name &name : kNames) {
        if (encoding == QLatin1String(name.encoding)) {
            codec.codec = name.codec;
            codec.audioRate = name.audioRate != 0 ? name.audioRate : codec.clockRate;
        }
    }
    codec.timed = encoding != QLatin1String("TELEPHONE-EVENT");
    if (codec.codec == Codec::G722) {
        codec.clockRate = 8000; // RFC 3551 section 4.5.2: an old mistake that stays, whatever rtpmap says
    } else if (codec.codec == Codec::Opus) {
        codec.clockRate = 48000; // RFC 7587 section 4.1
    } else if (codec.decodable() && codec.codec != Codec::L16) {
        codec.clockRate = 8000;
    }
    const bool rateFits = codec.audioRate == 8000 || codec.audioRate == 16000 || codec.audioRate == 48000;
    if (codec.codec == Codec::L16 && (!rateFits || format.channels != 1)) {
        codec.codec = Codec::Unknown;
        codec.audioRate = 8000;
    }
    return codec;
}

PayloadTable::PayloadTable()
{
    for (const auto &known : {format(0, "PCMU"), format(3, "GSM"), format(8, "PCMA"), format(9, "G722"),
                              format(13, "CN"), format(18, "G729"), format(19, "CN")}) {
        m_codecs[static_cast<std::size_t>(known.payloadType)] = payloadCodec(known);
    }
    // Sent by many without being offered; anything else on this number is named by the SDP.
    m_codecs[101] = payloadCodec(format(101, "TELEPHONE-EVENT"));
}

void PayloadTable::apply(const StreamDocument &document)
{
    for (const StreamFormat &each : document.formats) {
        if (each.payloadType >= 0 && each.payloadType < 128 && !each.encoding.isEmpty()) {
            m_codecs[static_cast<std::size_t>(each.payloadType)] = payloadCodec(each);
        }
    }
}

QString keyOf(Codec codec)
{
    for (const Name &name : kNames) {
        if (name.codec == codec) {
            return QLatin1String(name.encoding);
        }
    }
    return {};
}

} // namespace recorder
