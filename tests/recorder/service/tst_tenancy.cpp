// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/networks.h"
#include "recorder/store/userrepository.h"

#include "tests/recorder/service/directoryworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using common::TenantRecord;
using common::UserRecord;
using tests::DirectoryWorld;

namespace
{

QStringList words(const char *text)
{
    return QString::fromUtf8(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

/// Limits of the tenant as a page saves them.
QString limit(DirectoryWorld &world, int TenantRecord::*seats, int value)
{
    TenantRecord tenant = world.read("root", "tenants.view", showTenant, world.tenant("Nordlicht")).value();
    tenant.*seats = value;
    return world.outcome(world.change("root", "tenants.edit", updateTenant, tenant));
}

} // namespace

class TestTenancy : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tenantsKeepTheirLimitsAndSources()
    {
        DirectoryWorld world;
        TenantRecord wanted;
        wanted.name = QStringLiteral("Ostsee");
        wanted.peers = words("10.1.2.3/16 192.0.2.7/32 ::ffff:198.51.100.0/120 2001:DB8::5/32 10.1.0.0/16");
        wanted.trunks = words("SBC7.Example.com [2001:db8::1] 192.0.2.9");
        wanted.extensionRanges = words("2000-2999 +49301234* 300");
        wanted.audioLimit = {500'000, -1, 90};
        wanted.screenLimit = {-1, 6000, -1};
        const auto made = world.change("root", "tenants.edit", createTenant, wanted);
        QVERIFY2(made, qPrintable(world.outcome(made)));
        QCOMPARE(made->peers, words("10.1.0.0/16 192.0.2.7 198.51.100.0/24 2001:db8::/32"));
        QCOMPARE(made->trunks, words("sbc7.example.com 2001:db8::1 192.0.2.9"));
        QCOMPARE(made->extensionRanges, words("2000-2999 +49301234* 300"));
        QCOMPARE(made->audioLimit, wanted.audioLimit);
        QCOMPARE(made->screenLimit, wanted.screenLimit);
        QCOMPARE(world.read("root", "tenants.view", showTenant, made->id).value(), *made);
        QCOMPARE(
            world.ask(QStringLiteral("SELECT detail::text LIKE '%500000 MB, - min, 90 days%' FROM audit_log "
                                     "ORDER BY id DESC LIMIT 1")),
            QStringLiteral("t"));
    }

    void badSourcesAreRefused_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("outcome");
        const auto row = [](const char *tag, const char *field, const char *value, const char *outcome) {
            QTest::newRow(tag) << QString::fromLatin1(field) << QString::fromUtf8(value)
                               << QString::fromLatin1(outcome);
        };
        row("half an address", "peers", "10.1", "Invalid peers=network");
        row("mask", "peers", "10.0.0.0/255.0.0.0", "Invalid peers=network");
        row("prefix", "peers", "10.0.0.0/33", "Invalid peers=network");
        row("name as peer", "peers", "sbc.example.com", "Invalid peers=network");
        row("scope", "peers", "fe80::1%eth0", "Invalid peers=network");
        row("port", "trunks", "sbc.example.com:5060", "Invalid trunks=host");
        row("dots", "trunks", "sbc..example.com", "Invalid trunks=host");
        row("dash", "trunks", "-sbc.example.com", "Invalid trunks=host");
        row("line", "trunks", "sbc.example.com\nx", "Invalid trunks=host");
        row("descending", "ranges", "2999-2000", "Invalid extension_ranges=number-range");
        row("lengths", "ranges", "200-2999", "Invalid extension_ranges=number-range");
        row("star", "ranges", "20*1", "Invalid extension_ranges=number-range");
        row("peer of another", "peers", "10.9.9.9/16",
            "Conflict peers=taken,tenant=Nordlicht,value=10.9.0.0/16");
        row("trunk of another", "trunks", "SBC.example.com",
            "Conflict tenant=Nordlicht,trunks=taken,value=sbc.example.com");
        row("range of another", "ranges", "2999-3999",
            "Conflict extension_ranges=taken,tenant=Nordlicht,value=2000-2999");
        row("within a network of another", "peers", "10.9.1.0/24", "");
        row("beside a range of another", "ranges", "3000-3999", "");
    }
    void badSourcesAreRefused()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        DirectoryWorld world;
        world.ask(QStringLiteral("UPDATE tenants SET peers = '{10.9.0.0/16}', trunks = '{sbc.example.com}', "
                                 "extension_ranges = '{2000-2999}' WHERE name = 'Nordlicht'"));
        TenantRecord tenant =
            world.read("root", "tenants.view", showTenant, world.tenant("Suedwind")).value();
        const QHash<QString, QStringList *> lists{{QStringLiteral("peers"), &tenant.peers},
                                                  {QStringLiteral("trunks"), &tenant.trunks},
                                                  {QStringLiteral("ranges"), &tenant.extensionRanges}};
        lists.value(field)->append(value);
        QTEST(world.outcome(world.change("root", "tenants.edit", updateTenant, tenant)), "outcome");
    }

