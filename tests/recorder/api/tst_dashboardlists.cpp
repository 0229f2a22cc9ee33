// SPDX-License-Identifier: GPL-3.0-or-later
// Each number of the dashboard opens its list: one that the same person may see, with as many rows.
#include "common/proto/audit.pb.h"
#include "common/proto/calls.pb.h"
#include "common/proto/jobs.pb.h"
#include "common/proto/overview.pb.h"
#include "common/proto/storageusage.pb.h"
#include "common/proto/system.pb.h"

#include "tests/recorder/api/matrixworld.h"
#include "tests/support/dashboardpages.h"
#include "tests/support/testmain.h"

#include <algorithm>

using namespace tests;
namespace v1 = earshot::v1;

namespace
{

const QString kContract = QStringLiteral("earshot.v1.");

template <typename List>
qint64 totalOf(const QByteArray &reply)
{
    List list;
    return list.ParseFromString(reply.toStdString()) ? list.info().total() : -1;
}

/// The first message of a stream is all of them.
template <>
qint64 totalOf<v1::ActiveCallsUpdate>(const QByteArray &reply)
{
    v1::ActiveCallsUpdate update;
    return update.ParseFromString(reply.toStdString()) && update.snapshot() ? update.calls_size() : -1;
}

const QHash<QString, qint64 (*)(const QByteArray &)> &totals()
{
    static const QHash<QString, qint64 (*)(const QByteArray &)> kTotals{
        {QStringLiteral("calls"), &totalOf<v1::CallList>},
        {QStringLiteral("active-calls"), &totalOf<v1::ActiveCallsUpdate>},
        {QStringLiteral("ledger"), &totalOf<v1::LedgerList>},
        {QStringLiteral("health"), &totalOf<v1::HealthReply>},
        {QStringLiteral("users"), &totalOf<v1::UserList>},
        {QStringLiteral("user-sessions"), &totalOf<v1::UserSessionList>},
        {QStringLiteral("jobs"), &totalOf<v1::JobList>},
        {QStringLiteral("storage-usage"), &totalOf<v1::StorageUsageList>}};
    return kTotals;
}

/// Something to count of every kind, and beside it what must not be counted.
struct BoardWorld : MatrixWorld {
    const qint64 now = common::toUnixMs(world.clock.wall());
    const qint64 hour = 3'600'000;

    BoardWorld()
    {
        const auto flag = [](common::CallFlag one) { return static_cast<common::CallFlags>(one); };
        addCall("Nordlicht", 1, 0);
        addCall("Nordlicht", 2, flag(common::CallFlag::OneWay));
        addCall("Nordlicht", 3, flag(common::CallFlag::NoRtp));
        addCall("Nordlicht", 4, flag(common::CallFlag::NoRtp) | flag(common::CallFlag::Confidential));
        addCall("Nordlicht", 30, flag(common::CallFlag::NoRtp)); // of yesterday
        addCall("Suedwind", 1, flag(common::CallFlag::OneWay));
        addJob("admin", 1);
        addJob("sue", 2);
        addJob("admin", 30);
        addJob("other", 1);
        for (const char *login : {"ada", "gus", "far"}) {
            insertSession(QLatin1String(login));
        }
        insertSession(QStringLiteral("ten"));
        world.ask(QStringLiteral("UPDATE sessions SET seen_ms = %1 WHERE user_id = '%2'")
                      .arg(QString::number(now - 2 * hour), world.userId(QStringLiteral("ten")).toString()));
        world.ask(
            QStringLiteral("UPDATE users SET recording_seat = false WHERE login IN ('gus', 'far'); UPDATE "
                           "tenants SET audio_minutes = 1 WHERE name = 'Nordlicht'"));
        const QString north = QStringLiteral("Nordlicht");
        ledger = {{north, QStringLiteral("accepted"), 0},
                  {north, QStringLiteral("ended"), now - 1000},
                  {north, QStringLiteral("finalised"), now - hour},
                  {north, QStringLiteral("stored"), now - hour},
                  {QStringLiteral("Suedwind"), QStringLiteral("ended"), now - hour}};
        health = {{QStringLiteral("disk"), false, QStringLiteral("1% free")},
                  {QStringLiteral("media"), true, {}}};
    }
    /// Three calls run, one of them of sue.
    void begin()
    {
        for (const auto &[tenant, number] :
             {std::pair("Nordlicht", "1002"), {"Nordlicht", "7777"}, {"Suedwind", "7777"}}) {
            common::ActiveCall call;
            call.id = common::CallId::generate();
            call.tenant = QLatin1String(tenant);
            call.toNumber = QLatin1String(number);
            call.connectTime = world.clock.wall();
            site.board.show(call, {{call.toNumber, {}}});
            ids.append(call.id);
        }
    }
    bool allAreKnown() const
    {
        return std::all_of(ids.begin(), ids.end(),
                           [this](const auto &id) { return site.board.ownersOf(id); });
    }
    QList<common::CallId> ids;

