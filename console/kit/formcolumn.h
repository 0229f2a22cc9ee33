// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/spacing.h"

#include <QVBoxLayout>
#include <QWidget>

#include <algorithm>

namespace console
{

/// The form is never wider than its maximum: its height must not be asked for a wider one, notes would be
/// cut.
class FormColumn : public QVBoxLayout
{
public:
    using QVBoxLayout::QVBoxLayout;
    int heightForWidth(int width) const override { return QVBoxLayout::heightForWidth(bounded(width)); }
    int minimumHeightForWidth(int width) const override
    {
        return QVBoxLayout::minimumHeightForWidth(bounded(width));
    }

private:
    /// Not the very width: QFormLayout keeps what it measured for that, and lays notes out by it too low.
    int bounded(int width) const { return std::min(width, parentWidget()->maximumWidth() - kUnit); }
};

} // namespace console