    void nothingFindsTheSystemAndLimitsHaveBounds()
    {
        DirectoryWorld world;
        TenantRecord system = world
                                  .read("root", "tenants.view", showTenant,
                                        QStringLiteral("00000000-0000-7000-8000-000000000000"))
                                  .value();
        system.peers = words("10.0.0.1");
        QCOMPARE(world.outcome(world.change("root", "tenants.edit", updateTenant, system)),
                 QStringLiteral("Invalid peers=not-allowed"));
        TenantRecord tenant =
            world.read("root", "tenants.view", showTenant, world.tenant("Nordlicht")).value();
        tenant.screenLimit.days = -2;
        QCOMPARE(world.outcome(world.change("root", "tenants.edit", updateTenant, tenant)),
                 QStringLiteral("Invalid screen_limit.days=range"));
    }

    void aRestoredTenantTakesNothingFromOthers()
    {
        DirectoryWorld world;
        TenantRecord gone;
        gone.name = QStringLiteral("Gone");
        gone.trunks = words("sbc.example.com");
        const auto made = world.change("root", "tenants.edit", createTenant, gone);
        QVERIFY(world.change("root", "tenants.edit", removeTenants, {made->id}));
        world.ask(QStringLiteral("UPDATE tenants SET trunks = '{sbc.example.com}' WHERE name = 'Suedwind'"));
        QCOMPARE(world.outcome(world.change("root", "tenants.edit", restoreTenants, {made->id})),
                 QStringLiteral("Conflict tenant=Suedwind,trunks=taken,value=sbc.example.com"));
    }

    void seatsAreCounted()
    {
        DirectoryWorld world; // four people of Nordlicht, each with a recording seat
        QCOMPARE(world.read("root", "tenants.view", showTenant, world.tenant("Nordlicht"))->recordingUsed, 4);
        QCOMPARE(limit(world, &TenantRecord::recordingSeats, 3),
                 QStringLiteral("Conflict recording_seats=in-use,used=4"));
        QCOMPARE(limit(world, &TenantRecord::recordingSeats, 5), QString());
        QCOMPARE(limit(world, &TenantRecord::screenSeats, 1), QString());
        const auto fifth = world.change("admin", "users.edit", createUser, world.aUser("Fifth"));
        QVERIFY(fifth);
        QCOMPARE(world.outcome(tests::HostGate(world.pool)
                                   .users.ensureUser({QStringLiteral("Nordlicht"),
                                                      QStringLiteral("sixth"),
                                                      QStringLiteral("Sixth"),
                                                      {},
                                                      {}})),
                 QStringLiteral("Conflict limit=5,recording_seat=none-left,used=5"));
        const qint64 users = world.count(QStringLiteral("users"));
        QCOMPARE(world.outcome(world.change("admin", "users.edit", createUser, world.aUser("Sixth"))),
                 QStringLiteral("Conflict limit=5,recording_seat=none-left,used=5"));
        QCOMPARE(world.count(QStringLiteral("users")), users);
        UserRecord without = world.aUser("Sixth");
        without.recordingSeat = false;
        without.screenSeat = true;
        QVERIFY(world.change("admin", "users.edit", createUser, without));
        UserRecord bas = world.userOf("bas");
        bas.screenSeat = true;
        QCOMPARE(world.outcome(world.change("admin", "users.edit", updateUser, bas)),
                 QStringLiteral("Conflict limit=1,screen_seat=none-left,used=1"));
        // What has its seat already may be edited though none is left, and a removed user's seat is free.
        UserRecord same = *fifth;
        same.email = QStringLiteral("fifth@example.org");
        QVERIFY(world.change("admin", "users.edit", updateUser, same));
        QVERIFY(world.change("admin", "users.edit", removeUsers, {fifth->id}));
        const auto heir = world.change("admin", "users.edit", createUser, world.aUser("Heir"));
        QVERIFY2(heir, qPrintable(world.outcome(heir)));
        QCOMPARE(world.outcome(world.change("admin", "users.edit", restoreUsers, {fifth->id})),
                 QStringLiteral("Conflict limit=5,recording_seat=none-left,used=5"));
        const TenantRecord tenant =
            world.read("root", "tenants.view", showTenant, world.tenant("Nordlicht")).value();
        QCOMPARE(tenant.users, 6);
        QCOMPARE(tenant.recordingUsed, 5);
        QCOMPARE(tenant.screenUsed, 1);
        QCOMPARE(tenant.liveUsed, 0);
    }

