// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/recordcodec.h"
#include "console/kit/stateview.h"
#include "console/pages/settings/levelpage.h"
#include "console/pages/settings/settingspages.h"
#include "tests/console/pages/levelchoice.h"
#include "tests/support/pagebench.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QFrame>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTest>

using namespace console;
using namespace tests;
using common::FileFormat;

namespace
{
const QString kGet = QStringLiteral("Settings/GetFileFormat");
const QString kSet = QStringLiteral("Settings/SetFileFormat");

earshot::v1::FileFormatSetting setting(const FileFormat &format, bool inherited, int version)
{
    earshot::v1::FileFormatSetting wire;
    *wire.mutable_format() = common::toWire(format);
    wire.set_inherited(inherited);
    wire.set_version(version);
    return wire;
}
} // namespace

class TestFileFormat : public QObject
{
    Q_OBJECT
private:
    struct Bench : PageBench {
        std::unique_ptr<LevelPage> page;
        void make()
        {
            page.reset(qobject_cast<LevelPage *>(createFileFormat(context(), {}, nullptr)));
            page->resize(900, 700);
            page->show();
        }
        template <typename W>
        W *find(const char *name) const
        {
            return page->findChild<W *>(QString::fromLatin1(name));
        }
        /// In the present form: one that was replaced is still about to be deleted.
        template <typename W>
        W *field(const char *name) const
        {
            return page->form()->findChild<W *>(QString::fromLatin1(name));
        }
        earshot::v1::FileFormatChange sent() const
        {
            return rpc.request<earshot::v1::FileFormatChange>(kSet);
        }
    };

private Q_SLOTS:
    void aTenantMayHaveItsOwnOrTheSystems()
    {
        Bench b;
        b.make();
        QVERIFY(!b.rpc.request<earshot::v1::FileFormatRequest>(kGet).system());
        FileFormat format;
        format.mp3Bitrate = 32;
        b.rpc.reply(kGet, setting(format, true, 4));
        auto *inherited = b.field<QCheckBox>("inherited");
        QVERIFY(inherited->isChecked());
        QVERIFY(b.field<QRadioButton>("mp3Bitrate-32")->isChecked());
        QVERIFY(!b.field<QRadioButton>("mp3Bitrate-32")->isEnabled());
        inherited->click();
        b.field<QRadioButton>("container-1")->click(); // WAV
        QVERIFY(!b.field<QRadioButton>("mp3Bitrate-32")->isEnabled());
        b.field<QCheckBox>("agc")->click();
        b.field<QDoubleSpinBox>("agcMaxGain")->setValue(4.5);
        b.find<QPushButton>("save")->click();
        const auto sent = b.sent();
        QCOMPARE(sent.version(), 4);
        QVERIFY(!sent.inherit());
        QVERIFY(!sent.system());
        QCOMPARE(sent.format().container(), std::string("wav"));
        QVERIFY(sent.format().agc());
        QCOMPARE(sent.format().agc_max_gain(), 4.5);
        QCOMPARE(sent.format().mp3_bitrate(), 32);
        QVERIFY(!b.find<QPushButton>("save")->isEnabled()); // not twice
        b.rpc.reply(kSet, setting(*common::fromWire(sent.format()), false, 5));
        QCOMPARE(b.navigator.notes.size(), 1);
        QVERIFY(!b.page->form()->isDirty());
        b.field<QCheckBox>("plc")->click();
        b.find<QPushButton>("save")->click();
        QCOMPARE(b.sent().version(), 5);
    }
    void rootSetsTheSystemsDefault()
    {
        Bench b;
        b.identity.scope = QStringLiteral("unrestricted");
        b.make();
        QVERIFY(b.rpc.request<earshot::v1::FileFormatRequest>(kGet).system());
        b.rpc.reply(kGet, setting({}, false, 1));
        QVERIFY(b.field<QCheckBox>("inherited") == nullptr);
        b.field<QSpinBox>("mp3Quality")->setValue(2);
        b.find<QPushButton>("save")->click();
        QVERIFY(b.sent().system());
        QCOMPARE(b.sent().format().mp3_quality(), 2);
    }
    void rootSetsATenants()
    {
        Bench b;
        b.identity.scope = QStringLiteral("unrestricted");
        b.identity.permissions.append(QStringLiteral("tenants.view"));
        b.make();
        b.rpc.reply(kGet, setting({}, false, 1));
        chooseLevel(*b.page, b.rpc, 1);
        QCOMPARE(b.rpc.request<earshot::v1::FileFormatRequest>(kGet).tenant_id(), kNorthId);
        b.rpc.reply(kGet, setting({}, true, 0));
        b.field<QCheckBox>("inherited")->click();
        b.field<QSpinBox>("mp3Quality")->setValue(2);
        b.find<QPushButton>("save")->click();
        QVERIFY(!b.sent().system() && !b.sent().inherit());
        QCOMPARE(b.sent().tenant_id(), kNorthId);
        QCOMPARE(b.sent().version(), 0);
    }
    void aConflictShowsBothAndKeepsMine()
    {
        Bench b;
        b.make();
        b.rpc.reply(kGet, setting({}, false, 1));
        b.field<QSpinBox>("mp3Quality")->setValue(2);
        b.find<QPushButton>("save")->click();
        b.rpc.fail(kSet, common::ErrorCode::Conflict);
        FileFormat theirs;
        theirs.mp3Quality = 9;
        b.rpc.reply(kGet, setting(theirs, false, 7));
        QVERIFY(b.find<QFrame>("form-banner")->isVisible());
        QVERIFY(b.find<QLabel>("form-summary")->text().contains(u'9'));
        QCOMPARE(b.field<QSpinBox>("mp3Quality")->value(), 2);
        b.find<QPushButton>("conflict-overwrite")->click();
        QCOMPARE(b.sent().version(), 7);
        QCOMPARE(b.sent().format().mp3_quality(), 2);
        b.rpc.fail(kSet, common::ErrorCode::Conflict);
        theirs.mp3Quality = 8;
        b.rpc.reply(kGet, setting(theirs, false, 8));
        b.find<QPushButton>("conflict-reload")->click();
        QCOMPARE(b.field<QSpinBox>("mp3Quality")->value(), 8);
        QVERIFY(!b.page->form()->isDirty());
    }
    void aRefusedValueIsNamedAtItsField()
    {
        Bench b;
        b.make();
        b.rpc.reply(kGet, setting({}, false, 1));
        b.field<QCheckBox>("plc")->click();
        b.find<QPushButton>("save")->click();
        b.rpc.fail(kSet, common::ErrorCode::Invalid, {},
                   {{QStringLiteral("mp3Bitrate"), QStringLiteral("invalid")}});
        QVERIFY(b.find<QLabel>("mp3Bitrate-error")->isVisible());
    }
    void whoMayOnlyLookCannotSave()
    {
        Bench b;
        b.identity.permissions.removeAll(QStringLiteral("settings.edit"));
        b.make();
        b.rpc.reply(kGet, setting({}, false, 1));
        QVERIFY(!b.find<QPushButton>("save")->isEnabled());
        QVERIFY(!b.find<QPushButton>("save")->toolTip().isEmpty());
        QVERIFY(!b.field<QCheckBox>("agc")->isEnabled());
    }
    void withoutThePermissionItIsNotAskedFor()
    {
        Bench b;
        b.identity.permissions.clear();
        b.make();
        QCOMPARE(b.rpc.count(kGet), 0);
        QCOMPARE(b.page->findChild<StateView *>()->state(), StateView::State::Denied);
    }
    void aRefusalNamesThePermission()
    {
        Bench b;
        b.make();
        b.rpc.fail(kGet, common::ErrorCode::Denied);
        auto *states = b.page->findChild<StateView *>();
        QCOMPARE(states->state(), StateView::State::Denied);
        QVERIFY(states->isVisible());
        QVERIFY(states->text().contains(permissionWord(QStringLiteral("settings.view"))));
        b.page->refresh(); // a role may be given back
        b.rpc.reply(kGet, setting({}, false, 1));
        QVERIFY(b.page->form()->isVisible());
        b.rpc.setReady(false);
        b.rpc.setReady(true);
        b.rpc.fail(kGet, common::ErrorCode::Denied); // and taken again
        QVERIFY(!b.page->form()->isVisible());
        QCOMPARE(states->state(), StateView::State::Denied);
    }
    void whatIsTypedSurvivesALostConnection()
    {
        Bench b;
        b.make();
        b.rpc.reply(kGet, setting({}, false, 1));
        b.field<QCheckBox>("plc")->click();
        b.rpc.setReady(false);
        b.find<QPushButton>("save")->click();
        QCOMPARE(b.rpc.count(kSet), 0);
        QVERIFY(b.find<QFrame>("form-banner")->isVisible());
        b.rpc.setReady(true);
        QVERIFY(b.page->form()->isDirty());
        b.find<QPushButton>("save")->click();
        QCOMPARE(b.rpc.count(kSet), 1);
    }
    void aFailureToLoadCanBeTriedAgain()
    {
        Bench b;
        b.make();
        b.rpc.fail(kGet, common::ErrorCode::Unavailable);
        auto *states = b.page->findChild<StateView *>();
        QCOMPARE(states->state(), StateView::State::Error);
        states->findChild<QPushButton *>(QStringLiteral("state-action"))->click();
        b.rpc.reply(kGet, setting({}, false, 1));
        QVERIFY(b.page->form()->isVisible());
    }
    void leavingAsksOnlyWhenSomethingWasChanged()
    {
        Bench b;
        b.make();
        b.rpc.reply(kGet, setting({}, false, 1));
        QVERIFY(b.page->mayLeave());
        b.field<QCheckBox>("plc")->click();
        QVERIFY(!b.page->mayLeave());
        auto *question = b.find<QMessageBox>("discard-question");
        QVERIFY(question->isVisible());
        const QList<QAbstractButton *> buttons = question->buttons();
        for (QAbstractButton *button : buttons) {
            if (question->buttonRole(button) == QMessageBox::DestructiveRole) {
                button->click();
            }
        }
        QVERIFY(b.page->mayLeave());
    }
    void everythingHasAName()
    {
        Bench b;
        b.make();
        b.rpc.reply(kGet, setting({}, false, 1));
        QCOMPARE(namelessWidgets(*b.page).join(u'\n'), QString());
    }
};

EARSHOT_TEST(tst_fileformat, TestFileFormat)
#include "tst_fileformat.moc"
