// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/talkturns.h"

#include <QStringList>
#include <QWidget>

namespace console
{

/// Parts of the call: each party, silence, talk-over; and the longest monologue.
class TalkBars final : public QWidget
{
    Q_OBJECT
public:
    explicit TalkBars(QWidget *parent = nullptr);

    /// `channels` and `names` by lane from top to bottom.
    void setShares(const TalkTurns::Shares &shares, const QList<int> &channels, const QStringList &names);
    QStringList lines() const; ///< "Agent 38 %"
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Bar {
        QString name;
        double part = 0;
        int lane = -1; ///< -1: silence, -2: talk-over
    };
    void bar(QPainter &painter, const Bar &bar, const QRect &area) const;

    QList<Bar> m_bars;
    QString m_longest;
};

} // namespace console
