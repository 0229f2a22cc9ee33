// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PlayerActions that is about which key does what, and how that is kept.
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
} // namespace

void PlayerActions::load()
{
    m_singleKeys = m_settings.value(kSingle, true).toBool();
    m_settings.beginGroup(kGroup);
    for (QAction *each : m_actions) {
        const QVariant kept = m_settings.value(each->objectName());
        if (kept.isValid()) {
            m_keys[each].chosen = QKeySequence::listFromString(kept.toString(), QKeySequence::PortableText);
        }
    }
    m_settings.endGroup();
    applyKeys();
}

void PlayerActions::applyKeys()
{
    for (QAction *each : m_actions) {
        QList<QKeySequence> acting = m_keys[each].chosen;
        if (!m_singleKeys) {
            acting.removeIf([](const QKeySequence &key) { return isSingle(key); });
        }
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
