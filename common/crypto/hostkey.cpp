// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/hostkey.h"

#include "common/core/posixfile.h"
#include "common/crypto/aesgcm.h"
#include "common/crypto/random.h"

#include <QFile>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace common
{

namespace
{
constexpr char kVersion = 1;

std::span<const std::byte> asBytes(QByteArrayView view)
{
    return std::as_bytes(std::span(view.data(), static_cast<std::size_t>(view.size())));
}
std::byte *at(QByteArray &bytes, std::size_t offset)
{
    return reinterpret_cast<std::byte *>(bytes.data()) + offset;
}
/// A file that has all its bytes or no name: a power cut at the first start must not leave half a key behind.
/// link() does what O_EXCL would: it fails when the name is taken.
Status writeWhole(const QString &file, std::span<const std::byte> bytes)
{
    const QByteArray name = QFile::encodeName(file);
    const QByteArray fresh = name + ".new-" + QByteArray::number(::getpid());
    ::unlink(fresh.constData());
    const FileDescriptor fd(
        ::open(fresh.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    // The umask may have taken bits away, an ACL may have added some.
    const bool good = fd && ::fchmod(fd.get(), 0600) == 0 &&
                      ::write(fd.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
                      ::fsync(fd.get()) == 0 && ::link(fresh.constData(), name.constData()) == 0;
    const int error = errno;
    ::unlink(fresh.constData());
    if (!good) {
        return fail(error == EEXIST ? ErrorCode::Conflict : ErrorCode::Unavailable,
                    describeErrno(QStringLiteral("cannot create the host key"), file, error));
    }
    return {};
}

} // namespace

/// sodium_malloc: guard pages, mlock where the limit allows it, MADV_DONTDUMP, wiped when freed.
struct HostKey::Memory {
    Memory()
        : data(sodium_init() >= 0 ? static_cast<std::byte *>(sodium_malloc(kSize)) : nullptr)
    {
    }
    ~Memory() { sodium_free(data); }
    Memory(const Memory &) = delete;
    Memory &operator=(const Memory &) = delete;

    std::byte *data;
};

std::span<const std::byte, HostKey::kSize> HostKey::bytes() const
{
    return std::span<const std::byte, kSize>(m_memory->data, kSize);
}

Result<HostKey> HostKey::create(const QString &file)
{
    auto memory = std::make_shared<Memory>();
    if (memory->data == nullptr) {
        return fail(ErrorCode::Unavailable, QStringLiteral("no locked memory for the host key"));
    }
    if (Status random = fillRandom({memory->data, kSize}); !random) {
        return propagate(random);
    }
    if (Status written = writeWhole(file, {memory->data, kSize}); !written) {
        return propagate(written);
    }
    if (Status synced = syncDirectoryOf(file); !synced) {
        return propagate(synced);
    }
    ::sodium_mprotect_readonly(memory->data);
    return HostKey(std::move(memory));
}

Result<HostKey> HostKey::load(const QString &file)
{
    const FileDescriptor fd(
        ::open(QFile::encodeName(file).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!fd) {
        const int error = errno;
        return fail(error == ENOENT                     ? ErrorCode::NotFound
                    : error == EACCES || error == ELOOP ? ErrorCode::Denied
                                                        : ErrorCode::Unavailable,
                    describeErrno(QStringLiteral("cannot open the host key"), file, error));
    }
    struct stat status {
    };
    if (::fstat(fd.get(), &status) != 0) {
        return fail(ErrorCode::Unavailable,
                    describeErrno(QStringLiteral("cannot look at the host key"), file));
    }
    if (!S_ISREG(status.st_mode) || (status.st_mode & 077) != 0) {
        return fail(
            ErrorCode::Denied,
            QStringLiteral("host key %1 must be a file that only its owner may read (mode 0600)").arg(file));
    }
    if (status.st_size != off_t{kSize}) {
        return fail(ErrorCode::Invalid, QStringLiteral("host key %1 must have 32 bytes").arg(file));
    }
    auto memory = std::make_shared<Memory>();
    if (memory->data == nullptr) {
        return fail(ErrorCode::Unavailable, QStringLiteral("no locked memory for the host key"));
    }
    if (::read(fd.get(), memory->data, kSize) != ssize_t{kSize}) {
        return fail(ErrorCode::Unavailable, describeErrno(QStringLiteral("cannot read the host key"), file));
    }
    ::sodium_mprotect_readonly(memory->data);
    return HostKey(std::move(memory));
}

Result<HostKey> HostKey::loadOrCreate(const QString &file)
{
    Result<HostKey> loaded = load(file);
    if (loaded || loaded.error().code != ErrorCode::NotFound) {
        return loaded;
    }
    Result<HostKey> created = create(file);
    if (!created && created.error().code == ErrorCode::Conflict) {
        return load(file); // another process was first
    }
    return created;
}

Result<QByteArray> HostKey::seal(QByteArrayView plain, QByteArrayView context) const
{
    AesGcm::Nonce nonce;
    if (Status random = fillRandom(nonce); !random) {
        return propagate(random);
    }
    Result<AesGcm> cipher = AesGcm::create(bytes(), AesGcm::Direction::Seal);
    if (!cipher) {
        return propagate(cipher);
    }
    const auto size = static_cast<std::size_t>(plain.size());
    QByteArray sealed(plain.size() + qsizetype{kSealOverhead}, '\0');
    sealed[0] = kVersion;
    std::copy(nonce.begin(), nonce.end(), at(sealed, 1));
    const std::span<std::byte, AesGcm::kTagSize> tag(at(sealed, 1 + AesGcm::kNonceSize + size),
                                                     AesGcm::kTagSize);
    if (!cipher->seal(nonce, asBytes(context), asBytes(plain), at(sealed, 1 + AesGcm::kNonceSize), tag)) {
        return fail(ErrorCode::Internal, QStringLiteral("sealing failed"));
    }
    return sealed;
}

Result<QByteArray> HostKey::unseal(QByteArrayView sealed, QByteArrayView context) const
{
    const auto size = static_cast<std::size_t>(sealed.size());
    if (size < kSealOverhead || sealed[0] != kVersion) {
        return fail(ErrorCode::Invalid, QStringLiteral("not a sealed secret"));
    }
    Result<AesGcm> cipher = AesGcm::create(bytes(), AesGcm::Direction::Open);
    if (!cipher) {
        return propagate(cipher);
    }
    const std::span<const std::byte> all = asBytes(sealed);
    AesGcm::Nonce nonce;
    std::copy_n(all.begin() + 1, nonce.size(), nonce.begin());
    const auto body = all.subspan(1 + AesGcm::kNonceSize, size - kSealOverhead);
    QByteArray plain(static_cast<qsizetype>(body.size()), '\0');
    if (!cipher->open(nonce, asBytes(context), body, all.last<AesGcm::kTagSize>(), at(plain, 0))) {
        plain.fill('\0');
        return fail(ErrorCode::Invalid,
                    QStringLiteral("a sealed secret is not authentic: other key, other use, or changed"));
    }
    return plain;
}

} // namespace common
