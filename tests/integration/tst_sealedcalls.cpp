// SPDX-License-Identifier: GPL-3.0-or-later
// Real calls of tenants that encrypt: what lies in the recorder's folder, with a key and without, and with a
// recorder that is killed on the way.
#include "common/core/clock.h"
#include "common/core/ids.h"
#include "common/crypto/containerreader.h"
#include "common/crypto/grants.h"
#include "common/crypto/pemkeys.h"

#include "tests/common/crypto/testkeys.h"
#include "tests/support/callerprocess.h"
#include "tests/support/recordedcall.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTest>

using namespace tests;

namespace
{

constexpr qint64 kLimit = 64 * 1024 * 1024;

QByteArray contents(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString hex(const QByteArray &bytes)
{
    return QStringLiteral("'\\x%1'").arg(QString::fromLatin1(bytes.toHex()));
}

struct Lab {
    TestDb db;
    RecorderProcess recorder;
    common::KeyBundle bundle = *common::KeyBundle::around(openingKey());

    Lab() { recorder.configure(QStringLiteral("database.url"), db.url()); }
    QString ask(const QString &sql) const { return runSql(db.url(), sql).value(0); }

    /// For every tenant.
    void encrypt()
    {
        ask(QStringLiteral("INSERT INTO settings (key, value) VALUES ('encryption', '{\"enabled\":true}')"));
    }
    /// The tenant of the calls gets its first key, as a holder's console would make it.
    void activate()
    {
        const QString tenant = ask(QStringLiteral("SELECT id || ' ' || uuid FROM tenants WHERE id <> 0"));
        const QString number = tenant.section(u' ', 0, 0);
        const qint64 now = common::toUnixMs(std::chrono::system_clock::now());
        const auto record =
            common::makeKeyRecord(bundle, QUuid::fromString(tenant.section(u' ', 1)), now).value();
        const auto activation = common::makeActivation(bundle, record, std::nullopt, now).value();
        const QString id = common::makeUuidV7().toString(QUuid::WithoutBraces);
        ask(QStringLiteral(
                "INSERT INTO tenant_keys (id, tenant_id, fingerprint, identity, spki, signing_key, "
                "created_ms, signature, bits, has_private, active) VALUES ('%1', %2, %3, %4, %5, "
                "%6, %7, %8, 2048, true, true)")
                .arg(id, number, hex(record.fingerprint()), hex(record.identity()), hex(record.spki),
                     hex(record.signingKey), QString::number(now), hex(record.signature)));
        ask(QStringLiteral(
                "INSERT INTO key_activations (id, tenant_id, key_id, key_identity, previous, at_ms, "
                "signature, vouch, vouching) VALUES ('%1', %2, '%3', %4, '', %5, %6, '', 'first')")
                .arg(common::makeUuidV7().toString(QUuid::WithoutBraces), number, id, hex(activation.key),
                     QString::number(now), hex(activation.signature)));
    }
    bool call()
    {
        CallerProcess caller(QStringLiteral("call"), recorder.siprecPort(),
                             {QStringLiteral("--seconds"), QStringLiteral("2"), QStringLiteral("--tone"),
                              QStringLiteral("A:440,B:1000")});
        return caller.wait().value(QLatin1String("ok")).toBool();
    }
    QStringList filesBelow(const char *folder) const
    {
        QStringList files;
        QDirIterator it(recorder.dataFolder() + QLatin1String(folder), QDir::Files | QDir::Hidden,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            files.append(it.next());
        }
        files.sort();
        return files;
    }
    /// And not what is noted of them beside.
    QStringList journals() const
    {
        QStringList files = filesBelow("/spool");
        files.removeIf([](const QString &name) { return name.endsWith(QLatin1String(".tries")); });
        return files;
    }
    QStringList recordings() const { return filesBelow("/recordings"); }
    /// Files of the recorder that hold what every file of a call has in the clear: the tag and the encoder's
    /// name of an MP3, the head of a WAV, the first words of the INVITE.
    QStringList inTheClear() const
    {
        QStringList found;
        for (const QString &name : filesBelow("")) {
            const QByteArray bytes = contents(name);
            if (name.endsWith(QLatin1String("recorder.ini")) || name.contains(QLatin1String("ledger."))) {
                continue; // the dialog's addresses stand in the ledger, by design
            }
            if (bytes.contains("EARSHOT_RECORDING") || bytes.contains("LAME3.") ||
                bytes.contains("INVITE sip:") || bytes.contains("RIFF")) {
                found.append(name);
            }
        }
        return found;
    }
    QByteArray opened(const QString &name) const
    {
        return common::openContainer(contents(name), common::fileKeyBy(openingKey()), kLimit)
            .value_or(QByteArray());
    }
    QJsonObject verify(int expected)
    {
        QByteArray output;
        if (recorder.command({QStringLiteral("verify"), QStringLiteral("--json")}, &output) != expected) {
            qWarning("%s", output.constData());
            return {};
        }
        return QJsonDocument::fromJson(output).object();
    }
    QString theOnly(const QString &ending) const
    {
        const QStringList found = recordings().filter(ending);
        return found.size() == 1 ? found.first() : QString();
    }
};

} // namespace

class TestSealedCalls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCallIsSealedAndItsHolderHearsIt()
    {
        Lab lab;
        QVERIFY2(lab.recorder.start(), lab.recorder.log().constData());
        lab.encrypt();
        lab.activate();
        QVERIFY(lab.call());
        QVERIFY(lab.recorder.waitForSettled(1));
        QCOMPARE(lab.recordings().size(), 3);
        QCOMPARE(lab.recordings().filter(QStringLiteral(".cms")).size(), 3);
        QCOMPARE(lab.inTheClear(), QStringList());
        QCOMPARE(lab.ask(QStringLiteral("SELECT count(*) FROM media_files m JOIN tenant_keys k ON k.id = "
                                        "m.key_id WHERE k.active")),
                 QStringLiteral("3"));
        const QJsonObject report = lab.verify(0);
        QCOMPARE(report.value(QLatin1String("sealed")).toInt(), 3);
        QCOMPARE(report.value(QLatin1String("files")).toInt(), 3);

