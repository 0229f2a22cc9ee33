// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/pulse.h"

#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace std::chrono_literals;

namespace
{

class Sleeper final : public recorder::CallPort
{
public:
    void reply(common::Result<QByteArray>) override {}
    void ready() override { ++wakes; }
    void signIn(std::shared_ptr<const recorder::Actor>, QString) override {}
    void signOut() override {}
    bool cancelled() const override { return false; }

    std::atomic<int> wakes = 0;
};

QList<std::shared_ptr<Sleeper>> sleepers(int count)
{
    QList<std::shared_ptr<Sleeper>> made;
    for (int i = 0; i < count; ++i) {
        made.append(std::make_shared<Sleeper>());
    }
    return made;
}

int woken(const QList<std::shared_ptr<Sleeper>> &all)
{
    int count = 0;
    for (const auto &one : all) {
        count += one->wakes;
    }
    return count;
}

} // namespace

/// Lower limits of time only: a busy machine makes everything later, never earlier.
class TestPulse : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void afterAPauseNobodyWaitsForABeat()
    {
        recorder::Pulse pulse(60s);
        const auto all = sleepers(3);
        for (const auto &one : all) {
            pulse.wake(one);
        }
        QTRY_COMPARE(woken(all), 3);
    }

    void thenABeatLiesBetween()
    {
        recorder::Pulse pulse(300ms);
        const auto all = sleepers(2);
        pulse.wake(all.at(0));
        QTRY_COMPARE(woken(all), 1);
        QElapsedTimer clock;
        clock.start();
        pulse.wake(all.at(0));
        pulse.wake(all.at(1));
        QTRY_COMPARE(woken(all), 3);
        QVERIFY2(clock.elapsed() >= 200, qPrintable(QString::number(clock.elapsed())));
    }

    void manyMakeItLongerUpToTwice()
    {
        recorder::Pulse pulse(200ms);
        const auto all = sleepers(5000);
        for (const auto &one : all) {
            pulse.wake(one);
        }
        QTRY_COMPARE(woken(all), 5000);
        QElapsedTimer clock;
        clock.start();
        pulse.wake(all.first());
        QTRY_COMPARE(woken(all), 5001);
        QVERIFY2(clock.elapsed() >= 300, qPrintable(QString::number(clock.elapsed())));
        // Twice, not 2.5 seconds.
        QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
    }

    void fromManyThreadsNoneIsForgotten()
    {
        recorder::Pulse pulse(5ms);
        const auto all = sleepers(4);
        std::vector<std::thread> threads;
        for (const auto &one : all) {
            threads.emplace_back([&pulse, one] {
                for (int i = 0; i < 1000; ++i) {
                    pulse.wake(one);
                }
            });
        }
        for (std::thread &thread : threads) {
            thread.join();
        }
        QTRY_COMPARE(woken(all), 4000);
    }
};

EARSHOT_TEST(tst_pulse, TestPulse)
#include "tst_pulse.moc"
