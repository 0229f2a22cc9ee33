// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/providers.h"
#include "recorder/service/signonaccess.h"
#include "recorder/signon/openidconnect.h"

#include "tests/recorder/service/directoryworld.h"
#include "tests/support/oidcpeer.h"

namespace tests
{

/// People, a recorder's services over them, and providers of single sign-on.
struct SignOnLab : DirectoryWorld {
    using SignedIn = recorder::SignInService::SignedIn;

    common::SystemClock real; ///< tokens are made by the peer's
    recorder::SignOnAccess access{
        gate, signIn,
        std::make_shared<recorder::OpenIdConnect>(
            real, recorder::HttpsFetch(recorder::OutgoingRule({QStringLiteral("127.0.0.1")}))),
        key, clock};

    /// As a page would send it; nothing stored yet.
    common::ProviderRecord record(const QString &issuer, const QByteArray &caPem,
                                  const char *name = "Staff login") const
    {
        common::ProviderRecord provider;
        provider.name = QLatin1String(name);
        provider.issuer = issuer;
        provider.caCertificates = QString::fromUtf8(caPem);
        provider.clientId = QStringLiteral("recorder-desktop");
        provider.groupsClaim = QStringLiteral("groups");
        return provider;
    }
    common::Result<common::ProviderRecord> create(const char *login, const common::ProviderRecord &provider)
    {
        return gate.runAndWait<common::ProviderRecord>(
            session(login), operation("sources.edit", true),
            [&](recorder::Transaction &transaction, const recorder::TenantScope &scope,
                recorder::AuditDetail &trail) {
                return recorder::createProvider(transaction, scope, trail, provider, key);
            });
    }
    common::Result<common::ProviderRecord> update(const char *login, const common::ProviderRecord &provider)
    {
        return gate.runAndWait<common::ProviderRecord>(
            session(login), operation("sources.edit", true),
            [&](recorder::Transaction &transaction, const recorder::TenantScope &scope,
                recorder::AuditDetail &trail) {
                return recorder::updateProvider(transaction, scope, trail, provider, key);
            });
    }
    common::Result<QList<recorder::ConnectionStep>> test(const char *login,
                                                         const common::ProviderRecord &provider)
    {
        return wait<QList<recorder::ConnectionStep>>([&](auto done) {
            access.test(session(login), operation("sources.edit", false), provider, done);
        });
    }
    /// A user of tenant 1 who signs in with the provider.
    common::Result<common::UserRecord> aProviderUser(const QString &provider, const char *login)
    {
        common::UserRecord user = aUser(login);
        user.login = QLatin1String(login);
        user.webAccess = true;
        user.authenticateWith = QStringLiteral("single-sign-on");
        user.sourceId = provider;
        return change("admin", "users.edit", recorder::createUser, user);
    }

    static recorder::Actor stranger(const QString &peer, quint64 connection)
    {
        recorder::Actor actor = recorder::Actor::anonymous(peer, QStringLiteral("r1"));
        actor.connection = connection;
        return actor;
    }
    common::Result<recorder::SignOnAccess::Begun>
    begin(const QString &provider, quint64 connection = 7, const QString &peer = QStringLiteral("192.0.2.7"),
          const QString &redirect = QStringLiteral("http://127.0.0.1:4444/callback"))
    {
        return wait<recorder::SignOnAccess::Begun>([&](auto done) {
            access.begin(
                stranger(peer, connection), kBegin, {QUuid::fromString(provider), redirect}, [] {}, done);
        });
    }
    common::Result<SignedIn> finish(const QByteArray &handle, const QByteArray &answer,
                                    quint64 connection = 7, const QString &peer = QStringLiteral("192.0.2.7"))
    {
        return wait<SignedIn>([&](auto done) {
            access.finish(stranger(peer, connection), kFinish,
                          {handle, answer, {{}, {}, QStringLiteral("test 1.0"), QStringLiteral("Debian")}},
                          done);
        });
    }
    /// Everything that a person does.
    common::Result<SignedIn> enterAt(const OidcPeer &idp, const QString &provider, const QString &login,
                                     const QString &peer = QStringLiteral("192.0.2.7"))
    {
        const auto begun = begin(provider, 7, peer);
        if (!begun) {
            return tl::unexpected<common::Error>(begun.error());
        }
        const QUrl back = idp.browse(QUrl(begun->url), login);
        return finish(begun->handle, back.query(QUrl::FullyEncoded).toLatin1(), 7, peer);
    }

    inline static const recorder::Operation kBegin{QStringLiteral("earshot.v1.SingleSignOn/Begin"),
                                                   QStringLiteral("public"),
                                                   false,
                                                   false,
                                                   QStringLiteral("sessions"),
                                                   QStringLiteral("begin")};
    inline static const recorder::Operation kFinish{QStringLiteral("earshot.v1.SingleSignOn/Finish"),
                                                    QStringLiteral("public"),
                                                    true,
                                                    false,
                                                    QStringLiteral("sessions"),
                                                    QStringLiteral("sign-in")};
};

} // namespace tests
