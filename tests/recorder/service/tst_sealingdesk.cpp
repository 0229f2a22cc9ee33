// SPDX-License-Identifier: GPL-3.0-or-later
// Which key recordings are sealed to, and what the recorder remembers of keys so that nobody plants one.
#include "recorder/service/keypins.h"
#include "recorder/service/liveowners.h"
#include "recorder/service/recordingsservice.h"
#include "recorder/service/sealingdesk.h"

#include "tests/recorder/service/encryptionworld.h"
#include "tests/support/callbuilder.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace recorder;
using namespace tests;
using namespace std::chrono_literals;

namespace
{

struct World : EncryptionWorld {
    QTemporaryDir folder;

    QString pinFile() const { return folder.filePath(QStringLiteral("pins")); }
    /// "off", the end of the key's fingerprint, or why not.
    QString asked(SealingDesk &of)
    {
        const auto to = of.keyFor(pool, kNorth, now());
        return !to ? outcome(to) : *to ? tailOf((*to)->fingerprint()) : QStringLiteral("off");
    }
    QString insertActivation(const StoredTenantKey &about, const common::Activation &activation)
    {
        const auto hex = [](const QByteArray &bytes) { return QString::fromLatin1(bytes.toHex()); };
        ask(QStringLiteral("INSERT INTO key_activations (id, tenant_id, key_id, key_identity, previous, "
                           "at_ms, signature, vouch, vouching) VALUES ('%1', 1, '%2', '\\x%3', '\\x%4', %5, "
                           "'\\x%6', '\\x%7', 'vouched')")
                .arg(idOf(common::makeUuidV7()), idOf(about.id), hex(activation.key),
                     hex(activation.previous), QString::number(activation.atMs), hex(activation.signature),
                     hex(activation.vouch)));
        ask(QStringLiteral("UPDATE tenant_keys SET active = false; UPDATE tenant_keys SET active = true "
                           "WHERE id = '%1'")
                .arg(idOf(about.id)));
        return outcome(active(TenantKey{1}));
    }
};

} // namespace

