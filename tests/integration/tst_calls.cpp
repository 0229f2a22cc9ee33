// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/audiocheck.h"
#include "tests/support/calllab.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QTest>

#include <cmath>
#include <memory>

using namespace tests;

namespace
{

constexpr double kPlaceTolerance = 0.020;

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

struct PlainCall {
    const char *name;
    const char *arguments;
};
/// All run at the same time, 440 Hz on the first and 1000 Hz on the second leg. They hang up between two
/// packets: one that leaves together with the BYE may be recorded or not.
constexpr PlainCall kPlainCalls[] = {
    {"udp", ""},
    {"tcp", "--transport tcp"},
    {"a-law", "--codec PCMA"},
    {"30 ms packets", "--ptime 30"},
    {"second leg later", "--start-delay B:700"},
    {"words as labels", "--label inbound,outbound"},
    {"descending labels", "--label 9,2"},
    {"srtp 80", "--srtp AES_CM_128_HMAC_SHA1_80"},
    {"srtp 32", "--srtp AES_CM_128_HMAC_SHA1_32"},
    {"srtp 256", "--srtp AES_256_CM_HMAC_SHA1_80"},
    {"srtp gcm", "--srtp AEAD_AES_128_GCM"},
    {"srtp gcm 256", "--srtp AEAD_AES_256_GCM"},
    {"new ssrc in the middle", "--ssrc-change 1500"},
    {"counters wrap", "--wrap"},
    {"media after the end", "--after-bye 500"},
    {"metadata in BYE", "--bye-metadata"},
    {"codec changes", "--codec-switch-at 1500"},
    {"g722", "--codec G722"},
    {"g722, 40 ms packets", "--codec G722 --ptime 40"},
    {"g722 becomes g711", "--codec G722 --codec-switch-at 1500"},
};

/// The file ends with the BYE, which on a busy machine overtakes half a packet of the last sound.
constexpr double kEndTolerance = kPlaceTolerance + 0.010;

} // namespace

/// Whole calls through a real recorder process, judged by what is in the file: which tone in which channel
/// and when.
class TestCalls : public QObject
{
    Q_OBJECT
private:
    static void checkLeg(const PlacedCall &call, const DecodedAudio &audio, int leg, int channel, int hertz,
                         double end, double endTolerance = kEndTolerance)
    {
        const auto spans = findTone(audio.channels[static_cast<size_t>(channel)], audio.rate, hertz);
        QVERIFY2(!spans.isEmpty(),
                 qPrintable(QStringLiteral("no %1 Hz in channel %2").arg(hertz).arg(channel)));
        QVERIFY2(std::abs(spans.first().from - call.start(leg)) <= kPlaceTolerance,
                 qPrintable(QStringLiteral("leg %1 begins at %2 s instead of %3")
                                .arg(leg)
                                .arg(spans.first().from)
                                .arg(call.start(leg))));
        QVERIFY2(
            std::abs(spans.last().to - end) <= endTolerance,
            qPrintable(
                QStringLiteral("leg %1 ends at %2 s instead of %3").arg(leg).arg(spans.last().to).arg(end)));
        QVERIFY2(findTone(audio.channels[static_cast<size_t>(1 - channel)], audio.rate, hertz).isEmpty(),
                 "the legs leak");
    }
    /// Each leg's tone is in its channel and nowhere else, from its first packet to its last.
    static void checkTones(const PlacedCall &call, const QList<int> &hertz, bool goesOnAfterBye)
    {
        QVERIFY2(call.problem.isEmpty(), qPrintable(call.problem));
        QCOMPARE(call.recorded.state(), QStringLiteral("stored"));
        const auto audio = decodeFile(call.recorded.file());
        QVERIFY(audio.has_value());
        QCOMPARE(audio->channels.size(), size_t(2));
        for (int leg = 0; leg < hertz.size(); ++leg) {
            // Where media go on, the BYE is the end: somewhere between its leaving and its answer.
            checkLeg(call, *audio, leg, leg, hertz[leg], goesOnAfterBye ? call.over() : call.end(leg),
                     goesOnAfterBye ? 0.060 : kEndTolerance);
        }
        QCOMPARE(call.recorded.lost(), 0);
    }

