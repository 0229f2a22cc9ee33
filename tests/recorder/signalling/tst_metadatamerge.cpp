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

class TestMetadataMerge : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void completeReplaces();
    void completeWithoutPeopleKeepsThem();
    void holdKeepsTheLine();
    void partialMerges();
    void partialTakesAStreamAway();
    void partialOfSomebodyKnown();
    void whoComesBackIsKnown();
    void mergeWithUnknownIds();
    void mergedStateIsStable();
};

void TestMetadataMerge::completeReplaces()
{
    const RecordingMetadata known = read(kTwo + "<old>1</old>");
    const RecordingMetadata update = read(
        "<participant id='a'><nameID aor='sip:101@h'/></participant>"
        "<participant id='c'><nameID aor='sip:103@h'/></participant>"
        "<stream stream_id='s1'><label>1</label></stream><stream stream_id='s3'><label>2</label></stream>"
        "<participantstreamassoc participant_id='a'><send>s1</send></participantstreamassoc>"
        "<participantstreamassoc participant_id='c'><send>s3</send></participantstreamassoc>");
    QCOMPARE(mergeMetadata(known, update), update);
    QCOMPARE(mergeMetadata({}, update), update);
}

void TestMetadataMerge::completeWithoutPeopleKeepsThem()
{
    const RecordingMetadata known = read("<session id='x'/>" + kTwo + "<old>1</old>");
    const RecordingMetadata ended =
        mergeMetadata(known, read("<session id='x'><end-time>9</end-time></session>"));
    QCOMPARE(ended.participants, known.participants);
    QCOMPARE(ended.streams, known.streams);
    QCOMPARE(ended.extensions, known.extensions);
    QCOMPARE(ended.sessions.value(0).endTime, QStringLiteral("9"));
    QCOMPARE(mergeMetadata(known, {}), known);
}

void TestMetadataMerge::holdKeepsTheLine()
{
    const RecordingMetadata known = read(kTwo);
    RecordingMetadata hold = known;
    hold.participants[0].sends.clear();
    QCOMPARE(participant(mergeMetadata(known, hold), kA).sends, QStringList{kS1});
    hold.participants[1].sends = {kS1}; // somebody else took it
    QVERIFY(participant(mergeMetadata(known, hold), kA).sends.isEmpty());
    hold.participants[1].sends = {kS2};
    hold.streams.removeFirst(); // the stream is gone
    QVERIFY(participant(mergeMetadata(known, hold), kA).sends.isEmpty());
}

void TestMetadataMerge::partialMerges()
{
    const RecordingMetadata known = read("<session id='x'><start-time>1</start-time></session>" + kTwo +
                                         "<v:k>1</v:k><v:other>2</v:other>");
    const RecordingMetadata state = mergeMetadata(
        known, read("<datamode>partial</datamode><session id='x'><end-time>7</end-time></session>"
                    "<participant id='b'><disassociate-time>5</disassociate-time></participant>"
                    "<participant id='c'><nameID aor='sip:103@h'/></participant>"
                    "<participantstreamassoc "
                    "participant_id='c'><send>s2</send></participantstreamassoc><v:k>3</v:k>"));
    QCOMPARE(state.dataMode, DataMode::Complete);
    QCOMPARE(idsOf(state.participants), QStringList({kA, QStringLiteral("c")}));
    QCOMPARE(participant(state, kA), participant(known, kA));
    QCOMPARE(participant(state, QStringLiteral("c")).sends, QStringList{kS2});
    QCOMPARE(state.streams, known.streams);
    QCOMPARE(state.sessions.value(0).startTime, QStringLiteral("1"));
    QCOMPARE(state.sessions.value(0).endTime, QStringLiteral("7"));
    const QList<RecordingMetadata::Extension> extensions{{QStringLiteral("v:other"), QStringLiteral("2"), {}},
                                                         {QStringLiteral("v:k"), QStringLiteral("3"), {}}};
    QCOMPARE(state.extensions, extensions);
}

