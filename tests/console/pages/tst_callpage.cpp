// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/callcodec.h"
#include "console/kit/banner.h"
#include "console/kit/blockgrid.h"
#include "console/kit/stateview.h"
#include "console/pages/call/callblocks.h"
#include "console/pages/call/callpage.h"
#include "console/pages/call/callview.h"
#include "console/player/playeractions.h"
#include "console/player/playerpanel.h"
#include "console/player/waveformview.h"
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

namespace
{
const QString kGet = QStringLiteral("Calls/Get");
const QString kMedia = QStringLiteral("Calls/Media");
const QString kPeaks = QStringLiteral("Calls/Peaks");

/// What reached the engine outlives the page.
struct Heard {
    qint64 total = -1;
    QByteArray bytes;
    bool finished = false;
    FakePlayback *playback = nullptr;
};

class FakeAudio final : public CallAudio
{
public:
    explicit FakeAudio(Heard &heard)
        : m_heard(heard)
    {
        m_heard.playback = &m_playback;
    }
    Playback &playback() override { return m_playback; }
    void begin(qint64 total) override
    {
        m_heard.total = total;
        m_heard.bytes.clear();
    }
    void append(const QByteArray &bytes) override { m_heard.bytes += bytes; }
    void finish() override { m_heard.finished = true; }

private:
    Heard &m_heard;
    FakePlayback m_playback{60s};
};

struct Bench {
    FakeRpc rpc;
    common::Identity identity;
    FakeNavigator navigator;
    QByteArray audio = QByteArray(3000, 'm');
    common::StoredCall stored = aStoredCall(audio);
    Heard heard;
    std::unique_ptr<CallView> page;

