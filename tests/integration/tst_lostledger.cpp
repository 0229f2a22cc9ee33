// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/callerprocess.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTest>

#include <array>

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

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

constexpr std::array kParts{"", "-wal"};

QString ledgerPart(const RecorderProcess &recorder, const char *part)
{
    return recorder.dataFolder() + QStringLiteral("/ledger.sqlite") + QLatin1String(part);
}

/// Of a recorder that does not run.
QList<QByteArray> ledgerOf(const RecorderProcess &recorder)
{
    QList<QByteArray> parts;
    for (const char *part : kParts) {
        parts.append(contentOf(ledgerPart(recorder, part)));
    }
    return parts;
}

bool restore(const RecorderProcess &recorder, const QList<QByteArray> &parts)
{
    QFile::remove(ledgerPart(recorder, "-shm"));
    bool good = true;
    for (std::size_t i = 0; i < kParts.size(); ++i) {
        QFile::remove(ledgerPart(recorder, kParts[i]));
        const QByteArray &content = parts[static_cast<qsizetype>(i)];
        QFile file(ledgerPart(recorder, kParts[i]));
        good = good && (content.isEmpty() ||
                        (file.open(QIODevice::WriteOnly) && file.write(content) == content.size()));
    }
    return good;
}

} // namespace

/// The ledger is damaged, and somebody moves it away to get the recorder going again, or restores a copy.
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
    /// What came after the copy was made stands in the database, and the journals are gone, as they should
    /// be. The restored ledger does not know that, and must not have the files made once more from nothing.
    void anOlderOneReplacesNothing_data()
    {
        QTest::addColumn<QString>("failpoint");
        QTest::newRow("accepted") << QStringLiteral("call.before-close:kill");
        QTest::newRow("ended") << QStringLiteral("finish.begin:kill");
    }
    void anOlderOneReplacesNothing()
    {
        QFETCH(QString, failpoint);
        RecorderProcess recorder;
        recorder.configure(QStringLiteral("media.rtp_timeout"), QStringLiteral("5"));
        QVERIFY(recorder.start({{QStringLiteral("EARSHOT_FAILPOINT"), failpoint}}));
        CallerProcess caller(QStringLiteral("call"), recorder.siprecPort(),
                             {QStringLiteral("--seconds"), QStringLiteral("2"),
                              QStringLiteral("--session-expires"), QStringLiteral("0")});
        caller.wait();
        QVERIFY(recorder.waitForEnd(std::chrono::seconds(30)));
        const QList<QByteArray> copy = ledgerOf(recorder);
        QVERIFY(recorder.start());
        QVERIFY(recorder.waitForSettled(1, std::chrono::seconds(60)));
        QCOMPARE(recorder.verify(), QString());
        const QString file = recorder.calls().first().value(QLatin1String("file")).toString();
        const QByteArray sound = contentOf(file);
        QVERIFY(sound.size() > 4000);
        QCOMPARE(recorder.stop(), 0);
        QVERIFY(restore(recorder, copy));
        QVERIFY(recorder.start());
        QVERIFY(recorder.waitForSettled(1, std::chrono::seconds(60)));
        QVERIFY(recorder.log().contains("was an older one restored?"));
        QVERIFY(contentOf(file) == sound);
        QCOMPARE(recorder.calls().size(), 1);
        QCOMPARE(recorder.verify(), QString());
        QCOMPARE(recorder.stop(), 0);
    }
};

EARSHOT_TEST(tst_lostledger, TestLostLedger)
#include "tst_lostledger.moc"
