// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/directory/ldapdirectory.h"
#include "recorder/directory/ldaptext.h"

#include "tests/support/ldappeer.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QSet>
#include <QTcpServer>
#include <QTest>

#include <algorithm>

using namespace recorder;
using common::ErrorCode;
using tests::LdapPeer;

namespace
{

/// One server for all that only reads.
LdapPeer &peer()
{
    static LdapPeer peer(1200);
    return peer;
}

QString causeOf(const QList<ConnectionStep> &steps)
{
    const auto failed = std::find_if(steps.begin(), steps.end(), [](const ConnectionStep &step) {
        return step.state == QLatin1String("failed");
    });
    return failed == steps.end() ? QString() : failed->name + QLatin1Char(':') + failed->cause;
}

/// Listens and never says anything.
struct Silence : QTcpServer {
    Silence()
    {
        if (!listen(QHostAddress::LocalHost)) {
            qFatal("no port");
        }
    }
};

} // namespace

class TestLdapDirectory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textsAreEscaped()
    {
        QCOMPARE(escapedForFilter(QStringLiteral("a*b(c)d\\e")), QByteArray("a\\2ab\\28c\\29d\\5ce"));
        QCOMPARE(escapedForFilter(QString(QChar(u'\0'))), QByteArray("\\00"));
        QCOMPARE(escapedForFilter(QString(QChar(0xfc))), QByteArray("\\c3\\bc"));
        QCOMPARE(filterForLogin(QStringLiteral("(objectClass=person)"), QStringLiteral("uid"),
                                QStringLiteral("x)(uid=*")),
                 QByteArray("(&(objectClass=person)(uid=x\\29\\28uid=\\2a))"));
        QCOMPARE(escapedForDn(QStringLiteral(" a,b+c\"d\\e<f>g;h=i ")),
                 QByteArray("\\ a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h\\=i\\ "));
        QCOMPARE(escapedForDn(QStringLiteral("#1") + QChar(u'\0')), QByteArray("\\#1\\00"));
        QCOMPARE(keyOfValue(QStringLiteral("ObjectGuid"), QByteArray("abc")), QStringLiteral("616263"));
        QCOMPARE(keyOfValue(QStringLiteral("entryUUID"), QByteArray("abc")), QStringLiteral("abc"));
        QCOMPARE(keyOfValue(QStringLiteral("entryUUID"), QByteArray("\xff\x01", 2)), QStringLiteral("ff01"));
    }

    void theRightPasswordIsHis_data()
    {
        QTest::addColumn<bool>("implicit");
        QTest::newRow("StartTLS") << false;
        QTest::newRow("ldaps") << true;
    }
    void theRightPasswordIsHis()
    {
        QFETCH(bool, implicit);
        DirectoryServer server = peer().server();
        server.url = implicit ? peer().securedUrl() : peer().url();
        const auto alice = LdapDirectory().signIn(server, QStringLiteral(" Alice "), "alice-pw");
        QVERIFY2(alice, alice ? "" : qPrintable(alice.error().message));
        QVERIFY(alice->has_value());
        QCOMPARE((*alice)->dn, QStringLiteral("uid=alice,ou=people,dc=example,dc=test"));
        QCOMPARE((*alice)->login, QStringLiteral("alice"));
        QCOMPARE((*alice)->name, QStringLiteral("Alice Archer"));
        QCOMPARE((*alice)->email, QStringLiteral("alice@example.test"));
        QCOMPARE((*alice)->phone, QStringLiteral("+49 (30) 1234-501"));
        QCOMPARE((*alice)->key.size(), 36);
    }

    void nobodyElseGetsIn_data()
    {
        QTest::addColumn<QString>("login");
        QTest::addColumn<QByteArray>("password");
        const QByteArray pw("alice-pw");
        QTest::newRow("wrong password") << QStringLiteral("alice") << QByteArray("bob-pw");
        QTest::newRow("empty password") << QStringLiteral("alice") << QByteArray();
        QTest::newRow("password and NUL") << QStringLiteral("alice") << QByteArray("alice-pw\0x", 10);
        QTest::newRow("NUL first") << QStringLiteral("alice") << QByteArray("\0", 1);
        QTest::newRow("unknown") << QStringLiteral("nobody") << pw;
        QTest::newRow("empty login") << QStringLiteral("  ") << pw;
        QTest::newRow("star") << QStringLiteral("*") << pw;
        QTest::newRow("prefix") << QStringLiteral("ali*") << pw;
        QTest::newRow("filter closed") << QStringLiteral(")(uid=*") << pw;
        QTest::newRow("filter closed after a name") << QStringLiteral("alice)(objectClass=*") << pw;
        QTest::newRow("or") << QStringLiteral("nobody)(|(uid=alice") << pw;
        QTest::newRow("NUL in the login") << QStringLiteral("alice") + QChar(u'\0') << pw;
        QTest::newRow("escaped star") << QStringLiteral("\\2a") << pw;
        QTest::newRow("a DN") << QStringLiteral("uid=alice,ou=people,dc=example,dc=test") << pw;
        QTest::newRow("two entries") << QStringLiteral("twin") << QByteArray("twin-pw");
        QTest::newRow("outside the filter") << QStringLiteral("svc") << QByteArray("svc-pw");
        QTest::newRow("long") << QString(5000, QLatin1Char('a')) << pw;
    }
    void nobodyElseGetsIn()
    {
        QFETCH(QString, login);
        QFETCH(QByteArray, password);
        const auto found = LdapDirectory().signIn(peer().server(), login, password);
        QVERIFY2(found, found ? "" : qPrintable(found.error().message));
        QVERIFY(!found->has_value());
    }

    void everyPageIsRead()
    {
        QSet<QString> keys;
        int seen = 0;
        const common::Status read = LdapDirectory().search(peer().server(), [&](const DirectoryEntry &entry) {
            keys.insert(entry.key);
            ++seen;
            return true;
        });
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(seen, 1204); // alice, bob, two twins; the reference is nobody
        QCOMPARE(keys.size(), 1204);
        int few = 0;
        QVERIFY(
            LdapDirectory().search(peer().server(), [&few](const DirectoryEntry &) { return ++few < 3; }));
        QCOMPARE(few, 3);
    }

    void theStepsOfATestSayWhereItEnds()
    {
        const QList<ConnectionStep> good = LdapDirectory().test(peer().server());
        QStringList names;
        for (const ConnectionStep &step : good) {
            names.append(step.name);
            QCOMPARE(step.state, QStringLiteral("passed"));
        }
        QCOMPARE(names, (QStringList{QStringLiteral("name"), QStringLiteral("tcp"), QStringLiteral("tls"),
                                     QStringLiteral("login"), QStringLiteral("search")}));
        QCOMPARE(good.last().detail, QStringLiteral("1204"));

        DirectoryServer server = peer().server();
        server.url = QStringLiteral("ldap://no-such-host.invalid");
        const QList<ConnectionStep> unknown = LdapDirectory().test(server);
        QCOMPARE(causeOf(unknown), QStringLiteral("name:name"));
        QCOMPARE(unknown.last().state, QStringLiteral("not-run"));
        server.url = QStringLiteral("ldap://127.0.0.1:1");
        QCOMPARE(causeOf(LdapDirectory().test(server)), QStringLiteral("tcp:refused"));
        server = peer().server();
        server.bindPassword = QByteArrayLiteral("wrong");
        QCOMPARE(causeOf(LdapDirectory().test(server)), QStringLiteral("login:login"));
        server.bindPassword.clear(); // servers take it for an anonymous bind
        QCOMPARE(causeOf(LdapDirectory().test(server)), QStringLiteral("login:login"));
        server = peer().server();
        server.baseDn = QStringLiteral("dc=nowhere,dc=test");
        QCOMPARE(causeOf(LdapDirectory().test(server)), QStringLiteral("search:search"));
        server = peer().server();
        server.filter = QStringLiteral("(uid=nobody)");
        QCOMPARE(causeOf(LdapDirectory().test(server)), QStringLiteral("search:empty"));
        for (const ConnectionStep &step : LdapDirectory().test(server)) {
            QVERIFY(!step.detail.contains(QLatin1String("svc-pw")));
        }
    }

    void certificatesAreChecked()
    {
        const auto refused = [](DirectoryServer server, const QString &url) {
            server.url = url;
            const auto found = LdapDirectory().signIn(server, QStringLiteral("alice"), "alice-pw");
            QVERIFY(!found);
            QCOMPARE(found.error().code, ErrorCode::Unavailable);
            QCOMPARE(found.error().fields.value(QStringLiteral("reason")), QStringLiteral("directory-down"));
            QCOMPARE(causeOf(LdapDirectory().test(server)), QStringLiteral("tls:certificate"));
        };
        for (const QString &url : {peer().url(), peer().securedUrl()}) {
            DirectoryServer untrusted = peer().server();
            untrusted.caPem.clear(); // the system knows no such authority
            refused(untrusted, url);
            // The certificate is for 127.0.0.1: an address that is not in it.
            refused(peer().server(),
                    QString(url).replace(QLatin1String("127.0.0.1"), QLatin1String("127.0.0.2")));
        }
        const LdapPeer other; // with an authority of its own
        DirectoryServer mixed = peer().server();
        mixed.caPem = other.caPem();
        refused(mixed, peer().url());
    }

    /// Named by a tenant's administrator: not connected to, however it is written.
    void whatIsInsideIsNotReached_data()
    {
        QTest::addColumn<QString>("host");
        for (const char *host : {"127.0.0.1", "localhost", "127.1", "[::1]", "[::ffff:127.0.0.1]"}) {
            QTest::newRow(host) << QString::fromLatin1(host);
        }
    }
    void whatIsInsideIsNotReached()
    {
        QFETCH(QString, host);
        QTcpServer listener;
        QVERIFY(listener.listen(QHostAddress::Any));
        DirectoryServer server = peer().server();
        server.trusted = false;
        for (const char *scheme : {"ldap", "ldaps"}) {
            server.url =
                QStringLiteral("%1://%2:%3").arg(QLatin1String(scheme), host).arg(listener.serverPort());
            const auto found = LdapDirectory().signIn(server, QStringLiteral("alice"), "alice-pw");
            QVERIFY(!found);
            QCOMPARE(found.error().fields.value(QStringLiteral("cause")), QStringLiteral("forbidden"));
            QCOMPARE(found.error().fields.value(QStringLiteral("reason")), QStringLiteral("directory-down"));
            const QList<ConnectionStep> steps = LdapDirectory().test(server);
            QCOMPARE(causeOf(steps), QStringLiteral("name:forbidden"));
            QCOMPARE(steps.at(1).state, QStringLiteral("not-run"));
        }
        QVERIFY(!listener.waitForNewConnection(100));
        // Where the configuration allows it, it is.
        server.url = peer().url();
        const LdapDirectory allowing{OutgoingRule({QStringLiteral("127.0.0.1")})};
        const auto found = allowing.signIn(server, QStringLiteral("alice"), "alice-pw");
        QVERIFY(found && found->has_value());
        QCOMPARE(causeOf(allowing.test(server)), QString());
    }

    void nothingGoesInTheClear()
    {
        const LdapPeer plain(0, LdapPeer::Kind::Plain);
        const auto found = LdapDirectory().signIn(plain.server(), QStringLiteral("alice"), "alice-pw");
        QVERIFY(!found); // it refuses StartTLS: then not at all
        QCOMPARE(found.error().code, ErrorCode::Unavailable);
        QCOMPARE(causeOf(LdapDirectory().test(plain.server())), QStringLiteral("tls:tls"));
    }

    void whatDoesNotAnswerIsGivenUp_data()
    {
        QTest::addColumn<QString>("scheme");
        QTest::addColumn<int>("atMost");
        QTest::newRow("ldaps") << QStringLiteral("ldaps") << 7'000;
        QTest::newRow("StartTLS") << QStringLiteral("ldap") << 12'000;
    }
    void whatDoesNotAnswerIsGivenUp()
    {
        QFETCH(QString, scheme);
        QFETCH(int, atMost);
        const Silence silence;
        DirectoryServer server = peer().server();
        server.url = QStringLiteral("%1://127.0.0.1:%2").arg(scheme).arg(silence.serverPort());
        QElapsedTimer timer;
        timer.start();
        const auto found = LdapDirectory().signIn(server, QStringLiteral("alice"), "alice-pw");
        QVERIFY(!found);
        QCOMPARE(found.error().code, ErrorCode::Unavailable);
        QVERIFY2(timer.elapsed() < atMost, qPrintable(QString::number(timer.elapsed())));
    }

    void aServerThatIsDownIsSaidAtOnce()
    {
        LdapPeer gone;
        const DirectoryServer server = gone.server();
        gone.stop();
        QElapsedTimer timer;
        timer.start();
        const auto found = LdapDirectory().signIn(server, QStringLiteral("alice"), "alice-pw");
        QVERIFY(!found);
        QCOMPARE(found.error().fields.value(QStringLiteral("reason")), QStringLiteral("directory-down"));
        QVERIFY(timer.elapsed() < 2'000);
    }
};

EARSHOT_TEST(tst_ldapdirectory, TestLdapDirectory)
#include "tst_ldapdirectory.moc"
