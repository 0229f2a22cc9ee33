// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/csv.h"
#include "common/crypto/manifestbook.h"
#include "common/crypto/pemkeys.h"
#include "common/crypto/sha256.h"
#include "common/proto/integrity.pb.h"
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

#include <functional>

using namespace console;
using namespace tests;
using common::ErrorCode;

namespace
{

const QString kGet = QStringLiteral("Calls/Get");
const QString kMedia = QStringLiteral("Calls/Media");
const QString kSign = QStringLiteral("Integrity/SignArchive");

struct Bench {
    FakeRpc rpc;
    FakeNavigator navigator;
    QTemporaryDir folder;
    QString path = folder.filePath(QStringLiteral("calls.zip"));
    QStringList words;
    std::optional<TaskState> state;
    common::SigningKey key = common::SigningKey::generate().value();
    QHash<QString, QByteArray> stored; ///< by call

    static QString idOf(int number)
    {
        return QStringLiteral("01890a5d-ac96-774b-bcce-b302099a805%1").arg(number);
    }
    void start(int calls)
    {
        QStringList ids;
        for (int i = 0; i < calls; ++i) {
            ids.append(idOf(i));
        }
        auto *archive = new CallArchive(rpc, navigator.tasks(), {ids, path, QStringLiteral("srv")});
        QObject::connect(archive, &CallArchive::ended, &navigator.tasks(),
                         [this](TaskState ended, const QString &text) {
                             state = ended;
                             words.append(text);
                         });
    }
    void sendCall(int number, const QByteArray &file, const QByteArray &sealedFor, const QByteArray &came,
                  const char *name = "../../call.mp3") // it has no way out of the archive
    {
        beginCall(number, file, sealedFor, name);
        QVERIFY(send(came) > 0);
        QVERIFY(rpc.end(kMedia));
    }
    void beginCall(int number, const QByteArray &file, const QByteArray &sealedFor = {},
                   const char *name = "call.mp3")
    {
        common::StoredCall call = aStoredCall(file);
        stored.insert(idOf(number), file);
        call.call.files[0].keyFingerprint = sealedFor;
        QTRY_COMPARE(rpc.count(kGet), number + 1);
        QVERIFY(rpc.reply(kGet, common::toWire(call)));
        QTRY_VERIFY(rpc.last(kMedia) != nullptr && rpc.last(kMedia)->running);
        earshot::v1::MediaChunk info;
        *info.mutable_info()->mutable_file() = common::toWire(call.call.files[0]);
        info.mutable_info()->set_name(name);
        QVERIFY(rpc.send(kMedia, info));
    }
    /// What it costs of the server's credit; 0: nobody wants it.
    qint64 send(const QByteArray &bytes)
    {
        earshot::v1::MediaChunk data;
        data.set_data(bytes.toStdString());
        return rpc.send(kMedia, data) ? static_cast<qint64>(data.ByteSizeLong()) : 0;
    }
    /// As the recorder does it; `change` is what it does else.
    void sign(const std::function<void(common::FileManifest &)> &change = {})
    {
        QTRY_COMPARE(rpc.count(kSign), 1);
        common::FileManifest manifest;
        manifest.kind = common::FileManifest::Kind::Archive;
        manifest.previous = common::manifestOrigin();
        const auto request = rpc.request<earshot::v1::ArchiveFiles>(kSign);
        for (const auto &asked : request.files()) {
            const QString id = QString::fromStdString(asked.id());
            manifest.files.append({QUuid::fromString(id),
                                   QStringLiteral("audio"),
                                   stored.value(id).size(),
                                   common::sha256(stored.value(id)),
                                   {},
                                   QString::fromStdString(asked.name())});
        }
        if (change) {
            change(manifest);
        }
        const auto made = common::signManifest(manifest, key);
        QVERIFY(made);
        earshot::v1::FileManifest reply;
        reply.set_text(made->text.toStdString());
        reply.set_signature(made->signature.toStdString());
        reply.set_public_key(key.publicKey().toStdString());
        QVERIFY(rpc.reply(kSign, reply));
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
        bench.sign();
        QTRY_VERIFY(bench.state.has_value());
        QCOMPARE(*bench.state, TaskState::Done);
        const QList<ZipEntry> entries = bench.entries();
        QCOMPARE(entries.size(), 7);
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
        QCOMPARE(entries[4].name, QStringLiteral("manifest.txt"));
        QCOMPARE(entries[5].name, QStringLiteral("manifest.sig"));
        QCOMPARE(entries[6].name, QStringLiteral("signing-key.pem"));
        QCOMPARE(common::publicKeyOfPem(entries[6].content).value(), bench.key.publicKey());
        common::ManifestBook book;
        QVERIFY(book.add({entries[4].content, entries[5].content}, {bench.key.publicKey()}));
        for (int i : {0, 1}) {
            const QByteArray &content = entries[i].content;
            QCOMPARE(book.judge(entries[i].name, content.size(), common::sha256(content)).verdict,
                     common::FileVerdict::Verified);
        }
    }
    /// The line of the README, and the program that it names.
    void theSignatureIsVerifiedOutsideAndTamperingFound()
    {
        Bench bench;
        bench.start(2);
        bench.sendCall(0, "first", {}, "first");
        bench.sendCall(1, "second", {}, "second");
        bench.sign();
        QTRY_VERIFY(bench.state.has_value());
        QCOMPARE(*bench.state, TaskState::Done);
        const QTemporaryDir folder;
        for (const ZipEntry &entry : bench.entries()) {
            QFile file(folder.filePath(entry.name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(entry.content) == entry.content.size());
        }
        QFile readme(folder.filePath(QStringLiteral("README.txt")));
        QVERIFY(readme.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(readme.readAll());
        const qsizetype at = text.indexOf(QLatin1String("openssl pkeyutl"));
        QVERIFY(at >= 0 && text.contains(QStringLiteral("earshotctl verify")));
        QProcess openssl;
        openssl.setWorkingDirectory(folder.path());
        openssl.startCommand(text.mid(at, text.indexOf(QLatin1Char('\r'), at) - at));
        QVERIFY(openssl.waitForFinished(30000));
        QVERIFY2(openssl.exitCode() == 0, openssl.readAllStandardError().constData());
        // The archive as it is, and with a byte of a recording changed.
        const auto verify = [&bench] {
            QProcess earshotctl;
            earshotctl.start(qEnvironmentVariable("EARSHOT_BIN") + QStringLiteral("/earshotctl"),
                             {QStringLiteral("verify"), bench.path});
            const bool ended = earshotctl.waitForFinished(30000);
            return std::pair(ended ? earshotctl.exitCode() : -1, earshotctl.readAllStandardOutput());
        };
        const auto good = verify();
        QVERIFY2(good.first == 0, good.second.constData());
        QFile zip(bench.path);
        QVERIFY(zip.open(QIODevice::ReadWrite));
        const qsizetype content = zip.readAll().indexOf("second");
        QVERIFY(content > 0 && zip.seek(content) && zip.write("S") == 1);
        zip.close();
        const auto tampered = verify();
        QCOMPARE(tampered.first, 65);
        QVERIFY2(tampered.second.contains("changed"), tampered.second.constData());
    }
    void anArchiveThatIsNotSignedSaysSo()
    {
        Bench bench;
        bench.start(1);
        bench.sendCall(0, "first", {}, "first");
        QTRY_COMPARE(bench.rpc.count(kSign), 1);
        QVERIFY(bench.rpc.fail(kSign, ErrorCode::Unavailable));
        QTRY_VERIFY(bench.state.has_value());
        QCOMPARE(*bench.state, TaskState::Failed);
        QVERIFY2(bench.words.first().contains(QStringLiteral("not signed")), qPrintable(bench.words.first()));
        const QList<ZipEntry> entries = bench.entries();
        QCOMPARE(entries.size(), 3);
        QCOMPARE(entries[0].content, QByteArray("first"));
        QVERIFY(entries[2].content.contains("not signed"));
    }
    void aCallThatWasAlteredIsNamed()
    {
        Bench bench;
        bench.start(1);
        bench.sendCall(0, "first", {}, "first");
        QTRY_COMPARE(bench.rpc.count(kSign), 1);
        QVERIFY(bench.rpc.fail(kSign, ErrorCode::Conflict, {},
                               {{QStringLiteral("manifest"), QStringLiteral("differs")},
                                {QStringLiteral("call"), QStringLiteral("one.mp3")}}));
        QTRY_VERIFY(bench.state.has_value());
        QCOMPARE(*bench.state, TaskState::Failed);
        QVERIFY2(
            bench.words.first().contains(QStringLiteral("“one.mp3” is not what the recorder has signed")),
            qPrintable(bench.words.first()));
        QVERIFY(!bench.words.first().contains(QStringLiteral("Somebody else")));
    }
    void aTamperedManifestIsNotTaken()
    {
        Bench bench;
        bench.start(1);
        bench.sendCall(0, "first", {}, "first");
        bench.sign(
            [](common::FileManifest &manifest) { manifest.files[0].sha256 = common::sha256("other"); });
        QTRY_VERIFY(bench.state.has_value());
        QCOMPARE(*bench.state, TaskState::Failed);
        QCOMPARE(bench.entries().size(), 3);
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
        bench.sign();
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
        QTest::newRow("long") << QByteArray(5000, 'x') << QString(200, u'x');
        QTest::newRow("long, with an ending")
            << QByteArray(5000, 'x') + ".mp3" << QString(196, u'x') + QStringLiteral(".mp3");
    }
    void namesAreNamesOnly()
    {
        QFETCH(QByteArray, sent);
        QFETCH(QString, name);
        Bench bench;
        bench.start(1);
        bench.sendCall(0, "sound", {}, "sound", sent.constData());
        bench.sign();
        QTRY_VERIFY(bench.state.has_value());
        QCOMPARE(*bench.state, TaskState::Done);
        QCOMPARE(bench.entries().at(0).name, name);
    }
    void aNameThatIsThereGetsANumber()
    {
        Bench bench;
        bench.start(3);
        const QByteArray key(32, 'k');
        for (const int number : {0, 1, 2}) {
            const QByteArray sealed = "sealed " + QByteArray::number(number);
            bench.sendCall(number, sealed, key, sealed, "2026.11.22 Nora.mp3.cms");
        }
        bench.sign();
        QTRY_VERIFY(bench.state.has_value());
        QCOMPARE(*bench.state, TaskState::Done);
        const QList<ZipEntry> entries = bench.entries();
        QCOMPARE(entries[0].name, QStringLiteral("2026.11.22 Nora.mp3.cms"));
        QCOMPARE(entries[1].name, QStringLiteral("2026.11.22 Nora (2).mp3.cms"));
        QCOMPARE(entries[2].name, QStringLiteral("2026.11.22 Nora (3).mp3.cms"));
        QCOMPARE(entries[2].content, QByteArray("sealed 2"));
    }
    void whatDiffersIsLeftOutAndCounted()
    {
        Bench bench;
        bench.start(3);
        bench.sendCall(0, "as stored", {}, "changed!!");
        QTRY_COMPARE(bench.rpc.count(kGet), 2);
        QVERIFY(bench.rpc.fail(kGet, ErrorCode::NotFound));
        bench.sendCall(2, "good", {}, "good"); // its media is the second one
        bench.sign();
        QTRY_VERIFY(bench.state.has_value());
        QCOMPARE(*bench.state, TaskState::Failed);
        const QList<ZipEntry> entries = bench.entries();
        QCOMPARE(entries.size(), 6);
        QCOMPARE(entries[0].content, QByteArray("good"));
    }
    /// What a stream that failed had sent is written while the next one runs.
    void creditIsForTheStreamThatSent()
    {
        const QByteArray piece(256 * 1024, 'x');
        constexpr int kPieces = 60;
        Bench bench;
        bench.start(2);
        bench.beginCall(0, QByteArray(kPieces * piece.size(), 'x'));
        for (int i = 0; i < kPieces - 1; ++i) {
            QVERIFY(bench.send(piece) > 0);
        }
        QVERIFY(bench.rpc.fail(kMedia, ErrorCode::NotFound));
        // The next call, without waiting for what is still being written.
        auto *archive = bench.navigator.tasks().findChild<CallArchive *>();
        QVERIFY(archive != nullptr);
        QCoreApplication::sendPostedEvents(archive, QEvent::MetaCall);
        bench.beginCall(1, "good");
        const qint64 before = bench.rpc.last(kMedia)->consumed; // of what is not written to the disk
        const qint64 sent = bench.send("good");
        QVERIFY(sent > 0);
        QTRY_COMPARE(bench.rpc.last(kMedia)->consumed, before + sent);
        QVERIFY(bench.rpc.end(kMedia));
        bench.sign();
        QTRY_VERIFY(bench.state.has_value());
        QCOMPARE(bench.rpc.last(kMedia)->consumed, before + sent);
        QCOMPARE(bench.entries().at(0).content, QByteArray("good"));
    }
    /// Recorders took turns: each manifest is verified with the key that it was signed with.
    void theReadmeNamesTheKeyOfEachManifest()
    {
        const QList<common::SigningKey> keys{common::SigningKey::generate().value(),
                                             common::SigningKey::generate().value()};
        CallManifest told;
        for (const int key : {0, 1, 0}) {
            common::FileManifest manifest;
            manifest.kind = common::FileManifest::Kind::Archive;
            manifest.previous = common::manifestOrigin();
            manifest.files = {{QUuid::fromString(Bench::idOf(0)),
                               QStringLiteral("audio"),
                               5,
                               common::sha256("first"),
                               {},
                               QStringLiteral("call.mp3")}};
            const auto made = common::signManifest(manifest, keys[key]);
            QVERIFY(made);
            told.addSigned(*made, keys[key].publicKey());
        }
        const QTemporaryDir folder;
        for (const CallManifest::Part &part : told.signedParts()) {
            QFile file(folder.filePath(part.name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(part.content) == part.content.size());
        }
        QStringList lines = QString::fromUtf8(told.readme()).split(QStringLiteral("\r\n"));
        lines = lines.filter(QStringLiteral("openssl pkeyutl"));
        QCOMPARE(lines.size(), 3);
        QVERIFY(lines[0].contains(QLatin1String(" signing-key.pem ")));
        QVERIFY(lines[1].contains(QLatin1String(" signing-key-2.pem ")));
        QVERIFY(lines[2].contains(QLatin1String(" signing-key.pem ")));
        for (const QString &line : std::as_const(lines)) {
            QProcess openssl;
            openssl.setWorkingDirectory(folder.path());
            openssl.startCommand(line.trimmed());
            QVERIFY(openssl.waitForFinished(30000));
            QVERIFY2(openssl.exitCode() == 0, openssl.readAllStandardError().constData());
        }
    }
    /// What a file opens with is in the file; what the recorder has beside it does not come along.
    void theReadmeNamesTheKeysOfTheFilesNotThoseTheyWereMovedTo()
    {
        const auto told = [](const QByteArray &movedTo) {
            common::MediaFile file;
            file.size = 5;
            file.keyFingerprint = QByteArray(32, 'o');
            file.wrapFingerprint = movedTo;
            CallManifest manifest;
            manifest.add(QStringLiteral("call.mp3.cms"), {}, file);
            return manifest;
        };
        const QByteArray old = QByteArray(32, 'o').toHex();
        const QByteArray other = QByteArray(32, 'n').toHex();
        const QByteArray plain = told({}).readme();
        QVERIFY(plain.contains(old) && !plain.contains("moved to another key"));
        const CallManifest moved = told(QByteArray(32, 'n'));
        QVERIFY(moved.readme().contains(old) && !moved.readme().contains(other));
        QVERIFY(moved.readme().contains("moved to another key"));
        QVERIFY(moved.csv().contains(old) && !moved.csv().contains(other));
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
