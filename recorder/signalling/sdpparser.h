// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/sessiondescription.h"

#include "common/core/result.h"

namespace recorder
{

/// Reads an SDP body (RFC 8866) of at most 64 KiB. Any line ends. What is wrong in an attribute costs the
/// attribute; a broken m= line, more than kMaxLines of them, or a body that is no SDP at all is Invalid. An
/// SDP without m= lines is valid and has none. Any thread, linear time.
common::Result<SessionDescription> parseSdp(const QByteArray &body);

} // namespace recorder
