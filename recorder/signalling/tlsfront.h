// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/peerlist.h"
#include "recorder/signalling/sipstack.h"

#include "common/core/guarded.h"
#include "common/core/result.h"

#include <QHash>
#include <QThread>

#include <memory>
#include <optional>
#include <utility>

namespace recorder
{

/// TLS for SIP, in front of a plain listener of sofia on loopback. sofia's own TLS loses about 70 kB with
/// each connection that ends, cannot ask for a client certificate without demanding one, and has neither a
/// handshake timeout nor a limit of connections (trust.md S5). Owns a thread; sources that are no peers are
/// closed before the handshake.
class TlsFront
{
public:
    using Source = std::pair<QHostAddress, quint16>;
    static constexpr int kHandshake = 10'000; ///< ms
    static constexpr int kLastWords = 2'000;  ///< ms that sofia has for what an ended connection had sent

    /// Errors: Unavailable, with address and port or with the file that cannot be used.
    static common::Result<std::unique_ptr<TlsFront>> open(const SipListen &listen, const SipOptions &options,
                                                          quint16 innerPort);
    ~TlsFront();
    TlsFront(const TlsFront &) = delete;
    TlsFront &operator=(const TlsFront &) = delete;

    quint16 port() const { return m_port; }
    /// Who speaks over the inner connection that comes from this port of ours. Any thread. Forgotten soon
    /// after its end: the next one with that port may be any program of this host.
    std::optional<Source> sourceOf(quint16 innerPort) const;

private:
    friend class TlsServer;
    TlsFront() = default;

    struct Inner {
        Source source;
        quint64 number = 0; ///< of the connection: ports are used again
    };
    common::Guarded<QHash<quint16, Inner>> m_sources;
    QThread m_thread;
    QObject *m_server = nullptr; ///< lives on the thread
    quint16 m_port = 0;
};

} // namespace recorder
