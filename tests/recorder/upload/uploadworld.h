// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/recordingsservice.h"
#include "recorder/upload/uploadworker.h"

#include "common/crypto/sha256.h"

#include "tests/recorder/upload/lyingtarget.h"
#include "tests/support/callbuilder.h"
#include "tests/support/fakeclock.h"
#include "tests/support/hostgate.h"
#include "tests/support/testdb.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>

namespace tests
{

/// A recorder's folder, a tenant, and targets that are folders beside it.
struct UploadWorld {
    inline static const QString kTenant = QStringLiteral("Nordlicht");
    inline static const QString kHost = QStringLiteral("host-a");

    UploadWorld()
        : pool(db.options(3))
        , recordings(pool)
    {
        if (!pool.waitUntilUp(std::chrono::seconds(10)) || !HostGate(pool).tenants.ensureTenant(kTenant)) {
            qFatal("no world");
        }
        addTarget(2);
    }
    QStringList ask(const QString &sql) const { return runSql(db.url(), sql); }
    qint64 count(const QString &what) const
    {
        return ask(QStringLiteral("SELECT count(*) FROM ") + what).value(0).toLongLong();
    }
    static QString uuidOf(int target)
    {
        return QStringLiteral("00000000-0000-7000-8000-%1").arg(target, 12, 10, QLatin1Char('0'));
    }
    QString targetRoot(int target) const { return dir.filePath(QStringLiteral("target%1").arg(target)); }
    void addTarget(int target)
    {
        ask(QStringLiteral(
                "INSERT INTO storage_targets (id, uuid, name, kind) VALUES (%1, '%2', 'Folder %1', 'local')")
                .arg(target)
                .arg(uuidOf(target)));
        QDir().mkpath(targetRoot(target));
        scripts[target] = std::make_shared<TargetScript>();
    }
    /// The tenant's audio goes there.
    void setRule(int target, const QString &format = {})
    {
        ask(QStringLiteral(
                "INSERT INTO settings (tenant_id, key, value) SELECT id, 'storageRules', "
                "'{\"audio\":{\"target\":\"%1\",\"name\":\"%2\"}}' FROM tenants WHERE name = '%3' ON "
                "CONFLICT "
                "(tenant_id, key) WHERE tenant_id IS NOT NULL DO UPDATE SET value = excluded.value")
                .arg(uuidOf(target), format, kTenant));
    }
    recorder::OpenTarget opener()
    {
        return [this](recorder::TargetKey key) -> common::Result<std::unique_ptr<recorder::StorageTarget>> {
            const int target = static_cast<int>(key);
            ++scripts[target]->opened;
            recorder::StorageTargetSettings settings;
            settings.basePath = targetRoot(target);
            auto folder = recorder::openStorageTarget(settings, {}, {});
            if (!folder) {
                return folder;
            }
            return std::make_unique<LyingTarget>(std::move(*folder), settings.basePath, *scripts[target]);
        };
    }
    recorder::UploadParts parts()
    {
        return {pool,   clock,    {QUuid::createUuid(), kHost, std::chrono::minutes(1)},
                root(), opener(), std::chrono::minutes(1)};
    }
    QString root() const { return dir.filePath(QStringLiteral("recordings")); }
    /// A call whose files are there, with so many bytes and some more each; registered, so that they are in
    /// the queue.
    common::FinishedCall record(int number = 0, int size = 900)
    {
        common::FinishedCall call = aCall(kTenant, QStringLiteral("0%1").arg(number), QStringLiteral("201"));
        for (common::MediaFile &file : call.files) {
            const QByteArray bytes =
                (file.format + call.id.toString() + QString(size, QLatin1Char('x'))).toUtf8();
            file.size = bytes.size();
            file.sha256 = common::sha256(bytes);
            QFile out(root() + QLatin1Char('/') + file.path);
            if (!QDir().mkpath(QFileInfo(out).path()) || !out.open(QIODevice::WriteOnly) ||
                out.write(bytes) != bytes.size()) {
                qFatal("no file");
            }
        }
        if (!recordings.registerCall(call)) {
            qFatal("not registered");
        }
        return call;
    }
    QStringList filesBelow(const QString &folder) const
    {
        QStringList files;
        QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            files.append(QDir(folder).relativeFilePath(it.next()));
        }
        files.sort();
        return files;
    }
    bool copiesAreThere(const common::FinishedCall &call) const
    {
        return std::all_of(call.files.begin(), call.files.end(), [this](const common::MediaFile &file) {
            return common::sha256OfFile(root() + QLatin1Char('/') + file.path).value_or(QByteArray()) ==
                   file.sha256;
        });
    }
    /// Every file is on the target as the database says, with size and hash.
    bool isStored(const common::FinishedCall &call, int target)
    {
        auto places = pool.run<QList<recorder::FilePlace>>(
            [&call](recorder::Transaction &transaction) -> common::Result<QList<recorder::FilePlace>> {
                return recorder::placesOnTargets(transaction, call.id, call.id);
            });
        if (!places || places->size() != call.files.size()) {
            return false;
        }
        return std::all_of(places->begin(), places->end(), [&](const recorder::FilePlace &place) {
            const auto hash = common::sha256OfFile(targetRoot(target) + QLatin1Char('/') + place.path);
            return static_cast<int>(place.target) == target && hash &&
                   *hash == call.files.at(place.position).sha256;
        });
    }

    TestDb db;
    QTemporaryDir dir;
    recorder::ConnectionPool pool;
    recorder::RecordingsService recordings;
    FakeClock clock;
    std::map<int, std::shared_ptr<TargetScript>> scripts;
    const std::atomic<bool> goOn{false};
};

} // namespace tests
