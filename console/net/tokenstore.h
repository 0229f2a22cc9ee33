// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>
#include <QObject>

#include <functional>

namespace console
{

/// Where the session token may outlive the program. Answers come later, on the same thread, and not at all
/// when `context` died. Never an ini file: without a store the token lives in memory only.
class TokenStore
{
public:
    virtual ~TokenStore() = default;
    using Read = std::function<void(const common::Result<QByteArray> &)>; ///< NotFound: none is kept
    using Done = std::function<void(const common::Status &)>; ///< Unavailable: there is no store to write to

    virtual void read(const QString &serverKey, QObject *context, Read done) = 0;
    virtual void write(const QString &serverKey, const QByteArray &token, QObject *context, Done done) = 0;
    virtual void remove(const QString &serverKey) = 0;
};

/// The keychain of the operating system (Secret Service, KWallet, Windows, macOS). Asynchronous throughout:
/// it may ask the user to unlock it.
class KeychainTokenStore final : public TokenStore
{
public:
    void read(const QString &serverKey, QObject *context, Read done) override;
    void write(const QString &serverKey, const QByteArray &token, QObject *context, Done done) override;
    void remove(const QString &serverKey) override;
};

} // namespace console
