// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/directorycodec.h"

#include "tests/support/testmain.h"

#include <QTest>

using namespace common;
namespace v1 = earshot::v1;

namespace
{

const QString kText = QString::fromUtf8("Zo\u00eb \U0001F3A7 \u202E 'x'\n");

QStringList list(const char *first, const char *second)
{
    return {QLatin1String(first), kText, QLatin1String(second)};
}

/// There and back through the bytes.
template <typename Record>
Result<Record> again(const Record &record)
{
    auto wire = toWire(record);
    decltype(wire) read;
    if (!read.ParseFromString(wire.SerializeAsString())) {
        return fail(ErrorCode::Internal, QStringLiteral("not read"));
    }
    return fromWire(read);
}

UserRecord fullUser()
{
    UserRecord user;
    user.id = QStringLiteral("i");
    user.tenantId = QStringLiteral("ti");
    user.tenant = kText;
    user.name = QStringLiteral("n");
    user.active = false;
    user.roleId = QStringLiteral("ri");
    user.role = QStringLiteral("r");
    user.groupIds = list("g1", "g2");
    user.groups = list("G1", "G2");
    user.managedGroupIds = list("m1", "m2");
    user.managedGroups = list("M1", "M2");
    user.email = QStringLiteral("e@example.org");
    user.timeZone = QStringLiteral("Europe/Berlin");
    user.language = QStringLiteral("de");
    user.created = wallFromUnixMs(1234567890123);
    user.recording = QStringLiteral("never");
    user.recordInbound = false;
    user.recordOutbound = false;
    user.extensions = list("1", "2");
    user.confidential = true;
    user.screenLogins = list("A\\b", "c");
    user.login = QStringLiteral("l");
    user.webAccess = true;
    user.validTillMs = 4102444800000;
    user.mustChangePassword = true;
    user.hasPassword = true;
    user.lastLoginMs = 99;
    user.version = 7;
    return user;
}

} // namespace

class TestDirectoryCodec : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void recordsComeBackWhole()
    {
        const TenantRecord tenant{QStringLiteral("i"),
                                  kText,
                                  QStringLiteral("Europe/Berlin"),
                                  QStringLiteral("de"),
                                  true,
                                  1,
                                  2,
                                  3,
                                  0,
                                  QStringLiteral("never"),
                                  wallFromUnixMs(5),
                                  6,
                                  7,
                                  list("192.0.2.0/24", "::1"),
                                  list("sbc.example.com", "x"),
                                  list("2000-2999", "+49*"),
                                  {8, 9, 10},
                                  {11, 12, 13},
                                  14,
                                  15,
                                  16,
                                  17};
        QCOMPARE(*again(tenant), tenant);
        const RoleRecord role{QStringLiteral("i"),
                              QStringLiteral("c"),
                              kText,
                              QStringLiteral("groups"),
                              list("a.view", "b.edit"),
                              list("::1/128", "10.0.0.0/8"),
                              true,
                              3,
                              4,
                              true};
        QCOMPARE(*again(role), role);
        const GroupRecord group{QStringLiteral("i"),
                                QStringLiteral("t"),
                                kText,
                                QStringLiteral("n"),
                                QStringLiteral("Asia/Tokyo"),
                                5,
                                6,
                                QStringLiteral("de"),
                                QStringLiteral("on-demand")};
        QCOMPARE(*again(group), group);
        QCOMPARE(*again(fullUser()), fullUser());
        AuditRecord audit;
        audit.id = 12;
        audit.at = wallFromUnixMs(1700000000000);
        audit.initiator = kText;
        audit.resource = QStringLiteral("users");
        audit.action = QStringLiteral("update");
        audit.subject = QStringLiteral("s");
        audit.subjectName = QStringLiteral("sn");
        audit.peer = QStringLiteral("192.0.2.1");
        audit.requestId = QStringLiteral("r");
        audit.tenant = QStringLiteral("t");
        audit.fields = {{QStringLiteral("f"), kText, QString()}, {QStringLiteral("g"), QString(), kText}};
        audit.related = {3, 2, 1};
        audit.impersonator = QStringLiteral("im");
        QCOMPARE(*again(audit), audit);
        const UserSessionRecord session{QStringLiteral("i"),
                                        QStringLiteral("u"),
                                        kText,
                                        QStringLiteral("l"),
                                        QStringLiteral("t"),
                                        QStringLiteral("::1"),
                                        QStringLiteral("c"),
                                        QStringLiteral("s"),
                                        wallFromUnixMs(1),
                                        wallFromUnixMs(2),
                                        true,
                                        QStringLiteral("im")};
        QCOMPARE(*again(session), session);
        QCOMPARE(*again(UserRecord()), UserRecord());
    }

    void whatNoClockHoldsIsRefused()
    {
        const auto fieldOf = [](const auto &result) {
            return result ? QString() : result.error().fields.firstKey();
        };
        v1::User user;
        user.set_valid_till_ms(9'300'000'000'000);
        QCOMPARE(fieldOf(fromWire(user)), QStringLiteral("valid_till_ms"));
        v1::Tenant tenant;
        tenant.set_created_ms(std::numeric_limits<qint64>::min());
        QCOMPARE(fieldOf(fromWire(tenant)), QStringLiteral("created_ms"));
        v1::AuditRecord audit;
        audit.set_at_ms(std::numeric_limits<qint64>::max());
        QCOMPARE(fieldOf(fromWire(audit)), QStringLiteral("at_ms"));
        v1::UserSession session;
        session.set_seen_ms(std::numeric_limits<qint64>::max());
        QCOMPARE(fieldOf(fromWire(session)), QStringLiteral("seen_ms"));
        v1::ObjectRefs refs;
        for (int i = 0; i < 1001; ++i) {
            refs.add_ids("same");
        }
        QCOMPARE(fieldOf(idsFromWire(refs.ids())), QStringLiteral("ids"));
        refs.mutable_ids()->RemoveLast();
        QCOMPARE(*idsFromWire(refs.ids()), QStringList{QStringLiteral("same")});
    }
};

EARSHOT_TEST(tst_directorycodec, TestDirectoryCodec)
#include "tst_directorycodec.moc"
