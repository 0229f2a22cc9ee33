// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/kitstyle.h"

#include "console/kit/spacing.h"
#include "console/kit/theme.h"

#include <QDialog>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>
#include <QToolButton>

namespace console
{

namespace
{

bool focused(const QStyleOption &option)
{
    return option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_Enabled);
}

void drawFrame(QPainter &painter, const QStyleOption &option, const QBrush &fill, bool ring)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QColor line = themeColor(ring ? ColorRole::FocusRing : ColorRole::Border, option.palette);
    if (!option.state.testFlag(QStyle::State_Enabled)) {
        line = themeColor(ColorRole::Separator, option.palette);
    }
    const qreal width = ring ? 2.0 : 1.0;
    const QRectF rect = QRectF(option.rect).adjusted(width / 2, width / 2, -width / 2, -width / 2);
    painter.setPen(QPen(line, width));
    painter.setBrush(fill);
    painter.drawRoundedRect(rect, 4, 4);
    painter.restore();
}

QColor shifted(const QColor &color, const QPalette &palette, double amount)
{
    const QColor text = palette.color(QPalette::Active, QPalette::Text);
    return QColor::fromRgbF(static_cast<float>(color.redF() + (text.redF() - color.redF()) * amount),
                            static_cast<float>(color.greenF() + (text.greenF() - color.greenF()) * amount),
                            static_cast<float>(color.blueF() + (text.blueF() - color.blueF()) * amount));
}

QColor buttonFill(const QStyleOption &option)
{
    const QColor base = option.palette.color(QPalette::Active, QPalette::Button);
    if (!option.state.testFlag(QStyle::State_Enabled)) {
        return option.palette.color(QPalette::Active, QPalette::Window);
    }
    if (option.state.testFlag(QStyle::State_Sunken) || option.state.testFlag(QStyle::State_On)) {
        return shifted(base, option.palette, 0.18);
    }
    return option.state.testFlag(QStyle::State_MouseOver) ? shifted(base, option.palette, 0.08) : base;
}

void drawCheckBox(QPainter &painter, const QStyleOption &option)
{
    const bool on = option.state.testFlag(QStyle::State_On);
    const bool partly = option.state.testFlag(QStyle::State_NoChange);
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const QColor accent =
        option.palette.color(enabled ? QPalette::Active : QPalette::Disabled, QPalette::Highlight);
    QStyleOption box(option);
    const int side = std::min(option.rect.width(), option.rect.height());
    box.rect = QRect(0, 0, side, side);
    box.rect.moveCenter(option.rect.center());
    const QColor base = option.palette.color(QPalette::Active, QPalette::Base);
    drawFrame(painter, box, on || partly ? QBrush(accent) : QBrush(base), focused(option));
    if (!on && !partly) {
        return;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF r(box.rect);
    painter.setPen(QPen(option.palette.color(QPalette::Active, QPalette::HighlightedText), 2, Qt::SolidLine,
                        Qt::RoundCap, Qt::RoundJoin));
    if (partly) {
        painter.drawLine(QPointF(r.left() + side * 0.28, r.center().y()),
                         QPointF(r.right() - side * 0.28, r.center().y()));
    } else {
        QPainterPath tick(QPointF(r.left() + side * 0.24, r.top() + side * 0.52));
        tick.lineTo(r.left() + side * 0.43, r.top() + side * 0.70);
        tick.lineTo(r.left() + side * 0.76, r.top() + side * 0.32);
        painter.drawPath(tick);
    }
    painter.restore();
}

void drawRadioButton(QPainter &painter, const QStyleOption &option)
{
    const bool on = option.state.testFlag(QStyle::State_On);
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool ring = focused(option);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double side = std::min(option.rect.width(), option.rect.height());
    const QPointF centre = QRectF(option.rect).center();
    const QColor line = !enabled
                            ? option.palette.color(QPalette::Disabled, QPalette::Text)
                            : themeColor(ring ? ColorRole::FocusRing : ColorRole::Border, option.palette);
    painter.setPen(QPen(line, ring ? 2 : 1));
    painter.setBrush(option.palette.color(QPalette::Active, QPalette::Base));
    painter.drawEllipse(centre, side / 2 - 1, side / 2 - 1);
    if (on) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(enabled ? themeColor(ColorRole::FocusRing, option.palette) : line);
        painter.drawEllipse(centre, side / 4, side / 4);
    }
    painter.restore();
}

