// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signon/jsonwebkeys.h"

#include <QJsonObject>

namespace recorder
{

/// What an ID token has to say (OpenID Connect Core 1.0, 3.1.3.7).
struct IdTokenRules {
    QString issuer;
    QString clientId;
    QByteArray nonce;
    qint64 nowSeconds = 0;
};

constexpr qint64 kClockSkewSeconds = 60;
/// It is made for this sign-in, moments ago.
constexpr qint64 kMostAgeSeconds = 600;
constexpr qsizetype kMostTokenBytes = 64 * 1024;

/// The key id that the token names; empty when it names none or is no token.
QString keyIdOf(const QByteArray &token);

/// The claims, after every check. Signed with RS256, PS256 or ES256 by one of the keys, and with nothing
/// else: the algorithm "none" and those with a shared secret are refused, whatever the provider offers.
/// Denied (cause = form | algorithm | key | signature | issuer | audience | expired | issued | nonce |
/// subject).
common::Result<QJsonObject> checkIdToken(const QByteArray &token, const JsonWebKeys &keys,
                                         const IdTokenRules &rules);

/// Takes the same time wherever they differ.
bool isSameSecret(const QByteArray &a, const QByteArray &b);

} // namespace recorder
