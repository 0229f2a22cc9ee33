// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/sealedconsole.h"

#include "console/app/passwordpage.h"
#include "console/app/signinpage.h"
#include "console/app/workspace.h"
#include "console/net/sessionkeys.h"
#include "console/pages/administration/resetpassworddialog.h"
#include "console/pages/call/callview.h"
#include "console/pages/keys/recoverycodedialog.h"
#include "console/pages/keys/unlockkeysdialog.h"
#include "console/player/playerpanel.h"
#include "console/player/waveformview.h"
#include "tests/support/testmain.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QTest>

using namespace console;
using namespace tests;

namespace
{

const QString kOld = QStringLiteral("First");
const QString kNew = QStringLiteral("Second");
const QString kNotice = QStringLiteral("Only holders of the key");
const QString kOwnPassword = QStringLiteral("nine loud kettles at dawn");

/// How a task that is named so ended; empty = it goes on, or is none.
QString endOf(ConsoleLab &lab, const QString &name)
{
    const TaskModel &tasks = lab.window().workspace()->tasks();
    for (int row = 0; row < tasks.rowCount(); ++row) {
        const QModelIndex task = tasks.index(row, TaskModel::NameColumn);
        const auto state = static_cast<TaskState>(tasks.data(task, TaskModel::StateRole).toInt());
        if (tasks.data(task, Qt::DisplayRole).toString() == name && state != TaskState::Running) {
            const QModelIndex stage = tasks.index(row, TaskModel::StageColumn);
            return (state == TaskState::Done ? QStringLiteral("Done: ") : QStringLiteral("Not done: ")) +
                   tasks.data(stage, Qt::DisplayRole).toString();
        }
    }
    return {};
}

} // namespace

