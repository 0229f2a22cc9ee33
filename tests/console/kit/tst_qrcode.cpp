// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/qrcode.h"
#include "tests/support/testmain.h"

#include <QImage>
#include <QTest>

using namespace console;

namespace
{
const QString kUri =
    QStringLiteral("otpauth://totp/Earshot:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Earshot");

/// What a camera would see at this scale of the screen.
QImage drawn(QrCode &code, qreal ratio)
{
    QImage image((QSizeF(code.size()) * ratio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::red);
    code.render(&image);
    return image;
}
} // namespace

class TestQrCode : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isSharpAtAnyScale_data()
    {
        QTest::addColumn<qreal>("ratio");
        for (const qreal ratio : {1.0, 1.25, 1.5, 2.0}) {
            QTest::addRow("%.2f", ratio) << ratio;
        }
    }
    /// Every pixel is black or white, and reading the modules back from the picture gives the code.
    void isSharpAtAnyScale()
    {
        QFETCH(qreal, ratio);
        QrCode code;
        QVERIFY(code.setText(kUri, QStringLiteral("key")));
        code.resize(code.sizeHint());
        const QImage image = drawn(code, ratio);
        int left = image.width();
        int top = image.height();
        int right = -1;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QRgb pixel = image.pixel(x, y) | 0xff000000U;
                QVERIFY2(pixel == qRgb(0, 0, 0) || pixel == qRgb(255, 255, 255),
                         qPrintable(QStringLiteral("%1,%2").arg(x).arg(y)));
                if (pixel == qRgb(0, 0, 0)) {
                    left = std::min(left, x);
                    right = std::max(right, x);
                    top = std::min(top, y);
                }
            }
        }
        const int module = (right - left + 1) / code.modules();
        QCOMPARE(module * code.modules(), right - left + 1); // whole pixels
        QVERIFY(left >= QrCode::kQuietZone * module && top >= QrCode::kQuietZone * module);
        for (int row = 0; row < code.modules(); ++row) {
            for (int column = 0; column < code.modules(); ++column) {
                const QPoint middle(left + column * module + module / 2, top + row * module + module / 2);
                QCOMPARE((image.pixel(middle) & 0xffffffU) == 0, code.isDark(column, row));
            }
        }
    }
    void hasTheThreeEyes()
    {
        QrCode code;
        QVERIFY(code.setText(kUri, QStringLiteral("QR code of the key")));
        const int last = code.modules() - 7;
        for (const QPoint &corner : {QPoint(0, 0), QPoint(last, 0), QPoint(0, last)}) {
            for (int i = 0; i < 7; ++i) {
                QVERIFY(code.isDark(corner.x() + i, corner.y()) && code.isDark(corner.x(), corner.y() + i));
            }
            QVERIFY(!code.isDark(corner.x() + 1, corner.y() + 1));
            QVERIFY(code.isDark(corner.x() + 3, corner.y() + 3));
        }
        QCOMPARE(code.accessibleName(), QStringLiteral("QR code of the key"));
    }
    void tooMuchIsNoCode()
    {
        QrCode code;
        QVERIFY(!code.setText(QString(5000, QLatin1Char('x')), {}));
        QCOMPARE(code.modules(), 0);
    }
};

EARSHOT_TEST(tst_qrcode, TestQrCode)
#include "tst_qrcode.moc"
