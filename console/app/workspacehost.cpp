// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/workspacehost.h"

#include "console/app/impersonationview.h"
#include "console/app/mainwindow.h"
#include "console/app/preferences.h"
#include "console/app/workspace.h"

#include <QDialog>
#include <QLocale>
#include <QStackedWidget>

#include <utility>

namespace console
{

WorkspaceHost::WorkspaceHost(Parts parts)
    : m_parts(std::move(parts))
{
}

WorkspaceHost::~WorkspaceHost()
{
    if (m_stack != nullptr) {
        disconnect(m_stack, nullptr, this, nullptr);
    }
    delete m_impersonation.data();
    delete m_workspace.data();
}

Workspace *WorkspaceHost::workspace() const
{
    return m_workspace;
}

ImpersonationView *WorkspaceHost::impersonation() const
{
    return m_impersonation;
}

bool WorkspaceHost::isWorkspaceShown() const
{
    return m_workspace != nullptr && m_stack->currentWidget() == m_workspace;
}

Workspace *WorkspaceHost::active() const
{
    if (m_impersonation != nullptr && m_stack->currentWidget() == m_impersonation) {
        return m_impersonation->workspace();
    }
    return isWorkspaceShown() ? m_workspace.data() : nullptr;
}

bool WorkspaceHost::hasUnsaved() const
{
    const Workspace *other = m_impersonation != nullptr ? m_impersonation->workspace() : nullptr;
    return (m_workspace != nullptr && m_workspace->hasUnsaved()) || (other != nullptr && other->hasUnsaved());
}

void WorkspaceHost::standIn(QStackedWidget &stack)
{
    m_stack = &stack;
    connect(m_stack, &QStackedWidget::currentChanged, this, &WorkspaceHost::followShown);
}

/// Dialogs are windows of their own and do not go with the page that has opened them. Over the form of a
/// console that is locked they would show what is in them, and nobody could type a password behind them.
void WorkspaceHost::followShown()
{
    const QWidget *seen = m_stack->currentWidget();
    const QList<QWidget *> owners{m_workspace.data(), m_impersonation.data()};
    for (QWidget *owner : owners) {
        const auto dialogs =
            owner == nullptr || owner == seen ? QList<QDialog *>() : owner->findChildren<QDialog *>();
        for (auto dialog = dialogs.rbegin(); dialog != dialogs.rend(); ++dialog) {
            if ((*dialog)->isVisible()) {
                m_aside.push_back({owner, *dialog});
                (*dialog)->hide();
            }
        }
    }
    const std::vector<Aside> aside = std::exchange(m_aside, {});
    for (const Aside &each : aside) {
        if (each.owner != nullptr && each.owner != seen) {
            m_aside.push_back(each);
        }
    }
    for (auto each = aside.rbegin(); each != aside.rend(); ++each) {
        if (each->owner == seen && each->dialog != nullptr) {
            each->dialog->show();
        }
    }
}

void WorkspaceHost::rebuildIn(QStackedWidget &stack)
{
    QWidget *seen = m_stack->currentWidget();
    for (QWidget *kept : {static_cast<QWidget *>(m_workspace), static_cast<QWidget *>(m_impersonation)}) {
        if (kept != nullptr) {
            m_stack->removeWidget(kept);
            stack.addWidget(kept);
        }
    }
    standIn(stack);
    if (m_workspace != nullptr) {
        m_workspace->rebuild();
        Q_EMIT runningTasksChanged(m_workspace->tasks().running());
    }
    if (m_impersonation != nullptr) {
        m_impersonation->rebuild();
        Q_EMIT impersonatedChanged(m_impersonation->name());
    }
    if (seen == m_workspace || seen == m_impersonation) {
        stack.setCurrentWidget(seen);
    }
}

void WorkspaceHost::show()
{
    if (m_workspace != nullptr && m_user != m_parts.connection.identity().userId) {
        drop(); // another person: nothing of the first one's is left
    }
    if (m_workspace == nullptr) {
        make();
    }
    if (m_impersonation == nullptr) {
        m_stack->setCurrentWidget(m_workspace);
    }
}

void WorkspaceHost::make()
{
    Connection &connection = m_parts.connection;
    m_workspace = new Workspace({m_parts.services.registry, connection, connection.identity(),
                                 m_parts.services.clock, connection.server().key, &m_parts.keys});
    m_user = connection.identity().userId;
    m_workspace->restoreLayout(m_parts.services.preferences.layout(QStringLiteral("workspace")));
    m_stack->addWidget(m_workspace);
    connect(&m_workspace->tasks(), &TaskModel::runningChanged, this, &WorkspaceHost::runningTasksChanged);
    connect(m_workspace, &Workspace::impersonationAsked, this, &WorkspaceHost::impersonate);
    connect(m_workspace, &Workspace::passwordAsked, this, &WorkspaceHost::passwordAsked);
    connect(m_workspace, &Workspace::unlockAsked, this, &WorkspaceHost::unlockAsked);
    connect(m_workspace, &Workspace::linkAsked, this, &WorkspaceHost::linkAsked);
    connect(m_workspace, &Workspace::accountTouched, &connection, &Connection::refreshIdentity);
    m_stack->setCurrentWidget(m_workspace);
    m_workspace->openEntry(0);
    if (const QDateTime ended = connection.certificateEnded(); ended.isValid()) {
        //: %1 is a date
        m_workspace->notify(
            tr("The certificate of this server expired on %1. It is still the one that you trust; your "
               "administrator should renew it.")
                .arg(QLocale().toString(ended.toLocalTime().date(), QLocale::ShortFormat)));
    }
}

void WorkspaceHost::drop()
{
    if (m_workspace != nullptr) {
        m_parts.saveLayout();
        delete m_workspace.data();
        Q_EMIT runningTasksChanged(0);
    }
}

void WorkspaceHost::impersonate(const QByteArray &token)
{
    if (m_impersonation != nullptr) {
        return;
    }
    m_impersonation =
        new ImpersonationView(m_parts.services, m_parts.connection.server().key, token, &m_parts.keys);
    connect(m_impersonation, &ImpersonationView::unlockAsked, this, &WorkspaceHost::unlockAsked);
    connect(m_impersonation, &ImpersonationView::linkAsked, this, &WorkspaceHost::linkAsked);
    m_stack->addWidget(m_impersonation);
    m_stack->setCurrentWidget(m_impersonation);
    connect(m_impersonation, &ImpersonationView::named, this,
            [this] { Q_EMIT impersonatedChanged(m_impersonation->name()); });
    // Later: it is deleted then.
    connect(m_impersonation, &ImpersonationView::ended, this, &WorkspaceHost::endImpersonation,
            Qt::QueuedConnection);
}

void WorkspaceHost::endImpersonation(const QString &why)
{
    if (m_impersonation == nullptr) {
        return;
    }
    const bool seen = m_stack->currentWidget() == m_impersonation;
    delete m_impersonation.data();
    Q_EMIT impersonatedChanged({});
    if (seen && m_workspace != nullptr) {
        m_stack->setCurrentWidget(m_workspace); // the page that was left
    }
    if (m_workspace != nullptr && !why.isEmpty()) {
        m_workspace->notify(why);
    }
}

} // namespace console
