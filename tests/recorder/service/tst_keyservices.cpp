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
    QString unlist(const char *login)
    {
        return outcome(as<bool, const QString &>(login, removeKeyService, idOf(machine.record.owner)));
    }
    Result<ServiceKeys> held(const char *login)
    {
        return gate.runAndWait<ServiceKeys>(
            session(login), operation("calls.playback", false),
            [this](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                return showServiceKeys(transaction, scope, trail, idOf(machine.record.owner));
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
        wanted.record =
            world.keysOf(QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-0000000000a2")), 3).record;
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
        QCOMPARE(world.give("admin", 1), QString());
        QCOMPARE(world.unlist("admin"), QString());
        QCOMPARE(world.count(QStringLiteral("service_grants")), 0);
        QCOMPARE(KeyWorld::outcome(world.held("admin")), QStringLiteral("NotFound id=unknown"));
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
