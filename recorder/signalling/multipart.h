// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <optional>

namespace recorder
{

/// A body part that is neither SDP nor rs-metadata, or a second one of either.
struct BodyPart {
    QByteArray contentType; ///< whole header value as it came, empty when missing
    QByteArray disposition;
    QByteArray content;

    bool operator==(const BodyPart &) const = default;
};

/// The body of a SIP request, taken apart. A part of white space only counts as missing.
struct SessionBody {
    std::optional<QByteArray> sdp;      ///< the first application/sdp part at any depth
    std::optional<QByteArray> metadata; ///< the first rs-metadata part, old and new media type
    QList<BodyPart> others;
    bool damaged =
        false; ///< the envelope had to be guessed (delimiters missing, over a cap): keep the raw body

    bool operator==(const SessionBody &) const = default;
};

/// Reads plain and (nested) multipart bodies as real phone systems send them: the type of a part decides, its
/// disposition and its Content-Length do not (siprec.md 3.3, 3.5). Never fails. At most 16 parts, 4 levels,
/// 32 header lines of 8 KiB in a part; the caller caps the whole message (64 KiB). Any thread, linear time.
SessionBody splitBody(const QByteArray &contentType, const QByteArray &body);

} // namespace recorder
