// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/identity.h"

#include <QTreeWidget>

namespace console
{

class PageRegistry;

/// The tree at the left: areas and the pages that the identity may open; the others are absent.
class NavigationTree final : public QTreeWidget
{
    Q_OBJECT
public:
    explicit NavigationTree(const PageRegistry &registry, QWidget *parent = nullptr);

    void setIdentity(const common::Identity &identity);
    void showPlace(const QString &pageId); ///< marks it; pages outside the tree leave the mark where it is
    /// A rail of icons; the titles are in the tooltips, and stay the names for screen readers.
    void setFolded(bool folded);
    bool isFolded() const { return m_folded; }
    /// First page of the n-th top-level entry, empty = none (Ctrl+1…5).
    QString firstPageOf(int entry) const;

Q_SIGNALS:
    void pageChosen(const QString &pageId);

private:
    void addArea(const QString &areaId, QTreeWidgetItem *parent, const common::Identity &identity);

    const PageRegistry &m_registry;
    bool m_folded = false;
};

} // namespace console
