// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/rewraprepository.h"

#include "recorder/store/callwriter.h"
#include "recorder/store/pqxxcompat.h"

namespace recorder
{

namespace
{

// The expression is that of the index media_files_opened_by.
const QString kOpenedBy = QStringLiteral(
    "SELECT call_id, position, storage_target, path, size, wrapped FROM media_files WHERE "
    "coalesce(wrap_key_id, key_id) = $1 AND key_id IS NOT NULL AND tenant_id = $2 AND (call_id, position) > "
    "($3, $4::smallint) ORDER BY call_id, position LIMIT $5");
const QString kCount =
    QStringLiteral("SELECT count(*) FROM media_files WHERE coalesce(wrap_key_id, key_id) = $1 AND key_id IS "
                   "NOT NULL AND tenant_id = $2");
const QString kMove = QStringLiteral(
    "UPDATE media_files SET wrap_key_id = $1, wrapped = $2 WHERE coalesce(wrap_key_id, key_id) = $3 AND "
    "key_id IS NOT NULL AND tenant_id = $4 AND call_id = $5 AND position = $6 RETURNING call_id");

qint64 number(TenantKey tenant)
{
    return static_cast<qint64>(tenant);
}

} // namespace

QList<WrappedFile> RewrapRepository::openedBy(TenantKey tenant, const QUuid &key, const QUuid &afterCall,
                                              int afterFile, int most)
{
    QList<WrappedFile> files;
    for (const auto &row : m_transaction.exec(kOpenedBy, SqlParams()
                                                             .add(key)
                                                             .add(number(tenant))
                                                             .add(afterCall.toString(QUuid::WithoutBraces))
                                                             .add(qint64(afterFile))
                                                             .add(qint64(most)))) {
        const common::CallId call(uuidOf(row[0]));
        files.append({{call, static_cast<int>(numberOf(row[1])), static_cast<TargetKey>(numberOf(row[2])),
                       unpackedPath(textOf(row[3]), call)},
                      numberOf(row[4]),
                      bytesOf(row[5])});
    }
    return files;
}

qint64 RewrapRepository::countOpenedBy(TenantKey tenant, const QUuid &key)
{
    const auto rows = m_transaction.exec(kCount, SqlParams().add(key).add(number(tenant)));
    return numberOf(rowAt(rows, 0)[0]);
}

bool RewrapRepository::move(const Move &move, const QUuid &call, int file, const QByteArray &wrapped)
{
    return !m_transaction
                .exec(kMove, SqlParams()
                                 .add(move.to)
                                 .addBytes(wrapped)
                                 .add(move.from)
                                 .add(number(move.tenant))
                                 .add(call)
                                 .add(qint64(file)))
                .empty();
}

} // namespace recorder
