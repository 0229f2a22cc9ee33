// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/callsservice.h"
#include "recorder/service/impersonation.h"
#include "recorder/service/recordingsservice.h"

#include "tests/recorder/service/keyworld.h"
#include "tests/support/callbuilder.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace tests;
using common::MediaFile;

namespace
{

const QString kRevoked = QStringLiteral("Denied reason=revoked");

/// A call of Nordlicht that is sealed to its key, which two administrators hold.
struct World : HeldKeyWorld {
    Keys ben = colleague();
    Keys fresh = keysOf(tenantId("Nordlicht"), 3);
    StoredTenantKey freshKey = add("ben", fresh, ben).value();
    common::CallId call = store(key);

    Keys colleague()
    {
        AccessWorld::add(QStringLiteral("Nordlicht"), QStringLiteral("ben"), QStringLiteral("administrator"));
        return enrol("ben", 4);
    }
    World() { give(north, ben); }
    common::CallId store(const std::optional<StoredTenantKey> &sealedTo)
    {
        common::FinishedCall stored =
            aCall(QStringLiteral("Nordlicht"), QStringLiteral("555"), QStringLiteral("999"));
        for (common::MediaFile &file : stored.files) {
            file.keyFingerprint = sealedTo ? sealedTo->fingerprint : QByteArray();
        }
        if (const auto done = RecordingsService(pool).registerCall(stored); !done) {
            qFatal("no call: %s", qPrintable(done.error().message));
        }
        return stored.id;
    }
    void give(const Keys &made, const Keys &to, qint64 expiresMs = 0)
    {
        const auto done =
            grant("ben", *common::makeGrant(made.bundle, made.record, to.record, now(), expiresMs));
        if (!done) {
            qFatal("no grant: %s", qPrintable(outcome(done)));
        }
    }
    void take(const char *from, const StoredTenantKey &about)
    {
        if (revoke("ben", about, from).value_or(0) != 1) {
            qFatal("nothing revoked");
        }
        clock.advance(milliseconds(2000)); // a grant is later than what was revoked
    }
    /// As a rotation does.
    void move() const
    {
        ask(QStringLiteral("UPDATE media_files SET wrap_key_id = '%1', wrapped = decode(repeat('00', 384), "
                           "'hex') WHERE key_id = '%2'")
                .arg(idOf(freshKey.id), idOf(key.id)));
    }
    QString fileFor(const Actor &actor, const common::CallId &id, MediaFile::Kind kind)
    {
        const auto file = gate.runAndWait<CallFile>(
            actor, operation("calls.playback", false),
            [&](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                return CallsService().file(transaction, scope, trail, id, kind);
            });
        return file && file->file.kind != kind ? QStringLiteral("another file") : outcome(file);
    }
    /// What is wrong with handing out audio and peaks: the same for both.
    QString media(const char *login, std::optional<common::CallId> id = {})
    {
        const QString audio = fileFor(session(login), id.value_or(call), MediaFile::Kind::Audio);
        const QString peaks = fileFor(session(login), id.value_or(call), MediaFile::Kind::Peaks);
        return audio == peaks ? audio : audio + QStringLiteral(" | ") + peaks;
    }
};

} // namespace

class TestRevokedMedia : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whoWasRevokedGetsNoContainer()
    {
        World world;
        const common::CallId plain = world.store({});
        const common::CallId later = world.store(world.freshKey);
        QCOMPARE(world.media("admin"), QString());
        world.take("admin", world.key);
        QCOMPARE(world.media("admin"), kRevoked);
        // What is not sealed to that key he gets as before, as does who was never granted any.
        QCOMPARE(world.media("admin", plain), QString());
        QCOMPARE(world.media("admin", later), QString());
        QCOMPARE(world.media("root"), QString());
        QCOMPARE(world.fileFor(world.session("admin"), common::CallId::generate(), MediaFile::Kind::Audio)
                     .section(u' ', 0, 0),
                 QStringLiteral("NotFound"));
    }
    /// The case that moving recordings does not settle: the file keeps its entry for the key that he copied.
    void movingTheRecordingGivesItBackToNobody()
    {
        World world;
        world.take("admin", world.key);
        world.move();
        QCOMPARE(world.media("admin"), kRevoked);
        QCOMPARE(world.media("root"), QString());
        // Whom the new key is granted to knowingly has what opens the file.
        world.give(world.fresh, world.admin);
        QCOMPARE(world.media("admin"), QString());
        world.take("admin", world.freshKey);
        QCOMPARE(world.media("admin"), kRevoked);
    }
    void ofTheNewKeyAloneAsWell()
    {
        World world;
        world.move();
        world.give(world.fresh, world.admin);
        world.take("admin", world.freshKey);
        QCOMPARE(world.media("admin"), QString()); // he holds the key that the file names
        world.take("admin", world.key);
        QCOMPARE(world.media("admin"), kRevoked);
    }
    void whatIsGrantedAgainOpensAgain()
    {
        World world;
        world.take("admin", world.key);
        world.give(world.north, world.admin);
        QCOMPARE(world.media("admin"), QString());
    }
    void onlyAGoodGrantCounts()
    {
        World world;
        world.take("admin", world.key);
        world.move();
        world.give(world.fresh, world.admin, world.now() + 60'000);
        QCOMPARE(world.media("admin"), QString());
        world.clock.advance(World::milliseconds(60'000));
        QCOMPARE(world.media("admin"), kRevoked); // it is over
        world.give(world.fresh, world.admin);
        QCOMPARE(world.media("admin"), QString());
        world.ask(QStringLiteral("UPDATE user_keys SET retired_ms = 1 WHERE user_id = '%1'")
                      .arg(world.userId(QStringLiteral("admin")).toString()));
        QCOMPARE(world.media("admin"), kRevoked); // the keys that it was granted to are retired
    }
    /// Nor by looking with the eyes of somebody else.
    void impersonationGivesNothingBack()
    {
        World world;
        world.ask(
            QStringLiteral("UPDATE roles SET permissions = permissions || "
                           "'{calls.playback,users.impersonate}'::text[] WHERE code IN ('administrator', "
                           "'supervisor')"));
        const auto seenBy = [&world](const char *login) {
            auto begun = world.gate.runAndWait<Impersonation>(
                world.session(login), World::operation("users.impersonate", true),
                [&world](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                    return beginImpersonation(transaction, scope, trail,
                                              world.userId(QStringLiteral("ben")).toString());
                });
            const auto resumed = begun ? world.resume(begun->token)
                                       : common::Result<SignInService::SignedIn>(common::propagate(begun));
            return resumed ? world.fileFor(resumed->actor, world.call, MediaFile::Kind::Audio)
                           : World::outcome(resumed);
        };
        QCOMPARE(seenBy("admin"), QString());
        world.take("admin", world.key);
        QCOMPARE(seenBy("admin"), kRevoked);
        QCOMPARE(seenBy("root"), QString());
        QCOMPARE(world.media("ben"), QString());
    }
};

EARSHOT_TEST(tst_revokedmedia, TestRevokedMedia)
#include "tst_revokedmedia.moc"
