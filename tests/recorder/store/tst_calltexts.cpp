// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/tenantrepository.h"

#include "tests/recorder/store/callcorpus.h"
#include "tests/support/callbuilder.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>

using namespace recorder;
using common::CallFlag;
using common::ErrorCode;
using common::FinishedCall;
using common::Result;
using namespace std::chrono_literals;
using tests::Known;
using tests::kStart;
using tests::madeAt;

/// The filters by what people write: against a plain search in memory over the same calls.
class TestCallTexts : public QObject, private tests::CallCorpus
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { fill(); }

    void numbers_data();
    void numbers();
    void names_data();
    void names();
    void hostileTextsAreKeptAndFound_data();
    void hostileTextsAreKeptAndFound();

    void cleanupTestCase() { drop(); }
};

void TestCallTexts::numbers_data()
{
    QTest::addColumn<int>("match");
    QTest::addColumn<int>("side");
    QTest::addColumn<QString>("text");
    for (const char *text : {"4930", "+4930", "12", "7", "0800", "alice", "ALICE.W", "201", "%", "_", "49%",
                             "\\", "'", ".", "\n", "x"}) {
        for (const int match : {0, 1, 2}) {
            for (const int side : {0, 1, 2}) {
                QTest::addRow("%d %d %s", match, side, text) << match << side << QString::fromLatin1(text);
            }
        }
    }
}

void TestCallTexts::numbers()
{
    QFETCH(int, match);
    QFETCH(int, side);
    QFETCH(QString, text);
    CallCriteria criteria;
    criteria.number = TextFilter{static_cast<TextMatch>(match), text};
    criteria.numberSide = static_cast<CallSide>(side);
    const QString wanted = text.trimmed().toLower();
    if (wanted.isEmpty()) {
        QVERIFY(
            list({criteria, {}, true, 10, {}, true, 1s})); // only spaces: whatever it finds, it does not fail
        return;
    }
    compare(criteria, [&](const Known &known) {
        for (qsizetype i = 0; i < known.call.participants.size(); ++i) {
            const QString number = known.call.participants.at(i).number.toLower();
            const bool looked = side == 0 || (side == 1 && i == 0) || (side == 2 && i == 1);
            const bool hit = match == 0   ? number.contains(wanted)
                             : match == 1 ? number.startsWith(wanted)
                                          : number == wanted;
            if (looked && hit) {
                return true;
            }
        }
        return false;
    });
}

void TestCallTexts::names_data()
{
    QTest::addColumn<int>("match");
    QTest::addColumn<QString>("text");
    for (const char *text : {"anna", "STRASSE", "straße", "jörg", "JÖRG", "an", "a", "Agent 2", "third",
                             "wéi", "O'B", "_50%", "50%", "%", "_", "n_a", "nobody", "Jörg Straße"}) {
        for (const int match : {0, 1, 2}) {
            QTest::addRow("%d %s", match, text) << match << QString::fromUtf8(text);
        }
    }
}

void TestCallTexts::names()
{
    QFETCH(int, match);
    QFETCH(QString, text);
    CallCriteria criteria;
    criteria.name = TextFilter{static_cast<TextMatch>(match), text};
    const QString wanted = text.toCaseFolded();
    compare(criteria, [&](const Known &known) {
        QStringList names;
        for (const Segment &segment : known.segments) {
            names << segment.party.name.toCaseFolded() << segment.userName.toCaseFolded();
        }
        return std::any_of(names.begin(), names.end(), [&](const QString &name) {
            return match == 0 ? name.contains(wanted) : match == 1 ? name.startsWith(wanted) : name == wanted;
        });
    });
}

void TestCallTexts::hostileTextsAreKeptAndFound_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("quotes") << QStringLiteral("O'Neil \"x\" `; DROP TABLE calls; --$1");
    QTest::newRow("wildcards") << QStringLiteral("100% _und_ \\weg\\ {a,b} NULL");
    QTest::newRow("bidi") << QString::fromUtf8("\u202Eabc\u2066\u0645\u0631\u062D\u2069");
    QTest::newRow("astral") << QString::fromUtf8("\U0001F4DE\U00020000");
    QTest::newRow("nul") << (QStringLiteral("nul") + QChar(u'\0') + QStringLiteral("inside"));
    QTest::newRow("lines") << QStringLiteral("first\nsecond\r\n\tthird");
    QTest::newRow("long") << QString(10000, QLatin1Char('y'));
    QTest::newRow("placeholder") << QStringLiteral("%{id} %%{id} %");
}

void TestCallTexts::hostileTextsAreKeptAndFound()
{
    QFETCH(QString, text);
    tests::TestDb db;
    ConnectionPool pool(db.options(1));
    QVERIFY(pool.waitUntilUp(10s));
    FinishedCall call = madeAt(kStart, text, QStringLiteral("2"), 1);
    for (QString *field :
         {&call.reason, &call.recorder, &call.interface, &call.peer, &call.protocolCallId, &call.sessionId,
          &call.groupId, &call.participants[0].participantId, &call.participants[0].aor,
          &call.participants[0].name, &call.participants[0].ipAddress, &call.streams[0].label,
          &call.streams[0].codec, &call.files[0].path, &call.files[0].format}) {
        *field = text;
    }
    const QList<Segment> segments{{call.participants.at(0), 0, std::nullopt, {}, text, std::nullopt, {}},
                                  {call.participants.at(1), 1, std::nullopt, {}, {}, std::nullopt, {}}};
    TenantKey tenant{};
    const auto stored = pool.run<StoredCall>([&](Transaction &transaction) -> Result<StoredCall> {
        tenant = TenantRepository(transaction).findOrCreate(QStringLiteral("Nordlicht"))->key;
        CallRepository calls(transaction);
        auto inserted = calls.insert(tenant, call, segments);
        if (!inserted) {
            return common::propagate(inserted);
        }
        return calls.get(tenant, call.id);
    });
    QVERIFY2(stored, stored ? "" : qPrintable(stored.error().message));
    // The only change allowed: PostgreSQL cannot keep NUL.
    const auto kept = [](QString value) { return value.replace(QChar(u'\0'), QChar(0xfffd)); };
    QCOMPARE(stored->call.reason, kept(text));
    QCOMPARE(stored->call.participants.at(0).name, kept(text));
    QCOMPARE(stored->call.participants.at(0).number, kept(text));
    QCOMPARE(stored->call.participants.at(0).aor, kept(text));
    QCOMPARE(stored->call.files.at(0).path, kept(text));
    QCOMPARE(stored->call.streams.at(0).label, text); // inside JSON even NUL is kept
    QCOMPARE(stored->segments.at(0).extension, kept(text));
    for (const bool byName : {false, true}) {
        for (const auto match : {TextMatch::Contains, TextMatch::Begins, TextMatch::Is}) {
            CallPageRequest request;
            (byName ? request.criteria.name : request.criteria.number) = TextFilter{match, text};
            const auto page = pool.run<CallPage>(
                [&](Transaction &transaction) { return CallRepository(transaction).list(tenant, request); });
            if (text.size() > 1000) {
                QCOMPARE(page.error().code, ErrorCode::Invalid);
                QCOMPARE(page.error().fields.size(), 1);
                continue;
            }
            QVERIFY2(page, page ? "" : qPrintable(page.error().message));
            QCOMPARE(page->total, 1);
            QCOMPARE(page->calls.size(), 1);
        }
    }
}

EARSHOT_TEST(tst_calltexts, TestCallTexts)
#include "tst_calltexts.moc"
