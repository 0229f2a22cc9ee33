// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/admission.h"
#include "recorder/capture/call/callroom.h"
#include "tests/recorder/capture/call/roomfixture.h"
#include "tests/recorder/capture/rtp/mediabench.h"
#include "tests/support/testmain.h"

#include "common/core/guarded.h"

#include <QTest>

using namespace recorder;
using tests::RoomFixture;

namespace
{
/// The room with the real engine, the real ledger and the real clock; this thread is the SIP thread.
class RealRoom
{
public:
    explicit RealRoom(const QString &folder)
        : m_folder(folder)
    {
        start();
    }
    ~RealRoom() { stop(); }

    tests::MediaBench bench;
    tests::HeardEvents events;
    std::unique_ptr<Ledger> ledger;
    std::unique_ptr<CallRoom> room;
    Admission admission;
    QList<SessionReply> replies;
    QList<DialogNumber> restored;

    void start()
    {
        auto opened = Ledger::open(m_folder + QStringLiteral("/ledger.sqlite"));
        if (!opened) {
            qFatal("no ledger: %s", qPrintable(opened.error().message));
        }
        ledger = std::move(*opened);
        const auto same = [](const QByteArray &bytes, const QByteArray &) -> common::Result<QByteArray> {
            return bytes;
        };
        CallRoomServices services;
        services.post = [this](std::function<void()> task) {
            m_tasks.with([&task](auto &tasks) { tasks.append(std::move(task)); });
        };
        services.tenantOf = [](const SessionRequest &) { return std::optional(QStringLiteral("acme")); };
        services.seal = same;
        services.unseal = same;
        services.restore = [this](DialogNumber dialog, const DialogState &) { restored.append(dialog); };
        services.hangUp = [](DialogNumber, const QByteArray &) {};
        CallRoomOptions options;
        options.spoolFolder = bench.path(QStringLiteral("spool")); // where the bench can read it
        room = std::make_unique<CallRoom>(
            CallRoom::Parts{bench.engine(), *ledger, events, admission, m_clock}, services, options);
    }
    /// As at SIGTERM without hanging up: engine first, so that nobody closes a journal.
    void stop()
    {
        bench.stop();
        room.reset();
        ledger.reset();
        m_tasks.with([](auto &tasks) { tasks.clear(); });
    }
    void restart()
    {
        stop();
        bench.restart();
        start();
    }
    void run()
    {
        const auto tasks = m_tasks.with([](auto &waiting) { return std::exchange(waiting, {}); });
        for (const auto &task : tasks) {
            task();
        }
    }
    ReplyFunction reply()
    {
        return [this](const SessionReply &answer) { replies.append(answer); };
    }

private:
    const QString m_folder;
    common::SystemClock m_clock;
    common::Guarded<QList<std::function<void()>>> m_tasks;
};

SessionRequest request(const QByteArray &method, DialogNumber dialog)
{
    SessionRequest request;
    request.dialog = dialog;
    request.method = method;
    request.peer = QHostAddress(QHostAddress::LocalHost);
    request.local = QHostAddress(QHostAddress::LocalHost);
    request.state.callId = "real-1";
    request.state.remoteTag = "r1";
    request.raw = method + " as it came";
    return request;
}
} // namespace

