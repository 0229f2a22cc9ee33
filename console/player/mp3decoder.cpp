// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/mp3decoder.h"

extern "C" {
#include <libavcodec/avcodec.h>
}

#include <algorithm>
#include <cstring>

namespace console
{

namespace
{
/// A frame of 8 kbit/s at 8 kHz has 72 bytes, of these 51 of the reservoir: 511 / 51, and one for the
/// overlap.
constexpr qint64 kWarmUp = 12;
} // namespace

void Mp3Decoder::Close::operator()(AVCodecContext *context) const
{
    avcodec_free_context(&context);
}
void Mp3Decoder::Close::operator()(AVFrame *frame) const
{
    av_frame_free(&frame);
}
void Mp3Decoder::Close::operator()(AVPacket *packet) const
{
    av_packet_free(&packet);
}

Mp3Decoder::Mp3Decoder(std::shared_ptr<const AudioSource> source)
    : m_source(std::move(source))
{
}

Mp3Decoder::~Mp3Decoder() = default;

std::unique_ptr<Mp3Decoder> Mp3Decoder::open(std::shared_ptr<const AudioSource> source)
{
    std::unique_ptr<Mp3Decoder> decoder(new Mp3Decoder(std::move(source)));
    return decoder->setUp() ? std::move(decoder) : nullptr;
}

bool Mp3Decoder::setUp()
{
    av_log_set_level(AV_LOG_QUIET); // damaged frames are played as silence, not logged
    const AVCodec *codec = avcodec_find_decoder_by_name("mp3float");
    if (codec == nullptr) {
        codec = avcodec_find_decoder(AV_CODEC_ID_MP3);
    }
    m_context.reset(codec == nullptr ? nullptr : avcodec_alloc_context3(codec));
    m_frame.reset(av_frame_alloc());
    m_packet.reset(av_packet_alloc());
    if (!m_context || !m_frame || !m_packet) {
        return false;
    }
    m_context->thread_count = 1;
    return avcodec_open2(m_context.get(), codec, nullptr) == 0 &&
           m_context->sample_fmt != AV_SAMPLE_FMT_S16P; // a build without mp3float
}

void Mp3Decoder::decode(const std::vector<std::byte> &bytes)
{
    const Mp3Header &format = m_source->mp3Format();
    const auto channels = static_cast<std::size_t>(format.channels);
    const auto count = static_cast<std::size_t>(format.samples);
    m_samples.assign(count * channels, 0.0F);
    if (bytes.empty()) { // lost: what follows must not use what was before
        avcodec_flush_buffers(m_context.get());
        return;
    }
    if (av_new_packet(m_packet.get(), static_cast<int>(bytes.size())) != 0) {
        return;
    }
    std::memcpy(m_packet->data, bytes.data(), bytes.size());
    const bool sent = avcodec_send_packet(m_context.get(), m_packet.get()) == 0;
    av_packet_unref(m_packet.get());
    if (!sent || avcodec_receive_frame(m_context.get(), m_frame.get()) != 0) {
        return;
    }
    if (m_frame->format == AV_SAMPLE_FMT_FLTP && m_frame->ch_layout.nb_channels == format.channels) {
        const std::size_t there = std::min(count, static_cast<std::size_t>(m_frame->nb_samples));
        for (std::size_t channel = 0; channel < channels; ++channel) {
            const auto *in = reinterpret_cast<const float *>(m_frame->extended_data[channel]);
            for (std::size_t i = 0; i < there; ++i) { // written so that no NaN of a damaged frame passes
                m_samples[i * channels + channel] = in[i] > -1.0F ? std::min(in[i], 1.0F) : -1.0F;
            }
        }
    }
    av_frame_unref(m_frame.get());
}

bool Mp3Decoder::bring(qint64 frame)
{
    if (frame == m_decoded) {
        return true;
    }
    qint64 from = frame;
    if (frame != m_decoded + 1 || m_decoded < 0) {
        avcodec_flush_buffers(m_context.get());
        m_decoded = -1;
        from = std::max<qint64>(0, frame - kWarmUp);
    }
    for (; from <= frame; ++from) {
        if (!m_source->mp3Frame(from, m_bytes)) {
            return false;
        }
        decode(m_bytes);
        m_decoded = from;
    }
    return true;
}

qint64 Mp3Decoder::read(qint64 position, std::span<float> out)
{
    const auto samples = static_cast<qint64>(m_source->mp3Format().samples);
    const auto channels = static_cast<qint64>(m_source->mp3Format().channels);
    const auto wanted = static_cast<qint64>(out.size()) / channels;
    qint64 done = 0;
    while (position >= 0 && done < wanted) {
        const qint64 at = position + done + m_source->mp3Delay();
        if (!bring(at / samples)) {
            break;
        }
        const qint64 first = at % samples;
        const qint64 count = std::min(samples - first, wanted - done);
        std::copy_n(m_samples.begin() + first * channels, count * channels, out.begin() + done * channels);
        done += count;
    }
    return done;
}

} // namespace console
