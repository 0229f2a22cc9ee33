// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/directorychecks.h"
#include "recorder/service/providers.h"

#include <QRegularExpression>
#include <QSslCertificate>
#include <QUrl>

#include <algorithm>

namespace recorder
{

using common::ProviderRecord;
using common::Status;

namespace
{

constexpr qsizetype kLongest = 1000;
constexpr qsizetype kLongestText = 64 * 1024;

bool isPlain(const QString &text)
{
    return text.size() <= kLongest && std::none_of(text.cbegin(), text.cend(), [](QChar c) {
               return c.category() == QChar::Other_Control;
           });
}

/// OpenID Connect Discovery 1.0, section 3: https, no query, no fragment.
Status checkIssuer(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool only = url.userInfo().isEmpty() && !url.hasQuery() && !url.hasFragment() && url.port(1) > 0;
    return isPlain(text) && url.isValid() && text.startsWith(QLatin1String("https://")) && only &&
                   !url.host().isEmpty() && !text.contains(QLatin1Char('\\'))
               ? Status()
               : Status(invalid("issuer", "format"));
}

Status checkCertificates(const QString &pem)
{
    const bool good = pem.isEmpty() || (pem.size() <= kLongestText &&
                                        !QSslCertificate::fromData(pem.toUtf8(), QSsl::Pem).isEmpty());
    return good ? Status() : Status(invalid("ca_certificates", "format"));
}

/// RFC 6749, 3.3: printable ASCII without quotes and backslashes.
Status checkScopes(const QString &scopes)
{
    static const QRegularExpression kScopes(QStringLiteral("^[!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*\\z"));
    const bool good = isPlain(scopes) && kScopes.match(scopes).hasMatch() &&
                      scopes.split(QLatin1Char(' ')).contains(QLatin1String("openid"));
    return good ? Status() : Status(invalid("scopes", "format"));
}

Status checkClaim(const char *field, const QString &claim, bool required)
{
    if (claim.isEmpty()) {
        return required ? Status(invalid(field, "empty")) : Status();
    }
    return claim.size() <= 200 && isPlain(claim) ? Status() : Status(invalid(field, "format"));
}

Status checkClient(const ProviderRecord &provider)
{
    if (provider.clientId.isEmpty()) {
        return invalid("client_id", "empty");
    }
    return !isPlain(provider.clientId)      ? Status(invalid("client_id", "format"))
           : isPlain(provider.clientSecret) ? Status()
                                            : Status(invalid("client_secret", "format"));
}

} // namespace

Status cleanProvider(ProviderRecord &provider)
{
    for (QString *text :
         {&provider.issuer, &provider.caCertificates, &provider.clientId, &provider.scopes,
          &provider.loginClaim, &provider.nameClaim, &provider.emailClaim, &provider.groupsClaim}) {
        *text = text->trimmed();
    }
    provider.scopes = provider.scopes.simplified();
    for (const Status &good :
         {cleanName("name", provider.name), checkIssuer(provider.issuer),
          checkCertificates(provider.caCertificates), checkClient(provider), checkScopes(provider.scopes),
          checkClaim("login_claim", provider.loginClaim, true),
          checkClaim("name_claim", provider.nameClaim, false),
          checkClaim("email_claim", provider.emailClaim, false),
          checkClaim("groups_claim", provider.groupsClaim, false),
          provider.groupMappings.size() <= kLongestText ? Status()
                                                        : Status(invalid("group_mappings", "length"))}) {
        if (!good) {
            return good;
        }
    }
    return {};
}

} // namespace recorder
