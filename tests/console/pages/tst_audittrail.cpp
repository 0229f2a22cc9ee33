// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/audit.pb.h"
#include "common/proto/audittrail.pb.h"
#include "console/crud/listpage.h"
#include "console/crud/settingpage.h"
#include "console/kit/blockgrid.h"
#include "console/kit/filterchips.h"
#include "console/kit/lazysection.h"
#include "console/kit/recordview.h"
#include "console/kit/words.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/administration/auditsection.h"
#include "console/pages/administration/audittrail.h"
#include "tests/console/pages/directorypagebench.h"
#include "tests/support/pagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QAction>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{

const QString kExport = QStringLiteral("AuditTrail/Export");
const QString kVerify = QStringLiteral("AuditTrail/Verify");

v1::AuditPolicy stored()
{
    v1::AuditPolicy policy;
    policy.set_keep_days(365);
    policy.set_syslog(true);
    policy.set_syslog_transport("tls");
    policy.set_syslog_host("log.example.com");
    policy.set_syslog_port(6514);
    policy.set_version(3);
    return policy;
}

struct Bench : PageBench {
    explicit Bench(bool root = true)
    {
        identity.permissions.append(QStringLiteral("audit.view"));
        if (root) {
            identity.scope = QStringLiteral("unrestricted");
            identity.permissions.append({QStringLiteral("system.view"), QStringLiteral("system.edit")});
        }
    }
    void open(QWidget *(*create)(const PageContext &, const QVariantMap &, QWidget *))
    {
        page.reset(create(context(), {}, nullptr));
        page->resize(1040, 860);
        page->show();
        (void)QTest::qWaitForWindowExposed(page.get());
    }
    void openLog()
    {
        open(&createAuditLog);
        v1::AuditList list;
        auto *record = list.add_records();
        record->set_id(7);
        record->set_at_ms(1'790'000'000'000);
        record->set_initiator("anna");
        record->set_resource("users");
        record->set_action("update");
        list.mutable_info()->set_total(1);
        rpc.reply(QStringLiteral("Audit/List"), list);
    }
    template <typename W>
    W *find(const char *name)
    {
        return page->findChild<W *>(QString::fromLatin1(name));
    }
    QMessageBox *verdict() { return find<QMessageBox>("audit-verdict"); }

    std::unique_ptr<QWidget> page;
};

v1::AuditChunk chunkOf(const QByteArray &bytes)
{
    v1::AuditChunk chunk;
    chunk.set_data(bytes.toStdString());
    return chunk;
}

} // namespace

