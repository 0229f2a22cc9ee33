// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/csvexport.h"

#include "common/core/csv.h"
#include "tests/console/crud/note.h"
#include "tests/support/fakerpc.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace console;
using namespace tests;

class TestCsvExport : public QObject
{
    Q_OBJECT
private:
    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    struct Bench {
        QTemporaryDir folder;
        FakeRpc rpc;
        NoteController controller{rpc, noteMethods(), noteColumns(), noteId};
        QString path = folder.filePath(QStringLiteral("notes.csv"));

        CsvExport *start(const RowSelection &only = {})
        {
            common::ListQuery query;
            query.search = QStringLiteral("n");
            query.pageToken = QStringLiteral("somewhere");
            auto *job = new CsvExport(&controller,
                                      {query, only, {QStringLiteral("text")}, {QStringLiteral("Text")}, path},
                                      nullptr);
            job->start();
            return job;
        }
    };

private Q_SLOTS:
    void cellsAreQuoted_data()
    {
        QTest::addColumn<QString>("cell");
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("plain") << QStringLiteral("1002") << QByteArray("1002\r\n");
        QTest::newRow("comma") << QStringLiteral("a,b") << QByteArray("\"a,b\"\r\n");
        QTest::newRow("quote") << QStringLiteral("a\"b") << QByteArray("\"a\"\"b\"\r\n");
        QTest::newRow("line") << QStringLiteral("a\nb") << QByteArray("\"a\nb\"\r\n");
        QTest::newRow("formula") << QStringLiteral("=cmd|'/c'!A1") << QByteArray("'=cmd|'/c'!A1\r\n");
        QTest::newRow("plus") << QStringLiteral("+49 30") << QByteArray("'+49 30\r\n");
        QTest::newRow("at") << QStringLiteral("@SUM(1,2)") << QByteArray("\"'@SUM(1,2)\"\r\n");
        QTest::newRow("minus") << QStringLiteral("-1") << QByteArray("'-1\r\n");
        QTest::newRow("tab") << QStringLiteral("\t=1") << QByteArray("'\t=1\r\n");
        QTest::newRow("umlaut") << QStringLiteral("Jörg") << QByteArray("J\xc3\xb6rg\r\n");
        QTest::newRow("empty") << QString() << QByteArray("\r\n");
    }
    void cellsAreQuoted()
    {
        QFETCH(QString, cell);
        QTEST(common::csvLine({cell}), "line");
    }
    void everyPageIsWritten()
    {
        Bench b;
        CsvExport *job = b.start();
        QSignalSpy finished(job, &CsvExport::finished);
        const auto first = b.rpc.request<earshot::v1::ListRequest>(QStringLiteral("Notes/List"));
        QCOMPARE(first.page_size(), 1000u);
        QCOMPARE(first.page_token(), std::string());
        QCOMPARE(first.search(), std::string("n"));
        b.rpc.reply(QStringLiteral("Notes/List"), noteList(1, 2, "more", 3));
        QCOMPARE(b.rpc.request<earshot::v1::ListRequest>(QStringLiteral("Notes/List")).page_token(),
                 std::string("more"));
        b.rpc.reply(QStringLiteral("Notes/List"), noteList(3, 1, "", -1));
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(finished[0][0].toInt(), 3);
        QVERIFY(!finished[0][1].toBool());
        QCOMPARE(contentOf(b.path), QByteArray("\xef\xbb\xbfText\r\nnote 1\r\nnote 2\r\nnote 3\r\n"));
    }
    void onlyTickedRows()
    {
        Bench b;
        CsvExport *job = b.start({false, {QStringLiteral("2")}});
        QSignalSpy finished(job, &CsvExport::finished);
        b.rpc.reply(QStringLiteral("Notes/List"), noteList(1, 2, "more", 300));
        QTRY_COMPARE(finished.count(), 1); // it was found: no further page is asked for
        QCOMPARE(contentOf(b.path), QByteArray("\xef\xbb\xbfText\r\nnote 2\r\n"));
        QVERIFY(!finished[0][1].toBool());
    }
    void allButSome()
    {
        Bench b;
        CsvExport *job = b.start({true, {QStringLiteral("2")}});
        QSignalSpy finished(job, &CsvExport::finished);
        b.rpc.reply(QStringLiteral("Notes/List"), noteList(1, 3, "", 3));
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(contentOf(b.path), QByteArray("\xef\xbb\xbfText\r\nnote 1\r\nnote 3\r\n"));
    }
    void failuresLeaveNoFile()
    {
        Bench b;
        CsvExport *job = b.start();
        QSignalSpy failed(job, &CsvExport::failed);
        b.rpc.reply(QStringLiteral("Notes/List"), noteList(1, 2, "more", 3));
        b.rpc.fail(QStringLiteral("Notes/List"), common::ErrorCode::Unavailable);
        QCOMPARE(failed.count(), 1);
        QVERIFY(!QFile::exists(b.path));
        b.path = b.folder.filePath(QStringLiteral("no/such/folder.csv"));
        CsvExport *other = b.start();
        QSignalSpy unwritten(other, &CsvExport::failed);
        b.rpc.reply(QStringLiteral("Notes/List"), noteList(1, 2, "", 2));
        QTRY_COMPARE(unwritten.count(), 1);
        QCOMPARE(unwritten[0][0].value<common::Error>().fields.value(QStringLiteral("reason")),
                 QStringLiteral("file"));
    }
    void stoppedOrDeletedItSaysSo()
    {
        Bench b;
        CsvExport *job = b.start();
        QSignalSpy stopped(job, &CsvExport::stopped);
        job->stop();
        job->stop();
        QCOMPARE(stopped.count(), 1);
        CsvExport *other = b.start();
        QSignalSpy gone(other, &CsvExport::stopped);
        delete other;
        QCOMPARE(gone.count(), 1);
    }
};

EARSHOT_TEST(tst_csvexport, TestCsvExport)
#include "tst_csvexport.moc"
