// SPDX-License-Identifier: GPL-3.0-or-later
// The admin protocol's bytes, as a recorder and as a client see them. The first byte chooses limit and how
// the rest is cut into pieces: the frames must not depend on that, nor may more be held than has arrived.
#include "common/proto/frame.pb.h"
#include "common/rpc/clientcalls.h"
#include "common/rpc/framecodec.h"
#include "common/rpc/wirestatus.h"
#include "tests/fuzz/property.h"

#include <QList>

#include <cstddef>
#include <cstdint>

using namespace common;
using tests::require;

namespace
{

/// Frames in their canonical form, and whether the reader gave up.
struct Read {
    QList<QByteArray> frames;
    bool broken = false;

    bool operator==(const Read &) const = default;
};

Read readAll(const QByteArray &bytes, quint32 limit, qsizetype piece)
{
    Read read;
    FrameReader reader(limit);
    for (qsizetype at = 0; at < bytes.size() && !read.broken; at += piece) {
        reader.append(QByteArrayView(bytes).sliced(at, std::min(piece, bytes.size() - at)));
        while (true) {
            auto frame = reader.next();
            read.broken = !frame;
            if (!frame || !*frame) {
                break;
            }
            require((*frame)->ByteSizeLong() <= limit + 64, "a frame is within the limit");
            read.frames.append(encodeFrame(**frame));
        }
        require(reader.buffered() <= bytes.size(), "holds no more than has arrived");
    }
    return read;
}

/// What a server could do to a client with three calls, one of them cancelled.
void playServer(const QList<QByteArray> &frames)
{
    int ends = 0;
    ClientCalls calls([](const earshot::v1::Frame &) {});
    RpcHandlers handlers;
    handlers.data = [](const QByteArray &) {};
    handlers.end = [&](const Status &) { ++ends; };
    for (int i = 0; i < 3; ++i) {
        const RpcCallId id = calls.start(QStringLiteral("m"), {}, nullptr, handlers, {});
        if (i == 1) {
            calls.cancel(id);
        }
    }
    for (const QByteArray &bytes : frames) {
        earshot::v1::Frame frame;
        require(frame.ParseFromArray(bytes.constData() + 4, static_cast<int>(bytes.size()) - 4),
                "what was encoded is a frame");
        if (frame.has_close()) {
            require(!fromWire(frame.close()) || frame.close().code() == earshot::v1::Status::OK,
                    "only OK is success");
        }
        if (frame.stream_id() != 0 && !calls.take(frame)) {
            break;
        }
    }
    calls.reset(transportError(reason::kNotConnected, {}));
    require(ends == 2 && calls.open() == 0, "each call that was not cancelled ends once");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1) {
        return 0;
    }
    const QByteArray bytes(reinterpret_cast<const char *>(data) + 1, static_cast<qsizetype>(size) - 1);
    const quint32 limit = (data[0] & 0x80) != 0 ? kFrameLimitSignedIn : kFrameLimitStranger;
    const Read whole = readAll(bytes, limit, std::max<qsizetype>(bytes.size(), 1));
    require(whole == readAll(bytes, limit, (data[0] & 0x7f) + 1), "pieces do not matter");
    Read again = readAll(whole.frames.join(), kFrameLimitSignedIn + 64, std::max<qsizetype>(bytes.size(), 1));
    require(!again.broken && again.frames == whole.frames, "what is read can be written and read again");
    playServer(whole.frames);
    return 0;
}
