// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/consolelab.h"

#include "console/app/certificatedialog.h"
#include "console/app/navigationtree.h"
#include "console/app/serverform.h"
#include "console/app/serverspage.h"
#include "console/app/signinpage.h"
#include "console/app/workspace.h"
#include "console/crud/listpage.h"
#include "console/kit/recordview.h"
#include "console/net/channellink.h"
#include "console/pages/call/callview.h"
#include "console/player/player.h"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTest>
#include <QTreeWidgetItemIterator>

namespace tests
{

namespace
{
constexpr int kPatienceMs = 20000; // a busy machine; what must be quick is measured by the tests

class CapturedAudio final : public console::CallAudio
{
public:
    explicit CapturedAudio(const Capture &capture)
        : m_player(Capture(capture).factory())
    {
    }
    console::Playback &playback() override { return m_player; }
    void begin(qint64 totalBytes) override { m_player.begin(totalBytes); }
    void append(const QByteArray &bytes) override { m_player.append(bytes); }
    void finish() override { m_player.finish(); }
    void clear() override { m_player.clear(); }

private:
    console::Player m_player;
};

/// The product's pages; what the call page plays ends in the capture.
console::PageRegistry registryWith(const Capture &capture)
{
    const auto standard = console::PageRegistry::standard();
    auto pages = standard.pages();
    for (console::PageSpec &page : pages) {
        if (page.id == QLatin1String("call")) {
            page.create = [capture](const console::PageContext &context, const QVariantMap &arguments,
                                    QWidget *parent) -> QWidget * {
                return new console::CallView(
                    context, arguments.value(QStringLiteral("id")).toString(),
                    [capture] { return std::make_unique<CapturedAudio>(capture); }, parent);
            };
        }
    }
    return {standard.areas(), std::move(pages)};
}

/// A text of the console in the language that is installed: pseudo-languages too.
QString said(const char *context, const char *english)
{
    return QCoreApplication::translate(context, english);
}

void type(QWidget *field, const QString &text)
{
    field->setFocus();
    QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(field, text);
}
} // namespace

ConsoleLab::ConsoleLab()
    : m_servers(m_dir.filePath(QStringLiteral("servers.ini")))
    , m_registry(registryWith(m_capture))
    , m_preferences(m_dir.filePath(QStringLiteral("console.ini")))
    , m_services{m_clock,
                 m_servers,
                 m_tokens,
                 m_registry,
                 m_preferences,
                 &common::deriveLoginKeys,
                 [] { return 0.5; },
                 [] { return console::makeChannelLink(QStringLiteral("earshot-console test")); }}
{
    QCoreApplication::setOrganizationName(QStringLiteral("earshot-tests"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.path());
}

ConsoleLab::~ConsoleLab() = default;

void ConsoleLab::open()
{
    m_window = std::make_unique<console::MainWindow>(m_services);
    m_window->setAttribute(Qt::WA_DeleteOnClose, false);
    m_window->resize(1280, 800);
    m_window->show();
    QApplication::setActiveWindow(m_window.get());
    (void)QTest::qWaitForWindowActive(m_window.get());
}

QString ConsoleLab::addServer(quint16 port, const QString &label)
{
    console::ServerForm *form = m_window->serversPage()->form();
    if (!form->isVisible()) {
        return QStringLiteral("the form that adds a server is not shown");
    }
    QLineEdit *host = nullptr; // the first
    QLineEdit *name = nullptr; // the last
    for (QLineEdit *line : form->findChildren<QLineEdit *>()) {
        if (qobject_cast<QSpinBox *>(line->parentWidget()) == nullptr) {
            host = host == nullptr ? line : host;
            name = line;
        }
    }
    type(host, QStringLiteral("127.0.0.1"));
    type(form->findChild<QSpinBox *>(), QString::number(port));
    type(name, label);
    QTest::mouseClick(buttonOf(*form, said("console::ServerForm", "Connect")), Qt::LeftButton);
    return m_servers.servers().isEmpty() ? QStringLiteral("the server was not added") : QString();
}

QString ConsoleLab::trust()
{
    if (!QTest::qWaitFor([this] { return m_window->certificateDialog() != nullptr; }, kPatienceMs)) {
        return QStringLiteral("nobody asks for the certificate");
    }
    console::CertificateDialog *dialog = m_window->certificateDialog();
    QPushButton *trust = buttonOf(*dialog, said("console::CertificateDialog", "Trust and connect"));
    if (trust == nullptr || trust->isEnabled()) {
        return QStringLiteral("trust is possible without its box");
    }
    auto *box = dialog->findChild<QCheckBox *>();
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Space);
    QTest::mouseClick(trust, Qt::LeftButton);
    return {};
}

QString ConsoleLab::signIn(const QString &login, const QString &password)
{
    const auto &connection = m_window->connection();
    const bool asked = QTest::qWaitFor(
        [&] {
            return connection.state() == console::ConnectionState::SigningIn && !connection.signingIn() &&
                   m_window->shown() == m_window->signInPage();
        },
        kPatienceMs);
    if (!asked) {
        return QStringLiteral("nobody asks for the password; state %1")
            .arg(static_cast<int>(connection.state()));
    }
    const auto fields = m_window->signInPage()->findChildren<QLineEdit *>();
    type(fields.value(0), login);
    type(fields.value(1), password);
    QTest::keyClick(fields.value(1), Qt::Key_Return);
    const bool entered = QTest::qWaitFor(
        [&] { return connection.isReady() && m_window->workspace() != nullptr; }, kPatienceMs);
    return entered ? QString() : QStringLiteral("not signed in: ") + m_window->signInPage()->problem();
}

QString ConsoleLab::enter(quint16 port, const QString &login, const QString &password)
{
    const auto known = m_servers.findAddress(QStringLiteral("127.0.0.1"), port);
    if (known && !known->pin.isEmpty()) {
        m_window->connectTo(known->key);
    } else {
        QString problem = addServer(port);
        problem = problem.isEmpty() ? trust() : problem;
        if (!problem.isEmpty()) {
            return problem;
        }
    }
    return signIn(login, password);
}

QString ConsoleLab::choose(const QString &title)
{
    auto *tree = m_window->findChild<console::NavigationTree *>();
    for (QTreeWidgetItemIterator it(tree); *it != nullptr; ++it) {
        if ((*it)->text(0) == said("Pages", title.toUtf8().constData())) {
            tree->scrollToItem(*it);
            QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualItemRect(*it).center());
            return {};
        }
    }
    return QStringLiteral("the tree has no “%1”").arg(title);
}

