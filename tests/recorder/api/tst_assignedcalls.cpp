// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of nobody known become a user's.
#include "tests/recorder/api/callsite.h"
#include "tests/support/testmain.h"

#include "common/proto/directory.pb.h"

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

/// An agent with an extension, another without, and calls to a number that is nobody's.
struct Scene {
    Scene()
    {
        site.agent(QStringLiteral("carl"), QStringLiteral("201"), QStringLiteral("Sales"));
        site.agent(QStringLiteral("dora"), QStringLiteral("202"), QStringLiteral("Service"));
        for (int i = 0; i < 3; ++i) {
            nobodys.append(store(kNorth, QStringLiteral("999")));
        }
        plus = store(kNorth, QStringLiteral("+999"));
        longer = store(kNorth, QStringLiteral("9991"));
        foreign = store(kSouth, QStringLiteral("999"));
        carls = store(kNorth, QStringLiteral("201"));
    }
    QString store(const QString &tenant, const QString &to)
    {
        return site.store(tenant, to, QByteArray(10, 'x')).toString();
    }
    v1::AssignRequest request(const QString &call, const QString &login, bool similar = false) const
    {
        v1::AssignRequest wanted;
        wanted.set_id(call.toStdString());
        wanted.set_position(1); // who was called
        wanted.set_user_id(site.world.userId(login).toString().toStdString());
        wanted.set_similar(similar);
        return wanted;
    }
    /// User, group and extension of the called party, "- - " when it is nobody.
    QString partyOf(const QString &call) const
    {
        return site.world.ask(
            QStringLiteral("SELECT coalesce(u.login, '-') || ' ' || coalesce(g.name, '-') || ' ' || "
                           "p.extension FROM participants p LEFT JOIN users u ON u.id = p.user_id LEFT JOIN "
                           "groups g ON g.id = p.group_id WHERE p.call_id = '%1' AND p.position = 1")
                .arg(call));
    }
    QString extensionsOf(const QString &login) const
    {
        return site.world.ask(
            QStringLiteral(
                "SELECT string_agg(extension, ',' ORDER BY extension COLLATE \"C\") FROM user_extensions "
                "WHERE user_id = '%1'")
                .arg(site.world.userId(login).toString()));
    }
    CallSite site;
    QStringList nobodys;
    QString plus;
    QString longer;
    QString foreign;
    QString carls;
};

QString fieldOf(const common::Result<v1::AssignReply> &reply, const char *field)
{
    return reply ? QStringLiteral("assigned") : reply.error().fields.value(QLatin1String(field));
}

} // namespace

