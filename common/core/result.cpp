// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/result.h"

namespace common
{

QString keyOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound: return QStringLiteral("NotFound");
    case ErrorCode::Denied: return QStringLiteral("Denied");
    case ErrorCode::Invalid: return QStringLiteral("Invalid");
    case ErrorCode::Conflict: return QStringLiteral("Conflict");
    case ErrorCode::Unavailable: return QStringLiteral("Unavailable");
    case ErrorCode::Internal: break;
    }
    return QStringLiteral("Internal");
}

} // namespace common
