// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

namespace earshot::v1
{
class Status;
}

namespace common
{

/// The "reason" of errors that the transport adds (see RpcClient).
namespace reason
{
inline constexpr char kSignedOut[] = "signed-out";
inline constexpr char kBusy[] = "busy";
inline constexpr char kDeadline[] = "deadline";
inline constexpr char kCancelled[] = "cancelled";
inline constexpr char kProtocol[] = "protocol";
inline constexpr char kNotConnected[] = "not-connected";
inline constexpr char kTooLarge[] = "too-large"; ///< code Invalid: the request does not fit into a frame
} // namespace reason

/// An error of the transport: Denied for signed-out, Invalid for too-large, Unavailable for the rest.
Error transportError(const char *reason, const QString &message);
/// The "reason" field; empty when there is none.
QString reasonOf(const Error &error);

/// Both ways the same: fromWire(toWire(x)) == x, as long as message and fields keep the limits (1000
/// characters, 64 fields). A code of a newer version becomes Internal.
earshot::v1::Status toWire(const Status &status);
Status fromWire(const earshot::v1::Status &status);

} // namespace common
