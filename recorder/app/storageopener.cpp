// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/storageopener.h"

namespace recorder
{

StorageAccess::Open storageOpener(OutgoingRule rule, MachineRole role, QStringList ownFolders)
{
    return [rule = std::move(rule), role = std::move(role), own = std::move(ownFolders)](
               const StorageTargetSettings &settings, bool ofTenant, const StoragePatience &patience) {
        const auto target = ofTenant ? OutgoingRule::Target::OfTenant : OutgoingRule::Target::OfSystem;
        StorageEnvironment environment;
        environment.instanceRole = role.allowed && !ofTenant;
        environment.metadataUrl = role.url.isEmpty() ? environment.metadataUrl : role.url;
        environment.ownFolders = own;
        environment.resolve = [rule, target](const QString &host) -> common::Result<QStringList> {
            auto found = rule.resolve(host, target);
            if (!found) {
                return common::propagate(found);
            }
            QStringList addresses;
            for (const QHostAddress &address : *found) {
                addresses.append(address.toString());
            }
            return addresses;
        };
        return openStorageTarget(settings, environment, patience);
    };
}

} // namespace recorder
