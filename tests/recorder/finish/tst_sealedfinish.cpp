// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of a tenant that encrypts: what lies on the disk, at each moment, and what its holder gets out.
#include "common/audio/id3tag.h"
#include "common/crypto/containerreader.h"
#include "common/crypto/sha256.h"
#include "common/model/recordingjson.h"
#include "recorder/finish/finishcall.h"
#include "tests/common/crypto/testkeys.h"
#include "tests/recorder/finish/callbuilder.h"
#include "tests/support/testmain.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace tests;
using common::FileFormat;
using recorder::finishCall;

namespace
{

constexpr qint64 kLimit = 64 * 1024 * 1024;

CallBuilder theCall()
{
    CallBuilder builder;
    builder.add(CallBuilder::line(0, 0));
    builder.add(CallBuilder::line(1, 1));
    Sender left{0, 0x11};
    Sender right{1, 0x22};
    sendMulaw(builder, left, tone(440, 3), 0);
    sendMulaw(builder, right, tone(1000, 3), 0);
    builder.message("INVITE sip:marker-of-the-evidence@example.com SIP/2.0\r\n\r\n", 0);
    builder.end(3000 * kMs);
    return builder;
}

QByteArray contents(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Relative path -> content.
QMap<QString, QByteArray> filesIn(const QString &root)
{
    QMap<QString, QByteArray> files;
    QDirIterator all(root, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        const QString name = all.next();
        files.insert(name.mid(root.size() + 1), contents(name));
    }
    return files;
}

QByteArray opened(const QByteArray &container, const common::OpeningKey &key = openingKey())
{
    return common::openContainer(container, common::fileKeyBy(key), kLimit).value_or(QByteArray());
}

/// Pieces of a file that stand for it: found anywhere else, it is there in the clear. What is the same byte
/// over and over (silence, padding) says nothing.
QList<QByteArray> marksOf(const QByteArray &plain)
{
    constexpr qsizetype kMark = 12;
    QList<QByteArray> marks;
    for (qsizetype at = 0; at + kMark <= plain.size(); at += 509) {
        const QByteArray mark = plain.mid(at, kMark);
        if (mark.count(mark.at(0)) < kMark / 2) {
            marks.append(mark);
        }
    }
    return marks;
}

/// The name of a file below the folder that holds a piece of these in the clear; empty: none does.
QString whoTells(const QString &root, const QList<QByteArray> &plain)
{
    const auto files = filesIn(root);
    for (const QByteArray &text : plain) {
        for (const QByteArray &mark : marksOf(text)) {
            for (auto file = files.begin(); file != files.end(); ++file) {
                if (file->contains(mark)) {
                    return file.key();
                }
            }
        }
    }
    return {};
}

bool finishInChild(const QString &root, const QString &failpoint, bool sealed)
{
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("EARSHOT_CHILD_ROOT"), root);
    environment.insert(QStringLiteral("EARSHOT_FAILPOINT"), failpoint);
    if (sealed) {
        environment.insert(QStringLiteral("EARSHOT_CHILD_KEY"),
                           QString::fromLatin1(openingKey().publicKey().spki().toHex()));
    }
    child.setProcessEnvironment(environment);
    child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("finishchild")});
    return child.waitForFinished(60000) && child.exitStatus() == QProcess::NormalExit &&
           child.exitCode() == 0;
}

} // namespace

class TestSealedFinish : public QObject
{
    Q_OBJECT
    QMap<QString, QByteArray> m_reference; ///< of the child's call, in the clear

