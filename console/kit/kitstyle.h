// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

class QStyleOptionSlider;

namespace console
{

/// Fusion with borders that can be seen (3:1) and a focus ring of 2 px: Fusion derives its outlines from the
/// window colour and ends near 2:1. Outside of dialogs the default button is filled: the one thing a page is
/// for.
class KitStyle final : public QProxyStyle
{
    Q_OBJECT
public:
    KitStyle();

    using QProxyStyle::polish;
    /// Labels whose text says by its looks what it is show it as it is: callers choose their names. Markup
    /// has to be asked for (Qt::RichText).
    void polish(QWidget *widget) override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget = nullptr) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget = nullptr) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget = nullptr) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget = nullptr) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option = nullptr,
                    const QWidget *widget = nullptr) const override;
    int styleHint(StyleHint hint, const QStyleOption *option = nullptr, const QWidget *widget = nullptr,
                  QStyleHintReturn *returned = nullptr) const override;

private:
    void drawSortArrow(const QStyleOption &option, QPainter &painter, const QWidget *widget) const;
    void drawSlider(const QStyleOptionSlider &slider, QPainter &painter, const QWidget *widget) const;
};

} // namespace console
