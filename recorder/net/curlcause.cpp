// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/net/curlcause.h"

#include <cerrno>

namespace recorder
{

namespace
{

/// Of the certificate OpenSSL says why (X509_V_ERR_...). When the name is wrong libcurl keeps no verdict: its
/// 1 means that.
QString certificateCause(CURL *curl)
{
    long verdict = 0;
    curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &verdict);
    constexpr long kExpired = 10;
    constexpr long kNotYet = 9;
    return verdict <= 1                                ? QStringLiteral("hostname")
           : verdict == kExpired || verdict == kNotYet ? QStringLiteral("expired")
                                                       : QStringLiteral("certificate");
}

} // namespace

QString curlCauseOf(CURLcode code, CURL *curl)
{
    switch (static_cast<int>(code)) {
    case CURLE_COULDNT_RESOLVE_HOST: return QStringLiteral("name");
    case CURLE_COULDNT_CONNECT: {
        long error = 0;
        curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &error);
        return error == ENETUNREACH || error == EHOSTUNREACH ? QStringLiteral("unreachable")
                                                             : QStringLiteral("refused");
    }
    case CURLE_OPERATION_TIMEDOUT: return QStringLiteral("timeout");
    case CURLE_PEER_FAILED_VERIFICATION: return certificateCause(curl);
    case CURLE_SSL_CACERT_BADFILE: return QStringLiteral("certificate");
    case CURLE_SSL_CONNECT_ERROR: return QStringLiteral("tls");
    default: return {};
    }
}

} // namespace recorder
