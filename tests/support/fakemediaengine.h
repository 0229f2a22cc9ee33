// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/rtp/mediaengine.h"

#include <QMap>
#include <QSet>

#include <algorithm>
#include <utility>

namespace tests
{

/// A media engine without sockets: remembers orders and documents in their order, packets are counted by the
/// test. Closing waits until the test lets it happen.
class FakeMediaEngine final : public recorder::MediaEngine
{
public:
    struct Entry {
        QString what; ///< "write", "attach", "relock", "detach", "close"
        recorder::SpoolKind kind = recorder::SpoolKind::Call;
        int stream = -1;
        QByteArray payload;
    };
    struct Call {
        common::CallId id;
        QString path;
        bool resumed = false;
        QByteArray tenantKey{}; ///< fingerprint
        bool closed = false;
        QList<Entry> entries;
        QMap<int, recorder::MediaPort> ports;
        QMap<int, recorder::StreamLock> locks;
        recorder::MediaCallCounters counters;
        recorder::EndDocument end;
        std::function<void(common::Status)> whenClosed{};

        QList<QByteArray> documents(recorder::SpoolKind kind) const
        {
            QList<QByteArray> found;
            for (const Entry &entry : entries) {
                if (entry.what == QLatin1String("write") && entry.kind == kind) {
                    found.append(entry.payload);
                }
            }
            return found;
        }
        QStringList orders() const
        {
            QStringList found;
            for (const Entry &entry : entries) {
                if (entry.what != QLatin1String("write")) {
                    found.append(entry.what + QLatin1Char(' ') + QString::number(entry.stream));
                }
            }
            return found;
        }
        /// The last document of a stream.
        recorder::StreamDocument stream(int index) const
        {
            recorder::StreamDocument last;
            last.index = -1;
            for (const Entry &entry : entries) {
                if (entry.kind == recorder::SpoolKind::Stream && entry.stream == index) {
                    last = recorder::streamDocumentFromJson(entry.payload).value_or(last);
                }
            }
            return last;
        }
        QList<recorder::ParticipantsDocument> parties() const
        {
            QList<recorder::ParticipantsDocument> all;
            for (const QByteArray &json : documents(recorder::SpoolKind::Participants)) {
                all.append(recorder::participantsDocumentFromJson(json).value());
            }
            return all;
        }
    };

    int portsLeft = 1000;
    bool failOpen = false;
    bool holdClose = false; ///< letClose() then closes
    QSet<quint16> taken;    ///< ports that somebody else has
    QList<Call> calls;      ///< in the order of open; handle = position + 1
    QSet<quint16> reserved; ///< ours now, attached or not

    const Call &last() const { return calls.last(); }
    Call &of(recorder::MediaCall call) { return calls[static_cast<qsizetype>(call) - 1]; }

    /// A packet arrives on a stream.
    void hear(recorder::MediaCall call, int stream, common::MonoTime at, quint64 packets = 1)
    {
        auto &counters = of(call).counters;
        counters.lastPacketMonoNs = common::toNs(at);
        for (recorder::StreamCounters &one : counters.streams) {
            if (one.index == stream) {
                one.received += packets;
                return;
            }
        }
        recorder::StreamCounters fresh;
        fresh.index = stream;
        fresh.received = packets;
        counters.streams.append(fresh);
    }
    void letClose(const common::Status &status = {})
    {
        for (Call &call : calls) {
            if (call.whenClosed) {
                std::exchange(call.whenClosed, {})(status);
            }
        }
    }

    common::Result<recorder::MediaPort> reserve(recorder::SipProfile profile,
                                                std::optional<quint16> wanted) override
    {
        if (portsLeft <= 0 || (wanted && (taken.contains(*wanted) || reserved.contains(*wanted)))) {
            return common::fail(common::ErrorCode::Unavailable, QStringLiteral("no port"));
        }
        --portsLeft;
        recorder::MediaPort port;
        port.port = wanted.value_or(m_nextPort);
        if (!wanted) {
            m_nextPort = static_cast<quint16>(m_nextPort + 2);
        }
        Q_UNUSED(profile)
        reserved.insert(port.port);
        return port;
    }
    void release(const recorder::MediaPort &port) override { giveBack(port.port); }
    common::Result<recorder::MediaCall> open(const common::CallId &id, const QString &spoolPath, bool resume,
                                             const std::optional<common::SealingKey> &tenantKey) override
    {
        if (failOpen) {
            return common::fail(common::ErrorCode::Unavailable, QStringLiteral("no journal"));
        }
        Call call;
        call.id = id;
        call.path = spoolPath;
        call.resumed = resume;
        call.tenantKey = tenantKey ? tenantKey->fingerprint() : QByteArray();
        calls.append(call);
        return static_cast<recorder::MediaCall>(calls.size());
    }
    void attach(recorder::MediaCall call, int index, const recorder::MediaPort &port,
                const recorder::StreamLock &lock) override
    {
        Q_ASSERT(reserved.contains(port.port) && !of(call).ports.contains(index));
        of(call).entries.append({QStringLiteral("attach"), recorder::SpoolKind::Call, index, {}});
        of(call).ports.insert(index, port);
        of(call).locks.insert(index, lock);
    }
    void relock(recorder::MediaCall call, int index, const recorder::StreamLock &lock) override
    {
        Q_ASSERT(of(call).ports.contains(index));
        of(call).entries.append({QStringLiteral("relock"), recorder::SpoolKind::Call, index, {}});
        of(call).locks.insert(index, lock);
    }
    void detach(recorder::MediaCall call, int index) override
    {
        Q_ASSERT(of(call).ports.contains(index));
        of(call).entries.append({QStringLiteral("detach"), recorder::SpoolKind::Call, index, {}});
        giveBack(of(call).ports.take(index).port);
    }
    void write(recorder::MediaCall call, recorder::SpoolKind kind, int stream,
               const QByteArray &payload) override
    {
        Q_ASSERT(!of(call).closed);
        of(call).entries.append({QStringLiteral("write"), kind, stream, payload});
    }
    void close(recorder::MediaCall handle, const recorder::EndDocument &end,
               std::function<void(common::Status)> closed) override
    {
        Call &call = of(handle);
        Q_ASSERT(!call.closed);
        call.closed = true;
        call.end = end;
        for (const recorder::MediaPort &port : std::as_const(call.ports)) {
            giveBack(port.port);
        }
        call.whenClosed = std::move(closed);
        if (!holdClose) {
            letClose();
        }
    }
    recorder::MediaCallCounters counters(recorder::MediaCall call) const override
    {
        return calls[static_cast<qsizetype>(call) - 1].counters;
    }

private:
    void giveBack(quint16 port)
    {
        Q_ASSERT(reserved.contains(port));
        reserved.remove(port);
        ++portsLeft;
    }
    quint16 m_nextPort = 30000;
};

} // namespace tests
