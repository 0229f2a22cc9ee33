// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/connectionstrip.h"
#include "console/app/workspace.h"
#include "console/crud/listpage.h"
#include "console/kit/blockgrid.h"
#include "console/kit/recordview.h"
#include "console/pages/call/callview.h"
#include "console/player/playeractions.h"
#include "console/player/playerpanel.h"
#include "console/player/waveformview.h"
#include "tests/support/audiocheck.h"
#include "tests/support/callerprocess.h"
#include "tests/support/consolelab.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace console;
using namespace tests;
using namespace std::chrono_literals;

namespace
{
const QString kTenant = QStringLiteral("Nordlicht");
const QString kPassword = QStringLiteral("plinth otter cobalt verse");
const QString kVoice = QStringLiteral("/usr/share/asterisk/sounds/en_US_f_Allison/");
constexpr int kRate = 8000;
constexpr double kSeconds = 13;
/// The caller's text fills the first 6.6 s, then the called one speaks for 5.6 s.
const tests::Span kSpoken[] = {{0.5, 6.2}, {7.0, 12.0}};

std::vector<float> sideOf(const std::vector<float> &stereo, std::size_t side)
{
    std::vector<float> channel;
    for (std::size_t i = side; i < stereo.size(); i += 2) {
        channel.push_back(stereo[i]);
    }
    return channel;
}

std::vector<float> piece(const std::vector<float> &channel, double from, double to)
{
    const auto at = [&](double s) {
        return channel.begin() + static_cast<std::ptrdiff_t>(std::min(s * kRate, double(channel.size())));
    };
    return {at(from), at(to)};
}
} // namespace

