// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/languageswitch.h"

#include "console/app/passwordpage.h"
#include "console/app/preferencesdialog.h"
#include "console/app/serverspage.h"
#include "console/app/workspace.h"
#include "console/kit/recordform.h"
#include "tests/console/app/consolebench.h"
#include "tests/support/testmain.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QMessageBox>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>

using namespace console;
using tests::ConsoleBench;

namespace
{

struct Note {
    QString text;
    bool operator==(const Note &) const = default;
};

/// A page with a form, as those that are edited in place.
PageSpec formPage()
{
    PageSpec page = tests::notePage("form", "recordings", "Form", "calls.view");
    page.create = [](const PageContext &, const QVariantMap &, QWidget *parent) -> QWidget * {
        std::vector<Field<Note>> fields{
            field(&Note::text, {.key = QStringLiteral("text"), .label = QStringLiteral("Text")})};
        auto *host = new QWidget(parent);
        auto *column = new QVBoxLayout(host);
        column->addWidget(new RecordForm<Note>(std::move(fields), host));
        return host;
    };
    return page;
}

bool hasButton(const QWidget &root, const char *text)
{
    const auto buttons = root.findChildren<QAbstractButton *>();
    return std::any_of(buttons.begin(), buttons.end(), [text](const QAbstractButton *button) {
        return button->text() == QString::fromUtf8(text);
    });
}

struct LanguageBench : ConsoleBench {
    std::unique_ptr<MainWindow> first; ///< when there are two
    LanguageSwitch language{preferences, [this] {
                                QList<MainWindow *> windows;
                                for (MainWindow *each : {first.get(), window.get()}) {
                                    if (each != nullptr) {
                                        windows.append(each);
                                    }
                                }
                                return windows;
                            }};

    LanguageBench()
    {
        registry =
            PageRegistry(registry.areas(),
                         {tests::notePage("all-calls", "recordings", "All Calls", "calls.view"), formPage()});
        addServer();
        open();
    }
    void choose(const char *wanted) { preferences.setLanguage(QString::fromLatin1(wanted)); }
    QMessageBox *question() const { return questionIn(*window); }
    static QMessageBox *questionIn(const MainWindow &asked)
    {
        return asked.findChild<QMessageBox *>(QStringLiteral("discard-question"));
    }
    void answer(const MainWindow &asked, const char *button) const
    {
        QTest::mouseClick(questionIn(asked)->findChild<QAbstractButton *>(QString::fromLatin1(button)),
                          Qt::LeftButton);
    }
    QLineEdit *text() const { return textIn(*window); }
    static QLineEdit *textIn(const MainWindow &shown)
    {
        return shown.workspace()->currentPage()->findChild<QLineEdit *>(QStringLiteral("text"));
    }
    /// Signed in twice; something is typed in each window.
    bool openTwoAndType()
    {
        if (!signIn()) {
            return false;
        }
        first = std::move(window);
        open();
        if (!signIn()) {
            return false;
        }
        for (MainWindow *each : {first.get(), window.get()}) {
            each->workspace()->open(QStringLiteral("form"));
            QTest::keyClicks(textIn(*each), QStringLiteral("half a sentence"));
        }
        return first->hasUnsaved() && window->hasUnsaved();
    }
};

QLocale::Language now()
{
    return QLocale().language();
}

} // namespace

