// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/media.h"
#include "tests/load/stubsrs.h"
#include "tests/support/audiocheck.h"
#include "tests/support/recordedcall.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace tests;

namespace
{
/// Ours are 20 ms; rtpengine's packets leave up to one later than they are due when the machine is busy.
constexpr double kPlaceTolerance = 0.040;
} // namespace

/// jambonz' recording client and rtpengine fork a call: first to a stand-in that answers as it should, which
/// shows that the script works; then to the recorder, judged by what is in the file.
class TestJambonz : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void forksPausesResumesStops_data()
    {
        QTest::addColumn<QString>("shape");
        QTest::newRow("own shape") << QString();
        QTest::newRow("SmartTAP shape") << QStringLiteral("SMART_TAP");
    }
    void forksPausesResumesStops()
    {
        QFETCH(QString, shape);
        StubSrs stub(StubBehaviour{});
        QVERIFY(stub.start());
        const QJsonObject said = fork(stub.port(), shape);
        QVERIFY2(said[QLatin1String("ok")].toBool(), m_complaint.constData());
        const std::vector<StubCall> &calls = stub.stop();
        QCOMPARE(calls.size(), std::size_t{1});
        QVERIFY(calls[0].acknowledged && calls[0].ended);
        QCOMPARE(calls[0].requests.at("INVITE"), 3);
        QVERIFY(calls[0].bodies[2].find("a=inactive") != std::string::npos);
        QCOMPARE(calls[0].streams.size(), std::size_t{2});
        for (const StubStream &stream : calls[0].streams) {
            QVERIFY2(stream.packets >= 100 && stream.packets <= 135,
                     qPrintable(QString::number(stream.packets)));
        }
    }
    void isRecordedWithItsPause_data() { forksPausesResumesStops_data(); }
    void isRecordedWithItsPause()
    {
        QFETCH(QString, shape);
        RecorderProcess recorder;
        QVERIFY(recorder.start());
        const QJsonObject said = fork(recorder.siprecPort(), shape);
        QVERIFY2(said[QLatin1String("ok")].toBool(), m_complaint.constData());
        QVERIFY(recorder.waitForSettled(1));
        const auto found = callsWithId(recorder.calls(), said[QLatin1String("call_id")].toString());
        QCOMPARE(found.size(), 1);
        const RecordedCall &call = found.first();
        QCOMPARE(call.state(), QStringLiteral("stored"));
        QCOMPARE(call.flags(), QStringList());
        QCOMPARE(call.lost(), 0);
        QCOMPARE(call.json()[QLatin1String("from")].toString(), said[QLatin1String("from")].toString());
        QCOMPARE(call.json()[QLatin1String("to")].toString(), said[QLatin1String("to")].toString());
        const auto audio = decodeFile(call.file());
        QVERIFY(audio.has_value());
        QCOMPARE(audio->channels.size(), size_t(2));
        checkTalk(call, said, *audio, 0, 400);
        checkTalk(call, said, *audio, 1, 700);
        QCOMPARE(recorder.verify(), QString());
        QCOMPARE(recorder.stop(), 0);
    }

private:
    /// Runs the script; what it said.
    QJsonObject fork(quint16 port, const QString &shape)
    {
        QTemporaryDir dir;
        const QString a = dir.filePath(QStringLiteral("a.wav"));
        const QString b = dir.filePath(QStringLiteral("b.wav"));
        if (!writeWav(a.toStdString(), makeTone(400, 0, 0)) ||
            !writeWav(b.toStdString(), makeTone(700, 0, 0))) {
            return {};
        }
        QProcess script;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("JAMBONES_SIPREC_TYPE"), shape);
        script.setProcessEnvironment(environment);
        script.start(qEnvironmentVariable("EARSHOT_SOURCE") + QStringLiteral("/tests/siprec/jambonz/run.sh"),
                     {QStringLiteral("127.0.0.1:%1").arg(port),
                      qEnvironmentVariable("EARSHOT_BIN") + QStringLiteral("/.."), a, b,
                      QStringLiteral("1200"), QStringLiteral("600")});
        const bool ended = script.waitForFinished(90000);
        const QByteArray output = script.readAllStandardOutput();
        m_complaint = script.readAllStandardError() + output;
        return ended && script.exitCode() == 0 ? QJsonDocument::fromJson(output).object() : QJsonObject();
    }
    /// The tone is there before and after the pause, and the other one never. An edge is right when it is not
    /// more than 40 ms from the packet of the time in which rtpengine was told and did it: the last one
    /// before a pause ends, and the first one after it begins, within 40 ms of that.
    static void checkTalk(const RecordedCall &call, const QJsonObject &said, const DecodedAudio &audio,
                          size_t channel, int hertz)
    {
        constexpr double kPacket = 0.020;
        const auto spans = findTone(audio.channels[channel], audio.rate, hertz);
        QCOMPARE(spans.size(), 2);
        const char *const verbs[] = {"subscribeAnswer", "blockMedia", "unblockMedia", "unsubscribe"};
        const double heard[] = {spans[0].from, spans[0].to, spans[1].from, spans[1].to};
        for (int i = 0; i < 4; ++i) {
            const QJsonValue mark = said[QLatin1String("media")][QLatin1String(verbs[i])];
            const auto at = [&](const char *moment) {
                return (mark[QLatin1String(moment)].toDouble() -
                        call.json()[QLatin1String("connect")].toDouble()) /
                       1000;
            };
            const double first = at("asked_unix_ms");
            const double last = at("done_unix_ms") + kPacket;
            QVERIFY2(heard[i] >= first - kPlaceTolerance && heard[i] <= last + kPlaceTolerance,
                     qPrintable(QStringLiteral("%1 Hz, %2: %3 s instead of %4 to %5")
                                    .arg(hertz)
                                    .arg(QLatin1String(verbs[i]))
                                    .arg(heard[i])
                                    .arg(first)
                                    .arg(last)));
        }
        QVERIFY(findTone(audio.channels[channel], audio.rate, hertz == 400 ? 700 : 400).isEmpty());
        // Told by SIP, after the media.
        QVERIFY(std::abs(call.gapSeconds(QStringLiteral("hold"), static_cast<int>(channel)) - 0.6) <= 0.150);
    }

    QByteArray m_complaint;
};

EARSHOT_TEST(tst_jambonz, TestJambonz)
#include "tst_jambonz.moc"
