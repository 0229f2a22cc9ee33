// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace console
{

/// The heading of a page or a form: large, plain text.
class TitleLabel final : public QLabel
{
public:
    explicit TitleLabel(const QString &text = {}, QWidget *parent = nullptr)
        : QLabel(text, parent)
    {
        QFont large = font();
        large.setPointSizeF(large.pointSizeF() * 1.3);
        large.setWeight(QFont::DemiBold);
        setFont(large);
        setTextFormat(Qt::PlainText);
    }
};

} // namespace console
