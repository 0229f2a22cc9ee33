// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/audio/peaks.h"
#include "common/crypto/sha256.h"
#include "common/model/recordingjson.h"
#include "recorder/finish/finishcall.h"
#include "tests/recorder/finish/callbuilder.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace tests;
using common::CallFlag;
using common::FileFormat;
using common::Gap;
using recorder::finishCall;

namespace
{

constexpr qint64 kSecond = 1000 * kMs;

/// Left speaks 3 s from 0.5 s on, right 3 s from 1 s on; 5 s in all.
CallBuilder twoLegs()
{
    CallBuilder call;
    call.add(CallBuilder::line(0, 0));
    call.add(CallBuilder::line(1, 1));
    Sender left{0, 0x11};
    Sender right{1, 0x22};
    sendMulaw(call, left, tone(440, 3), kSecond / 2);
    sendMulaw(call, right, tone(1000, 3), kSecond);
    call.end(5 * kSecond);
    return call;
}

} // namespace

class TestFinishCall : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;
    recorder::FinishOptions m_options;

    QString path(const common::FinishedCall &call, int file) const
    {
        return m_dir.filePath(call.files.at(file).path);
    }
    QByteArray contents(const QString &name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void init()
    {
        m_options = {};
        m_options.recordingsRoot = m_dir.path();
        m_options.format.container = FileFormat::Container::Wav;
    }
    void nothingIsWrittenOfACallThatIsNotKept()
    {
        recorder::PartyDocument anna;
        anna.participantId = QStringLiteral("a");
        anna.number = QStringLiteral("201");
        CallBuilder builder;
        const common::TenantId tenant = common::TenantId::generate();
        builder.call.tenantId = tenant.toString();
        builder.add(CallBuilder::line(0, 0));
        builder.add(recorder::ParticipantsDocument{{anna}, false, false, false});
        Sender sender{0, 0x11};
        sendMulaw(builder, sender, tone(440, 3), kSecond / 2);
        builder.end(5 * kSecond);
        auto source = builder.source();
        common::FinishedCall asked;
        m_options.judge =
            [&asked](const common::FinishedCall &call) -> common::Result<recorder::KeepVerdict> {
            asked = call;
            return recorder::KeepVerdict{QStringLiteral("rule"), true};
        };
        const auto call = finishCall(source, m_options);
        QVERIFY2(call, call ? "" : qPrintable(call.error().message));
        QCOMPARE(call->state, common::CallState::Excluded);
        QCOMPARE(call->reason, QStringLiteral("rule"));
        QCOMPARE(call->id, asked.id);
        QVERIFY(call->tenantId == tenant && asked.tenantId == tenant);
        QCOMPARE(call->duration.count(), 5000);
        QVERIFY(!asked.participants.isEmpty());
        QVERIFY(call->participants.isEmpty() && call->files.isEmpty() && call->streams.isEmpty());
        QVERIFY(QDir(m_dir.path()).isEmpty());
        QCOMPARE(common::finishedCallFromJson(common::toJson(*call)).value(), *call);
        // Without an answer nothing is decided.
        m_options.judge = [](const common::FinishedCall &) -> common::Result<recorder::KeepVerdict> {
            return common::fail(common::ErrorCode::Unavailable, QStringLiteral("no database"));
        };
        const auto later = finishCall(source, m_options);
        QVERIFY(!later && later.error().code == common::ErrorCode::Unavailable);
        QVERIFY(QDir(m_dir.path()).isEmpty());
        m_options.judge = [](const common::FinishedCall &) -> common::Result<recorder::KeepVerdict> {
            return recorder::KeepVerdict{{}, true};
        };
        const auto kept = finishCall(source, m_options);
        QVERIFY(kept && common::has(kept->flags, common::CallFlag::Confidential));
        QCOMPARE(kept->files.size(), 3);
        QVERIFY(QDir(m_dir.path()).removeRecursively() && QDir().mkpath(m_dir.path()));
    }
    void aCleanCallIsBitExact()
    {
        auto source = twoLegs().source();
        const auto call = finishCall(source, m_options);
        QVERIFY2(call, call ? "" : qPrintable(call.error().message));
        QCOMPARE(call->state, common::CallState::Stored);
        QCOMPARE(call->flags, common::CallFlags{0});
        QCOMPARE(call->duration.count(), 5000);
        QVERIFY(call->gaps.isEmpty());
        const Decoded audio = readWav(path(*call, 0));
        QCOMPARE(audio.sampleRate, 8000);
        QCOMPARE(audio.left.size(), std::size_t{40000});
        Samples left(40000, 0), right(40000, 0);
        std::ranges::copy(viaMulaw(tone(440, 3)), left.begin() + 4000);
        std::ranges::copy(viaMulaw(tone(1000, 3)), right.begin() + 8000);
        QVERIFY(audio.left == left);
        QVERIFY(audio.right == right);
    }
    void monoIsTheSum()
    {
        m_options.format.channels = FileFormat::Channels::Mono;
        auto source = twoLegs().source();
        const auto call = finishCall(source, m_options);
        QVERIFY(call);
        const Decoded audio = readWav(path(*call, 0));
        QVERIFY(audio.right.empty());
        const Samples left = viaMulaw(tone(440, 3)), right = viaMulaw(tone(1000, 3));
        for (std::size_t i = 0; i < 16000; ++i) {
            QCOMPARE(audio.left.at(8000 + i), static_cast<qint16>(left.at(4000 + i) + right.at(i)));
        }
    }
    void filesHaveNamesHashesAndTags()
    {
        CallBuilder builder = twoLegs();
        builder.call.tenant = QStringLiteral("../Grün & Co");
        builder.message("INVITE sip:a@b SIP/2.0\r\n\r\n", 0);
        builder.message("BYE sip:a@b SIP/2.0\r\n\r\n", 4999 * kMs);
        auto source = builder.source();
        const auto call = finishCall(source, m_options);
        QVERIFY(call);
        QCOMPARE(call->files.size(), 3);
        QCOMPARE(call->files.at(0).path, QStringLiteral("=2E.=2FGr=C3=BCn=20=26=20Co/2026/01/01/"
                                                        "0198b2f0-7c00-7000-8000-00000000abcd.wav"));
        for (int i = 0; i < 3; ++i) {
            const QByteArray bytes = contents(path(*call, i));
            QCOMPARE(call->files.at(i).size, bytes.size());
            QCOMPARE(call->files.at(i).sha256, common::sha256(bytes));
        }
        QVERIFY(contents(path(*call, 0)).left(400).contains(builder.call.tenant.toUtf8()));
        const QByteArray sip = contents(path(*call, 2));
        QCOMPARE(sip, QByteArray("--- 2026-01-01T00:00:00.000Z (0.000 s) 26 bytes\n"
                                 "INVITE sip:a@b SIP/2.0\r\n\r\n\n"
                                 "--- 2026-01-01T00:00:04.999Z (4.999 s) 23 bytes\n"
                                 "BYE sip:a@b SIP/2.0\r\n\r\n\n"));
    }
    void peaksAreThoseOfTheFile()
    {
        auto source = twoLegs().source();
        const auto call = finishCall(source, m_options);
        QVERIFY(call);
        const Decoded audio = readWav(path(*call, 0));
        auto peaks = common::PeaksReader::open(path(*call, 1));
        QVERIFY(peaks);
        const auto blocks = peaks->blocks(0, 0, 500);
        QVERIFY(blocks);
        for (std::size_t b = 0; b < 500; ++b) {
            const auto from = audio.right.begin() + static_cast<std::ptrdiff_t>(80 * b);
            QCOMPARE(static_cast<int>(blocks->at(2 * b + 1).min), *std::min_element(from, from + 80) >> 8);
        }
    }
    void repeatingGivesTheSameFiles()
    {
        m_options.format.container = FileFormat::Container::Mp3;
        auto source = twoLegs().source();
        const auto first = finishCall(source, m_options);
        const auto second = finishCall(source, m_options);
        QVERIFY(first && second);
        QCOMPARE(*second, *first);
        QCOMPARE(common::sha256(contents(path(*second, 0))), first->files.at(0).sha256);
    }
    void mixedStreamIsLeftOutBesideTheOthers()
    {
        CallBuilder builder = twoLegs();
        auto mixed = CallBuilder::line(2, 0);
        mixed.mixed = true;
        builder.add(mixed);
        Sender sender{2, 0x33};
        sendMulaw(builder, sender, tone(2000, 4), kSecond / 2);
        auto source = builder.source();
        const auto call = finishCall(source, m_options);
        QVERIFY(call);
        QVERIFY(has(call->flags, CallFlag::Mixed));
        QCOMPARE(call->streams.size(), 3);
        QCOMPARE(call->streams.at(2).packets, quint64{200});
        const Decoded audio = readWav(path(*call, 0));
        QCOMPARE(toneStart(audio.left, 8000, 2000), qint64{-1});
        QVERIFY(std::abs(toneStart(audio.left, 8000, 440) - 4000) <= 40);
    }
    void mixedStreamAloneIsHeard()
    {
        CallBuilder builder;
        auto mixed = CallBuilder::line(0, 0);
        mixed.mixed = true;
        builder.add(mixed);
        Sender sender;
        sendMulaw(builder, sender, tone(2000, 1), 0);
        builder.end(kSecond);
        auto source = builder.source();
        const auto call = finishCall(source, m_options);
        QVERIFY(call);
        QCOMPARE(toneStart(readWav(path(*call, 0)).left, 8000, 2000), qint64{0});
    }
    void twoStreamsOfOneChannelAreSummedWithSaturation()
    {
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        builder.add(CallBuilder::line(1, 0));
        Sender one{0, 1}, two{1, 2};
        const Samples loud = tone(500, 1, 8000, 25000);
        sendMulaw(builder, one, loud, 0);
        sendMulaw(builder, two, loud, 0);
        builder.end(kSecond);
        auto source = builder.source();
        const auto call = finishCall(source, m_options);
        QVERIFY(call);
        const Samples left = readWav(path(*call, 0)).left;
        const Samples each = viaMulaw(loud);
        for (std::size_t i = 0; i < each.size(); ++i) {
            QCOMPARE(left.at(i), static_cast<qint16>(std::clamp(2 * each[i], -32768, 32767)));
        }
    }
    void noPacketAtAllIsASilentFile()
    {
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        builder.add(CallBuilder::line(1, 1));
        builder.end(7300 * kMs);
        auto source = builder.source();
        const auto call = finishCall(source, m_options);
        QVERIFY(call);
        QVERIFY(has(call->flags, CallFlag::NoRtp));
        QVERIFY(!has(call->flags, CallFlag::OneWay));
        QCOMPARE(call->state, common::CallState::Stored);
        const Decoded audio = readWav(path(*call, 0));
        QVERIFY(audio.left == Samples(58400, 0));
    }
    void oneWayIsFlaggedUnlessTheStreamWasHeld()
    {
        for (const bool held : {false, true}) {
            CallBuilder builder;
            auto silent = CallBuilder::line(1, 1);
            silent.held = held;
            builder.add(CallBuilder::line(0, 0));
            builder.add(silent);
            Sender sender;
            sendMulaw(builder, sender, tone(440, 3), 0);
            builder.end(4 * kSecond);
            auto source = builder.source();
            const auto call = finishCall(source, m_options);
            QVERIFY(call);
            QCOMPARE(has(call->flags, CallFlag::OneWay), !held);
            QCOMPARE(call->gaps, held ? (QList<Gap>{{1, Gap::Cause::Hold, std::chrono::milliseconds(0),
                                                     std::chrono::milliseconds(4000)}})
                                      : QList<Gap>());
        }
    }
    /// A relay goes on counting while it holds packets back: numbers and timestamps jump over the hold.
    void whatWasHeldBackIsNoLoss()
    {
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        builder.add(CallBuilder::line(1, 1));
        Sender sender;
        sendMulaw(builder, sender, tone(440, 1), 0);
        auto held = CallBuilder::line(0, 0);
        held.held = true;
        builder.add(held, kSecond);
        sender.sequence = static_cast<quint16>(sender.sequence + 50);
        sender.timestamp += 8000;
        builder.add(CallBuilder::line(0, 0), 2 * kSecond);
        sendMulaw(builder, sender, tone(440, 1), 2 * kSecond);
        builder.end(3 * kSecond);
        auto source = builder.source();
        const auto call = finishCall(source, m_options);
        QVERIFY(call);
        QCOMPARE(call->streams[0].lost, quint64(0));
        QCOMPARE(call->gaps, (QList<Gap>{{0, Gap::Cause::Hold, std::chrono::milliseconds(1000),
                                          std::chrono::milliseconds(1000)}}));
        const Decoded audio = readWav(path(*call, 0));
        const auto loud = [](qint16 sample) { return sample != 0; };
        const auto sound = std::find_if(audio.left.begin() + 8000, audio.left.end(), loud);
        QVERIFY2(sound - audio.left.begin() >= 16000,
                 qPrintable(QString::number(sound - audio.left.begin())));
        QVERIFY(rms(audio.left, 16000, 8000) > 4000);
    }
    /// Cisco: one of the two legs ends first, and its party is then on no stream that is live.
    void aPartyKeepsTheStreamOnWhichItSpoke()
    {
        recorder::PartyDocument near;
        near.participantId = QStringLiteral("SEP1");
        near.number = QStringLiteral("301");
        near.streamIndex = 0;
        near.ipAddress = QStringLiteral("192.0.2.7");
        near.port = 4000;
        CallBuilder builder = twoLegs();
        builder.add({{near}, false, true, false});
        near.streamIndex = -1;
        near.ipAddress.clear();
        near.port = 0;
        builder.add({{near}, false, true, false}, 3 * kSecond);
        auto source = builder.source();
        const auto call = finishCall(source, m_options);
        QVERIFY(call);
        QCOMPARE(call->participants.size(), 1);
        QCOMPARE(call->participants[0].streamIndex, 0);
        QCOMPARE(call->participants[0].ipAddress, QStringLiteral("192.0.2.7"));
        QCOMPARE(call->participants[0].port, 4000);
    }
    void participantsComeAndGo()
    {
        using recorder::PartyDocument;
        const auto party = [](const char *id, const char *number) {
            PartyDocument document;
            document.participantId = QLatin1String(id);
            document.number = QLatin1String(number);
            document.aor = QStringLiteral("sip:%1@pbx.example").arg(QLatin1String(number));
            return document;
        };
        PartyDocument named = party("b", "202");
        named.name = QStringLiteral("Mona");
        CallBuilder builder = twoLegs();
        builder.add({{party("a", "101"), party("b", "202")}, false, true, false});
        builder.add({{named, party("c", "303")}, false, false, true}, 2 * kSecond);
        builder.add({{named, party("a", "101")}, false, false, false}, 3 * kSecond);
        auto source = builder.source();
        const auto call = finishCall(source, m_options);
        QVERIFY(call);
        QVERIFY(has(call->flags, CallFlag::MetadataCharset));
        QVERIFY(!has(call->flags, CallFlag::MetadataMissing)); // came later
        QStringList seen;
        for (const auto &each : call->participants) {
            seen += QStringLiteral("%1 %2 %3-%4")
                        .arg(each.number, each.name)
                        .arg(each.join.count())
                        .arg(each.leave.count());
        }
        QCOMPARE(seen, (QStringList{QStringLiteral("101  0-2000"), QStringLiteral("202 Mona 0-5000"),
                                    QStringLiteral("303  2000-3000"), QStringLiteral("101  3000-5000")}));
    }
    void dropsOfOursMakeItPartialAndAreNotTheNetworksLoss()
    {
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        Sender sender;
        sendMulaw(builder, sender, tone(440, 4), 0, [](int index, qint64 sent) {
            return index >= 100 && index < 110 ? std::vector<qint64>{} : std::vector<qint64>{sent};
        });
        builder.add(recorder::CountersDocument{{{0, 50, 0, 0, 0, 0}}}, kSecond);
        builder.add(recorder::CountersDocument{{{0, 190, 4, 6, 3, 0}}}, 3 * kSecond);
        builder.end(4 * kSecond);
        auto source = builder.source();
        const auto call = finishCall(source, m_options);
        QVERIFY(call);
        QCOMPARE(call->state, common::CallState::Partial);
        QCOMPARE(call->reason, QStringLiteral("dropped"));
        QVERIFY(has(call->flags, CallFlag::PacketsDropped) && has(call->flags, CallFlag::ForeignPackets));
        QCOMPARE(call->streams.at(0).dropped, quint64{10});
        QCOMPARE(call->streams.at(0).lost, quint64{0});
        QCOMPARE(call->streams.at(0).foreign, quint64{3});
        QVERIFY(call->gaps.contains(
            {0, Gap::Cause::Dropped, std::chrono::milliseconds(1000), std::chrono::milliseconds(2000)}));
    }
    void anInterruptionIsSilenceOfItsLength_data()
    {
        QTest::addColumn<bool>("otherBoot");
        QTest::addColumn<bool>("told");
        QTest::newRow("restart of the recorder") << false << true;
        QTest::newRow("restart of the host: another monotonic clock") << true << true;
        QTest::newRow("since when is not known") << false << false;
        QTest::newRow("since when is not known, another clock") << true << false;
    }
    void anInterruptionIsSilenceOfItsLength()
    {
        QFETCH(bool, otherBoot);
        QFETCH(bool, told);
        // Packets from 0 to 2 s and from 4 to 5 s; away from 2 s to 4 s. With the host's restart the clock
        // of the second part is a day further on.
        const qint64 shift = otherBoot ? 86'400 * kSecond : 0;
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        Sender sender;
        const Samples audio = tone(440, 5);
        sendMulaw(builder, sender, audio, 0, [shift](int index, qint64 sent) -> std::vector<qint64> {
            return index < 100   ? std::vector{sent}
                   : index < 200 ? std::vector<qint64>{}
                                 : std::vector{sent + shift};
        });
        builder.add(recorder::ResumedDocument{told ? kStartMono + 2 * kSecond : 0,
                                              kStartMono + 4 * kSecond + shift - 1,
                                              otherBoot,
                                              kStartUnixMs + 4000,
                                              {}},
                    4 * kSecond + shift - 1);
        builder.end(5 * kSecond + shift);
        auto source = builder.source();
        const auto call = finishCall(source, m_options);
        QVERIFY(call);
        QCOMPARE(call->reason, QStringLiteral("interrupted"));
        QVERIFY(has(call->flags, CallFlag::Interrupted));
        QVERIFY(std::abs(call->duration.count() - 5000) <= 1);
        QCOMPARE(call->streams.at(0).lost, quint64{0});
        QCOMPARE(call->gaps.size(), 1);
        QCOMPARE(call->gaps.at(0).cause, Gap::Cause::Interrupted);
        const int start = told ? 2000 : 1980; // the last packet came 20 ms before
        QCOMPARE(call->gaps.at(0).start.count(), start);
        QVERIFY(std::abs(call->gaps.at(0).length.count() - (4000 - start)) <= 1);
        const Samples left = readWav(path(*call, 0)).left;
        QCOMPARE(rms(left, 16000, 16000), 0.0);
        QVERIFY(rms(left, 0, 16000) > 5000);
        QVERIFY(rms(left, 32000, 7990) > 5000);
    }
    void anInterruptionIsListedForStreamsThatHadNoDocumentYet()
    {
        CallBuilder builder; // nothing but the call had reached the disk
        builder.add(
            recorder::ResumedDocument{kStartMono, kStartMono + kSecond / 2, false, kStartUnixMs + 500, {0}},
            kSecond / 2);
        builder.add(CallBuilder::line(0, 0));
        Sender sender;
        sendMulaw(builder, sender, tone(440, 2), 0, [](int index, qint64 sent) -> std::vector<qint64> {
            return index < 25 ? std::vector<qint64>{} : std::vector{sent};
        });
        builder.end(2 * kSecond);
        auto source = builder.source();
        const auto call = finishCall(source, m_options);
        QVERIFY(call);
        QCOMPARE(call->reason, QStringLiteral("interrupted"));
        QCOMPARE(call->gaps.size(), 1);
        QCOMPARE(call->gaps.at(0).cause, Gap::Cause::Interrupted);
        QCOMPARE(call->gaps.at(0).start.count(), 0);
        QCOMPARE(call->gaps.at(0).length.count(), 500);
    }
    void aClosedJournalThatWasOpenedAgainIsAsItWas()
    {
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        Sender sender;
        sendMulaw(builder, sender, tone(440, 2), 0);
        builder.end(2 * kSecond);
        // It died before it could note that; the next one waited for packets in vain.
        builder.add(recorder::ResumedDocument{0, kStartMono + 3 * kSecond, false, kStartUnixMs + 3000, {0}},
                    3 * kSecond);
        builder.end(60 * kSecond);
        auto source = builder.source();
        const auto call = finishCall(source, m_options);
        QVERIFY(call);
        QCOMPARE(call->state, common::CallState::Stored);
        QVERIFY(std::abs(call->duration.count() - 2000) <= 1);
        QVERIFY(call->gaps.isEmpty());
    }
    void aRecoveredCallEndsWithItsLastPacket()
    {
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        Sender sender;
        sendMulaw(builder, sender, tone(440, 2), 0);
        // The recorder came back after three hours and only closed the journal.
        const qint64 back = 3 * 3600 * kSecond;
        builder.add(recorder::CountersDocument{}, back);
        builder.add(recorder::EndDocument{QStringLiteral("recovered"), 0, 0}, back + 1);
        auto source = builder.source();
        const auto call = finishCall(source, m_options);
        QVERIFY(call);
        QCOMPARE(call->duration.count(), 1980);
        QCOMPARE(call->disconnectTime - call->connectTime, std::chrono::milliseconds(1980));
        QCOMPARE(call->reason, QStringLiteral("interrupted"));
        QVERIFY(has(call->flags, CallFlag::Interrupted) && !has(call->flags, CallFlag::SpoolDamaged));
    }
    void aJournalWithoutEndIsFinishedUpToItsLastRecord()
    {
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        Sender sender;
        sendMulaw(builder, sender, tone(440, 2), 0);
        builder.broken = true;
        auto source = builder.source();
        const auto call = finishCall(source, m_options);
        QVERIFY(call);
        QCOMPARE(call->reason, QStringLiteral("spool-damaged"));
        QVERIFY(has(call->flags, CallFlag::SpoolDamaged));
        QCOMPARE(call->duration.count(), 1980);
    }
    void errorsLeaveNothingBehind()
    {
        QTemporaryDir empty;
        m_options.recordingsRoot = empty.path();
        CallBuilder nameless = twoLegs();
        nameless.call.callId = QStringLiteral("../x");
        auto source = nameless.source();
        auto call = finishCall(source, m_options);
        QVERIFY(!call);
        QCOMPARE(call.error().code, common::ErrorCode::Invalid);
        auto good = twoLegs().source();
        std::stop_source stop;
        stop.request_stop();
        call = finishCall(good, m_options, stop.get_token());
        QVERIFY(!call);
        QCOMPARE(call.error().code, common::ErrorCode::Unavailable);
        MemorySource nothing({});
        QVERIFY(!finishCall(nothing, m_options));
        QDirIterator files(empty.path(), QDir::Files, QDirIterator::Subdirectories);
        QVERIFY(!files.hasNext());
        m_options.recordingsRoot = empty.filePath(QStringLiteral("not/there"));
        QVERIFY(!finishCall(good, m_options));
    }
};

EARSHOT_TEST(tst_finishcall, TestFinishCall)
#include "tst_finishcall.moc"
