// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/theme.h"

#include <QLabel>

#include <functional>

namespace console
{

/// Text in a colour of the theme that follows the theme.
class ThemedLabel : public QLabel
{
    Q_OBJECT
public:
    explicit ThemedLabel(ColorRole role, QWidget *parent = nullptr);
    explicit ThemedLabel(StatusRole role, QWidget *parent = nullptr);

protected:
    bool event(QEvent *event) override;

private:
    void tint();

    std::function<QColor(const QPalette &)> m_color;
};

} // namespace console