class TestLanguageSwitch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anOpenWindowChangesAtOnce()
    {
        LanguageBench bench;
        QVERIFY(bench.signIn());
        Workspace *workspace = bench.window->workspace();
        workspace->open(QStringLiteral("form"));
        workspace->tasks().start({.name = QStringLiteral("Save a.wav"), .server = {}, .stop = [] {}});
        QVERIFY(hasButton(*bench.window, "Tasks (1)"));
        const QWidget *before = workspace->currentPage();
        const int signIns = bench.link->rpc.count(QStringLiteral("Session/SignIn"));
        bench.choose("de");
        QTRY_VERIFY(hasButton(*bench.window, "Aufgaben (1)"));
        QVERIFY(!hasButton(*bench.window, "Tasks (1)"));
        QCOMPARE(now(), QLocale::German);
        QCOMPARE(bench.window->locale().language(), QLocale::German);
        // The same session, the same place, the same way back, the same task; another page.
        QVERIFY(bench.window->connection().isReady());
        QCOMPARE(bench.link->rpc.count(QStringLiteral("Session/SignIn")), signIns);
        QCOMPARE(bench.window->workspace(), workspace);
        QCOMPARE(bench.window->shown(), workspace);
        QCOMPARE(workspace->currentPlace().pageId, QStringLiteral("form"));
        QVERIFY(workspace->currentPage() != before);
        QCOMPARE(workspace->tasks().running(), 1);
        workspace->back();
        QCOMPARE(workspace->currentPlace().pageId, QStringLiteral("all-calls"));
        QTRY_VERIFY(workspace->currentPage()->isVisible());
        bench.choose("en");
        QTRY_VERIFY(hasButton(*bench.window, "Tasks (1)"));
        QCOMPARE(now(), QLocale::English);
    }

    void theListOfServersChangesToo()
    {
        LanguageBench bench;
        QVERIFY(hasButton(*bench.window, "Add server"));
        bench.choose("de");
        QTRY_VERIFY(hasButton(*bench.window, "Server hinzufügen"));
        QCOMPARE(bench.window->shown(), bench.window->serversPage());
        QVERIFY(!hasButton(*bench.window, "Add server"));
        QVERIFY(bench.signIn()); // and it is no picture: it works
        QCOMPARE(bench.window->shown(), bench.window->workspace());
    }

    void whatIsNotSavedIsAskedAboutFirst()
    {
        LanguageBench bench;
        QVERIFY(bench.signIn());
        bench.window->workspace()->open(QStringLiteral("form"));
        QTest::keyClicks(bench.text(), QStringLiteral("half a sentence"));
        QVERIFY(bench.window->hasUnsaved());
        bench.choose("de");
        QTRY_VERIFY(bench.question() != nullptr);
        QVERIFY(hasButton(*bench.window, "Tasks"));
        QTest::mouseClick(bench.question()->findChild<QAbstractButton *>(QStringLiteral("keep-editing")),
                          Qt::LeftButton);
        QTRY_VERIFY(bench.question() == nullptr);
        QVERIFY(hasButton(*bench.window, "Tasks"));
        QCOMPARE(bench.text()->text(), QStringLiteral("half a sentence"));
        QCOMPARE(bench.preferences.language(), QStringLiteral("de")); // of the next start
        // Another preference does not ask again.
        bench.preferences.setLockAfter(std::chrono::minutes(60));
        QTest::qWait(20);
        QVERIFY(bench.question() == nullptr);
        bench.choose("en");
        QTest::qWait(20);
        bench.choose("de");
        QTRY_VERIFY(bench.question() != nullptr);
        QTest::mouseClick(bench.question()->findChild<QAbstractButton *>(QStringLiteral("discard")),
                          Qt::LeftButton);
        QTRY_VERIFY(hasButton(*bench.window, "Aufgaben"));
        QCOMPARE(bench.text()->text(), QString());
        QVERIFY(!bench.window->hasUnsaved());
    }

    void everyWindowIsAsked()
    {
        LanguageBench bench;
        QVERIFY(bench.openTwoAndType());
        bench.choose("de");
        QTRY_VERIFY(bench.questionIn(*bench.first) != nullptr);
        QVERIFY(bench.question() == nullptr);
        bench.answer(*bench.first, "discard");
        QTRY_VERIFY(bench.question() != nullptr);
        QVERIFY(hasButton(*bench.first, "Tasks")); // not before all have answered
        bench.answer(*bench.window, "discard");
        QTRY_VERIFY(hasButton(*bench.first, "Aufgaben"));
        QVERIFY(hasButton(*bench.window, "Aufgaben"));
        QVERIFY(!bench.first->hasUnsaved());
        QVERIFY(!bench.window->hasUnsaved());
    }

    void oneWindowThatKeepsItsTextKeepsAll()
    {
        const QLocale::Language before = now();
        LanguageBench bench;
        QVERIFY(bench.openTwoAndType());
        bench.choose("de");
        QTRY_VERIFY(bench.questionIn(*bench.first) != nullptr);
        bench.answer(*bench.first, "discard");
        QTRY_VERIFY(bench.question() != nullptr);
        bench.answer(*bench.window, "keep-editing");
        QTRY_VERIFY(bench.question() == nullptr);
        QCOMPARE(now(), before);
        QVERIFY(hasButton(*bench.first, "Tasks"));
        for (const MainWindow *each : {bench.first.get(), bench.window.get()}) {
            QCOMPARE(bench.textIn(*each)->text(), QStringLiteral("half a sentence"));
        }
        // Only the second is at work: it alone is asked.
        bench.textIn(*bench.first)->clear();
        bench.choose("en");
        QTest::qWait(20);
        bench.choose("de");
        QTRY_VERIFY(bench.question() != nullptr);
        QVERIFY(bench.questionIn(*bench.first) == nullptr);
        bench.answer(*bench.window, "discard");
        QTRY_VERIFY(hasButton(*bench.window, "Aufgaben"));
    }

    void aWindowThatIsClosedHasAnswered()
    {
        LanguageBench bench;
        QVERIFY(bench.openTwoAndType());
        bench.choose("de");
        QTRY_VERIFY(bench.questionIn(*bench.first) != nullptr);
        bench.first.reset();
        QTRY_VERIFY(bench.question() != nullptr);
        bench.answer(*bench.window, "discard");
        QTRY_VERIFY(hasButton(*bench.window, "Aufgaben"));
    }

    void theAccountsLanguageDisturbsNobody()
    {
        LanguageBench bench;
        QVERIFY(bench.signIn());
        bench.window->workspace()->open(QStringLiteral("form"));
        QTest::keyClicks(bench.text(), QStringLiteral("x"));
        bench.preferences.setAccountLanguage(QStringLiteral("de"));
        QTest::qWait(20);
        QVERIFY(bench.question() == nullptr);
        QVERIFY(hasButton(*bench.window, "Tasks"));
        bench.text()->clear();
        QVERIFY(!bench.window->hasUnsaved());
        bench.preferences.setLockAfter(std::chrono::minutes(60)); // the next look finds nobody at work
        QTRY_VERIFY(hasButton(*bench.window, "Aufgaben"));
    }

    void aStepThatWaitsForTheUserComesToItsEndFirst()
    {
        LanguageBench bench;
        QVERIFY(bench.signIn({"calls.view"}, "root", true));
        QWidget *page = bench.window->passwordPage();
        QCOMPARE(bench.window->shown(), page);
        page->findChild<QLineEdit *>()->setText(QStringLiteral("present password"));
        bench.choose("de");
        QTRY_COMPARE(now(), QLocale::German);
        QCOMPARE(bench.window->shown(), page);
        QCOMPARE(page->findChild<QLineEdit *>()->text(), QStringLiteral("present password"));
        bench.window->connection().close();
        QTRY_VERIFY(hasButton(*bench.window, "Server hinzufügen"));
        QCOMPARE(bench.window->shown(), bench.window->serversPage());
    }

    void thePreferencesSpeakIt()
    {
        LanguageBench bench;
        bench.window->showPreferences();
        auto *dialog = bench.window->findChild<PreferencesDialog *>();
        QVERIFY(dialog != nullptr);
        QCOMPARE(dialog->windowTitle(), QStringLiteral("Preferences"));
        auto *box = dialog->findChild<QComboBox *>(QStringLiteral("language"));
        box->setCurrentIndex(box->findData(QStringLiteral("de")));
        QTRY_COMPARE(dialog->windowTitle(), QStringLiteral("Einstellungen"));
        box = dialog->findChild<QComboBox *>(QStringLiteral("language"));
        QVERIFY(box != nullptr);
        QCOMPARE(box->currentData().toString(), QStringLiteral("de"));
        QVERIFY(dialog->isVisible());
        QTRY_VERIFY(hasButton(*bench.window, "Server hinzufügen"));
    }
};

EARSHOT_TEST(tst_languageswitch, TestLanguageSwitch)
#include "tst_languageswitch.moc"
