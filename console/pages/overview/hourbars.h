// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/formats.h"

#include <QList>
#include <QWidget>

namespace console
{

/// Calls of the last 24 hours, a bar for each hour; the mouse or the accessible text tells the numbers. Time
/// runs from left to right in every language.
class HourBars final : public QWidget
{
    Q_OBJECT
public:
    struct Hour {
        common::WallTime start{};
        qint64 calls = 0;
    };
    explicit HourBars(const Formats &formats, QWidget *parent = nullptr);

    void setHours(const QList<Hour> &hours);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    QString textOf(const Hour &hour) const;
    QRect barOf(qsizetype index) const;

    const Formats m_formats;
    QList<Hour> m_hours;
    qint64 m_most = 1;
};

} // namespace console
