// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/directory/ldapsession.h"

#include "recorder/directory/socketdeadline.h"

#include <QStringList>
#include <QUrl>

#include <ldap.h>
#include <openldap.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::Status;

namespace
{

constexpr ber_int_t kPageSize = 500;
constexpr int kMostEntries = 500'000;
const char *const kSystemCertificates = "/etc/ssl/certs/ca-certificates.crt";

tl::unexpected<common::Error> down(const QString &what, const char *cause)
{
    return common::fail(ErrorCode::Unavailable, what,
                        {{QStringLiteral("reason"), QStringLiteral("directory-down")},
                         {QStringLiteral("cause"), QLatin1String(cause)}});
}

QString diagnosticOf(LDAP *handle)
{
    char *text = nullptr;
    ldap_get_option(handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text);
    const QString diagnostic = QString::fromUtf8(text).left(300);
    ldap_memfree(text);
    return diagnostic;
}

timeval timevalOf(std::chrono::seconds seconds)
{
    return {static_cast<time_t>(seconds.count()), 0};
}

/// libldap takes certificates as a file only: one that is in no folder.
class MemoryFile
{
public:
    explicit MemoryFile(const QByteArray &content)
        : m_fd(::memfd_create("ca", MFD_CLOEXEC))
    {
        qsizetype written = 0;
        while (m_fd >= 0 && written < content.size()) {
            const auto n =
                ::write(m_fd, content.constData() + written, static_cast<size_t>(content.size() - written));
            if (n <= 0) {
                break;
            }
            written += n;
        }
    }
    MemoryFile(const MemoryFile &) = delete;
    MemoryFile &operator=(const MemoryFile &) = delete;
    ~MemoryFile()
    {
        if (m_fd >= 0) {
            ::close(m_fd);
        }
    }
    QByteArray path() const { return "/proc/self/fd/" + QByteArray::number(m_fd); }

private:
    int m_fd;
};

bool setInt(LDAP *handle, int option, int value)
{
    return ldap_set_option(handle, option, &value) == LDAP_OPT_SUCCESS;
}

struct FreeMessage {
    void operator()(LDAPMessage *message) const { ldap_msgfree(message); }
};
using Message = std::unique_ptr<LDAPMessage, FreeMessage>;

/// The first value of each attribute asked for.
LdapSession::Entry entryOf(LDAP *handle, LDAPMessage *message)
{
    LdapSession::Entry entry;
    char *dn = ldap_get_dn(handle, message);
    entry.dn = QString::fromUtf8(dn);
    ldap_memfree(dn);
    BerElement *cursor = nullptr;
    for (char *name = ldap_first_attribute(handle, message, &cursor); name != nullptr;
         name = ldap_next_attribute(handle, message, cursor)) {
        if (berval **values = ldap_get_values_len(handle, message, name)) {
            if (values[0] != nullptr) {
                entry.values.insert(QString::fromUtf8(name).toLower(),
                                    QByteArray(values[0]->bv_val, static_cast<qsizetype>(values[0]->bv_len)));
            }
            ldap_value_free_len(values);
        }
        ldap_memfree(name);
    }
    ber_free(cursor, 0);
    return entry;
}

/// The cookie for the next page; empty = that was the last one.
QByteArray cookieOf(LDAP *handle, LDAPControl **controls)
{
    QByteArray cookie;
    if (LDAPControl *found = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, nullptr)) {
        ber_int_t total = 0;
        berval value{0, nullptr};
        if (ldap_parse_pageresponse_control(handle, found, &total, &value) == LDAP_SUCCESS) {
            cookie = QByteArray(value.bv_val, static_cast<qsizetype>(value.bv_len));
            ber_memfree(value.bv_val);
        }
    }
    return cookie;
}

/// What libldap says after a handshake that was good but for the certificate: over OpenSSL in words, over
/// GnuTLS it asks for the words of a code that is none of GnuTLS's.
bool isAboutCertificate(const QString &diagnostic)
{
    return diagnostic.contains(QLatin1String("certificate"), Qt::CaseInsensitive) ||
           diagnostic.contains(QLatin1String("hostname"), Qt::CaseInsensitive) ||
           diagnostic == QLatin1String("(unknown error code)");
}

bool isRefusal(int code)
{
    // 48, 49, 50, 53: what servers say of wrong, expired, locked and disabled accounts; 32, 34: of names that
    // are none.
    switch (code) {
    case LDAP_INVALID_CREDENTIALS:
    case LDAP_INAPPROPRIATE_AUTH:
    case LDAP_INSUFFICIENT_ACCESS:
    case LDAP_UNWILLING_TO_PERFORM:
    case LDAP_CONSTRAINT_VIOLATION:
    case LDAP_NO_SUCH_OBJECT:
    case LDAP_INVALID_DN_SYNTAX: return true;
    default: return false;
    }
}

