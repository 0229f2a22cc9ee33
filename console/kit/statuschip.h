// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/theme.h"

#include <QWidget>

namespace console
{

/// A state as shape, word and colour, in that order of importance.
class StatusChip final : public QWidget
{
    Q_OBJECT
public:
    explicit StatusChip(QWidget *parent = nullptr);

    void setStatus(StatusRole role, const QString &word);
    StatusRole role() const { return m_role; }
    QString word() const { return m_word; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    StatusRole m_role = StatusRole::Inactive;
    QString m_word;
};

} // namespace console
