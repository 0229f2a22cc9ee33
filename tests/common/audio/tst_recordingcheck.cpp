// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/audio/recordingcheck.h"

#include "common/audio/wav.h"

#include "tests/support/testmain.h"

#include <QTest>

using namespace common;

namespace
{

const QUuid kMine = QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-000000000001"));
const QUuid kOther = QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-000000000002"));

AudioTags tagsOf(const QUuid &call)
{
    return {{QLatin1String(kTagRecording), call.toString(QUuid::WithoutBraces)},
            {QLatin1String(kTagTenant),
             QStringLiteral("a; EARSHOT_RECORDING=") + kMine.toString(QUuid::WithoutBraces)}};
}

QByteArray mp3Of(const QUuid &call)
{
    return id3Tag(tagsOf(call)) + QByteArray(100'000, 'm');
}

QByteArray wavOf(const QUuid &call, qint64 frames = 40'000)
{
    return wavHeader({8000, 2, frames}, tagsOf(call)) + QByteArray(100'000, 'w');
}

} // namespace

class TestRecordingCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void filesSayWhoseTheyAre()
    {
        QCOMPARE(recordingIn(mp3Of(kOther).left(4096)), kOther.toString(QUuid::WithoutBraces));
        QCOMPARE(recordingIn(wavOf(kOther).left(4096)), kOther.toString(QUuid::WithoutBraces));
        QCOMPARE(recordingIn(wavOf(kOther, 3'000'000'000).left(4096)),
                 kOther.toString(QUuid::WithoutBraces)); // RF64
        QCOMPARE(recordingIn(QByteArray()), QString());
        QCOMPARE(recordingIn(QByteArray(5000, 'x')), QString());
        QCOMPARE(recordingIn(wavHeader({8000, 2, 10}, {})), QString());
    }
    void cutAndLyingHeadsSayNothingWrong()
    {
        const QByteArray whole = wavOf(kOther).left(400);
        for (qsizetype length = 0; length < whole.size(); ++length) {
            const QString said = recordingIn(whole.left(length));
            QVERIFY2(said.isEmpty() || QUuid::fromString(said) == kOther, qPrintable(said));
        }
        QByteArray lying = whole;
        lying.replace(16, 4, QByteArray(4, '\xff')); // the size of its first chunk
        QCOMPARE(recordingIn(lying), QString());
    }

    void passesOnlyWhatWasAskedFor_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("mine");
        QTest::newRow("mp3") << mp3Of(kMine) << true;
        QTest::newRow("wav") << wavOf(kMine) << true;
        QTest::newRow("another mp3") << mp3Of(kOther) << false;
        QTest::newRow("another wav") << wavOf(kOther) << false;
        QTest::newRow("short") << mp3Of(kMine).left(3000) << true;
        QTest::newRow("another short") << mp3Of(kOther).left(3000) << false;
        QTest::newRow("says nothing") << QByteArray(200'000, 'p') << true;
        QTest::newRow("nothing") << QByteArray() << true;
    }
    void passesOnlyWhatWasAskedFor()
    {
        QFETCH(QByteArray, content);
        QFETCH(bool, mine);
        for (const qsizetype step :
             {qsizetype{1}, qsizetype{999}, RecordingCheck::kHead, qsizetype{1'000'000}}) {
            QByteArray passed;
            RecordingCheck check(kMine, [&passed](QByteArrayView piece) {
                passed.append(piece.data(), piece.size());
                return Status();
            });
            Status done;
            for (qsizetype at = 0; at < content.size() && done; at += step) {
                done = check.add(QByteArrayView(content).sliced(at, std::min(step, content.size() - at)));
            }
            done = done ? check.finish() : done;
            QCOMPARE(done.has_value(), mine);
            QCOMPARE(passed, mine ? content : QByteArray());
            QVERIFY(mine || isOfAnotherCall(done.error()));
        }
    }
    void theSinksFaultIsTold()
    {
        RecordingCheck check(kMine, [](QByteArrayView) -> Status {
            return fail(ErrorCode::Unavailable, QStringLiteral("full"));
        });
        QVERIFY(check.add("some"));
        const Status done = check.finish();
        QVERIFY(!done && !isOfAnotherCall(done.error()));
    }
};

EARSHOT_TEST(tst_recordingcheck, TestRecordingCheck)
#include "tst_recordingcheck.moc"
