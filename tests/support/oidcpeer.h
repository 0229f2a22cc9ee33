// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>

namespace tests
{

/// A real provider of single sign-on of the test's own on loopback (tests/peers/oidc/provider.js says who is
/// in it), and the browser that people sign in with.
class OidcPeer
{
public:
    OidcPeer();
    ~OidcPeer();

    QString issuer() const;
    QByteArray caPem() const;
    /// From now on it signs with another key.
    void rotateKeys() const;
    void stop();

    /// Follows the provider's pages to where it sends the browser back, which is not gone to: fills in its
    /// form once. Empty when it does not send anybody back. Spins the event loop.
    QUrl browse(const QUrl &page, const QString &login, const QString &password) const;
    QUrl browse(const QUrl &page, const QString &login) const
    {
        return browse(page, login, login + QStringLiteral("-pw"));
    }

private:
    QTemporaryDir m_dir;
    int m_port;
    QProcess m_process;
};

} // namespace tests
