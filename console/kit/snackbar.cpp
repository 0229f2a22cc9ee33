// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/snackbar.h"

#include "console/kit/spacing.h"
#include "console/kit/theme.h"
#include "console/kit/tr.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>

namespace console
{

namespace
{
constexpr std::chrono::milliseconds kTick{100};
}

Snackbar::Snackbar(QWidget *parent)
    : QFrame(parent)
    , m_label(new QLabel(this))
    , m_undo(new QToolButton(this))
    , m_close(new QToolButton(this))
    , m_undoAction(new QAction(Tr::tr("Undo"), this))
{
    setObjectName(QStringLiteral("snackbar"));
    setAutoFillBackground(true);
    m_label->setWordWrap(true);
    m_label->setMinimumWidth(60 * kUnit);
    m_undo->setObjectName(QStringLiteral("undo"));
    m_undo->setText(Tr::tr("Undo"));
    m_close->setObjectName(QStringLiteral("dismiss"));
    m_close->setText(Tr::tr("Dismiss"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(kGapLarge, kGapSmall, kGapSmall, kGapSmall);
    row->addWidget(m_label, 1);
    for (QToolButton *button : {m_undo, m_close}) {
        button->setAutoRaise(true);
        button->setMinimumHeight(kTargetSize);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setAccessibleName(button->text());
        row->addWidget(button);
    }
    connect(m_undo, &QToolButton::clicked, this, &Snackbar::undo);
    connect(m_close, &QToolButton::clicked, this, &Snackbar::dismiss);

    // Text fields keep their own Ctrl+Z: they take the key before the shortcut does.
    m_undoAction->setShortcut(QKeySequence::Undo);
    m_undoAction->setEnabled(false);
    parent->addAction(m_undoAction);
    connect(m_undoAction, &QAction::triggered, this, &Snackbar::undo);

    m_timer.setInterval(kTick);
    connect(&m_timer, &QTimer::timeout, this, &Snackbar::tick);
    parent->installEventFilter(this);
    tint();
    hide();
}

void Snackbar::post(const QString &text, std::function<void()> undo)
{
    Message message{text, std::move(undo), m_lifetime};
    if (!isVisibleTo(parentWidget())) {
        m_queue.enqueue(std::move(message));
        showNext();
    } else if (!message.undo) {
        m_queue.enqueue(std::move(message));
    } else if (isTouched()) { // not under the finger of who is about to press the button
        m_queue.prepend(std::move(message));
    } else { // Ctrl+Z means the last act
        m_queue.prepend({m_label->text(), m_undoIt, m_left});
        m_queue.prepend(std::move(message));
        showNext();
    }
}

QString Snackbar::text() const
{
    return m_label->text();
}

void Snackbar::showNext()
{
    if (m_queue.isEmpty()) {
        m_undoIt = nullptr;
        m_undoAction->setEnabled(false);
        m_timer.stop();
        hide();
        return;
    }
    Message message = m_queue.dequeue();
    m_label->setText(message.text);
    setAccessibleName(message.text);
    m_undoIt = std::move(message.undo);
    m_undo->setVisible(m_undoIt != nullptr);
    m_undoAction->setEnabled(m_undoIt != nullptr);
    m_left = message.left;
    show();
    raise();
    place();
    m_timer.start();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

bool Snackbar::isTouched() const
{
    const QWidget *focus = QApplication::focusWidget();
    return underMouse() || (focus != nullptr && isAncestorOf(focus));
}

bool Snackbar::isHeld() const
{
    return isTouched() || !window()->isActiveWindow();
}

void Snackbar::tick()
{
    if (isHeld()) {
        return;
    }
    m_left -= kTick;
    if (m_left <= std::chrono::milliseconds(0)) {
        showNext();
    }
}

void Snackbar::takeFocus()
{
    if (isVisible()) {
        (m_undo->isVisible() ? m_undo : m_close)->setFocus(Qt::ShortcutFocusReason);
    }
}

void Snackbar::undo()
{
    if (m_undoIt) {
        const auto undoIt = std::exchange(m_undoIt, nullptr);
        showNext();
        undoIt();
    }
}

void Snackbar::dismiss()
{
    showNext();
}

void Snackbar::place()
{
    const QSize room = parentWidget()->size();
    const int width = std::min(room.width() - 2 * kGapLarge, 140 * kUnit);
    const int height =
        layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width) : sizeHint().height();
    setGeometry((room.width() - width) / 2, room.height() - height - kGapHuge, width, height);
}

void Snackbar::tint()
{
    const QPalette theme = QApplication::palette();
    const QColor back = themeColor(ColorRole::Snackbar, theme);
    const QColor front = themeColor(ColorRole::SnackbarText, theme);
    if (palette().color(QPalette::Window) == back) {
        return;
    }
    QPalette own = theme;
    for (const QPalette::ColorRole role : {QPalette::Window, QPalette::Button, QPalette::Base}) {
        own.setColor(role, back);
    }
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::ButtonText, QPalette::Text}) {
        own.setColor(role, front);
    }
    setPalette(own);
}

bool Snackbar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && isVisible()) {
        place();
    }
    return QFrame::eventFilter(watched, event);
}

bool Snackbar::event(QEvent *event)
{
    // Which of the two comes depends on who set the palette; tint() changes nothing that is right already.
    if (event->type() == QEvent::ApplicationPaletteChange || event->type() == QEvent::PaletteChange) {
        tint();
    }
    return QFrame::event(event);
}

void Snackbar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        dismiss();
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace console
