// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/recordingsservice.h"

#include "common/crypto/manifestbook.h"
#include "common/crypto/sha256.h"

#include "tests/recorder/jobs/manifestbench.h"
#include "tests/support/callbuilder.h"
#include "tests/support/hostgate.h"
#include "tests/support/testmain.h"

using namespace recorder;
using common::FileManifest;
using tests::aCall;

namespace
{

const QString kNorth = QStringLiteral("Nordlicht");
const QString kSouth = QStringLiteral("Suedwind");

struct World {
    tests::TestDb db;
    ConnectionPool pool{db.options(2)};
    RecordingsService recordings{pool};
    tests::ManifestBench bench{db};

    World()
    {
        if (!pool.waitUntilUp(std::chrono::seconds(10))) {
            qFatal("no database");
        }
        for (const QString &tenant : {kNorth, kSouth}) {
            if (!tests::HostGate(pool).tenants.ensureTenant(tenant)) {
                qFatal("no tenant");
            }
        }
    }
    /// A call with three files; null when it could not be registered.
    common::FinishedCall record(const QString &tenant = kNorth)
    {
        const common::FinishedCall call = aCall(tenant, QStringLiteral("101"), QStringLiteral("201"));
        return recordings.registerCall(call) ? call : common::FinishedCall();
    }
    qint64 manifests() const { return bench.count(QStringLiteral("file_manifests")); }
    qint64 pending() const { return bench.count(QStringLiteral("manifest_pending")); }
    QUuid idOf(const QString &tenant) const
    {
        return QUuid::fromString(
            bench.ask(QStringLiteral("SELECT uuid FROM tenants WHERE name = '%1'").arg(tenant)).value(0));
    }
};

QDate dayBefore(int days)
{
    return QDateTime::currentDateTimeUtc().date().addDays(-days);
}

} // namespace

