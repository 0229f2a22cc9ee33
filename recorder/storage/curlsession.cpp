// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/curlsession.h"

#include "recorder/storage/hostaddresses.h"
#include "recorder/storage/storageerror.h"

#include <array>
#include <cerrno>
#include <curl/curl.h>
#include <netdb.h>
#include <optional>
#include <sys/socket.h>

namespace recorder
{

using common::Status;

namespace
{

using Strings = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

constexpr std::chrono::minutes kAddressesHold{1};

QString textOf(const sockaddr *address, socklen_t size)
{
    std::array<char, NI_MAXHOST> text{};
    return ::getnameinfo(address, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0
               ? QString::fromLatin1(text.data())
               : QString();
}

} // namespace

/// What libcurl's callbacks work on.
struct CurlSession::Running {
    const CurlTransfer &transfer;
    const QStringList &addresses;
    const std::atomic<bool> *stop;
    std::optional<common::Error> problem{}; ///< of our side: the file, a sink that has enough
    bool strayed = false;                   ///< it led to an address that is not allowed

    static size_t give(char *buffer, size_t size, size_t count, void *user)
    {
        auto &self = *static_cast<Running *>(user);
        auto got = self.transfer.upload(std::span(buffer, size * count));
        if (!got) {
            self.problem = got.error();
            return CURL_READFUNC_ABORT;
        }
        return static_cast<size_t>(*got);
    }
    static int seek(void *user, curl_off_t offset, int)
    {
        auto &self = *static_cast<Running *>(user);
        return offset == 0 && self.transfer.rewind && self.transfer.rewind() ? CURL_SEEKFUNC_OK
                                                                             : CURL_SEEKFUNC_FAIL;
    }
    static size_t take(char *data, size_t size, size_t count, void *user)
    {
        auto &self = *static_cast<Running *>(user);
        if (self.transfer.sink &&
            !self.transfer.sink(QByteArrayView(data, static_cast<qsizetype>(size * count)))) {
            self.problem = storageError("cancelled", QStringLiteral("cancelled")).value();
            return 0;
        }
        return size * count;
    }
    static size_t hear(char *data, size_t size, size_t count, void *user)
    {
        auto &self = *static_cast<Running *>(user);
        if (self.transfer.header) {
            self.transfer.header(QByteArrayView(data, static_cast<qsizetype>(size * count)).trimmed());
        }
        return size * count;
    }
    static int goOn(void *user, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
    {
        const auto *stop = static_cast<Running *>(user)->stop;
        return stop != nullptr && *stop ? 1 : 0;
    }
    static curl_socket_t open(void *user, curlsocktype, curl_sockaddr *address)
    {
        auto &self = *static_cast<Running *>(user);
        if (!self.addresses.contains(textOf(&address->addr, address->addrlen))) {
            self.strayed = true;
            return CURL_SOCKET_BAD;
        }
        return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }
};

void CurlSession::Free::operator()(CURL *handle) const
{
    curl_easy_cleanup(handle);
}

void CurlSession::FreeMulti::operator()(CURLM *multi) const
{
    curl_multi_cleanup(multi);
}

CurlSession::CurlSession(StorageEnvironment environment, const StoragePatience &patience,
                         QByteArray caCertificates)
    : m_environment(std::move(environment))
    , m_patience(patience)
    , m_caCertificates(std::move(caCertificates))
{
    static const CURLcode kReady = curl_global_init(CURL_GLOBAL_DEFAULT); // once, whichever thread is first
    if (kReady == CURLE_OK) {
        m_multi.reset(curl_multi_init());
        m_handle.reset(curl_easy_init());
    }
}

CurlSession::~CurlSession() = default;

void CurlSession::setPeer(const QString &host, int port, bool proxy)
{
    m_host = host;
    m_port = port;
    m_proxy = proxy;
}

Status CurlSession::lookUp()
{
    if (m_lookedUp.isValid() && !m_lookedUp.hasExpired(std::chrono::milliseconds(kAddressesHold).count())) {
        return {};
    }
    auto addresses = addressesOfHost(m_environment, m_host);
    if (!addresses) {
        return common::propagate(addresses);
    }
    m_addresses = *addresses;
    m_lookedUp.start();
    return {};
}

void CurlSession::setCommon(Running &running)
{
    CURL *curl = m_handle.get();
    curl_easy_setopt(curl, CURLOPT_URL, running.transfer.url.constData());
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https,ftp,ftps");
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); // whatever the environment says
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(m_patience.connect.count()));
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT,
                     std::max(1L, static_cast<long>(m_patience.stall.count() / 1000)));
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME,
                     std::max(1L, static_cast<long>(m_patience.stall.count() / 1000)));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(m_patience.whole.count()));
    curl_easy_setopt(curl, CURLOPT_SSLVERSION,
                     static_cast<long>(CURL_SSLVERSION_TLSv1_2) |
                         (m_tls13 ? 0L : static_cast<long>(CURL_SSLVERSION_MAX_TLSv1_2)));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
    if (!m_caCertificates.isEmpty()) {
        const curl_blob blob{const_cast<char *>(m_caCertificates.constData()),
                             static_cast<size_t>(m_caCertificates.size()), CURL_BLOB_COPY};
        curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob);
        curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr); // those and no others
    }
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &Running::goOn);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &running);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, &Running::open);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &running);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Running::take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &running);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &Running::hear);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &running);
    if (running.transfer.upload) {
        curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, 256L * 1024L);
        curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE,
                         static_cast<curl_off_t>(running.transfer.uploadSize));
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, &Running::give);
        curl_easy_setopt(curl, CURLOPT_READDATA, &running);
        curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, &Running::seek);
        curl_easy_setopt(curl, CURLOPT_SEEKDATA, &running);
    }
}

