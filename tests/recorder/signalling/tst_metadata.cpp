// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/metadataparser.h"
#include "tests/recorder/signalling/corpus.h"
#include "tests/recorder/signalling/cputime.h"
#include "tests/recorder/signalling/metadatafixture.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QStringEncoder>
#include <QTest>

#include <limits>

using namespace recorder;
using namespace tests;

class TestMetadata : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void idSpellings_data();
    void idSpellings();
    void dataModes_data();
    void dataModes();
    void namesAndAddresses();
    void sendsInEverySpelling();
    void associationsBeforeObjects();
    void sessionsAndGroups();
    void extensionsAreVerbatim();
    void prefixesNeedNoDeclaration();
    void leavingAndComingBack();
    void duplicatesAndDanglingIds();
    void encodings_data();
    void encodings();
    void envelopeOfTheDocument_data();
    void envelopeOfTheDocument();
    void keepsWhatStoodBeforeTheFault_data();
    void keepsWhatStoodBeforeTheFault();
    void repairsWhatSendersForget_data();
    void repairsWhatSendersForget();
    void bombs_data();
    void bombs();
    void atTheCaps();
    void controlCharactersAreOpaque();
};

void TestMetadata::idSpellings_data()
{
    QTest::addColumn<QByteArray>("inside");
    QTest::newRow("version 1") << QByteArray(
        "<session session_id='x'/><participant participant_id='a'/>"
        "<stream stream_id='s1' session_id='x'><label>7</label></stream>");
    QTest::newRow("draft") << QByteArray("<session id='x'/><participant id='a' session='x'/>"
                                         "<stream id='s1' session='x'><label>7</label></stream>");
    QTest::newRow("session") << QByteArray("<session session='x'/><participant participant_id='a'/>"
                                           "<stream id='s1' session_id='x'><label>7</label></stream>");
    QTest::newRow("case and prefix") << QByteArray(
        "<p:Session p:Session_ID='x'/><p:PARTICIPANT ID=' a '/>"
        "<p:stream Stream_Id='s1' SESSION='x'><p:Label> 7 </p:Label></p:stream>");
    QTest::newRow("children") << QByteArray(
        "<session><id>x</id></session><participant><id>a</id></participant>"
        "<stream><id>s1</id><session>x</session><label>7</label></stream>");
}

void TestMetadata::idSpellings()
{
    QFETCH(QByteArray, inside);
    const RecordingMetadata metadata = read(inside);
    QCOMPARE(metadata.sessions.size(), 1);
    QCOMPARE(metadata.sessions[0].id, QStringLiteral("x"));
    QCOMPARE(idsOf(metadata.participants), QStringList{kA});
    const RecordingMetadata::Stream stream{kS1, QStringLiteral("7"), QStringLiteral("x"), {}};
    QCOMPARE(metadata.streams, QList<RecordingMetadata::Stream>{stream});
    QVERIFY(metadata.extensions.isEmpty());
}

void TestMetadata::dataModes_data()
{
    QTest::addColumn<QByteArray>("inside");
    QTest::addColumn<bool>("partial");
    QTest::newRow("absent") << QByteArray() << false;
    QTest::newRow("complete") << QByteArray("<datamode>complete</datamode>") << false;
    QTest::newRow("partial") << QByteArray("<datamode>partial</datamode>") << true;
    QTest::newRow("capital") << QByteArray("<dataMode> Partial\n</dataMode>") << true;
    QTest::newRow("other") << QByteArray("<datamode>half</datamode>") << false;
}

void TestMetadata::dataModes()
{
    QFETCH(QByteArray, inside);
    QFETCH(bool, partial);
    QCOMPARE(read(inside).dataMode == DataMode::Partial, partial);
}

