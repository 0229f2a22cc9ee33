// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/auditfolder.h"

#include "common/core/clock.h"
#include "common/core/posixfile.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

/// More than the newest heads are never needed: each vouches for those before it.
constexpr qint64 kReadBack = 256 * 1024;
const QByteArray kSealContext = "audit.signing-key";
const QString kPosition = QStringLiteral("position");
const QString kHash = QStringLiteral("hash");

QString keyFile(const QString &folder)
{
    return folder + QStringLiteral("/audit-signing.key");
}
QString headsFile(const QString &folder)
{
    return folder + QStringLiteral("/audit-heads.jsonl");
}
QString vouchedFile(const QString &folder)
{
    return folder + QStringLiteral("/signing-keys.pem");
}
QString tailFile(const QString &folder)
{
    return folder + QStringLiteral("/audit-tail.json");
}

Status writeAll(const QString &file, int flags, const QByteArray &bytes, bool sync)
{
    const common::FileDescriptor fd(::open(QFile::encodeName(file).constData(),
                                           O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0600));
    const auto size = static_cast<std::size_t>(bytes.size());
    if (!fd || ::write(fd.get(), bytes.constData(), size) != static_cast<ssize_t>(size) ||
        (sync && ::fsync(fd.get()) != 0)) {
        return common::fail(common::ErrorCode::Unavailable,
                            common::describeErrno(QStringLiteral("cannot write"), file));
    }
    return {};
}

