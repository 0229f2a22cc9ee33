// SPDX-License-Identifier: GPL-3.0-or-later
// An administrator gives somebody another password, or sends him a link.
#include "common/proto/passwordreset.pb.h"
#include "common/proto/signinways.pb.h"
#include "console/pages/administration/resetpassworddialog.h"
#include "console/pages/keys/confirmtaildialog.h"
#include "tests/console/pages/directorydata.h"
#include "tests/support/pagebench.h"
#include "tests/support/sessionreplies.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include <algorithm>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

class TestResetPassword : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPasswordIsResetAndShownOnce()
    {
        PageBench bench;
        common::UserRecord anna;
        anna.id = textId(0);
        anna.name = QStringLiteral("Anna");
        auto *dialog = new ResetPasswordDialog(bench.rpc, anna, quickSecret(), nullptr);
        dialog->open();
        // The tick says what is so, and cannot be taken away.
        auto *mustChange = dialog->findChild<QCheckBox *>(QStringLiteral("must-change"));
        QVERIFY(mustChange->isChecked() && !mustChange->isEnabled());
        const QString why = dialog->findChild<QLabel *>(QStringLiteral("why-must-change"))->text();
        QVERIFY2(why.contains(QStringLiteral("24 hours")), qPrintable(why));
        const auto *type = dialog->findChild<QLabel *>(QStringLiteral("type"));
        QVERIFY(type->isVisible());
        QCOMPARE(type->text(), QStringLiteral("Reset Password Type"));
        dialog->findChild<QPushButton *>(QStringLiteral("reset"))->click();
        v1::ResetParameters parameters;
        parameters.set_account_id(std::string(16, 'a'));
        parameters.set_server_id("018f0000-0000-7000-8000-000000000001");
        parameters.set_passes(3);
        parameters.set_memory_kib(65536);
        QVERIFY(bench.rpc.reply(QStringLiteral("Users/BeginReset"), parameters));
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("Users/ResetPassword")), 1);
        auto *shown = dialog->findChild<QLineEdit *>(QStringLiteral("password"));
        QVERIFY(!shown->isVisible()); // not before the server has it
        const auto sent = bench.rpc.request<v1::ResetPasswordRequest>(QStringLiteral("Users/ResetPassword"));
        QCOMPARE(sent.salt().size(), size_t{16});
        bench.rpc.reply(QStringLiteral("Users/ResetPassword"), v1::ResetPasswordReply());
        QVERIFY(shown->isVisible());
        QCOMPARE(shown->text().size(), 24);
        QVERIFY(!mustChange->isVisible() && !type->isVisible());
        const QString text = dialog->findChild<QLabel *>(QStringLiteral("text"))->text();
        QVERIFY2(text.contains(QStringLiteral("24 hours")), qPrintable(text));
        saveShot(*dialog, QStringLiteral("reset-password"));
        const QByteArray secret = QByteArray::fromStdString(sent.secret());
        QVERIFY(secret.startsWith(shown->text().toUtf8())); // the quick derivation begins with the password
        dialog->findChild<QPushButton *>(QStringLiteral("copy"))->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), shown->text());
        dialog->close();
        QVERIFY(makeOneTimePassword().value() != makeOneTimePassword().value());
    }
    /// Each key that nobody else opens is given up by its own tail, for a password and for a link.
    void theLastHolderOfAKeyIsResetKnowinglyOnly()
    {
        for (const bool byLink : {false, true}) {
            PageBench bench;
            common::UserRecord anna;
            anna.id = textId(0);
            anna.name = QStringLiteral("Anna");
            anna.email = QStringLiteral("anna@example.com");
            auto *dialog = new ResetPasswordDialog(bench.rpc, anna, quickSecret(), nullptr);
            dialog->open();
            v1::Ways ways;
            ways.set_reset_by_mail(byLink);
            QVERIFY(bench.rpc.reply(QStringLiteral("SignInWays/List"), ways));
            auto *go = dialog->findChild<QPushButton *>(QStringLiteral("reset"));
            go->click();
            const QString method =
                byLink ? QStringLiteral("PasswordReset/Send") : QStringLiteral("Users/ResetPassword");
            const auto derive = [&] {
                v1::ResetParameters parameters;
                parameters.set_account_id(std::string(16, 'a'));
                parameters.set_server_id("018f0000-0000-7000-8000-000000000001");
                return byLink || bench.rpc.reply(QStringLiteral("Users/BeginReset"), parameters);
            };
            const auto refuse = [&](char sign) {
                const QString hex = QString::fromLatin1(QByteArray(32, sign).toHex());
                return bench.rpc.fail(method, common::ErrorCode::Conflict, {},
                                      {{QStringLiteral("confirm"), QStringLiteral("last-holder")},
                                       {QStringLiteral("key"), hex.right(6)},
                                       {QStringLiteral("fingerprint"), hex}});
            };
            const auto question = [&] { return dialog->findChild<ConfirmTailDialog *>(); };
            const auto type = [&](const char *tail) {
                question()->findChild<QLineEdit *>(QStringLiteral("typed"))->setText(QLatin1String(tail));
                question()->findChild<QPushButton *>(QStringLiteral("confirmed"))->click();
            };
            QVERIFY(derive());
            QTRY_COMPARE(bench.rpc.count(method), 1);
            QVERIFY(refuse('\xab'));
            QVERIFY(question() != nullptr);
            const QList<QLabel *> words = question()->findChildren<QLabel *>();
            QVERIFY(std::any_of(words.begin(), words.end(),
                                [](const QLabel *label) { return label->text().contains(u"Anna is"); }));
            // Given up: nothing is sent, and it can be tried again.
            question()->reject();
            QTRY_VERIFY(question() == nullptr);
            QVERIFY(go->isEnabled());
            QCOMPARE(bench.rpc.count(method), 1);
            go->click();
            QVERIFY(derive());
            QTRY_COMPARE(bench.rpc.count(method), 2);
            QVERIFY(refuse('\xab'));
            type("000000");
            QCOMPARE(bench.rpc.count(method), 2);
            type("ABABAB");
            QVERIFY(derive());
            QTRY_COMPARE(bench.rpc.count(method), 3);
            QTRY_VERIFY(question() == nullptr);
            QVERIFY(refuse('\xcd')); // he alone opens another one, too
            QVERIFY(question() != nullptr);
            type("cdcdcd");
            QVERIFY(derive());
            QTRY_COMPARE(bench.rpc.count(method), 4);
            QStringList sent;
            const auto take = [&sent](const auto &request) {
                for (const std::string &tail : request.confirm()) {
                    sent.append(QString::fromStdString(tail));
                }
            };
            if (byLink) {
                take(bench.rpc.request<v1::SendLinkRequest>(method));
                QVERIFY(bench.rpc.reply(method, v1::SendLinkReply()));
            } else {
                take(bench.rpc.request<v1::ResetPasswordRequest>(method));
                QVERIFY(bench.rpc.reply(method, v1::ResetPasswordReply()));
            }
            QCOMPARE(sent, (QStringList{QStringLiteral("ababab"), QStringLiteral("cdcdcd")}));
            dialog->close();
        }
    }
};

EARSHOT_TEST(tst_resetpassword, TestResetPassword)
#include "tst_resetpassword.moc"
