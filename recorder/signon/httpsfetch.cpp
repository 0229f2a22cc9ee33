// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signon/httpsfetch.h"

#include "recorder/net/curlcause.h"

#include <cerrno>
#include <curl/curl.h>
#include <memory>
#include <sys/socket.h>
#include <unistd.h>

namespace recorder
{

namespace
{

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Strings = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

/// What libcurl's callbacks work on.
struct Exchange {
    const OutgoingRule &rule;
    OutgoingRule::Target target;
    QByteArray body{};
    qsizetype head = 0;
    bool strayed = false;
    bool tooLong = false;
    bool reached = false; ///< TCP stood at least once
};

/// The address itself is looked at, when it is connected to: a name may lead somewhere else each time.
curl_socket_t openSocket(void *user, curlsocktype, curl_sockaddr *address)
{
    auto &exchange = *static_cast<Exchange *>(user);
    if (!exchange.rule.allows(address->addr, exchange.target)) {
        exchange.strayed = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// libcurl tells that it was connected only when TLS stands as well; the socket itself knows it.
int closeSocket(void *user, curl_socket_t socket)
{
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    if (::getpeername(socket, reinterpret_cast<sockaddr *>(&peer), &size) == 0) {
        static_cast<Exchange *>(user)->reached = true;
    }
    return ::close(socket);
}

size_t takeBody(char *data, size_t size, size_t count, void *user)
{
    auto &exchange = *static_cast<Exchange *>(user);
    const auto bytes = static_cast<qsizetype>(size * count);
    if (exchange.body.size() + bytes > HttpsFetch::kMostBytes) {
        exchange.tooLong = true;
        return 0;
    }
    exchange.body.append(data, bytes);
    return size * count;
}

size_t takeHead(char *, size_t size, size_t count, void *user)
{
    auto &exchange = *static_cast<Exchange *>(user);
    exchange.head += static_cast<qsizetype>(size * count);
    exchange.tooLong = exchange.tooLong || exchange.head > HttpsFetch::kMostBytes;
    return exchange.tooLong ? 0 : size * count;
}

QString causeOf(CURLcode code, CURL *curl, const Exchange &exchange)
{
    if (exchange.strayed) {
        return QStringLiteral("forbidden");
    }
    const QString cause = curlCauseOf(code, curl);
    return cause.isEmpty() ? QStringLiteral("protocol") : cause;
}

qint64 millisecondsAt(CURL *curl, CURLINFO info)
{
    curl_off_t microseconds = 0;
    curl_easy_getinfo(curl, info, &microseconds);
    return microseconds > 0 ? static_cast<qint64>(microseconds / 1000) : -1;
}

void setServer(CURL *curl, const HttpsRequest &request, std::chrono::milliseconds timeout)
{
    curl_easy_setopt(curl, CURLOPT_URL, request.url.toUtf8().constData());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); // whatever the environment says
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    const auto connecting = std::min<std::chrono::milliseconds>(HttpsFetch::kConnectTimeout, timeout);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connecting.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!request.caPem.isEmpty()) {
        const curl_blob blob{const_cast<char *>(request.caPem.constData()),
                             static_cast<size_t>(request.caPem.size()), CURL_BLOB_COPY};
        curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob);
        curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr); // those and no others
    }
    if (!request.form.isEmpty()) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.form.size()));
        curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, request.form.constData());
    }
}

} // namespace

HttpsFetch::HttpsFetch(OutgoingRule rule, std::chrono::milliseconds timeout)
    : m_rule(std::move(rule))
    , m_timeout(timeout)
{
}

common::Result<HttpsReply> HttpsFetch::run(const HttpsRequest &request, HttpsTimes *times) const
{
    static const CURLcode kReady =
        curl_global_init(CURL_GLOBAL_DEFAULT); // once, in whatever thread comes first
    Exchange exchange{m_rule, request.target}; // before the handle, which closes its sockets when it goes
    const Easy curl(kReady == CURLE_OK ? curl_easy_init() : nullptr, curl_easy_cleanup);
    if (!curl) {
        return common::fail(common::ErrorCode::Unavailable, QStringLiteral("libcurl cannot start"));
    }
    setServer(curl.get(), request, m_timeout);
    Strings headers(curl_slist_append(nullptr, "Accept: application/json"), curl_slist_free_all);
    const QByteArray authorization = !request.bearer.isEmpty() ? "Authorization: Bearer " + request.bearer
                                     : !request.basic.isEmpty()
                                         ? "Authorization: Basic " + request.basic.toBase64()
                                         : QByteArray();
    if (!authorization.isEmpty()) {
        curl_slist_append(headers.get(), authorization.constData());
    }
    char words[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_OPENSOCKETFUNCTION, openSocket);
    curl_easy_setopt(curl.get(), CURLOPT_OPENSOCKETDATA, &exchange);
    curl_easy_setopt(curl.get(), CURLOPT_CLOSESOCKETFUNCTION, closeSocket);
    curl_easy_setopt(curl.get(), CURLOPT_CLOSESOCKETDATA, &exchange);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, takeBody);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, takeHead);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, words);
    const CURLcode code = curl_easy_perform(curl.get());
    if (times != nullptr) {
        *times = {millisecondsAt(curl.get(), CURLINFO_NAMELOOKUP_TIME_T),
                  millisecondsAt(curl.get(), CURLINFO_CONNECT_TIME_T),
                  millisecondsAt(curl.get(), CURLINFO_APPCONNECT_TIME_T),
                  millisecondsAt(curl.get(), CURLINFO_TOTAL_TIME_T), exchange.reached};
    }
    if (code != CURLE_OK) {
        const QString message = exchange.tooLong ? QStringLiteral("the answer is longer than it may be")
                                : exchange.strayed
                                    ? QStringLiteral("the server is at an address that is not allowed")
                                    : QString::fromUtf8(*words != '\0' ? words : curl_easy_strerror(code));
        return common::fail(common::ErrorCode::Unavailable, message,
                            {{QStringLiteral("cause"), causeOf(code, curl.get(), exchange)}});
    }
    HttpsReply reply{0, exchange.body};
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &reply.status);
    return reply;
}

} // namespace recorder
