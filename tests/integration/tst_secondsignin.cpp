// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/adminclient.h"

#include "common/crypto/totp.h"

#include "common/proto/directory.pb.h"
#include "common/proto/passwordreset.pb.h"
#include "common/proto/secondstep.pb.h"

#include "tests/support/smtpsink.h"
#include "tests/support/testmain.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QRegularExpression>

using namespace tests;
namespace v1 = earshot::v1;

namespace
{

const QString kPassword = QStringLiteral("cobalt verse otter");
const QString kNewPassword = QStringLiteral("amber harbour plough");
const QString kRoot = QStringLiteral("root");

QByteArray fromBase32(const std::string &text)
{
    static const QByteArray kAlphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    QByteArray bytes;
    quint32 kept = 0;
    int bits = 0;
    for (const char c : text) {
        kept = (kept << 5) | static_cast<quint32>(kAlphabet.indexOf(c));
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>((kept >> bits) & 0xffu);
        }
    }
    return bytes;
}

std::string secretFor(const QString &password, const v1::KdfParameters &parameters,
                      const std::string &serverId)
{
    const auto keys = common::deriveLoginKeys(
        password,
        {QByteArray::fromStdString(parameters.salt()), static_cast<int>(parameters.passes()),
         static_cast<int>(parameters.memory_kib()), QByteArray::fromStdString(parameters.account_id())},
        QString::fromStdString(serverId));
    return keys ? keys->secret.toStdString() : std::string();
}

} // namespace

/// Second step, devices and links with the program itself: its connections, its threads, its host key.
class TestSecondSignIn : public QObject
{
    Q_OBJECT
private:
    QByteArray m_seed;
    QStringList m_codes;
    qint64 m_lastStep = 0;

