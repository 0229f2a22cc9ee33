// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/signonhandlers.h"
#include "recorder/service/signonaccess.h"

#include "common/proto/directory.pb.h"
#include "common/proto/signinways.pb.h"
#include "common/proto/sources.pb.h"

#include "tests/recorder/service/accessworld.h"

namespace tests
{

/// A provider without a network: what the browser comes back with is who it is, with the login "admin".
class FakeSignOn final : public recorder::SignOnPort
{
public:
    using Found = std::optional<recorder::SignOnPerson>;
    common::Result<recorder::SignOnStart> begin(const recorder::SignOnServer &server,
                                                const QString &redirectUri) const override
    {
        return recorder::SignOnStart{server.issuer + QStringLiteral("/auth"), redirectUri, "state", "nonce",
                                     "verifier"};
    }
    common::Result<Found> finish(const recorder::SignOnServer &, const recorder::SignOnStart &,
                                 const QByteArray &answer) const override
    {
        recorder::SignOnPerson person;
        person.subject = QString::fromLatin1(answer);
        person.login = QStringLiteral("admin");
        return Found(person);
    }
    QList<recorder::ConnectionStep> test(const recorder::SignOnServer &) const override
    {
        return {{QStringLiteral("name"), QStringLiteral("passed"), 0, {}, {}}};
    }
};

/// Providers over a world, and requests about them that succeed.
struct SignOnBench {
    AccessWorld &world;
    recorder::SignOnAccess access{world.gate, world.signIn, std::make_shared<FakeSignOn>(), world.key,
                                  world.clock};

    static QString insertProvider(AccessWorld &world, int tenant)
    {
        const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        world.ask(QStringLiteral("INSERT INTO providers (id, tenant_id, name, enabled, issuer, client_id, "
                                 "scopes, login_claim, match_login) VALUES ('%1', %2, 'spare %1', true, "
                                 "'https://127.0.0.1:9', 'c', 'openid', 'sub', false)")
                      .arg(id)
                      .arg(tenant));
        return id;
    }
    static earshot::v1::SingleSignOnBegin beginning(AccessWorld &world)
    {
        earshot::v1::SingleSignOnBegin begin;
        begin.set_provider_id(insertProvider(world, 1).toStdString());
        begin.set_redirect_uri("http://127.0.0.1:4444/callback");
        return begin;
    }
    static bool finishes(const QString &method)
    {
        return method.endsWith(QLatin1String("SingleSignOn/Finish"));
    }
    /// Of a sign-in that has begun, by a user of tenant 1 who is known at the provider.
    QByteArray finishing()
    {
        const auto begin = beginning(world);
        const QString id = QString::fromStdString(begin.provider_id());
        world.ask(QStringLiteral(
                      "INSERT INTO users (id, tenant_id, login, login_key, web_access, name, created_ms, "
                      "authenticate_with, source_id, external_key) VALUES (gen_random_uuid(), 1, '%1', '%1', "
                      "true, 'spare %1', 0, 'single-sign-on', '%1', '%1')")
                      .arg(id));
        const auto begun = AccessWorld::wait<recorder::SignOnAccess::Begun>([&](auto done) {
            access.begin(
                recorder::Actor::anonymous(QStringLiteral("192.0.2.5"), {}), AccessWorld::kResume,
                {QUuid::fromString(id), QString::fromStdString(begin.redirect_uri())}, [] {}, done);
        });
        earshot::v1::SingleSignOnResult result;
        result.set_handle(begun->handle.toStdString());
        result.set_answer(id.toStdString());
        return QByteArray::fromStdString(result.SerializeAsString());
    }
    static QByteArray request(AccessWorld &world, const QString &method, int tenant = 1)
    {
        const QString id = insertProvider(world, tenant);
        const auto bytes = [](const auto &message) {
            return QByteArray::fromStdString(message.SerializeAsString());
        };
        if (method == QLatin1String("Remove") || method == QLatin1String("Restore")) {
            if (method == QLatin1String("Restore")) {
                world.ask(QStringLiteral("UPDATE providers SET deleted_ms = 1 WHERE id = '%1'").arg(id));
            }
            earshot::v1::ObjectRefs refs;
            refs.add_ids(id.toStdString());
            return bytes(refs);
        }
        if (method == QLatin1String("Get")) {
            earshot::v1::ObjectRef ref;
            ref.set_id(id.toStdString());
            return bytes(ref);
        }
        earshot::v1::Provider provider;
        provider.set_id(method == QLatin1String("Create") ? std::string() : id.toStdString());
        provider.set_name("named " + id.toStdString());
        provider.set_issuer("https://127.0.0.1:9");
        provider.set_client_id("c");
        provider.set_scopes("openid");
        provider.set_login_claim("sub");
        provider.set_tenant_id(
            world.ask(QStringLiteral("SELECT uuid FROM tenants WHERE id = %1").arg(tenant)).toStdString());
        provider.set_version(1);
        return bytes(provider);
    }
};

} // namespace tests