void TestMetadata::namesAndAddresses()
{
    const RecordingMetadata metadata =
        read("<participant id='a'><nameID aor='sip:1@h'><name xml:lang='en'> Ines </name></nameID>"
             "<nameID aor='tel:+1'/></participant>"
             "<participant id='b'><aor>102@h</aor><name>Bo</name></participant>"
             "<participant id='c'><nameID><aor>sip:3@h</aor><name> </name></nameID></participant>"
             "<participant id='d'><nameID aor='sip:4@h'>sip:4@h</nameID></participant>"
             "<participant id='e'><nameID aor=''/></participant>");
    const QStringList two{QStringLiteral("sip:1@h"), QStringLiteral("tel:+1")};
    QCOMPARE(participant(metadata, kA).aors, two);
    QCOMPARE(participant(metadata, kA).name, QStringLiteral("Ines"));
    QCOMPARE(participant(metadata, kB).aors, QStringList{QStringLiteral("102@h")});
    QCOMPARE(participant(metadata, kB).name, QStringLiteral("Bo"));
    QCOMPARE(participant(metadata, QStringLiteral("c")).aors, QStringList{QStringLiteral("sip:3@h")});
    QCOMPARE(participant(metadata, QStringLiteral("c")).name, QString());
    QCOMPARE(participant(metadata, QStringLiteral("d")).aors, QStringList{QStringLiteral("sip:4@h")});
    QVERIFY(participant(metadata, QStringLiteral("e")).aors.isEmpty());
}

void TestMetadata::sendsInEverySpelling()
{
    const QByteArray streams = "<stream id='s1'/><stream id='s2'/>";
    const QStringList both{kS1, kS2};
    QCOMPARE(
        participant(read(streams + "<participant id='a'><send>s1</send><send> s2 </send></participant>"), kA)
            .sends,
        both);
    QCOMPARE(participant(
                 read(streams + "<participant id='a'><send><id>s1</id><id>s2</id></send></participant>"), kA)
                 .sends,
             both);
    QCOMPARE(
        participant(read(streams + "<participant id='a'/><participantstreamassoc participant_id='a'>"
                                   "<send>s1</send></participantstreamassoc><participantstreamassoc id='a'>"
                                   "<send>s2</send><send/><recv>s1</recv></participantstreamassoc>"),
                    kA)
            .sends,
        both);
}

void TestMetadata::associationsBeforeObjects()
{
    const RecordingMetadata metadata =
        read("<participantstreamassoc participant_id='a'><send>s1</send></participantstreamassoc>"
             "<participant participant_id='a'><aor>1</aor></participant><stream stream_id='s1'/>");
    QCOMPARE(metadata.participants.size(), 1);
    QCOMPARE(metadata.participants[0].sends, QStringList{kS1});
    QCOMPARE(metadata.participants[0].aors.size(), 1);
}

void TestMetadata::sessionsAndGroups()
{
    const RecordingMetadata metadata = read(
        "<group group_id='g1'><associate-time>t0</associate-time></group>"
        "<session session_id='x'><sipSessionID>1;remote=2</sipSessionID><sipSessionID> 3 </sipSessionID>"
        "<group-ref>g1</group-ref><start-time>t1</start-time><stop-time>t2</stop-time></session>"
        "<session session_id='y'/>"
        "<sessionrecordingassoc session_id='y'><associate-time>t3</associate-time></sessionrecordingassoc>"
        "<session session_id='z'><associate-time>t4</associate-time><reason>why</reason></session>");
    const RecordingMetadata::Session x{QStringLiteral("x"),
                                       QStringLiteral("g1"),
                                       {QStringLiteral("1;remote=2"), QStringLiteral("3")},
                                       QStringLiteral("t1"),
                                       QStringLiteral("t2")};
    QCOMPARE(metadata.sessions.value(0), x);
    QCOMPARE(metadata.sessions.value(1).startTime, QStringLiteral("t3"));
    QCOMPARE(metadata.sessions.value(1).groupId, QStringLiteral("g1")); // the only one there is
    QCOMPARE(metadata.sessions.value(2).startTime, QStringLiteral("t4"));
    QVERIFY(metadata.extensions.isEmpty());
}

