// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/sessiondescription.h"

#include <QByteArray>

struct srtp_ctx_t_;

namespace tests
{

/// A key of the suite's length, made of `seed`.
recorder::CryptoAttribute srtpKey(const QByteArray &suite, int seed);

/// The sending side of SRTP, straight on libsrtp2.
class SrtpSender
{
public:
    explicit SrtpSender(const recorder::CryptoAttribute &key);
    ~SrtpSender();
    SrtpSender(const SrtpSender &) = delete;
    SrtpSender &operator=(const SrtpSender &) = delete;
    QByteArray protect(const QByteArray &rtp);
    QByteArray protectControl(const QByteArray &rtcp);

private:
    srtp_ctx_t_ *m_context = nullptr;
    bool m_mki = false;
};

} // namespace tests
