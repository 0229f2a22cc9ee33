// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/plaintip.h"
#include "console/kit/theme.h"
#include "tests/support/testmain.h"

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QStyle>
#include <QStyleOption>
#include <QTemporaryDir>
#include <QTest>

using namespace console;

class TestTheme : public QObject
{
    Q_OBJECT
private:
    static void write(const QString &path, const QByteArray &text)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }
    static void addSchemes()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("light") << static_cast<int>(Scheme::Light);
        QTest::newRow("dark") << static_cast<int>(Scheme::Dark);
        QTest::newRow("high contrast") << static_cast<int>(Scheme::HighContrast);
    }

private Q_SLOTS:
    void init() { qunsetenv("GTK_THEME"); }
    void contrastIsTheOneOfWcag()
    {
        QVERIFY(qAbs(contrast(Qt::black, Qt::white) - 21.0) < 0.01);
        QVERIFY(qAbs(contrast(QColor(0x00, 0x70, 0x4a), Qt::white) - 6.2) < 0.1);
        QVERIFY(qAbs(contrast(QColor(0xff, 0x6b, 0x5e), QColor(0x1e, 0x21, 0x26)) - 5.8) < 0.1);
    }
    /// Callers choose their names, and a recorder its words (trust.md A8).
    void whatLooksLikeMarkupIsShownAsItIs()
    {
        const Theme theme(ThemeChoice::Light);
        const QString name = QStringLiteral("<b>Bank</b><img src=\"//192.0.2.1/x\">");
        QLabel label(name);
        label.ensurePolished();
        QCOMPARE(label.textFormat(), Qt::PlainText);
        QLabel meant(QStringLiteral("<a href=\"open\">Call</a>"));
        meant.setTextFormat(Qt::RichText);
        meant.ensurePolished();
        QCOMPARE(meant.textFormat(), Qt::RichText);
        QMessageBox question(QMessageBox::Question, QStringLiteral("Terminate"), name);
        auto *words = question.findChild<QLabel *>(QStringLiteral("qt_msgbox_label"));
        QVERIFY(words != nullptr);
        words->ensurePolished();
        QCOMPARE(words->textFormat(), Qt::PlainText);
        QCOMPARE(words->text(), name);
        QVERIFY(!Qt::mightBeRichText(QStringLiteral("Anna Meier\n+49 170")));
        QCOMPARE(plainTip(QStringLiteral("Anna Meier\n+49 170")), QStringLiteral("Anna Meier\n+49 170"));
        QCOMPARE(
            plainTip(name + QStringLiteral("\nx")),
            QStringLiteral("<qt>&lt;b&gt;Bank&lt;/b&gt;&lt;img src=&quot;//192.0.2.1/x&quot;&gt;<br>x</qt>"));
    }
    void everyTextCanBeRead_data() { addSchemes(); }
    void everyTextCanBeRead()
    {
        QFETCH(int, scheme);
        const QPalette p = paletteFor(static_cast<Scheme>(scheme));
        QCOMPARE(static_cast<int>(schemeOf(p)), scheme);
        const QList<QColor> grounds{p.color(QPalette::Base), p.color(QPalette::Window),
                                    p.color(QPalette::Button), p.color(QPalette::AlternateBase)};
        QList<QColor> texts{
            p.color(QPalette::Text), p.color(QPalette::WindowText),      p.color(QPalette::ButtonText),
            p.color(QPalette::Link), p.color(QPalette::PlaceholderText), themeColor(ColorRole::MutedText, p)};
        for (const StatusRole role : {StatusRole::Good, StatusRole::Running, StatusRole::Pending,
                                      StatusRole::Failed, StatusRole::Inactive}) {
            texts.append(statusColor(role, p));
        }
        for (const QColor &ground : grounds) {
            for (const QColor &text : texts) {
                QVERIFY2(contrast(text, ground) >= 4.4,
                         qPrintable(text.name() + QStringLiteral(" on ") + ground.name()));
            }
            QVERIFY(contrast(themeColor(ColorRole::FocusRing, p), ground) >= 3.0);
            QVERIFY2(contrast(themeColor(ColorRole::Border, p), ground) >= 2.95, qPrintable(ground.name()));
        }
        QVERIFY(contrast(p.color(QPalette::HighlightedText), p.color(QPalette::Highlight)) >= 4.5);
        QVERIFY(contrast(p.color(QPalette::Highlight), p.color(QPalette::Base)) >= 3.0);
        QVERIFY(contrast(themeColor(ColorRole::SnackbarText, p), themeColor(ColorRole::Snackbar, p)) >= 4.5);
        QVERIFY(contrast(p.color(QPalette::Text), themeColor(ColorRole::NoticeFill, p)) >= 4.5);
        QVERIFY(contrast(themeColor(ColorRole::SpokenText, p), themeColor(ColorRole::SpokenWord, p)) >= 7);
        QVERIFY(contrast(themeColor(ColorRole::AgentLane, p), p.color(QPalette::Base)) >= 3);
        QVERIFY(contrast(themeColor(ColorRole::CustomerLane, p), p.color(QPalette::Base)) >= 3);
    }
    void theDesktopsWishIsRead()
    {
        QTemporaryDir folder;
        QCOMPARE(systemScheme(folder.path()), Scheme::Light);
        write(folder.filePath(QStringLiteral("kdeglobals")), "[General]\nColorScheme=BreezeDark\n");
        QCOMPARE(systemScheme(folder.path()), Scheme::Dark);
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("gtk-3.0")));
        write(folder.filePath(QStringLiteral("gtk-3.0/settings.ini")),
              "[Settings]\ngtk-theme-name=HighContrast\n");
        QCOMPARE(systemScheme(folder.path()), Scheme::HighContrast);
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("gtk-4.0")));
        write(folder.filePath(QStringLiteral("gtk-4.0/settings.ini")),
              "[Settings]\ngtk-application-prefer-dark-theme=1\n");
        QCOMPARE(systemScheme(folder.path()), Scheme::Dark);
        qputenv("GTK_THEME", "Adwaita");
        QCOMPARE(systemScheme(folder.path()), Scheme::Light);
        qputenv("GTK_THEME", "Adwaita:dark");
        QCOMPARE(systemScheme(folder.path()), Scheme::Dark);
    }
    void choicesAreKeptByName()
    {
        for (const ThemeChoice choice :
             {ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark, ThemeChoice::HighContrast}) {
            QCOMPARE(themeChoiceFrom(keyOf(choice)), choice);
        }
        QCOMPARE(themeChoiceFrom(QStringLiteral("pink")), ThemeChoice::System);
    }
    void aChangeReachesWidgetsAtOnce()
    {
        Theme theme(ThemeChoice::Light);
        QSignalSpy changed(&theme, &Theme::changed);
        QWidget widget;
        widget.show();
        QTRY_COMPARE(schemeOf(widget.palette()), Scheme::Light);
        theme.setChoice(ThemeChoice::Dark);
        QTRY_COMPARE(schemeOf(widget.palette()), Scheme::Dark);
        theme.setChoice(ThemeChoice::HighContrast);
        QTRY_COMPARE(schemeOf(widget.palette()), Scheme::HighContrast);
        QCOMPARE(changed.count(), 2);
        theme.setChoice(ThemeChoice::Light);
    }
    void controlsHaveEdgesThatAreSeen_data() { addSchemes(); }
    void controlsHaveEdgesThatAreSeen()
    {
        QFETCH(int, scheme);
        Theme theme(ThemeChoice::Light);
        theme.setChoice(scheme == static_cast<int>(Scheme::Light)  ? ThemeChoice::Light
                        : scheme == static_cast<int>(Scheme::Dark) ? ThemeChoice::Dark
                                                                   : ThemeChoice::HighContrast);
        QWidget window;
        QSpinBox spin(&window);
        QSlider slider(Qt::Horizontal, &window);
        spin.setGeometry(10, 10, 120, 28);
        slider.setGeometry(10, 60, 120, 28);
        window.resize(200, 120);
        const QImage image = window.grab().toImage();
        const QColor ground = window.palette().color(QPalette::Window);
        // Straight down through the box, and through the groove right of the handle.
        for (const QPoint top : {QPoint(60, 6), QPoint(110, 60)}) {
            double seen = 0;
            for (int y = 0; y < 28; ++y) {
                seen = std::max(seen, contrast(image.pixelColor(top.x(), top.y() + y), ground));
            }
            QVERIFY2(seen >= 3, qPrintable(QString::number(seen)));
        }
        theme.setChoice(ThemeChoice::Light);
    }
    void theMainActionStandsOut_data() { addSchemes(); }
    void theMainActionStandsOut()
    {
        QFETCH(int, scheme);
        Theme theme(ThemeChoice::Light);
        theme.setChoice(scheme == static_cast<int>(Scheme::Light)  ? ThemeChoice::Light
                        : scheme == static_cast<int>(Scheme::Dark) ? ThemeChoice::Dark
                                                                   : ThemeChoice::HighContrast);
        QWidget window;
        QPushButton go(QStringLiteral("MMMM"), &window);
        QPushButton other(QStringLiteral("MMMM"), &window);
        go.setDefault(true);
        go.setGeometry(10, 10, 120, 30);
        other.setGeometry(10, 60, 120, 30);
        window.resize(200, 120);
        const QPalette colours = window.palette();
        const QImage image = window.grab().toImage();
        QCOMPARE(image.pixelColor(20, 25), colours.color(QPalette::Highlight));
        QCOMPARE(image.pixelColor(20, 75), colours.color(QPalette::Button));
        double words = 0;
        for (int x = 20; x < 120; ++x) {
            words = std::max(words, contrast(image.pixelColor(x, 25), colours.color(QPalette::Highlight)));
        }
        QVERIFY2(words > 3, qPrintable(QString::number(words))); // they can be read on it
        go.setEnabled(false);
        QVERIFY(window.grab().toImage().pixelColor(20, 25) != colours.color(QPalette::Highlight));
        theme.setChoice(ThemeChoice::Light);
    }
    /// ▲ where the smallest stands first, ▼ where the newest or largest does.
    void theSortArrowPointsToTheLarger()
    {
        const Theme theme(ThemeChoice::Light);
        const auto baseIsBelow = [](QStyleOptionHeader::SortIndicator indicator) {
            QStyleOptionHeader option;
            option.rect = QRect(0, 0, 20, 20);
            option.palette = QApplication::palette();
            option.state = QStyle::State_Enabled;
            option.sortIndicator = indicator;
            QImage image(20, 20, QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::transparent);
            QPainter painter(&image);
            QApplication::style()->drawPrimitive(QStyle::PE_IndicatorHeaderArrow, &option, &painter);
            painter.end();
            QList<int> rows; // how much of each one is drawn
            for (int y = 0; y < 20; ++y) {
                int ink = 0;
                for (int x = 0; x < 20; ++x) {
                    ink += qAlpha(image.pixel(x, y));
                }
                if (ink > 0) {
                    rows.append(ink);
                }
            }
            return rows.size() > 2 && rows.last() > rows.first();
        };
        QVERIFY(baseIsBelow(QStyleOptionHeader::SortDown)); // as Qt calls rising values
        QVERIFY(!baseIsBelow(QStyleOptionHeader::SortUp));
    }
    void theFocusRingIsTwoPixels()
    {
        Theme theme(ThemeChoice::Light);
        QWidget window;
        QLineEdit edit(&window);
        QPushButton button(QStringLiteral("x"), &window);
        edit.setGeometry(10, 10, 120, 30);
        button.setGeometry(10, 60, 120, 30);
        window.resize(200, 120);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QApplication::setActiveWindow(&window);
        const QColor ring = themeColor(ColorRole::FocusRing, window.palette());
        for (QWidget *widget : std::initializer_list<QWidget *>{&edit, &button}) {
            widget->setFocus();
            QTRY_VERIFY(widget->hasFocus());
            const QImage image = widget->grab().toImage();
            int width = 0;
            for (int y = 0; y < 6; ++y) {
                width += contrast(image.pixelColor(60, y), ring) < 1.2 ? 1 : 0;
            }
            QCOMPARE(width, 2);
        }
    }
};

EARSHOT_TEST(tst_theme, TestTheme)
#include "tst_theme.moc"
