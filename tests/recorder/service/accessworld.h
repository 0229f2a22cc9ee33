// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/accountservice.h"
#include "recorder/service/changehub.h"
#include "recorder/service/gate.h"
#include "recorder/service/linkservice.h"
#include "recorder/service/mailsender.h"
#include "recorder/service/mailservice.h"
#include "recorder/service/secondstepservice.h"
#include "recorder/service/sessionwatch.h"
#include "recorder/service/signinservice.h"
#include "recorder/service/tenantservice.h"
#include "recorder/service/userservice.h"
#include "recorder/store/credentialrepository.h"
#include "recorder/store/tenantrepository.h"
#include "recorder/store/transaction.h"

#include "common/crypto/totp.h"

#include "tests/support/fakeclock.h"
#include "tests/support/hostgate.h"
#include "tests/support/testdb.h"

#include <future>

namespace tests
{

/// A migrated database with two tenants and people of every role who can sign in, behind a gate. Their
/// secrets are their logins, filled up; nothing is derived, for speed.
struct AccessWorld {
    using milliseconds = std::chrono::milliseconds;

    explicit AccessWorld(recorder::SlotPool::Options slots = {}, recorder::SessionLimits limits = {})
        : pool(db.options(2))
        , gate(pool, hub, clock, limits)
        , watch(pool, clock, limits)
        , desk(clock, limits, watch)
        , signIn(gate, watch, desk, clock, slots)
        , secondStep(gate, watch, desk, signIn, key)
        , mailSender({gate, clock, key})
        , links({gate, watch, signIn, clock, key, QStringLiteral("recorder.example.com:6089"), [] {}})
        , mail(gate, clock, key, QStringLiteral("recorder.example.com:6089"))
    {
        if (!pool.waitUntilUp(std::chrono::seconds(10))) {
            qFatal("no database");
        }
        for (const char *tenant : {"Nordlicht", "Suedwind"}) {
            if (!tests::HostGate(pool).tenants.ensureTenant(QLatin1String(tenant))) {
                qFatal("no tenant");
            }
        }
        const QString home = QStringLiteral("Nordlicht");
        add(home, QStringLiteral("admin"), QStringLiteral("administrator"));
        add(home, QStringLiteral("sue"), QStringLiteral("supervisor"), {QStringLiteral("Sales")});
        add(home, QStringLiteral("ada"), QStringLiteral("user-advanced"));
        add(home, QStringLiteral("bas"), QStringLiteral("user-basic"));
        add(QStringLiteral("Suedwind"), QStringLiteral("other"), QStringLiteral("administrator"));
        addRoot();
    }

    static common::HostKey hostKey()
    {
        const QTemporaryDir dir;
        const auto key = common::HostKey::create(dir.filePath(QStringLiteral("host.key")));
        if (!key) {
            qFatal("no host key");
        }
        return *key;
    }

    static QByteArray secretOf(const QString &login) { return login.toUtf8().leftJustified(32, '.'); }

