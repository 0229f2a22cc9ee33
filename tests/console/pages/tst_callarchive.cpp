// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/csv.h"
#include "common/crypto/pemkeys.h"
#include "common/rpc/codecs/callcodec.h"
#include "console/pages/call/callarchive.h"
#include "tests/support/fakenavigator.h"
#include "tests/support/keyholder.h"
#include "tests/support/storedcall.h"
#include "tests/support/testmain.h"
#include "tests/support/ziparchive.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace console;
using namespace tests;
using common::ErrorCode;

namespace
{

const QString kGet = QStringLiteral("Calls/Get");
const QString kMedia = QStringLiteral("Calls/Media");

struct Bench {
    FakeRpc rpc;
    FakeNavigator navigator;
    QTemporaryDir folder;
    QString path = folder.filePath(QStringLiteral("calls.zip"));
    QStringList words;
    std::optional<TaskState> state;

    void start(int calls)
    {
        QStringList ids;
        for (int i = 0; i < calls; ++i) {
            ids.append(QStringLiteral("01890a5d-ac96-774b-bcce-b302099a805%1").arg(i));
        }
        auto *archive = new CallArchive(rpc, navigator.tasks(), {ids, path, QStringLiteral("srv")});
        QObject::connect(archive, &CallArchive::ended, &navigator.tasks(),
                         [this](TaskState ended, const QString &text) {
                             state = ended;
                             words.append(text);
                         });
    }
    void sendCall(int number, const QByteArray &file, const QByteArray &key, const QByteArray &came,
                  const char *name = "../../call.mp3") // it has no way out of the archive
    {
        common::StoredCall call = aStoredCall(file);
        call.call.files[0].keyFingerprint = key;
        QTRY_COMPARE(rpc.count(kGet), number + 1);
        QVERIFY(rpc.reply(kGet, common::toWire(call)));
        QTRY_VERIFY(rpc.last(kMedia) != nullptr && rpc.last(kMedia)->running);
        earshot::v1::MediaChunk info;
        *info.mutable_info()->mutable_file() = common::toWire(call.call.files[0]);
        info.mutable_info()->set_name(name);
        earshot::v1::MediaChunk data;
        data.set_data(came.toStdString());
        QVERIFY(rpc.send(kMedia, info) && rpc.send(kMedia, data) && rpc.end(kMedia));
    }
    QList<ZipEntry> entries() const
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? zipEntries(file.readAll()) : QList<ZipEntry>();
    }
};

} // namespace