    Bench()
    {
        identity.permissions = QStringList{QStringLiteral("calls.view"), QStringLiteral("calls.playback")};
        identity.timeZone = QStringLiteral("Europe/Berlin");
    }
    void open()
    {
        page = std::make_unique<CallView>(PageContext{rpc, identity, navigator, QStringLiteral("srv")},
                                          stored.call.id.toString(),
                                          [this] { return std::make_unique<FakeAudio>(heard); });
        page->resize(1100, 800);
        page->show();
    }
    void openLoaded()
    {
        open();
        QVERIFY(rpc.reply(kGet, common::toWire(stored)));
    }
    earshot::v1::MediaChunk info() const
    {
        earshot::v1::MediaChunk chunk;
        *chunk.mutable_info()->mutable_file() = common::toWire(stored.call.files.first());
        chunk.mutable_info()->set_name("call.mp3");
        return chunk;
    }
    static earshot::v1::MediaChunk piece(const QByteArray &bytes)
    {
        earshot::v1::MediaChunk chunk;
        chunk.set_data(bytes.toStdString());
        return chunk;
    }
    void sendPeaks(const QByteArray &bytes)
    {
        for (qsizetype i = 0; i < bytes.size(); i += 5000) {
            QVERIFY(rpc.send(kPeaks, piece(bytes.mid(i, 5000))));
        }
        QVERIFY(rpc.end(kPeaks));
    }
    template <typename T>
    T *find(const char *name) const
    {
        return page->findChild<T *>(QLatin1String(name));
    }
};
} // namespace

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
    void theWideViewIsThePlayersAlone()
    {
        Bench bench;
        bench.openLoaded();
        auto *wide = bench.find<QPushButton>("wide");
        QVERIFY(bench.page->blocks().isVisible());
        wide->click();
        QVERIFY(bench.navigator.wide);
        QVERIFY(!bench.page->blocks().isVisible());
        QVERIFY(!bench.find<QLabel>("notes")->isVisible());
        Bench next; // the next call is seen as the last one
        next.openLoaded();
        QVERIFY(next.page->isWide());
        QVERIFY(next.navigator.wide);
        QVERIFY(!next.page->blocks().isVisible());
        next.find<QPushButton>("wide")->click();
        QVERIFY(!next.navigator.wide);
        QVERIFY(next.page->blocks().isVisible());
        QVERIFY(next.find<QLabel>("notes")->isVisible() != next.find<QLabel>("notes")->text().isEmpty());
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
    void goesOnWhereTheConnectionWasCut()
    {
        Bench bench;
        bench.openLoaded();
        QVERIFY(bench.rpc.send(kMedia, bench.info()));
        QVERIFY(bench.rpc.send(kMedia, bench.piece(bench.audio.left(1200))));
        bench.rpc.setReady(false);
        QVERIFY(bench.rpc.fail(kMedia, ErrorCode::Unavailable, {},
                               {{QStringLiteral("reason"), QStringLiteral("not-connected")}}));
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
    void namesFromTelephonesAreNoMarkup()
    {
        Bench bench;
        bench.stored.segments[1].party.number = QStringLiteral("<b>1</b>");
        bench.stored.call.gaps = {{1, common::Gap::Cause::Loss, 1s, 1s}};
        bench.openLoaded();
        QVERIFY(bench.find<QLabel>("notes")->text().contains(QStringLiteral("&lt;b&gt;1&lt;/b&gt;")));
        for (const QLabel *label : bench.page->blocks().findChildren<QLabel *>()) {
            QVERIFY(label->textFormat() != Qt::RichText);
        }
    }
    void morePartiesHaveTheirOwnBlocks()
    {
        Bench bench;
        common::Segment third = bench.stored.segments[1];
        third.party.participantId = third.party.number = QStringLiteral("301");
        third.party.join = 20s;
        third.party.leave = 30s;
        common::Segment again = bench.stored.segments[0];
        bench.stored.segments[0].party.leave = 10s;
        again.party.join = 15s;
        bench.stored.segments.append({third, again});
        bench.openLoaded();
        QCOMPARE(partiesOf(*bench.page->call()).size(), 3);
        QCOMPARE(bench.page->blocks().value(QStringLiteral("PARTY 3"), QStringLiteral("Phone Number")),
                 QStringLiteral("301"));
        QCOMPARE(bench.page->blocks().value(QStringLiteral("FROM"), QStringLiteral("Present")),
                 QStringLiteral("0:00–0:10, 0:15–1:00"));
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
    void everythingHasAName()
    {
        Bench bench;
        bench.openLoaded();
        for (QWidget *each : bench.page->findChildren<QWidget *>()) {
            if (!each->isVisible() || each->focusPolicy() == Qt::NoFocus ||
                qobject_cast<QLineEdit *>(each) != nullptr) {
                continue;
            }
            QAccessibleInterface *face = QAccessible::queryAccessibleInterface(each);
            QVERIFY2(face != nullptr && !face->text(QAccessible::Name).isEmpty(),
                     qPrintable(QLatin1String(each->metaObject()->className()) + each->objectName()));
        }
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
    /// The page as the program makes it: two seconds of a WAV file in pieces become playable, and wait.
    void aRealRecordingWaitsToBePlayed()
    {
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
        const std::unique_ptr<QWidget> made(
            callPage().create({bench.rpc, bench.identity, bench.navigator, QString()},
                              {{QStringLiteral("id"), bench.stored.call.id.toString()}}, nullptr));
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
        QCOMPARE(playback.position(), 0ms);
        page->player().actions().action(QStringLiteral("play-pause"))->trigger();
        QTRY_VERIFY(playback.position() > 200ms);
    }
    void fitsIntoItsWindow_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("columns");
        QTest::newRow("wide") << 1100 << 4;
        QTest::newRow("laptop") << 784 << 3; // 1024 pixels less the navigation
    }
    void fitsIntoItsWindow()
    {
        QFETCH(int, width);
        QFETCH(int, columns);
        Bench bench;
        bench.openLoaded();
        QTRY_COMPARE(bench.page->blocks().columns(), 4);
        bench.page->resize(width, 640);
        QTRY_COMPARE(bench.page->blocks().columns(), columns);
        auto *scroll = bench.page->findChild<QScrollArea *>();
        QTRY_COMPARE(scroll->horizontalScrollBar()->maximum(), 0);
        saveShot(*bench.page, QStringLiteral("call-") + QLatin1String(QTest::currentDataTag()));
    }
    void longIdsAreSeenAndCopiedWhole()
    {
        const QString id = QStringLiteral("Dg2QSYA971B05QyhJXaaLongIdentifierOfATelephone1234567890");
        Bench bench;
        bench.stored.segments[0].party.participantId = id;
        bench.openLoaded();
        for (const int width : {1100, 784, 500}) {
            bench.page->resize(width, 640);
            QTest::qWait(20); // the layout follows
            for (const QLabel *label : bench.page->blocks().findChildren<QLabel *>()) {
                const QString cut = QStringLiteral("%1 at %2: %3 of %4 pixels")
                                        .arg(label->text())
                                        .arg(width)
                                        .arg(label->width())
                                        .arg(label->minimumSizeHint().width());
                QVERIFY2(label->width() >= label->minimumSizeHint().width(), qPrintable(cut));
            }
        }
        const auto labels = bench.page->blocks().findChildren<QLabel *>();
        const auto shown = std::find_if(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->text().startsWith(QLatin1String("Dg2QSYA9"));
        });
        QVERIFY(shown != labels.end());
        QTest::keyClick(*shown, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), id);
    }
    void looks_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("light") << static_cast<int>(Scheme::Light);
        QTest::newRow("dark") << static_cast<int>(Scheme::Dark);
        QTest::newRow("contrast") << static_cast<int>(Scheme::HighContrast);
    }
    void looks()
    {
        QFETCH(int, scheme);
        const QPalette before = QApplication::palette();
        QApplication::setPalette(paletteFor(static_cast<Scheme>(scheme)));
        const auto restore = qScopeGuard([&before] { QApplication::setPalette(before); });
        Bench bench;
        bench.openLoaded();
        bench.sendPeaks(peaksOf(60s, conversation(60s)));
        bench.heard.playback->move(12s);
        QVERIFY(QTest::qWaitForWindowExposed(bench.page.get()));
        QCoreApplication::processEvents(); // layouts settle
        QCOMPARE(bench.page->blocks().columns(), 4);
        QCOMPARE(bench.page->findChild<QScrollArea *>()->horizontalScrollBar()->maximum(), 0);
        QVERIFY(!bench.page->grab().isNull());
        saveShot(*bench.page, QStringLiteral("call-") + QLatin1String(QTest::currentDataTag()));
    }
};

EARSHOT_TEST(tst_callpage, TestCallPage)
#include "tst_callpage.moc"
