// SPDX-License-Identifier: GPL-3.0-or-later
// A machine as a service: its own keys, what it was granted, and calls that it opens.
#include "common/audio/wav.h"
#include "common/core/clock.h"
#include "common/crypto/containerwriter.h"
#include "common/crypto/hostkey.h"
#include "common/crypto/qca.h"
#include "common/crypto/rewrap.h"
#include "common/proto/calls.pb.h"
#include "common/rpc/codecs/keycodec.h"
#include "common/rpc/codecs/servicetext.h"
#include "common/rpc/codecs/wirevalue.h"
#include "console/cli/ctlcommands.h"
#include "console/cli/offlineservice.h"
#include "console/cli/serviceidentity.h"
#include "tests/common/crypto/testkeys.h"
#include "tests/support/fakerpc.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace console;
using tests::openingKey;
namespace v1 = earshot::v1;

namespace
{

const QUuid kTenant = QUuid::fromString(QStringLiteral("0190aaaa-0000-7000-8000-000000000001"));
const QString kHeld = QStringLiteral("KeyServices/Held");
const QString kMedia = QStringLiteral("Calls/Media");
const QString kCall = QStringLiteral("018f0000-0000-7000-8000-0000000000ca");

qint64 nowMs()
{
    return common::toUnixMs(std::chrono::system_clock::now());
}

struct Tenant {
    common::KeyBundle keys;
    common::KeyRecord record;

    explicit Tenant(int number = 1)
        : keys(*common::KeyBundle::around(openingKey(2048, number)))
        , record(*common::makeKeyRecord(keys, kTenant, nowMs()))
    {
    }
    QByteArray seal(const QByteArray &content) const
    {
        return *common::sealContainer(content, {keys.opening.publicKey()});
    }
    void grantTo(v1::ServiceKeySet &set, const common::KeyRecord &machine, qint64 expiresMs) const
    {
        v1::HeldKey *held = set.add_held();
        *held->mutable_key()->mutable_record() = common::toWire(record);
        held->mutable_key()->set_active(true);
        *held->mutable_grant() =
            common::toWire(*common::makeGrant(keys, record, machine, nowMs(), expiresMs));
        held->set_access("authorised");
    }
};

struct Run {
    tests::FakeRpc rpc;
    QString out;
    QString err;
    QTextStream outStream{&out};
    QTextStream errStream{&err};
    CtlCommand command;
    int code = -1;

    Run(const QStringList &line, const QString &folder)
        : command(*ctlOptionsFrom(line + QStringList{QStringLiteral("--data"), folder}, {}), rpc, outStream,
                  errStream)
    {
        QObject::connect(&command, &CtlCommand::finished, &command,
                         [this](ExitCode ended) { code = static_cast<int>(ended); });
        command.run();
    }
    void send(const QByteArray &stored, const v1::MediaFile &file)
    {
        v1::MediaChunk chunk;
        auto *info = chunk.mutable_info();
        info->set_name("2026-02-17 301.mp3.cms");
        *info->mutable_file() = file;
        info->mutable_file()->set_size(stored.size());
        info->mutable_file()->set_sha256(common::sha256(stored).toStdString());
        rpc.send(kMedia, chunk);
        chunk.set_data(stored.toStdString());
        rpc.send(kMedia, chunk);
        rpc.end(kMedia);
    }
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList filesIn(const QString &folder)
{
    return QDir(folder).entryList(QDir::Files | QDir::Hidden);
}

struct Offline {
    QString out;
    QString err;
    ExitCode code = ExitCode::Internal;

    Offline(const char *command, const QString &folder, bool json = false)
    {
        QTextStream outStream(&out);
        QTextStream errStream(&err);
        CtlOptions options;
        options.command = QLatin1String(command);
        options.dataFolder = folder;
        options.json = json;
        code = OfflineService(options, outStream, errStream).run();
    }
};

} // namespace

class TestCtlService : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    Tenant m_tenant;
    QString data() const { return m_folder.filePath(QStringLiteral("data")); }
    QString target() const { return m_folder.filePath(QStringLiteral("call.mp3")); }
    QStringList open() const { return {QStringLiteral("calls"), QStringLiteral("open"), kCall, target()}; }
    v1::MediaFile sealedFile() const
    {
        v1::MediaFile file;
        file.set_kind("audio");
        file.set_format("mp3");
        file.set_key_fingerprint(m_tenant.record.fingerprint().toStdString());
        return file;
    }
    v1::ServiceKeySet granted(qint64 expiresMs = nowMs() + 86'400'000) const
    {
        v1::ServiceKeySet set;
        m_tenant.grantTo(set, loadService(data())->record, expiresMs);
        return set;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const Offline made("service create", data());
        QVERIFY2(made.code == ExitCode::Ok, qPrintable(made.err));
    }
    void cleanup() { QFile::remove(target()); }

