// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signon/openidtexts.h"

#include "recorder/signon/idtoken.h"

#include "common/crypto/random.h"
#include "common/crypto/sha256.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

namespace recorder
{

using common::Result;

namespace
{

constexpr qsizetype kMostGroups = 500;
constexpr qsizetype kLongestCode = 4096;

tl::unexpected<common::Error> denied(const char *cause, const QString &message)
{
    return common::fail(common::ErrorCode::Denied, message,
                        {{QStringLiteral("cause"), QLatin1String(cause)}});
}

QByteArray encoded(const QString &text)
{
    return QUrl::toPercentEncoding(text);
}

bool isHttps(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    return url.isValid() && text.startsWith(QLatin1String("https://")) && !url.host().isEmpty() &&
           url.userInfo().isEmpty() && !url.hasFragment();
}

QString textAt(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

QByteArray base64Url(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray formOf(std::initializer_list<std::pair<const char *, QString>> fields)
{
    QByteArray form;
    for (const auto &[name, value] : fields) {
        form += (form.isEmpty() ? "" : "&") + QByteArray(name) + '=' + encoded(value);
    }
    return form;
}

/// Every parameter once: one that comes twice could be read differently by two programs.
std::optional<QHash<QByteArray, QByteArray>> parametersOf(const QByteArray &query)
{
    QHash<QByteArray, QByteArray> parameters;
    for (QByteArray part : query.split('&')) {
        part.replace('+', ' ');
        const qsizetype sign = part.indexOf('=');
        const QByteArray name = QByteArray::fromPercentEncoding(part.left(sign));
        if (sign < 0 || parameters.contains(name)) {
            return std::nullopt;
        }
        parameters.insert(name, QByteArray::fromPercentEncoding(part.mid(sign + 1)));
    }
    return parameters;
}

/// What a person may be called: bounded, on one line.
QString plainText(const QJsonValue &value)
{
    QString text = value.toString().left(200);
    for (QChar &c : text) {
        c = c.category() == QChar::Other_Control ? QChar(u' ') : c;
    }
    return text.trimmed();
}

} // namespace

QString discoveryUrl(const QString &issuer)
{
    return (issuer.endsWith(QLatin1Char('/')) ? issuer.chopped(1) : issuer) +
           QStringLiteral("/.well-known/openid-configuration");
}

Result<OpenIdEndpoints> endpointsOf(const QByteArray &json, const QString &issuer)
{
    const QJsonObject said = QJsonDocument::fromJson(json).object();
    if (said.isEmpty()) {
        return denied("protocol", QStringLiteral("the answer is no description of a provider"));
    }
    if (textAt(said, "issuer") != issuer) {
        return denied("issuer", textAt(said, "issuer").left(200));
    }
    OpenIdEndpoints endpoints{textAt(said, "authorization_endpoint"), textAt(said, "token_endpoint"),
                              textAt(said, "jwks_uri"), textAt(said, "userinfo_endpoint")};
    for (const QString &url : {endpoints.authorization, endpoints.token, endpoints.keys}) {
        if (!isHttps(url)) {
            return denied("protocol",
                          QStringLiteral("an address is missing, or not https: %1").arg(url.left(200)));
        }
    }
    if (!isHttps(endpoints.userInfo)) {
        endpoints.userInfo.clear();
    }
    endpoints.namesItself =
        said.value(QLatin1String("authorization_response_iss_parameter_supported")).toBool();
    const QJsonArray methods = said.value(QLatin1String("token_endpoint_auth_methods_supported")).toArray();
    endpoints.takesBasic =
        methods.isEmpty() || methods.contains(QJsonValue(QStringLiteral("client_secret_basic")));
    return endpoints;
}

Result<QByteArray> makeToken()
{
    QByteArray bytes(32, '\0');
    if (common::Status filled = common::fillRandom(
            std::as_writable_bytes(std::span(bytes.data(), static_cast<std::size_t>(bytes.size()))));
        !filled) {
        return common::propagate(filled);
    }
    return base64Url(bytes);
}

QString authorizationUrl(const OpenIdEndpoints &endpoints, const SignOnServer &server,
                         const SignOnStart &start)
{
    const QByteArray form =
        formOf({{"response_type", QStringLiteral("code")},
                {"client_id", server.clientId},
                {"redirect_uri", start.redirectUri},
                {"scope", server.scopes},
                {"state", QString::fromLatin1(start.state)},
                {"nonce", QString::fromLatin1(start.nonce)},
                {"code_challenge", QString::fromLatin1(base64Url(common::sha256(start.verifier)))},
                {"code_challenge_method", QStringLiteral("S256")}});
    const QChar sign =
        endpoints.authorization.contains(QLatin1Char('?')) ? QLatin1Char('&') : QLatin1Char('?');
    return endpoints.authorization + sign + QString::fromLatin1(form);
}

Result<QByteArray> codeOf(const QByteArray &answer, const SignOnStart &start, const QString &issuer,
                          bool namesItself)
{
    const auto parameters = parametersOf(answer);
    if (!parameters) {
        return denied("form", QStringLiteral("the answer cannot be read"));
    }
    if (start.state.isEmpty() || !isSameSecret(parameters->value("state"), start.state)) {
        return denied("state", QStringLiteral("the answer belongs to another sign-in"));
    }
    // RFC 9207: the answer of another provider than the one that was asked.
    const bool named = parameters->contains("iss");
    if ((named && parameters->value("iss") != issuer.toUtf8()) || (namesItself && !named)) {
        return denied("issuer", QStringLiteral("the answer is another provider's"));
    }
    const QByteArray code = parameters->value("code");
    if (parameters->contains("error") || code.isEmpty() || code.size() > kLongestCode) {
        return denied("refused",
                      QStringLiteral("the provider says: %1")
                          .arg(plainText(QJsonValue(QString::fromUtf8(parameters->value("error"))))));
    }
    return code;
}

QByteArray tokenForm(const SignOnServer &server, const SignOnStart &start, const QByteArray &code,
                     bool withSecret)
{
    QByteArray form = formOf({{"grant_type", QStringLiteral("authorization_code")},
                              {"code", QString::fromUtf8(code)},
                              {"redirect_uri", start.redirectUri},
                              {"code_verifier", QString::fromLatin1(start.verifier)}});
    if (server.clientSecret.isEmpty() || withSecret) {
        form += "&client_id=" + encoded(server.clientId);
    }
    if (withSecret) {
        form += "&client_secret=" + encoded(QString::fromUtf8(server.clientSecret));
    }
    return form;
}

QByteArray basicOf(const SignOnServer &server)
{
    return encoded(server.clientId) + ':' + encoded(QString::fromUtf8(server.clientSecret));
}

SignOnPerson personOf(const QJsonObject &claims, const SignOnServer &server)
{
    const auto text = [&claims](const QString &claim) {
        return claim.isEmpty() ? QString() : plainText(claims.value(claim));
    };
    const QString email = QStringLiteral("email");
    SignOnPerson person;
    person.subject = textAt(claims, "sub");
    // An address that anybody can enter at the provider would make anybody anybody.
    if (server.loginClaim != email || claims.value(QLatin1String("email_verified")).toBool()) {
        person.login = text(server.loginClaim);
    }
    person.name = text(server.nameClaim);
    person.email = text(server.emailClaim);
    const QJsonValue groups = claims.value(server.groupsClaim);
    if (groups.isString()) {
        person.groups.append(plainText(groups));
    }
    for (const QJsonValue &group : groups.toArray()) {
        if (person.groups.size() < kMostGroups) {
            person.groups.append(plainText(group));
        }
    }
    return person;
}

} // namespace recorder
