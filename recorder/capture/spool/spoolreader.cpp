// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/spool/spoolreader.h"

#include <QFile>
#include <QtEndian>

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace recorder
{

using common::AesGcm;
using common::describeErrno;
using common::ErrorCode;
using common::fail;
using common::FileDescriptor;
using common::Result;

namespace
{
constexpr std::size_t kPiece = 512 * 1024;
/// Frames that one damage may have cost: the search for the next one looks no further.
constexpr quint64 kMaxLostFrames = 1u << 20;
/// Bytes that one search may try to authenticate. A journal made to be slow ends here.
constexpr qint64 kSearchBudget = qint64{1} << 30;

qint64 sizeOf(int fd)
{
    struct stat status {
    };
    return ::fstat(fd, &status) == 0 ? status.st_size : 0;
}
} // namespace

SpoolReader::SpoolReader(FileDescriptor fd, common::HostKey key, SpoolMode mode, SpoolDamage damage)
    : m_fd(std::move(fd))
    , m_key(std::move(key))
    , m_mode(mode)
    , m_damage(damage)
    , m_raw(static_cast<std::size_t>(std::clamp(sizeOf(m_fd.get()), qint64{4096}, qint64{kPiece})))
{
}

Result<SpoolReader> SpoolReader::open(const QString &path, const common::HostKey &key, SpoolMode mode,
                                      SpoolDamage damage)
{
    FileDescriptor fd(::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!fd) {
        return fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Unavailable,
                    describeErrno(QStringLiteral("cannot open journal"), path));
    }
    SpoolReader reader(std::move(fd), key, mode, damage);
    const auto head = reader.window(0, SpoolFileHead::kSize);
    if (reader.m_error != 0) {
        return fail(ErrorCode::Unavailable,
                    describeErrno(QStringLiteral("cannot read journal"), path, reader.m_error));
    }
    if (head.size() < SpoolFileHead::kSize ||
        !SpoolFileHead::decode(head.first<SpoolFileHead::kSize>(), reader.m_head)) {
        return fail(ErrorCode::Invalid, QStringLiteral("%1 is not a journal").arg(path));
    }
    if (reader.m_head.mode != mode) {
        return fail(ErrorCode::Invalid,
                    QStringLiteral("journal %1 is %2")
                        .arg(path, mode == SpoolMode::Sealed ? QStringLiteral("not sealed")
                                                             : QStringLiteral("sealed")));
    }
    reader.rewind();
    if (reader.step() != Step::Segment && !(damage == SpoolDamage::Skip && reader.resync())) {
        return fail(ErrorCode::Invalid,
                    QStringLiteral("the key of journal %1 cannot be unwrapped: other host key, or damaged")
                        .arg(path));
    }
    reader.rewind();
    return reader;
}

void SpoolReader::rewind()
{
    m_position = qint64{SpoolFileHead::kSize};
    m_authentic = m_position;
    m_cipher.reset();
    m_frames = 0;
    m_segments = 0;
    m_segment = 0;
    m_counter = 0;
    m_closed = false;
    m_gap = false;
    m_deadEnd = -1;
    m_plainSize = 0;
    m_plainAt = 0;
}

common::CallId SpoolReader::call() const
{
    return m_head.call;
}

bool SpoolReader::damaged() const
{
    return m_gap || m_error != 0 || sizeOf(m_fd.get()) != m_authentic;
}

std::span<const std::byte> SpoolReader::window(qint64 offset, std::size_t wanted)
{
    const qint64 end = m_rawOffset + static_cast<qint64>(m_rawSize);
    if (offset < m_rawOffset || offset + static_cast<qint64>(wanted) > end) {
        if (m_raw.size() < wanted || (m_rawSize == m_raw.size() && m_rawSize < kPiece)) {
            m_raw.resize(std::max(wanted, kPiece)); // the file has grown, or a frame is large
        }
        m_rawOffset = offset;
        m_rawSize = 0;
        while (m_rawSize < m_raw.size()) {
            const ssize_t got = ::pread(m_fd.get(), m_raw.data() + m_rawSize, m_raw.size() - m_rawSize,
                                        offset + static_cast<off_t>(m_rawSize));
            if (got < 0 && errno == EINTR) {
                continue;
            }
            if (got <= 0) {
                m_error = got < 0 ? errno : 0;
                break;
            }
            m_rawSize += static_cast<std::size_t>(got);
        }
    }
    const auto from = static_cast<std::size_t>(offset - m_rawOffset);
    return std::span(m_raw).subspan(from, std::min(wanted, m_rawSize - from));
}

SpoolReader::Step SpoolReader::step()
{
    const auto head = window(m_position, SpoolFrameHead::kSize);
    if (head.empty()) {
        return Step::End;
    }
    if (head.size() < SpoolFrameHead::kSize) {
        return Step::Bad;
    }
    return qFromLittleEndian<quint32>(head.data()) == SpoolSegmentHead::kMarker ? readSegment(false)
                                                                                : readFrame(false);
}

