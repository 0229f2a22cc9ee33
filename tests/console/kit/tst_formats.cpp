// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/daterangepicker.h"
#include "console/kit/formats.h"
#include "console/kit/words.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace console;
using namespace std::chrono_literals;

namespace
{
common::WallTime at(const char *iso)
{
    return common::wallFromUnixMs(
        QDateTime::fromString(QString::fromLatin1(iso), Qt::ISODate).toMSecsSinceEpoch());
}
} // namespace

class TestFormats : public QObject
{
    Q_OBJECT
private:
    Formats english{QLocale(QLocale::English, QLocale::UnitedStates), QTimeZone("America/New_York")};
    Formats german{QLocale(QLocale::German), QTimeZone("Europe/Berlin")};

private Q_SLOTS:
    void durations()
    {
        QCOMPARE(english.duration(0ms), QStringLiteral("0:00"));
        QCOMPARE(english.duration(17'999ms), QStringLiteral("0:17"));
        QCOMPARE(english.duration(202s), QStringLiteral("3:22"));
        QCOMPARE(english.duration(3725s), QStringLiteral("1:02:05"));
        QCOMPARE(english.duration(-5s), QStringLiteral("0:00"));
    }
    void datesAsInTheReadersCountry()
    {
        const common::WallTime now = at("2015-02-19T12:00:00Z");
        QCOMPARE(english.date(at("2015-02-17T20:57:00Z"), now), QStringLiteral("Feb 17, 2015"));
        QCOMPARE(english.date(at("2015-02-19T05:30:00Z"), now), QStringLiteral("Today"));
        QCOMPARE(english.date(at("2015-02-19T04:30:00Z"), now),
                 QStringLiteral("Yesterday")); // 23:30 in New York
        QVERIFY(german.date(QDate(2015, 2, 17)).startsWith(QStringLiteral("17. Feb")));
        QVERIFY(german.date(QDate(2015, 2, 17)).endsWith(QStringLiteral("2015")));
        QVERIFY(!german.date(QDate(2015, 2, 17)).contains(QStringLiteral("Dienstag")));
    }
    void everyLocaleHasADateWithoutWeekday()
    {
        for (const QLocale &locale :
             QLocale::matchingLocales(QLocale::AnyLanguage, QLocale::AnyScript, QLocale::AnyCountry)) {
            const QString text = Formats(locale, QTimeZone::utc()).date(QDate(2015, 2, 17));
            QVERIFY2(!text.trimmed().isEmpty(), qPrintable(locale.name()));
            QVERIFY2(!text.contains(locale.dayName(2, QLocale::LongFormat)) || locale.dayName(2).size() < 4,
                     qPrintable(locale.name() + QStringLiteral(": ") + text));
        }
    }
    void timesInTheUsersZone()
    {
        const common::WallTime moment = at("2015-02-18T01:57:31Z");
        QCOMPARE(english.time(moment), QStringLiteral("8:57 PM"));
        QCOMPARE(english.timeWithSeconds(moment), QStringLiteral("8:57:31 PM"));
        QCOMPARE(german.timeWithSeconds(moment), QStringLiteral("02:57:31"));
        QCOMPARE(english.utc(moment), QStringLiteral("2015-02-18 01:57:31 UTC"));
    }
    void rangesFollowTheClockAndTheZone()
    {
        const DateRange today{DateRange::Preset::Today, {}, {}};
        // The day on which New York put its clocks forward has 23 hours.
        const auto criterion = today.criterion(QStringLiteral("date"), english, at("2015-03-08T15:00:00Z"));
        QVERIFY(criterion.has_value());
        QCOMPARE(criterion->op, QStringLiteral("between"));
        QCOMPARE(criterion->values,
                 (QStringList{QString::number(common::toUnixMs(at("2015-03-08T05:00:00Z"))),
                              QString::number(common::toUnixMs(at("2015-03-09T04:00:00Z")))}));
        const QDate day(2015, 3, 8);
        QCOMPARE((DateRange{DateRange::Preset::Yesterday, {}, {}}.days(day)->first), QDate(2015, 3, 7));
        QCOMPARE((DateRange{DateRange::Preset::LastSevenDays, {}, {}}.days(day)->first), QDate(2015, 3, 2));
        QCOMPARE((DateRange{DateRange::Preset::ThisMonth, {}, {}}.days(day)->first), QDate(2015, 3, 1));
        QVERIFY(!(
            DateRange{}.criterion(QStringLiteral("date"), english, at("2015-03-08T15:00:00Z")).has_value()));
    }
    void everyErrorHasWords()
    {
        using common::ErrorCode;
        for (const ErrorCode code : {ErrorCode::NotFound, ErrorCode::Denied, ErrorCode::Invalid,
                                     ErrorCode::Conflict, ErrorCode::Unavailable, ErrorCode::Internal}) {
            const Sentence s = sentenceFor({code, QStringLiteral("secret words of the log"), {}},
                                           QStringLiteral("load the calls"));
            QVERIFY(s.title.contains(QStringLiteral("load the calls")));
            QVERIFY(!s.text.isEmpty());
            QVERIFY(!s.remedy.isEmpty());
            QVERIFY(!s.oneLine().contains(QStringLiteral("secret")));
        }
        const Sentence busy = sentenceFor(
            {ErrorCode::Unavailable, {}, {{QStringLiteral("reason"), QStringLiteral("busy")}}}, QString());
        const Sentence late = sentenceFor(
            {ErrorCode::Unavailable, {}, {{QStringLiteral("reason"), QStringLiteral("deadline")}}},
            QString());
        QVERIFY(busy.text != late.text);
        const Sentence wider = sentenceFor(
            {ErrorCode::Denied, {}, {{QStringLiteral("users"), QStringLiteral("wider")}}}, QString());
        QVERIFY(wider.text.contains(QStringLiteral("reaches further")));
        const Sentence seat = sentenceFor(
            {ErrorCode::Denied, {}, {{QStringLiteral("reason"), QStringLiteral("seat")}}}, QString());
        QVERIFY(seat.text.contains(QStringLiteral("live monitoring seat")));
        const Sentence revoked = sentenceFor(
            {ErrorCode::Denied, {}, {{QStringLiteral("reason"), QStringLiteral("revoked")}}}, QString());
        QVERIFY(revoked.text.contains(QStringLiteral("revoked from you")));
        QVERIFY(reasonWords(QStringLiteral("required")) != reasonWords(QStringLiteral("taken")));
        const QString extensions = QStringLiteral("extensions");
        const common::Error many{ErrorCode::Invalid, {}, {{extensions, QStringLiteral("too-many")}}};
        QVERIFY(reasonWords(many, extensions).contains(QStringLiteral("1,000 numbers")));
        const QString ids = QStringLiteral("ids");
        const common::Error holder{
            ErrorCode::Conflict,
            {},
            {{ids, QStringLiteral("last-holder")}, {QStringLiteral("key"), QStringLiteral("0a1b2c")}}};
        QVERIFY(reasonWords(holder, ids).contains(QStringLiteral("0a1b2c")));
        for (const char *last : {"last-root", "last-administrator"}) {
            const common::Error left{ErrorCode::Conflict, {}, {{ids, QLatin1String(last)}}};
            QVERIFY2(reasonWords(left, ids).contains(QStringLiteral("administ")), last);
        }
        const QString scope = QStringLiteral("scope");
        const common::Error kept{
            ErrorCode::Conflict,
            {},
            {{scope, QStringLiteral("in-use")}, {QStringLiteral("users"), QStringLiteral("12")}}};
        QVERIFY(reasonWords(kept, scope).contains(QStringLiteral(" 12.")));
        QVERIFY(reasonWords(kept, scope).contains(QStringLiteral("another role")));
        const QString permissions = QStringLiteral("permissions");
        const common::Error alone{ErrorCode::Conflict,
                                  {},
                                  {{permissions, QStringLiteral("last-administrator")},
                                   {QStringLiteral("tenant"), QStringLiteral("Nordlicht")}}};
        QVERIFY(reasonWords(alone, permissions).contains(QStringLiteral("«Nordlicht»")));
        const common::Error unfit{
            ErrorCode::Conflict, {}, {{QStringLiteral("role"), QStringLiteral("unfit")}}};
        QVERIFY(reasonWords(unfit, QStringLiteral("role")).contains(QStringLiteral("access scope")));
        const QString bucket = QStringLiteral("bucket");
        const common::Error moved{ErrorCode::Conflict, {}, {{bucket, QStringLiteral("in-use")}}};
        QVERIFY(reasonWords(moved, bucket).contains(QStringLiteral("place")));
        QVERIFY(reasonWords(QStringLiteral("needed")).contains(QStringLiteral("later keys rest on it")));
        QVERIFY(reasonWords(QStringLiteral("trial-needed")).contains(QStringLiteral("A trial")));
        QVERIFY(reasonWords(QStringLiteral("registered")).contains(QStringLiteral("service")));
        QVERIFY(reasonWords(QStringLiteral("in-rules")).contains(QStringLiteral("rule")));
    }
    void everyFlagHasWords()
    {
        for (quint32 bit = 0; bit < 12; ++bit) {
            QCOMPARE(flagWords(1u << bit).size(), 1);
        }
        QCOMPARE(flagWords(0).size(), 0);
    }
    void longWordsMayBeBroken()
    {
        const QChar place(0x200b);
        const QString sentence =
            QStringLiteral("Words  of\nusual length, and one of twenty-four-characters.");
        QCOMPARE(breakable(sentence), sentence);
        QCOMPARE(breakable(QString()), QString());
        const QString word(25, u'w');
        QCOMPARE(breakable(QStringLiteral("a ") + word + QStringLiteral(" b")),
                 QStringLiteral("a ") + QString(12, u'w') + place + QString(12, u'w') + place +
                     QStringLiteral("w b"));
        // Never inside a character.
        const QString faces = QString::fromUcs4(U"\U0001F600").repeated(20);
        QString broken = breakable(QStringLiteral("x") + faces);
        QVERIFY(broken.isValidUtf16());
        QVERIFY(broken.contains(place));
        QCOMPARE(broken.remove(place), QStringLiteral("x") + faces);
    }
};

EARSHOT_TEST(tst_formats, TestFormats)
#include "tst_formats.moc"
