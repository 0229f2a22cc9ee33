// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/tokenstore.h"

#include <qt6keychain/keychain.h>

namespace console
{

namespace
{
QString serviceName()
{
    return QStringLiteral("earshot-console");
}

common::Status statusOf(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::NoError: return {};
    case QKeychain::EntryNotFound:
        return common::fail(common::ErrorCode::NotFound, QStringLiteral("no token is kept"));
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return common::fail(common::ErrorCode::Denied, QStringLiteral("the keychain stays locked"));
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::OtherError: break;
    }
    return common::fail(common::ErrorCode::Unavailable, job.errorString());
}
} // namespace

void KeychainTokenStore::read(const QString &serverKey, QObject *context, Read done)
{
    auto *job = new QKeychain::ReadPasswordJob(serviceName(), context);
    job->setKey(serverKey);
    job->setInsecureFallback(false);
    QObject::connect(job, &QKeychain::Job::finished, context, [job, done = std::move(done)] {
        if (auto status = statusOf(*job); !status) {
            done(propagate(status));
            return;
        }
        done(job->binaryData());
    });
    job->start();
}

void KeychainTokenStore::write(const QString &serverKey, const QByteArray &token, QObject *context, Done done)
{
    auto *job = new QKeychain::WritePasswordJob(serviceName(), context);
    job->setKey(serverKey);
    job->setInsecureFallback(false);
    job->setBinaryData(token);
    QObject::connect(job, &QKeychain::Job::finished, context,
                     [job, done = std::move(done)] { done(statusOf(*job)); });
    job->start();
}

void KeychainTokenStore::remove(const QString &serverKey)
{
    auto *job = new QKeychain::DeletePasswordJob(serviceName());
    job->setKey(serverKey);
    job->start(); // deletes itself; a token that stays behind is one the server has forgotten
}

} // namespace console
