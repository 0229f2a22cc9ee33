// SPDX-License-Identifier: GPL-3.0-or-later
// The highest level of the precedence, and the tenant's choice to leave it to that.
#include "console/crud/settingpage.h"
#include "console/pages/administration/administrationpages.h"
#include "tests/console/pages/directorypagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{

const QString kGet = QStringLiteral("Tenants/Get");
const QString kUpdate = QStringLiteral("Tenants/Update");

v1::Tenant systemItself()
{
    v1::Tenant system;
    system.set_id(idOf(790));
    system.set_name("System");
    system.set_time_zone("Europe/Berlin");
    system.set_default_recording("always");
    for (auto set : {&v1::Tenant::set_recording_seats, &v1::Tenant::set_screen_seats,
                     &v1::Tenant::set_evaluation_seats, &v1::Tenant::set_live_seats}) {
        (system.*set)(-1);
    }
    system.set_version(3);
    return system;
}

struct Bench : DirectoryPageBench {
    Bench()
    {
        identity.tenantId = textId(790);
        page.reset(createSystemDefaults(context(), {}, nullptr));
        page->resize(1040, 700);
        page->show();
        (void)QTest::qWaitForWindowExposed(page.get());
    }
    QRadioButton *rule(const char *code)
    {
        return find<QRadioButton>(QStringLiteral("default_recording-") + QLatin1String(code));
    }
};

} // namespace

class TestSystemDefaults : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theSystemIsReadAndSaved()
    {
        Bench bench;
        QCOMPARE(bench.rpc.request<v1::ObjectRef>(kGet).id(), idOf(790));
        QVERIFY(bench.rpc.reply(kGet, systemItself()));
        auto *zone = bench.find<QComboBox>(QStringLiteral("time_zone"));
        QCOMPARE(zone->currentData().toString(), QStringLiteral("Europe/Berlin"));
        QVERIFY(bench.rule("always")->isChecked());
        QVERIFY(bench.rule("default") == nullptr); // nothing is above it
        saveShot(*bench.page, QStringLiteral("system-defaults"));
        QCOMPARE(namelessWidgets(*bench.page), QStringList());
        QCOMPARE(clippedWidgets(*bench.page), QStringList());
        zone->setCurrentIndex(zone->findData(QStringLiteral("Asia/Tokyo")));
        bench.rule("on-demand")->click();
        bench.find<QPushButton>(QStringLiteral("save"))->click();
        v1::Tenant wanted = systemItself(); // all else stays
        wanted.set_time_zone("Asia/Tokyo");
        wanted.set_default_recording("on-demand");
        const auto sent = bench.rpc.request<v1::Tenant>(kUpdate);
        QCOMPARE(sent.id(), wanted.id());
        QCOMPARE(sent.name(), wanted.name());
        QCOMPARE(sent.time_zone(), wanted.time_zone());
        QCOMPARE(sent.default_recording(), wanted.default_recording());
        QCOMPARE(sent.recording_seats(), -1);
        QCOMPARE(sent.version(), 3);
        wanted.set_version(4);
        QVERIFY(bench.rpc.reply(kUpdate, wanted));
        QCOMPARE(bench.navigator.notes.last(), QStringLiteral("System defaults saved"));
    }
    void somebodyElseWasQuicker()
    {
        Bench bench;
        QVERIFY(bench.rpc.reply(kGet, systemItself()));
        bench.rule("never")->click();
        bench.find<QPushButton>(QStringLiteral("save"))->click();
        QVERIFY(bench.rpc.fail(kUpdate, common::ErrorCode::Conflict, {},
                               {{QStringLiteral("version"), QStringLiteral("changed")}}));
        v1::Tenant theirs = systemItself();
        theirs.set_version(8);
        theirs.set_language("de");
        QVERIFY(bench.rpc.reply(kGet, theirs));
        QVERIFY(bench.rule("never")->isChecked()); // what was typed stays
        bench.find<QPushButton>(QStringLiteral("conflict-overwrite"))->click();
        QCOMPARE(bench.rpc.request<v1::Tenant>(kUpdate).version(), 8);
    }
    void aTenantMayLeaveItToTheSystem()
    {
        DirectoryPageBench bench;
        bench.open(&createTenant, textId(701));
        v1::Tenant globex = tenant(1, "Globex");
        globex.set_default_recording("");
        QVERIFY(bench.rpc.reply(kGet, globex));
        QStringList texts;
        for (const QLabel *label : bench.page->findChildren<QLabel *>()) {
            texts.append(label->text());
        }
        QVERIFY2(texts.contains(QStringLiteral("Default")), qPrintable(texts.join(u'|')));
        bench.find<QPushButton>(QStringLiteral("edit"))->click();
        QVERIFY(bench.rpc.reply(kGet, globex));
        const auto rule = [&](const char *code) {
            return bench.dialog()->findChild<QRadioButton *>(QStringLiteral("default_recording-") +
                                                             QLatin1String(code));
        };
        QVERIFY(rule("default")->isChecked());
        rule("never")->click();
        auto *save = bench.dialog()->findChild<QPushButton *>(QStringLiteral("save"));
        save->click();
        QCOMPARE(bench.rpc.request<v1::Tenant>(kUpdate).default_recording(), std::string("never"));
        QVERIFY(bench.rpc.fail(kUpdate, common::ErrorCode::Conflict, {},
                               {{QStringLiteral("name"), QStringLiteral("taken")}}));
        rule("default")->click();
        save->click();
        QCOMPARE(bench.rpc.request<v1::Tenant>(kUpdate).default_recording(), std::string());
    }
};

EARSHOT_TEST(tst_systemdefaults, TestSystemDefaults)
#include "tst_systemdefaults.moc"
