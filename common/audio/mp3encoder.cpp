// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/audio/mp3encoder.h"

#include <lame/lame.h>

#include <QtEndian>

#include <array>

namespace common
{

namespace
{

constexpr int kFrame = 576; // samples of a layer III frame below 32 kHz
constexpr int kEncoderDelay = 576;
constexpr std::array<int, 14> kBitrates{8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};

/// LAME ends with a whole frame and at least 576 samples of padding: the decoder needs them to give out the
/// last sample.
qint64 paddingFor(qint64 samples)
{
    const qint64 rest = samples % kFrame;
    return rest == 0 ? kFrame : 2 * kFrame - rest;
}

qint64 frameCount(qint64 samples)
{
    return (samples + kEncoderDelay + paddingFor(samples)) / kFrame;
}

int frameBytes(const Mp3Settings &settings)
{
    return 72 * settings.bitrate * 1000 / settings.sampleRate; // a whole number for each pair in use
}

void quiet(const char *, va_list) {}

} // namespace

void Mp3Encoder::Close::operator()(lame_global_struct *context) const
{
    lame_close(context);
}

Mp3Encoder::~Mp3Encoder() = default;
Mp3Encoder::Mp3Encoder(Mp3Encoder &&) noexcept = default;
Mp3Encoder &Mp3Encoder::operator=(Mp3Encoder &&) noexcept = default;

int Mp3Encoder::possibleBitrate(int sampleRate, int wanted)
{
    const int highest = sampleRate <= 8000 ? 64 : 160;
    int best = kBitrates.front();
    for (const int rate : kBitrates) {
        if (rate <= highest && std::abs(rate - wanted) <= std::abs(best - wanted)) {
            best = rate;
        }
    }
    return best;
}

Result<Mp3Encoder> Mp3Encoder::open(const Mp3Settings &settings, qint64 frames)
{
    if ((settings.sampleRate != 8000 && settings.sampleRate != 16000) || settings.channels < 1 ||
        settings.channels > 2) {
        return fail(ErrorCode::Invalid, QStringLiteral("MP3: no format for %1 Hz, %2 channels")
                                            .arg(settings.sampleRate)
                                            .arg(settings.channels));
    }
    Mp3Encoder encoder;
    encoder.m_settings = settings;
    encoder.m_settings.bitrate = possibleBitrate(settings.sampleRate, settings.bitrate);
    encoder.m_announced = frames;
    encoder.m_context.reset(lame_init());
    lame_global_flags *lame = encoder.m_context.get();
    if (lame == nullptr) {
        return fail(ErrorCode::Unavailable, QStringLiteral("LAME: no memory"));
    }
    lame_set_errorf(lame, quiet);
    lame_set_debugf(lame, quiet);
    lame_set_msgf(lame, quiet);
    lame_set_in_samplerate(lame, settings.sampleRate);
    lame_set_out_samplerate(lame, settings.sampleRate);
    lame_set_num_channels(lame, settings.channels);
    lame_set_mode(lame, settings.channels == 1 ? MONO : STEREO);
    lame_set_VBR(lame, vbr_off);
    lame_set_brate(lame, encoder.m_settings.bitrate);
    lame_set_quality(lame, settings.quality);
    lame_set_bWriteVbrTag(lame, 0);
    lame_set_write_id3tag_automatic(lame, 0);
    if (lame_init_params(lame) < 0) {
        return fail(ErrorCode::Invalid, QStringLiteral("LAME refuses %1 Hz, %2 channels, %3 kbit/s, q %4")
                                            .arg(settings.sampleRate)
                                            .arg(settings.channels)
                                            .arg(encoder.m_settings.bitrate)
                                            .arg(settings.quality));
    }
    return encoder;
}

QByteArray Mp3Encoder::infoFrame() const
{
    const bool mono = m_settings.channels == 1;
    const int size = frameBytes(m_settings);
    QByteArray frame(size, '\0');
    auto *p = reinterpret_cast<uchar *>(frame.data());
    const auto rateIndex = static_cast<unsigned>(
        std::find(kBitrates.begin(), kBitrates.end(), m_settings.bitrate) - kBitrates.begin() + 1);
    const unsigned frequencyIndex = 2; // 16000 of MPEG-2, 8000 of MPEG-2.5
    p[0] = 0xff;
    p[1] = m_settings.sampleRate <= 8000 ? 0xe3 : 0xf3; // MPEG-2.5 or MPEG-2, layer III, no CRC
    p[2] = static_cast<uchar>(rateIndex << 4 | frequencyIndex << 2);
    p[3] = mono ? 0xc4 : 0x04; // original; as LAME marks its own frames
    uchar *tag = p + 4 + (mono ? 9 : 17);
    const qint64 frames = frameCount(m_announced);
    memcpy(tag, "Info", 4);
    qToBigEndian<quint32>(0x3, tag + 4); // frame count and byte count; no table of contents: constant rate
    qToBigEndian(static_cast<quint32>(frames), tag + 8);
    qToBigEndian(static_cast<quint32>((frames + 1) * size), tag + 12);
    memcpy(tag + 16, "LAME3.100", 9);
    tag[25] = 0x01; // revision 0, constant bitrate
    tag[36] = static_cast<uchar>(std::min(m_settings.bitrate, 255));
    const auto delays = static_cast<quint32>(kEncoderDelay << 12 | static_cast<int>(paddingFor(m_announced)));
    tag[37] = static_cast<uchar>(delays >> 16);
    tag[38] = static_cast<uchar>(delays >> 8);
    tag[39] = static_cast<uchar>(delays);
    return frame;
}

Status Mp3Encoder::encode(std::span<const qint16> left, std::span<const qint16> right, QByteArray &out)
{
    const qsizetype before = out.size();
    const qsizetype room = static_cast<qsizetype>(left.size()) * 5 / 4 + 7200; // bound from lame.h
    out.resize(before + room);
    const int written = lame_encode_buffer(
        m_context.get(), left.data(), m_settings.channels == 1 ? left.data() : right.data(),
        static_cast<int>(left.size()), reinterpret_cast<unsigned char *>(out.data() + before),
        static_cast<int>(room));
    out.resize(before + std::max(written, 0));
    if (written < 0) {
        return fail(ErrorCode::Internal, QStringLiteral("LAME: encoding failed (%1)").arg(written));
    }
    m_samples += static_cast<qint64>(left.size());
    m_bytes += written;
    return {};
}

Status Mp3Encoder::finish(QByteArray &out)
{
    const qsizetype before = out.size();
    out.resize(before + 7200);
    const int written =
        lame_encode_flush(m_context.get(), reinterpret_cast<unsigned char *>(out.data() + before), 7200);
    out.resize(before + std::max(written, 0));
    m_bytes += std::max(written, 0);
    if (written < 0 || m_samples != m_announced ||
        m_bytes != frameCount(m_announced) * frameBytes(m_settings) ||
        lame_get_encoder_padding(m_context.get()) != paddingFor(m_announced)) {
        return fail(ErrorCode::Internal,
                    QStringLiteral("LAME: %1 samples in %2 bytes, padding %3; the Info frame says otherwise")
                        .arg(m_samples)
                        .arg(m_bytes)
                        .arg(lame_get_encoder_padding(m_context.get())));
    }
    return {};
}

} // namespace common
