// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/calls.pb.h"
#include "common/proto/session.pb.h"
#include "recorder/api/dispatcher.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>

using namespace recorder;
namespace v1 = earshot::v1;

namespace
{
using Get = Dispatcher::UnaryHandler<v1::CallRef, v1::CallDetails>;
const Get kNoGet = [](const CallContext &, const v1::CallRef &, const Reply<v1::CallDetails> &) {};
const Dispatcher::StreamHandler<v1::CallRef> kNoStream =
    [](const CallContext &, const v1::CallRef &) -> common::Result<std::shared_ptr<StreamSource>> {
    return std::shared_ptr<StreamSource>();
};

class FakePort final : public CallPort
{
public:
    void reply(common::Result<QByteArray> message) override
    {
        if (!answer) {
            answer = std::move(message);
        }
    }
    void ready() override { ++woken; }
    void signIn(std::shared_ptr<const Actor>, QString) override {}
    void signOut() override {}
    bool cancelled() const override { return false; }

    std::optional<common::Result<QByteArray>> answer;
    int woken = 0;
};
} // namespace

class TestDispatcher : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsTheContract()
    {
        Dispatcher dispatcher;
        QVERIFY(
            (dispatcher.unary<v1::CallRef, v1::CallDetails>(QStringLiteral("earshot.v1.Calls/Get"), kNoGet)));
        QVERIFY((dispatcher.stream<v1::MediaRequest, v1::MediaChunk>(
            QStringLiteral("earshot.v1.Calls/Media"),
            [](const CallContext &,
               const v1::MediaRequest &) -> common::Result<std::shared_ptr<StreamSource>> {
                return std::shared_ptr<StreamSource>();
            })));
        const MethodAccess get{QStringLiteral("earshot.v1.Calls/Get"),
                               QStringLiteral("calls.view"),
                               false,
                               false,
                               QStringLiteral("calls"),
                               QStringLiteral("show")};
        QVERIFY(*dispatcher.find(get.method)->access == get);
        const auto &media = *dispatcher.find(QStringLiteral("earshot.v1.Calls/Media"))->access;
        QVERIFY(media.audited);
        QCOMPARE(media.permission, QStringLiteral("calls.playback"));
        QVERIFY(dispatcher.find(QStringLiteral("earshot.v1.Calls/List")) == nullptr);
        QCOMPARE(dispatcher.methods().size(), 2);
    }

    void refusesWhatIsNotTheContract()
    {
        Dispatcher dispatcher;
        const auto code = [](const common::Status &status) {
            return status ? std::optional<common::ErrorCode>() : status.error().code;
        };
        const auto add = [&](const char *name) {
            return code(dispatcher.unary<v1::CallRef, v1::CallDetails>(QLatin1String(name), kNoGet));
        };
        QCOMPARE(add("earshot.v1.Calls/Got"), common::ErrorCode::Invalid);
        QCOMPARE(add("earshot.v1.Calls.Get"), common::ErrorCode::Invalid);
        QCOMPARE(add("/earshot.v1.Calls/Get"), common::ErrorCode::Invalid);
        QCOMPARE(add("earshot.v1.Calls/List"), common::ErrorCode::Invalid);  // another request
        QCOMPARE(add("earshot.v1.Calls/Peaks"), common::ErrorCode::Invalid); // a stream
        QCOMPARE(code(dispatcher.stream<v1::CallRef, v1::CallDetails>(QStringLiteral("earshot.v1.Calls/Get"),
                                                                      kNoStream)),
                 common::ErrorCode::Invalid); // no stream
        QCOMPARE(add("earshot.v1.Calls/Get"), std::nullopt);
        QCOMPARE(add("earshot.v1.Calls/Get"), common::ErrorCode::Invalid); // twice
    }

    /// Each method of the contract says who may call it; new files of the contract belong into this list.
    void eachMethodHasAnAccess()
    {
        const auto *pool = v1::CallRef::descriptor()->file()->pool();
        int methods = 0;
        for (const char *name : {"Session", "Calls"}) {
            const auto *service = pool->FindServiceByName(std::string("earshot.v1.") + name);
            QVERIFY(service != nullptr);
            for (int i = 0; i < service->method_count(); ++i) {
                const auto &access = service->method(i)->options().GetExtension(v1::access);
                QVERIFY2(!access.permission().empty() && !access.resource().empty() &&
                             !access.action().empty(),
                         service->method(i)->full_name().c_str());
                ++methods;
            }
        }
        QVERIFY(methods >= 12);
    }

    void answersOnceAndAlways()
    {
        auto port = std::make_shared<FakePort>();
        {
            const Reply<v1::CallDetails> reply(port);
            const Reply<v1::CallDetails> copy = reply;
            v1::CallDetails details;
            details.set_peer("here");
            copy(details);
            reply(common::fail(common::ErrorCode::Denied, {}));
        }
        QVERIFY(port->answer && *port->answer);
        v1::CallDetails back;
        QVERIFY(back.ParseFromString((*port->answer)->toStdString()));
        QCOMPARE(back.peer(), std::string("here"));

        port = std::make_shared<FakePort>();
        {
            const Reply<v1::CallDetails> forgotten(port);
        }
        QVERIFY(port->answer && !*port->answer);
        QCOMPARE(port->answer->error().code, common::ErrorCode::Internal);
    }

    void requestsThatCannotBeRead()
    {
        Dispatcher dispatcher;
        int called = 0;
        QVERIFY((dispatcher.unary<v1::CallRef, v1::CallDetails>(
            QStringLiteral("earshot.v1.Calls/Get"),
            [&](const CallContext &, const v1::CallRef &, const Reply<v1::CallDetails> &) { ++called; })));
        auto port = std::make_shared<FakePort>();
        CallContext context;
        context.port = port;
        dispatcher.find(QStringLiteral("earshot.v1.Calls/Get"))->answer(context, "\xff\xff");
        QCOMPARE(called, 0);
        QCOMPARE(port->answer->error().code, common::ErrorCode::Invalid);
        QCOMPARE(port->answer->error().fields.value(QStringLiteral("reason")), QStringLiteral("undecodable"));
    }

    void pushedMessagesWaitInOrderAndWithinTheirLimit()
    {
        auto port = std::make_shared<FakePort>();
        CallContext context;
        context.port = port;
        int stopped = 0;
        PushSource<v1::CallRef> source(context, 2, [&] { ++stopped; });
        const auto idOf = [](const StreamStep &step) {
            v1::CallRef ref;
            return ref.ParseFromString(step.bytes.toStdString()) ? ref.id() : std::string("?");
        };
        const auto ref = [](const char *id) {
            v1::CallRef value;
            value.set_id(id);
            return value;
        };
        QCOMPARE(source.next().kind, StreamStep::Kind::Wait);
        QVERIFY(source.push(ref("a")) && source.push(ref("b")));
        QVERIFY(!source.push(ref("c")));
        QCOMPARE(port->woken, 2);
        QCOMPARE(idOf(source.next()), std::string("a"));
        source.replace(ref("again"));
        QCOMPARE(idOf(source.next()), std::string("again"));
        QCOMPARE(source.next().kind, StreamStep::Kind::Wait);
        QVERIFY(source.push(ref("last")));
        source.end(common::fail(common::ErrorCode::Conflict, {}));
        QVERIFY(!source.push(ref("too late")));
        QCOMPARE(idOf(source.next()), std::string("last"));
        const StreamStep end = source.next();
        QCOMPARE(end.kind, StreamStep::Kind::End);
        QCOMPARE(end.status.error().code, common::ErrorCode::Conflict);
        source.stopped();
        QCOMPARE(stopped, 1);
    }
};

EARSHOT_TEST(tst_dispatcher, TestDispatcher)
#include "tst_dispatcher.moc"
