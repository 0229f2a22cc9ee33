// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/linkservice.h"

#include "common/crypto/sha256.h"

#include "tests/recorder/service/secondstepworld.h"
#include "tests/support/smtpsink.h"
#include "tests/support/testmain.h"

#include <QRegularExpression>

#include <latch>

using namespace recorder;
using common::ErrorCode;
using common::Result;
using tests::SecondStepWorld;
using tests::SmtpSink;
using namespace std::chrono_literals;

namespace
{

const QString kAda = QStringLiteral("ada");
const QString kPeer = QStringLiteral("192.0.2.1");
const QByteArray kNewSecret(32, 'N');

Operation asking(const char *permission, const char *action, bool mutates, const char *resource = "users")
{
    return {QStringLiteral("earshot.v1.PasswordReset/Test"),
            QLatin1String(permission),
            mutates,
            false,
            QLatin1String(resource),
            QLatin1String(action)};
}

/// Somebody with an address, a mail server that takes everything, and what both do.
struct ResetWorld : SecondStepWorld {
    explicit ResetWorld(const SmtpSink &sink) { configure(sink); }

    void configure(const SmtpSink &sink)
    {
        MailSetting setting;
        setting.enabled = true;
        setting.host = QStringLiteral("localhost");
        setting.port = sink.startTls;
        setting.login = SmtpSink::login();
        setting.password = SmtpSink::password();
        setting.from = QStringLiteral("recorder@example.com");
        setting.caCertificates = QString::fromLatin1(sink.certificate());
        const auto set = change(setting);
        if (!set) {
            qFatal("%s", qPrintable(set.error().message));
        }
        ask(QStringLiteral("UPDATE users SET email = login || '@example.org'"));
    }
    Result<MailSetting> change(const MailSetting &setting)
    {
        return wait<MailSetting>([&](auto done) {
            mail.change(actor(QStringLiteral("root")), asking("system.edit", "update", true, "mail"), setting,
                        done);
        });
    }
    MailSetting present()
    {
        return *wait<MailSetting>([&](auto done) {
            mail.show(actor(QStringLiteral("root")), asking("system.view", "show", false, "mail"), done);
        });
    }
    common::Status forgot(const QString &login, const QString &peer = kPeer)
    {
        return wait<void>([&](auto done) {
            links.forgot(Actor::anonymous(peer, QStringLiteral("r1")),
                         asking("public", "forgot-password", true), login, done);
        });
    }
    Result<QString> send(const QString &actorLogin, const QString &login)
    {
        return wait<QString>([&](auto done) {
            links.send(actor(actorLogin), asking("users.reset-password", "send-link", true),
                       userId(login).toString(), {}, done);
        });
    }
    Result<LinkService::Parameters> begin(const QByteArray &link)
    {
        return wait<LinkService::Parameters>([&](auto done) {
            links.begin(Actor::anonymous(kPeer, {}), asking("public", "begin-link", false), link, done);
        });
    }
    void reset(const QByteArray &link, const std::function<void(common::Status)> &done)
    {
        LinkService::Reset wanted{
            link, {QByteArray(16, 'n'), 3, 65536, userId(kAda).uuid().toRfc4122()}, kNewSecret};
        links.reset(Actor::anonymous(kPeer, {}), asking("public", "reset-by-link", true), wanted, done);
    }
    common::Status reset(const QByteArray &link)
    {
        return wait<void>([&](auto done) { reset(link, done); });
    }
    /// What the thread of the mails does once.
    int deliver()
    {
        links.issueRequested();
        int handled = 0;
        while (mailSender.sendOne()) {
            ++handled;
        }
        return handled;
    }
    /// The link in the n-th mail.
    static QByteArray linkIn(const SmtpSink &sink, qsizetype n)
    {
        static const QRegularExpression kLink(
            QStringLiteral("earshot://recorder\\.example\\.com:6089/reset\\?link=([A-Za-z0-9_-]{43})\n"));
        const auto found = kLink.match(sink.text(n));
        return QByteArray::fromBase64(found.captured(1).toLatin1(), QByteArray::Base64UrlEncoding);
    }
    QByteArray sentLink(const SmtpSink &sink)
    {
        if (!forgot(kAda) || deliver() != 1) {
            qFatal("nothing was sent");
        }
        clock.advance(31s); // the next question is not too early
        return linkIn(sink, sink.count());
    }
};

template <typename T>
QString linkReason(const Result<T> &result)
{
    return result ? QStringLiteral("none") : result.error().fields.value(QStringLiteral("link"));
}

} // namespace

