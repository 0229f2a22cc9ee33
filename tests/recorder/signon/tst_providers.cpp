// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/signinways.h"
#include "tests/recorder/signon/signonlab.h"
#include "tests/support/testmain.h"

#include "common/crypto/certificate.h"

#include <QTest>

using namespace recorder;
using common::ProviderRecord;
using tests::SignOnLab;

namespace
{

const QString kIssuer = QStringLiteral("https://127.0.0.1:9");

QByteArray authority()
{
    static const QByteArray kPem =
        common::ServerCertificate::generate(QStringLiteral("x"), {})->certificatePem;
    return kPem;
}

} // namespace

class TestProviders : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyFieldIsChecked()
    {
        SignOnLab lab;
        const ProviderRecord good = lab.record(kIssuer, authority());
        const auto outcome = [&](const std::function<void(ProviderRecord &)> &spoil) {
            ProviderRecord bad = good;
            spoil(bad);
            return SignOnLab::outcome(lab.create("admin", bad));
        };
        const auto is = [](const char *text) { return QStringLiteral("Invalid ") + QLatin1String(text); };
        QCOMPARE(outcome([](auto &p) { p.name = QStringLiteral(" "); }), is("name=empty"));
        for (const char *issuer :
             {"", "http://login.example.com", "login.example.com", "https://", "https://u:p@host",
              "https://host?a=b", "https://host/#x", "https://host:0", "ftp://host", "https://host\\@evil"}) {
            QCOMPARE(outcome([issuer](auto &p) { p.issuer = QLatin1String(issuer); }), is("issuer=format"));
        }
        QCOMPARE(outcome([](auto &p) { p.caCertificates = QStringLiteral("x"); }),
                 is("ca_certificates=format"));
        QCOMPARE(outcome([](auto &p) { p.clientId = QStringLiteral(" "); }), is("client_id=empty"));
        QCOMPARE(outcome([](auto &p) { p.clientSecret = QStringLiteral("a\nb"); }),
                 is("client_secret=format"));
        QCOMPARE(outcome([](auto &p) { p.scopes = QStringLiteral("profile"); }), is("scopes=format"));
        QCOMPARE(outcome([](auto &p) { p.scopes = QStringLiteral("openid \"x\""); }), is("scopes=format"));
        QCOMPARE(outcome([](auto &p) { p.loginClaim.clear(); }), is("login_claim=empty"));
        QCOMPARE(outcome([](auto &p) { p.createUsers = true; }), is("default_role_id=required"));
        QCOMPARE(outcome([&](auto &p) { p.defaultRoleId = lab.role("root"); }),
                 is("default_role_id=unknown"));
        QCOMPARE(outcome([&](auto &p) { p.defaultGroupId = QUuid::createUuid().toString(); }),
                 is("default_group_id=unknown"));
        QCOMPARE(outcome([&](auto &p) { p.tenantId = lab.tenant("Suedwind"); }),
                 QStringLiteral("Denied tenant_id=not-allowed"));
        QCOMPARE(outcome([](auto &p) { p.everyTenant = true; }),
                 QStringLiteral("Denied every_tenant=not-allowed"));
        for (const char *mappings : {"x", "= Supervisor", "a =", "a = ;", "\n\na"}) {
            QCOMPARE(outcome([mappings](auto &p) { p.groupMappings = QLatin1String(mappings); }),
                     is("group_mappings=format"));
        }
        for (const char *mappings : {"a = Nobody", "a = ; Nowhere", "a = Supervisor; Nowhere"}) {
            QCOMPARE(outcome([mappings](auto &p) { p.groupMappings = QLatin1String(mappings); }),
                     is("group_mappings=unknown"));
        }
        // Nobody gives by a provider what he may not give himself.
        QCOMPARE(outcome([](auto &p) { p.groupMappings = QStringLiteral("a = Root Administrator"); }),
                 is("group_mappings=unknown"));
        QCOMPARE(lab.count(QStringLiteral("providers")), 0);
        QVERIFY(lab.create("admin", good));
        QCOMPARE(outcome([](auto &) {}), QStringLiteral("Conflict name=taken"));
    }

    void mappingsKeepTheirMeaningWhenNamesChange()
    {
        SignOnLab lab;
        ProviderRecord wanted = lab.record(kIssuer, authority());
        wanted.groupMappings = QStringLiteral("cn=a,dc=b = supervisor; sales\n\n agents = ; Sales ");
        auto made = lab.create("admin", wanted);
        QVERIFY2(made, qPrintable(SignOnLab::outcome(made)));
        QCOMPARE(made->groupMappings, QStringLiteral("cn=a,dc=b = Supervisor; Sales\nagents = ; Sales"));
        lab.ask(QStringLiteral("UPDATE groups SET name = 'Trade' WHERE name = 'Sales' AND tenant_id = 1"));
        const auto shown = lab.read("admin", "sources.view", showProvider, made->id);
        QVERIFY(shown);
        QCOMPARE(shown->groupMappings, QStringLiteral("cn=a,dc=b = Supervisor; Trade\nagents = ; Trade"));
        const auto again = lab.update("admin", *shown);
        QVERIFY2(again, qPrintable(SignOnLab::outcome(again)));
        QCOMPARE(again->groupMappings, shown->groupMappings);
    }

    void theSecretNeverComesOut()
    {
        SignOnLab lab;
        ProviderRecord wanted = lab.record(kIssuer, authority());
        wanted.clientSecret = QStringLiteral("very secret words");
        auto made = lab.create("admin", wanted);
        QVERIFY(made);
        QVERIFY(made->clientSecret.isEmpty() && made->hasClientSecret);
        QVERIFY(!lab.ask(QStringLiteral("SELECT encode(client_secret, 'escape') FROM providers"))
                     .contains(QLatin1String("secret words")));
        QVERIFY(!lab.ask(QStringLiteral("SELECT string_agg(detail::text, ' ') FROM audit_log"))
                     .contains(QLatin1String("secret words")));
        made->name = QStringLiteral("Renamed");
        auto renamed = lab.update("admin", *made);
        QVERIFY2(renamed, qPrintable(SignOnLab::outcome(renamed)));
        QVERIFY(renamed->hasClientSecret);
        // To another provider it is not sent: whoever may edit could read it there.
        const auto refused = [&](const std::function<void(ProviderRecord &)> &change) {
            ProviderRecord elsewhere = *renamed;
            change(elsewhere);
            return SignOnLab::outcome(lab.update("admin", elsewhere));
        };
        const QString required = QStringLiteral("Invalid client_secret=required");
        QCOMPARE(refused([](auto &p) { p.issuer = QStringLiteral("https://127.0.0.1:1"); }), required);
        QCOMPARE(refused([](auto &p) { p.caCertificates.clear(); }), required);
        QCOMPARE(refused([](auto &p) { p.clientId = QStringLiteral("another"); }), required);
        QCOMPARE(refused([](auto &p) { p.version = 1; }), QStringLiteral("Conflict version=changed"));
    }

    void otherTenantsAreOutOfReach()
    {
        SignOnLab lab;
        const auto made = lab.create("admin", lab.record(kIssuer, authority()));
        QVERIFY(made);
        const QString missing = QStringLiteral("NotFound id=unknown");
        const QStringList ids{made->id};
        QCOMPARE(SignOnLab::outcome(lab.update("other", *made)), missing);
        QCOMPARE(SignOnLab::outcome(lab.read("other", "sources.view", showProvider, made->id)), missing);
        QCOMPARE(SignOnLab::outcome(lab.change("other", "sources.edit", removeProviders, ids)), missing);
        QCOMPARE(SignOnLab::outcome(lab.test("other", *made)), missing);
        const common::ListQuery all;
        QCOMPARE(lab.read("other", "sources.view", listProviders, all)->items.size(), 0);
        QCOMPARE(lab.read("admin", "sources.view", listProviders, all)->items.size(), 1);
        QCOMPARE(lab.read("root", "sources.view", listProviders, all)->items.size(), 1);
        common::UserRecord user = lab.aUser("Nora");
        user.authenticateWith = QStringLiteral("single-sign-on");
        user.sourceId = made->id;
        QCOMPARE(SignOnLab::outcome(lab.change("other", "users.edit", createUser, user)),
                 QStringLiteral("Invalid source_id=unknown"));
        // A directory's id is no provider's.
        user.authenticateWith = QStringLiteral("directory");
        QCOMPARE(SignOnLab::outcome(lab.change("admin", "users.edit", createUser, user)),
                 QStringLiteral("Invalid source_id=unknown"));
    }

    void whatIsForEveryTenantIsRoots()
    {
        SignOnLab lab;
        ProviderRecord wanted = lab.record(kIssuer, authority());
        wanted.everyTenant = true;
        wanted.tenantId = lab.tenant("Nordlicht");
        wanted.groupMappings = QStringLiteral("agents = Supervisor");
        const auto made = lab.create("root", wanted);
        QVERIFY2(made, qPrintable(SignOnLab::outcome(made)));
        const QString denied = QStringLiteral("Denied every_tenant=not-allowed");
        const QStringList ids{made->id};
        // Seen by all, and changed not even by the administrator of its own tenant.
        for (const char *login : {"admin", "other"}) {
            const auto shown = lab.read(login, "sources.view", showProvider, made->id);
            QVERIFY2(shown, qPrintable(SignOnLab::outcome(shown)));
            QCOMPARE(shown->name, QStringLiteral("Staff login"));
            QCOMPARE(lab.read(login, "sources.view", listProviders, common::ListQuery())->items.size(), 1);
            QCOMPARE(SignOnLab::outcome(lab.update(login, *made)), denied);
            QCOMPARE(SignOnLab::outcome(lab.change(login, "sources.edit", removeProviders, ids)), denied);
            QCOMPARE(SignOnLab::outcome(lab.test(login, *made)), denied);
        }
        // Its settings are the business of its own tenant.
        const auto hides = [](const ProviderRecord &shown) {
            return (shown.groupMappings + shown.caCertificates + shown.clientId + shown.scopes +
                    shown.loginClaim + shown.nameClaim + shown.emailClaim + shown.groupsClaim)
                .isEmpty();
        };
        const auto listed = [&lab](const char *login) {
            return lab.read(login, "sources.view", listProviders, common::ListQuery())->items.first();
        };
        QVERIFY(hides(lab.read("other", "sources.view", showProvider, made->id).value()));
        QVERIFY(hides(listed("other")));
        QCOMPARE(listed("other").issuer, kIssuer);
        for (const char *login : {"admin", "root"}) {
            const auto shown = lab.read(login, "sources.view", showProvider, made->id);
            QCOMPARE(shown->clientId, QStringLiteral("recorder-desktop"));
            QCOMPARE(shown->groupMappings, wanted.groupMappings);
            QCOMPARE(listed(login).clientId, shown->clientId);
        }
        ProviderRecord narrowed = *made;
        narrowed.everyTenant = false;
        QCOMPARE(SignOnLab::outcome(lab.update("admin", narrowed)), denied);
        common::UserRecord user = lab.aUser("Nora");
        user.authenticateWith = QStringLiteral("single-sign-on");
        user.sourceId = made->id;
        const auto given = lab.change("other", "users.edit", createUser, user);
        QVERIFY2(given, qPrintable(SignOnLab::outcome(given)));
        QCOMPARE(given->source, QStringLiteral("Staff login"));
    }

    void whoNamesServersInside()
    {
        SignOnLab lab;
        SignOnAccess strict(lab.gate, lab.signIn,
                            std::make_shared<OpenIdConnect>(lab.real, HttpsFetch(OutgoingRule())), lab.key,
                            lab.clock);
        const auto verdict = [&](const char *login, const ProviderRecord &provider) {
            const auto steps = SignOnLab::wait<QList<ConnectionStep>>([&](auto done) {
                strict.test(lab.session(login), SignOnLab::operation("sources.edit", false), provider, done);
            });
            return !steps ? SignOnLab::outcome(steps) : steps->at(0).cause + steps->at(1).cause;
        };
        const QString forbidden = QStringLiteral("forbidden");
        const QString reached = QStringLiteral("refused"); // nobody listens there
        ProviderRecord wanted = lab.record(kIssuer, authority());
        QCOMPARE(verdict("admin", wanted), forbidden);
        auto made = lab.create("admin", wanted);
        QVERIFY(made);
        QCOMPARE(verdict("admin", *made), forbidden);
        const QString trusted = QStringLiteral("SELECT trusted FROM providers");
        QCOMPARE(lab.ask(trusted), QStringLiteral("f"));
        // Somebody who sees every tenant vouches for what he names, not for what he renames.
        wanted.tenantId = lab.tenant("Nordlicht");
        QCOMPARE(verdict("root", wanted), reached);
        made->name = QStringLiteral("Looked at");
        made = lab.update("root", *made);
        QVERIFY2(made, qPrintable(SignOnLab::outcome(made)));
        QCOMPARE(lab.ask(trusted), QStringLiteral("f"));
        QCOMPARE(verdict("root", *made), forbidden);
        made->issuer = QStringLiteral("https://127.0.0.1:7");
        made = lab.update("root", *made);
        QVERIFY2(made, qPrintable(SignOnLab::outcome(made)));
        QCOMPARE(lab.ask(trusted), QStringLiteral("t"));
        made->name = QStringLiteral("Renamed");
        made = lab.update("admin", *made);
        QVERIFY(made);
        QCOMPARE(verdict("admin", *made), reached);
        // Elsewhere it is the administrator's again.
        made->issuer = QStringLiteral("https://127.0.0.1:8");
        QCOMPARE(verdict("admin", *made), forbidden);
        made = lab.update("admin", *made);
        QVERIFY(made);
        QCOMPARE(lab.ask(trusted), QStringLiteral("f"));
        QCOMPARE(verdict("admin", *made), forbidden);
    }

    void whatIsUsedStays()
    {
        SignOnLab lab;
        const auto made = lab.create("admin", lab.record(kIssuer, authority()));
        QVERIFY(made);
        const QStringList ids{made->id};
        QVERIFY(lab.aProviderUser(made->id, "alice"));
        QCOMPARE(lab.userOf("alice").source, QStringLiteral("Staff login"));
        QCOMPARE(SignOnLab::outcome(lab.change("admin", "sources.edit", removeProviders, ids)),
                 QStringLiteral("Conflict id=in-use,users=1"));
        QVERIFY(
            lab.change("admin", "users.edit", removeUsers, {lab.userId(QStringLiteral("alice")).toString()}));
        QVERIFY(lab.change("admin", "sources.edit", removeProviders, ids));
        QCOMPARE(SignOnLab::outcome(lab.read("admin", "sources.view", showProvider, made->id)),
                 QStringLiteral("NotFound id=unknown"));
        QVERIFY(lab.change("admin", "sources.edit", restoreProviders, ids));
        QVERIFY(lab.read("admin", "sources.view", showProvider, made->id));
    }

    void anotherIssuerKnowsNobody()
    {
        SignOnLab lab;
        auto made = lab.create("admin", lab.record(kIssuer, authority()));
        QVERIFY(made && lab.aProviderUser(made->id, "alice"));
        const QString key = QStringLiteral("SELECT external_key FROM users WHERE login = 'alice'");
        lab.ask(QStringLiteral("UPDATE users SET external_key = 'subject' WHERE login = 'alice'"));
        made->name = QStringLiteral("Renamed");
        made = lab.update("admin", *made);
        QVERIFY(made);
        QCOMPARE(lab.ask(key), QStringLiteral("subject"));
        made->issuer = QStringLiteral("https://evil.example.com");
        made = lab.update("admin", *made);
        QVERIFY(made);
        QCOMPARE(lab.ask(key), QString());
        QCOMPARE(
            lab.ask(QStringLiteral("SELECT detail->>'forgotten' FROM audit_log ORDER BY id DESC LIMIT 1")),
            QStringLiteral("1"));
        // Nor does another client: there are providers that make a subject for each.
        lab.ask(QStringLiteral("UPDATE users SET external_key = 'subject' WHERE login = 'alice'"));
        made->clientId = QStringLiteral("another");
        QVERIFY(lab.update("admin", *made));
        QCOMPARE(lab.ask(key), QString());
    }

    /// Whoever changes a provider says who gets in as its users: so nobody becomes a wider one.
    void aWiderUserKeepsHisProvider()
    {
        SignOnLab lab;
        auto made = lab.create("admin", lab.record(kIssuer, authority()));
        QVERIFY(made && lab.aProviderUser(made->id, "alice"));
        // ada has all of her tenant, and beside the rights of alice only those over sources.
        lab.ask(QStringLiteral(
            "UPDATE roles SET scope = 'tenant', permissions = (SELECT permissions FROM roles WHERE code = "
            "'user-basic') || '{sources.view,sources.edit}' WHERE code = 'user-advanced'"));
        const QString denied = QStringLiteral("Denied users=wider");
        made->name = QStringLiteral("Renamed");
        made = lab.update("ada", *made);
        QVERIFY2(made, qPrintable(SignOnLab::outcome(made)));
        lab.ask(QStringLiteral("UPDATE users SET role = (SELECT id FROM roles WHERE code = 'administrator') "
                               "WHERE login = 'alice'"));
        ProviderRecord elsewhere = *made;
        elsewhere.issuer = QStringLiteral("https://evil.example.com");
        QCOMPARE(SignOnLab::outcome(lab.update("ada", elsewhere)), denied);
        QCOMPARE(lab.ask(QStringLiteral("SELECT issuer FROM providers")), kIssuer);
        made->name = QStringLiteral("Again");
        made = lab.update("admin", *made);
        QVERIFY2(made, qPrintable(SignOnLab::outcome(made)));
        const QStringList ids{made->id};
        lab.ask(QStringLiteral("UPDATE providers SET deleted_ms = 1"));
        QCOMPARE(SignOnLab::outcome(lab.change("ada", "sources.edit", restoreProviders, ids)), denied);
        QVERIFY(lab.change("admin", "sources.edit", restoreProviders, ids));
    }

    void enabledOnesAreOffered()
    {
        SignOnLab lab;
        auto made = lab.create("admin", lab.record(kIssuer, authority()));
        QVERIFY(made);
        const auto ways = [&] {
            QStringList kinds;
            const auto all =
                lab.gate.runAndWait<SignInWays>(Actor::anonymous({}, {}), SignOnLab::kBegin,
                                                [](Transaction &transaction, const TenantScope &,
                                                   AuditDetail &) { return signInWays(transaction); });
            for (const common::SignInWay &way : all->ways) {
                kinds.append(way.kind + QLatin1Char(' ') + way.name);
            }
            return kinds;
        };
        const QStringList offered{QStringLiteral("password "), QStringLiteral("single-sign-on Staff login")};
        QCOMPARE(ways(), offered);
        lab.ask(QStringLiteral("UPDATE tenants SET suspended = true WHERE id = 1"));
        QCOMPARE(ways(), QStringList{offered.first()});
        lab.ask(QStringLiteral("UPDATE tenants SET suspended = false WHERE id = 1"));
        made->enabled = false;
        QVERIFY(lab.update("admin", *made));
        QCOMPARE(ways(), QStringList{offered.first()});
    }
};

EARSHOT_TEST(tst_providers, TestProviders)
#include "tst_providers.moc"
