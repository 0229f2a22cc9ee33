// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/storage/targetexam.h"
#include "tests/support/smalldisk.h"
#include "tests/support/testmain.h"

#include <QDir>

#include <sys/stat.h>

using namespace recorder;
using namespace tests;

namespace
{

std::unique_ptr<StorageTarget> localAt(const QString &path, const StoragePatience &patience = {})
{
    StorageTargetSettings settings;
    settings.basePath = path;
    auto target = openStorageTarget(settings, {}, patience);
    return target ? std::move(*target) : nullptr;
}

QStringList everythingBelow(const QString &path)
{
    QStringList found;
    const QDir dir(path);
    for (const QFileInfo &entry : dir.entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)) {
        found.append(entry.fileName());
    }
    return found;
}

} // namespace

class TstLocalTarget : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void storesAndGivesBack()
    {
        const QTemporaryDir dir;
        const auto target = localAt(dir.path());
        QVERIFY(target);
        examine(*target);
        QVERIFY(!QTest::currentTestFailed());
        QCOMPARE(everythingBelow(dir.path()), QStringList{QStringLiteral("2026")});
        QCOMPARE(everythingBelow(dir.filePath(QString::fromUtf8("2026/Köln büro"))), QStringList());
    }

    void tellsWhatIsConfirmed()
    {
        const QTemporaryDir dir;
        SourceFolder files;
        const auto stored = localAt(dir.path())->put(files.file(noise(10)), QStringLiteral("a"), {});
        QVERIFY(stored && stored->hashConfirmed);
    }

    void staysBelowItsRoot()
    {
        const QTemporaryDir dir;
        const QTemporaryDir outside;
        SourceFolder files;
        QVERIFY(QDir(dir.path()).mkdir(QStringLiteral("in")));
        QVERIFY(QFile::link(outside.path(), dir.filePath(QStringLiteral("out"))));
        QFile secret(outside.filePath(QStringLiteral("secret")));
        QVERIFY(secret.open(QIODevice::WriteOnly) && secret.write("secret") == 6 && secret.flush());
        QVERIFY(QFile::link(secret.fileName(), dir.filePath(QStringLiteral("in/link"))));
        const auto target = localAt(dir.path());

        QCOMPARE(causeIn(target->put(files.file(noise(10)), QStringLiteral("out/x"), {})),
                 QStringLiteral("key"));
        QCOMPARE(everythingBelow(outside.path()), QStringList{QStringLiteral("secret")});
        const auto never = [](QByteArrayView) { return false; };
        QCOMPARE(causeIn(target->get(QStringLiteral("out/secret"), {}, never)), QStringLiteral("key"));
        QCOMPARE(causeIn(target->get(QStringLiteral("in/link"), {}, never)), QStringLiteral("key"));
        QCOMPARE(causeIn(target->stat(QStringLiteral("in/link"))), QStringLiteral("key"));
        QCOMPARE(causeIn(target->remove(QStringLiteral("out/secret"))), QStringLiteral("key"));
        // A link where the file goes is replaced, not followed; so is one where its first name would be.
        QVERIFY(QFile::link(secret.fileName(), dir.filePath(QStringLiteral("in/link.part"))));
        const auto over = target->put(files.file(noise(10)), QStringLiteral("in/link"), {});
        QVERIFY(over);
        QCOMPARE(secret.size(), 6);
        QVERIFY(!QFileInfo(dir.filePath(QStringLiteral("in/link"))).isSymLink());
        // What is no file is not waited for.
        QCOMPARE(::mkfifo(qPrintable(dir.filePath(QStringLiteral("in/pipe"))), 0600), 0);
        QCOMPARE(causeIn(target->get(QStringLiteral("in/pipe"), {}, never)), QStringLiteral("key"));
    }

    void runsFull()
    {
        const SmallDisk disk(4 << 20);
        QVERIFY2(disk.error().isEmpty(), qPrintable(disk.error()));
        SourceFolder files;
        const auto target = localAt(disk.path());
        QVERIFY(target->put(files.file(noise(1 << 20)), QStringLiteral("a"), {}));
        QCOMPARE(causeIn(target->put(files.file(noise(6 << 20)), QStringLiteral("a"), {})),
                 QStringLiteral("full"));
        QVERIFY(contentOf(*target, QStringLiteral("a")) == noise(1 << 20)); // the old one is still whole
        QCOMPARE(everythingBelow(disk.path()), QStringList{QStringLiteral("a")});
        // There is room for the test's file and for hardly more: that is said.
        QCOMPARE(shortReport(target->test({})),
                 QStringLiteral("exists:passed folder:passed write:passed read-back:passed delete:passed "
                                "space:failed(full)"));
    }

    void tellsWhatIsMountedReadOnly()
    {
        const SmallDisk disk(1 << 20, SmallDisk::Mode::ReadOnly);
        QVERIFY2(disk.error().isEmpty(), qPrintable(disk.error()));
        SourceFolder files;
        const auto target = localAt(disk.path());
        QCOMPARE(causeIn(target->put(files.file(noise(10)), QStringLiteral("a"), {})),
                 QStringLiteral("read-only"));
        QCOMPARE(causeIn(target->put(files.file(noise(10)), QStringLiteral("2026/a"), {})),
                 QStringLiteral("read-only"));
        QCOMPARE(causeIn(target->stat(QStringLiteral("a"))), QStringLiteral("not-found"));
        QCOMPARE(shortReport(target->test({})),
                 QStringLiteral("exists:passed folder:failed(read-only) write:not-run read-back:not-run "
                                "delete:not-run space:not-run"));
    }

    void isCancelled()
    {
        const QTemporaryDir dir;
        SourceFolder files;
        std::atomic<bool> stop = true;
        StoragePatience patience;
        patience.stop = &stop;
        const auto target = localAt(dir.path(), patience);
        QCOMPARE(causeIn(target->put(files.file(noise(100)), QStringLiteral("a"), {})),
                 QStringLiteral("cancelled"));
        QCOMPARE(everythingBelow(dir.path()), QStringList());
    }

    void isTested()
    {
        const QTemporaryDir dir;
        StorageTargetSettings settings;
        settings.basePath = dir.path();
        qsizetype heard = 0;
        const auto steps = localAt(dir.path())->test([&heard](const QList<common::ConnectionStep> &so_far) {
            return so_far.size() == ++heard;
        });
        QCOMPARE(shortReport(steps), allPassed(settings));
        QCOMPARE(heard, steps.size());
        QCOMPARE(everythingBelow(dir.path()), QStringList());
        QVERIFY2(steps.last().detail.endsWith(QLatin1String("iB")), qPrintable(steps.last().detail));
    }

    void namesTheCause_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("report");
        const QString rest = QStringLiteral(" write:not-run read-back:not-run delete:not-run space:not-run");
        QTest::newRow("missing") << QStringLiteral("/nonexistent/folder")
                                 << QStringLiteral("exists:failed(not-found) folder:not-run") + rest;
        QTest::newRow("file") << QStringLiteral("/etc/passwd")
                              << QStringLiteral("exists:passed folder:failed(not-found)") + rest;
        QTest::newRow("read-only") << QStringLiteral("/proc/sys")
                                   << QStringLiteral("exists:passed folder:failed(permission)") + rest;
    }

    void namesTheCause()
    {
        QFETCH(QString, path);
        QFETCH(QString, report);
        const QString told = shortReport(localAt(path)->test({}));
        QVERIFY2(told == report ||
                     told == QString(report).replace(QLatin1String("permission"), QLatin1String("read-only")),
                 qPrintable(told));
    }

    void wantsAnAbsolutePath()
    {
        for (const char *path : {"", "recordings", "./x"}) {
            StorageTargetSettings settings;
            settings.basePath = QString::fromLatin1(path);
            const auto target = openStorageTarget(settings, {}, {});
            QVERIFY(!target);
            QCOMPARE(target.error().fields.value(QStringLiteral("base_path")), QStringLiteral("path"));
        }
    }

    void hearsNoMoreThanIsWanted()
    {
        const QTemporaryDir dir;
        const auto steps =
            localAt(dir.path())->test([](const QList<common::ConnectionStep> &) { return false; });
        QCOMPARE(steps.first().state, QStringLiteral("passed"));
        QCOMPARE(steps.at(1).state, QStringLiteral("not-run"));
    }
};

EARSHOT_TEST(tst_localtarget, TstLocalTarget)
#include "tst_localtarget.moc"
