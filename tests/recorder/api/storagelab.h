// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/storageaccess.h"

#include "common/proto/directory.pb.h"
#include "common/proto/storagetargets.pb.h"
#include "common/proto/storageusage.pb.h"

#include "tests/recorder/service/accessworld.h"

namespace tests
{

/// A place without a network: its test passes, in two steps.
class FakeStorage final : public recorder::StorageTarget
{
public:
    common::Result<recorder::StoredFile> put(const QString &, const QString &,
                                             const recorder::StorageMeta &) override
    {
        return recorder::StoredFile();
    }
    common::Status get(const QString &, const recorder::StorageRange &, const Sink &) override { return {}; }
    common::Result<recorder::StorageObject> stat(const QString &) override
    {
        return recorder::StorageObject();
    }
    common::Status remove(const QString &) override { return {}; }
    common::Status discard(const QString &) override { return {}; }
    QList<common::ConnectionStep> test(const common::ConnectionStepsHeard &heard) override
    {
        QList<common::ConnectionStep> steps;
        for (const char *name : {"name", "tcp"}) {
            steps.append({QLatin1String(name), QStringLiteral("passed"), 1, {}, {}});
            if (heard && !heard(steps)) {
                break;
            }
        }
        return steps;
    }
};

/// Storage targets over a world, and requests about them that succeed.
struct StorageLab {
    AccessWorld &world;
    recorder::StorageAccess access{
        world.gate,
        [](const recorder::StorageTargetSettings &, bool,
           const recorder::StoragePatience &) -> common::Result<std::unique_ptr<recorder::StorageTarget>> {
            return std::make_unique<FakeStorage>();
        },
        world.key, world.clock};

    static QString insertTarget(AccessWorld &world, int tenant)
    {
        const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        world.ask(QStringLiteral(
                      "INSERT INTO storage_targets (uuid, tenant_id, name, kind, location, settings) VALUES "
                      "('%1', %2, 'spare %1', 'ftp', '%1', '{\"host\": \"files.test\", \"user\": \"rec\"}')")
                      .arg(id)
                      .arg(tenant));
        return id;
    }
    static QByteArray request(AccessWorld &world, const QString &method, int tenant = 1)
    {
        if (method.startsWith(QLatin1String("Enforce")) || method.endsWith(QLatin1String("Enforcement"))) {
            earshot::v1::StorageEnforceRequest trial;
            trial.set_dry_run(true);
            // The setting's own requests need nothing: it stays off.
            return method == QLatin1String("Enforce") ? QByteArray::fromStdString(trial.SerializeAsString())
                                                      : QByteArray();
        }
        const QString id = insertTarget(world, tenant);
        const auto bytes = [](const auto &message) {
            return QByteArray::fromStdString(message.SerializeAsString());
        };
        if (method == QLatin1String("Get")) {
            earshot::v1::ObjectRef ref;
            ref.set_id(id.toStdString());
            return bytes(ref);
        }
        if (method == QLatin1String("Move")) {
            const QString to = insertTarget(world, tenant);
            earshot::v1::StorageMove move;
            move.set_from(id.toStdString());
            move.set_to(to.toStdString());
            return bytes(move);
        }
        if (method == QLatin1String("Remove") || method == QLatin1String("Restore")) {
            if (method == QLatin1String("Restore")) {
                world.ask(
                    QStringLiteral("UPDATE storage_targets SET deleted_ms = 1 WHERE uuid = '%1'").arg(id));
            }
            earshot::v1::ObjectRefs refs;
            refs.add_ids(id.toStdString());
            return bytes(refs);
        }
        earshot::v1::StorageTarget target;
        target.set_id(method == QLatin1String("Create") ? std::string() : id.toStdString());
        target.set_name("named " + id.toStdString());
        target.set_kind("ftp");
        target.set_host("files.test");
        target.set_base_path((method == QLatin1String("Create") ? "new-" : "") + id.toStdString());
        target.set_user("rec");
        target.set_password("pw");
        target.set_require_tls(true);
        target.set_tenant_id(
            world.ask(QStringLiteral("SELECT uuid FROM tenants WHERE id = %1").arg(tenant)).toStdString());
        target.set_version(method == QLatin1String("Update") ? 1 : 0);
        return bytes(target);
    }
};

} // namespace tests
