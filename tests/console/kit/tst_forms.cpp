// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/editdialog.h"
#include "console/kit/recordform.h"
#include "tests/support/testmain.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QWheelEvent>

using namespace console;

namespace
{

enum class Colour { Red, Blue };

struct Thing {
    QString name;
    QString secret;
    QString note;
    int count = 3;
    double gain = 2.5;
    int seconds = 90;
    bool on = false;
    Colour colour = Colour::Blue;
    int rate = 16;
    QStringList days;
    int hidden = 42; ///< no field shows it
    bool operator==(const Thing &) const = default;
};

std::vector<Field<Thing>> fields()
{
    const auto choice = [](auto value, const char *text) {
        return FieldChoice{QVariant(value), QString::fromLatin1(text)};
    };
    return {field(&Thing::name,
                  {.key = QStringLiteral("name"), .label = QStringLiteral("Name"), .required = true}),
            field(&Thing::secret, {.key = QStringLiteral("secret"),
                                   .label = QStringLiteral("Secret"),
                                   .kind = EditorKind::Secret}),
            field(&Thing::note,
                  {.key = QStringLiteral("note"), .label = QStringLiteral("Note"), .kind = EditorKind::Text}),
            field(&Thing::count, {.key = QStringLiteral("count"),
                                  .label = QStringLiteral("Count"),
                                  .kind = EditorKind::Int,
                                  .maximum = 10}),
            field(&Thing::gain,
                  {.key = QStringLiteral("gain"),
                   .label = QStringLiteral("Gain"),
                   .kind = EditorKind::Decimal,
                   .help = QStringLiteral("How loud"),
                   .maximum = 10,
                   .enabled = [](const QVariantMap &v) { return v.value(QStringLiteral("on")).toBool(); }}),
            field(&Thing::seconds, {.key = QStringLiteral("seconds"),
                                    .label = QStringLiteral("Length"),
                                    .kind = EditorKind::Duration,
                                    .required = true,
                                    .maximum = 3600}),
            field(&Thing::on, {.key = QStringLiteral("on"),
                               .label = QStringLiteral("On"),
                               .kind = EditorKind::Bool,
                               .words = QStringLiteral("Enable")}),
            field(&Thing::colour, {.key = QStringLiteral("colour"),
                                   .label = QStringLiteral("Colour"),
                                   .kind = EditorKind::Choice,
                                   .choices = {choice(0, "Red"), choice(1, "Blue")}}),
            field(&Thing::rate, {.key = QStringLiteral("rate"),
                                 .label = QStringLiteral("Rate"),
                                 .kind = EditorKind::Radio,
                                 .choices = {choice(8, "8"), choice(16, "16")}}),
            field(&Thing::days,
                  {.key = QStringLiteral("days"),
                   .label = QStringLiteral("Days"),
                   .kind = EditorKind::MultiChoice,
                   .choices = {choice(QStringLiteral("mon"), "Mon"), choice(QStringLiteral("tue"), "Tue")}})};
}

Thing sample()
{
    Thing thing;
    thing.name = QStringLiteral("nas");
    thing.secret = QStringLiteral("s3");
    thing.note = QStringLiteral("a\nb");
    thing.days = {QStringLiteral("tue")};
    return thing;
}

} // namespace