void TestMetadata::extensionsAreVerbatim()
{
    const RecordingMetadata metadata =
        read("<session id='x'><extensiondata xmlns:v='urn:v'><v:ucid>00FA;encoding=hex</v:ucid>"
             "<v:header label='X-Route'>a &lt;b&gt; &amp;c</v:header><v:flag/></extensiondata></session>"
             "<participant id='a'><v:data><v:in>  1 2 </v:in><![CDATA[<raw>]]></v:data></participant>"
             "<vendor xmlns='urn:w' version='2'><k>v</k></vendor>");
    const QList<RecordingMetadata::Extension> expected{
        {QStringLiteral("v:ucid"), QStringLiteral("00FA;encoding=hex"), QStringLiteral("x")},
        {QStringLiteral("v:header@label"), QStringLiteral("X-Route"), QStringLiteral("x")},
        {QStringLiteral("v:header"), QStringLiteral("a <b> &c"), QStringLiteral("x")},
        {QStringLiteral("v:flag"), QString(), QStringLiteral("x")},
        {QStringLiteral("v:data"), QStringLiteral("<raw>"), kA},
        {QStringLiteral("v:in"), QStringLiteral("1 2"), kA},
        {QStringLiteral("vendor@version"), QStringLiteral("2"), QString()},
        {QStringLiteral("k"), QStringLiteral("v"), QString()}};
    QCOMPARE(metadata.extensions, expected);
}

void TestMetadata::prefixesNeedNoDeclaration()
{
    const RecordingMetadata metadata = read("<ac:UUID>1</ac:UUID><x:participant x:id='a'/>");
    QCOMPARE(metadata.extensions.value(0).name, QStringLiteral("ac:UUID"));
    QCOMPARE(idsOf(metadata.participants), QStringList{kA});
}

void TestMetadata::leavingAndComingBack()
{
    const QByteArray left =
        "<participantsessionassoc participant_id='a' session_id='x'><associate-time>1</associate-time>"
        "<disassociate-time>2</disassociate-time></participantsessionassoc>";
    const QByteArray back = "<participantsessionassoc participant_id='a' session_id='x'>"
                            "<associate-time>3</associate-time></participantsessionassoc>";
    const QByteArray person = "<session id='x'/><participant id='a'><aor>1</aor></participant>";
    QCOMPARE(participant(read(person + left), kA).disassociateTime, QStringLiteral("2"));
    QCOMPARE(participant(read(person + left + back), kA).disassociateTime, QString());
    QCOMPARE(participant(read(person + left + back), kA).associateTime, QStringLiteral("3"));
    // In two sessions and out of one: still there.
    QCOMPARE(participant(read(person + back + QByteArray(left).replace("'x'", "'y'")), kA).disassociateTime,
             QString());
    const RecordingMetadata stream = read(
        kTwo +
        "<participantstreamassoc participant_id='a'><send>s1</send><disassociate-time>5</disassociate-time>"
        "</participantstreamassoc>");
    QVERIFY(participant(stream, kA).sends.isEmpty());
    QCOMPARE(participant(stream, kA).leftStreams, QStringList{kS1});
}

void TestMetadata::duplicatesAndDanglingIds()
{
    const MetadataBody body = parseMetadata(
        "<recording><session id='x'/><session id='x'/>"
        "<participant id='a'><aor>1</aor><send>nowhere</send></participant>"
        "<participant id='a'><aor>2</aor><name>N</name></participant>"
        "<participant id=''/><participant/>"
        "<stream id='s1'><label>1</label></stream><stream id='s1'><label>1</label></stream>"
        "<stream id='s1'><label>2</label></stream><stream id=''/><stream/>"
        "<participantstreamassoc participant_id='s1'><send>s1</send></participantstreamassoc>"
        "<participantstreamassoc/><participantsessionassoc participant_id='ghost' session_id='y'/>"
        "<sessionrecordingassoc session_id='y'/></recording>");
    QVERIFY(!body.malformed);
    QCOMPARE(body.metadata.sessions.size(), 1);
    QCOMPARE(participant(body.metadata, kA).aors, QStringList({QStringLiteral("1"), QStringLiteral("2")}));
    QCOMPARE(participant(body.metadata, kA).name, QStringLiteral("N"));
    QCOMPARE(idsOf(body.metadata.participants),
             QStringList({kA, QString(), QString(), QStringLiteral("ghost")}));
    QCOMPARE(body.metadata.streams.size(), 4);
    QVERIFY(body.warnings.size() >= 6);
}

