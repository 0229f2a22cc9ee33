// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/filemanifest.h"
#include "common/crypto/manifestbook.h"
#include "common/crypto/sha256.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace common;

namespace
{

const QUuid kServer = QUuid::fromString(QStringLiteral("01890a5d-ac96-774b-bcce-b302099a8050"));
const QUuid kTenant = QUuid::fromString(QStringLiteral("01890a5d-ac96-774b-bcce-b302099a8051"));

QUuid recording(int number)
{
    return QUuid::fromString(
        QStringLiteral("01890a5d-0000-7000-8000-%1").arg(number, 12, 10, QLatin1Char('0')));
}

ManifestFile fileOf(int number, const QByteArray &content, const QList<QByteArray> &keys = {})
{
    const QString ending = keys.isEmpty() ? QStringLiteral(".mp3") : QStringLiteral(".mp3.cms");
    return {recording(number),
            QStringLiteral("audio"),
            content.size(),
            sha256(content),
            keys,
            recording(number).toString(QUuid::WithoutBraces) + ending};
}

FileManifest dayOf(qint64 number, const QList<ManifestFile> &files,
                   const QByteArray &previous = manifestOrigin())
{
    FileManifest manifest;
    manifest.server = kServer;
    manifest.tenant = kTenant;
    manifest.number = number;
    manifest.day = QDate(2026, 11, 20).addDays(number);
    manifest.previous = previous;
    manifest.timeMs = 1'790'000'000'000 + number;
    manifest.files = files;
    return manifest;
}

QString reasonIn(const Error &error)
{
    return error.fields.value(QStringLiteral("manifest"));
}

} // namespace

class TestFileManifest : public QObject
{
    Q_OBJECT
    SigningKey m_key = SigningKey::generate().value();

