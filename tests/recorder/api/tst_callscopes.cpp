// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/api/callsite.h"
#include "tests/support/testmain.h"

#include <QTest>

using common::CallId;
using common::ErrorCode;
using tests::CallSite;
using tests::Console;
namespace v1 = earshot::v1;

namespace
{

const QString kNorth = QStringLiteral("Nordlicht");
const QString kSouth = QStringLiteral("Suedwind");

v1::ListRequest request(int size = 0)
{
    v1::ListRequest wanted;
    wanted.set_want_total(true);
    wanted.set_page_size(static_cast<quint32>(size));
    return wanted;
}

v1::ListRequest where(const char *field, const char *op, const QString &value)
{
    v1::ListRequest wanted = request();
    auto *criterion = wanted.add_criteria();
    criterion->set_field(field);
    criterion->set_operator_(op);
    criterion->add_values(value.toStdString());
    return wanted;
}

/// The ids in a text, sorted, then the total and whether there is more.
QString listed(Console &console, const v1::ListRequest &wanted)
{
    const auto list = console.ask<v1::CallList>("Calls/List", wanted);
    if (!list) {
        return list.error().message;
    }
    QStringList ids;
    for (const auto &call : list->calls()) {
        ids.append(QString::fromStdString(call.id()));
    }
    ids.sort();
    return QStringLiteral("%1 of %2%3")
        .arg(ids.join(QLatin1Char(' ')))
        .arg(list->info().total())
        .arg(list->info().next_token().empty() ? QString() : QStringLiteral(" and more"));
}

QString expected(QStringList ids)
{
    ids.sort();
    return QStringLiteral("%1 of %2").arg(ids.join(QLatin1Char(' '))).arg(ids.size());
}

} // namespace

/// Whatever somebody asks for, he gets what is in his reach, and what is not leaves no trace: no row, no
/// number, no other words.
class TestCallScopes : public QObject
{
    Q_OBJECT

    /// Two agents of a tenant, one of whom belongs to the group that "sue" manages, and another tenant.
    struct Scene {
        Scene()
        {
            site.agent(QStringLiteral("carl"), QStringLiteral("201"), QStringLiteral("Sales"));
            site.agent(QStringLiteral("dora"), QStringLiteral("202"), QStringLiteral("Service"));
            for (int i = 0; i < 3; ++i) {
                carls.append(site.store(kNorth, QStringLiteral("201"), QByteArray(1000, 'c')).toString());
                doras.append(site.store(kNorth, QStringLiteral("202"), QByteArray(1000, 'd')).toString());
                nobodys.append(site.store(kNorth, QStringLiteral("999"), QByteArray(10, 'n')).toString());
                foreign.append(site.store(kSouth, QStringLiteral("201"), QByteArray(10, 'f')).toString());
            }
        }
        CallSite site;
        QStringList carls;
        QStringList doras;
        QStringList nobodys;
        QStringList foreign;
    };

private Q_SLOTS:
    void criteriaAndSearchStayInside()
    {
        Scene scene;
        Console sue(scene.site.port(), QStringLiteral("sue"));
        const QString all = expected(scene.carls);
        const QString none = expected({});
        QCOMPARE(listed(sue, request()), all);
        const QString dora = scene.site.world.userId(QStringLiteral("dora")).toString();
        QCOMPARE(listed(sue, where("user", "is", dora)), none);
        QCOMPARE(listed(sue, where("user", "is-not", dora)), all);
        const QString service =
            scene.site.world.ask(QStringLiteral("SELECT id FROM groups WHERE name = 'Service'"));
        QCOMPARE(listed(sue, where("group", "is", service)), none);
        QCOMPARE(listed(sue, where("assigned", "is", QStringLiteral("false"))), none);
        QCOMPARE(listed(sue, where("to-number", "is", QStringLiteral("202"))), none);
        QCOMPARE(listed(sue, where("date", "at-least", QStringLiteral("0"))), all);
        for (const char *text : {"202", "DORA", "99", "_0_", "%", "') OR true --"}) {
            v1::ListRequest search = request();
            search.set_search(text);
            QCOMPARE(listed(sue, search), none);
        }
        for (const char *order : {"date", "duration", "from-number", "to-number"}) {
            v1::ListRequest sorted = request();
            sorted.set_order(order);
            QCOMPARE(listed(sue, sorted), all);
        }
        Console other(scene.site.port(), QStringLiteral("other"));
        QCOMPARE(listed(other, where("user", "is", dora)), none);
        QCOMPARE(listed(other, where("to-number", "is", QStringLiteral("201"))), expected(scene.foreign));
    }

