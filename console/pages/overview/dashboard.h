// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"
#include "console/kit/formats.h"
#include "console/kit/theme.h"

#include <QAbstractButton>
#include <QTimer>

class QLabel;

namespace earshot::v1
{
class DashboardItem;
class DashboardReply;
} // namespace earshot::v1

namespace console
{

class Banner;
class HourBars;

/// One number of the dashboard: shape, figure, words. A click opens the list that it counts.
class DashboardTile final : public QAbstractButton
{
    Q_OBJECT
public:
    struct Content {
        StatusRole role = StatusRole::Inactive;
        bool plain = true; ///< says nothing about good or bad: no shape
        QString figure;
        QString words;
    };
    explicit DashboardTile(QWidget *parent = nullptr);

    void setContent(const Content &content);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Content m_content;
};

/// What an administrator wants to know at nine in the morning. Loads itself, and again each minute while it
/// is seen.
class Dashboard final : public QWidget
{
    Q_OBJECT
public:
    explicit Dashboard(const PageContext &context, QWidget *parent = nullptr);
    void refresh();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void take(const earshot::v1::DashboardReply &reply);
    void addTile(const earshot::v1::DashboardItem &item);

    const PageContext m_context;
    const Formats m_formats;
    QLabel *m_asOf;
    Banner *m_problem;
    QWidget *m_tiles;
    HourBars *m_bars;
    QTimer m_timer;
    bool m_asking = false;
};

} // namespace console
