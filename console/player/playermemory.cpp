// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/playermemory.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace console
{

namespace
{
const QString kBackStep = QStringLiteral("player/backStepMs");
const QString kSpeed = QStringLiteral("player/speed");
const QString kSkip = QStringLiteral("player/silence/skip");
const QString kLevel = QStringLiteral("player/silence/levelDb");
const QString kMinimum = QStringLiteral("player/silence/minimumMs");
const QString kKeep = QStringLiteral("player/silence/keepMs");
constexpr Ms kMostBack{5000};

QString partyKey(qsizetype row, const char *what)
{
    return QStringLiteral("player/party%1/%2").arg(row).arg(QLatin1String(what));
}

/// Somebody may have written into the file by hand.
double number(const QSettings &settings, const QString &key, double standard, double least, double most)
{
    bool read = false;
    const double value = settings.value(key, standard).toDouble(&read);
    return read && std::isfinite(value) ? std::clamp(value, least, most) : standard;
}
} // namespace

Ms backStep(const QSettings &settings)
{
    return Ms(std::llround(number(settings, kBackStep, 1000, 0, static_cast<double>(kMostBack.count()))));
}

void setBackStep(QSettings &settings, Ms step)
{
    settings.setValue(kBackStep, static_cast<int>(std::clamp(step, Ms(0), kMostBack).count()));
}

PlayerMemory::PlayerMemory(Playback &playback, QSettings &settings, QObject *parent)
    : QObject(parent)
    , m_playback(playback)
    , m_settings(settings)
{
    connect(&m_playback, &Playback::controlsChanged, this, qOverload<>(&PlayerMemory::keep));
}

void PlayerMemory::recall(const QList<int> &channels)
{
    m_recalling = true; // what is said while half of it is set would be kept
    recallControls();
    if (channels.size() > 1) {
        m_channels = channels;
        for (qsizetype row = 0; row < m_channels.size(); ++row) {
            setLane(m_channels[row], number(m_settings, partyKey(row, "gain"), 1, 0, 4),
                    number(m_settings, partyKey(row, "pan"), 0, -1, 1));
        }
    } else {
        for (const int channel : std::exchange(m_channels, {})) {
            setLane(channel, 1, 0); // it was a party's until this was known
        }
    }
    m_recalling = false;
}

void PlayerMemory::setLane(int channel, double gain, double pan)
{
    LaneControl control = m_playback.lane(channel);
    control.gain = gain;
    control.pan = pan;
    if (control != m_playback.lane(channel)) {
        m_playback.setLane(channel, control);
    }
}

void PlayerMemory::recallControls()
{
    const double speed = number(m_settings, kSpeed, 1, 0.5, 3);
    if (speed != m_playback.speed()) {
        m_playback.setSpeed(speed);
    }
    const SilenceRule standard;
    const auto time = [this](const QString &key, Ms usual, double least, double most) {
        return Ms(std::llround(number(m_settings, key, static_cast<double>(usual.count()), least, most)));
    };
    SilenceRule rule;
    rule.skip = m_settings.value(kSkip, false).toBool();
    rule.levelDb = number(m_settings, kLevel, standard.levelDb, -70, -20);
    rule.minimum = time(kMinimum, standard.minimum, 600, 30'000);
    rule.keep = std::min(time(kKeep, standard.keep, 0, 1000), rule.minimum / 2 - Ms(50));
    if (rule != m_playback.silenceRule()) {
        m_playback.setSilenceRule(rule);
    }
}

void PlayerMemory::keep()
{
    if (m_recalling) {
        return;
    }
    keep(kSpeed, m_playback.speed());
    const SilenceRule rule = m_playback.silenceRule();
    keep(kSkip, rule.skip);
    keep(kLevel, rule.levelDb);
    keep(kMinimum, static_cast<int>(rule.minimum.count()));
    keep(kKeep, static_cast<int>(rule.keep.count()));
    for (qsizetype row = 0; row < m_channels.size(); ++row) {
        const LaneControl control = m_playback.lane(m_channels[row]);
        keep(partyKey(row, "gain"), control.gain);
        keep(partyKey(row, "pan"), control.pan);
    }
}

void PlayerMemory::keep(const QString &key, const QVariant &value)
{
    if (m_settings.value(key).toString() != value.toString()) {
        m_settings.setValue(key, value);
    }
}

} // namespace console
