// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/s3target.h"

#include "recorder/storage/connectionsteps.h"
#include "recorder/storage/hostaddresses.h"
#include "recorder/storage/sourcefile.h"
#include "recorder/storage/storageerror.h"

#include <QCryptographicHash>

#include <array>

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

const QByteArray kEncryption = QByteArrayLiteral("x-amz-server-side-encryption");
const QByteArray kHash = QByteArrayLiteral("x-amz-meta-sha256");

} // namespace

struct S3Target::Hashes {
    QByteArray sha256;
    QByteArray md5; ///< only when asked for
};

namespace
{

/// What the store itself has computed of the bytes that came, and not what was sent along with them. The ETag
/// is that only of an object in one piece, and under a key of the KMS it is none.
bool hasSum(const S3Answer &there, const QByteArray &md5)
{
    return !md5.isEmpty() && there.headers.value("etag").toLower() == '"' + md5.toHex() + '"' &&
           !there.headers.value(kEncryption).startsWith("aws:kms");
}

} // namespace

/// Of the whole file; it is at its start again afterwards.
Result<S3Target::Hashes> S3Target::hashesOf(SourceFile &source, const QByteArray &known, bool md5) const
{
    QCryptographicHash old(QCryptographicHash::Md5);
    std::array<char, 64 * 1024> buffer;
    for (qint64 read = 1; read > 0;) {
        if (m_patience.isStopped()) {
            return storageError("cancelled", QStringLiteral("cancelled"));
        }
        auto got = source.read(buffer);
        if (!got) {
            return common::propagate(got);
        }
        read = *got;
        if (md5) {
            old.addData(QByteArrayView(buffer.data(), read));
        }
    }
    auto hash = source.finish(known);
    Status again = source.rewind();
    if (!hash || !again) {
        return hash ? common::propagate(again) : common::propagate(hash);
    }
    return Hashes{*hash, md5 ? old.result() : QByteArray()};
}

S3Target::S3Target(const StorageTargetSettings &settings, const StorageEnvironment &environment,
                   const StoragePatience &patience)
    : m_settings(settings)
    , m_environment(environment)
    , m_patience(patience)
    , m_client(settings, environment, patience)
{
}

Result<std::unique_ptr<StorageTarget>> S3Target::open(const StorageTargetSettings &settings,
                                                      const StorageEnvironment &environment,
                                                      const StoragePatience &patience)
{
    if (Status good = S3Client::check(settings, environment); !good) {
        return common::propagate(good);
    }
    return std::unique_ptr<StorageTarget>(new S3Target(settings, environment, patience));
}

Result<QString> S3Target::nameOf(const QString &key) const
{
    if (!isStorageKey(key)) {
        return storageError("key", QStringLiteral("no key: %1").arg(key.left(300)));
    }
    const QString base =
        m_settings.basePath.split(u'/', Qt::SkipEmptyParts).join(u'/'); // "/a/" and "a" are the same
    return base.isEmpty() ? key : base + u'/' + key;
}

QMap<QByteArray, QByteArray> S3Target::headersOf(const StorageMeta &meta, const QByteArray &sha256) const
{
    QMap<QByteArray, QByteArray> headers{{"content-type", meta.contentType.isEmpty()
                                                              ? QByteArrayLiteral("application/octet-stream")
                                                              : meta.contentType.toLatin1()},
                                         {kHash, sha256.toHex()}};
    if (m_settings.sseAes256) {
        headers.insert(kEncryption, QByteArrayLiteral("AES256"));
    }
    return headers;
}

Status S3Target::putWhole(SourceFile &source, const QString &name, const StorageMeta &meta,
                          const Hashes &hashes)
{
    S3Request request{QByteArrayLiteral("PUT"), name, {}, headersOf(meta, hashes.sha256), hashes.sha256};
    // Buckets that lock their objects (Object Lock with a retention) take nothing without it, whatever the
    // signature covers; with signature 2 nothing else keeps the body whole.
    request.headers.insert("content-md5", hashes.md5.toBase64());
    request.upload = [&source](std::span<char> buffer) { return source.read(buffer); };
    request.rewind = [&source] { return source.rewind(); };
    request.uploadSize = source.size();
    auto answer = m_client.askGood(request);
    if (!answer) {
        return common::propagate(answer);
    }
    m_encrypted = answer->headers.value(kEncryption) == "AES256";
    auto sent = source.finish(hashes.sha256); // changed after it was hashed: the store refuses that as well
    return sent ? Status() : Status(common::propagate(sent));
}

