// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/keymapdialog.h"

#include "console/kit/spacing.h"
#include "console/player/playeractions.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>

namespace console
{

KeyMapDialog::KeyMapDialog(PlayerActions &actions, QWidget *parent)
    : QDialog(parent)
    , m_actions(actions)
    , m_single(new QCheckBox(tr("Keys without Ctrl or Alt act while the player has the focus")))
    , m_message(new QLabel)
{
    setObjectName(QStringLiteral("keyMap"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Keys of the player"));
    auto *list = new QWidget;
    auto *grid = new QGridLayout(list);
    grid->setVerticalSpacing(kUnit);
    int row = 0;
    for (QAction *action : m_actions.all()) {
        auto *label = new QLabel(action->text());
        auto *edit = new QKeySequenceEdit;
        edit->setAccessibleName(tr("Key for %1").arg(action->text()));
        edit->setObjectName(action->objectName());
        label->setBuddy(edit);
        auto *others = new QLabel;
        others->setObjectName(QStringLiteral("also-") + action->objectName());
        grid->addWidget(label, row, 0);
        grid->addWidget(edit, row, 1);
        grid->addWidget(others, row, 2);
        m_edits.insert(action, edit);
        connect(edit, &QKeySequenceEdit::editingFinished, this,
                [this, action, edit] { change(action, edit); });
        ++row;
    }
    auto *scroll = new QScrollArea;
    scroll->setWidget(list);
    scroll->setWidgetResizable(true);
    scroll->setAccessibleName(tr("List of keys"));
    m_message->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close | QDialogButtonBox::RestoreDefaults);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, this, [this] {
        m_actions.resetKeys();
        m_message->clear();
        fill();
    });
    connect(m_single, &QCheckBox::toggled, &m_actions, &PlayerActions::setSingleKeys);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_single);
    layout->addWidget(m_message);
    layout->addWidget(buttons);
    resize(560, 560);
    fill();
}

void KeyMapDialog::fill()
{
    for (auto it = m_edits.cbegin(); it != m_edits.cend(); ++it) {
        const QList<QKeySequence> keys = m_actions.keysOf(it.key());
        it.value()->setKeySequence(keys.value(0));
        const QString also = QKeySequence::listToString(keys.mid(1), QKeySequence::NativeText);
        findChild<QLabel *>(QStringLiteral("also-") + it.key()->objectName())
            ->setText(also.isEmpty() ? QString() : tr("also %1").arg(also));
    }
    m_single->setChecked(m_actions.singleKeys());
}

/// At once, as in a list of switches: there is no Save to forget.
void KeyMapDialog::change(QAction *action, QKeySequenceEdit *edit)
{
    const QKeySequence typed = edit->keySequence();
    const QKeySequence key = typed.isEmpty() ? typed : QKeySequence(typed[0]); // one stroke, no chords
    QList<QKeySequence> keys = m_actions.keysOf(action);
    if (key == keys.value(0)) {
        return;
    }
    if (!keys.isEmpty()) {
        keys.removeFirst();
    }
    keys.removeAll(key);
    if (!key.isEmpty()) {
        keys.prepend(key);
    }
    if (m_actions.setKeys(action, keys)) {
        m_message->clear();
    } else {
        m_message->setText(
            tr("%1 is the key for “%2” already.")
                .arg(key.toString(QKeySequence::NativeText), m_actions.actionWith(key)->text()));
    }
    fill();
}

} // namespace console
