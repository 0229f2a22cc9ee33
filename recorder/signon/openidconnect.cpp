// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signon/openidconnect.h"

#include "recorder/signon/idtoken.h"

#include <QJsonDocument>
#include <QLoggingCategory>
#include <QUrl>
#include <algorithm>

namespace recorder
{

Q_LOGGING_CATEGORY(lcOpenId, "earshot.signon.openid", QtInfoMsg)

using common::ErrorCode;
using common::Result;

namespace
{

constexpr qsizetype kMostRemembered = 1000;

common::Error down(const QString &issuer, const common::Error &error)
{
    qCWarning(lcOpenId, "%s: %s", qUtf8Printable(issuer), qUtf8Printable(error.message));
    return {ErrorCode::Unavailable,
            QStringLiteral("the provider does not answer as it should"),
            {{QStringLiteral("reason"), QStringLiteral("provider-down")}}};
}

/// What one provider with these authorities says; another tenant's settings see none of it.
QByteArray rememberedAs(const SignOnServer &server)
{
    return server.issuer.toUtf8() + '\0' + (server.trusted ? '1' : '0') + server.caPem;
}

OutgoingRule::Target targetOf(const SignOnServer &server)
{
    return server.trusted ? OutgoingRule::Target::OfSystem : OutgoingRule::Target::OfTenant;
}

/// The steps of a test from how far one request came.
class Steps
{
public:
    void passed(const char *name, qint64 ms, const QString &detail)
    {
        m_steps.append({QLatin1String(name), QStringLiteral("passed"), std::max<qint64>(ms, 0), detail, {}});
    }
    void failed(const char *name, qint64 ms, const common::Error &error)
    {
        m_steps.append({QLatin1String(name), QStringLiteral("failed"), std::max<qint64>(ms, 0), error.message,
                        error.fields.value(QStringLiteral("cause"), QStringLiteral("protocol"))});
    }
    QList<ConnectionStep> whole()
    {
        static const QStringList kNames{QStringLiteral("name"), QStringLiteral("tcp"), QStringLiteral("tls"),
                                        QStringLiteral("discovery"), QStringLiteral("keys")};
        while (m_steps.size() < kNames.size()) {
            m_steps.append({kNames[m_steps.size()], QStringLiteral("not-run"), 0, {}, {}});
        }
        return m_steps;
    }

private:
    QList<ConnectionStep> m_steps;
};

} // namespace

OpenIdConnect::OpenIdConnect(const common::Clock &clock, HttpsFetch fetch)
    : m_clock(clock)
    , m_fetch(std::move(fetch))
{
}

Result<QByteArray> OpenIdConnect::get(const SignOnServer &server, const QString &url, HttpsTimes *times) const
{
    const auto reply = m_fetch.run({url, server.caPem, {}, {}, {}, targetOf(server)}, times);
    if (!reply) {
        return tl::unexpected<common::Error>(reply.error());
    }
    if (reply->status != 200) {
        return common::fail(ErrorCode::Unavailable, QStringLiteral("HTTP %1").arg(reply->status),
                            {{QStringLiteral("cause"), QStringLiteral("protocol")}});
    }
    return reply->body;
}

std::optional<common::Error> OpenIdConnect::failure(const SignOnServer &server) const
{
    const common::MonoTime now = m_clock.mono();
    return m_failures.with([&](const auto &all) {
        const auto found = all.constFind(rememberedAs(server));
        return found != all.cend() && now - found->at < kLeftAlone ? std::optional(found->error)
                                                                   : std::nullopt;
    });
}

void OpenIdConnect::failed(const SignOnServer &server, const common::Error &error) const
{
    const common::MonoTime now = m_clock.mono();
    m_failures.with([&](auto &all) {
        if (all.size() >= kMostRemembered) {
            all.clear();
        }
        all.insert(rememberedAs(server), {error, now});
    });
}

Result<OpenIdEndpoints> OpenIdConnect::endpoints(const SignOnServer &server) const
{
    if (const auto error = failure(server)) {
        return tl::unexpected<common::Error>(*error);
    }
    const QByteArray key = rememberedAs(server);
    const common::MonoTime now = m_clock.mono();
    const auto known = m_remembered.with([&](const auto &all) -> std::optional<OpenIdEndpoints> {
        const auto found = all.constFind(key);
        return found != all.cend() && now - found->asked < kRemembered ? found->endpoints : std::nullopt;
    });
    if (known) {
        return *known;
    }
    const auto body = get(server, discoveryUrl(server.issuer));
    const auto said = body ? endpointsOf(*body, server.issuer)
                           : Result<OpenIdEndpoints>(tl::unexpected<common::Error>(body.error()));
    if (said) {
        m_remembered.with([&](auto &all) {
            if (all.size() >= kMostRemembered) {
                all.clear();
            }
            all.insert(key, {*said, now, std::nullopt, {}});
        });
    } else {
        failed(server, said.error());
    }
    return said;
}

Result<JsonWebKeys> OpenIdConnect::keys(const SignOnServer &server, const OpenIdEndpoints &endpoints,
                                        const QString &id) const
{
    const QByteArray name = rememberedAs(server);
    const common::MonoTime now = m_clock.mono();
    const auto known = m_remembered.with([&](auto &all) -> std::optional<JsonWebKeys> {
        Remembered &found = all[name];
        const auto age = now - found.keysAsked;
        const bool fits = found.keys && age < kRemembered && (id.isEmpty() || found.keys->has(id));
        if (fits || (found.keys && age < kBetweenKeys)) {
            return found.keys;
        }
        if (found.keys) {
            found.keysAsked = now; // who comes meanwhile does not ask as well
        }
        return std::nullopt;
    });
    if (known) {
        return *known;
    }
    const auto body = get(server, endpoints.keys);
    auto read =
        body ? JsonWebKeys::parse(*body) : Result<JsonWebKeys>(tl::unexpected<common::Error>(body.error()));
    if (read) {
        m_remembered.with([&](auto &all) {
            all[name].keys = *read;
            all[name].keysAsked = now;
        });
    } else {
        failed(server, read.error());
    }
    return read;
}

Result<SignOnStart> OpenIdConnect::begin(const SignOnServer &server, const QString &redirectUri) const
{
    const auto known = endpoints(server);
    if (!known) {
        return tl::unexpected<common::Error>(down(server.issuer, known.error()));
    }
    SignOnStart start;
    start.redirectUri = redirectUri;
    for (QByteArray *secret : {&start.state, &start.nonce, &start.verifier}) {
        auto made = makeToken();
        if (!made) {
            return common::propagate(made);
        }
        *secret = *made;
    }
    start.url = authorizationUrl(*known, server, start);
    return start;
}

/// Unavailable, or Denied for a code that the provider does not take.
Result<QJsonObject> OpenIdConnect::redeem(const SignOnServer &server, const OpenIdEndpoints &endpoints,
                                          const SignOnStart &start, const QByteArray &code) const
{
    const bool secret = !server.clientSecret.isEmpty();
    const auto reply = m_fetch.run({endpoints.token,
                                    server.caPem,
                                    tokenForm(server, start, code, secret && !endpoints.takesBasic),
                                    {},
                                    secret && endpoints.takesBasic ? basicOf(server) : QByteArray(),
                                    targetOf(server)});
    if (!reply) {
        failed(server, reply.error());
        return tl::unexpected<common::Error>(reply.error());
    }
    const QJsonObject said = QJsonDocument::fromJson(reply->body).object();
    if (reply->status == 200) {
        return said;
    }
    const QString error = said.value(QLatin1String("error")).toString().left(100);
    // Our own name or password is not a matter of who signs in.
    const bool ours = reply->status >= 500 || error == QLatin1String("invalid_client") || error.isEmpty();
    return common::fail(ours ? ErrorCode::Unavailable : ErrorCode::Denied,
                        QStringLiteral("HTTP %1 %2").arg(reply->status).arg(error));
}

Result<QJsonObject> OpenIdConnect::claims(const SignOnServer &server, const OpenIdEndpoints &endpoints,
                                          const SignOnStart &start, const QJsonObject &tokens) const
{
    const QByteArray token = tokens.value(QLatin1String("id_token")).toString().toLatin1();
    const auto known = keys(server, endpoints, keyIdOf(token));
    if (!known) {
        return tl::unexpected<common::Error>(known.error());
    }
    const qint64 now = common::toUnixMs(m_clock.wall()) / 1000;
    auto said = checkIdToken(token, *known, {server.issuer, server.clientId, start.nonce, now});
    const auto lacks = [&said](const QString &claim) { return !claim.isEmpty() && !said->contains(claim); };
    if (said && !endpoints.userInfo.isEmpty() && (lacks(server.loginClaim) || lacks(server.groupsClaim))) {
        addUserInfo(server, endpoints, tokens.value(QLatin1String("access_token")).toString(), *said);
    }
    return said;
}

/// Some keep names and groups out of the token. What is there already stays: that part is signed.
void OpenIdConnect::addUserInfo(const SignOnServer &server, const OpenIdEndpoints &endpoints,
                                const QString &accessToken, QJsonObject &claims) const
{
    const QByteArray bearer = accessToken.toLatin1();
    const bool plain = !bearer.isEmpty() &&
                       std::all_of(bearer.begin(), bearer.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (!plain) {
        return;
    }
    const auto reply = m_fetch.run({endpoints.userInfo, server.caPem, {}, bearer, {}, targetOf(server)});
    const QJsonObject more =
        reply && reply->status == 200 ? QJsonDocument::fromJson(reply->body).object() : QJsonObject();
    // OpenID Connect Core 5.3.2: about somebody else it must not be used.
    if (more.value(QLatin1String("sub")) != claims.value(QLatin1String("sub"))) {
        qCWarning(lcOpenId, "%s: no use of the user info endpoint", qUtf8Printable(server.issuer));
        return;
    }
    for (auto claim = more.begin(); claim != more.end(); ++claim) {
        if (!claims.contains(claim.key())) {
            claims.insert(claim.key(), claim.value());
        }
    }
}

Result<std::optional<SignOnPerson>>
OpenIdConnect::finish(const SignOnServer &server, const SignOnStart &start, const QByteArray &answer) const
{
    using Found = std::optional<SignOnPerson>;
    const auto refused = [&server](const common::Error &error) -> Result<Found> {
        if (error.code == ErrorCode::Unavailable) {
            return tl::unexpected<common::Error>(down(server.issuer, error));
        }
        qCWarning(lcOpenId, "%s: sign-in refused: %s", qUtf8Printable(server.issuer),
                  qUtf8Printable(error.message));
        return Found();
    };
    const auto known = endpoints(server);
    if (!known) {
        return tl::unexpected<common::Error>(down(server.issuer, known.error()));
    }
    const auto code = codeOf(answer, start, server.issuer, known->namesItself);
    if (!code) {
        return refused(code.error());
    }
    const auto tokens = redeem(server, *known, start, *code);
    if (!tokens) {
        return refused(tokens.error());
    }
    const auto said = claims(server, *known, start, *tokens);
    return said ? Result<Found>(personOf(*said, server)) : refused(said.error());
}

QList<ConnectionStep> OpenIdConnect::test(const SignOnServer &server) const
{
    Steps steps;
    const QUrl url(server.issuer);
    HttpsTimes times;
    const auto body = get(server, discoveryUrl(server.issuer), &times);
    const auto cause = body ? QString() : body.error().fields.value(QStringLiteral("cause"));
    if (cause == QLatin1String("forbidden") || (times.name < 0 && cause == QLatin1String("name"))) {
        steps.failed("name", times.done, body.error());
        return steps.whole();
    }
    steps.passed("name", times.name, url.host());
    if (!body && times.connected < 0 && !times.reached) {
        steps.failed("tcp", times.done, body.error());
        return steps.whole();
    }
    steps.passed("tcp", std::max<qint64>(0, times.connected - times.name),
                 QStringLiteral("%1:%2").arg(url.host()).arg(url.port(443)));
    if (!body && times.secured < 0) {
        steps.failed("tls", times.done - std::max<qint64>(0, times.connected), body.error());
        return steps.whole();
    }
    steps.passed("tls", times.secured - times.connected, {});
    const auto said = body ? endpointsOf(*body, server.issuer)
                           : Result<OpenIdEndpoints>(tl::unexpected<common::Error>(body.error()));
    if (!said) {
        steps.failed("discovery", times.done - times.secured, said.error());
        return steps.whole();
    }
    steps.passed("discovery", times.done - times.secured, said->authorization);
    HttpsTimes again;
    const auto set = get(server, said->keys, &again);
    const auto read =
        set ? JsonWebKeys::parse(*set) : Result<JsonWebKeys>(tl::unexpected<common::Error>(set.error()));
    if (read && read->size() > 0) {
        m_failures.with([&server](auto &all) { all.remove(rememberedAs(server)); });
        steps.passed("keys", again.done, QString::number(read->size()));
    } else {
        steps.failed("keys", again.done,
                     read ? common::Error{ErrorCode::Invalid,
                                          QStringLiteral("no key that signs with RS256, PS256 or ES256"),
                                          {{QStringLiteral("cause"), QStringLiteral("keys")}}}
                          : read.error());
    }
    return steps.whole();
}

} // namespace recorder
