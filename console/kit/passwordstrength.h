// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>

namespace console
{

enum class StrengthHint { None, CommonWord, Sequence, Repeat, KeyboardRow, Date, Personal };

/// 0 = empty, 1 very weak … 4 strong.
struct PasswordStrength {
    int level = 0;
    double bits = 0;
    StrengthHint hint = StrengthHint::None;
};
/// How hard a password is to guess (zxcvbn). `personal`: words that an attacker would try first (login,
/// name).
PasswordStrength strengthOf(const QString &password, const QStringList &personal);

/// Four blocks, the level as a word and one hint: readable without colour.
class PasswordMeter final : public QWidget
{
    Q_OBJECT
public:
    explicit PasswordMeter(QWidget *parent = nullptr);

    void setStrength(const PasswordStrength &strength);
    QString text() const { return m_text; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    PasswordStrength m_strength;
    QString m_text;
};

} // namespace console