class TestPasswordReset : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_sink = std::make_unique<SmtpSink>(); }
    void cleanupTestCase() { m_sink.reset(); }

    void aLinkSetsAPasswordOnce()
    {
        ResetWorld world(*m_sink);
        const auto session = world.enter(kAda);
        const QByteArray link = world.sentLink(*m_sink);
        QCOMPARE(link.size(), 32);
        const QByteArray mail = m_sink->mail(m_sink->count());
        QVERIFY(mail.startsWith("recorder@example.com\nada@example.org\n"));
        QVERIFY(mail.contains("\r\nSubject: A new password for Earshot\r\n"));
        // The bare code is there as well, on a line of its own.
        QVERIFY(m_sink->text(m_sink->count())
                    .contains(QLatin1Char('\n') +
                              QString::fromLatin1(link.toBase64(QByteArray::Base64UrlEncoding |
                                                                QByteArray::OmitTrailingEquals)) +
                              QLatin1Char('\n')));
        const auto begun = world.begin(link);
        QVERIFY(begun);
        QCOMPARE(begun->login, kAda);
        QCOMPARE(begun->accountId, world.userId(kAda).uuid().toRfc4122());
        QCOMPARE(begun->passes, 3);
        QCOMPARE(begun->memoryKib, 65536);
        QVERIFY(world.begin(link)); // looking uses nothing up
        QList<SessionId> ended;
        world.watch.setTold([&](const QList<SessionId> &gone, const QList<SessionId> &) { ended += gone; });
        QVERIFY(world.reset(link));
        world.watch.setTold(nullptr);
        QCOMPARE(ended, QList<SessionId>{session->actor.session});
        QVERIFY(!world.resume(session->token));
        QVERIFY(!world.enter(kAda));
        const auto entered = world.enter(kAda, kNewSecret);
        QVERIFY(entered && !entered->identity.mustChangePassword);
        QCOMPARE(linkReason(world.begin(link)), QStringLiteral("expired"));
        QCOMPARE(linkReason(world.reset(link)), QStringLiteral("expired"));
        QCOMPARE(
            world.ask(QStringLiteral(
                "SELECT string_agg(actor || ' ' || action, ', ' ORDER BY id) FROM audit_log "
                "WHERE action IN ('users.forgot-password', 'users.send-link', 'users.reset-by-link')")),
            QStringLiteral("ada users.forgot-password, system users.send-link, ada users.reset-by-link"));
    }

    void neitherLinkNorTextIsInTheDatabase()
    {
        ResetWorld world(*m_sink);
        QVERIFY(world.forgot(kAda));
        world.links.issueRequested();
        const QString body = world.ask(QStringLiteral("SELECT encode(body, 'escape') FROM mail_outbox"));
        QVERIFY(!body.contains(QLatin1String("earshot://")) && !body.contains(QLatin1String("Hello")));
        const QString hash = world.ask(QStringLiteral("SELECT encode(hash, 'hex') FROM reset_links"));
        QCOMPARE(world.deliver(), 1);
        const QByteArray link = ResetWorld::linkIn(*m_sink, m_sink->count());
        QCOMPARE(hash, QString::fromLatin1(common::sha256(link).toHex()));
        QCOMPARE(world.count(QStringLiteral("mail_outbox")), 0);
    }

    void aLinkEnds()
    {
        ResetWorld world(*m_sink);
        const QByteArray old = world.sentLink(*m_sink);
        world.clock.advance(15min - 32s);
        QVERIFY(world.begin(old));
        world.clock.advance(1s);
        QCOMPARE(linkReason(world.begin(old)), QStringLiteral("expired"));
        QCOMPARE(linkReason(world.reset(old)), QStringLiteral("expired"));
        // With a new password of another way, and when he may not sign in.
        const QByteArray link = world.sentLink(*m_sink);
        world.ask(QStringLiteral("UPDATE users SET active = false WHERE login = 'ada'"));
        QCOMPARE(linkReason(world.begin(link)), QStringLiteral("expired"));
        world.ask(QStringLiteral("UPDATE users SET active = true WHERE login = 'ada'"));
        QVERIFY(world.begin(link));
        world.ask(QStringLiteral("UPDATE credentials SET changed_ms = %1")
                      .arg(common::toUnixMs(world.clock.wall())));
        QCOMPARE(linkReason(world.begin(link)), QStringLiteral("expired"));
        for (const QByteArray &wrong : {QByteArray(), QByteArray(32, 'x'), link.left(31), link + 'x'}) {
            QCOMPARE(linkReason(world.begin(wrong)), QStringLiteral("expired"));
        }
    }

    void ofManyAtOnceOneSetsIt()
    {
        ResetWorld world(*m_sink);
        const QByteArray link = world.sentLink(*m_sink);
        constexpr int kMany = 20;
        std::atomic<int> good = 0;
        std::atomic<int> expired = 0;
        std::latch all(kMany);
        for (int i = 0; i < kMany; ++i) {
            world.reset(link, [&](const common::Status &set) {
                good += set ? 1 : 0;
                expired += linkReason(set) == QLatin1String("expired") ? 1 : 0;
                all.count_down();
            });
        }
        all.wait();
        QCOMPARE(good.load(), 1);
        QCOMPARE(expired.load(), kMany - 1);
    }

    void costsAreThoseOfEverybody()
    {
        ResetWorld world(*m_sink);
        const QByteArray link = world.sentLink(*m_sink);
        const auto set = [&](const common::KdfParameters &parameters, const QByteArray &secret) {
            return ResetWorld::wait<void>([&](auto done) {
                world.links.reset(Actor::anonymous(kPeer, {}), asking("public", "reset-by-link", true),
                                  {link, parameters, secret}, done);
            });
        };
        const QByteArray id = world.userId(kAda).uuid().toRfc4122();
        for (const common::KdfParameters &wrong : {common::KdfParameters{QByteArray(16, 'n'), 4, 65536, id},
                                                   {QByteArray(16, 'n'), 3, 8192, id},
                                                   {QByteArray(15, 'n'), 3, 65536, id},
                                                   {QByteArray(16, 'n'), 3, 65536, QByteArray(16, 'o')}}) {
            QCOMPARE(set(wrong, kNewSecret).error().code, ErrorCode::Invalid);
        }
        QCOMPARE(set({QByteArray(16, 'n'), 3, 65536, id}, QByteArray(31, 'x')).error().code,
                 ErrorCode::Invalid);
        QVERIFY(set({QByteArray(16, 'n'), 3, 65536, id}, kNewSecret));
    }

    void aLinkDoesNotSkipTheSecondStep()
    {
        ResetWorld world(*m_sink);
        const auto enrolled = world.enrol(kAda);
        QVERIFY(world.reset(world.sentLink(*m_sink)));
        const auto half = world.enter(kAda, kNewSecret);
        QVERIFY(half && half->token.isEmpty() && half->challenge.size() == 32);
    }

    /// Whoever asks learns nothing: same answer, same rows, whoever the login belongs to.
    void theAnswerIsTheSameForEverybody()
    {
        ResetWorld world(*m_sink);
        world.ask(QStringLiteral("UPDATE users SET active = false WHERE login = 'bas'"));
        world.ask(QStringLiteral("UPDATE users SET email = '' WHERE login = 'sue'"));
        world.ask(QStringLiteral("UPDATE users SET authenticate_with = 'directory', source_id = "
                                 "gen_random_uuid() WHERE login = 'admin'"));
        const qsizetype before = m_sink->count();
        for (const char *login : {"nobody", "bas", "sue", "admin", "other"}) {
            QVERIFY(world.forgot(QLatin1String(login)));
        }
        QCOMPARE(world.count(QStringLiteral("reset_requests")), 5);
        QCOMPARE(world.count(QStringLiteral("mail_outbox")), 0);
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'users.forgot-password'")), 5);
        QCOMPARE(world.deliver(), 1); // "other"
        QCOMPARE(world.count(QStringLiteral("reset_requests")), 0);
        QCOMPARE(m_sink->count(), before + 1);
        // Asking on and on is slowed down, for those who are not there as well.
        QStringList answers;
        for (int i = 0; i < 4; ++i) {
            const auto known = world.forgot(QStringLiteral("ada"), QStringLiteral("192.0.2.7"));
            const auto unknown = world.forgot(QStringLiteral("who"), QStringLiteral("192.0.2.8"));
            QCOMPARE(known.has_value(), unknown.has_value());
            answers.append(known ? QStringLiteral("good")
                                 : known.error().fields.value(QStringLiteral("reason")));
        }
        QCOMPARE(answers.join(QLatin1Char(' ')), QStringLiteral("good good good throttled"));
    }

    void threeMailsAnHour()
    {
        ResetWorld world(*m_sink);
        for (int i = 0; i < 3; ++i) {
            world.sentLink(*m_sink);
        }
        const qsizetype before = m_sink->count();
        QVERIFY(world.forgot(kAda));
        QCOMPARE(world.deliver(), 0);
        const auto sent = world.send(QStringLiteral("admin"), kAda);
        QCOMPARE(sent.error().fields.value(QStringLiteral("reason")), QStringLiteral("throttled"));
        QCOMPARE(m_sink->count(), before);
        world.clock.advance(1h);
        QVERIFY(world.send(QStringLiteral("admin"), kAda));
        QCOMPARE(world.deliver(), 1);
    }

    void anAdministratorSendsIt()
    {
        ResetWorld world(*m_sink);
        const QString admin = QStringLiteral("admin");
        world.ask(
            QStringLiteral("UPDATE users SET language = 'de', name = E'Jörg\\nBcc: x' WHERE login = 'ada'"));
        QCOMPARE(world.send(admin, kAda).value(), QStringLiteral("ada@example.org"));
        QCOMPARE(world.deliver(), 1);
        const QByteArray mail = m_sink->mail(m_sink->count());
        QVERIFY(mail.contains("\r\nSubject: =?UTF-8?B?RWluIG5ldWVzIFBhc3N3b3J0IGbDvHIgRWFyc2hvdA==?=\r\n"));
        QVERIFY(m_sink->text(m_sink->count()).startsWith(QStringLiteral("Guten Tag Jörg Bcc: x,\n")));
        QVERIFY(world.reset(ResetWorld::linkIn(*m_sink, m_sink->count())));
        QCOMPARE(world.send(admin, admin).error().fields.value(QStringLiteral("id")), QStringLiteral("self"));
        QCOMPARE(world.send(admin, QStringLiteral("root")).error().code, ErrorCode::NotFound);
        QCOMPARE(world.send(QStringLiteral("other"), kAda).error().code, ErrorCode::NotFound);
        world.ask(QStringLiteral("UPDATE users SET email = '' WHERE login = 'bas'"));
        const auto conflict = [&](const QString &login) {
            const auto sent = world.send(admin, login);
            return sent ? QStringLiteral("none")
                        : common::keyOf(sent.error().code) + QLatin1Char(' ') +
                              sent.error().fields.firstKey() + QLatin1Char(' ') + sent.error().fields.first();
        };
        QCOMPARE(conflict(QStringLiteral("bas")), QStringLiteral("Conflict email missing"));
        world.ask(QStringLiteral("UPDATE users SET authenticate_with = 'directory', source_id = "
                                 "gen_random_uuid() WHERE login = 'sue'"));
        QCOMPARE(conflict(QStringLiteral("sue")), QStringLiteral("Conflict authentication directory"));
        MailSetting off = world.present();
        off.enabled = false;
        QVERIFY(world.change(off));
        QCOMPARE(conflict(kAda), QStringLiteral("Conflict mail off"));
    }

    void aMailThatIsNotTakenIsTriedAgain()
    {
        ResetWorld world(*m_sink);
        const qsizetype before = m_sink->count();
        MailSetting setting = world.present();
        const int port = setting.port;
        setting.port = 9; // nobody listens
        QVERIFY(world.change(setting));
        QVERIFY(world.forgot(kAda));
        QCOMPARE(world.deliver(), 1);
        QCOMPARE(world.deliver(), 0); // not at once
        world.clock.advance(5s);
        QCOMPARE(world.deliver(), 1);
        world.clock.advance(5s);
        QCOMPARE(world.deliver(), 0); // the pause doubles
        setting = world.present();
        setting.port = port;
        QVERIFY(world.change(setting));
        world.clock.advance(5s);
        QCOMPARE(world.deliver(), 1);
        QCOMPARE(m_sink->count(), before + 1);
        QCOMPARE(world.mailSender.counters().failed, 2u);
        QCOMPARE(world.mailSender.counters().sent, 1u);
    }

    void aMailThatNobodyTakesIsGivenUp()
    {
        ResetWorld world(*m_sink);
        world.ask(QStringLiteral("UPDATE users SET email = 'no@example.org' WHERE login = 'ada'"));
        world.ask(QStringLiteral("UPDATE users SET email = 'later@example.org' WHERE login = 'bas'"));
        QVERIFY(world.forgot(kAda) && world.forgot(QStringLiteral("bas")));
        QCOMPARE(world.deliver(), 2);
        QCOMPARE(world.count(QStringLiteral("mail_outbox")), 1); // 550 is an answer, 451 is none
        QCOMPARE(world.ask(QStringLiteral(
                     "SELECT detail->>'recipient' FROM audit_log WHERE action = 'mail.not-sent'")),
                 QStringLiteral("no@example.org"));
        world.clock.advance(15min); // the link is worth nothing any more
        QCOMPARE(world.deliver(), 1);
        QCOMPARE(world.count(QStringLiteral("mail_outbox")), 0);
        QCOMPARE(world.mailSender.counters().abandoned, 2u);
    }

    void theThreadSendsWhatIsQueued()
    {
        ResetWorld world(*m_sink);
        const qsizetype before = m_sink->count();
        MailSender sender({world.gate, world.clock, world.key, 60s});
        LinkService links({world.gate, world.watch, world.signIn, world.clock, world.key,
                           QStringLiteral("recorder.example.com:6089"), [&sender] { sender.wake(); }});
        sender.start([&links] { links.issueRequested(); });
        const auto noted = ResetWorld::wait<void>([&](auto done) {
            links.forgot(Actor::anonymous(kPeer, {}), asking("public", "forgot-password", true), kAda, done);
        });
        QVERIFY(noted);
        QTRY_COMPARE_WITH_TIMEOUT(m_sink->count(), before + 1, 10000);
        sender.stop();
    }

    void theMailPasswordNeverComesOut()
    {
        ResetWorld world(*m_sink);
        const MailSetting shown = world.present();
        QVERIFY(shown.hasPassword && shown.password.isEmpty());
        QVERIFY(!world.ask(QStringLiteral("SELECT value::text FROM settings WHERE key = 'mail'"))
                     .contains(SmtpSink::password()));
        QVERIFY(!world.ask(QStringLiteral("SELECT string_agg(detail::text, '') FROM audit_log"))
                     .contains(SmtpSink::password()));
        // Nor does it go to another server.
        MailSetting elsewhere = shown;
        elsewhere.host = QStringLiteral("mail.example.net");
        QCOMPARE(world.change(elsewhere).error().fields.value(QStringLiteral("password")),
                 QStringLiteral("required"));
        const auto tested = ResetWorld::wait<SmtpReport>([&](auto done) {
            world.mail.test(world.actor(QStringLiteral("root")), asking("system.edit", "test", false, "mail"),
                            elsewhere, QStringLiteral("ada@example.org"), done);
        });
        QCOMPARE(tested.error().fields.value(QStringLiteral("password")), QStringLiteral("required"));
        // Stale versions do not overwrite.
        MailSetting stale = shown;
        stale.version = 0;
        QCOMPARE(world.change(stale).error().code, ErrorCode::Conflict);
    }

    void settingsAreChecked_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::newRow("no host") << QStringLiteral("host") << QString();
        QTest::newRow("a path in the host") << QStringLiteral("host") << QStringLiteral("localhost/x");
        QTest::newRow("somebody in the host") << QStringLiteral("host") << QStringLiteral("a@localhost");
        QTest::newRow("a line in the host") << QStringLiteral("host") << QStringLiteral("local\r\nhost");
        QTest::newRow("clear text elsewhere") << QStringLiteral("security") << QStringLiteral("none");
        QTest::newRow("no word") << QStringLiteral("security") << QStringLiteral("ssl");
        QTest::newRow("a sender with headers")
            << QStringLiteral("from") << QStringLiteral("a@b.org>\r\nBcc: c@d.org");
        QTest::newRow("no sender") << QStringLiteral("from") << QString();
        QTest::newRow("no PEM") << QStringLiteral("ca_certificates") << QStringLiteral("hello");
    }
    void settingsAreChecked()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        ResetWorld world(*m_sink);
        MailSetting setting = world.present();
        setting.password = QStringLiteral("p");
        if (field == QLatin1String("host")) {
            setting.host = value;
        } else if (field == QLatin1String("security")) {
            setting.host = QStringLiteral("mail.example.net");
            setting.security = value;
        } else if (field == QLatin1String("from")) {
            setting.from = value;
        } else {
            setting.caCertificates = value;
        }
        const auto changed = world.change(setting);
        QVERIFY(!changed);
        QCOMPARE(changed.error().code, ErrorCode::Invalid);
        QVERIFY(changed.error().fields.contains(field));
    }

    void theTestSaysHowFarItCame()
    {
        ResetWorld world(*m_sink);
        const auto test = [&](const MailSetting &setting, const QString &to) {
            return ResetWorld::wait<SmtpReport>([&](auto done) {
                world.mail.test(world.actor(QStringLiteral("root")),
                                asking("system.edit", "test", false, "mail"), setting, to, done);
            });
        };
        const auto good = test(world.present(), QStringLiteral("ada@example.org"));
        QVERIFY2(good && good->accepted, good ? qPrintable(good->problem) : "");
        QCOMPARE(good->steps.size(), 7);
        QVERIFY(m_sink->mail(m_sink->count()).contains("\r\nSubject: Test of the e-mail of Earshot\r\n"));
        MailSetting wrong = world.present();
        wrong.password = QStringLiteral("wrong");
        const auto refused = test(wrong, QStringLiteral("ada@example.org"));
        QVERIFY(refused && !refused->accepted);
        QCOMPARE(refused->steps[3].cause, QStringLiteral("login"));
        QCOMPARE(
            test(world.present(), QStringLiteral("no address")).error().fields.value(QStringLiteral("to")),
            QStringLiteral("format"));
        // It is the installation's: nobody else's, whatever his role may.
        world.ask(
            QStringLiteral("UPDATE roles SET permissions = permissions || '{system.view,system.edit}'"));
        const auto denied = ResetWorld::wait<MailSetting>([&](auto done) {
            world.mail.show(world.actor(QStringLiteral("admin")),
                            asking("system.view", "show", false, "mail"), done);
        });
        QCOMPARE(denied.error().code, ErrorCode::Denied);
    }

private:
    std::unique_ptr<SmtpSink> m_sink;
};

EARSHOT_TEST(tst_passwordreset, TestPasswordReset)
#include "tst_passwordreset.moc"
