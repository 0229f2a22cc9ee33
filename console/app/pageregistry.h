// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"

#include <vector>

namespace console
{

/// A node of the navigation tree. An area whose id is the id of a page is that page.
struct Area {
    QString id;
    QString parent;    ///< empty = top level
    const char *title; ///< source text in the context "Pages"
    QString icon;
};

/// All pages of the console. The tree, the overview, Ctrl+K and the page test are made from it.
class PageRegistry
{
public:
    PageRegistry(std::vector<Area> areas, std::vector<PageSpec> pages);

    /// The pages of the product, in the order of the tree. Adding a page is one line there.
    static PageRegistry standard();

    const std::vector<Area> &areas() const { return m_areas; }
    const std::vector<PageSpec> &pages() const { return m_pages; }
    const PageSpec *find(const QString &pageId) const; ///< null = no such page
    const Area *area(const QString &areaId) const;
    std::vector<const PageSpec *> pagesOf(const QString &areaId, const common::Identity &identity) const;
    std::vector<const Area *> areasOf(const QString &parent) const;
    /// A page in it or below it may be seen.
    bool areaHasPages(const QString &areaId, const common::Identity &identity) const;

    static QString titleOf(const PageSpec &page);
    static QString titleOf(const Area &area);
    static bool mayOpen(const PageSpec &page, const common::Identity &identity);

private:
    std::vector<Area> m_areas;
    std::vector<PageSpec> m_pages;
};

} // namespace console
