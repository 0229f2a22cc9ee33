// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/audiosource.h"

#include <memory>
#include <vector>

struct AVCodecContext;
struct AVFrame;
struct AVPacket;

namespace console
{

/// MP3 to samples through libavcodec, from any place: after a jump some frames in front of the wanted one
/// are decoded and thrown away, because a frame uses the overlap of its predecessor and bits out of up to
/// 511 bytes before it (the bit reservoir). What comes out is then the same to the bit as when decoded from
/// the start.
class Mp3Decoder : public LaneDecoder
{
public:
    /// Nothing when the library has no decoder for it.
    static std::unique_ptr<Mp3Decoder> open(std::shared_ptr<const AudioSource> source);
    ~Mp3Decoder() override;

    qint64 read(qint64 position, std::span<float> out) override;

private:
    explicit Mp3Decoder(std::shared_ptr<const AudioSource> source);
    bool setUp();
    bool bring(qint64 frame); ///< into m_samples; false = not there
    void decode(const std::vector<std::byte> &bytes);

    struct Close {
        void operator()(AVCodecContext *context) const;
        void operator()(AVFrame *frame) const;
        void operator()(AVPacket *packet) const;
    };
    std::shared_ptr<const AudioSource> m_source;
    std::unique_ptr<AVCodecContext, Close> m_context;
    std::unique_ptr<AVFrame, Close> m_frame;
    std::unique_ptr<AVPacket, Close> m_packet;
    std::vector<std::byte> m_bytes;
    std::vector<float> m_samples; ///< of the frame m_decoded, interleaved
    qint64 m_decoded = -1;
};

} // namespace console