    void seatsForManyAreCounted()
    {
        DirectoryWorld world;
        QCOMPARE(limit(world, &TenantRecord::liveSeats, 3), QString());
        UserBulkChange change;
        for (const char *login : {"sue", "ada", "bas"}) {
            change.ids.append(world.userOf(login).id);
        }
        change.fields = words("live_seat");
        change.values.liveSeat = true;
        QCOMPARE(world.change("admin", "users.edit", updateUsers, change)->changed, 3);
        change.ids.append(world.userOf("admin").id);
        QCOMPARE(world.outcome(world.change("admin", "users.edit", updateUsers, change)),
                 QStringLiteral("Conflict limit=3,live_seat=none-left,used=3"));
        QVERIFY(!world.userOf("admin").liveSeat);
        change.values.liveSeat = false;
        QCOMPARE(world.change("admin", "users.edit", updateUsers, change)->changed, 3);
        change.values.liveSeat = true;
        QCOMPARE(world.outcome(world.change("admin", "users.edit", updateUsers, change)),
                 QStringLiteral("Conflict limit=3,live_seat=none-left,used=0"));
    }

    void extensionsMayBeRanges()
    {
        DirectoryWorld world;
        UserRecord user = world.aUser("Range");
        user.extensions = words("2000 - 2010");
        user.extensions = {QStringLiteral("2000 - 2010"), QStringLiteral("desk-1"), QStringLiteral("2005")};
        const auto made = world.change("admin", "users.edit", createUser, user);
        QVERIFY2(made, qPrintable(world.outcome(made)));
        QCOMPARE(made->extensions, words("2000-2010 desk-1"));
        const auto owners = world.pool.run<QHash<QString, ExtensionOwner>>(
            [](Transaction &transaction) -> common::Result<QHash<QString, ExtensionOwner>> {
                return UserRepository(transaction, TenantKey{1}).ownersOf(words("1999 2000 2007 2010 2011"));
            });
        QCOMPARE(owners->size(), 3);
        QCOMPARE(owners->value(QStringLiteral("2007")).userName, QStringLiteral("Range"));
        // Nobody else gets a number of it, alone or in a range; he may write it differently himself.
        UserRecord other = world.aUser("Other");
        for (const char *number : {"2010", "2010-2020", "1990-2000"}) {
            other.extensions = words(number);
            QCOMPARE(world.outcome(world.change("admin", "users.edit", createUser, other)),
                     QStringLiteral("Conflict extensions=taken"));
        }
        UserRecord edited = *made;
        edited.extensions = words("2000-2004 2005 2006");
        const auto narrower = world.change("admin", "users.edit", updateUser, edited);
        QVERIFY2(narrower, qPrintable(world.outcome(narrower)));
        QCOMPARE(narrower->extensions, words("2000-2004 2005 2006"));
        other.extensions = words("2007-2010");
        QVERIFY(world.change("admin", "users.edit", createUser, other));
        // A range is kept over removing and restoring.
        QVERIFY(world.change("admin", "users.edit", removeUsers, {made->id}));
        QVERIFY(world.change("admin", "users.edit", restoreUsers, {made->id}));
        QCOMPARE(world.read("admin", "users.view", showUser, made->id)->extensions,
                 words("2000-2004 2005 2006"));
        QCOMPARE(
            world.ask(
                QStringLiteral("SELECT count(*) FROM user_extensions WHERE user_id = '%1'").arg(made->id)),
            QStringLiteral("7"));
    }

    void badRangesAreRefused_data()
    {
        QTest::addColumn<QStringList>("extensions");
        QTest::addColumn<QString>("outcome");
        QTest::newRow("descending") << words("2010-2000") << "Invalid extensions=number-range";
        QTest::newRow("lengths") << words("200-2999") << "Invalid extensions=number-range";
        QTest::newRow("1001") << words("2000-3000") << "Invalid extensions=too-many";
        QTest::newRow("1001 in two") << words("2000-2999 4000") << "Invalid extensions=too-many";
        QTest::newRow("1000") << words("2000-2999") << "";
    }
    void badRangesAreRefused()
    {
        QFETCH(QStringList, extensions);
        DirectoryWorld world;
        UserRecord user = world.aUser("Range");
        user.extensions = extensions;
        QTEST(world.outcome(world.change("admin", "users.edit", createUser, user)), "outcome");
    }

    void networksHaveOneSpelling()
    {
        QCOMPARE(normalNetwork(QStringLiteral("0.0.0.0/0")), QStringLiteral("0.0.0.0/0"));
        QCOMPARE(normalNetwork(QStringLiteral("2001:db8:ffff::1/33")), QStringLiteral("2001:db8:8000::/33"));
        QCOMPARE(normalNetwork(QStringLiteral("2001:db8::1/128")), QStringLiteral("2001:db8::1"));
        QCOMPARE(normalNetwork(QStringLiteral("::/0")), QStringLiteral("::/0"));
        QCOMPARE(normalNetwork(QStringLiteral("nonsense")), QString());
    }
};

EARSHOT_TEST(tst_tenancy, TestTenancy)
#include "tst_tenancy.moc"
