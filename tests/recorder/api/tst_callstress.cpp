// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/api/callsite.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <thread>

using common::CallId;
using tests::CallSite;
using tests::Console;
namespace v1 = earshot::v1;

namespace
{

const QString kNorth = QStringLiteral("Nordlicht");

/// News of calls from two threads, as fast as they go, until its end.
class Newsroom
{
public:
    explicit Newsroom(CallSite &site)
    {
        for (int i = 0; i < 2; ++i) {
            m_threads.emplace_back([&site](const std::stop_token &stop) {
                while (!stop.stop_requested()) {
                    common::ActiveCall call;
                    call.id = CallId::generate();
                    call.tenant = kNorth;
                    call.toNumber = QStringLiteral("201");
                    site.board.show(call, {{call.toNumber, {}}});
                    site.world.hub.publish({QStringLiteral("calls"), recorder::TenantKey(1),
                                            call.id.toString(), QStringLiteral("stored")});
                    std::this_thread::sleep_for(std::chrono::microseconds(200));
                    site.board.gone(call.id);
                }
            });
        }
    }

private:
    std::vector<std::jthread> m_threads;
};

/// Everything that a console can have running at once.
struct Busy {
    Busy(CallSite &site, const QString &login, const CallId &call)
        : console(site.port(), login)
        , id(call)
    {
        console.watch<v1::ActiveCallsUpdate>("Calls/WatchActive");
        console.watch<v1::CallChange>("Calls/WatchChanges");
        play();
        for (int i = 0; i < 5; ++i) {
            list();
        }
    }
    void play()
    {
        v1::MediaRequest wanted;
        wanted.set_id(id.toString().toStdString());
        common::stream<v1::MediaChunk>(
            console.channel, QStringLiteral("earshot.v1.Calls/Media"), wanted, &console.channel,
            std::function([this](const v1::MediaChunk &chunk) { played += chunk.data().size(); }),
            [this](const common::Status &status) {
                status ? ++whole : ++broken;
                again([this] { play(); });
            });
    }
    void list()
    {
        v1::ListRequest wanted;
        wanted.set_want_total(true);
        common::call<v1::CallList>(console.channel, QStringLiteral("earshot.v1.Calls/List"), wanted,
                                   &console.channel,
                                   std::function([this](const common::Result<v1::CallList> &list) {
                                       list ? ++listed : ++refused;
                                       again([this] { this->list(); });
                                   }));
    }
    void again(std::function<void()> task)
    {
        if (console.channel.isReady()) {
            QMetaObject::invokeMethod(&console.channel, std::move(task), Qt::QueuedConnection);
        }
    }
    Console console;
    const CallId id;
    size_t played = 0;
    int whole = 0;
    int broken = 0;
    int listed = 0;
    int refused = 0;
};

} // namespace

/// The ends of things while everything runs; most of all for the sanitizers.
class TestCallStress : public QObject
{
    Q_OBJECT

    static std::vector<std::unique_ptr<Busy>> crowd(CallSite &site, const CallId &id)
    {
        std::vector<std::unique_ptr<Busy>> all;
        for (const char *login : {"root", "admin", "sue", "admin", "sue", "other"}) {
            all.push_back(std::make_unique<Busy>(site, QLatin1String(login), id));
        }
        return all;
    }

private Q_SLOTS:
    void stopsWhileEverythingRuns()
    {
        auto site = std::make_unique<CallSite>();
        site->agent(QStringLiteral("carl"), QStringLiteral("201"), QStringLiteral("Sales"));
        const CallId id = site->store(kNorth, QStringLiteral("201"), QByteArray(3000000, 'x'));
        auto busy = crowd(*site, id);
        {
            const Newsroom news(*site);
            QTRY_VERIFY(busy[0]->whole > 1 && busy[2]->listed > 5);
            site->server->stop();
        }
        // The database still has answers for those who are gone.
        site.reset();
        for (const auto &one : busy) {
            QTRY_VERIFY(one->console.channel.state() == common::ClientChannel::State::Closed);
        }
    }

    void databaseThatGoesAwayIsSurvived()
    {
        CallSite site;
        site.agent(QStringLiteral("carl"), QStringLiteral("201"), QStringLiteral("Sales"));
        const CallId id = site.store(kNorth, QStringLiteral("201"), QByteArray(300000, 'x'));
        auto busy = crowd(site, id);
        {
            const Newsroom news(site);
            for (int i = 0; i < 20; ++i) {
                site.world.ask(QStringLiteral(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = "
                    "current_database() AND pid <> pg_backend_pid()"));
                site.world.watch.tick();
                QTest::qWait(50);
            }
        }
        for (const auto &one : busy) { // nobody was thrown out for it, and all of it works again
            QVERIFY(one->console.channel.isReady());
            const int before = one->listed;
            QTRY_VERIFY(one->listed > before);
        }
        const int whole = busy[0]->whole;
        QTRY_VERIFY(busy[0]->whole > whole);
        busy.clear();
        QTRY_COMPARE(site.readers.open(), 0);
        QTRY_COMPARE(site.server->counters().streams.load(), qint64{0});
    }

    void sessionsThatEndWhileEverythingRuns()
    {
        CallSite site;
        const CallId id = site.store(kNorth, QStringLiteral("201"), QByteArray(3000000, 'x'));
        site.world.watch.setTold(
            [&site](const QList<recorder::SessionId> &ended, const QList<recorder::SessionId> &changed) {
                for (const recorder::SessionId &session : ended + changed) {
                    site.server->endSession(session.toString());
                }
            });
        auto busy = crowd(site, id);
        const Newsroom news(site);
        site.world.ask(QStringLiteral("DELETE FROM sessions WHERE user_id = (SELECT id FROM users WHERE "
                                      "login = 'admin')"));
        site.world.ask(QStringLiteral("UPDATE roles SET permissions = '{}' WHERE code = 'supervisor'"));
        QTRY_VERIFY([&] {
            site.world.watch.tick();
            return !busy[1]->console.channel.isReady() && !busy[3]->console.channel.isReady() &&
                   !busy[2]->console.channel.isReady() && !busy[4]->console.channel.isReady();
        }());
        QVERIFY(busy[0]->console.channel.isReady() && busy[5]->console.channel.isReady());
        site.world.watch.setTold(nullptr);
    }
};

EARSHOT_TEST(tst_callstress, TestCallStress)
#include "tst_callstress.moc"