/// A call from the phone system to a person's ears: real recorder, real console, TLS between them, speech in
/// and speech out. The functions are the steps of one story, in order.
class TestConsoleCall : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<RecorderProcess> m_recorder;
    std::unique_ptr<ConsoleLab> m_console;
    std::unique_ptr<QTemporaryDir> m_sentTo;
    std::unique_ptr<CallerProcess> m_caller;
    qint64 m_seenMs = 0; ///< wall clock when the row of the running call was on the screen
    QString m_id;
    QList<std::vector<float>> m_sent; ///< what the caller and the called one said

    PlayerPanel &player() { return m_console->call()->player(); }
    Playback &playback() { return player().waveform().playback(); }
    QAction *action(const char *id) { return player().actions().action(QString::fromLatin1(id)); }
    /// Plays so many seconds from the present position; what was heard.
    std::vector<float> hear(double seconds)
    {
        const double before = m_console->capture().seconds();
        const auto at = static_cast<std::ptrdiff_t>(m_console->capture().stereo().size());
        m_console->capture().allow(seconds);
        if (playback().state() != PlaybackState::Playing) {
            action("play-pause")->trigger();
        }
        (void)QTest::qWaitFor([&] { return m_console->capture().seconds() >= before + seconds - 0.001; },
                              15000);
        action("play-pause")->trigger();
        (void)QTest::qWaitFor([&] { return playback().state() == PlaybackState::Paused; }, 5000);
        const auto all = m_console->capture().stereo();
        return {all.begin() + at, all.end()};
    }
    /// What a leg said, silent where the other one spoke; as long as the recording, for comparing in place.
    std::vector<float> spoken(int leg) const
    {
        std::vector<float> text(m_sent[leg].size(), 0.0F);
        const auto from = static_cast<std::size_t>(kSpoken[leg].from * kRate);
        const auto to = std::min(text.size(), static_cast<std::size_t>(kSpoken[leg].to * kRate));
        std::copy(m_sent[leg].begin() + static_cast<std::ptrdiff_t>(from),
                  m_sent[leg].begin() + static_cast<std::ptrdiff_t>(to),
                  text.begin() + static_cast<std::ptrdiff_t>(from));
        return text;
    }
    /// Back to the start, as the key Home does.
    void rewind()
    {
        playback().seek(Ms(0));
        (void)QTest::qWaitFor([&] { return playback().position() == Ms(0); }, 5000);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_sentTo = std::make_unique<QTemporaryDir>();
        m_recorder = std::make_unique<RecorderProcess>();
        m_recorder->configure(QStringLiteral("recorder.tenant"), kTenant);
        QVERIFY(m_recorder->start());
        ensureUser(*m_recorder, kTenant, QStringLiteral("boss"), kPassword, words("--role administrator"));
        ensureUser(*m_recorder, kTenant, QStringLiteral("ada"), kPassword,
                   words("--name Ada --extension 301 --group Sales --role user-advanced"));
    }
    void cleanupTestCase()
    {
        m_console.reset();
        m_caller.reset();
        QCOMPARE(m_recorder->stop(), 0);
        m_recorder.reset();
    }

    void theCertificateIsTrustedAndTheFormSignsIn()
    {
        m_console = std::make_unique<ConsoleLab>();
        m_console->open();
        QCOMPARE(m_console->addServer(m_recorder->adminPort()), QString());
        QCOMPARE(m_console->trust(), QString());
        QCOMPARE(m_console->signIn(QStringLiteral("boss"), kPassword), QString());
        QCOMPARE(m_console->servers().servers().first().pin.size(), 32);
        QCOMPARE(m_console->window().connection().identity().login, QStringLiteral("boss"));
        const auto *strip = m_console->window().findChild<ConnectionStrip *>();
        QVERIFY(labelsOf(*strip).contains(kTenant));
    }
    void allCallsIsEmptyAtFirst()
    {
        QCOMPARE(m_console->choose(QStringLiteral("All Calls")), QString());
        QTRY_VERIFY(m_console->list() != nullptr &&
                    labelsOf(*m_console->list()).contains(QLatin1String("No call has been recorded yet.")));
    }
    void activeCallsShowsTheCallWithinASecond()
    {
        QCOMPARE(m_console->choose(QStringLiteral("Active Calls")), QString());
        QTRY_VERIFY(labelsOf(*m_console->list()).contains(QLatin1String("Nobody is on the phone")));
        m_caller = std::make_unique<CallerProcess>(
            QStringLiteral("call"), m_recorder->siprecPort(),
            QStringList{QStringLiteral("--from"), QStringLiteral("+49301234567"),
                        QStringLiteral("--from-name"), QStringLiteral("Nora Vance"), QStringLiteral("--to"),
                        QStringLiteral("301"), QStringLiteral("--a"),
                        kVoice + QStringLiteral("demo-enterkeywords.wav"), QStringLiteral("--b"),
                        kVoice + QStringLiteral("vm-intro.wav"), QStringLiteral("--seconds"),
                        QString::number(kSeconds), QStringLiteral("--write-sent"), m_sentTo->path()});
        auto &view = m_console->list()->view();
        QTRY_VERIFY_WITH_TIMEOUT(view.isVisible() && view.model()->rowCount() == 1, 15000);
        m_seenMs = QDateTime::currentMSecsSinceEpoch();
        QCOMPARE(m_console->cell(0, QStringLiteral("user")), QStringLiteral("Ada"));
        QCOMPARE(m_console->cell(0, QStringLiteral("from")), QStringLiteral("+49301234567 (Nora Vance)"));
        QVERIFY(m_console->cell(0, QStringLiteral("to")).startsWith(QLatin1String("301")));
        QVERIFY(m_caller->running());
    }
    void theEndedCallIsInAllCallsWithoutAKeypress()
    {
        // A page that was opened before and is behind another one knows as well.
        QCOMPARE(m_console->choose(QStringLiteral("All Calls")), QString());
        auto &view = m_console->list()->view();
        QTRY_VERIFY_WITH_TIMEOUT(view.isVisible() && view.model()->rowCount() == 1, 40000);
        QCOMPARE(m_console->cell(0, QStringLiteral("user")), QStringLiteral("Ada"));
        QTRY_VERIFY_WITH_TIMEOUT(!m_caller->running(), 20000);
        const QJsonObject sent = m_caller->wait().value(QLatin1String("calls")).toArray().first().toObject();
        QVERIFY(sent.value(QLatin1String("ok")).toBool());
        const qint64 answered =
            static_cast<qint64>(sent.value(QLatin1String("answer_unix_ns")).toDouble() / 1e6);
        qInfo("on the screen of Active Calls %lld ms after the call was answered", m_seenMs - answered);
        QVERIFY2(m_seenMs - answered < 1000, qPrintable(QString::number(m_seenMs - answered)));
        for (const QJsonValue &stream : sent.value(QLatin1String("streams")).toArray()) {
            const auto audio = decodeFile(stream[QLatin1String("file")].toString(), kRate);
            QVERIFY(audio);
            m_sent.append(audio->channels.front());
        }
        QCOMPARE(m_sent.size(), 2);
    }
    void openingItShowsWhoSpokeAndTheWaveform()
    {
        CallView *call = m_console->openRow(0);
        QVERIFY(call != nullptr);
        BlockGrid &blocks = call->blocks();
        QCOMPARE(blocks.value(QStringLiteral("FROM"), QStringLiteral("Phone Number")),
                 QStringLiteral("+49301234567"));
        QCOMPARE(blocks.value(QStringLiteral("FROM"), QStringLiteral("Phone Name")),
                 QStringLiteral("Nora Vance"));
        QCOMPARE(blocks.value(QStringLiteral("TO"), QStringLiteral("Phone Number")), QStringLiteral("301"));
        QCOMPARE(blocks.value(QStringLiteral("TO"), QStringLiteral("User")), QStringLiteral("Ada"));
        QVERIFY(!blocks.value(QStringLiteral("INFO"), QStringLiteral("Duration")).isEmpty());
        QTRY_VERIFY(player().peaks().blocks() > 0);
        QTRY_COMPARE(playback().state(), PlaybackState::Paused); // it never begins by itself
        QCOMPARE(playback().position(), Ms(0));
        QVERIFY(std::abs(static_cast<double>(playback().duration().count()) / 1000 - kSeconds) < 0.5);
        QCOMPARE(player().waveform().lanes().size(), 2);
        QVERIFY(player().waveform().lanes()[0].who.contains(QLatin1String("Ada"))); // our user on top
        QCOMPARE(m_console->capture().seconds(), 0.0);
        QCOMPARE(namelessWidgets(m_console->window()), QStringList());
        QCOMPARE(clippedWidgets(m_console->window()).join(u'\n'), QString());
    }
    void eachLaneIsTheSpeechThatWasSent_data()
    {
        QTest::addColumn<QString>("solo");
        QTest::addColumn<int>("leg");
        QTest::newRow("the user, above") << QStringLiteral("solo-agent") << 1;
        QTest::newRow("the caller, below") << QStringLiteral("solo-customer") << 0;
    }
    void eachLaneIsTheSpeechThatWasSent()
    {
        QFETCH(QString, solo);
        QFETCH(int, leg);
        action("both")->trigger();
        rewind();
        QAction *alone = player().actions().action(solo);
        QVERIFY2(alone != nullptr, "no such action");
        alone->trigger();
        const auto heard = hear(12.5);
        QVERIFY(heard.size() > 12 * 2 * kRate);
        for (const std::size_t side : {0U, 1U}) {
            const auto channel = sideOf(heard, side);
            const Correlation right = correlate(spoken(leg), channel, kRate, 1.5);
            const Correlation wrong = correlate(spoken(1 - leg), channel, kRate, 1.5);
            QVERIFY2(right.value > 0.9, qPrintable(QString::number(right.value)));
            QVERIFY2(wrong.value < 0.3, qPrintable(QString::number(wrong.value)));
        }
    }
    void aLaneAtASideIsHeardThereOnly()
    {
        action("both")->trigger();
        rewind();
        const int channelOfUser = player().waveform().lanes()[0].channel;
        playback().setLane(channelOfUser, {1.0, -1.0, false, false});
        playback().setLane(1 - channelOfUser, {1.0, 1.0, false, false});
        const auto heard = hear(12.5);
        const auto left = correlate(spoken(1), sideOf(heard, 0), kRate, 1.5);
        const auto right = correlate(spoken(0), sideOf(heard, 1), kRate, 1.5);
        QVERIFY2(left.value > 0.9, qPrintable(QString::number(left.value)));
        QVERIFY2(right.value > 0.9, qPrintable(QString::number(right.value)));
        playback().setLane(0, {});
        playback().setLane(1, {});
    }
    void aClickInTheWaveformSeeks()
    {
        WaveformView &waveform = player().waveform();
        const QRect lane = waveform.geometryOfParts().lanes.first();
        QTest::mouseClick(&waveform, Qt::LeftButton, {}, lane.center());
        const double middle = waveform.axis().timeAt(lane.width() / 2.0);
        QTRY_VERIFY(std::abs(static_cast<double>(playback().position().count()) - middle) < 50);
        action("solo-agent")->trigger(); // the called one, who speaks then
        const double from = static_cast<double>(playback().position().count()) / 1000;
        const auto heard = sideOf(hear(4), 0);
        const auto found = correlate(piece(m_sent[1], from + 0.5, from + 3), heard, kRate, 1.0);
        QVERIFY2(found.value > 0.9, qPrintable(QString::number(found.value)));
        QVERIFY2(std::abs(found.lagSeconds - 0.5) < 0.1, qPrintable(QString::number(found.lagSeconds)));
        action("both")->trigger();
    }
    /// The same with a SIP stack that is not ours: SIPp's call lasts one second and is seen while it does.
    void aCallOfSippIsShownAndOpens()
    {
        QCOMPARE(m_console->choose(QStringLiteral("Active Calls")), QString());
        QTRY_VERIFY(labelsOf(*m_console->list()).contains(QLatin1String("Nobody is on the phone")));
        QTemporaryDir folder;
        QProcess sipp;
        sipp.setWorkingDirectory(folder.path());
        sipp.start(QStringLiteral("sipp"),
                   QStringList{QStringLiteral("127.0.0.1:%1").arg(m_recorder->siprecPort()),
                               QStringLiteral("-sf"),
                               qEnvironmentVariable("EARSHOT_SOURCE") +
                                   QStringLiteral("/tests/siprec/sipp/single.xml")} +
                       words("-t u1 -m 1 -i 127.0.0.1 -mi 127.0.0.1 -nostdin -timeout 20"));
        auto &active = m_console->list()->view();
        QTRY_VERIFY_WITH_TIMEOUT(active.isVisible() && active.model()->rowCount() == 1, 5000);
        QCOMPARE(sipp.state(), QProcess::Running);
        QVERIFY(m_console->cell(0, QStringLiteral("from")).contains(QLatin1String("Carla Reed")));
        QTRY_COMPARE_WITH_TIMEOUT(sipp.state(), QProcess::NotRunning, 20000);
        QCOMPARE(sipp.exitCode(), 0);
        QCOMPARE(m_console->choose(QStringLiteral("All Calls")), QString());
        auto &all = m_console->list()->view();
        QTRY_VERIFY_WITH_TIMEOUT(all.isVisible() && all.model()->rowCount() == 2, 20000);
        CallView *call = m_console->openRow(0); // the newest comes first
        QVERIFY(call != nullptr);
        QCOMPARE(call->blocks().value(QStringLiteral("FROM"), QStringLiteral("Phone Name")),
                 QStringLiteral("Carla Reed"));
        QCOMPARE(call->blocks().value(QStringLiteral("TO"), QStringLiteral("Phone Name")),
                 QStringLiteral("Deniz Aksoy"));
    }
};

EARSHOT_TEST(tst_consolecall, TestConsoleCall)
#include "tst_consolecall.moc"