class TestSealingDesk : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theDeskHasThreeAnswers()
    {
        World world;
        SealingDesk desk(AccessWorld::hostKey(), world.pinFile());
        QCOMPARE(world.asked(desk), QStringLiteral("off"));
        QCOMPARE(world.set("root", {true, true, false, 0}), QString());
        QCOMPARE(world.asked(desk), QStringLiteral("Unavailable encryption=waits-no-key"));
        QCOMPARE(desk.waiting().value(kNorth), QStringLiteral("waits-no-key"));
        QVERIFY(!QFile::exists(world.pinFile()));
        world.activateFirst();
        QCOMPARE(world.asked(desk), tailOf(world.key.fingerprint));
        QVERIFY(desk.waiting().isEmpty());
        QVERIFY(QFile::exists(world.pinFile()));
        QVERIFY(desk.keyFor(world.pool, QStringLiteral("Nobody"), world.now()).error().code ==
                common::ErrorCode::NotFound);
        // What cannot be understood is not "off".
        world.ask(QStringLiteral("UPDATE settings SET value = '{}' WHERE key = 'encryption'"));
        QCOMPARE(world.asked(desk), tailOf(world.key.fingerprint));
        world.ask(QStringLiteral("UPDATE tenant_keys SET active = false"));
        QCOMPARE(world.asked(desk), QStringLiteral("Unavailable encryption=waits-no-key"));
    }
    void whoWaitsIsTold()
    {
        World world;
        const auto keys = world.hub.subscribe({QStringLiteral("keys"), std::nullopt}, [] {});
        const auto settings = world.hub.subscribe({QStringLiteral("encryption"), std::nullopt}, [] {});
        world.activateFirst();
        QCOMPARE(keys->take().events.size(), 1);
        QVERIFY(settings->take().events.isEmpty());
        QCOMPARE(world.set("admin", {false, true, false, 0}), QString());
        const auto told = settings->take().events;
        QCOMPARE(told.size(), 1);
        QVERIFY(told.first().tenant == TenantKey{1});
        QCOMPARE(world.deactivate(tailOf(world.key.fingerprint)), QString());
        QCOMPARE(keys->take().events.size(), 1);
    }
    void whoMayNotWaitGetsWhatWasKnown()
    {
        World world;
        SealingDesk desk(AccessWorld::hostKey(), world.pinFile());
        const auto refreshed = [&] {
            std::promise<void> done;
            desk.refresh(world.pool, world.now(), [&done] { done.set_value(); });
            done.get_future().wait();
            const auto known = desk.lastKnown(QStringLiteral("NORDLICHT"));
            return known ? tailOf(known->fingerprint()) : QString();
        };
        world.activateFirst();
        QCOMPARE(refreshed(), QString()); // it does not encrypt
        QCOMPARE(world.set("admin", {false, true, false, 0}), QString());
        QVERIFY(!desk.lastKnown(kNorth));
        QCOMPARE(refreshed(), tailOf(world.key.fingerprint));
        QVERIFY(!desk.lastKnown(QStringLiteral("Suedwind")));
        world.ask(QStringLiteral("UPDATE tenant_keys SET active = false"));
        QCOMPARE(refreshed(), QString());
    }
    /// A call waits, and meanwhile its tenant is renamed and another one gets the name.
    void anotherOneWithTheNameGetsNothing()
    {
        World world;
        SealingDesk desk(AccessWorld::hostKey(), world.pinFile());
        world.activateFirst();
        QCOMPARE(world.set("admin", {false, true, false, 0}), QString());
        const common::TenantRef north(kNorth, common::TenantId(world.tenantId("Nordlicht")));
        const common::TenantRef south(kNorth, common::TenantId(world.tenantId("Suedwind")));
        world.ask(QStringLiteral("UPDATE tenants SET name = 'Nordlicht AG' WHERE id = 1; "
                                 "UPDATE tenants SET name = 'Nordlicht' WHERE id = 2"));
        const auto asked = [&](const common::TenantRef &tenant) {
            const auto to = desk.keyFor(world.pool, tenant, world.now());
            return !to ? KeyWorld::outcome(to) : *to ? tailOf((*to)->fingerprint()) : QStringLiteral("off");
        };
        QCOMPARE(asked(north), tailOf(world.key.fingerprint));
        QCOMPARE(asked(south), QStringLiteral("off"));
        QCOMPARE(asked(kNorth), QStringLiteral("off")); // written before ids were: the name counts
        std::promise<void> done;
        desk.refresh(world.pool, world.now(), [&done] { done.set_value(); });
        done.get_future().wait();
        QVERIFY(desk.lastKnown(north));
        QVERIFY(!desk.lastKnown(south));

        RecordingsService recordings(world.pool);
        common::FinishedCall call = tests::aCall(kNorth, QStringLiteral("0301"), QStringLiteral("201"));
        call.tenantId = north.id;
        QVERIFY(recordings.registerCall(call)->tenant == TenantKey{1});
        call = tests::aCall(kNorth, QStringLiteral("0301"), QStringLiteral("201"));
        QVERIFY(recordings.registerCall(call)->tenant == TenantKey{2});

        // While it is going on, too.
        const auto first = common::CallId::generate();
        const auto second = common::CallId::generate();
        std::promise<LiveBoard::Answers> owners;
        findLiveOwners(world.pool, {{first, north, {}}, {second, south, {}}},
                       [&owners](const common::Result<LiveBoard::Answers> &answers) {
                           owners.set_value(answers ? *answers : LiveBoard::Answers());
                       });
        const LiveBoard::Answers whose = owners.get_future().get();
        QCOMPARE(whose.size(), 2);
        QVERIFY(whose.value(first).tenant == TenantKey{1} && whose.value(second).tenant == TenantKey{2});

        // Who is not there any more is nobody else either.
        world.ask(QStringLiteral("UPDATE tenants SET deleted_ms = 1 WHERE id = 1"));
        QCOMPARE(asked(north), QStringLiteral("NotFound tenant=unknown"));
        call.id = common::CallId::generate();
        call.tenantId = north.id;
        QVERIFY(!recordings.registerCall(call));
    }
    /// Somebody removes all activations and lets his own key be the first.
    void anotherFirstKeyIsNoticed()
    {
        World world;
        const common::HostKey host = AccessWorld::hostKey();
        QCOMPARE(world.set("root", {true, true, false, 0}), QString());
        world.activateFirst();
        {
            SealingDesk desk(host, world.pinFile());
            QCOMPARE(world.asked(desk), tailOf(world.key.fingerprint));
        }
        world.ask(QStringLiteral("DELETE FROM key_activations; UPDATE tenant_keys SET active = false"));
        const Keys planted = world.keysOf(world.tenantId("Nordlicht"), 3);
        const StoredTenantKey key = world.add("admin", planted, world.admin).value();
        QVERIFY(world.activate(
            "admin", key,
            *common::makeActivation(planted.bundle, planted.record, std::nullopt, world.now())));
        QCOMPARE(world.active(TenantKey{1}).value()->id, key.id); // the database alone cannot tell
        SealingDesk desk(host, world.pinFile());                  // of a later run
        QCOMPARE(world.asked(desk), QStringLiteral("Unavailable encryption=waits-key-refused"));
        QCOMPARE(desk.waiting().value(kNorth), QStringLiteral("waits-key-refused"));
        // What follows the first one by the rules is good.
        world.ask(QStringLiteral("DELETE FROM key_activations; UPDATE tenant_keys SET active = false"));
        world.activateFirst();
        QCOMPARE(world.asked(desk), tailOf(world.key.fingerprint));
        QVERIFY(world.activate(
            "admin", key,
            *common::makeActivation(planted.bundle, planted.record,
                                    common::Voucher{world.north.bundle, world.north.record}, world.now())));
        QCOMPARE(world.asked(desk), tailOf(key.fingerprint));
    }
    /// Somebody has the key that was left because of him, removes what came after it, and has it back in use.
    void anOlderKeyDoesNotComeBack()
    {
        World world;
        const common::HostKey host = AccessWorld::hostKey();
        QCOMPARE(world.set("root", {true, true, false, 0}), QString());
        world.activateFirst();
        const Keys next = world.keysOf(world.tenantId("Nordlicht"), 3);
        const StoredTenantKey key = world.add("admin", next, world.admin).value();
        SealingDesk desk(host, world.pinFile());
        QCOMPARE(world.asked(desk), tailOf(world.key.fingerprint));
        world.clock.advance(1min);
        QVERIFY(world.activate(
            "admin", key,
            *common::makeActivation(next.bundle, next.record,
                                    common::Voucher{world.north.bundle, world.north.record}, world.now())));
        QCOMPARE(world.asked(desk), tailOf(key.fingerprint));
        world.ask(QStringLiteral("CREATE TABLE kept AS SELECT * FROM key_activations WHERE key_id = '%1'; "
                                 "DELETE FROM key_activations WHERE key_id = '%1'; UPDATE tenant_keys SET "
                                 "active = false; UPDATE tenant_keys SET active = true WHERE id = '%2'")
                      .arg(KeyWorld::idOf(key.id), KeyWorld::idOf(world.key.id)));
        QCOMPARE(world.active(TenantKey{1}).value()->id, world.key.id); // the database alone cannot tell
        const QString refused = QStringLiteral("Unavailable encryption=waits-key-refused");
        QCOMPARE(world.asked(desk), refused);
        SealingDesk later(host, world.pinFile());
        QCOMPARE(world.asked(later), refused);
        // Left by the rules it may come back: its holders say so.
        world.ask(QStringLiteral("INSERT INTO key_activations SELECT * FROM kept; UPDATE tenant_keys SET "
                                 "active = false; UPDATE tenant_keys SET active = true WHERE id = '%1'")
                      .arg(KeyWorld::idOf(key.id)));
        QCOMPARE(world.asked(later), tailOf(key.fingerprint));
        world.clock.advance(1min);
        QVERIFY(
            world.activate("admin", world.key,
                           *common::makeActivation(world.north.bundle, world.north.record,
                                                   common::Voucher{next.bundle, next.record}, world.now())));
        QCOMPARE(world.asked(later), tailOf(world.key.fingerprint));
    }
    /// A link that nobody signed does not vouch for the one after it.
    void aForgedLinkInTheMiddleIsNoticed()
    {
        World world;
        world.activateFirst();
        const Keys first = world.keysOf(world.tenantId("Nordlicht"), 3);
        const Keys second = world.keysOf(world.tenantId("Nordlicht"), 4);
        const StoredTenantKey middle = world.add("admin", first, world.admin).value();
        const StoredTenantKey last = world.add("admin", second, world.admin).value();
        QCOMPARE(world.insertActivation(
                     middle, *common::makeActivation(first.bundle, first.record, std::nullopt, world.now())),
                 QStringLiteral("Invalid activation=unvouched"));
        QCOMPARE(world.insertActivation(
                     last, *common::makeActivation(second.bundle, second.record,
                                                   common::Voucher{first.bundle, first.record}, world.now())),
                 QStringLiteral("Invalid activation=unvouched"));
    }
    void pinsAreSealed()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("pins"));
        const common::HostKey host = AccessWorld::hostKey();
        const QUuid tenant = common::makeUuidV7();
        const QByteArray first(32, 'a');
        const auto check = [&](const common::HostKey &key, const QByteArray &identity) {
            return pinned(KeyPins(key, file).check(tenant, {{identity, 7}}));
        };
        QCOMPARE(check(host, first), QString());
        QCOMPARE(check(host, first), QString());
        QCOMPARE(check(host, QByteArray(32, 'b')), QStringLiteral("pinned"));
        QCOMPARE(check(AccessWorld::hostKey(), first), QStringLiteral("unavailable"));
        QFile pins(file);
        QVERIFY(pins.open(QIODevice::ReadWrite));
        QCOMPARE(pins.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        QByteArray bytes = pins.readAll();
        QVERIFY(!bytes.contains(first.toHex()) && !bytes.contains(tenant.toByteArray(QUuid::WithoutBraces)));
        bytes[20] = static_cast<char>(~bytes[20]);
        QVERIFY(pins.seek(0) && pins.write(bytes) == bytes.size());
        pins.close();
        QCOMPARE(check(host, first), QStringLiteral("unavailable"));
        // Not on the disk: not known.
        KeyPins nowhere(host, folder.filePath(QStringLiteral("missing/pins")));
        QCOMPARE(pinned(nowhere.check(tenant, {{first, 7}})), QStringLiteral("unavailable"));
        QCOMPARE(pinned(nowhere.check(tenant, {{QByteArray(32, 'b'), 7}})), QStringLiteral("unavailable"));
    }
    void aChainGoesOnFromWhereItWas()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("pins"));
        const common::HostKey host = AccessWorld::hostKey();
        const QUuid tenant = common::makeUuidV7();
        const KeyLink first{QByteArray(32, 'a'), 1'790'000'000'000};
        const KeyLink second{QByteArray(32, 'b'), 1'790'000'000'001};
        const KeyLink again{QByteArray(32, 'a'), 1'790'000'000'002};
        // What a program before this one kept: the first key.
        QFile old(file);
        QVERIFY(old.open(QIODevice::WriteOnly));
        const QByteArray text =
            "{\"" + tenant.toByteArray(QUuid::WithoutBraces) + "\":\"" + first.key.toHex() + "\"}";
        QVERIFY(old.write(host.seal(text, "earshot key pins").value()) > 0);
        old.close();
        const auto check = [&](const QList<KeyLink> &chain) {
            return pinned(KeyPins(host, file).check(tenant, chain));
        };
        QCOMPARE(check({second}), QStringLiteral("pinned"));
        QCOMPARE(check({}), QStringLiteral("missing"));
        QCOMPARE(check({first}), QString());
        QCOMPARE(check({first, second, again}), QString()); // two at once
        QCOMPARE(check({first, second}), QStringLiteral("pinned"));
        QCOMPARE(check({first}), QStringLiteral("pinned"));
        QCOMPARE(check({first, {again.key, again.atMs + 1}}), QStringLiteral("pinned"));
        QCOMPARE(check({first, second, again}), QString());
    }

private:
    static QString pinned(const common::Status &status)
    {
        return status ? QString()
               : status.error().code == common::ErrorCode::Invalid
                   ? status.error().fields.value(QStringLiteral("activation"))
                   : QStringLiteral("unavailable");
    }
};

EARSHOT_TEST(tst_sealingdesk, TestSealingDesk)
#include "tst_sealingdesk.moc"