Status CurlSession::run(const CurlTransfer &transfer)
{
    CURL *curl = m_handle.get();
    if (curl == nullptr) {
        return storageError("unavailable", QStringLiteral("libcurl does not start"));
    }
    if (Status found = lookUp(); !found) {
        return found;
    }
    Running running{transfer, m_addresses, m_patience.stop};
    std::array<char, CURL_ERROR_SIZE> words{};
    curl_easy_reset(curl); // options only: connections stay
    setCommon(running);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words.data());
    QByteArrayList literals;
    for (const QString &address : std::as_const(m_addresses)) {
        literals.append(address.contains(u':') ? '[' + address.toLatin1() + ']' : address.toLatin1());
    }
    const QByteArray pinned = m_host.toUtf8() + ':' + QByteArray::number(m_port) + ':' + literals.join(',');
    const Strings resolved(curl_slist_append(nullptr, pinned.constData()), &curl_slist_free_all);
    curl_easy_setopt(curl, CURLOPT_RESOLVE, resolved.get());
    if (transfer.options) {
        transfer.options(curl);
    }
    m_certificate.clear();
    m_code = perform();
    keepCertificate();
    Status outcome = outcomeOf(running, QByteArray(words.data()));
    curl_easy_reset(curl); // nothing that is gone is pointed at
    return outcome;
}

/// Not curl_easy_perform(): between EPSV's answer and the data connection libcurl 7.88 has no socket to wait
/// for, and at the end of data over TLS the wrong one, and then it waits for up to a second.
int CurlSession::perform()
{
    constexpr int kSlice = 5; // ms
    CURLM *multi = m_multi.get();
    if (multi == nullptr || curl_multi_add_handle(multi, m_handle.get()) != CURLM_OK) {
        return CURLE_FAILED_INIT;
    }
    int code = CURLE_FAILED_INIT;
    int running = 1;
    while (running > 0 && curl_multi_perform(multi, &running) == CURLM_OK && running > 0 &&
           curl_multi_poll(multi, nullptr, 0, kSlice, nullptr) == CURLM_OK) {
    }
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(multi, &left)) {
        if (message->msg == CURLMSG_DONE) {
            code = message->data.result;
        }
    }
    curl_multi_remove_handle(multi, m_handle.get());
    return code;
}

Status CurlSession::outcomeOf(Running &running, const QByteArray &words)
{
    if (m_code == CURLE_OK) {
        return {};
    }
    if (running.problem) {
        return tl::unexpected<common::Error>(*running.problem);
    }
    if (running.strayed) {
        return storageError("forbidden", QStringLiteral("an address that may not be connected to"));
    }
    long osError = 0;
    curl_easy_getinfo(m_handle.get(), CURLINFO_OS_ERRNO, &osError);
    const QByteArray said =
        words.isEmpty() ? QByteArray(curl_easy_strerror(static_cast<CURLcode>(m_code))) : words;
    return storageError(causeOf(osError), QString::fromUtf8(said).left(300));
}

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
    case CURLE_PARTIAL_FILE: return QStringLiteral("mismatch");
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
