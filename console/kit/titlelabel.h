// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace console
{

/// The heading of a page or a form: large, plain text. Names may have 255 letters: a long one is shortened
/// where there is no room for it, and said whole by its tip, instead of making the page wider than the
/// window.
class TitleLabel final : public QLabel
{
public:
    explicit TitleLabel(const QString &text = {}, QWidget *parent = nullptr);

    QSize minimumSizeHint() const override;
    bool isShortened() const;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
};

} // namespace console