class TestAuditTrailPages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void retentionIsShownAndSaved()
    {
        Bench bench;
        bench.open(&createAuditRetention);
        bench.rpc.reply(QStringLiteral("AuditTrail/GetPolicy"), stored());
        QCOMPARE(bench.find<QLineEdit>("syslog_host")->text(), QStringLiteral("log.example.com"));
        saveShot(*bench.page, QStringLiteral("audit-retention"));
        QCOMPARE(clippedWidgets(*bench.page), QStringList());
        auto *days = bench.find<QSpinBox>("keep_days");
        QVERIFY(days != nullptr);
        days->setValue(12);
        bench.find<QPushButton>("save")->click();
        QCOMPARE(bench.rpc.count(QStringLiteral("AuditTrail/SetPolicy")), 0); // too few
        days->setValue(0);
        bench.find<QPushButton>("save")->click();
        const auto sent = bench.rpc.request<v1::AuditPolicy>(QStringLiteral("AuditTrail/SetPolicy"));
        QCOMPARE(sent.keep_days(), 0);
        QCOMPARE(sent.syslog_transport(), std::string("tls"));
        QCOMPARE(sent.version(), 3);
        bench.rpc.fail(QStringLiteral("AuditTrail/SetPolicy"), common::ErrorCode::Invalid, {},
                       {{QStringLiteral("syslog_ca"), QStringLiteral("certificate")}});
        auto &form = static_cast<SettingPage *>(bench.page.get())->form();
        QVERIFY(form.errors().contains(QStringLiteral("syslog_ca")));
    }

    void theVerdictIsSaidInWords_data()
    {
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("words");
        QTest::newRow("good") << QString() << QStringLiteral("as it was written");
        QTest::newRow("changed") << QStringLiteral("changed") << QStringLiteral("not as it was written");
        QTest::newRow("missing") << QStringLiteral("missing") << QStringLiteral("is missing");
        QTest::newRow("reordered") << QStringLiteral("reordered") << QStringLiteral("order");
        QTest::newRow("added") << QStringLiteral("added") << QStringLiteral("was added");
        QTest::newRow("cut") << QStringLiteral("cut") << QStringLiteral("older copy");
        QTest::newRow("signature") << QStringLiteral("signature") << QStringLiteral("signature is wrong");
    }
    void theVerdictIsSaidInWords()
    {
        QFETCH(QString, reason);
        QFETCH(QString, words);
        Bench bench;
        bench.openLog();
        bench.find<QAction>("verify")->trigger();
        QCOMPARE(bench.navigator.tasks().running(), 1);
        v1::AuditVerdict verdict;
        verdict.set_good(reason.isEmpty());
        verdict.set_reason(reason.toStdString());
        verdict.set_entries(1234);
        verdict.set_heads(5);
        verdict.set_first_bad(reason.isEmpty() ? 0 : 77);
        verdict.set_last_head_ms(1'790'000'000'000);
        QVERIFY(bench.rpc.reply(kVerify, verdict));
        QVERIFY(bench.verdict() != nullptr);
        const QString text = bench.verdict()->text() + bench.verdict()->informativeText();
        QVERIFY2(text.contains(words), qPrintable(text));
        QCOMPARE(text.contains(QStringLiteral("entry 77")), !reason.isEmpty());
        QCOMPARE(bench.verdict()->icon(),
                 reason.isEmpty() ? QMessageBox::Information : QMessageBox::Critical);
        QCOMPARE(bench.navigator.tasks().running(), 0);
    }

    void aVerdictThatDoesNotComeIsSaid()
    {
        Bench bench;
        bench.openLog();
        bench.find<QAction>("verify")->trigger();
        bench.rpc.fail(kVerify, common::ErrorCode::Unavailable, {},
                       {{QStringLiteral("reason"), QStringLiteral("busy")}});
        QCOMPARE(bench.navigator.notes.size(), 1);
        QVERIFY(bench.verdict() == nullptr);
    }

    void rootSeesTheSettingsTheAdministratorTheLog()
    {
        Bench root;
        root.openLog();
        auto *tabs = root.find<QTabBar>("views");
        QVERIFY(tabs != nullptr);
        saveShot(*root.page, QStringLiteral("audit-log-root"));
        tabs->setCurrentIndex(1);
        QCOMPARE(root.navigator.opened.last().first, QStringLiteral("audit-retention"));
        Bench admin(false);
        admin.openLog();
        QCOMPARE(admin.find<QTabBar>("views")->count(), 2);
        QCOMPARE(admin.find<QTabBar>("views")->tabText(1), QStringLiteral("ADVANCED SEARCH"));
        QVERIFY(!admin.find<QAction>("verify")->isEnabled());
    }

    void exportIsATaskThatWritesAFile_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("format");
        QTest::newRow("csv") << QStringLiteral("a.csv") << QStringLiteral("csv");
        QTest::newRow("jsonl") << QStringLiteral("a.jsonl") << QStringLiteral("jsonl");
    }
    void exportIsATaskThatWritesAFile()
    {
        QFETCH(QString, name);
        QFETCH(QString, format);
        Bench bench;
        bench.openLog();
        const QString path = bench.folder.filePath(name);
        common::ListQuery query;
        query.search = QStringLiteral("anna");
        exportAudit(bench.context(), query, bench.page.get(),
                    [&path](const QString &suggested, const std::function<void(const QString &)> &done) {
                        QVERIFY(suggested.startsWith(QStringLiteral("audit-")));
                        done(path);
                    });
        const auto sent = bench.rpc.request<v1::AuditExport>(kExport);
        QCOMPARE(sent.format(), format.toStdString());
        QCOMPARE(sent.query().search(), std::string("anna"));
        QVERIFY(bench.rpc.last(kExport)->options.manualCredit);
        QCOMPARE(bench.navigator.tasks().running(), 1);
        QSignalSpy finished(&bench.navigator.tasks(), &TaskModel::taskFinished);
        bench.rpc.send(kExport, chunkOf("one\n"));
        bench.rpc.send(kExport, chunkOf("two\n"));
        QTRY_VERIFY(bench.rpc.last(kExport)->consumed > 0); // only when it is on the disk
        QVERIFY(!QFile::exists(path));
        bench.rpc.end(kExport);
        QTRY_COMPARE(finished.size(), 1);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("one\ntwo\n"));
    }

    void anExportThatBreaksLeavesNothing()
    {
        Bench bench;
        bench.openLog();
        const QString path = bench.folder.filePath(QStringLiteral("b.csv"));
        exportAudit(
            bench.context(), {}, bench.page.get(),
            [&path](const QString &, const std::function<void(const QString &)> &done) { done(path); });
        QSignalSpy finished(&bench.navigator.tasks(), &TaskModel::taskFinished);
        bench.rpc.send(kExport, chunkOf("one\n"));
        bench.rpc.fail(kExport, common::ErrorCode::Unavailable);
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(finished.first().at(1).value<TaskState>(), TaskState::Failed);
        QTRY_VERIFY(!QFile::exists(path));
    }

    void whatHasNoIdHasAHistoryToo()
    {
        Bench bench;
        const std::unique_ptr<QWidget> section(
            auditSectionOf(bench.context(), QStringLiteral("file-format"), nullptr));
        section->show();
        section->findChild<QPushButton *>()->click();
        const auto sent = bench.rpc.request<v1::ListRequest>(QStringLiteral("Audit/List"));
        QCOMPARE(sent.criteria_size(), 1);
        QCOMPARE(sent.criteria(0).field(), std::string("resource"));
        QCOMPARE(sent.criteria(0).values(0), std::string("file-format"));
    }
    void theAuditLogFiltersByChips()
    {
        DirectoryPageBench bench;
        bench.open(&createAuditLog);
        bench.answer();
        const auto choose = [&bench](const char *name, const QString &word) {
            for (QAction *action : bench.find<QToolButton>(QLatin1String(name))->menu()->actions()) {
                if (action->text() == word) {
                    action->trigger();
                    return;
                }
            }
            QFAIL(qPrintable(word));
        };
        choose("filter-resource", resourceWord(QStringLiteral("users")));
        choose("filter-action", actionWord(QStringLiteral("update")));
        auto asked = bench.rpc.request<v1::ListRequest>(QStringLiteral("Audit/List"));
        QCOMPARE(asked.criteria_size(), 2);
        QCOMPARE(asked.criteria(0).values(0), std::string("users"));
        QCOMPARE(asked.criteria(1).values(0), std::string("update"));
        bench.answer();
        saveShot(*bench.page, QStringLiteral("audit-filtered"));
        Q_EMIT bench.page->findChild<FilterChips *>()->cleared();
        asked = bench.rpc.request<v1::ListRequest>(QStringLiteral("Audit/List"));
        QCOMPARE(asked.criteria_size(), 0);
    }
    void anAuditRecordShowsBeforeAndAfter()
    {
        DirectoryPageBench bench;
        bench.open(&createAuditRecord, QStringLiteral("1"));
        QCOMPARE(bench.rpc.request<v1::AuditRef>(QStringLiteral("Audit/Get")).id(), 1);
        bench.answer();
        auto *table = bench.find<RecordView>(QStringLiteral("fields"));
        QCOMPARE(table->model()->index(0, 1).data().toString(), QStringLiteral("User - Basic"));
        QCOMPARE(table->model()->index(0, 2).data().toString(), QStringLiteral("Supervisor"));
        bench.page->findChild<LazySection *>()->findChild<QPushButton *>(QStringLiteral("show"))->click();
        bench.answer();
        const auto asked = bench.rpc.request<v1::ListRequest>(QStringLiteral("Audit/List"));
        QCOMPARE(asked.criteria(0).field(), std::string("subject"));
        saveShot(*bench.page, QStringLiteral("audit-record-related"));
    }
    void anAuditRecordOfManyLeadsToTheRowsOfEach()
    {
        for (const char *request : {"7f3a", ""}) {
            DirectoryPageBench bench;
            bench.open(&createAuditRecord, QStringLiteral("1"));
            auto record = auditRecord(0);
            record.clear_subject();
            record.set_request_id(request);
            bench.rpc.reply(QStringLiteral("Audit/Get"), record);
            auto *show =
                bench.page->findChild<LazySection *>()->findChild<QPushButton *>(QStringLiteral("show"));
            QCOMPARE(show->isEnabled(), *request != '\0');
            if (show->isEnabled()) {
                show->click();
                const auto asked = bench.rpc.request<v1::ListRequest>(QStringLiteral("Audit/List"));
                QCOMPARE(asked.criteria_size(), 1);
                QCOMPARE(asked.criteria(0).field(), std::string("request"));
                QCOMPARE(asked.criteria(0).operator_(), std::string("is"));
                QCOMPARE(asked.criteria(0).values(0), std::string(request));
            }
        }
    }
    void anAuditRecordLeadsToItsObject()
    {
        DirectoryPageBench bench;
        bench.open(&createAuditRecord, QStringLiteral("1"));
        auto record = auditRecord(0);
        auto *field = record.add_fields();
        field->set_field("client");
        field->set_after("Earshot 1.0");
        bench.rpc.reply(QStringLiteral("Audit/Get"), record);
        const auto *blocks = bench.page->findChild<BlockGrid *>();
        QCOMPARE(blocks->value(QStringLiteral("ACTION"), QStringLiteral("Details")),
                 QStringLiteral("Update: %1 (role, extensions, client)")
                     .arg(QString::fromStdString(record.subject_name())));
        QCOMPARE(blocks->value(QStringLiteral("INITIATOR"), QStringLiteral("Application")),
                 QStringLiteral("Earshot 1.0"));
        auto *link = blocks->findChild<QLabel *>(QStringLiteral("link"));
        QVERIFY(link != nullptr);
        Q_EMIT link->linkActivated(QStringLiteral("open"));
        QCOMPARE(bench.navigator.opened.size(), 1);
        QCOMPARE(bench.navigator.opened.first().first, QStringLiteral("user"));
        QCOMPARE(bench.navigator.opened.first().second.value(QStringLiteral("id")).toString(),
                 QString::fromStdString(record.subject()));
    }
    void anAuditRecordLeadsNowhere_data()
    {
        QTest::addColumn<QString>("resource");
        QTest::addColumn<QString>("subject");
        QTest::addColumn<QString>("lacking");
        QTest::newRow("no permission")
            << QStringLiteral("users") << textId(0) << QStringLiteral("users.view");
        QTest::newRow("no page") << QStringLiteral("saved-searches") << textId(0) << QString();
        QTest::newRow("no object") << QStringLiteral("users") << QString() << QString();
    }
    void anAuditRecordLeadsNowhere()
    {
        QFETCH(QString, resource);
        QFETCH(QString, subject);
        QFETCH(QString, lacking);
        DirectoryPageBench bench;
        bench.identity.permissions.removeAll(lacking);
        bench.open(&createAuditRecord, QStringLiteral("1"));
        auto record = auditRecord(0);
        record.set_resource(resource.toStdString());
        record.set_subject(subject.toStdString());
        bench.rpc.reply(QStringLiteral("Audit/Get"), record);
        const auto *blocks = bench.page->findChild<BlockGrid *>();
        QVERIFY(!blocks->value(QStringLiteral("ACTION"), QStringLiteral("Details")).isEmpty());
        QVERIFY(blocks->findChild<QLabel *>(QStringLiteral("link")) == nullptr);
    }
    void theAuditSectionNamesItsPermission()
    {
        DirectoryPageBench bench;
        bench.identity.permissions.removeAll(QStringLiteral("audit.view"));
        bench.open(&createGroup, textId(500));
        bench.answer();
        auto *show = bench.find<LazySection>(QStringLiteral("audit-section"))
                         ->findChild<QPushButton *>(QStringLiteral("show"));
        QVERIFY(!show->isEnabled());
        QVERIFY(!show->toolTip().isEmpty());
    }
};

EARSHOT_TEST(tst_audittrail, TestAuditTrailPages)
#include "tst_audittrail.moc"
