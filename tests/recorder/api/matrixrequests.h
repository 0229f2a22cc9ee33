// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/recorder/api/matrixworld.h"

/// A request that would do, about what is in that place of `login`.
namespace tests::requests
{

QByteArray nothing(const MatrixWorld &world, const QString &login, Place place); ///< for lists and the like

QByteArray newUser(const MatrixWorld &world, const QString &login, Place place);
QByteArray presentUser(const MatrixWorld &world, const QString &login, Place place); ///< as it is now
QByteArray deletedUser(const MatrixWorld &world, const QString &login, Place place); ///< ObjectRefs
QByteArray userRef(const MatrixWorld &world, const QString &login, Place place);     ///< ObjectRef(s)
QByteArray userBulk(const MatrixWorld &world, const QString &login, Place place);
QByteArray newSecret(const MatrixWorld &world, const QString &login, Place place);

QByteArray userImport(const MatrixWorld &world, const QString &login, Place place);

QByteArray newGroup(const MatrixWorld &world, const QString &login, Place place);
QByteArray presentGroup(const MatrixWorld &world, const QString &login, Place place);
QByteArray deletedGroup(const MatrixWorld &world, const QString &login, Place place);
QByteArray groupRef(const MatrixWorld &world, const QString &login, Place place); ///< has members
QByteArray emptyGroupRef(const MatrixWorld &world, const QString &login, Place place);

QByteArray newTenant(const MatrixWorld &world, const QString &login, Place place);
QByteArray presentTenant(const MatrixWorld &world, const QString &login, Place place);
QByteArray deletedTenant(const MatrixWorld &world, const QString &login, Place place);
QByteArray tenantRef(const MatrixWorld &world, const QString &login, Place place);

QByteArray newRole(const MatrixWorld &world, const QString &login, Place place);
QByteArray presentRole(const MatrixWorld &world, const QString &login, Place place);
QByteArray deletedRole(const MatrixWorld &world, const QString &login, Place place);
QByteArray roleRef(const MatrixWorld &world, const QString &login, Place place);

QByteArray newSearch(const MatrixWorld &world, const QString &login, Place place);
QByteArray presentSearch(const MatrixWorld &world, const QString &login, Place place);
QByteArray deletedSearch(const MatrixWorld &world, const QString &login, Place place);
QByteArray searchRef(const MatrixWorld &world, const QString &login, Place place);

QByteArray newStorageTarget(const MatrixWorld &world, const QString &login, Place place);
QByteArray presentStorageTarget(const MatrixWorld &world, const QString &login, Place place);
QByteArray deletedStorageTarget(const MatrixWorld &world, const QString &login, Place place);
QByteArray storageTargetMove(const MatrixWorld &world, const QString &login, Place place);
QByteArray storageTargetRef(const MatrixWorld &world, const QString &login, Place place);
QByteArray newDirectory(const MatrixWorld &world, const QString &login, Place place);
QByteArray presentDirectory(const MatrixWorld &world, const QString &login, Place place);
QByteArray deletedDirectory(const MatrixWorld &world, const QString &login, Place place);
QByteArray directoryRef(const MatrixWorld &world, const QString &login, Place place);

QByteArray ownKeys(const MatrixWorld &world, const QString &login, Place place);
QByteArray newKey(const MatrixWorld &world, const QString &login, Place place);
QByteArray keyRef(const MatrixWorld &world, const QString &login, Place place);
QByteArray keyToRename(const MatrixWorld &world, const QString &login, Place place);
QByteArray keyToBringBack(const MatrixWorld &world, const QString &login, Place place);
QByteArray keyToExport(const MatrixWorld &world, const QString &login, Place place);
QByteArray keyToActivate(const MatrixWorld &world, const QString &login, Place place);
QByteArray keyToRemove(const MatrixWorld &world, const QString &login, Place place);
QByteArray keyUsers(const MatrixWorld &world, const QString &login, Place place);
QByteArray grant(const MatrixWorld &world, const QString &login, Place place);
QByteArray grantToRevoke(const MatrixWorld &world, const QString &login, Place place);
QByteArray newService(const MatrixWorld &world, const QString &login, Place place);
QByteArray serviceRef(const MatrixWorld &world, const QString &login, Place place);
QByteArray movedWraps(const MatrixWorld &world, const QString &login, Place place);
QByteArray newProvider(const MatrixWorld &world, const QString &login, Place place);
QByteArray presentProvider(const MatrixWorld &world, const QString &login, Place place);
QByteArray deletedProvider(const MatrixWorld &world, const QString &login, Place place);
QByteArray providerRef(const MatrixWorld &world, const QString &login, Place place);

QByteArray ownProfile(const MatrixWorld &world, const QString &login, Place place);
QByteArray session(const MatrixWorld &world, const QString &login, Place place);
QByteArray call(const MatrixWorld &world, const QString &login, Place place);
QByteArray hold(const MatrixWorld &world, const QString &login, Place place);
QByteArray assignment(const MatrixWorld &world, const QString &login, Place place); ///< to whose it is
QByteArray archive(const MatrixWorld &world, const QString &login, Place place);    ///< of the call there
QByteArray auditRow(const MatrixWorld &world, const QString &login, Place place);
QByteArray job(const MatrixWorld &world, const QString &login, Place place);
QByteArray deletedThing(const MatrixWorld &world, const QString &login, Place place); ///< DeletedRefs
QByteArray retention(const MatrixWorld &world, const QString &login, Place place);
QByteArray secondStepBegin(const MatrixWorld &world, const QString &login, Place place);
QByteArray secondStepPending(const MatrixWorld &world, const QString &login,
                             Place place); ///< not confirmed yet
QByteArray secondStepCode(const MatrixWorld &world, const QString &login, Place place);
QByteArray secondStepUser(const MatrixWorld &world, const QString &login, Place place); ///< has one
QByteArray devicesOf(const MatrixWorld &world, const QString &login, Place place);
QByteArray device(const MatrixWorld &world, const QString &login, Place place);
QByteArray sendLink(const MatrixWorld &world, const QString &login, Place place);
QByteArray mailSetting(const MatrixWorld &world, const QString &login, Place place);
QByteArray mailTest(const MatrixWorld &world, const QString &login, Place place);
QByteArray auditExport(const MatrixWorld &world, const QString &login, Place place);
QByteArray auditPolicy(const MatrixWorld &world, const QString &login, Place place);
QByteArray encryption(const MatrixWorld &world, const QString &login, Place place);
QByteArray encryptionChange(const MatrixWorld &world, const QString &login, Place place);
QByteArray storageRules(const MatrixWorld &world, const QString &login, Place place);
QByteArray storageRulesChange(const MatrixWorld &world, const QString &login, Place place);
QByteArray storageEnforcement(const MatrixWorld &world, const QString &login, Place place);
QByteArray storageTrial(const MatrixWorld &world, const QString &login, Place place);
QByteArray fileFormat(const MatrixWorld &world, const QString &login, Place place);
QByteArray fileFormatChange(const MatrixWorld &world, const QString &login, Place place);

} // namespace tests::requests
