// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace console
{

class History;
class PageRegistry;

/// The line above a page: back and forward, where the page hangs, "Go to".
class BreadcrumbBar final : public QWidget
{
    Q_OBJECT
public:
    explicit BreadcrumbBar(const PageRegistry &registry, QWidget *parent = nullptr);

    /// `caption`: of the object that the page shows; empty: the page's title.
    void showPlace(const History &history, const QString &caption);

Q_SIGNALS:
    void backRequested();
    void forwardRequested();
    void goToRequested();
    void pageRequested(const QString &pageId);

private:
    const PageRegistry &m_registry;
    QToolButton *m_back;
    QToolButton *m_forward;
    QLabel *m_trail;
};

} // namespace console