void TestMetadata::encodings_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<bool>("latin1");
    const QString text =
        QString::fromUtf8("<recording><participant id='a'><name>Jörg</name></participant></recording>");
    const auto utf16 = [&text](QStringConverter::Encoding encoding, QStringConverter::Flag flag) {
        QStringEncoder encoder(encoding, flag);
        return QByteArray(encoder.encode(text));
    };
    QTest::newRow("utf-8") << text.toUtf8() << false;
    QTest::newRow("utf-8 with mark") << "\xEF\xBB\xBF" + text.toUtf8() << false;
    QTest::newRow("latin-1") << text.toLatin1() << true;
    QTest::newRow("latin-1 that says utf-8")
        << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + text.toLatin1() << true;
    QTest::newRow("latin-1 that says so")
        << "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + text.toLatin1() << true;
    QTest::newRow("utf-8 that says latin-1")
        << "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + text.toUtf8() << false;
    QTest::newRow("utf-8 that says utf-16")
        << "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + text.toUtf8() << false;
    QTest::newRow("utf-16") << utf16(QStringConverter::Utf16LE, QStringConverter::Flag::WriteBom) << false;
    QTest::newRow("utf-16 big") << utf16(QStringConverter::Utf16BE, QStringConverter::Flag::WriteBom)
                                << false;
    QTest::newRow("utf-16 without mark")
        << utf16(QStringConverter::Utf16LE, QStringConverter::Flag::Default) << false;
}

void TestMetadata::encodings()
{
    QFETCH(QByteArray, raw);
    QFETCH(bool, latin1);
    const MetadataBody body = parseMetadata(raw);
    QCOMPARE(body.raw, raw);
    QVERIFY2(!body.malformed, qPrintable(body.warnings.join(u' ')));
    QCOMPARE(body.latin1, latin1);
    QCOMPARE(participant(body.metadata, kA).name, QString::fromUtf8("Jörg"));
}

void TestMetadata::envelopeOfTheDocument_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<bool>("malformed");
    const QByteArray text = "<recording><participant id='a'/></recording>";
    QTest::newRow("blank lines") << "\r\n \n<?xml version='1.0'?>\r\n" + text + "\r\n\r\n" << false;
    QTest::newRow("NUL at the end") << text + QByteArray(3, '\0') << false;
    QTest::newRow("version 1.1") << "<?xml version='1.1' standalone='maybe'?>" + text << false;
    QTest::newRow("comments") << "<!-- a < b = c & d -->" + text + "<!-- -->" << false;
    QTest::newRow("instruction") << "<?proc a='<'?>" + text << false;
    QTest::newRow("root recording_metadata")
        << QByteArray(text).replace("recording", "recording_metadata") << false;
    QTest::newRow("prefixed root") << QByteArray(text).replace("recording", "tns:recording") << false;
    QTest::newRow("unknown root") << QByteArray(text).replace("recording", "calls") << false;
    QTest::newRow("rubbish behind") << text + "--boundary" << true;
    QTest::newRow("two roots") << text + text << true;
}

void TestMetadata::envelopeOfTheDocument()
{
    QFETCH(QByteArray, raw);
    QFETCH(bool, malformed);
    const MetadataBody body = parseMetadata(raw);
    QCOMPARE(body.malformed, malformed);
    QCOMPARE(idsOf(body.metadata.participants), QStringList{kA});
}

