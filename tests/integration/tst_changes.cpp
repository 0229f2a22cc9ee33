// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/audiocheck.h"
#include "tests/support/calllab.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QTest>

#include <cmath>
#include <memory>

using namespace tests;

namespace
{

constexpr double kPlaceTolerance = 0.020;
/// Between the change of the media and the word of it there is a SIP request.
constexpr double kWordTolerance = 0.250;

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

/// A party as the call list shows it: who, which of our users, from when to when (s).
struct Participation {
    QString number;
    QString name;
    QString user;
    double join = 0;
    double leave = 0;
    int channel = -1;
};

QList<Participation> participations(const RecordedCall &call)
{
    const QJsonArray parties = call.json().value(QLatin1String("participants")).toArray();
    const QJsonArray segments = call.json().value(QLatin1String("segments")).toArray();
    const QJsonArray streams = call.json().value(QLatin1String("streams")).toArray();
    QList<Participation> list;
    for (qsizetype i = 0; i < parties.size(); ++i) {
        const QJsonValue party = parties[i];
        Participation one{
            party[QLatin1String("number")].toString(),       party[QLatin1String("name")].toString(),
            segments[i][QLatin1String("user")].toString(),   party[QLatin1String("join")].toDouble() / 1000,
            party[QLatin1String("leave")].toDouble() / 1000, -1};
        for (const QJsonValue stream : streams) {
            if (stream[QLatin1String("index")].toInt() == party[QLatin1String("stream")].toInt(-1)) {
                one.channel = stream[QLatin1String("channel")].toInt();
            }
        }
        list.append(one);
    }
    return list;
}

} // namespace

/// Who comes and goes while a call is recorded: his voice is in the file from the moment he came to the
/// moment he left, in the right channel, and the call list says who he was and when.
class TestChanges : public QObject
{
    Q_OBJECT
private:
    /// The tone is in the channel from `from` to `to`, once, and nowhere in the other channel.
    static void checkTone(const DecodedAudio &audio, size_t channel, int hertz, double from, double to)
    {
        const auto spans = findTone(audio.channels[channel], audio.rate, hertz);
        QVERIFY2(!spans.isEmpty(),
                 qPrintable(QStringLiteral("no %1 Hz in channel %2").arg(hertz).arg(channel)));
        const Span heard{spans.first().from, spans.last().to};
        const QString said = QStringLiteral("%1 Hz from %2 to %3 s instead of %4 to %5 s, in %6 pieces")
                                 .arg(hertz)
                                 .arg(heard.from)
                                 .arg(heard.to)
                                 .arg(from)
                                 .arg(to)
                                 .arg(spans.size());
        QVERIFY2(std::abs(heard.from - from) <= kPlaceTolerance, qPrintable(said));
        QVERIFY2(std::abs(heard.to - to) <= kPlaceTolerance, qPrintable(said));
        QVERIFY2(spans.size() == 1, qPrintable(said));
        QVERIFY2(findTone(audio.channels[1 - channel], audio.rate, hertz).isEmpty(), "the channels leak");
    }
    static void checkParty(const Participation &party, const Participation &expected)
    {
        QCOMPARE(party.number, expected.number);
        QCOMPARE(party.name, expected.name);
        QCOMPARE(party.user, expected.user);
        QCOMPARE(party.channel, expected.channel);
        const QString said = QStringLiteral("%1 from %2 to %3 s instead of %4 to %5 s")
                                 .arg(party.number)
                                 .arg(party.join)
                                 .arg(party.leave)
                                 .arg(expected.join)
                                 .arg(expected.leave);
        QVERIFY2(std::abs(party.join - expected.join) <= kWordTolerance, qPrintable(said));
        QVERIFY2(std::abs(party.leave - expected.leave) <= kWordTolerance, qPrintable(said));
    }

private Q_SLOTS:
    /// All calls at the same time.
    void initTestCase()
    {
        m_lab = std::make_unique<CallLab>();
        QVERIFY(m_lab->recorder().start());
        for (const auto &[login, name, extension] :
             {std::tuple{"ada", "Ada Novak", "301"}, std::tuple{"bo", "Bo Winter", "302"}}) {
            QCOMPARE(m_lab->recorder().command({QStringLiteral("ensure-user"), QStringLiteral("--tenant"),
                                                QStringLiteral("Default"), QStringLiteral("--login"),
                                                QString::fromLatin1(login), QStringLiteral("--name"),
                                                QString::fromLatin1(name), QStringLiteral("--extension"),
                                                QString::fromLatin1(extension)}),
                     0);
        }
        // Changes and the end fall between two packets of every leg.
        const QStringList parties = words("--seconds 5.99 --tone A:440,B:1000,C:1500 --from 4930555010 "
                                          "--from-name Nora --to 301 --to-name Ada --party 302:Bo");
        m_lab->begin(QStringLiteral("join and leave"),
                     parties + words("--legs 3 --join-at 1998 --leave-at 3990"));
        m_lab->begin(QStringLiteral("join"), parties + words("--legs 3 --join-at 1998"));
        m_lab->begin(QStringLiteral("leave"), parties + words("--legs 3 --leave-at 3990"));
        m_lab->begin(QStringLiteral("srtp"),
                     parties +
                         words("--legs 3 --join-at 1998 --leave-at 3990 --srtp AES_CM_128_HMAC_SHA1_80"));
        m_lab->begin(QStringLiteral("reinvite"), parties + words("--transfer-at 2998"));
        m_lab->begin(QStringLiteral("update"), parties + words("--transfer-at 2998 --transfer-by update"));
        m_lab->begin(QStringLiteral("update over TCP"),
                     parties + words("--transfer-at 2998 --transfer-by update --transport tcp"));
        m_lab->settle();
    }
    void cleanupTestCase()
    {
        const QString verdict = m_lab->close();
        m_lab.reset();
        QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
    }

