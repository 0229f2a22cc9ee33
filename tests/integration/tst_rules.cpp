// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/ledger/ledgerreader.h"
#include "recorder/store/privatecluster.h"

#include "tests/support/calllab.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QJsonArray>
#include <QTest>

#include <memory>

using namespace tests;

/// Rules of users and tenants over whole calls through a real recorder: what is kept, and what is left of the
/// rest.
class TestRules : public QObject
{
    Q_OBJECT
private:
    QString sql(const QString &statement)
    {
        return runSql(m_cluster->url(), QStringLiteral("SET search_path = earshot, public; ") + statement)
            .value(0);
    }
    void user(const char *login, const char *extension, const char *rule)
    {
        QByteArray output;
        QCOMPARE(m_recorder.command(
                     {QStringLiteral("ensure-user"), QStringLiteral("--data"), m_recorder.dataFolder(),
                      QStringLiteral("--tenant"), QStringLiteral("Default"), QStringLiteral("--login"),
                      QLatin1String(login), QStringLiteral("--extension"), QLatin1String(extension)},
                     &output),
                 0);
        sql(QStringLiteral("UPDATE users SET %1 WHERE login = '%2'")
                .arg(QLatin1String(rule), QLatin1String(login)));
    }
    /// The SIP Call-ID of a call that is over.
    QString place(const char *from, const char *to)
    {
        CallerProcess caller(QStringLiteral("call"), m_recorder.siprecPort(),
                             {QStringLiteral("--seconds"), QStringLiteral("1"), QStringLiteral("--from"),
                              QLatin1String(from), QStringLiteral("--to"), QLatin1String(to)});
        const QJsonObject summary = caller.wait();
        ++m_calls;
        return summary.value(QLatin1String("calls"))
            .toArray()
            .at(0)
            .toObject()
            .value(QLatin1String("call_id"))
            .toString();
    }
    bool isKept(const QString &callId) { return callsWithId(m_recorder.calls(), callId).size() == 1; }
    /// What the ledger says of a call: "excluded(seat)".
    QString settled(const QString &callId) const
    {
        const auto reader =
            recorder::openLedgerForReading(m_recorder.dataFolder() + QStringLiteral("/ledger.sqlite"));
        if (!reader) {
            return reader.error().message;
        }
        const auto rows = (*reader)->all();
        for (const recorder::LedgerRow &row : rows ? *rows : QList<recorder::LedgerRow>()) {
            if (QString::fromLatin1(row.dialog.callId) == callId) {
                return QStringLiteral("%1(%2)").arg(recorder::keyOf(row.state), row.reason);
            }
        }
        return {};
    }
    int filesIn(const char *folder) const
    {
        int files = 0;
        QDirIterator it(m_recorder.dataFolder() + QLatin1Char('/') + QLatin1String(folder), QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            it.next();
            ++files;
        }
        return files;
    }

    RecorderProcess m_recorder;
    std::unique_ptr<recorder::PrivateCluster> m_cluster;
    int m_calls = 0;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_recorder.start());
        recorder::PrivateClusterOptions options;
        options.directory = m_recorder.dataFolder();
        auto cluster = recorder::PrivateCluster::start(options);
        QVERIFY(cluster);
        m_cluster = std::move(*cluster);
        user("never", "2001", "recording = 'never'");
        user("outbound", "2002", "record_inbound = false");
        user("secret", "2003", "confidential = true");
        user("demand", "2004", "recording = 'on-demand'");
        user("standing", "2005", "recording = 'always', recording_seat = false");
    }

    void whatIsNeverRecordedLeavesNothing()
    {
        const QString never = place("2001", "0301");
        const QString inbound = place("0301", "2002");
        QVERIFY(m_recorder.waitForSettled(m_calls));
        QVERIFY(!isKept(never) && !isKept(inbound));
        QCOMPARE(settled(never), QStringLiteral("excluded(rule)"));
        QCOMPARE(filesIn("recordings"), 0);
        QCOMPARE(filesIn("spool"), 0);
        QCOMPARE(sql(QStringLiteral("SELECT count(*) FROM calls")), QStringLiteral("0"));
        QCOMPARE(m_recorder.verify(), QString());
    }

    void theOtherDirectionAndTheOtherSideAreKept()
    {
        const QString outbound = place("2002", "0301");
        const QString internal = place("2001", "2002");
        const QString secret = place("0301", "2003");
        QVERIFY(m_recorder.waitForSettled(m_calls));
        QVERIFY(isKept(outbound));
        QVERIFY(!isKept(internal)); // never for the one, inbound for the other
        QVERIFY(isKept(secret));
        QCOMPARE(sql(QStringLiteral("SELECT count(*) FROM calls WHERE (flags & 4096) <> 0")),
                 QStringLiteral("1"));
        QCOMPARE(m_recorder.verify(), QString());
    }

    void whoHasNoSeatIsNotRecorded()
    {
        const QString standing = place("0301", "2005");
        const QString standingOut = place("2005", "0301");
        const QString other = place("2005", "2003");  // recorded for the one who has a seat
        const QString nobody = place("0301", "0302"); // the tenant's rule
        QVERIFY(m_recorder.waitForSettled(m_calls));
        QVERIFY(!isKept(standing) && !isKept(standingOut));
        QCOMPARE(settled(standing), QStringLiteral("excluded(seat)"));
        QCOMPARE(settled(standingOut), QStringLiteral("excluded(seat)"));
        QVERIFY(isKept(other) && isKept(nobody));
        QCOMPARE(filesIn("spool"), 0);
        QCOMPARE(m_recorder.verify(), QString());
    }

    void onDemandIsKeptWhenSomebodyWantedIt()
    {
        const QString lost = place("0301", "2004");
        QVERIFY(m_recorder.waitForSettled(m_calls));
        QVERIFY(!isKept(lost));
        QCOMPARE(sql(QStringLiteral("SELECT count(*) FROM call_marks WHERE NOT kept")), QStringLiteral("1"));
        // Wanted while it runs: as Calls/Keep writes it.
        CallerProcess caller(QStringLiteral("call"), m_recorder.siprecPort(),
                             {QStringLiteral("--seconds"), QStringLiteral("4"), QStringLiteral("--from"),
                              QStringLiteral("0301"), QStringLiteral("--to"), QStringLiteral("2004")});
        ++m_calls;
        const auto spooled = [this] {
            QDirIterator it(m_recorder.dataFolder() + QStringLiteral("/spool"), {QStringLiteral("*.spool")},
                            QDir::Files, QDirIterator::Subdirectories);
            return it.hasNext() ? QFileInfo(it.next()).completeBaseName() : QString();
        };
        QTRY_VERIFY(!spooled().isEmpty());
        sql(QStringLiteral(
                "INSERT INTO call_marks SELECT '%1'::uuid, id, true, 1 FROM tenants WHERE name = 'Default'")
                .arg(spooled()));
        const QJsonObject summary = caller.wait();
        QVERIFY(m_recorder.waitForSettled(m_calls));
        QVERIFY(isKept(summary.value(QLatin1String("calls"))
                           .toArray()
                           .at(0)
                           .toObject()
                           .value(QLatin1String("call_id"))
                           .toString()));
        QCOMPARE(sql(QStringLiteral("SELECT count(*) FROM call_marks WHERE kept")), QStringLiteral("0"));
        QCOMPARE(m_recorder.verify(), QString());
    }

    void cleanupTestCase()
    {
        m_cluster->leaveRunning();
        m_cluster.reset();
        QCOMPARE(m_recorder.stop(), 0);
    }
};

EARSHOT_TEST(tst_rules, TestRules)
#include "tst_rules.moc"
