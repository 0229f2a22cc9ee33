// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/audiosource.h"

#include "console/player/mp3decoder.h"
#include "console/player/wavdecoder.h"

#include <QtEndian>

#include <algorithm>

namespace console
{

void AudioSource::append(const QByteArray &bytes)
{
    m_content.with([&](Content &content) { content.bytes.append(bytes); });
}

void AudioSource::finish()
{
    m_content.with([](Content &content) { content.finished = true; });
}

AudioSource::Info AudioSource::info() const
{
    return m_content.with([](const Content &content) { return content.info; });
}

bool AudioSource::advance()
{
    return m_content.with([this](Content &content) { return look(content); });
}

bool AudioSource::look(Content &content)
{
    if (content.info.state == State::Failed || content.info.whole) {
        return false;
    }
    if (content.kind == Kind::Unknown) {
        const QByteArray magic = content.bytes.read(0, 4);
        if (magic.size() < 4) {
            if (content.finished) {
                content.info.state = State::Failed;
                content.info.failure = magic.isEmpty() ? QStringLiteral("empty") : QStringLiteral("format");
            }
            return false;
        }
        content.kind = magic == "RIFF" || magic == "RF64" ? Kind::Wav : Kind::Mp3;
    }
    bool more = false;
    if (content.kind == Kind::Mp3) {
        more = lookAtMp3(content);
    } else {
        lookAtWav(content);
    }
    Info &info = content.info;
    info.whole = content.finished && !more;
    if (info.state != State::Failed && info.whole && info.frames == 0) {
        info.state = State::Failed;
        info.failure = QStringLiteral("damaged");
    }
    if (info.state == State::Waiting && info.available > 0) {
        m_mp3Format = content.mp3.found() ? content.mp3.format() : Mp3Header();
        m_mp3Delay = content.mp3.delay();
        m_wavFormat = content.wav;
        info.state = State::Ready;
    }
    return more;
}

bool AudioSource::lookAtMp3(Content &content)
{
    const bool more = content.mp3.advance(content.bytes, content.finished);
    Info &info = content.info;
    if (content.mp3.hopeless()) {
        info.state = State::Failed;
        info.failure =
            content.bytes.read(0, 3) == "ID3" ? QStringLiteral("damaged") : QStringLiteral("format");
    } else if (content.mp3.found()) {
        const Mp3Header &format = content.mp3.format();
        info.rate = format.rate;
        info.lanes = format.channels;
        const qint64 there = content.mp3.frames() * format.samples - content.mp3.delay();
        info.frames = content.mp3.samples();
        info.available = std::clamp<qint64>(there, 0, info.frames);
    }
    return more;
}

void AudioSource::lookAtWav(Content &content)
{
    Info &info = content.info;
    switch (content.wav.advance(content.bytes, content.finished)) {
    case WavLayout::State::Reading: break;
    case WavLayout::State::Unknown:
        info.state = State::Failed;
        info.failure = QStringLiteral("format");
        break;
    case WavLayout::State::Damaged:
        info.state = State::Failed;
        info.failure = QStringLiteral("damaged");
        break;
    case WavLayout::State::Found:
        info.rate = content.wav.rate();
        info.lanes = content.wav.channels();
        info.frames = content.wav.samples();
        info.available = std::min(info.frames, (content.bytes.size() - content.wav.dataOffset()) /
                                                   content.wav.frameBytes());
        break;
    }
}

std::unique_ptr<LaneDecoder> AudioSource::decoder() const
{
    return m_content.with([this](const Content &content) -> std::unique_ptr<LaneDecoder> {
        if (content.info.state != State::Ready) {
            return nullptr;
        }
        if (content.kind == Kind::Wav) {
            return std::make_unique<WavDecoder>(shared_from_this());
        }
        return Mp3Decoder::open(shared_from_this());
    });
}

bool AudioSource::mp3Frame(qint64 frame, std::vector<std::byte> &out) const
{
    return m_content.with([&](const Content &content) {
        if (frame < 0 || frame >= content.mp3.frames()) {
            return false;
        }
        out.clear();
        const qint64 offset = content.mp3.offset(frame);
        if (offset == Mp3Index::kLost) {
            return true;
        }
        out.resize(Mp3Header::kSize);
        content.bytes.read(offset, out);
        const auto header = Mp3Header::parse(qFromBigEndian<quint32>(out.data()));
        out.resize(header ? static_cast<std::size_t>(header->bytes) : 0);
        content.bytes.read(offset, out);
        return true;
    });
}

std::size_t AudioSource::wavBytes(qint64 offset, std::span<std::byte> out) const
{
    return m_content.with([&](const Content &content) -> std::size_t {
        const qint64 end = content.info.available * content.wav.frameBytes();
        const auto count =
            static_cast<std::size_t>(std::clamp<qint64>(end - offset, 0, static_cast<qint64>(out.size())));
        content.bytes.read(content.wav.dataOffset() + offset, out.first(count));
        return count;
    });
}

} // namespace console