    void theKeysStayAndAreShownTheSame()
    {
        const auto first = loadService(data());
        QVERIFY(first && common::isBundleOf(first->keys, first->record));
        QCOMPARE(loadService(data())->record, first->record);
        const Offline shown("service show", data());
        QCOMPARE(shown.code, ExitCode::Ok);
        QCOMPARE(common::serviceFromText(shown.out.toLatin1()).value(), first->record);
        QVERIFY(shown.out.contains(common::keyWords(first->record.identity())));
        const Offline json("service show", data(), true);
        QCOMPARE(
            QJsonDocument::fromJson(json.out.toUtf8()).object().value(QLatin1String("service")).toString(),
            first->record.owner.toString(QUuid::WithoutBraces));
        // Grants go to these keys: they are not thrown away by a second try.
        const Offline again("service create", data());
        QCOMPARE(again.code, ExitCode::Conflict);
        QCOMPARE(loadService(data())->record, first->record);
    }
    void theyAreSealedAndNobodyElseReadsThem()
    {
        const auto service = loadService(data());
        for (const QString &name : filesIn(data())) {
            const QFile file(QDir(data()).filePath(name));
            QVERIFY2(!(file.permissions() &
                       (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther)),
                     qPrintable(name));
        }
        const QByteArray kept = contentOf(data() + QStringLiteral("/service.json"));
        const auto plain = service->keys.encode();
        QVERIFY(!kept.contains(plain->view().toByteArray().toBase64().left(64)));
        // Taken away without the key that seals it, it is nothing.
        const QTemporaryDir other;
        QVERIFY(QFile::copy(data() + QStringLiteral("/service.json"),
                            other.filePath(QStringLiteral("service.json"))));
        QCOMPARE(loadService(other.path()).error().code, common::ErrorCode::NotFound);
        QVERIFY(common::HostKey::create(other.filePath(QStringLiteral("seal.key"))));
        QCOMPARE(loadService(other.path()).error().code, common::ErrorCode::Invalid);
    }
    void aCredentialOfTheSystemSealsThem()
    {
        const QTemporaryDir credentials;
        QVERIFY(common::HostKey::create(credentials.filePath(QStringLiteral("earshotctl.key"))));
        const QTemporaryDir fresh;
        qputenv("CREDENTIALS_DIRECTORY", credentials.path().toUtf8());
        const Offline made("service create", fresh.path());
        const bool loaded = loadService(fresh.path()).has_value();
        qunsetenv("CREDENTIALS_DIRECTORY");
        QVERIFY2(made.code == ExitCode::Ok, qPrintable(made.err));
        QVERIFY(loaded);
        QCOMPARE(filesIn(fresh.path()), QStringList{QStringLiteral("service.json")});
        QVERIFY(!loadService(fresh.path()));
    }
    void withoutKeysNothingIsAsked()
    {
        const QTemporaryDir none;
        const Run run(open(), none.path());
        QCOMPARE(run.code, 1);
        QVERIFY(run.err.contains(QLatin1String("service create")));
        QVERIFY(run.rpc.calls().empty());
    }
    void aCallIsOpened()
    {
        const QByteArray content = "ID3" + QByteArray(300'000, 'a');
        Run run(open(), data());
        QCOMPARE(run.rpc.request<v1::KeyServiceRef>(kHeld).key(),
                 loadService(data())->record.identity().toStdString());
        QCOMPARE(run.rpc.request<v1::KeyServiceRef>(kHeld).id(),
                 loadService(data())->record.owner.toString(QUuid::WithoutBraces).toStdString());
        QVERIFY(run.rpc.reply(kHeld, granted()));
        run.send(m_tenant.seal(content), sealedFile());
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QCOMPARE(contentOf(target()), content);
        QVERIFY(!(QFile(target()).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        QCOMPARE(filesIn(m_folder.path()), QStringList{QStringLiteral("call.mp3")}); // nothing beside it
    }
    void theNameLosesWhatSaysThatItIsSealed()
    {
        const QTemporaryDir folder;
        Run run({QStringLiteral("calls"), QStringLiteral("open"), kCall, folder.path()}, data());
        QVERIFY(run.rpc.reply(kHeld, granted()));
        run.send(m_tenant.seal("ID3"), sealedFile());
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QCOMPARE(filesIn(folder.path()), QStringList{QStringLiteral("2026-02-17 301.mp3")});
    }
    /// Since the tenant's key was rotated: by what stands beside the file.
    void aMovedCallIsOpened()
    {
        const Tenant before(2);
        const QByteArray stored = before.seal("ID3 moved");
        const auto header = common::parseContainerHeader(stored);
        const auto wrap = common::rewrap(**header, before.keys.opening, m_tenant.keys.opening.publicKey());
        v1::MediaFile file = sealedFile();
        file.set_key_fingerprint(before.record.fingerprint().toStdString());
        file.set_wrap_fingerprint(wrap->fingerprint.toStdString());
        file.set_wrapped(wrap->wrapped.toStdString());
        Run run(open(), data());
        QVERIFY(run.rpc.reply(kHeld, granted()));
        run.send(stored, file);
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QCOMPARE(contentOf(target()), QByteArray("ID3 moved"));
    }
    void whatIsNotSealedIsSavedAsItIs()
    {
        v1::MediaFile file;
        file.set_format("mp3");
        Run run(open(), data());
        QVERIFY(run.rpc.reply(kHeld, v1::ServiceKeySet()));
        run.send("ID3 plain", file);
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QCOMPARE(contentOf(target()), QByteArray("ID3 plain"));
    }
    void whatItDoesNotHoldStaysClosed_data()
    {
        QTest::addColumn<QString>("held");
        for (const char *held : {"nothing", "expired", "of another machine", "kept back"}) {
            QTest::newRow(held) << QString::fromLatin1(held);
        }
    }
    void whatItDoesNotHoldStaysClosed()
    {
        QFETCH(QString, held);
        v1::ServiceKeySet set;
        if (held == QLatin1String("expired")) {
            set = granted(nowMs() - 1);
        } else if (held == QLatin1String("of another machine")) {
            const Tenant other(3);
            m_tenant.grantTo(set,
                             *common::makeKeyRecord(other.keys, loadService(data())->record.owner, nowMs()),
                             nowMs() + 86'400'000);
        } else if (held == QLatin1String("kept back")) {
            set = granted();
            set.mutable_held(0)->mutable_grant()->clear_bundle();
        }
        Run run(open(), data());
        QVERIFY(run.rpc.reply(kHeld, set));
        run.send(m_tenant.seal("ID3"), sealedFile());
        QCOMPARE(run.code, 77);
        QVERIFY2(run.err.contains(QLatin1String("granted no key")), qPrintable(run.err));
        QCOMPARE(filesIn(m_folder.path()), QStringList());
    }
    void whatWasChangedIsNotSaved()
    {
        QByteArray stored = m_tenant.seal(QByteArray(200'000, 'a'));
        stored[stored.size() - 30] = static_cast<char>(stored[stored.size() - 30] ^ 1);
        Run run(open(), data());
        QVERIFY(run.rpc.reply(kHeld, granted()));
        run.send(stored, sealedFile()); // the recorder says that this is what it has
        QCOMPARE(run.code, 65);
        QCOMPARE(filesIn(m_folder.path()), QStringList());
    }
    void theRecordingOfAnotherCallIsNotSaved()
    {
        const common::AudioTags tags{
            {QLatin1String(common::kTagRecording), QUuid::createUuid().toString(QUuid::WithoutBraces)}};
        for (const QByteArray &content : {common::id3Tag(tags), common::wavHeader({8000, 2, 10}, tags)}) {
            Run run(open(), data());
            QVERIFY(run.rpc.reply(kHeld, granted()));
            run.send(m_tenant.seal(content + QByteArray(100'000, 'a')), sealedFile());
            QCOMPARE(run.code, 65);
            QVERIFY2(run.err.contains(QLatin1String("another call")), qPrintable(run.err));
            QCOMPARE(filesIn(m_folder.path()), QStringList());
        }
    }
    void whatWasGrantedIsListed()
    {
        Run run({QStringLiteral("service"), QStringLiteral("keys"), QStringLiteral("--json")}, data());
        v1::ServiceKeySet set = granted();
        Tenant(2).grantTo(set, loadService(data())->record, nowMs() - 1);
        QVERIFY(run.rpc.reply(kHeld, set));
        QCOMPARE(run.code, 0);
        const QJsonArray keys =
            QJsonDocument::fromJson(run.out.toUtf8()).object()[QLatin1String("keys")].toArray();
        QCOMPARE(keys.size(), 2);
        QCOMPARE(keys[0].toObject().value(QLatin1String("state")).toString(), QStringLiteral("opens"));
        QCOMPARE(keys[1].toObject().value(QLatin1String("state")).toString(), QStringLiteral("expired"));
    }
    void aMachineThatNobodyRegisteredIsTold()
    {
        Run run(open(), data());
        run.rpc.fail(kHeld, common::ErrorCode::NotFound);
        QCOMPARE(run.code, 77);
        QVERIFY(run.err.contains(QLatin1String("service show")));
    }
    void whatIsNoRegistrationIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        const QByteArray good = common::serviceText(m_tenant.record);
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no end") << good.left(good.size() - 20);
        QTest::newRow("no base64") << QByteArray(good).insert(60, '*');
        QTest::newRow("two") << good + good;
        QTest::newRow("long") << good + QByteArray(20'000, ' ');
        common::KeyRecord changed = m_tenant.record;
        changed.createdMs += 1;
        QTest::newRow("not signed") << common::serviceText(changed);
    }
    void whatIsNoRegistrationIsRefused()
    {
        QFETCH(QByteArray, text);
        const auto record = common::serviceFromText(text);
        QVERIFY(!record);
        QCOMPARE(record.error().fields.value(QStringLiteral("service")), QStringLiteral("format"));
    }
    void aRegistrationIsReadOutOfAMail()
    {
        QByteArray text = "Hello,\r\n> please:\n" + common::serviceText(m_tenant.record) + "\nBye";
        text.replace("\n", "\r\n");
        QCOMPARE(common::serviceFromText(text).value(), m_tenant.record);
    }
};

EARSHOT_TEST(tst_ctlservice, TestCtlService)
#include "tst_ctlservice.moc"
