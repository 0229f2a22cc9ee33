// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/playback.h"
#include "console/player/playerkeys.h"

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>

#include <functional>

class QSettings;

namespace console
{

class WaveformView;

/// Everything a person can do with the player, as actions: the buttons and the keys are the same ones. Keys
/// act while the focus is in the player, those of pageActions() anywhere on the page. Changed keys are kept
/// in the group "player/keys" of the settings.
class PlayerActions final : public QObject
{
    Q_OBJECT
public:
    /// The actions are added to `player`. All references outlive this.
    PlayerActions(Playback &playback, WaveformView &view, QSettings &settings, QWidget *player);

    /// By id ("play-pause"); null = none of that name.
    QAction *action(const QString &id) const;
    const QList<QAction *> &all() const { return m_actions; }
    QList<QAction *> pageActions() const;

    QList<QKeySequence> keysOf(const QAction *action) const { return m_keys.value(action).chosen; }
    QList<QKeySequence> defaultKeys(const QAction *action) const { return m_keys.value(action).standard; }
    /// False when another action has one of the keys: nothing is changed then.
    bool setKeys(QAction *action, const QList<QKeySequence> &keys);
    QAction *actionWith(const QKeySequence &key) const;
    void resetKeys();
    /// Keys without Ctrl or Alt can be switched off, for speech control (WCAG 2.1.4).
    bool singleKeys() const { return m_singleKeys; }
    void setSingleKeys(bool on);

Q_SIGNALS:
    void keyListRequested();
    void linkRequested(console::Ms position);
    void diagnosticsToggled(bool shown);

private:
    struct Keys {
        QList<QKeySequence> standard;
        QList<QKeySequence> chosen;
    };
    /// Its words and keys are those of playerKeys().
    QAction *add(const char *id, std::function<void()> act, const char *iconName = nullptr);
    void addPlaying();
    void addSteps();
    void addSpeed();
    void addLoop();
    void addLanes();
    void addView();
    void load();
    void applyKeys();
    void follow();

    void playPause();
    void resume();
    Ms within(Ms place) const;
    void step(Ms by);
    void changeSpeed(double by);
    void toggleSpeed();
    void loopFrom();
    void loopTo();
    void solo(qsizetype row);
    void mute(qsizetype row);
    void bothLanes();
    void askPlace();

    Playback &m_playback;
    WaveformView &m_view;
    QSettings &m_settings;
    QWidget *m_player;
    const QList<PlayerKey> m_known;
    QList<QAction *> m_actions;
    QHash<const QAction *, Keys> m_keys;
    PlaybackState m_state = PlaybackState::Empty;
    bool m_wasPlaying = false;
    std::optional<Ms> m_pausedAt; ///< where it stands since it played
    bool m_singleKeys = true;
    double m_lastSpeed = 1.5;
};

} // namespace console
