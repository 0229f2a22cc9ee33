// SPDX-License-Identifier: GPL-3.0-or-later
// Of settings: of the whole system, of a tenant.
#include "tests/recorder/api/matrixrequests.h"

#include "common/proto/audittrail.pb.h"
#include "common/proto/encryption.pb.h"
#include "common/proto/jobs.pb.h"
#include "common/proto/passwordreset.pb.h"
#include "common/proto/settings.pb.h"
#include "common/proto/storagerules.pb.h"
#include "common/proto/storageusage.pb.h"

namespace v1 = earshot::v1;

namespace tests::requests
{

namespace
{

v1::MailSetting presentMail(const MatrixWorld &world)
{
    v1::MailSetting setting;
    setting.set_host("127.0.0.1");
    setting.set_port(9); // nobody listens
    setting.set_security("none");
    setting.set_from("recorder@example.com");
    setting.set_version(
        world.world.ask(QStringLiteral("SELECT coalesce(max(version), 0) FROM settings WHERE key = 'mail'"))
            .toInt());
    return setting;
}

/// A setting of one's own level, else of the tenant of the place.
template <typename Message>
Message ofLevel(const MatrixWorld &world, const QString &login, Place place)
{
    Message message;
    message.set_system(place == Place::Own && world.scopeOf(login) == QLatin1String("unrestricted"));
    if (place != Place::Own) {
        message.set_tenant_id(world.id(
            QStringLiteral("SELECT uuid FROM tenants WHERE id = %1").arg(place == Place::Elsewhere ? 2 : 1)));
    }
    return message;
}

constexpr int kNoVersion = -1; // whatever comes of it is no matter of rights

} // namespace

QByteArray retention(const MatrixWorld &world, const QString &, Place)
{
    v1::Retention retention;
    retention.set_days(7);
    retention.set_version(
        world.world
            .ask(QStringLiteral("SELECT coalesce(max(version), 0) FROM settings WHERE key = 'deleted'"))
            .toInt());
    return bytes(retention);
}

QByteArray mailSetting(const MatrixWorld &world, const QString &, Place)
{
    return bytes(presentMail(world));
}

QByteArray mailTest(const MatrixWorld &world, const QString &, Place)
{
    v1::MailTest test;
    *test.mutable_setting() = presentMail(world);
    test.set_to("ada@example.org");
    return bytes(test);
}

QByteArray auditPolicy(const MatrixWorld &world, const QString &, Place)
{
    v1::AuditPolicy policy;
    policy.set_syslog_transport("local");
    policy.set_version(world.world.ask(QStringLiteral("SELECT version FROM audit_policy")).toInt());
    return bytes(policy);
}

QByteArray fileFormat(const MatrixWorld &world, const QString &login, Place place)
{
    return bytes(ofLevel<v1::FileFormatRequest>(world, login, place));
}

QByteArray fileFormatChange(const MatrixWorld &world, const QString &login, Place place)
{
    auto change = ofLevel<v1::FileFormatChange>(world, login, place);
    change.set_inherit(true);
    change.set_version(kNoVersion);
    return bytes(change);
}

QByteArray encryption(const MatrixWorld &world, const QString &login, Place place)
{
    return bytes(ofLevel<v1::EncryptionRequest>(world, login, place));
}

QByteArray encryptionChange(const MatrixWorld &world, const QString &login, Place place)
{
    auto change = ofLevel<v1::EncryptionSetting>(world, login, place);
    change.set_inherited(!change.system());
    change.set_version(kNoVersion);
    return bytes(change);
}

QByteArray storageRules(const MatrixWorld &world, const QString &login, Place place)
{
    return bytes(ofLevel<v1::StorageRulesRequest>(world, login, place));
}

QByteArray storageRulesChange(const MatrixWorld &world, const QString &login, Place place)
{
    auto change = ofLevel<v1::StorageRulesSetting>(world, login, place);
    change.set_inherited(!change.system());
    change.set_version(kNoVersion);
    return bytes(change);
}

QByteArray storageEnforcement(const MatrixWorld &, const QString &, Place)
{
    v1::StorageEnforcement change;
    change.set_version(-1); // whatever comes of it is no matter of rights
    return bytes(change);
}

QByteArray storageTrial(const MatrixWorld &, const QString &, Place)
{
    v1::StorageEnforceRequest request;
    request.set_dry_run(true);
    return bytes(request);
}

} // namespace tests::requests