        const QByteArray mp3 = lab.opened(lab.theOnly(QStringLiteral(".mp3.cms")));
        QVERIFY(mp3.startsWith("ID3"));
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("call.mp3")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(mp3) == mp3.size());
        file.close();
        QJsonObject call = lab.recorder.calls().value(0);
        QCOMPARE(call.value(QLatin1String("file")).toString(), lab.theOnly(QStringLiteral(".mp3.cms")));
        call.insert(QStringLiteral("file"), file.fileName());
        QVERIFY(RecordedCall(call).toneSeconds(0, 440) > 1.9);
        QVERIFY(RecordedCall(call).toneSeconds(1, 1000) > 1.9);
        QVERIFY(lab.opened(lab.theOnly(QStringLiteral(".sip.cms"))).contains("INVITE sip:"));
        QCOMPARE(lab.recorder.stop(), 0);
    }
    void withoutAKeyItWaitsInTheSpool()
    {
        Lab lab;
        QVERIFY2(lab.recorder.start(), lab.recorder.log().constData());
        lab.encrypt();
        QVERIFY(lab.call());
        const auto waits = [&lab] {
            const QJsonArray problems = lab.verify(1).value(QLatin1String("problems")).toArray();
            return problems.size() == 1 &&
                   problems.first().toString().contains(QLatin1String("ended (waits-no-key)"));
        };
        QTRY_VERIFY_WITH_TIMEOUT(waits(), 15000);
        QCOMPARE(lab.recordings(), QStringList());
        QCOMPARE(lab.journals().size(), 1);
        QCOMPARE(lab.inTheClear(), QStringList());
        // Not after a restart either.
        QCOMPARE(lab.recorder.stop(), 0);
        QVERIFY2(lab.recorder.start({}, false), lab.recorder.log().constData()); // not well: a call waits
        QTRY_VERIFY_WITH_TIMEOUT(lab.recorder.metric("earshot_ledger_rows{state=\"ended\"}") == 1.0, 15000);
        QTRY_VERIFY_WITH_TIMEOUT(lab.recorder.metric("earshot_ledger_rows{state=\"ended\"}") == 1.0 &&
                                     lab.recorder.log().count("the admin protocol is served") == 2,
                                 30000);
        QVERIFY(waits());
        QCOMPARE(lab.recordings(), QStringList());
        lab.activate();
        QVERIFY(lab.recorder.waitForSettled(1, std::chrono::seconds(60)));
        QCOMPARE(lab.verify(0).value(QLatin1String("sealed")).toInt(), 3);
        QVERIFY(lab.opened(lab.theOnly(QStringLiteral(".mp3.cms"))).startsWith("ID3"));
        QCOMPARE(lab.filesBelow("/spool"), QStringList());
        QCOMPARE(lab.recorder.stop(), 0);
    }
    void killedAnywhereItIsSealedOnce_data()
    {
        QTest::addColumn<QString>("failpoint");
        for (const char *point :
             {"finish.encode:kill", "finish.before-fsync:kill@2", "finish.before-rename:kill@1",
              "finish.after-rename:kill@2", "finish.after-dir-fsync:kill", "register.before-commit:kill",
              "register.after-commit:kill", "pipeline.before-shred:kill"}) {
            QTest::newRow(point) << QString::fromLatin1(point);
        }
    }
    void killedAnywhereItIsSealedOnce()
    {
        QFETCH(QString, failpoint);
        Lab lab;
        QVERIFY2(lab.recorder.start({{QStringLiteral("EARSHOT_FAILPOINT"), failpoint}}),
                 lab.recorder.log().constData());
        lab.encrypt();
        lab.activate();
        (void)lab.call(); // it may end just after the recorder
        QVERIFY2(lab.recorder.waitForEnd(std::chrono::seconds(20)), "the failpoint was not passed");
        QCOMPARE(lab.inTheClear(), QStringList());
        QCOMPARE(lab.recordings().filter(QStringLiteral(".cms")), lab.recordings());
        QVERIFY2(lab.recorder.start(), lab.recorder.log().constData());
        QVERIFY(lab.recorder.waitForSettled(1));
        QCOMPARE(lab.recordings().size(), 3);
        QCOMPARE(lab.inTheClear(), QStringList());
        QCOMPARE(lab.verify(0).value(QLatin1String("sealed")).toInt(), 3);
        QVERIFY(lab.opened(lab.theOnly(QStringLiteral(".mp3.cms"))).startsWith("ID3"));
        QCOMPARE(lab.recorder.stop(), 0);
    }
    void journalsOpenWithTheTenantsKeyWhenTheHostKeyIsLost()
    {
        Lab lab;
        QVERIFY2(lab.recorder.start(), lab.recorder.log().constData());
        lab.encrypt();
        lab.activate();
        QCOMPARE(lab.recorder.stop(), 0);
        // From its start on it knows the key; the second call it does not get to finish.
        QVERIFY(lab.recorder.start(
            {{QStringLiteral("EARSHOT_FAILPOINT"), QStringLiteral("finish.begin:kill@2")}}));
        QVERIFY(lab.call());
        QVERIFY(lab.recorder.waitForSettled(1));
        (void)lab.call();
        QVERIFY2(lab.recorder.waitForEnd(std::chrono::seconds(20)), "the failpoint was not passed");
        QCOMPARE(lab.journals().size(), 1);
        const QString folder = lab.recorder.dataFolder();
        QVERIFY(QFile::remove(folder + QStringLiteral("/host.key")));
        QVERIFY(QFile::remove(folder + QStringLiteral("/key-pins.sealed")));
        // It does not begin anew by itself.
        QByteArray nothing;
        QCOMPARE(lab.recorder.command({}, &nothing), 78);
        QVERIFY(lab.recorder.log().contains("host.key is missing"));
        QVERIFY(!QFile::exists(folder + QStringLiteral("/host.key")));
        QTemporaryDir keys;
        const QString password = QStringLiteral("plinth otter cobalt verse");
        const auto pem = [&](const char *name, int number) {
            QFile file(keys.filePath(QLatin1String(name)));
            const auto text = common::writePrivatePem(openingKey(2048, number), password);
            return file.open(QIODevice::WriteOnly) && file.write(text->view().toByteArray()) > 0
                       ? file.fileName()
                       : QString();
        };
        const auto open = [&](const QString &key, const QStringList &more = {}) {
            qputenv("EARSHOT_PASSWORD", password.toUtf8());
            QByteArray output;
            const int code = lab.recorder.command(
                QStringList{QStringLiteral("open-journals"), QStringLiteral("--key"), key} + more, &output);
            qunsetenv("EARSHOT_PASSWORD");
            return std::pair(code, output);
        };
        const QByteArray before = contents(lab.journals().value(0));
        QCOMPARE(open(pem("other.pem", 1)).first, 1);
        QCOMPARE(contents(lab.journals().value(0)), before);
        QCOMPARE(QDir(folder).entryList({QStringLiteral("host.key*")}, QDir::Files), QStringList());
        QCOMPARE(lab.recorder.command({}, &nothing),
                 78); // a key that opens nothing is no reason to begin anew
        // Beside it, in the clear, as its holder wants it; nothing of it changes. Another journal of the same
        // call, which a recorder had set aside, overwrites nothing.
        const QString journal = lab.journals().value(0);
        const QString aside = journal + QStringLiteral(".unreadable-1");
        QVERIFY(QFile::copy(journal, aside));
        const QString right = pem("key.pem", 0);
        const auto out = open(right, {QStringLiteral("--out"), keys.filePath(QStringLiteral("out"))});
        QVERIFY2(out.first == 0, out.second.constData());
        QVERIFY2(out.second.contains("2 journals, 0 not opened"), out.second.constData());
        QCOMPARE(contents(journal), before);
        QCOMPARE(contents(aside), before);
        QVERIFY(QFile::remove(aside));
        QStringList written;
        QDirIterator it(keys.filePath(QStringLiteral("out")), QDir::Files | QDir::Hidden,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            written.append(it.next());
        }
        QCOMPARE(written.size(), 6); // no key and no journal of the way there
        const QStringList mp3s = written.filter(QStringLiteral(".mp3"));
        QCOMPARE(mp3s.size(), 2);
        for (const QString &name : mp3s) {
            QVERIFY(contents(name).startsWith("ID3"));
        }
        // In its place, for the recorder.
        const auto back = open(right);
        QVERIFY2(back.first == 0 && back.second.contains("the recorder can finish it"),
                 back.second.constData());
        QVERIFY2(lab.recorder.start(), lab.recorder.log().constData());
        QVERIFY(lab.recorder.waitForSettled(2));
        QCOMPARE(open(right).first, 1); // its journals are its own while it runs
        const QStringList sound = lab.recordings().filter(QStringLiteral(".mp3.cms"));
        QCOMPARE(sound.size(), 2);
        for (const QString &name : sound) {
            QVERIFY(lab.opened(name).startsWith("ID3"));
        }
        for (const QJsonObject &call : lab.recorder.calls()) {
            QCOMPARE(call.value(QLatin1String("state")).toString(), QStringLiteral("stored"));
        }
        QCOMPARE(lab.filesBelow("/spool"), QStringList());
        QCOMPARE(lab.inTheClear(), QStringList());
        // One that was set aside is told of until somebody has taken it away.
        QFile left(aside);
        QVERIFY(left.open(QIODevice::WriteOnly) && left.write(before) == before.size());
        left.close();
        const QJsonArray problems = lab.verify(1).value(QLatin1String("problems")).toArray();
        QCOMPARE(problems.size(), 1);
        QVERIFY(problems.first().toString().contains(aside));
        QCOMPARE(lab.recorder.stop(), 0);
    }
    void verifyFindsWhatIsNoContainerOfItsKey()
    {
        Lab lab;
        QVERIFY2(lab.recorder.start(), lab.recorder.log().constData());
        lab.encrypt();
        lab.activate();
        QVERIFY(lab.call());
        QVERIFY(lab.recorder.waitForSettled(1));
        QCOMPARE(lab.verify(0).value(QLatin1String("sealed")).toInt(), 3);
        // The database says that it is plain: neither its name nor the ledger does.
        lab.ask(QStringLiteral("UPDATE media_files SET key_id = NULL WHERE position = 0"));
        QCOMPARE(lab.verify(1).value(QLatin1String("problems")).toArray().size(), 2);
        lab.ask(QStringLiteral("UPDATE media_files SET key_id = (SELECT id FROM tenant_keys)"));
        QCOMPARE(lab.verify(0).value(QLatin1String("sealed")).toInt(), 3);
        const QString peaks = lab.theOnly(QStringLiteral(".peaks.cms"));
        QByteArray bytes = contents(peaks);
        bytes[bytes.size() - 20] = static_cast<char>(~bytes[bytes.size() - 20]);
        QFile file(peaks);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        file.close();
        QCOMPARE(lab.verify(1).value(QLatin1String("problems")).toArray().size(), 1);
        QCOMPARE(lab.recorder.stop(), 0);
    }
};

EARSHOT_TEST(tst_sealedcalls, TestSealedCalls)
#include "tst_sealedcalls.moc"
