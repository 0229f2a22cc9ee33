// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace recorder
{

/// What a refusal of an FTP server means, as a cause (storagetarget.h lists them). RFC 959 has few codes,
/// so its words count as well. Empty = nothing known.
QString causeOfFtpReply(int code, const QString &words);

} // namespace recorder
