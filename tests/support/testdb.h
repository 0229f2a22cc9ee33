// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/connectionpool.h"
#include "recorder/store/privatecluster.h"
#include "recorder/store/transaction.h"

#include <QString>
#include <QTemporaryDir>

#include <memory>

namespace tests
{

/// A temporary folder that the database server's user can enter.
std::unique_ptr<QTemporaryDir> makeServerDir();
/// Options for a throw-away cluster there: no fsync, little memory.
recorder::PrivateClusterOptions throwAwayCluster(const QTemporaryDir &dir);

/// The server shared by the tests of this executable: started on first use, stopped at its end.
recorder::PrivateCluster &testCluster();

/// A fresh, migrated database on it, cloned from a template; dropped with the object (close the pools first).
class TestDb
{
public:
    TestDb();
    ~TestDb();
    TestDb(const TestDb &) = delete;
    TestDb &operator=(const TestDb &) = delete;

    QString url() const;
    recorder::PoolOptions options(int threads = 2) const;

private:
    QString m_name;
};

/// Runs statements outside of any pool, for preparing and looking; aborts the program when one fails. Returns
/// the first row's columns.
QStringList runSql(const QString &url, const QString &sql);
/// One statement in a running transaction.
void execute(recorder::Transaction &transaction, const QString &sql);

} // namespace tests