    static recorder::FinishOptions optionsFor(const QTemporaryDir &root, FileFormat::Container container)
    {
        recorder::FinishOptions options;
        options.recordingsRoot = root.path();
        options.format.container = container;
        return options;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTemporaryDir root;
        QVERIFY(finishInChild(root.path(), QString(), false));
        m_reference = filesIn(root.path());
        QCOMPARE(m_reference.size(), 3);
    }
    void theHolderGetsTheSameFiles_data()
    {
        QTest::addColumn<int>("container");
        QTest::newRow("mp3") << static_cast<int>(FileFormat::Container::Mp3);
        QTest::newRow("wav") << static_cast<int>(FileFormat::Container::Wav);
    }
    void theHolderGetsTheSameFiles()
    {
        QFETCH(int, container);
        QTemporaryDir plainRoot;
        QTemporaryDir root;
        auto source = theCall().source();
        auto options = optionsFor(plainRoot, static_cast<FileFormat::Container>(container));
        const auto plain = finishCall(source, options);
        QVERIFY2(plain, plain ? "" : qPrintable(plain.error().message));
        options.recordingsRoot = root.path();
        options.sealTo = openingKey().publicKey();
        const auto sealed = finishCall(source, options);
        QVERIFY2(sealed, sealed ? "" : qPrintable(sealed.error().message));
        QCOMPARE(sealed->files.size(), 3);
        QList<QByteArray> texts;
        for (int i = 0; i < 3; ++i) {
            const common::MediaFile &file = sealed->files.at(i);
            const common::MediaFile &open = plain->files.at(i);
            QVERIFY(file.isSealed() && !open.isSealed());
            QCOMPARE(file.keyFingerprint, openingKey().publicKey().fingerprint());
            QCOMPARE(file.path, open.path + QStringLiteral(".cms"));
            QCOMPARE(file.format, open.format);
            const QByteArray bytes = contents(root.filePath(file.path));
            QCOMPARE(bytes.size(), file.size);
            QCOMPARE(common::sha256(bytes), file.sha256);
            texts.append(contents(plainRoot.filePath(open.path)));
            QVERIFY(!texts.last().isEmpty());
            QVERIFY2(opened(bytes) == texts.last(), qPrintable(file.path));
            QVERIFY(opened(bytes, openingKey(2048, 1)).isEmpty());
        }
        QCOMPARE(filesIn(root.path()).size(), 3);
        QCOMPARE(whoTells(root.path(), texts), QString());
        QVERIFY2(!whoTells(plainRoot.path(), texts).isEmpty(), "what is searched for can be found");
        QCOMPARE(common::finishedCallFromJson(common::toJson(*sealed)).value(), *sealed);
        QCOMPARE(common::finishedCallFromJson(common::toJson(*plain)).value(), *plain);
    }
    void withoutAKeyNothingIsWritten()
    {
        QTemporaryDir root;
        auto source = theCall().source();
        auto options = optionsFor(root, FileFormat::Container::Mp3);
        options.mustSeal = true;
        const auto call = finishCall(source, options);
        QVERIFY(!call && call.error().code == common::ErrorCode::Unavailable);
        QCOMPARE(call.error().fields.value(QStringLiteral("seal")), QStringLiteral("no-key"));
        QVERIFY(filesIn(root.path()).isEmpty());
        // What is not kept needs none.
        options.judge = [](const common::FinishedCall &) -> common::Result<recorder::KeepVerdict> {
            return recorder::KeepVerdict{QStringLiteral("rule"), false};
        };
        QCOMPARE(finishCall(source, options).value().state, common::CallState::Excluded);
        QVERIFY(filesIn(root.path()).isEmpty());
    }
    void eachFileHasAKeyOfItsOwn()
    {
        QTemporaryDir root;
        auto source = theCall().source();
        auto options = optionsFor(root, FileFormat::Container::Mp3);
        options.sealTo = openingKey().publicKey();
        QList<QByteArray> seen;
        for (int round = 0; round < 2; ++round) {
            const auto call = finishCall(source, options);
            QVERIFY(call);
            for (const common::MediaFile &file : call->files) {
                const auto header = common::parseContainerHeader(contents(root.filePath(file.path)));
                QVERIFY(header && *header);
                QCOMPARE((*header)->recipients.size(), 1);
                const QByteArray nonce(reinterpret_cast<const char *>((*header)->nonce.data()),
                                       static_cast<qsizetype>((*header)->nonce.size()));
                QVERIFY(!seen.contains(nonce) && !seen.contains((*header)->recipients.first().wrapped));
                seen += {nonce, (*header)->recipients.first().wrapped};
            }
        }
        QCOMPARE(seen.size(), 12);
    }
    void recordingAndTenantAreInside()
    {
        QTemporaryDir root;
        auto source = theCall().source();
        auto options = optionsFor(root, FileFormat::Container::Mp3);
        options.sealTo = openingKey().publicKey();
        const auto call = finishCall(source, options);
        QVERIFY(call);
        const auto tags = common::readId3Tag(opened(contents(root.filePath(call->files.at(0).path))));
        QVERIFY(tags.contains({QLatin1String(common::kTagRecording), call->id.toString()}));
        QVERIFY(tags.contains({QLatin1String(common::kTagTenant), call->tenant}));
    }
    void nothingStaysOfAnEarlierTryInTheClear()
    {
        QTemporaryDir root;
        auto source = theCall().source();
        auto wav = optionsFor(root, FileFormat::Container::Wav);
        const auto plain = finishCall(source, wav);
        QVERIFY(plain);
        QList<QByteArray> texts;
        for (const common::MediaFile &file : plain->files) {
            texts.append(contents(root.filePath(file.path)));
            QVERIFY(QFile::copy(root.filePath(file.path), root.filePath(file.path) + QStringLiteral(".tmp")));
        }
        auto options = optionsFor(root, FileFormat::Container::Mp3);
        options.sealTo = openingKey().publicKey();
        const auto sealed = finishCall(source, options);
        QVERIFY(sealed);
        QCOMPARE(whoTells(root.path(), texts), QString());
        QCOMPARE(filesIn(root.path()).size(), 3);
        // And the other way round: what is registered is what is there.
        QVERIFY(finishCall(source, wav));
        QCOMPARE(filesIn(root.path()).size(), 3);
        for (const common::MediaFile &file : plain->files) {
            QVERIFY(QFile::exists(root.filePath(file.path)));
        }
    }
    /// Killed before the ledger knew of its files; then the rule was changed.
    void nothingStaysOfACallThatIsNotKeptAfterAll_data()
    {
        QTest::addColumn<bool>("sealed");
        QTest::newRow("plain") << false;
        QTest::newRow("sealed") << true;
    }
    void nothingStaysOfACallThatIsNotKeptAfterAll()
    {
        QFETCH(bool, sealed);
        QTemporaryDir root;
        auto source = theCall().source();
        auto options = optionsFor(root, FileFormat::Container::Mp3);
        if (sealed) {
            options.sealTo = openingKey().publicKey();
        }
        const auto first = finishCall(source, options);
        QVERIFY(first);
        const QString audio = root.filePath(first->files.at(0).path);
        QVERIFY(QFile::copy(audio, audio + QStringLiteral(".tmp")));
        const QString neighbour =
            audio.section(QLatin1Char('/'), 0, -2) + QStringLiteral("/of-another-call.mp3");
        QVERIFY(QFile::copy(audio, neighbour));
        options.judge = [](const common::FinishedCall &) -> common::Result<recorder::KeepVerdict> {
            return recorder::KeepVerdict{QStringLiteral("rule"), false};
        };
        QCOMPARE(finishCall(source, options).value().state, common::CallState::Excluded);
        QCOMPARE(filesIn(root.path()).keys(), QStringList{neighbour.mid(root.path().size() + 1)});
    }
    void killedAnywhereNothingIsInTheClear_data()
    {
        QTest::addColumn<QString>("failpoint");
        for (const char *point :
             {"finish.begin:kill", "finish.encode:kill", "finish.before-fsync:kill@1",
              "finish.before-fsync:kill@2", "finish.before-fsync:kill@3", "finish.before-rename:kill@1",
              "finish.before-rename:kill@2", "finish.before-rename:kill@3", "finish.after-rename:kill@1",
              "finish.after-rename:kill@2", "finish.after-rename:kill@3", "finish.after-dir-fsync:kill",
              "finish.before-fsync:eio@1", "finish.before-fsync:enospc@2", "finish.before-rename:eio@1"}) {
            QTest::newRow(point) << QString::fromLatin1(point);
        }
    }
    void killedAnywhereNothingIsInTheClear()
    {
        QFETCH(QString, failpoint);
        QTemporaryDir root;
        const bool done = finishInChild(root.path(), failpoint, true);
        QCOMPARE(done, failpoint == QLatin1String("finish.before-fsync:eio@1")); // written again elsewhere
        QCOMPARE(whoTells(root.path(), m_reference.values()), QString());
        for (const QString &name : filesIn(root.path()).keys()) {
            QVERIFY2(name.contains(QLatin1String(".cms")), qPrintable(name));
        }
        QVERIFY(finishInChild(root.path(), QString(), true));
        QCOMPARE(whoTells(root.path(), m_reference.values()), QString());
        const auto files = filesIn(root.path());
        QCOMPARE(files.size(), 3);
        for (auto file = m_reference.begin(); file != m_reference.end(); ++file) {
            QVERIFY2(opened(files.value(file.key() + QStringLiteral(".cms"))) == file.value(),
                     qPrintable(file.key()));
        }
    }
    void opensslOpensThem()
    {
        QTemporaryDir root;
        auto source = theCall().source();
        auto options = optionsFor(root, FileFormat::Container::Mp3);
        options.sealTo = openingKey().publicKey();
        const auto call = finishCall(source, options);
        QVERIFY(call);
        const QString pem = root.filePath(QStringLiteral("key.pem"));
        QFile file(pem);
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto der = openingKey().toPkcs8();
        QVERIFY(der);
        file.write("-----BEGIN PRIVATE KEY-----\n");
        const QByteArray base64 = der->view().toByteArray().toBase64();
        for (qsizetype at = 0; at < base64.size(); at += 64) {
            file.write(base64.mid(at, 64) + '\n');
        }
        file.write("-----END PRIVATE KEY-----\n");
        file.close();
        for (const common::MediaFile &one : call->files) {
            const QString sealed = root.filePath(one.path);
            const QString out = root.filePath(QStringLiteral("out"));
            QProcess openssl;
            openssl.start(QStringLiteral("openssl"),
                          {QStringLiteral("cms"), QStringLiteral("-decrypt"), QStringLiteral("-binary"),
                           QStringLiteral("-inform"), QStringLiteral("DER"), QStringLiteral("-in"), sealed,
                           QStringLiteral("-inkey"), pem, QStringLiteral("-out"), out});
            QVERIFY(openssl.waitForFinished(60000));
            QVERIFY2(openssl.exitCode() == 0, openssl.readAllStandardError().constData());
            QVERIFY2(contents(out) == opened(contents(sealed)), qPrintable(one.path));
        }
    }
};

EARSHOT_TEST(tst_sealedfinish, TestSealedFinish)
#include "tst_sealedfinish.moc"
