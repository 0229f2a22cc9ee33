// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/core/guarded.h"
#include "common/core/result.h"
#include "common/model/fileformat.h"
#include "common/model/recording.h"

#include <QHash>
#include <QString>

namespace recorder
{

class ConnectionPool;

/// A file format as a page edits it.
struct FileFormatSetting {
    common::FileFormat format;
    bool inherited = true; ///< nothing of its own at this level
    int version = 0;       ///< of this level; 0 = nothing of its own

    bool operator==(const FileFormatSetting &) const = default;
};
struct FileFormatChange {
    bool system = false;                      ///< the default of all tenants, else of a tenant
    std::optional<common::FileFormat> format; ///< none = inherit again
    int version = 0;                          ///< as read
    QString tenantId{};                       ///< empty = the caller's tenant
};

/// For people, inside the gate. Errors of the level: LevelSetting::find().
common::Result<FileFormatSetting> fileFormatSetting(Transaction &transaction, const TenantScope &scope,
                                                    bool system, const QString &tenantId = {});
/// Conflict (fields: version = changed) when it is not what was read any more.
common::Result<FileFormatSetting> changeFileFormat(Transaction &transaction, const TenantScope &scope,
                                                   AuditDetail &trail, const FileFormatChange &change);

/// Settings with a system default and a value per tenant. Any thread but the pool's.
class SettingsService
{
public:
    explicit SettingsService(ConnectionPool &pool);

    /// The tenant's format, else the system's, else the built-in one. While the database is down the last
    /// known one; Unavailable when it was never read.
    common::Result<common::FileFormat> fileFormatFor(const common::TenantRef &tenant);
    /// Empty tenant = the system default.
    common::Status setFileFormat(const QString &tenant, const common::FileFormat &format);

private:
    ConnectionPool &m_pool;
    /// By name and id.
    common::Guarded<QHash<std::pair<QString, common::TenantId>, common::FileFormat>> m_known;
};

} // namespace recorder
