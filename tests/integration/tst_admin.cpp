// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/system.pb.h"

#include "tests/integration/adminclient.h"
#include "tests/support/testmain.h"

namespace v1 = earshot::v1;

using tests::createAdmin;
using tests::Outcome;
using Client = tests::AdminClient;

namespace
{
const QString kPassword = QString::fromUtf8("Grüße vom Neumond");
} // namespace

class TestAdmin : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void rootIsMadeAndSignsIn()
    {
        tests::RecorderProcess recorder;
        QVERIFY(recorder.start());
        for (const QString &bad : {QString(), QStringLiteral("short"), QStringLiteral("rootroot12345678")}) {
            const Outcome refused = createAdmin(recorder, QStringLiteral("root"), bad);
            QCOMPARE(refused.code, 1);
            QCOMPARE(refused.errors.count('\n'), 1);
        }
        QCOMPARE(createAdmin(recorder, QStringLiteral("root"), kPassword).code, 0);
        const Outcome again = createAdmin(recorder, QStringLiteral("ROOT"), kPassword);
        QCOMPARE(again.code, 1);
        QVERIFY2(again.errors.contains("belongs to somebody"), again.errors.constData());
        QCOMPARE(createAdmin(recorder, QStringLiteral("second"), kPassword, true).code, 0);

        Client client(recorder.adminPort());
        QVERIFY(client.open());
        const auto wrong = client.signIn(QStringLiteral("root"), QStringLiteral("not this one"));
        QCOMPARE(common::reasonOf(wrong.error()), QStringLiteral("wrong"));
        const auto entered = client.signIn(QStringLiteral("root"), kPassword);
        QVERIFY2(entered, entered ? "" : qPrintable(entered.error().message));
        QCOMPARE(entered->identity().role(), std::string("root"));
        const auto health = client.ask<v1::HealthReply>("System/Health", v1::ListRequest());
        QVERIFY(health && health->healthy());
        const auto ledger = client.ask<v1::LedgerList>("System/Ledger", v1::ListRequest());
        QVERIFY(ledger);
        QCOMPARE(ledger->entries_size(), 0);
        QCOMPARE(recorder.metric("earshot_admin_sign_ins_total{outcome=\"good\"}"), 1.0);

        // The same session on a second connection; ended there, the first one is cut within a second.
        Client other(recorder.adminPort());
        QVERIFY(other.open());
        v1::ResumeRequest resume;
        resume.set_token(entered->token());
        QVERIFY(other.ask<v1::SignInReply>("Session/Resume", resume));
        other.channel.setSignedIn(true);
        QVERIFY(other.ask<v1::SignOutReply>("Session/SignOut", v1::SignOutRequest()));
        QTRY_COMPARE_WITH_TIMEOUT(client.ended, QStringLiteral("signed-out"), 1000);
        Client third(recorder.adminPort());
        QVERIFY(third.open());
        QCOMPARE(common::reasonOf(third.ask<v1::SignInReply>("Session/Resume", resume).error()),
                 QStringLiteral("signed-out"));
        QVERIFY(third.signIn(QStringLiteral("second"), kPassword));
        QCOMPARE(recorder.stop(), 0);
    }
};

EARSHOT_TEST(tst_admin, TestAdmin)
#include "tst_admin.moc"
