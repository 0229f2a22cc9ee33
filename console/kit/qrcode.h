// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

namespace console
{

/// A QR code (ISO/IEC 18004, level M) with its quiet zone of four modules: always dark on white, because
/// cameras expect it, and every module a whole number of the screen's pixels.
class QrCode final : public QWidget
{
    Q_OBJECT
public:
    explicit QrCode(QWidget *parent = nullptr);

    /// `name` is what a screen reader says instead. False when the text is too long for a code.
    bool setText(const QString &text, const QString &name);
    int modules() const { return m_side; } ///< of a side, without the quiet zone; 0 = no code
    bool isDark(int column, int row) const { return m_dark[static_cast<size_t>(row * m_side + column)]; }

    static constexpr int kQuietZone = 4;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_side = 0;
    std::vector<bool> m_dark;
};

} // namespace console