/// libldap tells of each connection that it opens itself, and ends it when this says so: the one that it was
/// given is the only one, whatever it lost or was referred to.
ldap_conncb &onlyOnce()
{
    static ldap_conncb callbacks{
        [](LDAP *, Sockbuf *, LDAPURLDesc *, sockaddr *, ldap_conncb *) -> int { return LDAP_CONNECT_ERROR; },
        [](LDAP *, Sockbuf *, ldap_conncb *) {}, nullptr};
    return callbacks;
}

} // namespace

LdapSession::LdapSession(Handle handle)
    : m_handle(std::move(handle))
{
}

LdapSession::~LdapSession() = default;
LdapSession::LdapSession(LdapSession &&) noexcept = default;
LdapSession &LdapSession::operator=(LdapSession &&) noexcept = default;

void LdapSession::Free::operator()(ldap *handle) const
{
    ldap_unbind_ext_s(handle, nullptr, nullptr);
}

common::Error LdapSession::errorOf(int code, const QString &what) const
{
    const char *cause = code == LDAP_TIMEOUT || code == LDAP_TIMELIMIT_EXCEEDED ? "timeout"
                        : code == LDAP_SERVER_DOWN                              ? "refused"
                                                                                : "search";
    const QString said = diagnosticOf(m_handle.get());
    return down(QStringLiteral("%1: %2%3")
                    .arg(what, QString::fromUtf8(ldap_err2string(code)),
                         said.isEmpty() ? said : QStringLiteral(" (%1)").arg(said)),
                cause)
        .value();
}

Status LdapSession::secure(const DirectoryServer &server)
{
    ldap *handle = m_handle.get();
    const MemoryFile own(server.caPem);
    const QByteArray file = server.caPem.isEmpty() ? QByteArray(kSystemCertificates) : own.path();
    bool set = ldap_set_option(handle, LDAP_OPT_X_TLS_CACERTFILE, file.constData()) == LDAP_OPT_SUCCESS;
    set = setInt(handle, LDAP_OPT_X_TLS_REQUIRE_CERT, LDAP_OPT_X_TLS_DEMAND) && set;
    set = setInt(handle, LDAP_OPT_X_TLS_REQUIRE_SAN, LDAP_OPT_X_TLS_ALLOW) && set;
    set = setInt(handle, LDAP_OPT_X_TLS_PROTOCOL_MIN, LDAP_OPT_X_TLS_PROTOCOL_TLS1_2) && set;
    set = setInt(handle, LDAP_OPT_X_TLS_NEWCTX, 0) && set; // last: it takes what was set before
    if (!set) {
        return down(QStringLiteral("the certificates cannot be used"), "certificate");
    }
    const bool implicit = server.url.startsWith(QLatin1String("ldaps://"), Qt::CaseInsensitive);
    const int code = implicit ? ldap_install_tls(handle) : ldap_start_tls_s(handle, nullptr, nullptr);
    if (code == LDAP_SUCCESS && ldap_tls_inplace(handle) != 0) {
        return {};
    }
    const QString said = diagnosticOf(handle);
    if (isAboutCertificate(said)) {
        return down(
            QStringLiteral("the directory's certificate is not trusted, has ended, or is for another name"),
            "certificate");
    }
    const char *cause = code == LDAP_TIMEOUT                         ? "timeout"
                        : code == LDAP_SERVER_DOWN && said.isEmpty() ? "refused"
                                                                     : "tls";
    return down(QStringLiteral("no TLS with the directory: %1")
                    .arg(said.isEmpty() ? QString::fromUtf8(ldap_err2string(code)) : said),
                cause);
}

LdapSession::Place LdapSession::placeOf(const DirectoryServer &server)
{
    const QUrl url(server.url);
    const bool known = url.scheme() == QLatin1String("ldap") || url.scheme() == QLatin1String("ldaps");
    return {known ? url.host() : QString(),
            static_cast<quint16>(url.port(url.scheme() == QLatin1String("ldaps") ? 636 : 389)),
            server.trusted ? OutgoingRule::Target::OfSystem : OutgoingRule::Target::OfTenant};
}

