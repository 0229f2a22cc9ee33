// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/unsentcalls.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QTest>

using namespace console;

class TestUnsentCalls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsAskedAbout_data()
    {
        QTest::addColumn<bool>("asked");
        QTest::newRow("Calls/List") << false;
        QTest::newRow("Calls/Media") << false;
        QTest::newRow("Users/BeginReset") << false;
        QTest::newRow("Users/BulkUpdate") << true;
        QTest::newRow("UserSessions/Terminate") << true;
        QTest::newRow("UserSessions/TerminateOthers") << false;
        QTest::newRow("Directories/Test") << false;
        QTest::newRow("Directories/Synchronize") << true;
        // About the user himself.
        QTest::newRow("Session/ChangePassword") << false;
        QTest::newRow("Session/SignOut") << false;
        QTest::newRow("SecondStep/End") << false;
        QTest::newRow("SecondStep/Remove") << true;
        QTest::newRow("Nothing/Known") << true;
    }
    void whatIsAskedAbout()
    {
        QFETCH(bool, asked);
        QCOMPARE(isAskedAbout(QStringLiteral("earshot.v1.") + QString::fromLatin1(QTest::currentDataTag())),
                 asked);
    }

    void heldCallsGoInTheirOrderOrEnd()
    {
        UnsentCalls unsent;
        QSignalSpy asked(&unsent, &UnsentCalls::firstHeld);
        QStringList ends;
        auto owner = std::make_unique<QObject>();
        const auto call = [&](const char *name, QObject *context) {
            common::RpcHandlers handlers;
            handlers.end = [&ends, name](const common::Status &status) {
                ends.append(QLatin1String(name) + u' ' +
                            status.error().fields.value(QStringLiteral("reason")));
            };
            return unsent.hold({QLatin1String(name), {}, context, std::move(handlers), {}});
        };
        const auto first = call("first", this);
        call("orphan", owner.get());
        const auto third = call("third", this);
        QCOMPARE(asked.count(), 0); // never from inside
        QTRY_COMPARE(asked.count(), 1);
        QCOMPARE(unsent.onLink(first), common::RpcCallId(0));
        owner.reset();
        QStringList sent;
        unsent.release([&sent](const UnsentCalls::Call &one) {
            sent.append(one.method);
            return common::RpcCallId(sent.size());
        });
        QCOMPARE(sent, (QStringList{QStringLiteral("first"), QStringLiteral("third")}));
        QCOMPARE(unsent.onLink(third), common::RpcCallId(2));
        QCOMPARE(unsent.cancel(third), common::RpcCallId(2));
        QCOMPARE(unsent.onLink(third), common::RpcCallId(0));
        QCOMPARE(unsent.onLink(7), common::RpcCallId(7)); // the link's own
        QVERIFY(ends.isEmpty());
        call("fourth", this);
        unsent.cancel(call("fifth", this));
        unsent.drop(QStringLiteral("cancelled"));
        QCOMPARE(ends, QStringList{QStringLiteral("fourth cancelled")});
    }
};

EARSHOT_TEST(tst_unsentcalls, TestUnsentCalls)
#include "tst_unsentcalls.moc"
