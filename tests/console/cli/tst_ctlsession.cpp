// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/secondstep.pb.h"
#include "console/cli/ctlsession.h"
#include "tests/support/fakelink.h"
#include "tests/support/sessionreplies.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace console;

namespace
{
/// One start of the program with a data folder that outlives it.
struct Start {
    tests::FakeLink *link = nullptr;
    std::unique_ptr<CtlSession> session;
    int code = -1;
    bool ready = false;
    bool signedOut = false;
    QString error;

    Start(const QString &folder, const QString &line, const QString &password = {})
    {
        auto options = *ctlOptionsFrom(line.split(QLatin1Char(' ')), password);
        options.dataFolder = folder;
        auto owned = std::make_unique<tests::FakeLink>();
        link = owned.get();
        session = std::make_unique<CtlSession>(options, std::move(owned), tests::quickSecret());
        QObject::connect(session.get(), &CtlSession::ready, session.get(), [this] { ready = true; });
        QObject::connect(session.get(), &CtlSession::signedOut, session.get(), [this] { signedOut = true; });
        QObject::connect(session.get(), &CtlSession::failed, session.get(),
                         [this](const common::Error &what, ExitCode ended) {
                             code = static_cast<int>(ended);
                             error = what.message;
                         });
        session->open();
    }
    /// Waits for the next attempt to connect and lets it in.
    bool accept(int opens)
    {
        if (!QTest::qWaitFor([&] { return link->opens.size() >= opens; })) {
            return false;
        }
        link->accept();
        return true;
    }
    bool signIn()
    {
        link->rpc.reply(QStringLiteral("Session/Begin"), tests::beginReply());
        return QTest::qWaitFor([this] { return link->rpc.count(QStringLiteral("Session/SignIn")) > 0; }) &&
               link->rpc.reply(QStringLiteral("Session/SignIn"), tests::signInReply("token-9")) &&
               QTest::qWaitFor([this] { return ready; });
    }
};

CertificateFacts facts(char byte)
{
    CertificateFacts made;
    made.sha256 = QByteArray(32, byte);
    return made;
}
} // namespace

