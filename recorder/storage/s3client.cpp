// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/s3client.h"

#include "recorder/storage/storageerror.h"

#include "common/crypto/sha256.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <curl/curl.h>

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

using Strings = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

constexpr qsizetype kLongestBody = 256 * 1024;
constexpr qint64 kRenewBefore = 300; // seconds

tl::unexpected<common::Error> invalidSetting(const char *field, const char *reason)
{
    return common::fail(common::ErrorCode::Invalid, QStringLiteral("a setting is wrong"),
                        {{QLatin1String(field), QLatin1String(reason)}});
}

Strings listOf(const QByteArrayList &lines)
{
    curl_slist *list = nullptr;
    for (const QByteArray &line : lines) {
        list = curl_slist_append(list, line.constData());
    }
    return {list, &curl_slist_free_all};
}

QUrl endpointOf(const StorageTargetSettings &settings)
{
    return QUrl(settings.endpoint.isEmpty() ? QStringLiteral("https://s3.amazonaws.com") : settings.endpoint,
                QUrl::StrictMode);
}

/// A host as it stands in a URL.
QByteArray inUrl(const QString &host)
{
    return host.contains(u':') ? '[' + host.toLatin1() + ']' : QUrl::toAce(host);
}

} // namespace

/// What comes in of one answer.
struct S3Client::Heard {
    S3Answer answer;
    const S3Request &request;

    void header(QByteArrayView line)
    {
        const QByteArray text = line.toByteArray();
        if (text.startsWith("HTTP/")) { // also that of a proxy, and of "100 Continue"
            answer = {};
            answer.status = text.mid(text.indexOf(' ') + 1, 3).toInt();
        } else if (const qsizetype colon = text.indexOf(':'); colon > 0) {
            answer.headers.insert(text.left(colon).toLower(), text.mid(colon + 1).trimmed());
        }
    }
    bool body(QByteArrayView bytes)
    {
        if (answer.isGood() && request.sink) {
            return request.sink(bytes);
        }
        if (answer.body.size() + bytes.size() <= kLongestBody) {
            answer.body.append(bytes.data(), bytes.size());
        }
        return true;
    }
};

Status S3Client::check(const StorageTargetSettings &settings, const StorageEnvironment &environment)
{
    static const QRegularExpression kBucket(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$"));
    const QUrl url = endpointOf(settings);
    const bool http = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (!url.isValid() || !http || url.host().isEmpty() || !url.userInfo().isEmpty() || url.hasQuery() ||
        url.hasFragment() || (!url.path().isEmpty() && url.path() != QLatin1String("/"))) {
        return invalidSetting("endpoint", "url");
    }
    if (!kBucket.match(settings.bucket).hasMatch() || settings.bucket.contains(QLatin1String(".."))) {
        return invalidSetting("bucket", settings.bucket.isEmpty() ? "empty" : "characters");
    }
    if (settings.accessKeyId.isEmpty() && !environment.instanceRole) {
        return invalidSetting("access_key_id", "empty");
    }
    return settings.signatureVersion == 2 || settings.signatureVersion == 4
               ? Status()
               : Status(invalidSetting("signature_version", "unknown"));
}

S3Client::S3Client(const StorageTargetSettings &settings, const StorageEnvironment &environment,
                   const StoragePatience &patience)
    : m_settings(settings)
    , m_environment(environment)
    , m_patience(patience)
    , m_session(environment, patience, settings.caCertificates)
    , m_credentials{settings.accessKeyId.toUtf8(), settings.secretAccessKey.toUtf8(), {}}
{
    if (settings.proxyHost.isEmpty()) {
        m_session.setPeer(host(), port());
    } else {
        m_session.setPeer(settings.proxyHost, settings.proxyPort, true);
    }
}

QString S3Client::host() const
{
    const QString host = endpointOf(m_settings).host();
    return m_settings.virtualHost ? m_settings.bucket + u'.' + host : host;
}

bool S3Client::isSecure() const
{
    return endpointOf(m_settings).scheme() == QLatin1String("https");
}

int S3Client::port() const
{
    return endpointOf(m_settings).port(isSecure() ? 443 : 80);
}

Result<QByteArray> S3Client::metadata(const QByteArray &method, const QByteArray &path,
                                      const QByteArray &header)
{
    const QUrl url(m_environment.metadataUrl);
    StoragePatience patience = m_patience;
    constexpr std::chrono::milliseconds kLongest{std::chrono::seconds(5)};
    const auto limit = m_patience.whole.count() > 0 ? std::min(m_patience.whole, kLongest) : kLongest;
    patience.connect = patience.stall = patience.whole = limit;
    StorageEnvironment anywhere; // it is link-local: that is allowed here, and by the configuration only
    CurlSession session(anywhere, patience, {});
    session.setPeer(url.host(), url.port(80));
    const Strings headers = listOf({header});
    QByteArray body;
    int status = 0;
    CurlTransfer transfer{m_environment.metadataUrl.toUtf8() + path};
    transfer.options = [&](CURL *curl) {
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.constData());
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    };
    transfer.header = [&status](QByteArrayView line) {
        if (line.startsWith("HTTP/")) {
            const QByteArray text = line.toByteArray();
            status = text.mid(text.indexOf(' ') + 1, 3).toInt();
        }
    };
    transfer.sink = [&body](QByteArrayView bytes) {
        body.append(bytes.data(), bytes.size());
        return body.size() < kLongestBody;
    };
    Status done = session.run(transfer);
    if (!done || status != 200) {
        return storageError("login", QStringLiteral("this machine tells no role for S3: %1")
                                         .arg(done ? QString::number(status) : done.error().message));
    }
    return body.trimmed();
}

