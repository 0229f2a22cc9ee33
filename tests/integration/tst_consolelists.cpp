// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/listpage.h"
#include "console/kit/formats.h"
#include "console/kit/recordview.h"
#include "tests/support/consolelab.h"
#include "tests/support/filledcalls.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QHeaderView>
#include <QLabel>
#include <QTest>
#include <QToolButton>

using namespace console;
using namespace tests;

/// The list of 234 calls in a real console at a real recorder and its database.
class TestConsoleLists : public QObject
{
    Q_OBJECT
private:
    static constexpr int kCalls = 234;
    std::unique_ptr<RecorderProcess> m_recorder;
    std::unique_ptr<ConsoleLab> m_console;
    QString m_url;

    RecordView &view() { return m_console->list()->view(); }
    template <typename W>
    W *find(const char *name)
    {
        return m_console->list()->findChild<W *>(QString::fromLatin1(name));
    }
    void clickHeader(const char *column)
    {
        const auto *model = qobject_cast<RecordModelBase *>(view().model());
        QHeaderView *header = view().horizontalHeader();
        const int section = model->columnOf(QString::fromLatin1(column));
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                          QPoint(header->sectionViewportPosition(section) + 12, header->height() / 2));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_recorder = std::make_unique<RecorderProcess>();
        QVERIFY(m_recorder->start());
        m_url = fillCalls(*m_recorder, kCalls);
        qputenv("EARSHOT_PASSWORD", "plinth otter cobalt verse");
        QCOMPARE(m_recorder->command(words("create-admin --login root")), 0);
        qunsetenv("EARSHOT_PASSWORD");
        m_console = std::make_unique<ConsoleLab>();
        m_console->open();
        QCOMPARE(m_console->enter(m_recorder->adminPort(), QStringLiteral("root"),
                                  QStringLiteral("plinth otter cobalt verse")),
                 QString());
        QCOMPARE(m_console->choose(QStringLiteral("All Calls")), QString());
        QTRY_COMPARE(view().model()->rowCount(), 20);
    }
    void cleanupTestCase()
    {
        m_console.reset();
        m_recorder.reset();
    }
    void theHeaderCountsThemAll()
    {
        QCOMPARE(find<QLabel>("header-range")->text(), QStringLiteral("1–20 of 234"));
        QVERIFY(find<QLabel>("as-of")->text().contains(QLatin1String("as of")));
    }
    void theShortestOfAllIsOnTop()
    {
        const Formats formats = Formats::forZone({});
        const QString column = QStringLiteral("duration");
        clickHeader("duration");
        if (m_console->list()->query().descending) {
            clickHeader("duration");
        }
        QVERIFY(view().horizontalHeader()->isSortIndicatorShown());
        const auto extreme = [&](const char *which) {
            const QString sql = QStringLiteral("SELECT %1(duration_ms) FROM calls");
            const qint64 ms = runSql(m_url, sql.arg(QLatin1String(which))).value(0).toLongLong();
            return formats.duration(std::chrono::milliseconds(ms));
        };
        QTRY_COMPARE(m_console->cell(0, column), extreme("min"));
        clickHeader("duration");
        QTRY_COMPARE(m_console->cell(0, column), extreme("max"));
        QCOMPARE(find<QLabel>("header-range")->text(), QStringLiteral("1–20 of 234"));
    }
    void allThatMatchIsChosenInTwoSteps()
    {
        view().setFocus();
        QTest::keyClick(&view(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(find<QLabel>("ticked")->text(), QStringLiteral("20 selected"));
        auto *all = find<QToolButton>("all-matching-button");
        QCOMPARE(all->text(), QStringLiteral("Select all 234 matching"));
        QTest::mouseClick(all, Qt::LeftButton);
        QCOMPARE(find<QLabel>("ticked")->text(), QStringLiteral("234 selected"));
        const QString first = view().currentId();
        QTest::mouseClick(find<QToolButton>("next-page"), Qt::LeftButton);
        QTRY_COMPARE(find<QLabel>("header-range")->text(), QStringLiteral("21–40 of 234"));
        QVERIFY(view().currentId() != first);
        for (int row = 0; row < 20; ++row) {
            QCOMPARE(view().model()->index(row, 0).data(Qt::CheckStateRole).toInt(),
                     static_cast<int>(Qt::Checked));
        }
    }
};

EARSHOT_TEST(tst_consolelists, TestConsoleLists)
#include "tst_consolelists.moc"
