// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/player.h"
#include "tests/console/player/recordings.h"
#include "tests/support/audiocheck.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

using namespace tests;
using console::Ms;
using console::OutputKind;
using console::PlaybackState;
using console::Player;

/// The real way to a sound device: a PulseAudio server of the test's own with a null sink, and a recorder on
/// what that sink would play.
class TestSoundDevice : public QObject
{
    Q_OBJECT
private:
    static constexpr int kRate = 48'000;
    QTemporaryDir m_runtime;
    QProcess m_server;
    QProcess m_ear;

    /// What the sink has played since the last call, left side.
    std::vector<float> heard()
    {
        const QByteArray raw = m_ear.readAllStandardOutput();
        std::vector<float> left;
        for (qsizetype i = 0; i + 4 <= raw.size(); i += 4) {
            left.push_back(static_cast<float>(qFromLittleEndian<qint16>(raw.constData() + i)) / 32768.0F);
        }
        return left;
    }
    static QByteArray tones(double seconds)
    {
        Lane lane = silenceLane(seconds);
        addTone(lane, 440, 0, seconds / 2);
        addTone(lane, 1000, seconds / 2, seconds);
        return wavOf({lane, lane});
    }
    static void load(Player &player, const QByteArray &file)
    {
        player.begin(file.size());
        player.append(file);
        player.finish();
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_RUNTIME_DIR", m_runtime.path().toUtf8());
        qputenv("PULSE_RUNTIME_PATH", m_runtime.path().toUtf8());
        qputenv("PULSE_STATE_PATH", m_runtime.path().toUtf8());
        qputenv("HOME", m_runtime.path().toUtf8());
        const QString socket = m_runtime.filePath(QStringLiteral("native"));
        qputenv("PULSE_SERVER", "unix:" + socket.toUtf8());
        m_server.setStandardErrorFile(QProcess::nullDevice());
        m_server.start(
            QStringLiteral("pulseaudio"),
            {QStringLiteral("-n"), QStringLiteral("--daemonize=no"), QStringLiteral("--exit-idle-time=-1"),
             QStringLiteral("--use-pid-file=no"),
             QStringLiteral("--load=module-native-protocol-unix auth-anonymous=1 socket=") + socket,
             QStringLiteral("--load=module-null-sink sink_name=null rate=48000")});
        QVERIFY(m_server.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(socket), 10'000);
        m_ear.start(QStringLiteral("parec"),
                    {QStringLiteral("--device=null.monitor"), QStringLiteral("--format=s16le"),
                     QStringLiteral("--rate=48000"), QStringLiteral("--channels=2"),
                     QStringLiteral("--latency-msec=20"), QStringLiteral("--raw")});
        QVERIFY(m_ear.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(m_ear.bytesAvailable() > 0, 10'000);
    }
    void cleanupTestCase()
    {
        m_ear.kill();
        m_ear.waitForFinished();
        m_server.terminate();
        if (!m_server.waitForFinished(5000)) {
            m_server.kill();
            m_server.waitForFinished();
        }
    }
    void soundReachesTheDevice()
    {
        Player player;
        load(player, tones(4));
        QTRY_COMPARE(player.state(), PlaybackState::Paused);
        heard();
        player.play();
        QTRY_COMPARE_WITH_TIMEOUT(player.state(), PlaybackState::Ended, 10'000);
        QCOMPARE(player.output(), OutputKind::Device);
        QVERIFY(!player.diagnostics().output.isEmpty());
        QTest::qWait(300); // what is in the sink and on its way to the ear
        const auto sound = heard();
        const auto first = findTone(sound, kRate, 440);
        const auto second = findTone(sound, kRate, 1000);
        QCOMPARE(first.size(), 1);
        QCOMPARE(second.size(), 1);
        QVERIFY2(std::abs(first[0].seconds() - 2) < 0.03, qPrintable(QString::number(first[0].seconds())));
        QVERIFY2(std::abs(second[0].seconds() - 2) < 0.03, qPrintable(QString::number(second[0].seconds())));
        const double volume =
            toneLevel(sound.data() + std::llround((first[0].from + 0.5) * kRate), kRate, kRate, 440);
        QVERIFY2(std::abs(volume - 0.6) < 0.02 /* both lanes */, qPrintable(QString::number(volume)));
        QCOMPARE(player.diagnostics().underruns, 0);
    }
    /// The position is that of the ear: when it says so, the tone has changed.
    void positionIsWhatIsHeard()
    {
        Player player;
        load(player, tones(4));
        player.play();
        QTRY_VERIFY(player.position() > Ms(500));
        QElapsedTimer timer;
        timer.start();
        const Ms start = player.position();
        QTRY_VERIFY(player.position() > Ms(1500));
        const double ran = double((player.position() - start).count());
        QVERIFY2(std::abs(ran - double(timer.elapsed())) < 80, qPrintable(QString::number(ran)));
        const Ms latency = player.diagnostics().outputLatency;
        QVERIFY2(latency > Ms(0) && latency < Ms(200), qPrintable(QString::number(latency.count())));
    }
    void pauseAndSeekAreHeard()
    {
        Player player;
        load(player, tones(20));
        player.play();
        QTRY_VERIFY(player.position() > Ms(300));
        player.pause();
        QTRY_COMPARE(player.state(), PlaybackState::Paused);
        QTest::qWait(300);
        heard();
        QTest::qWait(300);
        QVERIFY(level(heard(), kRate, {0, 10}) < 0.001);
        const Ms position = player.position();
        QTest::qWait(100);
        QCOMPARE(player.position(), position);
        player.seek(Ms(15'000));
        player.play();
        QTRY_VERIFY(player.position() > Ms(15'500));
        const auto sound = heard();
        QCOMPARE(findTone(sound, kRate, 440).size(), 0);
        QCOMPARE(findTone(sound, kRate, 1000).size(), 1);
    }
    void theServerGoesAway()
    {
        Player player;
        load(player, tones(20));
        player.play();
        QTRY_VERIFY(player.position() > Ms(300));
        QCOMPARE(player.output(), OutputKind::Device);
        QSignalSpy outputs(&player, &Player::outputChanged);
        m_server.kill();
        QVERIFY(m_server.waitForFinished());
        QTRY_COMPARE_WITH_TIMEOUT(player.output(), OutputKind::Clock, 10'000);
        QCOMPARE(outputs.size(), 1);
        const Ms position = player.position();
        QTRY_VERIFY(player.position() > position + Ms(500));
        QCOMPARE(player.state(), PlaybackState::Playing);
    }
};

EARSHOT_TEST(tst_sounddevice, TestSoundDevice)
#include "tst_sounddevice.moc"