    /// The tone is there until the caller paused and from where he went on, both within the packet of that
    /// moment: in the middle of it, give or take the half. His last packet was sent when its sound began.
    static void checkHeldLeg(const PlacedCall &call, const DecodedAudio &audio, int leg, int hertz)
    {
        constexpr double kPacket = 0.020;
        const QJsonObject sent = call.stream(leg);
        const QJsonArray pauses = sent.value(QLatin1String("pauses")).toArray();
        QCOMPARE(pauses.size(), 1);
        const double start = call.start(leg);
        const double paused = start + pauses[0][QLatin1String("from_s")].toDouble() + kPacket / 2;
        const double resumed = start + pauses[0][QLatin1String("to_s")].toDouble() + kPacket / 2;
        const double last = start + kPacket +
                            (sent.value(QLatin1String("last_unix_ns")).toDouble() -
                             sent.value(QLatin1String("start_unix_ns")).toDouble()) /
                                1e9;
        const auto spans = findTone(audio.channels[static_cast<size_t>(leg)], audio.rate, hertz);
        QCOMPARE(spans.size(), 2);
        const double expected[] = {start, paused, resumed, last};
        const double heard[] = {spans[0].from, spans[0].to, spans[1].from, spans[1].to};
        for (int i = 0; i < 4; ++i) {
            QVERIFY2(std::abs(heard[i] - expected[i]) <= (i == 3 ? kEndTolerance : kPlaceTolerance),
                     qPrintable(QStringLiteral("leg %1, edge %2: %3 s instead of %4")
                                    .arg(leg)
                                    .arg(i)
                                    .arg(heard[i])
                                    .arg(expected[i])));
        }
        QVERIFY2(findTone(audio.channels[static_cast<size_t>(1 - leg)], audio.rate, hertz).isEmpty(),
                 "the legs leak");
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_lab = std::make_unique<CallLab>();
        QVERIFY(m_lab->recorder().start());
        QByteArray output;
        QCOMPARE(m_lab->recorder().command(
                     {QStringLiteral("ensure-user"), QStringLiteral("--tenant"), QStringLiteral("Default"),
                      QStringLiteral("--login"), QStringLiteral("ada"), QStringLiteral("--name"),
                      QStringLiteral("Ada Novak"), QStringLiteral("--extension"), QStringLiteral("301")},
                     &output),
                 0);
        for (const auto &[name, arguments] : kPlainCalls) {
            m_lab->begin(QString::fromLatin1(name),
                         words("--seconds 2.99 --tone A:440,B:1000") + words(arguments));
        }
        for (const char *kind : {"sendonly", "inactive", "zero"}) {
            m_lab->begin(QString::fromLatin1(kind),
                         words("--seconds 5.99 --tone A:440,B:1000 --hold-at 1990 --resume-at 3990 --hold") +
                             words(kind));
        }
        m_lab->settle();
    }
    void cleanupTestCase()
    {
        const QString verdict = m_lab->close();
        m_lab.reset();
        QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
    }

    void eachLegIsInItsChannelAtItsTime_data()
    {
        QTest::addColumn<QString>("name");
        for (const PlainCall &call : kPlainCalls) {
            QTest::newRow(call.name) << QString::fromLatin1(call.name);
        }
    }
    void eachLegIsInItsChannelAtItsTime()
    {
        QFETCH(QString, name);
        checkTones(m_lab->take(name), {440, 1000}, name == QLatin1String("media after the end"));
    }

    void partiesAndUsersAreRegistered()
    {
        const PlacedCall call =
            m_lab->place({QStringLiteral("--seconds"), QStringLiteral("1"), QStringLiteral("--from"),
                          QStringLiteral("4930555010"), QStringLiteral("--from-name"),
                          QStringLiteral("Nora Vance"), QStringLiteral("--to"), QStringLiteral("301")});
        QVERIFY2(call.problem.isEmpty(), qPrintable(call.problem));
        const QJsonObject json = call.recorded.json();
        QCOMPARE(json.value(QLatin1String("from")).toString(), QStringLiteral("4930555010"));
        QCOMPARE(json.value(QLatin1String("to")).toString(), QStringLiteral("301"));
        QCOMPARE(json.value(QLatin1String("users")).toArray(), QJsonArray{QStringLiteral("Ada Novak")});
        QCOMPARE(json.value(QLatin1String("tenant")).toString(), QStringLiteral("Default"));
    }

