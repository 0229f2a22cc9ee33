// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <memory>
#include <openssl/types.h>

namespace recorder
{

/// The public keys of a provider (RFC 7517), those that can check a signature: RSA of 2048 to 8192 bits, and
/// P-256. Others are left out. A value; any thread.
class JsonWebKeys
{
public:
    static constexpr qsizetype kMost = 100; ///< further ones are left out

    struct Key {
        QString id;        ///< kid; may be empty
        QString algorithm; ///< alg; empty = any that fits
        bool isRsa = false;
        std::shared_ptr<EVP_PKEY> key;
    };

    /// Invalid when it is no set of keys.
    static common::Result<JsonWebKeys> parse(const QByteArray &json);

    /// Those that may have made a signature of that algorithm ("RS256", "PS256", "ES256"), by the id when the
    /// token names one.
    QList<Key> matching(const QString &id, const QString &algorithm) const;
    bool has(const QString &id) const;
    qsizetype size() const { return m_keys.size(); }

private:
    QList<Key> m_keys;
};

/// Base64url without padding, as in RFC 7515; null for what is not.
QByteArray bytesOfBase64Url(QByteArrayView text);

} // namespace recorder
