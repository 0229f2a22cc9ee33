// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/net/outgoingrule.h"

#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QNetworkInterface>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <atomic>
#include <csignal>
#include <netinet/in.h>
#include <pthread.h>
#include <thread>
#include <vector>

using namespace recorder;
using Target = OutgoingRule::Target;

namespace
{

constexpr std::chrono::milliseconds kSoon{2000};

QString causeOf(const common::Error &error)
{
    return error.fields.value(QStringLiteral("cause"));
}

} // namespace

class TestOutgoingRule : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void classesOfAddresses_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<AddressClass>("expected");
        const auto row = [](const char *address, AddressClass expected) {
            QTest::newRow(address) << QString::fromLatin1(address) << expected;
        };
        for (const char *address :
             {"8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "128.0.0.1",
              "169.253.255.255", "172.15.0.1", "172.32.0.0", "192.169.0.0", "223.255.255.255",
              "2606:4700::1111", "2a00::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"}) {
            row(address, AddressClass::Public);
        }
        for (const char *address :
             {"10.0.0.1", "10.255.255.255", "100.64.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1",
              "192.0.2.1", "198.18.0.1", "203.0.113.9", "fc00::1", "fdff::1", "fec0::1", "2001:db8::1",
              "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "2001:0:1::1"}) {
            row(address, AddressClass::Private);
        }
        for (const char *address : {"169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%1", "febf::1",
                                    "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"}) {
            row(address, AddressClass::LinkLocal);
        }
        for (const char *address : {"127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "::1",
                                    "::", "::ffff:127.0.0.1", "::ffff:0.0.0.0", "2002:7f00:1::"}) {
            row(address, AddressClass::Loopback);
        }
        for (const char *address : {"224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "ff02::1",
                                    "::7f00:1", "100::1"}) {
            row(address, AddressClass::Unusable);
        }
    }
    void classesOfAddresses()
    {
        QFETCH(QString, address);
        QFETCH(AddressClass, expected);
        QCOMPARE(addressClassOf(QHostAddress(address)), expected);
    }

    void tenantsReachWhatIsPublic()
    {
        const OutgoingRule rule;
        const auto allows = [&rule](const char *address, Target target) {
            return rule.allows(QHostAddress(QLatin1String(address)), target);
        };
        QVERIFY(allows("8.8.8.8", Target::OfTenant));
        for (const char *inside : {"127.0.0.1", "::1", "10.1.2.3", "192.168.1.1", "fd00::1"}) {
            QVERIFY2(!allows(inside, Target::OfTenant), inside);
            QVERIFY2(allows(inside, Target::OfSystem), inside);
        }
        for (const char *never : {"169.254.169.254", "fe80::1", "224.0.0.1", "255.255.255.255"}) {
            QVERIFY2(!allows(never, Target::OfTenant), never);
            QVERIFY2(!allows(never, Target::OfSystem), never);
        }
        QVERIFY(!rule.allows(QHostAddress(), Target::OfSystem));
        for (const QHostAddress &own : QNetworkInterface::allAddresses()) {
            QVERIFY2(!rule.allows(own, Target::OfTenant), qPrintable(own.toString()));
        }
    }

    void whatTheConfigurationNamesIsReached()
    {
        const OutgoingRule rule(
            {QStringLiteral("10.1.0.0/16"), QStringLiteral("169.254.7.7"), QStringLiteral("fd00:1::/32")});
        const auto allows = [&rule](const char *address) {
            return rule.allows(QHostAddress(QLatin1String(address)), Target::OfTenant);
        };
        QVERIFY(allows("10.1.255.1"));
        QVERIFY(!allows("10.2.0.1"));
        QVERIFY(allows("::ffff:10.1.0.1"));
        QVERIFY(allows("169.254.7.7"));
        QVERIFY(!allows("169.254.7.8"));
        QVERIFY(allows("fd00:1::5"));
        QVERIFY(!allows("fd00:2::5"));
        QVERIFY(!OutgoingRule({QStringLiteral("0.0.0.0/0")})
                     .allows(QHostAddress(QStringLiteral("255.255.255.255")), Target::OfTenant));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(0x0a010001);
        QVERIFY(rule.allows(reinterpret_cast<const sockaddr &>(address), Target::OfTenant));
        address.sin_addr.s_addr = htonl(0x0a020001);
        QVERIFY(!rule.allows(reinterpret_cast<const sockaddr &>(address), Target::OfTenant));
    }

    /// However an address is written, nothing comes to the listener.
    void aForbiddenListenerHearsNothing()
    {
        QTcpServer listener;
        QVERIFY(listener.listen(QHostAddress::LocalHost));
        const OutgoingRule rule;
        for (const char *host : {"127.0.0.1", "localhost", "127.1", "0", "2130706433", "0x7f.1", "::1",
                                 "::ffff:127.0.0.1", "169.254.169.254"}) {
            const auto found = rule.resolve(QLatin1String(host), Target::OfTenant);
            QVERIFY2(!found, host);
            QVERIFY2(causeOf(found.error()) == QLatin1String("forbidden") ||
                         causeOf(found.error()) == QLatin1String("name"),
                     host);
        }
        QVERIFY(!listener.waitForNewConnection(100));
        const auto unknown = rule.resolve(QStringLiteral("no-such-host.invalid"), Target::OfTenant);
        QVERIFY(!unknown);
        QCOMPARE(causeOf(unknown.error()), QStringLiteral("name"));
        const OutgoingRule allowing({QStringLiteral("127.0.0.0/8")});
        const auto found = allowing.resolve(QStringLiteral("localhost"), Target::OfTenant);
        QVERIFY(found);
        QCOMPARE(*found, QList<QHostAddress>{QHostAddress(QHostAddress::LocalHost)}); // ::1 is not allowed
        auto socket = OutgoingRule::connectTo(*found, listener.serverPort(), kSoon);
        QVERIFY(socket);
        QVERIFY(listener.waitForNewConnection(2000));
        std::unique_ptr<QTcpSocket> peer(listener.nextPendingConnection());
        QVERIFY(peer);
        peer->write("x");
        QVERIFY(peer->waitForBytesWritten(2000));
        char byte = 0;
        QCOMPARE(::recv(socket->get(), &byte, 1, 0), 1); // blocking
        QCOMPARE(byte, 'x');
    }

    void whyThereIsNoConnection()
    {
        QTcpServer listener;
        QVERIFY(listener.listen(QHostAddress::LocalHost));
        const quint16 port = listener.serverPort();
        listener.close();
        const QHostAddress local(QHostAddress::LocalHost);
        const auto refused = OutgoingRule::connectTo({local}, port, kSoon);
        QVERIFY(!refused);
        QCOMPARE(causeOf(refused.error()), QStringLiteral("refused"));
        QVERIFY(!OutgoingRule::connectTo({}, port, kSoon));
        // The second answers.
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress(QStringLiteral("127.0.0.2"))));
        QVERIFY(OutgoingRule::connectTo({local, QHostAddress(QStringLiteral("127.0.0.2"))},
                                        other.serverPort(), kSoon));
    }

    /// A signal while it waits is no connection.
    void signalsDoNotConnect()
    {
        common::FileDescriptor full(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *plain = reinterpret_cast<sockaddr *>(&address);
        QCOMPARE(::bind(full.get(), plain, size), 0);
        QCOMPARE(::listen(full.get(), 0), 0);
        QCOMPARE(::getsockname(full.get(), plain, &size), 0);
        // Nobody accepts: after these the kernel answers no more.
        std::vector<common::FileDescriptor> waiting;
        for (int i = 0; i < 4; ++i) {
            waiting.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
            ::connect(waiting.back().get(), plain, size);
        }
        struct sigaction quiet {
        };
        struct sigaction before {
        };
        quiet.sa_handler = [](int) {};
        QCOMPARE(::sigaction(SIGUSR1, &quiet, &before), 0);
        QElapsedTimer timer;
        timer.start();
        std::atomic<bool> over{false};
        std::thread nuisance([&over, target = ::pthread_self()] {
            while (!over) {
                ::pthread_kill(target, SIGUSR1);
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            }
        });
        const auto none = OutgoingRule::connectTo({QHostAddress(QHostAddress::LocalHost)},
                                                  ntohs(address.sin_port), std::chrono::milliseconds(300));
        over = true;
        nuisance.join();
        ::sigaction(SIGUSR1, &before, nullptr);
        QVERIFY(!none);
        QCOMPARE(causeOf(none.error()), QStringLiteral("timeout"));
        QVERIFY2(timer.elapsed() >= 300 && timer.elapsed() < 2000,
                 qPrintable(QString::number(timer.elapsed())));
    }
};

EARSHOT_TEST(tst_outgoingrule, TestOutgoingRule)
#include "tst_outgoingrule.moc"
