// SPDX-License-Identifier: GPL-3.0-or-later
// Criteria of users, roles and the audit log against a real database, and the searches that people keep.
#include "recorder/service/savedsearches.h"

#include "tests/recorder/service/directoryworld.h"
#include "tests/support/hostgate.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using common::Criterion;
using common::ListQuery;
using common::SavedSearch;
using tests::DirectoryWorld;
using tests::where;

namespace
{

/// Tells people apart: ADA has everything, BAS something else, ADMIN and SUE nothing.
struct World : DirectoryWorld {
    World()
    {
        ask(QStringLiteral(
            "INSERT INTO groups (id, tenant_id, name) VALUES (gen_random_uuid(), 1, 'Service')"));
        ask(QStringLiteral(
            "UPDATE users SET email = 'Ada.L@example.com', language = 'de', time_zone = "
            "'Europe/Berlin', recording = 'never', record_inbound = false, record_outbound = true, "
            "confidential = true, valid_till_ms = 4102444800000, last_login_ms = "
            "(extract(epoch FROM now()) * 1000)::bigint - 3600000, screen_logins = "
            "'{NORD\\\\ada,ada}', recording_seat = true, screen_seat = true, evaluation_seat = "
            "false, live_seat = false, created_ms = 1000, home_group = (SELECT id FROM groups "
            "WHERE name = 'Service') WHERE login = 'ada'"));
        ask(QStringLiteral(
            "UPDATE users SET active = false, web_access = false, home_group = NULL, "
            "recording_seat = false, screen_seat = false, evaluation_seat = false, live_seat = "
            "false, created_ms = 5000 WHERE login = 'bas'"));
        ask(QStringLiteral(
            "UPDATE users SET created_ms = 9000, recording_seat = true WHERE login IN ('admin', "
            "'sue')"));
        ask(QStringLiteral(
            "INSERT INTO user_extensions SELECT 1, x, id FROM users, unnest('{4711,4712}'::text[]) "
            "x WHERE login = 'ada'"));
        ask(QStringLiteral("INSERT INTO user_extensions SELECT 1, '200', id FROM users WHERE login = 'bas'"));
        ask(QStringLiteral("INSERT INTO second_steps (user_id, tenant_id, seed) SELECT id, 1, 'x' FROM users "
                           "WHERE login = 'ada'"));
    }
    QString users(const char *login, const ListQuery &query)
    {
        return names(read(login, "users.view", listUsers, query));
    }
    template <typename Record>
    static QString names(const common::Result<common::ListPageOf<Record>> &page)
    {
        if (!page) {
            return outcome(page);
        }
        QStringList found;
        for (const Record &record : page->items) {
            found.append(record.name);
        }
        return found.join(QLatin1Char(' '));
    }
    SavedSearch aSearch(const char *name, const char *list = "users")
    {
        SavedSearch search;
        search.list = QLatin1String(list);
        search.name = QLatin1String(name);
        search.criteria = {{QStringLiteral("name"), QStringLiteral("contains"), {QStringLiteral("a'\"%_\\")}},
                           {QStringLiteral("created"), QStringLiteral("at-least"), {QStringLiteral("5")}}};
        if (search.list == QLatin1String("audit-log")) {
            search.criteria = {{QStringLiteral("text"), QStringLiteral("contains"), {QStringLiteral("x")}}};
        }
        search.order = QStringLiteral("group");
        search.descending = true;
        search.columns = {QStringLiteral("name,120,1"), QString::fromUtf8("größe")};
        return search;
    }
    static QStringList one(const common::Result<SavedSearch> &made) { return {made->id}; }
};

const char *const kHostile[] = {
    "'",  "\"", "\\",           "%",  "_", "' OR 1=1 --", "x'); DROP TABLE users; --", "{a,b}", "$1",
    "%1", "\n", "\xE2\x80\xAE", ":-)"};

} // namespace

