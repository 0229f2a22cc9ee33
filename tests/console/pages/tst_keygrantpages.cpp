// SPDX-License-Identifier: GPL-3.0-or-later
// Granting a key, and taking it back.
#include "console/crud/listpage.h"
#include "console/kit/recordview.h"
#include "console/kit/statuschip.h"
#include "console/pages/keys/grantdialog.h"
#include "console/pages/keys/keyactions.h"
#include "console/pages/keys/keypages.h"
#include "console/pages/keys/keypins.h"
#include "tests/console/pages/keypagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

#include <QAction>
#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;
using common::ErrorCode;

namespace
{

const QUuid kBen = QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-0000000000bb"));
const QString kGrant = QStringLiteral("KeyGrants/Grant");

struct Bench : KeyPageBench {
    using KeyPageBench::KeyPageBench;

    KeyUserRow ben(int number = 2) const
    {
        return {kBen.toString(QUuid::WithoutBraces),
                QStringLiteral("Ben"),
                QStringLiteral("ben"),
                QStringLiteral("none"),
                TestKeys(kBen, number).record,
                0};
    }
};

} // namespace

class TestKeyGrantPages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whoIsGrantedToIsShownByWordsAndPinned()
    {
        Bench bench;
        bench.holder.open();
        const KeyUserRow ben = bench.ben();
        for (const char *expected : {"Seen for the first time", "Known"}) {
            GrantDialog dialog(bench.context(), bench.key(), {ben}, &bench.host);
            dialog.setAttribute(Qt::WA_DeleteOnClose, false);
            dialog.show();
            QCOMPARE(at<QLabel>(dialog, "words-ben").text(), common::keyWords(ben.record->identity()));
            bool told = false;
            for (const StatusChip *chip : dialog.findChildren<StatusChip *>()) {
                told = told || chip->word() == QLatin1String(expected);
            }
            QVERIFY2(told, expected);
            QVERIFY(!at<QCheckBox>(dialog, "compared").isVisible());
            at<QPushButton>(dialog, "grant").click();
            QTRY_VERIFY(bench.rpc.last(kGrant) != nullptr && bench.rpc.last(kGrant)->running);
            const auto grant = common::fromWire(bench.rpc.request<v1::KeyGrant>(kGrant));
            QVERIFY(grant && common::checkGrant(*grant, bench.holder.tenant.record, *ben.record,
                                                common::toUnixMs(bench.holder.clock.wall())));
            QVERIFY(bench.rpc.reply(kGrant, v1::KeyGranted()));
            QTRY_VERIFY(!dialog.isVisible());
        }
        // Other keys under his name: a server that passes off its own is noticed.
        GrantDialog dialog(bench.context(), bench.key(), {bench.ben(3)}, &bench.host);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        QVERIFY(at<QCheckBox>(dialog, "compared").isVisible());
        QVERIFY(!at<QPushButton>(dialog, "grant").isEnabled());
        QVERIFY(at<QLabel>(dialog, "words-ben").text().contains(common::keyWords(ben.record->identity())));
        saveShot(dialog, QStringLiteral("key-grant-changed"));
        at<QCheckBox>(dialog, "compared").setChecked(true);
        QVERIFY(at<QPushButton>(dialog, "grant").isEnabled());
    }
    /// Who is "authorised" the recorder says; only those whose words somebody has seen here follow unasked.
    void theNextKeyGoesToThoseWhoWereSeenHere()
    {
        Bench bench;
        const common::KeyRecord ben = *bench.ben().record; // keys are made anew each time
        bench.holder.open();
        const qint64 end = common::toUnixMs(bench.holder.clock.wall()) + 86'400'000;
        const QUuid planted = QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-0000000000ee"));
        v1::KeyUserList list;
        const auto add = [&list](const common::KeyRecord &record, const char *login, qint64 expiresMs) {
            v1::KeyUser *user = list.add_users();
            user->set_id(record.owner.toString(QUuid::WithoutBraces).toStdString());
            user->set_name(login);
            user->set_login(login);
            user->set_access("authorised");
            user->set_expires_ms(expiresMs);
            *user->mutable_record() = common::toWire(record);
        };
        add(bench.holder.own.record, "anna", 0);
        add(ben, "ben", end);
        add(TestKeys(planted, 3).record, "planted", 0);
        // Somebody put back the row of who was revoked from here.
        const TestKeys gone(QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-0000000000dd")), 3);
        add(gone.record, "gone", 0);
        KeyPins pins(bench.context().serverKey);
        pins.keep(ben);
        pins.keep(gone.record);
        revokeKey(bench.context(), bench.key(), {gone.record.owner.toString(QUuid::WithoutBraces)},
                  &bench.host, [](const common::Status &) {});
        QVERIFY(bench.rpc.reply(QStringLiteral("KeyGrants/Revoke"), v1::GrantsRevoked()));
        std::optional<std::pair<int, int>> ended;
        grantToHolders(bench.context(), bench.key(), bench.key(), &bench.host,
                       [&ended](int granted, int left) { ended = std::pair(granted, left); });
        QVERIFY(bench.rpc.reply(QStringLiteral("KeyGrants/List"), list));
        QTRY_COMPARE(bench.rpc.count(kGrant), 1);
        const auto grant = common::fromWire(bench.rpc.request<v1::KeyGrant>(kGrant));
        QVERIFY(grant);
        QCOMPARE(grant->grantee, kBen);
        QCOMPARE(grant->expiresMs, end); // not for longer than before
        QVERIFY(bench.rpc.reply(kGrant, v1::KeyGranted()));
        QTRY_VERIFY(ended.has_value());
        QCOMPARE(*ended, std::pair(1, 2));
        QCOMPARE(bench.rpc.count(kGrant), 1);
    }
    /// Signatures of a thousand people take a third of a second: not in the window's thread.
    void peoplesKeysAreCheckedInAnotherThread()
    {
        Bench bench;
        bench.holder.open();
        QVERIFY(keyUserMethods().readsLong);
        const std::unique_ptr<QWidget> users(keyUsersOf(bench.context(), bench.key(), false, nullptr));
        users->show();
        v1::KeyUserList list;
        const auto add = [&list](const QUuid &id, const common::KeyRecord &record) {
            v1::KeyUser *user = list.add_users();
            user->set_id(id.toString(QUuid::WithoutBraces).toStdString());
            user->set_name("Ben");
            user->set_access("none");
            *user->mutable_record() = common::toWire(record);
        };
        const common::KeyRecord good = *bench.ben().record;
        const QUuid other = QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-0000000000ee"));
        const QUuid third = QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-0000000000dd"));
        common::KeyRecord spoilt = TestKeys(third, 3).record;
        spoilt.signature[0] = static_cast<char>(spoilt.signature[0] ^ 1);
        add(other, good); // of somebody else
        add(third, spoilt);
        add(kBen, good);
        list.mutable_info()->set_total(3);
        QVERIFY(bench.rpc.reply(QStringLiteral("KeyGrants/List"), list));
        const auto &page = *users->findChild<ListPage *>();
        QCOMPARE(page.view().model()->rowCount(), 0); // not before the event loop has had its turn
        QTRY_COMPARE(page.view().model()->rowCount(), 3);
        const QAbstractItemModel *model = page.view().model();
        int words = -1;
        for (int column = 0; column < model->columnCount(); ++column) {
            const QString title = model->headerData(column, Qt::Horizontal).toString();
            words = title == QLatin1String("KEY WORDS") ? column : words;
        }
        QVERIFY(words >= 0);
        for (int row = 0; row < model->rowCount(); ++row) {
            const QString told = model->index(row, words).data().toString();
            QCOMPARE(told.isEmpty(), row < 2);
        }
    }
    void onlyWhatIsHeldIsGranted()
    {
        for (const bool held : {true, false}) {
            Bench bench(held);
            bench.holder.open();
            const std::unique_ptr<QWidget> users(keyUsersOf(bench.context(), bench.key(), false, nullptr));
            users->show();
            auto *grant = users->findChild<QAction *>(QStringLiteral("grant"));
            QVERIFY(grant != nullptr);
            v1::KeyUserList list;
            v1::KeyUser *user = list.add_users();
            user->set_id(kBen.toString(QUuid::WithoutBraces).toStdString());
            user->set_name("Ben");
            user->set_login("ben");
            user->set_access("none");
            *user->mutable_record() = common::toWire(*bench.ben().record);
            list.mutable_info()->set_total(1);
            QVERIFY(bench.rpc.reply(QStringLiteral("KeyGrants/List"), list));
            auto &page = *users->findChild<ListPage *>();
            QTRY_COMPARE(page.view().model()->rowCount(), 1);
            static_cast<RecordModelBase *>(page.view().model())->tick(0, true);
            QCOMPARE(grant->isEnabled(), held);
            if (!held) {
                QVERIFY(grant->toolTip().contains(QStringLiteral("only keys that you hold")));
            }
        }
    }
    void theLastHolderIsRevokedKnowinglyOnly()
    {
        Bench bench;
        std::optional<common::Status> ended;
        revokeKey(bench.context(), bench.key(), {QStringLiteral("u1")}, &bench.host,
                  [&ended](const common::Status &status) { ended = status; });
        const QString method = QStringLiteral("KeyGrants/Revoke");
        QVERIFY(bench.rpc.fail(method, ErrorCode::Conflict, {},
                               {{QStringLiteral("confirm"), QStringLiteral("last-holder")}}));
        QVERIFY(!ended);
        bench.confirm(bench.tail().toUpper());
        QCOMPARE(bench.rpc.request<v1::GrantsToRevoke>(method).confirm(), bench.tail().toStdString());
        QVERIFY(bench.rpc.reply(method, v1::GrantsRevoked()));
        QVERIFY(ended && *ended);
    }
};

EARSHOT_TEST(tst_keygrantpages, TestKeyGrantPages)
#include "tst_keygrantpages.moc"
