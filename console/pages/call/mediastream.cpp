// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/mediastream.h"

#include "common/rpc/codecs/callcodec.h"

#include "common/proto/calls.pb.h"

#include <algorithm>
#include <utility>

namespace console
{

using common::ErrorCode;

namespace
{
const QString kMethod = QStringLiteral("earshot.v1.Calls/Media");

common::Error conflict(const QString &message)
{
    return {ErrorCode::Conflict, message, {{QStringLiteral("reason"), QStringLiteral("media")}}};
}
} // namespace

bool isCut(const common::Error &error)
{
    static const QStringList kCuts{QStringLiteral("not-connected"), QStringLiteral("deadline"),
                                   QStringLiteral("stopping"), QStringLiteral("rights-changed")};
    return error.code == ErrorCode::Unavailable &&
           kCuts.contains(error.fields.value(QStringLiteral("reason")));
}

MediaStream::MediaStream(common::RpcClient &rpc, QString callId, QObject *parent)
    : QObject(parent)
    , m_rpc(&rpc)
    , m_callId(std::move(callId))
{
    connect(&rpc, &common::RpcClient::readyChanged, this, [this](bool ready) {
        if (ready && m_waiting) {
            m_waiting = false;
            request();
            Q_EMIT resumed();
        }
    });
    connect(&rpc, &QObject::destroyed, this, [this] {
        m_call = 0;
        giveUp({ErrorCode::Unavailable,
                QStringLiteral("signed out"),
                {{QStringLiteral("reason"), QStringLiteral("not-connected")}}});
    });
}

MediaStream::~MediaStream()
{
    stop();
}

void MediaStream::start()
{
    if (m_rpc == nullptr || isRunning() || m_waiting) {
        return;
    }
    m_file = {};
    m_received = 0;
    m_over = false;
    request();
}

void MediaStream::stop()
{
    m_over = true;
    m_waiting = false;
    if (m_rpc != nullptr && m_call != 0) {
        m_rpc->cancel(std::exchange(m_call, 0));
    }
}

void MediaStream::request()
{
    earshot::v1::MediaRequest request;
    request.set_id(m_callId.toStdString());
    request.set_offset(m_received);
    common::RpcHandlers handlers;
    handlers.data = [this](const QByteArray &message) { take(message); };
    handlers.end = [this](const common::Status &status) { end(status); };
    common::RpcOptions options;
    options.deadline = std::chrono::milliseconds(0);
    options.manualCredit = true;
    m_call = m_rpc->start(kMethod, QByteArray::fromStdString(request.SerializeAsString()), this,
                          std::move(handlers), options);
}

void MediaStream::taken(qint64 credit)
{
    const qint64 stale = std::min(m_stale, credit);
    m_stale -= stale;
    if (m_rpc != nullptr && m_call != 0 && credit > stale) {
        m_untaken -= credit - stale;
        m_rpc->consumed(m_call, credit - stale);
    }
}

void MediaStream::take(const QByteArray &message)
{
    m_untaken += message.size();
    earshot::v1::MediaChunk chunk;
    if (!chunk.ParseFromArray(message.constData(), static_cast<int>(message.size()))) {
        giveUp({ErrorCode::Internal,
                QStringLiteral("a piece of the recording could not be read"),
                {{QStringLiteral("reason"), QStringLiteral("protocol")}}});
        return;
    }
    if (chunk.has_info()) {
        const auto file = common::fromWire(chunk.info().file());
        taken(message.size());
        if (!file) {
            giveUp(file.error());
        } else {
            takeInfo(*file, QString::fromStdString(chunk.info().name()));
        }
        return;
    }
    const auto &bytes = chunk.data();
    m_received += static_cast<qint64>(bytes.size());
    if (m_received > m_file.size) {
        giveUp(conflict(QStringLiteral("more came than the recording's %1 bytes").arg(m_file.size)));
        return;
    }
    Q_EMIT data(QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())), message.size());
}

void MediaStream::takeInfo(const common::MediaFile &file, const QString &name)
{
    if (m_received == 0) {
        m_file = file;
        Q_EMIT opened(file, name);
    } else if (file.sha256 != m_file.sha256 || file.size != m_file.size) {
        giveUp(conflict(QStringLiteral("the recording is another one since the connection was cut")));
    }
}

void MediaStream::end(const common::Status &status)
{
    m_call = 0;
    m_stale += std::exchange(m_untaken, 0);
    if (m_over) {
        return;
    }
    if (!status) {
        if (isCut(status.error())) {
            m_waiting = true;
            Q_EMIT interrupted();
        } else {
            giveUp(status.error());
        }
        return;
    }
    if (m_received != m_file.size || m_file.size == 0) {
        giveUp(conflict(QStringLiteral("%1 of %2 bytes came").arg(m_received).arg(m_file.size)));
        return;
    }
    m_over = true;
    Q_EMIT finished();
}

void MediaStream::giveUp(const common::Error &error)
{
    if (!m_over) {
        stop();
        Q_EMIT failed(error);
    }
}

} // namespace console
