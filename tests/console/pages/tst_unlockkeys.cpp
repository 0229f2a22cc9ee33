// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/passwordrule.h"
#include "console/kit/passwordmeter.h"
#include "console/kit/statuschip.h"
#include "console/pages/keys/ownkeyssection.h"
#include "console/pages/keys/recoverycodedialog.h"
#include "console/pages/keys/unlockkeysdialog.h"
#include "tests/console/app/accessiblenames.h"
#include "tests/support/keyholder.h"
#include "tests/support/pagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;
using State = SessionKeys::State;

namespace
{

const QString kGet = QStringLiteral("OwnKeys/Get");

struct Bench {
    KeyHolder holder;
    QPointer<UnlockKeysDialog> dialog;

    void show()
    {
        dialog = new UnlockKeysDialog(*holder.keys);
        dialog->show();
    }
    ~Bench() { delete dialog.data(); }
    template <typename T>
    T &at(const char *name) const
    {
        return *dialog->findChild<T *>(QLatin1String(name));
    }
    void fill(const char *name, const QString &text) { at<QLineEdit>(name).setText(text); }
    void go() { at<QPushButton>("go").click(); }
};

} // namespace

class TestUnlockKeys : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sleepingKeysWantThePassword()
    {
        Bench bench;
        bench.holder.open();
        bench.holder.keys->sleep();
        bench.show();
        QCOMPARE(unnamedWidgets(*bench.dialog), QStringList());
        QVERIFY(!bench.at<QLineEdit>("code").isVisible());
        bench.go();
        QVERIFY(!bench.dialog->problem().isEmpty()); // nothing typed: nothing asked
        QCOMPARE(bench.holder.rpc.count(QStringLiteral("Session/Begin")), 0);
        bench.fill("password", QStringLiteral("secret"));
        bench.go();
        QVERIFY(bench.holder.rpc.reply(QStringLiteral("Session/Begin"), beginReply()));
        QTRY_VERIFY(bench.dialog.isNull());
        QCOMPARE(bench.holder.keys->state(), State::Open);
    }
    void aPasswordThatDoesNotOpenThemAsksForTheCode()
    {
        Bench bench;
        bench.holder.keys->begin(
            bench.holder.identity,
            {{}, common::SecretBytes::copyOf(QByteArray(32, 'z')), KeyHolder::parameters()});
        QVERIFY(bench.holder.rpc.reply(kGet, bench.holder.set));
        QTRY_COMPARE(bench.holder.keys->state(), State::WrongKey);
        bench.show();
        QVERIFY(bench.at<QLineEdit>("code").isVisible() && bench.at<QLineEdit>("password").isVisible());
        QVERIFY(!bench.at<QLineEdit>("passphrase").isVisible());
        saveShot(*bench.dialog, QStringLiteral("keys-recover"));
        bench.fill("code", QStringLiteral("not a code"));
        bench.go();
        QTRY_VERIFY(bench.dialog->problem().contains(QStringLiteral("not a recovery code")));
        bench.fill("code", QString());
        bench.fill("password", QStringLiteral("before"));
        bench.go();
        QVERIFY(bench.holder.rpc.reply(QStringLiteral("Session/Begin"), beginReply()));
        QTRY_COMPARE(bench.holder.rpc.count(QStringLiteral("OwnKeys/Put")), 1);
        // New keys only after it was said what they cost.
        bench.at<QPushButton>("other").setEnabled(true);
        bench.at<QPushButton>("other").click();
        bench.at<QPushButton>("go").setEnabled(true);
        bench.go();
        QVERIFY(bench.dialog->problem().contains(QStringLiteral("Tick")));
    }
    void whoSignsInElsewhereChoosesAPassphrase()
    {
        Bench bench;
        bench.holder.identity.authenticatedBy = QStringLiteral("single-sign-on");
        bench.holder.keys->begin(bench.holder.identity, {});
        QVERIFY(bench.holder.rpc.reply(kGet, v1::OwnKeySet()));
        bench.show();
        // What is asked of it is said before, and how good it is while it is typed.
        QVERIFY(bench.at<QLabel>("rule").isVisible());
        QVERIFY(bench.at<QLabel>("rule").text().contains(QString::number(common::kLeastPasswordLength)));
        auto &meter = *bench.dialog->findChild<PasswordMeter *>();
        QVERIFY(meter.isVisible());
        bench.fill("passphrase", QStringLiteral("annaanna"));
        QVERIFY(meter.text().contains(QStringLiteral("name or login"))); // his own
        bench.fill("passphrase", QStringLiteral("plinth otter cobalt verse mango drift"));
        QCOMPARE(meter.text(), QStringLiteral("Strong"));
        bench.fill("again", QStringLiteral("plinth otter"));
        QCOMPARE(bench.at<StatusChip>("match").role(), StatusRole::Inactive);
        bench.fill("again", QStringLiteral("plinth otter cobalt verse mango drift"));
        QCOMPARE(bench.at<StatusChip>("match").role(), StatusRole::Good);
        QTest::keyClicks(&bench.at<QLineEdit>("again"), QStringLiteral("A"), Qt::NoModifier);
        QVERIFY(bench.at<QLabel>("caps-lock").isVisible());
        bench.fill("again", {});
        bench.fill("passphrase", QStringLiteral("short"));
        bench.go();
        QVERIFY(bench.dialog->problem().contains(QStringLiteral("15")));
        bench.fill("passphrase", QStringLiteral("passwordpassword"));
        bench.go();
        QVERIFY(bench.dialog->problem().contains(QStringLiteral("first passwords")));
        bench.fill("passphrase", QStringLiteral("seven quiet herons"));
        bench.go();
        QVERIFY(bench.dialog->problem().contains(QStringLiteral("not the same")));
        bench.fill("again", QStringLiteral("seven quiet herons"));
        saveShot(*bench.dialog, QStringLiteral("keys-passphrase"));
        bench.go();
        QVERIFY(bench.holder.rpc.reply(QStringLiteral("Session/Begin"), beginReply()));
        QTRY_COMPARE_WITH_TIMEOUT(bench.holder.rpc.count(QStringLiteral("OwnKeys/Put")), 1, 30000);
    }
    void aSessionTakenUpAgainMakesNoKeys()
    {
        Bench bench;
        bench.holder.keys->begin(bench.holder.identity, {});
        QVERIFY(bench.holder.rpc.reply(kGet, v1::OwnKeySet()));
        bench.show();
        QVERIFY(!bench.at<QPushButton>("go").isVisible());
        QVERIFY(!bench.at<QLineEdit>("password").isVisible());
    }
    void theProfileShowsThem()
    {
        PageBench page;
        KeyHolder holder;
        page.keys = holder.keys.get();
        OwnKeysSection section(page.context());
        section.show();
        holder.open();
        QCOMPARE(section.findChild<QLabel *>(QStringLiteral("words"))->text(),
                 common::keyWords(holder.own.record.identity()));
        QVERIFY(
            section.findChild<QLabel *>(QStringLiteral("held"))->text().contains(QStringLiteral("Granted")));
        section.findChild<QPushButton *>(QStringLiteral("make-code"))->click();
        QVERIFY(holder.rpc.reply(QStringLiteral("OwnKeys/Put"), v1::OwnKeysKept()));
        auto *code = section.findChild<RecoveryCodeDialog *>();
        QVERIFY(code != nullptr && code->isVisible());
        QCOMPARE(code->findChild<QLineEdit *>(QStringLiteral("code"))->text().remove(QLatin1Char('-')).size(),
                 32);
        code->reject(); // it is shown only now: it stays until it is kept
        QVERIFY(code->isVisible());
        code->findChild<QCheckBox *>(QStringLiteral("kept"))->setChecked(true);
        code->reject();
        QVERIFY(!code->isVisible());
        section.findChild<QPushButton *>(QStringLiteral("lock-keys"))->click();
        QCOMPARE(holder.keys->state(), State::Asleep);
        QVERIFY(!section.findChild<QLabel *>(QStringLiteral("words"))->isVisible());
        section.findChild<QPushButton *>(QStringLiteral("open-keys"))->click();
        QCOMPARE(page.navigator.unlocks, 1);
    }
};

EARSHOT_TEST(tst_unlockkeys, TestUnlockKeys)
#include "tst_unlockkeys.moc"