Result<LdapSession> LdapSession::connect(const DirectoryServer &server, const OutgoingRule &rule)
{
    const Place place = placeOf(server);
    if (place.host.isEmpty()) {
        return down(QStringLiteral("no address of a directory"), "url");
    }
    auto addresses = rule.resolve(place.host, place.target);
    auto socket = addresses ? OutgoingRule::connectTo(*addresses, place.port, kConnectTimeout)
                            : Result<common::FileDescriptor>(common::propagate(addresses));
    if (!socket) {
        return down(socket.error().message,
                    socket.error().fields.value(QStringLiteral("cause")).toLatin1().constData());
    }
    // Half a message must not be waited for either; whole ones have LDAP_OPT_TIMEOUT.
    const timeval limit = timevalOf(kAnswerTimeout);
    ::setsockopt(socket->get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket->get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    // libldap would look the name up again; it is told for the certificate only. Without what else a URL may
    // carry: names, filters, extensions.
    const QString host =
        place.host.contains(QLatin1Char(':')) ? QLatin1Char('[') + place.host + QLatin1Char(']') : place.host;
    const QByteArray plain =
        QStringLiteral("%1://%2:%3").arg(QUrl(server.url).scheme(), host).arg(place.port).toUtf8();
    ldap *raw = nullptr;
    const int fd = ::fcntl(socket->get(), F_DUPFD_CLOEXEC, 0); // libldap closes it
    if (fd < 0 || ldap_init_fd(fd, LDAP_PROTO_TCP, plain.constData(), &raw) != LDAP_SUCCESS) {
        common::FileDescriptor(fd).reset();
        return down(QStringLiteral("no address of a directory"), "url");
    }
    LdapSession session{Handle(raw)};
    const SocketDeadline deadline(fd, kConnectTimeout);
    const timeval answering = timevalOf(kAnswerTimeout);
    const bool set = setInt(raw, LDAP_OPT_PROTOCOL_VERSION, LDAP_VERSION3) &&
                     setInt(raw, LDAP_OPT_DEREF, LDAP_DEREF_NEVER) &&
                     ldap_set_option(raw, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) == LDAP_OPT_SUCCESS &&
                     ldap_set_option(raw, LDAP_OPT_RESTART, LDAP_OPT_ON) == LDAP_OPT_SUCCESS &&
                     ldap_set_option(raw, LDAP_OPT_TIMEOUT, &answering) == LDAP_OPT_SUCCESS &&
                     ldap_set_option(raw, LDAP_OPT_CONNECT_CB, &onlyOnce()) == LDAP_OPT_SUCCESS;
    if (!set) {
        return down(QStringLiteral("libldap refuses its options"), "tls");
    }
    if (const Status secured = session.secure(server); !secured) {
        return tl::unexpected<common::Error>(secured.error());
    }
    return session;
}

Result<LdapSession::Bind> LdapSession::bind(const QString &dn, const QByteArray &password)
{
    if (password.isEmpty() != dn.isEmpty()) {
        return Bind::Refused;
    }
    QByteArray secret = password;
    berval credentials{static_cast<ber_len_t>(secret.size()), secret.data()};
    const int code = ldap_sasl_bind_s(m_handle.get(), dn.toUtf8().constData(), LDAP_SASL_SIMPLE, &credentials,
                                      nullptr, nullptr, nullptr);
    explicit_bzero(secret.data(), static_cast<size_t>(secret.size()));
    if (code == LDAP_SUCCESS) {
        return Bind::Done;
    }
    if (isRefusal(code)) {
        return Bind::Refused;
    }
    return tl::unexpected<common::Error>(errorOf(code, QStringLiteral("sign-in at the directory")));
}

Status LdapSession::search(const QString &base, const QByteArray &filter, const QStringList &attributes,
                           int most, const std::function<bool(const Entry &)> &use)
{
    QList<QByteArray> names;
    for (const QString &attribute : attributes) {
        names.append(attribute.toUtf8());
    }
    std::vector<char *> wanted;
    for (QByteArray &name : names) {
        wanted.push_back(name.data());
    }
    wanted.push_back(nullptr);
    timeval limit = timevalOf(kAnswerTimeout);
    QByteArray cookie;
    int seen = 0;
    do {
        berval at{static_cast<ber_len_t>(cookie.size()), cookie.data()};
        LDAPControl *page = nullptr;
        // Not critical: a server that knows no pages sends all at once.
        if (ldap_create_page_control(m_handle.get(), kPageSize, &at, 0, &page) != LDAP_SUCCESS) {
            return down(QStringLiteral("no page can be asked for"), "search");
        }
        std::array<LDAPControl *, 2> controls{page, nullptr};
        LDAPMessage *raw = nullptr;
        const int code = ldap_search_ext_s(m_handle.get(), base.toUtf8().constData(), LDAP_SCOPE_SUBTREE,
                                           filter.constData(), wanted.data(), 0, controls.data(), nullptr,
                                           &limit, most, &raw);
        ldap_control_free(page);
        const Message answer(raw);
        const bool enough = code == LDAP_SIZELIMIT_EXCEEDED && most > 0;
        if (code != LDAP_SUCCESS && !enough) {
            return tl::unexpected<common::Error>(errorOf(code, QStringLiteral("search in the directory")));
        }
        for (LDAPMessage *entry = ldap_first_entry(m_handle.get(), answer.get()); entry != nullptr;
             entry = ldap_next_entry(m_handle.get(), entry)) {
            if (++seen > kMostEntries || !use(entryOf(m_handle.get(), entry))) {
                return {};
            }
        }
        LDAPControl **said = nullptr;
        int result = LDAP_SUCCESS;
        ldap_parse_result(m_handle.get(), answer.get(), &result, nullptr, nullptr, nullptr, &said, 0);
        cookie = said == nullptr || enough ? QByteArray() : cookieOf(m_handle.get(), said);
        ldap_controls_free(said);
    } while (!cookie.isEmpty());
    return {};
}

} // namespace recorder
