// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/sha256.h"

#include "tests/integration/watchingconsole.h"
#include "tests/support/callerprocess.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QTest>

namespace v1 = earshot::v1;
using tests::CallerProcess;
using tests::RecorderProcess;
using Console = tests::WatchingConsole;
using tests::addUser;

namespace
{

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

/// A call from its first second to its recording, as consoles see it.
class TestLiveCalls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void consolesSeeACallComeAndGo()
    {
        const QString tenant = QStringLiteral("Nordlicht");
        RecorderProcess recorder;
        recorder.configure(QStringLiteral("recorder.tenant"), tenant);
        QVERIFY(recorder.start());

        addUser(recorder, tenant, QStringLiteral("ada"),
                words("--name Ada --extension 301 --group Sales --role user-advanced"));
        addUser(recorder, tenant, QStringLiteral("boss"), words("--role administrator"));
        addUser(recorder, tenant, QStringLiteral("sue"), words("--role supervisor --manages Sales"));
        addUser(recorder, tenant, QStringLiteral("sam"), words("--role supervisor --manages Service"));
        addUser(recorder, QStringLiteral("elsewhere"), QStringLiteral("other"),
                words("--role administrator"));
        Console boss(recorder.adminPort(), QStringLiteral("boss"));
        Console sue(recorder.adminPort(), QStringLiteral("sue"));
        Console sam(recorder.adminPort(), QStringLiteral("sam"));
        Console other(recorder.adminPort(), QStringLiteral("other"));

        CallerProcess caller(QStringLiteral("call"), recorder.siprecPort(),
                             words("--from +49301234567 --to 301 --seconds 4"));
        QVERIFY(QTest::qWaitFor(
            [&] { return recorder.metric("earshot_calls_active") >= 1 || !boss.active.empty(); }, 10000));
        QElapsedTimer clock;
        clock.start();
        QTRY_VERIFY(boss.shows("301", "Ada") && sue.shows("301", "Ada"));
        QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(boss.active.begin()->second.from_number(), std::string("+49301234567"));
        QCOMPARE(boss.active.begin()->second.state(), std::string("talking"));
        const std::string id = boss.active.begin()->first;

        QVERIFY(caller.wait().value(QLatin1String("ok")).toBool());
        QTRY_VERIFY_WITH_TIMEOUT(boss.active.empty() && sue.active.empty(), 20000);
        QCOMPARE(boss.states, (QList<std::string>{"talking", "finishing"}));
        QTRY_VERIFY(boss.changes.size() == 1 && sue.changes.size() == 1);
        QCOMPARE(boss.changes.first().id(), id);
        QCOMPARE(boss.changes.first().verb(), std::string("stored"));

        const auto list = sue.ask<v1::CallList>("Calls/List", v1::ListRequest());
        QCOMPARE(list->calls_size(), 1);
        QCOMPARE(list->calls(0).id(), id);
        QCOMPARE(list->calls(0).users(0), std::string("Ada"));
        v1::MediaInfo info;
        const QByteArray audio = sue.download(id, info);
        QVERIFY(audio.size() > 1000);
        QCOMPARE(QByteArray::fromStdString(info.file().sha256()), common::sha256(audio));

        QVERIFY(sam.changes.isEmpty() && sam.states.isEmpty());
        QVERIFY(other.changes.isEmpty() && other.states.isEmpty());
        for (Console *console : {&sam, &other}) {
            QCOMPARE(console->ask<v1::CallList>("Calls/List", v1::ListRequest())->calls_size(), 0);
            v1::CallRef ref;
            ref.set_id(id);
            QCOMPARE(console->ask<v1::CallDetails>("Calls/Get", ref).error().code,
                     common::ErrorCode::NotFound);
        }
        QCOMPARE(recorder.stop(), 0);
    }

    void aCallThatOutlivesTheRecorderIsShownAgain()
    {
        const QString tenant = QStringLiteral("Nordlicht");
        RecorderProcess recorder;
        recorder.configure(QStringLiteral("recorder.tenant"), tenant);
        QVERIFY(recorder.start());
        addUser(recorder, tenant, QStringLiteral("ada"), words("--name Ada --extension 301"));
        addUser(recorder, tenant, QStringLiteral("boss"), words("--role administrator"));
        CallerProcess caller(QStringLiteral("call"), recorder.siprecPort(),
                             words("--from +49301234567 --to 301 --seconds 25"));
        std::string id;
        {
            Console before(recorder.adminPort(), QStringLiteral("boss"));
            QTRY_VERIFY(before.shows("301", "Ada"));
            id = before.active.begin()->first;
        }
        recorder.kill();
        QVERIFY(recorder.start());
        Console boss(recorder.adminPort(), QStringLiteral("boss"));
        QTRY_VERIFY(boss.shows("301", "Ada"));
        QCOMPARE(boss.active.begin()->first, id);
        QCOMPARE(boss.active.begin()->second.state(), std::string("talking"));
        QVERIFY(caller.running()); // it was not the end that was shown
        QTRY_VERIFY_WITH_TIMEOUT(boss.active.empty(), 40000);
        QCOMPARE(boss.states.last(), std::string("finishing"));
        QTRY_COMPARE(boss.changes.size(), 1);
        QCOMPARE(boss.changes.first().id(), id);
        QCOMPARE(recorder.stop(), 0);
    }
};

EARSHOT_TEST(tst_livecalls, TestLiveCalls)
#include "tst_livecalls.moc"
