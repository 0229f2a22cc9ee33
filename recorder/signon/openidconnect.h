// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/signonport.h"
#include "recorder/signon/httpsfetch.h"
#include "recorder/signon/jsonwebkeys.h"
#include "recorder/signon/openidtexts.h"

#include "common/core/clock.h"
#include "common/core/guarded.h"

#include <QHash>

namespace recorder
{

/// SignOnPort by OpenID Connect: authorization code with PKCE. Remembers for an hour what providers say of
/// themselves and their keys; a token with a key that is not among them makes it ask again, once a minute at
/// most. One that did not answer is not asked for 20 seconds: nobody waits for the same silence again. A test
/// asks in any case.
class OpenIdConnect : public SignOnPort
{
public:
    static constexpr std::chrono::hours kRemembered{1};
    static constexpr std::chrono::minutes kBetweenKeys{1};
    static constexpr std::chrono::seconds kLeftAlone{20};

    OpenIdConnect(const common::Clock &clock, HttpsFetch fetch);

    common::Result<SignOnStart> begin(const SignOnServer &server, const QString &redirectUri) const override;
    common::Result<std::optional<SignOnPerson>> finish(const SignOnServer &server, const SignOnStart &start,
                                                       const QByteArray &answer) const override;
    QList<ConnectionStep> test(const SignOnServer &server) const override;

private:
    struct Remembered {
        std::optional<OpenIdEndpoints> endpoints{};
        common::MonoTime asked{};
        std::optional<JsonWebKeys> keys{};
        common::MonoTime keysAsked{};
    };
    common::Result<QByteArray> get(const SignOnServer &server, const QString &url,
                                   HttpsTimes *times = nullptr) const;
    struct Failure {
        common::Error error;
        common::MonoTime at;
    };
    std::optional<common::Error> failure(const SignOnServer &server) const;
    void failed(const SignOnServer &server, const common::Error &error) const;
    common::Result<OpenIdEndpoints> endpoints(const SignOnServer &server) const;
    common::Result<JsonWebKeys> keys(const SignOnServer &server, const OpenIdEndpoints &endpoints,
                                     const QString &id) const;
    common::Result<QJsonObject> redeem(const SignOnServer &server, const OpenIdEndpoints &endpoints,
                                       const SignOnStart &start, const QByteArray &code) const;
    common::Result<QJsonObject> claims(const SignOnServer &server, const OpenIdEndpoints &endpoints,
                                       const SignOnStart &start, const QJsonObject &tokens) const;
    void addUserInfo(const SignOnServer &server, const OpenIdEndpoints &endpoints, const QString &accessToken,
                     QJsonObject &claims) const;

    const common::Clock &m_clock;
    const HttpsFetch m_fetch;
    mutable common::Guarded<QHash<QByteArray, Remembered>> m_remembered;
    mutable common::Guarded<QHash<QByteArray, Failure>> m_failures;
};

} // namespace recorder
