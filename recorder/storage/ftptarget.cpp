// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/ftptarget.h"

#include "recorder/storage/connectionsteps.h"
#include "recorder/storage/ftpreplies.h"
#include "recorder/storage/hostaddresses.h"
#include "recorder/storage/sourcefile.h"
#include "recorder/storage/storageerror.h"

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

bool hasControls(const QString &text)
{
    return std::any_of(text.cbegin(), text.cend(),
                       [](QChar c) { return c.category() == QChar::Other_Control; });
}

} // namespace

struct FtpTarget::Exchange {
    CurlTransfer transfer{};
    QByteArrayList before{};
    QByteArrayList after{};
    bool body = false; ///< a file goes up or down
    bool size = false; ///< the file's size is asked for
    qint64 told = -1;  ///< by SIZE
    int refusal = 0;   ///< the last 4xx or 5xx
    QString words{};   ///< and what was said with it

    void hear(QByteArrayView line)
    {
        const QByteArray text = line.toByteArray();
        const int code = text.left(3).toInt();
        if (code == 213) {
            told = text.mid(4).trimmed().toLongLong();
        } else if (code >= 400 && code < 600) {
            refusal = code;
            words = QString::fromUtf8(text).left(300);
        }
    }
};

FtpTarget::FtpTarget(const StorageTargetSettings &settings, const StorageEnvironment &environment,
                     const StoragePatience &patience)
    : m_settings(settings)
    , m_environment(environment)
    , m_patience(patience)
    , m_session(environment, patience, settings.caCertificates)
{
    m_session.setPeer(settings.host, port());
    m_session.setTls13(false);
}

Result<std::unique_ptr<StorageTarget>> FtpTarget::open(const StorageTargetSettings &settings,
                                                       const StorageEnvironment &environment,
                                                       const StoragePatience &patience)
{
    if (settings.host.isEmpty()) {
        return invalidSetting("host", "empty");
    }
    if (settings.user.isEmpty() || hasControls(settings.user)) {
        return invalidSetting("user", settings.user.isEmpty() ? "empty" : "characters");
    }
    if (hasControls(settings.basePath)) {
        return invalidSetting("base_path", "characters");
    }
    return std::unique_ptr<StorageTarget>(new FtpTarget(settings, environment, patience));
}

int FtpTarget::port() const
{
    return m_settings.port != 0 ? m_settings.port : m_settings.implicitTls ? 990 : 21;
}

Result<QString> FtpTarget::pathOf(const QString &key) const
{
    if (!isStorageKey(key)) {
        return storageError("key", QStringLiteral("no key: %1").arg(key.left(300)));
    }
    if (m_settings.basePath.isEmpty()) {
        return key;
    }
    return m_settings.basePath.endsWith(u'/') ? m_settings.basePath + key : m_settings.basePath + u'/' + key;
}

QByteArray FtpTarget::urlOf(const QString &path) const
{
    const QByteArray host = m_settings.host.contains(u':') ? '[' + m_settings.host.toLatin1() + ']'
                                                           : QUrl::toAce(m_settings.host);
    QByteArray escaped = path.toUtf8().toPercentEncoding("/");
    if (escaped.startsWith('/')) {
        escaped = "%2F" + escaped.mid(1); // from the server's root, not from where the login lands
    }
    return (m_settings.implicitTls ? "ftps://" : "ftp://") + host + ':' + QByteArray::number(port()) + '/' +
           escaped;
}

Status FtpTarget::run(Exchange &exchange)
{
    const Strings before = listOf(exchange.before);
    const Strings after = listOf(exchange.after);
    const QByteArray user = m_settings.user.toUtf8();
    const QByteArray password = m_settings.password.toUtf8();
    exchange.transfer.header = [&exchange](QByteArrayView line) { exchange.hear(line); };
    const auto special = exchange.transfer.options;
    exchange.transfer.options = [&](CURL *curl) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, user.constData());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, password.constData());
        curl_easy_setopt(curl, CURLOPT_USE_SSL,
                         static_cast<long>(isSecure() ? CURLUSESSL_ALL : CURLUSESSL_NONE));
        curl_easy_setopt(curl, CURLOPT_FTPSSLAUTH, static_cast<long>(CURLFTPAUTH_TLS));
        curl_easy_setopt(curl, CURLOPT_FTP_FILEMETHOD, static_cast<long>(CURLFTPMETHOD_NOCWD));
        curl_easy_setopt(curl, CURLOPT_FTP_SKIP_PASV_IP, 1L);
        curl_easy_setopt(curl, CURLOPT_QUOTE, before.get());
        curl_easy_setopt(curl, CURLOPT_POSTQUOTE, after.get());
        if (!exchange.body) {
            curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
        }
        if (special) {
            special(curl);
        }
    };
    Status outcome = m_session.run(exchange.transfer);
    const auto cause = [&outcome] { return outcome ? QString() : storageCause(outcome.error()); };
    if (cause() == QLatin1String("tls") && !m_tls13 &&
        (!exchange.transfer.rewind || exchange.transfer.rewind())) {
        m_tls13 = true; // this one wants it; nothing was sent yet
        m_session.setTls13(true);
        outcome = m_session.run(exchange.transfer);
    }
    if (outcome) {
        return {};
    }
    static const QStringList kOfReplies{QStringLiteral("unavailable"), QStringLiteral("permission"),
                                        QStringLiteral("protocol"), QStringLiteral("mismatch"),
                                        QStringLiteral("interrupted")};
    const QString replied = causeOfFtpReply(exchange.refusal, exchange.words);
    if (exchange.refusal != 0 && !replied.isEmpty() && kOfReplies.contains(cause())) {
        return storageError(replied, exchange.words);
    }
    return exchange.refusal != 0 && !exchange.words.isEmpty() ? Status(storageError(cause(), exchange.words))
                                                              : outcome;
}