/// A key takes the place of another, its recordings are moved by a console and the recorder, and a user who
/// got a new password has his keys again: real recorder, real consoles. The functions are the steps of one
/// story, in order.
class TestConsoleRotation : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<SealedSite> m_site;
    QMap<QString, QByteArray> m_files; ///< as they were before the rotation
    QString m_code;                    ///< cleo's
    QString m_given;                   ///< the password that ada set for her

    ConsoleLab &ada() { return *m_site->ada; }
    ConsoleLab &other() { return *m_site->other; }
    /// Signs in anew and plays the call; empty = it was heard.
    QString hearsIt(ConsoleLab &lab, const char *login)
    {
        const QString problem = m_site->enter(lab, login);
        if (!problem.isEmpty()) {
            return problem;
        }
        return openTheCall(lab) == nullptr ? QStringLiteral("the call's page does not come") : playTones(lab);
    }
    /// Signs in anew; true = he is told that he holds no key of the call.
    bool isRefused(ConsoleLab &lab, const char *login)
    {
        CallView *call = m_site->enter(lab, login).isEmpty() ? openTheCall(lab) : nullptr;
        return call != nullptr && notices(*call, kNotice) &&
               call->player().waveform().playback().state() == PlaybackState::Empty;
    }
    QString holdersOf(const char *key)
    {
        return runSql(m_site->db.url(),
                      QStringLiteral("SELECT string_agg(u.login, ' ' ORDER BY u.login) FROM key_grants g "
                                     "JOIN users u ON u.id = g.user_id JOIN tenant_keys k ON k.id = g.key_id "
                                     "WHERE g.revoked_ms IS NULL AND k.name = '%1'")
                          .arg(QLatin1String(key)))
            .value(0);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_site = std::make_unique<SealedSite>();
        QCOMPARE(m_site->start(), QString());
    }
    void cleanupTestCase()
    {
        QCOMPARE(m_site->stop(), 0);
        m_site.reset();
    }

    void aCallIsSealedToTheFirstKey()
    {
        QCOMPARE(m_site->enter(ada(), "ada"), QString());
        QCOMPARE(addKey(ada(), kOld), QString());
        QCOMPARE(openKey(ada(), kOld), QString());
        QCOMPARE(activateKeyShown(ada()), QString());
        QCOMPARE(turnEncryptionOn(ada()), QString());
        QCOMPARE(m_site->placeCall(1), QString());
        for (const QString &name : m_site->recordings()) {
            m_files.insert(name, contentsOf(name));
        }
        QCOMPARE(m_files.size(), 3);
    }
    void aSecondHolderHearsIt()
    {
        QCOMPARE(m_site->enter(other(), "ben"), QString());
        QCOMPARE(grantKey(ada(), kOld, QStringLiteral("ben"), other().window().keys().ownWords()), QString());
        QCOMPARE(hearsIt(other(), "ben"), QString());
        QCOMPARE(holdersOf("First"), QStringLiteral("ada ben"));
    }
    void rotatingMovesTheRecordings()
    {
        QCOMPARE(openKey(ada(), kOld), QString());
        QCOMPARE(rotateKeyShown(ada(), kNew), QString());
        QCOMPARE(m_site->ask("SELECT a.vouching FROM key_activations a JOIN tenant_keys k ON k.id = a.key_id "
                             "WHERE k.active AND k.name = 'Second'"),
                 QStringLiteral("vouched"));
        const QString task = QStringLiteral("Move the recordings of the key First");
        QTRY_VERIFY_WITH_TIMEOUT(!endOf(ada(), task).isEmpty(), 15000);
        const QString end = endOf(ada(), task);
        QVERIFY2(end.startsWith(QLatin1String("Done: 3 ")), qPrintable(end));
        QCOMPARE(m_site->ask("SELECT count(*) FROM media_files m JOIN tenant_keys o ON o.id = m.key_id JOIN "
                             "tenant_keys n ON n.id = m.wrap_key_id WHERE o.name = 'First' AND n.name = "
                             "'Second'"),
                 QStringLiteral("3"));
        QCOMPARE(m_site->ask("SELECT count(*) FROM media_files"), QStringLiteral("3"));
        // What lies in the folder is not touched.
        QCOMPARE(m_site->recordings(), QStringList(m_files.keys()));
        for (auto file = m_files.cbegin(); file != m_files.cend(); ++file) {
            QVERIFY2(contentsOf(file.key()) == file.value(), qPrintable(file.key()));
        }
        // Who was granted the old one here has the new one, too.
        QCOMPARE(holdersOf("Second"), QStringLiteral("ada ben"));
    }
    void theCallStillPlays()
    {
        QCOMPARE(hearsIt(ada(), "ada"), QString());
        QCOMPARE(hearsIt(other(), "ben"), QString());
    }
    void whoHoldsTheNewKeyAloneHearsIt()
    {
        QVERIFY(isRefused(other(), "cleo"));
        QCOMPARE(grantKey(ada(), kNew, QStringLiteral("cleo"), other().window().keys().ownWords()),
                 QString());
        QCOMPARE(holdersOf("First"), QStringLiteral("ada ben"));
        QCOMPARE(hearsIt(other(), "cleo"), QString());
    }

    void sheMakesARecoveryCode()
    {
        other().window().workspace()->open(QStringLiteral("my-profile"));
        QCOMPARE(press(pageOf(other()), "make-code"), QString());
        QTRY_VERIFY_WITH_TIMEOUT(other().window().findChild<RecoveryCodeDialog *>() != nullptr, 15000);
        const QPointer<RecoveryCodeDialog> dialog = other().window().findChild<RecoveryCodeDialog *>();
        m_code = dialog->findChild<QLineEdit *>(QStringLiteral("code"))->text();
        QVERIFY(!m_code.isEmpty());
        dialog->findChild<QCheckBox *>(QStringLiteral("kept"))->setChecked(true);
        dialog->reject();
        QTRY_VERIFY(dialog.isNull());
    }
    void anAdministratorResetsHerPassword()
    {
        ada().window().workspace()->open(
            QStringLiteral("user"),
            {{QStringLiteral("id"), m_site->ask("SELECT id FROM users WHERE login = 'cleo'")}});
        QCOMPARE(press(pageOf(ada()), "reset-password"), QString());
        const QPointer<ResetPasswordDialog> dialog = ada().window().findChild<ResetPasswordDialog *>();
        QVERIFY(!dialog.isNull());
        QVERIFY(dialog->findChild<QCheckBox *>(QStringLiteral("must-change"))->isChecked());
        QCOMPARE(press(*dialog, "reset"), QString());
        const auto *given = dialog->findChild<QLineEdit *>(QStringLiteral("password"));
        QTRY_VERIFY_WITH_TIMEOUT(!given->text().isEmpty(), 15000);
        m_given = given->text();
        dialog->reject();
        QCOMPARE(m_site->ask("SELECT count(*) FROM user_keys k JOIN users u ON u.id = k.user_id WHERE "
                             "u.login = 'cleo' AND k.retired_ms IS NOT NULL"),
                 QStringLiteral("1"));
    }
    void sheChoosesOneOfHerOwn()
    {
        ConsoleLab &lab = other();
        lab.open();
        MainWindow &window = lab.window();
        window.connectTo(lab.servers().servers().first().key);
        const Connection &connection = window.connection();
        QVERIFY(comes([&] {
            return connection.state() == ConnectionState::SigningIn && !connection.signingIn() &&
                   window.shown() == window.signInPage();
        }));
        const auto fields = window.signInPage()->findChildren<QLineEdit *>();
        fields.value(0)->setText(QStringLiteral("cleo"));
        fields.value(1)->setText(m_given);
        QTest::keyClick(fields.value(1), Qt::Key_Return);
        QVERIFY2(comes([&] { return window.shown() == window.passwordPage(); }),
                 qPrintable(window.signInPage()->problem()));
        const auto next = window.passwordPage()->findChildren<QLineEdit *>();
        QCOMPARE(next.size(), 3);
        next[0]->setText(m_given);
        next[1]->setText(kOwnPassword);
        next[2]->setText(kOwnPassword);
        buttonOf(*window.passwordPage(), QStringLiteral("Change password"))->click();
        QVERIFY2(comes([&] { return window.workspace() != nullptr; }),
                 qPrintable(window.passwordPage()->problem()));
    }
    void theCodeOpensHerKeysAgain()
    {
        MainWindow &window = other().window();
        const auto asked = [&window] { return window.findChild<UnlockKeysDialog *>(); };
        QTRY_VERIFY_WITH_TIMEOUT(asked() != nullptr, 15000); // at once, by itself
        QCOMPARE(window.keys().state(), SessionKeys::State::WrongKey);
        asked()->reject(); // not now
        QTRY_VERIFY(asked() == nullptr);
        CallView *call = openTheCall(other());
        QVERIFY(call != nullptr);
        QVERIFY(notices(*call, QStringLiteral("your keys are locked")));
        QPushButton *open = buttonOf(*call, QStringLiteral("Open keys…"));
        QVERIFY(open != nullptr);
        open->click();
        const QPointer<UnlockKeysDialog> dialog = asked();
        QVERIFY(!dialog.isNull());
        dialog->findChild<QLineEdit *>(QStringLiteral("code"))->setText(m_code);
        QCOMPARE(press(*dialog, "go"), QString());
        QVERIFY2(comes([&dialog] { return dialog.isNull(); }),
                 qPrintable(dialog ? dialog->problem() : QString()));
        QCOMPARE(window.keys().state(), SessionKeys::State::Open);
        QCOMPARE(playTones(other()), QString()); // on the page that waited for it
        QCOMPARE(m_site->ask("SELECT count(*) FROM user_keys k JOIN users u ON u.id = k.user_id WHERE "
                             "u.login = 'cleo' AND k.retired_ms IS NULL"),
                 QStringLiteral("1"));
    }

    /// The entry for the old key stays in the file: who holds that one alone opens it still.
    void whoHoldsTheOldKeyAloneStillHearsIt()
    {
        QCOMPARE(revokeFrom(ada(), kNew, QStringLiteral("ben")), QString());
        QCOMPARE(holdersOf("Second"), QStringLiteral("ada cleo"));
        QCOMPARE(hearsIt(other(), "ben"), QString());
    }
    void whoLosesBothHearsNothing()
    {
        QCOMPARE(revokeFrom(ada(), kOld, QStringLiteral("ben")), QString());
        QVERIFY(isRefused(other(), "ben"));
        QCOMPARE(hearsIt(ada(), "ada"), QString());
    }
};

EARSHOT_TEST(tst_consolerotation, TestConsoleRotation)
#include "tst_consolerotation.moc"
