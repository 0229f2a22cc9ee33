// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/ledger/ledger.h"

#include "recorder/capture/ledger/ledgerdatabase.h"
#include "recorder/capture/ledger/ledgerreader.h"

#include "common/core/failpoint.h"
#include "common/core/guarded.h"
#include "common/core/posixfile.h"

#include <QFile>
#include <QSemaphore>

#include <fcntl.h>

#include <cerrno>
#include <chrono>
#include <deque>
#include <future>
#include <optional>
#include <thread>
#include <vector>

namespace recorder
{

using common::ErrorCode;
using common::fail;
using common::Result;
using common::Status;

namespace
{

/// Writes that may wait while the file is locked by somebody else. More are refused: at 200 call set-ups a
/// second this is close to a minute, and the phone system has given up after 32 s.
constexpr std::size_t kMaxWaiting = 10'000;
constexpr std::size_t kMaxBatch = 1'000;
/// How long a stopping ledger waits for a lock before it fails what is left.
constexpr std::chrono::seconds kStopPatience{5};

Status faultStatus(const char *failpoint)
{
    const int error = common::errnoOf(common::failpoint(failpoint));
    return error == 0
               ? Status()
               : Status(fail(ErrorCode::Unavailable,
                             QStringLiteral("the ledger cannot be written: %1").arg(qt_error_string(error))));
}

struct Write {
    std::function<Status(LedgerDatabase &, LedgerFault &)> run;
    LedgerDone done;
};

struct Waiting {
    std::deque<Write> writes;
    std::vector<LedgerDone> refused; ///< for which there was no room; told on the ledger's thread
    bool stopping = false;
};

/// Group commit: everything that waits when the thread comes round goes into one transaction, so that the
/// fsync is shared. Owns its thread and, on it, the only writing connection.
class SqliteLedger final : public Ledger
{
public:
    explicit SqliteLedger(QString file)
        : m_file(std::move(file))
    {
    }
    ~SqliteLedger() override
    {
        m_waiting.with([](Waiting &waiting) { waiting.stopping = true; });
        m_wake.release();
        if (m_thread.joinable()) {
            m_thread.join();
        }
    }

    Status start()
    {
        std::promise<Status> opened;
        std::future<Status> result = opened.get_future();
        m_thread = std::thread([this, &opened] {
            Status status = reopen();
            const bool good = status.has_value();
            opened.set_value(std::move(status));
            if (good) {
                work();
            }
            m_database.reset(); // on the thread that made it
        });
        return result.get();
    }

    void insert(const LedgerRow &row, LedgerDone done) override
    {
        enqueue({[row](LedgerDatabase &database, LedgerFault &fault) -> Status {
                     if (Status status = faultStatus("ledger.before-insert"); !status) {
                         return status;
                     }
                     fault = database.insert(row);
                     switch (fault) {
                     case LedgerFault::None: return {};
                     case LedgerFault::Constraint: return fail(ErrorCode::Conflict, database.lastError());
                     case LedgerFault::Busy:
                     case LedgerFault::Disk: break;
                     }
                     return fail(ErrorCode::Unavailable, database.lastError());
                 },
                 std::move(done)});
    }

    void update(const QUuid &id, const DialogState &dialog, const QJsonObject &media,
                LedgerDone done) override
    {
        enqueue({[=](LedgerDatabase &database, LedgerFault &fault) {
                     return database.update(id, dialog, media, fault);
                 },
                 std::move(done)});
    }

    void advance(const common::CallId &call, LedgerState state, const QString &reason,
                 const QJsonObject &result, LedgerDone done) override
    {
        enqueue({[=](LedgerDatabase &database, LedgerFault &fault) -> Status {
                     if (Status status = faultStatus("ledger.before-advance"); !status) {
                         return status;
                     }
                     return database.advance(call, state, reason, result, fault);
                 },
                 std::move(done)});
    }

    Result<QList<LedgerRow>> unsettled() const override
    {
        return read([](const LedgerReader &reader) { return reader.unsettled(); });
    }
    Result<QList<LedgerRow>> rows(const common::CallId &call) const override
    {
        return read([&](const LedgerReader &reader) { return reader.rows(call); });
    }
    Result<QList<LedgerRow>> all() const override
    {
        return read([](const LedgerReader &reader) { return reader.all(); });
    }
    Result<QMap<QString, qint64>> counts() const override
    {
        return read([](const LedgerReader &reader) { return reader.counts(); });
    }

private:
    /// A connection of the calling thread: a reader never waits behind a locked write.
    template <typename F>
    std::invoke_result_t<F, const LedgerReader &> read(F &&use) const
    {
        auto reader = openLedgerForReading(m_file);
        if (!reader) {
            return common::propagate(reader);
        }
        return use(**reader);
    }

    void enqueue(Write write)
    {
        m_waiting.with([&](Waiting &waiting) {
            if (waiting.writes.size() < kMaxWaiting) {
                waiting.writes.push_back(std::move(write));
            } else {
                waiting.refused.push_back(std::move(write.done));
            }
        });
        m_wake.release();
    }

    Status reopen()
    {
        m_database.reset();
        auto database = LedgerDatabase::open(m_file, LedgerDatabase::Access::ReadWrite);
        if (!database) {
            return common::propagate(database);
        }
        m_database = std::move(*database);
        return {};
    }

