// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/containerreader.h"

#include "common/crypto/loginkeys.h"
#include "common/crypto/sha256.h"

#include <QIODevice>

#include <algorithm>

namespace common
{

FileKeySource fileKeyBy(OpeningKey key)
{
    return [key = std::move(key)](const ContainerHeader &header) -> Result<SecretBytes> {
        const auto entry = std::find_if(header.recipients.begin(), header.recipients.end(),
                                        [&key](const WrappedKey &recipient) {
                                            return recipient.fingerprint == key.publicKey().fingerprint();
                                        });
        if (entry == header.recipients.end()) {
            return refuseContainer("recipient");
        }
        auto fileKey = key.unwrap(entry->wrapped);
        if (!fileKey || fileKey->size() != AesGcm::kKeySize) {
            return refuseContainer("changed");
        }
        return fileKey;
    };
}

Result<WrappedKey> rewrap(const ContainerHeader &header, const OpeningKey &from, const SealingKey &to)
{
    auto key = fileKeyBy(from)(header);
    if (!key) {
        return propagate(key);
    }
    auto wrapped = to.wrap(*key);
    return wrapped ? Result<WrappedKey>(WrappedKey{to.fingerprint(), *wrapped}) : propagate(wrapped);
}

ContainerReader::ContainerReader(FileKeySource key, qint64 limit, qint64 expected)
    : m_key(std::move(key))
    , m_limit(limit)
    , m_parser([this](const ContainerHeader &header) { return start(header); },
               [this](QByteArrayView cipher) { return take(cipher); })
{
    m_plain.reserve(std::clamp<qint64>(expected, 0, limit));
}

ContainerReader::~ContainerReader()
{
    wipe(m_plain);
}

tl::unexpected<Error> ContainerReader::drop(Error error)
{
    m_failed = true;
    m_cipher.reset();
    wipe(m_plain);
    return tl::unexpected<Error>(std::move(error));
}

Status ContainerReader::start(const ContainerHeader &header)
{
    auto key = m_key(header);
    if (!key) {
        return propagate(key);
    }
    auto cipher = GcmStream::create(*key, header.nonce, AesGcm::Direction::Open);
    if (!cipher) {
        return propagate(cipher);
    }
    m_cipher = std::move(*cipher);
    return {};
}

Status ContainerReader::take(QByteArrayView cipher)
{
    const qsizetype at = m_plain.size();
    if (cipher.size() > m_limit - at) {
        return refuseContainer("oversize");
    }
    m_plain.resize(at + cipher.size());
    if (!m_cipher->update(cipher, m_plain.data() + at)) {
        return fail(ErrorCode::Internal, QStringLiteral("sealed file: opening failed"));
    }
    return {};
}

Status ContainerReader::add(QByteArrayView piece)
{
    if (m_failed) {
        return refuseContainer("format");
    }
    Status added = m_parser.add(piece);
    return added ? added : Status(drop(std::move(added.error())));
}

Result<QByteArray> ContainerReader::finish()
{
    if (m_failed) {
        return refuseContainer("format");
    }
    auto tag = m_parser.finish();
    if (!tag) {
        return drop(std::move(tag.error()));
    }
    if (!m_cipher->finishOpen(*tag)) {
        return drop(Error(refuseContainer("changed").value()));
    }
    m_failed = true; // it is given once
    return std::exchange(m_plain, {});
}

Result<QByteArray> openContainer(QByteArrayView container, const FileKeySource &key, qint64 limit)
{
    ContainerReader reader(key, limit, std::min<qint64>(container.size(), limit));
    if (Status added = reader.add(container); !added) {
        return propagate(added);
    }
    return reader.finish();
}

namespace
{

constexpr qsizetype kPrint = 16; // of SHA-256: nobody who may change the file chooses what it is compared to

/// One reading of a file. The first notes a print of each piece of plain text, the second compares.
class Pass
{
public:
    using Sink = std::function<Status(QByteArrayView)>;