    void add(const QString &tenant, const QString &login, const QString &role, const QStringList &groups = {})
    {
        const auto user = tests::HostGate(pool).users.ensureUser(
            {tenant, login, login.toUpper(), {}, QStringLiteral("Sales")});
        if (!user || !recorder::AccountService(gate, clock).setAccess({tenant, login, role, groups, {}})) {
            qFatal("no user");
        }
        const auto found = pool.run<recorder::Tenant>([&tenant](recorder::Transaction &transaction) {
            return recorder::TenantRepository(transaction).find(tenant);
        });
        setSecret(user->id, found->key, login);
    }
    void addRoot()
    {
        runSql(db.url(),
               QStringLiteral("INSERT INTO users (id, tenant_id, login, name, created_ms, role) SELECT "
                              "gen_random_uuid(), 0, 'root', 'ROOT', 0, id FROM roles WHERE code = 'root'"));
        setSecret(userId(QStringLiteral("root")), recorder::kSystemTenant, QStringLiteral("root"));
    }
    void setSecret(const common::UserId &user, recorder::TenantKey tenant, const QString &login)
    {
        const recorder::Credential credential{user,
                                              tenant,
                                              recorder::loginKeyOf(login),
                                              user.uuid().toRfc4122(),
                                              QByteArray(16, 's'),
                                              3,
                                              65536,
                                              *common::makeVerifier(secretOf(login)),
                                              false};
        const auto set = pool.run<void>([&credential](recorder::Transaction &transaction) {
            return recorder::CredentialRepository(transaction).set(credential, 0);
        });
        if (!set) {
            qFatal("no credential: %s", qPrintable(set.error().message));
        }
    }
    common::UserId userId(const QString &login) const
    {
        return common::UserId::fromString(
            ask(QStringLiteral("SELECT id FROM users WHERE login = '%1'").arg(login)));
    }
    /// A second step with a secret that tests know, by SQL as it were: no trail, no sign-in. The code of now.
    QString armSecondStep(const QString &login, bool pending = false)
    {
        const common::UserId user = userId(login);
        const recorder::SecondStepSecret secret{QByteArray(20, 's'), QByteArray(32, 'p')};
        const qint64 tenant =
            ask(QStringLiteral("SELECT tenant_id FROM users WHERE login = '%1'").arg(login)).toLongLong();
        recorder::StoredSecondStep step{user, static_cast<recorder::TenantKey>(tenant), {}, {}};
        (pending ? step.pending : step.seed) = *recorder::sealed(key, user, secret);
        const auto set = pool.run<void>([&step](recorder::Transaction &transaction) -> common::Status {
            recorder::SecondStepRepository(transaction).set(step, 0);
            return {};
        });
        if (!set) {
            qFatal("no second step: %s", qPrintable(set.error().message));
        }
        return common::totpCode(secret.seed, common::totpStepAt(common::toUnixMs(clock.wall())));
    }
    /// The device that he signed in from last.
    QString insertDevice(const QString &login) const
    {
        const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        ask(QStringLiteral(
                "INSERT INTO devices (id, tenant_id, user_id, device_hash, first_ms, last_ms, "
                "ip_address) SELECT '%1', tenant_id, id, sha256('%1'), 0, 0, '192.0.2.9' FROM users "
                "WHERE login = '%2'")
                .arg(id, login));
        return id;
    }
    /// Mail is on, at a port where nobody listens; he has an address.
    void prepareMail(const QString &login) const
    {
        ask(QStringLiteral(
            "INSERT INTO settings (tenant_id, key, value) VALUES (NULL, 'mail', '{\"enabled\": true, "
            "\"host\": \"127.0.0.1\", \"port\": 9, \"security\": \"none\", \"from\": "
            "\"recorder@example.com\"}') ON CONFLICT (key) WHERE tenant_id IS NULL DO "
            "UPDATE SET value = excluded.value"));
        ask(QStringLiteral("UPDATE users SET email = login || '@example.org' WHERE login = '%1'").arg(login));
    }
    /// A link of his, as it was sent.
    QByteArray insertLink(const QString &login) const
    {
        const QByteArray link = login.toUtf8().leftJustified(32, 'l');
        ask(QStringLiteral(
                "INSERT INTO reset_links (hash, tenant_id, user_id, created_ms, expires_ms) SELECT "
                "sha256('%2'), tenant_id, id, 1, 4102444800000 FROM users WHERE login = '%1' ON CONFLICT "
                "(hash) DO UPDATE SET used_ms = NULL")
                .arg(login, QString::fromLatin1(link)));
        return link;
    }
    QString ask(const QString &sql) const { return runSql(db.url(), sql).value(0); }
    qint64 count(const QString &what) const
    {
        return ask(QStringLiteral("SELECT count(*) FROM ") + what).toLongLong();
    }

    template <typename T>
    static common::Result<T> wait(const std::function<void(std::function<void(common::Result<T>)>)> &begin)
    {
        std::promise<common::Result<T>> promise;
        auto future = promise.get_future();
        begin([&promise](common::Result<T> result) { promise.set_value(std::move(result)); });
        return future.get();
    }
    common::Result<recorder::SignInService::SignedIn> enter(const QString &login, QByteArray secret = {},
                                                            const QString &peer = QStringLiteral("192.0.2.1"))
    {
        if (secret.isNull()) {
            secret = secretOf(login);
        }
        return wait<recorder::SignInService::SignedIn>([&](auto done) {
            signIn.signIn(recorder::Actor::anonymous(peer, QStringLiteral("r1")), kSignIn,
                          {login, secret, QStringLiteral("test 1.0"), QStringLiteral("Debian")}, done);
        });
    }
    common::Result<recorder::SignInService::SignedIn> resume(const QByteArray &token)
    {
        return wait<recorder::SignInService::SignedIn>([&](auto done) {
            signIn.resume(recorder::Actor::anonymous(QStringLiteral("192.0.2.1"), QStringLiteral("r2")),
                          kResume, token, done);
        });
    }
    recorder::Actor actor(const QString &login)
    {
        const auto entered = enter(login);
        if (!entered) {
            qFatal("%s does not get in: %s", qPrintable(login), qPrintable(entered.error().message));
        }
        return entered->actor;
    }

    inline static const recorder::Operation kSignIn{QStringLiteral("earshot.v1.Session/SignIn"),
                                                    QStringLiteral("public"),
                                                    true,
                                                    false,
                                                    QStringLiteral("sessions"),
                                                    QStringLiteral("sign-in")};
    inline static const recorder::Operation kResume{QStringLiteral("earshot.v1.Session/Resume"),
                                                    QStringLiteral("public"),
                                                    false,
                                                    false,
                                                    QStringLiteral("sessions"),
                                                    QStringLiteral("resume")};
    inline static const recorder::Operation kEdit{QStringLiteral("earshot.v1.Settings/SetFileFormat"),
                                                  QStringLiteral("settings.edit"),
                                                  true,
                                                  false,
                                                  QStringLiteral("file-format"),
                                                  QStringLiteral("update")};

    const common::HostKey key = hostKey();
    TestDb db;
    FakeClock clock;
    recorder::ChangeHub hub;
    recorder::ConnectionPool pool;
    recorder::Gate gate;
    recorder::SessionWatch watch;
    recorder::SignInDesk desk;
    recorder::SignInService signIn;
    recorder::SecondStepService secondStep;
    recorder::MailSender mailSender; ///< not started: tests send one by one
    recorder::LinkService links;
    recorder::MailService mail;
};

} // namespace tests