    void work()
    {
        for (;;) {
            std::vector<Write> batch;
            bool stopping = false;
            m_waiting.with([&](Waiting &waiting) {
                while (!waiting.writes.empty() && batch.size() < kMaxBatch) {
                    batch.push_back(std::move(waiting.writes.front()));
                    waiting.writes.pop_front();
                }
                stopping = waiting.stopping;
            });
            tellRefused();
            if (!batch.empty()) {
                writeBatch(batch);
            } else if (stopping) {
                return;
            } else {
                m_wake.acquire();
                m_wake.tryAcquire(m_wake.available()); // one round serves all that came meanwhile
            }
        }
    }

    void tellRefused()
    {
        std::vector<LedgerDone> refused;
        m_waiting.with([&](Waiting &waiting) { refused.swap(waiting.refused); });
        for (const LedgerDone &done : refused) {
            if (done) {
                done(fail(ErrorCode::Unavailable, QStringLiteral("too many writes wait for the ledger")));
            }
        }
    }

    void writeBatch(std::vector<Write> &batch)
    {
        std::vector<Status> results;
        results.reserve(batch.size());
        const Status written = transaction(batch, results);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (batch[i].done) {
                batch[i].done(written ? results[i] : written);
            }
        }
    }

    /// All or nothing on disk; `results` says what became of each when all is well.
    Status transaction(std::vector<Write> &batch, std::vector<Status> &results)
    {
        if (!m_database) {
            if (Status opened = reopen(); !opened) {
                return opened;
            }
        }
        if (Status begun = beginPatiently(); !begun) {
            return begun;
        }
        for (Write &write : batch) {
            LedgerFault fault = LedgerFault::None;
            results.push_back(write.run(*m_database, fault));
            if (fault == LedgerFault::Disk || fault == LedgerFault::Busy) {
                return giveUp();
            }
        }
        if (Status status = faultStatus("ledger.before-commit"); !status) {
            m_database->rollback();
            return status;
        }
        if (m_database->commit() != LedgerFault::None) {
            return giveUp();
        }
        return faultStatus("ledger.after-commit");
    }

    Status beginPatiently()
    {
        for (;;) {
            const LedgerFault fault = m_database->begin(); // waits up to kBusyWaitMs by itself
            if (fault == LedgerFault::None) {
                return {};
            }
            if (fault != LedgerFault::Busy) {
                return giveUp();
            }
            tellRefused();
            const auto now = std::chrono::steady_clock::now();
            if (!m_deadline && m_waiting.with([](const Waiting &waiting) { return waiting.stopping; })) {
                m_deadline = now + kStopPatience; // once for all that waits
            }
            if (m_deadline && now > *m_deadline) {
                return fail(ErrorCode::Unavailable, m_database->lastError());
            }
        }
    }

    /// After an I/O error or a full disk: a failed fsync must not be repeated on the same descriptors, so the
    /// next batch opens the file anew.
    Status giveUp()
    {
        Status failed = fail(ErrorCode::Unavailable,
                             QStringLiteral("the ledger cannot be written: %1").arg(m_database->lastError()));
        m_database->rollback();
        m_database.reset();
        return failed;
    }

    const QString m_file;
    std::unique_ptr<LedgerDatabase> m_database;
    common::Guarded<Waiting> m_waiting;
    QSemaphore m_wake;
    std::optional<std::chrono::steady_clock::time_point> m_deadline; ///< of the ledger's thread
    std::thread m_thread;
};

class DatabaseReader final : public LedgerReader
{
public:
    explicit DatabaseReader(std::unique_ptr<LedgerDatabase> database)
        : m_database(std::move(database))
    {
    }
    Result<QList<LedgerRow>> unsettled() const override { return m_database->unsettled(); }
    Result<QList<LedgerRow>> rows(const common::CallId &call) const override
    {
        return m_database->rows(call);
    }
    Result<QList<LedgerRow>> all() const override { return m_database->all(); }
    Result<QMap<QString, qint64>> counts() const override { return m_database->counts(); }
    Result<LedgerPage> page(const LedgerFilter &filter) const override { return m_database->page(filter); }

private:
    std::unique_ptr<LedgerDatabase> m_database;
};

/// SQLite would make the file readable to all; its -wal and -shm files take the mode of this one. Never opens
/// a file that is there: closing such a descriptor would drop the locks of every connection in this process.
Status createPrivately(const QString &file)
{
    const common::FileDescriptor created(
        ::open(QFile::encodeName(file).constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!created) {
        return errno == EEXIST
                   ? Status()
                   : Status(fail(ErrorCode::Unavailable,
                                 common::describeErrno(QStringLiteral("cannot create ledger"), file)));
    }
    return common::syncDirectoryOf(file);
}

} // namespace

Result<std::unique_ptr<Ledger>> Ledger::open(const QString &file)
{
    if (Status created = createPrivately(file); !created) {
        return common::propagate(created);
    }
    auto ledger = std::make_unique<SqliteLedger>(file);
    if (Status started = ledger->start(); !started) {
        return common::propagate(started);
    }
    return std::unique_ptr<Ledger>(std::move(ledger));
}

Result<std::unique_ptr<LedgerReader>> openLedgerForReading(const QString &file)
{
    if (!QFile::exists(file)) {
        return fail(ErrorCode::NotFound, QStringLiteral("there is no ledger %1").arg(file));
    }
    auto database = LedgerDatabase::open(file, LedgerDatabase::Access::ReadOnly);
    if (!database) {
        return common::propagate(database);
    }
    return std::unique_ptr<LedgerReader>(std::make_unique<DatabaseReader>(std::move(*database)));
}

} // namespace recorder
