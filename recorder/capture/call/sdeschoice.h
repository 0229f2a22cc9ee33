// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/sessiondescription.h"

#include "common/core/result.h"

#include <optional>

namespace recorder
{

/// The strongest offered suite that libsrtp2 can receive (RFC 4568, RFC 6188, RFC 7714), or none. Attributes
/// with a key of the wrong length or with session parameters that switch the protection of speech off are
/// passed over; those that do so for RTCP are the last choice.
std::optional<CryptoAttribute> chooseCrypto(const QList<CryptoAttribute> &offered);

/// Makes our attribute the answer to another one of the same suite: its tag, and the parameters that both
/// sides have to name (RFC 4568 section 6.3.2). The key stays.
void answerTo(const CryptoAttribute &chosen, CryptoAttribute &own);

/// Our side of the answer: same tag and suite, a fresh random key. It protects nothing that we send but RTCP,
/// the phone system wants it all the same. Internal when there are no random bytes.
common::Result<CryptoAttribute> makeOwnCrypto(const CryptoAttribute &chosen);

} // namespace recorder
