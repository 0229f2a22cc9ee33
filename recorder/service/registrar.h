// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/registration.h"

#include "common/core/guarded.h"
#include "common/core/result.h"
#include "common/model/recording.h"

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace recorder
{

class ConnectionPool;
class Transaction;

/// Group commit: calls that are handed over while a transaction runs go into the next one together. One
/// transaction at a time, at most 64 calls in each, at most 10,000 waiting; more are answered Unavailable
/// (the ledger has them). When a transaction fails because of one call, each of its calls is tried alone.
class Registrar : public std::enable_shared_from_this<Registrar>
{
public:
    using Done = std::function<void(common::Result<Registration>)>;

    explicit Registrar(ConnectionPool &pool);
    /// Any thread. `done` is called on a pool thread, or at once when too many wait.
    void add(const common::FinishedCall &call, Done done);

private:
    struct Item {
        common::FinishedCall call;
        Done done;
    };
    struct State {
        std::deque<Item> waiting;
        bool running = false;
    };
    using Batch = std::shared_ptr<std::vector<Item>>;
    using Outcome = std::vector<common::Result<Registration>>;

    void start();
    void settle(const Batch &batch, common::Result<Outcome> outcome);
    void tryAlone(Item item);
    void refuseAll(const common::Error &error);
    static common::Result<Outcome> write(Transaction &transaction, const std::vector<Item> &items);

    ConnectionPool &m_pool;
    common::Guarded<State> m_state;
};

} // namespace recorder
