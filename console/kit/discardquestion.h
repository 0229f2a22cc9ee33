// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMessageBox>

#include <functional>

namespace console
{

/// A question (not shown yet: open() it) of whoever is about to lose what he typed. `discard` is called when
/// he lets it go; Enter and Esc keep it. It deletes itself.
QMessageBox *discardQuestion(QWidget *parent, std::function<void()> discard);

} // namespace console
