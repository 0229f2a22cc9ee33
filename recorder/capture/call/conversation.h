// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace recorder
{

struct SessionRequest;

/// An Avaya UCID in the form that reports show, 20 decimal digits (node, sequence, time), whether it came so
/// or as the hexadecimal user-to-user information "00FA08...;encoding=hex" does, with or without the protocol
/// byte. Empty when it is none.
QString ucidOf(const QString &text);

/// What the phone system calls the whole conversation, beside RFC 7865's group: Ribbon's gcid, an Avaya UCID
/// (Oracle, AudioCodes, or the header User-to-User), Genesys' UUID. Empty = nothing.
QString conversationOf(const SessionRequest &request);

} // namespace recorder
