// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/editdialog.h"
#include "console/kit/recordform.h"
#include "console/kit/referencebox.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QCompleter>
#include <QDateEdit>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

using namespace console;

namespace
{

struct Thing {
    QString id;
    QString ownerId;
    QString owner;
    QStringList groupIds;
    QStringList groups;
    QStringList numbers;
    QStringList rights;
    QDate until;
    int seats = -1;
};

/// Answers by hand what was looked up.
struct Directory {
    QStringList asked;
    std::function<void(const References &)> answer;
    Lookup lookup()
    {
        return [this](const QString &text, QObject *, std::function<void(const References &)> done) {
            asked.append(text);
            answer = std::move(done);
        };
    }
};

std::vector<Field<Thing>> fields(Directory &directory)
{
    FieldInfo owner{.key = QStringLiteral("owner"), .label = QStringLiteral("Owner"), .required = true};
    owner.lookup = directory.lookup();
    FieldInfo groups{.key = QStringLiteral("groups"), .label = QStringLiteral("Groups")};
    groups.lookup = directory.lookup();
    FieldInfo numbers{
        .key = QStringLiteral("numbers"), .label = QStringLiteral("Number"), .kind = EditorKind::Texts};
    numbers.words = QStringLiteral("Add Number");
    FieldInfo rights{
        .key = QStringLiteral("rights"), .label = QStringLiteral("Rights"), .kind = EditorKind::MultiChoice};
    rights.choices = {{QStringLiteral("a.see"), QStringLiteral("See a"), QStringLiteral("A")},
                      {QStringLiteral("a.do"), QStringLiteral("Do a"), QStringLiteral("A")},
                      {QStringLiteral("b.see"), QStringLiteral("See b"), QStringLiteral("B")}};
    FieldInfo until{
        .key = QStringLiteral("until"), .label = QStringLiteral("Until"), .kind = EditorKind::Day};
    until.words = QStringLiteral("Only until");
    FieldInfo seats{
        .key = QStringLiteral("seats"), .label = QStringLiteral("Seats"), .kind = EditorKind::Int};
    seats.minimum = -1;
    seats.minimumText = QStringLiteral("No limit");
    seats.section = QStringLiteral("LIMITS");
    return {referenceField(&Thing::ownerId, &Thing::owner, owner),
            referencesField(&Thing::groupIds, &Thing::groups, groups),
            field(&Thing::numbers, numbers),
            field(&Thing::rights, rights),
            field(&Thing::until, until),
            field(&Thing::seats, seats)};
}

Thing thing()
{
    return {
        QStringLiteral("1"),       QStringLiteral("o1"),      QStringLiteral("Anna"),
        {QStringLiteral("g1")},    {QStringLiteral("Sales")}, {QStringLiteral("21"), QStringLiteral("22")},
        {QStringLiteral("b.see")}, QDate(2030, 12, 31),       5};
}

/// The popup of a box that looks things up: chooses a row of it.
void choose(const ReferenceBox *box, int row)
{
    auto *completer = box->findChild<QCompleter *>();
    Q_EMIT completer->activated(completer->completionModel()->index(row, 0));
}

} // namespace

