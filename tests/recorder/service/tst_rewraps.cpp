// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/rewraps.h"
#include "recorder/store/callrepository.h"

#include "common/crypto/containerwriter.h"

#include "tests/recorder/service/keyworld.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace recorder;
using namespace tests;
using common::FileWrap;
using common::Result;

namespace
{

QString textOf(const QUuid &id)
{
    return id.toString(QUuid::WithoutBraces);
}

/// The administrator of Nordlicht made a key, recorded with it, and rotated to another one.
struct World : KeyWorld {
    Keys admin = enrol("admin", 0);
    Keys old = keysOf(tenantId("Nordlicht"), 2);
    Keys fresh = keysOf(tenantId("Nordlicht"), 3);
    StoredTenantKey oldKey = add("admin", old, admin).value();
    StoredTenantKey freshKey = add("admin", fresh, admin).value();

    World()
    {
        const auto first = common::makeActivation(old.bundle, old.record, std::nullopt, now());
        const auto next = common::makeActivation(fresh.bundle, fresh.record,
                                                 common::Voucher{old.bundle, old.record}, now());
        if (!activate("admin", oldKey, *first) || !activate("admin", freshKey, *next)) {
            qFatal("the keys of the world are not activated");
        }
    }
    /// Of no month, so that none is in the way; the number is the order.
    static QUuid call(int number)
    {
        return QUuid::fromString(
            QStringLiteral("00000000-0000-7000-8000-%1").arg(number, 12, 16, QLatin1Char('0')));
    }
    void keepFiles(int count, const StoredTenantKey &about)
    {
        ask(QStringLiteral(
                "INSERT INTO media_files (call_id, size, tenant_id, position, kind, storage_target, "
                "format, path, sha256, key_id) SELECT ('00000000-0000-7000-8000-' || "
                "lpad(to_hex(n), 12, '0'))::uuid, 7, %2, p, p + 1, 1, 'mp3', 'x', "
                "decode(repeat('5a', 32), 'hex'), '%3' FROM generate_series(1, %1) n, "
                "generate_series(0, 1) p")
                .arg(count)
                .arg(static_cast<int>(about.tenant))
                .arg(textOf(about.id)));
    }
    Result<WrapsFound> list(const char *login, const WrapsAsked &asked)
    {
        return as<WrapsFound, const WrapsAsked &>(login, listWraps, asked);
    }
    WrapsToTake taken(const QList<FileWrap> &files) const
    {
        const auto rewrap = common::makeRewrap(old.bundle, old.record, fresh.record, files, now());
        return {textOf(oldKey.id), textOf(freshKey.id), rewrap->atMs, files, rewrap->signature};
    }
    Result<int> take(const char *login, const WrapsToTake &wraps)
    {
        return as<int, const WrapsToTake &>(login, takeWraps, wraps);
    }
    QList<FileWrap> wrapsOf(const WrapsFound &found) const
    {
        QList<FileWrap> files;
        for (const WrappedFile &file : found.files) {
            files.append({file.place.call.uuid(), file.place.position, QByteArray(256, 'n')});
        }
        return files;
    }
    QString counted(const StoredTenantKey &about)
    {
        const auto shown = as<StoredTenantKey, const QString &>("admin", showTenantKey, idOf(about.id));
        return shown ? QStringLiteral("%1 opened, %2 moved")
                           .arg(shown->recordings.value_or(-1))
                           .arg(shown->moved.value_or(-1))
                     : outcome(shown);
    }
    int rewrapRows() const
    {
        return ask(QStringLiteral("SELECT count(*) FROM audit_log WHERE detail->>'files' IS NOT NULL"))
            .toInt();
    }
};

} // namespace

