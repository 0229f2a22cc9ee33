// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/app/history.h"

#include <QHash>
#include <QPointer>
#include <QWidget>

#include <functional>

class QStackedWidget;

namespace console
{

/// The pages of a workspace: each lives as long as a place of the history shows it, so going back finds it as
/// it was left. GUI thread.
class PageShelf
{
public:
    using Make = std::function<QWidget *(const Place &place, QWidget *parent)>;

    /// The stack outlives it.
    PageShelf(QStackedWidget &stack, Make make);
    ~PageShelf();
    PageShelf(const PageShelf &) = delete;
    PageShelf &operator=(const PageShelf &) = delete;

    void clear();                         ///< pages may speak to their navigator while they go
    QWidget *pageFor(const Place &place); ///< made when it is not there
    QString captionOf(const Place &place) const;
    bool isWide(const Place &place) const;
    void setCaption(const QWidget *page, const QString &caption);
    void setWide(const QWidget *page, bool wide);
    /// The pages of other places go.
    void keepOnly(const QVector<Place> &places);
    /// Pages in which nothing was begun go, to be made anew; true = the one that is seen is among them.
    bool dropUnedited();
    bool hasUnsaved() const;

private:
    struct Page {
        QPointer<QWidget> widget;
        QString caption;
        bool wide = false;
    };
    static QString keyOf(const Place &place);
    void drop(Page &page);

    QStackedWidget &m_stack;
    const Make m_make;
    QHash<QString, Page> m_pages; ///< by keyOf
};

} // namespace console
