// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/connectionbanner.h"

#include "console/kit/formats.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/theme.h"
#include "console/net/connection.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace console
{

ConnectionBanner::ConnectionBanner(Connection &connection, QWidget *parent)
    : QFrame(parent)
    , m_connection(connection)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_retry(new QPushButton(tr("Retry now"), this))
{
    setObjectName(QStringLiteral("banner"));
    m_icon->setPixmap(icon(QStringLiteral("cloud-off"), StatusRole::Failed).pixmap(kIconSize, kIconSize));
    m_text->setWordWrap(true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kGap, kUnit, kGap, kUnit);
    layout->setSpacing(kGapSmall);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_retry);
    connect(m_retry, &QPushButton::clicked, &m_connection, &Connection::retryNow);
    connect(&m_connection, &Connection::retryChanged, this, &ConnectionBanner::refresh);
    connect(&m_connection, &Connection::stateChanged, this, &ConnectionBanner::announce);
    hide();
    refresh();
}

QString ConnectionBanner::text() const
{
    return m_text->text();
}

void ConnectionBanner::refresh()
{
    if (m_connection.state() != ConnectionState::Lost) {
        return;
    }
    const Formats formats = Formats::forZone(m_connection.identity().timeZone);
    const auto seconds =
        static_cast<int>(std::chrono::ceil<std::chrono::seconds>(m_connection.retryIn()).count());
    const QString since = formats.time(m_connection.lostSince());
    // Two whole sentences: words of other languages stand in another order.
    m_text->setText(seconds > 0 ? tr("Not connected since %1 – retrying in %n s. What is shown may be out of "
                                     "date; what you typed is kept.",
                                     nullptr, seconds)
                                      .arg(since)
                                : tr("Not connected since %1 – connecting…").arg(since));
    m_retry->setEnabled(seconds > 0);
    setVisible(true);
}

void ConnectionBanner::announce()
{
    if (m_connection.state() != ConnectionState::Lost) {
        hide();
        return;
    }
    refresh();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void ConnectionBanner::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.fillRect(rect(), themeColor(ColorRole::NoticeFill, palette()));
    painter.fillRect(QRect(0, height() - 1, width(), 1), themeColor(ColorRole::Border, palette()));
    QFrame::paintEvent(event);
}

} // namespace console
