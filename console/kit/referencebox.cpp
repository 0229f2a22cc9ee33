// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/referencebox.h"

#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"

#include <QAbstractItemView>
#include <QAction>
#include <QCompleter>
#include <QKeyEvent>
#include <QStandardItemModel>

namespace console
{

ReferenceBox::ReferenceBox(Lookup lookup, QWidget *parent)
    : QLineEdit(parent)
    , m_lookup(std::move(lookup))
    , m_found(new QStandardItemModel(this))
    , m_completer(new QCompleter(m_found, this))
{
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setWidget(this); // not setCompleter(): the server decides what fits
    m_timer.setSingleShot(true);
    m_timer.setInterval(250);
    auto *open = addAction(icon(QStringLiteral("chevron-down")), QLineEdit::TrailingPosition);
    open->setToolTip(Tr::tr("Show what can be chosen"));
    connect(open, &QAction::triggered, this, [this] {
        setFocus();
        lookUp({});
    });
    connect(&m_timer, &QTimer::timeout, this, [this] { lookUp(text()); });
    connect(this, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_timer.start();
        if (text.isEmpty() && !m_adding) {
            choose({});
        }
    });
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this,
            [this](const QModelIndex &index) {
                choose({index.data(Qt::UserRole).toString(), index.data(Qt::DisplayRole).toString()});
            });
}

QSize ReferenceBox::sizeHint() const
{
    return {60 * kUnit, QLineEdit::sizeHint().height()};
}

void ReferenceBox::setReference(const Reference &reference)
{
    m_reference = reference;
    setText(reference.name);
}

void ReferenceBox::lookUp(const QString &text)
{
    m_timer.stop();
    m_lookup(text, this, [this, generation = ++m_generation](const References &found) {
        if (generation == m_generation) {
            offer(found);
        }
    });
}

void ReferenceBox::offer(const References &found)
{
    m_found->clear();
    for (const Reference &reference : found) {
        auto *item = new QStandardItem(reference.name);
        item->setData(reference.id, Qt::UserRole);
        m_found->appendRow(item);
    }
    if (found.isEmpty()) {
        auto *nothing = new QStandardItem(Tr::tr("Nothing found"));
        nothing->setEnabled(false);
        m_found->appendRow(nothing);
    }
    m_completer->setCompletionPrefix(text());
    if (hasFocus()) {
        m_completer->complete();
    }
}

void ReferenceBox::choose(const Reference &reference)
{
    m_timer.stop();
    ++m_generation;
    setReference(m_adding ? Reference() : reference);
    Q_EMIT chosen(reference);
}

void ReferenceBox::keyPressEvent(QKeyEvent *event)
{
    const bool offered = m_completer->popup()->isVisible();
    if (event->key() == Qt::Key_Down && !offered) {
        lookUp(m_reference.name == text() ? QString() : text());
        return;
    }
    if (offered && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        event->ignore(); // the popup chooses
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void ReferenceBox::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason) {
        m_timer.stop();
        setText(m_reference.name);
    }
}

} // namespace console
