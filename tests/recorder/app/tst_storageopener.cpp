// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/storageopener.h"
#include "recorder/app/targetopener.h"

#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace recorder;

class TestStorageOpener : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// 200 headers of one target: one session, not 200. What is missing ends none of them, what fails does.
    void filesOfATargetShareASession()
    {
        const QTemporaryDir folder;
        for (const char *name : {"2/a", "2/b", "3/a"}) {
            QFile file(folder.filePath(QLatin1String(name)));
            QVERIFY(QDir().mkpath(QFileInfo(file).path()) && file.open(QIODevice::WriteOnly));
            QCOMPARE(file.write(QByteArray("header of ") + name), 13);
        }
        int opened = 0;
        bool down = false;
        const OpenTarget open = [&](TargetKey key) -> common::Result<std::unique_ptr<StorageTarget>> {
            ++opened;
            if (down) {
                return common::fail(common::ErrorCode::Unavailable, QStringLiteral("nobody there"));
            }
            StorageTargetSettings settings;
            settings.basePath = folder.filePath(QString::number(static_cast<int>(key)));
            return openStorageTarget(settings, {}, {});
        };
        const RemoteSessions sessions = remoteSessions(open);
        const RemoteReads reads = sessions();
        const auto text = [&reads](int target, const char *path) {
            const auto bytes = reads(static_cast<TargetKey>(target), QLatin1String(path))(10, 3);
            return bytes ? *bytes : common::keyOf(bytes.error().code).toStdString();
        };
        for (int i = 0; i < 10; ++i) {
            QCOMPARE(text(2, "a"), std::string("2/a"));
            QCOMPARE(text(3, "a"), std::string("3/a"));
            QCOMPARE(text(2, "missing"), std::string("NotFound"));
            QCOMPARE(text(2, "b"), std::string("2/b"));
        }
        QCOMPARE(opened, 2);
        // Another piece of work has sessions of its own; one that could not be begun is tried again.
        down = true;
        const RemoteRead other = sessions()(TargetKey{2}, QStringLiteral("a"));
        QVERIFY(!other(10, 3));
        QCOMPARE(opened, 3);
        down = false;
        QCOMPARE(other(10, 3).value(), std::string("2/a"));
        QCOMPARE(opened, 4);
        // The readers of single files are as they were.
        opened = 0;
        const RemoteReads single = remoteReads(open);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(single(TargetKey{3}, QStringLiteral("a"))(10, 3).value(), std::string("3/a"));
        }
        QCOMPARE(opened, 3);
    }
    void theMachinesRoleIsForTheSystemWhenAllowed_data()
    {
        QTest::addColumn<bool>("allowed");
        QTest::addColumn<bool>("ofTenant");
        QTest::addColumn<bool>("good");
        QTest::newRow("not allowed") << false << false << false;
        QTest::newRow("the system's") << true << false << true;
        QTest::newRow("a tenant's") << true << true << false;
    }
    void theMachinesRoleIsForTheSystemWhenAllowed()
    {
        QFETCH(bool, allowed);
        QFETCH(bool, ofTenant);
        QFETCH(bool, good);
        StorageTargetSettings settings;
        settings.type = StorageType::S3;
        settings.bucket = QStringLiteral("calls");
        const auto opened = storageOpener(OutgoingRule(), {allowed, QString()})(settings, ofTenant, {});
        QCOMPARE(opened.has_value(), good);
        if (!opened) {
            QCOMPARE(opened.error().fields.value(QStringLiteral("access_key_id")), QStringLiteral("empty"));
        }
        settings.accessKeyId = QStringLiteral("KEY");
        settings.secretAccessKey = QStringLiteral("secret");
        QVERIFY(storageOpener(OutgoingRule(), {allowed, QString()})(settings, ofTenant, {}));
    }
    void noTargetIsInTheRecordersOwnFolders()
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("data/jobs")));
        const auto open =
            storageOpener(OutgoingRule(), MachineRole(), {folder.filePath(QStringLiteral("data"))});
        StorageTargetSettings settings;
        for (const auto &[path, cause] : {std::pair{"data/jobs", "own-folder"}, std::pair{"data2", ""}}) {
            settings.basePath = folder.filePath(QLatin1String(path));
            QVERIFY(QDir().mkpath(settings.basePath));
            const auto steps = open(settings, false, {}).value()->test({});
            QCOMPARE(steps.at(1).cause, QLatin1String(cause));
        }
    }
};

EARSHOT_TEST(tst_storageopener, TestStorageOpener)
#include "tst_storageopener.moc"
