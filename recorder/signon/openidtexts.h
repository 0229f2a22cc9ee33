// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/signonport.h"

#include <QJsonObject>

namespace recorder
{

/// What a provider says of itself (OpenID Connect Discovery 1.0).
struct OpenIdEndpoints {
    QString authorization;
    QString token;
    QString keys;
    QString userInfo;         ///< empty = none
    bool namesItself = false; ///< answers carry `iss` (RFC 9207), always
    bool takesBasic = true;   ///< client_secret_basic; else client_secret_post
};

QString discoveryUrl(const QString &issuer);
/// Denied (cause = issuer) for another one's; (cause = protocol) when something is missing or not https.
common::Result<OpenIdEndpoints> endpointsOf(const QByteArray &json, const QString &issuer);

/// 32 random bytes as base64url: 43 characters, as RFC 7636 wants the verifier.
common::Result<QByteArray> makeToken();
/// The page that the browser opens.
QString authorizationUrl(const OpenIdEndpoints &endpoints, const SignOnServer &server,
                         const SignOnStart &start);

/// The code of a redirect; Denied (cause = form | state | issuer | refused).
common::Result<QByteArray> codeOf(const QByteArray &answer, const SignOnStart &start, const QString &issuer,
                                  bool namesItself);
/// What is sent for the code; with a secret in it when the provider does not take it in the header.
QByteArray tokenForm(const SignOnServer &server, const SignOnStart &start, const QByteArray &code,
                     bool withSecret);
/// NAME:PASSWORD of a client, encoded by RFC 6749, 2.3.1.
QByteArray basicOf(const SignOnServer &server);

/// Of claims that stood every check. No login when it is missing, or an e-mail address that the provider does
/// not vouch for.
SignOnPerson personOf(const QJsonObject &claims, const SignOnServer &server);

} // namespace recorder
