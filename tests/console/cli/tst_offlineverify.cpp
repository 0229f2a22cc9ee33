// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/filemanifest.h"
#include "common/crypto/sha256.h"
#include "tests/console/cli/storedzip.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using tests::archiveOf;

namespace
{

struct Ended {
    int code = -1;
    QByteArray out;
    QByteArray err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    QJsonObject file(int i) const { return json().value(QStringLiteral("files")).toArray().at(i).toObject(); }
    QString verdict(int i) const { return file(i).value(QStringLiteral("verdict")).toString(); }
    QString reason(int i) const { return file(i).value(QStringLiteral("reason")).toString(); }
};

QString nameOf(int number)
{
    return QStringLiteral("01890a5d-0000-7000-8000-00000000000%1.mp3").arg(number);
}

/// A folder with recordings, what was signed of them, and the program itself.
struct Bench {
    QTemporaryDir folder;
    common::SigningKey key = common::SigningKey::generate().value();
    common::SignedManifest manifest;

    QString path(const QString &name) const { return folder.filePath(name); }
    bool write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(bytes) == bytes.size();
    }
    static common::ManifestFile entry(int number, const QByteArray &content)
    {
        return {QUuid::fromString(nameOf(number).left(36)),
                QStringLiteral("audio"),
                content.size(),
                common::sha256(content),
                {},
                nameOf(number)};
    }
    common::SignedManifest sign(common::FileManifest::Kind kind, const QList<common::ManifestFile> &files,
                                qint64 number = 1,
                                const QByteArray &previous = common::manifestOrigin()) const
    {
        const bool day = kind == common::FileManifest::Kind::Day;
        common::FileManifest made;
        made.kind = kind;
        made.server = QUuid::fromString(nameOf(8).left(36));
        made.tenant = QUuid::fromString(nameOf(9).left(36));
        made.number = day ? number : 0;
        made.day = day ? QDate(2026, 11, 22) : QDate();
        made.previous = previous;
        made.timeMs = 1'790'000'000'000;
        made.files = files;
        return common::signManifest(made, key).value();
    }
    bool writeManifest(const QString &base, const common::SignedManifest &made) const
    {
        return write(base + QStringLiteral(".txt"), made.text) &&
               write(base + QStringLiteral(".sig"), made.signature);
    }
    /// Two files, their archive's manifest, the key.
    bool fill()
    {
        manifest = sign(common::FileManifest::Kind::Archive, {entry(1, "one"), entry(2, "two")});
        return write(nameOf(1), "one") && write(nameOf(2), "two") &&
               writeManifest(QStringLiteral("manifest"), manifest) &&
               write(QStringLiteral("README.txt"), "x") && write(QStringLiteral("manifest.csv"), "x") &&
               write(QStringLiteral("signing-key.pem"), common::publicKeyPem(key.publicKey()));
    }
    Ended verify(const QStringList &arguments) const
    {
        QProcess process;
        process.setWorkingDirectory(folder.path());
        process.start(qEnvironmentVariable("EARSHOT_BIN") + QStringLiteral("/earshotctl"),
                      QStringList{QStringLiteral("verify")} + arguments);
        if (!process.waitForFinished(30000)) {
            return {};
        }
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    Ended verifyJson(const QStringList &arguments) const
    {
        return verify(arguments + QStringList{QStringLiteral("--json")});
    }
    QList<std::pair<QByteArray, QByteArray>> archived() const
    {
        return {{nameOf(1).toLatin1(), "one"},
                {nameOf(2).toLatin1(), "two"},
                {"manifest.txt", manifest.text},
                {"manifest.sig", manifest.signature},
                {"signing-key.pem", common::publicKeyPem(key.publicKey())},
                {"README.txt", "x"}};
    }
};

} // namespace

