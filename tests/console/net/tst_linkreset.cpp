// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/passwordreset.pb.h"
#include "console/net/connection.h"
#include "console/net/linkreset.h"
#include "tests/support/fakeclock.h"
#include "tests/support/fakelink.h"
#include "tests/support/faketokenstore.h"
#include "tests/support/sessionreplies.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace console;
namespace v1 = earshot::v1;

namespace
{
const QByteArray kLink(32, '\xfa');

struct Bench {
    QTemporaryDir dir;
    tests::FakeClock clock;
    ServerBook book{dir.filePath(QStringLiteral("console.ini"))};
    tests::FakeTokenStore tokens;
    tests::FakeLink *link = nullptr;
    std::unique_ptr<Connection> connection;
    std::unique_ptr<LinkReset> reset;

    Bench()
    {
        ServerEntry entry;
        entry.label = QStringLiteral("Live");
        entry.host = QStringLiteral("rec");
        entry.pin = QByteArray(32, 'p');
        auto owned = std::make_unique<tests::FakeLink>();
        link = owned.get();
        connection = std::make_unique<Connection>(
            ConnectionParts{clock, book, tokens, tests::quickSecret(), [] { return 0.5; }}, std::move(owned));
        connection->open(book.add(entry)->key);
        link->accept();
        reset = std::make_unique<LinkReset>(*connection, tests::quickSecret());
    }
};
} // namespace

class TestLinkReset : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsLinksAndCodes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        const QString code = textOfResetLink(kLink);
        QTest::newRow("link") << QStringLiteral("earshot://rec.example.net:6089/reset?link=") + code << true;
        QTest::newRow("code") << code << true;
        QTest::newRow("broken over lines") << code.left(20) + QStringLiteral("\r\n  ") + code.mid(20) << true;
        QTest::newRow("hex") << QString::fromLatin1(kLink.toHex()) << true;
        QTest::newRow("half") << code.left(20) << false;
        QTest::newRow("more") << code + QStringLiteral("AAAA") << false;
        QTest::newRow("other signs") << QStringLiteral("ä").repeated(43) << false;
        QTest::newRow("another link") << QStringLiteral("earshot://rec/call/7") << false;
        QTest::newRow("nothing") << QString() << false;
        QTest::newRow("a book") << QStringLiteral("A").repeated(100'000) << false;
    }
    void readsLinksAndCodes()
    {
        QFETCH(QString, text);
        QFETCH(bool, good);
        const auto link = resetLinkFrom(text);
        QCOMPARE(link.has_value(), good);
        if (good) {
            QCOMPARE(*link, kLink);
        }
    }
    void setsThePasswordWithoutSendingIt()
    {
        Bench bench;
        const QSignalSpy checked(bench.reset.get(), &LinkReset::checked);
        const QSignalSpy succeeded(bench.reset.get(), &LinkReset::succeeded);
        bench.reset->check(kLink);
        bench.link->accept();
        v1::LinkParameters parameters;
        parameters.set_account_id(std::string(16, 'a'));
        parameters.set_server_id("018f0000-0000-7000-8000-000000000001");
        parameters.set_passes(4);
        parameters.set_memory_kib(65536);
        parameters.set_login("ada");
        parameters.set_second_step(true);
        QVERIFY(bench.link->rpc.reply(QStringLiteral("PasswordReset/BeginByLink"), parameters));
        QCOMPARE(checked.size(), 1);
        QCOMPARE(checked.first().first().toString(), QStringLiteral("ada"));
        QVERIFY(checked.first().last().toBool());
        const auto opens = bench.link->opens.size();
        bench.reset->set(QStringLiteral("six unusual words are better"));
        QTRY_COMPARE(bench.link->opens.size(), opens + 1); // deriving takes longer than a stranger may stay
        bench.link->accept();
        const auto sent = bench.link->rpc.request<v1::LinkReset>(QStringLiteral("PasswordReset/ByLink"));
        QCOMPARE(QByteArray::fromStdString(sent.link()), kLink);
        QCOMPARE(sent.parameters().passes(), 4U); // the server may ask for more
        QCOMPARE(sent.parameters().account_id(), std::string(16, 'a'));
        QCOMPARE(sent.parameters().salt().size(), size_t{16});
        QVERIFY(sent.secret().size() >= size_t{32}); // the test's own way of making one
        QVERIFY(bench.link->rpc.reply(QStringLiteral("PasswordReset/ByLink"), v1::LinkResetReply()));
        QCOMPARE(succeeded.size(), 1);
        QVERIFY(bench.connection->state() == ConnectionState::SigningIn); // nobody is signed in by a link
    }
    void anOldLinkFails()
    {
        Bench bench;
        const QSignalSpy failed(bench.reset.get(), &LinkReset::failed);
        bench.reset->check(kLink);
        bench.link->accept();
        bench.link->rpc.fail(QStringLiteral("PasswordReset/BeginByLink"), common::ErrorCode::Denied, {},
                             {{QStringLiteral("link"), QStringLiteral("expired")}});
        QCOMPARE(failed.size(), 1);
    }
    void asksForALink()
    {
        Bench bench;
        const QSignalSpy sent(bench.reset.get(), &LinkReset::sent);
        bench.reset->forgot(QStringLiteral("ada"));
        bench.link->accept();
        QCOMPARE(bench.link->rpc.request<v1::ForgotRequest>(QStringLiteral("PasswordReset/Forgot")).login(),
                 std::string("ada"));
        QVERIFY(bench.link->rpc.reply(QStringLiteral("PasswordReset/Forgot"), v1::ForgotReply()));
        QCOMPARE(sent.size(), 1);
    }
};

EARSHOT_TEST(tst_linkreset, TestLinkReset)
#include "tst_linkreset.moc"
