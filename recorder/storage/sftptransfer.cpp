// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/sftptransfer.h"

#include "recorder/storage/sourcefile.h"
#include "recorder/storage/storageerror.h"

#include <algorithm>
#include <array>
#include <queue>

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

constexpr std::size_t kOnTheirWay = 32; // 1 MiB: enough for 100 Mbit/s at 80 ms

} // namespace

Status sendFile(SftpWire &wire, SourceFile &source, const QByteArray &handle)
{
    std::array<char, SftpWire::kPiece> buffer;
    std::queue<quint32> asked;
    Status outcome;
    const auto settleOne = [&] {
        Status written = wire.done(asked.front());
        asked.pop();
        outcome = outcome ? written : outcome;
    };
    for (qint64 offset = 0; outcome;) {
        auto got = source.read(buffer);
        auto id = got && *got > 0 ? wire.askWrite(handle, offset, QByteArrayView(buffer.data(), *got))
                                  : Result<quint32>(0U);
        if (!got || !id) {
            outcome = got ? common::propagate(id) : common::propagate(got);
            break;
        }
        if (*got == 0) {
            break;
        }
        offset += *got;
        asked.push(*id);
        if (asked.size() >= kOnTheirWay) {
            settleOne();
        }
    }
    while (!asked.empty() && !wire.isBroken()) { // after a failure too: the connection is used again
        settleOne();
    }
    return outcome;
}

Status fetchFile(SftpWire &wire, const QString &path, const StorageRange &range,
                 const StorageTarget::Sink &sink)
{
    auto handle = wire.open(path, SftpWire::Read);
    if (!handle) {
        return common::propagate(handle);
    }
    auto size = wire.sizeOfOpen(*handle);
    Status outcome = size ? Status() : Status(common::propagate(size));
    const qint64 end =
        range.length < 0 || !size ? size.value_or(0) : std::min(*size, range.offset + range.length);
    struct Piece {
        quint32 id;
        qint64 offset;
        qint64 length;
    };
    std::queue<Piece> asked;
    qint64 next = range.offset;
    bool wanted = true;
    while (outcome && wanted && (next < end || !asked.empty())) {
        while (outcome && next < end && asked.size() < kOnTheirWay) {
            const qint64 length = std::min(qint64{SftpWire::kPiece}, end - next);
            auto id = wire.askRead(*handle, next, length);
            outcome = id ? Status() : Status(common::propagate(id));
            asked.push({id.value_or(0), next, length});
            next += length;
        }
        const Piece piece = asked.front();
        asked.pop();
        auto bytes = outcome ? wire.data(piece.id) : Result<QByteArray>(common::propagate(outcome));
        for (qint64 done = 0; outcome && wanted && done < piece.length;) {
            if (!bytes || bytes->isEmpty() || bytes->size() > piece.length - done) {
                outcome = bytes ? Status(storageError("mismatch", QStringLiteral("it ends too early")))
                                : Status(common::propagate(bytes));
                break;
            }
            wanted = sink(*bytes);
            done += bytes->size();
            if (wanted && done < piece.length) { // it may give less than it was asked for
                auto id = wire.askRead(*handle, piece.offset + done, piece.length - done);
                bytes = id ? wire.data(*id) : Result<QByteArray>(common::propagate(id));
            }
        }
    }
    for (; !asked.empty() && !wire.isBroken(); asked.pop()) {
        (void)wire.data(asked.front().id);
    }
    if (!wire.isBroken()) {
        (void)wire.close(*handle);
    }
    return wanted ? outcome : Status(storageError("cancelled", QStringLiteral("cancelled")));
}

} // namespace recorder
