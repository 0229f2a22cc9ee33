// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/passwordstrength.h"

#include <QString>
#include <QWidget>

namespace console
{

/// Four blocks, the level as a word and one hint: readable without colour.
class PasswordMeter final : public QWidget
{
    Q_OBJECT
public:
    explicit PasswordMeter(QWidget *parent = nullptr);

    void setStrength(const common::PasswordStrength &strength);
    QString text() const { return m_text; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    common::PasswordStrength m_strength;
    QString m_text;
};

} // namespace console
