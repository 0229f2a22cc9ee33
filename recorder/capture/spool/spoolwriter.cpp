// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/spool/spoolwriter.h"

#include "recorder/capture/spool/spoolreader.h"

#include "common/core/check.h"
#include "common/core/failpoint.h"
#include "common/crypto/random.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace recorder
{

using common::AesGcm;
using common::describeErrno;
using common::ErrorCode;
using common::fail;
using common::FileDescriptor;
using common::propagate;
using common::Result;
using common::Status;

namespace
{

constexpr QLatin1String kMovingSuffix(".moving");
constexpr QLatin1String kAsideSuffix(".unreadable-");

tl::unexpected<common::Error> unavailable(const char *what, const QString &path, int error)
{
    return fail(ErrorCode::Unavailable, describeErrno(QString::fromLatin1(what), path, error));
}

/// The longest run of whole records from the front that fits into one frame.
std::size_t wholeRecords(std::span<const std::byte> records)
{
    std::size_t end = 0;
    while (records.size() - end >= SpoolRecordHead::kSize) {
        SpoolRecordHead head;
        if (!decodeHead(records.data() + end, head)) {
            break;
        }
        const std::size_t next = end + SpoolRecordHead::kSize + head.length;
        if (next > records.size() || next > SpoolFrameHead::kMaxFrame) {
            break;
        }
        end = next;
    }
    return end;
}

/// A key on the stack that does not stay there.
struct SegmentKey {
    std::array<std::byte, AesGcm::kKeySize> bytes{};
    SegmentKey() = default;
    SegmentKey(const SegmentKey &) = delete;
    SegmentKey &operator=(const SegmentKey &) = delete;
    ~SegmentKey() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

QString freeName(const QString &path)
{
    for (int i = 1;; ++i) {
        const QString name = path + kAsideSuffix + QString::number(i);
        if (!QFile::exists(name)) {
            return name;
        }
    }
}

/// In the mode that it was begun in: of the tenant the recorder may know less now than it did then.
Result<SpoolReader> openBegun(const QString &path, const common::HostKey &key, SpoolMode mode)
{
    Result<SpoolReader> reader = SpoolReader::open(path, key);
    return !reader && reader.error().code == ErrorCode::Invalid && mode == SpoolMode::Unsealed
               ? SpoolReader::open(path, key, SpoolMode::Unsealed)
               : std::move(reader);
}

/// A tenant that encrypts has nothing on the disk in the clear, whatever is measured.
SpoolMode modeFor(SpoolMode mode, const SpoolWriter::TenantKey &tenant)
{
    return tenant ? SpoolMode::Sealed : mode;
}

} // namespace

SpoolWriter::SpoolWriter(QString path, common::HostKey key, SpoolMode mode, TenantKey tenant)
    : m_path(std::move(path))
    , m_key(std::move(key))
    , m_mode(mode)
    , m_tenant(std::move(tenant))
{
}

Result<SpoolWriter> SpoolWriter::createNew(const QString &path, const common::HostKey &key,
                                           const common::CallId &call, SpoolMode mode,
                                           const TenantKey &tenant)
{
    SpoolWriter writer(path, key, mode, tenant);
    writer.m_head.mode = mode;
    writer.m_head.call = call;
    if (Status random = common::fillRandom(writer.m_head.fileId); !random) {
        return propagate(random);
    }
    writer.m_fd = FileDescriptor(::open(QFile::encodeName(path).constData(),
                                        O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!writer.m_fd) {
        return fail(errno == EEXIST ? ErrorCode::Conflict : ErrorCode::Unavailable,
                    describeErrno(QStringLiteral("cannot create journal"), path));
    }
    const auto head = writer.m_head.encode();
    Status done = writer.writeAt(head.data(), head.size());
    if (done) {
        writer.m_size = SpoolFileHead::kSize;
        done = writer.beginSegment();
    }
    if (done) {
        done = writer.sync();
    }
    if (done) {
        done = common::syncDirectoryOf(path);
    }
    if (!done) {
        ::unlink(QFile::encodeName(path).constData());
        return propagate(done);
    }
    return writer;
}

Result<SpoolWriter> SpoolWriter::create(const QString &path, const common::HostKey &key,
                                        const common::CallId &call, SpoolMode mode, const TenantKey &tenant)
{
    if (const int error = common::errnoOf(common::failpoint("spool.create")); error != 0) {
        return unavailable("cannot create journal", path, error);
    }
    return createNew(path, key, call, modeFor(mode, tenant), tenant);
}

bool SpoolWriter::isUnbegun(const QString &path)
{
    return QFileInfo(path).size() < qint64{SpoolFileHead::kSize + SpoolSegmentHead::kSize};
}

Result<SpoolWriter> SpoolWriter::resume(const QString &path, const common::HostKey &key,
                                        const common::CallId &call, SpoolMode mode, const TenantKey &tenant)
{
    Result<SpoolReader> reader = openBegun(path, key, mode);
    if (!reader && reader.error().code == ErrorCode::NotFound) {
        return create(path, key, call, mode, tenant);
    }
    if (!reader && reader.error().code != ErrorCode::Invalid) {
        return propagate(reader);
    }
    if (!reader && isUnbegun(path)) {
        if (::unlink(QFile::encodeName(path).constData()) != 0) {
            return unavailable("cannot begin anew journal", path, errno);
        }
        return create(path, key, call, mode, tenant);
    }
    if (!reader || reader->call() != call) {
        const QString aside = freeName(path);
        if (::rename(QFile::encodeName(path).constData(), QFile::encodeName(aside).constData()) != 0) {
            return unavailable("cannot set aside journal", path, errno);
        }
        Result<SpoolWriter> fresh = create(path, key, call, mode, tenant);
        if (fresh) {
            fresh->m_repair.setAside = aside;
        }
        return fresh;
    }
    if (Status shredded = shredSpool(path + kMovingSuffix); !shredded) { // left by a crash in relocate()
        return propagate(shredded);
    }
    SpoolWriter writer(path, key, reader->m_head.mode, tenant);
    while (const std::optional<SpoolRecordView> record = reader->next()) {
        writer.m_repair.lastMonoNs = record->head.monoNs;
    }
    writer.m_fd =
        FileDescriptor(::open(QFile::encodeName(path).constData(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    struct stat status {
    };
    if (!writer.m_fd || ::fstat(writer.m_fd.get(), &status) != 0) {
        return unavailable("cannot reopen journal", path, errno);
    }
    writer.m_size = reader->authenticBytes();
    writer.m_repair.frames = reader->frames();
    writer.m_repair.truncated = status.st_size - writer.m_size;
    writer.m_repair.damaged = reader->m_gap;
    writer.m_repair.wasClosed = reader->closed();
    writer.m_head = reader->m_head;
    writer.m_counter = reader->m_counter;
    writer.m_nextSegment = reader->m_segment + 1;
    if (Status begun = writer.beginSegment(); !begun) {
        return propagate(begun);
    }
    if (Status synced = writer.sync(); !synced) {
        return propagate(synced);
    }
    writer.sealLate();
    return writer;
}

/// Begun before the tenant's key was known, in the clear. When it does not work the call goes on all the
/// same.
void SpoolWriter::sealLate()
{
    if (m_mode == modeFor(m_mode, m_tenant)) {
        return;
    }
    if (const Status sealed = relocate(); !sealed) {
        qWarning("journal %s stays unsealed: %s", qPrintable(m_path), qPrintable(sealed.error().message));
    }
}

QStringList setAsideOf(const QString &path)
{
    const QFileInfo info(path);
    return info.dir().entryList({info.fileName() + kAsideSuffix + u'*'}, QDir::Files);
}

Status SpoolWriter::writeAt(const std::byte *bytes, std::size_t size)
{
    if (const int error = common::errnoOf(common::failpoint("spool.before-write")); error != 0) {
        return unavailable("cannot write journal", m_path, error);
    }
    std::size_t done = 0;
    while (done < size) {
        const ssize_t put =
            ::pwrite(m_fd.get(), bytes + done, size - done, m_size + static_cast<off_t>(done));
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return unavailable("cannot write journal", m_path, put < 0 ? errno : EIO);
        }
        done += static_cast<std::size_t>(put);
    }
    if (const int error = common::errnoOf(common::failpoint("spool.after-write")); error != 0) {
        return unavailable("cannot write journal", m_path, error);
    }
    return {};
}

/// Nothing when it does not work: a call is recorded all the same.
QByteArray SpoolWriter::tenantWrapOf(std::span<const std::byte> key) const
{
    if (!m_tenant) {
        return {};
    }
    common::SecretBytes secret(key.size());
    if (secret.isEmpty()) {
        qWarning("journal %s: its key is not wrapped to the tenant: no memory", qPrintable(m_path));
        return {};
    }
    std::copy(key.begin(), key.end(), secret.bytes().begin());
    const Result<QByteArray> wrapped = m_tenant->wrap(secret);
    if (!wrapped) {
        qWarning("journal %s: its key is not wrapped to the tenant: %s", qPrintable(m_path),
                 qPrintable(wrapped.error().message));
    }
    return wrapped.value_or(QByteArray());
}

Status SpoolWriter::beginSegment()
{
    // Whatever stands behind the last whole frame is torn: it must not stand between two segments.
    if (::ftruncate(m_fd.get(), m_size) != 0) {
        return unavailable("cannot cut journal", m_path, errno);
    }
    SpoolSegmentHead segment;
    segment.number = m_nextSegment;
    segment.framesBefore = m_counter;
    segment.offset = static_cast<quint64>(m_size);
    SegmentKey key;
    if (m_mode == SpoolMode::Sealed) {
        if (Status random = common::fillRandom(key.bytes); !random) {
            return propagate(random);
        }
        segment.tenantWrap = tenantWrapOf(key.bytes); // before the host wrap, which vouches for its length
        Result<QByteArray> wrap = m_key.seal(
            QByteArrayView(reinterpret_cast<const char *>(key.bytes.data()), qsizetype{AesGcm::kKeySize}),
            segment.wrapContext(m_head));
        if (!wrap) {
            return propagate(wrap);
        }
        segment.hostWrap = *wrap;
    }
    Result<AesGcm> cipher = AesGcm::create(key.bytes, AesGcm::Direction::Seal);
    if (!cipher) {
        return propagate(cipher);
    }
    const auto bytes = segment.encode();
    if (Status written = writeAt(bytes.data(), bytes.size()); !written) {
        return propagate(written);
    }
    m_cipher.emplace(std::move(*cipher));
    m_size += qint64{SpoolSegmentHead::kSize};
    m_segment = m_nextSegment++;
    m_counter = 0;
    m_needSegment = false;
    return {};
}

bool SpoolWriter::sealFrame(std::span<const std::byte> records, quint32 flags)
{
    m_buffer.resize(SpoolFrameHead::kOverhead + records.size());
    const SpoolFrameHead head{static_cast<quint32>(records.size()), flags, m_counter};
    head.encode(m_buffer.data());
    std::byte *text = m_buffer.data() + SpoolFrameHead::kSize;
    const std::span<std::byte, AesGcm::kTagSize> tag(text + records.size(), AesGcm::kTagSize);
    if (m_mode == SpoolMode::Unsealed) {
        std::copy(records.begin(), records.end(), text);
        std::copy(m_head.fileId.begin(), m_head.fileId.end(), tag.begin());
        return true;
    }
    return m_cipher->seal(spoolNonce(m_segment, m_counter), spoolAad(m_head, m_segment, m_buffer.data()),
                          records, text, tag);
}

Status SpoolWriter::appendFrame(std::span<const std::byte> records, quint32 flags)
{
    if (m_suspect || !m_fd) {
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("journal %1 is closed or its last sync failed").arg(m_path));
    }
    if (m_needSegment) {
        if (Status begun = beginSegment(); !begun) {
            return propagate(begun);
        }
    }
    m_needSegment = true; // until the write has succeeded: the nonce is spent
    if (!sealFrame(records, flags)) {
        return fail(ErrorCode::Internal, QStringLiteral("journal %1 cannot be sealed").arg(m_path));
    }
    if (Status written = writeAt(m_buffer.data(), m_buffer.size()); !written) {
        return propagate(written);
    }
    m_needSegment = false;
    m_size += static_cast<qint64>(m_buffer.size());
    ++m_counter;
    return {};
}

Status SpoolWriter::append(std::span<const std::byte> records)
{
    while (records.size() > SpoolFrameHead::kMaxFrame) {
        const std::size_t whole = wholeRecords(records);
        if (!CHECK(whole > 0)) {
            return fail(ErrorCode::Internal, QStringLiteral("not whole records"));
        }
        if (Status done = appendFrame(records.first(whole), 0); !done) {
            return propagate(done);
        }
        records = records.subspan(whole);
    }
    return records.empty() ? Status() : appendFrame(records, 0);
}

Status SpoolWriter::sync()
{
    if (m_suspect || !m_fd) {
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("journal %1 is closed or an earlier sync failed").arg(m_path));
    }
    int error = common::errnoOf(common::failpoint("spool.before-sync"));
    if (error == 0 && ::fdatasync(m_fd.get()) != 0) {
        error = errno;
    }
    if (error == 0) {
        error = common::errnoOf(common::failpoint("spool.after-sync"));
    }
    if (error != 0) {
        m_suspect = true;
        return unavailable("cannot sync journal", m_path, error);
    }
    return {};
}

Status SpoolWriter::close()
{
    if (const int error = common::errnoOf(common::failpoint("spool.before-close")); error != 0) {
        return unavailable("cannot close journal", m_path, error);
    }
    if (Status last = appendFrame({}, SpoolFrameHead::kFrameLast); !last) {
        return propagate(last);
    }
    if (Status synced = sync(); !synced) {
        return propagate(synced);
    }
    if (const int error = m_fd.reset(); error != 0) {
        return unavailable("cannot close journal", m_path, error);
    }
    return {};
}

Status SpoolWriter::relocate()
{
    const QString moving = m_path + kMovingSuffix;
    const QByteArray movingName = QFile::encodeName(moving);
    ::unlink(movingName.constData()); // left by a crash
    Result<SpoolReader> reader = SpoolReader::open(m_path, m_key, m_mode);
    if (!reader) {
        return propagate(reader);
    }
    Result<SpoolWriter> fresh = createNew(moving, m_key, m_head.call, modeFor(m_mode, m_tenant), m_tenant);
    if (!fresh) {
        return propagate(fresh);
    }
    Status done;
    // Not further than m_size: a frame whose append failed may stand there, and its records come again.
    while (done && reader->loadFrame() && reader->authenticBytes() <= m_size) {
        done = fresh->append(std::span(reader->m_plain).first(reader->m_plainSize));
    }
    if (done) {
        done = fresh->sync();
    }
    if (done && ::rename(movingName.constData(), QFile::encodeName(m_path).constData()) != 0) {
        done = unavailable("cannot replace journal", m_path, errno);
    }
    if (!done) {
        ::unlink(movingName.constData());
        return propagate(done);
    }
    // Best effort: the disk below the old file is the one that failed.
    if (!overwriteSpoolWraps(m_fd.get()) || ::fdatasync(m_fd.get()) != 0) {
        qWarning("the replaced file of journal %s keeps its sealed key", qPrintable(m_path));
    }
    fresh->m_path = m_path;
    fresh->m_repair = m_repair;
    fresh->m_repair.damaged = m_repair.damaged || reader->m_gap;
    *this = std::move(*fresh);
    return common::syncDirectoryOf(m_path);
}

} // namespace recorder
