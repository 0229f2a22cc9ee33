// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/administration/administrationpages.h"

#include "console/pages/administration/audittrail.h"

#include <QCoreApplication>

namespace console
{

QList<PageSpec> administrationPages()
{
    const auto people = QStringLiteral("user-management");
    const auto none = QString();
    const auto tenants = QStringLiteral("tenants.view");
    const auto users = QStringLiteral("users.view");
    const auto groups = QStringLiteral("groups.view");
    const auto roles = QStringLiteral("roles.view");
    const auto audit = QStringLiteral("audit.view");
    return {{QStringLiteral("tenants"), QStringLiteral("administration"),
             QT_TRANSLATE_NOOP("Pages", "Tenants"), QStringLiteral("building-2"), tenants, &createTenants},
            {QStringLiteral("tenant"), none, QT_TRANSLATE_NOOP("Pages", "Tenant"),
             QStringLiteral("building-2"), tenants, &createTenant, QStringLiteral("tenants")},
            {QStringLiteral("system-defaults"), QStringLiteral("system"),
             QT_TRANSLATE_NOOP("Pages", "System defaults"), QStringLiteral("sliders-horizontal"), tenants,
             &createSystemDefaults},
            {QStringLiteral("users"), people, QT_TRANSLATE_NOOP("Pages", "Users"), QStringLiteral("users"),
             users, &createUsers},
            {QStringLiteral("user"), none, QT_TRANSLATE_NOOP("Pages", "User"), QStringLiteral("user"), users,
             &createUser, QStringLiteral("users")},
            {QStringLiteral("groups"), people, QT_TRANSLATE_NOOP("Pages", "Groups"),
             QStringLiteral("network"), groups, &createGroups},
            {QStringLiteral("group"), none, QT_TRANSLATE_NOOP("Pages", "Group"), QStringLiteral("network"),
             groups, &createGroup, QStringLiteral("groups")},
            {QStringLiteral("roles"), people, QT_TRANSLATE_NOOP("Pages", "Roles"), QStringLiteral("shield"),
             roles, &createRoles},
            {QStringLiteral("role"), none, QT_TRANSLATE_NOOP("Pages", "Role"), QStringLiteral("shield"),
             roles, &createRole, QStringLiteral("roles")},
            {QStringLiteral("user-sessions"), QStringLiteral("user-authentication"),
             QT_TRANSLATE_NOOP("Pages", "User Sessions"), QStringLiteral("log-in"),
             QStringLiteral("sessions.view"), &createSessions},
            {QStringLiteral("directories"), QStringLiteral("user-authentication"),
             QT_TRANSLATE_NOOP("Pages", "Directories"), QStringLiteral("network"),
             QStringLiteral("sources.view"), &createDirectories},
            {QStringLiteral("directory"), none, QT_TRANSLATE_NOOP("Pages", "Directory"),
             QStringLiteral("network"), QStringLiteral("sources.view"), &createDirectory,
             QStringLiteral("directories")},
            {QStringLiteral("providers"), QStringLiteral("user-authentication"),
             QT_TRANSLATE_NOOP("Pages", "Single Sign-On"), QStringLiteral("external-link"),
             QStringLiteral("sources.view"), &createProviders},
            {QStringLiteral("provider"), none, QT_TRANSLATE_NOOP("Pages", "Provider"),
             QStringLiteral("external-link"), QStringLiteral("sources.view"), &createProvider,
             QStringLiteral("providers")},
            {QStringLiteral("audit-log"), QStringLiteral("audit-trail"), QT_TRANSLATE_NOOP("Pages", "Log"),
             QStringLiteral("history"), audit, &createAuditLog},
            {QStringLiteral("audit-retention"), QStringLiteral("audit-trail"),
             QT_TRANSLATE_NOOP("Pages", "Retention Settings"), QStringLiteral("calendar"),
             QStringLiteral("system.view"), &createAuditRetention},
            {QStringLiteral("manifests"), QStringLiteral("audit-trail"),
             QT_TRANSLATE_NOOP("Pages", "Signed Manifests"), QStringLiteral("shield-check"), audit,
             &createManifests},
            {QStringLiteral("audit-record"), none, QT_TRANSLATE_NOOP("Pages", "Audit record"),
             QStringLiteral("history"), audit, &createAuditRecord, QStringLiteral("audit-log")}};
}

} // namespace console
