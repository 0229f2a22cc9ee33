// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/audiocheck.h"
#include "tests/support/callerprocess.h"
#include "tests/support/recordedcall.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

#include <cmath>
#include <memory>

using namespace tests;
using namespace std::chrono_literals;

/// Whole calls through a real recorder process, judged by what is in the file: which tone in which channel
/// and when.
class TestCalls : public QObject
{
    Q_OBJECT
private:
    struct Outcome {
        QJsonObject sent; ///< the caller's summary of the call
        RecordedCall recorded{QJsonObject()};
        bool ok = false;
    };

    Outcome call(const QStringList &arguments, bool cisco = false)
    {
        Outcome outcome;
        CallerProcess caller(QStringLiteral("call"),
                             cisco ? m_recorder->ciscoPort() : m_recorder->siprecPort(), arguments);
        const QJsonObject summary = caller.wait();
        outcome.ok = summary.value(QLatin1String("ok")).toBool();
        outcome.sent = summary.value(QLatin1String("calls")).toArray().at(0).toObject();
        ++m_calls;
        if (!m_recorder->waitForSettled(m_calls)) {
            outcome.ok = false;
            return outcome;
        }
        const auto found =
            callsWithId(m_recorder->calls(), outcome.sent.value(QLatin1String("call_id")).toString());
        const auto far =
            callsWithId(m_recorder->calls(), outcome.sent.value(QLatin1String("far_call_id")).toString());
        outcome.recorded = !found.isEmpty() ? found.first()
                           : !far.isEmpty() ? far.first()
                                            : RecordedCall(QJsonObject());
        return outcome;
    }

    static QJsonObject stream(const Outcome &outcome, int leg)
    {
        return outcome.sent.value(QLatin1String("streams")).toArray().at(leg).toObject();
    }

    /// Where a leg's audio must begin in the file, in seconds.
    static double expectedStart(const Outcome &outcome, int leg)
    {
        const double firstMs = stream(outcome, leg).value(QLatin1String("start_unix_ns")).toDouble() / 1e6;
        return (firstMs - outcome.recorded.json().value(QLatin1String("connect")).toDouble()) / 1000;
    }

    /// `ends`: when the tones end, in seconds after the first leg's start.
    void checkTones(const Outcome &outcome, const QList<int> &hertz, double ends)
    {
        QVERIFY2(outcome.ok, "the call itself failed");
        QCOMPARE(outcome.recorded.state(), QStringLiteral("stored"));
        const auto audio = decodeFile(outcome.recorded.file());
        QVERIFY(audio.has_value());
        QCOMPARE(audio->channels.size(), size_t(2));
        for (int leg = 0; leg < hertz.size(); ++leg) {
            const auto spans = findTone(audio->channels[static_cast<size_t>(leg)], audio->rate, hertz[leg]);
            QVERIFY2(!spans.isEmpty(),
                     qPrintable(QStringLiteral("no %1 Hz in channel %2").arg(hertz[leg]).arg(leg)));
            const double start = expectedStart(outcome, leg);
            QVERIFY2(std::abs(spans.first().from - start) <= 0.020,
                     qPrintable(QStringLiteral("leg %1 begins at %2 s instead of %3")
                                    .arg(leg)
                                    .arg(spans.first().from)
                                    .arg(start)));
            const double end = spans.last().to - expectedStart(outcome, 0);
            QVERIFY2(std::abs(end - ends) <= 0.060,
                     qPrintable(QStringLiteral("leg %1 ends %2 s after the start").arg(leg).arg(end)));
            const int other = hertz[1 - leg];
            QVERIFY2(findTone(audio->channels[static_cast<size_t>(leg)], audio->rate, other).isEmpty(),
                     "the legs leak");
        }
        QCOMPARE(outcome.recorded.lost(), 0);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_recorder = std::make_unique<RecorderProcess>();
        QVERIFY(m_recorder->start());
        QByteArray output;
        QCOMPARE(m_recorder->command(
                     {QStringLiteral("ensure-user"), QStringLiteral("--tenant"), QStringLiteral("Default"),
                      QStringLiteral("--login"), QStringLiteral("ada"), QStringLiteral("--name"),
                      QStringLiteral("Ada Novak"), QStringLiteral("--extension"), QStringLiteral("301")},
                     &output),
                 0);
    }
    void cleanupTestCase()
    {
        if (m_recorder) {
            const QString verdict = m_recorder->verify();
            QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
            QCOMPARE(m_recorder->stop(), 0);
        }
        m_recorder.reset();
    }

