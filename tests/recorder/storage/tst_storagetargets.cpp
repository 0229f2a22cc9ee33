// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/storageaccess.h"
#include "recorder/service/storagemoves.h"

#include "tests/recorder/jobs/jobworld.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QTemporaryDir>

using namespace recorder;
using common::StorageTargetRecord;
using tests::JobWorld;

namespace
{

/// People of a recorder, and storage targets that they make.
struct TargetLab : JobWorld {
    std::atomic<int> openedOfTenant{-1}; ///< as the last test asked for it
    StorageAccess access{
        gate,
        [this](const StorageTargetSettings &settings, bool ofTenant, const StoragePatience &patience) {
            openedOfTenant = ofTenant ? 1 : 0;
            return openStorageTarget(settings, {}, patience);
        },
        key, clock};

    using Work = common::Result<StorageTargetRecord> (*)(Transaction &, const TenantScope &, AuditDetail &,
                                                         StorageTargetRecord, const common::HostKey &);
    common::Result<StorageTargetRecord> save(Work work, const char *login, const StorageTargetRecord &target)
    {
        return gate.runAndWait<StorageTargetRecord>(
            session(login), operation("storage.edit", true),
            [&](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                return work(transaction, scope, trail, target, key);
            });
    }
    common::Result<StorageTargetRecord> create(const char *login, const StorageTargetRecord &target)
    {
        return save(createStorageTarget, login, target);
    }
    common::Result<StorageTargetRecord> update(const char *login, const StorageTargetRecord &target)
    {
        return save(updateStorageTarget, login, target);
    }
    QString remove(const char *login, const QString &id)
    {
        return outcome(change<QStringList, const QStringList &>(login, "storage.edit", removeStorageTargets,
                                                                QStringList{id}));
    }
    /// A file of the first tenant is on its way there.
    void queueFile(const QString &id)
    {
        ask(QStringLiteral("INSERT INTO uploads (call_id, position, tenant_id, target, host, source, path, "
                           "size, sha256, format, created_ms, due_ms) SELECT gen_random_uuid(), 0, 1, id, "
                           "'host-a', 's', 'p', 1, decode(repeat('00', 32), 'hex'), 'mp3', 1, 1 FROM "
                           "storage_targets WHERE uuid = '%1'")
                .arg(id));
    }
    common::Result<StorageTargetSettings> settingsOf(const QString &id)
    {
        return gate.runAndWait<StorageTargetSettings>(
            session("root"), operation("storage.view", false),
            [&](Transaction &transaction, const TenantScope &,
                AuditDetail &) -> common::Result<StorageTargetSettings> {
                const auto found =
                    StorageTargetRepository(transaction).find(std::nullopt, QUuid::fromString(id));
                return found ? storageSettingsOf(*found, key)
                             : common::Result<StorageTargetSettings>(
                                   common::fail(common::ErrorCode::NotFound, QStringLiteral("none")));
            });
    }
};

StorageTargetRecord ftp(const char *name = "Archive")
{
    StorageTargetRecord target;
    target.name = QLatin1String(name);
    target.kind = QStringLiteral("ftp");
    target.host = QStringLiteral("files.example");
    target.user = QStringLiteral("rec");
    target.password = QStringLiteral("very-secret-1");
    return target;
}

template <typename T>
QString reasonOf(const common::Result<T> &result, const char *field)
{
    return result ? QStringLiteral("none") : result.error().fields.value(QLatin1String(field));
}

} // namespace

