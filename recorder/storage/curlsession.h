// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/storagesettings.h"

#include <QByteArrayView>
#include <QElapsedTimer>

#include <memory>
#include <span>

using CURL = void;
using CURLM = void;

namespace recorder
{

/// One exchange over libcurl.
struct CurlTransfer {
    QByteArray url;
    std::function<void(CURL *)> options{}; ///< what is special: method, headers, commands
    /// The body: fills the span; 0 = its end. Empty = nothing is sent.
    std::function<common::Result<qint64>(std::span<char>)> upload{};
    std::function<common::Status()> rewind{}; ///< the body from its start again
    qint64 uploadSize = -1;
    std::function<bool(QByteArrayView)> sink{};   ///< false = enough: "cancelled"
    std::function<void(QByteArrayView)> header{}; ///< each line that the server said
};

/// A libcurl handle that keeps its connections: TLS 1.2 and newer, certificates always checked, no redirects,
/// nothing of the environment's proxies, no address but the checked ones (data connections of FTP and the
/// connection to a proxy included). One thread.
class CurlSession
{
public:
    CurlSession(StorageEnvironment environment, const StoragePatience &patience, QByteArray caCertificates);
    ~CurlSession();
    CurlSession(const CurlSession &) = delete;
    CurlSession &operator=(const CurlSession &) = delete;

    /// Who is connected to; with a proxy that is the proxy.
    void setPeer(const QString &host, int port, bool proxy = false);
    /// Errors carry a cause; what HTTP says is no error here.
    common::Status run(const CurlTransfer &transfer);
    /// libcurl's own code of the last run.
    int code() const { return m_code; }
    /// "CN = host, until Jan  1 00:00:00 2030 GMT"; empty without TLS or when the connection was there
    /// already.
    const QString &certificate() const { return m_certificate; }
    void setTls13(bool allowed) { m_tls13 = allowed; } ///< from the next connection on

private:
    struct Sockets;
    struct Running;
    struct Free {
        void operator()(CURL *handle) const;
    };
    struct FreeMulti {
        void operator()(CURLM *multi) const;
    };
    common::Status lookUp();
    int perform();
    void setCommon(Running &running);
    common::Status outcomeOf(Running &running, const QByteArray &words);
    QString causeOf(long osError) const;
    QString certificateCause() const;
    void keepCertificate();

    const StorageEnvironment m_environment;
    const StoragePatience m_patience;
    const QByteArray m_caCertificates;
    QString m_host;
    int m_port = 0;
    bool m_proxy = false;
    QStringList m_addresses;
    QElapsedTimer m_lookedUp;
    std::unique_ptr<Sockets> m_sockets;        ///< libcurl's; longer there than those who close them
    std::unique_ptr<CURLM, FreeMulti> m_multi; ///< has the connections; longer there than the handle
    std::unique_ptr<CURL, Free> m_handle;
    int m_code = 0;
    bool m_tls13 = true;
    QString m_certificate;
};

} // namespace recorder
