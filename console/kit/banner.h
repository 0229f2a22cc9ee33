// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/theme.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace console
{

/// A line in the layout, near what it speaks of: shape, sentence, at most one button. Hidden until it is told
/// something.
class Banner final : public QFrame
{
    Q_OBJECT
public:
    explicit Banner(QWidget *parent = nullptr);

    void tell(StatusRole role, const QString &text, const QString &button = {});
    QString text() const;

Q_SIGNALS:
    void pressed();

protected:
    bool event(QEvent *event) override;

private:
    void tint();

    QString m_said; ///< as it was told, without the places where long words may be broken
    StatusRole m_role = StatusRole::Pending;
    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_button;
};

} // namespace console
