// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <utility>

namespace common
{

/// Names in the TXXX frames (MP3) and in the comment (WAV) of a recording. They stand in the file itself, so
/// that whoever authenticates the file has authenticated them too.
inline constexpr char kTagRecording[] = "EARSHOT_RECORDING";
inline constexpr char kTagTenant[] = "EARSHOT_TENANT";
inline constexpr char kTagStart[] = "EARSHOT_START"; ///< ISO 8601, UTC

using AudioTags = QList<std::pair<QString, QString>>;

/// An ID3v2.4 tag with one TXXX frame (UTF-8) for each pair. No padding, no unsynchronisation: UTF-8 text
/// holds no 0xff byte.
QByteArray id3Tag(const AudioTags &tags);

/// The TXXX frames at the start of a file; empty when there is no tag of version 2.4 or a length lies.
AudioTags readId3Tag(const QByteArray &head);

/// Whole length of the tag at the start of a file, 0 when there is none.
qsizetype id3TagSize(const QByteArray &head);

} // namespace common
