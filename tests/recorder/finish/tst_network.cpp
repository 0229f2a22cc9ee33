// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/finishcall.h"
#include "tests/recorder/finish/callbuilder.h"
#include "tests/support/testmain.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace tests;
using common::FinishedCall;
using common::Gap;

namespace
{

constexpr qint64 kSecond = 1000 * kMs;

} // namespace

/// What networks and senders do to RTP (trust.md F12), against what must be in the file.
class TestNetwork : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;
    recorder::FinishOptions m_options;

    struct Outcome {
        FinishedCall call;
        Decoded audio;
    };
    Outcome finish(const CallBuilder &builder)
    {
        auto source = builder.source();
        auto call = recorder::finishCall(source, m_options);
        if (!call) {
            qCritical("%s", qPrintable(call.error().message));
            return {};
        }
        return {*call, readWav(m_dir.filePath(call->files.at(0).path))};
    }
    static CallBuilder oneLine()
    {
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        return builder;
    }
    static qint64 sum(const QList<Gap> &gaps, Gap::Cause cause)
    {
        qint64 ms = 0;
        for (const Gap &gap : gaps) {
            ms += gap.cause == cause ? gap.length.count() : 0;
        }
        return ms;
    }
    /// Expects `audio` bit by bit from `at` on, at most `slack` samples off, silence elsewhere is not asked.
    static void expectExactly(const Samples &hay, const Samples &audio, qint64 at, qint64 slack = 0)
    {
        const Match match = findIn(hay, Samples(audio.begin(), audio.begin() + 4000), at, slack);
        QVERIFY2(match.correlation > 0.999,
                 qPrintable(QStringLiteral("%1 at %2").arg(match.correlation).arg(match.position)));
        QVERIFY(std::equal(audio.begin(), audio.end(), hay.begin() + match.position));
    }

