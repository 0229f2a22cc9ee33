// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/certificatedialog.h"
#include "console/app/connectionbanner.h"
#include "console/app/connectionstrip.h"
#include "console/app/keylist.h"
#include "console/app/passwordpage.h"
#include "console/app/preferencesdialog.h"
#include "console/app/serverform.h"
#include "console/app/serverspage.h"
#include "console/app/signinpage.h"
#include "console/app/workspace.h"
#include "console/kit/passwordmeter.h"
#include "console/kit/statuschip.h"
#include "console/kit/theme.h"
#include "tests/console/app/accessiblenames.h"
#include "tests/console/app/consolebench.h"
#include "tests/support/testmain.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QImage>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QToolButton>
#include <QTreeWidget>

using namespace console;
using namespace std::chrono_literals;
using tests::ConsoleBench;
using State = ConnectionState;

namespace
{
QPushButton *buttonOf(const QWidget &root, const QString &text)
{
    for (QPushButton *button : root.findChildren<QPushButton *>()) {
        if (button->text() == text && button->isVisible()) {
            return button;
        }
    }
    return nullptr;
}

CertificateFacts facts(char byte)
{
    CertificateFacts made;
    made.sha256 = QByteArray(32, byte);
    made.subject = QStringLiteral("CN=rec.example.net");
    made.issuer = made.subject;
    made.validFrom = QDateTime(QDate(2026, 1, 1), QTime(0, 0));
    made.validUntil = QDateTime(QDate(2036, 1, 1), QTime(0, 0));
    return made;
}

QString allText(const QWidget &root)
{
    QString text;
    for (const QLabel *label : root.findChildren<QLabel *>()) {
        if (label->isVisible()) {
            text += label->text() + QLatin1Char('\n');
        }
    }
    return text;
}

tests::NotePage *note(const ConsoleBench &bench)
{
    return dynamic_cast<tests::NotePage *>(bench.window->workspace()->currentPage());
}
} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT
private:
    Theme m_theme{ThemeChoice::Light};