void TestMetadata::keepsWhatStoodBeforeTheFault_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::newRow("end of text") << QByteArray("<participant id='b'");
    QTest::newRow("wrong end tag") << QByteArray("</session></recording>");
    QTest::newRow("no end tag") << QByteArray("<x>");
    QTest::newRow("attribute twice") << QByteArray("<x y='1' y='2'/></recording>");
    QTest::newRow("attribute without quotes") << QByteArray("<x y=1/></recording>");
    QTest::newRow("DTD inside") << QByteArray("<!DOCTYPE x></recording>");
    QTest::newRow("entity declaration") << QByteArray("<!ENTITY x 'y'></recording>");
    QTest::newRow("65 attributes") << [] {
        QByteArray tag = "<x";
        for (int i = 0; i < 65; ++i) {
            tag += " a" + QByteArray::number(i) + "='1'";
        }
        return tag + "/></recording>";
    }();
    QTest::newRow("depth 33") << QByteArray("<x>").repeated(32) + QByteArray("</x>").repeated(32) +
                                     "</recording>";
    QTest::newRow("2001 elements") << QByteArray("<x/>").repeated(1999) + "</recording>";
    QTest::newRow("over 256 KiB") << "<x>" + QByteArray(256 * 1024, 'x') + "</x></recording>";
    QTest::newRow("open comment") << QByteArray("<!-- </recording>");
    QTest::newRow("open CDATA") << QByteArray("<![CDATA[ </recording>");
}

void TestMetadata::keepsWhatStoodBeforeTheFault()
{
    QFETCH(QByteArray, rest);
    const QByteArray raw = "<recording><participant id='a'/>" + rest;
    const MetadataBody body = parseMetadata(raw);
    QVERIFY(body.malformed);
    QVERIFY(!body.warnings.isEmpty());
    QCOMPARE(body.raw, raw);
    QCOMPARE(body.metadata.participants.value(0).id, kA);
}

void TestMetadata::repairsWhatSendersForget_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("value");
    QTest::newRow("sip") << QByteArray("\"D\" <sip:1@h;user=phone>")
                         << QStringLiteral("\"D\" <sip:1@h;user=phone>");
    QTest::newRow("sips, tel") << QByteArray("<SIPS:1@h> <tel:1>") << QStringLiteral("<SIPS:1@h> <tel:1>");
    QTest::newRow("ampersand") << QByteArray("A & B &x; &#xZ; &amp; &#65;")
                               << QStringLiteral("A & B &x; &#xZ; & A");
    QTest::newRow("less than") << QByteArray("1 < 2 <3 <") << QStringLiteral("1 < 2 <3 <");
    QTest::newRow("control") << QByteArray("a\x01\x0b"
                                           "b")
                             << QStringLiteral("ab");
    QTest::newRow("CDATA stays") << QByteArray("&<![CDATA[<sip:&]]>") << QStringLiteral("&<sip:&");
}

void TestMetadata::repairsWhatSendersForget()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, value);
    const MetadataBody body =
        parseMetadata("<recording><v:uri>" + text + "</v:uri><participant id='a'/></recording>");
    QVERIFY(body.malformed); // read, but not what it should be
    QCOMPARE(body.metadata.extensions.value(0).value, value);
    QCOMPARE(idsOf(body.metadata.participants), QStringList{kA});
}

