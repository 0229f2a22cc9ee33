// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/capture/rtp/srtpsender.h"

#include "recorder/capture/rtp/srtpreceiver.h"

#include <QMap>

#include <srtp2/srtp.h>

#include <cstring>

using namespace recorder;

namespace tests
{

namespace
{

// Written out again instead of asking the code under test.
int keyLengthOf(const QByteArray &suite)
{
    static const QMap<QByteArray, int> lengths{
        {"AES_CM_128_HMAC_SHA1_80", 30}, {"AES_CM_128_HMAC_SHA1_32", 30}, {"AES_256_CM_HMAC_SHA1_80", 46},
        {"AES_256_CM_HMAC_SHA1_32", 46}, {"AEAD_AES_128_GCM", 28},        {"AEAD_AES_256_GCM", 44}};
    return lengths.value(suite);
}

void setPolicy(const QByteArray &suite, srtp_crypto_policy_t &rtp, srtp_crypto_policy_t &rtcp)
{
    srtp_crypto_policy_set_rtcp_default(&rtcp);
    if (suite == "AES_CM_128_HMAC_SHA1_80") {
        srtp_crypto_policy_set_rtp_default(&rtp);
    } else if (suite == "AES_CM_128_HMAC_SHA1_32") {
        srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(&rtp);
    } else if (suite == "AEAD_AES_128_GCM") {
        srtp_crypto_policy_set_aes_gcm_128_16_auth(&rtp);
        srtp_crypto_policy_set_aes_gcm_128_16_auth(&rtcp);
    } else if (suite == "AEAD_AES_256_GCM") {
        srtp_crypto_policy_set_aes_gcm_256_16_auth(&rtp);
        srtp_crypto_policy_set_aes_gcm_256_16_auth(&rtcp);
    } else {
        srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&rtcp);
        if (suite.endsWith("_32")) {
            srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32(&rtp);
        } else {
            srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&rtp);
        }
    }
}

} // namespace

CryptoAttribute srtpKey(const QByteArray &suite, int seed)
{
    CryptoAttribute attribute;
    attribute.tag = 1;
    attribute.suite = suite;
    for (int i = 0; i < keyLengthOf(suite); ++i) {
        attribute.key.append(static_cast<char>(seed * 37 + i * 11));
    }
    return attribute;
}

SrtpSender::SrtpSender(const CryptoAttribute &key)
    : m_mki(key.mki.has_value())
{
    if (!startSrtp()) {
        qFatal("srtp_init");
    }
    QByteArray copy = key.key;
    QByteArray id = key.mki.value_or(QByteArray());
    srtp_master_key_t master{reinterpret_cast<unsigned char *>(copy.data()),
                             reinterpret_cast<unsigned char *>(id.data()), static_cast<unsigned>(id.size())};
    srtp_master_key_t *masters[] = {&master};
    srtp_policy_t policy{};
    setPolicy(key.suite, policy.rtp, policy.rtcp);
    policy.ssrc.type = ssrc_any_outbound;
    policy.window_size = 1024;
    if (m_mki) {
        policy.keys = masters;
        policy.num_master_keys = 1;
    } else {
        policy.key = master.key;
    }
    if (srtp_create(&m_context, &policy) != srtp_err_status_ok) {
        qFatal("srtp_create");
    }
}

SrtpSender::~SrtpSender()
{
    srtp_dealloc(m_context);
}

QByteArray SrtpSender::protect(const QByteArray &rtp)
{
    alignas(64) char memory[2048 + SRTP_MAX_TRAILER_LEN];
    std::memcpy(memory, rtp.constData(), static_cast<std::size_t>(rtp.size()));
    int size = static_cast<int>(rtp.size());
    const auto status =
        m_mki ? srtp_protect_mki(m_context, memory, &size, 1, 0) : srtp_protect(m_context, memory, &size);
    return status == srtp_err_status_ok ? QByteArray(memory, size) : QByteArray();
}

QByteArray SrtpSender::protectControl(const QByteArray &rtcp)
{
    alignas(64) char memory[2048 + SRTP_MAX_TRAILER_LEN + 4];
    std::memcpy(memory, rtcp.constData(), static_cast<std::size_t>(rtcp.size()));
    int size = static_cast<int>(rtcp.size());
    const auto status = m_mki ? srtp_protect_rtcp_mki(m_context, memory, &size, 1, 0)
                              : srtp_protect_rtcp(m_context, memory, &size);
    return status == srtp_err_status_ok ? QByteArray(memory, size) : QByteArray();
}

} // namespace tests
