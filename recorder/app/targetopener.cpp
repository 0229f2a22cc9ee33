// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/targetopener.h"

#include "recorder/app/databasehost.h"

#include <map>

namespace recorder
{

using common::ErrorCode;
using common::Result;

namespace
{

/// Keeps the flag that its session looks at.
class StoppableTarget final : public StorageTarget
{
public:
    StoppableTarget(std::unique_ptr<StorageTarget> target, std::shared_ptr<const std::atomic<bool>> stop)
        : m_stop(std::move(stop))
        , m_target(std::move(target))
    {
    }
    Result<StoredFile> put(const QString &localFile, const QString &key, const StorageMeta &meta) override
    {
        return m_target->put(localFile, key, meta);
    }
    common::Status get(const QString &key, const StorageRange &range, const Sink &sink) override
    {
        return m_target->get(key, range, sink);
    }
    Result<StorageObject> stat(const QString &key) override { return m_target->stat(key); }
    common::Status remove(const QString &key) override { return m_target->remove(key); }
    common::Status discard(const QString &key) override { return m_target->discard(key); }
    QList<common::ConnectionStep> test(const common::ConnectionStepsHeard &heard) override
    {
        return m_target->test(heard);
    }

private:
    const std::shared_ptr<const std::atomic<bool>> m_stop;
    const std::unique_ptr<StorageTarget> m_target;
};

using Session = std::unique_ptr<StorageTarget>;

/// In the session, which is begun when there is none.
Result<std::string> readRange(const OpenTarget &open, TargetKey target, Session &session, const QString &path,
                              const StorageRange &range)
{
    if (!session) {
        auto opened = open(target);
        if (!opened) {
            return common::propagate(opened);
        }
        session = std::move(*opened);
    }
    std::string bytes;
    const common::Status got = session->get(path, range, [&bytes, &range](QByteArrayView piece) {
        bytes.append(piece.data(), static_cast<size_t>(piece.size()));
        return static_cast<qint64>(bytes.size()) <= range.length;
    });
    if (!got) {
        return tl::unexpected<common::Error>(got.error());
    }
    return bytes;
}

} // namespace

OpenTarget targetOpener(const DatabaseHost &database, std::shared_ptr<const std::atomic<bool>> stop)
{
    return [&database, stop = std::move(stop)](TargetKey key) -> Result<std::unique_ptr<StorageTarget>> {
        DatabaseHost::Services *services = database.services();
        if (services == nullptr) {
            return common::fail(ErrorCode::Unavailable, QStringLiteral("the database is not up yet"));
        }
        auto target =
            services->pool.run<StoredTarget>([key](Transaction &transaction) -> Result<StoredTarget> {
                auto found = StorageTargetRepository(transaction).findByKey(static_cast<int>(key));
                return found ? Result<StoredTarget>(std::move(*found))
                             : Result<StoredTarget>(common::fail(ErrorCode::NotFound,
                                                                 QStringLiteral("no such storage target")));
            });
        if (!target) {
            return common::propagate(target);
        }
        StoragePatience patience;
        patience.stop = stop.get();
        auto opened = services->storage.open(*target, patience);
        if (!opened) {
            return opened;
        }
        return std::make_unique<StoppableTarget>(std::move(*opened), stop);
    };
}

RemoteReads remoteReads(OpenTarget open)
{
    return [open = std::move(open)](TargetKey target, const QString &path) -> RemoteRead {
        const auto session = std::make_shared<Session>();
        return [open, target, path, session](qint64 position, qint64 most) {
            return readRange(open, target, *session, path, {position, most});
        };
    };
}

RemoteSessions remoteSessions(OpenTarget open)
{
    return [open = std::move(open)]() -> RemoteReads {
        const auto sessions = std::make_shared<std::map<TargetKey, Session>>();
        return [open, sessions](TargetKey target, const QString &path) -> RemoteRead {
            return [open, sessions, target, path](qint64 position, qint64 most) -> Result<std::string> {
                Session &session = (*sessions)[target];
                auto bytes = readRange(open, target, session, path, {position, most});
                if (!bytes && bytes.error().code != ErrorCode::NotFound) {
                    session.reset();
                }
                return bytes;
            };
        };
    };
}

} // namespace recorder
