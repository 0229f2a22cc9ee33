// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/g722.h"

#include <algorithm>
#include <cstring>

extern "C" {
#include <libavcodec/avcodec.h>
}

namespace tests
{

namespace
{

constexpr int kFrame = 320; ///< samples of 16 kHz per packet of the encoder

struct Freer {
    void operator()(AVCodecContext *context) const { avcodec_free_context(&context); }
    void operator()(AVFrame *frame) const { av_frame_free(&frame); }
    void operator()(AVPacket *packet) const { av_packet_free(&packet); }
};

std::unique_ptr<AVCodecContext, Freer> openEncoder()
{
    const AVCodec *codec = avcodec_find_encoder(AV_CODEC_ID_ADPCM_G722);
    std::unique_ptr<AVCodecContext, Freer> context(codec == nullptr ? nullptr
                                                                    : avcodec_alloc_context3(codec));
    if (!context) {
        return nullptr;
    }
    context->sample_rate = 16000;
    context->sample_fmt = AV_SAMPLE_FMT_S16;
    context->ch_layout = AV_CHANNEL_LAYOUT_MONO;
    context->frame_size = kFrame;
    return avcodec_open2(context.get(), codec, nullptr) == 0 ? std::move(context) : nullptr;
}

/// Twice the rate: what lies between two samples is their mean.
std::int16_t between(const Pcm &samples, std::size_t at)
{
    const std::size_t i = std::min(at / 2, samples.size() - 1);
    const std::size_t next = std::min(i + at % 2, samples.size() - 1);
    return static_cast<std::int16_t>((samples[i] + samples[next]) / 2);
}

} // namespace

std::vector<std::uint8_t> encodeG722(const Pcm &samples)
{
    const auto encoder = openEncoder();
    const std::unique_ptr<AVFrame, Freer> frame(av_frame_alloc());
    const std::unique_ptr<AVPacket, Freer> packet(av_packet_alloc());
    if (!encoder || !frame || !packet || samples.empty()) {
        return {};
    }
    frame->nb_samples = kFrame;
    frame->format = AV_SAMPLE_FMT_S16;
    frame->sample_rate = 16000;
    frame->ch_layout = AV_CHANNEL_LAYOUT_MONO;
    if (av_frame_get_buffer(frame.get(), 0) < 0) {
        return {};
    }
    std::vector<std::uint8_t> octets;
    for (std::size_t at = 0; octets.size() < samples.size(); at += kFrame) {
        if (av_frame_make_writable(frame.get()) < 0) {
            return {};
        }
        for (std::size_t i = 0; i < kFrame; ++i) {
            const std::int16_t value = between(samples, at + i);
            std::memcpy(frame->data[0] + 2 * i, &value, sizeof value);
        }
        if (avcodec_send_frame(encoder.get(), frame.get()) < 0 ||
            avcodec_receive_packet(encoder.get(), packet.get()) < 0) {
            return {};
        }
        octets.insert(octets.end(), packet->data, packet->data + packet->size);
        av_packet_unref(packet.get());
    }
    octets.resize(samples.size());
    return octets;
}

} // namespace tests
