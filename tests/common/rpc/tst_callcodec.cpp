// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/callcodec.h"

#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/codecs/recordcodec.h"

#include "tests/support/callbuilder.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace common;
using std::chrono::milliseconds;
namespace v1 = earshot::v1;

namespace
{

/// Through the bytes, as between two programs.
template <typename Wire, typename Record>
auto overTheWire(const Record &record)
{
    Wire read;
    const std::string bytes = toWire(record).SerializeAsString();
    if (!read.ParseFromString(bytes)) {
        qFatal("the message could not be read");
    }
    return fromWire(read);
}

template <typename R>
QString badField(const Result<R> &result)
{
    if (result || result.error().code != ErrorCode::Invalid || result.error().fields.size() != 1) {
        return QStringLiteral("not refused");
    }
    return result.error().fields.firstKey();
}

StoredCall aStoredCall()
{
    StoredCall stored;
    stored.call =
        tests::aCall(QStringLiteral("Müller & Söhne"), QStringLiteral("+49301234567"), QStringLiteral("201"));
    stored.call.state = CallState::Partial;
    stored.call.reason = QStringLiteral("interrupted");
    stored.call.flags = stored.call.flags | CallFlag::OneWay | CallFlag::ForeignPackets;
    stored.call.groupId = QStringLiteral("grp");
    stored.call.participants[1].name = QStringLiteral("Zoë \"Z\" 😀");
    stored.call.gaps.append({1, Gap::Cause::Concealed, milliseconds(7), milliseconds(20)});
    for (const Participant &party : stored.call.participants) {
        Segment segment;
        segment.party = party;
        segment.channel = party.streamIndex;
        stored.segments.append(segment);
    }
    stored.segments[1].user = UserId::generate();
    stored.segments[1].userName = QStringLiteral("Anna Berg");
    stored.segments[1].extension = QStringLiteral("201");
    stored.segments[1].groupName = QStringLiteral("Sales");
    for (MediaFile &file : stored.call.files) {
        file.path.clear(); // stays at the recorder
        file.keyFingerprint = QByteArray(32, 'k');
    }
    return stored;
}

ActiveCall anActiveCall(ActiveState state)
{
    ActiveCall call;
    call.id = CallId::generate();
    call.connectTime = wallFromUnixMs(1772323200123);
    call.tenant = QStringLiteral("Nordlicht");
    call.fromNumber = QStringLiteral("+4930");
    call.fromName = QStringLiteral("Ö");
    call.toNumber = QStringLiteral("201");
    call.toName = QStringLiteral("Front desk");
    call.users = {QStringLiteral("Anna"), QStringLiteral("Bodo")};
    call.state = state;
    call.recorder = QStringLiteral("host-a");
    call.interface = QStringLiteral("siprec");
    return call;
}

} // namespace

