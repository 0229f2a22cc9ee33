// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/mail/smtpserver.h"

#include "recorder/net/curlcause.h"

#include <QSysInfo>

#include <arpa/inet.h>
#include <curl/curl.h>
#include <memory>
#include <unistd.h>

namespace recorder
{

namespace
{

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Strings = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;
using Security = SmtpServer::Security;

/// What libcurl's callbacks work on.
struct Exchange {
    SmtpDialogue dialogue;
    const QByteArray &message;
    qsizetype sent = 0;
    bool loopbackOnly = false;
    const std::atomic<bool> *stop = nullptr;
    bool strayed = false; ///< the name led elsewhere although there is no encryption
};

int follow(CURL *, curl_infotype type, char *data, size_t size, void *user)
{
    auto &exchange = *static_cast<Exchange *>(user);
    const QByteArrayView bytes(data, static_cast<qsizetype>(size));
    if (type == CURLINFO_HEADER_OUT) {
        exchange.dialogue.said(bytes);
    } else if (type == CURLINFO_HEADER_IN) {
        exchange.dialogue.heard(bytes);
    } else if (type == CURLINFO_SSL_DATA_OUT && exchange.dialogue.stage() <= SmtpDialogue::Stage::Tls) {
        exchange.dialogue.securing();
    }
    return 0;
}

bool isLoopback(const sockaddr &address)
{
    if (address.sa_family == AF_INET) {
        const auto &v4 = reinterpret_cast<const sockaddr_in &>(address);
        return (ntohl(v4.sin_addr.s_addr) >> 24) == 127;
    }
    return address.sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6 &>(address).sin6_addr);
}

curl_socket_t openSocket(void *user, curlsocktype, curl_sockaddr *address)
{
    auto &exchange = *static_cast<Exchange *>(user);
    exchange.dialogue.connecting();
    if (exchange.loopbackOnly && !isLoopback(address->addr)) {
        exchange.strayed = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int goOn(void *user, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    const auto *stop = static_cast<const Exchange *>(user)->stop;
    return stop != nullptr && *stop ? 1 : 0;
}

size_t give(char *buffer, size_t size, size_t count, void *user)
{
    auto &exchange = *static_cast<Exchange *>(user);
    const qsizetype wanted =
        std::min(static_cast<qsizetype>(size * count), exchange.message.size() - exchange.sent);
    std::copy_n(exchange.message.constData() + exchange.sent, wanted, buffer);
    exchange.sent += wanted;
    return static_cast<size_t>(wanted);
}

QString causeOf(CURLcode code, CURL *curl, SmtpDialogue::Stage stage)
{
    using Stage = SmtpDialogue::Stage;
    if (code == CURLE_USE_SSL_FAILED) {
        return QStringLiteral("tls");
    }
    if (code == CURLE_LOGIN_DENIED) {
        return QStringLiteral("login");
    }
    if (const QString cause = curlCauseOf(code, curl); !cause.isEmpty()) {
        return cause;
    }
    switch (stage) {
    case Stage::Sender: return QStringLiteral("sender");
    case Stage::Recipient: return QStringLiteral("recipient");
    case Stage::Accepted: return QStringLiteral("rejected");
    case Stage::Tls: return QStringLiteral("tls");
    case Stage::Login: return QStringLiteral("login");
    case Stage::Name:
    case Stage::Tcp: break;
    }
    return QStringLiteral("protocol");
}

/// EHLO wants a name: ours, as far as it is one.
QByteArray ownName()
{
    QByteArray name;
    for (const QChar c : QSysInfo::machineHostName()) {
        const char letter = c.toLatin1();
        if ((letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
            (letter >= 'A' && letter <= 'Z') || letter == '.' || letter == '-') {
            name += letter;
        }
    }
    return name.isEmpty() ? QByteArrayLiteral("localhost") : name;
}

QByteArray urlOf(const SmtpServer &server)
{
    QByteArray host = server.host.toUtf8();
    if (host.contains(':')) {
        host = '[' + host + ']';
    }
    return (server.security == Security::Tls ? "smtps://" : "smtp://") + host + ':' +
           QByteArray::number(server.port) + '/' + ownName();
}

void setServer(CURL *curl, const SmtpServer &server)
{
    curl_easy_setopt(curl, CURLOPT_URL, urlOf(server).constData());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); // whatever the environment says
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(server.connectTimeout.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(server.timeout.count()));
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     static_cast<long>(server.security == Security::None ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (!server.caCertificates.isEmpty()) {
        const curl_blob blob{const_cast<char *>(server.caCertificates.constData()),
                             static_cast<size_t>(server.caCertificates.size()), CURL_BLOB_COPY};
        curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob);
        curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr); // those and no others
    }
    if (!server.login.isEmpty()) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, server.login.toUtf8().constData());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, server.password.toUtf8().constData());
    }
}

