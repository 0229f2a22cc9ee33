// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/app/mainwindow.h"
#include "console/app/pageregistry.h"
#include "console/app/preferences.h"
#include "tests/support/fakeclock.h"
#include "tests/support/fakelink.h"
#include "tests/support/faketokenstore.h"
#include "tests/support/sessionreplies.h"

#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>

namespace tests
{

/// A page that keeps a text, as a form does, and counts what the shell tells it.
class NotePage final : public QWidget, public console::PageActions
{
public:
    QLineEdit *text;
    QString id;
    int refreshed = 0;
    int filtered = 0;
    bool leave = true;

    NotePage(const QVariantMap &arguments, QWidget *parent)
        : QWidget(parent)
        , text(new QLineEdit(this))
        , id(arguments.value(QStringLiteral("id")).toString())
    {
        text->setAccessibleName(QStringLiteral("Note"));
        setFocusProxy(text);
        (new QVBoxLayout(this))->addWidget(text);
    }
    void refresh() override { ++refreshed; }
    void focusFilter() override { ++filtered; }
    bool mayLeave() override { return leave; }
};

inline console::PageSpec notePage(const char *id, const char *area, const char *title, const char *permission,
                                  const char *list = "")
{
    return {QString::fromLatin1(id),
            QString::fromLatin1(area),
            title,
            QStringLiteral("list"),
            QString::fromLatin1(permission),
            [](const console::PageContext &, const QVariantMap &arguments, QWidget *parent) {
                return new NotePage(arguments, parent);
            },
            QString::fromLatin1(list)};
}

inline console::PageRegistry noteRegistry()
{
    return {{{QStringLiteral("recordings"), {}, "Recordings", QStringLiteral("headphones")},
             {QStringLiteral("administration"), {}, "Administration", QStringLiteral("settings")},
             {QStringLiteral("storage"), QStringLiteral("administration"), "Storage",
              QStringLiteral("hard-drive")}},
            {notePage("all-calls", "recordings", "All Calls", "calls.view"),
             notePage("active-calls", "recordings", "Active Calls", "calls.live"),
             notePage("targets", "storage", "Targets", "storage.view"),
             notePage("call", "", "Call", "calls.view", "all-calls")}};
}

/// A window whose server is the test.
struct ConsoleBench {
    QTemporaryDir dir;
    FakeClock clock;
    console::ServerBook servers{dir.filePath(QStringLiteral("servers.ini"))};
    FakeTokenStore tokens;
    console::PageRegistry registry = noteRegistry();
    console::Preferences preferences{dir.filePath(QStringLiteral("console.ini"))};
    FakeLink *link = nullptr; ///< of the newest window
    console::ConsoleServices services{clock,
                                      servers,
                                      tokens,
                                      registry,
                                      preferences,
                                      quickSecret(),
                                      [] { return 0.5; },
                                      [this]() -> std::unique_ptr<console::Link> {
                                          auto made = std::make_unique<FakeLink>();
                                          link = made.get();
                                          return made;
                                      }};
    std::unique_ptr<console::MainWindow> window;

    /// With a server called Live in the list.
    console::ServerEntry addServer(bool production = false, const QByteArray &pin = QByteArray(32, 'p'))
    {
        console::ServerEntry entry;
        entry.label = QStringLiteral("Live");
        entry.host = QStringLiteral("rec.example.net");
        entry.colour = QStringLiteral("#c62828");
        entry.production = production;
        entry.pin = pin;
        return *servers.add(entry);
    }
    void open()
    {
        window = std::make_unique<console::MainWindow>(services);
        window->setAttribute(Qt::WA_DeleteOnClose, false);
        window->show();
        (void)QTest::qWaitForWindowExposed(window.get());
    }
    /// From the list of servers to the pages.
    bool signIn(const std::vector<std::string> &permissions = {"calls.view", "calls.live"},
                const std::string &login = "root", bool mustChange = false)
    {
        if (window->connection().state() == console::ConnectionState::Disconnected) {
            window->connectTo(servers.servers().first().key);
            link->accept();
        }
        const int before = link->rpc.count(QStringLiteral("Session/SignIn"));
        window->connection().signIn(QString::fromStdString(login), QStringLiteral("secret"), false);
        link->accept();
        link->rpc.reply(QStringLiteral("Session/Begin"), beginReply());
        auto reply = signInReply("token", login, permissions);
        reply.mutable_identity()->set_user_id("018f0000-0000-7000-8000-0000000000" +
                                              std::string(login == "root" ? "aa" : "bb"));
        reply.mutable_identity()->set_must_change_password(mustChange);
        const bool ready =
            QTest::qWaitFor([&] { return link->rpc.count(QStringLiteral("Session/SignIn")) > before; }) &&
            link->rpc.reply(QStringLiteral("Session/SignIn"), reply) &&
            window->connection().state() == console::ConnectionState::Ready;
        // This recorder knows nothing of keys; what waits for them goes on.
        link->rpc.fail(QStringLiteral("OwnKeys/Get"), common::ErrorCode::Unavailable);
        return ready;
    }
};

} // namespace tests
