// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>
#include <QString>
#include <QUuid>

#include <functional>

namespace common
{

/// What a recording says of itself: the id in its ID3 tag (MP3) or in its comment (WAV, RF64), from the first
/// bytes of the file. Empty when it says nothing that is an id, or lengths lie.
QString recordingIn(const QByteArray &head);

/// Passes on what is in a seal, but only when that is the recording that was asked for: whoever swaps the
/// rows of two calls cannot change what stands inside. Files that say nothing (peaks, signalling, audio from
/// elsewhere) are believed. The first 64 KiB are held back until they were looked at. Not shared between
/// threads.
class RecordingCheck
{
public:
    using Sink = std::function<Status(QByteArrayView)>;
    static constexpr qsizetype kHead = 64 * 1024;

    /// A null id asks for no particular one.
    RecordingCheck(const QUuid &call, Sink sink);
    /// Conflict (reason = another-call), what the sink says.
    Status add(QByteArrayView piece);
    /// After the last piece: a short file is held back to here.
    Status finish();

private:
    const QUuid m_call;
    const Sink m_sink;
    QByteArray m_head;
    bool m_passed = false;
};

/// Of an error: it was the recording of another call.
bool isOfAnotherCall(const Error &error);

} // namespace common
