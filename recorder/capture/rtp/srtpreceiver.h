// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/sessiondescription.h"

#include "common/core/result.h"

#include <QByteArray>

#include <cstddef>
#include <memory>
#include <optional>

struct srtp_ctx_t_;

namespace recorder
{

/// Starts libsrtp2 once per process; false when it does not start. Everybody who uses the library here must
/// go through this: a second srtp_init() answers with an error (2.5).
bool startSrtp();

/// Octets of master key and salt that a=crypto of this suite must carry (RFC 4568, 6188, 7714); empty: a
/// suite that cannot be received here.
std::optional<int> srtpKeyLength(const QByteArray &suite);

/// Takes SRTP and SRTCP of one peer apart (RFC 3711) through libsrtp2: authenticates first, keeps the replay
/// window, knows any number of SSRCs. One thread at a time. The key is copied into libsrtp and not kept.
class SrtpReceiver
{
public:
    /// Invalid: unknown suite, wrong key length, or session parameters that switch authentication off or ask
    /// for key derivation that libsrtp does not have. Messages carry no key.
    static common::Result<SrtpReceiver> create(const CryptoAttribute &peerKey);

    /// In place; `packet` is aligned to 4. Sets `size` to that of the plain packet. False: not authentic or
    /// a replay, and the bytes must not be used.
    bool unprotect(std::byte *packet, int &size);
    /// For a stream that has been running before (a restart): while it is on, a packet of an SSRC that was
    /// not heard yet is also tried with each rollover counter up to `most` (RFC 3711 section 3.3.1: it is not
    /// in the packet). The number of tries is bounded. Keeps the key.
    void searchRollover(const CryptoAttribute &peerKey, quint32 most);
    bool unprotectControl(std::byte *packet, int &size);

private:
    struct Free {
        void operator()(srtp_ctx_t_ *context) const;
    };
    explicit SrtpReceiver(srtp_ctx_t_ *context, bool mki)
        : m_context(context)
        , m_mki(mki)
    {
    }

    struct Search;
    struct FreeSearch {
        void operator()(Search *search) const;
    };
    bool attempt(std::byte *packet, int &size);
    bool search(const std::byte *original, std::byte *packet, int &size);

    std::unique_ptr<srtp_ctx_t_, Free> m_context;
    bool m_mki = false;
    std::unique_ptr<Search, FreeSearch> m_search;
};

} // namespace recorder