SpoolReader::Step SpoolReader::readSegment(bool afterDamage)
{
    const auto bytes = window(m_position, SpoolSegmentHead::kSize);
    SpoolSegmentHead segment;
    if (bytes.size() < SpoolSegmentHead::kSize ||
        !SpoolSegmentHead::decode(bytes.first<SpoolSegmentHead::kSize>(), segment) ||
        segment.offset != static_cast<quint64>(m_position)) {
        return Step::Bad;
    }
    const quint32 expected = m_segments == 0 ? 0 : m_segment + 1;
    const bool next = segment.number == expected && segment.framesBefore == m_counter;
    if (!next && !(afterDamage && segment.number >= expected)) {
        return Step::Bad;
    }
    std::array<std::byte, AesGcm::kKeySize> key{};
    if (m_mode == SpoolMode::Sealed) {
        Result<QByteArray> plain = m_key.unseal(segment.hostWrap, segment.wrapContext(m_head));
        if (!plain || plain->size() != qsizetype{AesGcm::kKeySize}) {
            return Step::Bad;
        }
        std::copy_n(reinterpret_cast<const std::byte *>(plain->constData()), key.size(), key.begin());
        OPENSSL_cleanse(plain->data(), key.size());
    }
    Result<AesGcm> cipher = AesGcm::create(key, AesGcm::Direction::Open);
    OPENSSL_cleanse(key.data(), key.size());
    if (!cipher) {
        return Step::Bad;
    }
    m_cipher.emplace(std::move(*cipher));
    m_segment = segment.number;
    m_counter = 0;
    ++m_segments;
    m_closed = false;
    m_position += qint64{SpoolSegmentHead::kSize};
    m_authentic = m_position;
    return Step::Segment;
}

SpoolReader::Step SpoolReader::readFrame(bool afterDamage)
{
    const auto headBytes = window(m_position, SpoolFrameHead::kSize);
    SpoolFrameHead head;
    if (!m_cipher || headBytes.size() < SpoolFrameHead::kSize ||
        !SpoolFrameHead::decode(headBytes.data(), head)) {
        return Step::Bad;
    }
    const bool next = head.counter == m_counter;
    if (!next && !(afterDamage && head.counter > m_counter && head.counter - m_counter < kMaxLostFrames)) {
        return Step::Bad;
    }
    const std::size_t whole = SpoolFrameHead::kOverhead + head.length;
    const auto bytes = window(m_position, whole);
    if (bytes.size() < whole || !openFrame(bytes, head)) {
        return Step::Bad;
    }
    m_plainSize = head.length;
    m_plainAt = 0;
    m_counter = head.counter + 1;
    ++m_frames;
    m_closed = (head.flags & SpoolFrameHead::kFrameLast) != 0;
    m_position += static_cast<qint64>(whole);
    m_authentic = m_position;
    return Step::Frame;
}

bool SpoolReader::openFrame(std::span<const std::byte> bytes, const SpoolFrameHead &head)
{
    if (m_plain.size() < head.length) {
        m_plain.resize(head.length);
    }
    const auto text = bytes.subspan(SpoolFrameHead::kSize, head.length);
    const auto tag = bytes.last<AesGcm::kTagSize>();
    if (m_mode == SpoolMode::Unsealed) {
        std::copy(text.begin(), text.end(), m_plain.begin());
        return std::equal(tag.begin(), tag.end(), m_head.fileId.begin());
    }
    return m_cipher->open(spoolNonce(m_segment, head.counter), spoolAad(m_head, m_segment, bytes.data()),
                          text, tag, m_plain.data());
}

/// Searches for the next authentic frame or segment behind a damage, byte by byte, because the length that
/// would lead there may itself be damaged. On failure nothing has changed.
bool SpoolReader::resync()
{
    const qint64 from = m_position;
    const qint64 size = sizeOf(m_fd.get());
    if (m_deadEnd == size) {
        return false;
    }
    qint64 budget = kSearchBudget;
    for (qint64 at = from; budget > 0; ++at) {
        const auto bytes = window(at, SpoolFrameHead::kSize);
        if (bytes.size() < SpoolFrameHead::kSize) {
            break;
        }
        SpoolFrameHead head;
        Step found = Step::Bad;
        m_position = at;
        if (qFromLittleEndian<quint32>(bytes.data()) == SpoolSegmentHead::kMarker) {
            budget -= qint64{SpoolSegmentHead::kSize};
            found = readSegment(true);
        } else if (SpoolFrameHead::decode(bytes.data(), head) && head.counter >= m_counter &&
                   head.counter - m_counter < kMaxLostFrames &&
                   (head.length >= SpoolRecordHead::kSize || head.flags != 0)) {
            // A run of zeros is not a frame: only the closing one is empty.
            budget -= qint64{head.length} + 64;
            found = readFrame(true);
        }
        if (found != Step::Bad) {
            m_gap = true;
            return true;
        }
        m_position = from;
    }
    m_position = from;
    m_deadEnd = size;
    return false;
}

bool SpoolReader::loadFrame()
{
    m_plainSize = 0;
    m_plainAt = 0;
    for (;;) {
        const Step found = step();
        if (found == Step::End) {
            return false;
        }
        if (found == Step::Bad && (m_damage == SpoolDamage::Stop || !resync())) {
            return false;
        }
        if (m_plainSize > 0) {
            return true;
        }
    }
}

std::optional<SpoolRecordView> SpoolReader::next()
{
    for (;;) {
        const std::size_t left = m_plainSize - m_plainAt;
        if (left == 0) {
            if (!loadFrame()) {
                return std::nullopt;
            }
            continue;
        }
        SpoolRecordView view;
        const std::byte *at = m_plain.data() + m_plainAt;
        if (left < SpoolRecordHead::kSize || !decodeHead(at, view.head) ||
            view.head.length > left - SpoolRecordHead::kSize) {
            m_gap = true; // authentic, but not records: an error of the writing side
            m_plainAt = m_plainSize;
            continue;
        }
        view.payload = std::span(at + SpoolRecordHead::kSize, view.head.length);
        m_plainAt += SpoolRecordHead::kSize + view.head.length;
        return view;
    }
}

} // namespace recorder
