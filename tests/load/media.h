// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tests
{

enum class Codec { Pcmu, Pcma, G722 };
const char *keyOf(Codec codec);
int payloadTypeOf(Codec codec);
/// What is offered beside it, and changed to in mid-call.
Codec otherThan(Codec codec);

using Pcm = std::vector<std::int16_t>; ///< 8 kHz mono

/// Reads a RIFF file of 8 kHz, 16 bit, mono; empty optional with a reason otherwise.
std::optional<Pcm> readWav(const std::string &file, std::string &why);
bool writeWav(const std::string &file, const Pcm &samples);

/// One second (or `onMs` of tone and `offMs` of silence) that can be repeated without a seam.
Pcm makeTone(int hertz, int onMs, int offMs, int amplitude = 8000);

/// G.711 (ITU-T) of one sample, straight from the segment definition.
std::uint8_t encodeUlaw(std::int16_t sample);
std::uint8_t encodeAlaw(std::int16_t sample);

/// A piece of audio, ready to be cut into packets of any ptime. Immutable, shared by streams.
class Audio
{
public:
    /// G.711 of both laws; G.722 too when `wideband`.
    Audio(Pcm samples, bool loop, bool wideband = false);

    /// `count` octets for the audio from sample `at` on; past the end of a piece without loop: silence.
    const std::uint8_t *octets(Codec codec, std::int64_t at, std::size_t count) const;
    /// True when none of these samples is louder than the quantising step (for DTX).
    bool silent(std::int64_t at, std::size_t count) const;
    bool ended(std::int64_t at) const { return !m_loop && at >= length(); }
    std::int64_t length() const { return static_cast<std::int64_t>(m_samples.size()); }
    const Pcm &samples() const { return m_samples; }

private:
    static constexpr std::size_t kTail = 8000; ///< more than the longest packet (maxptime 200 ms)
    std::int64_t position(std::int64_t at) const;

    Pcm m_samples;
    bool m_loop;
    std::vector<std::uint8_t> m_ulaw;
    std::vector<std::uint8_t> m_alaw;
    std::vector<std::uint8_t> m_g722;
};
using AudioPtr = std::shared_ptr<const Audio>;

/// Two sides that speak in turn: while one of the files plays on its side, the other side is silent.
struct Conversation {
    AudioPtr a;
    AudioPtr b;
};
std::optional<Conversation> makeConversation(const std::vector<std::string> &filesA,
                                             const std::vector<std::string> &filesB, std::size_t rotate,
                                             bool loop, bool wideband, std::string &why);

} // namespace tests
