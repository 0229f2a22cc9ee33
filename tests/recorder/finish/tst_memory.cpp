// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/finishcall.h"
#include "tests/recorder/finish/callbuilder.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace tests;

namespace
{

/// Hours of two legs that are never in memory.
class EndlessSource final : public recorder::RecordSource
{
public:
    explicit EndlessSource(int packets)
        : m_packets(packets)
    {
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        builder.add(CallBuilder::line(1, 1));
        m_documents = {toJson(builder.call), toJson(CallBuilder::line(0, 0)), toJson(CallBuilder::line(1, 1)),
                       toJson(recorder::EndDocument{QStringLiteral("bye"), kStartMono + packets * 10 * kMs,
                                                    kStartUnixMs})};
    }
    common::Status rewind() override
    {
        m_next = 0;
        return {};
    }
    bool damaged() const override { return false; }
    common::Result<bool> next(recorder::SpoolRecordView &view) override
    {
        using recorder::SpoolKind;
        const int index = m_next++;
        if (index < 3) {
            m_bytes = m_documents.at(index);
            view.head = {0, index == 0 ? SpoolKind::Call : SpoolKind::Stream, 0, kStartMono};
        } else if (index < m_packets + 3) {
            const int packet = index - 3;
            Sender sender{packet % 2, static_cast<quint32>(packet % 2), 0, static_cast<quint16>(packet / 2),
                          static_cast<quint32>(packet / 2) * 160};
            m_bytes = sender.packet(m_payload, 160);
            view.head = {0, SpoolKind::Rtp, static_cast<quint8>(packet % 2),
                         kStartMono + packet / 2 * 20 * kMs};
        } else if (index == m_packets + 3) {
            m_bytes = m_documents.at(3);
            view.head = {0, SpoolKind::End, 0xff, kStartMono + m_packets * 10 * kMs};
        } else {
            return false;
        }
        view.payload =
            std::as_bytes(std::span(m_bytes.constData(), static_cast<std::size_t>(m_bytes.size())));
        return true;
    }

private:
    int m_packets;
    int m_next = 0;
    QList<QByteArray> m_documents;
    QByteArray m_bytes;
    QByteArray m_payload = toMulaw(tone(400, 0.02));
};

/// A line of /proc/self/status in KiB.
qint64 statusKb(const char *name)
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly)) {
        return -1;
    }
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith(name)) {
            return line.simplified().split(' ').value(1).toLongLong();
        }
    }
    return -1;
}

} // namespace

class TestMemory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eightHoursTakeTwoMegabytes()
    {
        QTemporaryDir directory;
        recorder::FinishOptions options;
        options.recordingsRoot = directory.path();
        options.format.mp3Quality = 9;
        EndlessSource warmUp(1000); // libraries and allocator are there after it
        QVERIFY(recorder::finishCall(warmUp, options));
        const qint64 before = statusKb("VmRSS");
        EndlessSource day(8 * 360'000);
        const auto call = recorder::finishCall(day, options);
        QVERIFY(call);
        QCOMPARE(call->duration.count(), 8 * 3'600'000);
        const qint64 more = statusKb("VmHWM") - before;
        qInfo("8 hours: %lld KiB more than a call of 10 s", static_cast<long long>(more));
        QVERIFY(before > 0 && more < 2048);
    }
};

EARSHOT_TEST(tst_memory, TestMemory)
#include "tst_memory.moc"
