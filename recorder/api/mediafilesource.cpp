// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/mediafilesource.h"

#include "common/rpc/codecs/callcodec.h"

namespace recorder
{

namespace v1 = earshot::v1;

namespace
{

QByteArray packed(std::string &&bytes)
{
    v1::MediaChunk chunk;
    chunk.set_data(std::move(bytes));
    QByteArray message(static_cast<qsizetype>(chunk.ByteSizeLong()), Qt::Uninitialized);
    // Cannot fail: the buffer has the size that the message asked for.
    static_cast<void>(chunk.SerializeToArray(message.data(), static_cast<int>(message.size())));
    return message;
}

} // namespace

MediaFileSource::MediaFileSource(MediaReaders &readers, CallContext context, QString root, RemoteReads remote,
                                 qint64 offset)
    : m_readers(readers)
    , m_context(std::move(context))
    , m_root(std::move(root))
    , m_remote(std::move(remote))
    , m_offset(offset)
{
}

MediaFileSource::~MediaFileSource() = default;

void MediaFileSource::open(common::Result<CallFile> file)
{
    m_state.with([&file](State &state) { state.file = std::move(file); });
    m_context.port->ready();
}

StreamStep MediaFileSource::begin(const common::Result<CallFile> &file)
{
    if (!file) {
        return StreamStep::end(tl::unexpected<common::Error>(file.error()));
    }
    MediaRange range{m_root, file->file, m_offset};
    if (file->target != kOwnFolder) {
        range.remote = m_remote ? m_remote(file->target, file->file.path) : RemoteRead();
        if (!range.remote) {
            return StreamStep::end(common::fail(common::ErrorCode::Unavailable,
                                                QStringLiteral("this recorder reads no storage targets")));
        }
    }
    auto reading = m_readers.start(range, packed, [port = m_context.port] { port->ready(); });
    if (!reading) {
        return StreamStep::end(common::propagate(reading));
    }
    m_state.with([&reading](State &state) { state.reading = *reading; });
    v1::MediaChunk chunk;
    *chunk.mutable_info()->mutable_file() = common::toWire(file->file);
    chunk.mutable_info()->set_name(file->name.toStdString());
    return StreamStep::message(chunk);
}

StreamStep MediaFileSource::next()
{
    auto [file, reading] =
        m_state.with([](const State &state) { return std::pair(state.file, state.reading); });
    if (!reading) {
        return file ? begin(*file) : StreamStep::wait();
    }
    MediaReading::Step step = reading->next();
    switch (step.kind) {
    case MediaReading::Step::Kind::Piece: return {StreamStep::Kind::Message, std::move(step.bytes), {}};
    case MediaReading::Step::Kind::End: return StreamStep::end(std::move(step.status));
    case MediaReading::Step::Kind::Wait: break;
    }
    return StreamStep::wait();
}

void MediaFileSource::stopped()
{
    if (const auto reading = m_state.with([](State &state) { return state.reading; })) {
        reading->stop();
    }
}

} // namespace recorder