console::ListPage *ConsoleLab::list() const
{
    console::Workspace *workspace = m_window->workspace();
    return workspace == nullptr ? nullptr : qobject_cast<console::ListPage *>(workspace->currentPage());
}

console::CallView *ConsoleLab::call() const
{
    console::Workspace *workspace = m_window->workspace();
    return workspace == nullptr ? nullptr : qobject_cast<console::CallView *>(workspace->currentPage());
}

console::CallView *ConsoleLab::openRow(int row)
{
    console::ListPage *page = list();
    if (page == nullptr || page->view().model()->rowCount() <= row) {
        return nullptr;
    }
    page->view().setCurrentIndex(page->view().model()->index(row, 0));
    page->view().setFocus();
    QTest::keyClick(&page->view(), Qt::Key_Return);
    const bool shown =
        QTest::qWaitFor([this] { return call() != nullptr && call()->call().has_value(); }, kPatienceMs);
    return shown ? call() : nullptr;
}

QString ConsoleLab::cell(int row, const QString &column) const
{
    const console::ListPage *page = list();
    if (page == nullptr) {
        return {};
    }
    const auto *model = qobject_cast<console::RecordModelBase *>(page->view().model());
    return model->index(row, model->columnOf(column)).data().toString();
}

QPushButton *buttonOf(const QWidget &root, const QString &text)
{
    for (QPushButton *button : root.findChildren<QPushButton *>()) {
        if (button->text() == text && button->isVisible()) {
            return button;
        }
    }
    return nullptr;
}

QString labelsOf(const QWidget &root)
{
    QString text;
    for (const QLabel *label : root.findChildren<QLabel *>()) {
        if (label->isVisible()) {
            text += label->text() + QLatin1Char('\n');
        }
    }
    return text;
}

QStringList words(const char *text)
{
    return QString::fromUtf8(text).split(u' ', Qt::SkipEmptyParts);
}

} // namespace tests