/// Instance metadata, version 2: a token first, which requests that were led astray cannot get.
Status S3Client::readRole()
{
    auto token = metadata("PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: 21600");
    if (!token) {
        return common::propagate(token);
    }
    const QByteArray header = "X-aws-ec2-metadata-token: " + *token;
    const QByteArray roles = "/latest/meta-data/iam/security-credentials/";
    auto role = metadata("GET", roles, header);
    if (!role) {
        return common::propagate(role);
    }
    auto told = metadata("GET", roles + s3Escaped(role->split('\n').first(), false), header);
    if (!told) {
        return common::propagate(told);
    }
    const QJsonObject json = QJsonDocument::fromJson(*told).object();
    const S3Credentials keys{json.value(QLatin1String("AccessKeyId")).toString().toUtf8(),
                             json.value(QLatin1String("SecretAccessKey")).toString().toUtf8(),
                             json.value(QLatin1String("Token")).toString().toUtf8()};
    if (keys.id.isEmpty() || keys.secret.isEmpty()) {
        return storageError("login", QStringLiteral("this machine's role has no keys"));
    }
    m_credentials = keys;
    m_expires = QDateTime::fromString(json.value(QLatin1String("Expiration")).toString(), Qt::ISODate);
    return {};
}

QDateTime S3Client::now() const
{
    return m_environment.utc ? m_environment.utc() : QDateTime::currentDateTimeUtc();
}

Result<S3Credentials> S3Client::credentials()
{
    if (!m_settings.accessKeyId.isEmpty()) {
        return m_credentials;
    }
    const bool none = m_credentials.id.isEmpty();
    const qint64 left = m_expires.isValid() ? now().secsTo(m_expires) : kRenewBefore;
    if (none || left < kRenewBefore) {
        if (Status read = readRole(); !read && (none || left <= 0)) {
            return common::propagate(read);
        } // else those that there are do for the next minutes
    }
    return m_credentials;
}

Result<S3Answer> S3Client::perform(const S3Request &request, const QByteArray &url,
                                   const QByteArrayList &headers)
{
    Heard heard{{}, request};
    const Strings list = listOf(headers);
    const QByteArray login = m_settings.proxyUser.toUtf8();
    const QByteArray password = m_settings.proxyPassword.toUtf8();
    CurlTransfer transfer{url};
    transfer.upload = request.upload;
    transfer.rewind = request.rewind;
    transfer.uploadSize = request.uploadSize;
    transfer.header = [&heard](QByteArrayView line) { heard.header(line); };
    transfer.sink = [&heard](QByteArrayView bytes) { return heard.body(bytes); };
    transfer.options = [&](CURL *curl) {
        curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list.get());
        if (request.method == "HEAD") {
            curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
        } else if (request.method != "GET") {
            curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.constData());
        }
        if (!m_settings.proxyHost.isEmpty()) {
            curl_easy_setopt(curl, CURLOPT_PROXY, ("http://" + inUrl(m_settings.proxyHost)).constData());
            curl_easy_setopt(curl, CURLOPT_PROXYPORT, static_cast<long>(m_settings.proxyPort));
            curl_easy_setopt(curl, CURLOPT_PROXYAUTH, CURLAUTH_BASIC);
            curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
            if (!login.isEmpty()) {
                curl_easy_setopt(curl, CURLOPT_PROXYUSERNAME, login.constData());
                curl_easy_setopt(curl, CURLOPT_PROXYPASSWORD, password.constData());
            }
        }
    };
    Status done = m_session.run(transfer);
    if (!done) {
        return common::propagate(done);
    }
    return heard.answer;
}

Result<S3Answer> S3Client::ask(const S3Request &request)
{
    auto credentials = this->credentials();
    if (!credentials) {
        return common::propagate(credentials);
    }
    const int standard = isSecure() ? 443 : 80;
    const QByteArray host =
        inUrl(this->host()) + (port() == standard ? QByteArray() : ':' + QByteArray::number(port()));
    const QByteArray bucket = m_settings.bucket.toUtf8();
    const QByteArray path = (m_settings.virtualHost ? QByteArray("/") : '/' + bucket + '/') +
                            s3Escaped(request.key.toUtf8(), true);
    S3Unsigned toSign{request.method,
                      host,
                      path,
                      m_settings.virtualHost ? bucket : QByteArray(),
                      request.query,
                      request.headers,
                      request.bodySha256.isEmpty() ? common::sha256(QByteArrayView()) : request.bodySha256};
    const QDateTime now = this->now();
    QByteArrayList headers = m_settings.signatureVersion == 2
                                 ? s3Signed2(toSign, *credentials, now)
                                 : s3Signed4(toSign, *credentials,
                                             m_settings.region.isEmpty() ? QByteArrayLiteral("us-east-1")
                                                                         : m_settings.region.toUtf8(),
                                             now);
    for (auto header = request.headers.cbegin(); header != request.headers.cend(); ++header) {
        headers.append(header.key() + ": " + header.value());
    }
    headers.append("Host: " + host); // as it was signed
    // libcurl asks before each upload whether it may begin: a way there and back that small files do not
    // save.
    constexpr qint64 kAskFrom = 1024 * 1024;
    if (request.uploadSize < kAskFrom) {
        headers.append("Expect:");
    }
    const QByteArray query = s3Query(request.query);
    return perform(request,
                   (isSecure() ? "https://" : "http://") + host + path + (query.isEmpty() ? "" : "?" + query),
                   headers);
}

Result<S3Answer> S3Client::askGood(const S3Request &request)
{
    auto answer = ask(request);
    if (answer && !answer->isGood()) {
        return tl::unexpected<common::Error>(errorOf(*answer, !request.key.isEmpty()));
    }
    return answer;
}

} // namespace recorder
