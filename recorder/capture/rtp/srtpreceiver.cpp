// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/rtp/srtpreceiver.h"

#include <srtp2/srtp.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <vector>

namespace recorder
{

using common::ErrorCode;
using common::fail;

namespace
{

struct Suite {
    const char *name;
    int keyLength;
    void (*setRtp)(srtp_crypto_policy_t *);
    void (*setRtcp)(srtp_crypto_policy_t *);
};

// RFC 4568 section 6.2 and RFC 3711 section 5: the short tag is for RTP only, SRTCP keeps 80 bits. RFC 6188
// keeps that, RFC 7714 uses 16 octets for both.
constexpr std::array kSuites{
    Suite{"AES_CM_128_HMAC_SHA1_80", SRTP_AES_ICM_128_KEY_LEN_WSALT, srtp_crypto_policy_set_rtp_default,
          srtp_crypto_policy_set_rtcp_default},
    Suite{"AES_CM_128_HMAC_SHA1_32", SRTP_AES_ICM_128_KEY_LEN_WSALT,
          srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32, srtp_crypto_policy_set_rtcp_default},
    Suite{"AES_CM_256_HMAC_SHA1_80", SRTP_AES_ICM_256_KEY_LEN_WSALT,
          srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80, srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80},
    Suite{"AES_CM_256_HMAC_SHA1_32", SRTP_AES_ICM_256_KEY_LEN_WSALT,
          srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32, srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80},
    Suite{"AEAD_AES_128_GCM", SRTP_AES_GCM_128_KEY_LEN_WSALT, srtp_crypto_policy_set_aes_gcm_128_16_auth,
          srtp_crypto_policy_set_aes_gcm_128_16_auth},
    Suite{"AEAD_AES_256_GCM", SRTP_AES_GCM_256_KEY_LEN_WSALT, srtp_crypto_policy_set_aes_gcm_256_16_auth,
          srtp_crypto_policy_set_aes_gcm_256_16_auth},
};

// RFC 6188 calls them AES_256_CM_..., many phones AES_CM_256_...: both mean the same.
QByteArray canonical(const QByteArray &suite)
{
    QByteArray name = suite.trimmed().toUpper();
    return name.replace("AES_256_CM_", "AES_CM_256_");
}

const Suite *find(const QByteArray &suite)
{
    const QByteArray name = canonical(suite);
    const auto found =
        std::find_if(kSuites.begin(), kSuites.end(), [&name](const Suite &s) { return name == s.name; });
    return found == kSuites.end() ? nullptr : &*found;
}

constexpr unsigned long kWindow =
    1024; // a network stall delivers in any order; RFC 3711 asks for 64 at least

/// Session parameters of RFC 4568 section 6.3 that change how the packets look.
common::Status applyParameters(const QByteArray &rest, srtp_policy_t &policy)
{
    for (const QByteArray &raw : rest.simplified().split(' ')) {
        const QByteArray word = raw.toUpper();
        if (word == "UNENCRYPTED_SRTP") {
            policy.rtp.sec_serv = sec_serv_auth;
        } else if (word == "UNENCRYPTED_SRTCP") {
            policy.rtcp.sec_serv = sec_serv_auth;
        } else if (word == "UNAUTHENTICATED_SRTP" || word.startsWith("FEC_") ||
                   (word.startsWith("KDR=") && word != "KDR=0")) {
            return fail(ErrorCode::Invalid,
                        QStringLiteral("SRTP parameter %1 is not supported").arg(QString::fromLatin1(word)));
        }
    }
    return {};
}

} // namespace

bool startSrtp()
{
    static const bool started = srtp_init() == srtp_err_status_ok; // never shut down: contexts may be alive
    return started;
}

std::optional<int> srtpKeyLength(const QByteArray &suite)
{
    const Suite *known = find(suite);
    return known == nullptr ? std::nullopt : std::optional(known->keyLength);
}

void SrtpReceiver::Free::operator()(srtp_ctx_t_ *context) const
{
    srtp_dealloc(context);
}

common::Result<SrtpReceiver> SrtpReceiver::create(const CryptoAttribute &peerKey)
{
    const Suite *suite = find(peerKey.suite);
    if (suite == nullptr) {
        return fail(ErrorCode::Invalid,
                    QStringLiteral("SRTP suite %1 is unknown").arg(QString::fromLatin1(peerKey.suite)));
    }
    if (peerKey.key.size() != suite->keyLength) {
        return fail(ErrorCode::Invalid, QStringLiteral("the key does not fit its SRTP suite"));
    }
    if (!startSrtp()) {
        return fail(ErrorCode::Internal, QStringLiteral("libsrtp2 does not start"));
    }
    std::vector<unsigned char> key(peerKey.key.begin(), peerKey.key.end());
    std::vector<unsigned char> id;
    if (peerKey.mki) {
        id.assign(peerKey.mki->begin(), peerKey.mki->end());
    }
    srtp_master_key_t master{key.data(), id.data(), static_cast<unsigned>(id.size())};
    srtp_master_key_t *masters[] = {&master};

    srtp_policy_t policy{};
    suite->setRtp(&policy.rtp);
    suite->setRtcp(&policy.rtcp);
    if (auto applied = applyParameters(peerKey.rest, policy); !applied) {
        return propagate(applied);
    }
    policy.ssrc.type = ssrc_any_inbound;
    policy.window_size = kWindow;
    if (id.empty()) {
        policy.key = key.data();
    } else {
        policy.keys = masters;
        policy.num_master_keys = 1;
    }
    srtp_t context = nullptr;
    const srtp_err_status_t made = srtp_create(&context, &policy);
    std::fill(key.begin(), key.end(), static_cast<unsigned char>(0));
    if (made != srtp_err_status_ok) {
        return fail(ErrorCode::Internal, QStringLiteral("libsrtp2 refused the policy, error %1").arg(made));
    }
    return SrtpReceiver(context, !id.empty());
}

bool SrtpReceiver::unprotect(std::byte *packet, int &size)
{
    const auto status = m_mki ? srtp_unprotect_mki(m_context.get(), packet, &size, 1)
                              : srtp_unprotect(m_context.get(), packet, &size);
    return status == srtp_err_status_ok;
}

bool SrtpReceiver::unprotectControl(std::byte *packet, int &size)
{
    const auto status = m_mki ? srtp_unprotect_rtcp_mki(m_context.get(), packet, &size, 1)
                              : srtp_unprotect_rtcp(m_context.get(), packet, &size);
    return status == srtp_err_status_ok;
}

} // namespace recorder
