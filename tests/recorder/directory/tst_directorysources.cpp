// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/deletedthings.h"
#include "recorder/service/directoryfields.h"

#include "tests/recorder/directory/directorylab.h"
#include "tests/support/testmain.h"

using namespace recorder;
using common::DirectoryRecord;
using tests::DirectoryLab;
using tests::LdapPeer;

namespace
{

LdapPeer &peer()
{
    static LdapPeer peer;
    return peer;
}

using Steps = QList<ConnectionStep>;

common::Result<Steps> test(DirectoryLab &lab, const char *login, const DirectoryRecord &directory,
                           DirectoryAccess *access = nullptr)
{
    access = access != nullptr ? access : &lab.access;
    Operation operation = DirectoryLab::operation("sources.edit", false);
    operation.audited = true;
    return DirectoryLab::wait<Steps>(
        [&](auto done) { access->test(lab.session(login), operation, directory, done); });
}

std::optional<StoredDirectory> stored(DirectoryLab &lab, const QString &id)
{
    std::optional<StoredDirectory> found;
    const auto read = lab.gate.runAndWait<int>(
        lab.session("root"), DirectoryLab::operation("sources.view", false),
        [&](Transaction &transaction, const TenantScope &, AuditDetail &) -> common::Result<int> {
            found = SourceRepository(transaction).directory(std::nullopt, QUuid::fromString(id));
            return 0;
        });
    return read ? found : std::nullopt;
}

} // namespace