    /// Every kind of condition, also those that say what a call is not.
    void advancedSearchesStayInside()
    {
        Scene scene;
        const auto tenant = [&scene](const QString &name) {
            return scene.site.world.ask(
                QStringLiteral("SELECT uuid FROM tenants WHERE name = '%1'").arg(name));
        };
        struct Row {
            const char *field;
            const char *op;
            QString value;
            bool finds; ///< all of the reader's own, or none
        };
        const QString nothing = QStringLiteral("zzz");
        const QList<Row> rows{{"number", "not-contains", nothing, true},
                              {"from", "not-contains", nothing, true},
                              {"to", "not-contains", nothing, true},
                              {"to", "is-not", QStringLiteral("201"), false},
                              {"name", "not-contains", nothing, true},
                              {"extension", "is", QStringLiteral("201"), true},
                              {"extension", "is", QStringLiteral("202"), false},
                              {"extension", "not-contains", QStringLiteral("201"), false},
                              {"extension", "is-not", QStringLiteral("202"), true},
                              {"date", "last-days", QStringLiteral("36500"), true},
                              {"duration", "at-least", QStringLiteral("0"), true}};
        Console sue(scene.site.port(), QStringLiteral("sue"));
        Console other(scene.site.port(), QStringLiteral("other"));
        for (const Row &row : rows) {
            const QString what = QLatin1String(row.field) + QLatin1Char(' ') + QLatin1String(row.op);
            const QString hers = listed(sue, where(row.field, row.op, row.value));
            QVERIFY2(hers == expected(row.finds ? scene.carls : QStringList()), qPrintable(what + hers));
            // Nobody of that tenant has an extension.
            const bool extension = QByteArray(row.field) == "extension";
            const bool negated = QByteArray(row.op).contains("not");
            const QString theirs = listed(other, where(row.field, row.op, row.value));
            QVERIFY2(theirs == expected((extension ? negated : row.finds) ? scene.foreign : QStringList()),
                     qPrintable(what + theirs));
        }
        QCOMPARE(listed(sue, where("tenant", "is", tenant(kNorth))), expected(scene.carls));
        QCOMPARE(listed(sue, where("tenant", "is", tenant(kSouth))), expected({}));
        QCOMPARE(listed(sue, where("tenant", "is-not", tenant(kSouth))), expected(scene.carls));
        QCOMPARE(listed(other, where("tenant", "is", tenant(kNorth))), expected({}));
        Console root(scene.site.port(), QStringLiteral("root"));
        QCOMPARE(listed(root, where("tenant", "is", tenant(kSouth))), expected(scene.foreign));
        QCOMPARE(listed(root, where("tenant", "is-not", tenant(kSouth))),
                 expected(scene.carls + scene.doras + scene.nobodys));
    }

    void confidentialCallsAreNotThereForOthers()
    {
        Scene scene;
        Console admin(scene.site.port(), QStringLiteral("admin"));
        Console sue(scene.site.port(), QStringLiteral("sue"));
        const auto heard = sue.watch<v1::CallChange>("Calls/WatchChanges");
        const std::string secret = scene.carls.first().toStdString();
        v1::ConfidentialChange change;
        change.set_id(secret);
        change.set_confidential(true);
        const auto denied = sue.ask<v1::ConfidentialReply>("Calls/SetConfidential", change);
        QVERIFY(!denied && denied.error().code == ErrorCode::Denied);
        QVERIFY(admin.ask<v1::ConfidentialReply>("Calls/SetConfidential", change));
        // Her list loses it at once, and nothing of it answers any more: as if it had never been.
        QTRY_VERIFY(!heard->isEmpty() && heard->last().id() == secret && heard->last().verb() == "removed");
        QStringList left = scene.carls;
        left.removeFirst();
        QCOMPARE(listed(sue, request()), expected(left));
        QCOMPARE(listed(sue, where("flag", "is", QStringLiteral("confidential"))), expected({}));
        v1::CallRef ref;
        ref.set_id(secret);
        v1::MediaRequest media;
        media.set_id(secret);
        const auto got = sue.ask<v1::CallDetails>("Calls/Get", ref);
        v1::CallRef never;
        never.set_id(CallId::generate().toString().toStdString());
        const auto none = sue.ask<v1::CallDetails>("Calls/Get", never);
        QVERIFY(!got && !none && got.error().code == ErrorCode::NotFound);
        QCOMPARE(got.error().message.section(QLatin1Char(' '), 0, 1),
                 none.error().message.section(QLatin1Char(' '), 0, 1));
        QCOMPARE(sue.download("Calls/Media", media).end.error().code, ErrorCode::NotFound);
        QCOMPARE(sue.download("Calls/Peaks", ref).end.error().code, ErrorCode::NotFound);
        // Who may, sees and hears it; the trail has who marked it.
        QCOMPARE(listed(admin, where("flag", "is", QStringLiteral("confidential"))),
                 expected({scene.carls.first()}));
        QVERIFY(admin.download("Calls/Media", media).end);
        QCOMPARE(
            scene.site.world.count(
                QStringLiteral("audit_log WHERE action = 'calls.set-confidential' AND actor = 'admin' AND "
                               "tenant_id = 1 AND subject = '%1'")
                    .arg(scene.carls.first())),
            1);
        Console other(scene.site.port(), QStringLiteral("other"));
        const auto foreign = other.ask<v1::ConfidentialReply>("Calls/SetConfidential", change);
        QVERIFY(!foreign && foreign.error().code == ErrorCode::NotFound);
        change.set_confidential(false);
        QVERIFY(admin.ask<v1::ConfidentialReply>("Calls/SetConfidential", change));
        QCOMPARE(listed(sue, request()), expected(scene.carls));
    }

