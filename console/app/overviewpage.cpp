// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/overviewpage.h"

#include "console/app/pageregistry.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"
#include "console/pages/overview/dashboard.h"

#include <QGridLayout>
#include <QGroupBox>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace console
{

namespace
{
constexpr int kColumns = 3;

QWidget *makePanel(const Area &area, const std::vector<const PageSpec *> &pages, Navigator &navigator)
{
    auto *panel = new QGroupBox(PageRegistry::titleOf(area));
    auto *layout = new QVBoxLayout(panel);
    layout->setSpacing(kUnit);
    for (const PageSpec *page : pages) {
        auto *link = new QToolButton;
        link->setText(PageRegistry::titleOf(*page));
        link->setAccessibleName(PageRegistry::titleOf(*page));
        link->setIcon(icon(page->icon));
        link->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        link->setAutoRaise(true);
        link->setFocusPolicy(Qt::StrongFocus);
        link->setMinimumHeight(kRowHeight);
        const QString id = page->id;
        QObject::connect(link, &QToolButton::clicked, panel, [&navigator, id] { navigator.open(id); });
        layout->addWidget(link);
    }
    layout->addStretch(1);
    return panel;
}

void addPanels(const PageRegistry &registry, const QString &parent, const PageContext &context,
               QGridLayout &grid)
{
    for (const Area *area : registry.areasOf(parent)) {
        std::vector<const PageSpec *> pages = registry.pagesOf(area->id, context.identity);
        std::erase_if(pages, [area](const PageSpec *page) { return page->id == area->id; });
        if (!pages.empty()) {
            const int count = grid.count();
            grid.addWidget(makePanel(*area, pages, context.navigator), count / kColumns, count % kColumns);
        }
        addPanels(registry, area->id, context, grid);
    }
}
} // namespace

QWidget *makeOverview(const PageRegistry &registry, const PageContext &context, QWidget *parent)
{
    auto *scroll = new QScrollArea(parent);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    layout->setSpacing(kGapLarge);
    const QString name = context.identity.name.isEmpty() ? context.identity.login : context.identity.name;
    auto *welcome = new QLabel(Tr::tr("Signed in as %1.").arg(name));
    layout->addWidget(welcome);
    layout->addWidget(new Dashboard(context, page));
    auto *grid = new QGridLayout;
    grid->setSpacing(kGapLarge);
    addPanels(registry, {}, context, *grid);
    if (grid->count() == 0) {
        auto *none =
            new QLabel(Tr::tr("Your role opens no page of this console. Ask your administrator for access."));
        none->setWordWrap(true);
        layout->addWidget(none);
    }
    for (int column = 0; column < kColumns; ++column) {
        grid->setColumnStretch(column, 1);
    }
    layout->addLayout(grid);
    layout->addStretch(1);
    scroll->setWidget(page);
    return scroll;
}

PageSpec overviewPage()
{
    return {QStringLiteral("overview"),
            QStringLiteral("overview"),
            QT_TRANSLATE_NOOP("Pages", "Dashboard"),
            QStringLiteral("house"),
            {},
            [](const PageContext &context, const QVariantMap &, QWidget *parent) {
                return makeOverview(PageRegistry::standard(), context, parent);
            }};
}

} // namespace console