/// All of it and synced, or the file is left as it was: what is appended next must not join half a line.
Status appendWhole(const QString &file, const QByteArray &bytes)
{
    const common::FileDescriptor fd(::open(QFile::encodeName(file).constData(),
                                           O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    struct stat before = {};
    if (!fd || ::fstat(fd.get(), &before) != 0) {
        return common::fail(common::ErrorCode::Unavailable,
                            common::describeErrno(QStringLiteral("cannot open"), file));
    }
    const ssize_t written = ::write(fd.get(), bytes.constData(), static_cast<std::size_t>(bytes.size()));
    if (written == bytes.size() && ::fsync(fd.get()) == 0) {
        return {};
    }
    const int error = written >= 0 && written < bytes.size() ? ENOSPC : errno;
    if (::ftruncate(fd.get(), before.st_size) != 0) {
        qWarning("audit: %s", qUtf8Printable(common::describeErrno(QStringLiteral("cannot shorten"), file)));
    }
    return common::fail(common::ErrorCode::Unavailable,
                        common::describeErrno(QStringLiteral("cannot write"), file, error));
}

/// Whole or not at all.
Status replaceFile(const QString &file, const QByteArray &bytes, bool sync)
{
    const QString fresh = file + QStringLiteral(".new");
    if (Status written = writeAll(fresh, O_TRUNC, bytes, sync); !written) {
        return written;
    }
    if (::rename(QFile::encodeName(fresh).constData(), QFile::encodeName(file).constData()) != 0) {
        return common::fail(common::ErrorCode::Unavailable,
                            common::describeErrno(QStringLiteral("cannot rename"), fresh));
    }
    return sync ? common::syncDirectoryOf(file) : Status();
}

Result<common::SigningKey> loadKey(const QString &folder, const common::HostKey &hostKey)
{
    QFile file(keyFile(folder));
    if (!file.exists()) {
        return common::fail(common::ErrorCode::NotFound,
                            QStringLiteral("there is no key of the audit trail"));
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return common::fail(common::ErrorCode::Unavailable,
                            QStringLiteral("cannot read %1: %2").arg(file.fileName(), file.errorString()));
    }
    auto secret = hostKey.unseal(file.read(1024), kSealContext);
    if (!secret && secret.error().code == common::ErrorCode::Invalid) {
        return common::fail(
            common::ErrorCode::Invalid,
            QStringLiteral("%1 was sealed by another host.key, or is damaged: nothing is signed. "
                           "Restore that host.key, or move this file away: then another key is "
                           "made")
                .arg(file.fileName()));
    }
    if (!secret) {
        return common::propagate(secret);
    }
    auto key = common::SigningKey::fromSecret(*secret);
    secret->fill('\0');
    return key;
}

Result<common::SigningKey> makeKey(const QString &folder, const common::HostKey &hostKey)
{
    auto key = common::SigningKey::generate();
    if (!key) {
        return key;
    }
    QByteArray secret = key->secret();
    auto sealed = hostKey.seal(secret, kSealContext);
    secret.fill('\0');
    if (!sealed) {
        return common::propagate(sealed);
    }
    if (Status written = replaceFile(keyFile(folder), *sealed, true); !written) {
        return common::propagate(written);
    }
    return key;
}

/// What is no key there is passed over: whoever edited the file sees in System Health nothing of it, but in
/// each answer that the key is not believed.
QList<QByteArray> readVouched(const QString &folder)
{
    constexpr qint64 kMost = 256 * 1024;
    const QByteArray kBegin("-----BEGIN PUBLIC KEY-----");
    QList<QByteArray> keys;
    QFile file(vouchedFile(folder));
    if (!file.open(QIODevice::ReadOnly)) {
        return keys;
    }
    const QByteArray text = file.read(kMost);
    for (qsizetype at = text.indexOf(kBegin); at >= 0; at = text.indexOf(kBegin, at + 1)) {
        const qsizetype next = text.indexOf(kBegin, at + 1);
        if (const auto key = common::publicKeyOfPem(
                QByteArrayView(text).sliced(at, next < 0 ? text.size() - at : next - at))) {
            keys.append(*key);
        }
    }
    return keys;
}

/// So that what was signed with it is believed when the key is another one.
Status noteOwnKey(const QString &folder, const AuditSigner &signer)
{
    if (readVouched(folder).contains(signer.publicKey)) {
        return {};
    }
    const QByteArray entry = "\n" + signer.recorder.simplified().toUtf8() + " (this recorder) " +
                             signer.keyId.toLatin1() + "\n" + common::publicKeyPem(signer.publicKey);
    if (Status written = appendWhole(vouchedFile(folder), entry); !written) {
        return written;
    }
    return common::syncDirectoryOf(vouchedFile(folder));
}

/// The newest heads of the file. A last line without its end is what a crash leaves while it is written.
QList<AuditHead> readHeads(const QString &folder, bool &damaged)
{
    QList<AuditHead> heads;
    QFile file(headsFile(folder));
    if (!file.exists()) {
        return heads;
    }
    if (!file.open(QIODevice::ReadOnly)) {
        damaged = true;
        return heads;
    }
    const bool whole = file.size() <= kReadBack;
    file.seek(whole ? 0 : file.size() - kReadBack);
    QByteArrayList lines = file.readAll().split('\n');
    lines.removeLast();
    for (qsizetype i = whole ? 0 : 1; i < lines.size(); ++i) {
        auto head = headOfLine(lines.at(i));
        if (!head) {
            damaged = true;
            break;
        }
        heads.append(*head);
    }
    return heads;
}

} // namespace

Result<AuditFolder> AuditFolder::open(const QString &folder, const common::HostKey &hostKey,
                                      const QString &recorder)
{
    auto key = loadKey(folder, hostKey);
    if (!key && key.error().code == common::ErrorCode::NotFound) {
        key = makeKey(folder, hostKey);
    }
    if (!key) {
        return common::propagate(key);
    }
    const AuditSigner signer{signerIdOf(key->publicKey()), key->publicKey(), recorder,
                             common::toUnixMs(std::chrono::system_clock::now())};
    if (const Status noted = noteOwnKey(folder, signer); !noted) {
        qWarning("audit: %s", qUtf8Printable(noted.error().message)); // it signs all the same
    }
    AuditFolder opened(folder, *key, signer);
    // A line that was cut off goes: what is appended must stand on lines of its own.
    QFile heads(headsFile(folder));
    if (heads.exists() && heads.open(QIODevice::ReadWrite) && heads.size() > 0) {
        heads.seek(std::max<qint64>(0, heads.size() - kReadBack));
        const QByteArray end = heads.readAll();
        heads.resize(heads.size() - (end.size() - end.lastIndexOf('\n') - 1));
    }
    bool damaged = false;
    for (const AuditHead &head : readHeads(folder, damaged)) {
        opened.m_lastHead = head.number;
    }
    return opened;
}

Status AuditFolder::append(const QList<AuditHead> &heads, const QList<AuditSigner> &signers)
{
    QByteArray lines;
    for (const AuditHead &head : heads) {
        for (const AuditSigner &signer : signers) {
            if (signer.keyId == head.keyId) {
                lines += lineOf(head, signer.publicKey) + '\n';
            }
        }
    }
    const bool fresh = !QFile::exists(headsFile(m_folder));
    if (Status written = appendWhole(headsFile(m_folder), lines); !written) {
        return written;
    }
    m_lastHead = heads.isEmpty() ? m_lastHead : heads.last().number;
    return fresh ? common::syncDirectoryOf(headsFile(m_folder)) : Status();
}

Status AuditFolder::writeTail(const ChainLink &link) const
{
    return replaceFile(tailFile(m_folder),
                       QJsonDocument(QJsonObject{{kPosition, QString::number(link.position)},
                                                 {kHash, QString::fromLatin1(link.hash.toHex())}})
                           .toJson(QJsonDocument::Compact),
                       false);
}

AuditCheck::Memory AuditFolder::memory(const QString &folder, const common::HostKey *hostKey)
{
    AuditCheck::Memory memory;
    if (hostKey != nullptr) {
        if (const auto key = loadKey(folder, *hostKey)) {
            memory.publicKey = key->publicKey();
            memory.keyId = signerIdOf(key->publicKey());
        }
    }
    memory.heads = readHeads(folder, memory.fileDamaged);
    QFile tail(tailFile(folder));
    if (tail.open(QIODevice::ReadOnly)) {
        const QJsonObject json = QJsonDocument::fromJson(tail.read(4096)).object();
        ChainLink link;
        link.position = json.value(kPosition).toString().toLongLong();
        link.hash = QByteArray::fromHex(json.value(kHash).toString().toLatin1());
        if (link.position > 0 && link.hash.size() == common::Sha256::kSize) {
            memory.tail = link;
        }
    }
    return memory;
}

VouchedKeys vouchedKeysOf(const QString &folder)
{
    return [folder] { return readVouched(folder); };
}

SigningKeySource signingKeyOf(const QString &folder, const common::HostKey &hostKey)
{
    return [folder, hostKey]() -> Result<common::SigningKey> {
        auto key = loadKey(folder, hostKey);
        if (!key) {
            return common::fail(common::ErrorCode::Unavailable,
                                QStringLiteral("no key to sign with: %1").arg(key.error().message),
                                {{QStringLiteral("key"), QStringLiteral("no-signing-key")}});
        }
        return key;
    };
}

} // namespace recorder
