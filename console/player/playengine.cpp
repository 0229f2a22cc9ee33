// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/playengine.h"

#include <algorithm>
#include <cmath>

namespace console
{

namespace
{
constexpr int kTickMs = 10;
constexpr int kQueueMs = 80; // mixed ahead: what a tick that comes late may cost
constexpr int kKeepMs = 20;  // of these stay when something changes at once
} // namespace

PlayEngine::PlayEngine(OutputFactory factory)
    : m_factory(std::move(factory))
    , m_timer(this)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(kTickMs);
    connect(&m_timer, &QTimer::timeout, this, &PlayEngine::tick);
    m_sinceReport.start();
}

qint64 PlayEngine::framesOf(Ms time) const
{
    return time.count() * m_info.rate / 1000;
}

Ms PlayEngine::timeOf(double frames) const
{
    return Ms(m_info.rate == 0 ? 0 : std::llround(frames * 1000 / m_info.rate));
}

void PlayEngine::begin(quint64 recording, std::shared_ptr<AudioSource> source)
{
    m_recording = recording;
    m_source = std::move(source);
    m_renderer.reset();
    if (m_queue) {
        m_queue->setRunning(false); // the output still has it
    }
    m_queue.reset();
    m_info = {};
    m_playing = m_rendered = m_starved = m_ended = false;
    m_outputOpen = false;
    m_failure.clear();
    m_target = Ms(0);
    m_loop.reset();
    m_skips.clear();
    m_timer.stop();
    report(true);
}

void PlayEngine::append(const QByteArray &bytes)
{
    if (m_source) {
        m_source->append(bytes);
        look();
    }
}

void PlayEngine::finish()
{
    if (m_source) {
        m_source->finish();
        look();
    }
}

void PlayEngine::look()
{
    const bool more = m_source->advance();
    const bool wasWhole = m_info.whole;
    const qint64 before = m_info.frames;
    m_info = m_source->info();
    if (m_info.state == AudioSource::State::Failed) {
        fail(m_info.failure);
        return;
    }
    if (m_info.state == AudioSource::State::Ready && !m_renderer) {
        makeRenderer(m_info);
    }
    if (m_starved || m_info.whole != wasWhole) {
        m_starved = false;
        fill();
    }
    if (more) { // a part at a time, so that commands come in between
        const auto source = m_source;
        QMetaObject::invokeMethod(
            this,
            [this, source] {
                if (source == m_source) {
                    look();
                }
            },
            Qt::QueuedConnection);
    }
    if (m_info.frames != before || m_info.whole != wasWhole) {
        report(true);
    }
}

void PlayEngine::fail(const QString &code)
{
    m_failure = code;
    m_playing = false;
    m_renderer.reset();
    m_timer.stop();
    if (m_queue) {
        m_queue->setRunning(false);
    }
    report(true);
}

void PlayEngine::makeRenderer(const AudioSource::Info &info)
{
    m_renderer = std::make_unique<Renderer>(m_source);
    m_queue = std::make_shared<StereoQueue>(info.rate, kQueueMs);
    m_piece.resize(static_cast<std::size_t>(2 * info.rate * kTickMs / 1000));
    for (int lane = 0; lane < Mixer::kMaxLanes; ++lane) {
        m_renderer->setLane(lane, m_lanes[static_cast<std::size_t>(lane)]);
    }
    m_renderer->settle();
    m_renderer->setSpeed(m_speed, false);
    setSkips(m_skips, false);
    applyLoop();
    seek(m_target, m_seek);
    if (m_playing) {
        play();
    }
}

void PlayEngine::play()
{
    if (!m_source || !m_failure.isEmpty()) {
        return;
    }
    m_playing = true;
    if (!m_renderer) {
        report(true); // begins with the first frames
        return;
    }
    if (m_ended || m_rendered) {
        const StereoQueue::Count count = m_queue->count(0);
        if (m_ended || count.consumed >= count.written) {
            seek(Ms(0), m_seek);
        }
    }
    m_ended = false;
    openOutput();
    fill();
    m_queue->setRunning(true);
    m_output->setIdle(false);
    m_sinceProgress.start();
    m_lastConsumed = -1;
    m_timer.start();
    report(true);
}