    /// Gives all roles these permissions.
    void permit(const QStringList &permissions) const
    {
        world.ask(
            QStringLiteral("UPDATE roles SET permissions = '{%1}'").arg(permissions.join(QLatin1Char(','))));
    }
    QStringList permissionsOf(const QString &login) const
    {
        return world
            .ask(QStringLiteral(
                     "SELECT array_to_string(r.permissions, ',') FROM users u JOIN roles r ON r.id = "
                     "u.role WHERE u.login = '%1'")
                     .arg(login))
            .split(QLatin1Char(','));
    }

private:
    void addCall(const char *tenant, int hoursAgo, common::CallFlags flags)
    {
        common::FinishedCall call =
            aCall(QLatin1String(tenant), QStringLiteral("555"), QStringLiteral("1002"));
        call.connectTime = world.clock.wall() - std::chrono::hours(hoursAgo);
        call.id = common::CallId(common::uuidV7Floor(call.connectTime + std::chrono::milliseconds(++m_last)));
        call.disconnectTime = call.connectTime + std::chrono::minutes(5);
        call.duration = std::chrono::minutes(5);
        call.flags = flags;
        const auto stored = site.recordings.registerCall(call);
        QVERIFY2(stored, stored ? "" : qPrintable(stored.error().message));
    }
    void addJob(const char *login, int hoursAgo)
    {
        world.ask(
            QStringLiteral("INSERT INTO jobs (id, tenant_id, kind, subject, owner, owner_name, request_id, "
                           "parameters, input, dry_run, state, created_ms, started_ms, ended_ms) SELECT "
                           "gen_random_uuid(), tenant_id, 'users-import', 'file', id, name, '', '{}', '', "
                           "false, 'failed', %2, %2, %2 FROM users WHERE login = '%1'")
                .arg(QLatin1String(login), QString::number(now - hoursAgo * hour)));
    }
    int m_last = 0;
};

/// What is wrong with the numbers that somebody gets, one line each; `keys` gets those that are there.
QStringList faultsOf(const BoardWorld &matrix, const QString &login, QStringList &keys)
{
    const auto actor = matrix.enter(login);
    const QStringList granted = matrix.permissionsOf(login);
    v1::DashboardReply board;
    const auto reply =
        callMethod(matrix.dispatcher, kContract + QStringLiteral("Overview/Dashboard"), {}, actor);
    if (!reply || !board.ParseFromString(reply->toStdString())) {
        return {QStringLiteral("no dashboard")};
    }
    QStringList faults;
    const QList<DashboardPage> pages = dashboardPages();
    for (const v1::DashboardItem &item : board.items()) {
        const QString key = QString::fromStdString(item.key());
        const QString page = QString::fromStdString(item.page());
        keys.append(key);
        const auto found =
            std::find_if(pages.begin(), pages.end(), [&page](const auto &one) { return one.page == page; });
        if (found == pages.end() || !granted.contains(found->permission)) {
            faults.append(key + QStringLiteral(" opens ") + page);
            continue;
        }
        const auto total = totals().value(page, nullptr);
        if (total == nullptr) {
            faults.append(key + QStringLiteral(" has a list that nobody counts"));
            continue;
        }
        v1::ListRequest request;
        *request.mutable_criteria() = item.criteria();
        request.set_want_total(true);
        const auto list = callMethod(matrix.dispatcher, kContract + found->method, bytes(request), actor);
        const qint64 rows = list ? total(*list) : -1;
        if (!list || (key != QLatin1String("storage-used") && rows != item.value())) {
            faults.append(QStringLiteral("%1 is %2, its list has %3 (%4)")
                              .arg(key, QString::number(item.value()), QString::number(rows),
                                   list ? QString() : list.error().message));
        }
    }
    return faults;
}

} // namespace

