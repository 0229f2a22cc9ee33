// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/recordmodel.h"
#include "console/kit/recordview.h"
#include "tests/support/testmain.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QMenu>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace console;

namespace
{

struct Person {
    QString id;
    QString name;
    int age = 0;
    bool operator==(const Person &) const = default;
};

std::vector<Column<Person>> columns()
{
    return {{{QStringLiteral("name"), QStringLiteral("Name"), QStringLiteral("name"), 150},
             [](const Person &p) { return p.name; }},
            {{QStringLiteral("age"), QStringLiteral("Age"), QString(), 80, true, true},
             [](const Person &p) { return QStringLiteral("%1 years").arg(p.age); },
             [](const Person &p) { return QVariant(p.age); }}};
}

QList<Person> people(const QString &ids)
{
    QList<Person> all;
    for (const QChar id : ids) {
        all.append({QString(id), QStringLiteral("name ") + id, 20});
    }
    return all;
}

QString idsOf(const RecordModelBase &model)
{
    return model.ids().join(QString());
}

} // namespace

class TestRecordModel : public QObject
{
    Q_OBJECT
private:
    RecordModel<Person> *make(const QString &ids)
    {
        auto *model = new RecordModel<Person>(
            columns(), [](const Person &p) { return p.id; }, this);
        new QAbstractItemModelTester(model, QAbstractItemModelTester::FailureReportingMode::QtTest, model);
        model->setRecords(people(ids));
        return model;
    }

private Q_SLOTS:
    void reconcilesByIdWithoutReset_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        const QStringList lists{QString(),
                                QStringLiteral("a"),
                                QStringLiteral("abcdef"),
                                QStringLiteral("fedcba"),
                                QStringLiteral("bdf"),
                                QStringLiteral("xabycdzef"),
                                QStringLiteral("xyz"),
                                QStringLiteral("caxbfd")};
        for (const QString &before : lists) {
            for (const QString &after : lists) {
                QTest::newRow(qPrintable(before + QStringLiteral(" to ") + after)) << before << after;
            }
        }
    }
    void reconcilesByIdWithoutReset()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        RecordModel<Person> *model = make(before);
        QSignalSpy reset(model, &QAbstractItemModel::modelReset);
        QHash<QString, QPersistentModelIndex> kept;
        for (int row = 0; row < model->rowCount(); ++row) {
            kept.insert(model->idAt(row), model->index(row, 1));
        }
        model->setRecords(people(after));
        QCOMPARE(idsOf(*model), after);
        QCOMPARE(reset.count(), 0);
        for (int row = 0; row < model->rowCount(); ++row) {
            QCOMPARE(model->records()[row].name, QStringLiteral("name ") + after[row]);
        }
        for (auto it = kept.begin(); it != kept.end(); ++it) {
            if (after.contains(it.key())) {
                QCOMPARE(it->data(IdRole).toString(), it.key());
            } else {
                QVERIFY(!it->isValid());
            }
        }
    }
    void anyRefreshKeepsEveryRowOnItsId()
    {
        QRandomGenerator random(20'261'123);
        RecordModel<Person> *model = make({});
        for (int round = 0; round < 200; ++round) {
            QString ids;
            for (char16_t c = u'a'; c <= u'z'; ++c) {
                if (random.bounded(3) != 0) {
                    ids.insert(random.bounded(static_cast<int>(ids.size()) + 1), QChar(c));
                }
            }
            model->setRecords(people(ids));
            QCOMPARE(idsOf(*model), ids);
        }
    }
    void onlyChangedRowsAreTold()
    {
        RecordModel<Person> *model = make(QStringLiteral("abcdef"));
        QSignalSpy changed(model, &QAbstractItemModel::dataChanged);
        QList<Person> rows = people(QStringLiteral("abcdef"));
        rows[1].age = 30;
        rows[2].age = 31;
        rows[5].age = 32;
        model->setRecords(rows);
        QCOMPARE(changed.count(), 2);
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
        QCOMPARE(changed[0][1].toModelIndex().row(), 2);
        QCOMPARE(changed[1][0].toModelIndex().row(), 5);
        QCOMPARE(model->index(5, 1).data().toString(), QStringLiteral("32 years"));
    }
    void rowsWithoutOrWithKnownIdsAreLeftOut()
    {
        RecordModel<Person> *model = make(QStringLiteral("ab"));
        QList<Person> rows = people(QStringLiteral("aba"));
        rows.append({QString(), QStringLiteral("nobody"), 1});
        model->setRecords(rows);
        QCOMPARE(idsOf(*model), QStringLiteral("ab"));
    }
    void currentRowAndScrollSurviveARefresh()
    {
        RecordView view;
        RecordModel<Person> *model = make({});
        view.setRecords(model);
        QList<Person> rows;
        for (int i = 0; i < 300; ++i) {
            rows.append({QString::number(i), QStringLiteral("p%1").arg(i), i});
        }
        model->setRecords(rows);
        view.resize(500, 400);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setCurrentId(QStringLiteral("150"));
        view.scrollTo(view.currentIndex(), QAbstractItemView::PositionAtCenter);
        const int before = view.visualRect(view.currentIndex()).top();
        rows.removeAt(151);
        rows[10].age = 99;
        model->setRecords(rows);
        QCOMPARE(view.currentId(), QStringLiteral("150"));
        QCOMPARE(view.visualRect(view.currentIndex()).top(), before);
        QVERIFY(view.selectionModel()->isRowSelected(150, {}));
    }
    void ticksAreKeptByIdOverPages()
    {
        RecordModel<Person> *model = make(QStringLiteral("abc"));
        model->setTickable(true);
        QVERIFY(model->setData(model->index(1, 0), Qt::Checked, Qt::CheckStateRole));
        model->setRecords(people(QStringLiteral("xyz")));
        QCOMPARE(model->index(0, 0).data(Qt::CheckStateRole).toInt(), static_cast<int>(Qt::Unchecked));
        model->setRecords(people(QStringLiteral("cba")));
        QCOMPARE(model->index(1, 0).data(Qt::CheckStateRole).toInt(), static_cast<int>(Qt::Checked));
        QCOMPARE(model->ticks().count(234), 1);

        model->setTicks({true, {}});
        model->setRecords(people(QStringLiteral("xyz")));
        QCOMPARE(model->index(2, 0).data(Qt::CheckStateRole).toInt(), static_cast<int>(Qt::Checked));
        model->tick(2, false);
        QCOMPARE(model->ticks().count(234), 233);
        QVERIFY(!model->ticks().contains(QStringLiteral("z")));
        QVERIFY(model->ticks().contains(QStringLiteral("a")));
    }
    void sortAsksAndDoesNotSort()
    {
        RecordModel<Person> *model = make(QStringLiteral("ba"));
        QSignalSpy asked(model, &RecordModelBase::sortRequested);
        model->sort(0, Qt::DescendingOrder);
        model->sort(1, Qt::AscendingOrder); // has no sort key
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][0].toString(), QStringLiteral("name"));
        QCOMPARE(idsOf(*model), QStringLiteral("ba"));
    }
    void rolesSayWhatTheyShould()
    {
        RecordModel<Person> *model = make(QStringLiteral("a"));
        QCOMPARE(model->index(0, 1).data(RawRole).toInt(), 20);
        QCOMPARE(model->index(0, 0).data(RawRole).toString(), QStringLiteral("name a"));
        QCOMPARE(model->index(0, 0).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("Name: name a, Age: 20 years"));
        QCOMPARE(model->index(0, 1).data(Qt::AccessibleTextRole).toString(), QStringLiteral("Age: 20 years"));
        QCOMPARE(model->headerData(1, Qt::Horizontal).toString(), QStringLiteral("Age"));
    }
    void twoThousandRowsRefreshQuickly()
    {
        RecordView view;
        auto *model = new RecordModel<Person>(
            columns(), [](const Person &p) { return p.id; }, this);
        view.setRecords(model);
        QList<Person> rows;
        for (int i = 0; i < 2000; ++i) {
            rows.append({QString::number(i), QStringLiteral("person %1").arg(i), i % 90});
        }
        model->setRecords(rows);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        for (int i = 0; i < 2000; i += 2) {
            rows[i].age += 1;
        }
        QElapsedTimer timer;
        timer.start();
        model->setRecords(rows);
        const qint64 inPlace = timer.nsecsElapsed();
        std::reverse(rows.begin(), rows.end());
        timer.restart();
        model->setRecords(rows);
        const qint64 reversed = timer.nsecsElapsed();
        qInfo("2000 rows: every second one changed %.1f ms, order reversed %.1f ms",
              static_cast<double>(inPlace) / 1e6, static_cast<double>(reversed) / 1e6);
        QVERIFY2(inPlace < 100'000'000, qPrintable(QString::number(inPlace)));
        QVERIFY2(reversed < 200'000'000, qPrintable(QString::number(reversed)));
    }
    void columnsAreRememberedByKey()
    {
        RecordView view;
        view.setRecords(make(QStringLiteral("abc")));
        view.horizontalHeader()->moveSection(1, 0);
        view.horizontalHeader()->resizeSection(1, 222);
        const QStringList state = view.layoutState();
        RecordView other;
        other.setRecords(make(QStringLiteral("abc")));
        other.restoreLayoutState(QStringList{QStringLiteral("gone 100 1")} + state);
        QCOMPARE(other.horizontalHeader()->visualIndex(1), 0);
        QCOMPARE(other.horizontalHeader()->sectionSize(1), 222);
        other.resetLayout();
        QCOMPARE(other.horizontalHeader()->visualIndex(1), 1);
    }
    void whatIsCutGetsTheRoomThatIsLeft()
    {
        RecordView view;
        auto *model = make(QStringLiteral("a"));
        view.setRecords(model);
        model->setRecords({{QStringLiteral("1"), QString(40, u'm'), 7}});
        view.resize(1000, 200);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const QHeaderView *header = view.horizontalHeader();
        QTRY_VERIFY(header->sectionSize(0) >= static_cast<QAbstractItemView &>(view).sizeHintForColumn(0));
        view.resize(200, 200);
        QTRY_COMPARE(header->sectionSize(0), std::max(model->columns()[0].width, header->sectionSizeHint(0)));
        view.horizontalHeader()->resizeSection(0, 70);
        view.resize(1000, 200);
        QTest::qWait(50);
        QCOMPARE(header->sectionSize(0), 70);
    }
    void theLastColumnCannotBeHidden()
    {
        RecordView view;
        view.setRecords(make(QStringLiteral("abc")));
        QMenu menu;
        view.fillColumnMenu(menu);
        menu.findChild<QAction *>(QStringLiteral("column-name"))->toggle();
        menu.findChild<QAction *>(QStringLiteral("column-age"))->toggle();
        QCOMPARE(view.horizontalHeader()->hiddenSectionCount(), 1);
    }
    void keysOpenTickAndTickThePage()
    {
        RecordView view;
        RecordModel<Person> *model = make(QStringLiteral("abc"));
        model->setTickable(true);
        view.setRecords(model);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setCurrentId(QStringLiteral("b"));
        QSignalSpy opened(&view, &RecordView::opened);
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(opened.value(0).value(0).toString(), QStringLiteral("b"));
        QTest::keyClick(&view, Qt::Key_Space);
        QCOMPARE(model->ticks().ids, QSet<QString>{QStringLiteral("b")});
        QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(model->ticks().ids.size(), 3);
        // As a hand does it: the view wants a press before the double click.
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.visualRect(model->index(2, 1)).center());
        QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, view.visualRect(model->index(2, 1)).center());
        QCOMPARE(opened.count(), 2);
        QCOMPARE(opened[1][0].toString(), QStringLiteral("c"));
    }
    void thereIsAlwaysACurrentRow()
    {
        RecordView view;
        RecordModel<Person> *model = make({});
        view.setRecords(model);
        model->setRecords(people(QStringLiteral("ab")));
        QCOMPARE(view.currentId(), QStringLiteral("a"));
        model->setRecords(people(QStringLiteral("xy")));
        QVERIFY(view.currentIndex().isValid());
    }
};

EARSHOT_TEST(tst_recordmodel, TestRecordModel)
#include "tst_recordmodel.moc"
