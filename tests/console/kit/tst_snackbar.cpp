// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/snackbar.h"
#include "tests/support/testmain.h"

#include <QApplication>
#include <QLineEdit>
#include <QTest>
#include <QToolButton>

using namespace console;
using namespace std::chrono_literals;

class TestSnackbar : public QObject
{
    Q_OBJECT
private:
    struct Window {
        QWidget widget;
        QLineEdit edit{&widget};
        Snackbar bar{&widget};

        Window()
        {
            widget.resize(800, 500);
            bar.setLifetime(300ms);
            widget.show();
            QApplication::setActiveWindow(&widget);
            edit.setFocus();
        }
    };

private Q_SLOTS:
    void itGoesByItself()
    {
        Window w;
        w.bar.post(QStringLiteral("Saved"));
        QVERIFY(w.bar.isVisible());
        QVERIFY(w.widget.rect().contains(w.bar.geometry()));
        QCOMPARE(w.bar.accessibleName(), QStringLiteral("Saved"));
        QTRY_VERIFY(!w.bar.isVisible());
    }
    void messagesQueue()
    {
        Window w;
        w.bar.post(QStringLiteral("one"));
        w.bar.post(QStringLiteral("two"));
        QCOMPARE(w.bar.text(), QStringLiteral("one"));
        w.bar.dismiss();
        QCOMPARE(w.bar.text(), QStringLiteral("two"));
        QVERIFY(w.bar.isVisible());
        w.bar.dismiss();
        QVERIFY(!w.bar.isVisible());
    }
    /// Two things are deleted one after the other: Ctrl+Z brings the second one back, then the first.
    void theLastActIsUndoneFirst()
    {
        Window w;
        w.bar.setLifetime(10s);
        QStringList undone;
        const auto act = [&](const QString &name) {
            w.bar.post(name, [&undone, name] { undone.append(name); });
        };
        w.bar.post(QStringLiteral("saved"));
        act(QStringLiteral("a"));
        act(QStringLiteral("b"));
        QCOMPARE(w.bar.text(), QStringLiteral("b"));
        w.bar.post(QStringLiteral("exported")); // nothing to undo: it waits
        QCOMPARE(w.bar.text(), QStringLiteral("b"));
        QTest::keyClick(&w.widget, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(w.bar.text(), QStringLiteral("a"));
        QTest::keyClick(&w.widget, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(undone, (QStringList{QStringLiteral("b"), QStringLiteral("a")}));
        QCOMPARE(w.bar.text(), QStringLiteral("saved"));
        w.bar.dismiss();
        QCOMPARE(w.bar.text(), QStringLiteral("exported"));
        w.bar.dismiss();
        QVERIFY(!w.bar.isVisible());
        // Who is about to press Undo presses the one that he has read.
        act(QStringLiteral("c"));
        w.bar.takeFocus();
        QTRY_VERIFY(w.bar.findChild<QToolButton *>(QStringLiteral("undo"))->hasFocus());
        act(QStringLiteral("d"));
        QCOMPARE(w.bar.text(), QStringLiteral("c"));
        w.bar.dismiss();
        QCOMPARE(w.bar.text(), QStringLiteral("d"));
    }
    void undoIsRunOnce()
    {
        Window w;
        int undone = 0;
        w.bar.post(QStringLiteral("3 calls deleted"), [&undone] { ++undone; });
        auto *button = w.bar.findChild<QToolButton *>(QStringLiteral("undo"));
        QVERIFY(button->isVisible());
        button->click();
        w.bar.undo();
        QCOMPARE(undone, 1);
        QVERIFY(!w.bar.isVisible());
    }
    void ctrlZUndoesButNotInATextField()
    {
        Window w;
        int undone = 0;
        w.bar.post(QStringLiteral("deleted"), [&undone] { ++undone; });
        QTest::keyClicks(&w.edit, QStringLiteral("abc"));
        QTest::keyClick(&w.edit, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(undone, 0);
        QVERIFY(w.edit.text().isEmpty());
        QTest::keyClick(&w.widget, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(undone, 1);
    }
    void theClockStandsWhileItHasTheFocus()
    {
        Window w;
        w.bar.post(QStringLiteral("deleted"), [] {});
        w.bar.takeFocus();
        auto *button = w.bar.findChild<QToolButton *>(QStringLiteral("undo"));
        QTRY_VERIFY(button->hasFocus());
        const auto left = w.bar.remaining();
        QTest::qWait(500); // longer than its life
        QVERIFY(w.bar.isVisible());
        QCOMPARE(w.bar.remaining(), left);
        w.edit.setFocus();
        QTRY_VERIFY(!w.bar.isVisible());
    }
    void theClockStandsWhileTheWindowIsInactive()
    {
        Window w;
        w.bar.post(QStringLiteral("deleted"));
        QWidget other;
        other.show();
        QApplication::setActiveWindow(&other);
        other.activateWindow();
        QTRY_VERIFY(!w.widget.isActiveWindow());
        const auto left = w.bar.remaining();
        QTest::qWait(500);
        QCOMPARE(w.bar.remaining(), left);
        w.widget.activateWindow();
        QApplication::setActiveWindow(&w.widget);
        QTRY_VERIFY(!w.bar.isVisible());
    }
    void escapeDismisses()
    {
        Window w;
        w.bar.post(QStringLiteral("deleted"), [] {});
        w.bar.takeFocus();
        QTest::keyClick(w.bar.findChild<QToolButton *>(QStringLiteral("undo")), Qt::Key_Escape);
        QVERIFY(!w.bar.isVisible());
    }
};

EARSHOT_TEST(tst_snackbar, TestSnackbar)
#include "tst_snackbar.moc"
