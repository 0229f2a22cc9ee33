// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/pageregistry.h"

#include "console/app/overviewpage.h"
#include "console/pages/account/accountpages.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/call/callpage.h"
#include "console/pages/keys/keypages.h"
#include "console/pages/maintenance/maintenancepages.h"
#include "console/pages/overview/overviewpages.h"
#include "console/pages/recordings/recordingspages.h"
#include "console/pages/settings/settingspages.h"
#include "console/pages/storage/storagepages.h"

#include <QCoreApplication>

namespace console
{

namespace
{
std::vector<Area> standardAreas()
{
    const auto under = QStringLiteral("administration");
    return {
        {QStringLiteral("overview"), {}, QT_TRANSLATE_NOOP("Pages", "Dashboard"), QStringLiteral("gauge")},
        {QStringLiteral("recordings"),
         {},
         QT_TRANSLATE_NOOP("Pages", "Recordings"),
         QStringLiteral("headphones")},
        {under, {}, QT_TRANSLATE_NOOP("Pages", "Administration"), QStringLiteral("settings")},
        {QStringLiteral("user-management"), under, QT_TRANSLATE_NOOP("Pages", "User Management"),
         QStringLiteral("users")},
        {QStringLiteral("user-authentication"), under, QT_TRANSLATE_NOOP("Pages", "User Authentication"),
         QStringLiteral("key-round")},
        {QStringLiteral("audit-trail"), under, QT_TRANSLATE_NOOP("Pages", "Audit Trail"),
         QStringLiteral("clipboard-list")},
        {QStringLiteral("maintenance"), under, QT_TRANSLATE_NOOP("Pages", "Maintenance"),
         QStringLiteral("activity")},
        {QStringLiteral("storage"), under, QT_TRANSLATE_NOOP("Pages", "Storage"),
         QStringLiteral("hard-drive")},
        {QStringLiteral("system"), under, QT_TRANSLATE_NOOP("Pages", "System"), QStringLiteral("server-cog")},
    };
}

std::vector<PageSpec> standardPages()
{
    std::vector<PageSpec> pages{overviewPage()};
    for (const QList<PageSpec> &group :
         {recordingsPages(), QList<PageSpec>{callPage()}, administrationPages(), maintenancePages(),
          systemPages(), storagePages(), settingsPages(), keyPages(), accountPages()}) {
        pages.insert(pages.end(), group.begin(), group.end());
    }
    return pages;
}
} // namespace

PageRegistry::PageRegistry(std::vector<Area> areas, std::vector<PageSpec> pages)
    : m_areas(std::move(areas))
    , m_pages(std::move(pages))
{
}

PageRegistry PageRegistry::standard()
{
    return PageRegistry(standardAreas(), standardPages());
}

const PageSpec *PageRegistry::find(const QString &pageId) const
{
    for (const PageSpec &page : m_pages) {
        if (page.id == pageId) {
            return &page;
        }
    }
    return nullptr;
}

const Area *PageRegistry::area(const QString &areaId) const
{
    for (const Area &area : m_areas) {
        if (area.id == areaId) {
            return &area;
        }
    }
    return nullptr;
}

std::vector<const PageSpec *> PageRegistry::pagesOf(const QString &areaId,
                                                    const common::Identity &identity) const
{
    std::vector<const PageSpec *> found;
    for (const PageSpec &page : m_pages) {
        if (page.area == areaId && !areaId.isEmpty() && mayOpen(page, identity)) {
            found.push_back(&page);
        }
    }
    return found;
}

std::vector<const Area *> PageRegistry::areasOf(const QString &parent) const
{
    std::vector<const Area *> found;
    for (const Area &area : m_areas) {
        if (area.parent == parent) {
            found.push_back(&area);
        }
    }
    return found;
}

bool PageRegistry::areaHasPages(const QString &areaId, const common::Identity &identity) const
{
    if (!pagesOf(areaId, identity).empty()) {
        return true;
    }
    for (const Area *child : areasOf(areaId)) {
        if (areaHasPages(child->id, identity)) {
            return true;
        }
    }
    return false;
}

QString PageRegistry::titleOf(const PageSpec &page)
{
    return QCoreApplication::translate("Pages", page.title);
}

QString PageRegistry::titleOf(const Area &area)
{
    return QCoreApplication::translate("Pages", area.title);
}

bool PageRegistry::mayOpen(const PageSpec &page, const common::Identity &identity)
{
    return page.permission.isEmpty() || identity.may(page.permission);
}

} // namespace console