class TestRewraps : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void filesAreMovedAndStayAsTheyAre()
    {
        World world;
        world.keepFiles(2, world.oldKey);
        const auto found = world.list("admin", {textOf(world.oldKey.id), {}, true});
        QVERIFY(found);
        QCOMPARE(found->total, 4);
        QCOMPARE(world.counted(world.oldKey), QStringLiteral("2 opened, 0 moved"));
        QCOMPARE(found->files.size(), 4);
        QVERIFY(!found->more);
        QCOMPARE(found->fingerprint, world.oldKey.fingerprint);
        QVERIFY(found->files.first().wrapped.isEmpty()); // it stands in the file
        QCOMPARE(world.take("admin", world.taken(world.wrapsOf(*found))).value(), 4);
        QCOMPARE(world.list("admin", {textOf(world.oldKey.id), {}, true})->total, 0);
        // Each key is told by its calls: what opens with it here, and whose files need it elsewhere.
        QCOMPARE(world.counted(world.oldKey), QStringLiteral("0 opened, 2 moved"));
        QCOMPARE(world.counted(world.freshKey), QStringLiteral("2 opened, 0 moved"));
        QCOMPARE(
            world.ask(QStringLiteral("SELECT count(*) FROM media_files WHERE size = 7 AND key_id = '%1' AND "
                                     "wrap_key_id = '%2' AND length(wrapped) = 256 AND sha256 = "
                                     "decode(repeat('5a', 32), 'hex')")
                          .arg(textOf(world.oldKey.id), textOf(world.freshKey.id))),
            QStringLiteral("4"));
        // What was said once moves nothing a second time.
        QCOMPARE(world.take("admin", world.taken(world.wrapsOf(*found))).value(), 0);
        // Both keys are needed from now on: the file's, and what opens it.
        for (const StoredTenantKey &key : {world.oldKey, world.freshKey}) {
            QVERIFY(world.pool
                        .run<bool>([&key](Transaction &transaction) -> Result<bool> {
                            return KeyRepository(transaction).isNeeded(key.id);
                        })
                        .value());
        }
    }
    /// Stopped anywhere, it goes on where it was: what was moved is not listed any more.
    void itGoesOnWhereItWas()
    {
        World world;
        world.keepFiles(225, world.oldKey); // 450 files
        WrapsAsked asked{textOf(world.oldKey.id), {}, false};
        const WrapsFound first = world.list("admin", asked).value();
        QCOMPARE(first.files.size(), kWrapPage);
        QVERIFY(first.more);
        QCOMPARE(world.take("admin", world.taken(world.wrapsOf(first))).value(), kWrapPage);
        QCOMPARE(world.list("admin", {textOf(world.oldKey.id), {}, true})->total, 250);
        // Behind a file that cannot be read, with the cursor.
        asked.after = cursorOf(first.files.last().place);
        QSet<QString> seen;
        for (bool more = true; more;) {
            const WrapsFound page = world.list("admin", asked).value();
            for (const WrappedFile &file : page.files) {
                seen.insert(cursorOf(file.place));
            }
            more = page.more;
            asked.after = cursorOf(page.files.last().place);
        }
        QCOMPARE(seen.size(), 250);
        for (const char *cursor : {"x", "x/1", "00000000-0000-7000-8000-000000000001",
                                   "00000000-0000-7000-8000-000000000001/-1"}) {
            asked.after = QLatin1String(cursor);
            QCOMPARE(KeyWorld::outcome(world.list("admin", asked)), QStringLiteral("Invalid after=format"));
        }
    }
    /// Root may call every method, and holds nothing: what he sends is refused.
    void nobodyMovesWithoutTheKeyBefore()
    {
        World world;
        world.keepFiles(1, world.oldKey);
        const QList<FileWrap> files{{World::call(1), 0, QByteArray(256, 'n')}};
        const Keys root = world.keysOf(world.tenantId("Nordlicht"), 4);
        WrapsToTake forged = world.taken(files);
        forged.signature =
            common::makeRewrap(root.bundle, root.record, world.fresh.record, files, world.now())->signature;
        for (const char *login : {"root", "admin"}) {
            QCOMPARE(KeyWorld::outcome(world.take(login, forged)),
                     QStringLiteral("Invalid rewrap=signature"));
        }
        WrapsToTake other = world.taken(files);
        other.files[0].wrapped[0] = 'x';
        QCOMPARE(KeyWorld::outcome(world.take("admin", other)), QStringLiteral("Invalid rewrap=signature"));
        QCOMPARE(world.count(QStringLiteral("media_files WHERE wrapped IS NOT NULL")), 0);
        // A key that he wrote into the database himself is not taken either, whoever signs.
        world.ask(
            QStringLiteral("UPDATE tenant_keys SET active = false; DELETE FROM key_activations WHERE key_id "
                           "= '%1'; UPDATE tenant_keys SET active = true WHERE id = '%1'")
                .arg(textOf(world.freshKey.id)));
        QCOMPARE(KeyWorld::outcome(world.take("admin", world.taken(files))),
                 QStringLiteral("Invalid activation=missing"));
    }
    /// Who was revoked has kept the key before: he signs, and what he sends opens nothing.
    void whoDoesNotHoldBothMovesNothing()
    {
        World world;
        world.keepFiles(1, world.oldKey);
        const WrapsToTake wraps = world.taken({{World::call(1), 0, QByteArray(256, 'n')}});
        const auto grant = [&world](const Keys &key, const Keys &to) {
            return KeyWorld::outcome(
                world.grant("admin", *common::makeGrant(key.bundle, key.record, to.record, world.now())));
        };
        QCOMPARE(KeyWorld::outcome(world.take("root", wraps)), QStringLiteral("Denied key=not-held"));
        const Keys ada = world.enrol("ada", 1);
        QCOMPARE(grant(world.fresh, ada), QString()); // the new key alone
        QCOMPARE(KeyWorld::outcome(world.take("ada", wraps)), QStringLiteral("Denied key=not-held"));
        QCOMPARE(grant(world.old, ada), QString());
        QCOMPARE(world.revoke("admin", world.oldKey, "admin").value(), 1);
        QCOMPARE(KeyWorld::outcome(world.take("admin", wraps)), QStringLiteral("Denied key=not-held"));
        QCOMPARE(world.count(QStringLiteral("media_files WHERE wrapped IS NOT NULL")), 0);
        QCOMPARE(world.take("ada", wraps).value(), 1);
        QCOMPARE(world.rewrapRows(), 1);
    }
    void onlyTheActiveKeyTakesThemOver()
    {
        World world;
        world.keepFiles(1, world.oldKey);
        const QList<FileWrap> files{{World::call(1), 0, QByteArray(256, 'n')}};
        const auto rewrap =
            common::makeRewrap(world.fresh.bundle, world.fresh.record, world.old.record, files, world.now());
        const WrapsToTake back{textOf(world.freshKey.id), textOf(world.oldKey.id), rewrap->atMs, files,
                               rewrap->signature};
        QCOMPARE(KeyWorld::outcome(world.take("admin", back)), QStringLiteral("Invalid to=not-active"));
        world.ask(QStringLiteral("UPDATE tenant_keys SET has_private = false WHERE id = '%1'")
                      .arg(textOf(world.freshKey.id)));
        QCOMPARE(KeyWorld::outcome(world.take("admin", world.taken(files))),
                 QStringLiteral("Invalid to=public"));
    }
    void anotherTenantSeesAndMovesNothing()
    {
        World world;
        world.keepFiles(1, world.oldKey);
        QCOMPARE(
            KeyWorld::outcome(world.list("other", {textOf(world.oldKey.id), {}, false})).section(u' ', 0, 0),
            QStringLiteral("NotFound"));
        const WrapsToTake wraps = world.taken({{World::call(1), 0, QByteArray(256, 'n')}});
        QCOMPARE(KeyWorld::outcome(world.take("other", wraps)).section(u' ', 0, 0),
                 QStringLiteral("NotFound"));
        // A file of another tenant is not moved by naming it either.
        world.ask(QStringLiteral("UPDATE media_files SET tenant_id = 2"));
        QCOMPARE(world.take("admin", wraps).value(), 0);
        QCOMPARE(world.count(QStringLiteral("media_files WHERE wrapped IS NOT NULL")), 0);
    }
    void eachBatchLeavesARow()
    {
        World world;
        world.keepFiles(2, world.oldKey);
        QCOMPARE(world.rewrapRows(), 0);
        const auto found = world.list("admin", {textOf(world.oldKey.id), {}, false});
        const WrapsToTake wraps = world.taken(world.wrapsOf(*found));
        QVERIFY(world.take("admin", wraps));
        QCOMPARE(world.rewrapRows(), 1);
        QVERIFY(world.take("admin", wraps)); // nothing happened
        QCOMPARE(world.rewrapRows(), 1);
        QCOMPARE(
            world.ask(QStringLiteral("SELECT detail->>'to' FROM audit_log WHERE detail->>'files' = '4'")),
            QString::fromLatin1(world.freshKey.fingerprint.toHex()));
    }
    void theEntryInTheFileIsFound()
    {
        QTemporaryDir dir;
        const auto keep = [&dir](const QByteArray &bytes) {
            QFile file(dir.filePath(QStringLiteral("call.cms")));
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        };
        const auto wrap = [&dir](qint64 size, const common::OpeningKey &key) {
            return wrapInFile(readBelow(dir.path(), QStringLiteral("call.cms")), size,
                              key.publicKey().fingerprint());
        };
        const QByteArray sealed =
            *common::sealContainer(sampleBytes(100'000), {openingKey(2048, 0).publicKey()});
        QVERIFY(keep(sealed));
        const auto found = wrap(sealed.size(), openingKey(2048, 0));
        QVERIFY(found);
        QCOMPARE(openingKey(2048, 0).unwrap(*found)->size(), std::size_t(32));
        QCOMPARE(reasonOf(wrap(sealed.size(), openingKey(2048, 1)), "file"), QStringLiteral("damaged"));
        // Among so many recipients that the first look does not suffice.
        common::ContainerHeader header = *common::parseContainerHeader(sealed).value();
        for (int i = 0; i < 40; ++i) {
            header.recipients.prepend({QByteArray(31, 'f') + static_cast<char>(i), QByteArray(256, 'w')});
        }
        const QByteArray longer = *common::encodeContainerHeader(header) + sealed.mid(header.size);
        QVERIFY(longer.size() - sealed.size() > 8000);
        QVERIFY(keep(longer));
        QCOMPARE(wrap(longer.size(), openingKey(2048, 0)).value(), *found);
        for (const QByteArray &broken : {QByteArray("no container at all"), sealed.left(40), QByteArray()}) {
            QVERIFY(keep(broken));
            QCOMPARE(reasonOf(wrap(broken.size(), openingKey(2048, 0)), "file"), QStringLiteral("damaged"));
        }
        QVERIFY(QFile::remove(dir.filePath(QStringLiteral("call.cms"))));
        QCOMPARE(reasonOf(wrap(sealed.size(), openingKey(2048, 0)), "file"), QStringLiteral("missing"));
        const RemoteRead down = [](qint64, qint64) -> Result<std::string> {
            return common::fail(common::ErrorCode::Unavailable, QStringLiteral("down"));
        };
        QCOMPARE(wrapInFile(down, 10, QByteArray(32, 'f')).error().code, common::ErrorCode::Unavailable);
    }
};

EARSHOT_TEST(tst_rewraps, TestRewraps)
#include "tst_rewraps.moc"
