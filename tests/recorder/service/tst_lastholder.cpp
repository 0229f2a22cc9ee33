// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of the only one who opens a key: revoked, removed, purged, given another password.
#include "recorder/service/accountservice.h"
#include "recorder/service/deletedthings.h"
#include "recorder/store/deletedrepository.h"

#include "tests/recorder/service/keyworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace tests;
using common::Result;

namespace
{

constexpr qint64 kDay = 86'400'000;

using World = HeldKeyWorld;

} // namespace

class TestLastHolder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// A password that somebody else sets opens nothing: whoever alone opens a key loses it with that.
    void theLastHolderGetsANewPasswordKnowinglyOnly()
    {
        World world;
        const QString refusal = QStringLiteral("Conflict confirm=last-holder,fingerprint=%1,key=%2")
                                    .arg(QString::fromLatin1(world.key.fingerprint.toHex()), world.tail());
        const common::KdfParameters parameters{QByteArray(16, 'n'), 3, 65536, {}};
        const QByteArray secret(32, 'x');
        const auto reset = [&](const char *login, const QStringList &confirm = {}) {
            return KeyWorld::outcome(KeyWorld::wait<void>([&](auto done) {
                world.signIn.resetPassword(
                    world.session("root"), KeyWorld::operation("users.reset-password", true),
                    {world.userId(QLatin1String(login)), parameters, secret, confirm}, done);
            }));
        };
        const auto holders = [&world] { return world.users("admin", world.key, true); };
        QCOMPARE(reset("bas"), QString()); // opens nothing
        QCOMPARE(reset("admin"), refusal);
        QCOMPARE(reset("admin", {QStringLiteral("000000")}), refusal);
        QCOMPARE(holders(), QStringLiteral("admin:authorised"));
        QVERIFY(world.enter(QStringLiteral("admin"))); // the password is the one it was
        // A machine opens it, too: that is nobody.
        const Keys machine =
            world.keysOf(QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-0000000000a1")), 3);
        QVERIFY((world.as<bool, const KeyServiceToAdd &>(
            "admin", addKeyService,
            {world.tenant("Nordlicht"), QStringLiteral("Archiver"), machine.record})));
        QVERIFY(world.grant("admin", *common::makeGrant(world.north.bundle, world.north.record,
                                                        machine.record, world.now(), world.now() + kDay)));
        QCOMPARE(reset("admin"), refusal);
        QVERIFY(world.grant("admin", *common::makeGrant(world.north.bundle, world.north.record,
                                                        world.ada.record, world.now())));
        QCOMPARE(reset("admin"), QString());
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE detail::text LIKE '%keys_given_up%'")), 0);
        QCOMPARE(reset("admin"), QString()); // his keys are retired already
        QCOMPARE(reset("ada"), refusal);
        QCOMPARE(reset("ada", {world.tail().toUpper()}), QString());
        QCOMPARE(
            world.count(
                QStringLiteral("audit_log WHERE detail::text LIKE '%keys_given_up%%1%'").arg(world.tail())),
            1);
        QCOMPARE(reset("ada"), QString());
    }
    void aLinkIsSentAndUsedByTheSameRule()
    {
        World world;
        const QString refusal = QStringLiteral("Conflict confirm=last-holder,fingerprint=%1,key=%2")
                                    .arg(QString::fromLatin1(world.key.fingerprint.toHex()), world.tail());
        world.prepareMail(QStringLiteral("admin"));
        const auto send = [&](const QStringList &confirm) {
            return KeyWorld::outcome(KeyWorld::wait<QString>([&](auto done) {
                world.links.send(world.session("root"), KeyWorld::operation("users.reset-password", true),
                                 world.userId(QStringLiteral("admin")).toString(), confirm, done);
            }));
        };
        QCOMPARE(send({}), refusal);
        QCOMPARE(world.count(QStringLiteral("mail_outbox")), 0);
        QCOMPARE(send({world.tail()}), QString());
        QCOMPARE(world.count(QStringLiteral("mail_outbox")), 1);
        // He who asked for a link himself is asked when he uses it.
        const QByteArray link = world.insertLink(QStringLiteral("admin"));
        const QByteArray account = world.userId(QStringLiteral("admin")).uuid().toRfc4122();
        const auto use = [&](const QStringList &confirm) {
            return KeyWorld::outcome(KeyWorld::wait<void>([&](auto done) {
                world.links.reset(
                    Actor::anonymous(QStringLiteral("192.0.2.1"), {}), KeyWorld::operation("public", true),
                    {link, {QByteArray(16, 'n'), 3, 65536, account}, QByteArray(32, 'N'), confirm}, done);
            }));
        };
        QCOMPARE(use({}), refusal);
        QCOMPARE(use({QStringLiteral("000000")}), refusal);
        QVERIFY(world.enter(QStringLiteral("admin")));
        QCOMPARE(use({world.tail()}), QString()); // the link was good all the time
        QVERIFY(world.enter(QStringLiteral("admin"), QByteArray(32, 'N')));
        QCOMPARE(world.users("root", world.key, true), QString());
    }
    void theHostsCommandLineFollowsIt()
    {
        World world;
        AccountService accounts(world.gate, world.clock);
        AccessSpec spec{QStringLiteral("Nordlicht"),
                        QStringLiteral("admin"),
                        {},
                        {},
                        QStringLiteral("six unusual words are better")};
        const auto refused = accounts.setAccess(spec);
        QVERIFY(!refused);
        QCOMPARE(refused.error().fields.value(QStringLiteral("key")), world.tail());
        QVERIFY(refused.error().message.contains(world.tail()));
        spec.confirm = {world.tail()};
        QVERIFY(accounts.setAccess(spec));
        QCOMPARE(world.users("root", world.key, true), QString());
    }
    /// As scripts do at each start: no session ends, no keys are retired, nobody is asked.
    void thePasswordThatHeHasChangesNothing()
    {
        World world;
        AccountService accounts(world.gate, world.clock);
        AccessSpec spec{QStringLiteral("Nordlicht"),
                        QStringLiteral("admin"),
                        {},
                        {},
                        QStringLiteral("six unusual words are better"),
                        {world.tail()}};
        QVERIFY(accounts.setAccess(spec));
        const QString credentials = world.ask(
            QStringLiteral("SELECT md5(string_agg(c::text, '' ORDER BY c.user_id)) FROM credentials c"));
        const QString keys = world.ask(
            QStringLiteral("SELECT md5(string_agg(k::text, '' ORDER BY k.user_id)) FROM user_keys k"));
        spec.confirm = {};
        QVERIFY(accounts.setAccess(spec));
        QCOMPARE(world.ask(QStringLiteral(
                     "SELECT md5(string_agg(c::text, '' ORDER BY c.user_id)) FROM credentials c")),
                 credentials);
        QCOMPARE(world.ask(QStringLiteral(
                     "SELECT md5(string_agg(k::text, '' ORDER BY k.user_id)) FROM user_keys k")),
                 keys);
        // Another one does.
        spec.password += QLatin1Char('!');
        QVERIFY(accounts.setAccess(spec));
        QVERIFY(world.ask(QStringLiteral(
                    "SELECT md5(string_agg(c::text, '' ORDER BY c.user_id)) FROM credentials c")) !=
                credentials);
    }
    void theLastHolderStaysUnlessItIsMeant()
    {
        World world;
        QCOMPARE(KeyWorld::outcome(world.revoke("admin", world.key, "admin")),
                 QStringLiteral("Conflict confirm=last-holder"));
        QVERIFY(world.grant("admin", *common::makeGrant(world.north.bundle, world.north.record,
                                                        world.ada.record, world.now())));
        QCOMPARE(world.revoke("admin", world.key, "admin").value(), 1);
        QCOMPARE(world.users("admin", world.key, true), QStringLiteral("ada:authorised"));
        QCOMPARE(KeyWorld::outcome(world.revoke("admin", world.key, "ada")),
                 QStringLiteral("Conflict confirm=last-holder"));
        QCOMPARE(world.revoke("admin", world.key, "ada", world.tail()).value(), 1);
        QCOMPARE(world.users("admin", world.key, true), QString());
        QCOMPARE(world.revoke("admin", world.key, "ada", world.tail()).value(), 0);
    }
    void aRemovedUserHoldsNothing()
    {
        World world;
        QVERIFY(world.grant("admin", *common::makeGrant(world.north.bundle, world.north.record,
                                                        world.ada.record, world.now())));
        QVERIFY(world.remove("ada"));
        QCOMPARE(KeyWorld::outcome(world.revoke("admin", world.key, "admin")),
                 QStringLiteral("Conflict confirm=last-holder"));
        const auto key =
            world.as<StoredTenantKey, const QString &>("admin", showTenantKey, KeyWorld::idOf(world.key.id));
        QCOMPARE(key->holders, 1);
        QCOMPARE(world.users("admin", world.key, true), QStringLiteral("admin:authorised"));
    }
    void theLastHolderIsNotRemoved()
    {
        World world;
        const auto grant = [&world](const Keys &to) {
            world.clock.advance(std::chrono::seconds(1));
            return world.grant(
                "admin", *common::makeGrant(world.north.bundle, world.north.record, to.record, world.now()));
        };
        QVERIFY(grant(world.ada));
        QCOMPARE(world.revoke("admin", world.key, "admin").value(), 1);
        const QString refusal = QStringLiteral("Conflict ids=last-holder,key=") + world.tail();
        QCOMPARE(KeyWorld::outcome(world.remove("ada")), refusal);
        // Nor while he could have his keys back by his code.
        world.ask(QStringLiteral("UPDATE user_keys SET retired_ms = 1 WHERE user_id = '%1'")
                      .arg(KeyWorld::idOf(world.ada.record.owner)));
        QCOMPARE(KeyWorld::outcome(world.remove("ada")), refusal);
        QCOMPARE(world.count(QStringLiteral("users WHERE deleted_ms IS NOT NULL")), 0);
        QVERIFY(world.keep("ada", world.ada, KeyWorld::put(world.ada)));
        QVERIFY(world.remove("bas")); // holds nothing
        // Revoked knowingly, or somebody else holds it.
        QVERIFY(grant(world.admin));
        QVERIFY(world.remove("ada"));
    }
    void theLastHolderIsNotPurged()
    {
        World world;
        QVERIFY(world.grant("admin", *common::makeGrant(world.north.bundle, world.north.record,
                                                        world.ada.record, world.now())));
        QVERIFY(world.remove("ada"));
        QCOMPARE(world.revoke("admin", world.key, "admin", world.tail()).value(), 1);
        const QString ada = KeyWorld::idOf(world.ada.record.owner);
        const auto purge = [&world, &ada] {
            return KeyWorld::outcome(world.change<int, const QList<DeletedRef> &>(
                "admin", "deleted.purge", purgeDeleted, {{QStringLiteral("users"), ada}}));
        };
        QCOMPARE(purge(), QStringLiteral("Conflict %1=in-use").arg(ada));
        const auto due = world.pool.run<QList<QUuid>>([&world](
                                                          Transaction &transaction) -> Result<QList<QUuid>> {
            return DeletedRepository(transaction).idsBefore(deletedKinds().first(), world.now() + kDay, 10);
        });
        QVERIFY(due && due->isEmpty());
        // Restored, he opens it again.
        QVERIFY((world.change<int, const QStringList &>("admin", "users.edit", restoreUsers, {ada})));
        QCOMPARE(world.users("admin", world.key, true), QStringLiteral("ada:authorised"));
        world.clock.advance(std::chrono::seconds(1));
        QVERIFY(world.grant("admin", *common::makeGrant(world.north.bundle, world.north.record,
                                                        world.admin.record, world.now())));
        QVERIFY(world.remove("ada"));
        QCOMPARE(purge(), QString());
        QCOMPARE(world.count(QStringLiteral("users WHERE id = '%1'").arg(ada)), 0);
    }
};

EARSHOT_TEST(tst_lastholder, TestLastHolder)
#include "tst_lastholder.moc"
