// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/rtp/portpool.h"
#include "tests/recorder/capture/rtp/mediabench.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <sys/socket.h>

#include <set>

using namespace recorder;
using namespace tests;

class TestPortPool : public QObject
{
    Q_OBJECT
private:
    static MediaOptions options(int pairs)
    {
        MediaOptions options = MediaBench::fastOptions();
        options.siprecPorts.last = static_cast<quint16>(options.siprecPorts.first + 2 * pairs - 1);
        return options;
    }

private Q_SLOTS:
    void everyPairOnceThenUnavailable()
    {
        const MediaOptions o = options(10);
        PortPool pool(o);
        std::set<quint16> seen;
        QList<MediaPort> taken;
        for (int i = 0; i < 10; ++i) {
            const auto port = pool.reserve(SipProfile::Siprec, {}, 1000);
            QVERIFY(port);
            QCOMPARE(port->port % 2, 0);
            QVERIFY(port->port >= o.siprecPorts.first && port->port < o.siprecPorts.last);
            seen.insert(port->port);
            taken.append(*port);
        }
        QCOMPARE(seen.size(), std::size_t(10));
        QCOMPARE(pool.inUse(), 10);
        const auto more = pool.reserve(SipProfile::Siprec, {}, 1000);
        QVERIFY(!more);
        QCOMPARE(more.error().code, common::ErrorCode::Unavailable);
        const auto other = pool.reserve(SipProfile::CiscoForked, {}, 1000);
        QVERIFY(other); // the ranges are independent
        taken.append(*other);
        for (const MediaPort &port : taken) {
            pool.giveBack(port, 1000);
        }
        QCOMPARE(pool.inUse(), 0);
    }
    void aPairRestsForTheCoolDown()
    {
        const MediaOptions o = options(1);
        const qint64 coolDown = std::chrono::nanoseconds(o.portCoolDown).count();
        PortPool pool(o);
        const auto first = pool.reserve(SipProfile::Siprec, {}, 1);
        QVERIFY(first);
        pool.giveBack(*first, 5);
        QVERIFY(!pool.reserve(SipProfile::Siprec, {}, 5 + coolDown - 1));
        QVERIFY(!pool.reserve(SipProfile::Siprec, first->port, 6));
        const auto again = pool.reserve(SipProfile::Siprec, {}, 5 + coolDown);
        QVERIFY(again);
        pool.giveBack(*again, 5);
    }
    void latePacketsOfTheOldCallAreGone()
    {
        PortPool pool(options(1));
        const RtpPeer peer;
        const auto first = pool.reserve(SipProfile::Siprec, {}, 1);
        QVERIFY(first);
        peer.stream(first->port, 1, 0, 5); // never read
        pool.giveBack(*first, 1);
        peer.stream(first->port, 1, 5, 5); // to nobody
        const auto second = pool.reserve(SipProfile::Siprec, {}, 3'000'000'000);
        QVERIFY(second);
        char byte = 0;
        QCOMPARE(::recv(second->rtpSocket, &byte, 1, MSG_DONTWAIT), ssize_t(-1));
        pool.giveBack(*second, 1);
    }
    void theWantedPortIsGivenAgainAfterARestart()
    {
        const MediaOptions o = options(10);
        const auto wanted = static_cast<quint16>(o.siprecPorts.first + 6);
        PortPool pool(o);
        const auto port = pool.reserve(SipProfile::Siprec, wanted, 1);
        QVERIFY(port);
        QCOMPARE(port->port, wanted);
        QVERIFY(!pool.reserve(SipProfile::Siprec, wanted, 1));
        QVERIFY(!pool.reserve(SipProfile::Siprec, quint16(wanted + 1), 1));
        QVERIFY(!pool.reserve(SipProfile::Siprec, quint16(9), 1));
        pool.giveBack(*port, 1);
    }
    void aPortOfAnotherProgramIsPassedOver()
    {
        const MediaOptions o = options(2);
        const RtpPeer squatter("127.0.0.1", static_cast<quint16>(o.siprecPorts.first + 1));
        PortPool pool(o);
        const auto port = pool.reserve(SipProfile::Siprec, {}, 1);
        QVERIFY(port);
        QCOMPARE(port->port, static_cast<quint16>(o.siprecPorts.first + 2));
        pool.giveBack(*port, 1);
    }
    void theNextPortIsNotPredictable()
    {
        PortPool pool(options(100));
        int following = 0;
        quint16 last = 0;
        QList<MediaPort> taken;
        for (int i = 0; i < 40; ++i) {
            const auto port = pool.reserve(SipProfile::Siprec, {}, 1);
            QVERIFY(port);
            following += port->port == last + 2;
            last = port->port;
            taken.append(*port);
        }
        QVERIFY(following < 15);
        for (const MediaPort &port : taken) {
            pool.giveBack(port, 1);
        }
    }
    void theReceiveBufferHoldsManySeconds()
    {
        PortPool pool(options(1));
        const auto port = pool.reserve(SipProfile::Siprec, {}, 1);
        QVERIFY(port);
        int size = 0;
        socklen_t length = sizeof size;
        QCOMPARE(::getsockopt(port->rtpSocket, SOL_SOCKET, SO_RCVBUF, &size, &length), 0);
        QVERIFY(size >= 2 * 200 * 1024); // the kernel doubles; less than 1 MiB only where rmem_max says so
        pool.giveBack(*port, 1);
    }
};

EARSHOT_TEST(tst_portpool, TestPortPool)
#include "tst_portpool.moc"