private Q_SLOTS:
    void init()
    {
        m_options = {};
        m_options.recordingsRoot = m_dir.path();
        m_options.format.container = common::FileFormat::Container::Wav;
    }

    void loss_data()
    {
        QTest::addColumn<double>("rate");
        QTest::addColumn<bool>("plc");
        QTest::newRow("1 %") << 0.01 << true;
        QTest::newRow("5 %") << 0.05 << true;
        QTest::newRow("20 %") << 0.2 << true;
        QTest::newRow("20 % without PLC") << 0.2 << false;
    }
    void loss()
    {
        QFETCH(double, rate);
        QFETCH(bool, plc);
        m_options.format.plc = plc;
        const Samples audio = speech(60, 8000, 3);
        std::mt19937 random(11);
        std::vector<bool> lost(3000, false);
        std::generate(lost.begin() + 5, lost.end() - 5,
                      [&] { return std::uniform_real_distribution<>(0, 1)(random) < rate; });
        CallBuilder builder = oneLine();
        Sender sender;
        sendMulaw(builder, sender, audio, 0, [&lost](int i, qint64 sent) {
            return lost[static_cast<std::size_t>(i)] ? std::vector<qint64>{} : std::vector<qint64>{sent};
        });
        builder.end(60 * kSecond);
        const auto [call, decoded] = finish(builder);
        const auto truth = std::count(lost.begin(), lost.end(), true);
        QCOMPARE(call.streams.at(0).lost, static_cast<quint64>(truth));
        QCOMPARE(call.streams.at(0).packets, static_cast<quint64>(3000 - truth));
        QCOMPARE(call.duration.count(), 60000);
        QCOMPARE(sum(call.gaps, Gap::Cause::Concealed) + sum(call.gaps, Gap::Cause::Loss), truth * 20);
        QCOMPARE(sum(call.gaps, Gap::Cause::Concealed) > 0, plc);
        const Samples sent = viaMulaw(audio);
        for (std::size_t i = 0; i < lost.size(); ++i) {
            const auto at = static_cast<std::ptrdiff_t>(160 * i);
            if (!lost[i]) { // what arrived is untouched
                QVERIFY(std::equal(sent.begin() + at, sent.begin() + at + 160, decoded.left.begin() + at));
            } else if (!plc) {
                QCOMPARE(rms(decoded.left, 160 * i, 160), 0.0);
            }
        }
        for (const Gap &gap : call.gaps) {
            QVERIFY(gap.cause != Gap::Cause::Concealed || gap.length.count() <= 60);
            QVERIFY(lost[static_cast<std::size_t>(gap.start.count() / 20)]);
        }
    }
    void concealmentEndsAfter60Ms()
    {
        const Samples audio = tone(200, 4);
        CallBuilder builder = oneLine();
        Sender sender;
        sendMulaw(builder, sender, audio, 0, [](int i, qint64 sent) {
            return i >= 50 && i < 60 ? std::vector<qint64>{} : std::vector<qint64>{sent};
        });
        builder.end(4 * kSecond);
        const auto [call, decoded] = finish(builder);
        const std::chrono::milliseconds start(1000), filled(60), silent(140);
        QCOMPARE(call.gaps, (QList<Gap>{{0, Gap::Cause::Concealed, start, filled},
                                        {0, Gap::Cause::Loss, start + filled, silent}}));
        QVERIFY(rms(decoded.left, 8000, 80) > 4000);
        QVERIFY(rms(decoded.left, 8400, 80) < rms(decoded.left, 8000, 80));
        QCOMPARE(rms(decoded.left, 8480, 1120), 0.0);
        QVERIFY(rms(decoded.left, 9600, 1600) > 5000);
    }
    void duplicatesChangeNoSample()
    {
        const Samples audio = speech(20, 8000, 4);
        CallBuilder builder = oneLine();
        Sender sender;
        sendMulaw(builder, sender, audio, 0, [](int i, qint64 sent) -> std::vector<qint64> {
            return i % 3 == 0 ? std::vector{sent, sent + (i % 7) * 10 * kMs} : std::vector{sent};
        });
        builder.end(20 * kSecond);
        const auto [call, decoded] = finish(builder);
        QVERIFY(decoded.left == viaMulaw(audio));
        QCOMPARE(call.streams.at(0).duplicates, quint64{334});
        QCOMPARE(call.streams.at(0).packets, quint64{1000});
        QCOMPARE(call.streams.at(0).lost, quint64{0});
        QVERIFY(call.gaps.isEmpty());
    }
    void reorderingChangesNoSample_data()
    {
        QTest::addColumn<qint64>("lateMs");
        QTest::newRow("50 ms") << qint64{50};
        QTest::newRow("450 ms") << qint64{450};
    }
    void reorderingChangesNoSample()
    {
        QFETCH(qint64, lateMs);
        const Samples audio = speech(20, 8000, 5);
        CallBuilder builder = oneLine();
        Sender sender;
        sendMulaw(builder, sender, audio, 0, [lateMs](int i, qint64 sent) -> std::vector<qint64> {
            return {i % 9 == 0 ? sent + lateMs * kMs : sent}; // the very first one, too
        });
        builder.end(20 * kSecond);
        const auto [call, decoded] = finish(builder);
        expectExactly(decoded.left, viaMulaw(audio), 0);
        QVERIFY(call.gaps.isEmpty());
        QCOMPARE(call.streams.at(0).lost, quint64{0});
    }
    void jitterOf200MsIsTakenOut()
    {
        const Samples audio = speech(60, 8000, 6);
        std::mt19937 random(12);
        CallBuilder builder = oneLine();
        Sender sender;
        sendMulaw(builder, sender, audio, kSecond, [&random](int, qint64 sent) -> std::vector<qint64> {
            return {sent + static_cast<qint64>(random() % 200) * kMs};
        });
        builder.end(62 * kSecond);
        const auto [call, decoded] = finish(builder);
        QVERIFY(call.gaps.isEmpty());
        QCOMPARE(call.streams.at(0).lost, quint64{0});
        // In place within 20 ms, and not a sample added or taken: the minimum does not wander 10 ms.
        expectExactly(decoded.left, viaMulaw(audio), 8000, 160);
    }
    void anotherSsrcGoesOnInTheSameChannel()
    {
        CallBuilder builder = oneLine();
        builder.add(CallBuilder::line(1, 1));
        Sender first{0, 0xaaaa, 0, 65000, 7};
        Sender second{0, 0xbbbb, 0, 3, 0x80000000};
        Sender right{1, 0xcccc};
        const Samples one = tone(400, 3), two = tone(700, 3);
        sendMulaw(builder, first, one, 0);
        sendMulaw(builder, second, two, 3 * kSecond);
        sendMulaw(builder, right, tone(1500, 6), 0);
        builder.end(6 * kSecond);
        const auto [call, decoded] = finish(builder);
        expectExactly(decoded.left, viaMulaw(one), 0);
        expectExactly(decoded.left, viaMulaw(two), 24000);
        expectExactly(decoded.right, viaMulaw(tone(1500, 6)), 0);
        QCOMPARE(call.streams.at(0).packets, quint64{300});
        QCOMPARE(call.streams.at(0).lost, quint64{0});
        QVERIFY(call.gaps.isEmpty());
    }
    /// Media servers that take a new SSRC at each hold, announcement or transfer: an evening of them is heard
    /// to the end.
    void aHundredSsrcsOneAfterTheOther()
    {
        CallBuilder builder = oneLine();
        constexpr int kSources = 100;
        for (int i = 0; i < kSources; ++i) {
            Sender sender{0, 0xa000U + static_cast<quint32>(i), 0, static_cast<quint16>(i * 17),
                          static_cast<quint32>(i) * 90'001U};
            sendMulaw(builder, sender, tone(300 + 7 * i, 0.5), i * 500 * kMs);
        }
        builder.end(kSources * 500 * kMs);
        const auto [call, decoded] = finish(builder);
        for (const int i : {0, 31, 32, 33, 99}) {
            expectExactly(decoded.left, viaMulaw(tone(300 + 7 * i, 0.5)), i * 4000);
        }
        QCOMPARE(call.streams.at(0).packets, quint64{kSources * 25});
        QCOMPARE(call.streams.at(0).foreign, quint64{0});
        QVERIFY(call.gaps.isEmpty());
    }
    /// A sender whose timestamps step at each talk spurt.
    void threeThousandStepsOfTheTimestamp()
    {
        CallBuilder builder = oneLine();
        Sender sender;
        constexpr int kSpurts = 3000;
        for (int i = 0; i < kSpurts; ++i) {
            sendMulaw(builder, sender, tone(440, 0.04), i * 40 * kMs);
            sender.timestamp += 8000 * 60; // a minute ahead, in no time
        }
        builder.end(kSpurts * 40 * kMs);
        const auto [call, decoded] = finish(builder);
        QCOMPARE(call.streams.at(0).foreign, quint64{0});
        QCOMPARE(call.streams.at(0).packets, quint64{kSpurts * 2});
        QVERIFY(rms(decoded.left, decoded.left.size() - 8000, 7000) > 3000);
    }
    void twoSsrcsAtOneTimeAreTwoParties()
    {
        CallBuilder builder = oneLine();
        Sender first{0, 0xaaaa, 0, 1, 1};
        Sender second{0, 0xbbbb, 0, 1, 1};
        const Samples one = speech(5, 8000, 7), two = speech(5, 8000, 8);
        sendMulaw(builder, first, one, 0);
        sendMulaw(builder, second, two, 5 * kMs);
        builder.end(6 * kSecond);
        const auto [call, decoded] = finish(builder);
        expectExactly(decoded.left, viaMulaw(one), 0);
        expectExactly(decoded.right, viaMulaw(two), 40);
        QCOMPARE(call.streams.size(), 1);
    }
    void payloadTypeChangesInMidCall()
    {
        CallBuilder builder = oneLine();
        Sender sender;
        sendMulaw(builder, sender, tone(400, 2), 0);
        sender.payloadType = 8; // A-law from here on, same numbers and timestamps
        const QByteArray alaw(160, static_cast<char>(0xaa)); // the loudest positive step
        for (int i = 0; i < 50; ++i) {
            builder.rtp(0, sender.packet(alaw, 160), 2 * kSecond + i * 20 * kMs);
        }
        builder.end(3 * kSecond);
        const auto [call, decoded] = finish(builder);
        QCOMPARE(call.streams.at(0).codec, QStringLiteral("PCMA"));
        expectExactly(decoded.left, viaMulaw(tone(400, 2)), 0);
        QVERIFY(std::all_of(decoded.left.begin() + 16000, decoded.left.end(),
                            [](qint16 s) { return s == 32256; }));
    }
    void timestampJumpsKeepTheAudioInPlace_data()
    {
        QTest::addColumn<quint32>("jump");
        QTest::newRow("half the range") << 0x80000000U;
        QTest::newRow("almost all") << 0xffff0000U;
        QTest::newRow("ten seconds") << 80000U;
        QTest::newRow("back a minute") << static_cast<quint32>(-480000);
    }
    void timestampJumpsKeepTheAudioInPlace()
    {
        QFETCH(quint32, jump);
        const Samples audio = speech(12, 8000, 9);
        CallBuilder builder = oneLine();
        Sender sender;
        const Samples head(audio.begin(), audio.begin() + 48000), tail(audio.begin() + 48000, audio.end());
        sendMulaw(builder, sender, head, 0);
        sender.timestamp += jump;
        sendMulaw(builder, sender, tail, 6 * kSecond);
        builder.end(12 * kSecond);
        const auto [call, decoded] = finish(builder);
        QCOMPARE(decoded.left.size(), audio.size());
        QVERIFY(decoded.left == viaMulaw(audio));
        QCOMPARE(call.streams.at(0).lost, quint64{0});
        QVERIFY(call.gaps.isEmpty());
    }
    void aPauseWithoutTimestampsIsAPause_data()
    {
        QTest::addColumn<qint64>("pauseMs");
        QTest::newRow("5 s") << qint64{5000};
        QTest::newRow("1.5 s, found by the step of the envelope") << qint64{1500};
    }
    void aPauseWithoutTimestampsIsAPause()
    {
        QFETCH(qint64, pauseMs);
        const Samples audio = speech(20, 8000, 10);
        const Samples head(audio.begin(), audio.begin() + 80000), tail(audio.begin() + 80000, audio.end());
        CallBuilder builder = oneLine();
        Sender sender;
        sendMulaw(builder, sender, head, 0);
        sendMulaw(builder, sender, tail, 10 * kSecond + pauseMs * kMs);
        builder.end(20 * kSecond + pauseMs * kMs);
        const auto [call, decoded] = finish(builder);
        const Samples sent = viaMulaw(audio);
        expectExactly(decoded.left, Samples(sent.begin(), sent.begin() + 79000), 0);
        // Up to a second after the pause may still be laid out by the old clock.
        expectExactly(decoded.left, Samples(sent.begin() + 88000, sent.end()), 88000 + pauseMs * 8, 160);
    }
    void numbersWrap()
    {
        const Samples audio = speech(30, 8000, 11);
        CallBuilder builder = oneLine();
        Sender sender{0, 5, 0, 65530, 0xffffffff - 80000};
        sendMulaw(builder, sender, audio, 0);
        builder.end(30 * kSecond);
        const auto [call, decoded] = finish(builder);
        QVERIFY(decoded.left == viaMulaw(audio));
        QCOMPARE(call.streams.at(0).lost, quint64{0});
    }
    void silenceSuppressionIsNoLoss()
    {
        const Samples audio = tone(300, 10);
        CallBuilder builder = oneLine();
        Sender sender;
        Samples expected(80000, 0);
        const QByteArray bytes = toMulaw(audio);
        const Samples decodedAudio = viaMulaw(audio);
        for (int i = 0; i < 500; ++i) {
            if (i % 100 < 40) {
                builder.rtp(0, sender.packet(bytes.mid(160 * i, 160), 160), i * 20 * kMs);
                std::copy_n(decodedAudio.begin() + 160 * i, 160, expected.begin() + 160 * i);
            } else if (i % 100 == 40) { // comfort noise once, then nothing
                Sender noise = sender;
                noise.payloadType = 13;
                builder.rtp(0, noise.packet(QByteArray(1, '\x40'), 0), i * 20 * kMs);
                ++sender.sequence;
                sender.timestamp += 160;
            } else {
                sender.timestamp += 160;
            }
        }
        builder.end(10 * kSecond);
        const auto [call, decoded] = finish(builder);
        QVERIFY(decoded.left == expected);
        QCOMPARE(call.streams.at(0).lost, quint64{0});
        QVERIFY(call.gaps.isEmpty());
    }
    void eventsAreSilenceAndAllElseStaysInPlace()
    {
        const Samples audio = tone(300, 3);
        const QByteArray bytes = toMulaw(audio);
        CallBuilder builder = oneLine();
        Sender sender;
        quint32 eventStart = 0;
        for (int i = 0; i < 150; ++i) {
            if (i >= 50 && i < 60) { // ten packets of one event: timestamp stands still
                eventStart = i == 50 ? sender.timestamp : eventStart;
                Sender event = sender;
                event.payloadType = 101;
                event.timestamp = eventStart;
                builder.rtp(0, event.packet(QByteArray("\x05\x0a\x00\xa0", 4), 0), i * 20 * kMs);
                ++sender.sequence;
                sender.timestamp += 160;
            } else {
                builder.rtp(0, sender.packet(bytes.mid(160 * i, 160), 160), i * 20 * kMs);
            }
        }
        builder.end(3 * kSecond);
        const auto [call, decoded] = finish(builder);
        Samples expected = viaMulaw(audio);
        std::fill_n(expected.begin() + 8000, 1600, qint16{0});
        QVERIFY(decoded.left == expected);
        QCOMPARE(call.streams.at(0).codec, QStringLiteral("PCMU"));
        QVERIFY(call.gaps.isEmpty());
    }
    void packetsBeforeAndAfterTheCallAreCutAtItsEnds()
    {
        const Samples audio = speech(6, 8000, 13);
        CallBuilder builder = oneLine();
        Sender sender;
        // From 0.5 s before the 200 OK to 0.5 s after BYE; all arrive 30 ms late.
        sendMulaw(builder, sender, audio, -500 * kMs,
                  [](int, qint64 sent) -> std::vector<qint64> { return {sent + 30 * kMs}; });
        builder.end(5 * kSecond);
        const auto [call, decoded] = finish(builder);
        QCOMPARE(call.duration.count(), 5000);
        QCOMPARE(decoded.left.size(), std::size_t{40000});
        const Samples sent = viaMulaw(audio);
        const qint64 shift = 4000 - 240;
        QVERIFY(std::equal(decoded.left.begin(), decoded.left.end(), sent.begin() + shift));
    }
    void lastPacketsThatArriveAfterTheEndBelongToIt()
    {
        const Samples audio = speech(5, 8000, 14);
        CallBuilder builder = oneLine();
        Sender sender;
        sendMulaw(builder, sender, audio, 0, [](int i, qint64 sent) -> std::vector<qint64> {
            return {i > 240 ? sent + 300 * kMs : sent};
        });
        builder.end(5 * kSecond);
        const auto [call, decoded] = finish(builder);
        QVERIFY(decoded.left == viaMulaw(audio));
    }
    void aStrayPayloadIsNotWorthAJournal_data()
    {
        QTest::addColumn<int>("unknown");
        QTest::addColumn<bool>("kept");
        QTest::newRow("one") << 1 << false;
        QTest::newRow("less than a second") << 49 << false;
        QTest::newRow("a second") << 50 << true;
    }
    void aStrayPayloadIsNotWorthAJournal()
    {
        QFETCH(int, unknown);
        QFETCH(bool, kept);
        CallBuilder builder = oneLine();
        Sender sender;
        const QByteArray bytes = toMulaw(tone(300, 4));
        for (int i = 0; i < 200; ++i) {
            sender.payloadType = i >= 20 && i < 20 + unknown ? 77 : 0;
            builder.rtp(0, sender.packet(bytes.mid(160 * i, 160), 160), i * 20 * kMs);
        }
        builder.end(4 * kSecond);
        const auto [call, decoded] = finish(builder);
        QCOMPARE(call.streams.at(0).undecodable, static_cast<quint64>(unknown));
        QVERIFY(has(call.flags, common::CallFlag::Undecodable));
        QCOMPARE(has(call.flags, common::CallFlag::JournalKept), kept);
    }
    /// The line is answered all the same: nobody else would record it.
    void aCallInACodecWithoutDecoderKeepsItsJournal()
    {
        CallBuilder builder;
        auto line = CallBuilder::line(0, 0);
        line.formats = {{116, QStringLiteral("iLBC"), 8000, 1, {}}};
        builder.add(line);
        Sender sender{0, 9, 116};
        for (int i = 0; i < 10; ++i) {
            builder.rtp(0, sender.packet(QByteArray(50, '\x55'), 240), i * 30 * kMs);
        }
        builder.end(300 * kMs);
        const auto [call, decoded] = finish(builder);
        QCOMPARE(call.streams.at(0).codec, QStringLiteral("ILBC"));
        QVERIFY(has(call.flags, common::CallFlag::JournalKept));
    }
    void unknownPayloadIsCountedAndSilent()
    {
        CallBuilder builder = oneLine();
        Sender sender{0, 9, 77};
        for (int i = 0; i < 100; ++i) {
            builder.rtp(0, sender.packet(QByteArray(40, '\x55'), 160), i * 20 * kMs);
        }
        builder.end(2 * kSecond);
        const auto [call, decoded] = finish(builder);
        QCOMPARE(call.streams.at(0).undecodable, quint64{100});
        QVERIFY(has(call.flags, common::CallFlag::JournalKept)); // it has what the file has not
        QVERIFY(has(call.flags, common::CallFlag::Undecodable));
        QVERIFY(decoded.left == Samples(16000, 0));
    }
    void garbageAndManySourcesDoNoHarm()
    {
        const Samples audio = speech(10, 8000, 15);
        CallBuilder builder = oneLine();
        Sender sender;
        sendMulaw(builder, sender, audio, 0);
        std::minstd_rand random(16);
        for (int i = 0; i < 3000; ++i) { // other sources, any numbers, any length, type 77
            Sender stranger{0, static_cast<quint32>(random()), 77, static_cast<quint16>(random()),
                            static_cast<quint32>(random())};
            builder.rtp(0, stranger.packet(QByteArray(static_cast<int>(random() % 300), 'x'), 0),
                        i * 3 * kMs);
            builder.rtp(0, QByteArray(static_cast<int>(random() % 14), '\x10'), i * 3 * kMs);
        }
        builder.end(10 * kSecond);
        const auto [call, decoded] = finish(builder);
        QVERIFY(decoded.left == viaMulaw(audio));
        QVERIFY(has(call.flags, common::CallFlag::ForeignPackets));
    }
    void strayNumbersOfTheRightSourceDoNoHarm()
    {
        const Samples audio = speech(10, 8000, 17);
        CallBuilder builder = oneLine();
        Sender sender;
        sendMulaw(builder, sender, audio, 0);
        std::minstd_rand random(18);
        for (int i = 0; i < 100; ++i) {
            Sender stray{0, sender.ssrc, 0, static_cast<quint16>(20000 + random() % 20000),
                         static_cast<quint32>(random())};
            builder.rtp(0, stray.packet(QByteArray(160, '\x10'), 0), i * 97 * kMs + 7 * kMs);
        }
        builder.end(10 * kSecond);
        const auto [call, decoded] = finish(builder);
        QVERIFY(decoded.left == viaMulaw(audio));
        QCOMPARE(call.streams.at(0).lost, quint64{0});
    }
    void senderThatStartsAnewIsHeard()
    {
        const Samples audio = speech(10, 8000, 19);
        const Samples head(audio.begin(), audio.begin() + 40000), tail(audio.begin() + 40000, audio.end());
        CallBuilder builder = oneLine();
        Sender sender{0, 7, 0, 100, 1000};
        sendMulaw(builder, sender, head, 0);
        Sender again{0, 7, 0, 40000, 0x70000000};
        sendMulaw(builder, again, tail, 5 * kSecond);
        builder.end(10 * kSecond);
        const auto [call, decoded] = finish(builder);
        const Samples sent = viaMulaw(audio);
        QVERIFY(std::equal(sent.begin(), sent.begin() + 40000, decoded.left.begin()));
        // The first packet of the new numbers could as well be a stray: 20 ms are not taken.
        QVERIFY(std::equal(sent.begin() + 40160, sent.end(), decoded.left.begin() + 40160));
    }
};

EARSHOT_TEST(tst_network, TestNetwork)
#include "tst_network.moc"
