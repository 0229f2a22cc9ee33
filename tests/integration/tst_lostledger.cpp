// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/callerprocess.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTest>

using namespace tests;

namespace
{

QStringList journalsIn(const QString &folder)
{
    QStringList found;
    QDirIterator it(folder, {QStringLiteral("*.spool")}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        found.append(it.next());
    }
    return found;
}

} // namespace

/// The ledger is damaged, and somebody moves it away to get the recorder going again.
class TestLostLedger : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void journalsOfCallsThatItKnewAreKept()
    {
        RecorderProcess recorder;
        QVERIFY(recorder.start());
        CallerProcess caller(
            QStringLiteral("call"), recorder.siprecPort(),
            {QStringLiteral("--seconds"), QStringLiteral("4"), QStringLiteral("--allow-refused")});
        QTRY_COMPARE(recorder.metric("earshot_calls_active"), 1.0);
        QTRY_VERIFY(recorder.metric("earshot_spool_bytes") > 20000); // a second of two parties
        recorder.kill();
        const QStringList journals = journalsIn(recorder.dataFolder() + QStringLiteral("/spool"));
        QCOMPARE(journals.size(), 1);
        const qint64 size = QFileInfo(journals.first()).size();
        for (const char *part : {"", "-wal", "-shm"}) {
            QFile::remove(recorder.dataFolder() + QStringLiteral("/ledger.sqlite") + QLatin1String(part));
        }
        QVERIFY(recorder.start());
        QVERIFY(recorder.log().contains("a new ledger is made"));
        const QStringList kept = journalsIn(recorder.dataFolder() + QStringLiteral("/suspect"));
        QCOMPARE(kept.size(), 1);
        QCOMPARE(QFileInfo(kept.first()).size(), size);
        QVERIFY(!QFile::exists(journals.first()));
        const QString found = recorder.verify();
        QVERIFY2(found.contains(kept.first()), qPrintable(found));
        caller.wait();
        QCOMPARE(recorder.stop(), 0);
    }
};

EARSHOT_TEST(tst_lostledger, TestLostLedger)
#include "tst_lostledger.moc"
