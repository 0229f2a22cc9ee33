// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/codecs.h"

#include <algorithm>
#include <array>

namespace recorder
{

namespace
{
constexpr int kMaxPacketRate = 400;
constexpr int kMinPacketRate = 50;

struct StaticType {
    int payloadType;
    const char *encoding;
    int clockRate;
    int channels;
};
// RFC 3551 tables 4 and 5. 2 was G721 before RFC 3551 withdrew it, 19 comfort noise before it got 13: phone
// systems still use both.
constexpr std::array kStaticTypes{
    StaticType{0, "PCMU", 8000, 1},   StaticType{2, "G726-32", 8000, 1}, StaticType{3, "GSM", 8000, 1},
    StaticType{4, "G723", 8000, 1},   StaticType{5, "DVI4", 8000, 1},    StaticType{6, "DVI4", 16000, 1},
    StaticType{7, "LPC", 8000, 1},    StaticType{8, "PCMA", 8000, 1},    StaticType{9, "G722", 8000, 1},
    StaticType{10, "L16", 44100, 2},  StaticType{11, "L16", 44100, 1},   StaticType{12, "QCELP", 8000, 1},
    StaticType{13, "CN", 8000, 1},    StaticType{14, "MPA", 90000, 1},   StaticType{15, "G728", 8000, 1},
    StaticType{16, "DVI4", 11025, 1}, StaticType{17, "DVI4", 22050, 1},  StaticType{18, "G729", 8000, 1},
    StaticType{19, "CN", 8000, 1},    StaticType{25, "CELB", 90000, 1},  StaticType{26, "JPEG", 90000, 1},
    StaticType{28, "NV", 90000, 1},   StaticType{31, "H261", 90000, 1},  StaticType{32, "MPV", 90000, 1},
    StaticType{33, "MP2T", 90000, 1}, StaticType{34, "H263", 90000, 1},
};

struct Known {
    const char *encoding;
    CodecUse use;
};
// G721 is the old name of G726-32; AAL2-G726-32 packs its bits the other way round and is not the same.
constexpr std::array kKnown{
    Known{"PCMU", CodecUse::Speech},  Known{"PCMA", CodecUse::Speech},
    Known{"G722", CodecUse::Speech},  Known{"G729", CodecUse::Speech},
    Known{"G729A", CodecUse::Speech}, Known{"GSM", CodecUse::Speech},
    Known{"OPUS", CodecUse::Speech},  Known{"G726-32", CodecUse::Speech},
    Known{"G721", CodecUse::Speech},  Known{"TELEPHONE-EVENT", CodecUse::Signal},
    Known{"CN", CodecUse::Signal},
};

// Names whose usual spelling is not all upper case. RFC 4855 section 3 compares them without case, some peers
// do not.
constexpr std::array kSpellings{"telephone-event", "opus", "iLBC", "speex", "tone", "parityfec", "red"};
} // namespace

std::optional<PayloadFormat> staticFormat(int payloadType)
{
    const auto found =
        std::find_if(kStaticTypes.begin(), kStaticTypes.end(),
                     [payloadType](const auto &type) { return type.payloadType == payloadType; });
    if (found == kStaticTypes.end()) {
        return {};
    }
    return PayloadFormat{payloadType, found->encoding, found->clockRate, found->channels, {}};
}

CodecUse codecUse(const PayloadFormat &format)
{
    const auto found = std::find_if(kKnown.begin(), kKnown.end(), [&format](const Known &known) {
        return format.encoding.compare(known.encoding, Qt::CaseInsensitive) == 0;
    });
    return found == kKnown.end() ? CodecUse::Raw : found->use;
}

bool isRecordable(const PayloadFormat &format)
{
    return codecUse(format) != CodecUse::Raw;
}

int rtpClockRate(const PayloadFormat &format)
{
    return format.encoding.compare("G722", Qt::CaseInsensitive) == 0 ? 8000 : format.clockRate;
}

int sampleRate(const PayloadFormat &format)
{
    return format.encoding.compare("G722", Qt::CaseInsensitive) == 0 ? 16000 : format.clockRate;
}

QByteArray wireName(QByteArrayView encoding)
{
    for (const char *spelling : kSpellings) {
        if (encoding.compare(spelling, Qt::CaseInsensitive) == 0) {
            return spelling;
        }
    }
    return encoding.toByteArray();
}

QList<PayloadFormat> answerFormats(const MediaLine &line)
{
    if (line.media.compare("audio", Qt::CaseInsensitive) != 0) {
        return {};
    }
    const bool speech =
        std::any_of(line.formats.begin(), line.formats.end(),
                    [](const PayloadFormat &format) { return codecUse(format) == CodecUse::Speech; });
    if (!speech) {
        return line.formats;
    }
    QList<PayloadFormat> formats;
    std::copy_if(line.formats.begin(), line.formats.end(), std::back_inserter(formats), isRecordable);
    return formats;
}

QList<PayloadFormat> offerFormats()
{
    QList<PayloadFormat> formats;
    for (const int type : {0, 8, 9, 18, 3}) {
        formats.append(*staticFormat(type));
    }
    formats.append({107, "G726-32", 8000, 1, {}});
    formats.append({111, "OPUS", 48000, 2, {}});
    formats.append({101, "TELEPHONE-EVENT", 8000, 1, "0-15"});
    return formats;
}

int packetRate(const MediaLine &line)
{
    return line.ptime > 0 ? std::clamp(1000 / line.ptime, kMinPacketRate, kMaxPacketRate) : kMinPacketRate;
}

} // namespace recorder
