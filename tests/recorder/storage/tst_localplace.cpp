// SPDX-License-Identifier: GPL-3.0-or-later
// Where files of a local target must not go.
#include "recorder/storage/localplace.h"

#include "tests/recorder/storage/targetexam.h"
#include "tests/support/smalldisk.h"
#include "tests/support/testmain.h"

#include <QDir>

using namespace recorder;
using namespace tests;

namespace
{

const QString kFile = QStringLiteral("2026/a.mp3");

QStringList everythingIn(const QString &path)
{
    return QDir(path).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
}

QByteArray contentAt(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A share that is mounted on a folder, as far as who opens that folder can see.
class Share
{
public:
    Share() { mount(); }
    QString path() const { return m_dir.filePath(QStringLiteral("mnt")); }
    QString marker() const { return path() + QLatin1Char('/') + QLatin1String(LocalPlace::kMarker); }
    void mount() { move(QStringLiteral("mnt"), QStringLiteral("point"), QStringLiteral("share")); }
    void unmount() { move(QStringLiteral("mnt"), QStringLiteral("share"), QStringLiteral("point")); }
    QString aside(const char *name) const { return m_dir.filePath(QLatin1String(name)); }

    std::unique_ptr<StorageTarget> open(bool begun, const char *id = "0197-x") const
    {
        StorageTargetSettings settings;
        settings.basePath = path();
        settings.targetId = QLatin1String(id);
        settings.begun = begun;
        return std::move(*openStorageTarget(settings, {}, {}));
    }

private:
    /// What is at `at` is called `old` from now on, and what is called `now` is there.
    void move(const QString &at, const QString &old, const QString &now)
    {
        QDir dir(m_dir.path());
        if ((dir.exists(at) && !dir.rename(at, old)) || (!dir.exists(now) && !dir.mkdir(now)) ||
            !dir.rename(now, at)) {
            qFatal("no share");
        }
    }
    QTemporaryDir m_dir;
};

} // namespace

class TstLocalPlace : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isNotTheRecordersOwnFolder_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("own");
        const auto row = [](const char *name, const char *path, bool own) {
            QTest::newRow(name) << QString::fromLatin1(path) << own;
        };
        row("the data folder", "data", true);
        row("in it", "data/jobs", true);
        row("recordings", "data/recordings/2026", true);
        row("above", "", true);
        row("recordings elsewhere", "disk/calls", true);
        row("above those", "disk", true);
        row("below those", "disk/calls/2026", true);
        row("a link into it", "link", true);
        row("by way of a link", "link/2026", true);
        row("beside it", "data2", false);
        row("beside those", "disk/calls2", false);
        row("a link out of it", "data/out", false);
    }
    void isNotTheRecordersOwnFolder()
    {
        QFETCH(QString, path);
        QFETCH(bool, own);
        const QTemporaryDir dir;
        for (const char *folder :
             {"data/jobs", "data/recordings/2026", "disk/calls/2026", "disk/calls2", "data2"}) {
            QVERIFY(QDir(dir.path()).mkpath(QLatin1String(folder)));
        }
        QVERIFY(QFile::link(dir.filePath(QStringLiteral("data/recordings")),
                            dir.filePath(QStringLiteral("link"))));
        QVERIFY(QFile::link(dir.filePath(QStringLiteral("data2")), dir.filePath(QStringLiteral("data/out"))));
        StorageEnvironment environment;
        environment.ownFolders = {dir.filePath(QStringLiteral("data")),
                                  dir.filePath(QStringLiteral("disk/calls")),
                                  dir.filePath(QStringLiteral("not/there"))};
        StorageTargetSettings settings;
        settings.basePath = dir.filePath(path);
        settings.targetId = QStringLiteral("0197-x");
        const QStringList before = everythingIn(settings.basePath);
        const auto target = std::move(*openStorageTarget(settings, environment, {}));
        SourceFolder files;
        const auto stored = target->put(files.file(noise(10)), kFile, {});
        QCOMPARE(causeIn(stored), own ? QStringLiteral("own-folder") : QStringLiteral("none"));
        QCOMPARE(shortReport(target->test({})),
                 own ? QStringLiteral("exists:passed folder:failed(own-folder) write:not-run "
                                      "read-back:not-run delete:not-run space:not-run")
                     : allPassed(settings));
        if (own) {
            QCOMPARE(everythingIn(settings.basePath), before);
        }
        // What an older version has put there can be read, and taken away.
        QFile file(settings.basePath + QLatin1String("/old"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("old") == 3);
        file.close();
        QCOMPARE(contentOf(*target, QStringLiteral("old")), QByteArray("old"));
        QVERIFY(target->remove(QStringLiteral("old")));
        QVERIFY(!file.exists());
    }

    void aShareThatIsGoneIsNotItsMountPoint()
    {
        Share share;
        SourceFolder files;
        const QByteArray content = noise(1000);
        // New, so it begins here; and goes on in later sessions.
        QVERIFY(share.open(false)->put(files.file(content), kFile, {}));
        QCOMPARE(contentAt(share.marker()), QByteArray("0197-x\n"));
        const auto session = share.open(true);
        QVERIFY(session->put(files.file(content), QStringLiteral("2026/b.mp3"), {}));
        QCOMPARE(contentAt(share.marker()), QByteArray("0197-x\n"));

        share.unmount();
        const auto later = share.open(true);
        for (StorageTarget *target : {session.get(), later.get()}) {
            QCOMPARE(causeIn(target->put(files.file(content), kFile, {})), QStringLiteral("not-mounted"));
            QCOMPARE(causeIn(target->stat(kFile)), QStringLiteral("not-mounted"));
            QCOMPARE(causeIn(target->get(kFile, {}, [](QByteArrayView) { return true; })),
                     QStringLiteral("not-mounted"));
            // Else who removes it would believe that it is gone.
            QCOMPARE(causeIn(target->remove(kFile)), QStringLiteral("not-mounted"));
            QCOMPARE(causeIn(target->discard(kFile)), QStringLiteral("not-mounted"));
        }
        QCOMPARE(everythingIn(share.path()), QStringList());

        share.mount();
        QCOMPARE(contentOf(*session, kFile), content);
        QVERIFY(session->remove(kFile));
        QCOMPARE(causeIn(session->stat(kFile)), QStringLiteral("not-found"));
        QVERIFY(session->put(files.file(content), kFile, {}));
    }
    void aFolderThatIsGoneIsNotMountedEither()
    {
        Share share;
        SourceFolder files;
        QVERIFY(share.open(false)->put(files.file(noise(10)), kFile, {}));
        share.unmount();
        QVERIFY(QDir().rmdir(share.path()));
        QCOMPARE(causeIn(share.open(true)->stat(kFile)), QStringLiteral("not-mounted"));
        QCOMPARE(causeIn(share.open(true)->remove(kFile)), QStringLiteral("not-mounted"));
        QCOMPARE(causeIn(share.open(true)->put(files.file(noise(10)), kFile, {})),
                 QStringLiteral("not-mounted"));
        QCOMPARE(causeIn(share.open(false)->stat(kFile)), QStringLiteral("not-found"));
        QVERIFY(!QFile::exists(share.path()));
    }
    /// Within the session that has begun there, whatever the database says by then.
    void aSessionRemembersThatItHasBegun()
    {
        Share share;
        SourceFolder files;
        const auto target = share.open(false);
        QCOMPARE(causeIn(target->stat(kFile)), QStringLiteral("not-found"));
        QVERIFY(target->put(files.file(noise(10)), kFile, {}));
        share.unmount();
        QCOMPARE(causeIn(target->put(files.file(noise(10)), kFile, {})), QStringLiteral("not-mounted"));
        QCOMPARE(everythingIn(share.path()), QStringList());
    }
    void whatAnOlderVersionHasFilledIsMarked()
    {
        Share share;
        SourceFolder files;
        QVERIFY(QDir(share.path()).mkpath(QStringLiteral("2025/12")));
        QVERIFY(share.open(true)->put(files.file(noise(10)), kFile, {}));
        QCOMPARE(contentAt(share.marker()), QByteArray("0197-x\n"));
        share.unmount();
        QCOMPARE(causeIn(share.open(true)->put(files.file(noise(10)), kFile, {})),
                 QStringLiteral("not-mounted"));
    }
    /// A disk that was replaced: whoever tests the target says that it begins there anew.
    void aTestAcceptsWhatIsThere()
    {
        Share share;
        StorageTargetSettings settings;
        SourceFolder files;
        const auto target = share.open(true);
        QCOMPARE(causeIn(target->put(files.file(noise(10)), kFile, {})), QStringLiteral("not-mounted"));
        QCOMPARE(shortReport(target->test({})), allPassed(settings));
        QCOMPARE(everythingIn(share.path()), QStringList{QLatin1String(LocalPlace::kMarker)});
        QVERIFY(target->put(files.file(noise(10)), kFile, {}));
        QVERIFY(share.open(true)->put(files.file(noise(10)), kFile, {}));
        // Of a form that is not saved nothing stays, and nothing of another target counts.
        QCOMPARE(shortReport(share.open(false, "")->test({})), allPassed(settings));
        QCOMPARE(contentAt(share.marker()), QByteArray("0197-x\n"));
    }
    void severalTargetsMayBeThere()
    {
        Share share;
        StorageTargetSettings settings;
        SourceFolder files;
        QCOMPARE(shortReport(share.open(false)->test({})), allPassed(settings));
        // Only the other one's marker is there: that is no file of this one.
        QCOMPARE(causeIn(share.open(true, "0198-y")->put(files.file(noise(10)), kFile, {})),
                 QStringLiteral("not-mounted"));
        QVERIFY(share.open(false, "0198-y")->put(files.file(noise(10)), kFile, {}));
        QCOMPARE(contentAt(share.marker()), QByteArray("0197-x\n0198-y\n"));
        QVERIFY(share.open(true)->put(files.file(noise(10)), QStringLiteral("b"), {}));
        QVERIFY(share.open(true, "0198-y")->put(files.file(noise(10)), QStringLiteral("c"), {}));
        QCOMPARE(contentAt(share.marker()), QByteArray("0197-x\n0198-y\n"));
    }
    void whereNoMarkerCanBeMadeNothingIsStored()
    {
        const SmallDisk disk(1 << 20, SmallDisk::Mode::ReadOnly);
        QVERIFY2(disk.error().isEmpty(), qPrintable(disk.error()));
        StorageTargetSettings settings;
        settings.basePath = disk.path();
        settings.targetId = QStringLiteral("0197-x");
        const auto target = std::move(*openStorageTarget(settings, {}, {}));
        SourceFolder files;
        QCOMPARE(causeIn(target->put(files.file(noise(10)), kFile, {})), QStringLiteral("read-only"));
        QCOMPARE(causeIn(target->stat(kFile)), QStringLiteral("not-found"));
        // A link in its place is not followed.
        Share share;
        const QTemporaryDir outside;
        QVERIFY(QFile::link(outside.filePath(QStringLiteral("new")), share.marker()));
        QCOMPARE(causeIn(share.open(false)->put(files.file(noise(10)), kFile, {})), QStringLiteral("key"));
        QCOMPARE(everythingIn(outside.path()), QStringList());
    }
};

EARSHOT_TEST(tst_localplace, TstLocalPlace)
#include "tst_localplace.moc"