SmtpReport reportOf(CURLcode code, CURL *curl, Exchange &exchange, const char *words)
{
    if (code == CURLE_OK) {
        return exchange.dialogue.accepted();
    }
    if (exchange.strayed) {
        return exchange.dialogue.failed(QStringLiteral("tls"),
                                        QStringLiteral("without encryption only this host is spoken with"));
    }
    const QString cause = causeOf(code, curl, exchange.dialogue.stage());
    QString detail = exchange.dialogue.lastLine();
    const bool spoke = exchange.dialogue.stage() >= SmtpDialogue::Stage::Login && !detail.isEmpty() &&
                       code != CURLE_OPERATION_TIMEDOUT;
    if (!spoke) {
        detail = QString::fromUtf8(*words != '\0' ? words : curl_easy_strerror(code));
    }
    return exchange.dialogue.failed(cause, detail);
}

} // namespace

SmtpReport sendMail(const SmtpServer &server, const QString &from, const QString &to,
                    const QByteArray &message, const std::atomic<bool> *stop)
{
    static const CURLcode kReady =
        curl_global_init(CURL_GLOBAL_DEFAULT); // once, in whatever thread comes first
    const common::SystemClock clock;
    Exchange exchange{SmtpDialogue(clock, server.security == Security::StartTls,
                                   server.security == Security::Tls, !server.login.isEmpty()),
                      message, 0, server.security == Security::None, stop};
    const Easy curl(kReady == CURLE_OK ? curl_easy_init() : nullptr, curl_easy_cleanup);
    if (!curl) {
        return exchange.dialogue.failed(QStringLiteral("protocol"), QStringLiteral("libcurl cannot start"));
    }
    const QByteArray sender = '<' + from.toUtf8() + '>';
    const QByteArray recipient = '<' + to.toUtf8() + '>';
    const Strings recipients(curl_slist_append(nullptr, recipient.constData()), curl_slist_free_all);
    char words[CURL_ERROR_SIZE] = "";
    setServer(curl.get(), server);
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, sender.constData());
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl.get(), CURLOPT_READDATA, &exchange);
    curl_easy_setopt(curl.get(), CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl.get(), CURLOPT_XFERINFOFUNCTION, goOn);
    curl_easy_setopt(curl.get(), CURLOPT_XFERINFODATA, &exchange);
    curl_easy_setopt(curl.get(), CURLOPT_OPENSOCKETFUNCTION, openSocket);
    curl_easy_setopt(curl.get(), CURLOPT_OPENSOCKETDATA, &exchange);
    curl_easy_setopt(curl.get(), CURLOPT_VERBOSE, 1L); // else nobody is told how far it came
    curl_easy_setopt(curl.get(), CURLOPT_DEBUGFUNCTION, follow);
    curl_easy_setopt(curl.get(), CURLOPT_DEBUGDATA, &exchange);
    curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, words);
    const CURLcode code = curl_easy_perform(curl.get());
    return reportOf(code, curl.get(), exchange, words);
}

} // namespace recorder
