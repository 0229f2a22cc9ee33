// SPDX-License-Identifier: GPL-3.0-or-later
// "Assign to user" of a call's page.
#include "common/proto/directory.pb.h"
#include "console/kit/editdialog.h"
#include "console/kit/referencebox.h"
#include "console/pages/call/assigndialog.h"
#include "tests/console/pages/callpagebench.h"
#include "tests/support/testmain.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QCheckBox>
#include <QCompleter>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QTemporaryDir>
#include <QTest>

using namespace console;
using namespace tests;
using common::ErrorCode;
namespace v1 = earshot::v1;

namespace
{

const QString kAssign = QStringLiteral("Calls/Assign");
const QString kUser = QStringLiteral("01890a5d-ac96-774b-bcce-b302099a8077");

EditDialog *openDialog()
{
    for (QWidget *window : QApplication::topLevelWidgets()) {
        if (auto *found = qobject_cast<EditDialog *>(window); found != nullptr && found->isVisible()) {
            return found;
        }
    }
    return nullptr;
}

struct Bench : CallPageBench {
    Bench() { identity.permissions.append(QStringLiteral("users.edit")); }
    QPushButton *button() const { return find<QPushButton>("assign"); }
    /// As somebody chooses a user in the dialog.
    void choose() const
    {
        openDialog()->form()->edit(QStringLiteral("user_id"),
                                   QVariant::fromValue(Reference{kUser, QStringLiteral("Roland Corry")}));
    }
    static void save() { openDialog()->findChild<QPushButton *>(QStringLiteral("save"))->click(); }
};

v1::AssignReply changed(int calls, bool more)
{
    v1::AssignReply reply;
    reply.set_changed(calls);
    reply.set_more(more);
    return reply;
}

} // namespace

class TestAssignCall : public QObject
{
    Q_OBJECT
    QTemporaryDir m_settings;
private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("earshot-test"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
    }

    void aPartyOfNobodyBecomesAUsers()
    {
        Bench bench;
        bench.openLoaded();
        QCOMPARE(bench.button()->text(), QStringLiteral("Assign to user"));
        QVERIFY(bench.button()->isEnabled());
        bench.button()->click();
        QTRY_VERIFY(openDialog() != nullptr);
        // The other party is a user already.
        const auto extensions = openDialog()->findChildren<QRadioButton *>();
        QCOMPARE(extensions.size(), 1);
        QCOMPARE(extensions.first()->text(), QStringLiteral("281558487"));
        QVERIFY(extensions.first()->isChecked());
        Bench::save(); // without a user nothing happens
        QCOMPARE(bench.rpc.count(kAssign), 0);
        bench.choose();
        Bench::save();
        const auto sent = bench.rpc.request<v1::AssignRequest>(kAssign);
        QCOMPARE(sent.id(), bench.stored.call.id.toString().toStdString());
        QCOMPARE(sent.position(), 0);
        QCOMPARE(sent.user_id(), kUser.toStdString());
        QVERIFY(!sent.similar());
        const int loads = bench.rpc.count(kGet);
        QVERIFY(bench.rpc.reply(kAssign, changed(1, false)));
        QTRY_VERIFY(openDialog() == nullptr);
        QCOMPARE(bench.navigator.notes.last(), QStringLiteral("1 call(s) assigned to Roland Corry."));
        QCOMPARE(bench.rpc.count(kGet), loads + 1); // the page shows whose it is
        bench.stored.segments[0].user = common::UserId::fromString(kUser);
        bench.stored.segments[0].userName = QStringLiteral("Roland Corry");
        QVERIFY(bench.rpc.reply(kGet, common::toWire(bench.stored)));
        QVERIFY(!bench.button()->isEnabled());
        QVERIFY(bench.button()->toolTip().contains(QStringLiteral("belongs to a user")));
    }

    void similarOnesAreAskedForUntilThereAreNoMore()
    {
        Bench bench;
        bench.openLoaded();
        bench.button()->click();
        QTRY_VERIFY(openDialog() != nullptr);
        bench.choose();
        auto *similar = openDialog()->findChild<QCheckBox *>(QStringLiteral("similar"));
        QVERIFY(similar != nullptr);
        QCOMPARE(similar->text(), QStringLiteral("Apply this rule to all similar calls"));
        similar->click();
        Bench::save();
        QVERIFY(bench.rpc.request<v1::AssignRequest>(kAssign).similar());
        QVERIFY(bench.rpc.reply(kAssign, changed(1001, true)));
        QCOMPARE(bench.rpc.count(kAssign), 2);
        QVERIFY(openDialog() != nullptr);
        QVERIFY(bench.rpc.reply(kAssign, changed(12, false)));
        QTRY_VERIFY(openDialog() == nullptr);
        QCOMPARE(bench.navigator.notes.last(), QStringLiteral("1013 call(s) assigned to Roland Corry."));
    }

    void whatIsRefusedStandsBesideItsField()
    {
        Bench bench;
        bench.openLoaded();
        bench.button()->click();
        QTRY_VERIFY(openDialog() != nullptr);
        bench.choose();
        Bench::save();
        QVERIFY(bench.rpc.fail(kAssign, ErrorCode::Conflict, {},
                               {{QStringLiteral("position"), QStringLiteral("owned")}}));
        QVERIFY(openDialog() != nullptr);
        QCOMPARE(openDialog()->form()->errors().value(QStringLiteral("position")),
                 QStringLiteral("It belongs to another user."));
        QVERIFY(openDialog()->form()->isDirty()); // who was chosen is still there
    }

    void eachNumberIsOfferedOnce()
    {
        common::StoredCall call = aStoredCall();
        call.segments[1].user.reset();
        call.segments.append(call.segments[1]); // put on hold by leaving and joining again
        common::Segment unknown = call.segments[1];
        unknown.party.number.clear();
        unknown.party.aor.clear();
        call.segments.append(unknown);
        const QList<FieldChoice> parties = unassignedParties(call);
        QCOMPARE(parties.size(), 2);
        QCOMPARE(parties[0].value.toInt(), 0);
        QCOMPARE(parties[1].value.toInt(), 1);
        QCOMPARE(parties[1].text, QStringLiteral("300 (Justin's phone)"));
    }

    void withoutThePermissionNothingIsAssigned()
    {
        CallPageBench bench;
        bench.openLoaded();
        const auto *button = bench.find<QPushButton>("assign");
        QVERIFY(!button->isEnabled());
        QVERIFY(button->toolTip().contains(QStringLiteral("Edit users")));
    }
};

EARSHOT_TEST(tst_assigncall, TestAssignCall)
#include "tst_assigncall.moc"
