// SPDX-License-Identifier: GPL-3.0-or-later
// Single sign-on from end to end: the console, a recorder, its database and a real provider. The browser is
// played here.
#include "console/app/signinpage.h"
#include "console/app/workspace.h"
#include "console/crud/connectiontest.h"
#include "console/kit/editdialog.h"
#include "console/kit/testreportview.h"

#include "tests/support/consolelab.h"
#include "tests/support/oidcpeer.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QAction>
#include <QLineEdit>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QTimer>

using namespace console;
using namespace tests;

namespace
{

const QString kPassword = QStringLiteral("six quiet lanterns at dusk");

} // namespace

/// Steps of one story: each begins where the one before ended.
class TestConsoleSso : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<TestDb> m_db;
    std::unique_ptr<RecorderProcess> m_recorder;
    std::unique_ptr<OidcPeer> m_idp;
    std::unique_ptr<ConsoleLab> m_lab;
    QString m_provider;
    QString m_person = QStringLiteral("alice"); ///< who sits at the browser
    QByteArray m_page;                          ///< what the browser showed at last

    MainWindow &window() { return m_lab->window(); }
    Connection &connection() { return window().connection(); }
    template <typename W>
    W *find(const char *name)
    {
        return window().shown()->findChild<W *>(QString::fromLatin1(name));
    }
    QString sql(const QString &text) const { return runSql(m_db->url(), text).value(0); }

    /// From the address that the console opens to the page that it shows at the end.
    void browse(const QUrl &address)
    {
        const QUrl back = m_idp->browse(address, m_person);
        QVERIFY(back.toString().startsWith(QLatin1String("http://127.0.0.1:")));
        QNetworkAccessManager network;
        QNetworkReply *reply = network.get(QNetworkRequest(back));
        QVERIFY(QTest::qWaitFor([reply] { return reply->isFinished(); }, 20000));
        m_page = reply->readAll();
        reply->deleteLater();
    }
    bool toTheSignIn()
    {
        window().connectTo(m_lab->servers().servers().first().key);
        return QTest::qWaitFor(
            [this] { return connection().state() == ConnectionState::SigningIn && button() != nullptr; },
            20000);
    }
    QPushButton *button()
    {
        return window().signInPage()->findChild<QPushButton *>(QStringLiteral("single-sign-on:") +
                                                               m_provider);
    }
    bool signOut()
    {
        connection().signOut();
        return QTest::qWaitFor([this] { return connection().state() == ConnectionState::Disconnected; },
                               10000);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_db = std::make_unique<TestDb>();
        m_idp = std::make_unique<OidcPeer>();
        m_recorder = std::make_unique<RecorderProcess>();
        m_recorder->configure(QStringLiteral("database.url"), m_db->url());
        m_recorder->configure(QStringLiteral("network.tenant_targets"), QStringLiteral("127.0.0.1"));
        QVERIFY(m_recorder->start());
        for (const char *login : {"ada", "alice"}) {
            ensureUser(*m_recorder, QStringLiteral("Acme"), QLatin1String(login), kPassword,
                       words("--role administrator --name Name"));
        }
        m_lab = std::make_unique<ConsoleLab>();
        m_lab->browseWith([this](const QUrl &address) {
            QTimer::singleShot(0, this, [this, address] { browse(address); });
            return true;
        });
        m_lab->open();
        QCOMPARE(m_lab->enter(m_recorder->adminPort(), QStringLiteral("ada"), kPassword), QString());
    }
    void cleanupTestCase()
    {
        m_lab.reset();
        m_recorder.reset();
        m_idp.reset();
        m_db.reset();
    }

    void anAdministratorEntersTheProvider()
    {
        window().workspace()->open(QStringLiteral("providers"));
        QTRY_VERIFY(find<QAction>("add") != nullptr && find<QAction>("add")->isEnabled());
        find<QAction>("add")->trigger();
        QTRY_VERIFY(window().shown()->findChild<EditDialog *>() != nullptr);
        auto *dialog = window().shown()->findChild<EditDialog *>();
        const auto type = [dialog](const char *field, const QString &text) {
            dialog->findChild<QLineEdit *>(QLatin1String(field))->setText(text);
        };
        type("name", QStringLiteral("Staff login"));
        type("issuer", m_idp->issuer());
        type("client_id", QStringLiteral("recorder-desktop"));
        dialog->findChild<QPlainTextEdit *>(QStringLiteral("ca_certificates"))
            ->setPlainText(QString::fromLatin1(m_idp->caPem()));
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(!sql(QStringLiteral("SELECT id FROM providers")).isEmpty(), 10000);
        m_provider = sql(QStringLiteral("SELECT id FROM providers"));
        window().workspace()->open(QStringLiteral("provider"), {{QStringLiteral("id"), m_provider}});
        QTRY_VERIFY(find<QPushButton>("test") != nullptr && find<QPushButton>("test")->isVisible());
        find<QPushButton>("test")->click();
        auto *test = find<ConnectionTestDialog>("connection-test");
        QVERIFY(test != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(!test->view().verdict().isEmpty(), 30000);
        QCOMPARE(test->view().verdict(), QStringLiteral("The test passed."));
        test->close();
        sql(QStringLiteral(
                "UPDATE users SET authenticate_with = 'single-sign-on', source_id = '%1' WHERE login "
                "= 'alice'")
                .arg(m_provider));
        QVERIFY(signOut());
    }

    void theBrowserSignsAliceIn()
    {
        QVERIFY(toTheSignIn());
        QVERIFY(button()->text().contains(QLatin1String("Staff login")));
        button()->click();
        QTRY_VERIFY_WITH_TIMEOUT(connection().isReady(), 30000);
        QCOMPARE(connection().identity().login, QStringLiteral("alice"));
        QCOMPARE(connection().identity().authenticatedBy, QStringLiteral("single-sign-on"));
        QTRY_VERIFY(m_page.toLower().startsWith("<!doctype html"));
        QCOMPARE(sql(QStringLiteral("SELECT external_key FROM users WHERE login = 'alice'")),
                 QStringLiteral("alice"));
        QCOMPARE(sql(QStringLiteral("SELECT detail->>'way' FROM audit_log WHERE action = 'sessions.sign-in' "
                                    "ORDER BY id DESC LIMIT 1")),
                 QStringLiteral("single-sign-on"));
        QVERIFY(signOut());
    }

    void whoDoesNotBelongHereIsTold()
    {
        QVERIFY(toTheSignIn());
        m_person = QStringLiteral("bob");
        button()->click();
        QTRY_VERIFY_WITH_TIMEOUT(!window().signInPage()->problem().isEmpty(), 30000);
        QVERIFY(window().signInPage()->problem().contains(QLatin1String("did not succeed")));
        QVERIFY(!connection().isReady());
        // And the person who does gets in afterwards, at the same page.
        m_person = QStringLiteral("alice");
        QTRY_VERIFY_WITH_TIMEOUT(button() != nullptr && button()->isEnabled(), 20000);
        button()->click();
        QTRY_VERIFY_WITH_TIMEOUT(connection().isReady(), 30000);
        QVERIFY(signOut());
    }
};

EARSHOT_TEST(tst_consolesso, TestConsoleSso)
#include "tst_consolesso.moc"
