// SPDX-License-Identifier: GPL-3.0-or-later
// What everybody says of himself, whatever his role.
#include "recorder/service/ownprofile.h"

#include "tests/recorder/service/directoryworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using common::OwnProfile;
using tests::DirectoryWorld;

namespace
{

common::Result<OwnProfile> shown(DirectoryWorld &world, const Actor &who)
{
    return world.gate.runAndWait<OwnProfile>(who, DirectoryWorld::operation("session", false),
                                             [](Transaction &transaction, const TenantScope &scope,
                                                AuditDetail &) { return showProfile(transaction, scope); });
}

common::Result<OwnProfile> set(DirectoryWorld &world, const Actor &who, const OwnProfile &wanted)
{
    return world.gate.runAndWait<OwnProfile>(
        who, DirectoryWorld::operation("session", true),
        [&wanted](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
            return setProfile(transaction, scope, trail, wanted);
        });
}

} // namespace

class TestOwnProfile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everybodySetsHisOwn_data()
    {
        QTest::addColumn<QString>("login");
        for (const char *login : {"bas", "sue", "admin", "root"}) {
            QTest::newRow(login) << QString::fromLatin1(login);
        }
    }
    void everybodySetsHisOwn()
    {
        QFETCH(QString, login);
        DirectoryWorld world;
        world.ask(QStringLiteral("UPDATE tenants SET time_zone = 'Asia/Tokyo', language = 'en'"));
        const Actor who = world.actor(login);
        const auto rows = [&] {
            return world.ask(QStringLiteral("SELECT string_agg(login || time_zone || language, ' ' ORDER BY "
                                            "login) FROM users WHERE login <> '%1'")
                                 .arg(login));
        };
        const QString others = rows();
        OwnProfile mine = shown(world, who).value();
        QCOMPARE(mine.id, world.userId(login).toString());
        QCOMPARE(mine.timeZone, QString());
        mine.timeZone = QStringLiteral("America/Bogota");
        mine.language = QStringLiteral("de");
        const auto saved = set(world, who, mine);
        QVERIFY2(saved, saved ? "" : qPrintable(saved.error().message));
        QCOMPARE(saved->version, mine.version + 1);
        QVERIFY(*saved == shown(world, who).value());
        QCOMPARE(rows(), others);
        auto entered = world.enter(login);
        QCOMPARE(entered->identity.timeZone, QStringLiteral("America/Bogota"));
        QCOMPARE(entered->identity.language, QStringLiteral("de"));
        // Back to what is said above him.
        QVERIFY(set(world, who, {{}, {}, {}, saved->version}));
        entered = world.enter(login);
        QCOMPARE(entered->identity.timeZone, QStringLiteral("Asia/Tokyo"));
        QCOMPARE(entered->identity.language, QStringLiteral("en"));
    }

    void theTrailTellsWhatWasChanged()
    {
        DirectoryWorld world;
        const Actor bas = world.actor(QStringLiteral("bas"));
        OwnProfile mine = shown(world, bas).value();
        mine.timeZone = QStringLiteral("Europe/Berlin");
        QVERIFY(set(world, bas, mine));
        const QString row = QStringLiteral("audit_log WHERE action = 'session.test' AND actor = 'bas' AND "
                                           "tenant_id = 1 AND subject = '%1'")
                                .arg(world.userId(QStringLiteral("bas")).toString());
        QCOMPARE(world.count(row), 1);
        QVERIFY(world.count(row + QStringLiteral(" AND detail::text LIKE '%time_zone%Europe/Berlin%'")) == 1);
    }

    void whatCannotBeIsRefused()
    {
        DirectoryWorld world;
        const Actor bas = world.actor(QStringLiteral("bas"));
        const OwnProfile mine = shown(world, bas).value();
        OwnProfile wanted = mine;
        wanted.timeZone = QStringLiteral("Mars/Olympus");
        QCOMPARE(world.outcome(set(world, bas, wanted)), QStringLiteral("Invalid time_zone=unknown"));
        wanted = mine;
        wanted.language = QStringLiteral("not a language");
        QCOMPARE(world.outcome(set(world, bas, wanted)), QStringLiteral("Invalid language=format"));
        wanted = mine;
        ++wanted.version;
        QCOMPARE(set(world, bas, wanted).error().code, common::ErrorCode::Conflict);
        QVERIFY(set(world, bas, wanted).error().fields.contains(QStringLiteral("version")));
        QVERIFY(shown(world, bas).value() == mine);
    }
};

EARSHOT_TEST(tst_ownprofile, TestOwnProfile)
#include "tst_ownprofile.moc"
