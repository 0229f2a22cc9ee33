// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/formats.h"
#include "console/kit/pager.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;
class QPushButton;
class QToolButton;

namespace console
{

class StatusChip;

/// Title, "1–20 of 234", the age of the rows, refresh by hand and by the clock.
class ListHeader final : public QWidget
{
    Q_OBJECT
public:
    /// Rows older than this are said to be old.
    static constexpr std::chrono::minutes kStaleAfter{5};

    /// `live`: the rows keep themselves up to date, so there is nothing to refresh.
    ListHeader(const QString &title, bool live, const Formats &formats, QWidget *parent = nullptr);

    void setPosition(const PagePosition &position);
    void setLoadedAt(common::WallTime moment);
    /// The age is looked at again; the page calls it every few seconds.
    void tick(common::WallTime now);
    bool isStale() const { return m_stale; }
    /// Shown after 300 ms only: a flicker says nothing.
    void setBusy(bool busy);
    bool showsBusy() const;
    /// "3 new calls", empty = none.
    void setNews(const QString &text);
    std::chrono::seconds autoRefresh() const;
    void setAutoRefresh(std::chrono::seconds interval);

Q_SIGNALS:
    void refreshRequested();
    void autoRefreshChanged();

private:
    void showAge();

    Formats m_formats;
    bool m_live;
    bool m_stale = false;
    std::optional<common::WallTime> m_loadedAt;
    QTimer m_busyTimer;
    QLabel *m_range;
    QLabel *m_age;
    StatusChip *m_staleChip;
    StatusChip *m_busy;
    QPushButton *m_news;
    QToolButton *m_refresh;
    QComboBox *m_auto;
};

} // namespace console
