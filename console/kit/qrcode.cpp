// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/qrcode.h"

#include <QPainter>

#include <memory>
#include <qrencode.h>

namespace console
{

namespace
{
constexpr int kModule = 4; ///< device-independent pixels of one, at least
} // namespace

QrCode::QrCode(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

bool QrCode::setText(const QString &text, const QString &name)
{
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString(text.toUtf8().constData(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), &QRcode_free);
    m_side = code ? code->width : 0;
    m_dark.assign(static_cast<size_t>(m_side * m_side), false);
    for (size_t i = 0; i < m_dark.size(); ++i) {
        m_dark[i] = (code->data[i] & 1U) != 0; // the other bits say what the module is for
    }
    setAccessibleName(name);
    updateGeometry();
    update();
    return m_side > 0;
}

QSize QrCode::sizeHint() const
{
    const int side = (m_side + 2 * kQuietZone) * kModule;
    return {side, side};
}

void QrCode::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Qt::white);
    if (m_side == 0) {
        return;
    }
    // In the screen's pixels: half a pixel more or less makes stripes that cameras stumble over.
    const qreal ratio = devicePixelRatioF();
    painter.scale(1 / ratio, 1 / ratio);
    const int width = static_cast<int>(this->width() * ratio);
    const int height = static_cast<int>(this->height() * ratio);
    const int module = std::min(width, height) / (m_side + 2 * kQuietZone);
    const int left = (width - m_side * module) / 2;
    const int top = (height - m_side * module) / 2;
    for (int row = 0; row < m_side; ++row) {
        for (int column = 0; column < m_side; ++column) {
            if (isDark(column, row)) {
                painter.fillRect(left + column * module, top + row * module, module, module, Qt::black);
            }
        }
    }
}

} // namespace console
