// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/directorychecks.h"
#include "recorder/store/directoryreach.h"

namespace recorder
{

/// Removes or restores things of the directory, under its lock: `allowed` is what the scope may at all, `one`
/// does it to a QUuid and gives a Result<QString>, the thing's name. The trail is about all of them. Gives
/// the ids back; the first error ends it.
template <typename One>
common::Result<QStringList> forEachOf(Transaction &transaction, const common::Status &allowed,
                                      const QStringList &ids, AuditDetail &trail, One one)
{
    auto wanted = uuidsOf(ids);
    if (!wanted || !allowed) {
        return tl::unexpected<common::Error>(wanted ? allowed.error() : wanted.error());
    }
    lockDirectory(transaction);
    QList<Named> done;
    QStringList doneIds;
    for (const QUuid &id : std::as_const(*wanted)) {
        common::Result<QString> name = one(id);
        if (!name) {
            return common::propagate(name);
        }
        done.append({id, *name});
        doneIds.append(id.toString(QUuid::WithoutBraces));
    }
    tellSubjects(trail, done);
    return doneIds;
}

/// How many there are, or the error.
inline common::Result<int> countOf(const common::Result<QStringList> &ids)
{
    return ids ? common::Result<int>(static_cast<int>(ids->size()))
               : common::Result<int>(tl::unexpected<common::Error>(ids.error()));
}

} // namespace recorder
