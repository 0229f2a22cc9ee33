// SPDX-License-Identifier: GPL-3.0-or-later
// What libcurl's codes and certificates mean.
#include "recorder/storage/curlsession.h"

#include <cerrno>
#include <curl/curl.h>

namespace recorder
{

/// Of the certificate OpenSSL says why (X509_V_ERR_...). When the name is wrong libcurl keeps no verdict: its
/// 1 means that.
QString CurlSession::certificateCause() const
{
    long verdict = 0;
    curl_easy_getinfo(m_handle.get(), CURLINFO_SSL_VERIFYRESULT, &verdict);
    constexpr long kExpired = 10;
    constexpr long kNotYet = 9;
    return verdict <= 1                                ? QStringLiteral("hostname")
           : verdict == kExpired || verdict == kNotYet ? QStringLiteral("expired")
                                                       : QStringLiteral("certificate");
}

QString CurlSession::causeOf(long osError) const
{
    long connectCode = 0;
    curl_easy_getinfo(m_handle.get(), CURLINFO_HTTP_CONNECTCODE, &connectCode);
    if (m_proxy && connectCode >= 400) {
        return QStringLiteral("proxy");
    }
    switch (m_code) {
    case CURLE_COULDNT_RESOLVE_HOST: return QStringLiteral("name");
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY: return QStringLiteral("proxy");
    case CURLE_COULDNT_CONNECT:
        return m_proxy                                             ? QStringLiteral("proxy")
               : osError == ENETUNREACH || osError == EHOSTUNREACH ? QStringLiteral("unreachable")
                                                                   : QStringLiteral("refused");
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_FTP_ACCEPT_TIMEOUT: return QStringLiteral("timeout");
    case CURLE_ABORTED_BY_CALLBACK: return QStringLiteral("cancelled");
    case CURLE_PEER_FAILED_VERIFICATION: return certificateCause();
    case CURLE_SSL_CACERT_BADFILE: return QStringLiteral("certificate");
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CONNECT_ERROR: return QStringLiteral("tls");
    case CURLE_LOGIN_DENIED: return QStringLiteral("login");
    case CURLE_REMOTE_FILE_NOT_FOUND: return QStringLiteral("not-found");
    case CURLE_REMOTE_ACCESS_DENIED: return QStringLiteral("permission");
    case CURLE_REMOTE_DISK_FULL: return QStringLiteral("full");
    case CURLE_PARTIAL_FILE: return QStringLiteral("interrupted");
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_WEIRD_SERVER_REPLY: return QStringLiteral("protocol");
    default: return QStringLiteral("unavailable");
    }
}

void CurlSession::keepCertificate()
{
    curl_certinfo *info = nullptr;
    if (curl_easy_getinfo(m_handle.get(), CURLINFO_CERTINFO, &info) != CURLE_OK || info == nullptr ||
        info->num_of_certs < 1) {
        return;
    }
    QString subject;
    QString until;
    for (const curl_slist *line = info->certinfo[0]; line != nullptr; line = line->next) {
        const QString text = QString::fromUtf8(line->data);
        if (text.startsWith(QLatin1String("Subject:"))) {
            subject = text.mid(8).trimmed();
        } else if (text.startsWith(QLatin1String("Expire date:"))) {
            until = text.mid(12).trimmed();
        }
    }
    m_certificate = QStringLiteral("%1, until %2").arg(subject.left(200), until);
}

} // namespace recorder
