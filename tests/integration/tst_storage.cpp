// SPDX-License-Identifier: GPL-3.0-or-later
// Files of real calls on their way to a storage target, with a recorder that is killed at each step of it.
#include "common/proto/calls.pb.h"
#include "common/proto/list.pb.h"
#include "common/rpc/clientcalls.h"

#include "tests/integration/adminclient.h"
#include "tests/support/callerprocess.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace tests;
namespace v1 = earshot::v1;

namespace
{

const QString kPassword = QStringLiteral("correct horse battery");

struct Lab {
    TestDb db;
    QTemporaryDir target;
    RecorderProcess recorder;

    Lab() { recorder.configure(QStringLiteral("database.url"), db.url()); }
    QString ask(const QString &sql) const { return runSql(db.url(), sql).value(0); }
    /// Everybody's audio goes to the folder.
    void setRule()
    {
        const QString id = QStringLiteral("00000000-0000-7000-8000-000000000002");
        ask(QStringLiteral(
                "INSERT INTO storage_targets (id, uuid, name, kind, location) VALUES (2, '%1', 'Archive', "
                "'local', '%2')")
                .arg(id, target.path()));
        ask(QStringLiteral(
                "INSERT INTO settings (key, value) VALUES ('storageRules', '{\"audio\":{\"target\":\"%1\","
                "\"name\":\"%{start-time#%Y}/%{from-number}/%{recording-id}\"}}')")
                .arg(id));
    }
    bool call()
    {
        CallerProcess caller(QStringLiteral("call"), recorder.siprecPort(),
                             {QStringLiteral("--seconds"), QStringLiteral("2")});
        return caller.wait().value(QLatin1String("ok")).toBool();
    }
    QString count(const char *what) const
    {
        return ask(QStringLiteral("SELECT count(*) FROM ") + QLatin1String(what));
    }
    static QStringList filesBelow(const QString &folder)
    {
        QStringList files;
        QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            if (it.next(); it.fileName() != QLatin1String(".earshot-target")) { // whose folder it is
                files.append(it.filePath());
            }
        }
        files.sort();
        return files;
    }
    QStringList copies() const { return filesBelow(recorder.dataFolder() + QLatin1String("/recordings")); }
    /// The minute for which copies are kept is over, and so is every lease.
    void goOn() const { ask(QStringLiteral("UPDATE uploads SET due_ms = 0, lease_until = NULL")); }
    bool settled()
    {
        return QTest::qWaitFor(
            [this] {
                goOn();
                return count("uploads") == QLatin1String("0");
            },
            30000);
    }
    QJsonObject verify(bool remote, int expected)
    {
        QByteArray output;
        QStringList arguments{QStringLiteral("verify"), QStringLiteral("--json")};
        if (remote) {
            arguments.append(QStringLiteral("--remote"));
        }
        if (recorder.command(arguments, &output) != expected) {
            qWarning("%s", output.constData());
            return {};
        }
        return QJsonDocument::fromJson(output).object();
    }
};

/// The audio as a console gets it.
QByteArray download(AdminClient &client, const std::string &id)
{
    QByteArray bytes;
    bool ended = false;
    v1::MediaRequest request;
    request.set_id(id);
    common::stream<v1::MediaChunk>(client.channel, QStringLiteral("earshot.v1.Calls/Media"), request,
                                   &client.channel, std::function([&bytes](const v1::MediaChunk &chunk) {
                                       bytes += QByteArray::fromStdString(chunk.data());
                                   }),
                                   std::function([&](common::Status status) {
                                       if (!status) {
                                           bytes = "! " + status.error().message.toUtf8();
                                       }
                                       ended = true;
                                   }));
    (void)QTest::qWaitFor([&ended] { return ended; }, 15000);
    return bytes;
}

} // namespace

class TestStorage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCallGoesToItsTargetAndIsPlayedFromThere()
    {
        Lab lab;
        QVERIFY2(lab.recorder.start(), lab.recorder.log().constData());
        lab.setRule();
        QVERIFY(lab.call());
        QVERIFY(lab.recorder.waitForSettled(1));
        QTRY_COMPARE_WITH_TIMEOUT(lab.count("media_files WHERE storage_target = 2"), QStringLiteral("3"),
                                  20000);
        QCOMPARE(lab.copies().size(), 3); // for another minute
        QCOMPARE(lab.recorder.verify(), QString());
        QVERIFY(lab.settled());
        QCOMPARE(lab.copies(), QStringList());
        const QStringList stored = Lab::filesBelow(lab.target.path());
        QCOMPARE(stored.size(), 3);
        QCOMPARE(lab.recorder.metric("earshot_uploads_total"), 3.0);

        QCOMPARE(lab.verify(false, 0).value(QLatin1String("remote")).toInt(), 3);
        QCOMPARE(lab.verify(true, 0).value(QLatin1String("remoteRead")).toInt(), 3);

        QCOMPARE(createAdmin(lab.recorder, QStringLiteral("root"), kPassword).code, 0);
        AdminClient client(lab.recorder.adminPort());
        QVERIFY(client.open() && client.signIn(QStringLiteral("root"), kPassword));
        QFile audio(stored.filter(QStringLiteral(".mp3")).value(0));
        QVERIFY(audio.open(QIODevice::ReadWrite));
        const std::string id = lab.ask(QStringLiteral("SELECT id FROM calls")).toStdString();
        QCOMPARE(download(client, id), audio.readAll());

        audio.seek(1000);
        audio.write("rotten");
        audio.close();
        QVERIFY(!lab.verify(false, 0).isEmpty());
        QCOMPARE(lab.verify(true, 1).value(QLatin1String("problems")).toArray().size(), 1);
        QVERIFY(download(client, id).startsWith("! "));
        QCOMPARE(lab.recorder.stop(), 0);
    }
    void killedAnywhereNothingIsLostAndNothingIsThereTwice_data()
    {
        QTest::addColumn<QString>("failpoint");
        for (const char *point :
             {"before-put:kill@2", "after-put:kill@3", "before-commit:kill", "before-remove:kill@2"}) {
            QTest::addRow("%s", point) << QStringLiteral("upload.") + QLatin1String(point);
        }
    }
    void killedAnywhereNothingIsLostAndNothingIsThereTwice()
    {
        QFETCH(QString, failpoint);
        Lab lab;
        QVERIFY2(lab.recorder.start({{QStringLiteral("EARSHOT_FAILPOINT"), failpoint}}),
                 lab.recorder.log().constData());
        lab.setRule();
        (void)lab.call(); // it may end just after the recorder
        for (int i = 0; i < 100 && !lab.recorder.waitForEnd(std::chrono::milliseconds(100)); ++i) {
            lab.goOn();
        }
        QVERIFY2(!lab.recorder.running(), "the failpoint was not passed");
        QVERIFY2(lab.recorder.start(), lab.recorder.log().constData());
        QVERIFY(lab.recorder.waitForSettled(1));
        QTRY_COMPARE_WITH_TIMEOUT((lab.goOn(), lab.count("media_files WHERE storage_target = 2")),
                                  QStringLiteral("3"), 30000);
        QVERIFY(lab.settled());
        QCOMPARE(lab.copies(), QStringList());
        QCOMPARE(Lab::filesBelow(lab.target.path()).size(), 3);
        QCOMPARE(lab.verify(true, 0).value(QLatin1String("remoteRead")).toInt(), 3);
        QCOMPARE(lab.recorder.stop(), 0);
    }
};

EARSHOT_TEST(tst_storage, TestStorage)
#include "tst_storage.moc"
