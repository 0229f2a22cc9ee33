// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/cli/serviceidentity.h"

#include "common/core/ids.h"
#include "common/core/posixfile.h"
#include "common/crypto/hostkey.h"
#include "common/crypto/loginkeys.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <sys/stat.h>

namespace console
{

using common::ErrorCode;
using common::fail;
using common::HostKey;
using common::Result;

namespace
{

constexpr qint64 kMostFile = 64 * 1024;

QString keysFile(const QString &folder)
{
    return folder + QStringLiteral("/service.json");
}

/// Of systemd, when it gave one.
QString credential()
{
    const QString folder = qEnvironmentVariable("CREDENTIALS_DIRECTORY");
    const QString file = folder + QStringLiteral("/earshotctl.key");
    return !folder.isEmpty() && QFileInfo::exists(file) ? file : QString();
}

QString sealFile(const QString &folder)
{
    const QString given = credential();
    return given.isEmpty() ? folder + QStringLiteral("/seal.key") : given;
}

QByteArray contextOf(const QUuid &service)
{
    return "earshot service " + service.toRfc4122().toHex();
}

tl::unexpected<common::Error> damaged(const QString &folder)
{
    return fail(ErrorCode::Invalid, QStringLiteral("%1 is damaged").arg(keysFile(folder)));
}

common::Status save(const QString &folder, const ServiceIdentity &made, const HostKey &seal)
{
    const auto plain = made.keys.encode();
    if (!plain) {
        return tl::unexpected<common::Error>(plain.error());
    }
    auto sealed = seal.seal(plain->view(), contextOf(made.record.owner));
    if (!sealed) {
        return common::propagate(sealed);
    }
    const QJsonObject json{{QStringLiteral("service"), made.record.owner.toString(QUuid::WithoutBraces)},
                           {QStringLiteral("created_ms"), made.record.createdMs},
                           {QStringLiteral("keys"), QString::fromLatin1(sealed->toBase64())}};
    QSaveFile file(keysFile(folder));
    const QByteArray text = QJsonDocument(json).toJson();
    if (!file.open(QIODevice::WriteOnly) ||
        !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        file.write(text) != text.size() || !file.commit()) {
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("%1: %2").arg(file.fileName(), file.errorString()));
    }
    return common::syncDirectoryOf(file.fileName());
}

} // namespace

Result<ServiceIdentity> createService(const QString &dataFolder, const common::Qca &qca, qint64 nowMs)
{
    if (QFileInfo::exists(keysFile(dataFolder))) {
        return fail(ErrorCode::Conflict, QStringLiteral("this machine has keys already: %1; what was granted "
                                                        "to them would be lost with them")
                                             .arg(keysFile(dataFolder)));
    }
    QDir().mkpath(QFileInfo(dataFolder).absolutePath());
    ::mkdir(QFile::encodeName(dataFolder).constData(), 0700); // one that is there keeps its mode
    auto seal = credential().isEmpty() ? HostKey::loadOrCreate(sealFile(dataFolder))
                                       : HostKey::load(sealFile(dataFolder));
    if (!seal) {
        return common::propagate(seal);
    }
    auto keys = common::KeyBundle::generate(qca);
    if (!keys) {
        return common::propagate(keys);
    }
    auto record = common::makeKeyRecord(*keys, common::makeUuidV7(), nowMs);
    if (!record) {
        return common::propagate(record);
    }
    ServiceIdentity made{*record, *keys};
    if (common::Status saved = save(dataFolder, made, *seal); !saved) {
        return common::propagate(saved);
    }
    return made;
}

Result<ServiceIdentity> loadService(const QString &dataFolder)
{
    QFile file(keysFile(dataFolder));
    if (!file.exists()) {
        return fail(ErrorCode::NotFound,
                    QStringLiteral("this machine has no keys: make them with 'earshotctl service create'"));
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::Denied, QStringLiteral("%1: %2").arg(file.fileName(), file.errorString()));
    }
    const QJsonObject json = QJsonDocument::fromJson(file.read(kMostFile)).object();
    const QUuid id = QUuid::fromString(json.value(QLatin1String("service")).toString());
    const qint64 created = json.value(QLatin1String("created_ms")).toInteger();
    const QByteArray sealed = QByteArray::fromBase64(json.value(QLatin1String("keys")).toString().toLatin1());
    if (id.isNull() || sealed.isEmpty()) {
        return damaged(dataFolder);
    }
    auto seal = HostKey::load(sealFile(dataFolder));
    if (!seal) {
        return common::propagate(seal);
    }
    auto plain = seal->unseal(sealed, contextOf(id));
    if (!plain) {
        return fail(ErrorCode::Invalid, QStringLiteral("%1 was sealed by another key than %2, or is damaged")
                                            .arg(file.fileName(), sealFile(dataFolder)));
    }
    auto keys = common::KeyBundle::decode(*plain);
    common::wipe(*plain);
    if (!keys) {
        return damaged(dataFolder);
    }
    auto record = common::makeKeyRecord(*keys, id, created); // the same each time
    return record ? Result<ServiceIdentity>(ServiceIdentity{*record, *keys}) : common::propagate(record);
}

} // namespace console
