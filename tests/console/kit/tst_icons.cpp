// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/icons.h"
#include "tests/support/testmain.h"

#include <QApplication>
#include <QFile>
#include <QImage>
#include <QTest>

using namespace console;

class TestIcons : public QObject
{
    Q_OBJECT
private:
    /// The colour of the most opaque pixels.
    static QColor ink(const QIcon &icon, QIcon::Mode mode = QIcon::Normal)
    {
        const QImage image = icon.pixmap(QSize(48, 48), 1.0, mode).toImage();
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixelColor(x, y).alpha() == 255) {
                    return image.pixelColor(x, y);
                }
            }
        }
        return {};
    }

private Q_SLOTS:
    void cleanup()
    {
        QApplication::setPalette(paletteFor(Scheme::Light));
        QApplication::setLayoutDirection(Qt::LeftToRight);
    }
    void everyIconDraws()
    {
        QApplication::setPalette(paletteFor(Scheme::Light));
        QVERIFY(iconNames().size() > 100);
        for (const QString &name : iconNames()) {
            QVERIFY2(ink(icon(name)).isValid(), qPrintable(name));
        }
        QVERIFY(icon(QStringLiteral("no-such-icon")).isNull());
    }
    void theLicenceIsWithThem()
    {
        QFile licence(QStringLiteral(":/icons/LICENSE"));
        QVERIFY(licence.open(QIODevice::ReadOnly));
        const QByteArray text = licence.readAll();
        QVERIFY(text.contains("ISC License"));
        QVERIFY(text.contains("Permission to use, copy, modify"));
    }
    void theyFollowThePalette()
    {
        for (const Scheme scheme : {Scheme::Light, Scheme::Dark, Scheme::HighContrast}) {
            const QPalette palette = paletteFor(scheme);
            QApplication::setPalette(palette);
            const QIcon phone = icon(QStringLiteral("phone"));
            QCOMPARE(ink(phone), palette.color(QPalette::ButtonText));
            QCOMPARE(ink(phone, QIcon::Disabled), palette.color(QPalette::Disabled, QPalette::ButtonText));
            QCOMPARE(ink(phone, QIcon::Selected), palette.color(QPalette::HighlightedText));
            QCOMPARE(ink(icon(StatusRole::Failed)), statusColor(StatusRole::Failed, palette));
        }
    }
    void anIconMadeEarlierFollowsToo()
    {
        QApplication::setPalette(paletteFor(Scheme::Light));
        const QIcon phone = icon(QStringLiteral("phone"));
        (void)ink(phone);
        QApplication::setPalette(paletteFor(Scheme::Dark));
        QCOMPARE(ink(phone), paletteFor(Scheme::Dark).color(QPalette::ButtonText));
    }
    void theyAreDrawnAtTheScaleAndNotStretched()
    {
        const QPixmap twice = icon(QStringLiteral("phone")).pixmap(QSize(16, 16), 2.0);
        QCOMPARE(twice.size(), QSize(32, 32));
        QCOMPARE(twice.devicePixelRatio(), 2.0);
        const QPixmap once = icon(QStringLiteral("phone")).pixmap(QSize(16, 16), 1.0);
        QVERIFY(twice.toImage() != once.scaled(32, 32).toImage());
    }
    void arrowsTurnWithTheWriting()
    {
        const QIcon arrow = icon(QStringLiteral("chevron-left"));
        const QIcon play = icon(QStringLiteral("play"));
        const QImage before = arrow.pixmap(QSize(24, 24), 1.0).toImage();
        const QImage playBefore = play.pixmap(QSize(24, 24), 1.0).toImage();
        QApplication::setLayoutDirection(Qt::RightToLeft);
        const QImage after = arrow.pixmap(QSize(24, 24), 1.0).toImage();
        QVERIFY(before != after);
        int differing = 0;
        const QImage mirrored = before.mirrored(true, false);
        for (int y = 0; y < 24; ++y) {
            for (int x = 0; x < 24; ++x) {
                differing +=
                    qAbs(mirrored.pixelColor(x, y).alpha() - after.pixelColor(x, y).alpha()) > 40 ? 1 : 0;
            }
        }
        QCOMPARE(differing, 0);
        QCOMPARE(play.pixmap(QSize(24, 24), 1.0).toImage(), playBefore);
    }
};

EARSHOT_TEST(tst_icons, TestIcons)
#include "tst_icons.moc"
