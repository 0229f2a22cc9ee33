// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"

#include <QList>

namespace console
{

/// Tenants, users, groups, roles, sessions, directories, the audit trail: the lists and the pages of single
/// objects.
QList<PageSpec> administrationPages();

QWidget *createTenants(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createTenant(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
/// Key 0 of the tenants, a SettingPage ("system-defaults") in the area "system".
QWidget *createSystemDefaults(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createRoles(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createRole(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createGroups(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createGroup(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createUsers(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createUser(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createSessions(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createDirectories(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createProviders(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createProvider(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createDirectory(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createAuditLog(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createManifests(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createAuditRecord(const PageContext &context, const QVariantMap &arguments, QWidget *parent);

} // namespace console
