// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QCheckBox;
class QPushButton;

namespace console
{

/// Shows a recovery code for one's keys, this once: it closes when somebody says that it is kept.
class RecoveryCodeDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit RecoveryCodeDialog(const QString &code, QWidget *parent = nullptr);
    void reject() override;

private:
    QCheckBox *m_kept;
    QPushButton *m_close = nullptr;
};

} // namespace console
