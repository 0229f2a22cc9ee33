// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QSettings;

namespace console
{

/// Every key of the console and what it does, those of the player as the user has them: ? or F1.
class KeyList final : public QDialog
{
    Q_OBJECT
public:
    KeyList(const QSettings &settings, QWidget *parent);
};

} // namespace console
