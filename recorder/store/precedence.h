// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace recorder
{

/// SQL: the language of user u, whose tenant is t. The nearest that says something: he, his home group, his
/// tenant, the system; '' when none does.
inline QString nearestLanguage()
{
    return QStringLiteral(
        "coalesce(nullif(u.language, ''), (SELECT nullif(n.language, '') FROM groups n WHERE n.id = "
        "u.home_group AND n.deleted_ms IS NULL), nullif(t.language, ''), (SELECT language FROM tenants WHERE "
        "id = 0), '')");
}

} // namespace recorder