    void heldCallsAreMarkedFoundAndTold()
    {
        Scene scene;
        Console admin(scene.site.port(), QStringLiteral("admin"));
        Console sue(scene.site.port(), QStringLiteral("sue"));
        const auto heard = sue.watch<v1::CallChange>("Calls/WatchChanges");
        v1::HoldRequest change;
        change.add_ids(scene.carls.at(0).toStdString());
        change.add_ids(scene.doras.at(0).toStdString());
        change.set_reason("Case 17");
        const auto denied = sue.ask<v1::HoldReply>("Calls/Hold", change);
        QVERIFY(!denied && denied.error().code == ErrorCode::Denied);
        const auto held = admin.ask<v1::HoldReply>("Calls/Hold", change);
        QVERIFY(held);
        QCOMPARE(held->changed(), 2);
        const auto told = [&heard](const QString &id) {
            return std::any_of(heard->begin(), heard->end(), [&id](const v1::CallChange &one) {
                return one.id() == id.toStdString() && one.verb() == "changed";
            });
        };
        QTRY_VERIFY(told(scene.carls.at(0)));
        QVERIFY(!told(scene.doras.at(0))); // which she does not see
        const QString hold = QStringLiteral("hold");
        QCOMPARE(listed(admin, where("flag", "is", hold)), expected({scene.carls.at(0), scene.doras.at(0)}));
        QCOMPARE(listed(sue, where("flag", "is", hold)), expected({scene.carls.at(0)}));
        QCOMPARE(listed(sue, where("flag", "is-not", hold)), expected(scene.carls.mid(1)));
        v1::CallRef ref;
        ref.set_id(scene.carls.at(0).toStdString());
        const auto hers = sue.ask<v1::CallDetails>("Calls/Get", ref);
        QVERIFY(hers && !hers->has_hold());
        const auto his = admin.ask<v1::CallDetails>("Calls/Get", ref);
        QVERIFY(his);
        QCOMPARE(his->hold().reason(), std::string("Case 17"));
        QVERIFY(admin.ask<v1::HoldReply>("Calls/Release", change));
        QCOMPARE(listed(admin, where("flag", "is", hold)), expected({}));
        for (const char *action : {"hold", "release"}) {
            QCOMPARE(scene.site.world.count(QStringLiteral("audit_log WHERE action = 'calls.%1' AND actor = "
                                                           "'admin' AND detail->'ids' ? '%2'")
                                                .arg(QLatin1String(action), scene.doras.at(0))),
                     1);
        }
        Console other(scene.site.port(), QStringLiteral("other"));
        const auto foreign = other.ask<v1::HoldReply>("Calls/Hold", change);
        QVERIFY(!foreign && foreign.error().code == ErrorCode::NotFound);
    }

    void pageTokensCarryNoRights()
    {
        Scene scene;
        Console root(scene.site.port(), QStringLiteral("root"));
        Console sue(scene.site.port(), QStringLiteral("sue"));
        const QStringList inside = scene.carls;
        v1::ListRequest wanted = request(1);
        for (int i = 0; i < 11; ++i) {
            const auto page = root.ask<v1::CallList>("Calls/List", wanted);
            QVERIFY(page && page->calls_size() == 1);
            wanted.set_page_token(page->info().next_token());
            v1::ListRequest carried = wanted;
            carried.set_page_size(100);
            const auto seen = sue.ask<v1::CallList>("Calls/List", carried);
            QVERIFY2(seen, seen ? "" : qPrintable(seen.error().message));
            QCOMPARE(seen->info().total(), inside.size());
            for (const auto &call : seen->calls()) {
                QVERIFY(inside.contains(QString::fromStdString(call.id())));
            }
        }
    }

