// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/playback.h"

#include <QSettings>

namespace console
{

/// How far playing steps back when it goes on after a pause: 0..5 s, one when nobody has chosen.
Ms backStep(const QSettings &settings);
void setBackStep(QSettings &settings, Ms step);

/// What stays from call to call, in the group "player" of the settings: speed, the rule of silence, volume
/// and side of each party. What is muted, solo or repeated belongs to one call. GUI thread.
class PlayerMemory final : public QObject
{
    Q_OBJECT
public:
    /// Both outlive it.
    PlayerMemory(Playback &playback, QSettings &settings, QObject *parent);

    /// Sets the player as the last one was left. `channels` of the parties from top to bottom; a lane that
    /// is alone is nobody's.
    void recall(const QList<int> &channels);

private:
    void recallControls();
    void setLane(int channel, double gain, double pan);
    void keep();
    void keep(const QString &key, const QVariant &value);

    Playback &m_playback;
    QSettings &m_settings;
    QList<int> m_channels;
    bool m_recalling = true; ///< until the first recall() there is nothing to keep
};

} // namespace console
