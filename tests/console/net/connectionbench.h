// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/net/connection.h"
#include "tests/support/fakeclock.h"
#include "tests/support/fakelink.h"
#include "tests/support/faketokenstore.h"
#include "tests/support/sessionreplies.h"

#include <QTemporaryDir>
#include <QTest>

namespace tests
{

inline const QByteArray kPin(32, '\x5a');

/// A connection, its fakes and one server in the book.
struct ConnectionBench {
    QTemporaryDir dir;
    FakeClock clock;
    console::ServerBook book{dir.filePath(QStringLiteral("console.ini"))};
    FakeTokenStore tokens;
    FakeLink *link = nullptr;
    std::unique_ptr<console::Connection> connection;
    QString key;

    explicit ConnectionBench(const QByteArray &pin = kPin, bool stay = false)
    {
        console::ServerEntry entry;
        entry.label = QStringLiteral("Live");
        entry.host = QStringLiteral("rec");
        entry.pin = pin;
        entry.staySignedIn = stay;
        key = book.add(entry)->key;
        auto owned = std::make_unique<FakeLink>();
        link = owned.get();
        connection = std::make_unique<console::Connection>(
            console::ConnectionParts{clock, book, tokens, quickSecret(), [] { return 0.5; }},
            std::move(owned));
    }
    FakeRpc &rpc() { return link->rpc; }
    console::ConnectionState state() const { return connection->state(); }

    bool openToSignIn()
    {
        connection->open(key);
        link->accept();
        return state() == console::ConnectionState::SigningIn;
    }
    bool signIn(bool stay = false, const std::string &login = "root")
    {
        const int before = rpc().count(QStringLiteral("Session/SignIn"));
        connection->signIn(QStringLiteral("root"), QStringLiteral("secret"), stay);
        link->accept();
        rpc().reply(QStringLiteral("Session/Begin"), beginReply());
        const bool sent =
            QTest::qWaitFor([&] { return rpc().count(QStringLiteral("Session/SignIn")) > before; });
        return sent && rpc().reply(QStringLiteral("Session/SignIn"), signInReply("token-1", login)) &&
               state() == console::ConnectionState::Ready;
    }
    bool ready() { return openToSignIn() && signIn(); }
    bool resume()
    {
        link->accept();
        return rpc().reply(QStringLiteral("Session/Resume"), signInReply(""));
    }
};

} // namespace tests
