// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/filemanifests.h"
#include "recorder/jobs/jobrunner.h"
#include "recorder/service/changehub.h"

#include "common/core/clock.h"
#include "common/crypto/filemanifest.h"

#include "tests/support/testdb.h"

#include <QTest>

namespace tests
{

/// Runs the job that signs, on a database that a test has filled.
struct ManifestBench {
    const TestDb &db;
    common::SigningKey key = common::SigningKey::generate().value();
    common::SystemClock clock{};
    recorder::ChangeHub hub{};

    QStringList ask(const QString &sql) const { return runSql(db.url(), sql); }
    qint64 count(const QString &what) const
    {
        return ask(QStringLiteral("SELECT count(*) FROM ") + what).value(0).toLongLong();
    }
    recorder::SigningKeySource source() const
    {
        return [key = key]() -> common::Result<common::SigningKey> { return key; };
    }
    /// What waits was finished so many days earlier.
    void age(int days) const
    {
        ask(QStringLiteral("UPDATE manifest_pending SET noted = noted - interval '%1 days'").arg(days));
    }
    /// State and reason of one run.
    QString run(int most = 0) { return run(source(), most); }
    QString run(const recorder::SigningKeySource &from, int most = 0)
    {
        ask(QStringLiteral("UPDATE job_schedules SET next_ms = CASE WHEN kind = 'file-manifests' THEN 1 ELSE "
                           "9000000000000000 END"));
        recorder::JobRunnerOptions options;
        options.pool = db.options();
        options.host = QStringLiteral("host-a");
        options.beat = std::chrono::milliseconds(50);
        options.look = std::chrono::milliseconds(50);
        const QString over = QStringLiteral("jobs WHERE kind = 'file-manifests' AND ended_ms <> 0");
        const qint64 before = count(over);
        recorder::JobRunner runner(options, hub, clock,
                                   {std::make_shared<recorder::FileManifests>(from, most)});
        if (!QTest::qWaitFor([&] { return count(over) > before; }, 20000)) {
            return QStringLiteral("it did not end");
        }
        return ask(QStringLiteral("SELECT concat_ws(' ', state, nullif(reason, '')) FROM jobs WHERE kind = "
                                  "'file-manifests' ORDER BY created_ms DESC, id DESC LIMIT 1"))
            .value(0);
    }
    /// As it is in the database.
    common::SignedManifest manifest(const QString &tenant, int number) const
    {
        const QStringList row = ask(
            QStringLiteral("SELECT encode(convert_to(content, 'UTF8'), 'hex'), encode(signature, 'hex') FROM "
                           "file_manifests m JOIN tenants t ON t.id = m.tenant_id WHERE t.name = '%1' AND "
                           "m.number = %2")
                .arg(tenant)
                .arg(number));
        return {QByteArray::fromHex(row.value(0).toLatin1()), QByteArray::fromHex(row.value(1).toLatin1())};
    }
    common::Result<common::FileManifest> opened(const QString &tenant, int number) const
    {
        return common::openManifest(manifest(tenant, number), key.publicKey());
    }
};

} // namespace tests