class TestFileManifests : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aDayIsWrittenDownAndSigned()
    {
        World world;
        const common::FinishedCall call = world.record();
        world.bench.age(1);
        QCOMPARE(world.bench.run(), QStringLiteral("done"));
        QCOMPARE(world.pending(), 0);
        QCOMPARE(world.manifests(), 1);
        const auto manifest = world.bench.opened(kNorth, 1);
        QVERIFY(manifest);
        QVERIFY(manifest->kind == FileManifest::Kind::Day);
        QCOMPARE(manifest->tenant, world.idOf(kNorth));
        QCOMPARE(manifest->server,
                 QUuid::fromString(
                     world.bench.ask(QStringLiteral("SELECT server_id FROM installation")).value(0)));
        QCOMPARE(manifest->day, dayBefore(1));
        QCOMPARE(manifest->previous, common::manifestOrigin());
        QCOMPARE(manifest->files.size(), 3);
        for (qsizetype i = 0; i < 3; ++i) {
            const common::MediaFile &file = call.files.at(i);
            const common::ManifestFile expected{call.id.uuid(),
                                                common::keyOf(file.kind),
                                                file.size,
                                                file.sha256,
                                                {},
                                                file.path.section(QLatin1Char('/'), -1)};
            QCOMPARE(manifest->files.at(i), expected);
        }
        // Told to the audit trail, whose heads go elsewhere.
        QCOMPARE(world.bench
                     .ask(QStringLiteral("SELECT detail->>'hash' FROM audit_log WHERE action = "
                                         "'manifests.sign'"))
                     .value(0)
                     .toLatin1(),
                 common::manifestHash(world.bench.manifest(kNorth, 1)).toHex());
    }
    void nothingIsSignedTwiceOrTooEarly()
    {
        World world;
        world.record();
        QCOMPARE(world.bench.run(), QStringLiteral("done"));
        QCOMPARE(world.manifests(), 0); // the day has not ended
        QCOMPARE(world.pending(), 3);
        world.bench.age(1);
        QCOMPARE(world.bench.run(), QStringLiteral("done"));
        QCOMPARE(world.bench.run(), QStringLiteral("done"));
        QCOMPARE(world.manifests(), 1);
        // A call that is registered once more is the same one.
        const common::FinishedCall call = aCall(kNorth, QStringLiteral("1"), QStringLiteral("2"));
        QVERIFY(world.recordings.registerCall(call) && world.recordings.registerCall(call));
        QCOMPARE(world.pending(), 3);
    }
    void daysFollowEachOtherForEachTenant()
    {
        World world;
        world.record(kNorth);
        world.bench.age(1);
        world.record(kNorth);
        world.record(kSouth);
        world.bench.age(1); // the first one was the day before yesterday
        QCOMPARE(world.bench.run(), QStringLiteral("done"));
        QCOMPARE(world.manifests(), 3);
        const auto first = world.bench.opened(kNorth, 1);
        const auto second = world.bench.opened(kNorth, 2);
        const auto other = world.bench.opened(kSouth, 1);
        QVERIFY(first && second && other);
        QCOMPARE(first->day, dayBefore(2));
        QCOMPARE(second->day, dayBefore(1));
        QCOMPARE(second->previous, common::manifestHash(world.bench.manifest(kNorth, 1)));
        QCOMPARE(other->previous, common::manifestOrigin());
        QCOMPARE(other->tenant, world.idOf(kSouth));
    }
    void aDayWithMoreThanOneHolds()
    {
        World world;
        world.record();
        world.record();
        world.bench.age(1);
        QCOMPARE(world.bench.run(4), QStringLiteral("done"));
        QCOMPARE(world.manifests(), 2);
        common::ManifestBook book;
        for (int number : {1, 2}) {
            QVERIFY(book.add(world.bench.manifest(kNorth, number), {world.bench.key.publicKey()}));
            QCOMPARE(world.bench.opened(kNorth, number)->files.size(), number == 1 ? 4 : 2);
        }
        QVERIFY(book.gaps().isEmpty());
        QCOMPARE(world.pending(), 0);
    }
    void sealedFilesNameTheirKey()
    {
        World world;
        world.record();
        const QString key = QStringLiteral("00000000-0000-7000-8000-0000000000aa");
        world.bench.ask(QStringLiteral("UPDATE media_files SET key_id = '%1' WHERE position = 0").arg(key));
        world.bench.age(1);
        QCOMPARE(world.bench.run(), QStringLiteral("done"));
        // A key whose row is gone is no reason not to sign.
        QVERIFY(world.bench.opened(kNorth, 1)->files.first().keys.isEmpty());
        world.bench.ask(
            QStringLiteral(
                "INSERT INTO tenant_keys (id, tenant_id, identity, spki, signing_key, fingerprint, "
                "bits, has_private, created_ms, signature) SELECT '%1', id, decode(repeat('11', "
                "32), 'hex'), decode('00', 'hex'), decode(repeat('22', 32), 'hex'), "
                "decode(repeat('33', 32), 'hex'), 3072, true, 0, decode(repeat('44', 64), 'hex') "
                "FROM tenants WHERE name = '%2'")
                .arg(key, kNorth));
        world.record();
        world.bench.ask(QStringLiteral("UPDATE media_files SET key_id = '%1' WHERE position = 0").arg(key));
        world.bench.age(1);
        QCOMPARE(world.bench.run(), QStringLiteral("done"));
        const auto manifest = world.bench.opened(kNorth, 2);
        QVERIFY(manifest);
        QCOMPARE(manifest->files.first().keys, QList<QByteArray>{QByteArray(32, '\x33')});
        QVERIFY(manifest->files.last().keys.isEmpty());
    }
    void removedFilesAreNotToldOf()
    {
        World world;
        const common::FinishedCall gone = world.record();
        const common::FinishedCall kept = world.record();
        world.bench.ask(
            QStringLiteral("DELETE FROM media_files WHERE call_id = '%1'").arg(gone.id.toString()));
        QCOMPARE(world.pending(), 3);
        world.bench.age(1);
        QCOMPARE(world.bench.run(), QStringLiteral("done"));
        const auto manifest = world.bench.opened(kNorth, 1);
        QVERIFY(manifest && manifest->files.size() == 3);
        QCOMPARE(manifest->files.first().recording, kept.id.uuid());
        // Rows that lost their file behind the trigger's back.
        world.bench.ask(
            QStringLiteral("INSERT INTO manifest_pending SELECT gen_random_uuid(), 0, id, now() - "
                           "interval '1 day' FROM tenants WHERE name = '%1'")
                .arg(kNorth));
        QCOMPARE(world.bench.run(), QStringLiteral("done"));
        QCOMPARE(world.manifests(), 1);
        QCOMPARE(world.pending(), 0);
    }
    void withoutAKeyNothingIsLost()
    {
        World world;
        const SigningKeySource none = []() -> common::Result<common::SigningKey> {
            return common::fail(common::ErrorCode::Unavailable, QStringLiteral("none"),
                                {{QStringLiteral("key"), QStringLiteral("no-signing-key")}});
        };
        QCOMPARE(world.bench.run(none), QStringLiteral("done")); // there is nothing to sign
        world.record();
        world.bench.age(1);
        QCOMPARE(world.bench.run(none), QStringLiteral("failed no-signing-key"));
        QCOMPARE(world.pending(), 3);
        QCOMPARE(world.bench.run(), QStringLiteral("done"));
        QCOMPARE(world.manifests(), 1);
    }
    void tamperedRowsAreFoundByTheSignature()
    {
        World world;
        world.record();
        world.bench.age(1);
        QCOMPARE(world.bench.run(), QStringLiteral("done"));
        world.record();
        world.bench.age(1);
        QCOMPARE(world.bench.run(), QStringLiteral("done"));
        const common::SignedManifest first = world.bench.manifest(kNorth, 1);
        world.bench.ask(QStringLiteral("UPDATE file_manifests SET content = replace(content, ' 188012 ', ' "
                                       "188013 ') WHERE number = 1"));
        QVERIFY(world.bench.manifest(kNorth, 1).text != first.text);
        QVERIFY(!world.bench.opened(kNorth, 1));
        // One that is taken away leaves a gap that the next one shows.
        common::ManifestBook book;
        QVERIFY(book.add(world.bench.manifest(kNorth, 2), {world.bench.key.publicKey()}));
        QCOMPARE(world.bench.opened(kNorth, 2)->previous, common::manifestHash(first));
    }
};

EARSHOT_TEST(tst_filemanifests, TestFileManifests)
#include "tst_filemanifests.moc"
