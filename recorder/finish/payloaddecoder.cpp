// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/payloaddecoder.h"

#include "common/audio/g711.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/channel_layout.h>
#include <libavutil/log.h>
}

#include <algorithm>
#include <cmath>
#include <cstring>

namespace recorder
{

namespace
{

constexpr std::size_t kGsmFrame = 33;
constexpr std::size_t kG729Frame = 10; // a rest of 2 bytes is a SID: comfort noise, silence for us

const AVCodec *findDecoder(Codec codec)
{
    switch (codec) {
    case Codec::G722: return avcodec_find_decoder(AV_CODEC_ID_ADPCM_G722);
    case Codec::G726: return avcodec_find_decoder(AV_CODEC_ID_ADPCM_G726LE);
    case Codec::G729: return avcodec_find_decoder(AV_CODEC_ID_G729);
    case Codec::Gsm: return avcodec_find_decoder(AV_CODEC_ID_GSM);
    case Codec::Opus: {
        // FFmpeg's own Opus decoder holds samples back behind its resampler; libopus gives each packet whole.
        const AVCodec *library = avcodec_find_decoder_by_name("libopus");
        return library != nullptr ? library : avcodec_find_decoder(AV_CODEC_ID_OPUS);
    }
    case Codec::Unknown:
    case Codec::Signal:
    case Codec::Pcmu:
    case Codec::Pcma:
    case Codec::L16: break;
    }
    return nullptr;
}

qint16 fromFloat(float value)
{
    return static_cast<qint16>(std::lrintf(std::clamp(value * 32768.0F, -32768.0F, 32767.0F)));
}

} // namespace

void PayloadDecoder::FreeContext::operator()(AVCodecContext *context) const
{
    avcodec_free_context(&context);
}
void PayloadDecoder::FreeFrame::operator()(AVFrame *frame) const
{
    av_frame_free(&frame);
}
void PayloadDecoder::FreePacket::operator()(AVPacket *packet) const
{
    av_packet_free(&packet);
}

PayloadDecoder::PayloadDecoder() = default;
PayloadDecoder::~PayloadDecoder() = default;
PayloadDecoder::PayloadDecoder(PayloadDecoder &&) noexcept = default;

bool PayloadDecoder::open(Codec codec)
{
    m_open = codec;
    m_context.reset();
    const AVCodec *decoder = findDecoder(codec);
    if (decoder == nullptr) {
        return false;
    }
    av_log_set_level(AV_LOG_QUIET); // a broken payload is counted, not logged: it may come 50 times a second
    m_context.reset(avcodec_alloc_context3(decoder));
    m_frame.reset(av_frame_alloc());
    m_packet.reset(av_packet_alloc());
    if (!m_context || !m_frame || !m_packet) {
        m_context.reset();
        return false;
    }
    m_context->sample_rate = codec == Codec::Opus ? 48000 : codec == Codec::G722 ? 16000 : 8000;
    av_channel_layout_default(&m_context->ch_layout, 1);
    m_context->request_sample_fmt = AV_SAMPLE_FMT_S16;
    m_context->thread_count = 1;
    m_context->bits_per_coded_sample = codec == Codec::G726 ? 4 : 0;
    if (codec == Codec::Gsm) {
        m_context->block_align = static_cast<int>(kGsmFrame);
    }
    if (avcodec_open2(m_context.get(), decoder, nullptr) < 0) {
        m_context.reset();
    }
    return m_context != nullptr;
}

std::span<const qint16> PayloadDecoder::decode(const PayloadCodec &codec, std::span<const std::byte> payload)
{
    m_failed = false;
    m_count = 0;
    if (!codec.decodable() || payload.empty()) {
        return {};
    }
    if (m_samples.size() < payload.size()) {
        m_samples.resize(std::max<std::size_t>(payload.size(), 2048));
    }
    switch (codec.codec) {
    case Codec::Pcmu:
    case Codec::Pcma:
        m_count = std::min(payload.size(), kMaxSamples);
        common::g711::decode(codec.codec == Codec::Pcmu ? common::g711::kMulaw : common::g711::kAlaw,
                             payload.first(m_count), m_samples.data());
        return {m_samples.data(), m_count};
    case Codec::L16:
        m_count = std::min(payload.size() / 2, kMaxSamples);
        for (std::size_t i = 0; i < m_count; ++i) {
            m_samples[i] = static_cast<qint16>(std::to_integer<unsigned>(payload[2 * i]) << 8 |
                                               std::to_integer<unsigned>(payload[2 * i + 1]));
        }
        return {m_samples.data(), m_count};
    case Codec::Gsm: decodeFrames(codec.codec, payload, kGsmFrame); break;
    case Codec::G729: decodeFrames(codec.codec, payload, kG729Frame); break;
    case Codec::G722:
    case Codec::G726:
    case Codec::Opus:
    case Codec::Unknown:
    case Codec::Signal: decodeFrames(codec.codec, payload, payload.size()); break;
    }
    return {m_samples.data(), m_count};
}

void PayloadDecoder::decodeFrames(Codec codec, std::span<const std::byte> payload, std::size_t frameSize)
{
    if (m_open != codec) {
        open(codec);
    }
    if (!m_context) {
        m_failed = true;
        return;
    }
    for (; payload.size() >= frameSize && m_count < kMaxSamples; payload = payload.subspan(frameSize)) {
        decodeOne(payload.first(frameSize));
    }
}

void PayloadDecoder::decodeOne(std::span<const std::byte> bytes)
{
    // libavcodec wants padding behind the data: the packet owns a buffer that only grows.
    const auto size = static_cast<int>(bytes.size());
    if (m_packet->buf == nullptr || m_packet->buf->size < bytes.size() + AV_INPUT_BUFFER_PADDING_SIZE) {
        av_packet_unref(m_packet.get());
        if (av_new_packet(m_packet.get(), std::max(size, 2048)) < 0) {
            m_failed = true;
            return;
        }
    }
    std::memcpy(m_packet->buf->data, bytes.data(), bytes.size());
    std::memset(m_packet->buf->data + size, 0, AV_INPUT_BUFFER_PADDING_SIZE);
    m_packet->data = m_packet->buf->data;
    m_packet->size = size;
    if (avcodec_send_packet(m_context.get(), m_packet.get()) < 0) {
        m_failed = true;
        return;
    }
    while (avcodec_receive_frame(m_context.get(), m_frame.get()) == 0) {
        takeFrame();
        av_frame_unref(m_frame.get());
    }
}

void PayloadDecoder::takeFrame()
{
    const auto wanted = static_cast<std::size_t>(std::max(m_frame->nb_samples, 0));
    const std::size_t count = std::min(wanted, kMaxSamples - m_count);
    if (m_samples.size() < m_count + count) {
        m_samples.resize(m_count + count);
    }
    qint16 *out = m_samples.data() + m_count;
    const auto step = m_frame->format == AV_SAMPLE_FMT_S16 || m_frame->format == AV_SAMPLE_FMT_FLT
                          ? static_cast<std::size_t>(std::max(m_frame->ch_layout.nb_channels, 1))
                          : std::size_t{1}; // planar: the first channel
    if (m_frame->format == AV_SAMPLE_FMT_S16 || m_frame->format == AV_SAMPLE_FMT_S16P) {
        const auto *in = reinterpret_cast<const qint16 *>(m_frame->data[0]);
        for (std::size_t i = 0; i < count; ++i) {
            out[i] = in[i * step];
        }
    } else if (m_frame->format == AV_SAMPLE_FMT_FLT || m_frame->format == AV_SAMPLE_FMT_FLTP) {
        const auto *in = reinterpret_cast<const float *>(m_frame->data[0]);
        for (std::size_t i = 0; i < count; ++i) {
            out[i] = fromFloat(in[i * step]);
        }
    } else {
        m_failed = true;
        return;
    }
    m_count += count;
}

} // namespace recorder
