// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/listheader.h"

#include "console/kit/flowlayout.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/statuschip.h"
#include "console/kit/themedlabel.h"
#include "console/kit/titlelabel.h"
#include "console/kit/tr.h"

#include <QComboBox>
#include <QPushButton>
#include <QToolButton>

namespace console
{

ListHeader::ListHeader(const QString &title, bool live, const Formats &formats, QWidget *parent)
    : QWidget(parent)
    , m_formats(formats)
    , m_live(live)
    , m_range(new ThemedLabel(ColorRole::MutedText, this))
    , m_age(new ThemedLabel(ColorRole::MutedText, this))
    , m_staleChip(new StatusChip(this))
    , m_busy(new StatusChip(this))
    , m_news(new QPushButton(icon(QStringLiteral("bell")), {}, this))
    , m_refresh(new QToolButton(this))
    , m_auto(new QComboBox(this))
{
    auto *heading = new TitleLabel(title, this);
    heading->setObjectName(QStringLiteral("title"));
    m_range->setObjectName(QStringLiteral("header-range"));
    m_age->setObjectName(QStringLiteral("as-of"));
    m_staleChip->setObjectName(QStringLiteral("stale"));
    m_busy->setObjectName(QStringLiteral("busy"));
    m_busy->setStatus(StatusRole::Running, Tr::tr("Loading …"));
    m_news->setObjectName(QStringLiteral("news"));
    m_refresh->setObjectName(QStringLiteral("refresh"));
    m_refresh->setIcon(icon(QStringLiteral("refresh-cw")));
    m_refresh->setAccessibleName(Tr::tr("Refresh"));
    m_refresh->setToolTip(Tr::tr("Refresh (F5)"));
    m_refresh->setFocusPolicy(Qt::StrongFocus);
    m_refresh->setAutoRaise(true);
    m_refresh->setMinimumSize(kTargetSize + kUnit, kTargetSize + kUnit);
    m_auto->setObjectName(QStringLiteral("auto-refresh"));
    m_auto->setAccessibleName(Tr::tr("Automatic refresh"));
    m_auto->addItem(Tr::tr("No auto-refresh"), 0);
    for (const int seconds : {10, 30}) {
        m_auto->addItem(Tr::tr("Every %n second(s)", nullptr, seconds), seconds);
    }
    for (const int minutes : {1, 5}) {
        m_auto->addItem(Tr::tr("Every %n minute(s)", nullptr, minutes), minutes * 60);
    }
    auto *row = new FlowLayout(this);
    row->setSpacing(kGap);
    const QList<QWidget *> parts{heading, m_range, m_age, m_staleChip, m_refresh, m_auto, m_busy, m_news};
    for (QWidget *part : parts) {
        row->addWidget(part);
    }
    for (QWidget *hidden : std::initializer_list<QWidget *>{m_staleChip, m_busy, m_news}) {
        hidden->hide();
    }
    m_refresh->setHidden(live);
    m_auto->setHidden(live);
    m_busyTimer.setSingleShot(true);
    m_busyTimer.setInterval(300);
    connect(&m_busyTimer, &QTimer::timeout, m_busy, &QWidget::show);
    connect(m_refresh, &QToolButton::clicked, this, &ListHeader::refreshRequested);
    connect(m_news, &QPushButton::clicked, this, &ListHeader::refreshRequested);
    connect(m_auto, &QComboBox::activated, this, &ListHeader::autoRefreshChanged);
}

void ListHeader::setPosition(const PagePosition &position)
{
    m_range->setText(rangeText(position));
}

void ListHeader::setLoadedAt(common::WallTime moment)
{
    m_loadedAt = moment;
    m_stale = false;
    showAge();
}

void ListHeader::tick(common::WallTime now)
{
    const bool stale = m_loadedAt && now - *m_loadedAt > kStaleAfter;
    if (stale != m_stale) {
        m_stale = stale;
        showAge();
    }
}

void ListHeader::showAge()
{
    const QString time = m_loadedAt ? m_formats.timeWithSeconds(*m_loadedAt) : QString();
    //: the moment to which a list is true: "as of 10:41:07"
    const QString text =
        m_live && !m_stale ? Tr::tr("live, as of %1").arg(time) : Tr::tr("as of %1").arg(time);
    m_age->setText(text);
    m_age->setVisible(m_loadedAt && !m_stale);
    if (m_stale) {
        m_staleChip->setStatus(StatusRole::Pending, text);
    }
    m_staleChip->setVisible(m_stale);
}

void ListHeader::setBusy(bool busy)
{
    if (!busy) {
        m_busyTimer.stop();
        m_busy->hide();
    } else if (!m_busyTimer.isActive() && m_busy->isHidden()) {
        m_busyTimer.start();
    }
}

bool ListHeader::showsBusy() const
{
    return !m_busy->isHidden();
}

void ListHeader::setNews(const QString &text)
{
    m_news->setText(text);
    m_news->setAccessibleName(text);
    m_news->setVisible(!text.isEmpty());
}

std::chrono::seconds ListHeader::autoRefresh() const
{
    return std::chrono::seconds(m_auto->currentData().toInt());
}

void ListHeader::setAutoRefresh(std::chrono::seconds interval)
{
    m_auto->setCurrentIndex(std::max(0, m_auto->findData(static_cast<int>(interval.count()))));
}

} // namespace console
