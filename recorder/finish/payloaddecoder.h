// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/finish/payloadcodec.h"

#include <QtGlobal>

#include <memory>
#include <span>
#include <vector>

struct AVCodecContext;
struct AVFrame;
struct AVPacket;

namespace recorder
{

/// Payloads of one SSRC to samples at the codec's rate: G.711 and L16 here, the rest by libavcodec with one
/// context per codec in use. Nothing is allocated for a packet once the first has been decoded (but what
/// libavcodec does inside). Not shared between threads.
class PayloadDecoder
{
public:
    static constexpr std::size_t kMaxSamples = 48'000; ///< of one packet; the rest is cut off

    PayloadDecoder();
    ~PayloadDecoder();
    PayloadDecoder(PayloadDecoder &&) noexcept;

    /// Samples of the packet, until the next call. Empty when it does not decode or carries no audio (SID).
    std::span<const qint16> decode(const PayloadCodec &codec, std::span<const std::byte> payload);
    /// The last decode() failed on something that should have been audio.
    bool failed() const { return m_failed; }

private:
    struct FreeContext {
        void operator()(AVCodecContext *context) const;
    };
    struct FreeFrame {
        void operator()(AVFrame *frame) const;
    };
    struct FreePacket {
        void operator()(AVPacket *packet) const;
    };

    bool open(Codec codec);
    void decodeFrames(Codec codec, std::span<const std::byte> payload, std::size_t frameSize);
    void decodeOne(std::span<const std::byte> bytes);
    void takeFrame();

    Codec m_open = Codec::Unknown;
    bool m_failed = false;
    std::vector<qint16> m_samples;
    std::size_t m_count = 0;
    std::unique_ptr<AVCodecContext, FreeContext> m_context;
    std::unique_ptr<AVFrame, FreeFrame> m_frame;
    std::unique_ptr<AVPacket, FreePacket> m_packet;
};

} // namespace recorder