Status FtpTarget::command(const QByteArrayList &commands)
{
    Exchange exchange;
    exchange.transfer.url = urlOf({});
    exchange.before = commands;
    return run(exchange);
}

Status FtpTarget::makeFolders(const QString &path)
{
    QByteArrayList commands;
    for (qsizetype slash = path.indexOf(u'/', 1); slash > 0; slash = path.indexOf(u'/', slash + 1)) {
        commands.append("*MKD " + path.left(slash).toUtf8()); // it may be there already
    }
    return commands.isEmpty() ? Status() : command(commands);
}

Status FtpTarget::upload(SourceFile &source, const QString &part)
{
    if (Status again = source.rewind(); !again) {
        return again;
    }
    Exchange exchange;
    exchange.body = true;
    exchange.transfer.url = urlOf(part);
    exchange.transfer.upload = [&source](std::span<char> buffer) { return source.read(buffer); };
    exchange.transfer.rewind = [&source] { return source.rewind(); };
    exchange.transfer.uploadSize = source.size();
    exchange.after = {"*SIZE " + part.toUtf8()};
    if (Status sent = run(exchange); !sent) {
        return sent;
    }
    if (exchange.told < 0) {
        return storageError("protocol",
                            QStringLiteral("the server does not tell sizes: %1").arg(exchange.words));
    }
    return exchange.told == source.size()
               ? Status()
               : Status(storageError(
                     "mismatch",
                     QStringLiteral("%1 of %2 bytes are there").arg(exchange.told).arg(source.size())));
}

Status FtpTarget::uploadSomehow(SourceFile &source, const QString &part)
{
    Status sent = upload(source, part);
    const QString cause = sent ? QString() : storageCause(sent.error());
    if (cause == QLatin1String("permission") || cause == QLatin1String("not-found")) {
        // Perhaps its folders are not there yet: few servers say which it is.
        Status made = makeFolders(part);
        return made ? upload(source, part) : made;
    }
    return sent;
}

Status FtpTarget::putInPlace(const QString &part, const QString &path)
{
    const QByteArrayList rename{"RNFR " + part.toUtf8(), "RNTO " + path.toUtf8()};
    Status renamed = command(rename);
    if (renamed || storageCause(renamed.error()) != QLatin1String("permission")) {
        return renamed;
    }
    // Some servers replace nothing.
    QByteArrayList again = rename;
    again.prepend("*DELE " + path.toUtf8());
    return command(again);
}

Result<StoredFile> FtpTarget::put(const QString &localFile, const QString &key, const StorageMeta &meta)
{
    auto path = pathOf(key);
    if (!path) {
        return common::propagate(path);
    }
    auto source = SourceFile::open(localFile);
    if (!source) {
        return common::propagate(source);
    }
    const QString part = *path + QStringLiteral(".part");
    Status stored = uploadSomehow(*source, part);
    Result<QByteArray> hash = QByteArray();
    if (stored) {
        hash = source->finish(meta.sha256);
        stored = hash ? putInPlace(part, *path) : Status(common::propagate(hash));
    }
    if (!stored) {
        static const QStringList kThere{QStringLiteral("source"), QStringLiteral("mismatch"),
                                        QStringLiteral("quota"), QStringLiteral("full"),
                                        QStringLiteral("permission")};
        if (kThere.contains(storageCause(stored.error()))) {
            (void)command({"*DELE " + part.toUtf8()}); // best effort: the next try writes over it
        }
        return common::propagate(stored);
    }
    return StoredFile{source->size(), *hash, {}, false};
}

