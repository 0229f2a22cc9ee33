// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

class QSettings;

namespace console
{

/// One thing that the player does, and its keys while nobody has changed them.
struct PlayerKey {
    QString id; ///< of the action, and in the group "player/keys" of the settings
    QString text;
    QList<QKeySequence> standard;
};

/// All of them, in the order in which they are listed; also without a player.
QList<PlayerKey> playerKeys();
/// As the user has chosen them.
QList<QKeySequence> chosenKeys(const QSettings &settings, const PlayerKey &key);
/// Of these the ones that act: keys without Ctrl or Alt can be switched off, for speech control (WCAG 2.1.4).
QList<QKeySequence> actingKeys(bool singleKeys, QList<QKeySequence> keys);
bool singleKeysAct(const QSettings &settings);

} // namespace console