/// Frames of tables, lists and banners: visible in high contrast too, and a ring while they have the focus.
void drawBox(QPainter &painter, const QStyleOption &option)
{
    const bool ring = focused(option);
    const double width = ring ? 2.0 : 1.0;
    painter.save();
    painter.setPen(
        QPen(themeColor(ring ? ColorRole::FocusRing : ColorRole::Separator, option.palette), width));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(option.rect).adjusted(width / 2, width / 2, -width / 2, -width / 2));
    painter.restore();
}

/// The main action of a page. In dialogs every button that has the focus is the default one: there Enter and
/// the order of the buttons say it.
bool isMainAction(const QStyleOptionButton *button, const QWidget *widget)
{
    return button != nullptr && button->features.testFlag(QStyleOptionButton::DefaultButton) &&
           button->state.testFlag(QStyle::State_Enabled) && widget != nullptr &&
           qobject_cast<const QDialog *>(widget->window()) == nullptr;
}

void drawMainAction(QPainter &painter, const QStyleOption &option)
{
    const QPalette &palette = option.palette;
    const QColor accent = palette.color(QPalette::Active, QPalette::Highlight);
    const bool lit = (option.state & (QStyle::State_MouseOver | QStyle::State_Sunken)) != 0;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(lit ? accent.darker(115) : accent);
    painter.drawRoundedRect(QRectF(option.rect), 4, 4);
    if (focused(option)) { // the ring inside: around the accent it would not be seen
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(palette.color(QPalette::Active, QPalette::HighlightedText), 2));
        painter.drawRoundedRect(QRectF(option.rect).adjusted(3, 3, -3, -3), 2, 2);
    }
    painter.restore();
}

/// A tool button whose menu opens by pressing it: its arrow is drawn by us.
bool hasMenuArrow(const QStyleOptionToolButton &button)
{
    return button.features.testFlag(QStyleOptionToolButton::HasMenu) &&
           !button.features.testFlag(QStyleOptionToolButton::MenuButtonPopup);
}

} // namespace

KitStyle::KitStyle()
    : QProxyStyle(QStringLiteral("fusion"))
{
}

void KitStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                             const QWidget *widget) const
{
    // The other elements are Fusion's own.
    if (element == PE_FrameLineEdit) {
        drawFrame(*painter, *option, Qt::NoBrush, focused(*option));
    } else if (element == PE_PanelLineEdit) {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        if (frame != nullptr && frame->lineWidth <= 0) {
            QProxyStyle::drawPrimitive(element, option, painter, widget);
            return;
        }
        drawFrame(*painter, *option, option->palette.base(), focused(*option));
    } else if (element == PE_PanelButtonCommand) {
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        if (isMainAction(button, widget)) {
            drawMainAction(*painter, *option);
            return;
        }
        if (button != nullptr && button->features.testFlag(QStyleOptionButton::Flat) &&
            !option->state.testFlag(State_MouseOver) && !focused(*option)) {
            return;
        }
        drawFrame(*painter, *option, buttonFill(*option), focused(*option));
    } else if (element == PE_PanelButtonTool) {
        const bool marked =
            (option->state & (State_MouseOver | State_On | State_Sunken | State_HasFocus)) != 0;
        const bool enabled = option->state.testFlag(State_Enabled);
        if (!option->state.testFlag(State_AutoRaise) || (marked && enabled)) {
            drawFrame(*painter, *option, buttonFill(*option), focused(*option));
        }
    } else if (element == PE_IndicatorHeaderArrow) {
        drawSortArrow(*option, *painter, widget);
    } else if (element == PE_IndicatorRadioButton) {
        drawRadioButton(*painter, *option);
    } else if (element == PE_Frame) {
        drawBox(*painter, *option);
    } else if (element == PE_IndicatorCheckBox) {
        drawCheckBox(*painter, *option);
    } else if (element == PE_FrameFocusRect && qobject_cast<const QToolButton *>(widget) != nullptr) {
        return; // its panel has the ring
    } else if (element == PE_FrameFocusRect) {
        painter->save();
        painter->setPen(QPen(themeColor(ColorRole::FocusRing, option->palette), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(QRectF(option->rect).adjusted(1, 1, -1, -1));
        painter->restore();
    } else {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

/// Qt draws rising values as an arrow that points down; everywhere else it points to where the larger ones
/// are.
void KitStyle::drawSortArrow(const QStyleOption &option, QPainter &painter, const QWidget *widget) const
{
    const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(&option);
    if (header == nullptr || header->sortIndicator == QStyleOptionHeader::None) {
        return;
    }
    QStyleOption arrow(*header);
    QProxyStyle::drawPrimitive(header->sortIndicator == QStyleOptionHeader::SortDown ? PE_IndicatorArrowUp
                                                                                     : PE_IndicatorArrowDown,
                               &arrow, &painter, widget);
}

void KitStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                  QPainter *painter, const QWidget *widget) const
{
    const auto *slider =
        control == CC_Slider ? qstyleoption_cast<const QStyleOptionSlider *>(option) : nullptr;
    if (slider != nullptr && slider->orientation == Qt::Horizontal) {
        drawSlider(*slider, *painter, widget);
        return;
    }
    const auto *spin =
        control == CC_SpinBox ? qstyleoption_cast<const QStyleOptionSpinBox *>(option) : nullptr;
    if (spin != nullptr && spin->frame) {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        drawFrame(*painter, *option, Qt::NoBrush, focused(*option));
        return;
    }
    const auto *button =
        control == CC_ToolButton ? qstyleoption_cast<const QStyleOptionToolButton *>(option) : nullptr;
    if (button == nullptr || !hasMenuArrow(*button)) {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        return;
    }
    // Fusion puts the menu's arrow into the corner, below the text's line.
    QStyleOptionToolButton plain(*button);
    plain.features &= ~QStyleOptionToolButton::HasMenu;
    QProxyStyle::drawComplexControl(control, &plain, painter, widget);
    QStyleOption arrow(*button);
    arrow.rect = visualRect(button->direction, button->rect,
                            QRect(button->rect.right() - 4 * kUnit + 1, button->rect.center().y() - kUnit + 1,
                                  2 * kUnit + 2, 2 * kUnit));
    QProxyStyle::drawPrimitive(PE_IndicatorArrowDown, &arrow, painter, widget);
}

void KitStyle::drawSlider(const QStyleOptionSlider &slider, QPainter &painter, const QWidget *widget) const
{
    // Fusion's groove and handle have the window's colour: black on black in high contrast.
    const QRectF groove(subControlRect(CC_Slider, &slider, SC_SliderGroove, widget));
    const QRectF handle(subControlRect(CC_Slider, &slider, SC_SliderHandle, widget));
    const bool enabled = slider.state.testFlag(State_Enabled);
    const bool ring = focused(slider);
    const QColor line = themeColor(!enabled ? ColorRole::Separator
                                   : ring   ? ColorRole::FocusRing
                                            : ColorRole::Border,
                                   slider.palette);
    QRectF track(groove.left(), groove.center().y() - 2, groove.width(), 4);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(line, 1));
    painter.setBrush(slider.palette.color(QPalette::Active, QPalette::Base));
    painter.drawRoundedRect(track, 2, 2);
    if (slider.upsideDown) {
        track.setLeft(handle.center().x());
    } else {
        track.setRight(handle.center().x());
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(enabled ? slider.palette.color(QPalette::Active, QPalette::Highlight) : line);
    painter.drawRoundedRect(track, 2, 2);
    painter.setPen(QPen(line, ring ? 2 : 1));
    painter.setBrush(slider.palette.color(QPalette::Active, QPalette::Button));
    const double side = std::min(handle.width(), handle.height()) - 2;
    painter.drawEllipse(handle.center(), side / 2, side / 2);
    painter.restore();
}

void KitStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                           const QWidget *widget) const
{
    const auto *push =
        element == CE_PushButtonLabel ? qstyleoption_cast<const QStyleOptionButton *>(option) : nullptr;
    if (isMainAction(push, widget)) {
        QStyleOptionButton label(*push);
        label.palette.setColor(QPalette::ButtonText,
                               label.palette.color(QPalette::Active, QPalette::HighlightedText));
        QProxyStyle::drawControl(element, &label, painter, widget);
        return;
    }
    const auto *button =
        element == CE_ToolButtonLabel ? qstyleoption_cast<const QStyleOptionToolButton *>(option) : nullptr;
    if (button == nullptr || button->toolButtonStyle != Qt::ToolButtonTextBesideIcon) {
        QProxyStyle::drawControl(element, option, painter, widget);
        return;
    }
    // Qt leaves 2 px between icon and words; a wider icon with its picture at the start makes room.
    QStyleOptionToolButton roomy(*button);
    const QPixmap picture =
        button->icon.pixmap(button->iconSize, painter->device()->devicePixelRatioF(),
                            !button->state.testFlag(State_Enabled) ? QIcon::Disabled : QIcon::Normal,
                            button->state.testFlag(State_On) ? QIcon::On : QIcon::Off);
    QPixmap wide(
        (QSizeF(button->iconSize.width() + kUnit, button->iconSize.height()) * picture.devicePixelRatio())
            .toSize());
    wide.setDevicePixelRatio(picture.devicePixelRatio());
    wide.fill(Qt::transparent);
    QPainter canvas(&wide);
    canvas.drawPixmap(button->direction == Qt::RightToLeft ? kUnit : 0, 0, picture);
    canvas.end();
    roomy.icon = QIcon(wide);
    roomy.icon.addPixmap(wide, QIcon::Disabled); // greyed already
    roomy.iconSize.rwidth() += kUnit;
    QProxyStyle::drawControl(element, &roomy, painter, widget);
}

QSize KitStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                 const QWidget *widget) const
{
    QSize wanted = QProxyStyle::sizeFromContents(type, option, size, widget);
    const auto *button =
        type == CT_ToolButton ? qstyleoption_cast<const QStyleOptionToolButton *>(option) : nullptr;
    if (button != nullptr && hasMenuArrow(*button)) {
        wanted.rwidth() += 3 * kUnit; // or the arrow stands on the last letter
    }
    if (button != nullptr && button->toolButtonStyle == Qt::ToolButtonTextBesideIcon) {
        wanted.rwidth() += kUnit; // see drawControl()
    }
    return wanted;
}

void KitStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    auto *label = qobject_cast<QLabel *>(widget);
    if (label != nullptr && label->textFormat() == Qt::AutoText && !label->inherits("QTipLabel")) {
        label->setTextFormat(Qt::PlainText);
    }
}

int KitStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (static_cast<int>(metric)) { // as a number: the list of metrics is long and not ours to name
    case PM_IndicatorWidth:
    case PM_IndicatorHeight: return 16;
    case PM_DefaultFrameWidth: return 2; // room for the ring
    case PM_HeaderMargin: return 7;
    case PM_FocusFrameHMargin: // beside the text of a cell
        return 6;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ToolBarIconSize: return kIconSize;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int KitStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                        QStyleHintReturn *returned) const
{
    if (hint == SH_EtchDisabledText || hint == SH_UnderlineShortcut) {
        return hint == SH_UnderlineShortcut ? 1 : 0;
    }
    return QProxyStyle::styleHint(hint, option, widget, returned);
}

} // namespace console
