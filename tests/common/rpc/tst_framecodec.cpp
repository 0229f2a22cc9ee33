// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/frame.pb.h"
#include "common/rpc/credit.h"
#include "common/rpc/framecodec.h"
#include "common/rpc/wirestatus.h"
#include "tests/support/testmain.h"

#include <QRandomGenerator>
#include <QTest>
#include <QtEndian>

#include <algorithm>

using namespace common;
namespace v1 = earshot::v1;

namespace
{
v1::Frame dataFrame(quint32 stream, const QByteArray &bytes)
{
    v1::Frame frame;
    frame.set_stream_id(stream);
    frame.set_data(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    return frame;
}
QByteArray lengthOf(quint32 length)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(length, bytes.data());
    return bytes;
}
/// All frames in these bytes, as they would be sent again; none when the reader refuses them.
QList<QByteArray> drain(FrameReader &reader)
{
    QList<QByteArray> frames;
    while (true) {
        auto frame = reader.next();
        if (!frame || !*frame) {
            return frames;
        }
        frames.append(encodeFrame(**frame));
    }
}
} // namespace

class TestFrameCodec : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everySplitGivesTheSameFrames()
    {
        v1::Frame open;
        open.set_stream_id(1);
        open.mutable_open()->set_method("earshot.v1.Calls/List");
        v1::Frame end;
        end.set_stream_id(1);
        end.mutable_end();
        const QList<QByteArray> sent{encodeFrame(open), encodeFrame(dataFrame(3, QByteArray(40, 'x'))),
                                     encodeFrame(dataFrame(5, {})), encodeFrame(end)};
        const QByteArray all = sent.join();
        for (qsizetype first = 0; first <= all.size(); ++first) {
            for (qsizetype second = first; second <= all.size(); ++second) {
                FrameReader reader(kFrameLimitStranger);
                QList<QByteArray> got;
                for (const QByteArray &piece :
                     {all.left(first), all.mid(first, second - first), all.mid(second)}) {
                    reader.append(piece);
                    got += drain(reader);
                }
                QCOMPARE(got, sent);
                QCOMPARE(reader.buffered(), qsizetype{0});
            }
        }
    }

    void anyFramesInAnyPieces()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 200; ++round) {
            QByteArray all;
            QList<QByteArray> sent;
            for (int i = 0; i < 20; ++i) {
                const int size = 1 << random.bounded(17);
                sent.append(
                    encodeFrame(dataFrame(random.generate(), QByteArray(random.bounded(size) + 1, 'q'))));
                all += sent.last();
            }
            FrameReader reader(kFrameLimitSignedIn);
            QList<QByteArray> got;
            for (qsizetype at = 0; at < all.size();) {
                const qsizetype piece =
                    std::min<qsizetype>(random.bounded(1 << random.bounded(18)) + 1, all.size() - at);
                reader.append(QByteArrayView(all).sliced(at, piece));
                at += piece;
                got += drain(reader);
            }
            QCOMPARE(got, sent);
        }
    }

    void dataByHandIsTheSameAsByProtobuf()
    {
        for (const quint32 stream : {1U, 127U, 128U, 65535U, 0xffffffffU}) {
            for (const int size : {0, 1, 127, 128, 16383, 16384, 3000000}) {
                const QByteArray bytes(size, 'z');
                QCOMPARE(encodeData(stream, bytes), encodeFrame(dataFrame(stream, bytes)));
            }
        }
    }

    void lengthsThatLie_data()
    {
        QTest::addColumn<quint32>("limit");
        QTest::addColumn<quint32>("length");
        QTest::addColumn<bool>("refused");
        for (const quint32 limit : {kFrameLimitStranger, kFrameLimitGreeting, kFrameLimitSignedIn}) {
            for (const quint32 length : {0U, 1U, limit, limit + 1, 0x7fffffffU, 0x80000000U, 0xffffffffU}) {
                QTest::addRow("%u of %u", length, limit)
                    << limit << length << (length == 0 || length > limit);
            }
        }
    }
    void lengthsThatLie()
    {
        QFETCH(quint32, limit);
        QFETCH(quint32, length);
        QFETCH(bool, refused);
        FrameReader reader(limit);
        reader.append(lengthOf(length));
        const auto frame = reader.next();
        QCOMPARE(!frame, refused);
        QVERIFY(!frame || !*frame);
        if (refused) { // and stays so
            reader.append(encodeFrame(dataFrame(1, "x")));
            QVERIFY(!reader.next());
            QCOMPARE(reader.buffered(), qsizetype{0});
        }
    }

    void limitIsOfTheFrameThatBegins()
    {
        FrameReader reader(kFrameLimitStranger);
        const QByteArray large = encodeFrame(dataFrame(1, QByteArray(100000, 'a')));
        reader.append(encodeFrame(dataFrame(1, "a")) + large);
        QVERIFY(*reader.next());
        reader.setLimit(kFrameLimitSignedIn); // signed in between the two
        const auto second = reader.next();
        QVERIFY(second && *second);
        QCOMPARE((*second)->data().size(), std::size_t{100000});
    }

    void refusesWhatIsNoFrame_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("no body") << QByteArray("\x08\x01", 2);
        QTest::newRow("unknown body") << QByteArray("\xfa\x01\x00", 3);
        QTest::newRow("cut varint") << QByteArray("\x08", 1);
        QTest::newRow("length over the end") << QByteArray("\x1a\x7f", 2);
        QTest::newRow("group") << QByteArray("\x0b\x0c", 2);
        QTest::newRow("method not UTF-8") << QByteArray("\x12\x04\x0a\x02\xff\xfe", 6);
    }
    void refusesWhatIsNoFrame()
    {
        QFETCH(QByteArray, body);
        FrameReader reader(kFrameLimitStranger);
        reader.append(lengthOf(static_cast<quint32>(body.size())) + body);
        const auto frame = reader.next();
        QVERIFY(!frame);
        QCOMPARE(frame.error().code, ErrorCode::Invalid);
        QCOMPARE(reasonOf(frame.error()), QStringLiteral("protocol"));
    }

    void statusComesBackAsItWas()
    {
        QCOMPARE(toWire(Status()).code(), v1::Status::OK);
        QVERIFY(fromWire(toWire(Status())));
        for (const ErrorCode code : {ErrorCode::NotFound, ErrorCode::Denied, ErrorCode::Invalid,
                                     ErrorCode::Conflict, ErrorCode::Unavailable, ErrorCode::Internal}) {
            for (const auto *why : {"", "signed-out", "busy", "deadline", "cancelled", "protocol",
                                    "not-connected", "too-large", "other"}) {
                Error error{
                    code, QStringLiteral("why \u00e4"), {{QStringLiteral("name"), QStringLiteral("taken")}}};
                if (*why != '\0') {
                    error.fields.insert(QStringLiteral("reason"), QLatin1String(why));
                }
                const Status back = fromWire(toWire(tl::unexpected<Error>(error)));
                QVERIFY(!back);
                QVERIFY2(back.error() == error, why);
            }
        }
    }

    void transportErrorsHaveTheirCodes()
    {
        const auto wire = [](const char *why) {
            return toWire(tl::unexpected<Error>(transportError(why, {}))).code();
        };
        QCOMPARE(wire(reason::kSignedOut), v1::Status::SIGNED_OUT);
        QCOMPARE(wire(reason::kBusy), v1::Status::BUSY);
        QCOMPARE(wire(reason::kDeadline), v1::Status::DEADLINE);
        QCOMPARE(wire(reason::kCancelled), v1::Status::CANCELLED);
        QCOMPARE(wire(reason::kProtocol), v1::Status::PROTOCOL);
        QCOMPARE(wire(reason::kNotConnected), v1::Status::UNAVAILABLE);
        v1::Status future;
        future.set_code(static_cast<v1::Status::Code>(77));
        QCOMPARE(fromWire(future).error().code, ErrorCode::Internal);
    }

    void statusIsBounded()
    {
        v1::Status wire;
        wire.set_code(v1::Status::INVALID);
        wire.set_message(std::string(1000000, 'm'));
        for (int i = 0; i < 1000; ++i) {
            (*wire.mutable_fields())["f" + std::to_string(i)] = "v";
        }
        const Status status = fromWire(wire);
        QVERIFY(status.error().message.size() <= 1000);
        QVERIFY(status.error().fields.size() <= 64);
    }

    /// A sender that obeys its credit never makes the receiver complain, all arrives, and what is under way
    /// stays within the window and one message.
    void creditIsKeptByBothSides()
    {
        QRandomGenerator random(11);
        for (int round = 0; round < 50; ++round) {
            SendCredit sender;
            ReceiveCredit receiver;
            QList<qint64> held;
            qint64 underWay = 0;
            int sent = 0;
            while (sent < 500) {
                const qint64 size = random.bounded(1 << random.bounded(21));
                if (sender.maySend()) {
                    sender.sent(size);
                    QVERIFY(receiver.received(size));
                    held.append(size);
                    underWay += size;
                    QVERIFY(underWay - size < kInitialCredit + kInitialCredit / 4);
                    ++sent;
                } else {
                    QVERIFY(!held.isEmpty()); // else both would wait for ever
                }
                if (!held.isEmpty() && (random.bounded(2) == 0 || !sender.maySend())) {
                    const qint64 used = held.takeFirst();
                    underWay -= used;
                    const quint32 grant = receiver.consumed(used);
                    QVERIFY(grant == 0 || sender.grant(grant));
                }
            }
        }
    }

    void creditIsNotGivenForNothing()
    {
        ReceiveCredit receiver;
        QCOMPARE(receiver.consumed(1000000), 0U);
        QVERIFY(receiver.received(kInitialCredit));
        QVERIFY(!receiver.received(1));
        SendCredit sender;
        QVERIFY(!sender.grant(0));
        QVERIFY(!sender.grant(0xffffffff));
    }
};

EARSHOT_TEST(tst_framecodec, TestFrameCodec)
#include "tst_framecodec.moc"