    void filesOfOthersAreNotThereAndNotPlayed()
    {
        Scene scene;
        Console sue(scene.site.port(), QStringLiteral("sue"));
        const auto mediaOf = [](const QString &id) {
            v1::MediaRequest wanted;
            wanted.set_id(id.toStdString());
            return wanted;
        };
        const auto peaksOf = [](const QString &id) {
            v1::CallRef wanted;
            wanted.set_id(id.toStdString());
            return wanted;
        };
        QCOMPARE(sue.download("Calls/Media", mediaOf(scene.carls.first())).bytes, QByteArray(1000, 'c'));
        const auto absent = sue.download("Calls/Media", mediaOf(CallId::generate().toString()));
        for (const QString &id : {scene.doras.first(), scene.nobodys.first(), scene.foreign.first()}) {
            for (const auto &file :
                 {sue.download("Calls/Media", mediaOf(id)), sue.download("Calls/Peaks", peaksOf(id))}) {
                QVERIFY(file.bytes.isEmpty() && !file.infoFirst);
                QCOMPARE(file.end.error().code, ErrorCode::NotFound);
                QCOMPARE(file.end.error().fields, absent.end.error().fields);
            }
        }
        // May see calls, not hear them; and does not learn from the refusal which of them exist.
        scene.site.world.ask(QStringLiteral(
            "UPDATE roles SET permissions = array_remove(permissions, 'calls.playback') WHERE code = "
            "'supervisor'"));
        const auto refused = sue.download("Calls/Media", mediaOf(scene.carls.first()));
        QCOMPARE(refused.end.error().code, ErrorCode::Denied);
        QCOMPARE(sue.download("Calls/Media", mediaOf(scene.doras.first())).end.error(), refused.end.error());
        QCOMPARE(scene.site.world.count(QStringLiteral("audit_log WHERE action = 'calls.play'")), 1);
    }

    /// Only what arrives within one beat is asked for together: nobody's neighbour may slip through.
    void manyChangesAtOnceAreSiftedOneByOne()
    {
        Scene scene;
        Console sue(scene.site.port(), QStringLiteral("sue"));
        const auto heard = sue.watch<v1::CallChange>("Calls/WatchChanges");
        QCOMPARE(listed(sue, request()), expected(scene.carls)); // by now it is subscribed
        QSet<QString> mine;
        for (int i = 0; i < 30; ++i) {
            const QString to = i % 3 == 0 ? QStringLiteral("201") : QStringLiteral("202");
            const QString id =
                scene.site.store(i % 5 == 4 ? kSouth : kNorth, to, QByteArray(1, 'x')).toString();
            if (i % 3 == 0 && i % 5 != 4) {
                mine.insert(id);
            }
        }
        const auto ids = [&heard] {
            QSet<QString> set;
            for (const v1::CallChange &change : *heard) {
                set.insert(QString::fromStdString(change.id()));
            }
            return set;
        };
        QTRY_COMPARE(ids(), mine);
        QTest::qWait(300);
        QCOMPARE(ids(), mine);
        QCOMPARE(heard->size(), mine.size());
    }

    void lostConnectionsCloseTheirFiles()
    {
        CallSite site;
        const CallId id = site.store(kNorth, QStringLiteral("201"), QByteArray(20000000, 'x'));
        const auto openFiles = [&site] {
            int count = 0;
            for (const QFileInfo &entry : QDir(QStringLiteral("/proc/self/fd")).entryInfoList(QDir::Files)) {
                count += entry.symLinkTarget().startsWith(site.dir.path()) ? 1 : 0;
            }
            return count;
        };
        {
            Console admin(site.port(), QStringLiteral("admin"));
            v1::MediaRequest wanted;
            wanted.set_id(id.toString().toStdString());
            for (int i = 0; i < 20; ++i) {
                common::stream<v1::MediaChunk>(
                    admin.channel, QStringLiteral("earshot.v1.Calls/Media"), wanted, &admin.channel,
                    std::function([](const v1::MediaChunk &) {}), [](const common::Status &) {},
                    {.deadline = std::chrono::milliseconds(0), .manualCredit = true});
            }
            QTRY_COMPARE(site.readers.open(), 20);
            QTRY_COMPARE(openFiles(), 20);
            site.server->endSessions([](const QString &, const auto &) { return true; });
            QTRY_COMPARE(site.readers.open(), 0);
        }
        QTRY_COMPARE(openFiles(), 0);
        QTRY_COMPARE(site.server->counters().streams.load(), qint64{0});
    }
};

EARSHOT_TEST(tst_callscopes, TestCallScopes)
#include "tst_callscopes.moc"
