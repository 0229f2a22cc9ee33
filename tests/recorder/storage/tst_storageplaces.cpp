// SPDX-License-Identifier: GPL-3.0-or-later
// Where the files of a storage target are: that stays while there are some, and nobody else has it.
#include "recorder/service/storagemoves.h"

#include "tests/recorder/storage/targetlab.h"
#include "tests/support/testmain.h"

using namespace recorder;
using common::StorageTargetRecord;
using namespace tests;

class TstStoragePlaces : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void thePlaceStaysWhileFilesAreThere_data()
    {
        QTest::addColumn<QString>("field");
        for (const char *field : {"host", "port", "base_path", "bucket", "endpoint"}) {
            QTest::newRow(field) << QString(QLatin1String(field));
        }
    }

    void thePlaceStaysWhileFilesAreThere()
    {
        QFETCH(QString, field);
        TargetLab lab;
        StorageTargetRecord target = ftp();
        if (field == QLatin1String("bucket") || field == QLatin1String("endpoint")) {
            target.kind = QStringLiteral("s3");
            target.bucket = QStringLiteral("calls");
            QCOMPARE(reasonOf(lab.create("admin", target), "access_key_id"), QStringLiteral("empty"));
            target.accessKeyId = QStringLiteral("KEY");
            target.secretAccessKey = QStringLiteral("secret");
        }
        const auto made = lab.create("admin", target);
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        lab.queueFile(made->id);
        StorageTargetRecord elsewhere = *made;
        elsewhere.password = QStringLiteral("given-again");
        elsewhere.secretAccessKey = QStringLiteral("given-again");
        (field == QLatin1String("host")        ? elsewhere.host
         : field == QLatin1String("base_path") ? elsewhere.basePath
         : field == QLatin1String("bucket")    ? elsewhere.bucket
         : field == QLatin1String("endpoint")  ? elsewhere.endpoint
                                               : elsewhere.region) = QStringLiteral("https://other.example");
        if (field == QLatin1String("host") || field == QLatin1String("bucket")) {
            (field == QLatin1String("host") ? elsewhere.host : elsewhere.bucket) =
                QStringLiteral("other.example");
        }
        elsewhere.port = field == QLatin1String("port") ? 2121 : elsewhere.port;
        const auto refused = lab.update("admin", elsewhere);
        QCOMPARE(reasonOf(refused, field.toLatin1().constData()), QStringLiteral("in-use"));
        QCOMPARE(refused.error().code, common::ErrorCode::Conflict);
        StorageTargetRecord renamed = *made; // what does not move it may change
        renamed.name = QStringLiteral("Renamed");
        QVERIFY(lab.update("admin", renamed));
        lab.ask(QStringLiteral("DELETE FROM uploads"));
        elsewhere.version = renamed.version + 1;
        const auto moved = lab.update("admin", elsewhere);
        QVERIFY2(moved, moved ? "" : qPrintable(moved.error().message));
    }

    void theTypeStaysWhileFilesAreThere()
    {
        TargetLab lab;
        const auto made = lab.create("admin", ftp());
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        StorageTargetRecord other = *made;
        other.kind = QStringLiteral("s3");
        other.bucket = QStringLiteral("calls");
        other.accessKeyId = QStringLiteral("KEY");
        other.secretAccessKey = QStringLiteral("secret-2");
        const auto refusal = [&lab, &other] {
            const auto refused = lab.update("admin", other);
            return refused ? QString()
                           : QStringLiteral("%1 %2 %3")
                                 .arg(reasonOf(refused, "kind"), reasonOf(refused, "files"),
                                      reasonOf(refused, "waiting"));
        };
        lab.queueFile(made->id);
        lab.queueFile(made->id);
        QCOMPARE(refusal(), QStringLiteral("in-use 0 2"));
        const QString file =
            QStringLiteral("INSERT INTO media_files (call_id, position, tenant_id, kind, format, "
                           "storage_target, path, size, "
                           "sha256) SELECT call_id, 0, 1, 1, 'mp3', target, 'p', 1, sha256 FROM uploads");
        lab.ask(file);
        lab.ask(QStringLiteral("UPDATE uploads SET stored = true"));
        QCOMPARE(refusal(), QStringLiteral("in-use 2 0"));
        lab.ask(QStringLiteral("DELETE FROM uploads"));
        QCOMPARE(refusal(), QStringLiteral("in-use 2 0"));
        QCOMPARE(lab.settingsOf(made->id)->type, StorageType::Ftp); // nothing of it was kept
        QVERIFY(lab.update("admin", *made));                        // what keeps the type may be saved
        lab.ask(QStringLiteral("DELETE FROM media_files"));
        lab.ask(
            QStringLiteral("INSERT INTO storage_leftovers SELECT id, gen_random_uuid(), 0, 1, 'p', true, 1 "
                           "FROM storage_targets WHERE uuid = '%1'")
                .arg(made->id));
        other.version = 2;
        QCOMPARE(refusal(), QStringLiteral("in-use 0 1"));
        lab.ask(QStringLiteral("DELETE FROM storage_leftovers"));
        StorageTargetRecord folder = other;
        folder.kind = QStringLiteral("local"); // not by this way either
        folder.basePath = QStringLiteral("/srv/recordings");
        QCOMPARE(reasonOf(lab.update("admin", folder), "kind"), QStringLiteral("not-allowed"));
        other.kind = QStringLiteral("sftp"); // another protocol is another place for the password
        QCOMPARE(reasonOf(lab.update("admin", other), "password"), QStringLiteral("required"));
        other.kind = QStringLiteral("s3");
        const auto changed = lab.update("admin", other);
        QVERIFY2(changed, changed ? "" : qPrintable(changed.error().message));
        QVERIFY(changed->hasSecretAccessKey && !changed->hasPassword);
        const auto settings = lab.settingsOf(made->id);
        QCOMPARE(settings->type, StorageType::S3);
        QCOMPARE(settings->secretAccessKey, QStringLiteral("secret-2"));
        QVERIFY(settings->password.isEmpty());
        QVERIFY(lab.ask(QStringLiteral("SELECT detail->'changes'->'kind' FROM audit_log WHERE "
                                       "detail->'changes'->'kind' IS NOT NULL ORDER BY id DESC LIMIT 1"))
                    .contains(QLatin1String("\"after\": \"s3\", \"before\": \"ftp\"")));
    }

    void filesGoFromOnePlaceToAnotherOfTheSame()
    {
        TargetLab lab;
        const auto at = [](const char *name, const char *host) {
            StorageTargetRecord target = ftp(name);
            target.host = QLatin1String(host);
            return target;
        };
        const auto from = lab.create("admin", at("From", "a.example"));
        const auto to = lab.create("admin", at("To", "b.example"));
        StorageTargetRecord another = at("Alias", "a.example");
        another.user = QStringLiteral("somebody");
        const auto alias = lab.create("admin", another);
        StorageTargetRecord theirs = at("Theirs", "c.example");
        theirs.tenantId = lab.ask(QStringLiteral("SELECT uuid FROM tenants WHERE id = 2"));
        const auto others = lab.create("root", theirs);
        StorageTargetRecord ofAll = at("Common", "d.example");
        ofAll.system = true;
        const auto ofSystem = lab.create("root", ofAll);
        QVERIFY(from && to && alias && others && ofSystem);
        const auto move = [&](const char *login, const QString &a, const QString &b,
                              const QString &tenant = {}) {
            StorageMoveRequest request;
            request.from = a;
            request.to = b;
            request.tenantId = tenant;
            return lab.change<common::JobRecord, const StorageMoveRequest &>(login, "storage.edit",
                                                                             moveStorageFiles, request);
        };
        const QString builtIn = lab.ask(QStringLiteral("SELECT uuid FROM storage_targets WHERE id = 1"));
        QCOMPARE(reasonOf(move("admin", from->id, from->id), "to"), QStringLiteral("same-place"));
        QCOMPARE(reasonOf(move("admin", from->id, alias->id), "to"), QStringLiteral("same-place"));
        QCOMPARE(reasonOf(move("admin", from->id, others->id), "to"), QStringLiteral("unknown"));
        QCOMPARE(reasonOf(move("admin", from->id, ofSystem->id), "to"), QStringLiteral("unknown"));
        QCOMPARE(reasonOf(move("root", from->id, builtIn), "to"), QStringLiteral("built-in"));
        QCOMPARE(reasonOf(move("admin", builtIn, to->id), "from"), QStringLiteral("unknown"));
        QCOMPARE(reasonOf(move("root", builtIn, builtIn), "to"), QStringLiteral("built-in"));
        const auto ownFiles = move("root", builtIn, ofSystem->id); // of all recorders
        QVERIFY2(ownFiles, ownFiles ? "" : qPrintable(ownFiles.error().message));
        QCOMPARE(reasonOf(move("root", ofSystem->id, others->id, from->tenantId), "tenant_id"),
                 QStringLiteral("other-tenant"));
        const auto job = move("admin", from->id, to->id);
        QVERIFY2(job, job ? "" : qPrintable(job.error().message));
        QCOMPARE(job->kind, kStorageMove);
        QCOMPARE(reasonOf(move("admin", from->id, to->id), "job"), QStringLiteral("runs"));
        // What is still to be removed there keeps a target.
        lab.ask(
            QStringLiteral("INSERT INTO storage_leftovers SELECT id, gen_random_uuid(), 0, 1, 'p', true, 1 "
                           "FROM storage_targets WHERE uuid = '%1'")
                .arg(to->id));
        QCOMPARE(lab.remove("admin", to->id), QStringLiteral("Conflict id=in-use"));
    }

    /// What is removed under one name would be missing under the other.
    void aPlaceHasOneRecord_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("host"); // or endpoint
        QTest::addColumn<int>("port");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("refusal");
        const QString taken = QStringLiteral("Conflict host=place-taken");
        QTest::newRow("the same") << "ftp"
                                  << "files.example" << 0 << "calls" << taken;
        QTest::newRow("in other words") << "ftp"
                                        << "FILES.example" << 21 << "/calls//"
                                        << "";
        QTest::newRow("with a slash more") << "ftp"
                                           << "FILES.example" << 21 << "calls//" << taken;
        QTest::newRow("another port") << "ftp"
                                      << "files.example" << 2121 << "calls"
                                      << "";
        QTest::newRow("another folder") << "ftp"
                                        << "files.example" << 0 << "calls/b"
                                        << "";
        QTest::newRow("another kind") << "sftp"
                                      << "files.example" << 0 << "calls"
                                      << "";
        QTest::newRow("the same bucket") << "s3"
                                         << "https://S3.example:443/" << 0 << "/calls/"
                                         << "Conflict bucket=place-taken";
        QTest::newRow("another endpoint") << "s3"
                                          << "https://s3.example:8443" << 0 << "calls"
                                          << "";
    }
    void aPlaceHasOneRecord()
    {
        QFETCH(QString, kind);
        QFETCH(QString, host);
        QFETCH(int, port);
        QFETCH(QString, path);
        QFETCH(QString, refusal);
        TargetLab lab;
        const auto at = [](const char *name, const QString &of, const QString &place) {
            StorageTargetRecord target = ftp(name);
            target.kind = of;
            target.basePath = QStringLiteral("calls");
            (of == QLatin1String("s3") ? target.endpoint : target.host) = place;
            target.bucket = of == QLatin1String("s3") ? QStringLiteral("bucket") : QString();
            target.accessKeyId = QStringLiteral("KEY");
            target.secretAccessKey = QStringLiteral("secret");
            return target;
        };
        StorageTargetRecord bucket = at("Bucket", QStringLiteral("s3"), QStringLiteral("https://s3.example"));
        QVERIFY(lab.create("admin", bucket));
        StorageTargetRecord server = at("Server", QStringLiteral("ftp"), QStringLiteral("files.example"));
        server.system = true; // the tenant's files may go there as well
        const auto made = lab.create("root", server);
        QVERIFY2(made, qPrintable(TargetLab::outcome(made)));
        StorageTargetRecord second = at("Second", kind, host);
        second.port = port;
        second.basePath = path;
        QCOMPARE(TargetLab::outcome(lab.create("admin", second)), refusal);
        // Nor by way of another place, nor back from the bin; renaming is nobody's loss.
        second.basePath = QStringLiteral("elsewhere");
        second.name = QStringLiteral("Third");
        auto third = lab.create("admin", second);
        QVERIFY2(third, qPrintable(TargetLab::outcome(third)));
        if (!refusal.isEmpty()) {
            third->basePath = path;
            QCOMPARE(TargetLab::outcome(lab.update("admin", *third)), refusal);
            third->basePath = QStringLiteral("elsewhere");
        }
        third->name = QStringLiteral("Renamed");
        QVERIFY(lab.update("admin", *third));
    }
    void aPlaceOfAnotherTenantIsNotTold()
    {
        TargetLab lab;
        const auto made = lab.create("admin", ftp());
        QVERIFY(made);
        // Who is in another tenant is not told what there is, and their files never meet.
        QCOMPARE(TargetLab::outcome(lab.create("other", ftp())), QString());
        StorageTargetRecord ofAll = ftp("All");
        ofAll.system = true;
        QCOMPARE(TargetLab::outcome(lab.create("root", ofAll)), QStringLiteral("Conflict host=place-taken"));
        QCOMPARE(lab.remove("admin", made->id), QString());
        QVERIFY(lab.create("admin", ftp("Anew")));
        const auto restored =
            lab.change<int, const QStringList &>("admin", "storage.edit", restoreStorageTargets, {made->id});
        QCOMPARE(TargetLab::outcome(restored), QStringLiteral("Conflict id=place-taken"));
    }
};

EARSHOT_TEST(tst_storageplaces, TstStoragePlaces)
#include "tst_storageplaces.moc"
