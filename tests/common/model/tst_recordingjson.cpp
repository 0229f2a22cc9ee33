// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/model/recordingjson.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace common;
using namespace std::chrono_literals;

class TestRecordingJson : public QObject
{
    Q_OBJECT
private:
    static FinishedCall full()
    {
        FinishedCall call;
        call.id = CallId::generate();
        call.tenant = QStringLiteral("Ünïcode \"Ltd\"\n");
        call.connectTime = wallFromUnixMs(1790000000123);
        call.disconnectTime = wallFromUnixMs(1790000060456);
        call.duration = 60333ms;
        call.state = CallState::Partial;
        call.reason = QStringLiteral("interrupted");
        call.flags = CallFlags{} | CallFlag::OneWay | CallFlag::Interrupted | CallFlag::ForeignPackets;
        call.recorder = QStringLiteral("rec1");
        call.interface = QStringLiteral("siprec");
        call.peer = QStringLiteral("192.0.2.4");
        call.protocolCallId = QStringLiteral("a@b");
        call.sessionId = QStringLiteral("s1");
        call.groupId = QStringLiteral("g1");
        call.participants = {{QStringLiteral("p1"), QStringLiteral("+4930123"),
                              QStringLiteral("sip:+4930123@x"), QStringLiteral("Ann"),
                              QStringLiteral("10.0.0.1"), 4000, 1, true, 10ms, 2000ms}};
        call.streams = {{1, QStringLiteral("10"), QStringLiteral("PCMU"), 1, true, 1000, 3, 2, 1, 4, 5}};
        call.gaps = {{1, Gap::Cause::Interrupted, 500ms, 200ms}, {0, Gap::Cause::Concealed, 1ms, 2ms}};
        call.files = {{MediaFile::Kind::Peaks, QStringLiteral("t/2026/x.peaks"), 12345678901,
                       QByteArray(32, '\x7f'), QStringLiteral("peaks")}};
        return call;
    }
private Q_SLOTS:
    void roundTripKeepsEverything()
    {
        const FinishedCall call = full();
        const auto back = finishedCallFromJson(toJson(call));
        QVERIFY(back.has_value());
        QVERIFY(*back == call);
    }
    void whatWasWrittenWithoutTenantIdIsRead()
    {
        FinishedCall call = full();
        call.tenantId = TenantId::generate();
        QJsonObject json = toJson(call);
        QVERIFY(*finishedCallFromJson(json) == call);
        json.remove(QStringLiteral("tenantId"));
        QVERIFY(finishedCallFromJson(json)->tenantId.isNull());
    }
    void damagedTextIsRefused()
    {
        QVERIFY(!finishedCallFromJson({}));
        QJsonObject json = toJson(full());
        json[QStringLiteral("state")] = QStringLiteral("excellent");
        QVERIFY(!finishedCallFromJson(json));
    }
    void everyFlagHasAKey()
    {
        CallFlags all = 0;
        for (int bit = 0; bit < 15; ++bit) {
            all |= 1u << bit;
        }
        QCOMPARE(flagKeys(all).size(), 15);
        QCOMPARE(flagsFromKeys(flagKeys(all)), all);
    }
};

EARSHOT_TEST(tst_recordingjson, TestRecordingJson)
#include "tst_recordingjson.moc"