Status FtpTarget::get(const QString &key, const StorageRange &range, const Sink &sink)
{
    auto path = pathOf(key);
    if (!path) {
        return common::propagate(path);
    }
    if (range.length == 0) {
        return {};
    }
    Exchange exchange;
    exchange.body = true;
    exchange.transfer.url = urlOf(*path);
    exchange.transfer.sink = sink;
    const QByteArray span =
        QByteArray::number(range.offset) + '-' +
        (range.length < 0 ? QByteArray() : QByteArray::number(range.offset + range.length - 1));
    if (range.offset > 0 || range.length > 0) {
        exchange.transfer.options = [&span](CURL *curl) {
            curl_easy_setopt(curl, CURLOPT_RANGE, span.constData());
        };
    }
    Status got = run(exchange);
    if (!got && m_session.code() == CURLE_FTP_COULDNT_RETR_FILE && exchange.refusal == 550) {
        return storageError("not-found", exchange.words);
    }
    return got;
}

Result<StorageObject> FtpTarget::stat(const QString &key)
{
    auto path = pathOf(key);
    if (!path) {
        return common::propagate(path);
    }
    Exchange exchange;
    exchange.transfer.url = urlOf(*path);
    if (Status asked = run(exchange); !asked) {
        return common::propagate(asked);
    }
    if (exchange.told < 0) {
        return storageError("protocol", QStringLiteral("the server does not tell sizes"));
    }
    return StorageObject{exchange.told, {}, {}};
}

Status FtpTarget::remove(const QString &key)
{
    auto path = pathOf(key);
    if (!path) {
        return common::propagate(path);
    }
    Status removed = command({"DELE " + path->toUtf8()});
    if (removed || storageCause(removed.error()) != QLatin1String("permission")) {
        return removed || storageCause(removed.error()) != QLatin1String("not-found") ? removed : Status();
    }
    const auto there = stat(key); // 550 says both "may not" and "is not there"
    return !there && storageCause(there.error()) == QLatin1String("not-found") ? Status() : removed;
}

Status FtpTarget::discard(const QString &key)
{
    if (m_patience.isStopped()) {
        return FtpTarget(m_settings, m_environment, StoragePatience::brief()).discard(key);
    }
    if (const auto path = pathOf(key)) {
        (void)command({"*DELE " + path->toUtf8() + ".part"}); // mostly it is not there
    }
    return remove(key);
}

void FtpTarget::testLogin(ConnectionSteps &steps)
{
    // One connection does both; what fails in it says how far it came.
    Status entered = storageError("unavailable", QString());
    bool tried = false;
    const auto enter = [&] {
        if (!std::exchange(tried, true)) {
            entered = command({});
        }
    };
    steps.run("tls", [&]() -> Result<QString> {
        enter();
        const QString cause = entered ? QString() : storageCause(entered.error());
        static const QStringList kLater{QString(), QStringLiteral("login"), QStringLiteral("permission")};
        return kLater.contains(cause) ? Result<QString>(m_session.certificate())
                                      : Result<QString>(common::propagate(entered));
    });
    steps.run("login", [&]() -> Result<QString> {
        enter();
        return entered ? Result<QString>(m_settings.user) : Result<QString>(common::propagate(entered));
    });
    steps.run("folder", [&]() -> Result<QString> {
        if (m_settings.basePath.isEmpty()) {
            return QString();
        }
        Status made = makeFolders(m_settings.basePath + u'/');
        if (made) { // entered, and left again: the session stays where the login landed
            Exchange looking;
            looking.transfer.url = urlOf(m_settings.basePath + u'/');
            looking.transfer.options = [](CURL *curl) {
                curl_easy_setopt(curl, CURLOPT_FTP_FILEMETHOD, static_cast<long>(CURLFTPMETHOD_SINGLECWD));
            };
            made = run(looking);
        }
        return made ? Result<QString>(m_settings.basePath) : Result<QString>(common::propagate(made));
    });
}

QList<common::ConnectionStep> FtpTarget::test(const common::ConnectionStepsHeard &heard)
{
    ConnectionSteps steps(testSteps(m_settings), heard);
    StoragePatience patience = m_patience;
    patience.connect = patience.stall = patience.whole = std::chrono::seconds(10);
    QStringList addresses;
    steps.run("name", [&]() -> Result<QString> {
        auto found = addressesOfHost(m_environment, m_settings.host);
        addresses = found.value_or(QStringList());
        return found ? Result<QString>(addresses.join(QLatin1String(", ")))
                     : Result<QString>(common::propagate(found));
    });
    steps.run("tcp", [&]() -> Result<QString> {
        auto socket = connectTo(addresses, static_cast<quint16>(port()), patience);
        return socket ? Result<QString>(QStringLiteral("%1:%2").arg(m_settings.host).arg(port()))
                      : Result<QString>(common::propagate(socket));
    });
    FtpTarget fresh(m_settings, m_environment, patience);
    fresh.testLogin(steps);
    // Its own connection: folders were entered on the one before.
    FtpTarget writing(m_settings, m_environment, patience);
    runFileSteps(steps, writing);
    return steps.finish();
}

} // namespace recorder
