// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/field.h"

#include <QLineEdit>
#include <QTimer>

class QCompleter;
class QStandardItemModel;

namespace console
{

/// Chooses something of another list that may be long: what is typed is looked up on the server 250 ms after
/// the last key, and Down or the arrow offers the first ones. Text that was not chosen does not stay.
class ReferenceBox final : public QLineEdit
{
    Q_OBJECT
public:
    explicit ReferenceBox(Lookup lookup, QWidget *parent = nullptr);

    const Reference &reference() const { return m_reference; }
    /// Without a signal.
    void setReference(const Reference &reference);
    /// The box is empty again after each choice: it adds to something.
    void setAdding(bool adding) { m_adding = adding; }
    void lookUp(const QString &text);
    QSize sizeHint() const override;

Q_SIGNALS:
    /// Empty: the text was cleared.
    void chosen(const console::Reference &reference);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void offer(const References &found);
    void choose(const Reference &reference);

    Lookup m_lookup;
    Reference m_reference;
    bool m_adding = false;
    QTimer m_timer;
    QStandardItemModel *m_found;
    QCompleter *m_completer;
    quint64 m_generation = 0;
};

} // namespace console
