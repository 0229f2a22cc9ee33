// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/callrepository.h"
#include "recorder/store/connectionpool.h"
#include "recorder/store/transaction.h"

#include "tests/support/testdb.h"

#include <QTest>

#include <random>

namespace tests
{

constexpr int kCalls = 300;
/// 2026-03-01 00:00 UTC; the calls lie seven hours apart from there on.
constexpr qint64 kStart = 1772323200000;

/// One call and what the filters must find in it, kept beside the database to compare with.
struct Known {
    common::FinishedCall call;
    QList<recorder::Segment> segments;
};

common::FinishedCall madeAt(qint64 unixMs, const QString &from, const QString &to, quint32 number);

/// Calls in a database and in memory, to compare what a filter finds with a plain search.
class CallCorpus
{
protected:
    std::unique_ptr<TestDb> m_db;
    std::unique_ptr<recorder::ConnectionPool> m_pool;
    QList<Known> m_known;
    recorder::TenantKey m_tenant{};
    QList<common::UserId> m_users;
    QList<recorder::GroupId> m_groups;

    void fill();
    void drop();
    common::Result<recorder::CallPage> list(const recorder::CallPageRequest &request);
    /// All pages of a request.
    QList<common::CallId> ids(recorder::CallPageRequest request, qint64 *total = nullptr);

    template <typename F>
    void compare(const recorder::CallCriteria &criteria, F holds)
    {
        QList<common::CallId> expected;
        for (const Known &known : m_known) {
            if (holds(known)) {
                expected.prepend(known.call.id); // newest first
            }
        }
        recorder::CallPageRequest request;
        request.criteria = criteria;
        request.size = 37;
        qint64 total = -1;
        QCOMPARE(ids(request, &total), expected);
        QCOMPARE(total, expected.size());
    }

private:
    void addCall(recorder::Transaction &transaction, int i, std::mt19937 &random);
};

} // namespace tests
