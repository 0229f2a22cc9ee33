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
    FlagKey{CallFlag::Confidential, QLatin1String("confidential")},
    FlagKey{CallFlag::Hold, QLatin1String("hold")},
    FlagKey{CallFlag::JournalKept, QLatin1String("journal-kept")},
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

namespace
{

/// The enum value of a list whose key is `text`.
template <typename E, size_t N>
std::optional<E> findKey(const std::array<E, N> &values, const QString &text)
{
    for (const E value : values) {
        if (keyOf(value) == text) {
            return value;
        }
    }
    return std::nullopt;
}

} // namespace

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
    using Kind = MediaFile::Kind;
    return findKey(std::array{Kind::Audio, Kind::Peaks, Kind::Signalling}, text);
}

QString keyOf(CallState state)
{
    switch (state) {
    case CallState::Open: return QStringLiteral("open");
    case CallState::Stored: return QStringLiteral("stored");
    case CallState::Excluded: return QStringLiteral("excluded");
    case CallState::Partial: break;
    }
    return QStringLiteral("partial");
}

std::optional<CallState> callStateFromString(const QString &text)
{
    return findKey(std::array{CallState::Open, CallState::Stored, CallState::Excluded, CallState::Partial},
                   text);
}

QString keyOf(Gap::Cause cause)
{
    switch (cause) {
    case Gap::Cause::Loss: return QStringLiteral("loss");
    case Gap::Cause::Hold: return QStringLiteral("hold");
    case Gap::Cause::Interrupted: return QStringLiteral("interrupted");
    case Gap::Cause::Dropped: return QStringLiteral("dropped");
    case Gap::Cause::Concealed: break;
    }
    return QStringLiteral("concealed");
}

std::optional<Gap::Cause> gapCauseFromString(const QString &text)
{
    using Cause = Gap::Cause;
    return findKey(std::array{Cause::Loss, Cause::Hold, Cause::Interrupted, Cause::Dropped, Cause::Concealed},
                   text);
}

} // namespace common
