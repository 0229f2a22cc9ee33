// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/breadcrumbbar.h"

#include "console/app/history.h"
#include "console/app/pageregistry.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace console
{

namespace
{
/// Of the last step: a name of 255 letters would push the button behind the trail out of the window.
constexpr int kLongestStep = 90 * kUnit;

QToolButton *arrow(const QString &iconName, const QString &name, const QString &keys)
{
    auto *button = new QToolButton;
    button->setIcon(icon(iconName));
    button->setAutoRaise(true);
    button->setAccessibleName(name);
    button->setToolTip(QStringLiteral("%1 (%2)").arg(name, keys));
    button->setFocusPolicy(Qt::TabFocus);
    button->setMinimumSize(kTargetSize, kTargetSize);
    return button;
}
} // namespace

BreadcrumbBar::BreadcrumbBar(const PageRegistry &registry, QWidget *parent)
    : QWidget(parent)
    , m_registry(registry)
    , m_back(arrow(QStringLiteral("arrow-left"), tr("Back"), QStringLiteral("Alt+←")))
    , m_forward(arrow(QStringLiteral("arrow-right"), tr("Forward"), QStringLiteral("Alt+→")))
    , m_trail(new QLabel)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kGapSmall, kUnit, kGapSmall, kUnit);
    layout->setSpacing(kUnit);
    m_trail->setObjectName(QStringLiteral("breadcrumb"));
    m_trail->setTextFormat(Qt::RichText);
    m_trail->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_trail->setFocusPolicy(Qt::TabFocus);
    m_trail->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_trail->setAccessibleName(tr("Where you are"));
    auto *goTo = arrow(QStringLiteral("search"), tr("Go to"), QStringLiteral("Ctrl+K"));
    layout->addWidget(m_back);
    layout->addWidget(m_forward);
    layout->addWidget(m_trail, 1);
    layout->addWidget(goTo);
    connect(m_back, &QToolButton::clicked, this, &BreadcrumbBar::backRequested);
    connect(m_forward, &QToolButton::clicked, this, &BreadcrumbBar::forwardRequested);
    connect(goTo, &QToolButton::clicked, this, &BreadcrumbBar::goToRequested);
    connect(m_trail, &QLabel::linkActivated, this, &BreadcrumbBar::pageRequested);
}

void BreadcrumbBar::showPlace(const History &history, const QString &caption)
{
    m_back->setEnabled(history.canGoBack());
    m_forward->setEnabled(history.canGoForward());
    if (history.isEmpty()) {
        m_trail->clear();
        m_trail->setToolTip({});
        return;
    }
    const Place &place = history.current();
    const PageSpec *page = m_registry.find(place.pageId);
    QStringList steps;
    const PageSpec *overview = m_registry.find(QStringLiteral("overview"));
    if (overview != nullptr && page != overview) {
        steps.append(QStringLiteral("<a href=\"overview\">%1</a>")
                         .arg(PageRegistry::titleOf(*overview).toHtmlEscaped()));
    }
    // An object's page hangs below its list.
    const PageSpec *list = page->list.isEmpty() ? nullptr : m_registry.find(page->list);
    QStringList areas;
    for (const Area *area = m_registry.area(list != nullptr ? list->area : page->area);
         area != nullptr && area->id != page->id; area = m_registry.area(area->parent)) {
        areas.prepend(PageRegistry::titleOf(*area).toHtmlEscaped());
    }
    steps += areas;
    if (list != nullptr) {
        steps.append(QStringLiteral("<a href=\"%1\">%2</a>")
                         .arg(list->id, PageRegistry::titleOf(*list).toHtmlEscaped()));
    }
    const QString last = caption.isEmpty() ? PageRegistry::titleOf(*page) : caption;
    QFont bold = m_trail->font();
    bold.setBold(true);
    const QString shown = QFontMetrics(bold).elidedText(last, Qt::ElideRight, kLongestStep);
    steps.append(QStringLiteral("<b>%1</b>").arg(shown.toHtmlEscaped()));
    m_trail->setToolTip(shown == last ? QString() : QStringLiteral("<qt>%1</qt>").arg(last.toHtmlEscaped()));
    m_trail->setText(steps.join(QStringLiteral(" &nbsp;›&nbsp; ")));
}

} // namespace console
