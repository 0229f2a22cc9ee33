// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/icons.h"

#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <cmath>
#include <optional>

// A static library's resources are dropped by the linker unless somebody names them. Not inside a namespace.
static void loadIconResources()
{
    Q_INIT_RESOURCE(icons);
}

namespace console
{

namespace
{

/// QSvgRenderer draws stroke="currentColor" black whatever the pen, so the word is replaced before it reads.
class LucideEngine final : public QIconEngine
{
public:
    LucideEngine(QString name, QByteArray svg, std::optional<StatusRole> role)
        : m_name(std::move(name))
        , m_svg(std::move(svg))
        , m_role(role)
    {
    }

    QIconEngine *clone() const override { return new LucideEngine(*this); }
    QString key() const override { return QStringLiteral("earshot-lucide"); }
    QString iconName() override { return m_name; }
    bool isNull() override { return false; }
    QSize actualSize(const QSize &size, QIcon::Mode, QIcon::State) override { return size; }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        const QColor color = colorFor(mode);
        const bool mirrored = isDirectional(m_name) && QGuiApplication::isRightToLeft();
        const QString key = QStringLiteral("earshot-icon/%1/%2x%3/%4/%5")
                                .arg(m_name)
                                .arg(size.width())
                                .arg(size.height())
                                .arg(color.rgba(), 8, 16)
                                .arg(mirrored);
        QPixmap pixmap;
        if (!QPixmapCache::find(key, &pixmap)) {
            pixmap = QPixmap(size);
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            draw(painter, QRectF(QPointF(0, 0), size), color, mirrored);
            painter.end();
            QPixmapCache::insert(key, pixmap);
        }
        return pixmap;
    }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal) override
    {
        return pixmap(size, mode, state); // the size is already in device pixels
    }
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatioF();
        const QSize device(static_cast<int>(std::lround(rect.width() * ratio)),
                           static_cast<int>(std::lround(rect.height() * ratio)));
        QPixmap drawn = pixmap(device, mode, state);
        drawn.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect.topLeft(), drawn);
    }

private:
    QColor colorFor(QIcon::Mode mode) const
    {
        const QPalette palette = QGuiApplication::palette();
        switch (mode) {
        case QIcon::Disabled: return palette.color(QPalette::Disabled, QPalette::ButtonText);
        case QIcon::Selected: return palette.color(QPalette::Active, QPalette::HighlightedText);
        case QIcon::Normal:
        case QIcon::Active: break;
        }
        return m_role ? statusColor(*m_role, palette) : palette.color(QPalette::Active, QPalette::ButtonText);
    }
    void draw(QPainter &painter, const QRectF &rect, const QColor &color, bool mirrored) const
    {
        QByteArray svg = m_svg;
        svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
        QSvgRenderer renderer(svg);
        painter.setRenderHint(QPainter::Antialiasing);
        if (mirrored) {
            painter.translate(rect.width(), 0);
            painter.scale(-1, 1);
        }
        const qreal side = std::min(rect.width(), rect.height());
        QRectF square(0, 0, side, side);
        square.moveCenter(rect.center());
        renderer.render(&painter, square);
    }

    QString m_name;
    QByteArray m_svg;
    std::optional<StatusRole> m_role;
};

QIcon make(const QString &name, std::optional<StatusRole> role)
{
    loadIconResources();
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    return QIcon(new LucideEngine(name, file.readAll(), role));
}

} // namespace

QIcon icon(const QString &name)
{
    return make(name, std::nullopt);
}

QIcon icon(const QString &name, StatusRole role)
{
    return make(name, role);
}

QIcon icon(StatusRole role)
{
    return make(statusIcon(role), role);
}

QStringList iconNames()
{
    loadIconResources();
    QStringList names = QDir(QStringLiteral(":/icons")).entryList({QStringLiteral("*.svg")});
    for (QString &name : names) {
        name.chop(4);
    }
    return names;
}

bool isDirectional(const QString &name)
{
    // Time does not turn round with the writing: play, rewind and the like stay as they are.
    static const QStringList directional{
        QStringLiteral("arrow-left"),    QStringLiteral("arrow-right"),   QStringLiteral("chevron-left"),
        QStringLiteral("chevron-right"), QStringLiteral("chevron-first"), QStringLiteral("chevron-last"),
        QStringLiteral("external-link"), QStringLiteral("log-in"),        QStringLiteral("log-out"),
        QStringLiteral("panel-left"),    QStringLiteral("panel-right"),   QStringLiteral("undo-2"),
        QStringLiteral("list"),          QStringLiteral("list-checks")};
    return directional.contains(name);
}

} // namespace console
