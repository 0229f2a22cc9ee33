// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/net/tokenstore.h"

#include <QMap>

namespace tests
{

/// A keychain in memory that answers from the event loop, or none at all.
class FakeTokenStore final : public console::TokenStore
{
public:
    QMap<QString, QByteArray> tokens;
    bool there = true;

    void read(const QString &serverKey, QObject *context, Read done) override
    {
        const common::Result<QByteArray> found =
            tokens.contains(serverKey) ? common::Result<QByteArray>(tokens.value(serverKey))
                                       : common::Result<QByteArray>(common::fail(common::ErrorCode::NotFound,
                                                                                 QStringLiteral("none")));
        QMetaObject::invokeMethod(
            context, [done, found] { done(found); }, Qt::QueuedConnection);
    }
    void write(const QString &serverKey, const QByteArray &token, QObject *context, Done done) override
    {
        if (there) {
            tokens.insert(serverKey, token);
        }
        const common::Status status =
            there
                ? common::Status()
                : common::Status(common::fail(common::ErrorCode::Unavailable, QStringLiteral("no keychain")));
        QMetaObject::invokeMethod(
            context, [done, status] { done(status); }, Qt::QueuedConnection);
    }
    void remove(const QString &serverKey) override { tokens.remove(serverKey); }
};

} // namespace tests