    void eachLegIsInItsChannelAtItsTime_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const auto row = [](const char *name, const char *words) {
            QTest::newRow(name) << QString::fromLatin1(words).split(u' ', Qt::SkipEmptyParts);
        };
        row("udp", "");
        row("tcp", "--transport tcp");
        row("a-law", "--codec PCMA");
        row("30 ms packets", "--ptime 30");
        row("second leg later", "--start-delay B:700");
        row("words as labels", "--label inbound,outbound");
        row("descending labels", "--label 9,2");
        row("srtp 80", "--srtp AES_CM_128_HMAC_SHA1_80");
        row("srtp 32", "--srtp AES_CM_128_HMAC_SHA1_32");
        row("srtp 256", "--srtp AES_256_CM_HMAC_SHA1_80");
        row("srtp gcm", "--srtp AEAD_AES_128_GCM");
        row("srtp gcm 256", "--srtp AEAD_AES_256_GCM");
        row("new ssrc in the middle", "--ssrc-change 1500");
        row("counters wrap", "--wrap");
        row("media after the end", "--after-bye 500");
        row("metadata in BYE", "--bye-metadata");
        row("codec changes", "--codec-switch-at 1500");
    }
    void eachLegIsInItsChannelAtItsTime()
    {
        QFETCH(QStringList, arguments);
        const auto outcome = call(QStringList{QStringLiteral("--seconds"), QStringLiteral("3"),
                                              QStringLiteral("--tone"), QStringLiteral("A:440,B:1000")} +
                                  arguments);
        checkTones(outcome, {440, 1000}, 3);
    }

    void partiesAndUsersAreRegistered()
    {
        const auto outcome =
            call({QStringLiteral("--seconds"), QStringLiteral("1"), QStringLiteral("--from"),
                  QStringLiteral("4930555010"), QStringLiteral("--from-name"), QStringLiteral("Nora Vance"),
                  QStringLiteral("--to"), QStringLiteral("301")});
        QVERIFY(outcome.ok);
        const QJsonObject json = outcome.recorded.json();
        QCOMPARE(json.value(QLatin1String("from")).toString(), QStringLiteral("4930555010"));
        QCOMPARE(json.value(QLatin1String("to")).toString(), QStringLiteral("301"));
        QCOMPARE(json.value(QLatin1String("users")).toArray(), QJsonArray{QStringLiteral("Ada Novak")});
        QCOMPARE(json.value(QLatin1String("tenant")).toString(), QStringLiteral("Default"));
    }

    void speechIsWhatWasSent()
    {
        const QString voice = QStringLiteral("/usr/share/asterisk/sounds/en_US_f_Allison/");
        const QTemporaryDir truth;
        const auto outcome =
            call({QStringLiteral("--seconds"), QStringLiteral("9"), QStringLiteral("--label"),
                  QStringLiteral("1,2"), QStringLiteral("--a"), voice + QStringLiteral("demo-nomatch.wav"),
                  QStringLiteral("--b"), voice + QStringLiteral("vm-enter-num-to-call.wav"),
                  QStringLiteral("--write-sent"), truth.path()});
        QVERIFY(outcome.ok);
        const auto recorded = decodeFile(outcome.recorded.file());
        QVERIFY(recorded.has_value());
        for (int leg = 0; leg < 2; ++leg) {
            const auto sent = decodeFile(truth.filePath(QStringLiteral("call1-%1.wav").arg(leg + 1)));
            QVERIFY(sent.has_value());
            const auto channel = static_cast<size_t>(leg);
            QVERIFY2(level(sent->channels[0], 8000, {0, sent->seconds()}) > 0.01,
                     "a leg without speech proves nothing");
            const Correlation found = correlate(sent->channels[0], recorded->channels[channel], 8000);
            QVERIFY2(found.value >= 0.95, qPrintable(QStringLiteral("leg %1: %2").arg(leg).arg(found.value)));
            const double start = expectedStart(outcome, leg);
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
        const auto outcome =
            call({QStringLiteral("--seconds"), QStringLiteral("6"), QStringLiteral("--tone"),
                  QStringLiteral("A:440,B:1000"), QStringLiteral("--hold"), kind, QStringLiteral("--hold-at"),
                  QStringLiteral("2000"), QStringLiteral("--resume-at"), QStringLiteral("4000")});
        QVERIFY(outcome.ok);
        const auto audio = decodeFile(outcome.recorded.file());
        QVERIFY(audio.has_value());
        const auto spans = findTone(audio->channels[0], audio->rate, 440);
        QCOMPARE(spans.size(), 2);
        const double start = expectedStart(outcome, 0);
        QVERIFY(std::abs(spans[0].from - start) <= 0.020);
        QVERIFY2(std::abs(spans[1].to - start - 6) <= 0.080,
                 qPrintable(QString::number(spans[1].to - start)));
        QVERIFY(std::abs(spans[1].from - spans[0].to - 2) <= 0.100);
        QCOMPARE(outcome.recorded.state(), QStringLiteral("stored"));
    }

    void oneWayAudioIsFlagged()
    {
        const auto outcome = call({QStringLiteral("--seconds"), QStringLiteral("2"), QStringLiteral("--tone"),
                                   QStringLiteral("A:440,B:1000"), QStringLiteral("--one-way")});
        QVERIFY(outcome.ok);
        QVERIFY(outcome.recorded.flags().contains(QStringLiteral("one-way")));
        QVERIFY(outcome.recorded.toneSeconds(0, 440) > 1.9);
        QVERIFY(outcome.recorded.toneSeconds(1, 1000) < 0.05);
    }
    void noMediaIsASilentFileOfTheCallsLength()
    {
        const auto outcome =
            call({QStringLiteral("--seconds"), QStringLiteral("2"), QStringLiteral("--no-rtp")});
        QVERIFY(outcome.ok);
        QVERIFY(outcome.recorded.flags().contains(QStringLiteral("no-rtp")));
        const auto audio = decodeFile(outcome.recorded.file());
        QVERIFY(audio.has_value());
        QVERIFY(std::abs(audio->seconds() - 2) < 0.3);
        QVERIFY(level(audio->channels[0], audio->rate, {0, audio->seconds()}) < 0.001);
    }
    void mixedStreamIsKeptAndFlagged()
    {
        const auto outcome = call({QStringLiteral("--seconds"), QStringLiteral("2"),
                                   QStringLiteral("--mixed"), QStringLiteral("--legs"), QStringLiteral("1"),
                                   QStringLiteral("--tone"), QStringLiteral("A:440")});
        QVERIFY(outcome.ok);
        QVERIFY(outcome.recorded.flags().contains(QStringLiteral("mixed")));
        QVERIFY(outcome.recorded.toneSeconds(0, 440) > 1.9);
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
        const auto outcome =
            call({QStringLiteral("--seconds"), QStringLiteral("2"), QStringLiteral("--legs"),
                  QString::number(legs), QStringLiteral("--party"),
                  legs == 3 ? QStringLiteral("700:Third") : QStringLiteral("700:Third,701:Fourth"),
                  QStringLiteral("--tone"), QStringLiteral("A:440,B:1000,C:1500,D:2000")});
        QVERIFY(outcome.ok);
        QVERIFY(outcome.recorded.toneSeconds(0, 440) > 1.9);
        QVERIFY(outcome.recorded.toneSeconds(1, 1000) > 1.9);
        QVERIFY(outcome.recorded.toneSeconds(1, 1500) > 1.9);
    }
    void ciscoPairIsOneCall()
    {
        const auto outcome =
            call({QStringLiteral("--cisco"), QStringLiteral("--seconds"), QStringLiteral("3"),
                  QStringLiteral("--tone"), QStringLiteral("A:440,B:1000")},
                 true);
        QVERIFY(outcome.ok);
        ++m_calls; // two INVITEs, two ledger rows
        QVERIFY(m_recorder->waitForSettled(m_calls));
        QCOMPARE(outcome.recorded.json().value(QLatin1String("interface")).toString(),
                 QStringLiteral("cisco-bib"));
        QVERIFY(outcome.recorded.toneSeconds(0, 440) > 2.8);
        QVERIFY(outcome.recorded.toneSeconds(1, 1000) > 2.8);
    }
    void theFileTellsWhoseItIs()
    {
        const auto calls = m_recorder->calls();
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
    std::unique_ptr<RecorderProcess> m_recorder;
    int m_calls = 0;
};

EARSHOT_TEST(tst_calls, TestCalls)
#include "tst_calls.moc"
