// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/model/numberrange.h"

#include "tests/support/testmain.h"

#include <QTest>

using common::NumberRange;

class TestNumberRange : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void rangesAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("kept"); // empty = none
        const auto row = [](const char *text, const char *kept) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(kept);
        };
        row("2000-2999", "2000-2999");
        row("  2000 - 2999 ", "2000-2999");
        row("007-010", "007-010");
        row("+49301234*", "+49301234*");
        row("201", "201");
        row("201-201", "201");
        row("+4930100-+4930199", "+4930100-+4930199");
        row("2999-2000", "");
        row("200-2999", "");
        row("+493010-4930199", "");
        row("", "");
        row("*", "");
        row("20*0", "");
        row("2000-", "");
        row("2000-2100-2200", "");
        row("12ab", "");
        row("١٢٣", ""); // digits of another script are not what phone systems send
        row("123456789012345678901234567890123", "");
    }
    void rangesAreRead()
    {
        QFETCH(QString, text);
        QFETCH(QString, kept);
        const auto range = NumberRange::parse(text);
        QCOMPARE(range.has_value(), !kept.isEmpty());
        if (range) {
            QCOMPARE(range->text(), kept);
            QCOMPARE(NumberRange::parse(kept), range);
        }
    }

    void numbersAreInOrNot()
    {
        const auto has = [](const char *range, const char *number) {
            return NumberRange::parse(QLatin1String(range))->contains(QLatin1String(number));
        };
        QVERIFY(has("2000-2999", "2000") && has("2000-2999", "2500") && has("2000-2999", "2999"));
        QVERIFY(!has("2000-2999", "1999") && !has("2000-2999", "3000") && !has("2000-2999", "25000"));
        QVERIFY(!has("2000-2999", "2a00") && !has("2000-2999", "+2500") && !has("2000-2999", ""));
        QVERIFY(has("+4930*", "+49301") && has("+4930*", "+4930") && !has("+4930*", "49301"));
        QVERIFY(has("201", "201") && !has("201", "2010"));
    }

    void overlapsAreSeenFromBothSides_data()
    {
        QTest::addColumn<QString>("one");
        QTest::addColumn<QString>("other");
        QTest::addColumn<bool>("overlap");
        const auto row = [](const char *one, const char *other, bool overlap) {
            QTest::addRow("%s %s", one, other)
                << QString::fromLatin1(one) << QString::fromLatin1(other) << overlap;
        };
        row("2000-2999", "2999-3100", true);
        row("2000-2999", "3000-3100", false);
        row("2000-2999", "20000-29999", false);
        row("2000-2999", "2500", true);
        row("2000-2999", "25*", true);
        row("2000-2999", "3*", false);
        row("2000-2999", "25000*", false);
        row("2500-2599", "2*", true);
        row("+4930*", "+49301*", true);
        row("+4930*", "+4940*", false);
        row("201", "201", true);
        row("201", "20*", true);
    }
    void overlapsAreSeenFromBothSides()
    {
        QFETCH(QString, one);
        QFETCH(QString, other);
        const auto a = NumberRange::parse(one);
        const auto b = NumberRange::parse(other);
        QTEST(a->overlaps(*b), "overlap");
        QTEST(b->overlaps(*a), "overlap");
    }

    void numbersAreListed()
    {
        const auto list = [](const char *text, int most) {
            return NumberRange::parse(QLatin1String(text))->numbers(most);
        };
        QCOMPARE(list("098-101", 10)->join(QLatin1Char(' ')), QStringLiteral("098 099 100 101"));
        QCOMPARE(list("+19-+21", 10)->join(QLatin1Char(' ')), QStringLiteral("+19 +20 +21"));
        QCOMPARE(list("2000-2999", 1000)->size(), 1000);
        QVERIFY(!list("2000-3000", 1000));
        QVERIFY(!list("00000000000000000000-99999999999999999999", 1000));
        QVERIFY(!list("20*", 1000));
        QCOMPARE(*list("201", 1), QStringList{QStringLiteral("201")});
    }

    void whatLooksLikeARange()
    {
        QVERIFY(common::looksLikeRange(QStringLiteral("2000-299")));
        QVERIFY(common::looksLikeRange(QStringLiteral("2999 - 2000")));
        QVERIFY(!common::looksLikeRange(QStringLiteral("desk-1")));
        QVERIFY(!common::looksLikeRange(QStringLiteral("2000")));
        QVERIFY(!common::looksLikeRange(QStringLiteral("1-2-3")));
    }
};

EARSHOT_TEST(tst_numberrange, TestNumberRange)
#include "tst_numberrange.moc"
