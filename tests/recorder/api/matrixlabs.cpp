// SPDX-License-Identifier: GPL-3.0-or-later
// Of what the labs of other tests make: directories, storage targets, keys, providers.
#include "tests/recorder/api/matrixrequests.h"

#include "tests/recorder/api/keylab.h"
#include "tests/recorder/api/sourcelab.h"

namespace tests::requests
{

namespace
{

QByteArray aboutKeys(const MatrixWorld &world, const char *service, const char *method, const QString &login,
                     Place place)
{
    return KeyLab{world.world}.request(
        QLatin1String(service), QLatin1String(method),
        {login, MatrixWorld::loginAt(login, place), place == Place::Elsewhere ? 2 : 1});
}

QByteArray directory(const MatrixWorld &world, const char *method, Place place)
{
    return SourceLab::request(world.world, QStringLiteral("Directories"), QLatin1String(method),
                              place == Place::Elsewhere ? 2 : 1);
}

QByteArray storageTarget(const MatrixWorld &world, const char *method, Place place)
{
    return StorageLab::request(world.world, QLatin1String(method), place == Place::Elsewhere ? 2 : 1);
}

QByteArray provider(const MatrixWorld &world, const char *method, Place place)
{
    return SignOnBench::request(world.world, QLatin1String(method), place == Place::Elsewhere ? 2 : 1);
}

} // namespace

QByteArray newStorageTarget(const MatrixWorld &world, const QString &, Place place)
{
    return storageTarget(world, "Create", place);
}
QByteArray presentStorageTarget(const MatrixWorld &world, const QString &, Place place)
{
    return storageTarget(world, "Update", place);
}
QByteArray deletedStorageTarget(const MatrixWorld &world, const QString &, Place place)
{
    return storageTarget(world, "Restore", place);
}
QByteArray storageTargetMove(const MatrixWorld &world, const QString &, Place place)
{
    return storageTarget(world, "Move", place);
}
QByteArray storageTargetRef(const MatrixWorld &world, const QString &, Place place)
{
    return storageTarget(world, "Get", place);
}

QByteArray newDirectory(const MatrixWorld &world, const QString &, Place place)
{
    return directory(world, "Create", place);
}
QByteArray presentDirectory(const MatrixWorld &world, const QString &, Place place)
{
    return directory(world, "Update", place);
}
QByteArray deletedDirectory(const MatrixWorld &world, const QString &, Place place)
{
    return directory(world, "Restore", place);
}
QByteArray directoryRef(const MatrixWorld &world, const QString &, Place place)
{
    return directory(world, "Get", place);
}

QByteArray ownKeys(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "OwnKeys", "Put", login, place);
}
QByteArray newKey(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "TenantKeys", "Create", login, place);
}
QByteArray keyRef(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "TenantKeys", "Get", login, place);
}
QByteArray keyToRename(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "TenantKeys", "Update", login, place);
}
QByteArray keyToBringBack(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "TenantKeys", "BringBack", login, place);
}
QByteArray keyToExport(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "TenantKeys", "NoteExport", login, place);
}
QByteArray keyToActivate(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "TenantKeys", "Activate", login, place);
}
QByteArray keyToRemove(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "TenantKeys", "Remove", login, place);
}
QByteArray keyUsers(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "KeyGrants", "List", login, place);
}
QByteArray grant(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "KeyGrants", "Grant", login, place);
}
QByteArray grantToRevoke(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "KeyGrants", "Revoke", login, place);
}
QByteArray newService(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "KeyServices", "Register", login, place);
}
QByteArray serviceRef(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "KeyServices", "Held", login, place);
}
QByteArray movedWraps(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "KeyRewraps", "Put", login, place);
}

QByteArray newProvider(const MatrixWorld &world, const QString &, Place place)
{
    return provider(world, "Create", place);
}
QByteArray presentProvider(const MatrixWorld &world, const QString &, Place place)
{
    return provider(world, "Update", place);
}
QByteArray deletedProvider(const MatrixWorld &world, const QString &, Place place)
{
    return provider(world, "Restore", place);
}
QByteArray providerRef(const MatrixWorld &world, const QString &, Place place)
{
    return provider(world, "Get", place);
}

} // namespace tests::requests
