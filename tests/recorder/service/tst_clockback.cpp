// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/linkservice.h"

#include "tests/recorder/service/secondstepworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using common::Result;
using tests::SecondStepWorld;
using namespace std::chrono_literals;

namespace
{

const QString kAda = QStringLiteral("ada");

template <typename T>
QString reasonOf(const Result<T> &result)
{
    return result ? QStringLiteral("none") : result.error().fields.value(QStringLiteral("reason"));
}

/// People at a recorder whose clock is wrong for a while; only the wall clock, as when somebody sets it.
struct World : SecondStepWorld {
    void setClock(std::chrono::milliseconds span) { clock.setWall(clock.wall() + span); }

    QString tried(const QString &code) { return reasonOf(second(first(kAda)->challenge, code)); }

    QString send()
    {
        const Operation sending = operation("users.reset-password", "send-link", true);
        return reasonOf(wait<QString>([&](auto done) {
            links.send(actor(QStringLiteral("admin")), sending, userId(kAda).toString(), {}, done);
        }));
    }
};

} // namespace

/// A clock that was ahead and was put right locks nobody out until it gets there again.
class TestClockBack : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void codesOfTheSecondStep()
    {
        World world;
        const auto enrolled = world.enrol(kAda);
        world.setClock(24h);
        QCOMPARE(world.tried(world.code(enrolled.seed)), QStringLiteral("none"));
        world.setClock(-24h + 5min);
        QCOMPARE(world.tried(world.code(enrolled.seed)), QStringLiteral("none"));
        // And again each of them is good once.
        QCOMPARE(world.tried(world.code(enrolled.seed)), QStringLiteral("wrong"));
        world.nextStep();
        QCOMPARE(world.tried(world.code(enrolled.seed)), QStringLiteral("none"));
    }

    /// One step is what the clock of a telephone may be ahead: that code was used.
    void aCodeOfTheNextStepStaysUsed()
    {
        World world;
        const auto enrolled = world.enrol(kAda);
        world.nextStep();
        QCOMPARE(world.tried(world.code(enrolled.seed, 1)), QStringLiteral("none"));
        QCOMPARE(world.tried(world.code(enrolled.seed, 1)), QStringLiteral("wrong"));
        QCOMPARE(world.tried(world.code(enrolled.seed)), QStringLiteral("wrong"));
        world.nextStep();
        QCOMPARE(world.tried(world.code(enrolled.seed)), QStringLiteral("wrong"));
        world.nextStep();
        QCOMPARE(world.tried(world.code(enrolled.seed)), QStringLiteral("none"));
    }

    void linksToSetAPassword()
    {
        World world;
        world.prepareMail(kAda);
        const common::WallTime right = world.clock.wall();
        world.setClock(24h);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(world.send(), QStringLiteral("none"));
        }
        QCOMPARE(world.send(), QStringLiteral("throttled"));
        world.clock.setWall(right);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(world.send(), QStringLiteral("none"));
        }
        QCOMPARE(world.send(), QStringLiteral("throttled"));
    }

    /// Corrections of some seconds open nothing.
    void linksSentJustNowCount()
    {
        World world;
        world.prepareMail(kAda);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(world.send(), QStringLiteral("none"));
        }
        world.setClock(-30s);
        QCOMPARE(world.send(), QStringLiteral("throttled"));
    }
};

EARSHOT_TEST(tst_clockback, TestClockBack)
#include "tst_clockback.moc"