private Q_SLOTS:
    void looksInEveryTheme_data()
    {
        QTest::addColumn<int>("choice");
        QTest::addColumn<QString>("name");
        QTest::newRow("light") << static_cast<int>(ThemeChoice::Light) << "light";
        QTest::newRow("dark") << static_cast<int>(ThemeChoice::Dark) << "dark";
        QTest::newRow("high contrast") << static_cast<int>(ThemeChoice::HighContrast) << "contrast";
    }
    void looksInEveryTheme()
    {
        QFETCH(int, choice);
        QFETCH(QString, name);
        m_theme.setChoice(static_cast<ThemeChoice>(choice));
        ConsoleBench bench;
        bench.registry = PageRegistry::standard();
        bench.addServer(true);
        bench.open();
        QVERIFY(tests::saveScreenshot(*bench.window, QStringLiteral("servers-") + name));
        bench.window->connectTo(bench.servers.servers().first().key);
        bench.link->accept();
        QVERIFY(tests::saveScreenshot(*bench.window, QStringLiteral("sign-in-") + name));
        QVERIFY(
            bench.signIn({"calls.view", "calls.live", "calls.playback", "settings.view", "settings.edit"}));
        const auto task = bench.window->workspace()->tasks().start(
            {.name = QStringLiteral("Save call 101 to a.wav"), .server = {}, .stop = [] {}});
        bench.window->workspace()->tasks().progress(task, 0.4, QStringLiteral("Receiving"));
        bench.window->workspace()->toggleTasks();
        bench.link->breakOff();
        QTest::qWait(50); // layouts settle
        QVERIFY(tests::saveScreenshot(*bench.window, QStringLiteral("workspace-") + name));
        // The state is seen by its word, and the word by its contrast.
        const QPalette palette = bench.window->palette();
        QVERIFY(contrast(palette.color(QPalette::WindowText), palette.color(QPalette::Window)) >= 4.5);
        m_theme.setChoice(ThemeChoice::Light);
    }
    void firstStartShowsOnlyTheFormThatAddsAServer()
    {
        ConsoleBench bench;
        bench.open();
        QCOMPARE(bench.window->shown(), bench.window->serversPage());
        QVERIFY(bench.window->serversPage()->form()->isVisible());
        QVERIFY(!bench.window->serversPage()->list()->isVisible());
        QVERIFY(!buttonOf(*bench.window, QStringLiteral("Cancel"))); // there is nothing to go back to
        QCOMPARE(tests::unnamedWidgets(*bench.window), QStringList());
        QCOMPARE(tests::tabOrderFaults(*bench.window->serversPage()), QStringList());
        QTest::mouseClick(buttonOf(*bench.window, QStringLiteral("Connect")), Qt::LeftButton);
        QVERIFY(bench.window->serversPage()
                    ->form()
                    ->errorOf(QStringLiteral("host"))
                    .contains(QLatin1String("host name")));
        QVERIFY(bench.window->serversPage()->form()->errorOf(QStringLiteral("label")).isEmpty());
        QVERIFY(bench.servers.servers().isEmpty());
        QVERIFY(tests::saveScreenshot(*bench.window, QStringLiteral("add-server")));
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("rec.example.net"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(bench.servers.servers().size(), 1);
        QCOMPARE(bench.servers.servers().first().label, QStringLiteral("rec.example.net"));
        QVERIFY(bench.window->connection().state() == State::Connecting);
    }
    void enterCancelsTheCertificateDialogWhateverHasTheFocus_data()
    {
        QTest::addColumn<int>("tabs");
        QTest::addColumn<bool>("ticked");
        QTest::newRow("as it opens") << 0 << false;
        QTest::newRow("box ticked") << 0 << true;
        QTest::newRow("another focus") << 1 << true;
        QTest::newRow("a third focus") << 2 << true;
    }
    void enterCancelsTheCertificateDialogWhateverHasTheFocus()
    {
        QFETCH(int, tabs);
        QFETCH(bool, ticked);
        ConsoleBench bench;
        bench.addServer(false, {});
        bench.open();
        bench.window->connectTo(bench.servers.servers().first().key);
        bench.link->present(facts('a'));
        CertificateDialog *dialog = bench.window->certificateDialog();
        QVERIFY(dialog != nullptr && dialog->isVisible());
        const QString text = allText(*dialog);
        QVERIFY(text.contains(QLatin1String("rec.example.net:6089")));
        QVERIFY(text.contains(QLatin1String("61:61:61")));
        QVERIFY(text.contains(QLatin1String("CN=rec.example.net")));
        QVERIFY(text.contains(QLatin1String("36"))); // the year it is valid until
        QCOMPARE(tests::unnamedWidgets(*dialog), QStringList());
        if (tabs == 0 && !ticked) {
            QVERIFY(tests::saveScreenshot(*dialog, QStringLiteral("certificate-dialog")));
        }
        QPushButton *trust = buttonOf(*dialog, QStringLiteral("Trust and connect"));
        QVERIFY(!trust->isEnabled());
        dialog->findChild<QCheckBox *>()->setChecked(ticked);
        QCOMPARE(trust->isEnabled(), ticked);
        for (int i = 0; i < tabs; ++i) {
            QTest::keyClick(dialog->focusWidget(), Qt::Key_Tab);
        }
        QTest::keyClick(dialog->focusWidget(), Qt::Key_Return);
        QTRY_VERIFY(bench.window->connection().state() == State::Disconnected);
        QVERIFY(bench.servers.servers().first().pin.isEmpty());
        QCOMPARE(bench.link->opens.size(), 1);
    }
    void theFingerprintIsWholeWithLargeLetters()
    {
        const QFont before = QApplication::font();
        const auto restore = qScopeGuard([&before] { QApplication::setFont(before); });
        for (const double points : {9.0, 10.3, 12.0, 15.0}) {
            QFont large = before;
            large.setPointSizeF(points);
            QApplication::setFont(large);
            CertificateDialog dialog({}, facts('a'), nullptr);
            dialog.show();
            QVERIFY(QTest::qWaitForWindowExposed(&dialog));
            for (const QLabel *label : dialog.findChildren<QLabel *>()) {
                const int wanted =
                    label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height();
                QVERIFY2(label->isHidden() || label->height() >= wanted, qPrintable(label->text()));
            }
        }
    }
    void trustConnectsAndKeepsThePin()
    {
        ConsoleBench bench;
        bench.addServer(false, {});
        bench.open();
        bench.window->connectTo(bench.servers.servers().first().key);
        bench.link->present(facts('a'));
        CertificateDialog *dialog = bench.window->certificateDialog();
        dialog->findChild<QCheckBox *>()->setChecked(true);
        QTest::mouseClick(buttonOf(*dialog, QStringLiteral("Trust and connect")), Qt::LeftButton);
        QVERIFY(bench.window->certificateDialog() == nullptr);
        QCOMPARE(bench.servers.servers().first().pin, QByteArray(32, 'a'));
        bench.link->accept();
        QVERIFY(bench.window->connection().state() == State::SigningIn);
        QCOMPARE(bench.window->shown(), bench.window->signInPage());
    }
    void changedCertificateStopsWithBothValues()
    {
        ConsoleBench bench;
        bench.addServer();
        bench.open();
        bench.window->connectTo(bench.servers.servers().first().key);
        bench.link->present(facts('e'));
        const QString text = allText(*bench.window->shown());
        const auto trusted = text.indexOf(QLatin1String("70:70:70"));
        const auto shownNow = text.indexOf(QLatin1String("65:65:65"));
        QVERIFY(trusted >= 0 && shownNow > trusted);
        QVERIFY(text.mid(trusted, shownNow - trusted).contains(QLatin1Char('\n')));
        QVERIFY(tests::saveScreenshot(*bench.window, QStringLiteral("certificate-changed")));
        QTest::keyClick(bench.window->focusWidget(), Qt::Key_Return);
        QCOMPARE(bench.link->opens.size(), 1);
        QCOMPARE(bench.servers.servers().first().pin, QByteArray(32, 'p'));
        QCOMPARE(bench.window->shown(), bench.window->serversPage());
    }
    void signInTellsWhatIsMissingAndWhatIsWrong()
    {
        ConsoleBench bench;
        bench.addServer();
        bench.open();
        bench.window->connectTo(bench.servers.servers().first().key);
        bench.link->accept();
        QCOMPARE(bench.window->shown(), bench.window->signInPage());
        QCOMPARE(tests::unnamedWidgets(*bench.window), QStringList());
        QCOMPARE(tests::tabOrderFaults(*bench.window->signInPage()), QStringList());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QVERIFY(allText(*bench.window).contains(QLatin1String("Enter your password.")));
        QCOMPARE(bench.link->opens.size(), 1); // nothing was sent
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("root"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("A"), Qt::NoModifier);
        QVERIFY(allText(*bench.window).contains(QLatin1String("Caps Lock is on.")));
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("b"));
        QVERIFY(!allText(*bench.window).contains(QLatin1String("Caps Lock is on.")));
        QVERIFY(tests::saveScreenshot(*bench.window, QStringLiteral("sign-in")));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        bench.link->accept();
        bench.link->rpc.reply(QStringLiteral("Session/Begin"), tests::beginReply());
        QTRY_COMPARE(bench.link->rpc.count(QStringLiteral("Session/SignIn")), 1);
        bench.link->rpc.fail(QStringLiteral("Session/SignIn"), common::ErrorCode::Denied);
        QCOMPARE(bench.window->signInPage()->problem(),
                 QStringLiteral("The login or the password is not right."));
        QVERIFY(bench.signIn());
        QVERIFY(bench.window->workspace() != nullptr);
    }
    void onlyProductionSaysSo()
    {
        for (const bool production : {true, false}) {
            ConsoleBench bench;
            bench.addServer(production);
            bench.open();
            QVERIFY(bench.signIn());
            QCOMPARE(bench.window->windowTitle().contains(QLatin1String("PRODUCTION")), production);
            QCOMPARE(bench.window->findChild<QLabel *>(QStringLiteral("production"))->isVisible(),
                     production);
            QVERIFY(bench.window->windowTitle().contains(QLatin1String("Live")));
        }
    }
    void lossShowsABannerAndKeepsTheForm()
    {
        ConsoleBench bench;
        bench.addServer(true);
        bench.open();
        QVERIFY(bench.signIn());
        QVERIFY(note(bench) != nullptr);
        note(bench)->text->setText(QStringLiteral("half a sentence"));
        const QWidget *page = note(bench);
        bench.link->breakOff();
        auto *banner = bench.window->findChild<ConnectionBanner *>();
        QVERIFY(banner->isVisible());
        QVERIFY(banner->text().contains(QLatin1String("retrying in 1 s")));
        QVERIFY(QApplication::activeModalWidget() == nullptr);
        QCOMPARE(bench.window->workspace()->currentPage(), page);
        QVERIFY(tests::saveScreenshot(*bench.window, QStringLiteral("connection-lost")));
        bench.clock.advance(1s);
        bench.window->connection().poll();
        QVERIFY(banner->text().contains(QLatin1String("connecting")));
        bench.link->breakOff();
        QVERIFY(banner->text().contains(QLatin1String("retrying in 2 s")));
        QTest::mouseClick(buttonOf(*banner, QStringLiteral("Retry now")), Qt::LeftButton);
        bench.link->accept();
        bench.link->rpc.reply(QStringLiteral("Session/Resume"), tests::signInReply(""));
        QVERIFY(!banner->isVisible());
        QCOMPARE(note(bench)->text->text(), QStringLiteral("half a sentence"));
    }
    void endedSessionAsksAgainAndKeepsTheForm()
    {
        ConsoleBench bench;
        bench.addServer();
        bench.open();
        QVERIFY(bench.signIn());
        note(bench)->text->setText(QStringLiteral("half a sentence"));
        bench.link->breakOff(QStringLiteral("signed-out"));
        QCOMPARE(bench.window->shown(), bench.window->signInPage());
        QVERIFY(allText(*bench.window).contains(QLatin1String("session has ended")));
        QVERIFY(bench.signIn());
        QCOMPARE(bench.window->shown(), bench.window->workspace());
        QCOMPARE(note(bench)->text->text(), QStringLiteral("half a sentence"));
        // Another person sees nothing of it.
        bench.window->connection().lock();
        QVERIFY(allText(*bench.window).contains(QLatin1String("locked")));
        QVERIFY(bench.signIn({"calls.view"}, "ben"));
        QVERIFY(note(bench)->text->text().isEmpty());
    }
    void aPasswordThatMustBeChangedComesFirst()
    {
        ConsoleBench bench;
        bench.addServer();
        bench.open();
        QVERIFY(bench.signIn({"calls.view"}, "root", true));
        PasswordPage *page = bench.window->passwordPage();
        QCOMPARE(bench.window->shown(), page);
        QVERIFY(bench.window->workspace() == nullptr);
        QCOMPARE(tests::unnamedWidgets(*bench.window), QStringList());
        QCOMPARE(tests::tabOrderFaults(*page), QStringList());
        const auto fields = page->findChildren<QLineEdit *>();
        QCOMPARE(fields.size(), 3);
        fields[0]->setText(QStringLiteral("old password"));
        fields[1]->setText(QStringLiteral("short"));
        QTest::mouseClick(buttonOf(*page, QStringLiteral("Change password")), Qt::LeftButton);
        QVERIFY(page->errorOf(QStringLiteral("password")).contains(QLatin1String("15")));
        const auto *meter = page->findChild<PasswordMeter *>();
        fields[1]->setText(QStringLiteral("rootrootroot"));
        QVERIFY(meter->text().contains(QLatin1String("name or login")));
        fields[1]->setText(QStringLiteral("rootrootrootroot"));
        QTest::mouseClick(buttonOf(*page, QStringLiteral("Change password")), Qt::LeftButton);
        QVERIFY(page->errorOf(QStringLiteral("password")).contains(QLatin1String("first passwords")));
        fields[1]->setText(QStringLiteral("plinth otter cobalt verse"));
        QCOMPARE(meter->text(), QStringLiteral("Strong"));
        fields[2]->setText(QStringLiteral("plinth"));
        const auto *match = page->findChild<StatusChip *>(QStringLiteral("match"));
        QCOMPARE(match->role(), StatusRole::Inactive);
        QTest::mouseClick(buttonOf(*page, QStringLiteral("Change password")), Qt::LeftButton);
        QVERIFY(!page->errorOf(QStringLiteral("again")).isEmpty());
        QVERIFY(tests::saveScreenshot(*bench.window, QStringLiteral("change-password")));
        fields[2]->setText(fields[1]->text());
        QCOMPARE(match->role(), StatusRole::Good);
        QTest::keyClicks(fields[0], QStringLiteral("A"), Qt::NoModifier);
        QVERIFY(page->findChild<QLabel *>(QStringLiteral("caps-lock"))->isVisible());
        QTest::mouseClick(buttonOf(*page, QStringLiteral("Change password")), Qt::LeftButton);
        bench.link->rpc.reply(QStringLiteral("Session/Begin"), tests::beginReply());
        QTRY_COMPARE(bench.link->rpc.count(QStringLiteral("Session/ChangePassword")), 1);
        bench.link->rpc.fail(
            QStringLiteral("Session/ChangePassword"), common::ErrorCode::Denied, {},
            {{QStringLiteral("secret"), QStringLiteral("wrong")}}); // as the recorder says it
        QVERIFY(!page->errorOf(QStringLiteral("present")).isEmpty());
        QTest::mouseClick(buttonOf(*page, QStringLiteral("Change password")), Qt::LeftButton);
        bench.link->rpc.reply(QStringLiteral("Session/Begin"), tests::beginReply());
        QTRY_COMPARE(bench.link->rpc.count(QStringLiteral("Session/ChangePassword")), 2);
        bench.link->rpc.reply(QStringLiteral("Session/ChangePassword"), earshot::v1::ChangePasswordReply());
        QCOMPARE(bench.window->shown(), bench.window->workspace());
        for (const QLineEdit *field : fields) {
            QVERIFY(field->text().isEmpty());
        }
    }
    void signOutEndsOnTheListOfServers()
    {
        ConsoleBench bench;
        bench.addServer();
        bench.open();
        QVERIFY(bench.signIn());
        bench.window->connection().signOut();
        bench.link->rpc.reply(QStringLiteral("Session/SignOut"), earshot::v1::SignOutReply());
        QCOMPARE(bench.window->shown(), bench.window->serversPage());
        QVERIFY(bench.window->workspace() == nullptr);
        QVERIFY(tests::saveScreenshot(*bench.window, QStringLiteral("servers")));
        QCOMPARE(tests::unnamedWidgets(*bench.window), QStringList());
        QCOMPARE(tests::untitledColumns(*bench.window), QStringList());
    }
    void unreachableServerIsToldInWords()
    {
        ConsoleBench bench;
        bench.addServer();
        bench.open();
        bench.window->connectTo(bench.servers.servers().first().key);
        bench.link->breakOff();
        QCOMPARE(bench.window->shown(), bench.window->serversPage());
        QVERIFY(bench.window->serversPage()
                    ->findChild<QLabel *>(QStringLiteral("problem"))
                    ->text()
                    .contains(QLatin1String("Live")));
    }
    void linksOpenAfterTheSignIn()
    {
        ConsoleBench bench;
        bench.addServer();
        bench.open();
        const DeepLink link = *deepLinkFrom(QStringLiteral("earshot://rec.example.net/call/0189?t=83"));
        QVERIFY(bench.window->openLink(link));
        bench.link->accept();
        QVERIFY(bench.signIn());
        QCOMPARE(bench.window->workspace()->currentPlace().pageId, QStringLiteral("call"));
        QCOMPARE(bench.window->workspace()->currentPlace().arguments.value(QStringLiteral("t")).toInt(), 83);
        QVERIFY(!bench.window->openLink(*deepLinkFrom(QStringLiteral("earshot://elsewhere/call/1"))));
        // A page without permission is named, and nothing else happens.
        QVERIFY(bench.window->openLink(*deepLinkFrom(QStringLiteral("earshot://rec.example.net/targets"))));
        QCOMPARE(bench.window->workspace()->currentPlace().pageId, QStringLiteral("call"));
        QVERIFY(allText(*bench.window).contains(QLatin1String("permission")));
        QTest::keyClick(bench.window.get(), Qt::Key_L, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 QStringLiteral("earshot://rec.example.net/call/0189?t=83"));
        bench.window->workspace()->copyLink({{QStringLiteral("t"), QStringLiteral("12.5")}});
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 QStringLiteral("earshot://rec.example.net/call/0189?t=12.5"));
    }
    void keysOfTheWindow()
    {
        ConsoleBench bench;
        bench.addServer();
        bench.open();
        QVERIFY(bench.signIn());
        QWidget *window = bench.window.get();
        QTest::keyClick(window, Qt::Key_F5);
        QCOMPARE(note(bench)->refreshed, 1);
        QTest::keyClick(window, Qt::Key_F, Qt::ControlModifier);
        QCOMPARE(note(bench)->filtered, 1);
        QTest::keyClick(window, Qt::Key_F1);
        QVERIFY(window->findChild<KeyList *>() != nullptr);
        window->findChild<KeyList *>()->close();
        // From a field to the message at the bottom, and its Undo.
        int undone = 0;
        bench.window->workspace()->notify(QStringLiteral("Deleted"), [&undone] { ++undone; });
        bench.window->activateWindow();
        note(bench)->text->setFocus();
        QTest::keyClick(note(bench)->text, Qt::Key_F8);
        QTRY_COMPARE(QApplication::focusWidget(), window->findChild<QToolButton *>(QStringLiteral("undo")));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QCOMPARE(undone, 1);
        QTest::keyClick(window, Qt::Key_Comma, Qt::ControlModifier);
        auto *preferences = window->findChild<PreferencesDialog *>();
        QVERIFY(preferences != nullptr);
        QCOMPARE(tests::unnamedWidgets(*preferences), QStringList());
        QVERIFY(tests::saveScreenshot(*preferences, QStringLiteral("preferences")));
        preferences->close();
        // A question mark that somebody types is his.
        note(bench)->text->setFocus();
        QTest::keyClick(note(bench)->text, Qt::Key_Question, Qt::ShiftModifier);
        QCOMPARE(note(bench)->text->text(), QStringLiteral("?"));
    }
    void theFirstChangeOnProductionIsAskedFor()
    {
        ConsoleBench bench;
        ServerEntry entry = bench.addServer(true);
        entry.confirmWrites = true;
        QVERIFY(bench.servers.update(entry));
        bench.open();
        QVERIFY(bench.signIn());
        const auto answer = [&bench](QMessageBox::ButtonRole role) {
            bench.window->connection().start(QStringLiteral("earshot.v1.Settings/SetFileFormat"), {},
                                             bench.window.get(), {});
            const bool asked = QTest::qWaitFor([&bench] {
                return bench.window->findChild<QMessageBox *>(QStringLiteral("first-write")) != nullptr;
            });
            if (!asked) {
                return false;
            }
            auto *question = bench.window->findChild<QMessageBox *>(QStringLiteral("first-write"));
            QAbstractButton *safe = question->defaultButton();
            (void)tests::saveScreenshot(*question, QStringLiteral("first-write"));
            for (QAbstractButton *button : question->buttons()) {
                if (question->buttonRole(button) == role) {
                    button->click();
                }
            }
            return safe != nullptr && QTest::qWaitFor([&bench] {
                       return bench.window->findChild<QMessageBox *>(QStringLiteral("first-write")) ==
                              nullptr;
                   });
        };
        const QString sent = QStringLiteral("Settings/SetFileFormat");
        QVERIFY(answer(QMessageBox::RejectRole));
        QCOMPARE(bench.link->rpc.count(sent), 0);
        QVERIFY(answer(QMessageBox::AcceptRole));
        QCOMPARE(bench.link->rpc.count(sent), 1);
    }
    void productionCanBeReadWithoutColour()
    {
        ConsoleBench bench;
        bench.addServer(true);
        bench.open();
        QVERIFY(bench.signIn());
        auto *label = bench.window->findChild<QLabel *>(QStringLiteral("production"));
        const QImage grey =
            bench.window->grab(QRect(label->mapTo(bench.window.get(), QPoint()), label->size()))
                .toImage()
                .convertToFormat(QImage::Format_Grayscale8);
        int darkest = 255;
        int lightest = 0;
        for (int y = 0; y < grey.height(); ++y) {
            for (int x = 0; x < grey.width(); ++x) {
                darkest = std::min(darkest, qGray(grey.pixel(x, y)));
                lightest = std::max(lightest, qGray(grey.pixel(x, y)));
            }
        }
        QVERIFY2(lightest - darkest > 180, qPrintable(QStringLiteral("%1..%2").arg(darkest).arg(lightest)));
        const QImage wide =
            bench.window
                ->grab(QRect(label->mapTo(bench.window.get(), QPoint(2, label->height() / 2)), QSize(1, 1)))
                .toImage();
        QVERIFY(qGray(wide.pixel(0, 0)) < 80); // the ground is the dark one here, unlike that of the strip
    }
    void aPageThatAsksKeepsTheSession()
    {
        ConsoleBench bench;
        bench.addServer();
        bench.open();
        QVERIFY(bench.signIn());
        auto *strip = bench.window->findChild<ConnectionStrip *>();
        note(bench)->leave = false;
        Q_EMIT strip->signOutRequested();
        QCOMPARE(bench.link->rpc.count(QStringLiteral("Session/SignOut")), 0);
        QVERIFY(bench.window->connection().isReady());
        note(bench)->leave = true;
        Q_EMIT strip->signOutRequested();
        QCOMPARE(bench.link->rpc.count(QStringLiteral("Session/SignOut")), 1);
    }
    void aPageThatAsksKeepsTheWindowOpen()
    {
        ConsoleBench bench;
        bench.addServer();
        bench.open();
        QVERIFY(bench.signIn());
        note(bench)->leave = false;
        bench.window->close();
        QVERIFY(bench.window->isVisible());
        note(bench)->leave = true;
        bench.window->close();
        QVERIFY(!bench.window->isVisible());
        QVERIFY(!bench.preferences.layout(QStringLiteral("window")).isEmpty());
    }
};

EARSHOT_TEST(tst_mainwindow, TestMainWindow)
#include "tst_mainwindow.moc"
