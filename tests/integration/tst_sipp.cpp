// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/recordedcall.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace tests;
using namespace std::chrono_literals;

namespace
{

/// What a scenario of tests/siprec/sipp must leave behind.
struct Expectation {
    int ledgerRows = 1;
    QStringList flags{QStringLiteral("no-rtp")}; ///< SIPp sends no media: each of these must be there
    QStringList names{QStringLiteral("Carla Reed"), QStringLiteral("Deniz Aksoy")};
    int streams = 2;
};

QMap<QString, Expectation> expectations()
{
    const auto flags = [](std::initializer_list<const char *> more) {
        QStringList list{QStringLiteral("no-rtp")};
        for (const char *flag : more) {
            list.append(QString::fromLatin1(flag));
        }
        return list;
    };
    const QStringList two{QStringLiteral("Carla Reed"), QStringLiteral("Deniz Aksoy")};
    const QStringList three = two + QStringList{QStringLiteral("Elif Marin")};
    QMap<QString, Expectation> all;
    for (const char *plain :
         {"single", "large", "bye-metadata", "codec-change", "hold-inactive", "hold-sendonly", "hold-zero",
          "late-line", "loose-multipart", "options-in-dialog", "refresh", "retransmitted", "srtp-offer",
          "metadata-update"}) {
        all.insert(QString::fromLatin1(plain), {});
    }
    all.insert(QStringLiteral("join-leave"), {1, flags({}), three, 3});
    all.insert(QStringLiteral("transfer-reinvite"), {1, flags({}), three, 2});
    all.insert(QStringLiteral("transfer-update"), {1, flags({}), three, 2});
    all.insert(QStringLiteral("mixed"), {1, flags({"mixed"}), two, 1});
    all.insert(QStringLiteral("three-lines"), {1, flags({}), two, 3});
    all.insert(QStringLiteral("four-lines"), {1, flags({}), two, 4});
    all.insert(QStringLiteral("malformed-xml"),
               {1, flags({"metadata-malformed"}), {QStringLiteral("Carla Reed")}, 2});
    all.insert(QStringLiteral("latin1"),
               {1, flags({"metadata-charset"}), {QStringLiteral("J\u00fcrgen")}, 2});
    all.insert(QStringLiteral("no-metadata"), {1, flags({"metadata-missing"}), {}, 2});
    all.insert(QStringLiteral("metadata-only"), {1, flags({}), two, 1});
    all.insert(QStringLiteral("options"), {0, {}, {}, 0});
    return all;
}

} // namespace

/// Every SIPp scenario against the real recorder: the flow runs, and what is recorded names the right people,
/// carries the right flags, keeps the evidence; verify is clean at the end. (Audio by content: tst_calls.)
class TestSipp : public QObject
{
    Q_OBJECT
private:
    /// Exit code and what SIPp had to say.
    std::pair<int, QString> play(const QString &name, const QString &transport, quint16 port,
                                 const QStringList &more = {})
    {
        QTemporaryDir dir;
        QStringList arguments{QStringLiteral("127.0.0.1:%1").arg(port), QStringLiteral("-sf"),
                              qEnvironmentVariable("EARSHOT_SOURCE") +
                                  QStringLiteral("/tests/siprec/sipp/%1.xml").arg(name),
                              QStringLiteral("-t"), transport};
        for (const char *word : {"-m", "1", "-i", "127.0.0.1", "-mi", "127.0.0.1", "-nostdin", "-timeout",
                                 "20", "-timeout_error", "-trace_err", "-error_file", "errors.log"}) {
            arguments.append(QString::fromLatin1(word));
        }
        if (name == QLatin1String("cancel") || name == QLatin1String("retransmitted")) {
            arguments << QStringLiteral("-default_behaviors") << QStringLiteral("all,-abortunexp");
        }
        QProcess sipp;
        sipp.setWorkingDirectory(dir.path());
        sipp.setProcessChannelMode(QProcess::MergedChannels);
        sipp.start(QStringLiteral("sipp"), arguments + more);
        const bool ended = sipp.waitForFinished(30000);
        QFile errors(dir.filePath(QStringLiteral("errors.log")));
        const bool opened = errors.open(QIODevice::ReadOnly);
        return {ended ? sipp.exitCode() : -1,
                opened ? QString::fromLatin1(errors.readAll().left(2000)) : QString()};
    }
private Q_SLOTS:
    void initTestCase()
    {
        m_recorder = std::make_unique<RecorderProcess>();
        QVERIFY(m_recorder->start());
    }
    void cleanupTestCase()
    {
        const QString verdict = m_recorder->verify();
        QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
        QCOMPARE(m_recorder->stop(), 0);
        m_recorder.reset();
    }

