// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/impersonationview.h"

#include "console/app/connectionbanner.h"
#include "console/app/mainwindow.h"
#include "console/app/pageregistry.h"
#include "console/app/workspace.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/words.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace console
{

ImpersonationView::ImpersonationView(const ConsoleServices &services, const QString &serverKey,
                                     const QByteArray &token, SessionKeys *keys, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_keys(keys)
    , m_connection(
          std::make_unique<Connection>(ConnectionParts{services.clock, services.servers, services.tokens,
                                                       services.makeSecret, services.random},
                                       services.makeLink()))
    , m_text(new QLabel)
    , m_exit(new QPushButton(icon(QStringLiteral("log-out")), QString()))
    , m_waiting(new QLabel)
    , m_stack(new QStackedLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeBar());
    addBanner();
    m_waiting->setAlignment(Qt::AlignCenter);
    m_stack->addWidget(m_waiting);
    column->addLayout(m_stack, 1);
    setWords();
    connect(m_connection.get(), &Connection::stateChanged, this, &ImpersonationView::follow);
    connect(m_connection.get(), &Connection::connectFailed, this, [this](const common::Error &error) {
        m_why = sentenceFor(error, tr("see what another user sees")).oneLine();
    });
    m_connection->openAsGuest(serverKey, token);
}

ImpersonationView::~ImpersonationView()
{
    disconnect(m_connection.get(), nullptr, this, nullptr);
    delete m_workspace.data(); // pages use the connection
    delete m_banner;
}

QWidget *ImpersonationView::makeBar()
{
    auto *bar = new QFrame;
    bar->setObjectName(QStringLiteral("impersonation"));
    bar->setAutoFillBackground(true);
    bar->setBackgroundRole(QPalette::Highlight); // to be seen all the time
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(kGap, kUnit, kGap, kUnit);
    row->setSpacing(kGapSmall);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setForegroundRole(QPalette::HighlightedText);
    QFont strong = font();
    strong.setWeight(QFont::DemiBold);
    m_text->setFont(strong);
    m_exit->setObjectName(QStringLiteral("exit"));
    row->addWidget(m_text, 1);
    row->addWidget(m_exit);
    connect(m_exit, &QPushButton::clicked, this, &ImpersonationView::leave);
    return bar;
}

/// Below the bar.
void ImpersonationView::addBanner()
{
    delete m_banner;
    m_banner = new ConnectionBanner(*m_connection, this);
    static_cast<QVBoxLayout *>(layout())->insertWidget(1, m_banner);
}

void ImpersonationView::setWords()
{
    m_exit->setText(tr("Exit"));
    m_exit->setToolTip(tr("Back to your own rights and to the page that you left"));
    m_waiting->setText(tr("Connecting…"));
    m_text->setText(m_workspace == nullptr ? tr("You see what another user sees.")
                                           : tr("You see what %1 sees.").arg(name()));
}

void ImpersonationView::rebuild()
{
    addBanner();
    setWords();
    if (m_workspace != nullptr) {
        m_workspace->rebuild();
    }
}

QString ImpersonationView::name() const
{
    const common::Identity &identity = m_connection->identity();
    return identity.name.isEmpty() ? identity.login : identity.name;
}

QString ImpersonationView::text() const
{
    return m_text->text();
}

void ImpersonationView::follow(ConnectionState state)
{
    switch (state) {
    case ConnectionState::Ready: makeWorkspace(); break;
    case ConnectionState::Disconnected:
        m_why = m_leaving ? QString()
                          : tr("The recorder has ended the impersonation. These are your own rights.");
        // Later: a reason may follow, and we are inside the connection.
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT ended(m_why); }, Qt::QueuedConnection);
        break;
    case ConnectionState::CertificateChanged:
    case ConnectionState::CertificateUnknown:
    case ConnectionState::SigningIn: m_connection->close(); break;
    case ConnectionState::Connecting:
    case ConnectionState::Lost: break; // the banner tells
    }
}

void ImpersonationView::makeWorkspace()
{
    if (m_workspace != nullptr) {
        return; // connected again
    }
    m_workspace = new Workspace({m_services.registry, *m_connection, m_connection->identity(),
                                 m_services.clock, m_connection->server().key, m_keys});
    setWords();
    connect(m_workspace, &Workspace::unlockAsked, this, &ImpersonationView::unlockAsked);
    connect(m_workspace, &Workspace::linkAsked, this, &ImpersonationView::linkAsked);
    m_stack->addWidget(m_workspace);
    m_stack->setCurrentWidget(m_workspace);
    m_workspace->openEntry(0);
    Q_EMIT named();
    QAccessibleEvent event(m_text, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void ImpersonationView::leave()
{
    if (m_workspace != nullptr && !m_workspace->mayLeave()) {
        return; // a page asks what shall become of what was typed
    }
    m_leaving = true;
    m_exit->setEnabled(false);
    m_connection->signOut(); // Disconnected follows, within a second
}

} // namespace console
