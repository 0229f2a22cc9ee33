// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/rewraps.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/keyrules.h"

#include "common/crypto/containerformat.h"

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace recorder
{

using common::ErrorCode;
using common::Result;

namespace
{

/// Most headers have one or two recipients.
constexpr qint64 kFirstRead = 4 * 1024;

Result<StoredTenantKey> keyWithin(Transaction &transaction, const TenantScope &scope, const QString &id)
{
    const auto key = KeyRepository(transaction).tenantKey(uuidOfText(id), scope.nowMs());
    if (!key || (scope.tenant() && *scope.tenant() != key->tenant)) {
        return notThere();
    }
    return *key;
}

tl::unexpected<common::Error> notAsStored(const char *reason, const QString &message)
{
    return common::fail(ErrorCode::Conflict, message, {{QStringLiteral("file"), QLatin1String(reason)}});
}

/// Only what recordings are sealed to now, and what goes back to the tenant's first key, takes them over.
common::Status checkTarget(Transaction &transaction, const TenantScope &scope, const StoredTenantKey &to)
{
    auto active = activeKeyOf(transaction, to.tenant, scope.nowMs());
    if (!active) {
        return common::propagate(active);
    }
    if (!*active || (*active)->id != to.id) {
        return invalid("to", "not-active");
    }
    return to.hasPrivate ? common::Status() : common::Status(invalid("to", "public"));
}

/// As common::checkRewrap(), by any record of the key that the files leave.
common::Status checkHolder(const common::Rewrap &rewrap, const StoredTenantKey &from,
                           const StoredTenantKey &to, qint64 nowMs)
{
    common::Status judged;
    for (const common::KeyRecord &record : recordsOf(from)) {
        judged = common::checkRewrap(rewrap, record, recordOf(to.record), nowMs);
        const bool signedByAnother =
            !judged && judged.error().fields.value(QStringLiteral("rewrap")) == QLatin1String("signature");
        if (!signedByAnother) {
            break;
        }
    }
    return judged;
}

} // namespace

QString cursorOf(const FilePlace &place)
{
    return place.call.toString() + QLatin1Char('/') + QString::number(place.position);
}

Result<WrapsFound> listWraps(Transaction &transaction, const TenantScope &scope, AuditDetail &,
                             const WrapsAsked &asked)
{
    auto key = keyWithin(transaction, scope, asked.keyId);
    if (!key) {
        return common::propagate(key);
    }
    QUuid call; // null: before all
    int file = -1;
    if (!asked.after.isEmpty()) {
        call = uuidOfText(asked.after.section(u'/', 0, 0));
        bool number = false;
        file = asked.after.section(u'/', 1).toInt(&number);
        constexpr int kMostFile = 1000;
        if (call.isNull() || !number || file < 0 || file > kMostFile) {
            return invalid("after", "format");
        }
    }
    RewrapRepository rows(transaction);
    WrapsFound found{key->fingerprint, rows.openedBy(key->tenant, key->id, call, file, kWrapPage + 1), false,
                     asked.count ? rows.countOpenedBy(key->tenant, key->id) : 0};
    found.more = found.files.size() > kWrapPage;
    if (found.more) {
        found.files.removeLast();
    }
    return found;
}

Result<int> takeWraps(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                      const WrapsToTake &taken)
{
    auto from = keyWithin(transaction, scope, taken.fromId);
    auto to = keyWithin(transaction, scope, taken.toId);
    if (!from || !to) {
        return from ? common::propagate(to) : common::propagate(from);
    }
    const common::Rewrap rewrap{from->record.owner, from->fingerprint, to->fingerprint,
                                taken.atMs,         taken.files,       taken.signature};
    if (common::Status good = checkHolder(rewrap, *from, *to, scope.nowMs()); !good) {
        return common::propagate(good);
    }
    // Nobody sees from outside whether a wrap is a good one: not from who only kept a copy of the key before.
    if (!isHeldBy(transaction, scope, *from) || !isHeldBy(transaction, scope, *to)) {
        return refused(ErrorCode::Denied, "key", "not-held");
    }
    if (common::Status good = checkTarget(transaction, scope, *to); !good) {
        return common::propagate(good);
    }
    RewrapRepository rows(transaction);
    // In one order for everybody: two who do the same wait for each other, and not crosswise.
    QList<common::FileWrap> files = taken.files;
    std::sort(files.begin(), files.end(), [](const common::FileWrap &a, const common::FileWrap &b) {
        return a.call != b.call ? a.call < b.call : a.file < b.file;
    });
    int moved = 0;
    for (const common::FileWrap &file : std::as_const(files)) {
        moved += rows.move({from->tenant, from->id, to->id}, file.call, file.file, file.wrapped) ? 1 : 0;
    }
    trail.setSubject(from->id, QString::fromLatin1(from->fingerprint.toHex()));
    tellTenant(trail, from->tenant);
    trail.note(QStringLiteral("to"), QString::fromLatin1(to->fingerprint.toHex()));
    trail.note(QStringLiteral("files"), moved);
    trail.drop(moved == 0);
    return moved;
}

Result<QByteArray> wrapInFile(const RemoteRead &read, qint64 size, const QByteArray &fingerprint)
{
    for (const qint64 most : {kFirstRead, static_cast<qint64>(common::kMaxContainerHeader)}) {
        auto bytes = read(0, std::min(most, size));
        if (!bytes && bytes.error().code == ErrorCode::NotFound) {
            return notAsStored("missing", bytes.error().message);
        }
        if (!bytes) {
            return common::propagate(bytes);
        }
        auto header = common::parseContainerHeader(
            QByteArrayView(bytes->data(), static_cast<qsizetype>(bytes->size())));
        if (!header) {
            return notAsStored("damaged", header.error().message);
        }
        if (!*header) {
            continue; // a long one
        }
        for (const common::WrappedKey &recipient : (*header)->recipients) {
            if (recipient.fingerprint == fingerprint) {
                return recipient.wrapped;
            }
        }
        return notAsStored("damaged", QStringLiteral("the file is not sealed to the key"));
    }
    return notAsStored("damaged", QStringLiteral("the file has no whole header"));
}

RemoteRead readBelow(const QString &root, const QString &path)
{
    return [root, path](qint64 position, qint64 most) -> Result<std::string> {
        auto file = openBelow(root, path);
        if (!file) {
            return common::propagate(file);
        }
        std::string bytes(static_cast<size_t>(most), '\0');
        size_t have = 0;
        while (have < bytes.size()) {
            const ssize_t got = ::pread(file->get(), bytes.data() + have, bytes.size() - have,
                                        position + static_cast<off_t>(have));
            if (got < 0 && errno != EINTR) {
                return common::fail(ErrorCode::Unavailable,
                                    common::describeErrno(QStringLiteral("read"), path));
            }
            if (got == 0) {
                break;
            }
            have += got > 0 ? static_cast<size_t>(got) : 0;
        }
        bytes.resize(have);
        return bytes;
    };
}

} // namespace recorder