void PlayEngine::pause()
{
    m_playing = false;
    if (m_queue) {
        m_queue->setRunning(false);
        m_sincePause.start(); // the timer goes on until all that was taken is heard
    }
    report(true);
}

/// Takes back what is mixed ahead and lets `change` replace it.
void PlayEngine::restart(const std::function<void(bool blend)> &change)
{
    if (!m_renderer) {
        return;
    }
    const bool sounding = m_playing && !m_ended;
    const std::vector<float> dropped = m_queue->cut(sounding ? framesOf(Ms(kKeepMs)) : 0);
    m_renderer->rewind(dropped);
    change(sounding);
    m_rendered = m_starved = false;
    fill();
    report(true);
}

void PlayEngine::seek(Ms position, quint64 number)
{
    m_seek = number;
    m_target = position;
    qint64 frame = std::clamp<qint64>(framesOf(position), 0, m_info.frames);
    if (m_loop && (position < m_loop->begin || position >= m_loop->end)) {
        frame = framesOf(m_loop->begin);
    }
    restart([&](bool blend) {
        m_renderer->seek(frame, number, blend);
        m_ended = false;
    });
}

void PlayEngine::setSpeed(double speed)
{
    m_speed = speed;
    restart([&](bool blend) { m_renderer->setSpeed(speed, blend); });
}

void PlayEngine::setLane(int lane, const LaneControl &control)
{
    if (lane < 0 || lane >= Mixer::kMaxLanes) {
        return;
    }
    m_lanes[static_cast<std::size_t>(lane)] = control;
    if (m_renderer) {
        m_renderer->setLane(lane, control);
    }
    report(true);
}

void PlayEngine::applyLoop()
{
    std::optional<FrameSpan> frames;
    if (m_loop && framesOf(m_loop->begin) < m_info.frames) {
        frames = FrameSpan{framesOf(m_loop->begin), framesOf(m_loop->end)};
    }
    m_renderer->setLoop(frames);
}

void PlayEngine::setLoop(const std::optional<Span> &loop)
{
    m_loop = loop;
    restart([&](bool blend) {
        applyLoop();
        if (!m_ended) {
            m_renderer->renew(blend);
        }
    });
}

void PlayEngine::setSkips(const QList<Span> &skips, bool renew)
{
    m_skips = skips;
    if (!m_renderer) {
        return;
    }
    std::vector<FrameSpan> frames;
    for (const Span &skip : skips) {
        frames.push_back({framesOf(skip.begin), framesOf(skip.end)});
    }
    m_renderer->setSkips(std::move(frames));
    if (renew && !m_ended) {
        restart([&](bool blend) { m_renderer->renew(blend); });
    }
}

void PlayEngine::fill()
{
    if (!m_playing || !m_renderer || m_rendered) {
        return;
    }
    while (m_queue->space() >= static_cast<qint64>(m_piece.size() / 2)) {
        const Renderer::Rendered result = m_renderer->render(m_piece);
        m_queue->write(std::span(m_piece).first(static_cast<std::size_t>(2 * result.frames)));
        m_rendered = result.ended;
        m_starved = result.starved;
        if (result.ended || result.starved) {
            break;
        }
    }
    m_queue->setEnded(m_rendered || m_starved);
}

PlaybackState PlayEngine::stateNow() const
{
    if (!m_failure.isEmpty()) {
        return PlaybackState::Failed;
    }
    if (!m_source) {
        return PlaybackState::Empty;
    }
    if (m_ended) {
        return PlaybackState::Ended;
    }
    if (!m_renderer) {
        return PlaybackState::Loading;
    }
    if (m_playing && m_starved && m_queue->count(0).consumed >= m_queue->count(0).written) {
        return PlaybackState::Loading;
    }
    return m_playing ? PlaybackState::Playing : PlaybackState::Paused;
}

} // namespace console
