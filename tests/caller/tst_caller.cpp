// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/rtpsender.h"
#include "tests/load/stubsrs.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <memory>

using namespace tests;

namespace
{
struct Run {
    int code = -1;
    QJsonObject summary;
    std::vector<StubCall> calls;
};

Run place(const QStringList &arguments, StubBehaviour behaviour = {})
{
    StubSrs stub(behaviour);
    Run run;
    if (!stub.start()) {
        return run;
    }
    QProcess caller;
    QStringList all = arguments;
    all << QStringLiteral("--json") << QStringLiteral("--target")
        << QStringLiteral("127.0.0.1:%1").arg(stub.port());
    caller.start(qEnvironmentVariable("EARSHOT_BIN") + QStringLiteral("/earshot-caller"), all);
    if (caller.waitForFinished(60000)) {
        run.code = caller.exitCode();
        const QByteArray last = caller.readAllStandardOutput().trimmed().split('\n').last();
        run.summary = QJsonDocument::fromJson(last).object();
    }
    run.calls = stub.stop();
    return run;
}

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(QLatin1Char(' '));
}

QJsonObject stream(const Run &run, int call, int index)
{
    return run.summary[QLatin1String("calls")][call][QLatin1String("streams")][index].toObject();
}
} // namespace

class TestCaller : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void plainCallByEveryTransport_data()
    {
        QTest::addColumn<QString>("transport");
        QTest::newRow("udp") << QStringLiteral("udp");
        QTest::newRow("tcp") << QStringLiteral("tcp");
    }
    void plainCallByEveryTransport()
    {
        QFETCH(QString, transport);
        const Run run = place(words("call --seconds 1 --tone A:400,B:700 --transport") << transport);
        QCOMPARE(run.code, 0);
        QCOMPARE(run.calls.size(), std::size_t{1});
        const StubCall &call = run.calls[0];
        QVERIFY(call.acknowledged && call.ended);
        QCOMPARE(call.streams.size(), std::size_t{2});
        for (int i = 0; i < 2; ++i) {
            const StubStream &seen = call.streams[static_cast<std::size_t>(i)];
            QCOMPARE(seen.label, std::to_string(i + 1));
            QCOMPARE(seen.packets, stream(run, 0, i)[QLatin1String("packets")].toInteger());
            QVERIFY2(std::abs(seen.packets - 50) <= 2, qPrintable(QString::number(seen.packets)));
            QCOMPARE(seen.gaps, 0);
            const Audio tone(makeTone(i == 0 ? 400 : 700, 0, 0), true);
            const auto count = std::min<std::size_t>(seen.audio.size(), 8000);
            QVERIFY(std::equal(seen.audio.begin(), seen.audio.begin() + static_cast<std::ptrdiff_t>(count),
                               tone.octets(Codec::Pcmu, 0, 0)));
        }
    }
    void lostMessagesAreRepeated()
    {
        StubBehaviour behaviour;
        behaviour.ignoreFirst = 2;
        behaviour.ignoreAcks = 1;
        const Run run = place(words("call --seconds 0.3"), behaviour);
        QCOMPARE(run.code, 0);
        QCOMPARE(run.calls[0].requests.at("INVITE"), 3);
        QVERIFY(run.calls[0].requests.at("ACK") >= 2);
        QVERIFY(run.calls[0].acknowledged && run.calls[0].ended);
    }
    void holdStopsTheMedia()
    {
        const Run run = place(words("call --seconds 1.5 --hold-at 500 --resume-at 1000"));
        QCOMPARE(run.code, 0);
        QCOMPARE(run.calls[0].requests.at("INVITE"), 3);
        QVERIFY(run.calls[0].bodies[2].find("a=inactive") != std::string::npos);
        const auto &times = run.calls[0].streams[0].timestamps;
        std::uint32_t widest = 0;
        for (std::size_t i = 1; i < times.size(); ++i) {
            widest = std::max(widest, times[i] - times[i - 1]);
        }
        QVERIFY2(widest >= 3600 && widest <= 4800, qPrintable(QString::number(widest)));
        QCOMPARE(stream(run, 0, 0)[QLatin1String("pauses")].toArray().size(), 1);
    }
    void codecChangesInMidCall()
    {
        const Run run = place(words("call --seconds 1 --codec-switch-at 500"));
        QCOMPARE(run.code, 0);
        QCOMPARE(run.calls[0].streams[0].payloadTypes, (std::set<int>{0, 8}));
    }
    void ciscoPairAnswersInTheAck()
    {
        const Run run = place(words("call --cisco --seconds 0.5 --from 3005 --to 3006"));
        QCOMPARE(run.code, 0);
        QCOMPARE(run.calls.size(), std::size_t{2});
        QVERIFY(run.calls[0].from.find(";x-nearend;") != std::string::npos);
        QVERIFY(run.calls[1].from.find(";x-farend;") != std::string::npos);
        for (const StubCall &call : run.calls) {
            QVERIFY(call.bodies[0].empty());
            QVERIFY(call.bodies[1].find("m=audio 4000 RTP/AVP 0") != std::string::npos);
            QVERIFY(call.streams[0].packets > 20);
        }
    }
    void srtpAuthenticates_data()
    {
        QTest::addColumn<QString>("suite");
        for (const char *suite : {"AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32",
                                  "AES_256_CM_HMAC_SHA1_80", "AEAD_AES_128_GCM", "AEAD_AES_256_GCM"}) {
            QTest::newRow(suite) << QString::fromLatin1(suite);
        }
    }
    void srtpAuthenticates()
    {
        QFETCH(QString, suite);
        const Run run = place(words("call --seconds 0.4 --tone A:400,B:700 --srtp") << suite);
        QCOMPARE(run.code, 0);
        for (const StubStream &seen : run.calls[0].streams) {
            QCOMPARE(seen.rejected, 0);
            QVERIFY(seen.packets >= 18);
            QCOMPARE(seen.audio.size(), static_cast<std::size_t>(seen.packets) * 160);
        }
    }
    void networkFaultsAreCountedRight()
    {
        const Run run = place(words("call --seconds 2 --loss 0.1 --dup 0.1 --reorder 0.1:50 --jitter 10"));
        QCOMPARE(run.code, 0);
        const QJsonObject truth = stream(run, 0, 0);
        const StubStream &seen = run.calls[0].streams[0];
        QVERIFY(truth[QLatin1String("lost")].toInteger() > 0);
        QVERIFY(truth[QLatin1String("duplicated")].toInteger() > 0);
        QVERIFY(seen.gaps > 0);
        // What is still under way at the end is not sent: allow for the last few packets.
        const qint64 expected =
            truth[QLatin1String("packets")].toInteger() + truth[QLatin1String("duplicated")].toInteger();
        QVERIFY(std::abs(seen.packets - expected) <= 3);
    }
    void oneWayAndNoMedia()
    {
        const Run oneWay = place(words("call --seconds 0.5 --one-way"));
        QCOMPARE(oneWay.code, 0);
        QVERIFY(oneWay.calls[0].streams[0].packets > 20);
        QCOMPARE(oneWay.calls[0].streams[1].packets, 0);
        const Run silent = place(words("call --seconds 0.3 --no-rtp"));
        QCOMPARE(silent.code, 0);
        QCOMPARE(silent.calls[0].streams[0].packets + silent.calls[0].streams[1].packets, 0);
    }
    void delayedStart()
    {
        const Run run = place(words("call --seconds 1 --start-delay B:400"));
        const StubStream &a = run.calls[0].streams[0];
        const StubStream &b = run.calls[0].streams[1];
        QVERIFY(std::abs(static_cast<double>(b.firstNs - a.firstNs) * 1e-6 - 400) < 60);
    }
    void everyStreamOfALoadHasItsOwnTone()
    {
        const Run run = place(words("load --calls 10 --rate 50 --seconds 1"));
        QCOMPARE(run.code, 0);
        QCOMPARE(run.calls.size(), std::size_t{10});
        std::set<std::vector<std::uint8_t>> contents;
        qint64 packets = 0;
        for (const StubCall &call : run.calls) {
            for (const StubStream &seen : call.streams) {
                QVERIFY(seen.packets >= 50);
                contents.insert({seen.audio.begin(), seen.audio.begin() + 8000});
                packets += seen.packets;
            }
        }
        QCOMPARE(contents.size(), std::size_t{20});
        QCOMPARE(run.summary[QLatin1String("packets_sent")].toInteger(), packets);
    }
    void setUpRateIsMeasured()
    {
        const Run run = place(words("cps --rate 100 --run-seconds 1"));
        QCOMPARE(run.code, 0);
        QCOMPARE(run.summary[QLatin1String("calls_ok")].toInt(), 100);
        QVERIFY(run.summary[QLatin1String("setup_rate")].toDouble() > 80);
        QVERIFY(run.summary[QLatin1String("setup_ms_p50")].toDouble() > 0);
    }
    void refusalIsAFailureUnlessAllowed()
    {
        StubBehaviour full;
        full.refuseStatus = 503;
        QCOMPARE(place(words("call --seconds 0.2"), full).code, 1);
        const Run allowed = place(words("call --seconds 0.2 --allow-refused"), full);
        QCOMPARE(allowed.code, 0);
        QCOMPARE(allowed.summary[QLatin1String("calls_refused")].toInt(), 1);
        StubBehaviour forbidden;
        forbidden.refuseStatus = 403;
        QCOMPARE(place(words("call --seconds 0.2 --allow-refused"), forbidden).code, 1);
    }
    void speechIsSentAsItIs()
    {
        QTemporaryDir dir;
        const QString a = dir.filePath(QStringLiteral("a.wav"));
        const QString b = dir.filePath(QStringLiteral("b.wav"));
        QVERIFY(writeWav(a.toStdString(), makeTone(500, 300, 100)));
        QVERIFY(writeWav(b.toStdString(), makeTone(900, 200, 100)));
        const Run run = place({QStringLiteral("demo"), QStringLiteral("--a"), a, QStringLiteral("--b"), b,
                               QStringLiteral("--write-sent"), dir.path()});
        QCOMPARE(run.code, 0);
        for (int i = 0; i < 2; ++i) {
            const QString file = stream(run, 0, i)[QLatin1String("file")].toString();
            std::string why;
            const auto sent = readWav(file.toStdString(), why);
            QVERIFY2(sent.has_value(), why.c_str());
            const StubStream &seen = run.calls[0].streams[static_cast<std::size_t>(i)];
            const std::size_t count = std::min(seen.audio.size(), sent->size());
            QVERIFY(count >= 8000);
            for (std::size_t j = 0; j < count; ++j) {
                QCOMPARE(seen.audio[j], encodeUlaw((*sent)[j]));
            }
        }
    }
};

EARSHOT_TEST(tst_caller, TestCaller)
#include "tst_caller.moc"
