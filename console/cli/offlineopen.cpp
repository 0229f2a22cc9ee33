// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/cli/offlineopen.h"

#include "console/cli/sealedfile.h"

#include "common/core/filenames.h"
#include "common/core/typedsecret.h"
#include "common/crypto/loginkeys.h"
#include "common/crypto/pemkeys.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryFile>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace console
{

namespace
{

const QString kSealedEnding = QStringLiteral(".cms");

QString nameWithoutSeal(const QString &name)
{
    return name.endsWith(kSealedEnding, Qt::CaseInsensitive) && name.size() > kSealedEnding.size()
               ? name.chopped(kSealedEnding.size())
               : name + QStringLiteral(".opened");
}

QString keyWordsOf(const QString &reason)
{
    return reason == QLatin1String("password-needed")
               ? QStringLiteral("the key is protected: give its password in EARSHOT_KEY_PASSWORD, or with "
                                "--password-from-stdin")
           : reason == QLatin1String("password") ? QStringLiteral("the password does not open the key")
           : reason == QLatin1String("several")  ? QStringLiteral("there is more than one key in it")
           : reason == QLatin1String("bits")     ? QStringLiteral("the key is too short or too long")
           : reason == QLatin1String("mismatch")
               ? QStringLiteral("the parts of the key do not belong together")
           : reason == QLatin1String("algorithm")
               ? QStringLiteral("the key is protected in a way that is not supported")
           : reason == QLatin1String("excessive") ? QStringLiteral("opening the key would take too long")
                                                  : QStringLiteral("this is no private RSA key in PEM");
}

/// Gives the file its name, when there is nothing of that name; the file is not there any more otherwise. 0,
/// or errno.
int publish(QTemporaryFile &file, const QString &path)
{
    const QByteArray from = QFile::encodeName(file.fileName());
    const QByteArray to = QFile::encodeName(path);
    if (::fsync(file.handle()) != 0) {
        return errno;
    }
    if (::link(from.constData(), to.constData()) == 0) { // the temporary name goes with the object
        return 0;
    }
    if (errno == EEXIST) {
        return EEXIST;
    }
    // File systems without links (FAT).
    if (::renameat2(AT_FDCWD, from.constData(), AT_FDCWD, to.constData(), RENAME_NOREPLACE) != 0) {
        return errno;
    }
    file.setAutoRemove(false);
    return 0;
}

} // namespace

OfflineOpen::OfflineOpen(const CtlOptions &options, QTextStream &input, QTextStream &out, QTextStream &err)
    : m_options(options)
    , m_input(input)
    , m_out(out)
    , m_err(err)
{
}

bool OfflineOpen::readKey()
{
    const auto refuse = [this](ExitCode code, const QString &words) {
        m_err << "earshotctl: " << words << Qt::endl;
        m_code = code;
        return false;
    };
    const QString path = m_options.filters.value(QStringLiteral("key"));
    if (path.isEmpty()) {
        return refuse(ExitCode::Usage, QStringLiteral("--key names the exported private key (PEM)"));
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return refuse(ExitCode::Usage, path + QStringLiteral(": ") + file.errorString());
    }
    QByteArray pem = file.read(common::kMostPem + 1);
    QString typed = m_options.passwordFromStdin ? m_input.readLine() : m_options.keyPassword;
    const common::TypedSecret password(typed);
    common::wipe(typed);
    auto key = common::readPrivatePem(pem, password.text());
    common::wipe(pem);
    if (!key) {
        const QString reason = key.error().fields.value(QStringLiteral("key"));
        return refuse(reason.startsWith(QLatin1String("password")) ? ExitCode::Denied : ExitCode::Usage,
                      path + QStringLiteral(": ") + keyWordsOf(reason));
    }
    m_key = std::move(*key);
    return true;
}

void OfflineOpen::failed(const QString &shown, ExitCode code, const QString &words, const QString &reason)
{
    m_err << "earshotctl: " << shown << ": " << words << Qt::endl;
    m_code = m_failed == 0 ? code : m_code;
    ++m_failed;
    m_files.append(QJsonObject{{QStringLiteral("name"), shown},
                               {QStringLiteral("opened"), false},
                               {QStringLiteral("reason"), reason}});
}

void OfflineOpen::done(const QString &shown, const QString &path, qint64 size)
{
    ++m_opened;
    if (!m_options.json) {
        m_out << path << "  " << size << " bytes" << Qt::endl;
    }
    m_files.append(QJsonObject{{QStringLiteral("name"), shown},
                               {QStringLiteral("opened"), true},
                               {QStringLiteral("path"), path},
                               {QStringLiteral("size"), size}});
}

void OfflineOpen::openOne(QIODevice &sealed, const QString &shown, const QString &folder, const QString &name)
{
    const QString path = folder + QLatin1Char('/') + name;
    if (QFileInfo::exists(path)) { // looked at again when it gets its name
        failed(shown, ExitCode::CannotCreate, path + QStringLiteral(" exists"), QStringLiteral("exists"));
        return;
    }
    QTemporaryFile plain(folder + QStringLiteral("/.earshot-XXXXXX")); // mode 0600; removed with the object
    if (!plain.open()) {
        failed(shown, ExitCode::CannotCreate, folder + QStringLiteral(": ") + plain.errorString(),
               QStringLiteral("write"));
        return;
    }
    QStringList sealedTo;
    const auto size = openSealed(
        sealed,
        [this, &sealedTo](const common::ContainerHeader &header) {
            sealedTo.clear();
            for (const common::WrappedKey &recipient : header.recipients) {
                sealedTo.append(QString::fromLatin1(recipient.fingerprint.toHex()));
            }
            return common::fileKeyBy(*m_key)(header);
        },
        plain);
    if (!size) {
        const QString reason = size.error().fields.value(QStringLiteral("container"));
        failed(
            shown, sealCode(size.error()),
            sealWords(size.error(), QStringLiteral("it is sealed to the key %1, and this is the key %2")
                                        .arg(sealedTo.join(QStringLiteral(", ")),
                                             QString::fromLatin1(m_key->publicKey().fingerprint().toHex()))),
            reason.isEmpty() ? QStringLiteral("write") : reason);
        return;
    }
    const int problem = plain.flush() ? publish(plain, path) : EIO;
    if (problem != 0) {
        failed(shown, ExitCode::CannotCreate,
               problem == EEXIST
                   ? path + QStringLiteral(" exists")
                   : path + QStringLiteral(": ") + QString::fromLocal8Bit(std::strerror(problem)),
               problem == EEXIST ? QStringLiteral("exists") : QStringLiteral("write"));
        return;
    }
    done(shown, path, *size);
}

void OfflineOpen::openEntry(ZipReader &zip, const ZipReader::Entry &entry, const QString &shown,
                            const QString &folder)
{
    // As it is sealed, so that it can be read twice.
    QTemporaryFile sealed(folder + QStringLiteral("/.earshot-XXXXXX"));
    bool written = sealed.open();
    const common::Status read = zip.read(entry, [&sealed, &written](QByteArrayView piece) {
        written = written && sealed.write(piece.data(), piece.size()) == piece.size();
    });
    written = written && sealed.flush();
    if (!read) {
        failed(shown, ExitCode::Data, QStringLiteral("the archive is damaged, or its end is missing"),
               QStringLiteral("archive"));
    } else if (!written) {
        failed(shown, ExitCode::CannotCreate, folder + QStringLiteral(": ") + sealed.errorString(),
               QStringLiteral("write"));
    } else {
        const QString plain = entry.name.section(QLatin1Char('/'), -1);
        openOne(sealed, shown, folder,
                common::safeFileName(nameWithoutSeal(plain), QStringLiteral("recording")));
    }
}

void OfflineOpen::openArchive(const QString &path, const QString &folder)
{
    auto zip = ZipReader::open(path);
    if (!zip) {
        const bool missing = zip.error().code == common::ErrorCode::NotFound;
        failed(path, missing ? ExitCode::Negative : ExitCode::Data,
               missing ? zip.error().message
                       : QStringLiteral("it is no archive of ours, or its end is missing"),
               QStringLiteral("archive"));
        return;
    }
    const QList<ZipReader::Entry> entries = zip->entries();
    int sealed = 0;
    for (const ZipReader::Entry &entry : entries) {
        if (entry.name.endsWith(kSealedEnding, Qt::CaseInsensitive)) {
            ++sealed;
            openEntry(*zip, entry, path + QLatin1Char('/') + entry.name, folder);
        }
    }
    if (sealed > 0 && sealed < entries.size()) {
        m_err << "earshotctl: " << path << ": " << entries.size() - sealed
              << " of its files are not sealed and were left where they are" << Qt::endl;
    }
    if (sealed == 0) {
        failed(path, ExitCode::Negative, QStringLiteral("nothing in it is sealed"), QStringLiteral("plain"));
    }
}

void OfflineOpen::openPath(const QString &path)
{
    const QFileInfo info(path);
    const QString into = m_options.filters.value(QStringLiteral("into"));
    const QString folder = into.isEmpty() ? info.absolutePath() : QDir(into).absolutePath();
    QFile file(path);
    if (info.isDir() || !file.open(QIODevice::ReadOnly)) {
        failed(path, ExitCode::Negative,
               info.isDir() ? QStringLiteral("it is a folder: name the files in it") : file.errorString(),
               QStringLiteral("missing"));
    } else if (path.endsWith(QLatin1String(".zip"), Qt::CaseInsensitive)) {
        file.close();
        openArchive(path, folder);
    } else {
        openOne(file, path, folder, nameWithoutSeal(info.fileName()));
    }
}

ExitCode OfflineOpen::run()
{
    if (!readKey()) {
        return m_code;
    }
    for (const QString &path : m_options.arguments) {
        openPath(path);
    }
    if (m_options.json) {
        m_out << QJsonDocument(QJsonObject{{QStringLiteral("files"), m_files},
                                           {QStringLiteral("opened"), m_opened},
                                           {QStringLiteral("failed"), m_failed}})
                     .toJson(QJsonDocument::Compact)
              << Qt::endl;
    } else if (m_opened + m_failed > 1) {
        m_out << m_opened << " opened, " << m_failed << " not" << Qt::endl;
    }
    return m_code;
}

} // namespace console
