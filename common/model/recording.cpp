// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/model/recording.h"

#include <array>
#include <utility>

namespace common
{

namespace
{

using FlagKey = std::pair<CallFlag, QLatin1String>;
const std::array kFlagKeys{
    FlagKey{CallFlag::OneWay, QLatin1String("one-way")},
    FlagKey{CallFlag::NoRtp, QLatin1String("no-rtp")},
    FlagKey{CallFlag::MetadataMalformed, QLatin1String("metadata-malformed")},
    FlagKey{CallFlag::MetadataMissing, QLatin1String("metadata-missing")},
    FlagKey{CallFlag::MetadataCharset, QLatin1String("metadata-charset")},
    FlagKey{CallFlag::Mixed, QLatin1String("mixed")},
    FlagKey{CallFlag::Undecodable, QLatin1String("undecodable")},
    FlagKey{CallFlag::PacketsDropped, QLatin1String("packets-dropped")},
    FlagKey{CallFlag::Interrupted, QLatin1String("interrupted")},
    FlagKey{CallFlag::TimedOut, QLatin1String("timed-out")},
    FlagKey{CallFlag::SpoolDamaged, QLatin1String("spool-damaged")},
    FlagKey{CallFlag::ForeignPackets, QLatin1String("foreign-packets")},
};

} // namespace

QStringList flagKeys(CallFlags flags)
{
    QStringList keys;
    for (const auto &[flag, key] : kFlagKeys) {
        if (has(flags, flag)) {
            keys.append(key);
        }
    }
    return keys;
}

CallFlags flagsFromKeys(const QStringList &keys)
{
    CallFlags flags = 0;
    for (const auto &[flag, key] : kFlagKeys) {
        if (keys.contains(key)) {
            flags = flags | flag;
        }
    }
    return flags;
}

QString keyOf(MediaFile::Kind kind)
{
    switch (kind) {
    case MediaFile::Kind::Audio: return QStringLiteral("audio");
    case MediaFile::Kind::Peaks: return QStringLiteral("peaks");
    case MediaFile::Kind::Signalling: break;
    }
    return QStringLiteral("signalling");
}

std::optional<MediaFile::Kind> mediaFileKindFromString(const QString &text)
{
    for (const auto kind : {MediaFile::Kind::Audio, MediaFile::Kind::Peaks, MediaFile::Kind::Signalling}) {
        if (text == keyOf(kind)) {
            return kind;
        }
    }
    return std::nullopt;
}

} // namespace common