void TestMetadata::bombs_data()
{
    QTest::addColumn<QByteArray>("raw");
    QByteArray laughs = "<!DOCTYPE r [<!ENTITY e0 'ha'>";
    for (int i = 1; i < 12; ++i) {
        laughs += "<!ENTITY e" + QByteArray::number(i) + " '" +
                  QByteArray("&e" + QByteArray::number(i - 1) + ";").repeated(10) + "'>";
    }
    QTest::newRow("billion laughs") << laughs + "]><r>&e11;</r>";
    QTest::newRow("self reference") << QByteArray("<!DOCTYPE r [<!ENTITY a '&a;'>]><r>&a;</r>");
    QTest::newRow("external entity") << QByteArray(
        "<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><r>&a;</r>");
    QTest::newRow("one long entity") << "<!DOCTYPE r [<!ENTITY a '" + QByteArray(4000, 'x') + "'>]><r>" +
                                            QByteArray("&a;").repeated(20000) + "</r>";
    QTest::newRow("nested tags") << QByteArray("<a>").repeated(3'000'000);
    QByteArray attributes = "<r";
    for (int i = 0; i < 20000; ++i) {
        attributes += " a" + QByteArray::number(i) + "='1'";
    }
    QTest::newRow("20,000 attributes") << attributes + "/>";
    QTest::newRow("many elements") << "<r>" + QByteArray("<a/>").repeated(1'000'000) + "</r>";
    QTest::newRow("attributes behind a comment") << "<r><!-- ' -->" + attributes + "/></r>";
    QTest::newRow("attributes behind an address") << "<r>\"<sip:1> " + attributes + "/></r>";
    QTest::newRow("open tags") << QByteArray("<").repeated(262'000);
    QTest::newRow("ampersands") << "<r>" + QByteArray("&").repeated(262'000);
    QTest::newRow("quotes") << "<r a='" + QByteArray("\"'").repeated(131'000);
}

void TestMetadata::bombs()
{
    QFETCH(QByteArray, raw);
    const qint64 before = residentKilobytes();
    qint64 best = std::numeric_limits<qint64>::max();
    for (int i = 0; i < 3; ++i) {
        const tests::CpuTime timer;
        const MetadataBody body = parseMetadata(raw);
        best = qMin(best, timer.microseconds());
        QVERIFY(body.malformed);
        QVERIFY(body.metadata.participants.isEmpty());
        for (const RecordingMetadata::Extension &extension : body.metadata.extensions) {
            QVERIFY(extension.value.size() <= raw.size());
        }
    }
    qInfo("%lld us, +%lld KiB", static_cast<long long>(best),
          static_cast<long long>(residentKilobytes() - before));
#ifdef QT_NO_DEBUG
    constexpr qint64 kLimit = 10'000;
#else
    constexpr qint64 kLimit = 40'000; // not optimised
#endif
    QVERIFY2(best < kLimit, qPrintable(QString::number(best)));
    QVERIFY(residentKilobytes() - before < 8 * 1024);
}

void TestMetadata::atTheCaps()
{
    QByteArray attributes = "<x";
    for (int i = 0; i < 64; ++i) {
        attributes += " a" + QByteArray::number(i) + "='1'";
    }
    const QList<QByteArray> bodies{"<recording>" + attributes + "/></recording>",
                                   "<recording>" + QByteArray("<x>").repeated(31) +
                                       QByteArray("</x>").repeated(31) + "</recording>",
                                   "<recording>" + QByteArray("<x/>").repeated(1999) + "</recording>",
                                   "<recording><x>" + QByteArray(256 * 1024 - 30, 'x') + "</x></recording>"};
    for (const QByteArray &raw : bodies) {
        const tests::CpuTime timer;
        QVERIFY(!parseMetadata(raw).malformed);
        QVERIFY(timer.microseconds() < 200'000); // debug build
    }
}

void TestMetadata::controlCharactersAreOpaque()
{
    // Header smuggling: what an entity smuggles in stays text of that one value.
    const RecordingMetadata metadata = read("<participant id='a'><nameID aor='sip:1@h'><name>x&#13;&#10;Via: "
                                            "y&#x202E;</name></nameID></participant>");
    QCOMPARE(participant(metadata, kA).name, QStringLiteral("x\r\nVia: y") + QChar(0x202E));
    QVERIFY(parseMetadata("<recording><x>&#0;</x></recording>").malformed);
}

EARSHOT_TEST(tst_metadata, TestMetadata)
#include "tst_metadata.moc"