class TestForms : public QObject
{
    Q_OBJECT
private:
    template <typename W>
    static W *find(const QWidget &where, const char *name)
    {
        return where.findChild<W *>(QString::fromLatin1(name));
    }
    static EditDialog *openDialog(QWidget &window)
    {
        auto *form = new RecordForm<Thing>(fields());
        form->setRecord(sample());
        auto *dialog = new EditDialog(QStringLiteral("Edit"), form, &window);
        window.show();
        dialog->open();
        QApplication::setActiveWindow(dialog);
        return dialog;
    }

private Q_SLOTS:
    void everyEditorGivesBackWhatItWasGiven()
    {
        RecordForm<Thing> form(fields());
        form.setRecord(sample());
        QCOMPARE(form.record(), sample());
        QVERIFY(!form.isDirty());
        Thing other = sample();
        other.count = 7;
        other.gain = 4;
        other.seconds = 3600;
        other.on = true;
        other.colour = Colour::Red;
        other.rate = 8;
        other.days = {QStringLiteral("mon"), QStringLiteral("tue")};
        form.setRecord(other);
        QCOMPARE(form.record(), other);
    }
    void typingMakesItDirtyAndBackClean()
    {
        RecordForm<Thing> form(fields());
        form.setRecord(sample());
        QSignalSpy edited(&form, &RecordFormBase::edited);
        auto *name = find<QLineEdit>(form, "name");
        QTest::keyClicks(name, QStringLiteral("x"));
        QVERIFY(form.isDirty());
        QCOMPARE(edited.count(), 1);
        QTest::keyClick(name, Qt::Key_Backspace);
        QVERIFY(!form.isDirty());
        QCOMPARE(find<QLineEdit>(form, "secret")->echoMode(), QLineEdit::Password);
    }
    void requiredFieldsAreNamedAndFocused()
    {
        QWidget window;
        auto *form = new RecordForm<Thing>(fields(), &window);
        form->setRecord({});
        window.show();
        QApplication::setActiveWindow(&window);
        auto *name = find<QLineEdit>(*form, "name");
        QVERIFY(name->accessibleName().contains(QStringLiteral("Name")));
        QVERIFY(name->accessibleName() != QStringLiteral("Name"));
        find<QLineEdit>(*form, "seconds")->setText(QStringLiteral("1:xx"));
        QVERIFY(!form->validate());
        QCOMPARE(form->errors().keys(), (QStringList{QStringLiteral("name"), QStringLiteral("seconds")}));
        QVERIFY(find<QLabel>(*form, "name-error")->isVisible());
        QVERIFY(find<QFrame>(*form, "form-banner")->isVisible());
        QTRY_VERIFY(name->hasFocus());
        auto *summary = find<QLabel>(*form, "form-summary");
        QVERIFY(summary->text().contains(QStringLiteral("href=\"seconds\"")));
        Q_EMIT summary->linkActivated(QStringLiteral("seconds"));
        QTRY_VERIFY(find<QLineEdit>(*form, "seconds")->hasFocus());
    }
    void fieldsDependOnOthers()
    {
        RecordForm<Thing> form(fields());
        form.setRecord(sample());
        auto *gain = find<QDoubleSpinBox>(form, "gain");
        QVERIFY(!gain->isEnabled());
        find<QCheckBox>(form, "on")->click();
        QVERIFY(gain->isEnabled());
        QCOMPARE(gain->accessibleDescription(), QStringLiteral("How loud"));
        form.setReadOnly(true);
        QVERIFY(!gain->isEnabled());
        QVERIFY(!find<QLineEdit>(form, "name")->isEnabled());
    }
    void whatIsHiddenIsNotCheckedAndKeepsItsValue()
    {
        std::vector<Field<Thing>> all = fields();
        all[0].info.visible = [](const QVariantMap &v) { return v.value(QStringLiteral("on")).toBool(); };
        all[0].info.section = QStringLiteral("Names");
        RecordForm<Thing> form(std::move(all));
        QSignalSpy rows(&form, &RecordFormBase::rowsChanged);
        Thing thing = sample();
        thing.name.clear();
        form.setRecord(thing);
        auto *name = find<QLineEdit>(form, "name");
        QVERIFY(!name->isVisibleTo(&form));
        QVERIFY(form.validate());
        find<QCheckBox>(form, "on")->click();
        QVERIFY(name->isVisibleTo(&form));
        QVERIFY(!form.validate()); // it is required
        name->setText(QStringLiteral("nas"));
        const auto before = rows.count();
        find<QCheckBox>(form, "on")->click();
        QVERIFY(!name->isVisibleTo(&form));
        QCOMPARE(rows.count(), before + 1);
        QCOMPARE(form.record().name, QStringLiteral("nas"));
    }
    void aValueGoesWithAnother()
    {
        std::vector<Field<Thing>> all = fields();
        all[3].info.following = {{QStringLiteral("on")}, [](const QVariant &value, const QVariantMap &now) {
                                     const bool on = now.value(QStringLiteral("on")).toBool();
                                     return on && value.toInt() == 3 ? QVariant(7) : QVariant();
                                 }};
        RecordForm<Thing> form(std::move(all));
        form.setRecord(sample());
        auto *count = find<QSpinBox>(form, "count");
        QCOMPARE(count->value(), 3);
        find<QCheckBox>(form, "on")->click();
        QCOMPARE(count->value(), 7);
        count->setValue(5); // typed: nothing takes it away
        find<QCheckBox>(form, "on")->click();
        find<QCheckBox>(form, "on")->click();
        QCOMPARE(count->value(), 5);
        QSignalSpy edited(&form, &RecordFormBase::edited);
        form.edit(QStringLiteral("name"), QStringLiteral("disk"));
        QCOMPARE(edited.count(), 1);
        QVERIFY(form.isDirty());
    }
    void furtherButtonsWantWhatIsTypedToBeGood()
    {
        QWidget window;
        EditDialog *dialog = openDialog(window);
        int pressed = 0;
        dialog->addButton(QStringLiteral("try"), QStringLiteral("Try"), [&pressed] { ++pressed; });
        auto *button = find<QPushButton>(*dialog, "try");
        find<QLineEdit>(*dialog, "name")->clear();
        button->click();
        QCOMPARE(pressed, 0);
        find<QLineEdit>(*dialog, "name")->setText(QStringLiteral("nas"));
        button->click();
        QCOMPARE(pressed, 1);
        dialog->setBusy(true);
        QVERIFY(!button->isEnabled());
        dialog->setBusy(false);
        QVERIFY(button->isEnabled());
    }
    void theWheelDoesNotChangeWhatItPasses()
    {
        RecordForm<Thing> form(fields());
        form.setRecord(sample());
        form.show();
        auto *count = find<QSpinBox>(form, "count");
        QWheelEvent wheel(QPointF(5, 5), count->mapToGlobal(QPointF(5, 5)), {}, QPoint(0, 120), Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(count, &wheel);
        QCOMPARE(count->value(), 3);
    }
    void serverErrorsStandUnderTheirFields()
    {
        RecordForm<Thing> form(fields());
        form.setRecord(sample());
        form.show();
        showError(form, {common::ErrorCode::Invalid, {}, {{QStringLiteral("name"), QStringLiteral("taken")}}},
                  QStringLiteral("save"));
        QVERIFY(find<QLabel>(form, "name-error")->isVisible());
        showError(form, {common::ErrorCode::Internal, QStringLiteral("x"), {}}, QStringLiteral("save"));
        QVERIFY(!find<QLabel>(form, "name-error")->isVisible());
        QVERIFY(find<QLabel>(form, "form-summary")->text().contains(QStringLiteral("save")));
    }
    void conflictsShowBothValues()
    {
        RecordForm<Thing> form(fields());
        form.setRecord(sample());
        form.show();
        find<QLineEdit>(form, "name")->setText(QStringLiteral("<mine>"));
        Thing theirs = sample();
        theirs.name = QStringLiteral("theirs & co");
        theirs.colour = Colour::Red;
        form.showConflictWith(theirs);
        const QString text = find<QLabel>(form, "form-summary")->text();
        QVERIFY(text.contains(QStringLiteral("&lt;mine&gt;")));
        QVERIFY(text.contains(QStringLiteral("theirs &amp; co")));
        QVERIFY(text.contains(QStringLiteral("Red")));
        QVERIFY(!text.contains(QStringLiteral("Count")));
        QSignalSpy overwrite(&form, &RecordFormBase::overwriteRequested);
        QSignalSpy reload(&form, &RecordFormBase::reloadRequested);
        find<QPushButton>(form, "conflict-overwrite")->click();
        find<QPushButton>(form, "conflict-reload")->click();
        QCOMPARE(overwrite.count(), 1);
        QCOMPARE(reload.count(), 1);
    }
    void longWordsDoNotWidenADialog_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("sentence") << QStringLiteral("It could not be saved, and here is why. ").repeated(12);
        QTest::newRow("fingerprint") << QStringLiteral("The key of the host is ") + QString(128, u'f');
        QTest::newRow("path") << QStringLiteral("/srv/") +
                                     QStringLiteral("recordings-of-the-year/").repeated(20);
        QTest::newRow("one word") << QString(900, u'm');
    }
    /// Whatever the banner says: the dialog is scrolled upwards and downwards, never to the side.
    void longWordsDoNotWidenADialog()
    {
        QFETCH(QString, text);
        QWidget window;
        const QPointer<EditDialog> dialog = openDialog(window);
        auto *scroll = dialog->findChild<QScrollArea *>();
        auto *form = dialog->findChild<RecordFormBase *>();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        const auto isWhole = [scroll, form] {
            QTest::qWait(20); // layouts are asked for by posted events
            return !scroll->horizontalScrollBar()->isVisible() &&
                   form->minimumSizeHint().width() <= scroll->viewport()->width() &&
                   form->width() <= scroll->viewport()->width();
        };
        QVERIFY(isWhole());
        form->setFailure(text);
        QVERIFY(isWhole());
        form->setErrors({{QStringLiteral("name"), text}, {QStringLiteral("elsewhere"), text}});
        QVERIFY(isWhole());
        QCOMPARE(form->errors().value(QStringLiteral("name")), text);
        form->showConflict({{QStringLiteral("name"), text}});
        QVERIFY(isWhole());
        auto *summary = find<QLabel>(*dialog, "form-summary");
        QVERIFY(summary->isVisible());
        QVERIFY(summary->text().remove(QChar(0x200b)).contains(text.trimmed())); // nothing is left out
    }
    void cleanEscapeClosesAtOnce()
    {
        QWidget window;
        QPointer<EditDialog> dialog = openDialog(window);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(dialog.isNull());
    }
    void dirtyEscapeAsks()
    {
        QWidget window;
        QPointer<EditDialog> dialog = openDialog(window);
        QTest::keyClicks(find<QLineEdit>(*dialog, "name"), QStringLiteral("x"));
        QTest::keyClick(dialog, Qt::Key_Escape);
        auto *question = dialog->findChild<QMessageBox *>();
        QVERIFY(question != nullptr && question->isVisible());
        QCOMPARE(question->defaultButton()->objectName(), QStringLiteral("keep-editing"));
        find<QPushButton>(*question, "keep-editing")->click();
        QVERIFY(dialog && dialog->isVisible());
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(find<QPushButton>(*dialog, "discard") != nullptr);
        find<QPushButton>(*dialog, "discard")->click();
        QTRY_VERIFY(dialog.isNull());
    }
    void saveWithErrorsSaysSoAndStays()
    {
        QWidget window;
        QPointer<EditDialog> dialog = openDialog(window);
        QSignalSpy save(dialog, &EditDialog::saveRequested);
        auto *button = find<QPushButton>(*dialog, "save");
        find<QLineEdit>(*dialog, "name")->clear();
        QVERIFY(button->isEnabled());
        button->click();
        QCOMPARE(save.count(), 0);
        QTRY_VERIFY(find<QLineEdit>(*dialog, "name")->hasFocus());
        find<QLineEdit>(*dialog, "name")->setText(QStringLiteral("ok"));
        dialog->setBlocked(QStringLiteral("There is no connection."));
        button->click();
        QCOMPARE(save.count(), 0);
        QVERIFY(find<QLabel>(*dialog, "form-summary")->text().contains(QStringLiteral("no connection")));
        dialog->setBlocked({});
        button->click();
        QCOMPARE(save.count(), 1);
        dialog->setBusy(true);
        dialog->failed({common::ErrorCode::Invalid, {}, {{QStringLiteral("name"), QStringLiteral("taken")}}},
                       QStringLiteral("save"));
        QVERIFY(button->isEnabled());
        QCOMPARE(find<QLineEdit>(*dialog, "name")->text(), QStringLiteral("ok"));
        dialog->saved();
        QTRY_VERIFY(dialog.isNull());
    }
};

EARSHOT_TEST(tst_forms, TestForms)
#include "tst_forms.moc"