    void everyScenarioIsKnown()
    {
        QStringList files;
        for (const QString &file :
             QDir(qEnvironmentVariable("EARSHOT_SOURCE") + QStringLiteral("/tests/siprec/sipp"))
                 .entryList({QStringLiteral("*.xml")})) {
            files.append(file.chopped(4));
        }
        for (const char *own : {"cancel", "cisco-near", "cisco-far"}) {
            files.removeOne(QString::fromLatin1(own)); // have tests of their own below
        }
        files.sort(); // by name without ".xml", as the map is
        QCOMPARE(files, QStringList(expectations().keys()));
    }
    void scenario_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("transport");
        for (const QString &name : expectations().keys()) {
            QTest::newRow(qPrintable(name)) << name << QStringLiteral("u1");
        }
        QTest::newRow("large over TCP") << QStringLiteral("large") << QStringLiteral("t1");
        QTest::newRow("join-leave over TCP") << QStringLiteral("join-leave") << QStringLiteral("t1");
    }
    void scenario()
    {
        QFETCH(QString, name);
        QFETCH(QString, transport);
        const Expectation expected = expectations().value(name);
        const auto [code, complaint] = play(name, transport, m_recorder->siprecPort());
        QVERIFY2(code == 0, qPrintable(complaint));
        m_rows += expected.ledgerRows;
        QVERIFY(m_recorder->waitForSettled(m_rows));
        if (expected.ledgerRows == 0) {
            return;
        }
        const RecordedCall call(m_recorder->calls().last());
        for (const QString &flag : expected.flags) {
            QVERIFY2(call.flags().contains(flag),
                     qPrintable(flag + QStringLiteral(" not in ") + call.flags().join(u' ')));
        }
        QStringList names;
        for (const QJsonValue party : call.json().value(QLatin1String("participants")).toArray()) {
            names.append(party.toObject().value(QLatin1String("name")).toString());
        }
        for (const QString &wanted : expected.names) {
            QVERIFY2(names.filter(wanted).size() >= 1,
                     qPrintable(wanted + QStringLiteral(" not in ") + names.join(u',')));
        }
        QCOMPARE(call.json().value(QLatin1String("streams")).toArray().size(), qsizetype(expected.streams));
        QCOMPARE(call.state(), QStringLiteral("stored"));
        checkEvidence(call);
    }
    void aCancelledCallLeavesNoHalfRecording()
    {
        const auto [code, complaint] =
            play(QStringLiteral("cancel"), QStringLiteral("u1"), m_recorder->siprecPort());
        QVERIFY2(code == 0, qPrintable(complaint));
        // Either the CANCEL won (nothing was promised) or the answer did (then there is a settled call).
        QTRY_COMPARE(m_recorder->metric("earshot_calls_active"), 0.0);
        QTRY_COMPARE(m_recorder->metric("earshot_spool_bytes"), 0.0);
        const double rows = m_recorder->metric("earshot_ledger_rows{state=\"stored\"}") +
                            m_recorder->metric("earshot_ledger_rows{state=\"excluded\"}");
        QVERIFY(rows >= m_rows && rows <= m_rows + 1);
        m_rows = static_cast<int>(rows);
    }
    void ciscoPairInEitherOrder_data()
    {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::newRow("near first") << QStringLiteral("cisco-near") << QStringLiteral("cisco-far");
        QTest::newRow("far first") << QStringLiteral("cisco-far") << QStringLiteral("cisco-near");
    }
    void ciscoPairInEitherOrder()
    {
        QFETCH(QString, first);
        QFETCH(QString, second);
        const qsizetype before = m_recorder->calls().size();
        const QStringList keys{QStringLiteral("-key"),         QStringLiteral("refci"),
                               QString::number(2000 + m_rows), QStringLiteral("-key"),
                               QStringLiteral("farrefci"),     QString::number(3000 + m_rows)};
        std::pair<int, QString> other;
        QProcess parallel;
        QStringList arguments{
            QStringLiteral("127.0.0.1:%1").arg(m_recorder->ciscoPort()), QStringLiteral("-sf"),
            qEnvironmentVariable("EARSHOT_SOURCE") + QStringLiteral("/tests/siprec/sipp/%1.xml").arg(first)};
        for (const char *word :
             {"-m", "1", "-i", "127.0.0.1", "-mi", "127.0.0.1", "-nostdin", "-timeout", "20"}) {
            arguments.append(QString::fromLatin1(word));
        }
        parallel.setStandardOutputFile(QProcess::nullDevice());
        parallel.start(QStringLiteral("sipp"), arguments + keys);
        QTRY_COMPARE(m_recorder->metric("earshot_calls_active"), 1.0);
        other = play(second, QStringLiteral("u1"), m_recorder->ciscoPort(), keys);
        QVERIFY2(other.first == 0, qPrintable(other.second));
        QVERIFY(parallel.waitForFinished(30000));
        m_rows += 2;
        QVERIFY(m_recorder->waitForSettled(m_rows));
        const QList<QJsonObject> calls = m_recorder->calls();
        QCOMPARE(calls.size(), before + 1);
        const QJsonObject call = calls.last();
        QCOMPARE(call.value(QLatin1String("from")).toString(), QStringLiteral("3005"));
        QCOMPARE(call.value(QLatin1String("to")).toString(), QStringLiteral("3006"));
        const QJsonArray streams = call.value(QLatin1String("streams")).toArray();
        const QJsonArray parties = call.value(QLatin1String("participants")).toArray();
        QCOMPARE(streams.size(), qsizetype(2));
        QCOMPARE(parties.size(), qsizetype(2));
        for (int side = 0; side < 2; ++side) { // near is left, whichever dialog came first
            QCOMPARE(parties[side][QLatin1String("number")].toString(),
                     side == 0 ? QStringLiteral("3005") : QStringLiteral("3006"));
            QCOMPARE(parties[side][QLatin1String("stream")].toInt(-1), side);
            QCOMPARE(streams[side][QLatin1String("index")].toInt(-1), side);
            QCOMPARE(streams[side][QLatin1String("channel")].toInt(-1), side);
        }
    }

private:
    void checkEvidence(const RecordedCall &call)
    {
        for (const QJsonValue value : call.json().value(QLatin1String("files")).toArray()) {
            const QJsonObject file = value.toObject();
            if (file.value(QLatin1String("kind")).toString() == QLatin1String("signalling")) {
                QFile evidence(m_recorder->dataFolder() + QStringLiteral("/recordings/") +
                               file.value(QLatin1String("path")).toString());
                QVERIFY(evidence.open(QIODevice::ReadOnly));
                const QByteArray text = evidence.readAll();
                QVERIFY(text.contains("INVITE sip:"));
                QVERIFY2(!text.contains("inline:") || text.contains("inline:*"),
                         "an SRTP key is in the evidence");
                return;
            }
        }
        QFAIL("no signalling evidence is kept");
    }

    std::unique_ptr<RecorderProcess> m_recorder;
    int m_rows = 0;
};

EARSHOT_TEST(tst_sipp, TestSipp)
#include "tst_sipp.moc"