void TestMetadataMerge::partialTakesAStreamAway()
{
    const RecordingMetadata state = mergeMetadata(
        read(kTwo),
        read("<datamode>partial</datamode><participantstreamassoc participant_id='a'><send>s1</send>"
             "<disassociate-time>5</disassociate-time></participantstreamassoc>"));
    QVERIFY(participant(state, kA).sends.isEmpty());
    QCOMPARE(participant(state, kA).aors.size(), 1);
    QCOMPARE(participant(state, kB).sends, QStringList{kS2});
}

void TestMetadataMerge::partialOfSomebodyKnown()
{
    const RecordingMetadata state = mergeMetadata(
        read(kTwo),
        read("<datamode>partial</datamode><participantstreamassoc participant_id='a'><send>s2</send>"
             "</participantstreamassoc><stream stream_id='s1'><label>9</label></stream>"));
    QCOMPARE(participant(state, kA).sends, QStringList{kS2});
    QCOMPARE(participant(state, kA).aors, QStringList{QStringLiteral("sip:101@h")});
    QCOMPARE(state.streams.value(0).label, QStringLiteral("9"));
    QCOMPARE(state.streams.size(), 2);
}

void TestMetadataMerge::whoComesBackIsKnown()
{
    const RecordingMetadata left = mergeMetadata(
        read(kTwo), read("<datamode>partial</datamode><participantsessionassoc participant_id='b'>"
                         "<disassociate-time>5</disassociate-time></participantsessionassoc>"));
    QCOMPARE(idsOf(left.participants), QStringList{kA});
    QCOMPARE(idsOf(left.former), QStringList{kB});
    const RecordingMetadata third = mergeMetadata(
        left, read("<datamode>partial</datamode><participant id='c'><nameID aor='sip:103@h'/></participant>"
                   "<participantstreamassoc participant_id='c'><send>s2</send></participantstreamassoc>"));
    const RecordingMetadata back =
        mergeMetadata(third, read("<datamode>partial</datamode><participantsessionassoc participant_id='b'>"
                                  "<associate-time>6</associate-time></participantsessionassoc>"));
    QCOMPARE(participant(back, kB).aors, QStringList{QStringLiteral("sip:102@h")});
    QVERIFY(participant(back, kB).sends.isEmpty()); // somebody else has his line now
    const RecordingMetadata renamed =
        mergeMetadata(left, read("<datamode>partial</datamode><participant id='b'><nameID aor='sip:109@h'/>"
                                 "</participant>"));
    QCOMPARE(participant(renamed, kB).aors, QStringList{QStringLiteral("sip:109@h")});
}

void TestMetadataMerge::mergeWithUnknownIds()
{
    RecordingMetadata twins = read(kTwo);
    twins.participants[1].id = kA;
    twins.streams[1].id = kS1;
    const RecordingMetadata update =
        read("<datamode>partial</datamode><participant id=''/><stream id=''/><session id=''/>");
    const RecordingMetadata state = mergeMetadata(twins, update);
    QCOMPARE(state.participants.size(), 3);
    QCOMPARE(state.streams.size(), 3);
    QCOMPARE(state.sessions.size(), 1);
}

void TestMetadataMerge::mergedStateIsStable()
{
    for (const QByteArray &file : tests::corpusFiles()) {
        const tests::CorpusMessage message = tests::readCorpus(file);
        const MetadataBody body = parseMetadata(message.body.mid(message.body.indexOf("<?xml")));
        const RecordingMetadata state = mergeMetadata({}, body.metadata);
        QCOMPARE(mergeMetadata(state, state), state);
        QVERIFY(state.participants.size() <= body.metadata.participants.size());
    }
}

EARSHOT_TEST(tst_metadatamerge, TestMetadataMerge)
#include "tst_metadatamerge.moc"
