// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/spool/calldocuments.h"
#include "recorder/capture/spool/spoolrecord.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <array>
#include <limits>

using namespace recorder;

class TestCallDocuments : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void roundTrips()
    {
        const CallDocument call{QStringLiteral("0190a1b2-0000-7000-8000-000000000001"),
                                QStringLiteral("Grünwald & Söhne"),
                                QStringLiteral("0190a1b2-0000-7000-8000-0000000000aa"),
                                QStringLiteral("rec-1"),
                                QStringLiteral("siprec"),
                                QStringLiteral("192.0.2.7"),
                                QStringLiteral("a\"b\\c@sbc"),
                                QStringLiteral("s1"),
                                QStringLiteral("g1"),
                                QStringLiteral("boot"),
                                std::numeric_limits<qint64>::max() - 1,
                                1'789'000'000'123};
        QCOMPARE(callDocumentFromJson(toJson(call)).value(), call);
        const StreamDocument stream{
            3,
            QStringLiteral("96"),
            1,
            1,
            true,
            true,
            false,
            true,
            QStringLiteral("no-suite"),
            {{9, QStringLiteral("G722"), 8000, 1, {}},
             {111, QStringLiteral("OPUS"), 48000, 2, QStringLiteral("useinbandfec=1")}}};
        QCOMPARE(streamDocumentFromJson(toJson(stream)).value(), stream);
        const ParticipantsDocument parties{
            {{QStringLiteral("p1"), QStringLiteral("+4930123"), QStringLiteral("sip:+4930123@x"),
              QStringLiteral("Ana"), 0, true, QStringLiteral("198.51.100.2"), 4000},
             {}},
            true,
            false,
            true};
        QCOMPARE(participantsDocumentFromJson(toJson(parties)).value(), parties);
        const CountersDocument counters{{{1, 5'000'000'000ULL, 2, 3, 4, 5}, {}}};
        QCOMPARE(countersDocumentFromJson(toJson(counters)).value(), counters);
        const ResumedDocument resumed{1, 2, true, -3, {0, 5}};
        QCOMPARE(resumedDocumentFromJson(toJson(resumed)).value(), resumed);
        const EndDocument end{QStringLiteral("bye"), 77, 88};
        QCOMPARE(endDocumentFromJson(toJson(end)).value(), end);
    }

    void keysAreTheMemberNames()
    {
        QCOMPARE(toJson(EndDocument{QStringLiteral("bye"), 1, 2}),
                 QByteArray(R"({"cause":"bye","endMonoNs":1,"endUnixMs":2})"));
    }

    void missingKeysKeepTheDefaultAndUnknownOnesAreIgnored()
    {
        StreamDocument expected;
        expected.index = 2;
        expected.formats.append(StreamFormat{8, QStringLiteral("PCMA"), 8000, 1, {}});
        QCOMPARE(streamDocumentFromJson(
                     R"({"index":2,"later":{"x":[1]},"formats":[{"payloadType":8,"encoding":"PCMA"}]})")
                     .value(),
                 expected);
    }

    void wrongValuesAreNamed_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("field");
        QTest::newRow("text for a number") << QByteArray(R"({"index":"2"})") << QStringLiteral("index");
        QTest::newRow("too large") << QByteArray(R"({"index":4294967296})") << QStringLiteral("index");
        QTest::newRow("fraction") << QByteArray(R"({"channel":1.5})") << QStringLiteral("channel");
        QTest::newRow("number for a flag") << QByteArray(R"({"held":1})") << QStringLiteral("held");
        QTest::newRow("null") << QByteArray(R"({"label":null})") << QStringLiteral("label");
        QTest::newRow("object for a list") << QByteArray(R"({"formats":{}})") << QStringLiteral("formats");
        QTest::newRow("inside a list")
            << QByteArray(R"({"formats":[{"clockRate":"8"}]})") << QStringLiteral("formats");
        QTest::newRow("not an object") << QByteArray("[]") << QString();
        QTest::newRow("cut") << QByteArray(R"({"index":)") << QString();
    }
    void wrongValuesAreNamed()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, field);
        const auto result = streamDocumentFromJson(json);
        QVERIFY(!result);
        QCOMPARE(result.error().code, common::ErrorCode::Invalid);
        QCOMPARE(result.error().fields.keys(), field.isEmpty() ? QStringList{} : QStringList{field});
    }

    void negativeCountersAreRefused()
    {
        QVERIFY(!countersDocumentFromJson(R"({"streams":[{"received":-1}]})"));
    }

    void recordHeads()
    {
        const SpoolRecordHead head{0x00012345, SpoolKind::Rtcp, 7, 0x0102030405060708};
        std::array<std::byte, SpoolRecordHead::kSize> bytes{};
        bytes.fill(std::byte{0xee});
        encodeHead(head, bytes.data());
        QCOMPARE(QByteArray(reinterpret_cast<const char *>(bytes.data()), 16).toHex(),
                 QByteArray("45230100060700000807060504030201"));
        SpoolRecordHead back;
        QVERIFY(decodeHead(bytes.data(), back));
        QCOMPARE(back.length, head.length);
        QCOMPARE(back.kind, head.kind);
        QCOMPARE(back.stream, head.stream);
        QCOMPARE(back.monoNs, head.monoNs);
        bytes[4] = std::byte{0};
        QVERIFY(!decodeHead(bytes.data(), back));
        bytes[4] = std::byte{10};
        QVERIFY(!decodeHead(bytes.data(), back));
        bytes[4] = std::byte{9};
        bytes[2] = std::byte{2}; // 0x22345 > 128 KiB
        QVERIFY(!decodeHead(bytes.data(), back));
    }
};

EARSHOT_TEST(tst_calldocuments, TestCallDocuments)
#include "tst_calldocuments.moc"
