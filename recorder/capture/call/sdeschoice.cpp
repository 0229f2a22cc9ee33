// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/sdeschoice.h"

#include "common/crypto/random.h"

#include <array>
#include <span>

namespace recorder
{

namespace
{
struct Suite {
    const char *name;
    int keyBytes; ///< master key and salt
};
/// Best first. The 32 bit tags come last: they are RTP's weakest that is still authenticated. AES_CM_256_...
/// is how many senders write RFC 6188's AES_256_CM_...; the answer repeats their spelling.
constexpr std::array kSuites{
    Suite{"AEAD_AES_256_GCM", 32 + 12},        Suite{"AEAD_AES_128_GCM", 16 + 12},
    Suite{"AES_256_CM_HMAC_SHA1_80", 32 + 14}, Suite{"AES_CM_256_HMAC_SHA1_80", 32 + 14},
    Suite{"AES_CM_128_HMAC_SHA1_80", 16 + 14}, Suite{"AES_256_CM_HMAC_SHA1_32", 32 + 14},
    Suite{"AES_CM_256_HMAC_SHA1_32", 32 + 14}, Suite{"AES_CM_128_HMAC_SHA1_32", 16 + 14},
};

int rankOf(const CryptoAttribute &crypto)
{
    for (std::size_t i = 0; i < kSuites.size(); ++i) {
        if (crypto.suite.compare(kSuites[i].name, Qt::CaseInsensitive) == 0) {
            return crypto.key.size() == kSuites[i].keyBytes ? static_cast<int>(i) : -1;
        }
    }
    return -1;
}

constexpr char kPlainControl[] = "UNENCRYPTED_SRTCP";

bool hasParameter(const CryptoAttribute &crypto, const char *name)
{
    return crypto.rest.toUpper().simplified().split(' ').contains(name);
}

/// RFC 4568 section 6.3: who does not support a session parameter must not choose the attribute. WSH is a
/// hint that may be ignored.
bool hasUnsupportedParameter(const QByteArray &rest)
{
    const QByteArray upper = rest.toUpper();
    for (const char *word : {"UNENCRYPTED_SRTP ", "UNAUTHENTICATED_SRTP ", "KDR=", "FEC_"}) {
        if ((upper + ' ').contains(word)) {
            return true;
        }
    }
    return false;
}
} // namespace

std::optional<CryptoAttribute> chooseCrypto(const QList<CryptoAttribute> &offered)
{
    // An MKI lengthens every packet and is seldom meant: it loses against any suite without one. So does RTCP
    // in the clear, which is all that some SBCs offer (Avaya's, as they come): the speech is protected.
    constexpr int kPenalty = static_cast<int>(kSuites.size());
    std::optional<CryptoAttribute> best;
    int bestRank = 0;
    for (const CryptoAttribute &crypto : offered) {
        int rank = rankOf(crypto);
        if (rank < 0 || hasUnsupportedParameter(crypto.rest)) {
            continue;
        }
        rank += crypto.mki ? kPenalty : 0;
        rank += hasParameter(crypto, kPlainControl) ? 2 * kPenalty : 0;
        if (!best || rank < bestRank) {
            best = crypto;
            bestRank = rank;
        }
    }
    return best;
}

void answerTo(const CryptoAttribute &chosen, CryptoAttribute &own)
{
    own.tag = chosen.tag;
    own.rest = hasParameter(chosen, kPlainControl) ? QByteArray(" ") + kPlainControl : QByteArray();
}

common::Result<CryptoAttribute> makeOwnCrypto(const CryptoAttribute &chosen)
{
    const int rank = rankOf(chosen);
    if (rank < 0) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("no such SRTP suite"));
    }
    CryptoAttribute own;
    answerTo(chosen, own);
    own.suite = chosen.suite;
    own.key.resize(kSuites[static_cast<std::size_t>(rank)].keyBytes);
    common::Status filled =
        common::fillRandom(std::as_writable_bytes(std::span(own.key.data(), std::size_t(own.key.size()))));
    if (!filled) {
        return common::propagate(filled);
    }
    return own;
}

} // namespace recorder