    Pass(const FileKeySource &key, QByteArray prints, const Sink *sink)
        : m_key(key)
        , m_prints(std::move(prints))
        , m_sink(sink)
        , m_parser([this](const ContainerHeader &header) { return start(header); },
                   [this](QByteArrayView cipher) { return take(cipher); })
    {
        m_piece.reserve(kContainerSegment);
    }
    ~Pass()
    {
        m_piece.resize(kContainerSegment); // what was there is still in it
        wipe(m_piece);
    }
    Pass(const Pass &) = delete;
    Pass &operator=(const Pass &) = delete;

    Status run(QIODevice &in);
    QByteArray prints() const { return m_prints; }

private:
    Status start(const ContainerHeader &header)
    {
        auto key = m_key(header);
        if (!key) {
            return propagate(key);
        }
        auto cipher = GcmStream::create(*key, header.nonce, AesGcm::Direction::Open);
        if (!cipher) {
            return propagate(cipher);
        }
        m_cipher = std::move(*cipher);
        return {};
    }
    Status take(QByteArrayView cipher);
    Status closePiece();

    const FileKeySource &m_key;
    QByteArray m_prints;
    const Sink *m_sink;
    ContainerParser m_parser;
    std::optional<GcmStream> m_cipher;
    QByteArray m_piece;
    qsizetype m_closed = 0;
};

Status Pass::take(QByteArrayView cipher)
{
    while (!cipher.isEmpty()) {
        const qsizetype at = m_piece.size();
        const QByteArrayView part = cipher.first(std::min(cipher.size(), kContainerSegment - at));
        m_piece.resize(at + part.size());
        if (!m_cipher->update(part, m_piece.data() + at)) {
            return fail(ErrorCode::Internal, QStringLiteral("sealed file: opening failed"));
        }
        cipher = cipher.sliced(part.size());
        if (m_piece.size() == kContainerSegment) {
            if (Status closed = closePiece(); !closed) {
                return closed;
            }
        }
    }
    return {};
}

Status Pass::closePiece()
{
    const QByteArray print = sha256(m_piece).first(kPrint);
    if (m_sink == nullptr) {
        m_prints += print;
    } else if (QByteArrayView(m_prints).sliced(std::min(m_closed, m_prints.size())).startsWith(print)) {
        if (Status taken = (*m_sink)(m_piece); !taken) {
            return taken;
        }
    } else {
        return refuseContainer("changed");
    }
    m_closed += kPrint;
    m_piece.resize(0);
    return {};
}

Status Pass::run(QIODevice &in)
{
    if (!in.seek(0)) {
        return fail(ErrorCode::Unavailable, QStringLiteral("sealed file: cannot be read from its start"));
    }
    QByteArray buffer(4 * kContainerSegment, Qt::Uninitialized);
    qint64 got = 0;
    while ((got = in.read(buffer.data(), buffer.size())) > 0) {
        if (Status added = m_parser.add(QByteArrayView(buffer).first(got)); !added) {
            return added;
        }
    }
    if (got < 0) {
        return fail(ErrorCode::Unavailable, QStringLiteral("sealed file: %1").arg(in.errorString()));
    }
    auto tag = m_parser.finish();
    if (!tag) {
        return propagate(tag);
    }
    if (!m_piece.isEmpty()) {
        if (Status closed = closePiece(); !closed) {
            return closed;
        }
    }
    return m_cipher->finishOpen(*tag) ? Status() : refuseContainer("changed");
}

} // namespace

Status openContainerFile(QIODevice &in, const FileKeySource &key,
                         const std::function<Status(QByteArrayView)> &sink)
{
    Pass verify(key, {}, nullptr);
    if (Status good = verify.run(in); !good) {
        return good;
    }
    Pass give(key, verify.prints(), &sink);
    return give.run(in);
}

} // namespace common
