// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/certificatedialog.h"
#include "console/app/connectionbanner.h"
#include "console/app/workspace.h"
#include "console/crud/listpage.h"
#include "console/kit/recordview.h"
#include "console/pages/settings/levelpage.h"
#include "tests/support/callerprocess.h"
#include "tests/support/consolelab.h"
#include "tests/support/testmain.h"

#include <QApplication>
#include <QCheckBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

using namespace console;
using namespace tests;
using State = ConnectionState;

namespace
{
const QString kTenant = QStringLiteral("Nordlicht");
const QString kPassword = QStringLiteral("plinth otter cobalt verse");
} // namespace

/// What a person at a real console sees when the real recorder goes, comes back, and comes back as somebody
/// else.
class TestConsoleLoss : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<RecorderProcess> m_recorder;
    std::unique_ptr<ConsoleLab> m_console;
    QWidget *m_form = nullptr; ///< the page with something typed
    QString m_typed;

    MainWindow &window() { return m_console->window(); }
    ConnectionBanner &banner() { return *window().findChild<ConnectionBanner *>(); }
    QSpinBox *spin() { return m_form->findChild<QSpinBox *>(QStringLiteral("mp3Quality")); }
    bool dirty() { return qobject_cast<LevelPage *>(m_form)->form()->isDirty(); }
    QPushButton *save() { return m_form->findChild<QPushButton *>(QStringLiteral("save")); }
    void openForm() { QVERIFY(m_console->choose(QStringLiteral("File Format")).isEmpty()); }
    QString asOf()
    {
        const auto *label = m_console->list()->findChild<QLabel *>(QStringLiteral("as-of"));
        return label->text();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_recorder = std::make_unique<RecorderProcess>();
        m_recorder->configure(QStringLiteral("recorder.tenant"), kTenant);
        QVERIFY(m_recorder->start());
        ensureUser(*m_recorder, kTenant, QStringLiteral("boss"), kPassword, words("--role administrator"));
        CallerProcess caller(QStringLiteral("call"), m_recorder->siprecPort(),
                             {QStringLiteral("--seconds"), QStringLiteral("1")});
        QVERIFY(caller.wait().value(QLatin1String("ok")).toBool());
        QVERIFY(m_recorder->waitForSettled(1));
        m_console = std::make_unique<ConsoleLab>();
        m_console->open();
        QCOMPARE(m_console->enter(m_recorder->adminPort(), QStringLiteral("boss"), kPassword), QString());
    }
    void cleanupTestCase()
    {
        m_console.reset();
        m_recorder.reset();
    }

    void somethingIsTypedAndRowsAreShown()
    {
        openForm();
        m_form = window().workspace()->currentPage();
        QTRY_VERIFY(spin() != nullptr && spin()->isVisible());
        QTest::mouseClick(m_form->findChild<QCheckBox *>(QStringLiteral("inherited")), Qt::LeftButton, {},
                          QPoint(8, 8));
        QVERIFY(spin()->isEnabled());
        const int before = spin()->value();
        spin()->setFocus();
        QTest::keyClick(spin(), Qt::Key_Up);
        QVERIFY(spin()->value() != before);
        m_typed = spin()->text();
        QVERIFY(save()->isEnabled());
    }
    void aKilledRecorderIsToldByABannerAlone()
    {
        QElapsedTimer clock;
        clock.start();
        m_recorder->kill();
        QTRY_VERIFY_WITH_TIMEOUT(banner().isVisible(), 10000);
        qInfo("banner after %lld ms", clock.elapsed());
        QTRY_VERIFY2(banner().text().contains(QLatin1String("retrying in")), qPrintable(banner().text()));
        QVERIFY(QApplication::activeModalWidget() == nullptr);
        QCOMPARE(window().workspace()->currentPage(), m_form);
        QCOMPARE(spin()->text(), m_typed);
    }
    void aSavedFormSaysWhyItCannotBeSaved()
    {
        QVERIFY(save()->isEnabled());
        QTest::mouseClick(save(), Qt::LeftButton);
        QTRY_VERIFY(labelsOf(*m_form).contains(QLatin1String("cannot be saved without a connection")));
        QCOMPARE(spin()->text(), m_typed);
    }
    void itComesBackByItselfAndSaveWorks()
    {
        QElapsedTimer clock;
        QVERIFY(m_recorder->start());
        clock.start();
        QTRY_VERIFY_WITH_TIMEOUT(window().connection().state() == State::Ready, 30000);
        qInfo("ready again %lld ms after the recorder was", clock.elapsed());
        QVERIFY(!banner().isVisible());
        QCOMPARE(window().workspace()->currentPage(), m_form);
        QCOMPARE(spin()->text(), m_typed);
        QTRY_VERIFY(save()->isEnabled());
        QTest::mouseClick(save(), Qt::LeftButton);
        QTRY_VERIFY(!dirty());
        QCOMPARE(spin()->text(), m_typed);
    }
    void rowsStayReadableAndAreRefreshed()
    {
        QCOMPARE(m_console->choose(QStringLiteral("All Calls")), QString());
        QTRY_COMPARE(m_console->list()->view().model()->rowCount(), 1);
        const QString text = m_console->cell(0, QStringLiteral("date"));
        QTRY_VERIFY(asOf().contains(QLatin1String("as of")));
        const QString before = asOf();
        m_recorder->kill();
        QTRY_VERIFY_WITH_TIMEOUT(banner().isVisible(), 10000);
        QVERIFY(m_console->list()->view().isVisible());
        QCOMPARE(m_console->cell(0, QStringLiteral("date")), text);
        QVERIFY(m_recorder->start());
        QTRY_VERIFY_WITH_TIMEOUT(asOf() != before && !banner().isVisible(), 30000);
        QCOMPARE(m_console->cell(0, QStringLiteral("date")), text);
    }
    void anotherCertificateIsAHardStop()
    {
        const ServerEntry server = m_console->servers().servers().first();
        QCOMPARE(m_recorder->stop(), 0);
        for (const char *file : {"/admin.crt", "/admin.key"}) {
            QVERIFY(QFile::remove(m_recorder->dataFolder() + QLatin1String(file)));
        }
        QVERIFY(m_recorder->start());
        QTRY_VERIFY_WITH_TIMEOUT(window().connection().state() == State::CertificateChanged, 30000);
        QVERIFY(qobject_cast<CertificateChangedPage *>(window().shown()) != nullptr);
        const QString text = labelsOf(*window().shown()).remove(QLatin1Char('\n')); // they take two lines
        const QString trusted = fingerprintText(server.pin);
        const QString shown = fingerprintText(window().connection().certificate().sha256);
        QVERIFY(trusted != shown);
        QVERIFY(text.contains(trusted) && text.indexOf(shown) > text.indexOf(trusted));
        QTest::keyClick(window().focusWidget() != nullptr ? window().focusWidget() : &window(),
                        Qt::Key_Return);
        QTest::qWait(200); // nothing is to happen: there is no condition to wait for
        QVERIFY(window().connection().state() != State::Ready);
        QVERIFY(window().connection().state() != State::SigningIn);
        QCOMPARE(m_console->servers().servers().first().pin, server.pin);
    }
};

EARSHOT_TEST(tst_consoleloss, TestConsoleLoss)
#include "tst_consoleloss.moc"
