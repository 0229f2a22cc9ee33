// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QQueue>
#include <QTimer>

#include <functional>

class QAction;
class QLabel;
class QToolButton;

namespace console
{

/// A line over the bottom of its parent that goes after 10 s. The clock stands while the mouse is over it, it
/// has the focus or the window is inactive. Messages queue; one with an Undo comes first, and what it covers
/// comes again. Ctrl+Z undoes while it stands; F8, which takes the focus there, is the window's.
class Snackbar final : public QFrame
{
    Q_OBJECT
public:
    explicit Snackbar(QWidget *parent);

    void post(const QString &text, std::function<void()> undo = {});
    QString text() const;
    /// Time that is left for the present message.
    std::chrono::milliseconds remaining() const { return m_left; }
    void setLifetime(std::chrono::milliseconds lifetime) { m_lifetime = lifetime; }

public Q_SLOTS:
    void takeFocus();
    void undo();
    void dismiss();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Message {
        QString text;
        std::function<void()> undo;
        std::chrono::milliseconds left;
    };
    void showNext();
    void place();
    void tick();
    void tint();
    bool isTouched() const;
    bool isHeld() const;

    QLabel *m_label;
    QToolButton *m_undo;
    QToolButton *m_close;
    QAction *m_undoAction;
    QTimer m_timer;
    std::chrono::milliseconds m_lifetime{10000};
    std::chrono::milliseconds m_left{0};
    QQueue<Message> m_queue;
    std::function<void()> m_undoIt;
};

} // namespace console
