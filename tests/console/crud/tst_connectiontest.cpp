// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/connectiontest.pb.h"
#include "console/crud/connectiontest.h"
#include "console/kit/testreportview.h"
#include "tests/support/fakerpc.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QApplication>
#include <QClipboard>
#include <QPushButton>
#include <QTest>

using namespace console;
namespace v1 = earshot::v1;

namespace
{

const QString kMethod = QStringLiteral("Mail/Test");

void add(v1::TestReport &report, const char *name, const char *state, int ms, const char *detail = "",
         const char *cause = "")
{
    v1::TestStep *step = report.add_steps();
    step->set_name(name);
    step->set_state(state);
    step->set_ms(ms);
    step->set_detail(detail);
    step->set_cause(cause);
}

struct Bench {
    tests::FakeRpc rpc;
    ConnectionTestDialog dialog;

    explicit Bench(bool saved = false)
        : dialog(rpc,
                 {QStringLiteral("Test the mail settings"),
                  QStringLiteral("earshot.v1.Mail/Test"),
                  QByteArray("settings"),
                  {QStringLiteral("name"), QStringLiteral("tcp"), QStringLiteral("tls"),
                   QStringLiteral("login")},
                  saved},
                 nullptr)
    {
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        (void)QTest::qWaitForWindowExposed(&dialog);
    }
    QPushButton *button(const char *name)
    {
        return dialog.findChild<QPushButton *>(QString::fromLatin1(name));
    }
    QStringList states()
    {
        QStringList all;
        for (const TestStepRow &step : dialog.view().steps()) {
            all.append(step.state);
        }
        return all;
    }
};

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(QLatin1Char(' '));
}

} // namespace

class TestConnectionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsWhatIsComing()
    {
        Bench bench;
        QCOMPARE(bench.rpc.last(kMethod)->request, QByteArray("settings"));
        QCOMPARE(bench.states(), words("running waiting waiting waiting"));
        QVERIFY(bench.button("cancel")->isEnabled());
        QVERIFY(!bench.button("again")->isEnabled() && !bench.button("copy")->isEnabled());
        QCOMPARE(tests::namelessWidgets(bench.dialog), QStringList());
    }
    void followsAReportThatGrows()
    {
        Bench bench;
        v1::TestReport report;
        add(report, "name", "passed", 3, "192.0.2.7");
        QVERIFY(bench.rpc.send(kMethod, report));
        QCOMPARE(bench.states(), words("passed running waiting waiting"));
    }
    /// What storage targets are said to have failed of; whoever tests one is told what to do about each.
    void eachCauseHasARemedyOfItsOwn()
    {
        const QString otherwise = testRemedy(QStringLiteral("nobody knows this one"));
        QStringList seen;
        for (const char *cause :
             {"name",       "refused",     "timeout",     "unreachable", "forbidden",
              "tls",        "certificate", "hostname",    "expired",     "login",
              "permission", "not-found",   "full",        "host-key",    "host-key-unknown",
              "bucket",     "region",      "quota",       "read-only",   "proxy",
              "clock",      "mismatch",    "interrupted", "unavailable", "source",
              "key",        "encryption",  "protocol",    "own-folder",  "not-mounted"}) {
            const QString words = testRemedy(QLatin1String(cause));
            QVERIFY2(words != otherwise && !seen.contains(words), cause);
            seen.append(words);
        }
    }
    void namesTheStepAndWhatToDo()
    {
        Bench bench(true);
        v1::TestReport report;
        add(report, "name", "passed", 3, "192.0.2.7");
        add(report, "tcp", "passed", 12, "192.0.2.7:587");
        add(report, "tls", "passed", 40, "TLS 1.3, mail.example.com till 2027-01-31");
        add(report, "login", "failed", 77, "535 5.7.8 authentication failed", "login");
        QVERIFY(bench.rpc.reply(kMethod, report));
        QCOMPARE(bench.states(), words("passed passed passed failed"));
        QCOMPARE(bench.dialog.view().verdict(), QStringLiteral("Saved. Test failed at Login."));
        bench.button("copy")->click();
        const QString copied = QApplication::clipboard()->text();
        QCOMPARE(copied, bench.dialog.view().report());
        QVERIFY(copied.contains(QStringLiteral("535 5.7.8 authentication failed")));
        QVERIFY(copied.contains(QStringLiteral("check login and password")));
        QVERIFY(!copied.contains(QStringLiteral("settings")));
        tests::saveShot(bench.dialog, QStringLiteral("connectiontest-failed"));
        QCOMPARE(tests::clippedWidgets(bench.dialog), QStringList());
    }
    void runsAgain()
    {
        Bench bench;
        v1::TestReport report;
        report.set_passed(true);
        add(report, "name", "passed", 1);
        QVERIFY(bench.rpc.reply(kMethod, report));
        QCOMPARE(bench.dialog.view().verdict(), QStringLiteral("The test passed."));
        bench.button("again")->click();
        QCOMPARE(bench.rpc.count(kMethod), 2);
        QCOMPARE(bench.states(), words("running waiting waiting waiting"));
        QCOMPARE(bench.dialog.view().verdict(), QString());
    }
    void cancelEndsTheCall()
    {
        Bench bench;
        bench.button("cancel")->click();
        QVERIFY(bench.rpc.last(kMethod)->cancelled);
        QCOMPARE(bench.states(), words("not-run not-run not-run not-run"));
        QVERIFY(bench.button("again")->isEnabled() && !bench.button("cancel")->isEnabled());
    }
    void aCallThatFailsIsNotAFailedStep()
    {
        Bench bench(true);
        QVERIFY(bench.rpc.fail(kMethod, common::ErrorCode::Denied));
        QCOMPARE(bench.states(), words("not-run not-run not-run not-run"));
        QVERIFY(bench.dialog.view().verdict().startsWith(
            QStringLiteral("Saved. Could not test the connection.")));
    }
};

EARSHOT_TEST(tst_connectiontest, TestConnectionTest)
#include "tst_connectiontest.moc"
