// SPDX-License-Identifier: GPL-3.0-or-later
// Machines that hold keys: registered, granted to by holders only, for a time that ends.
#include "recorder/service/keyservices.h"

#include "tests/recorder/service/keyworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace tests;
using common::Result;

namespace
{

constexpr qint64 kDay = 86'400'000;

/// Nordlicht's administrator holds its key; a machine made keys of its own.
struct World : KeyWorld {
    Keys admin = enrol("admin", 0);
    Keys north = keysOf(tenantId("Nordlicht"), 2);
    StoredTenantKey key = add("admin", north, admin).value();
    Keys machine = keysOf(QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-0000000000a1")), 3);

    KeyServiceToAdd wanted(const char *name = "Archiver") const
    {
        return {tenant("Nordlicht"), QLatin1String(name), machine.record};
    }
    QString enlist(const char *login, const KeyServiceToAdd &service)
    {
        return outcome(as<bool, const KeyServiceToAdd &>(login, addKeyService, service));
    }
    QString unlist(const char *login, const QString &tenantId = {})
    {
        return outcome(as<bool, const KeyServiceRef &>(
            login, removeKeyService, KeyServiceRef{idOf(machine.record.owner), tenantId, {}}));
    }
    Result<ServiceKeys> held(const char *login, const QByteArray &identity = {})
    {
        return gate.runAndWait<ServiceKeys>(
            session(login), operation("calls.playback", false),
            [&](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                return showServiceKeys(transaction, scope, trail, {idOf(machine.record.owner), {}, identity});
            });
    }
    QString give(const char *login, qint64 days)
    {
        return outcome(grant(login, *common::makeGrant(north.bundle, north.record, machine.record, now(),
                                                       days == 0 ? 0 : now() + days * kDay)));
    }
    QString take(const char *login)
    {
        return outcome(as<int, const GrantsToRevoke &>(login, revokeKey,
                                                       {idOf(key.id), {idOf(machine.record.owner)}, {}}));
    }
};

} // namespace

class TestKeyServices : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aMachineIsRegisteredGrantedAndOpens()
    {
        World world;
        QCOMPARE(world.enlist("admin", world.wanted("  Archiver ")), QString());
        QCOMPARE(world.held("admin")->held.size(), 0);
        QVERIFY(world.users("admin", world.key, false).contains(QLatin1String("Archiver:none")));
        QCOMPARE(world.give("admin", 90), QString());
        QCOMPARE(world.users("admin", world.key, true),
                 QStringLiteral("admin:authorised Archiver:authorised"));
        const auto held = world.held("admin");
        QCOMPARE(held->held.size(), 1);
        QCOMPARE(held->held.first().access, KeyAccess::Authorised);
        const auto opened =
            common::openGrant(held->held.first().grant, world.machine.bundle.opening, world.north.record);
        QVERIFY(opened && common::isBundleOf(*opened, world.north.record));
        // Nobody else has anything of it: not even who asked for it.
        QVERIFY(!common::openGrant(held->held.first().grant, world.admin.bundle.opening, world.north.record));
        QCOMPARE(world.ask(QStringLiteral("SELECT detail->>'grantee' || ' ' || (detail->>'service') FROM "
                                          "audit_log WHERE detail->>'service' IS NOT NULL")),
                 QStringLiteral("Archiver true"));
    }
    void registrationsAreJudged()
    {
        World world;
        KeyServiceToAdd wanted = world.wanted();
        wanted.record.createdMs += 1;
        QCOMPARE(world.enlist("admin", wanted), QStringLiteral("Invalid record=signature"));
        QCOMPARE(world.enlist("admin", world.wanted("  ")), QStringLiteral("Invalid name=empty"));
        wanted = world.wanted();
        wanted.tenantId = world.tenant("Suedwind");
        QCOMPARE(world.enlist("admin", wanted), QStringLiteral("Invalid tenant=unknown"));
        QCOMPARE(world.enlist("admin", world.wanted()), QString());
        QCOMPARE(world.enlist("admin", world.wanted("Other")), QStringLiteral("Conflict service=registered"));
        // The same keys under another id are the same machine.
        wanted = world.wanted("Other");
        wanted.record = *common::makeKeyRecord(
            world.machine.bundle, QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-0000000000a2")),
            world.now());
        QCOMPARE(world.enlist("admin", wanted), QStringLiteral("Conflict service=registered"));
    }
    void thereAreNotTooMany()
    {
        World world;
        world.ask(QStringLiteral(
            "INSERT INTO key_services (id, tenant_id, name, identity, spki, signing_key, created_ms, "
            "signature, added_ms) SELECT gen_random_uuid(), 1, 's', sha256(n::text::bytea), '', "
            "sha256(''), 1, decode(repeat('00', 64), 'hex'), 1 FROM generate_series(1, 100) n"));
        QCOMPARE(world.enlist("admin", world.wanted()), QStringLiteral("Conflict service=service-limit"));
    }
    /// Whatever somebody may do here: without the key nothing that he makes is a grant.
    void onlyAHolderGrants()
    {
        World world;
        QCOMPARE(world.enlist("root", world.wanted()), QString());
        const Keys forged = world.keysOf(world.tenantId("Nordlicht"), 1);
        common::Grant grant = *common::makeGrant(forged.bundle, forged.record, world.machine.record,
                                                 world.now(), world.now() + kDay);
        QCOMPARE(KeyWorld::outcome(world.grant("root", grant)), QStringLiteral("NotFound key_id=unknown"));
        grant.key = world.key.fingerprint;
        QCOMPARE(KeyWorld::outcome(world.grant("root", grant)), QStringLiteral("Invalid grant=signature"));
        QCOMPARE(world.count(QStringLiteral("service_grants")), 0);
    }
    void grantsOfMachinesEnd()
    {
        World world;
        QCOMPARE(world.enlist("admin", world.wanted()), QString());
        QCOMPARE(world.give("admin", 0), QStringLiteral("Invalid grant=endless"));
        QCOMPARE(world.give("admin", 367), QStringLiteral("Invalid grant=endless"));
        QCOMPARE(world.give("admin", 90), QString());
        world.clock.advance(std::chrono::hours(24 * 91));
        QCOMPARE(world.held("admin")->held.first().access, KeyAccess::Expired);
        QVERIFY(world.held("admin")->held.first().grant.bundle.isEmpty());
        QVERIFY(world.users("admin", world.key, false).contains(QLatin1String("Archiver:expired")));
    }
    void revokedItHasNothingAndNothingComesBack()
    {
        World world;
        QCOMPARE(world.enlist("admin", world.wanted()), QString());
        const common::Grant kept = *common::makeGrant(world.north.bundle, world.north.record,
                                                      world.machine.record, world.now(), world.now() + kDay);
        QCOMPARE(KeyWorld::outcome(world.grant("admin", kept)), QString());
        world.clock.advance(std::chrono::seconds(1));
        QCOMPARE(world.take("admin"), QString()); // no question: it is nobody's last holder
        QVERIFY(world.held("admin")->held.isEmpty());
        QCOMPARE(world.ask(QStringLiteral("SELECT length(bundle) FROM service_grants")), QStringLiteral("0"));
        QCOMPARE(KeyWorld::outcome(world.grant("admin", kept)), QStringLiteral("Invalid grant=older"));
        world.clock.advance(std::chrono::seconds(1));
        const common::Grant again = *common::makeGrant(world.north.bundle, world.north.record,
                                                       world.machine.record, world.now(), world.now() + kDay);
        QCOMPARE(KeyWorld::outcome(world.grant("admin", again)), QString());
        world.clock.advance(std::chrono::seconds(1));
        QCOMPARE(world.unlist("admin"), QString());
        QCOMPARE(world.ask(QStringLiteral("SELECT length(bundle) FROM service_grants WHERE revoked_ms = ") +
                           QString::number(world.now())),
                 QStringLiteral("0"));
        QCOMPARE(KeyWorld::outcome(world.held("admin")), QStringLiteral("NotFound id=unknown"));
        // Nor by registering it anew.
        QCOMPARE(world.enlist("admin", world.wanted()), QString());
        QVERIFY(world.held("admin")->held.isEmpty());
        for (const common::Grant &old : {kept, again}) {
            QCOMPARE(KeyWorld::outcome(world.grant("admin", old)), QStringLiteral("Invalid grant=older"));
        }
        world.clock.advance(std::chrono::seconds(1));
        QCOMPARE(world.give("admin", 1), QString());
    }
    /// A holder who would stay one: a service by his id is none, so that revoking him takes what he has.
    void noServiceGoesByTheIdOfAPerson()
    {
        World world;
        const Keys ada = world.enrol("ada", 1);
        QCOMPARE(
            KeyWorld::outcome(world.grant("admin", *common::makeGrant(world.north.bundle, world.north.record,
                                                                      ada.record, world.now()))),
            QString());
        KeyServiceToAdd wanted = world.wanted();
        wanted.record = ada.record;
        QCOMPARE(world.enlist("admin", wanted), QStringLiteral("Invalid record=owner"));
        wanted.tenantId = world.tenant("Suedwind"); // whose administrator does not see her
        QCOMPARE(world.enlist("other", wanted), QStringLiteral("Invalid record=owner"));
        // Were it there all the same, it is in nobody's way.
        world.ask(QStringLiteral("INSERT INTO key_services SELECT user_id, tenant_id, 'Me', identity, spki, "
                                 "signing_key, created_ms, signature, 1 FROM user_keys WHERE user_id = '%1'")
                      .arg(KeyWorld::idOf(ada.record.owner)));
        QCOMPARE(KeyWorld::outcome(world.revoke("admin", world.key, "admin")), QString());
        QCOMPARE(KeyWorld::outcome(world.revoke("admin", world.key, "ada")),
                 QStringLiteral("Conflict confirm=last-holder"));
        QCOMPARE(world.revoke("admin", world.key, "ada", tailOf(world.key.fingerprint)).value(), 1);
        QVERIFY(world.shown("ada")->held.isEmpty());
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE detail->>'revoked' = 'ADA'")), 1);
        // What she is granted is hers, not that of the service.
        world.clock.advance(std::chrono::seconds(1));
        QCOMPARE(
            KeyWorld::outcome(world.grant("admin", *common::makeGrant(world.north.bundle, world.north.record,
                                                                      ada.record, world.now()))),
            QString());
        QCOMPARE(world.shown("ada")->held.size(), 1);
        QCOMPARE(world.count(QStringLiteral("service_grants")), 0);
    }
    /// Ids are made by machines: another tenant neither takes one away, nor is in the way of anything.
    void anIdBelongsToATenantEach()
    {
        World world;
        KeyServiceToAdd squatter{world.tenant("Suedwind"), QStringLiteral("Squatter"),
                                 world.keysOf(world.machine.record.owner, 1).record};
        QCOMPARE(world.enlist("other", squatter), QString());
        QCOMPARE(world.enlist("admin", world.wanted()), QString());
        QCOMPARE(world.give("root", 90), QString());
        QCOMPARE(world.held("other")->service.name, QStringLiteral("Squatter"));
        QVERIFY(world.held("other")->held.isEmpty());
        QCOMPARE(world.held("admin")->held.size(), 1);
        // Who sees both gets what the machine with these keys was granted.
        QCOMPARE(world.held("root", world.machine.record.identity())->service.name,
                 QStringLiteral("Archiver"));
        QCOMPARE(world.held("root")->service.name, QStringLiteral("Archiver"));
        QCOMPARE(world.take("root"), QString());
        QVERIFY(world.held("admin")->held.isEmpty());
        QCOMPARE(world.unlist("root"), QStringLiteral("Conflict tenant=ambiguous"));
        QCOMPARE(world.unlist("root", world.tenant("Nordlicht")), QString());
        QCOMPARE(KeyWorld::outcome(world.held("admin")), QStringLiteral("NotFound id=unknown"));
        QCOMPARE(world.held("other")->service.name, QStringLiteral("Squatter"));
        QCOMPARE(world.unlist("other", world.tenant("Nordlicht")), QStringLiteral("NotFound id=unknown"));
        QCOMPARE(world.unlist("other"), QString());
    }
    /// Who was the last person stays it, whatever machines hold.
    void aMachineIsNoLastHolder()
    {
        World world;
        QCOMPARE(world.enlist("admin", world.wanted()), QString());
        QCOMPARE(world.give("admin", 90), QString());
        QCOMPARE(KeyWorld::outcome(world.revoke("admin", world.key, "admin")),
                 QStringLiteral("Conflict confirm=last-holder"));
        QCOMPARE(world.ask(QStringLiteral("SELECT count(*) FROM service_grants WHERE revoked_ms IS NULL")),
                 QStringLiteral("1"));
    }
    void anotherTenantSeesNothing()
    {
        World world;
        QCOMPARE(world.enlist("admin", world.wanted()), QString());
        QCOMPARE(world.give("admin", 90), QString());
        QCOMPARE(KeyWorld::outcome(world.held("other")), QStringLiteral("NotFound id=unknown"));
        QCOMPARE(world.unlist("other"), QStringLiteral("NotFound id=unknown"));
        QVERIFY(world.held("root")); // sees every tenant, and opens nothing of it
        // A service of one tenant is granted no key of another.
        const Keys other = world.enrol("other", 1);
        const Keys south = world.keysOf(world.tenantId("Suedwind"), 1);
        QVERIFY(world.add("other", south, other));
        const common::Grant foreign = *common::makeGrant(south.bundle, south.record, world.machine.record,
                                                         world.now(), world.now() + kDay);
        QCOMPARE(KeyWorld::outcome(world.grant("other", foreign)),
                 QStringLiteral("NotFound grantee=unknown"));
        QCOMPARE(KeyWorld::outcome(world.grant("root", foreign)), QStringLiteral("NotFound grantee=unknown"));
    }
};

EARSHOT_TEST(tst_keyservices, TestKeyServices)
#include "tst_keyservices.moc"
