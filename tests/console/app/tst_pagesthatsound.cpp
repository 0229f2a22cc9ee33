// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/preferencesdialog.h"
#include "console/app/workspace.h"
#include "console/player/playermemory.h"
#include "tests/console/app/consolebench.h"
#include "tests/console/pages/callpagebench.h"
#include "tests/support/testmain.h"

#include <QComboBox>
#include <QMap>
#include <QSettings>

using namespace console;
using namespace tests;

namespace
{
/// A window whose page "call" is the real one, over engines that only listen.
struct Bench {
    common::StoredCall stored = aStoredCall(QByteArray(3000, 'm'));
    QMap<QString, Heard> heard; ///< by call; its nodes stay where they are
    ConsoleBench console;

    Bench()
    {
        PageSpec call = notePage("call", "", "Call", "calls.view", "all-calls");
        call.create = [this](const PageContext &context, const QVariantMap &arguments, QWidget *parent) {
            const QString id = arguments.value(QStringLiteral("id")).toString();
            Heard &listener = heard[id];
            return new CallView(
                context, id, [&listener] { return std::make_unique<FakeAudio>(listener); }, parent);
        };
        console.registry = {{{QStringLiteral("recordings"), {}, "Recordings", QStringLiteral("headphones")}},
                            {notePage("all-calls", "recordings", "All Calls", "calls.view"), call}};
        console.addServer();
        console.open();
    }
    bool play(const QString &id)
    {
        console.window->workspace()->open(QStringLiteral("call"), {{QStringLiteral("id"), id}});
        if (!console.link->rpc.reply(kGet, common::toWire(stored))) {
            return false;
        }
        heard[id].playback->play();
        return state(id) == PlaybackState::Playing;
    }
    PlaybackState state(const QString &id) const { return heard.value(id).playback->state(); }
};

const QString kFirst = QStringLiteral("01890a5d-ac96-774b-bcce-b302099a8057");
const QString kSecond = QStringLiteral("01890a5d-ac96-774b-bcce-b302099a8058");
} // namespace

/// Sound that no button on the screen could stop.
class TestPagesThatSound : public QObject
{
    Q_OBJECT
    QTemporaryDir m_settings;
private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("earshot-test"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
    }
    void soundEndsWhenThePageIsLeft()
    {
        Bench bench;
        QVERIFY(bench.console.signIn({"calls.view", "calls.playback"}));
        QVERIFY(bench.play(kFirst));
        bench.console.window->workspace()->back();
        QCOMPARE(bench.state(kFirst), PlaybackState::Paused);
        bench.console.window->workspace()->forward();
        QCOMPARE(bench.state(kFirst), PlaybackState::Paused); // nothing begins by itself
    }
    void oneCallIsHeardAtATime()
    {
        Bench bench;
        QVERIFY(bench.console.signIn({"calls.view", "calls.playback"}));
        QVERIFY(bench.play(kFirst));
        QVERIFY(bench.play(kSecond));
        QCOMPARE(bench.state(kFirst), PlaybackState::Paused);
    }
    void aLockedConsoleIsQuiet()
    {
        Bench bench;
        QVERIFY(bench.console.signIn({"calls.view", "calls.playback"}));
        QVERIFY(bench.play(kFirst));
        bench.console.window->connection().lock();
        QVERIFY(!bench.console.window->workspace()->isVisible());
        QCOMPARE(bench.state(kFirst), PlaybackState::Paused);
    }
    void aMinimisedConsoleThatIsLockedIsQuiet()
    {
        Bench bench;
        QVERIFY(bench.console.signIn({"calls.view", "calls.playback"}));
        QVERIFY(bench.play(kFirst));
        bench.console.window->showMinimized();
        QCOMPARE(bench.state(kFirst), PlaybackState::Playing);
        bench.console.window->connection().lock();
        QCOMPARE(bench.state(kFirst), PlaybackState::Paused);
    }
    void thePreferencesSayHowFarPlayingStepsBack()
    {
        Bench bench;
        PreferencesDialog dialog(bench.console.preferences, nullptr);
        auto *box = dialog.findChild<QComboBox *>(QStringLiteral("backStep"));
        QCOMPARE(box->currentData().toInt(), 1000);
        box->setCurrentIndex(box->findData(3000));
        QCOMPARE(backStep(QSettings()), Ms(3000));
        QSettings().remove(QStringLiteral("player"));
    }
    void theEndOfTheSessionEndsTheSound()
    {
        Bench bench;
        QVERIFY(bench.console.signIn({"calls.view", "calls.playback"}));
        QVERIFY(bench.play(kFirst));
        bench.console.link->breakOff(QStringLiteral("signed-out"));
        QCOMPARE(bench.state(kFirst), PlaybackState::Paused);
    }
    /// The recorder says that the call is not to be seen any more: the state takes the player's place.
    void aCallThatIsTakenAwayEnds()
    {
        Bench bench;
        QVERIFY(bench.console.signIn({"calls.view", "calls.playback"}));
        QVERIFY(bench.play(kFirst));
        bench.console.window->workspace()->refreshPage();
        QVERIFY(bench.console.link->rpc.fail(kGet, common::ErrorCode::NotFound));
        QCOMPARE(bench.state(kFirst), PlaybackState::Paused);
    }
    /// A lost connection is no reason: what was loaded is heard to its end.
    void aLostConnectionDoesNotEndIt()
    {
        Bench bench;
        QVERIFY(bench.console.signIn({"calls.view", "calls.playback"}));
        QVERIFY(bench.play(kFirst));
        bench.console.link->breakOff();
        QCOMPARE(bench.state(kFirst), PlaybackState::Playing);
    }
};

EARSHOT_TEST(tst_pagesthatsound, TestPagesThatSound)
#include "tst_pagesthatsound.moc"
