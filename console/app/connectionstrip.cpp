// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/connectionstrip.h"

#include "console/kit/formats.h"
#include "console/kit/icons.h"
#include "console/kit/plaintip.h"
#include "console/kit/spacing.h"
#include "console/kit/statuschip.h"
#include "console/kit/theme.h"
#include "console/kit/words.h"
#include "console/net/connection.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

#include <type_traits>

namespace console
{

namespace
{
// Names may have 255 letters; together with the rest these fit into 1024 pixels.
constexpr int kMostOfServer = 60 * kUnit;
constexpr int kMostOfTenant = 48 * kUnit;
constexpr int kMostOfUser = 60 * kUnit;

/// Shows as much of the name as has room; true when that is not all.
template <typename Shower>
bool showName(Shower &shower, const QString &name, int room)
{
    const QString shown = shower.fontMetrics().elidedText(name, Qt::ElideRight, room);
    shower.setText(std::is_same_v<Shower, QToolButton> ? buttonText(shown) : shown);
    return shown != name;
}

QToolButton *makeButton(const QString &name, const QString &iconName, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setIcon(icon(iconName));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAccessibleName(name);
    button->setToolTip(name);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

std::pair<StatusRole, QString> wordFor(ConnectionState state)
{
    switch (state) {
    case ConnectionState::Ready: return {StatusRole::Good, ConnectionStrip::tr("Connected")};
    case ConnectionState::Connecting: return {StatusRole::Running, ConnectionStrip::tr("Connecting")};
    case ConnectionState::SigningIn: return {StatusRole::Pending, ConnectionStrip::tr("Not signed in")};
    case ConnectionState::CertificateUnknown:
        return {StatusRole::Pending, ConnectionStrip::tr("Certificate to be confirmed")};
    case ConnectionState::CertificateChanged:
        return {StatusRole::Failed, ConnectionStrip::tr("Certificate changed")};
    case ConnectionState::Lost: return {StatusRole::Failed, ConnectionStrip::tr("Not connected")};
    case ConnectionState::Disconnected: break;
    }
    return {StatusRole::Inactive, ConnectionStrip::tr("Not connected")};
}
} // namespace

ConnectionStrip::ConnectionStrip(const Connection &connection, QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
    , m_server(makeButton(tr("Server"), QStringLiteral("server"), this))
    , m_production(new QLabel(this))
    , m_tenant(new QLabel(this))
    , m_state(new StatusChip(this))
    , m_tasks(makeButton(tr("Tasks"), QStringLiteral("list-checks"), this))
    , m_user(makeButton(tr("User"), QStringLiteral("circle-user"), this))
{
    setFixedHeight(kStripHeight + kUnit);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kGapSmall, kUnit, kGapSmall, 0); // above: the band of colour
    layout->setSpacing(kGap);
    QFont strong = font();
    strong.setBold(true);
    m_server->setFont(strong);
    m_production->setFont(strong);
    m_production->setObjectName(QStringLiteral("production"));
    m_production->setText(tr("PRODUCTION"));
    m_production->setForegroundRole(QPalette::Window);
    m_production->setContentsMargins(kUnit, 0, kUnit, 0);
    for (QWidget *widget : {static_cast<QWidget *>(m_server), static_cast<QWidget *>(m_production),
                            static_cast<QWidget *>(m_tenant)}) {
        layout->addWidget(widget);
    }
    layout->addStretch(1);
    for (QWidget *widget :
         {static_cast<QWidget *>(m_state), static_cast<QWidget *>(m_tasks), static_cast<QWidget *>(m_user)}) {
        layout->addWidget(widget);
    }
    auto *menu = new QMenu(m_user);
    fillUserMenu(*menu);
    m_user->setMenu(menu);
    m_user->setPopupMode(QToolButton::InstantPopup);
    connect(m_server, &QToolButton::clicked, this, &ConnectionStrip::serversRequested);
    connect(m_tasks, &QToolButton::clicked, this, &ConnectionStrip::tasksRequested);
    m_tasks->setToolTip(tr("Tasks (Ctrl+J)"));
    setRunningTasks(0);
    refresh();
}

void ConnectionStrip::fillUserMenu(QMenu &menu)
{
    m_exit = menu.addAction(icon(QStringLiteral("eye-off")), tr("Exit user impersonation"), this,
                            &ConnectionStrip::exitImpersonationRequested);
    m_ownActions = {menu.addAction(icon(QStringLiteral("user")), tr("My profile"), this,
                                   &ConnectionStrip::profileRequested),
                    menu.addAction(icon(QStringLiteral("key-round")), tr("Change password…"), this,
                                   &ConnectionStrip::passwordRequested)};
    m_signedInActions = {
        menu.addAction(icon(QStringLiteral("lock")), tr("Lock"), this, &ConnectionStrip::lockRequested),
        menu.addAction(icon(QStringLiteral("log-out")), tr("Sign out"), this,
                       &ConnectionStrip::signOutRequested),
        menu.addSeparator()};
    menu.addAction(icon(QStringLiteral("server")), tr("Servers"), this, &ConnectionStrip::serversRequested);
    menu.addAction(icon(QStringLiteral("sliders-horizontal")), tr("Preferences… (Ctrl+,)"), this,
                   &ConnectionStrip::preferencesRequested);
    menu.addAction(icon(QStringLiteral("info")), tr("Keyboard (F1)"), this, &ConnectionStrip::keysRequested);
}

void ConnectionStrip::setRunningTasks(int running)
{
    m_tasks->setText(running > 0 ? tr("Tasks (%1)").arg(running) : tr("Tasks"));
    m_tasks->setAccessibleName(running > 0 ? tr("Tasks, %n running", nullptr, running) : tr("Tasks"));
}

void ConnectionStrip::setImpersonated(const QString &name)
{
    m_impersonated = name;
    refresh();
}

void ConnectionStrip::refresh()
{
    const ConnectionState state = m_connection.state();
    const bool chosen = state != ConnectionState::Disconnected;
    const bool signedIn = state == ConnectionState::Ready || state == ConnectionState::Lost;
    const ServerEntry &server = m_connection.server();
    const bool cut = showName(*m_server, chosen ? server.label : tr("Servers"), kMostOfServer);
    m_server->setToolTip(!chosen ? tr("List of servers")
                         : cut   ? plainTip(server.label + QLatin1Char('\n') + server.address())
                                 : server.address());
    m_server->setAccessibleName(chosen ? tr("Server %1").arg(server.label) : tr("Servers"));
    m_production->setVisible(chosen && server.production);
    const common::Identity &identity = m_connection.identity();
    m_tenant->setVisible(signedIn && !identity.tenant.isEmpty());
    m_tenant->setToolTip(showName(*m_tenant, identity.tenant, kMostOfTenant) ? plainTip(identity.tenant)
                                                                             : tr("Tenant"));
    m_user->setVisible(true);
    const QString name = identity.name.isEmpty() ? identity.login : identity.name;
    const bool other = signedIn && !m_impersonated.isEmpty();
    //: who is signed in, as whom he looks
    const QString both = other ? tr("%1 as %2").arg(name, m_impersonated) : name;
    const bool userCut = showName(*m_user, signedIn ? both : tr("Menu"), kMostOfUser);
    m_user->setAccessibleName(signedIn ? tr("User %1").arg(both) : tr("Menu"));
    const QString role = roleWord(identity.role, identity.roleName);
    m_user->setToolTip(!signedIn ? tr("Menu") : userCut ? plainTip(both + QLatin1Char('\n') + role) : role);
    for (QAction *action : std::as_const(m_ownActions)) {
        action->setVisible(signedIn && !other);
    }
    for (QAction *action : std::as_const(m_signedInActions)) {
        action->setVisible(signedIn);
    }
    m_exit->setVisible(other);
    m_tasks->setVisible(signedIn);
    const auto [stateRole, word] = wordFor(state);
    m_state->setStatus(stateRole, word);
    update();
}

void ConnectionStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor colour(m_connection.server().colour);
    const bool chosen = m_connection.state() != ConnectionState::Disconnected;
    if (chosen && colour.isValid()) {
        painter.fillRect(QRect(0, 0, width(), kUnit), colour);
    }
    painter.fillRect(QRect(0, height() - 1, width(), 1), themeColor(ColorRole::Separator, palette()));
    if (m_production->isVisible()) {
        // Light on dark, or the other way round: to be seen at once, without any colour.
        painter.fillRect(m_production->geometry().adjusted(-kGapSmall, kUnit, kGapSmall, -kUnit),
                         palette().color(QPalette::WindowText));
    }
}

} // namespace console