class TestAssignedCalls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneCallBecomesTheUsersWithItsExtension()
    {
        Scene scene;
        Console admin(scene.site.port(), QStringLiteral("admin"));
        const auto heard = admin.watch<v1::CallChange>("Calls/WatchChanges");
        const auto reply = admin.ask<v1::AssignReply>(
            "Calls/Assign", scene.request(scene.nobodys.at(1), QStringLiteral("carl")));
        QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
        QCOMPARE(reply->changed(), 1);
        QVERIFY(!reply->more());
        QCOMPARE(scene.partyOf(scene.nobodys.at(1)), QStringLiteral("carl Sales 999"));
        QCOMPARE(scene.partyOf(scene.nobodys.at(0)), QStringLiteral("- - "));
        QCOMPARE(scene.extensionsOf(QStringLiteral("carl")), QStringLiteral("201,999"));
        QTRY_VERIFY(std::any_of(heard->begin(), heard->end(), [&scene](const v1::CallChange &one) {
            return one.id() == scene.nobodys.at(1).toStdString() && one.verb() == "changed";
        }));
        // It is found as his, and by his name, as a call that was his from the start.
        v1::CallRef ref;
        ref.set_id(scene.nobodys.at(1).toStdString());
        const auto call = admin.ask<v1::CallDetails>("Calls/Get", ref);
        QVERIFY(call);
        QCOMPARE(call->summary().users_size(), 1);
        QCOMPARE(call->summary().users(0), std::string("CARL"));
        v1::ListRequest named;
        named.set_search("carl");
        named.set_want_total(true);
        const auto list = admin.ask<v1::CallList>("Calls/List", named);
        QVERIFY(list);
        QCOMPARE(list->info().total(), 2);
        // Whoever manages his group sees it now.
        Console sue(scene.site.port(), QStringLiteral("sue"));
        QVERIFY(sue.ask<v1::CallDetails>("Calls/Get", ref));
        // A further call to the number finds him by itself.
        QCOMPARE(scene.partyOf(scene.store(kNorth, QStringLiteral("999"))), QStringLiteral("carl Sales 999"));
    }

    void similarOnesAreThoseOfTheNumberAndOfNobody()
    {
        Scene scene;
        Console admin(scene.site.port(), QStringLiteral("admin"));
        const auto reply = admin.ask<v1::AssignReply>(
            "Calls/Assign", scene.request(scene.nobodys.at(0), QStringLiteral("dora"), true));
        QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
        QCOMPARE(reply->changed(), 4);
        QVERIFY(!reply->more());
        for (const QString &call : scene.nobodys + QStringList{scene.plus}) {
            QCOMPARE(scene.partyOf(call), QStringLiteral("dora Service 999"));
        }
        QCOMPARE(scene.partyOf(scene.longer), QStringLiteral("- - "));
        QCOMPARE(scene.partyOf(scene.foreign), QStringLiteral("- - "));
        QCOMPARE(scene.partyOf(scene.carls), QStringLiteral("carl Sales 201"));
        QCOMPARE(scene.site.world.count(QStringLiteral("calls WHERE associated = '{}' AND tenant_id = 1")),
                 1);
        // Again: nothing is left to do, and that is no error.
        const auto again = admin.ask<v1::AssignReply>(
            "Calls/Assign", scene.request(scene.nobodys.at(0), QStringLiteral("dora"), true));
        QVERIFY(again);
        QCOMPARE(again->changed(), 0);
        QCOMPARE(scene.extensionsOf(QStringLiteral("dora")), QStringLiteral("202,999"));
    }

    void theTrailHasCallAndUser()
    {
        Scene scene;
        Console admin(scene.site.port(), QStringLiteral("admin"));
        QVERIFY(admin.ask<v1::AssignReply>("Calls/Assign",
                                           scene.request(scene.nobodys.at(0), QStringLiteral("dora"), true)));
        const auto rows = [&scene](const char *action, const QString &subject) {
            return scene.site.world.count(QStringLiteral("audit_log WHERE action = 'calls.%1' AND actor = "
                                                         "'admin' AND tenant_id = 1 AND subject = '%2'")
                                              .arg(QLatin1String(action), subject));
        };
        for (const QString &call : scene.nobodys + QStringList{scene.plus}) {
            QCOMPARE(rows("assign", call), 1);
        }
        QCOMPARE(rows("assigned-extension", scene.site.world.userId(QStringLiteral("dora")).toString()), 1);
        QCOMPARE(scene.site.world.ask(
                     QStringLiteral("SELECT detail->'changes'->'extensions'->'after' FROM audit_log WHERE "
                                    "action = 'calls.assigned-extension'")),
                 QStringLiteral("[\"202\", \"999\"]"));
    }

    void whatIsSomebodyElsesStaysSo()
    {
        Scene scene;
        Console admin(scene.site.port(), QStringLiteral("admin"));
        const QString dora = QStringLiteral("dora");
        const auto ask = [&admin](const v1::AssignRequest &request) {
            return admin.ask<v1::AssignReply>("Calls/Assign", request);
        };
        QCOMPARE(fieldOf(ask(scene.request(scene.carls, dora)), "position"), QStringLiteral("owned"));
        // The number became Carl's after the call.
        scene.site.world.ask(
            QStringLiteral("UPDATE user_extensions SET extension = '999' WHERE extension = '201'"));
        QCOMPARE(fieldOf(ask(scene.request(scene.nobodys.at(0), dora)), "position"), QStringLiteral("owned"));
        QVERIFY(ask(scene.request(scene.nobodys.at(0), QStringLiteral("carl"))));
        v1::AssignRequest beyond = scene.request(scene.nobodys.at(1), QStringLiteral("carl"));
        beyond.set_position(2);
        QCOMPARE(fieldOf(ask(beyond), "position"), QStringLiteral("range"));
        beyond.set_position(-1);
        QCOMPARE(fieldOf(ask(beyond), "position"), QStringLiteral("range"));
        QCOMPARE(fieldOf(ask(scene.request(scene.nobodys.at(1), QStringLiteral("other"))), "user_id"),
                 QStringLiteral("unknown")); // of another tenant
        QCOMPARE(fieldOf(ask(scene.request(scene.foreign, dora)), "id"), QStringLiteral("unknown"));
        QCOMPARE(fieldOf(ask(scene.request(CallId::generate().toString(), dora)), "id"),
                 QStringLiteral("unknown"));
        QCOMPARE(scene.extensionsOf(dora), QStringLiteral("202"));
        QCOMPARE(scene.partyOf(scene.nobodys.at(1)), QStringLiteral("- - "));
    }

    /// Root sees every tenant, and a call goes to a user of its own only.
    void rootAssignsWithinATenant()
    {
        Scene scene;
        Console root(scene.site.port(), QStringLiteral("root"));
        QCOMPARE(fieldOf(root.ask<v1::AssignReply>("Calls/Assign",
                                                   scene.request(scene.foreign, QStringLiteral("dora"))),
                         "user_id"),
                 QStringLiteral("unknown"));
        const auto good = root.ask<v1::AssignReply>(
            "Calls/Assign", scene.request(scene.foreign, QStringLiteral("other"), true));
        QVERIFY2(good, good ? "" : qPrintable(good.error().message));
        QCOMPARE(good->changed(), 1);
        QCOMPARE(scene.partyOf(scene.nobodys.at(0)), QStringLiteral("- - "));
    }

    void whoMayNotEditUsersAssignsNothing()
    {
        Scene scene;
        Console sue(scene.site.port(), QStringLiteral("sue"));
        const auto denied =
            sue.ask<v1::AssignReply>("Calls/Assign", scene.request(scene.carls, QStringLiteral("carl")));
        QVERIFY(!denied);
        QCOMPARE(denied.error().code, ErrorCode::Denied);
        QCOMPARE(fieldOf(denied, "permission"), QStringLiteral("users.edit"));
        // With it, within her groups: a call of nobody is in nobody's reach.
        scene.site.world.ask(QStringLiteral("UPDATE roles SET permissions = array_append(permissions, "
                                            "'users.edit') WHERE code = 'supervisor'"));
        QCOMPARE(fieldOf(sue.ask<v1::AssignReply>("Calls/Assign",
                                                  scene.request(scene.nobodys.at(0), QStringLiteral("carl"))),
                         "id"),
                 QStringLiteral("unknown"));
        v1::AssignRequest caller = scene.request(scene.carls, QStringLiteral("carl"));
        caller.set_position(0); // who called her agent
        QVERIFY(sue.ask<v1::AssignReply>("Calls/Assign", caller));
        QCOMPARE(scene.extensionsOf(QStringLiteral("carl")), QStringLiteral("+49301234567,201"));
    }

    void callsOfAConfidentialUserBecomeConfidential()
    {
        Scene scene;
        scene.site.world.ask(QStringLiteral("UPDATE users SET confidential = true WHERE login = 'dora'"));
        Console admin(scene.site.port(), QStringLiteral("admin"));
        QVERIFY(admin.ask<v1::AssignReply>("Calls/Assign",
                                           scene.request(scene.nobodys.at(0), QStringLiteral("dora"), true)));
        QCOMPARE(scene.site.world.count(QStringLiteral("calls WHERE flags & %1 <> 0")
                                            .arg(static_cast<quint32>(common::CallFlag::Confidential))),
                 4);
    }
};

EARSHOT_TEST(tst_assignedcalls, TestAssignedCalls)
#include "tst_assignedcalls.moc"
