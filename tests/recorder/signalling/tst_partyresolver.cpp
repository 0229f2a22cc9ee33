// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/codecs.h"
#include "recorder/signalling/metadataparser.h"
#include "recorder/signalling/multipart.h"
#include "recorder/signalling/partyresolver.h"
#include "recorder/signalling/sdpparser.h"
#include "recorder/signalling/sdpwriter.h"
#include "tests/recorder/signalling/corpus.h"
#include "tests/recorder/signalling/cputime.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>

using namespace recorder;

namespace
{
/// "2025550141@0,2 +12025550177@1 mixed:2"
QString textOf(const Resolved &resolved)
{
    QStringList words;
    const auto numbers = [](const QList<int> &list) {
        QStringList text;
        for (const int number : list) {
            text.append(QString::number(number));
        }
        return text.join(u',');
    };
    for (const ResolvedParty &party : resolved.parties) {
        words.append(party.number + u'@' + numbers(party.lines));
    }
    if (!resolved.mixedLines.isEmpty()) {
        words.append(QStringLiteral("mixed:") + numbers(resolved.mixedLines));
    }
    return words.join(u' ');
}

/// What became of a message, as letters: d damaged envelope, m malformed XML, l Latin-1, s no SDP part, S an
/// SDP that is refused, x no metadata part.
struct Played {
    QString flags;
    QString parties;
    SessionDescription sdp;
    RecordingMetadata metadata;
};

void playMessage(const tests::CorpusMessage &message, Played &played)
{
    played.flags.clear();
    const SessionBody body = splitBody(message.contentType, message.body);
    played.flags += body.damaged ? QStringLiteral("d") : QString();
    if (body.sdp) {
        const common::Result<SessionDescription> sdp = parseSdp(*body.sdp);
        played.flags += sdp ? QString() : QStringLiteral("S");
        played.sdp = sdp ? *sdp : played.sdp;
    } else {
        played.flags += u's';
    }
    if (body.metadata) {
        const MetadataBody metadata = parseMetadata(*body.metadata);
        played.flags += metadata.malformed ? QStringLiteral("m") : QString();
        played.flags += metadata.latin1 ? QStringLiteral("l") : QString();
        played.metadata = mergeMetadata(played.metadata, metadata.metadata);
    } else {
        played.flags += u'x';
    }
    const bool proxy = std::any_of(message.headers.begin(), message.headers.end(), [](const auto &header) {
        return header.first == "x-cisco-recording-participant";
    });
    played.parties = textOf(proxy ? resolveCiscoProxy(message.headers, played.sdp)
                                  : resolveParties(played.metadata, played.sdp));
}

Played play(const QByteArray &files)
{
    Played played;
    for (const QByteArray &file : files.split(' ')) {
        const tests::CorpusMessage message = tests::readCorpus(file + ".sip");
        if (message.method.isEmpty()) {
            played.flags = QStringLiteral("no file ") + QString::fromLatin1(file);
            return played;
        }
        playMessage(message, played);
    }
    return played;
}

SessionDescription sdpOf(const QList<QString> &labels)
{
    SessionDescription sdp;
    for (const QString &label : labels) {
        MediaLine line;
        line.media = "audio";
        line.protocol = "RTP/AVP";
        line.port = 4000;
        line.label = label;
        line.formats = {*staticFormat(0)};
        sdp.lines.append(line);
    }
    return sdp;
}

RecordingMetadata::Participant someone(const QString &id, const QStringList &sends)
{
    RecordingMetadata::Participant participant;
    participant.id = id;
    participant.aors = {id + QStringLiteral("@pbx.example")};
    participant.sends = sends;
    return participant;
}

const QString kA = QStringLiteral("101");
const QString kB = QStringLiteral("102");
const QString kOne = QStringLiteral("1");
const QString kTwo = QStringLiteral("2");
const QString kThree = QStringLiteral("3");
} // namespace

class TestPartyResolver : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void corpus_data();
    void corpus();
    void everyFileIsUsed();
    void corpusDetails();
    void everyOfferIsAnsweredInKind();
    void lineThatWasRefused();
    void labelsThatDiffer();
    void orderAsLastResort();
    void oneStaysOver();
    void thirdLineIsMixed();
    void thoseWhoLeftAreNotThere();
    void aLabelWhereAnIdShouldStand();
    void videoTakesNoPart();
    void nothingKnown();
    void ciscoProxyOddities();
    void worstCaseIsQuick();
};