class TestDashboardLists : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyNumberOpensItsList_data()
    {
        QTest::addColumn<QString>("login");
        for (const char *login : {"root", "admin", "sue", "bas"}) {
            QTest::newRow(login) << QString::fromLatin1(login);
        }
    }
    void everyNumberOpensItsList()
    {
        QFETCH(QString, login);
        BoardWorld matrix;
        matrix.begin();
        QTRY_VERIFY(matrix.allAreKnown());
        const QStringList all = matrix.permissionsOf(QStringLiteral("root"));
        QStringList keys;
        QCOMPARE(faultsOf(matrix, login, keys), QStringList()); // as predefined
        matrix.permit(all);
        keys.clear();
        QCOMPARE(faultsOf(matrix, login, keys), QStringList());
        QVERIFY2(keys.size() >= 6, qPrintable(keys.join(QLatin1Char(' '))));
        // Whatever one has not, and when it is all that one has.
        for (const char *permission :
             {"calls.view", "calls.live", "calls.confidential", "ledger.view", "system.view", "users.view",
              "users.edit", "sessions.view", "jobs.view", "settings.view"}) {
            QStringList others = all;
            others.removeAll(QLatin1String(permission));
            for (const QStringList &granted : {others, QStringList{QLatin1String(permission)}}) {
                matrix.permit(granted);
                const QStringList faults = faultsOf(matrix, login, keys);
                QVERIFY2(faults.isEmpty(), qPrintable(QLatin1String(permission) + QStringLiteral(": ") +
                                                      faults.join(QStringLiteral("; "))));
            }
        }
    }
    void allNumbersAreThere()
    {
        BoardWorld matrix;
        matrix.begin();
        QTRY_VERIFY(matrix.allAreKnown());
        matrix.permit(matrix.permissionsOf(QStringLiteral("root")));
        const QString calls = QStringLiteral(
            "calls-active calls-today calls-one-way calls-silent calls-partial calls-unassigned ");
        const QString people = QStringLiteral(
            "recording-seats screen-seats evaluation-seats live-seats users-without-seat sessions ");
        const QString open = QStringLiteral(" jobs-failed calls-unaccounted calls-overdue");
        QStringList keys;
        QCOMPARE(faultsOf(matrix, QStringLiteral("admin"), keys), QStringList());
        std::sort(keys.begin(), keys.end());
        const auto sorted = [](const QString &words) {
            QStringList list = words.split(QLatin1Char(' '));
            std::sort(list.begin(), list.end());
            return list;
        };
        QCOMPARE(keys, sorted(calls + people + QStringLiteral("storage-used") + open));
        keys.clear();
        QCOMPARE(faultsOf(matrix, QStringLiteral("root"), keys), QStringList());
        std::sort(keys.begin(), keys.end());
        QCOMPARE(keys, sorted(calls + people + QStringLiteral("storage-near-limit health") + open));
        // Who has no seat for live monitoring may not open the active calls, whatever his role permits.
        matrix.world.ask(
            QStringLiteral("UPDATE tenants SET live_seats = 5; UPDATE users SET live_seat = false"));
        keys.clear();
        QCOMPARE(faultsOf(matrix, QStringLiteral("admin"), keys), QStringList());
        QVERIFY(keys.contains(QStringLiteral("calls-today")) &&
                !keys.contains(QStringLiteral("calls-active")));
    }
};

EARSHOT_TEST(tst_dashboardlists, TestDashboardLists)
#include "tst_dashboardlists.moc"
