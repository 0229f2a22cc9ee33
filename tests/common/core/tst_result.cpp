// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/result.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace common;

namespace
{
Result<int> half(int value)
{
    if (value % 2 != 0) {
        return fail(ErrorCode::Invalid, QStringLiteral("odd"),
                    {{QStringLiteral("value"), QStringLiteral("odd")}});
    }
    return value / 2;
}
Status check(int value)
{
    Result<int> result = half(value);
    if (!result) {
        return propagate(result);
    }
    return {};
}
} // namespace

class TestResult : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void carriesValueOrError()
    {
        QCOMPARE(half(4).value(), 2);
        const Status failed = check(3);
        QVERIFY(!failed);
        QCOMPARE(failed.error().code, ErrorCode::Invalid);
        QCOMPARE(failed.error().fields.value(QStringLiteral("value")), QStringLiteral("odd"));
        QVERIFY(check(2));
    }
};

EARSHOT_TEST(tst_result, TestResult)
#include "tst_result.moc"
