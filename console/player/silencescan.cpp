// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/silencescan.h"

#include <algorithm>

namespace console
{

namespace
{
constexpr int kStartMs = 200; // the first sound comes first
constexpr int kPollMs = 50;   // while the recording is coming
constexpr int kStepSeconds = 10;
constexpr int kStepsPerReport = 12; // two minutes of recording
} // namespace

SilenceScan::SilenceScan(QObject *parent)
    : QObject(parent)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &SilenceScan::step);
}

void SilenceScan::begin(quint64 recording, std::shared_ptr<AudioSource> source)
{
    m_recording = recording;
    m_decoder.reset();
    m_finder.reset();
    m_source = std::move(source);
    m_last.clear();
    m_steps = 0;
    if (m_source) {
        m_timer.start(kStartMs);
    } else {
        m_timer.stop();
    }
}

void SilenceScan::setRule(const SilenceRule &rule)
{
    m_rule = rule;
    publish();
}

void SilenceScan::publish()
{
    if (!m_finder) {
        return;
    }
    QList<Span> silences = m_finder->silences(m_rule);
    if (silences != m_last) {
        m_last = std::move(silences);
        Q_EMIT found(m_recording, m_last);
    }
}

void SilenceScan::step()
{
    const AudioSource::Info info = m_source->info();
    if (info.state == AudioSource::State::Failed) {
        return;
    }
    if (info.state == AudioSource::State::Waiting) {
        m_timer.start(kPollMs);
        return;
    }
    if (!m_finder) {
        m_decoder = m_source->decoder();
        m_finder.emplace(info.rate, info.lanes);
        m_piece.resize(static_cast<std::size_t>(info.rate * kStepSeconds * info.lanes));
    }
    const qint64 wanted =
        std::min(info.available - m_finder->frames(), static_cast<qint64>(m_piece.size()) / info.lanes);
    qint64 got = 0;
    if (wanted > 0 && m_decoder) {
        const auto room = std::span(m_piece).first(static_cast<std::size_t>(wanted * info.lanes));
        got = m_decoder->read(m_finder->frames(), room);
        m_finder->add(room.first(static_cast<std::size_t>(got * info.lanes)));
    }
    const bool done = info.whole && m_finder->frames() >= info.frames;
    if (done || got == 0 || ++m_steps % kStepsPerReport == 0) {
        publish();
    }
    if (!done && m_decoder) {
        m_timer.start(got > 0 ? 0 : kPollMs);
    }
}

} // namespace console
