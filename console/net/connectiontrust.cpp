// SPDX-License-Identifier: GPL-3.0-or-later
// Whose certificate a connection believes, and what becomes of it when that is another one.
#include "console/net/connection.h"

namespace console
{

using common::ErrorCode;

common::Status Connection::trustCertificate()
{
    if (m_state != ConnectionState::CertificateUnknown) {
        return common::fail(ErrorCode::Conflict, QStringLiteral("no certificate waits for a decision"));
    }
    if (auto kept = m_parts.servers.setPin(m_server.key, m_certificate.sha256); !kept) {
        return kept;
    }
    m_server.pin = m_certificate.sha256;
    setState(ConnectionState::Connecting);
    openLink();
    return {};
}

void Connection::certificateTrusted(const CertificateFacts &facts)
{
    const bool over = facts.validUntil.isValid() &&
                      facts.validUntil.toMSecsSinceEpoch() <= common::toUnixMs(m_parts.clock.wall());
    m_certificateEnded = over ? facts.validUntil : QDateTime();
    if (over) {
        Q_EMIT certificateExpired(facts.validUntil);
    }
}

void Connection::certificateRefused(const CertificateFacts &facts)
{
    m_certificate = facts;
    dropSignIn();
    m_backoff.reset();
    if (m_server.pin.isEmpty()) {
        setState(ConnectionState::CertificateUnknown);
        return;
    }
    m_token.clear(); // whoever answers there must never be given it
    setState(ConnectionState::CertificateChanged);
}

} // namespace console
