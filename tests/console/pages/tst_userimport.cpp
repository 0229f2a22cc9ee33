// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/administration/userimport.h"

#include "common/proto/usertransfer.pb.h"
#include "console/kit/banner.h"
#include "console/kit/recordview.h"
#include "tests/support/pagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{

struct Bench : PageBench {
    QTemporaryDir folder;
    QWidget host;
    QPointer<UserImportDialog> dialog;

    Bench()
    {
        identity.scope = QStringLiteral("tenant");
        dialog = new UserImportDialog(context(), &host);
        dialog->open();
    }
    void choose(const QByteArray &csv)
    {
        QFile file(folder.filePath(QStringLiteral("people.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(csv);
        file.close();
        const int asked = rpc.count(QStringLiteral("UserTransfer/Import"));
        dialog->setFile(file.fileName());
        QTRY_COMPARE(rpc.count(QStringLiteral("UserTransfer/Import")), asked + 1);
    }
    /// The job is accepted, then found to have ended.
    void answer(const v1::Job &end)
    {
        v1::Job job;
        job.set_id("7");
        job.set_state("waiting");
        rpc.reply(QStringLiteral("UserTransfer/Import"), job);
        const int asked = rpc.count(QStringLiteral("Jobs/Get"));
        QTRY_VERIFY(rpc.count(QStringLiteral("Jobs/Get")) > asked);
        rpc.reply(QStringLiteral("Jobs/Get"), end);
    }
    v1::UserImport asked() const
    {
        v1::UserImport request;
        const QByteArray bytes = rpc.last(QStringLiteral("UserTransfer/Import"))->request;
        request.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size()));
        return request;
    }
    QPushButton *button(const char *name) const
    {
        return dialog->findChild<QPushButton *>(QLatin1String(name));
    }
    QString verdict() const { return dialog->findChild<Banner *>(QStringLiteral("verdict"))->text(); }
};

v1::Job ended(const char *state)
{
    v1::Job job;
    job.set_id("7");
    job.set_state(state);
    job.set_ended_ms(1);
    return job;
}

} // namespace

class TestUserImport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theFileIsTriedFirstAndThenTaken()
    {
        Bench bench;
        QVERIFY(!bench.button("import")->isEnabled());
        bench.choose("name\nAda\n");
        QVERIFY(bench.asked().dry_run());
        QCOMPARE(bench.asked().csv(), std::string("name\nAda\n"));
        QCOMPARE(bench.asked().file_name(), std::string("people.csv"));
        v1::Job good = ended("done");
        good.set_changed(12);
        good.set_skipped(5);
        bench.answer(good);
        QVERIFY(bench.button("import")->isEnabled());
        QVERIFY2(bench.verdict().contains(QLatin1String("12")), qPrintable(bench.verdict()));
        QSignalSpy imported(bench.dialog, &UserImportDialog::imported);
        bench.button("import")->click();
        QVERIFY(!bench.asked().dry_run());
        bench.answer(good);
        QCOMPARE(imported.size(), 1);
        QTRY_VERIFY(!bench.dialog);
    }
    void everyMistakeIsShownWithItsRow()
    {
        Bench bench;
        bench.choose("name,role\nAda,Emperor\n");
        v1::Job bad = ended("failed");
        bad.set_failed(2);
        auto *line = bad.add_lines();
        line->set_row(2);
        line->set_field("role");
        line->set_code("unknown");
        line->set_detail("Emperor");
        line->set_error(true);
        line = bad.add_lines();
        line->set_row(9);
        line->set_field("active");
        line->set_code("yes-or-no");
        line->set_detail("perhaps");
        bench.answer(bad);
        QVERIFY(!bench.button("import")->isEnabled());
        auto *view = bench.dialog->findChild<RecordView *>();
        QVERIFY(view->isVisible());
        QCOMPARE(view->model()->rowCount(), 2);
        QCOMPARE(view->model()->index(0, 0).data().toString(), QStringLiteral("2"));
        QCOMPARE(view->model()->index(1, 3).data().toString(), QStringLiteral("perhaps"));
        saveShot(*bench.dialog, QStringLiteral("user-import"));
        QCOMPARE(namelessWidgets(*bench.dialog), QStringList());
    }
    void whatIsExportedIsWhatTheRecorderSends()
    {
        Bench bench;
        const QString path = bench.folder.filePath(QStringLiteral("users.csv"));
        common::ListQuery query;
        query.search = QStringLiteral("ada");
        exportUsersTo(path, bench.context(), query);
        v1::ListRequest asked;
        const QByteArray bytes = bench.rpc.last(QStringLiteral("UserTransfer/Export"))->request;
        QVERIFY(asked.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size())));
        QCOMPARE(asked.search(), std::string("ada"));
        v1::CsvChunk chunk;
        chunk.set_data("name\r\nAda\r\n");
        QVERIFY(bench.rpc.reply(QStringLiteral("UserTransfer/Export"), chunk));
        QTRY_VERIFY(QFile::exists(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("name\r\nAda\r\n"));
    }
    void aFileThatIsNotThereIsTold()
    {
        Bench bench;
        bench.dialog->setFile(bench.folder.filePath(QStringLiteral("gone.csv")));
        QTRY_VERIFY(!bench.verdict().isEmpty());
        QCOMPARE(bench.rpc.count(QStringLiteral("UserTransfer/Import")), 0);
    }
};

EARSHOT_TEST(tst_userimport, TestUserImport)
#include "tst_userimport.moc"
