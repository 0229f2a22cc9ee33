// SPDX-License-Identifier: GPL-3.0-or-later
// A client in another language against the recorder itself: its sign-in, its gate, its calls.
#include "common/proto/frame.pb.h"
#include "tests/foreign/foreignclient.h"
#include "tests/support/callerprocess.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QSslCertificate>
#include <QSslSocket>
#include <QTest>

using namespace tests;
namespace v1 = earshot::v1;
using namespace std::chrono_literals;

namespace
{
const QString kTenant = QStringLiteral("Nordlicht");
const QString kPassword = QStringLiteral("gro\u00dfer \u20ac Baum am Fluss");
} // namespace

class TestForeignRecorder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_recorder = std::make_unique<RecorderProcess>();
        m_recorder->configure(QStringLiteral("recorder.tenant"), kTenant);
        QVERIFY(m_recorder->start());
        ensureUser(*m_recorder, kTenant, QStringLiteral("boss"), kPassword,
                   {QStringLiteral("--role"), QStringLiteral("administrator")});
        ensureUser(*m_recorder, kTenant, QStringLiteral("ada"), kPassword,
                   {QStringLiteral("--role"), QStringLiteral("user-basic")});
        CallerProcess caller(QStringLiteral("call"), m_recorder->siprecPort(),
                             {QStringLiteral("--seconds"), QStringLiteral("1"), QStringLiteral("--from"),
                              QStringLiteral("+49301234567"), QStringLiteral("--to"), QStringLiteral("300")});
        QVERIFY(caller.wait().value(QLatin1String("ok")).toBool());
        QVERIFY(m_recorder->waitForSettled(1, 30s));
        QSslSocket socket;
        socket.setPeerVerifyMode(QSslSocket::VerifyNone);
        socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), m_recorder->adminPort());
        QVERIFY(socket.waitForEncrypted(10000));
        m_fingerprint = socket.peerCertificate().digest(QCryptographicHash::Sha256);
    }
    void cleanupTestCase()
    {
        QCOMPARE(m_recorder->stop(), 0);
        m_recorder.reset();
    }

    void signsInAndListsTheCall()
    {
        const ForeignOutcome outcome = run(QStringLiteral("boss"), kPassword);
        QVERIFY2(outcome.code == 0, outcome.errors.constData());
        QCOMPARE(outcome.said[QLatin1String("token")].toInt(), 32);
        QCOMPARE(outcome.said[QLatin1String("login")].toString(), QStringLiteral("boss"));
        QVERIFY(outcome.said[QLatin1String("permissions")].toArray().contains(QStringLiteral("calls.view")));
        const QJsonArray calls = outcome.said[QLatin1String("calls")].toArray();
        QCOMPARE(calls.size(), 1);
        QCOMPARE(calls[0].toObject()[QLatin1String("from")].toString(), QStringLiteral("+49301234567"));
        QCOMPARE(calls[0].toObject()[QLatin1String("to")].toString(), QStringLiteral("300"));
    }

    /// Whom the call does not belong to does not see it, whatever he writes his client in.
    void theGateIsInTheWay()
    {
        const ForeignOutcome outcome = run(QStringLiteral("ada"), kPassword);
        QVERIFY2(outcome.code == 0 || outcome.code == 3, outcome.errors.constData());
        QVERIFY(outcome.said[QLatin1String("calls")].toArray().isEmpty());
    }

    void aWrongPasswordAndAnUnknownLoginAreRefusedAlike()
    {
        const ForeignOutcome wrong = run(QStringLiteral("boss"), QStringLiteral("another password"));
        const ForeignOutcome unknown = run(QStringLiteral("nobody"), kPassword);
        QCOMPARE(wrong.code, 3);
        QCOMPARE(unknown.code, 3);
        QCOMPARE(wrong.said[QLatin1String("refused")].toObject()[QLatin1String("code")].toInt(),
                 int{v1::Status::DENIED});
        QCOMPARE(unknown.said, wrong.said);
    }

private:
    ForeignOutcome run(const QString &login, const QString &password) const
    {
        return runForeignClient(m_recorder->adminPort(), m_fingerprint, login, password);
    }

    std::unique_ptr<RecorderProcess> m_recorder;
    QByteArray m_fingerprint;
};

EARSHOT_TEST(tst_foreignrecorder, TestForeignRecorder)
#include "tst_foreignrecorder.moc"
