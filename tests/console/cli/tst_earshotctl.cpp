// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/calllab.h"
#include "tests/support/testmain.h"
#include "tests/support/testports.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace tests;

namespace
{
const char kPassword[] = "cobalt verse otter";

struct Ended {
    int code = -1;
    QByteArray out;
    QByteArray err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

QByteArray sha256Of(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly)
               ? QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex()
               : QByteArray();
}
} // namespace

/// The program itself against a real recorder that has recorded one call.
class TestEarshotCtl : public QObject
{
    Q_OBJECT
private:
    CallLab m_lab;
    PlacedCall m_call;
    QTemporaryDir m_state;

    QString server() { return QStringLiteral("127.0.0.1:%1").arg(m_lab.recorder().adminPort()); }
    Ended run(const QStringList &arguments, const QByteArray &password = {}, const QString &state = {})
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove(QStringLiteral("EARSHOT_PASSWORD"));
        if (!password.isEmpty()) {
            environment.insert(QStringLiteral("EARSHOT_PASSWORD"), QString::fromLatin1(password));
        }
        process.setProcessEnvironment(environment);
        process.start(programPath(QStringLiteral("earshotctl")),
                      arguments +
                          QStringList{QStringLiteral("--data"), state.isEmpty() ? m_state.path() : state});
        Ended ended;
        if (process.waitForFinished(30000)) {
            ended = {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
        }
        return ended;
    }
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_lab.recorder().start());
        qputenv("EARSHOT_PASSWORD", kPassword);
        const int made = m_lab.recorder().command(
            {QStringLiteral("create-admin"), QStringLiteral("--login"), QStringLiteral("root")});
        qunsetenv("EARSHOT_PASSWORD");
        QCOMPARE(made, 0);
        m_call = m_lab.place({QStringLiteral("--seconds"), QStringLiteral("2")});
        QVERIFY2(m_call.problem.isEmpty(), qPrintable(m_call.problem));
    }
    void cleanupTestCase() { QCOMPARE(m_lab.close(), QString()); }

    void anUnknownCertificateIsRefused()
    {
        const QTemporaryDir fresh;
        const Ended ended =
            run({QStringLiteral("health"), QStringLiteral("--server"), server()}, {}, fresh.path());
        QCOMPARE(ended.code, 76);
        QVERIFY2(ended.err.contains("SHA-256"), ended.err.constData());
    }
    void aWrongPasswordIsDenied()
    {
        const QTemporaryDir fresh;
        const Ended ended =
            run({QStringLiteral("login"), QStringLiteral("--server"), server(), QStringLiteral("--user"),
                 QStringLiteral("root"), QStringLiteral("--trust-first-use")},
                "not the password", fresh.path());
        QVERIFY2(ended.code == 77, ended.err.constData());
    }
    void loginKeepsTheSession()
    {
        const Ended ended =
            run({QStringLiteral("login"), QStringLiteral("--server"), server(), QStringLiteral("--user"),
                 QStringLiteral("root"), QStringLiteral("--trust-first-use")},
                kPassword);
        QVERIFY2(ended.code == 0, ended.err.constData());
        QVERIFY(!ended.out.contains(kPassword) && !ended.err.contains(kPassword));
        const Ended version = run({QStringLiteral("version"), QStringLiteral("--json")});
        QVERIFY2(version.code == 0, version.err.constData());
        QVERIFY(!version.json().value(QStringLiteral("version")).toString().isEmpty());
    }
    void theCallIsListedShownAndExported()
    {
        const Ended list = run({QStringLiteral("calls"), QStringLiteral("list"), QStringLiteral("--json")});
        QVERIFY2(list.code == 0, list.err.constData());
        const QJsonArray calls = list.json().value(QStringLiteral("calls")).toArray();
        QCOMPARE(calls.size(), 1);
        const QString id = calls.first().toObject().value(QStringLiteral("id")).toString();
        QVERIFY(calls.first().toObject().value(QStringLiteral("duration_ms")).toInt() >= 1900);
        const Ended show =
            run({QStringLiteral("calls"), QStringLiteral("show"), id, QStringLiteral("--json")});
        QVERIFY2(show.code == 0, show.err.constData());
        QCOMPARE(show.json().value(QStringLiteral("protocol_call_id")).toString(),
                 m_call.recorded.protocolCallId());
        const QTemporaryDir folder;
        const Ended saved = run(
            {QStringLiteral("calls"), QStringLiteral("export"), id, folder.path(), QStringLiteral("--json")});
        QVERIFY2(saved.code == 0, saved.err.constData());
        const QString path = saved.json().value(QStringLiteral("path")).toString();
        QVERIFY(path.startsWith(folder.path()));
        QCOMPARE(sha256Of(path), sha256Of(m_call.recorded.file()));
        QCOMPARE(saved.json().value(QStringLiteral("sha256")).toString().toLatin1(), sha256Of(path));
        // Once more: it is there already. Anything else is not overwritten.
        const QStringList again{QStringLiteral("calls"), QStringLiteral("export"), id, path};
        QCOMPARE(run(again).code, 0);
        QFile other(path);
        QVERIFY(other.open(QIODevice::WriteOnly) && other.write("mine") == 4);
        other.close();
        QCOMPARE(run(again).code, 73);
        QVERIFY(other.open(QIODevice::ReadOnly));
        QCOMPARE(other.readAll(), QByteArray("mine"));
    }
    void manifestsAndKeysAreTakenAway()
    {
        const QTemporaryDir folder;
        const QString days = folder.filePath(QStringLiteral("days"));
        const Ended saved =
            run({QStringLiteral("manifests"), QStringLiteral("export"), days, QStringLiteral("--json")});
        QVERIFY2(saved.code == 0, saved.err.constData());
        QCOMPARE(saved.json().value(QStringLiteral("manifests")).toInt(), 0); // the day has not ended
        QCOMPARE(QDir(days).entryList({QStringLiteral("signing-key-*.pem")}).size(), 1);
        const Ended keys = run({QStringLiteral("manifests"), QStringLiteral("keys")});
        QVERIFY2(keys.code == 0, keys.err.constData());
        QFile pem(QDir(days).filePath(QDir(days).entryList({QStringLiteral("*.pem")}).value(0)));
        QVERIFY(pem.open(QIODevice::ReadOnly));
        QVERIFY2(keys.out.contains(pem.readAll()), keys.out.constData());
    }
    void unknownCallIsNotFound()
    {
        const Ended ended = run({QStringLiteral("calls"), QStringLiteral("show"),
                                 QStringLiteral("01890000-0000-7000-8000-000000000000")});
        QVERIFY2(ended.code == 1, ended.err.constData());
    }
    void ledgerHealthAndWatch()
    {
        const Ended ledger = run({QStringLiteral("ledger"), QStringLiteral("--json")});
        QVERIFY2(ledger.code == 0, ledger.err.constData());
        const QJsonArray entries = ledger.json().value(QStringLiteral("entries")).toArray();
        QCOMPARE(entries.size(), 1);
        QCOMPARE(entries.first().toObject().value(QStringLiteral("state")).toString(),
                 QStringLiteral("stored"));
        const Ended health = run({QStringLiteral("health"), QStringLiteral("--json")});
        QVERIFY2(health.code == 0, (health.err + health.out).constData());
        QVERIFY(health.json().value(QStringLiteral("healthy")).toBool());
        const Ended watch = run({QStringLiteral("calls"), QStringLiteral("watch"), QStringLiteral("--for"),
                                 QStringLiteral("1"), QStringLiteral("--json")});
        QVERIFY2(watch.code == 0, watch.err.constData());
        QVERIFY(watch.json().value(QStringLiteral("snapshot")).toBool());
    }
    void aPasswordAloneLeavesNoSessionAndLogoutEndsTheKeptOne()
    {
        QCOMPARE(run({QStringLiteral("logout")}).code, 0);
        const Ended denied = run({QStringLiteral("health")});
        QVERIFY2(denied.code == 77, denied.err.constData());
        const Ended once =
            run({QStringLiteral("health"), QStringLiteral("--user"), QStringLiteral("root")}, kPassword);
        QVERIFY2(once.code == 0, once.err.constData());
        QCOMPARE(run({QStringLiteral("health")}).code, 77);
    }
    void aChangedCertificateIsRefusedAndNothingIsSent()
    {
        const QTemporaryDir other;
        const QStringList login{
            QStringLiteral("login"),  QStringLiteral("--server"), server(),
            QStringLiteral("--user"), QStringLiteral("root"),     QStringLiteral("--trust-first-use")};
        QCOMPARE(run(login, kPassword, other.path()).code, 0);
        QFile book(other.filePath(QStringLiteral("servers.ini")));
        QVERIFY(book.open(QIODevice::ReadOnly));
        QByteArray text = book.readAll();
        book.close();
        const auto pin = text.indexOf("pin=") + 4;
        QVERIFY(pin > 4);
        const QByteArray kept = text.mid(pin, 64).toUpper();
        text.replace(pin, 64, QByteArray(64, 'b'));
        QVERIFY(book.open(QIODevice::WriteOnly) && book.write(text) == text.size());
        book.close();
        const Ended ended = run(login, kPassword, other.path());
        QVERIFY2(ended.code == 76, ended.err.constData());
        QVERIFY(ended.err.contains("BB:BB:BB"));
        QVERIFY(QByteArray(ended.err).replace(":", "").contains(kept)); // both values are told
    }
    void wrongUsage()
    {
        QCOMPARE(run({QStringLiteral("calls"), QStringLiteral("paint")}).code, 64);
        QCOMPARE(run({QStringLiteral("--help")}).code, 0);
    }
    void nobodyThereIsUnavailable()
    {
        const QTemporaryDir fresh;
        const Ended ended = run({QStringLiteral("health"), QStringLiteral("--server"),
                                 QStringLiteral("127.0.0.1:%1").arg(freePort())},
                                {}, fresh.path());
        QVERIFY2(ended.code == 69, ended.err.constData());
    }
};

EARSHOT_TEST(tst_earshotctl, TestEarshotCtl)
#include "tst_earshotctl.moc"
