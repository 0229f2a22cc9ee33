// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/api/matrixworld.h"

#include "recorder/api/directoryhandlers.h"
#include "recorder/api/integrityhandlers.h"
#include "recorder/api/jobhandlers.h"
#include "recorder/api/keyhandlers.h"
#include "recorder/api/overviewhandlers.h"
#include "recorder/api/resethandlers.h"
#include "recorder/api/rewraphandlers.h"
#include "recorder/api/secondstephandlers.h"
#include "recorder/api/settingshandlers.h"
#include "recorder/api/signonhandlers.h"
#include "recorder/api/sourcehandlers.h"
#include "recorder/api/storagehandlers.h"
#include "recorder/api/systemhandlers.h"

#include "tests/recorder/api/auditlab.h"

using namespace recorder;

namespace tests
{

void MatrixWorld::addMethods()
{
    const auto gate = [this]() -> const Gate * { return &world.gate; };
    const auto signIn = [this]() -> SignInService * { return &world.signIn; };
    SystemParts system;
    system.gate = gate;
    system.health = [this] { return health; };
    system.ledger = [this](const common::ListQuery &query, const common::TenantRef &tenant,
                           const auto &done) { done(ledgerPage(query, tenant)); };
    const SigningKeySource signingKey = [key = common::SigningKey::generate()] { return key; };
    for (const auto &added :
         {addIntegrityHandlers(dispatcher, {gate, signingKey, site.readers, site.dir.path()}),
          addSessionHandlers(dispatcher, signIn), addSettingsHandlers(dispatcher, gate),
          addSystemHandlers(dispatcher, system), addDirectoryHandlers(dispatcher, gate, signIn),
          addJobHandlers(dispatcher, gate, world.hub), addTrailHandlers(dispatcher, gate),
          addImpersonationHandlers(dispatcher, gate),
          addOverviewHandlers(dispatcher, {system,
                                           [](const common::ListQuery &) {
                                               return common::Result<common::ListPageOf<LogEntry>>(
                                                   common::ListPageOf<LogEntry>{});
                                           },
                                           [this](const LiveFilter &filter, const auto &done) {
                                               site.board.count(filter, done);
                                           }}),
          addTransferHandlers(dispatcher, gate),
          addSecondStepHandlers(dispatcher, gate, [this] { return &world.secondStep; }),
          addAuditHandlers(dispatcher, auditParts(world)), addKeyHandlers(dispatcher, gate),
          addRewrapHandlers(dispatcher, {gate, site.dir.path()}),
          addSourceHandlers(dispatcher, {gate, [this] { return &sources.access; }}),
          addSignOnHandlers(dispatcher, {gate, [this] { return &signOn.access; }}),
          addStorageHandlers(dispatcher, {gate, [this] { return &storage.access; }}),
          addResetHandlers(
              dispatcher, [this] { return &world.links; }, [this] { return &world.mail; }),
          addCallHandlers(dispatcher,
                          {gate, world.hub, site.board, site.readers, site.pulse, site.dir.path()})}) {
        if (!added) {
            qFatal("%s", qPrintable(added.error().message));
        }
    }
}

/// The fields "state" (any-of) and "ended" (less-than).
SystemParts::LedgerPage MatrixWorld::ledgerPage(const common::ListQuery &query,
                                                const common::TenantRef &tenant) const
{
    SystemParts::LedgerPage page;
    page.total = 0;
    for (const LedgerLine &line : ledger) {
        bool fits = tenant.name.isEmpty() || tenant.name == line.tenant;
        for (const common::Criterion &criterion : query.criteria) {
            fits = fits && (criterion.field == QLatin1String("ended")
                                ? line.state != QLatin1String("accepted") &&
                                      line.endedMs < criterion.values.first().toLongLong()
                                : criterion.values.contains(line.state));
        }
        page.total += fits ? 1 : 0;
    }
    return page;
}

MatrixWorld::MatrixWorld()
{
    addMethods();
    world.add(QStringLiteral("Nordlicht"), QStringLiteral("gus"), QStringLiteral("user-basic"));
    world.add(QStringLiteral("Nordlicht"), QStringLiteral("ten"), QStringLiteral("user-basic"));
    world.add(QStringLiteral("Suedwind"), QStringLiteral("far"), QStringLiteral("user-basic"));
    site.agent(QStringLiteral("ten"), QStringLiteral("900"), QStringLiteral("Service"));
    int extension = 1000;
    for (const QString &login :
         QStringList{QStringLiteral("admin"), QStringLiteral("sue"), QStringLiteral("ada"),
                     QStringLiteral("bas"), QStringLiteral("gus")}) {
        site.agent(login, QString::number(++extension), QStringLiteral("Sales"));
        keepCall(login, QStringLiteral("Nordlicht"), QString::number(extension));
    }
    keepCall(QStringLiteral("ten"), QStringLiteral("Nordlicht"), QStringLiteral("900"));
    keepCall(QStringLiteral("far"), QStringLiteral("Suedwind"), QStringLiteral("901"));
    // A second one of each, so that the first may remove himself.
    world.ask(
        QStringLiteral("INSERT INTO users (id, tenant_id, login, name, created_ms, role) SELECT "
                       "gen_random_uuid(), (SELECT id FROM tenants WHERE name = 'Nordlicht'), 'deputy', "
                       "'DEPUTY', 0, id FROM roles WHERE code = 'administrator'"));
    world.setSecret(world.userId(QStringLiteral("deputy")), TenantKey(1), QStringLiteral("deputy"));
    world.ask(
        QStringLiteral("INSERT INTO users (id, tenant_id, login, name, created_ms, role) SELECT "
                       "gen_random_uuid(), 0, 'second', 'SECOND', 0, id FROM roles WHERE code = 'root'"));
    world.setSecret(world.userId(QStringLiteral("second")), kSystemTenant, QStringLiteral("second"));
}

void MatrixWorld::keepCall(const QString &login, const QString &tenant, const QString &number)
{
    calls.insert(login, site.store(tenant, number, QByteArray(500, 'm')).toString());
}

QString MatrixWorld::loginAt(const QString &actor, Place place)
{
    switch (place) {
    case Place::Own: return actor;
    case Place::Group: return QStringLiteral("gus");
    case Place::Tenant: return QStringLiteral("ten");
    case Place::Elsewhere: break;
    }
    return QStringLiteral("far");
}

std::string MatrixWorld::userAt(const QString &actor, Place place) const
{
    return world.userId(loginAt(actor, place)).toString().toStdString();
}

std::string MatrixWorld::groupAt(Place place) const
{
    return id(QStringLiteral("SELECT home_group FROM users WHERE login = '%1'").arg(loginAt({}, place)));
}

std::string MatrixWorld::spareGroup(Place place) const
{
    const QString name = QStringLiteral("spare %1").arg(static_cast<int>(place));
    world.ask(QStringLiteral(
                  "INSERT INTO groups (id, tenant_id, name) SELECT gen_random_uuid(), %2, '%1' WHERE NOT "
                  "EXISTS (SELECT FROM groups WHERE name = '%1')")
                  .arg(name, place == Place::Elsewhere ? QStringLiteral("2") : QStringLiteral("1")));
    return id(QStringLiteral("SELECT id FROM groups WHERE name = '%1'").arg(name));
}

std::string MatrixWorld::spareTenant(Place place) const
{
    const QString name = QStringLiteral("spare %1").arg(static_cast<int>(place));
    world.ask(QStringLiteral(
                  "INSERT INTO tenants (uuid, name, default_recording, created_ms) SELECT "
                  "gen_random_uuid(), '%1', 'always', 0 WHERE NOT EXISTS (SELECT FROM tenants WHERE name = "
                  "'%1')")
                  .arg(name));
    return id(QStringLiteral("SELECT uuid FROM tenants WHERE name = '%1'").arg(name));
}

std::string MatrixWorld::spareRole() const
{
    world.ask(
        QStringLiteral("INSERT INTO roles (id, code, name, scope, permissions) SELECT gen_random_uuid(), "
                       "'spare', 'spare', 'user', '{}' WHERE NOT EXISTS (SELECT FROM roles WHERE code = "
                       "'spare')"));
    return id(QStringLiteral("SELECT id FROM roles WHERE code = 'spare'"));
}

QString MatrixWorld::insertSession(const QString &login) const
{
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const qint64 now = common::toUnixMs(world.clock.wall());
    world.ask(QStringLiteral(
                  "INSERT INTO sessions (id, tenant_id, user_id, secret_hash, ip_address, created_ms, "
                  "seen_ms, expires_ms) SELECT '%1', tenant_id, id, uuid_send('%1'), '192.0.2.5', %2, %2, "
                  "%2 + 3600000 FROM users WHERE login = '%3'")
                  .arg(id, QString::number(now), login));
    return id;
}

std::shared_ptr<const Actor> MatrixWorld::enter(const QString &login) const
{
    Actor actor = Actor::anonymous(QStringLiteral("192.0.2.5"), QStringLiteral("matrix"));
    actor.session = SessionId::fromString(insertSession(login));
    return std::make_shared<const Actor>(actor);
}

QString MatrixWorld::scopeOf(const QString &login) const
{
    return world.ask(
        QStringLiteral("SELECT r.scope FROM users u JOIN roles r ON r.id = u.role WHERE u.login = '%1'")
            .arg(login));
}

bool MatrixWorld::has(const QString &login, const QString &permission) const
{
    return world.ask(
               QStringLiteral("SELECT '%2' = ANY(r.permissions) FROM users u JOIN roles r ON r.id = u.role "
                              "WHERE u.login = '%1'")
                   .arg(login, permission)) == QLatin1String("t");
}

void MatrixWorld::mend() const
{
    world.ask(QStringLiteral(
        "UPDATE users SET deleted_ms = NULL, active = true, confidential = false; UPDATE groups "
        "SET deleted_ms = NULL; UPDATE tenants SET deleted_ms = NULL; UPDATE roles SET deleted_ms "
        "= NULL; UPDATE credentials SET must_change = false; DELETE FROM second_steps; DELETE FROM "
        "reset_links; DELETE FROM key_grants"));
}

} // namespace tests
