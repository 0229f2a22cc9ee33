// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/passwordfield.h"
#include "console/kit/passwordnotes.h"
#include "console/kit/statuschip.h"
#include "tests/support/testmain.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

#include <memory>

using console::PasswordField;

class TestPasswordField : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsWipedDoesNotComeBack()
    {
        PasswordField field;
        field.setEchoMode(QLineEdit::Normal); // hidden, it undoes nothing
        QTest::keyClicks(&field, QStringLiteral("seven quiet herons"));
        QCOMPARE(field.text(), QStringLiteral("seven quiet herons"));
        QVERIFY(field.isUndoAvailable());
        const QSignalSpy changed(&field, &QLineEdit::textChanged);
        field.wipe();
        QCOMPARE(field.text(), QString());
        QVERIFY(!field.isUndoAvailable());
        field.undo();
        QCOMPARE(field.text(), QString());
        QCOMPARE(changed.size(), 0);
    }
    /// Whoever listens is half gone when his children go.
    void itGoesSilently()
    {
        auto field = std::make_unique<PasswordField>();
        field->setText(QStringLiteral("seven quiet herons"));
        int heard = 0;
        connect(field.get(), &QLineEdit::textChanged, this, [&heard] { ++heard; });
        field.reset();
        QCOMPARE(heard, 0);
    }
    void capsLockIsToldUnderWhicheverFieldIsTypedInto()
    {
        QWidget form;
        auto *column = new QVBoxLayout(&form);
        auto *first = new PasswordField;
        auto *second = new PasswordField;
        QLabel *note = console::capsLockNote({first, second});
        column->addWidget(first);
        column->addWidget(second);
        column->addWidget(note);
        form.show();
        QVERIFY(!note->isVisible());
        for (PasswordField *field : {first, second}) {
            QTest::keyClicks(field, QStringLiteral("A"), Qt::NoModifier);
            QVERIFY(note->isVisible());
            QTest::keyClicks(field, QStringLiteral("b"));
            QVERIFY(!note->isVisible());
        }
    }
    void theSecondTimeIsComparedAsItIsTyped()
    {
        QWidget form;
        auto *column = new QVBoxLayout(&form);
        auto *first = new PasswordField;
        auto *again = new PasswordField;
        console::StatusChip *note = console::matchNote(*first, *again);
        for (QWidget *each :
             {static_cast<QWidget *>(first), static_cast<QWidget *>(again), static_cast<QWidget *>(note)}) {
            column->addWidget(each);
        }
        form.show();
        first->setText(QStringLiteral("seven quiet herons"));
        QVERIFY(!note->isVisible());
        again->setText(QStringLiteral("seven quiet"));
        QVERIFY(note->isVisible());
        QCOMPARE(note->role(), console::StatusRole::Inactive);
        again->setText(first->text());
        QCOMPARE(note->role(), console::StatusRole::Good);
        QVERIFY(!note->word().isEmpty());
        first->setText(QStringLiteral("eight quiet herons"));
        QCOMPARE(note->role(), console::StatusRole::Inactive);
        again->clear();
        QVERIFY(!note->isVisible());
    }
};

EARSHOT_TEST(tst_passwordfield, TestPasswordField)
#include "tst_passwordfield.moc"
