// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <memory>

/// trust.md F1 for the audit trail: the recorder kills itself between an entry, its place in the chain, the
/// signed head and the file of heads. Whatever was committed is in the one chain afterwards. One data folder
/// for all rows, so that each start also meets what the kills before have left.
class TestAuditKill : public QObject
{
    Q_OBJECT
private:
    QJsonObject verdict()
    {
        QByteArray output;
        m_exit = m_recorder->command(
            {QStringLiteral("audit"), QStringLiteral("verify"), QStringLiteral("--json")}, &output);
        return QJsonDocument::fromJson(output).object();
    }
    /// Leaves an entry in the trail.
    bool leaveEntry(int number)
    {
        return m_recorder->command({QStringLiteral("ensure-user"), QStringLiteral("--tenant"),
                                    QStringLiteral("T"), QStringLiteral("--login"),
                                    QStringLiteral("user%1").arg(number), QStringLiteral("--role"),
                                    QStringLiteral("user-basic")}) == 0;
    }

private Q_SLOTS:
    void initTestCase() { m_recorder = std::make_unique<tests::RecorderProcess>(); }
    void cleanupTestCase() { m_recorder.reset(); }

    void killed_data()
    {
        QTest::addColumn<int>("unused");
        for (const char *row : {"audit.before-chain-commit", "audit.after-chain", "audit.before-head-commit",
                                "audit.after-head", "audit.after-file"}) {
            QTest::newRow(row) << 0;
        }
    }
    void killed()
    {
        const QString point = QString::fromLatin1(QTest::currentDataTag());
        // It may die before it is up.
        static_cast<void>(m_recorder->start(
            {{QStringLiteral("EARSHOT_FAILPOINT"), point + QStringLiteral(":kill")}}, false));
        const bool left = leaveEntry(++m_entries);
        // What needs something new to chain or sign dies at the entry, or at the end.
        const bool died = m_recorder->waitForEnd(std::chrono::seconds(5)) || m_recorder->stop() == -1;
        QVERIFY2(died, "the point was not passed");
        QVERIFY(!m_recorder->running());
        QVERIFY(left || leaveEntry(m_entries));
        QVERIFY(m_recorder->start());
        QVERIFY(m_recorder->stop() == 0);
        const QJsonObject json = verdict();
        QVERIFY2(m_exit == 0, QJsonDocument(json).toJson().constData());
        QVERIFY(json.value(QLatin1String("good")).toBool());
        QVERIFY(json.value(QLatin1String("entries")).toInt() > m_lastEntries);
        QVERIFY(json.value(QLatin1String("heads")).toInt() >= 1);
        m_lastEntries = json.value(QLatin1String("entries")).toInt();
        QFile heads(m_recorder->dataFolder() + QStringLiteral("/audit-heads.jsonl"));
        QVERIFY(heads.open(QIODevice::ReadOnly));
        QCOMPARE(heads.readAll().count('\n'), json.value(QLatin1String("heads")).toInt());
    }

    /// The command finds what the database's owner did, and says where.
    void aForgeryEndsWithOne()
    {
        QFile heads(m_recorder->dataFolder() + QStringLiteral("/audit-heads.jsonl"));
        QVERIFY(heads.open(QIODevice::ReadWrite));
        QByteArray all = heads.readAll();
        const qsizetype at = all.lastIndexOf("position ") + 9;
        all[at] = all[at] == '9' ? '8' : '9';
        heads.seek(0);
        heads.write(all);
        heads.close();
        const QJsonObject json = verdict();
        QCOMPARE(m_exit, 1);
        QCOMPARE(json.value(QLatin1String("reason")).toString(), QStringLiteral("signature"));
    }

private:
    std::unique_ptr<tests::RecorderProcess> m_recorder;
    int m_entries = 0;
    int m_lastEntries = 0;
    int m_exit = -1;
};

EARSHOT_TEST(tst_auditkill, TestAuditKill)
#include "tst_auditkill.moc"
