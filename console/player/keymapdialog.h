// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QHash>

class QAction;
class QCheckBox;
class QKeySequenceEdit;
class QLabel;

namespace console
{

class PlayerActions;

/// What every key of the player does; each can be changed. Shown by open(), never waits.
class KeyMapDialog final : public QDialog
{
    Q_OBJECT
public:
    KeyMapDialog(PlayerActions &actions, QWidget *parent);

private:
    void fill();
    void change(QAction *action, QKeySequenceEdit *edit);

    PlayerActions &m_actions;
    QHash<QAction *, QKeySequenceEdit *> m_edits;
    QCheckBox *m_single;
    QLabel *m_message;
};

} // namespace console
