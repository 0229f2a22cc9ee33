// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/ledger/ledger.h"

#include <algorithm>

namespace tests
{

/// A ledger in memory whose commits the test releases by hand (commit()), or at once (`automatic`).
/// Operations take effect in the order in which they were given, as in the real one.
class FakeLedger final : public recorder::Ledger
{
public:
    bool automatic = true;
    QList<common::Error> failures; ///< the next operations fail with these, one after another
    QList<recorder::LedgerRow> stored;
    int updates = 0;

    int waiting() const { return static_cast<int>(m_queue.size()); }
    void commit()
    {
        const auto queue = std::exchange(m_queue, {});
        for (const auto &operation : queue) {
            operation();
        }
    }
    const recorder::LedgerRow &last() const { return stored.last(); }
    void failNext(int times = 1)
    {
        for (int i = 0; i < times; ++i) {
            failures.append({common::ErrorCode::Unavailable, QStringLiteral("disk full")});
        }
    }

    void insert(const recorder::LedgerRow &row, recorder::LedgerDone done) override
    {
        enqueue([this, row, done] {
            finish(done, [this, &row] {
                stored.append(row);
                return common::Status();
            });
        });
    }
    void update(const QUuid &id, const recorder::DialogState &dialog, const QJsonObject &media,
                recorder::LedgerDone done) override
    {
        enqueue([this, id, dialog, media, done] {
            finish(done, [&] {
                for (recorder::LedgerRow &row : stored) {
                    if (row.id == id) {
                        row.dialog = dialog;
                        row.media = media;
                        ++updates;
                        return common::Status();
                    }
                }
                return common::Status(common::fail(common::ErrorCode::NotFound, QStringLiteral("no row")));
            });
        });
    }
    void advance(const common::CallId &call, recorder::LedgerState state, const QString &reason,
                 const QJsonObject &, recorder::LedgerDone done) override
    {
        enqueue([this, call, state, reason, done] {
            finish(done, [&] {
                bool found = false;
                for (recorder::LedgerRow &row : stored) {
                    if (row.call == call) {
                        row.state = state;
                        row.reason = reason;
                        found = true;
                    }
                }
                return found ? common::Status()
                             : common::Status(
                                   common::fail(common::ErrorCode::NotFound, QStringLiteral("no row")));
            });
        });
    }
    common::Result<QList<recorder::LedgerRow>> unsettled() const override
    {
        QList<recorder::LedgerRow> rows;
        std::copy_if(stored.begin(), stored.end(), std::back_inserter(rows), [](const auto &row) {
            return row.state == recorder::LedgerState::Accepted ||
                   row.state == recorder::LedgerState::Ended || row.state == recorder::LedgerState::Finalised;
        });
        return rows;
    }
    common::Result<QList<recorder::LedgerRow>> rows(const common::CallId &) const override { return stored; }
    common::Result<QList<recorder::LedgerRow>> all() const override { return stored; }
    common::Result<QMap<QString, qint64>> counts() const override { return QMap<QString, qint64>(); }

private:
    void enqueue(std::function<void()> operation)
    {
        m_queue.append(std::move(operation));
        if (automatic) {
            commit();
        }
    }
    template <typename F>
    void finish(const recorder::LedgerDone &done, F &&apply)
    {
        if (!failures.isEmpty()) {
            const common::Error error = failures.takeFirst();
            return done(common::fail(error.code, error.message));
        }
        done(apply());
    }
    QList<std::function<void()>> m_queue;
};

} // namespace tests
