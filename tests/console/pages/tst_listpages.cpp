// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for every page of the lists and settings, whatever it shows: read from the page specs.
#include "common/proto/storageusage.pb.h"
#include "common/rpc/codecs/recordcodec.h"
#include "console/kit/icons.h"
#include "console/kit/language.h"
#include "console/kit/theme.h"
#include "console/pages/recordings/recordingspages.h"
#include "console/pages/settings/settingspages.h"
#include "tests/console/pages/calldata.h"
#include "tests/support/pagebench.h"
#include "tests/support/pseudotranslator.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QDir>
#include <QHeaderView>
#include <QRegularExpression>
#include <QTableView>
#include <QTest>

using namespace console;
using namespace tests;
using common::ActiveState;
using namespace std::chrono_literals;

class TestListPages : public QObject
{
    Q_OBJECT
private:
    struct Bench : PageBench {
        std::unique_ptr<QWidget> page;
        void make(const PageSpec &spec, const QSize &size)
        {
            page.reset(spec.create(context(), {}, nullptr));
            page->resize(size);
            page->show();
            rpc.reply(QStringLiteral("Calls/List"), callList(0, 20, "next", 234));
            rpc.send(QStringLiteral("Calls/WatchActive"),
                     activeUpdate(true, {activeCall(1, ActiveState::Talking, 754s),
                                         activeCall(2, ActiveState::Ringing, 4s),
                                         activeCall(3, ActiveState::Held, 3805s),
                                         activeCall(4, ActiveState::Finishing, 61s)}));
            earshot::v1::FileFormatSetting setting;
            *setting.mutable_format() = common::toWire(common::FileFormat());
            rpc.reply(QStringLiteral("Settings/GetFileFormat"), setting);
            earshot::v1::StorageUsageList usage;
            auto *used = usage.add_rows();
            used->set_id("0190aaaa-0000-7000-8000-000000000001");
            used->set_name("Acme");
            usage.mutable_info()->set_total(1);
            rpc.reply(QStringLiteral("StorageUsage/List"), usage);
            rpc.reply(QStringLiteral("StorageUsage/GetEnforcement"), earshot::v1::StorageEnforcement());
            for (int i = 0; i < 5; ++i) {
                QCoreApplication::processEvents();
            }
        }
    };
    static QList<PageSpec> specs() { return recordingsPages() + settingsPages(); }
    static void addPages()
    {
        QTest::addColumn<int>("page");
        for (int i = 0; i < specs().size(); ++i) {
            QTest::newRow(qPrintable(specs()[i].id)) << i;
        }
    }
    /// EARSHOT_SHOTS=folder keeps what the tests saw.
    static void shoot(QWidget &page, const QString &name)
    {
        const QString folder = qEnvironmentVariable("EARSHOT_SHOTS");
        if (!folder.isEmpty()) {
            QVERIFY(QDir().mkpath(folder));
            QVERIFY(page.grab().save(folder + u'/' + name + QStringLiteral(".png")));
        }
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void specsAreWhole()
    {
        QStringList ids;
        for (const PageSpec &spec : specs()) {
            QVERIFY(!ids.contains(spec.id));
            ids.append(spec.id);
            QVERIFY(!icon(spec.icon).isNull());
            QVERIFY(!spec.permission.isEmpty());
            QVERIFY(!QByteArray(spec.title).isEmpty());
            QVERIFY(!spec.area.isEmpty() || !spec.list.isEmpty());
        }
        QCOMPARE(ids, (QStringList{QStringLiteral("calls"), QStringLiteral("active-calls"),
                                   QStringLiteral("my-calls"), QStringLiteral("unassigned-calls"),
                                   QStringLiteral("file-format"), QStringLiteral("storage-rules"),
                                   QStringLiteral("file-encryption"), QStringLiteral("storage-usage"),
                                   QStringLiteral("storage-enforcement"), QStringLiteral("mail")}));
    }
    void inEveryTheme_data() { addPages(); }
    void inEveryTheme()
    {
        QFETCH(int, page);
        const PageSpec spec = specs()[page];
        Theme theme(ThemeChoice::Light);
        Bench b;
        b.make(spec, {1280 - kNavigation, 740});
        for (QTableView *view : b.page->findChildren<QTableView *>()) {
            new QAbstractItemModelTester(
                view->model(), QAbstractItemModelTester::FailureReportingMode::QtTest, view->model());
            QVERIFY(view->model()->rowCount() > 0);
            for (int column = 0; column < view->model()->columnCount(); ++column) {
                QVERIFY(!view->model()->headerData(column, Qt::Horizontal).toString().isEmpty());
            }
        }
        shoot(*b.page, spec.id + QStringLiteral("-light"));
        for (const ThemeChoice choice : {ThemeChoice::Dark, ThemeChoice::HighContrast}) {
            theme.setChoice(choice);
            QCoreApplication::processEvents();
            const QImage image = b.page->grab().toImage();
            const QColor ground = image.pixelColor(2, 2);
            QCOMPARE(ground, QApplication::palette().color(QPalette::Window));
            shoot(*b.page, spec.id + u'-' + keyOf(choice));
        }
        QCOMPARE(clippedWidgets(*b.page).join(u'\n'), QString());
        QCOMPARE(namelessWidgets(*b.page).join(u'\n'), QString());
        theme.setChoice(ThemeChoice::Light);
    }
    void inLongAndOtherLanguages_data()
    {
        QTest::addColumn<int>("page");
        QTest::addColumn<QString>("language");
        for (int i = 0; i < specs().size(); ++i) {
            for (const char *language : {"de", "pseudo", "rtl"}) {
                QTest::newRow(qPrintable(specs()[i].id + u'-' + QString::fromLatin1(language)))
                    << i << QString::fromLatin1(language);
            }
        }
    }
    void inLongAndOtherLanguages()
    {
        QFETCH(int, page);
        QFETCH(QString, language);
        const Theme theme(ThemeChoice::Light);
        PseudoTranslator pseudo;
        std::unique_ptr<Language> german;
        if (language == QLatin1String("de")) {
            german = std::make_unique<Language>(QLocale(QLocale::German));
        } else {
            QCoreApplication::installTranslator(&pseudo);
        }
        QApplication::setLayoutDirection(language == QLatin1String("rtl") ? Qt::RightToLeft
                                                                          : Qt::LeftToRight);
        {
            Bench b;
            b.make(specs()[page], {1024 - kNavigation, 600});
            shoot(*b.page, specs()[page].id + u'-' + language);
            QCOMPARE(clippedWidgets(*b.page).join(u'\n'), QString());
            for (QTableView *view : b.page->findChildren<QTableView *>()) {
                for (int column = 0; column < view->horizontalHeader()->count(); ++column) {
                    if (!view->isColumnHidden(column)) {
                        QVERIFY(view->columnWidth(column) >=
                                view->horizontalHeader()->sectionSizeHint(column));
                    }
                }
            }
            if (language != QLatin1String("de")) {
                for (const QLabel *label : b.page->findChildren<QLabel *>()) {
                    const bool words =
                        label->isVisible() &&
                        label->text().contains(QRegularExpression(QStringLiteral("[a-zA-Z]{3}")));
                    QVERIFY2(!words || label->text().contains(u'['), qPrintable(label->text()));
                }
            }
        }
        QCoreApplication::removeTranslator(&pseudo);
        QApplication::setLayoutDirection(Qt::LeftToRight);
    }

private:
    static constexpr int kNavigation = 240;
};

EARSHOT_TEST(tst_listpages, TestListPages)
#include "tst_listpages.moc"