Result<S3Answer> S3Target::head(const QString &name)
{
    return m_client.askGood({QByteArrayLiteral("HEAD"), name});
}

/// As it was sent; whether its bytes are those as well only the ETag confirms: the hash that stands beside it
/// are our own words. `again`: the store did not take it, so what an earlier try left there counts only when
/// it says whose hash it has, and is read again.
Result<StoredFile> S3Target::seen(const QString &name, qint64 wanted, const Hashes &hashes, bool again)
{
    auto there = head(name);
    if (!there) {
        // "Stored", and then it is not there.
        return storageCause(there.error()) == QLatin1String("not-found")
                   ? Result<StoredFile>(
                         storageError("mismatch", QStringLiteral("it is not there afterwards")))
                   : Result<StoredFile>(common::propagate(there));
    }
    const qint64 size = there->headers.value("content-length", "-1").toLongLong();
    const QByteArray hash = QByteArray::fromHex(there->headers.value(kHash));
    if (size != wanted || (hash != hashes.sha256 && (again || !hash.isEmpty()))) {
        return storageError("mismatch", QStringLiteral("%1 of %2 bytes are there").arg(size).arg(wanted));
    }
    return StoredFile{size, hashes.sha256, QString::fromLatin1(there->headers.value("etag").left(100)),
                      hasSum(*there, hashes.md5) && m_settings.signatureVersion == 4 && !again};
}

Result<StoredFile> S3Target::put(const QString &localFile, const QString &key, const StorageMeta &meta)
{
    auto name = nameOf(key);
    if (!name) {
        return common::propagate(name);
    }
    auto source = SourceFile::open(localFile);
    if (!source) {
        return common::propagate(source);
    }
    const bool inParts = source->size() > m_environment.multipartFrom;
    auto hashes = hashesOf(*source, meta.sha256, !inParts); // the signature needs it before the first byte
    if (!hashes) {
        return common::propagate(hashes);
    }
    const Status put =
        inParts ? putInParts(*source, *name, meta, hashes->sha256) : putWhole(*source, *name, meta, *hashes);
    if (put) {
        return seen(*name, source->size(), *hashes, false);
    }
    // What was stored by a try whose answer was lost may be locked by now.
    static const QStringList kKept{QStringLiteral("locked"), QStringLiteral("permission")};
    if (kKept.contains(storageCause(put.error()))) {
        if (auto earlier = seen(*name, source->size(), *hashes, true)) {
            return earlier;
        }
    }
    return tl::unexpected<common::Error>(put.error());
}

Status S3Target::get(const QString &key, const StorageRange &range, const Sink &sink)
{
    auto name = nameOf(key);
    if (!name) {
        return common::propagate(name);
    }
    S3Request request{QByteArrayLiteral("GET"), *name};
    const bool part = range.offset > 0 || range.length >= 0;
    if (part && range.length == 0) {
        return {};
    }
    if (part) {
        request.headers.insert(
            "range",
            "bytes=" + QByteArray::number(range.offset) + '-' +
                (range.length < 0 ? QByteArray() : QByteArray::number(range.offset + range.length - 1)));
    }
    request.sink = sink;
    auto answer = m_client.ask(request);
    if (!answer) {
        return common::propagate(answer);
    }
    constexpr int kBehindTheEnd = 416;
    constexpr int kPart = 206;
    if (part && answer->status == kBehindTheEnd) {
        return {};
    }
    if (!answer->isGood()) {
        return tl::unexpected<common::Error>(S3Client::errorOf(*answer, true));
    }
    return !part || answer->status == kPart
               ? Status()
               : Status(storageError("protocol", QStringLiteral("the server gives no parts of objects")));
}

