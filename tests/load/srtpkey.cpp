// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/srtpkey.h"

#include <srtp2/srtp.h>

#include <random>

namespace tests
{

namespace
{
struct Suite {
    const char *name;
    std::size_t keyAndSalt;
    void (*set)(srtp_crypto_policy_t *);
};
constexpr Suite kSuites[] = {
    {"AES_CM_128_HMAC_SHA1_80", 30, srtp_crypto_policy_set_rtp_default},
    {"AES_CM_128_HMAC_SHA1_32", 30, srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32},
    {"AES_256_CM_HMAC_SHA1_80", 46, srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80},
    {"AES_256_CM_HMAC_SHA1_32", 46, srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32},
    {"AEAD_AES_128_GCM", 28, srtp_crypto_policy_set_aes_gcm_128_16_auth},
    {"AEAD_AES_256_GCM", 44, srtp_crypto_policy_set_aes_gcm_256_16_auth},
};

const Suite *suiteOf(const std::string &name)
{
    for (const Suite &suite : kSuites) {
        if (name == suite.name) {
            return &suite;
        }
    }
    return nullptr;
}

bool srtpReady()
{
    static const bool ready = srtp_init() == srtp_err_status_ok;
    return ready;
}
} // namespace

std::optional<SrtpKey> makeSrtpKey(const std::string &suite)
{
    const Suite *known = suiteOf(suite);
    if (known == nullptr) {
        return std::nullopt;
    }
    std::random_device device;
    SrtpKey key{suite, std::vector<std::uint8_t>(known->keyAndSalt)};
    for (std::uint8_t &octet : key.key) {
        octet = static_cast<std::uint8_t>(device());
    }
    return key;
}

bool fillSrtpPolicy(const std::string &suite, std::vector<std::uint8_t> &material, srtp_policy_t &policy)
{
    const Suite *known = suiteOf(suite);
    if (known == nullptr || material.size() != known->keyAndSalt || !srtpReady()) {
        return false;
    }
    known->set(&policy.rtp);
    known->set(&policy.rtcp);
    policy.key = material.data();
    policy.window_size = 1024;
    return true;
}

} // namespace tests