void TestPartyResolver::corpus_data()
{
    QTest::addColumn<QString>("flags");
    QTest::addColumn<QString>("parties");
    const auto row = [](const char *files, const char *flags, const char *parties) {
        QTest::newRow(files) << QString::fromLatin1(flags) << QString::fromLatin1(parties);
    };
    row("oracle-four-lines", "", "+12025550177@1,3 2025550141@0,2"); // callingParty is true in the second one
    row("oracle-unescaped-uri", "m", "2025550141@0,2 +12025550177@1,3");
    row("oracle-early-1", "", "2025550141@0");
    row("oracle-early-1 oracle-early-2", "", "2025550141@0 +12025550177@1");
    row("audiocodes", "", "+18885550120@0 4410@1");
    row("audiocodes-bare-lf", "", "+18885550120@0 4410@1");
    row("cube-invite", "d", "+12025550150@0 3301@1");
    row("cube-invite cube-hold", "", "+12025550150@0 3301@1");
    row("cube-hold", "", "+12025550150@0 3301@1");
    row("cube-invite cube-transfer", "s", "+12025550150@0 3302@1");
    row("cube-invite cube-bye", "s", "");
    row("cube-stream-as-participant", "", "+12025550150@0 3301@1");
    row("nbr-two-lines", "x", "2025550161@0 7001@1");
    row("nbr-index-list", "x", "2025550161@0,2 7001@1,2 mixed:2");
    row("broadworks-mixed", "", "+12025550132@0 +12025550131@0 mixed:0");
    row("broadworks-mixed broadworks-pause", "x", "+12025550132@0 +12025550131@0 mixed:0");
    row("broadworks-mixed broadworks-conference", "s",
        "+12025550132@0 +12025550131@0 +12025550133@0 +12025550134@0 +12025550135@ mixed:0");
    row("webex-one-line", "", "+12025550132@0 +12025550131@0 mixed:0");
    row("metaswitch-mixed", "", "2025550190@0 2025550191@0 mixed:0");
    row("avaya-dummy", "", "ASBCE@");
    row("avaya-dummy avaya-update", "s", "40110@1 +12025550122@0");
    row("avaya-three-lines", "", "40110@0,2 +12025550122@1,2 mixed:2");
    row("ribbon-invite", "d", "2025550188@1 6001@0");
    row("ribbon-invite ribbon-bye", "s", "2025550188@1");
    row("twilio-savp", "", "EE77AB01@0 FF88CD02@1");
    row("telnyx-no-associations", "", "+12025550101@1 +12025550102@0");
    row("netsapiens", "", "1001@0 12025550115@1");
    row("opensips-latin1", "l", "alva@1 7002@0");
    row("jambonz-invite", "", "2025550180@0 8001@1");
    row("jambonz-invite jambonz-pause", "x", "2025550180@0 8001@1");
    row("sems", "", "Extension-42@0 2025550195@1");
    row("unified-ring", "", "+12025550101@0 +12025550102@1");
    row("cucm-bib-near", "sx", "");
    row("torture-boundary-missing", "d", "2025550180@0 8001@0 mixed:0");
    row("torture-boundary-wrong", "d", "2025550180@0 8001@0 mixed:0");
    row("torture-truncated", "dm", "2025550180@0");
    row("torture-nested", "", "2025550180@0 8001@0 mixed:0");
    row("torture-metadata-only", "s", "2025550180@ 8001@");
    row("torture-metadata-empty", "x", "");
    row("torture-metadata-text", "m", "");
    row("torture-metadata-unclosed", "m", "2025550180@0 8001@0 mixed:0");
    row("torture-sdp-broken", "S", "2025550180@ 8001@");
    row("torture-sdp-many-lines", "S", "2025550180@ 8001@");
    row("torture-dtd", "m", "");
    row("torture-controls", "m", "2025550180@0 8001@0 mixed:0");
    row("torture-utf16", "", "2025550180@0 8001@0 mixed:0");
}

