// SPDX-License-Identifier: GPL-3.0-or-later
// What the window does with links: those that come from outside, and the one of the place that it shows.
#include "console/app/mainwindow.h"

#include "console/app/serverspage.h"
#include "console/app/workspace.h"

#include <QClipboard>
#include <QGuiApplication>

namespace console
{

bool MainWindow::openLink(const DeepLink &link)
{
    const bool idle = m_connection->state() == ConnectionState::Disconnected;
    const auto entry = m_services.servers.findAddress(link.host, link.port);
    if (!entry || (!idle && entry->key != m_connection->server().key)) {
        return false;
    }
    if (m_connection->isReady() && workspace() != nullptr) {
        openInWorkspace(link);
    } else {
        m_pendingLink = link;
        if (idle) {
            connectTo(entry->key);
        } else if (m_connection->state() == ConnectionState::SigningIn && !m_connection->signingIn()) {
            showSignIn();
        }
    }
    return true;
}

void MainWindow::offerServer(const DeepLink &link)
{
    ServerEntry suggestion;
    suggestion.host = link.host;
    suggestion.port = link.port;
    m_pendingLink = link;
    m_entry->showServers(
        tr("The link leads to a server that is not in your list. Add it only if you know it."));
    serversPage()->addServer(suggestion);
}

void MainWindow::openInWorkspace(const DeepLink &link)
{
    if (link.isPasswordReset()) {
        workspace()->notify(tr("You are signed in. To set a new password by the link, sign out first."));
    } else {
        m_host->endImpersonation({});
        workspace()->open(link.pageId, link.arguments);
    }
}

void MainWindow::copyLink(const QVariantMap &more)
{
    Workspace *seen = activeWorkspace();
    if (seen == nullptr) {
        return;
    }
    Place place = seen->currentPlace();
    place.arguments.insert(more);
    const ServerEntry &server = m_connection->server();
    QGuiApplication::clipboard()->setText(textOf({server.host, server.port, place.pageId, place.arguments}));
    seen->notify(more.isEmpty() ? tr("The link to this page was copied.")
                                : tr("The link to this moment was copied."));
}

} // namespace console