/// What the fakes promise is what the real parts do: a call over a restart, from socket to journal to ledger.
class TestCallRoomReal : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCallSurvivesARestart()
    {
        QTemporaryDir folder;
        RealRoom r(folder.path());
        const tests::RtpPeer near;
        const tests::RtpPeer far;
        SessionRequest invite = request("INVITE", 1);
        RoomFixture::add(
            invite,
            RoomFixture::sdp({RoomFixture::audio(near.port(), "1"), RoomFixture::audio(far.port(), "2")},
                             "127.0.0.1"),
            RoomFixture::twoParties());
        r.room->offered(invite, r.reply());
        QTRY_VERIFY_WITH_TIMEOUT((r.run(), r.replies.size() == 1), 5000);
        QCOMPARE(r.replies[0].status, 200);
        const auto nearPort = static_cast<quint16>(r.replies[0].media[0].port);
        const auto farPort = static_cast<quint16>(r.replies[0].media[1].port);
        near.stream(nearPort, 0x11, 100, 20);
        far.stream(farPort, 0x22, 500, 30);
        const auto heard = [&r](int stream) {
            r.room->tick();
            return r.room->activeCalls().first().streams[stream].packets;
        };
        QTRY_COMPARE_WITH_TIMEOUT(heard(0), quint64(20), 5000);
        QTRY_COMPARE_WITH_TIMEOUT(heard(1), quint64(30), 5000);

        r.restart();
        const QList<LedgerRow> rows = r.ledger->unsettled().value();
        QCOMPARE(rows.size(), 1);
        r.room->recover(rows);
        QCOMPARE(r.restored.size(), 1);
        near.stream(nearPort, 0x11, 140, 20); // the same port, the same source
        QTRY_COMPARE_WITH_TIMEOUT(heard(0), quint64(20), 5000);
        r.run();

        SessionRequest again = request("INVITE", r.restored[0]);
        RoomFixture::add(again,
                         RoomFixture::sdp({RoomFixture::audio(near.port(), "1"), RoomFixture::audio(0, "2")},
                                          "127.0.0.1"));
        r.room->changed(again, r.reply());
        QTRY_VERIFY_WITH_TIMEOUT((r.run(), r.replies.size() == 2), 5000);
        QCOMPARE(r.replies[1].media[0].port, int(nearPort));
        QCOMPARE(r.replies[1].media[1].port, 0);
        near.stream(nearPort, 0x11, 160, 5); // and the last ones just before the BYE
        r.room->ended(r.restored[0], EndCause::Bye, request("BYE", r.restored[0]));
        QTRY_VERIFY_WITH_TIMEOUT((r.run(), r.events.ended.size() == 1), 5000);
        QCOMPARE(r.events.ended[0], rows[0].call);
        QCOMPARE(r.ledger->rows(rows[0].call)->first().state, LedgerState::Ended);

        const QString journal =
            QStringLiteral("spool") + r.events.paths[0].section(QStringLiteral("/spool"), 1);
        QVERIFY(r.bench.closedProperly(journal));
        QCOMPARE(r.bench.sequences(journal, 0, 0x11),
                 tests::consecutive(100, 20) + tests::consecutive(140, 25));
        QCOMPARE(r.bench.sequences(journal, 1, 0x22), tests::consecutive(500, 30));
        const QList<tests::StoredRecord> records = r.bench.records(journal);
        QCOMPARE(records.first().head.kind, SpoolKind::Call);
        QCOMPARE(records.last().head.kind, SpoolKind::End);
        int resumed = 0;
        int messages = 0;
        for (const tests::StoredRecord &record : records) {
            resumed += record.head.kind == SpoolKind::Resumed ? 1 : 0;
            messages += record.head.kind == SpoolKind::Message ? 1 : 0;
        }
        QCOMPARE(resumed, 1);
        QCOMPARE(messages, 3);
    }
    void aCancelledCallLeavesNoJournal()
    {
        QTemporaryDir folder;
        RealRoom r(folder.path());
        SessionRequest invite = request("INVITE", 1);
        RoomFixture::add(invite, RoomFixture::twoLines());
        r.room->offered(invite, r.reply());
        r.room->ended(1, EndCause::Cancel, std::nullopt);
        const auto settled = [&r] {
            r.run();
            const auto rows = r.ledger->all().value();
            return rows.size() == 1 && rows[0].state == LedgerState::Excluded;
        };
        QTRY_VERIFY_WITH_TIMEOUT(settled(), 5000);
        QVERIFY(r.replies.isEmpty());
        QVERIFY(!QFile::exists(r.ledger->all()->first().spoolPath));
    }
};

EARSHOT_TEST(tst_callroomreal, TestCallRoomReal)
#include "tst_callroomreal.moc"