class TestCallArchive : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void encryptedOnesStayAsTheyAre()
    {
        const KeyHolder holder;
        const QByteArray sound = sampleBytes(50'000);
        const QByteArray sealed = holder.seal(sound);
        Bench bench;
        bench.start(2);
        bench.sendCall(0, sealed, holder.tenant.record.fingerprint(), sealed);
        bench.sendCall(1, "plain sound", {}, "plain sound");
        QTRY_VERIFY(bench.state.has_value());
        QCOMPARE(*bench.state, TaskState::Done);
        const QList<ZipEntry> entries = bench.entries();
        QCOMPARE(entries.size(), 4);
        QCOMPARE(entries[0].name, QStringLiteral("call.mp3.cms"));
        QCOMPARE(entries[0].content, sealed);
        QCOMPARE(entries[1].name, QStringLiteral("call.mp3"));
        QCOMPARE(entries[1].content, QByteArray("plain sound"));
        QCOMPARE(entries[2].name, QStringLiteral("manifest.csv"));
        const auto table = common::csvTable(entries[2].content, 10);
        QVERIFY(table && table->rows.size() == 2);
        const QStringList row = table->rows[0].cells;
        QCOMPARE(row[table->titles.indexOf(QStringLiteral("file"))], entries[0].name);
        QCOMPARE(row[table->titles.indexOf(QStringLiteral("sha256"))],
                 QString::fromLatin1(QCryptographicHash::hash(sealed, QCryptographicHash::Sha256).toHex()));
        QCOMPARE(row[table->titles.indexOf(QStringLiteral("key"))],
                 QString::fromLatin1(holder.tenant.record.fingerprint().toHex()));
        QVERIFY(entries[3].content.contains("openssl cms -decrypt -inform DER -binary -in \"call.mp3.cms\""));
        QVERIFY(entries[3].content.contains(holder.tenant.record.fingerprint().toHex()));
    }
    /// The line of the README, as somebody without this program would type it.
    void opensslOpensWhatIsInIt()
    {
        const KeyHolder holder;
        const QByteArray sound = sampleBytes(200'000);
        const QByteArray sealed = holder.seal(sound);
        Bench bench;
        bench.start(1);
        bench.sendCall(0, sealed, holder.tenant.record.fingerprint(), sealed);
        QTRY_VERIFY(bench.state.has_value());
        const QDir folder(bench.folder.path());
        const auto write = [&folder](const QString &name, QByteArrayView bytes) {
            QFile file(folder.filePath(name));
            return file.open(QIODevice::WriteOnly) && file.write(bytes.data(), bytes.size()) == bytes.size();
        };
        QVERIFY(write(QStringLiteral("call.mp3.cms"), bench.entries().at(0).content));
        const auto pem = common::writePrivatePem(holder.tenant.bundle.opening, {});
        QVERIFY(pem && write(QStringLiteral("key.pem"), pem->view()));
        const QString readme = QString::fromUtf8(bench.entries().at(2).content);
        const qsizetype at = readme.indexOf(QLatin1String("openssl cms"));
        QVERIFY(at >= 0);
        QProcess openssl;
        openssl.setWorkingDirectory(folder.path());
        openssl.startCommand(readme.mid(at, readme.indexOf(QLatin1Char('\r'), at) - at));
        QVERIFY(openssl.waitForFinished(30000));
        QVERIFY2(openssl.exitCode() == 0, openssl.readAllStandardError().constData());
        QFile opened(folder.filePath(QStringLiteral("call.mp3")));
        QVERIFY(opened.open(QIODevice::ReadOnly));
        QCOMPARE(opened.readAll(), sound);
    }
    /// Whoever pastes the README's line into a shell runs OpenSSL and nothing else.
    void namesAreNamesOnly_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<QString>("name");
        const QString id = QStringLiteral("01890a5d-ac96-774b-bcce-b302099a8050.bin");
        QTest::newRow("commands") << QByteArray("a\"$(id)`id`;b.mp3") << QStringLiteral("a__(id)_id__b.mp3");
        QTest::newRow("the folder above") << QByteArray("..") << id;
        QTest::newRow("nothing") << QByteArray() << id;
        QTest::newRow("an option") << QByteArray("-out.mp3") << QStringLiteral("out.mp3");
        QTest::newRow("another drive") << QByteArray("C:\\x.mp3") << QStringLiteral("C__x.mp3");
        QTest::newRow("long") << QByteArray(5000, 'x') << QString(150, u'x');
    }
    void namesAreNamesOnly()
    {
        QFETCH(QByteArray, sent);
        QFETCH(QString, name);
        Bench bench;
        bench.start(1);
        bench.sendCall(0, "sound", {}, "sound", sent.constData());
        QTRY_VERIFY(bench.state.has_value());
        QCOMPARE(*bench.state, TaskState::Done);
        QCOMPARE(bench.entries().at(0).name, name);
    }
    void whatDiffersIsLeftOutAndCounted()
    {
        Bench bench;
        bench.start(3);
        bench.sendCall(0, "as stored", {}, "changed!!");
        QTRY_COMPARE(bench.rpc.count(kGet), 2);
        QVERIFY(bench.rpc.fail(kGet, ErrorCode::NotFound));
        bench.sendCall(2, "good", {}, "good"); // its media is the second one
        QTRY_VERIFY(bench.state.has_value());
        QCOMPARE(*bench.state, TaskState::Failed);
        const QList<ZipEntry> entries = bench.entries();
        QCOMPARE(entries.size(), 3);
        QCOMPARE(entries[0].content, QByteArray("good"));
    }
    void nothingIsLeftWhenItIsStopped()
    {
        Bench bench;
        bench.start(2);
        bench.sendCall(0, "first", {}, "first");
        QTRY_COMPARE(bench.rpc.count(kGet), 2);
        TaskModel &tasks = bench.navigator.tasks();
        tasks.stop(tasks.index(0, 0).data(TaskModel::TaskIdRole).toULongLong());
        QCOMPARE(*bench.state, TaskState::Stopped);
        QTRY_VERIFY(QDir(bench.folder.path()).entryList(QDir::Files).isEmpty());
    }
};

EARSHOT_TEST(tst_callarchive, TestCallArchive)
#include "tst_callarchive.moc"