    SignedManifest sign(const FileManifest &manifest) const { return signManifest(manifest, m_key).value(); }
    QByteArrayList keys() const { return {m_key.publicKey()}; }

private Q_SLOTS:
    void comesBackAsItWasWritten()
    {
        FileManifest manifest =
            dayOf(7, {fileOf(1, "one"), fileOf(2, "two", {QByteArray(32, 'a'), QByteArray(32, 'b')})},
                  QByteArray(32, 'p'));
        manifest.files[0].name = QStringLiteral("Grüße von 101, zum Anhören.mp3");
        const SignedManifest made = sign(manifest);
        const auto opened = openManifest(made, m_key.publicKey());
        QVERIFY(opened);
        manifest.keyId = signingKeyId(m_key.publicKey());
        QCOMPARE(*opened, manifest);
        const QByteArray head = "earshot-file-manifest 1\nkind day\nserver "
                                "01890a5d-ac96-774b-bcce-b302099a8050\n";
        QVERIFY2(made.text.startsWith(head), made.text.constData());
        QVERIFY(made.text.contains("\nnumber 7\nday 2026-11-27\nprevious 7070"));
        QVERIFY(made.text.contains("\nfiles 2\nfile 01890a5d-0000-7000-8000-000000000001 audio 3 "));
    }
    void anArchiveHasNeitherNumberNorDay()
    {
        FileManifest manifest = dayOf(1, {fileOf(1, "one")});
        manifest.kind = FileManifest::Kind::Archive;
        QVERIFY(!signManifest(manifest, m_key));
        manifest.number = 0;
        manifest.day = {};
        const SignedManifest made = sign(manifest);
        QVERIFY(made.text.contains("kind archive\n") && made.text.contains("number 0\nday -\n"));
        QVERIFY(openManifest(made, m_key.publicKey()));
    }
    void namesThatCouldBeginALineAreRefused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("line feed") << QStringLiteral("a\nfile b");
        QTest::newRow("carriage return") << QStringLiteral("a\rb");
        QTest::newRow("nothing") << QString();
        QTest::newRow("nul") << QStringLiteral("a") + QChar(u'\0');
        QTest::newRow("half a character") << QStringLiteral("a") + QChar(0xd800);
        QTest::newRow("too long") << QString(1001, QLatin1Char('x'));
    }
    void namesThatCouldBeginALineAreRefused()
    {
        QFETCH(QString, name);
        FileManifest manifest = dayOf(1, {fileOf(1, "one")});
        manifest.files[0].name = name;
        const auto made = signManifest(manifest, m_key);
        QVERIFY(!made);
        QCOMPARE(reasonIn(made.error()), QStringLiteral("format"));
    }
    void onlyOneTextIsReadForAContent_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("capital hex") << QByteArray("previous 6a") << QByteArray("previous 6A");
        QTest::newRow("blank more") << QByteArray("number 3") << QByteArray("number  3");
        QTest::newRow("zero in front") << QByteArray("number 3") << QByteArray("number 03");
        QTest::newRow("carriage return") << QByteArray("kind day\n") << QByteArray("kind day\r\n");
        QTest::newRow("another kind") << QByteArray("kind day") << QByteArray("kind daz");
        QTest::newRow("no such day") << QByteArray("2026-11-23") << QByteArray("2026-11-31");
        QTest::newRow("another count") << QByteArray("files 1") << QByteArray("files 2");
        QTest::newRow("size with a sign") << QByteArray("audio 3 ") << QByteArray("audio +3 ");
        QTest::newRow("a later version") << QByteArray("manifest 1\n") << QByteArray("manifest 2\n");
        QTest::newRow("no line's end") << QByteArray(".mp3\n") << QByteArray(".mp3");
        QTest::newRow("a line more") << QByteArray(".mp3\n") << QByteArray(".mp3\n\n");
    }
    void onlyOneTextIsReadForAContent()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QByteArray text = sign(dayOf(3, {fileOf(1, "one")}, QByteArray(32, 'j'))).text;
        QVERIFY(parseManifest(text));
        QCOMPARE(text.count(from), 1);
        text.replace(from, to);
        QVERIFY(!parseManifest(text));
    }
    void everyTamperedBitBreaksTheSignature()
    {
        const SignedManifest made = sign(dayOf(1, {fileOf(1, "one")}));
        for (qsizetype at = 0; at < made.text.size(); ++at) {
            SignedManifest other = made;
            other.text[at] = static_cast<char>(other.text[at] ^ (1 << (at % 8)));
            const auto opened = openManifest(other, m_key.publicKey());
            QVERIFY(!opened);
            QCOMPARE(reasonIn(opened.error()), QStringLiteral("signature"));
        }
        for (qsizetype at = 0; at < made.signature.size(); ++at) {
            SignedManifest other = made;
            other.signature[at] = static_cast<char>(other.signature[at] ^ 4);
            QVERIFY(!openManifest(other, m_key.publicKey()));
        }
        QVERIFY(!openManifest(made, SigningKey::generate()->publicKey()));
    }
    void aManifestNamesTheKeyThatSignedIt()
    {
        // Signed by us, in somebody else's name.
        FileManifest manifest = dayOf(1, {fileOf(1, "one")});
        manifest.keyId = QString(32, QLatin1Char('0'));
        SignedManifest made;
        made.text = manifestText(manifest).value();
        made.signature = m_key.sign(made.text).value();
        const auto opened = openManifest(made, m_key.publicKey());
        QVERIFY(!opened);
        QCOMPARE(reasonIn(opened.error()), QStringLiteral("key"));
    }
    /// The line that the documentation gives.
    void opensslVerifiesIt()
    {
        const QTemporaryDir folder;
        const SignedManifest made = sign(dayOf(1, {fileOf(1, "one")}));
        const auto write = [&folder](const char *name, const QByteArray &bytes) {
            QFile file(folder.filePath(QLatin1String(name)));
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        };
        QVERIFY(write("manifest.txt", made.text) && write("manifest.sig", made.signature) &&
                write("signing-key.pem", publicKeyPem(m_key.publicKey())));
        QProcess openssl;
        openssl.setWorkingDirectory(folder.path());
        const auto verify = [&openssl] {
            openssl.startCommand(
                QStringLiteral("openssl pkeyutl -verify -rawin -pubin -inkey signing-key.pem "
                               "-in manifest.txt -sigfile manifest.sig"));
            return openssl.waitForFinished(30000) ? openssl.exitCode() : -1;
        };
        QCOMPARE(verify(), 0);
        QVERIFY(write("manifest.txt", made.text + '\n'));
        QCOMPARE(verify(), 1);
    }
    void keysComeBackFromPem()
    {
        const QByteArray pem = publicKeyPem(m_key.publicKey());
        QCOMPARE(publicKeyOfPem(pem).value(), m_key.publicKey());
        QByteArray windows = "a word before\r\n" + pem;
        windows.replace("\n", "\r\n");
        QCOMPARE(publicKeyOfPem(windows).value(), m_key.publicKey());
        for (const QByteArray &wrong :
             {QByteArray(), QByteArray("-----BEGIN PUBLIC KEY-----"), pem.left(60), pem.mid(30),
              QByteArray(pem).replace("MCow", "MCox"), QByteArray(pem).replace("PUBLIC", "PRIVATE")}) {
            QVERIFY(!publicKeyOfPem(wrong));
        }
    }
    void filesAreJudgedByTheirContent()
    {
        ManifestBook book;
        const ManifestFile plain = fileOf(1, "one");
        const ManifestFile sealed = fileOf(2, "sealed", {QByteArray(32, 'k')});
        QVERIFY(book.add(sign(dayOf(1, {plain, sealed})), keys()));
        const JudgedFile same = book.judge(QStringLiteral("renamed.mp3"), 3, sha256("one"));
        QCOMPARE(same.verdict, FileVerdict::Verified);
        QCOMPARE(same.entry, plain);
        QCOMPARE(same.number, 1);
        QCOMPARE(same.day, QDate(2026, 11, 21));
        QCOMPARE(book.judge(sealed.name, 6, sha256("sealed")).verdict, FileVerdict::Verified);
        const JudgedFile unknown = book.judge(QStringLiteral("other.mp3"), 5, sha256("other"));
        QCOMPARE(unknown.verdict, FileVerdict::Unknown);
        QCOMPARE(unknown.reason, QStringLiteral("not-listed"));
        // What was in a sealed file has other bytes and is no forgery.
        const JudgedFile opened = book.judge(QString(sealed.name).chopped(4), 4, sha256("open"));
        QCOMPARE(opened.verdict, FileVerdict::Unknown);
        QCOMPARE(opened.reason, QStringLiteral("opened"));
        const JudgedFile elsewhere =
            book.judge(QStringLiteral("call_") + QString(sealed.name).chopped(4), 4, sha256("open"));
        QCOMPARE(elsewhere.reason, QStringLiteral("opened"));
    }
    void tamperedFilesAreChanged()
    {
        ManifestBook book;
        const ManifestFile file = fileOf(1, "one");
        QVERIFY(book.add(sign(dayOf(1, {file})), keys()));
        for (const QString &name : {file.name, QStringLiteral("call_") + file.name}) {
            const JudgedFile changed = book.judge(name, 3, sha256("onE"));
            QCOMPARE(changed.verdict, FileVerdict::Changed);
            QCOMPARE(changed.reason, QStringLiteral("content"));
            QCOMPARE(changed.entry, file);
        }
    }
    void tamperedManifestsAreNotTakenIn()
    {
        ManifestBook book;
        SignedManifest made = sign(dayOf(1, {fileOf(1, "one")}));
        made.text.replace(sha256("one").toHex(), sha256("two").toHex());
        const Status added = book.add(made, keys());
        QVERIFY(!added);
        QCOMPARE(reasonIn(added.error()), QStringLiteral("signature"));
        QCOMPARE(book.count(), 0);
        QCOMPARE(book.judge(QStringLiteral("x"), 3, sha256("two")).verdict, FileVerdict::Unknown);
        QVERIFY(!book.add(sign(dayOf(1, {})), {}));
    }
    void whatIsSignedTwiceWithTamperedContentContradicts()
    {
        ManifestBook book;
        const SignedManifest first = sign(dayOf(1, {fileOf(1, "one")}));
        QVERIFY(book.add(first, keys()));
        QVERIFY(book.add(sign(dayOf(2, {fileOf(1, "two")}, manifestHash(first))), keys()));
        for (const QByteArray &content : {QByteArray("one"), QByteArray("two")}) {
            const JudgedFile judged = book.judge(QStringLiteral("x"), 3, sha256(content));
            QCOMPARE(judged.verdict, FileVerdict::Changed);
            QCOMPARE(judged.reason, QStringLiteral("contradiction"));
        }
    }
    void theChainShowsWhatWasTamperedWith()
    {
        const SignedManifest first = sign(dayOf(1, {fileOf(1, "one")}));
        const SignedManifest second = sign(dayOf(2, {fileOf(2, "two")}, manifestHash(first)));
        const SignedManifest third = sign(dayOf(3, {fileOf(3, "three")}, manifestHash(second)));
        const auto gapsOf = [this](const QList<SignedManifest> &manifests) {
            ManifestBook book;
            for (const SignedManifest &manifest : manifests) {
                if (!book.add(manifest, keys())) {
                    return QList<ManifestGap>{{QStringLiteral("refused"), {}, 0}};
                }
            }
            return book.gaps();
        };
        QCOMPARE(gapsOf({third, first, second, first}), QList<ManifestGap>());
        QCOMPARE(gapsOf({second, third}), QList<ManifestGap>()); // a part of it
        QCOMPARE(gapsOf({first, third}), (QList<ManifestGap>{{QStringLiteral("missing"), kTenant, 3}}));
        const SignedManifest other = sign(dayOf(2, {}, manifestHash(first)));
        QCOMPARE(gapsOf({first, other, third}), (QList<ManifestGap>{{QStringLiteral("broken"), kTenant, 3}}));
        QCOMPARE(gapsOf({first, second, other, third}),
                 (QList<ManifestGap>{{QStringLiteral("forked"), kTenant, 2}}));
        QCOMPARE(gapsOf({sign(dayOf(1, {}, QByteArray(32, 'x')))}),
                 (QList<ManifestGap>{{QStringLiteral("broken"), kTenant, 1}}));
    }
    void whatIsMissingFromAnArchiveIsTold()
    {
        FileManifest archive = dayOf(1, {fileOf(1, "one"), fileOf(2, "two")});
        archive.kind = FileManifest::Kind::Archive;
        archive.number = 0;
        archive.day = {};
        ManifestBook book;
        QVERIFY(book.add(sign(archive), keys()));
        QVERIFY(book.add(sign(dayOf(1, {fileOf(3, "three")})), keys())); // nobody has to have all of a day
        const QList<ManifestFile> missing = book.missing({sha256("two")});
        QCOMPARE(missing.size(), 1);
        QCOMPARE(missing.first(), archive.files.first());
        QVERIFY(book.gaps().isEmpty());
    }
};

EARSHOT_TEST(tst_filemanifest, TestFileManifest)
#include "tst_filemanifest.moc"
