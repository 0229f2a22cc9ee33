// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PlayerActions that is about which key does what, and how that is kept.
#include "console/player/playerkeys.h"

#include "console/player/playeractions.h"

#include <QSettings>

#include <algorithm>

namespace console
{

namespace
{
const QString kGroup = QStringLiteral("player/keys");
const QString kSingle = QStringLiteral("player/singleKeys");

bool isSingle(const QKeySequence &key)
{
    return (key[0].keyboardModifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) == 0;
}

PlayerKey key(const char *id, const QString &text, std::initializer_list<QKeyCombination> combinations = {})
{
    PlayerKey made{QString::fromLatin1(id), text, {}};
    for (const QKeyCombination &combination : combinations) {
        made.standard.append(QKeySequence(combination));
    }
    return made;
}

QList<PlayerKey> playingKeys()
{
    return {
        key("play-pause", PlayerActions::tr("Play or pause"), {Qt::Key_Space, Qt::Key_K}),
        key("play", PlayerActions::tr("Play")),
        key("pause", PlayerActions::tr("Pause")),
        key("play-pause-page", PlayerActions::tr("Play or pause, anywhere on the page"),
            {Qt::CTRL | Qt::Key_Space}),
        key("skip-silence", PlayerActions::tr("Skip silence"), {Qt::Key_S}),
        key("back-5", PlayerActions::tr("Back %n second(s)", nullptr, 5), {Qt::Key_Left}),
        key("forward-5", PlayerActions::tr("Forward %n second(s)", nullptr, 5), {Qt::Key_Right}),
        key("back-1", PlayerActions::tr("Back %n second(s)", nullptr, 1), {Qt::CTRL | Qt::Key_Left}),
        key("forward-1", PlayerActions::tr("Forward %n second(s)", nullptr, 1), {Qt::CTRL | Qt::Key_Right}),
        key("back-15", PlayerActions::tr("Back %n second(s)", nullptr, 15), {Qt::SHIFT | Qt::Key_Left}),
        key("forward-15", PlayerActions::tr("Forward %n second(s)", nullptr, 15),
            {Qt::SHIFT | Qt::Key_Right}),
        key("previous-turn", PlayerActions::tr("Previous turn"), {Qt::Key_J}),
        key("next-turn", PlayerActions::tr("Next turn"), {Qt::Key_L}),
        key("start", PlayerActions::tr("To the start"), {Qt::Key_Home}),
        key("end", PlayerActions::tr("To the end"), {Qt::Key_End}),
        key("go-to", PlayerActions::tr("Go to time"), {Qt::Key_G}),
        key("slower", PlayerActions::tr("Slower"), {Qt::Key_Minus}),
        key("faster", PlayerActions::tr("Faster"), {Qt::Key_Equal, Qt::Key_Plus}),
        key("normal-speed", PlayerActions::tr("Normal or last speed"), {Qt::Key_Backspace}),
        key("loop-in", PlayerActions::tr("Loop from here"), {Qt::Key_BracketLeft}),
        key("loop-out", PlayerActions::tr("Loop to here"), {Qt::Key_BracketRight}),
        key("loop-clear", PlayerActions::tr("Clear the loop"), {Qt::Key_Backslash})};
}

QList<PlayerKey> lookingKeys()
{
    return {
        key("solo-agent", PlayerActions::tr("Solo agent"), {Qt::Key_1}),
        key("solo-customer", PlayerActions::tr("Solo customer"), {Qt::Key_2}),
        key("both", PlayerActions::tr("Hear both"), {Qt::Key_3}),
        key("mute-agent", PlayerActions::tr("Mute agent"), {Qt::SHIFT | Qt::Key_1, Qt::Key_Exclam}),
        key("mute-customer", PlayerActions::tr("Mute customer"), {Qt::SHIFT | Qt::Key_2, Qt::Key_At}),
        key("follow", PlayerActions::tr("Follow the position"), {Qt::Key_F}),
        key("zoom-in", PlayerActions::tr("Zoom in"), {Qt::CTRL | Qt::Key_Equal, Qt::CTRL | Qt::Key_Plus}),
        key("zoom-out", PlayerActions::tr("Zoom out"), {Qt::CTRL | Qt::Key_Minus}),
        key("zoom-all", PlayerActions::tr("Whole call"), {Qt::CTRL | Qt::Key_0}),
        key("copy-link", PlayerActions::tr("Copy a link to this moment"), {Qt::CTRL | Qt::SHIFT | Qt::Key_L}),
        // "?" and F1 are the window's, which asks the page first: two owners of a key would both stay mute.
        key("keys", PlayerActions::tr("Keys of the player")),
        key("diagnostics", PlayerActions::tr("Diagnostics"), {Qt::CTRL | Qt::ALT | Qt::Key_D})};
}
} // namespace

QList<PlayerKey> playerKeys()
{
    return playingKeys() + lookingKeys();
}

QList<QKeySequence> chosenKeys(const QSettings &settings, const PlayerKey &key)
{
    const QVariant kept = settings.value(kGroup + QLatin1Char('/') + key.id);
    return kept.isValid() ? QKeySequence::listFromString(kept.toString(), QKeySequence::PortableText)
                          : key.standard;
}

QList<QKeySequence> actingKeys(bool singleKeys, QList<QKeySequence> keys)
{
    if (!singleKeys) {
        keys.removeIf([](const QKeySequence &key) { return isSingle(key); });
    }
    return keys;
}

bool singleKeysAct(const QSettings &settings)
{
    return settings.value(kSingle, true).toBool();
}

void PlayerActions::load()
{
    m_singleKeys = singleKeysAct(m_settings);
    for (QAction *each : m_actions) {
        Keys &keys = m_keys[each];
        keys.chosen = chosenKeys(m_settings, {each->objectName(), {}, keys.standard});
    }
    applyKeys();
}

void PlayerActions::applyKeys()
{
    for (QAction *each : m_actions) {
        const QList<QKeySequence> acting = actingKeys(m_singleKeys, m_keys[each].chosen);
        each->setShortcuts(acting);
        const QString key = acting.value(0).toString(QKeySequence::NativeText);
        each->setToolTip(key.isEmpty() ? each->text() : tr("%1 (%2)", "action (key)").arg(each->text(), key));
    }
}

QAction *PlayerActions::actionWith(const QKeySequence &key) const
{
    for (QAction *each : m_actions) {
        if (!key.isEmpty() && m_keys.value(each).chosen.contains(key)) {
            return each;
        }
    }
    return nullptr;
}

bool PlayerActions::setKeys(QAction *action, const QList<QKeySequence> &keys)
{
    for (const QKeySequence &key : keys) {
        const QAction *holder = actionWith(key);
        if (holder != nullptr && holder != action) {
            return false;
        }
    }
    m_keys[action].chosen = keys;
    m_settings.beginGroup(kGroup);
    if (keys == m_keys[action].standard) {
        m_settings.remove(action->objectName());
    } else {
        m_settings.setValue(action->objectName(),
                            QKeySequence::listToString(keys, QKeySequence::PortableText));
    }
    m_settings.endGroup();
    applyKeys();
    return true;
}

void PlayerActions::resetKeys()
{
    m_settings.remove(kGroup);
    for (Keys &keys : m_keys) {
        keys.chosen = keys.standard;
    }
    applyKeys();
}

void PlayerActions::setSingleKeys(bool on)
{
    m_singleKeys = on;
    m_settings.setValue(kSingle, on);
    applyKeys();
}

} // namespace console