class TestListEditors : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingIsLostByShowing()
    {
        Directory directory;
        RecordForm<Thing> form(fields(directory));
        form.setRecord(thing());
        QVERIFY(!form.isDirty());
        const Thing same = form.record();
        QCOMPARE(same.ownerId, QStringLiteral("o1"));
        QCOMPARE(same.groups, QStringList{QStringLiteral("Sales")});
        QCOMPARE(same.numbers, thing().numbers);
        QCOMPARE(same.rights, thing().rights);
        QCOMPARE(same.until, thing().until);
        QCOMPARE(same.seats, 5);
        QCOMPARE(form.valueText(QStringLiteral("groups"), form.values().value(QStringLiteral("groups"))),
                 QStringLiteral("Sales"));
        form.show();
        QCOMPARE(tests::namelessWidgets(form), QStringList());
        QVERIFY(directory.asked.isEmpty());
    }
    void whatIsTypedIsLookedUp()
    {
        Directory directory;
        RecordForm<Thing> form(fields(directory));
        form.setRecord(thing());
        form.show();
        QVERIFY(QTest::qWaitForWindowExposed(&form));
        auto *box = form.findChild<ReferenceBox *>(QStringLiteral("owner"));
        box->setFocus();
        box->selectAll();
        QTest::keyClicks(box, QStringLiteral("be"));
        QTRY_COMPARE(directory.asked, QStringList{QStringLiteral("be")});
        directory.answer({{QStringLiteral("o2"), QStringLiteral("Ben")}});
        choose(box, 0);
        QCOMPARE(form.record().ownerId, QStringLiteral("o2"));
        QCOMPARE(box->text(), QStringLiteral("Ben"));
        QVERIFY(form.isDirty());
        QTest::keyClicks(box, QStringLiteral("jamin")); // typed, and nothing was chosen
        form.findChild<QSpinBox *>(QStringLiteral("seats"))->setFocus();
        QCOMPARE(box->text(), QStringLiteral("Ben"));
        box->setFocus();
        box->selectAll();
        QTest::keyClick(box, Qt::Key_Delete);
        QVERIFY(!form.validate());
        QCOMPARE(form.errors().keys(), QStringList{QStringLiteral("owner")});
    }
    void aLateAnswerIsNotOffered()
    {
        Directory directory;
        ReferenceBox box(directory.lookup());
        box.show();
        box.lookUp(QStringLiteral("a"));
        const auto late = directory.answer;
        box.lookUp(QStringLiteral("ab"));
        directory.answer({{QStringLiteral("2"), QStringLiteral("ab")}});
        late({{QStringLiteral("1"), QStringLiteral("a")}});
        QCOMPARE(box.findChild<QCompleter *>()->completionModel()->index(0, 0).data().toString(),
                 QStringLiteral("ab"));
    }
    void chipsComeAndGo()
    {
        Directory directory;
        RecordForm<Thing> form(fields(directory));
        form.setRecord(thing());
        form.show();
        auto *box = form.findChild<ReferenceBox *>(QStringLiteral("groups-add"));
        box->lookUp({});
        directory.answer({{QStringLiteral("g1"), QStringLiteral("Sales")},
                          {QStringLiteral("g2"), QStringLiteral("Back Office")}});
        choose(box, 0); // it is there already
        choose(box, 1);
        QCOMPARE(form.record().groupIds, (QStringList{QStringLiteral("g1"), QStringLiteral("g2")}));
        QVERIFY(box->text().isEmpty());
        form.findChild<QToolButton *>(QStringLiteral("chip-g1"))->click();
        QCOMPARE(form.record().groups, QStringList{QStringLiteral("Back Office")});
    }
    void rowsAreAddedAndEmptyOnesDoNotCount()
    {
        Directory directory;
        RecordForm<Thing> form(fields(directory));
        form.setRecord(thing());
        form.show();
        auto *add = form.findChild<QPushButton *>(QStringLiteral("numbers-add"));
        add->click();
        QCOMPARE(form.record().numbers.size(), 2);
        QTest::keyClicks(form.findChild<QLineEdit *>(QStringLiteral("numbers-2")), QStringLiteral(" 23 "));
        QCOMPARE(form.record().numbers.last(), QStringLiteral("23"));
    }
    void headingsAreNoChoices()
    {
        Directory directory;
        RecordForm<Thing> form(fields(directory));
        form.setRecord(thing());
        auto *list = form.findChild<QListWidget *>(QStringLiteral("rights"));
        QCOMPARE(list->count(), 5);
        QVERIFY(!list->item(0)->data(Qt::CheckStateRole).isValid());
        list->item(1)->setCheckState(Qt::Checked);
        QCOMPARE(form.record().rights, (QStringList{QStringLiteral("a.see"), QStringLiteral("b.see")}));
    }
    void noDayAndNoLimit()
    {
        Directory directory;
        RecordForm<Thing> form(fields(directory));
        form.setRecord(thing());
        form.findChild<QCheckBox *>(QStringLiteral("until-set"))->click();
        QVERIFY(!form.record().until.isValid());
        auto *seats = form.findChild<QSpinBox *>(QStringLiteral("seats"));
        seats->setValue(-1);
        QCOMPARE(seats->text(), QStringLiteral("No limit"));
        QCOMPARE(form.record().seats, -1);
    }
    void bulkChangesOnlyWhatIsAsked()
    {
        Directory directory;
        RecordForm<Thing> form(fields(directory));
        Thing other = thing();
        other.seats = 9;
        form.setRecords({thing(), other}, true);
        form.show();
        QVERIFY(!form.isDirty());
        QCOMPARE(form.changedKeys(), QStringList());
        auto *seats = form.findChild<QCheckBox *>(QStringLiteral("seats-change"));
        auto *owner = form.findChild<QCheckBox *>(QStringLiteral("owner-change"));
        QVERIFY2(seats->text().contains(QLatin1String("mixed")), qPrintable(seats->text()));
        QVERIFY2(owner->text().contains(QLatin1String("Anna")), qPrintable(owner->text()));
        QVERIFY(!form.findChild<QSpinBox *>(QStringLiteral("seats"))->isVisible());
        seats->click();
        QVERIFY(form.findChild<QSpinBox *>(QStringLiteral("seats"))->isVisible());
        QVERIFY(form.isDirty());
        QCOMPARE(form.changedKeys(), QStringList{QStringLiteral("seats")});
        QVERIFY(form.validate());
        QCOMPARE(tests::namelessWidgets(form), QStringList());
    }
    void bulkOfUnknownRowsIsMixed()
    {
        Directory directory;
        RecordForm<Thing> form(fields(directory));
        form.setRecords({thing()}, false);
        const QString text = form.findChild<QCheckBox *>(QStringLiteral("owner-change"))->text();
        QVERIFY2(text.contains(QLatin1String("mixed")), qPrintable(text));
    }
};

EARSHOT_TEST(tst_listeditors, TestListEditors)
#include "tst_listeditors.moc"
