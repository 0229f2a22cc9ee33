// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/listsource.h"
#include "console/crud/page.h"

namespace console
{

/// Deleting of one kind of object: soft, at once, with an Undo that stays while the message stands.
struct Removal {
    QString remove;                      ///< method, takes ObjectRefs
    QString restore;                     ///< empty = there is no way back
    QString doing;                       ///< Tr::tr("delete the groups")
    std::function<QString(int)> words{}; ///< "3 groups deleted"
    QString one{};                       ///< "Group «%1» deleted"; empty = as many are
    /// What it is called that has this id; nothing when that is not known here.
    std::function<QString(const QString &id)> nameOf{};
    std::function<void(const QString &id)> undone{};
};

/// Removes in portions of what one request may hold, tells the shell, and reloads `source` (it may die
/// meanwhile). Undo restores exactly what was removed. `done` hears how it ended; it may be empty.
void removeObjects(const PageContext &context, const Removal &removal, const QStringList &ids,
                   ListSource *source, std::function<void(common::Status)> done = {});

/// An error as one line that names what stands in the way ("It is still in use.").
QString refusalOf(const common::Error &error, const QString &doing);

} // namespace console