/// The program itself, without a recorder.
class TestOfflineVerify : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFolderIsVerified()
    {
        Bench bench;
        QVERIFY(bench.fill());
        const Ended ended = bench.verifyJson({bench.folder.path()});
        QVERIFY2(ended.code == 0, ended.err.constData());
        QCOMPARE(ended.json().value(QStringLiteral("verified")).toInt(), 2);
        QCOMPARE(ended.verdict(0), QStringLiteral("verified"));
        QCOMPARE(ended.file(0).value(QStringLiteral("recording")).toString(), nameOf(1).left(36));
        QCOMPARE(ended.file(0).value(QStringLiteral("sha256")).toString().toLatin1(),
                 common::sha256("one").toHex());
        QVERIFY(!ended.json().value(QStringLiteral("key_given")).toBool());
        QVERIFY(ended.err.contains("came with the files"));
        // With the recorder's key from elsewhere nobody has to believe that.
        const Ended sure = bench.verify(
            {bench.folder.path(), QStringLiteral("--key"), bench.path(QStringLiteral("signing-key.pem"))});
        QCOMPARE(sure.code, 0);
        QVERIFY2(sure.err.isEmpty(), sure.err.constData());
        QVERIFY(sure.out.contains("2 verified, 0 changed, 0 unknown, 0 missing"));
    }
    void aTamperedFileIsChanged_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("one bit") << QByteArray("onE");
        QTest::newRow("cut") << QByteArray("on");
        QTest::newRow("extended") << QByteArray("one ");
        QTest::newRow("emptied") << QByteArray();
        QTest::newRow("another one's content, and not its name") << QByteArray("three");
    }
    void aTamperedFileIsChanged()
    {
        QFETCH(QByteArray, content);
        Bench bench;
        QVERIFY(bench.fill() && bench.write(nameOf(1), content));
        const Ended ended = bench.verifyJson({bench.folder.path()});
        QCOMPARE(ended.code, 65);
        QCOMPARE(ended.verdict(0), QStringLiteral("changed"));
        QCOMPARE(ended.reason(0), QStringLiteral("content"));
        QCOMPARE(ended.verdict(1), QStringLiteral("verified"));
        QVERIFY(ended.json().value(QStringLiteral("missing")).toArray().isEmpty());
        const Ended words = bench.verify({bench.path(nameOf(1))}); // what belongs to it stands beside it
        QCOMPARE(words.code, 65);
        QVERIFY2(words.out.startsWith("changed"), words.out.constData());
    }
    void aTamperedArchiveIsChanged()
    {
        Bench bench;
        QVERIFY(bench.fill());
        auto entries = bench.archived();
        const QString zip = QStringLiteral("calls.zip");
        QVERIFY(bench.write(zip, archiveOf(entries)));
        const Ended good = bench.verifyJson({zip});
        QVERIFY2(good.code == 0, good.err.constData());
        QCOMPARE(good.json().value(QStringLiteral("verified")).toInt(), 2);
        entries[1].second = "twO";
        QVERIFY(bench.write(zip, archiveOf(entries)));
        const Ended changed = bench.verifyJson({zip});
        QCOMPARE(changed.code, 65);
        QCOMPARE(changed.verdict(1), QStringLiteral("changed"));
        entries.removeAt(1);
        QVERIFY(bench.write(zip, archiveOf(entries)));
        const Ended missing = bench.verifyJson({zip});
        QCOMPARE(missing.code, 65);
        QCOMPARE(missing.json().value(QStringLiteral("missing")).toArray().first().toString(), nameOf(2));
    }
    /// Two archives with a recording each of the same name: what the one holds does not stand for the
    /// other's.
    void aNameIsNotFoundInAnotherArchive()
    {
        using Kind = common::FileManifest::Kind;
        Bench bench;
        const QString name = QStringLiteral("call.mp3");
        const auto archive = [&bench, &name](int number, const QByteArray &signedContent,
                                             const QByteArray &content) {
            common::ManifestFile entry = Bench::entry(number, signedContent);
            entry.name = name;
            const common::SignedManifest made =
                bench.sign(Kind::Archive, {entry, Bench::entry(number + 2, "beside " + signedContent)});
            QList<std::pair<QByteArray, QByteArray>> entries{
                {nameOf(number + 2).toLatin1(), "beside " + signedContent},
                {"manifest.txt", made.text},
                {"manifest.sig", made.signature},
                {"signing-key.pem", common::publicKeyPem(bench.key.publicKey())}};
            if (!content.isEmpty()) {
                entries.prepend({name.toLatin1(), content});
            }
            return archiveOf(entries);
        };
        const QStringList both{QStringLiteral("a.zip"), QStringLiteral("b.zip")};
        QVERIFY(bench.write(both[0], archive(1, "one", "one")));
        QVERIFY(bench.write(both[1], archive(2, "two", "two")));
        const Ended whole = bench.verifyJson(both);
        QVERIFY2(whole.code == 0, whole.err.constData());
        QCOMPARE(whole.json().value(QStringLiteral("verified")).toInt(), 4);
        // Gone from the second; the first has one of that name, which is verified.
        QVERIFY(bench.write(both[1], archive(2, "two", {})));
        const Ended gone = bench.verifyJson(both);
        QCOMPARE(gone.code, 65);
        QCOMPARE(gone.json().value(QStringLiteral("verified")).toInt(), 3);
        QCOMPARE(gone.json().value(QStringLiteral("missing")).toArray(), QJsonArray{name});
        // Changed in the first as well: one is changed, and one is missing.
        QVERIFY(bench.write(both[0], archive(1, "one", "onE")));
        const Ended changed = bench.verifyJson(both);
        QCOMPARE(changed.code, 65);
        QCOMPARE(changed.json().value(QStringLiteral("changed")).toInt(), 1);
        QCOMPARE(changed.json().value(QStringLiteral("missing")).toArray(), QJsonArray{name});
        QVERIFY(bench.verify(both).out.contains("1 changed, 0 unknown, 1 missing"));
        // Changed and not gone: it is told of once.
        QVERIFY(bench.write(both[1], archive(2, "two", "twO")));
        const Ended told = bench.verifyJson(both);
        QCOMPARE(told.json().value(QStringLiteral("changed")).toInt(), 2);
        QVERIFY(told.json().value(QStringLiteral("missing")).toArray().isEmpty());
    }
    /// A copy of another recording under its name is verified as that one: this one is gone all the same.
    void aNameDoesNotStandForItsContent()
    {
        Bench bench;
        QVERIFY(bench.fill() && bench.write(nameOf(1), "two"));
        const Ended ended = bench.verifyJson({bench.folder.path()});
        QCOMPARE(ended.code, 65);
        QCOMPARE(ended.json().value(QStringLiteral("missing")).toArray(), QJsonArray{nameOf(1)});
    }
    void damagedArchivesAreNoProof_data()
    {
        QTest::addColumn<qsizetype>("keep");
        QTest::newRow("nothing") << qsizetype(0);
        QTest::newRow("a part of the end") << qsizetype(10);
        QTest::newRow("the end alone") << qsizetype(22);
        QTest::newRow("no first entry") << qsizetype(-40);
    }
    void damagedArchivesAreNoProof()
    {
        QFETCH(qsizetype, keep);
        Bench bench;
        QVERIFY(bench.fill());
        const QByteArray zip = archiveOf(bench.archived());
        QVERIFY(bench.write(QStringLiteral("calls.zip"), keep < 0 ? zip.mid(-keep) : zip.right(keep)));
        const Ended ended = bench.verifyJson({QStringLiteral("calls.zip"), QStringLiteral("--manifest"),
                                              QStringLiteral("manifest.txt"), QStringLiteral("--key"),
                                              QStringLiteral("signing-key.pem")});
        QCOMPARE(ended.code, 65); // what is told of is not there
        QCOMPARE(ended.verdict(0), QStringLiteral("unknown"));
        QCOMPARE(ended.reason(0), QStringLiteral("unreadable"));
    }
    void aTamperedManifestVerifiesNothing()
    {
        Bench bench;
        QVERIFY(bench.fill() && bench.write(nameOf(1), "onE"));
        QByteArray forged = bench.manifest.text;
        forged.replace(common::sha256("one").toHex(), common::sha256("onE").toHex());
        QVERIFY(bench.write(QStringLiteral("manifest.txt"), forged));
        const Ended ended = bench.verifyJson({bench.folder.path()});
        QCOMPARE(ended.code, 65);
        QCOMPARE(ended.json().value(QStringLiteral("manifests")).toInt(), 0);
        QCOMPARE(ended.json()
                     .value(QStringLiteral("refused"))
                     .toArray()
                     .first()
                     .toObject()
                     .value(QStringLiteral("reason"))
                     .toString(),
                 QStringLiteral("signature"));
        QCOMPARE(ended.verdict(0), QStringLiteral("unknown"));
        QCOMPARE(ended.verdict(1), QStringLiteral("unknown"));
    }
    void anotherKeyVerifiesNothing()
    {
        Bench bench;
        QVERIFY(bench.fill());
        const auto other = common::SigningKey::generate();
        QVERIFY(bench.write(QStringLiteral("other.pem"), common::publicKeyPem(other->publicKey())));
        const Ended ended = bench.verifyJson(
            {bench.folder.path(), QStringLiteral("--key"), bench.path(QStringLiteral("other.pem"))});
        QCOMPARE(ended.code, 65);
        QCOMPARE(ended.json().value(QStringLiteral("verified")).toInt(), 0);
    }
    void whatIsNotKnownIsSaidSo()
    {
        Bench bench;
        QVERIFY(bench.fill() && bench.write(QStringLiteral("stranger.mp3"), "three"));
        const Ended ended = bench.verifyJson({bench.path(QStringLiteral("stranger.mp3"))});
        QCOMPARE(ended.code, 1);
        QCOMPARE(ended.verdict(0), QStringLiteral("unknown"));
        QCOMPARE(ended.reason(0), QStringLiteral("not-listed"));
        const Ended gone = bench.verifyJson({bench.path(QStringLiteral("nowhere.mp3"))});
        QCOMPARE(gone.code, 1);
        QCOMPARE(gone.reason(0), QStringLiteral("unreadable"));
        // A renamed file is still the same one.
        QVERIFY(QFile::rename(bench.path(nameOf(1)), bench.path(QStringLiteral("renamed.mp3"))));
        QCOMPARE(bench.verify({bench.path(QStringLiteral("renamed.mp3"))}).code, 0);
    }
    void aTamperedChainOfDaysIsFound()
    {
        using Kind = common::FileManifest::Kind;
        Bench bench;
        const auto first = bench.sign(Kind::Day, {Bench::entry(1, "one")});
        const auto second = bench.sign(Kind::Day, {Bench::entry(2, "two")}, 2, common::manifestHash(first));
        const auto forged = bench.sign(Kind::Day, {Bench::entry(2, "two")}, 2, QByteArray(32, 'x'));
        QVERIFY(QDir(bench.folder.path()).mkdir(QStringLiteral("days")));
        QVERIFY(bench.write(nameOf(1), "one") &&
                bench.writeManifest(QStringLiteral("days/manifest-000001-2026-11-21"), first) &&
                bench.writeManifest(QStringLiteral("days/manifest-000002-2026-11-22"), second) &&
                bench.write(QStringLiteral("days/signing-key-x.pem"),
                            common::publicKeyPem(bench.key.publicKey())));
        const QStringList line{bench.path(nameOf(1)), QStringLiteral("--manifest"),
                               bench.path(QStringLiteral("days"))};
        const Ended good = bench.verifyJson(line);
        QVERIFY2(good.code == 0, good.err.constData());
        QCOMPARE(good.file(0).value(QStringLiteral("manifest")).toInt(), 1);
        QVERIFY(bench.writeManifest(QStringLiteral("days/manifest-000002-2026-11-22"), forged));
        const Ended broken = bench.verifyJson(line);
        QCOMPARE(broken.code, 65);
        const QJsonObject gap = broken.json().value(QStringLiteral("chain")).toArray().first().toObject();
        QCOMPARE(gap.value(QStringLiteral("reason")).toString(), QStringLiteral("broken"));
        QCOMPARE(gap.value(QStringLiteral("number")).toInt(), 2);
    }
    void withoutProofsItIsNotUsedRight()
    {
        Bench bench;
        QVERIFY(bench.write(QStringLiteral("a.mp3"), "one"));
        QCOMPARE(bench.verify({bench.path(QStringLiteral("a.mp3"))}).code, 64);
        QCOMPARE(bench.verify({}).code, 64);
        QVERIFY(bench.fill() && QFile::remove(bench.path(QStringLiteral("signing-key.pem"))));
        const Ended ended = bench.verify({bench.folder.path()});
        QCOMPARE(ended.code, 64);
        QVERIFY(ended.err.contains("--key"));
    }
};

EARSHOT_TEST(tst_offlineverify, TestOfflineVerify)
#include "tst_offlineverify.moc"
