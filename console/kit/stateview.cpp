// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/stateview.h"

#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace console
{

StateView::StateView(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
    , m_action(new QPushButton(this))
    , m_copy(new QPushButton(Tr::tr("Copy details"), this))
{
    setObjectName(QStringLiteral("state"));
    m_action->setObjectName(QStringLiteral("state-action"));
    m_copy->setObjectName(QStringLiteral("copy-details"));
    QFont bold = font();
    bold.setPointSizeF(bold.pointSizeF() * 1.15);
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    for (QLabel *label : {m_title, m_text}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_icon->setAlignment(Qt::AlignCenter);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapHuge, kGapHuge, kGapHuge, kGapHuge);
    column->setSpacing(kGap);
    column->addStretch(2);
    column->addWidget(m_icon);
    column->addWidget(m_title);
    column->addWidget(m_text);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_action);
    buttons->addWidget(m_copy);
    buttons->addStretch();
    column->addLayout(buttons);
    column->addStretch(3);
    connect(m_action, &QPushButton::clicked, this, &StateView::press);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_details); });
    showLoading();
}

void StateView::set(State state, const QString &iconName, const QString &title, const QString &text)
{
    m_state = state;
    const bool loading = state == State::Loading;
    m_icon->setVisible(!loading);
    m_title->setVisible(!loading);
    m_text->setVisible(!loading && !text.isEmpty());
    m_action->setVisible(false);
    m_copy->setVisible(false);
    if (!loading) {
        const StatusRole role = state == State::Error                               ? StatusRole::Failed
                                : state == State::Denied || state == State::Offline ? StatusRole::Pending
                                                                                    : StatusRole::Inactive;
        m_icon->setPixmap(icon(iconName, role).pixmap(QSize(8 * kUnit, 8 * kUnit), devicePixelRatioF()));
    }
    m_title->setText(title);
    m_text->setText(text);
    setAccessibleName(title);
    setAccessibleDescription(text);
    update();
    if (isVisible()) {
        QAccessibleEvent event(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

void StateView::showLoading()
{
    set(State::Loading, {}, Tr::tr("Loading …"), {});
}

void StateView::showEmpty(const QString &sentence, const QString &action)
{
    set(State::EmptyNew, QStringLiteral("inbox"), sentence, {});
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
}

void StateView::showNothingFound()
{
    set(State::EmptyFiltered, QStringLiteral("search-x"), Tr::tr("No results found"),
        Tr::tr("Nothing matches the search and the filters."));
    m_action->setText(Tr::tr("Clear filters"));
    m_action->setVisible(true);
}

void StateView::showError(const Sentence &sentence, const QString &details)
{
    set(State::Error, QStringLiteral("octagon-x"), sentence.title,
        sentence.text + QLatin1Char(' ') + sentence.remedy);
    m_details = details;
    m_action->setText(Tr::tr("Retry"));
    m_action->setVisible(true);
    m_copy->setVisible(!details.isEmpty());
}

void StateView::showDenied(const QString &permission)
{
    set(State::Denied, QStringLiteral("lock"), Tr::tr("You may not see this page"),
        Tr::tr("It needs the permission “%1”. Ask your administrator to add it to your role.")
            .arg(permissionWord(permission)));
}

void StateView::showOffline()
{
    set(State::Offline, QStringLiteral("cloud-off"), Tr::tr("Not connected"),
        Tr::tr(
            "The page fills by itself as soon as the server answers.")); // to try now is the shell's banner
}

QString StateView::text() const
{
    return m_title->text() + QLatin1Char('\n') + m_text->text();
}

void StateView::press()
{
    switch (m_state) {
    case State::EmptyNew: Q_EMIT actionRequested(); break;
    case State::EmptyFiltered: Q_EMIT clearFiltersRequested(); break;
    case State::Error: Q_EMIT retryRequested(); break;
    case State::Offline:
    case State::Loading:
    case State::Denied: break;
    }
}

void StateView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().base());
    if (m_state != State::Loading) {
        return;
    }
    // Skeleton rows: where the rows will stand, without movement.
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(themeColor(ColorRole::Skeleton, palette()));
    const int widths[] = {46, 30, 38, 26, 42};
    int row = 0;
    for (int y = kGap; y + kRowHeight < height(); y += kRowHeight, ++row) {
        int x = kGapLarge;
        for (int column = 0; x < width() - kGapLarge; ++column) {
            const int bar = widths[(row + column) % 5] * 3;
            painter.drawRoundedRect(QRect(x, y, std::min(bar, width() - kGapLarge - x), kUnit * 2 + 2), 3, 3);
            x += 44 * kUnit;
        }
    }
}

} // namespace console