class TestDirectorySources : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void filtersAreRead_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<bool>("good");
        const auto row = [](const char *filter, bool good) {
            QTest::newRow(filter) << QString(QLatin1String(filter)) << good;
        };
        row("(objectClass=inetOrgPerson)", true);
        row("(&(objectCategory=person)(objectClass=user))", true);
        row("(&(a=b)(|(c=d)(!(e=*))))", true);
        row("(memberOf:1.2.840.113556.1.4.1941:=cn=x,dc=y)", true);
        row("(cn=a\\2ab)", true);
        row("(age>=5)", true);
        row("", false);
        row("objectClass=*", false);
        row("(objectClass=*", false);
        row("(objectClass=*))", false);
        row("(a=b)(c=d)", false);
        row("(&)", false);
        row("(!(a=b)(c=d))", false);
        row("(=b)", false);
        row("(a=b\\zz)", false);
    }
    void filtersAreRead()
    {
        QFETCH(QString, filter);
        QFETCH(bool, good);
        QCOMPARE(isLdapFilter(filter), good);
    }

    void deepFiltersAreRefused()
    {
        QVERIFY(!isLdapFilter(QString(100'000, QLatin1Char('(')) + QStringLiteral("!")));
        QString nested = QStringLiteral("(a=b)");
        for (int i = 0; i < 30; ++i) {
            nested = QStringLiteral("(!%1)").arg(nested);
        }
        QVERIFY(!isLdapFilter(nested));
    }

    void everyFieldIsChecked()
    {
        DirectoryLab lab;
        const DirectoryRecord good = lab.record(peer());
        const auto outcome = [&](const std::function<void(DirectoryRecord &)> &spoil) {
            DirectoryRecord bad = good;
            spoil(bad);
            return DirectoryLab::outcome(lab.create("admin", bad));
        };
        const auto is = [](const char *text) { return QStringLiteral("Invalid ") + QLatin1String(text); };
        QCOMPARE(outcome([](auto &d) { d.name = QStringLiteral(" "); }), is("name=empty"));
        for (const char *url :
             {"", "127.0.0.1", "http://host", "ldap://", "ldap://u:p@host", "ldap://host/dc=x",
              "ldap://host?a", "ldap://host:0", "ldap://host:70000", "ldapi:///x"}) {
            QCOMPARE(outcome([url](auto &d) { d.url = QLatin1String(url); }), is("url=format"));
        }
        QCOMPARE(outcome([](auto &d) { d.caCertificates = QStringLiteral("x"); }),
                 is("ca_certificates=format"));
        QCOMPARE(outcome([](auto &d) { d.bindDn = QStringLiteral("svc"); }), is("bind_dn=format"));
        QCOMPARE(outcome([](auto &d) { d.bindDn.clear(); }), is("bind_dn=empty"));
        QCOMPARE(outcome([](auto &d) { d.bindPassword.clear(); }), is("bind_password=required"));
        QCOMPARE(outcome([](auto &d) { d.baseDn.clear(); }), is("base_dn=empty"));
        QCOMPARE(outcome([](auto &d) { d.filter = QStringLiteral("(a"); }), is("filter=format"));
        QCOMPARE(outcome([](auto &d) { d.loginAttribute.clear(); }), is("login_attribute=empty"));
        QCOMPARE(outcome([](auto &d) { d.keyAttribute = QStringLiteral("a)(b"); }),
                 is("key_attribute=format"));
        QCOMPARE(outcome([](auto &d) { d.syncHours = 169; }), is("sync_hours=range"));
        QCOMPARE(outcome([](auto &d) { d.defaultRoleId.clear(); }), is("default_role_id=required"));
        QCOMPARE(outcome([&](auto &d) { d.defaultRoleId = lab.role("root"); }),
                 is("default_role_id=unknown"));
        QCOMPARE(outcome([&](auto &d) { d.defaultGroupId = QUuid::createUuid().toString(); }),
                 is("default_group_id=unknown"));
        QCOMPARE(outcome([&](auto &d) { d.tenantId = lab.tenant("Suedwind"); }),
                 QStringLiteral("Denied tenant_id=not-allowed"));
        QCOMPARE(lab.count(QStringLiteral("directories")), 0);
        QVERIFY(lab.create("admin", good));
        QCOMPARE(outcome([](auto &) {}), QStringLiteral("Conflict name=taken"));
    }

    void thePasswordNeverComesOut()
    {
        DirectoryLab lab;
        auto made = lab.create("admin", lab.record(peer()));
        QVERIFY(made);
        QVERIFY(made->bindPassword.isEmpty());
        QVERIFY(made->hasBindPassword);
        QVERIFY(!lab.ask(QStringLiteral("SELECT encode(bind_secret, 'escape') FROM directories"))
                     .contains(QLatin1String("svc-pw")));
        QVERIFY(!lab.ask(QStringLiteral("SELECT string_agg(detail::text, ' ') FROM audit_log"))
                     .contains(QLatin1String("svc-pw")));
        made->name = QStringLiteral("Renamed");
        auto renamed = lab.update("admin", *made);
        QVERIFY2(renamed, renamed ? "" : qPrintable(renamed.error().message));
        QVERIFY(renamed->hasBindPassword);
        const auto steps = test(lab, "admin", *renamed); // with the stored one
        QVERIFY(steps);
        QCOMPARE(steps->last().state, QStringLiteral("passed"));
        // To another server it is not sent: whoever may edit could read it there.
        DirectoryRecord elsewhere = *renamed;
        elsewhere.url = QStringLiteral("ldaps://127.0.0.1:1");
        QCOMPARE(DirectoryLab::outcome(lab.update("admin", elsewhere)),
                 QStringLiteral("Invalid bind_password=required"));
        QCOMPARE(DirectoryLab::outcome(test(lab, "admin", elsewhere)),
                 QStringLiteral("Invalid bind_password=required"));
        DirectoryRecord untrusting = *renamed;
        untrusting.caCertificates.clear();
        QCOMPARE(DirectoryLab::outcome(test(lab, "admin", untrusting)),
                 QStringLiteral("Invalid bind_password=required"));
        DirectoryRecord nobody = *renamed;
        nobody.bindDn.clear();
        const auto cleared = lab.update("admin", nobody);
        QVERIFY(cleared);
        QVERIFY(!cleared->hasBindPassword);
        QCOMPARE(DirectoryLab::outcome(lab.update("admin", nobody)),
                 QStringLiteral("Conflict version=changed"));
    }

    void othersTenantsAreOutOfReach()
    {
        DirectoryLab lab;
        const auto made = lab.create("admin", lab.record(peer()));
        QVERIFY(made);
        QCOMPARE(DirectoryLab::outcome(lab.update("other", *made)), QStringLiteral("NotFound id=unknown"));
        const QString missing = QStringLiteral("NotFound id=unknown");
        const QStringList ids{made->id};
        QCOMPARE(DirectoryLab::outcome(lab.read("other", "sources.view", showDirectory, made->id)), missing);
        QCOMPARE(DirectoryLab::outcome(lab.change("other", "sources.edit", removeDirectories, ids)), missing);
        QCOMPARE(DirectoryLab::outcome(test(lab, "other", *made)), missing);
        QCOMPARE(lab.read("other", "sources.view", listDirectories, common::ListQuery())->items.size(), 0);
        QCOMPARE(lab.read("admin", "sources.view", listDirectories, common::ListQuery())->items.size(), 1);
        QCOMPARE(lab.read("root", "sources.view", listDirectories, common::ListQuery())->items.size(), 1);
        // Nor may a user of one tenant be tied to another's directory.
        common::UserRecord user = lab.aUser("Nora");
        user.authenticateWith = QStringLiteral("directory");
        user.sourceId = made->id;
        QCOMPARE(DirectoryLab::outcome(lab.change("other", "users.edit", createUser, user)),
                 QStringLiteral("Invalid source_id=unknown"));
        user.sourceId.clear();
        QCOMPARE(DirectoryLab::outcome(lab.change("admin", "users.edit", createUser, user)),
                 QStringLiteral("Invalid source_id=required"));
        user.authenticateWith = QStringLiteral("magic");
        QCOMPARE(DirectoryLab::outcome(lab.change("admin", "users.edit", createUser, user)),
                 QStringLiteral("Invalid authenticate_with=unknown"));
    }

    void whoNamesServersInside()
    {
        DirectoryLab lab;
        DirectoryAccess strict(lab.gate, lab.signIn, std::make_shared<LdapDirectory>(), lab.key, lab.clock);
        const auto verdict = [&](const char *login, const DirectoryRecord &directory) {
            const auto steps = test(lab, login, directory, &strict);
            return !steps ? DirectoryLab::outcome(steps)
                   : steps->last().state == QLatin1String("passed")
                       ? QStringLiteral("passed")
                       : steps->first().cause + QLatin1Char(' ') + steps->first().detail;
        };
        const QString refused = QStringLiteral("forbidden 127.0.0.1");
        DirectoryRecord wanted = lab.record(peer());
        QCOMPARE(verdict("admin", wanted), refused);
        auto made = lab.create("admin", wanted);
        QVERIFY(made);
        QCOMPARE(verdict("admin", *made), refused);
        QVERIFY(!strict.port()->signIn(*serverOf(*stored(lab, made->id), lab.key), QStringLiteral("alice"),
                                       "alice-pw"));
        // Somebody who sees every tenant vouches for what he names, not for what he renames.
        wanted.tenantId = lab.tenant("Nordlicht");
        QCOMPARE(verdict("root", wanted), QStringLiteral("passed"));
        made->name = QStringLiteral("Looked at");
        made = lab.update("root", *made);
        QVERIFY2(made, made ? "" : qPrintable(DirectoryLab::outcome(made)));
        QCOMPARE(verdict("admin", *made), refused);
        wanted.name = QStringLiteral("Named by root");
        made = lab.create("root", wanted);
        QVERIFY2(made, made ? "" : qPrintable(DirectoryLab::outcome(made)));
        QCOMPARE(verdict("admin", *made), QStringLiteral("passed"));
        made->name = QStringLiteral("Renamed");
        made = lab.update("admin", *made);
        QVERIFY(made);
        QCOMPARE(verdict("admin", *made), QStringLiteral("passed"));
        // Elsewhere it is the administrator's again.
        made->url = peer().securedUrl();
        made->bindPassword = QStringLiteral("svc-pw");
        QCOMPARE(verdict("admin", *made), refused);
        made = lab.update("admin", *made);
        QVERIFY(made);
        QCOMPARE(verdict("admin", *made), refused);
    }

    void whatIsUsedStays()
    {
        DirectoryLab lab;
        const auto made = lab.create("admin", lab.record(peer()));
        QVERIFY(made);
        const QStringList ids{made->id};
        QVERIFY(lab.aDirectoryUser(made->id, "alice"));
        QCOMPARE(lab.userOf("alice").source, QStringLiteral("Head office"));
        QCOMPARE(DirectoryLab::outcome(lab.change("admin", "sources.edit", removeDirectories, ids)),
                 QStringLiteral("Conflict id=in-use,users=1"));
        QVERIFY(
            lab.change("admin", "users.edit", removeUsers, {lab.userId(QStringLiteral("alice")).toString()}));
        QVERIFY(lab.change("admin", "sources.edit", removeDirectories, ids));
        const auto deleted = lab.read("admin", "deleted.view", listDeleted,
                                      tests::where("kind", "is", {QStringLiteral("directories")}));
        QVERIFY2(deleted, deleted ? "" : qPrintable(DirectoryLab::outcome(deleted)));
        QCOMPARE(deleted->items.size(), 1);
        QCOMPARE(deleted->items.first().name, QStringLiteral("Head office"));
        QCOMPARE(deleted->items.first().deletedBy, QStringLiteral("admin"));
        QCOMPARE(DirectoryLab::outcome(lab.read("admin", "sources.view", showDirectory, made->id)),
                 QStringLiteral("NotFound id=unknown"));
        QVERIFY(lab.change("admin", "sources.edit", restoreDirectories, ids));
        QVERIFY(lab.read("admin", "sources.view", showDirectory, made->id));
    }

    /// Whoever changes a directory says who gets in as its users: so nobody becomes a wider one.
    void aWiderUserKeepsHisDirectory()
    {
        DirectoryLab lab;
        auto made = lab.create("admin", lab.record(peer()));
        QVERIFY(made && lab.aDirectoryUser(made->id, "alice"));
        // ada has all of her tenant, and beside the rights of alice only those over sources.
        lab.ask(QStringLiteral(
            "UPDATE roles SET scope = 'tenant', permissions = (SELECT permissions FROM roles WHERE code = "
            "'user-basic') || '{sources.view,sources.edit}' WHERE code = 'user-advanced'"));
        const QString denied = QStringLiteral("Denied users=wider");
        made->name = QStringLiteral("Renamed");
        made = lab.update("ada", *made);
        QVERIFY2(made, made ? "" : qPrintable(DirectoryLab::outcome(made)));
        lab.ask(QStringLiteral("UPDATE users SET role = (SELECT id FROM roles WHERE code = 'administrator') "
                               "WHERE login = 'alice'"));
        DirectoryRecord elsewhere = *made;
        elsewhere.url = QStringLiteral("ldaps://evil.example.com");
        elsewhere.bindPassword = QStringLiteral("svc-pw");
        QCOMPARE(DirectoryLab::outcome(lab.update("ada", elsewhere)), denied);
        QCOMPARE(lab.ask(QStringLiteral("SELECT url FROM directories")), made->url);
        made->name = QStringLiteral("Again");
        made = lab.update("admin", *made);
        QVERIFY2(made, made ? "" : qPrintable(DirectoryLab::outcome(made)));
        const QStringList ids{made->id};
        lab.ask(QStringLiteral("UPDATE directories SET deleted_ms = 1"));
        QCOMPARE(DirectoryLab::outcome(lab.change("ada", "sources.edit", restoreDirectories, ids)), denied);
        QVERIFY(lab.change("admin", "sources.edit", restoreDirectories, ids));
    }

    void theScheduleFollowsTheHours()
    {
        DirectoryLab lab;
        DirectoryRecord wanted = lab.record(peer());
        wanted.syncHours = 6;
        const auto made = lab.create("admin", wanted);
        QVERIFY(made);
        const QString schedules =
            QStringLiteral("job_schedules WHERE kind = 'directory-sync' AND subject = '%1'").arg(made->id);
        QCOMPARE(lab.count(schedules), 1);
        DirectoryRecord never = *made;
        never.syncHours = 0;
        QVERIFY(lab.update("admin", never));
        QCOMPARE(lab.count(schedules), 0);
    }
};

EARSHOT_TEST(tst_directorysources, TestDirectorySources)
#include "tst_directorysources.moc"
