// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/passwordfield.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QTest>

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
};

EARSHOT_TEST(tst_passwordfield, TestPasswordField)
#include "tst_passwordfield.moc"
