// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/callcodec.h"
#include "console/kit/banner.h"
#include "console/kit/blockgrid.h"
#include "console/kit/editdialog.h"
#include "console/kit/stateview.h"
#include "console/pages/call/callblocks.h"
#include "console/pages/call/callpage.h"
#include "console/pages/call/callview.h"
#include "console/player/playeractions.h"
#include "console/player/playerpanel.h"
#include "console/player/waveformview.h"
#include "tests/console/pages/callpagebench.h"
#include "tests/support/fakenavigator.h"
#include "tests/support/fakeplayback.h"
#include "tests/support/fakerpc.h"
#include "tests/support/peaksbuilder.h"
#include "tests/support/shots.h"
#include "tests/support/storedcall.h"
#include "tests/support/testmain.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScopeGuard>
#include <QScrollArea>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

using namespace console;
using namespace tests;
using namespace std::chrono_literals;
using common::ErrorCode;
using Bench = CallPageBench;

class TestCallPage : public QObject
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
    void theKeysOfThePlayerWorkAtOnce()
    {
        Bench bench;
        bench.open();
        bench.page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(bench.page.get()));
        bench.page->setFocus(); // as the shell does when the page is opened from a list
        QVERIFY(!bench.page->showKeys());
        QVERIFY(bench.rpc.reply(kGet, common::toWire(bench.stored)));
        QCOMPARE(QApplication::focusWidget(), &bench.page->player().waveform());
        QVERIFY(bench.page->showKeys());
        QVERIFY(bench.page->findChild<QWidget *>(QStringLiteral("keyMap"))->isVisible());
    }
    void aCallIsMarkedAsConfidentialAndOpenedAgain()
    {
        Bench bench;
        bench.identity.permissions.append(QStringLiteral("calls.confidential"));
        bench.openLoaded();
        auto *button = bench.find<QPushButton>("confidential");
        QCOMPARE(button->text(), QStringLiteral("Mark as confidential"));
        button->click();
        const QString method = QStringLiteral("Calls/SetConfidential");
        const auto sent = bench.rpc.request<earshot::v1::ConfidentialChange>(method);
        QCOMPARE(sent.id(), bench.stored.call.id.toString().toStdString());
        QVERIFY(sent.confidential());
        QVERIFY(!button->isEnabled()); // not twice
        QVERIFY(bench.rpc.reply(method, earshot::v1::ConfidentialReply()));
        bench.stored.call.flags = bench.stored.call.flags | common::CallFlag::Confidential;
        QVERIFY(bench.rpc.reply(kGet, common::toWire(bench.stored)));
        QCOMPARE(button->text(), QStringLiteral("Not confidential"));
        QVERIFY(button->isEnabled());
        button->click();
        QVERIFY(!bench.rpc.request<earshot::v1::ConfidentialChange>(method).confidential());
    }
    void withoutThePermissionNothingIsMarked()
    {
        Bench bench;
        bench.openLoaded();
        auto *button = bench.find<QPushButton>("confidential");
        QVERIFY(!button->isEnabled());
        QVERIFY(button->toolTip().contains(QStringLiteral("View confidential calls")));
    }
    void aCallIsPutUnderLegalHoldAndReleased()
    {
        Bench bench;
        bench.identity.permissions.append(QStringLiteral("calls.hold"));
        bench.openLoaded();
        auto *button = bench.find<QPushButton>("hold");
        QCOMPARE(button->text(), QStringLiteral("Legal hold"));
        button->click();
        const auto dialog = [] {
            for (QWidget *window : QApplication::topLevelWidgets()) {
                if (auto *found = qobject_cast<EditDialog *>(window);
                    found != nullptr && found->isVisible()) {
                    return found;
                }
            }
            return static_cast<EditDialog *>(nullptr);
        };
        QTRY_VERIFY(dialog() != nullptr);
        auto *save = dialog()->findChild<QPushButton *>(QStringLiteral("save"));
        save->click(); // without a reason nothing happens
        QCOMPARE(bench.rpc.count(QStringLiteral("Calls/Hold")), 0);
        dialog()
            ->findChild<QPlainTextEdit *>(QStringLiteral("reason"))
            ->setPlainText(QStringLiteral("Case 17"));
        save->click();
        const auto sent = bench.rpc.request<earshot::v1::HoldRequest>(QStringLiteral("Calls/Hold"));
        QCOMPARE(sent.ids_size(), 1);
        QCOMPARE(sent.ids(0), bench.stored.call.id.toString().toStdString());
        QCOMPARE(sent.reason(), std::string("Case 17"));
        earshot::v1::HoldReply reply;
        reply.set_changed(1);
        QVERIFY(bench.rpc.reply(QStringLiteral("Calls/Hold"), reply));
        QTRY_VERIFY(dialog() == nullptr);
        QVERIFY(bench.navigator.notes.last().contains(QStringLiteral("put under legal hold")));
        bench.stored.call.flags = bench.stored.call.flags | common::CallFlag::Hold;
        bench.stored.hold = common::CallHold{common::wallFromUnixMs(1700000000000),
                                             QStringLiteral("Anna <Weber>"), QStringLiteral("Case 17")};
        QVERIFY(bench.rpc.reply(kGet, common::toWire(bench.stored)));
        QCOMPARE(button->text(), QStringLiteral("Release hold"));
        const QString notes = bench.find<QLabel>("notes")->text();
        QVERIFY2(notes.contains(QStringLiteral("by Anna &lt;Weber&gt;: Case 17")), qPrintable(notes));
        button->click();
        QTRY_VERIFY(dialog() != nullptr);
        dialog()->findChild<QPlainTextEdit *>(QStringLiteral("reason"))->setPlainText(QStringLiteral("over"));
        dialog()->findChild<QPushButton *>(QStringLiteral("save"))->click();
        QCOMPARE(bench.rpc.request<earshot::v1::HoldRequest>(QStringLiteral("Calls/Release")).reason(),
                 std::string("over"));
        QVERIFY(bench.rpc.fail(QStringLiteral("Calls/Release"), ErrorCode::NotFound, {},
                               {{QStringLiteral("ids"), QStringLiteral("unknown")}}));
        QVERIFY(dialog() != nullptr); // it stays, with what was typed
    }
    void withoutThePermissionNothingIsHeld()
    {
        Bench bench;
        bench.openLoaded();
        const auto *button = bench.find<QPushButton>("hold");
        QVERIFY(!button->isEnabled());
        QVERIFY(button->toolTip().contains(QStringLiteral("Hold calls")));
    }
    void showsWhatTheGuideAsksFor()
    {
        Bench bench;
        bench.openLoaded();
        QCOMPARE(bench.rpc.request<earshot::v1::CallRef>(kGet).id(),
                 bench.stored.call.id.toString().toStdString());
        QCOMPARE(bench.navigator.caption, QStringLiteral("Call 281558487 → 300"));
        QCOMPARE(bench.find<QLabel>("title")->text(), bench.navigator.caption);
        BlockGrid &blocks = bench.page->blocks();
        const auto value = [&blocks](const char *block, const char *label) {
            return blocks.value(QLatin1String(block), QLatin1String(label));
        };
        QCOMPARE(value("INFO", "Tenant"), QStringLiteral("Flexus"));
        QCOMPARE(value("INFO", "Duration"), QStringLiteral("1:00"));
        const Formats berlin = Formats::forZone(QStringLiteral("Europe/Berlin"));
        QCOMPARE(value("INFO", "Connect Time"), berlin.timeWithSeconds(bench.stored.call.connectTime));
        QVERIFY(value("INFO", "Connect Time").contains(QStringLiteral("11:13:20")) ||
                value("INFO", "Connect Time").contains(QStringLiteral("23:13:20")));
        QCOMPARE(value("FROM", "Phone Number"), QStringLiteral("281558487"));
        QCOMPARE(value("FROM", "User"), QString());
        QCOMPARE(value("TO", "User"), QStringLiteral("Justin Amado"));
        QCOMPARE(value("TO", "Group"), QStringLiteral("Users"));
        QCOMPARE(value("TO", "Phone Name"), QStringLiteral("Justin's phone"));
        QCOMPARE(value("TO", "Phone Id"), QStringLiteral("300"));
        QCOMPARE(value("TO", "Ip-address"), QStringLiteral("192.168.1.41 (5070)"));
        QCOMPARE(value("RECORDING", "State"), QStringLiteral("Complete"));
        QVERIFY(bench.page->player().remarks().contains(QStringLiteral("No screen recording")));
        QVERIFY(!bench.find<QWidget>("incomplete")->isVisible());
        bool utc = false;
        for (const QLabel *label : blocks.findChildren<QLabel *>()) {
            utc = utc || label->toolTip() == QStringLiteral("2023-11-14 22:13:20 UTC");
        }
        QVERIFY(utc);
    }
    void loadsButNeverPlays()
    {
        Bench bench;
        bench.openLoaded();
        QCOMPARE(bench.rpc.request<earshot::v1::MediaRequest>(kMedia).offset(), 0);
        QVERIFY(bench.rpc.last(kMedia)->options.manualCredit);
        QVERIFY(bench.rpc.send(kMedia, bench.info()));
        QCOMPARE(bench.heard.total, 3000);
        QVERIFY(bench.rpc.send(kMedia, bench.piece(bench.audio.left(1000))));
        QCOMPARE(bench.heard.bytes.size(), 1000); // at once: it can be played while it loads
        QVERIFY(!bench.heard.finished);
        QVERIFY(bench.rpc.send(kMedia, bench.piece(bench.audio.mid(1000))));
        QVERIFY(bench.rpc.end(kMedia));
        QVERIFY(bench.heard.finished);
        QCOMPARE(bench.heard.bytes, bench.audio);
        QVERIFY(bench.rpc.last(kMedia)->consumed >= 3000);
        bench.sendPeaks(peaksOf(60s, conversation(60s)));
        QCOMPARE(bench.page->player().peaks().state(), PeaksModel::State::Complete);
        QCOMPARE(bench.heard.playback->state(), PlaybackState::Paused);
        QCOMPARE(bench.heard.playback->seeks(), 0);
    }
    void theUserIsTheAgent()
    {
        Bench bench;
        bench.openLoaded();
        const QList<PlayerLane> lanes = bench.page->player().waveform().lanes();
        QCOMPARE(lanes[0].title, QStringLiteral("Agent"));
        QCOMPARE(lanes[0].channel, 1);
        QCOMPARE(lanes[0].who, QStringLiteral("Justin Amado (300)"));
        QCOMPARE(lanes[1].title, QStringLiteral("Customer"));
        bench.sendPeaks(peaksOf(60s, {{0, {0s, 60s}}}, 1)); // a mono file has one lane
        QCOMPARE(bench.page->player().waveform().lanes().size(), 1);
    }
    void goesOnWhereTheConnectionWasCut_data()
    {
        QTest::addColumn<QString>("reason");
        for (const char *reason : {"not-connected", "deadline", "stopping", "rights-changed"}) {
            QTest::newRow(reason) << QString::fromLatin1(reason);
        }
    }
    void goesOnWhereTheConnectionWasCut()
    {
        QFETCH(QString, reason);
        Bench bench;
        bench.openLoaded();
        QVERIFY(bench.rpc.send(kMedia, bench.info()));
        QVERIFY(bench.rpc.send(kMedia, bench.piece(bench.audio.left(1200))));
        bench.rpc.setReady(false);
        QVERIFY(bench.rpc.fail(kMedia, ErrorCode::Unavailable, {}, {{QStringLiteral("reason"), reason}}));
        QVERIFY(bench.find<QWidget>("media")->isVisible());
        bench.rpc.setReady(true);
        QCOMPARE(bench.rpc.count(kMedia), 2);
        QCOMPARE(bench.rpc.request<earshot::v1::MediaRequest>(kMedia).offset(), 1200);
        QVERIFY(!bench.find<QWidget>("media")->isVisible());
        QVERIFY(bench.rpc.send(kMedia, bench.info()));
        QVERIFY(bench.rpc.send(kMedia, bench.piece(bench.audio.mid(1200))));
        QVERIFY(bench.rpc.end(kMedia));
        QCOMPARE(bench.heard.bytes, bench.audio);
        QVERIFY(bench.heard.finished);
    }
    /// The sound goes on by itself, and so must its picture: neither half a waveform stays nor "there is
    /// none".
    void theWaveformComesAgainToo_data()
    {
        QTest::addColumn<int>("bytes");
        QTest::newRow("nothing had come") << 0;
        QTest::newRow("a part had come") << 700;
    }
    void theWaveformComesAgainToo()
    {
        QFETCH(int, bytes);
        Bench bench;
        bench.openLoaded();
        const QByteArray peaks = peaksOf(60s, conversation(60s));
        QVERIFY(bytes < peaks.size());
        if (bytes > 0) {
            QVERIFY(bench.rpc.send(kPeaks, bench.piece(peaks.left(bytes))));
        }
        bench.rpc.setReady(false);
        QVERIFY(bench.rpc.fail(kPeaks, ErrorCode::Unavailable, {},
                               {{QStringLiteral("reason"), QStringLiteral("not-connected")}}));
        QCOMPARE(bench.page->player().waveform().notice(), QString());
        bench.rpc.setReady(true);
        QCOMPARE(bench.rpc.count(kPeaks), 2);
        bench.sendPeaks(peaks);
        QCOMPARE(bench.page->player().peaks().state(), PeaksModel::State::Complete);
        bench.rpc.setReady(false);
        bench.rpc.setReady(true);
        QCOMPARE(bench.rpc.count(kPeaks), 2); // once is enough
    }
    void aRecordingWithoutAWaveformSaysSo()
    {
        Bench bench;
        bench.openLoaded();
        QVERIFY(bench.rpc.fail(kPeaks, ErrorCode::NotFound));
        QVERIFY(bench.page->player().waveform().notice().contains(QStringLiteral("no waveform")));
        bench.rpc.setReady(false);
        bench.rpc.setReady(true);
        QCOMPARE(bench.rpc.count(kPeaks), 1);
    }
    void anotherFileIsNotMixedIn()
    {
        Bench bench;
        bench.openLoaded();
        QVERIFY(bench.rpc.send(kMedia, bench.info()));
        QVERIFY(bench.rpc.send(kMedia, bench.piece(bench.audio.left(1200))));
        QVERIFY(bench.rpc.fail(kMedia, ErrorCode::Unavailable, {},
                               {{QStringLiteral("reason"), QStringLiteral("not-connected")}}));
        bench.rpc.setReady(false);
        bench.rpc.setReady(true);
        bench.stored.call.files[0].sha256 = QByteArray(32, 'x');
        QVERIFY(bench.rpc.send(kMedia, bench.info()));
        QVERIFY(bench.find<QWidget>("media")->isVisible());
        QVERIFY(!bench.heard.finished);
    }
    void damagedMediaIsToldAndRetried()
    {
        Bench bench;
        bench.openLoaded();
        QVERIFY(bench.rpc.fail(kMedia, ErrorCode::Conflict));
        auto *banner = bench.find<Banner>("media");
        QVERIFY(banner->isVisible());
        QVERIFY(banner->text().contains(QStringLiteral("not what was stored")));
        Q_EMIT banner->pressed();
        QCOMPARE(bench.rpc.count(kMedia), 2);
        QVERIFY(!banner->isVisible());
    }
    void statesAreTold()
    {
        Bench bench;
        bench.open();
        QCOMPARE(bench.page->states().state(), StateView::State::Loading);
        QVERIFY(bench.rpc.fail(kGet, ErrorCode::NotFound));
        QCOMPARE(bench.page->states().state(), StateView::State::Error);
        QVERIFY(bench.page->states().isVisible());
        QVERIFY(bench.page->states().text().contains(QStringLiteral("does not exist")));
        Q_EMIT bench.page->states().retryRequested();
        QVERIFY(bench.rpc.fail(kGet, ErrorCode::Denied));
        QCOMPARE(bench.page->states().state(), StateView::State::Denied);
        bench.page->refresh();
        QVERIFY(bench.rpc.fail(kGet, ErrorCode::Unavailable));
        QCOMPARE(bench.page->states().state(), StateView::State::Error);
        bench.rpc.setReady(false);
        bench.rpc.setReady(true); // by itself when the connection is back
        QVERIFY(bench.rpc.reply(kGet, common::toWire(bench.stored)));
        QVERIFY(bench.page->player().isVisible());
        bench.page->refresh();
        QVERIFY(bench.rpc.fail(kGet, ErrorCode::Unavailable));
        QVERIFY(bench.page->player().isVisible()); // what is shown stays
    }
    void aLinkLeadsToTheMomentThatIsHeard()
    {
        Bench bench;
        bench.openLoaded();
        QAction *copy = bench.page->player().actions().action(QStringLiteral("copy-link"));
        bench.heard.playback->move(23456ms);
        copy->trigger();
        bench.heard.playback->move(7000ms);
        copy->trigger();
        QCOMPARE(bench.navigator.linked.size(), 2);
        const QString key = QStringLiteral("t");
        QCOMPARE(bench.navigator.linked[0], (QVariantMap{{key, QStringLiteral("23.4")}}));
        QCOMPARE(bench.navigator.linked[1], (QVariantMap{{key, QStringLiteral("7.0")}}));
    }
    void whoMovesMeanwhileIsNotMovedByTheLink_data()
    {
        QTest::addColumn<bool>("moves");
        QTest::addColumn<qint64>("place");
        QTest::newRow("waits") << false << qint64(30'000);
        QTest::newRow("clicks somewhere else") << true << qint64(10'000);
    }
    void whoMovesMeanwhileIsNotMovedByTheLink()
    {
        QFETCH(bool, moves);
        QFETCH(qint64, place);
        Bench bench;
        bench.openLoaded();
        FakePlayback &playback = *bench.heard.playback;
        playback.setState(PlaybackState::Loading);
        playback.setDuration(0ms);
        bench.page->beginAt(30s);
        playback.setDuration(5s); // so much has come
        if (moves) {
            playback.setDuration(12s);
            playback.seek(10s);
        }
        playback.setDuration(60s);
        QCOMPARE(playback.position(), Ms(place));
    }
    void mayNotPlay()
    {
        Bench bench;
        bench.identity.permissions.removeOne(QStringLiteral("calls.playback"));
        bench.openLoaded();
        QCOMPARE(bench.rpc.count(kMedia), 0);
        QCOMPARE(bench.rpc.count(kPeaks), 0);
        QVERIFY(!bench.find<QPushButton>("save")->isEnabled());
        QVERIFY(bench.find<QPushButton>("save")->toolTip().contains(QStringLiteral("Playback calls")));
    }
    void incompleteCallsAreMarked()
    {
        Bench bench;
        common::FinishedCall &call = bench.stored.call;
        call.state = common::CallState::Partial;
        call.reason = QStringLiteral("interrupted");
        call.flags = common::CallFlags(0) | common::CallFlag::Interrupted;
        call.gaps = {{1, common::Gap::Cause::Interrupted, 12300ms, 4000ms}};
        bench.openLoaded();
        QVERIFY(bench.find<QWidget>("incomplete")->isVisible());
        auto *notes = bench.find<QLabel>("notes");
        QVERIFY(notes->text().contains(QStringLiteral("0:12.3 for 4.0 s, 300: the recorder was down")));
        Q_EMIT notes->linkActivated(QStringLiteral("gap:12300"));
        QCOMPARE(bench.heard.playback->position(), 12300ms);
        saveShot(*bench.page, QStringLiteral("call-incomplete"));
    }
    void savesWholeOrNotAtAll()
    {
        Bench bench;
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("saved.mp3"));
        bench.openLoaded();
        bench.find<QPushButton>("save")->click();
        auto *dialog = bench.find<QFileDialog>("saveAudio");
        QVERIFY(dialog != nullptr && dialog->isVisible());
        Q_EMIT dialog->fileSelected(path);
        dialog->close();
        QCOMPARE(bench.rpc.count(kMedia), 2); // the player's, and this one
        bench.page.reset();                   // leaving the page does not end it
        QVERIFY(bench.rpc.send(kMedia, bench.info()));
        QVERIFY(bench.rpc.send(kMedia, bench.piece(bench.audio)));
        QTRY_VERIFY(bench.rpc.last(kMedia)->consumed >= 3000); // only when the disk has it
        QVERIFY(!QFile::exists(path));
        QVERIFY(bench.rpc.end(kMedia));
        QTRY_COMPARE(bench.navigator.tasks().running(), 0);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), bench.audio);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
    }
    void saveFailuresAreTold_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("damaged");
        QTest::newRow("no such folder") << QStringLiteral("missing/saved.mp3") << false;
        QTest::newRow("damaged") << QStringLiteral("saved.mp3") << true;
    }
    void saveFailuresAreTold()
    {
        QFETCH(QString, path);
        QFETCH(bool, damaged);
        Bench bench;
        QTemporaryDir folder;
        bench.openLoaded();
        bench.find<QPushButton>("save")->click();
        auto *dialog = bench.find<QFileDialog>("saveAudio");
        Q_EMIT dialog->fileSelected(folder.filePath(path));
        dialog->close();
        QVERIFY(bench.rpc.send(kMedia, bench.info()));
        QVERIFY(bench.rpc.send(kMedia, bench.piece(damaged ? QByteArray(3000, 'x') : bench.audio)));
        QVERIFY(bench.rpc.end(kMedia));
        QTRY_COMPARE(bench.navigator.notes.size(), 1);
        QVERIFY2(bench.navigator.notes[0].contains(damaged ? QStringLiteral("not what the recorder")
                                                           : QStringLiteral("Could not write")),
                 qPrintable(bench.navigator.notes[0]));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 0);
    }
    void theSpecMakesThePage()
    {
        Bench bench;
        const PageSpec spec = callPage();
        QCOMPARE(spec.id, QStringLiteral("call"));
        QCOMPARE(spec.permission, QStringLiteral("calls.view"));
        const std::unique_ptr<QWidget> page(
            spec.create({bench.rpc, bench.identity, bench.navigator, QString()},
                        {{QStringLiteral("id"), bench.stored.call.id.toString()}}, nullptr));
        QVERIFY(qobject_cast<CallView *>(page.get()) != nullptr);
        QVERIFY(bench.rpc.reply(kGet, common::toWire(bench.stored)));
    }
    void aRealRecordingWaitsToBePlayed_data()
    {
        QTest::addColumn<QString>("time");
        QTest::addColumn<qint64>("begin");
        QTest::newRow("no time") << QString() << qint64(0);
        QTest::newRow("in the middle") << QStringLiteral("1.25") << qint64(1250);
        QTest::newRow("behind the end") << QStringLiteral("83") << qint64(0);
        QTest::newRow("not a time") << QStringLiteral("soon") << qint64(0);
    }
    /// The page as the program makes it: two seconds of a WAV file in pieces become playable, and wait, where
    /// the link says.
    void aRealRecordingWaitsToBePlayed()
    {
        QFETCH(QString, time);
        QFETCH(qint64, begin);
        Bench bench;
        QByteArray wav("RIFF....WAVEfmt ", 16);
        const auto number = [&wav](quint32 value, int bytes) {
            for (int i = 0; i < bytes; ++i) {
                wav.append(static_cast<char>(value >> (8 * i)));
            }
        };
        constexpr quint32 kData = 2 * 8000 * 4;
        for (const auto &[value, bytes] : std::initializer_list<std::pair<quint32, int>>{
                 {16, 4}, {1, 2}, {2, 2}, {8000, 4}, {32000, 4}, {4, 2}, {16, 2}}) {
            number(value, bytes);
        }
        wav.append("data", 4);
        number(kData, 4);
        wav.append(QByteArray(kData, 5));
        qToLittleEndian(static_cast<quint32>(wav.size() - 8), wav.data() + 4);
        bench.stored = aStoredCall(wav);
        bench.stored.call.files[0].format = QStringLiteral("wav");
        const std::unique_ptr<QWidget> made(callPage().create(
            {bench.rpc, bench.identity, bench.navigator, QString()},
            {{QStringLiteral("id"), bench.stored.call.id.toString()}, {QStringLiteral("t"), time}}, nullptr));
        auto *page = qobject_cast<CallView *>(made.get());
        QVERIFY(bench.rpc.reply(kGet, common::toWire(bench.stored)));
        QVERIFY(bench.rpc.send(kMedia, bench.info()));
        for (qsizetype i = 0; i < wav.size(); i += 10000) {
            QVERIFY(bench.rpc.send(kMedia, bench.piece(wav.mid(i, 10000))));
        }
        QVERIFY(bench.rpc.end(kMedia));
        Playback &playback = page->player().waveform().playback();
        QTRY_COMPARE(playback.duration(), 2000ms);
        QTRY_COMPARE(playback.state(), PlaybackState::Paused);
        QTRY_COMPARE(playback.position(), Ms(begin));
        page->player().actions().action(QStringLiteral("play-pause"))->trigger();
        QTRY_VERIFY(playback.position() > Ms(begin) + 200ms);
    }
};

EARSHOT_TEST(tst_callpage, TestCallPage)
#include "tst_callpage.moc"
