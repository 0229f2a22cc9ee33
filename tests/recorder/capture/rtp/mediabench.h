// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/hostkey.h"
#include "recorder/capture/rtp/mediaoptions.h"
#include "recorder/capture/spool/spoolreader.h"

#include <QByteArray>
#include <QList>
#include <QTemporaryDir>

#include <memory>

namespace tests
{

/// An RTP packet with a payload that tells which one it is.
QByteArray rtpPacket(quint32 ssrc, quint16 sequence, int payloadType = 0, int payloadSize = 160);
/// Sequence number of an RTP packet, and its SSRC.
quint16 sequenceOf(const QByteArray &rtp);
quint32 ssrcOf(const QByteArray &rtp);

/// A UDP socket on loopback that plays a phone system, or somebody else.
class RtpPeer
{
public:
    explicit RtpPeer(const char *address = "127.0.0.1", quint16 port = 0);
    ~RtpPeer();
    RtpPeer(const RtpPeer &) = delete;
    RtpPeer &operator=(const RtpPeer &) = delete;
    void send(quint16 toPort, const QByteArray &packet) const;
    /// `count` packets from sequence number `first` on.
    void stream(quint16 toPort, quint32 ssrc, int first, int count) const;
    quint16 port() const { return m_port; }

private:
    int m_fd = -1;
    quint16 m_port = 0;
};

struct StoredRecord {
    recorder::SpoolRecordHead head;
    QByteArray payload;
};

/// An engine on its own ports and folder.
class MediaBench
{
public:
    explicit MediaBench(recorder::MediaOptions options = fastOptions());
    static recorder::MediaOptions fastOptions();

    recorder::MediaEngine &engine() { return *m_engine; }
    recorder::MediaCounters &counters() { return m_counters; }
    /// Ends the engine as a clean shutdown would.
    void stop() { m_engine.reset(); }
    void restart();
    void makeFolder(const QString &name) const;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    recorder::MediaCall open(const QString &name, bool resume = false);
    /// A stream of the peer's address; returns our port.
    quint16 attach(recorder::MediaCall call, int index, const recorder::StreamLock &lock);
    quint16 attach(recorder::MediaCall call, int index, const RtpPeer &peer);
    static recorder::StreamLock lockTo(const QString &address, quint16 port);
    /// Closes and waits; the status of the close.
    common::Status close(recorder::MediaCall call);
    recorder::StreamCounters counter(recorder::MediaCall call, int index) const;

    QList<StoredRecord> records(const QString &name) const;
    /// Payloads of one kind and stream, in the journal's order.
    QList<QByteArray> stored(const QString &name, recorder::SpoolKind kind, int stream) const;
    QList<quint16> sequences(const QString &name, int stream, quint32 ssrc) const;
    bool closedProperly(const QString &name) const;

private:
    void start();

    const recorder::MediaOptions m_options;
    QTemporaryDir m_folder;
    recorder::MediaCounters m_counters;
    std::unique_ptr<common::HostKey> m_key;
    std::unique_ptr<recorder::MediaEngine> m_engine;
    QHash<QString, common::CallId> m_ids;
};

QList<quint16> consecutive(int first, int count);

} // namespace tests
