// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/curlsession.h"

#include "recorder/storage/hostaddresses.h"
#include "recorder/storage/storageerror.h"
#include "recorder/storage/tcpprogress.h"

#include "common/core/posixfile.h"

#include <algorithm>
#include <array>
#include <curl/curl.h>
#include <linux/sockios.h>
#include <list>
#include <netdb.h>
#include <optional>
#include <set>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace recorder
{

using common::Status;

namespace
{

using Strings = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

using std::chrono::milliseconds;

constexpr std::chrono::minutes kAddressesHold{1};
constexpr long kNever = 24 * 60 * 60; // seconds: what stands still is ended by Standstill

QString textOf(const sockaddr *address, socklen_t size)
{
    std::array<char, NI_MAXHOST> text{};
    return ::getnameinfo(address, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0
               ? QString::fromLatin1(text.data())
               : QString();
}

/// For how long nothing went on. Time that somebody else of this program took (a file that is read, whoever
/// takes what comes) is nobody's silence.
class Standstill
{
public:
    explicit Standstill(milliseconds limit)
        : m_limit(limit)
    {
    }
    void wentOn() { m_silent = milliseconds(0); }
    /// Asked each now and then; the silence grows by no more than kMost between two questions.
    bool isOver()
    {
        constexpr milliseconds kMost{1500}; // libcurl asks once a second while it waits for FTP's answers
        const auto now = Clock::now();
        m_silent += std::min(std::chrono::duration_cast<milliseconds>(now - m_asked), kMost);
        m_asked = now;
        return m_silent >= m_limit;
    }
    bool isDue() const { return Clock::now() - m_asked >= milliseconds(200); }

private:
    using Clock = std::chrono::steady_clock;
    const milliseconds m_limit;
    milliseconds m_silent{0};
    Clock::time_point m_asked = Clock::now();
};

} // namespace

/// The connections, and what libcurl is through with before the other side has it all.
struct CurlSession::Sockets {
    TcpProgress progress{};
    std::set<int> open{};
    std::list<common::FileDescriptor> draining{}; ///< until the end of the exchange
    bool sending = false;                         ///< a body

    /// FTP's data connection ends before the server says that it has everything: only while it is open can be
    /// seen whether the rest still arrives. The server sees its end as it would be closed.
    static int close(void *user, curl_socket_t socket)
    {
        auto &self = *static_cast<Sockets *>(user);
        int queued = 0;
        // Not of what is read: the server would wait for somebody to take the rest, and we for its answer.
        if (self.sending && ::ioctl(socket, SIOCOUTQ, &queued) == 0 && queued > 0 &&
            ::shutdown(socket, SHUT_WR) == 0) {
            self.open.erase(socket);
            self.draining.emplace_back(socket);
            return 0;
        }
        self.progress.remove(socket);
        self.open.erase(socket);
        return ::close(socket);
    }
    /// What libcurl still reads there ends at once: before it closes a connection of FTP it waits for an
    /// answer to QUIT, up to two minutes.
    void hangUp(int how) const
    {
        for (const int socket : open) {
            ::shutdown(socket, how);
        }
    }
    /// What the system still has to send goes nowhere: what nobody waits for must not appear minutes later.
    void discard() const
    {
        const linger none{1, 0};
        for (const int socket : open) {
            ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &none, sizeof none);
        }
        for (const common::FileDescriptor &socket : draining) {
            ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &none, sizeof none);
        }
    }
    void closeAll()
    {
        for (const common::FileDescriptor &socket : draining) {
            progress.remove(socket.get());
        }
        draining.clear();
    }
};

/// What libcurl's callbacks work on.
struct CurlSession::Running {
    const CurlTransfer &transfer;
    const QStringList &addresses;
    const std::atomic<bool> *stop;
    Sockets &sockets;
    Standstill still;
    std::optional<common::Error> problem{}; ///< of our side: the file, a sink that has enough
    bool strayed = false;                   ///< it led to an address that is not allowed
    bool stuck = false;                     ///< nothing went on for too long
    curl_off_t moved = 0;                   ///< both ways
    qint64 lines = 0;                       ///< that the server said
    qint64 linesBefore = 0;

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
        ++self.lines;
        if (self.transfer.header) {
            self.transfer.header(QByteArrayView(data, static_cast<qsizetype>(size * count)).trimmed());
        }
        return size * count;
    }
    static int goOn(void *user, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up)
    {
        auto &self = *static_cast<Running *>(user);
        if (self.stop != nullptr && *self.stop) {
            return 1;
        }
        if (self.still.isDue()) {
            self.stuck = self.stuck || self.standsStill(down + up);
        }
        return self.stuck ? 1 : 0;
    }
    bool standsStill(curl_off_t bytes)
    {
        const bool ours = bytes != moved || lines != linesBefore;
        moved = bytes;
        linesBefore = lines;
        const bool arrived = sockets.progress.wentOn();
        const bool over = still.isOver();
        if (ours) {
            sockets.progress.begin();
        }
        if (ours || arrived) {
            still.wentOn();
            return false;
        }
        return over;
    }
    static curl_socket_t open(void *user, curlsocktype, curl_sockaddr *address)
    {
        auto &self = *static_cast<Running *>(user);
        if (!self.addresses.contains(textOf(&address->addr, address->addrlen))) {
            self.strayed = true;
            return CURL_SOCKET_BAD;
        }
        const int made = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
        if (made >= 0) {
            self.sockets.progress.add(made);
            self.sockets.open.insert(made);
        }
        return made;
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
    , m_sockets(std::make_unique<Sockets>())
{
    static const CURLcode kReady = curl_global_init(CURL_GLOBAL_DEFAULT); // once, whichever thread is first
    if (kReady == CURLE_OK) {
        m_multi.reset(curl_multi_init());
        m_handle.reset(curl_easy_init());
    }
}

CurlSession::~CurlSession()
{
    m_sockets->hangUp(SHUT_RD); // QUIT is said, and nobody waits for the answer
}

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
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, kNever);
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
    curl_easy_setopt(curl, CURLOPT_CLOSESOCKETFUNCTION, &Sockets::close);
    curl_easy_setopt(curl, CURLOPT_CLOSESOCKETDATA, m_sockets.get());
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
    Running running{transfer, m_addresses, m_patience.stop, *m_sockets, Standstill(m_patience.stall)};
    m_sockets->progress.begin();
    m_sockets->sending = transfer.upload != nullptr;
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
    if (m_code == CURLE_ABORTED_BY_CALLBACK || running.stuck) {
        m_sockets->discard();
        m_sockets->hangUp(SHUT_RDWR); // in the middle of an exchange: nothing more can be said there
    }
    m_sockets->closeAll();
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
    if (running.stuck) {
        return storageError("timeout", QStringLiteral("nothing went on for %1 s")
                                           .arg(static_cast<double>(m_patience.stall.count()) / 1000));
    }
    long osError = 0;
    curl_easy_getinfo(m_handle.get(), CURLINFO_OS_ERRNO, &osError);
    const QByteArray said =
        words.isEmpty() ? QByteArray(curl_easy_strerror(static_cast<CURLcode>(m_code))) : words;
    return storageError(causeOf(osError), QString::fromUtf8(said).left(300));
}

} // namespace recorder
