// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/talkturns.h"

#include <QStringList>
#include <QWidget>

namespace console
{

/// Parts of the call: each party, silence, talk-over; and the longest monologue. A click on one asks to go
/// where it is next.
class TalkBars final : public QWidget
{
    Q_OBJECT
public:
    static constexpr int kSilence = -1;
    static constexpr int kBoth = -2;

    explicit TalkBars(QWidget *parent = nullptr);

    /// `channels` and `names` by lane from top to bottom.
    void setShares(const TalkTurns::Shares &shares, const QList<int> &channels, const QStringList &names);
    QStringList lines() const; ///< "Agent 38 %"
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    QRect areaOf(int lane) const; ///< of a lane from top to bottom, kSilence or kBoth; empty = not there

Q_SIGNALS:
    void jumpRequested(int lane);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    struct Bar {
        QString name;
        double part = 0;
        int lane = kSilence;
    };
    QRect place(qsizetype bar) const;
    void bar(QPainter &painter, const Bar &bar, const QRect &area) const;

    QList<Bar> m_bars;
    QString m_longest;
};

} // namespace console