    void speechIsWhatWasSent()
    {
        const QString voice = QStringLiteral("/usr/share/asterisk/sounds/en_US_f_Allison/");
        const QTemporaryDir truth;
        const PlacedCall call = m_lab->place(
            {QStringLiteral("--seconds"), QStringLiteral("9"), QStringLiteral("--label"),
             QStringLiteral("1,2"), QStringLiteral("--a"), voice + QStringLiteral("demo-nomatch.wav"),
             QStringLiteral("--b"), voice + QStringLiteral("vm-enter-num-to-call.wav"),
             QStringLiteral("--write-sent"), truth.path()});
        QVERIFY2(call.problem.isEmpty(), qPrintable(call.problem));
        const auto recorded = decodeFile(call.recorded.file());
        QVERIFY(recorded.has_value());
        for (int leg = 0; leg < 2; ++leg) {
            const auto sent = decodeFile(truth.filePath(QStringLiteral("call1-%1.wav").arg(leg + 1)));
            QVERIFY(sent.has_value());
            const auto channel = static_cast<size_t>(leg);
            QVERIFY2(level(sent->channels[0], 8000, {0, sent->seconds()}) > 0.01,
                     "a leg without speech proves nothing");
            const Correlation found = correlate(sent->channels[0], recorded->channels[channel], 8000);
            QVERIFY2(found.value >= 0.95, qPrintable(QStringLiteral("leg %1: %2").arg(leg).arg(found.value)));
            const double start = call.start(leg);
            QVERIFY2(std::abs(found.lagSeconds - start) <= 0.020,
                     qPrintable(QStringLiteral("leg %1 at %2 s instead of %3")
                                    .arg(leg)
                                    .arg(found.lagSeconds)
                                    .arg(start)));
        }
    }