    std::string code()
    {
        // Each is good once: wait for the next half minute when this one is used up.
        const auto now = [] { return common::totpStepAt(QDateTime::currentMSecsSinceEpoch()); };
        if (now() + 1 <= m_lastStep && !QTest::qWaitFor([&] { return now() + 1 > m_lastStep; }, 35000)) {
            return {};
        }
        m_lastStep = std::max(now(), m_lastStep + 1);
        return common::totpCode(m_seed, m_lastStep).toStdString();
    }
    void enrol(AdminClient &client)
    {
        v1::BeginRequest ask;
        ask.set_login("root");
        const auto beginning = client.ask<v1::BeginReply>("Session/Begin", ask);
        QVERIFY(beginning);
        v1::SecondStepBegin begin;
        begin.set_secret(secretFor(kPassword, beginning->parameters(), beginning->server_id()));
        const auto secret = client.ask<v1::SecondStepSecret>("SecondStep/Begin", begin);
        QVERIFY2(secret, secret ? "" : qPrintable(secret.error().message));
        m_seed = fromBase32(secret->base32());
        QCOMPARE(m_seed.size(), 20);
        v1::SecondStepConfirm confirm;
        confirm.set_code(code());
        const auto codes = client.ask<v1::RecoveryCodes>("SecondStep/Confirm", confirm);
        QVERIFY2(codes, codes ? "" : qPrintable(codes.error().message));
        QCOMPARE(codes->codes_size(), 10);
        for (const std::string &one : codes->codes()) {
            m_codes.append(QString::fromStdString(one));
        }
    }
    void sendsMail(AdminClient &client, const SmtpSink &sink)
    {
        v1::MailSetting setting;
        setting.set_enabled(true);
        setting.set_host("localhost");
        setting.set_port(sink.tls);
        setting.set_security("tls");
        setting.set_login(SmtpSink::login().toStdString());
        setting.set_password(SmtpSink::password().toStdString());
        setting.set_from("recorder@example.com");
        setting.set_ca_certificates(sink.certificate().toStdString());
        v1::MailTest test;
        *test.mutable_setting() = setting;
        test.set_to("root@example.org");
        const auto report = client.ask<v1::TestReport>("Mail/Test", test);
        QVERIFY(report && report->passed());
        const auto set = client.ask<v1::MailSetting>("Mail/Set", setting);
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        QVERIFY(set->has_password() && set->password().empty());
        v1::ObjectRef self;
        self.set_id(client.ask<v1::Identity>("Session/WhoAmI", v1::WhoAmIRequest())->user_id());
        auto user = client.ask<v1::User>("Users/Get", self);
        QVERIFY(user && user->second_step());
        user->set_email("root@example.org");
        QVERIFY(client.ask<v1::User>("Users/Update", *user));
    }
    void setsANewPassword(AdminClient &client, const SmtpSink &sink)
    {
        const qsizetype before = sink.count();
        v1::ForgotRequest forgot;
        forgot.set_login("root");
        QVERIFY(client.ask<v1::ForgotReply>("PasswordReset/Forgot", forgot));
        QTRY_COMPARE_WITH_TIMEOUT(sink.count(), before + 1, 20000);
        static const QRegularExpression kLink(
            QStringLiteral("\nearshot://[^/\n]+:\\d+/reset\\?link=([\\w-]{43})\n"));
        const auto found = kLink.match(sink.text(before + 1));
        QVERIFY2(found.hasMatch(), qPrintable(sink.text(before + 1)));
        v1::LinkRequest link;
        link.set_link(QByteArray::fromBase64(found.captured(1).toLatin1(), QByteArray::Base64UrlEncoding)
                          .toStdString());
        const auto parameters = client.ask<v1::LinkParameters>("PasswordReset/BeginByLink", link);
        QVERIFY(parameters);
        QCOMPARE(parameters->login(), std::string("root"));
        QVERIFY(parameters->second_step());
        v1::LinkReset reset;
        reset.set_link(link.link());
        reset.mutable_parameters()->set_salt(std::string(16, 's'));
        reset.mutable_parameters()->set_account_id(parameters->account_id());
        reset.mutable_parameters()->set_passes(parameters->passes());
        reset.mutable_parameters()->set_memory_kib(parameters->memory_kib());
        reset.set_secret(secretFor(kNewPassword, reset.parameters(), parameters->server_id()));
        QVERIFY(client.ask<v1::LinkResetReply>("PasswordReset/ByLink", reset));
        const auto again = client.ask<v1::LinkResetReply>("PasswordReset/ByLink", reset);
        QCOMPARE(again.error().fields.value(QStringLiteral("link")), QStringLiteral("expired"));
    }
private Q_SLOTS:
    void aPersonSignsInWithTwoStepsAndForgetsHisPassword()
    {
        const SmtpSink sink;
        RecorderProcess recorder;
        QVERIFY(recorder.start());
        QCOMPARE(createAdmin(recorder, kRoot, kPassword).code, 0);
        AdminClient first(recorder.adminPort());
        QVERIFY(first.open() && first.signIn(kRoot, kPassword));
        enrol(first);
        if (QTest::currentTestFailed()) {
            return;
        }
        sendsMail(first, sink);
        if (QTest::currentTestFailed()) {
            return;
        }
        // The connection waits for the code longer than for a stranger.
        AdminClient second(recorder.adminPort());
        QVERIFY(second.open());
        const auto half = second.signIn(kRoot, kPassword);
        second.channel.setSignedIn(false);
        QVERIFY(half && half->token().empty());
        QCOMPARE(half->challenge().size(), size_t{32});
        QElapsedTimer waited;
        waited.start();
        QVERIFY(QTest::qWaitFor([&] { return waited.elapsed() > 7000 || !second.ended.isEmpty(); }, 10000));
        QVERIFY2(second.ended.isEmpty(), qPrintable(second.ended));
        v1::SecondStepCode finish;
        finish.set_challenge(half->challenge());
        finish.set_code(m_codes.first().toStdString());
        const auto whole = second.ask<v1::SignInReply>("SecondStep/Finish", finish);
        QVERIFY2(whole, whole ? "" : qPrintable(whole.error().message));
        QCOMPARE(whole->token().size(), size_t{32});
        QVERIFY(whole->identity().second_step());
        // A link ends both sessions, and the second step is asked for all the same.
        AdminClient stranger(recorder.adminPort());
        QVERIFY(stranger.open());
        setsANewPassword(stranger, sink);
        if (QTest::currentTestFailed()) {
            return;
        }
        QTRY_VERIFY_WITH_TIMEOUT(!first.ended.isEmpty() && !second.ended.isEmpty(), 5000);
        AdminClient third(recorder.adminPort());
        QVERIFY(third.open());
        QVERIFY(!third.signIn(kRoot, kPassword));
        const auto asked = third.signIn(kRoot, kNewPassword);
        third.channel.setSignedIn(false);
        QVERIFY(asked && asked->token().empty());
        finish.set_challenge(asked->challenge());
        finish.set_code(code());
        QVERIFY(third.ask<v1::SignInReply>("SecondStep/Finish", finish));
        QCOMPARE(recorder.metric("earshot_mails_total{outcome=\"sent\"}"), 1.0);
        // What is sealed is opened again by the next run.
        QCOMPARE(recorder.stop(), 0);
        QVERIFY(recorder.start());
        AdminClient later(recorder.adminPort());
        QVERIFY(later.open());
        const auto next = later.signIn(kRoot, kNewPassword);
        later.channel.setSignedIn(false);
        finish.set_challenge(next->challenge());
        finish.set_code(m_codes.last().toStdString());
        QVERIFY(later.ask<v1::SignInReply>("SecondStep/Finish", finish));
        QCOMPARE(recorder.stop(), 0);
    }
};

EARSHOT_TEST(tst_secondsignin, TestSecondSignIn)
#include "tst_secondsignin.moc"
