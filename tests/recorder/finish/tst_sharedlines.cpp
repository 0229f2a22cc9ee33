// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/finishcall.h"
#include "tests/recorder/finish/callbuilder.h"
#include "tests/support/testmain.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstdlib>

using namespace tests;
using common::FileFormat;
using recorder::finishCall;
using recorder::PartyDocument;

namespace
{
constexpr qint64 kSecond = 1000 * kMs;

PartyDocument party(const char *id, int stream)
{
    PartyDocument document;
    document.participantId = QLatin1String(id);
    document.number = QLatin1String(id);
    document.streamIndex = stream;
    return document;
}
} // namespace

/// Streams that carry several people: which of them are in the file.
class TestSharedLines : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;

    Decoded finished(CallBuilder &builder) const
    {
        recorder::FinishOptions options;
        options.recordingsRoot = m_dir.path();
        options.format.container = FileFormat::Container::Wav;
        auto source = builder.source();
        const auto call = finishCall(source, options);
        return call ? readWav(m_dir.filePath(call->files.value(0).path)) : Decoded{};
    }
    static bool starts(const Samples &samples, int hertz, qint64 at)
    {
        return std::abs(toneStart(samples, 8000, hertz) - at) <= 40;
    }

private Q_SLOTS:
    /// The line of the far side is said to be mixed when a third party joins behind it, at any time of the
    /// call: what was said on it before and after must not be lost.
    void aConferenceBehindOneLineIsHeard_data()
    {
        QTest::addColumn<bool>("fromTheStart");
        QTest::newRow("from the start") << true;
        QTest::newRow("joined later") << false;
    }
    void aConferenceBehindOneLineIsHeard()
    {
        QFETCH(bool, fromTheStart);
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        builder.add(CallBuilder::line(1, 1));
        const qint64 joins = fromTheStart ? 0 : 2 * kSecond;
        if (!fromTheStart) {
            builder.add(recorder::ParticipantsDocument{{party("a", 0), party("b", 1)}, false, false, false});
        }
        auto shared = CallBuilder::line(1, 1);
        shared.mixed = true;
        builder.add(shared, joins);
        builder.add(
            recorder::ParticipantsDocument{
                {party("a", 0), party("b", 1), party("c", 1)}, false, false, false},
            joins);
        Sender near{0, 0x11};
        Sender far{1, 0x22};
        sendMulaw(builder, near, tone(440, 3), kSecond / 2);
        sendMulaw(builder, far, tone(1000, 3), kSecond);
        builder.end(5 * kSecond);
        const Decoded audio = finished(builder);
        QVERIFY(starts(audio.left, 440, 4000));
        QVERIFY(starts(audio.right, 1000, 8000));
        QCOMPARE(toneStart(audio.left, 8000, 1000), qint64{-1});
    }

    /// Everybody has a line of his own, and a third one carries both: heard once. Unless nothing came on one
    /// of the two: then the third is all that there is of that party.
    void aLineThatOnlySumsUpIsLeftOut_data()
    {
        QTest::addColumn<bool>("farSends");
        QTest::newRow("all three send") << true;
        QTest::newRow("one is silent") << false;
    }
    void aLineThatOnlySumsUpIsLeftOut()
    {
        QFETCH(bool, farSends);
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        builder.add(CallBuilder::line(1, 1));
        auto sum = CallBuilder::line(2, 0);
        sum.mixed = true;
        builder.add(sum);
        builder.add(recorder::ParticipantsDocument{{party("a", 0), party("b", 1)}, false, false, false});
        Sender near{0, 0x11};
        Sender far{1, 0x22};
        Sender both{2, 0x33};
        sendMulaw(builder, near, tone(440, 3), kSecond / 2);
        if (farSends) {
            sendMulaw(builder, far, tone(1000, 3), kSecond);
        }
        sendMulaw(builder, both, tone(2000, 4), farSends ? kSecond / 2 : 4 * kSecond);
        builder.end(9 * kSecond);
        const Decoded audio = finished(builder);
        QVERIFY(starts(audio.left, 440, 4000));
        if (!farSends) {
            QVERIFY(starts(audio.left, 2000, 32000));
            return;
        }
        QVERIFY(starts(audio.right, 1000, 8000));
        QCOMPARE(toneStart(audio.left, 8000, 2000), qint64{-1});
        QCOMPARE(toneStart(audio.right, 8000, 2000), qint64{-1});
    }
};

EARSHOT_TEST(tst_sharedlines, TestSharedLines)
#include "tst_sharedlines.moc"
