// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/demosignin.h"

namespace console
{

DemoSignIn::DemoSignIn(ConsoleOptions options, Connection &connection, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_connection(connection)
{
    // Later than the window's own slots: they have shown what they show by then.
    connect(&connection, &Connection::stateChanged, this, &DemoSignIn::follow, Qt::QueuedConnection);
}

void DemoSignIn::follow(ConnectionState)
{
    const ConnectionState state = m_connection.state();
    if (state == ConnectionState::CertificateUnknown && m_options.trustFirstUse &&
        isLoopback(m_connection.server().host) && !std::exchange(m_trusted, true)) {
        if (auto kept = m_connection.trustCertificate(); !kept) {
            qWarning("%s", qPrintable(kept.error().message));
        }
    } else if (state == ConnectionState::SigningIn && !m_options.user.isEmpty() &&
               !m_options.password.isEmpty() && !std::exchange(m_tried, true)) {
        m_connection.signIn(m_options.user, QString::fromUtf8(m_options.password), false);
        m_options.password.clear();
    }
}

} // namespace console