    void aThirdPartyIsHeardFromJoinToLeave_data()
    {
        QTest::addColumn<bool>("joins");
        QTest::addColumn<bool>("leaves");
        QTest::newRow("join and leave") << true << true;
        QTest::newRow("join") << true << false;
        QTest::newRow("leave") << false << true;
        QTest::newRow("srtp") << true << true;
    }
    void aThirdPartyIsHeardFromJoinToLeave()
    {
        QFETCH(bool, joins);
        QFETCH(bool, leaves);
        const PlacedCall call = m_lab->take(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY2(call.problem.isEmpty(), qPrintable(call.problem));
        QCOMPARE(call.recorded.state(), QStringLiteral("stored"));
        QCOMPARE(call.recorded.lost(), 0);
        const auto audio = decodeFile(call.recorded.file());
        QVERIFY(audio.has_value());
        checkTone(*audio, 0, 440, call.start(0), call.end(0));
        checkTone(*audio, 1, 1000, call.start(1), call.end(1));
        checkTone(*audio, 1, 1500, call.start(2), call.end(2));
        // Judges the caller only: where the recording must have the tone is what the caller reports.
        QVERIFY2(std::abs(call.start(2) - call.start(0) - (joins ? 2 : 0)) < 0.5, "the caller was late");
        const auto parties = participations(call.recorded);
        QCOMPARE(parties.size(), 3);
        const double over = call.recorded.seconds();
        checkParty(parties[0], {QStringLiteral("4930555010"), QStringLiteral("Nora"), QString(), 0, over, 0});
        checkParty(parties[1],
                   {QStringLiteral("301"), QStringLiteral("Ada"), QStringLiteral("Ada Novak"), 0, over, 1});
        checkParty(parties[2], {QStringLiteral("302"), QStringLiteral("Bo"), QStringLiteral("Bo Winter"),
                                joins ? call.start(2) : 0, leaves ? call.end(2) : over, 1});
    }

    void aTransferIsHeardAndNamed_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"reinvite", "update", "update over TCP"}) {
            QTest::newRow(name) << QString::fromLatin1(name);
        }
    }
    void aTransferIsHeardAndNamed()
    {
        QFETCH(QString, name);
        const PlacedCall call = m_lab->take(name);
        QVERIFY2(call.problem.isEmpty(), qPrintable(call.problem));
        QCOMPARE(call.recorded.state(), QStringLiteral("stored"));
        const auto audio = decodeFile(call.recorded.file());
        QVERIFY(audio.has_value());
        checkTone(*audio, 0, 440, call.start(0), call.end(0));
        checkTone(*audio, 1, 1000, call.start(1), call.end(1));
        checkTone(*audio, 1, 1500, call.start(2), call.end(2));
        const auto parties = participations(call.recorded);
        QCOMPARE(parties.size(), 3);
        const double over = call.recorded.seconds();
        checkParty(parties[0], {QStringLiteral("4930555010"), QStringLiteral("Nora"), QString(), 0, over, 0});
        checkParty(parties[1], {QStringLiteral("301"), QStringLiteral("Ada"), QStringLiteral("Ada Novak"), 0,
                                call.end(1), 1});
        checkParty(parties[2], {QStringLiteral("302"), QStringLiteral("Bo"), QStringLiteral("Bo Winter"),
                                call.start(2), over, 1});
        QCOMPARE(call.recorded.json().value(QLatin1String("users")).toArray(),
                 (QJsonArray{QStringLiteral("Ada Novak"), QStringLiteral("Bo Winter")}));
    }

private:
    std::unique_ptr<CallLab> m_lab;
};

EARSHOT_TEST(tst_changes, TestChanges)
#include "tst_changes.moc"