class TestAdvancedSearch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyFieldOfUsersFindsItsPeople()
    {
        World world;
        struct Row {
            const char *field;
            const char *op;
            QStringList values;
            const char *found;
        };
        const auto text = [](const char *value) { return QStringList{QString::fromUtf8(value)}; };
        const QStringList yes = text("true");
        const Row rows[] = {
            {"name", "not-contains", text("a"), "SUE"},
            {"name", "is", text("ada"), "ADA"},
            {"name", "is-empty", {}, ""},
            {"email", "contains", text("ADA.l@"), "ADA"},
            {"email", "is-empty", {}, "ADMIN BAS SUE"},
            {"email", "is-not-empty", {}, "ADA"},
            {"email", "is-not", text("ada.l@example.com"), "ADMIN BAS SUE"},
            {"extension", "is", text("4712"), "ADA"},
            {"extension", "begins", text("47"), "ADA"},
            {"extension", "is", text("4711 4712"), ""},
            {"extension", "not-contains", text("47"), "ADMIN BAS SUE"},
            {"extension", "is-empty", {}, "ADMIN SUE"},
            {"screen_login", "contains", text("nord\\"), "ADA"},
            {"screen_login", "is-not-empty", {}, "ADA"},
            {"time_zone", "begins", text("Europe"), "ADA"},
            {"language", "is", text("de"), "ADA"},
            {"group", "is", {world.group("Service")}, "ADA"},
            {"group", "is-empty", {}, "BAS"},
            {"group", "is-not-empty", {}, "ADA ADMIN SUE"},
            {"managed_group", "is", {world.group("Sales")}, "SUE"},
            {"managed_group", "is-empty", {}, "ADA ADMIN BAS"},
            {"role", "is-not", {world.role("user-basic")}, "ADA ADMIN SUE"},
            {"source", "is-empty", {}, "ADA ADMIN BAS SUE"},
            {"recording", "is", text("never"), "ADA"},
            {"direction", "is", text("outbound"), "ADA"},
            {"direction", "is-not", text("outbound"), "ADMIN BAS SUE"},
            {"authenticate_with", "is", text("directory"), ""},
            {"seat", "is", text("screen"), "ADA"},
            {"seat", "is-not", text("recording"), "BAS"},
            {"seat", "is-empty", {}, "BAS"},
            {"active", "is-not", yes, "BAS"},
            {"confidential", "is", yes, "ADA"},
            {"web_access", "is", text("false"), "BAS"},
            {"second_step", "is", yes, "ADA"},
            {"must_change_password", "is", yes, ""},
            {"valid_till", "is-empty", {}, "ADMIN BAS SUE"},
            {"valid_till", "less-than", text("4102444800001"), "ADA"},
            {"last_login", "last-days", text("1"), "ADA"},
            {"last_login", "is-not-empty", {}, "ADA"},
            {"created", "between", {QStringLiteral("1000"), QStringLiteral("5001")}, "ADA BAS"},
            {"created", "between", {QStringLiteral("1001"), QStringLiteral("5000")}, ""},
        };
        for (const Row &row : rows) {
            const QByteArray what = QByteArray(row.field) + ' ' + row.op;
            const QString found = world.users("admin", where(row.field, row.op, row.values));
            QVERIFY2(found == QLatin1String(row.found), (what + ": " + found.toUtf8()).constData());
        }
        // All must hold.
        ListQuery both = where("seat", "is", {QStringLiteral("recording")});
        both.criteria.append({QStringLiteral("group"), QStringLiteral("is"), {world.group("Sales")}});
        both.criteria.append({QStringLiteral("name"), QStringLiteral("contains"), {QStringLiteral("S")}});
        QCOMPARE(world.users("admin", both), QStringLiteral("SUE"));
    }

    void whatIsNotUnderstoodIsNamedWithItsPlace()
    {
        World world;
        const Criterion good{QStringLiteral("name"), QStringLiteral("contains"), {QStringLiteral("a")}};
        struct Row {
            Criterion bad;
            const char *why;
        };
        const auto bad = [](const char *field, const char *op, const QStringList &values) {
            return Criterion{QLatin1String(field), QLatin1String(op), values};
        };
        const QStringList one{QStringLiteral("1")};
        const Row rows[] = {
            {bad("password", "is", one), "Invalid criterion=3,password=unknown"},
            {bad("u.name; --", "is", one), "Invalid criterion=3,u.name; --=unknown"},
            {bad("name", "matches", one), "Invalid criterion=3,name=operator"},
            {bad("name", "contains", {}), "Invalid criterion=3,name=value"},
            {bad("name", "contains", {QString(1001, u'x')}), "Invalid criterion=3,name=value"},
            {bad("name", "is-empty", one), "Invalid criterion=3,name=value"},
            {bad("role", "is-empty", {}), "Invalid criterion=3,role=operator"},
            {bad("group", "is", {QStringLiteral("Sales")}), "Invalid criterion=3,group=value"},
            {bad("active", "is", one), "Invalid active=value,criterion=3"},
            {bad("created", "at-least", {QStringLiteral("yesterday")}), "Invalid created=value,criterion=3"},
            {bad("created", "between", one), "Invalid created=value,criterion=3"},
            {bad("created", "last-days", {QStringLiteral("0")}), "Invalid created=value,criterion=3"},
            {bad("created", "last-days", {QStringLiteral("36501")}), "Invalid created=value,criterion=3"},
            {bad("created", "contains", one), "Invalid created=operator,criterion=3"},
            {bad("recording", "is", {}), "Invalid criterion=3,recording=value"},
        };
        for (const Row &row : rows) {
            ListQuery query;
            query.criteria = {good, good, row.bad};
            QCOMPARE(world.users("admin", query), QLatin1String(row.why));
        }
    }

    void hostileTextFindsNothingAndBreaksNothing()
    {
        World world;
        for (const char *text : kHostile) {
            for (const char *field :
                 {"name", "extension", "screen_login", "recording", "seat", "direction"}) {
                for (const char *op : {"is", "is-not", "contains", "begins"}) {
                    const QString found = world.users("admin", where(field, op, {QString::fromUtf8(text)}));
                    const bool none = QByteArray(op) != "is-not";
                    const bool back = QByteArray(text) == "\\" && QByteArray(field) == "screen_login";
                    QVERIFY2(found.contains(QLatin1String("=operator")) || back || found.isEmpty() == none,
                             (QByteArray(field) + ' ' + op + ' ' + text + ": " + found.toUtf8()).constData());
                }
            }
        }
        QCOMPARE(world.count(QStringLiteral("users WHERE tenant_id = 1")), 4);
    }

    void nobodyFindsBeyondHisReach()
    {
        World world;
        for (const char *field : {"email", "screen_login", "extension"}) {
            QCOMPARE(world.users("sue", where(field, "is-not-empty", {})), QString());
            QCOMPARE(world.users("other", where(field, "is-not-empty", {})), QString());
        }
        // ADA and BAS are in none of her groups, whatever she asks for.
        QCOMPARE(world.users("sue", where("group", "is-not", {world.group("Sales")})), QString());
        QCOMPARE(world.users("sue", where("name", "not-contains", {QStringLiteral("zz")})),
                 QStringLiteral("ADMIN SUE"));
        QCOMPARE(world.users("other", where("group", "is", {world.group("Sales")})), QString());
        QCOMPARE(world.users("other", where("tenant", "is", {world.tenant("Nordlicht")})), QString());
        QCOMPARE(world.users("other", where("name", "not-contains", {QStringLiteral("zz")})),
                 QStringLiteral("OTHER"));
        QCOMPARE(world.users("root", where("tenant", "is", {world.tenant("Suedwind")})),
                 QStringLiteral("OTHER"));
    }

    void rolesAreFoundByWhatTheyPermit()
    {
        World world;
        const auto roles = [&world](const char *field, const char *op, const QStringList &values) {
            const auto page = world.read("root", "roles.view", listRoles, where(field, op, values));
            return page ? QString::number(page->items.size()) : world.outcome(page);
        };
        QCOMPARE(roles("scope", "is", {QStringLiteral("tenant")}), QStringLiteral("1"));
        QCOMPARE(roles("permission", "is", {QStringLiteral("roles.edit")}), QStringLiteral("1"));
        QCOMPARE(roles("predefined", "is", {QStringLiteral("false")}), QStringLiteral("0"));
        QCOMPARE(roles("users", "at-least", {QStringLiteral("2")}),
                 QStringLiteral("1")); // two tenants' admins
        QCOMPARE(roles("users", "is", {QStringLiteral("0")}), QStringLiteral("0"));
        QCOMPARE(roles("network", "is-empty", {}),
                 world.ask(QStringLiteral("SELECT count(*) FROM roles WHERE networks = '{}'")));
        QCOMPARE(roles("users", "contains", {QStringLiteral("1")}),
                 QStringLiteral("Invalid criterion=1,users=operator"));
        // A tenant counts its own users only.
        const auto seen =
            world.read("admin", "roles.view", listRoles, where("users", "at-least", {QStringLiteral("2")}));
        QVERIFY(seen && seen->items.isEmpty());
    }

    void theAuditLogIsFoundByWhoWhatAndWhere()
    {
        World world;
        const auto row = [&world](const char *tenant, const char *actor, const char *action, const char *peer,
                                  const char *detail) {
            world.ask(
                QStringLiteral("INSERT INTO audit_log (tenant_id, at_ms, actor, action, peer, request_id, "
                               "detail) VALUES (%1, 1000, '%2', '%3', '%4', 'here', '%5')")
                    .arg(QLatin1String(tenant), QLatin1String(actor), QLatin1String(action),
                         QLatin1String(peer), QLatin1String(detail)));
        };
        row("1", "admin", "users.update", "192.0.2.1", "{\"name\": \"Anna Weber\"}");
        row("1", "sue", "users.delete", "192.0.2.2", "{\"names\": [\"Bert\", \"Carla\"], \"ids\": []}");
        row("1", "admin", "roles.update", "198.51.100.7", "{}");
        row("2", "other", "users.update", "192.0.2.1", "{\"name\": \"Anna Nebel\"}");
        const auto actions = [&world](const char *login, const char *field, const char *op,
                                      const QStringList &values) {
            QStringList found;
            ListQuery query = where(field, op, values);
            query.criteria.append(
                {QStringLiteral("request"), QStringLiteral("is"), {QStringLiteral("HERE")}});
            const auto page = world.read(login, "audit.view", listAudit, query);
            if (!page) {
                return world.outcome(page);
            }
            for (const common::AuditRecord &record : page->items) {
                found.prepend(record.initiator + QLatin1Char('.') + record.action);
            }
            return found.join(QLatin1Char(' '));
        };
        const auto text = [](const char *value) { return QStringList{QLatin1String(value)}; };
        QCOMPARE(actions("admin", "subject-name", "begins", text("anna")), QStringLiteral("admin.update"));
        QCOMPARE(actions("admin", "subject-name", "is", text("carla")), QStringLiteral("sue.delete"));
        QCOMPARE(actions("admin", "subject-name", "is-empty", {}), QStringLiteral("admin.update"));
        QCOMPARE(actions("admin", "text", "contains", text("weber")), QStringLiteral("admin.update"));
        QCOMPARE(actions("admin", "address", "not-contains", text("192.0.2.")),
                 QStringLiteral("admin.update"));
        QCOMPARE(actions("admin", "resource", "is", text("roles")), QStringLiteral("admin.update"));
        QCOMPARE(actions("admin", "action", "is-not", text("update")), QStringLiteral("sue.delete"));
        QCOMPARE(actions("admin", "initiator", "is", text("sue")), QStringLiteral("sue.delete"));
        QCOMPARE(actions("admin", "date", "last-days", text("1")), QString());
        QCOMPARE(actions("admin", "impersonator", "is-not-empty", {}), QString());
        QCOMPARE(actions("other", "subject-name", "begins", text("anna")), QStringLiteral("other.update"));
        QCOMPARE(actions("other", "tenant", "is", {world.tenant("Nordlicht")}), QString());
        QCOMPARE(actions("root", "tenant", "is", {world.tenant("Suedwind")}), QStringLiteral("other.update"));
        for (const char *hostile : kHostile) {
            QVERIFY(
                !actions("admin", "subject-name", "is", text(hostile)).contains(QLatin1String("Internal")));
            QVERIFY(!actions("admin", "text", "contains", text(hostile)).contains(QLatin1String("Internal")));
        }
    }

    void searchesAreKeptWithCriteriaSortAndColumns()
    {
        World world;
        const SavedSearch wanted = world.aSearch("  Mine O'Hara ");
        const auto made = world.change("ada", "session", createSavedSearch, wanted);
        QVERIFY2(made, qPrintable(world.outcome(made)));
        SavedSearch same = wanted;
        same.name = QStringLiteral("Mine O'Hara");
        same.id = made->id;
        same.version = 1;
        QCOMPARE(*made, same);
        QVERIFY(world.change("ada", "session", createSavedSearch, world.aSearch("Other", "audit-log")));
        QCOMPARE(world.names(world.read("ada", "session", listSavedSearches,
                                        where("list", "is", {QStringLiteral("users")}))),
                 QStringLiteral("Mine O'Hara"));
        QCOMPARE(world.read("ada", "session", showSavedSearch, made->id).value(), same);
        // Renamed, then as it was before is refused.
        SavedSearch renamed = *made;
        renamed.name = QStringLiteral("Ours");
        const auto after = world.change("ada", "session", updateSavedSearch, renamed);
        QCOMPARE(after->name, QStringLiteral("Ours"));
        QCOMPARE(after->version, 2);
        QCOMPARE(world.outcome(world.change("ada", "session", updateSavedSearch, renamed)),
                 QStringLiteral("Conflict version=changed"));
        renamed.list = QStringLiteral("roles");
        QCOMPARE(world.outcome(world.change("ada", "session", updateSavedSearch, renamed)),
                 QStringLiteral("Invalid list=fixed"));
        QCOMPARE(world.ask(QStringLiteral("SELECT detail->'changes'->'name'->>'after' FROM audit_log WHERE "
                                          "subject = '%1' ORDER BY id DESC LIMIT 1")
                               .arg(made->id)),
                 QStringLiteral("Ours"));
    }

    void othersDoNotSeeThem()
    {
        World world;
        world.ask(QStringLiteral("UPDATE users SET active = true, web_access = true WHERE login = 'bas'"));
        const auto made = world.change("ada", "session", createSavedSearch, world.aSearch("Mine"));
        for (const char *login : {"admin", "root", "other", "bas"}) {
            QCOMPARE(world.names(world.read(login, "session", listSavedSearches, ListQuery())), QString());
            const QString hidden = QStringLiteral("NotFound id=unknown");
            QCOMPARE(world.outcome(world.read(login, "session", showSavedSearch, made->id)), hidden);
            QCOMPARE(world.outcome(world.change(login, "session", updateSavedSearch, *made)), hidden);
            QCOMPARE(world.outcome(world.change(login, "session", removeSavedSearches, {made->id})), hidden);
            // The same name is free for everybody.
            QVERIFY(world.change(login, "session", createSavedSearch, world.aSearch("Mine")));
        }
        QCOMPARE(world.read("ada", "session", showSavedSearch, made->id).value(), *made);
    }

    void removedOnesComeBackForADay()
    {
        World world;
        const auto made = world.change("ada", "session", createSavedSearch, world.aSearch("Mine"));
        QCOMPARE(world.change("ada", "session", removeSavedSearches, world.one(made)).value(),
                 world.one(made));
        QCOMPARE(world.names(world.read("ada", "session", listSavedSearches, ListQuery())), QString());
        QCOMPARE(world.outcome(world.change("admin", "session", restoreSavedSearches, world.one(made))),
                 QStringLiteral("NotFound id=unknown"));
        const auto heir = world.change("ada", "session", createSavedSearch, world.aSearch("MINE"));
        QVERIFY2(heir, qPrintable(world.outcome(heir)));
        QCOMPARE(world.outcome(world.change("ada", "session", restoreSavedSearches, world.one(made))),
                 QStringLiteral("Conflict name=taken"));
        QVERIFY(world.change("ada", "session", removeSavedSearches, world.one(heir)));
        QCOMPARE(world.change("ada", "session", restoreSavedSearches, world.one(made)).value(), 1);
        QCOMPARE(world.read("ada", "session", showSavedSearch, made->id)->criteria, made->criteria);
        // The next removal a day later clears away what nobody wanted back.
        world.ask(
            QStringLiteral("UPDATE saved_searches SET deleted_ms = deleted_ms - 90000000 WHERE id = '%1'")
                .arg(heir->id));
        QVERIFY(world.change("ada", "session", removeSavedSearches, world.one(made)));
        QCOMPARE(world.count(QStringLiteral("saved_searches")), 1);
    }

    void limitsAreSaid()
    {
        World world;
        world.ask(QStringLiteral("UPDATE users SET active = true, web_access = true WHERE login = 'bas'"));
        const auto refusal = [&world](const std::function<void(SavedSearch &)> &spoil) {
            SavedSearch search = world.aSearch("Mine");
            spoil(search);
            return world.outcome(world.change("ada", "session", createSavedSearch, search));
        };
        const auto many = [](SavedSearch &search, int n) {
            search.criteria = QList<Criterion>(n, search.criteria.first());
        };
        QCOMPARE(refusal([](auto &s) { s.criteria.clear(); }), QStringLiteral("Invalid criteria=empty"));
        QCOMPARE(refusal([&](auto &s) { many(s, 21); }), QStringLiteral("Invalid criteria=too-many"));
        QCOMPARE(refusal([](auto &s) { s.name = QStringLiteral(" "); }),
                 QStringLiteral("Invalid name=empty"));
        QCOMPARE(refusal([](auto &s) { s.name = QString(101, u'x'); }),
                 QStringLiteral("Invalid name=too-long"));
        QCOMPARE(refusal([](auto &s) { s.list = QStringLiteral("pages"); }),
                 QStringLiteral("Invalid list=unknown"));
        QCOMPARE(refusal([](auto &s) { s.columns = QStringList(201, QString()); }),
                 QStringLiteral("Invalid columns=too-many"));
        QCOMPARE(refusal([](auto &s) { s.criteria[1].op = QStringLiteral("x"); }),
                 QStringLiteral("Invalid created=operator,criterion=2"));
        QCOMPARE(refusal([&](auto &s) { many(s, 20); }), QString());
        QCOMPARE(refusal([](auto &) {}), QStringLiteral("Conflict name=taken"));
        world.ask(
            QStringLiteral("INSERT INTO saved_searches (id, tenant_id, user_id, list, name, search) SELECT "
                           "gen_random_uuid(), 1, id, 'users', 'n' || n, '{}' FROM users, "
                           "generate_series(1, 199) n WHERE login = 'ada'"));
        QCOMPARE(refusal([](auto &s) { s.name = QStringLiteral("One more"); }),
                 QStringLiteral("Conflict name=full"));
        QVERIFY(world.change("bas", "session", createSavedSearch, world.aSearch("Mine")));
    }
};

EARSHOT_TEST(tst_advancedsearch, TestAdvancedSearch)
#include "tst_advancedsearch.moc"
