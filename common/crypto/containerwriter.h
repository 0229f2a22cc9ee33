// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/containerformat.h"

namespace common
{

/// Seals one file as it comes: a new random key and nonce each time, 64 KiB of memory. Errors of the sink are
/// passed on; after any error what was written is worthless, and finish() says so again. One thread.
class ContainerWriter
{
public:
    /// Gets the container in pieces, in order.
    using Sink = std::function<Status(QByteArrayView)>;

    /// Writes the header. Invalid: no recipient, one twice, or one below 2048 bits.
    static Result<ContainerWriter> create(const QList<SealingKey> &recipients, Sink sink);

    Status add(QByteArrayView plain);
    Status finish();

private:
    ContainerWriter(GcmStream cipher, Sink sink);
    Status writeSegment();
    Status failed(Status status);

    GcmStream m_cipher;
    Sink m_sink;
    QByteArray m_segment; ///< ciphertext that waits for the segment to be full
    qint64 m_content = 0;
    bool m_broken = false;
};

/// All at once, for small things.
Result<QByteArray> sealContainer(QByteArrayView plain, const QList<SealingKey> &recipients);

} // namespace common
