// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/recording.h"
#include "common/rpc/rpcclient.h"

#include <QObject>
#include <QPointer>

namespace console
{

/// Only a cut connection is worth waiting for (also one that the recorder cuts itself, to be restarted or
/// because the session's rights are others now); what it refused would be refused again.
bool isCut(const common::Error &error);

/// The audio file of a call, in order and once. Taken up again where it was when the connection comes back.
/// The receiver says by taken() when the server may send more.
class MediaStream final : public QObject
{
    Q_OBJECT
public:
    MediaStream(common::RpcClient &rpc, QString callId, QObject *parent = nullptr);
    ~MediaStream() override;

    void start();
    void stop();
    bool isRunning() const { return m_call != 0; }
    /// Cut off, waiting for the connection.
    bool isWaiting() const { return m_waiting; }
    qint64 received() const { return m_received; }
    const common::MediaFile &file() const { return m_file; }
    void taken(qint64 credit);

Q_SIGNALS:
    void opened(const common::MediaFile &file, const QString &name);
    void data(const QByteArray &bytes, qint64 credit);
    void interrupted();
    void resumed();
    void finished();
    void failed(const common::Error &error);

private:
    void request();
    void take(const QByteArray &message);
    void takeInfo(const common::MediaFile &file, const QString &name);
    void end(const common::Status &status);
    void giveUp(const common::Error &error);

    QPointer<common::RpcClient> m_rpc;
    QString m_callId;
    common::RpcCallId m_call = 0;
    common::MediaFile m_file;
    qint64 m_received = 0;
    qint64 m_untaken = 0; ///< credit of the present call that is still to come back
    qint64 m_stale = 0;   ///< the same of calls that were cut: it comes back and means nothing
    bool m_waiting = false;
    bool m_over = false;
};

} // namespace console
