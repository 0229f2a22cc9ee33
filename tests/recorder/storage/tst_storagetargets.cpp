// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/storageaccess.h"

#include "tests/recorder/storage/targetlab.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QTemporaryDir>

using namespace recorder;
using common::StorageTargetRecord;
using namespace tests;

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
        QVERIFY(QDir(other.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
        QVERIFY(!lab.settingsOf(made->id)->begun);
        QVERIFY(test(*made, {[](const StorageAccess::Steps &) { return false; }, {}})); // stopped
        QCOMPARE(kept(made->id), QStringLiteral("0   1"));
        const qint64 rows = lab.count(QStringLiteral("audit_log"));
        QVERIFY(test(*made));
        const QString now = QString::number(common::toUnixMs(lab.clock.wall()));
        QCOMPARE(kept(made->id), now + QStringLiteral("   1"));
        QCOMPARE(lab.count(QStringLiteral("audit_log")), rows + 1);     // the test's own, as before
        QFile marker(dir->filePath(QStringLiteral(".earshot-target"))); // it begins there now
        QVERIFY(marker.open(QIODevice::ReadOnly));
        QCOMPARE(marker.readAll(), made->id.toUtf8() + '\n');
        QVERIFY(lab.settingsOf(made->id)->begun);
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