class TestCtlSession : public QObject
{
    Q_OBJECT
private:
    /// Signs in as `login` does and leaves the session in the folder.
    static bool logIn(const QString &folder)
    {
        Start start(folder, QStringLiteral("login --server rec:7000 --user root --trust-first-use"),
                    QStringLiteral("pw"));
        if (!QTest::qWaitFor([&] { return !start.link->opens.isEmpty(); })) {
            return false;
        }
        start.link->present(facts('a'));
        return start.accept(2) && start.accept(3) && start.signIn();
    }
private Q_SLOTS:
    void loginTrustsSignsInAndKeepsTheSession()
    {
        const QTemporaryDir dir;
        const QString folder = dir.filePath(QStringLiteral("state"));
        QVERIFY(logIn(folder));
        const QStringList files = QDir(folder).entryList({QStringLiteral("session-*")}, QDir::Files);
        QCOMPARE(files.size(), 1);
        const QFileInfo info(QDir(folder).filePath(files.first()));
        QCOMPARE(info.permissions() &
                     (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
                 QFile::Permissions());
        // The next start needs neither server nor password.
        Start next(folder, QStringLiteral("calls list"));
        QVERIFY(next.accept(1));
        QCOMPARE(next.link->opens.first().host, QStringLiteral("rec"));
        QCOMPARE(next.link->opens.first().pin, QByteArray(32, 'a'));
        QCOMPARE(next.link->rpc.request<earshot::v1::ResumeRequest>(QStringLiteral("Session/Resume")).token(),
                 std::string("token-9"));
        next.link->rpc.reply(QStringLiteral("Session/Resume"), tests::signInReply(""));
        QTRY_VERIFY(next.ready);
        QVERIFY(!next.session->isTemporary());
        next.session->signOut();
        next.link->rpc.reply(QStringLiteral("Session/SignOut"), earshot::v1::SignOutReply());
        QTRY_VERIFY(next.signedOut);
        QCOMPARE(QDir(folder).entryList({QStringLiteral("session-*")}, QDir::Files).size(), 0);
    }
    void theSecondStepTakesItsCodeFromTheLine()
    {
        const QTemporaryDir dir;
        for (const bool given : {false, true}) {
            const QString folder = dir.filePath(given ? QStringLiteral("with") : QStringLiteral("without"));
            QString line = QStringLiteral("login --server rec:7000 --user root --trust-first-use");
            line += given ? QStringLiteral(" --code 123456") : QString();
            Start start(folder, line, QStringLiteral("pw"));
            QTRY_VERIFY(!start.link->opens.isEmpty());
            start.link->present(facts('a'));
            QVERIFY(start.accept(2) && start.accept(3));
            start.link->rpc.reply(QStringLiteral("Session/Begin"), tests::beginReply());
            QTRY_COMPARE(start.link->rpc.count(QStringLiteral("Session/SignIn")), 1);
            earshot::v1::SignInReply challenge;
            challenge.set_challenge("c");
            QVERIFY(start.link->rpc.reply(QStringLiteral("Session/SignIn"), challenge));
            if (!given) {
                QTRY_COMPARE(start.code, static_cast<int>(ExitCode::Denied));
                QVERIFY(start.error.contains(QStringLiteral("--code")));
                continue;
            }
            const QString finish = QStringLiteral("SecondStep/Finish");
            QTRY_COMPARE(start.link->rpc.count(finish), 1);
            QCOMPARE(start.link->rpc.request<earshot::v1::SecondStepCode>(finish).code(),
                     std::string("123456"));
            QVERIFY(start.link->rpc.reply(finish, tests::signInReply("token-9")));
            QTRY_VERIFY(start.ready);
        }
    }
    void theTerminalIsAskedForTheCode()
    {
        const QTemporaryDir dir;
        auto options = *ctlOptionsFrom(
            QStringLiteral("login --server rec:7000 --user root --trust-first-use").split(QLatin1Char(' ')),
            QStringLiteral("pw"));
        options.dataFolder = dir.path();
        options.asksForCode = true;
        auto owned = std::make_unique<tests::FakeLink>();
        tests::FakeLink *link = owned.get();
        CtlSession session(options, std::move(owned), tests::quickSecret());
        QSignalSpy wanted(&session, &CtlSession::codeWanted);
        QSignalSpy failed(&session, &CtlSession::failed);
        session.open();
        QTRY_VERIFY(!link->opens.isEmpty());
        link->present(facts('a'));
        for (int opens = 2; opens <= 3; ++opens) {
            QTRY_VERIFY(link->opens.size() >= opens);
            link->accept();
        }
        link->rpc.reply(QStringLiteral("Session/Begin"), tests::beginReply());
        QTRY_COMPARE(link->rpc.count(QStringLiteral("Session/SignIn")), 1);
        earshot::v1::SignInReply challenge;
        challenge.set_challenge("c");
        QVERIFY(link->rpc.reply(QStringLiteral("Session/SignIn"), challenge));
        QTRY_COMPARE(wanted.size(), 1);
        session.giveCode(QStringLiteral("654321\n"));
        const QString finish = QStringLiteral("SecondStep/Finish");
        QTRY_COMPARE(link->rpc.count(finish), 1);
        QCOMPARE(link->rpc.request<earshot::v1::SecondStepCode>(finish).code(), std::string("654321"));
        QVERIFY(failed.isEmpty());
    }
    void unknownCertificateIsRefusedWithItsFingerprint()
    {
        const QTemporaryDir dir;
        Start start(dir.path(), QStringLiteral("health --server rec --user root"), QStringLiteral("pw"));
        QTRY_VERIFY(!start.link->opens.isEmpty());
        start.link->present(facts('\xab'));
        QTRY_COMPARE(start.code, 76);
        QVERIFY(start.error.contains(QLatin1String("AB:AB:AB")));
        QVERIFY(start.link->rpc.calls().empty());
    }
    void changedCertificateIsRefusedWhateverTheOptionsSay()
    {
        const QTemporaryDir dir;
        QVERIFY(logIn(dir.path()));
        Start start(dir.path(), QStringLiteral("health --trust-first-use"), QStringLiteral("pw"));
        QTRY_VERIFY(!start.link->opens.isEmpty());
        start.link->present(facts('b'));
        QTRY_COMPARE(start.code, 76);
        QVERIFY(start.error.contains(QLatin1String("61:61:61")) &&
                start.error.contains(QLatin1String("62:62:62")));
        QVERIFY(start.link->rpc.calls().empty());
    }
    void withoutAServerItIsUsage()
    {
        const QTemporaryDir dir;
        const Start start(dir.path(), QStringLiteral("health"));
        QCOMPARE(start.code, 64);
    }
    void unreachableIsUnavailable()
    {
        const QTemporaryDir dir;
        Start start(dir.path(), QStringLiteral("health --server rec"));
        QTRY_VERIFY(!start.link->opens.isEmpty());
        start.link->breakOff();
        QTRY_COMPARE(start.code, 69);
    }
    void withoutPasswordItIsDenied()
    {
        const QTemporaryDir dir;
        QVERIFY(logIn(dir.path()));
        Start start(dir.path(), QStringLiteral("health"));
        QVERIFY(start.accept(1));
        start.link->rpc.fail(QStringLiteral("Session/Resume"), common::ErrorCode::Denied, {},
                             {{QStringLiteral("reason"), QStringLiteral("signed-out")}});
        QTRY_COMPARE(start.code, 77);
        QVERIFY(start.error.contains(QLatin1String("login")));
    }
    void wrongPasswordIsDeniedOnce()
    {
        const QTemporaryDir dir;
        QVERIFY(logIn(dir.path()));
        Start start(dir.path(), QStringLiteral("login"), QStringLiteral("wrong"));
        QVERIFY(start.accept(1) && start.accept(2));
        start.link->rpc.reply(QStringLiteral("Session/Begin"), tests::beginReply());
        QTRY_COMPARE(start.link->rpc.count(QStringLiteral("Session/SignIn")), 1);
        start.link->rpc.fail(QStringLiteral("Session/SignIn"), common::ErrorCode::Denied);
        QTRY_COMPARE(start.code, 77);
        QCOMPARE(start.link->rpc.count(QStringLiteral("Session/Begin")), 1);
    }
    void aCommandWithAPasswordLeavesNoSession()
    {
        const QTemporaryDir dir;
        QVERIFY(logIn(dir.path()));
        Start out(dir.path(), QStringLiteral("logout"));
        QVERIFY(out.accept(1));
        out.link->rpc.reply(QStringLiteral("Session/Resume"), tests::signInReply(""));
        QTRY_VERIFY(out.ready);
        out.session->signOut();
        out.link->rpc.reply(QStringLiteral("Session/SignOut"), earshot::v1::SignOutReply());
        QTRY_VERIFY(out.signedOut);
        Start start(dir.path(), QStringLiteral("health --user root"), QStringLiteral("pw"));
        QVERIFY(start.accept(1) && start.accept(2) && start.signIn());
        QVERIFY(start.session->isTemporary());
        QCOMPARE(QDir(dir.path()).entryList({QStringLiteral("session-*")}, QDir::Files).size(), 0);
    }
};

EARSHOT_TEST(tst_ctlsession, TestCtlSession)
#include "tst_ctlsession.moc"
