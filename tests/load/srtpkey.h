// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

struct srtp_policy_t;

namespace tests
{

/// SDES suite and key || salt of one stream.
struct SrtpKey {
    std::string suite;
    std::vector<std::uint8_t> key;
};

/// A random key for one of the suites of RFC 4568, RFC 6188, RFC 7714; empty for an unknown name.
std::optional<SrtpKey> makeSrtpKey(const std::string &suite);

/// Suite and key for libsrtp; the SSRC is left to the caller. `material` must outlive the policy's use.
bool fillSrtpPolicy(const std::string &suite, std::vector<std::uint8_t> &material, srtp_policy_t &policy);

} // namespace tests