void TestPartyResolver::corpus()
{
    QFETCH(QString, flags);
    QFETCH(QString, parties);
    const tests::CpuTime timer;
    const Played played = play(QTest::currentDataTag());
    QVERIFY2(timer.microseconds() < 100'000, "too slow"); // debug build, files read
    QCOMPARE(played.flags, flags);
    QCOMPARE(played.parties, parties);
}

void TestPartyResolver::everyFileIsUsed()
{
    QFile self(qEnvironmentVariable("EARSHOT_SOURCE", QStringLiteral(".")) +
               QStringLiteral("/tests/recorder/signalling/tst_partyresolver.cpp"));
    QVERIFY(self.open(QIODevice::ReadOnly));
    const QByteArray text = self.readAll();
    const QList<QByteArray> files = tests::corpusFiles();
    QVERIFY(files.size() >= 40);
    for (const QByteArray &file : files) {
        QVERIFY2(text.contains("\"" + file.chopped(4)) || text.contains(" " + file.chopped(4)),
                 file.constData());
    }
}

void TestPartyResolver::corpusDetails()
{
    const auto valueOf = [](const Played &played, const char *name) {
        for (const RecordingMetadata::Extension &extension : played.metadata.extensions) {
            if (extension.name == QLatin1String(name)) {
                return extension.value;
            }
        }
        return QStringLiteral("missing");
    };
    const Played oracle = play("oracle-unescaped-uri");
    QCOMPARE(valueOf(oracle, "apkt:ucid"), QStringLiteral("00FA080012345E6F;encoding=hex"));
    QCOMPARE(valueOf(oracle, "apkt:request-uri"),
             QStringLiteral("\"Desk & Co\" <sip:2025550177@192.0.2.61;user=phone>"));
    QCOMPARE(valueOf(oracle, "apkt:header@label"), QStringLiteral("X-Queue"));
    QCOMPARE(oracle.sdp.lines.value(1).formats.value(0), *staticFormat(0)); // pcmu/8000a
    const Played audiocodes = play("audiocodes");
    QCOMPARE(audiocodes.metadata.sessions.value(0).groupId,
             QStringLiteral("00000000-0000-0000-0000-3c61f0a1b2c3"));
    QCOMPARE(valueOf(audiocodes, "ac:AvayaUCID"), QStringLiteral("00FA0F0065E2D7AA"));
    const Played cube = play("cube-invite");
    QCOMPARE(cube.sdp.lines.size(), 3);
    QCOMPARE(cube.metadata.sessions.value(0).sipSessionIds.value(0),
             QStringLiteral("6a5e1e0db1c2430091aa0011223344ff;remote=51b0d2aa00105000a000c4b9cd11ee22"));
    const SessionBody cubeBody = splitBody(tests::readCorpus("cube-invite.sip").contentType,
                                           tests::readCorpus("cube-invite.sip").body);
    QCOMPARE(cubeBody.others.value(0).contentType, QByteArray("application/gtd"));
    QCOMPARE(play("cube-invite cube-bye").metadata.sessions.value(0).endTime,
             QStringLiteral("2026-03-02T10:05:09.000Z"));
    QVERIFY(play("broadworks-pause").sdp.lines.value(0).held);
    QCOMPARE(valueOf(play("broadworks-mixed"), "userID"), QStringLiteral("agent9@as.example.net"));
    QCOMPARE(valueOf(play("metaswitch-mixed"), "recordedParty"), QStringLiteral("2025550190"));
    QCOMPARE(valueOf(play("twilio-savp"), "Value"), QStringLiteral("CTAG0001"));
    QCOMPARE(play("twilio-savp").sdp.lines.value(0).cryptos.size(), 2);
    QCOMPARE(valueOf(play("netsapiens"), "groupSeq"), kTwo);
    QCOMPARE(play("netsapiens").metadata.sessions.value(0).groupId,
             QStringLiteral("20260302150000001@ns.example"));
    QCOMPARE(play("opensips-latin1").metadata.participants.value(0).name, QString::fromUtf8("Jörg Grün"));
    QCOMPARE(play("opensips-latin1").metadata.sessions.value(0).startTime,
             QStringLiteral("2026-03-02T15:00:00+0300"));
    QCOMPARE(valueOf(play("ribbon-invite"), "gcid"), QStringLiteral("9917"));
    QCOMPARE(play("ribbon-invite").metadata.participants.value(0).name, QString());
    QCOMPARE(play("unified-ring").metadata.sessions.value(0).sipSessionIds.value(0),
             QStringLiteral("ur-leg-a"));
}

void TestPartyResolver::everyOfferIsAnsweredInKind()
{
    for (const QByteArray &file : tests::corpusFiles()) {
        const SessionDescription offer = play(file.chopped(4)).sdp;
        QList<MediaAnswer> answers;
        for (const MediaLine &line : offer.lines) {
            answers.append({22000, answerFormats(line), {}});
            if (!line.cryptos.isEmpty()) {
                answers.last().crypto = line.cryptos.first();
            }
        }
        const common::Result<SessionDescription> answer =
            parseSdp(writeAnswer(offer, answers, QHostAddress(QHostAddress::LocalHost), 1, 1));
        QVERIFY2(answer.has_value(), file.constData());
        QCOMPARE(answer->lines.size(), offer.lines.size());
        for (qsizetype i = 0; i < offer.lines.size(); ++i) {
            QCOMPARE(answer->lines[i].label, offer.lines[i].label);
            QCOMPARE(answer->lines[i].protocol, offer.lines[i].protocol);
            QCOMPARE(answer->lines[i].port == 0, offer.lines[i].port == 0);
        }
    }
}

void TestPartyResolver::lineThatWasRefused()
{
    RecordingMetadata metadata;
    metadata.streams = {{kOne, kOne, {}, {}}, {kTwo, kTwo, {}, {}}};
    metadata.participants = {someone(kA, {kOne}), someone(kB, {kTwo})};
    SessionDescription sdp = sdpOf({kOne, kTwo});
    QCOMPARE(textOf(resolveParties(metadata, sdp)), QStringLiteral("101@0 102@1"));
    sdp.lines[1].port = 0;
    QCOMPARE(textOf(resolveParties(metadata, sdp)), QStringLiteral("101@0 102@"));
}

void TestPartyResolver::labelsThatDiffer()
{
    RecordingMetadata metadata;
    metadata.streams = {{kOne, QStringLiteral("x"), {}, {}}, {kTwo, QStringLiteral("y"), {}, {}}};
    metadata.participants = {someone(kA, {kTwo}), someone(kB, {kOne})};
    QCOMPARE(textOf(resolveParties(metadata, sdpOf({kOne, kTwo}))), QStringLiteral("101@1 102@0"));
    // One label fits, the other stream takes what is left.
    metadata.streams[1].label = kOne;
    QCOMPARE(textOf(resolveParties(metadata, sdpOf({kOne, kTwo}))), QStringLiteral("101@0 102@1"));
    // SDP without any label.
    QCOMPARE(textOf(resolveParties(metadata, sdpOf({QString(), QString()}))), QStringLiteral("101@1 102@0"));
}

void TestPartyResolver::orderAsLastResort()
{
    RecordingMetadata metadata;
    metadata.participants = {someone(kA, {}), someone(kB, {})};
    QCOMPARE(textOf(resolveParties(metadata, sdpOf({kTwo, kOne}))), QStringLiteral("101@0 102@1"));
    metadata.streams = {{kOne, kOne, {}, {}}, {kTwo, kTwo, {}, {}}};
    QCOMPARE(textOf(resolveParties(metadata, sdpOf({kTwo, kOne}))), QStringLiteral("101@1 102@0"));
    QCOMPARE(textOf(resolveParties(metadata, sdpOf({kTwo}))), QStringLiteral("101@0 102@0 mixed:0"));
}

void TestPartyResolver::oneStaysOver()
{
    RecordingMetadata metadata;
    metadata.streams = {{kOne, kOne, {}, {}}, {kTwo, kTwo, {}, {}}};
    metadata.participants = {someone(kA, {}), someone(kB, {kOne})};
    QCOMPARE(textOf(resolveParties(metadata, sdpOf({kOne, kTwo}))), QStringLiteral("101@1 102@0"));
}

void TestPartyResolver::thirdLineIsMixed()
{
    RecordingMetadata metadata;
    metadata.streams = {{kOne, kOne, {}, {}}, {kTwo, kTwo, {}, {}}, {kThree, kThree, {}, {}}};
    metadata.participants = {someone(kA, {kOne, kThree}), someone(kB, {kTwo, kThree})};
    const QString expected = QStringLiteral("101@0,2 102@1,2 mixed:2");
    QCOMPARE(textOf(resolveParties(metadata, sdpOf({kOne, kTwo, kThree}))), expected);
    metadata.participants = {someone(kA, {kOne}), someone(kB, {kTwo})};
    QCOMPARE(textOf(resolveParties(metadata, sdpOf({kOne, kTwo, kThree}))), expected);
    metadata.participants = {someone(kA, {}), someone(kB, {})};
    QCOMPARE(textOf(resolveParties(metadata, sdpOf({kOne, kTwo, kThree}))), expected);
    SessionDescription sdp = sdpOf({kOne, kTwo, kThree});
    sdp.lines[2].direction = MediaDirection::Inactive;
    QCOMPARE(textOf(resolveParties(metadata, sdp)), QStringLiteral("101@0 102@1"));
}

void TestPartyResolver::thoseWhoLeftAreNotThere()
{
    RecordingMetadata metadata;
    metadata.streams = {{kOne, kOne, {}, {}}};
    metadata.participants = {someone(kA, {kOne}), someone(kB, {kOne})};
    metadata.participants[0].disassociateTime = QStringLiteral("2026-03-02T10:00:00Z");
    QCOMPARE(textOf(resolveParties(metadata, sdpOf({kOne}))), QStringLiteral("102@0"));
}

void TestPartyResolver::aLabelWhereAnIdShouldStand()
{
    RecordingMetadata metadata;
    metadata.participants = {someone(kA, {kTwo}), someone(kB, {kOne})};
    QCOMPARE(textOf(resolveParties(metadata, sdpOf({kOne, kTwo}))), QStringLiteral("101@1 102@0"));
}

void TestPartyResolver::videoTakesNoPart()
{
    RecordingMetadata metadata;
    metadata.streams = {{kOne, kOne, {}, {}}, {kTwo, kTwo, {}, {}}, {kThree, kThree, {}, {}}};
    metadata.participants = {someone(kA, {kOne, kThree}), someone(kB, {kTwo})};
    SessionDescription sdp = sdpOf({kOne, kTwo, kThree});
    sdp.lines[2].media = "video";
    QCOMPARE(textOf(resolveParties(metadata, sdp)), QStringLiteral("101@0 102@1"));
}

void TestPartyResolver::nothingKnown()
{
    QCOMPARE(resolveParties({}, {}), Resolved());
    QCOMPARE(resolveParties({}, sdpOf({kOne})), Resolved());
    RecordingMetadata metadata;
    metadata.participants = {someone(kA, {kOne})};
    QCOMPARE(textOf(resolveParties(metadata, {})), QStringLiteral("101@"));
}

void TestPartyResolver::ciscoProxyOddities()
{
    const QByteArray name = "x-cisco-recording-participant";
    const SessionDescription sdp = sdpOf({QString(), QString()});
    const auto resolved = [&](const QByteArray &value) {
        return textOf(resolveCiscoProxy({{name, value}}, sdp));
    };
    QCOMPARE(resolved("sip:7001@192.0.2.1;media-index=1"), QStringLiteral("7001@1"));
    QCOMPARE(resolved("\"Desk\" <sip:7001@192.0.2.1;user=phone>;media-index=\"1, 0\""),
             QStringLiteral("7001@0,1"));
    QCOMPARE(resolved("sip:7001@192.0.2.1;Media-Index = \" 0 \";x=1"), QStringLiteral("7001@0"));
    QCOMPARE(resolved("sip:7001@192.0.2.1;media-index=\"2 -1 x 99999999999\""), QStringLiteral("7001@"));
    QCOMPARE(resolved("sip:7001@192.0.2.1"), QStringLiteral("7001@"));
    QCOMPARE(resolved(""), QStringLiteral("@"));
    const Resolved desk =
        resolveCiscoProxy({{name, "\"Desk\" <sip:7001@192.0.2.1>;media-index=0"}, {"to", "x"}}, sdp);
    QCOMPARE(desk.parties.value(0).name, QStringLiteral("Desk"));
    QCOMPARE(desk.parties.value(0).aor, QStringLiteral("sip:7001@192.0.2.1"));
}

void TestPartyResolver::worstCaseIsQuick()
{
    QByteArray xml = "<recording>";
    for (int i = 0; i < 600; ++i) {
        const QByteArray n = QByteArray::number(i);
        xml += "<participant id='p" + n + "'><send>s" + n + "</send></participant><stream id='s" + n + "'/>";
    }
    const MetadataBody body = parseMetadata(xml + "</recording>");
    QVERIFY(!body.malformed);
    QCOMPARE(body.metadata.participants.size(), 600);
    const tests::CpuTime timer;
    const Resolved resolved = resolveParties(body.metadata, sdpOf({kOne, kTwo, kThree}));
    QVERIFY2(timer.microseconds() < 100'000,
             qPrintable(QString::number(timer.microseconds()))); // debug build
    QCOMPARE(resolved.parties.size(), 600);
}

EARSHOT_TEST(tst_partyresolver, TestPartyResolver)
#include "tst_partyresolver.moc"
