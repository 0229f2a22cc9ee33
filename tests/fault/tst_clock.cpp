// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/callerprocess.h"
#include "tests/support/recordedcall.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

#include <memory>
#include <unistd.h>

using namespace tests;
using namespace std::chrono_literals;

/// trust.md F11: the wall clock jumps while a call is recorded, and the monotonic clock passes 2^32
/// milliseconds.
class TestClock : public QObject
{
    Q_OBJECT
private:
    static QString fakeTimeLibrary()
    {
        const QDir lib(QStringLiteral("/usr/lib"));
        for (const QString &folder : lib.entryList({QStringLiteral("*-linux-gnu*")}, QDir::Dirs)) {
            const QString file = lib.filePath(folder + QStringLiteral("/faketime/libfaketimeMT.so.1"));
            if (QFile::exists(file)) {
                return file;
            }
        }
        return {};
    }
    static void setOffset(const QString &file, const QByteArray &offset)
    {
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(offset + '\n');
    }
    void checkCall(double seconds)
    {
        QVERIFY(m_recorder->waitForSettled(1, 60s));
        const RecordedCall call(m_recorder->calls().first());
        QCOMPARE(call.state(), QStringLiteral("stored"));
        QVERIFY2(std::abs(call.seconds() - seconds) < 0.3, qPrintable(QString::number(call.seconds())));
        QVERIFY2(call.toneSeconds(0, 440) > seconds - 0.1,
                 qPrintable(QString::number(call.toneSeconds(0, 440))));
        QVERIFY(call.toneSeconds(1, 1000) > seconds - 0.1);
        const QString verdict = m_recorder->verify();
        QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
    }
private Q_SLOTS:
    void init() { m_recorder = std::make_unique<RecorderProcess>(); }
    void cleanup() { m_recorder.reset(); }

    void theWallClockMayJump()
    {
        const QString library = fakeTimeLibrary();
        QVERIFY2(!library.isEmpty(), "package faketime is missing: ./dev setup");
        QTemporaryDir folder;
        const QString offsets = folder.filePath(QStringLiteral("offset"));
        setOffset(offsets, "+0");
        QVERIFY(m_recorder->start({{QStringLiteral("LD_PRELOAD"), library},
                                   {QStringLiteral("FAKETIME_TIMESTAMP_FILE"), offsets},
                                   {QStringLiteral("FAKETIME_NO_CACHE"), QStringLiteral("1")},
                                   {QStringLiteral("FAKETIME_DONT_FAKE_MONOTONIC"), QStringLiteral("1")},
                                   {QStringLiteral("DONT_FAKE_MONOTONIC"), QStringLiteral("1")}}));
        CallerProcess caller(QStringLiteral("call"), m_recorder->siprecPort(),
                             {QStringLiteral("--seconds"), QStringLiteral("8"), QStringLiteral("--tone"),
                              QStringLiteral("A:440,B:1000")});
        QTRY_COMPARE(m_recorder->metric("earshot_calls_active"), 1.0);
        for (const char *offset : {"+1h", "-1h", "+1d", "-1d", "+0"}) {
            QTest::qWait(1200);
            setOffset(offsets, offset);
        }
        QVERIFY(caller.wait().value(QLatin1String("ok")).toBool());
        checkCall(8);
    }
    void theMonotonicClockMayPassAnyLimit()
    {
        // 49.7 days less some seconds: 2^32 ms are passed while the call runs.
        m_recorder->startThrough(
            {QStringLiteral("unshare"), ::geteuid() == 0 ? QStringLiteral("-T") : QStringLiteral("-cT"),
             QStringLiteral("--monotonic"), QString::number(monotonicOffset()), QStringLiteral("sh"),
             QStringLiteral("-c"), QStringLiteral("exec \"$0\" \"$@\"")});
        QVERIFY(m_recorder->start());
        CallerProcess caller(QStringLiteral("call"), m_recorder->siprecPort(),
                             {QStringLiteral("--seconds"), QStringLiteral("15"), QStringLiteral("--tone"),
                              QStringLiteral("A:440,B:1000")});
        QVERIFY(caller.wait().value(QLatin1String("ok")).toBool());
        checkCall(15);
    }

private:
    /// Offset that makes CLOCK_MONOTONIC reach 2^32 ms about ten seconds from now.
    static qint64 monotonicOffset()
    {
        timespec now{};
        clock_gettime(CLOCK_MONOTONIC, &now);
        return (qint64{1} << 32) / 1000 - now.tv_sec - 14;
    }
    std::unique_ptr<RecorderProcess> m_recorder;
};

EARSHOT_TEST(tst_clock, TestClock)
#include "tst_clock.moc"
