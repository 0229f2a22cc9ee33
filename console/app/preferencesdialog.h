// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace console
{

class Preferences;

/// Everything takes effect at once, so there is only Close.
class PreferencesDialog final : public QDialog
{
    Q_OBJECT
public:
    PreferencesDialog(Preferences &preferences, QWidget *parent);

Q_SIGNALS:
    void resetLayoutRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();

    Preferences &m_preferences;
};

} // namespace console