class TestCallCodec : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void summariesComeBack()
    {
        const CallSummary summary = summaryOf(aStoredCall());
        QCOMPARE(summary.fromNumber, QStringLiteral("+49301234567"));
        QCOMPARE(summary.toNumber, QStringLiteral("201"));
        QCOMPARE(summary.toName, QStringLiteral("Zoë \"Z\" 😀"));
        QCOMPARE(summary.users, QStringList{QStringLiteral("Anna Berg")});
        const auto read = overTheWire<v1::CallSummary>(summary);
        QVERIFY(read);
        QVERIFY(*read == summary);
    }

    void pagesComeBack()
    {
        ListPageOf<CallSummary> page;
        page.items = {summaryOf(aStoredCall()), summaryOf(aStoredCall())};
        page.nextToken = QStringLiteral("bmV4dA");
        page.total = 12'000'000'000;
        page.totalExact = false;
        const auto read = overTheWire<v1::CallList>(page);
        QVERIFY(read);
        QVERIFY(read->items == page.items);
        QCOMPARE(read->nextToken, page.nextToken);
        QCOMPARE(read->total, page.total);
        QCOMPARE(read->totalExact, false);
    }

    void detailsComeBackWithoutPaths()
    {
        StoredCall stored = aStoredCall();
        const auto read = overTheWire<v1::CallDetails>(stored);
        QVERIFY(read);
        QVERIFY(*read == stored);
        QVERIFY(!read->hold);
        StoredCall held = stored;
        held.call.flags = held.call.flags | CallFlag::Hold;
        held.hold = CallHold{wallFromUnixMs(1772323200123), QStringLiteral("Zoë"), QStringLiteral("Case 17")};
        const auto heldRead = overTheWire<v1::CallDetails>(held);
        QVERIFY(heldRead);
        QVERIFY(*heldRead == held);
        QVERIFY(flagKeys(heldRead->call.flags).contains(QStringLiteral("hold")));
        stored.call.files[0].path = QStringLiteral("2026/11/secret.mp3");
        QVERIFY(!QByteArray::fromStdString(toWire(stored).SerializeAsString()).contains("secret"));
    }

    void userWhoLeftAndCameBackIsNamedOnce()
    {
        StoredCall stored = aStoredCall();
        stored.segments.append(stored.segments.at(1));
        QCOMPARE(summaryOf(stored).users, QStringList{QStringLiteral("Anna Berg")});
    }

    void activeCallsComeBack()
    {
        ActiveCallsUpdate update;
        update.snapshot = true;
        for (const auto state :
             {ActiveState::Ringing, ActiveState::Talking, ActiveState::Held, ActiveState::Finishing}) {
            update.calls.append(anActiveCall(state));
        }
        update.ended = {CallId::generate(), CallId::generate()};
        update.serverTime = wallFromUnixMs(1772323200999);
        const auto read = overTheWire<v1::ActiveCallsUpdate>(update);
        QVERIFY(read);
        QVERIFY(*read == update);
    }

    void changesComeBack()
    {
        const CallChange stored{CallId::generate(), QStringLiteral("stored")};
        const CallChange missed{{}, QStringLiteral("missed")};
        QVERIFY(overTheWire<v1::CallChange>(stored).value() == stored);
        QVERIFY(overTheWire<v1::CallChange>(missed).value() == missed);
        QCOMPARE(badField(overTheWire<v1::CallChange>(CallChange{{}, QStringLiteral("stored")})),
                 QStringLiteral("id"));
        QCOMPARE(badField(overTheWire<v1::CallChange>(CallChange{stored.id, QStringLiteral("eaten")})),
                 QStringLiteral("verb"));
    }

    void badValuesNameTheirField_data()
    {
        QTest::addColumn<QString>("field");
        for (const char *field :
             {"id", "state", "connect_ms", "user_id", "cause", "kind", "size", "sha256", "key_fingerprint"}) {
            QTest::newRow(field) << QString::fromLatin1(field);
        }
    }
    void badValuesNameTheirField()
    {
        QFETCH(QString, field);
        v1::CallDetails wire = toWire(aStoredCall());
        QVERIFY(fromWire(wire));
        auto *summary = wire.mutable_summary();
        const QByteArray key = field.toLatin1();
        if (key == "id") {
            summary->set_id("'; DROP TABLE calls; --");
        } else if (key == "state") {
            summary->set_state("Stored");
        } else if (key == "connect_ms") {
            summary->set_connect_ms(std::numeric_limits<int64_t>::max());
        } else if (key == "user_id") {
            wire.mutable_segments(0)->set_user_id("anna");
        } else if (key == "cause") {
            wire.mutable_gaps(0)->set_cause("");
        } else if (key == "kind") {
            wire.mutable_files(0)->set_kind("video?");
        } else if (key == "size") {
            wire.mutable_files(0)->set_size(-1);
        } else if (key == "key_fingerprint") {
            wire.mutable_files(0)->set_key_fingerprint("short");
        } else {
            wire.mutable_files(0)->set_sha256(std::string(31, 'x'));
        }
        QCOMPARE(badField(fromWire(wire)), field);
    }

    void unknownFlagsAndFieldsAreIgnored()
    {
        v1::CallSummary wire = toWire(summaryOf(aStoredCall()));
        wire.add_flags("of-a-later-version");
        // Field 1000, a number: 1000 << 3 = varint key c0 3e.
        const std::string bytes = wire.SerializeAsString() + std::string("\xc0\x3e\x07", 3);
        v1::CallSummary later;
        QVERIFY(later.ParseFromString(bytes));
        QVERIFY(fromWire(later).value() == summaryOf([&] {
                    StoredCall stored = aStoredCall();
                    stored.call.id = fromWire(later)->id;
                    stored.call.connectTime = fromWire(later)->connectTime;
                    stored.call.disconnectTime = fromWire(later)->disconnectTime;
                    return stored;
                }()));
    }

    void queriesComeBack()
    {
        ListQuery query;
        query.criteria = {
            {QStringLiteral("date"), QStringLiteral("between"), {QStringLiteral("1"), QString()}},
            {QStringLiteral("name"), QStringLiteral("contains"), {QStringLiteral("ß%_\\'")}},
            {QStringLiteral("user"), QStringLiteral("is-empty"), {}}};
        query.search = QStringLiteral("Straße");
        query.order = QStringLiteral("duration");
        query.descending = true;
        query.pageSize = 1000;
        query.pageToken = QStringLiteral("WyJhIl0");
        query.wantTotal = false;
        QVERIFY(overTheWire<v1::ListRequest>(query).value() == query);
        QCOMPARE(fromWire(v1::ListRequest())->pageSize, 20);
    }

    void queriesHaveLimits()
    {
        v1::ListRequest wire;
        wire.set_page_size(1001);
        QCOMPARE(badField(fromWire(wire)), QStringLiteral("page-size"));
        wire.set_page_size(4'000'000'000u);
        QCOMPARE(badField(fromWire(wire)), QStringLiteral("page-size"));
        wire.set_page_size(0);
        wire.set_search(std::string(5000, 'x'));
        QCOMPARE(badField(fromWire(wire)), QStringLiteral("search"));
        wire.clear_search();
        for (int i = 0; i < 51; ++i) {
            wire.add_criteria()->set_field("date");
        }
        QCOMPARE(badField(fromWire(wire)), QStringLiteral("criteria"));
        wire.clear_criteria();
        wire.add_criteria()->add_values(std::string(5000, 'x'));
        QCOMPARE(badField(fromWire(wire)), QStringLiteral("criteria"));
        wire.clear_criteria();
        wire.set_page_token(std::string(20000, 'x'));
        QCOMPARE(badField(fromWire(wire)), QStringLiteral("page-token"));
    }

    void smallRecordsComeBack()
    {
        FileFormat format;
        format.container = FileFormat::Container::Wav;
        format.channels = FileFormat::Channels::Mono;
        format.agc = true;
        format.agcMaxGain = 2.25;
        format.plc = false;
        format.mp3Bitrate = 64;
        format.mp3Quality = 0;
        QVERIFY(overTheWire<v1::FileFormat>(format).value() == format);
        format.mp3Bitrate = 17;
        QCOMPARE(badField(overTheWire<v1::FileFormat>(format)), QStringLiteral("mp3Bitrate"));

        Identity identity;
        identity.userId = QStringLiteral("u");
        identity.login = QStringLiteral("anna");
        identity.name = QStringLiteral("Anna Berg");
        identity.tenantId = QStringLiteral("t");
        identity.tenant = QStringLiteral("Nordlicht");
        identity.role = QStringLiteral("role-1a2b3c");
        identity.roleName = QStringLiteral("Night shift");
        identity.scope = QStringLiteral("groups");
        identity.permissions = {QStringLiteral("calls.view"), QStringLiteral("calls.playback")};
        identity.mustChangePassword = true;
        identity.sessionId = QStringLiteral("s");
        identity.expires = wallFromUnixMs(1772323200999);
        identity.timeZone = QStringLiteral("Europe/Berlin");
        QVERIFY(overTheWire<v1::Identity>(identity).value() == identity);

        const LedgerEntry entry{QStringLiteral("id"),        wallFromUnixMs(1),
                                QStringLiteral("excluded"),  QStringLiteral("rule"),
                                QStringLiteral("tenant"),    QStringLiteral("siprec"),
                                QStringLiteral("192.0.2.1"), QStringLiteral("call@id")};
        QVERIFY(overTheWire<v1::LedgerEntry>(entry).value() == entry);
    }
};

EARSHOT_TEST(tst_callcodec, TestCallCodec)
#include "tst_callcodec.moc"
