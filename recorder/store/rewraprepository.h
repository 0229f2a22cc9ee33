// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"
#include "recorder/store/transaction.h"
#include "recorder/store/uploadqueue.h"

#include "common/core/ids.h"

namespace recorder
{

/// A sealed file and where what opens it is to be found.
struct WrappedFile {
    FilePlace place;
    qint64 size = 0;
    QByteArray wrapped; ///< empty: it stands in the file
};

/// Which key opens the files of a tenant, and moving them to another one. The file itself is never touched.
class RewrapRepository
{
public:
    explicit RewrapRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// What the key opens now, behind this file, by call and position.
    QList<WrappedFile> openedBy(TenantKey tenant, const QUuid &key, const QUuid &afterCall, int afterFile,
                                int most);
    qint64 countOpenedBy(TenantKey tenant, const QUuid &key);
    struct Move {
        TenantKey tenant{};
        QUuid from;
        QUuid to;
    };
    /// False: it is not opened by `from` any more, or gone; nothing was changed.
    bool move(const Move &move, const QUuid &call, int file, const QByteArray &wrapped);

private:
    Transaction &m_transaction;
};

} // namespace recorder
