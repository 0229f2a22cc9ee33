// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/storagetarget.h"

#include "recorder/storage/ftptarget.h"
#include "recorder/storage/localtarget.h"
#include "recorder/storage/s3target.h"
#include "recorder/storage/sftptarget.h"
#include "recorder/storage/storageerror.h"

#include "common/crypto/sha256.h"

#include <algorithm>
#include <array>

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

constexpr qsizetype kLongestKey = 900; // S3 takes 1024 bytes, base path included
constexpr qsizetype kLongestSegment = 200;

struct TypeName {
    StorageType type;
    QLatin1String key;
};
constexpr std::array kTypes{
    TypeName{StorageType::Local, QLatin1String("local")}, TypeName{StorageType::Ftp, QLatin1String("ftp")},
    TypeName{StorageType::Sftp, QLatin1String("sftp")}, TypeName{StorageType::S3, QLatin1String("s3")}};

bool isSegment(const QString &segment)
{
    const qsizetype bytes = segment.toUtf8().size();
    return bytes >= 1 && bytes <= kLongestSegment && segment != QLatin1String(".") &&
           segment != QLatin1String("..");
}

} // namespace

QString keyOf(StorageType type)
{
    return std::find_if(kTypes.begin(), kTypes.end(),
                        [type](const TypeName &one) { return one.type == type; })
        ->key;
}

std::optional<StorageType> storageTypeOf(const QString &key)
{
    const auto found =
        std::find_if(kTypes.begin(), kTypes.end(), [&key](const TypeName &one) { return one.key == key; });
    return found == kTypes.end() ? std::nullopt : std::optional(found->type);
}

bool isStorageKey(const QString &key)
{
    if (key.isEmpty() || !key.isValidUtf16() || key.toUtf8().size() > kLongestKey) {
        return false;
    }
    const bool plain = std::all_of(key.cbegin(), key.cend(), [](QChar c) {
        return c.unicode() >= 0x20 && c.unicode() != 0x7f && c != QLatin1Char('\\') &&
               c.category() != QChar::Other_Control && c.category() != QChar::Separator_Line &&
               c.category() != QChar::Separator_Paragraph;
    });
    const QStringList segments = key.split(QLatin1Char('/'));
    return plain && std::all_of(segments.cbegin(), segments.cend(), isSegment);
}

QStringList testSteps(const StorageTargetSettings &settings)
{
    const auto codes = [](std::initializer_list<const char *> names) {
        QStringList list;
        for (const char *name : names) {
            list.append(QLatin1String(name));
        }
        return list;
    };
    QStringList steps;
    switch (settings.type) {
    case StorageType::Local: return codes({"exists", "folder", "write", "read-back", "delete", "space"});
    case StorageType::Ftp:
        steps = codes({"name", "tcp", "tls", "login", "folder", "write", "read-back", "delete"});
        if (!settings.requireTls && !settings.implicitTls) {
            steps.removeOne(QStringLiteral("tls"));
        }
        return steps;
    case StorageType::Sftp:
        return codes(
            {"name", "tcp", "host-key", "login", "folder", "write", "rename", "read-back", "delete"});
    case StorageType::S3:
        steps = codes({"endpoint", "tls", "credentials", "bucket", "write", "read-back", "delete"});
        if (!settings.endpoint.startsWith(QLatin1String("https:"), Qt::CaseInsensitive)) {
            steps.removeOne(QStringLiteral("tls"));
        }
        if (settings.sseAes256) {
            steps.append(QStringLiteral("encryption"));
        }
        return steps;
    }
    return steps;
}

QString storageCause(const common::Error &error)
{
    return error.fields.value(QStringLiteral("cause"), QStringLiteral("unavailable"));
}

Result<std::unique_ptr<StorageTarget>> openStorageTarget(const StorageTargetSettings &settings,
                                                         const StorageEnvironment &environment,
                                                         const StoragePatience &patience)
{
    switch (settings.type) {
    case StorageType::Local: return LocalTarget::open(settings, environment, patience);
    case StorageType::Sftp: return SftpTarget::open(settings, environment, patience);
    case StorageType::Ftp: return FtpTarget::open(settings, environment, patience);
    case StorageType::S3: return S3Target::open(settings, environment, patience);
    }
    return storageError("unavailable", QStringLiteral("no such type of target"));
}

Status readBack(StorageTarget &target, const QString &key, qint64 size, const QByteArray &sha256)
{
    common::Sha256 hash;
    qint64 read = 0;
    Status got = target.get(key, {}, [&](QByteArrayView bytes) {
        hash.add(bytes);
        read += bytes.size();
        return true;
    });
    if (!got) {
        return got;
    }
    if (read != size || hash.finish() != sha256) {
        return storageError("mismatch", QStringLiteral("another content than was stored: %1").arg(key));
    }
    return {};
}

} // namespace recorder
