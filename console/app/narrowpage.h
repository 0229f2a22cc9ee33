// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/themedlabel.h"

#include <initializer_list>

class QPushButton;

namespace console
{

/// What went wrong, in words; hidden while nothing did.
class ProblemLine final : public ThemedLabel
{
public:
    explicit ProblemLine(QWidget *parent = nullptr);

    void say(const QString &words); ///< empty hides it
    QString said() const;           ///< empty while hidden
};

/// Gives an empty page one column of `rows` in its middle, at most `width` wide, and the buttons below them
/// at the right. The page owns all of them.
void fillNarrowPage(QWidget *page, int width, std::initializer_list<QWidget *> rows,
                    std::initializer_list<QPushButton *> buttons);

} // namespace console