Result<StorageObject> S3Target::stat(const QString &key)
{
    auto name = nameOf(key);
    auto there = name ? head(*name) : Result<S3Answer>(common::propagate(name));
    if (!there) {
        return common::propagate(there);
    }
    return StorageObject{there->headers.value("content-length").toLongLong(),
                         QByteArray::fromHex(there->headers.value(kHash)),
                         QString::fromLatin1(there->headers.value("etag").left(100))};
}

QList<common::ConnectionStep> S3Target::test(const common::ConnectionStepsHeard &heard)
{
    ConnectionSteps steps(testSteps(m_settings), heard);
    StoragePatience patience = m_patience;
    patience.connect = patience.stall = patience.whole = std::chrono::seconds(10);
    S3Target fresh(m_settings, m_environment, patience);
    const bool proxy = !m_settings.proxyHost.isEmpty();
    steps.run("endpoint", [&]() -> Result<QString> {
        const QString host = proxy ? m_settings.proxyHost : fresh.m_client.host();
        const int port = proxy ? m_settings.proxyPort : fresh.m_client.port();
        auto addresses = addressesOfHost(m_environment, host);
        if (!addresses) {
            return common::propagate(addresses);
        }
        auto socket = connectTo(*addresses, static_cast<quint16>(port), patience);
        if (!socket) {
            return proxy ? storageError("proxy", socket.error().message) : common::propagate(socket);
        }
        return QStringLiteral("%1:%2 (%3)").arg(host).arg(port).arg(addresses->join(QLatin1String(", ")));
    });
    // One request opens the connection and shows the signature; an object that is not there is asked for.
    Result<S3Answer> probe = S3Answer();
    const auto ask = [&] {
        probe = fresh.m_client.ask(
            {QByteArrayLiteral("GET"), fresh.nameOf(QStringLiteral(".earshot-test")).value_or(QString())});
    };
    bool asked = false;
    steps.run("tls", [&]() -> Result<QString> {
        ask();
        asked = true;
        static const QStringList kOfTls{QStringLiteral("certificate"), QStringLiteral("hostname"),
                                        QStringLiteral("expired"), QStringLiteral("tls")};
        // Without an answer and without a certificate it did not come as far as that: a proxy made no tunnel.
        if (!probe &&
            (kOfTls.contains(storageCause(probe.error())) || fresh.m_client.certificate().isEmpty())) {
            return common::propagate(probe);
        }
        return fresh.m_client.certificate();
    });
    steps.run("credentials", [&]() -> Result<QString> {
        if (!asked) {
            ask();
        }
        if (!probe) {
            return common::propagate(probe);
        }
        const common::Error error = S3Client::errorOf(*probe, true);
        static const QStringList kOfLogin{QStringLiteral("login"), QStringLiteral("clock"),
                                          QStringLiteral("proxy"), QStringLiteral("unavailable"),
                                          QStringLiteral("protocol")};
        if (!probe->isGood() && kOfLogin.contains(storageCause(error))) {
            return tl::unexpected<common::Error>(error);
        }
        return m_settings.accessKeyId;
    });
    steps.run("bucket", [&]() -> Result<QString> {
        const common::Error error = S3Client::errorOf(*probe, true);
        const QString cause = storageCause(error);
        // Who may not list gets "denied" instead of "not there": whether he may write shows next.
        if (!probe->isGood() && cause != QLatin1String("not-found") && cause != QLatin1String("permission")) {
            return tl::unexpected<common::Error>(error);
        }
        return m_settings.region.isEmpty() ? m_settings.bucket
                                           : m_settings.bucket + QStringLiteral(", ") + m_settings.region;
    });
    runFileSteps(steps, fresh);
    steps.run("encryption", [&]() -> Result<QString> {
        return fresh.m_encrypted ? Result<QString>(QStringLiteral("AES256"))
                                 : Result<QString>(storageError(
                                       "encryption", QStringLiteral("the answer does not say AES256")));
    });
    return steps.finish();
}

} // namespace recorder
