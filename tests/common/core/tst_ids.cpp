// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/ids.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <set>

using namespace common;

class TestIds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void idsOfOneProcessIncrease()
    {
        QByteArray last;
        for (int i = 0; i < 20000; ++i) {
            const QByteArray id = makeUuidV7().toRfc4122();
            QVERIFY(last.isEmpty() || last < id);
            last = id;
        }
    }
    void versionAndVariantAreSet()
    {
        const QByteArray raw = makeUuidV7().toRfc4122();
        QCOMPARE(static_cast<quint8>(raw[6]) >> 4, 7);
        QCOMPARE(static_cast<quint8>(raw[8]) >> 6, 2);
    }
    void floorIsBelowEveryIdOfItsMoment()
    {
        const auto now = std::chrono::system_clock::now();
        const QUuid floor = uuidV7Floor(now);
        QVERIFY(floor.toRfc4122() <= makeUuidV7().toRfc4122());
        QCOMPARE(std::chrono::duration_cast<std::chrono::milliseconds>(momentOf(floor).time_since_epoch()),
                 std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()));
    }
    void textRoundTrip()
    {
        struct Tag;
        const auto id = Id<Tag>::generate();
        QCOMPARE(Id<Tag>::fromString(id.toString()).toString(), id.toString());
        QVERIFY(Id<Tag>::fromString(QStringLiteral("no id")).isNull());
    }
};

EARSHOT_TEST(tst_ids, TestIds)
#include "tst_ids.moc"
