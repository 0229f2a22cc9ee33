// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/peaksmodel.h"
#include "console/player/talktext.h"
#include "console/player/talkturns.h"
#include "tests/support/peaksbuilder.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QTest>

using namespace console;
using namespace tests;
using namespace std::chrono_literals;

class TestPeaksModel : public QObject
{
    Q_OBJECT
private:
    static void load(PeaksModel &model, const QByteArray &bytes)
    {
        model.append(bytes);
        model.finish();
    }
    /// What the columns must be: from the base blocks they touch.
    static PeaksModel::Column expected(const PeaksModel &model, int channel, double from, double to)
    {
        PeaksModel::Column column;
        for (qint64 i = 0; i < model.blocks(); ++i) {
            const double begin = static_cast<double>(i) * model.blockMs();
            if (begin < to && begin + model.blockMs() > from) {
                const auto peak = model.block(channel, i);
                column.min = column.known ? std::min(column.min, peak.min) : peak.min;
                column.max = column.known ? std::max(column.max, peak.max) : peak.max;
                column.known = true;
            }
        }
        return column;
    }

private Q_SLOTS:
    void bytesInAnyPiecesGiveTheSame()
    {
        const QByteArray bytes = peaksOf(30s, conversation(30s));
        PeaksModel whole;
        load(whole, bytes);
        QCOMPARE(whole.state(), PeaksModel::State::Complete);
        QCOMPARE(whole.durationMs(), 30000.0);
        QCOMPARE(whole.blocks(), 3000);
        for (const int piece : {1, 3, 97, 4096}) {
            PeaksModel pieces;
            for (qsizetype i = 0; i < bytes.size(); i += piece) {
                pieces.append(bytes.mid(i, piece));
            }
            pieces.finish();
            QCOMPARE(pieces.state(), PeaksModel::State::Complete);
            std::vector<PeaksModel::Column> a(500);
            std::vector<PeaksModel::Column> b(500);
            for (const double ms : {1.0, 13.0, 61.0}) {
                whole.columns(1, 0, ms, a);
                pieces.columns(1, 0, ms, b);
                QVERIFY(a == b);
            }
        }
    }
    void columnsCoverTheirStretch_data()
    {
        QTest::addColumn<double>("columnMs");
        QTest::newRow("finer than a block") << 1.0;
        QTest::newRow("a block") << 10.0;
        QTest::newRow("just under level 1") << 639.0;
        QTest::newRow("level 1") << 640.0;
        QTest::newRow("level 2") << 12000.0;
    }
    /// Never less than the truth, and no more than one block of the level at either end.
    void columnsCoverTheirStretch()
    {
        QFETCH(double, columnMs);
        PeaksModel model;
        load(model, peaksOf(5min, conversation(5min)));
        std::vector<PeaksModel::Column> columns(20);
        const double begin = 1234.5;
        model.columns(0, begin, columnMs, columns);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const double from = begin + static_cast<double>(i) * columnMs;
            const auto least = expected(model, 0, from, from + columnMs);
            const double slack = std::max(model.blockMs(), columnMs / 4);
            const auto most = expected(model, 0, from - slack, from + columnMs + slack);
            QCOMPARE(columns[i].known, least.known);
            QVERIFY(columns[i].max >= least.max && columns[i].min <= least.min);
            QVERIFY(columns[i].max <= most.max && columns[i].min >= most.min);
        }
    }
    void whatIsNotLoadedIsUnknown()
    {
        const QByteArray bytes = peaksOf(60s, conversation(60s));
        PeaksModel model;
        QSignalSpy changed(&model, &PeaksModel::changed);
        const qsizetype half = common::PeaksLayout::kHeaderSize + 3000 * 4; // 30 s
        model.append(bytes.left(half));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.state(), PeaksModel::State::Loading);
        QCOMPARE(model.durationMs(), 60000.0);
        QCOMPARE(model.knownMs(), 30000.0);
        for (const double ms : {5.0, 100.0, 1000.0}) {
            std::vector<PeaksModel::Column> columns(static_cast<std::size_t>(60000 / ms));
            model.columns(0, 0, ms, columns);
            for (std::size_t i = 0; i < columns.size(); ++i) {
                QCOMPARE(columns[i].known, static_cast<double>(i) * ms < 30000);
            }
        }
        model.append(bytes.mid(half));
        model.finish();
        QCOMPARE(model.state(), PeaksModel::State::Complete);
    }
    void damageIsSeen()
    {
        const QByteArray good = peaksOf(5s, conversation(5s));
        PeaksModel cut;
        load(cut, good.chopped(1));
        QCOMPARE(cut.state(), PeaksModel::State::Damaged);
        QCOMPARE(cut.blocks(), 500); // what is known can still be looked at
        PeaksModel more;
        load(more, good + 'x');
        QCOMPARE(more.state(), PeaksModel::State::Damaged);
        PeaksModel nonsense;
        load(nonsense, QByteArray(200, 'x'));
        QCOMPARE(nonsense.state(), PeaksModel::State::Damaged);
        PeaksModel empty;
        load(empty, {});
        QCOMPARE(empty.state(), PeaksModel::State::Damaged);
        // A head that promises 4,000 years must not make us reserve them.
        common::PeaksLayout huge;
        huge.frames = qint64{1} << 40;
        PeaksModel liar;
        liar.append(common::PeaksWriter(common::PeaksLayout{})
                        .header()
                        .replace(16, 8, QByteArray::fromHex("0000000000010000")));
        QCOMPARE(liar.state(), PeaksModel::State::Damaged);
        QCOMPARE(liar.blocks(), 0);
    }
    void turnsAndShares()
    {
        PeaksModel model;
        load(model, peaksOf(20s, {{0, {0s, 6s}}, {1, {5s, 10s}}, {0, {15s, 16s}}, {1, {18s, 18050ms}}}));
        const TalkTurns turns(model);
        QCOMPARE(turns.of(0).size(), 2u);
        QCOMPARE(turns.of(1).size(), 1u); // 50 ms of sound is no turn
        QVERIFY(std::chrono::abs(turns.of(0)[0].end - 6000ms) <= 20ms);
        QCOMPARE(turns.both().size(), 1u);
        QVERIFY(turns.speaks(0, 5500ms) && turns.speaks(1, 5500ms));
        QVERIFY(!turns.speaks(0, 12s) && !turns.speaks(1, 12s));
        QVERIFY(turns.bothSpeak(5000, 5010) && turns.bothSpeak(0, 20000) && !turns.bothSpeak(6100, 20000));
        const auto shares = turns.shares();
        QVERIFY(std::abs(shares.channel[0] - 0.35) < 0.005);
        QVERIFY(std::abs(shares.channel[1] - 0.25) < 0.005);
        QVERIFY(std::abs(shares.both - 0.05) < 0.005);
        QVERIFY(std::abs(shares.silence - 0.45) < 0.005);
        QVERIFY(std::chrono::abs(shares.longest[0] - 6000ms) <= 20ms);
    }
    void stepsByTurn()
    {
        PeaksModel model;
        load(model, peaksOf(20s, {{0, {1s, 4s}}, {1, {5s, 9s}}, {0, {12s, 14s}}}));
        const TalkTurns turns(model);
        const auto near = [](Ms a, Ms b) { return std::chrono::abs(a - b) <= 20ms; };
        QVERIFY(near(turns.next(0ms), 1s));
        QVERIFY(near(turns.next(1100ms), 5s));
        QVERIFY(near(turns.next(9s), 12s));
        QCOMPARE(turns.next(13s), 13000ms); // no more: stays
        QVERIFY(near(turns.previous(8s), 5s));
        QVERIFY(near(turns.previous(5500ms), 1s)); // not the turn that has just begun
        QCOMPARE(turns.previous(1200ms), 0ms);
    }
    void theCallInWords()
    {
        PeaksModel model;
        load(model, peaksOf(31s, {{0, {0s, 12s}}, {1, {19s, 25s}}, {0, {22s, 31s}}}));
        const TalkTurns turns(model);
        const QStringList names{QStringLiteral("Agent"), QStringLiteral("Customer")};
        const TalkText words(turns, names, 31s);
        QStringList who;
        for (const auto &line : words.lines()) {
            who.append(line.text.section(u' ', 1));
            QVERIFY2(line.text.contains(u'–'), qPrintable(line.text));
        }
        QCOMPARE(who,
                 QStringList({QStringLiteral("Agent speaks"), QStringLiteral("silence"),
                              QStringLiteral("Customer speaks"), QStringLiteral("Agent and Customer speak"),
                              QStringLiteral("Agent speaks")}));
        QCOMPARE(words.lineAt(13s), 1);
        QCOMPARE(words.lineOfOffset(words.offsetOf(2)), 2);
        QVERIFY(words.text().mid(words.offsetOf(1)).startsWith(words.lines()[1].text));
        QCOMPARE(speakersText(turns, names, 15s), QStringLiteral("silence"));
    }
    void monoHasOneChannel()
    {
        PeaksModel model;
        load(model, peaksOf(5s, {{0, {1s, 2s}}}, 1));
        QCOMPARE(model.channels(), 1);
        QCOMPARE(TalkTurns(model).turns().size(), 1u);
        std::vector<PeaksModel::Column> columns(3);
        model.columns(1, 0, 100, columns);
        QVERIFY(!columns[0].known);
    }
};

EARSHOT_TEST(tst_peaksmodel, TestPeaksModel)
#include "tst_peaksmodel.moc"
