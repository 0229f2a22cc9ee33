// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/recordingrule.h"
#include "recorder/service/registration.h"
#include "recorder/store/callrecords.h"
#include "recorder/store/uploadqueue.h"

#include "common/core/result.h"

#include <functional>
#include <memory>
#include <optional>

namespace recorder
{

class ConnectionPool;
class Registrar;

/// The use cases around recorded calls. Any thread; methods that return a Result wait for the database and
/// must not be called on a pool thread.
class RecordingsService
{
public:
    explicit RecordingsService(ConnectionPool &pool);
    ~RecordingsService();

    /// Makes a finished call durable: call, segments with their users, files and an audit row in one
    /// transaction. Idempotent on the call's id. Calls that wait at the same time share a transaction.
    /// Invalid (fields: tenant = unknown) = no such tenant, keep the call in the ledger; Unavailable = try
    /// again later.
    common::Result<Registration> registerCall(const common::FinishedCall &call);
    /// The same without waiting; `done` is called on a pool thread.
    void registerCall(const common::FinishedCall &call,
                      std::function<void(common::Result<Registration>)> done);

    /// Whether the call is kept, by the directory's rules of now. Unavailable = ask again later.
    common::Result<CallVerdict> judge(const common::FinishedCall &call);

    /// Creates the partitions of this month and the two next ones, so that the first call of a month does not
    /// have to. At start and once a day; harmless to repeat.
    common::Status prepareMonths();

    /// `tenant` is a name. NotFound = no such tenant.
    common::Result<CallPage> list(const QString &tenant, const CallPageRequest &request);
    /// Calls of all tenants, newest first: for the command line of the host, not for users.
    common::Result<CallPage> listAll(const CallPageRequest &request);
    /// Within one tenant: a call of another one is NotFound.
    common::Result<StoredCall> get(const QString &tenant, const common::CallId &id);
    /// Every call of every tenant, oldest first, a bounded number in memory: for `verify`. An error of `use`
    /// ends it.
    common::Status forEach(const std::function<common::Status(const StoredCall &)> &use);
    /// With where those of its files are that are on storage targets.
    using UsePlaced = std::function<common::Status(const StoredCall &, const QList<FilePlace> &)>;
    common::Status forEachPlaced(const UsePlaced &use);
    /// Of these those that were removed on purpose.
    common::Result<QSet<common::CallId>> removedOf(const QList<common::CallId> &calls);

    /// What the database knows of a call of whichever tenant.
    struct KnownCall {
        std::optional<common::FinishedCall> call; ///< as it was registered; paths as they are now
        bool removed = false;                     ///< on purpose
    };
    common::Result<KnownCall> known(const common::CallId &id);

private:
    ConnectionPool &m_pool;
    std::shared_ptr<Registrar> m_registrar;
};

} // namespace recorder
