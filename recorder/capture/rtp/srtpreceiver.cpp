// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/rtp/srtpreceiver.h"

#include "recorder/capture/spool/rtppacket.h"

#include <arpa/inet.h>
#include <srtp2/srtp.h>

#include <algorithm>
#include <array>
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

constexpr std::size_t kMostSearched = 8;
constexpr int kMostTries = 100'000;    // of all packets of a forger together: about 0.2 s of a processor
constexpr std::size_t kLargest = 8192; // no datagram that comes here is larger
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

/// libsrtp's own policy with the memory that it points to.
struct SrtpPolicy {
    srtp_policy_t policy{};
    std::vector<unsigned char> key;
    std::vector<unsigned char> id;
    srtp_master_key_t master{};
    std::array<srtp_master_key_t *, 1> masters{&master};

    SrtpPolicy(const Suite &suite, const CryptoAttribute &peerKey)
        : key(peerKey.key.begin(), peerKey.key.end())
    {
        suite.setRtp(&policy.rtp);
        suite.setRtcp(&policy.rtcp);
        policy.ssrc.type = ssrc_any_inbound;
        policy.window_size = kWindow;
        if (peerKey.mki) {
            id.assign(peerKey.mki->begin(), peerKey.mki->end());
        }
        if (id.empty()) {
            policy.key = key.data();
        } else {
            master = {key.data(), id.data(), static_cast<unsigned>(id.size())};
            policy.keys = masters.data();
            policy.num_master_keys = 1;
        }
    }
    ~SrtpPolicy() { std::fill(key.begin(), key.end(), static_cast<unsigned char>(0)); }
    SrtpPolicy(const SrtpPolicy &) = delete;
    SrtpPolicy &operator=(const SrtpPolicy &) = delete;
};

} // namespace

/// As long as the place of a stream in its sequence is not known for certain.
struct SrtpReceiver::Search {
    CryptoAttribute key;
    quint32 most = 0;
    int triesLeft = 0;
    std::vector<quint32> heard; ///< SSRCs that have authenticated
};

void SrtpReceiver::FreeSearch::operator()(Search *search) const
{
    delete search;
}

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
    SrtpPolicy made(*suite, peerKey);
    if (auto applied = applyParameters(peerKey.rest, made.policy); !applied) {
        return propagate(applied);
    }
    srtp_t context = nullptr;
    if (const auto status = srtp_create(&context, &made.policy); status != srtp_err_status_ok) {
        return fail(ErrorCode::Internal, QStringLiteral("libsrtp2 refused the policy, error %1").arg(status));
    }
    return SrtpReceiver(context, !made.id.empty());
}

void SrtpReceiver::searchRollover(const CryptoAttribute &peerKey, quint32 most)
{
    m_search.reset(most > 0 ? new Search{peerKey, most, kMostTries, {}} : nullptr);
}

bool SrtpReceiver::attempt(std::byte *packet, int &size)
{
    const auto status = m_mki ? srtp_unprotect_mki(m_context.get(), packet, &size, 1)
                              : srtp_unprotect(m_context.get(), packet, &size);
    return status == srtp_err_status_ok;
}

bool SrtpReceiver::unprotect(std::byte *packet, int &size)
{
    if (m_search == nullptr) {
        return attempt(packet, size);
    }
    if (size < static_cast<int>(RtpPacketView::kFixedHeader) || size > static_cast<int>(kLargest)) {
        return false;
    }
    const quint32 ssrc = networkU32(packet + 8);
    auto &heard = m_search->heard;
    if (std::find(heard.begin(), heard.end(), ssrc) != heard.end()) {
        return attempt(packet, size);
    }
    alignas(64) std::byte original[kLargest]; // a failed try may spoil the bytes
    std::copy_n(packet, size, original);
    if (!attempt(packet, size) && !search(original, packet, size)) {
        if (m_search->triesLeft <= 0) {
            m_search.reset();
        }
        return false;
    }
    heard.push_back(ssrc);
    if (heard.size() >= kMostSearched) {
        m_search.reset();
    }
    return true;
}

/// A stream of its own for this SSRC, because libsrtp sets rollover counters of known streams only.
bool SrtpReceiver::search(const std::byte *original, std::byte *packet, int &size)
{
    const int wireSize = size;
    const quint32 ssrc = networkU32(original + 8);
    SrtpPolicy made(*find(m_search->key.suite), m_search->key);
    made.policy.ssrc = {ssrc_specific, ssrc};
    if (!applyParameters(m_search->key.rest, made.policy) ||
        srtp_add_stream(m_context.get(), &made.policy) != srtp_err_status_ok) {
        return false;
    }
    for (quint32 rollover = 1; rollover <= m_search->most && m_search->triesLeft-- > 0; ++rollover) {
        std::copy_n(original, wireSize, packet);
        size = wireSize;
        if (srtp_set_stream_roc(m_context.get(), ssrc, rollover) == srtp_err_status_ok &&
            attempt(packet, size)) {
            return true;
        }
    }
    srtp_remove_stream(m_context.get(), htonl(ssrc)); // in network order, unlike all others (2.5)
    return false;
}

bool SrtpReceiver::unprotectControl(std::byte *packet, int &size)
{
    const auto status = m_mki ? srtp_unprotect_rtcp_mki(m_context.get(), packet, &size, 1)
                              : srtp_unprotect_rtcp(m_context.get(), packet, &size);
    return status == srtp_err_status_ok;
}

} // namespace recorder
