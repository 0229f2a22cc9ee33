// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/player.h"

#include "console/player/deviceoutput.h"
#include "console/player/silencefinder.h"
#include "console/player/silencescan.h"
#include "console/player/timestretch.h"

#include <QThread>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace console
{

namespace
{
constexpr Ms kShortestLoop(100);
}

struct Player::Data {
    QThread engineThread;
    QThread scanThread;
    PlayEngine *engine = nullptr; ///< lives and dies on engineThread
    SilenceScan *scan = nullptr;  ///< on scanThread
    quint64 recording = 0;
    quint64 seek = 0;
    qint64 totalBytes = 0;
    qint64 gotBytes = 0;
    EngineState shown;
    QList<Span> silences;
    double speed = 1;
    std::array<LaneControl, Mixer::kMaxLanes> lanes{};
    SilenceRule rule;
    std::optional<Span> loop;
};

Player::Player(QObject *parent)
    : Player([] { return std::make_unique<DeviceOutput>(); }, parent)
{
}

Player::Player(OutputFactory output, QObject *parent)
    : Playback(parent)
    , m_data(std::make_unique<Data>())
{
    m_data->engine = new PlayEngine(std::move(output));
    m_data->engine->moveToThread(&m_data->engineThread);
    m_data->scan = new SilenceScan;
    m_data->scan->moveToThread(&m_data->scanThread);
    connect(&m_data->engineThread, &QThread::finished, m_data->engine, &QObject::deleteLater);
    connect(&m_data->scanThread, &QThread::finished, m_data->scan, &QObject::deleteLater);
    connect(m_data->engine, &PlayEngine::changed, this, &Player::follow);
    connect(m_data->scan, &SilenceScan::found, this, &Player::takeSilences);
    m_data->engineThread.setObjectName(QStringLiteral("player"));
    m_data->scanThread.setObjectName(QStringLiteral("silence"));
    m_data->engineThread.start(QThread::HighPriority);
    m_data->scanThread.start(QThread::LowPriority);
    post([](PlayEngine &engine) { engine.prepare(); });
}

Player::~Player()
{
    m_data->engineThread.quit();
    m_data->scanThread.quit();
    m_data->engineThread.wait();
    m_data->scanThread.wait();
}

void Player::post(std::function<void(PlayEngine &)> command)
{
    QMetaObject::invokeMethod(
        m_data->engine, [engine = m_data->engine, command = std::move(command)] { command(*engine); },
        Qt::QueuedConnection);
}

void Player::restart(std::shared_ptr<AudioSource> source, qint64 totalBytes)
{
    const quint64 recording = ++m_data->recording;
    m_data->totalBytes = totalBytes;
    m_data->gotBytes = 0;
    const bool hadLoop = std::exchange(m_data->loop, std::nullopt).has_value();
    const bool hadSilences = !std::exchange(m_data->silences, {}).isEmpty();
    QMetaObject::invokeMethod(
        m_data->scan, [scan = m_data->scan, recording, source] { scan->begin(recording, source); },
        Qt::QueuedConnection);
    post([recording, source](PlayEngine &engine) { engine.begin(recording, source); });
    EngineState empty = m_data->shown;
    empty.recording = recording;
    empty.seek = m_data->seek;
    empty.state = source ? PlaybackState::Loading : PlaybackState::Empty;
    empty.position = empty.duration = empty.skipped = Ms(0);
    empty.lanes = 0;
    empty.failure.clear();
    follow(empty);
    if (hadLoop) {
        Q_EMIT controlsChanged();
    }
    if (hadSilences) {
        Q_EMIT silencesChanged();
    }
}

void Player::begin(qint64 totalBytes)
{
    restart(std::make_shared<AudioSource>(), totalBytes);
}

void Player::clear()
{
    restart(nullptr, 0);
}

void Player::append(const QByteArray &bytes)
{
    post([bytes](PlayEngine &engine) { engine.append(bytes); });
    m_data->gotBytes += bytes.size();
    if (m_data->totalBytes > 0) {
        Q_EMIT loaded(
            std::min(1.0, static_cast<double>(m_data->gotBytes) / static_cast<double>(m_data->totalBytes)));
    }
}

void Player::finish()
{
    post([](PlayEngine &engine) { engine.finish(); });
    Q_EMIT loaded(1.0);
}

/// What the engine says, told to the widgets where it differs from what they know.
void Player::follow(const EngineState &state)
{
    if (state.recording != m_data->recording) {
        return; // of one that was put away
    }
    const EngineState before = std::exchange(m_data->shown, state);
    if (state.seek != m_data->seek) { // the last seek is still on its way to the ear
        m_data->shown.position = before.position;
        m_data->shown.skipped = before.skipped;
    }
    if (state.duration != before.duration) {
        Q_EMIT durationChanged(state.duration);
    }
    if (state.output != before.output) {
        Q_EMIT outputChanged(state.output);
    }
    if (m_data->shown.position != before.position) {
        Q_EMIT positionChanged(m_data->shown.position);
    }
    if (state.state != before.state) {
        Q_EMIT stateChanged(state.state);
    }
    if (state.failure != before.failure && !state.failure.isEmpty()) {
        Q_EMIT failed(state.failure);
    }
}

void Player::takeSilences(quint64 recording, const QList<Span> &silences)
{
    if (recording != m_data->recording) {
        return;
    }
    m_data->silences = silences;
    applySkips(false);
    Q_EMIT silencesChanged();
}

void Player::applySkips(bool renew)
{
    QList<Span> skips;
    if (m_data->rule.skip) {
        skips = skippedSpans(m_data->silences, m_data->rule);
    }
    post([skips, renew](PlayEngine &engine) { engine.setSkips(skips, renew); });
}

PlaybackState Player::state() const
{
    return m_data->shown.state;
}
Ms Player::position() const
{
    return m_data->shown.position;
}
Ms Player::duration() const
{
    return m_data->shown.duration;
}
int Player::lanes() const
{
    return m_data->shown.lanes;
}
OutputKind Player::output() const
{
    return m_data->shown.output;
}
Ms Player::skipped() const
{
    return m_data->shown.skipped;
}
QList<Span> Player::silences() const
{
    return m_data->silences;
}
PlaybackDiagnostics Player::diagnostics() const
{
    return m_data->shown.diagnostics;
}

void Player::play()
{
    post([](PlayEngine &engine) { engine.play(); });
}

void Player::pause()
{
    post([](PlayEngine &engine) { engine.pause(); });
}

void Player::seek(Ms position)
{
    if (m_data->shown.state == PlaybackState::Empty) {
        return;
    }
    Ms target = std::max(position, Ms(0));
    if (m_data->shown.duration > Ms(0)) {
        target = std::min(target, m_data->shown.duration);
    }
    if (m_data->loop && (target < m_data->loop->begin || target >= m_data->loop->end)) {
        target = m_data->loop->begin;
    }
    const quint64 number = ++m_data->seek;
    m_data->shown.position = target;
    m_data->shown.skipped = Ms(0);
    post([target, number](PlayEngine &engine) { engine.seek(target, number); });
    Q_EMIT positionChanged(target);
}

void Player::setSpeed(double speed)
{
    speed = std::isfinite(speed) ? std::clamp(speed, TimeStretch::kSlowest, TimeStretch::kFastest) : 1;
    if (speed != m_data->speed) {
        m_data->speed = speed;
        post([speed](PlayEngine &engine) { engine.setSpeed(speed); });
        Q_EMIT controlsChanged();
    }
}

double Player::speed() const
{
    return m_data->speed;
}

void Player::setLane(int lane, const LaneControl &control)
{
    if (lane < 0 || lane >= Mixer::kMaxLanes || m_data->lanes[static_cast<std::size_t>(lane)] == control) {
        return;
    }
    m_data->lanes[static_cast<std::size_t>(lane)] = control;
    post([lane, control](PlayEngine &engine) { engine.setLane(lane, control); });
    Q_EMIT controlsChanged();
}

LaneControl Player::lane(int lane) const
{
    return lane < 0 || lane >= Mixer::kMaxLanes ? LaneControl()
                                                : m_data->lanes[static_cast<std::size_t>(lane)];
}

void Player::setSilenceRule(const SilenceRule &rule)
{
    if (rule == m_data->rule) {
        return;
    }
    m_data->rule = rule;
    QMetaObject::invokeMethod(
        m_data->scan, [scan = m_data->scan, rule] { scan->setRule(rule); }, Qt::QueuedConnection);
    applySkips(true);
    Q_EMIT controlsChanged();
}

SilenceRule Player::silenceRule() const
{
    return m_data->rule;
}

void Player::setLoop(std::optional<Span> loop)
{
    if (loop && (loop->begin < Ms(0) || loop->length() < kShortestLoop)) {
        loop.reset();
    }
    if (loop != m_data->loop) {
        m_data->loop = loop;
        post([loop](PlayEngine &engine) { engine.setLoop(loop); });
        Q_EMIT controlsChanged();
    }
}

std::optional<Span> Player::loop() const
{
    return m_data->loop;
}

} // namespace console
