// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"
#include "common/core/result.h"
#include "common/model/fileformat.h"

#include <QHash>
#include <QString>

namespace recorder
{

class ConnectionPool;

/// Settings with a system default and a value per tenant. Any thread but the pool's.
class SettingsService
{
public:
    explicit SettingsService(ConnectionPool &pool);

    /// The tenant's format, else the system's, else the built-in one. While the database is down the last
    /// known one; Unavailable when it was never read.
    common::Result<common::FileFormat> fileFormatFor(const QString &tenant);
    /// Empty tenant = the system default.
    common::Status setFileFormat(const QString &tenant, const common::FileFormat &format);

private:
    ConnectionPool &m_pool;
    common::Guarded<QHash<QString, common::FileFormat>> m_known;
};

} // namespace recorder