    void holdIsAGapAndTheRestStaysInPlace_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char *kind : {"sendonly", "inactive", "zero"}) {
            QTest::newRow(kind) << QString::fromLatin1(kind);
        }
    }
    void holdIsAGapAndTheRestStaysInPlace()
    {
        QFETCH(QString, kind);
        const PlacedCall call = m_lab->take(kind);
        QVERIFY2(call.problem.isEmpty(), qPrintable(call.problem));
        QCOMPARE(call.recorded.state(), QStringLiteral("stored"));
        QCOMPARE(call.recorded.lost(), 0);
        const auto audio = decodeFile(call.recorded.file());
        QVERIFY(audio.has_value());
        checkHeldLeg(call, *audio, 0, 440);
        checkHeldLeg(call, *audio, 1, 1000);
    }

    void oneWayAudioIsFlagged()
    {
        const PlacedCall call =
            m_lab->place({QStringLiteral("--seconds"), QStringLiteral("2"), QStringLiteral("--tone"),
                          QStringLiteral("A:440,B:1000"), QStringLiteral("--one-way")});
        QVERIFY2(call.problem.isEmpty(), qPrintable(call.problem));
        QVERIFY(call.recorded.flags().contains(QStringLiteral("one-way")));
        QVERIFY(call.recorded.toneSeconds(0, 440) > 1.9);
        QVERIFY(call.recorded.toneSeconds(1, 1000) < 0.05);
    }
    void noMediaIsASilentFileOfTheCallsLength()
    {
        const PlacedCall call =
            m_lab->place({QStringLiteral("--seconds"), QStringLiteral("2"), QStringLiteral("--no-rtp")});
        QVERIFY2(call.problem.isEmpty(), qPrintable(call.problem));
        QVERIFY(call.recorded.flags().contains(QStringLiteral("no-rtp")));
        const auto audio = decodeFile(call.recorded.file());
        QVERIFY(audio.has_value());
        QVERIFY(std::abs(audio->seconds() - 2) < 0.3);
        QVERIFY(level(audio->channels[0], audio->rate, {0, audio->seconds()}) < 0.001);
    }
    void mixedStreamIsKeptAndFlagged()
    {
        const PlacedCall call =
            m_lab->place({QStringLiteral("--seconds"), QStringLiteral("2"), QStringLiteral("--mixed"),
                          QStringLiteral("--legs"), QStringLiteral("1"), QStringLiteral("--tone"),
                          QStringLiteral("A:440")});
        QVERIFY2(call.problem.isEmpty(), qPrintable(call.problem));
        QVERIFY(call.recorded.flags().contains(QStringLiteral("mixed")));
        QVERIFY(call.recorded.toneSeconds(0, 440) > 1.9);
    }
    void threeAndFourLinesAreAllHeard_data()
    {
        QTest::addColumn<int>("legs");
        QTest::newRow("three") << 3;
        QTest::newRow("four") << 4;
    }
    void threeAndFourLinesAreAllHeard()
    {
        QFETCH(int, legs);
        const PlacedCall call =
            m_lab->place({QStringLiteral("--seconds"), QStringLiteral("1.99"), QStringLiteral("--legs"),
                          QString::number(legs), QStringLiteral("--party"),
                          legs == 3 ? QStringLiteral("700:Third") : QStringLiteral("700:Third,701:Fourth"),
                          QStringLiteral("--tone"), QStringLiteral("A:440,B:1000,C:1500,D:2000")});
        QVERIFY2(call.problem.isEmpty(), qPrintable(call.problem));
        QCOMPARE(call.recorded.lost(), 0);
        const auto audio = decodeFile(call.recorded.file());
        QVERIFY(audio.has_value());
        const int tones[] = {440, 1000, 1500, 2000};
        for (int leg = 0; leg < legs; ++leg) {
            checkLeg(call, *audio, leg, leg == 0 ? 0 : 1, tones[leg], call.end(leg));
        }
    }
    void ciscoPairIsOneCallNearLeft()
    {
        const PlacedCall call = m_lab->place(
            words("--cisco --seconds 1.99 --tone A:440,B:1000 --from 301 --from-name Ada --to 4930555077 "
                  "--to-name Zoe"),
            true);
        checkTones(call, {440, 1000}, false);
        const QJsonObject json = call.recorded.json();
        QCOMPARE(json.value(QLatin1String("interface")).toString(), QStringLiteral("cisco-bib"));
        QCOMPARE(json.value(QLatin1String("from")).toString(), QStringLiteral("301"));
        QCOMPARE(json.value(QLatin1String("to")).toString(), QStringLiteral("4930555077"));
        QCOMPARE(json.value(QLatin1String("users")).toArray(), QJsonArray{QStringLiteral("Ada Novak")});
        const QJsonArray parties = json.value(QLatin1String("participants")).toArray();
        QCOMPARE(parties.size(), 2);
        QCOMPARE(parties[0][QLatin1String("name")].toString(), QStringLiteral("Ada"));
        QCOMPARE(parties[1][QLatin1String("name")].toString(), QStringLiteral("Zoe"));
    }
    void theFileTellsWhoseItIs()
    {
        const auto calls = m_lab->recorder().calls();
        QVERIFY(!calls.isEmpty());
        const RecordedCall newest(calls.last());
        QProcess probe;
        probe.start(QStringLiteral("ffprobe"),
                    {QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-show_format"),
                     QStringLiteral("-show_streams"), newest.file()});
        QVERIFY(probe.waitForFinished());
        const QString text = QString::fromUtf8(probe.readAllStandardOutput());
        QVERIFY2(text.contains(newest.json().value(QLatin1String("id")).toString()), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("Default")));
        QVERIFY(text.contains(QStringLiteral("channels=2")));
        QVERIFY(text.contains(QStringLiteral("codec_name=mp3")));
        QVERIFY(text.contains(QStringLiteral("bit_rate=32000")));
    }

private:
    std::unique_ptr<CallLab> m_lab;
};

EARSHOT_TEST(tst_calls, TestCalls)
#include "tst_calls.moc"