class TstStorageTargets : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void secretsGoInAndStayIn()
    {
        TargetLab lab;
        auto made = lab.create("admin", ftp());
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        QVERIFY(made->hasPassword && made->password.isEmpty());
        QCOMPARE(lab.settingsOf(made->id)->password, QStringLiteral("very-secret-1"));
        for (const char *where : {"SELECT string_agg(s::text, ' ') FROM storage_targets s",
                                  "SELECT string_agg(a::text, ' ') FROM audit_log a"}) {
            QVERIFY(!lab.ask(QLatin1String(where)).contains(QLatin1String("very-secret")));
        }
        // Kept as long as it goes where it went; given again for another place.
        made->name = QStringLiteral("Renamed");
        auto changed = lab.update("admin", *made);
        QVERIFY2(changed, changed ? "" : qPrintable(changed.error().message));
        QCOMPARE(lab.settingsOf(made->id)->password, QStringLiteral("very-secret-1"));
        changed->host = QStringLiteral("elsewhere.example");
        QCOMPARE(reasonOf(lab.update("admin", *changed), "password"), QStringLiteral("required"));
        changed->host = made->host;
        changed->requireTls = false; // or it would be sent in the clear
        QCOMPARE(reasonOf(lab.update("admin", *changed), "password"), QStringLiteral("required"));
    }

    void foldersAreForWhoRunsTheSystem()
    {
        TargetLab lab;
        StorageTargetRecord target;
        target.name = QStringLiteral("Folder");
        target.basePath = QStringLiteral("/srv/recordings");
        QCOMPARE(reasonOf(lab.create("admin", target), "kind"), QStringLiteral("not-allowed"));
        target.system = true;
        QVERIFY(lab.create("root", target));
        StorageTargetRecord ofAll = ftp();
        ofAll.system = true;
        QCOMPARE(reasonOf(lab.create("admin", ofAll), "system"), QStringLiteral("not-allowed"));
        target.basePath = QStringLiteral("/srv/../etc");
        QCOMPARE(reasonOf(lab.create("root", target), "base_path"), QStringLiteral("path"));
    }

    void namesAndVersionsAreKept()
    {
        TargetLab lab;
        const auto made = lab.create("admin", ftp());
        QVERIFY(made);
        QCOMPARE(reasonOf(lab.create("admin", ftp("ARCHIVE")), "name"), QStringLiteral("taken"));
        StorageTargetRecord old = *made;
        old.version = 0;
        QCOMPARE(reasonOf(lab.update("admin", old), "version"), QStringLiteral("changed"));
        // The recorder's own folder.
        StorageTargetRecord own = ftp();
        own.id = QStringLiteral("00000000-0000-7000-8000-000000000001");
        QCOMPARE(reasonOf(lab.update("root", own), "id"), QStringLiteral("built-in"));
    }

    void wrongValuesNameTheirField_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        for (const auto &[field, value] :
             {std::pair{"host", ""}, std::pair{"host", "a b"}, std::pair{"user", ""}, std::pair{"user", "-x"},
              std::pair{"user", "a\r\nDELE"}, std::pair{"host_key", "MD5:aa"},
              std::pair{"ca_certificates", "x"}, std::pair{"base_path", "a\nb"}}) {
            QTest::addRow("%s %s", field, value)
                << QLatin1String(field) + QString() << QString(QLatin1String(value));
        }
    }

    void wrongValuesNameTheirField()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        StorageTargetRecord target = ftp();
        (field == QLatin1String("host")        ? target.host
         : field == QLatin1String("user")      ? target.user
         : field == QLatin1String("host_key")  ? target.hostKey
         : field == QLatin1String("base_path") ? target.basePath
                                               : target.caCertificates) = value;
        const common::Status cleaned = cleanStorageTarget(target);
        QVERIFY(!cleaned);
        QVERIFY2(cleaned.error().fields.contains(field), qPrintable(cleaned.error().message));
    }

    void whatIsNeededIsNotRemoved()
    {
        TargetLab lab;
        const auto made = lab.create("admin", ftp());
        QVERIFY(made);
        lab.ask(QStringLiteral("INSERT INTO settings (tenant_id, key, value) VALUES (1, 'storageRules', "
                               "'{\"screen\":{\"target\":\"%1\"}}')")
                    .arg(made->id));
        QCOMPARE(lab.remove("admin", made->id), QStringLiteral("Conflict id=in-rules"));
        lab.ask(QStringLiteral("DELETE FROM settings WHERE key = 'storageRules'"));
        lab.queueFile(made->id);
        QCOMPARE(lab.remove("admin", made->id), QStringLiteral("Conflict id=in-use"));
        lab.ask(QStringLiteral("DELETE FROM uploads"));
        QCOMPARE(lab.remove("admin", made->id), QString());
        QCOMPARE(lab.count(QStringLiteral("storage_targets WHERE deleted_ms IS NOT NULL")), 1);
    }

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

    /// Or the system's administrator would see a test pass, and every upload refused.
    void aTestGoesByWhoseTargetItIs()
    {
        TargetLab lab;
        const auto tested = [&lab](const StorageTargetRecord &target) {
            Operation operation = TargetLab::operation("storage.edit", false);
            operation.audited = true;
            lab.openedOfTenant = -1;
            const auto steps = TargetLab::wait<StorageAccess::Steps>(
                [&](auto done) { lab.access.test(lab.session("root"), operation, target, {}, done); });
            return steps ? lab.openedOfTenant.load() : -2;
        };
        const QTemporaryDir dir;
        StorageTargetRecord folder;
        folder.name = QStringLiteral("Folder");
        folder.basePath = dir.path();
        folder.tenantId = lab.tenant("Nordlicht");
        QCOMPARE(tested(folder), 1); // a form that is not saved
        const auto ofTenant = lab.create("root", folder);
        QVERIFY2(ofTenant, ofTenant ? "" : qPrintable(ofTenant.error().message));
        StorageTargetRecord sent = *ofTenant;
        sent.system = true; // what is stored counts
        QCOMPARE(tested(sent), 1);
        folder.tenantId.clear();
        folder.system = true;
        const QTemporaryDir another;
        folder.basePath = another.path();
        const auto ofSystem = lab.create("root", folder);
        QVERIFY(ofSystem);
        QCOMPARE(tested(*ofSystem), 0);
    }

    void aFormIsTested()
    {
        TargetLab lab;
        const QTemporaryDir dir;
        StorageTargetRecord target;
        target.basePath = dir.path();
        target.system = true;
        Operation operation = TargetLab::operation("storage.edit", false);
        operation.audited = true;
        const auto steps = TargetLab::wait<StorageAccess::Steps>(
            [&](auto done) { lab.access.test(lab.session("root"), operation, target, {}, done); });
        QVERIFY2(steps, steps ? "" : qPrintable(steps.error().message));
        QCOMPARE(steps->size(), 6);
        QCOMPARE(steps->last().state, QStringLiteral("passed"));
    }

    /// Of what is stored only: not of a form with something else in it, and not of a test that was stopped.
    void howTheLastTestEndedIsKept()
    {
        TargetLab lab;
        auto dir = std::make_unique<QTemporaryDir>();
        StorageTargetRecord folder;
        folder.name = QStringLiteral("Folder");
        folder.basePath = dir->path();
        folder.system = true;
        const auto made = lab.create("root", folder);
        QVERIFY(made);
        QCOMPARE(made->testedMs, 0);
        const auto test = [&lab](const StorageTargetRecord &target, StorageAccess::Listener listener = {}) {
            Operation operation = TargetLab::operation("storage.edit", false);
            operation.audited = true;
            const auto steps = TargetLab::wait<StorageAccess::Steps>(
                [&](auto done) { lab.access.test(lab.session("root"), operation, target, listener, done); });
            return steps.has_value();
        };
        const auto kept = [&lab](const QString &id) {
            return lab.ask(
                QStringLiteral("SELECT concat_ws(' ', tested_ms, tested_step, tested_cause, version) "
                               "FROM storage_targets WHERE uuid = '%1'")
                    .arg(id));
        };
        StorageTargetRecord typed = *made;
        const QTemporaryDir other;
        typed.basePath = other.path();
        QVERIFY(test(typed));
        QCOMPARE(kept(made->id), QStringLiteral("0   1"));
        QVERIFY(test(*made, {[](const StorageAccess::Steps &) { return false; }, {}})); // stopped
        QCOMPARE(kept(made->id), QStringLiteral("0   1"));
        const qint64 rows = lab.count(QStringLiteral("audit_log"));
        QVERIFY(test(*made));
        const QString now = QString::number(common::toUnixMs(lab.clock.wall()));
        QCOMPARE(kept(made->id), now + QStringLiteral("   1"));
        QCOMPARE(lab.count(QStringLiteral("audit_log")), rows + 1); // the test's own, as before
        dir.reset();
        QVERIFY(test(*made));
        const QString failed = kept(made->id);
        QVERIFY2(failed.startsWith(now + QStringLiteral(" exists ")), qPrintable(failed));
        // With other settings it was never tested.
        StorageTargetRecord moved = *made;
        moved.basePath = other.path();
        QVERIFY(lab.update("root", moved));
        QCOMPARE(kept(made->id), QStringLiteral("0   2"));
        // A test of the settings before says nothing of these.
        QVERIFY(test(*made));
        QCOMPARE(kept(made->id), QStringLiteral("0   2"));
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

    void stepsAreToldAsTheyGoOn()
    {
        TargetLab lab;
        const QTemporaryDir dir;
        StorageTargetRecord target;
        target.basePath = dir.path();
        target.system = true;
        Operation operation = TargetLab::operation("storage.edit", false);
        operation.audited = true;
        QList<qsizetype> heard;
        const auto listen = [&heard](qsizetype most) {
            return StorageAccess::Listener{[&heard, most](const StorageAccess::Steps &steps) {
                                               heard.append(steps.size());
                                               return heard.size() < most;
                                           },
                                           {}};
        };
        const auto test = [&](qsizetype most) {
            heard.clear();
            return TargetLab::wait<StorageAccess::Steps>([&](auto done) {
                lab.access.test(lab.session("root"), operation, target, listen(most), done);
            });
        };
        QVERIFY(test(100));
        QCOMPARE(heard, (QList<qsizetype>{1, 2, 3, 4, 5, 6}));
        const auto left = test(2); // nobody listens any more
        QVERIFY(left);
        QCOMPARE(heard, (QList<qsizetype>{1, 2}));
        QCOMPARE(left->at(2).state, QStringLiteral("not-run"));
        QVERIFY(QDir(dir.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    }

    /// Nobody got the password before a key was pinned; with another key it goes to another server.
    void theFirstHostKeyKeepsThePassword()
    {
        TargetLab lab;
        StorageTargetRecord target = ftp();
        target.kind = QStringLiteral("sftp");
        const auto made = lab.create("admin", target);
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        StorageTargetRecord pinned = *made;
        pinned.hostKey = QStringLiteral("SHA256:") + QString(43, u'a');
        const auto trusted = lab.update("admin", pinned);
        QVERIFY2(trusted, trusted ? "" : qPrintable(trusted.error().message));
        QCOMPARE(lab.settingsOf(made->id)->password, QStringLiteral("very-secret-1"));
        for (const QString &other : {QStringLiteral("SHA256:") + QString(43, u'b'), QString()}) {
            StorageTargetRecord changed = *trusted;
            changed.hostKey = other;
            QCOMPARE(reasonOf(lab.update("admin", changed), "password"), QStringLiteral("required"));
        }
    }
};

EARSHOT_TEST(tst_storagetargets, TstStorageTargets)
#include "tst_storagetargets.moc"
