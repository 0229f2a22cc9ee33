// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/api/callsite.h"
#include "tests/support/testmain.h"

#include <QTest>

using common::CallId;
using common::ErrorCode;
using tests::CallSite;
using tests::Console;
namespace v1 = earshot::v1;

namespace
{

const QString kNorth = QStringLiteral("Nordlicht");
const QString kSouth = QStringLiteral("Suedwind");

QByteArray pattern(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i) {
        bytes[i] = static_cast<char>((i * 31 + i / 977) & 0xff);
    }
    return bytes;
}

v1::CallRef ref(const CallId &id)
{
    v1::CallRef request;
    request.set_id(id.toString().toStdString());
    return request;
}
v1::MediaRequest media(const CallId &id, qint64 offset = 0)
{
    v1::MediaRequest request;
    request.set_id(id.toString().toStdString());
    request.set_offset(offset);
    return request;
}

/// Ids of the list, newest first, and the total.
QStringList listed(Console &console, qint64 *total = nullptr)
{
    v1::ListRequest request;
    request.set_want_total(true);
    const auto list = console.ask<v1::CallList>("Calls/List", request);
    if (!list) {
        return {list.error().message};
    }
    QStringList ids;
    for (const auto &call : list->calls()) {
        ids.append(QString::fromStdString(call.id()));
    }
    if (total) {
        *total = list->info().total();
    }
    return ids;
}

common::ActiveCall active(const QString &tenant, const QString &to)
{
    common::ActiveCall call;
    call.id = CallId::generate();
    call.connectTime = std::chrono::system_clock::now();
    call.tenant = tenant;
    call.fromNumber = QStringLiteral("+4930");
    call.toNumber = to;
    return call;
}

} // namespace

/// The methods of Calls over TLS, with a real database behind the gate.
class TestCallHandlers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everybodySeesHisOwn()
    {
        CallSite site;
        site.agent(QStringLiteral("carl"), QStringLiteral("201"), QStringLiteral("Sales"));
        site.agent(QStringLiteral("dora"), QStringLiteral("202"), QStringLiteral("Service"));
        const QString carls = site.store(kNorth, QStringLiteral("201"), pattern(10)).toString();
        const QString doras = site.store(kNorth, QStringLiteral("202"), pattern(10)).toString();
        const QString foreign = site.store(kSouth, QStringLiteral("201"), pattern(10)).toString();
        const auto check = [&](const char *login, const QStringList &expected) {
            Console console(site.port(), QLatin1String(login));
            qint64 total = -1;
            QCOMPARE(listed(console, &total), expected);
            QCOMPARE(total, qint64{expected.size()});
            for (const QString &id : {carls, doras, foreign}) {
                const auto details = console.ask<v1::CallDetails>("Calls/Get", ref(CallId::fromString(id)));
                QCOMPARE(details.has_value(), expected.contains(id));
                if (!details) { // in the words of a call that never was
                    const auto absent = console.ask<v1::CallDetails>("Calls/Get", ref(CallId::generate()));
                    QCOMPARE(details.error().code, ErrorCode::NotFound);
                    QCOMPARE(details.error().fields, absent.error().fields);
                    QCOMPARE(details.error().message.left(8), absent.error().message.left(8));
                }
            }
        };
        check("root", {foreign, doras, carls});
        check("admin", {doras, carls});
        check("sue", {carls});
        check("other", {foreign});
    }

    void wrongRequestsNameTheirField()
    {
        CallSite site;
        Console admin(site.port(), QStringLiteral("admin"));
        v1::ListRequest request;
        auto *criterion = request.add_criteria();
        criterion->set_field("'; DROP TABLE calls; --");
        criterion->set_operator_("is");
        auto list = admin.ask<v1::CallList>("Calls/List", request);
        QVERIFY(!list);
        QCOMPARE(list.error().code, ErrorCode::Invalid);
        QCOMPARE(list.error().fields.value(QStringLiteral("'; DROP TABLE calls; --")),
                 QStringLiteral("unknown"));
        criterion->set_field("duration");
        list = admin.ask<v1::CallList>("Calls/List", request);
        QCOMPARE(list.error().fields.value(QStringLiteral("duration")), QStringLiteral("operator"));
        v1::CallRef bad;
        bad.set_id("../../etc/passwd");
        QVERIFY(admin.ask<v1::CallDetails>("Calls/Get", bad).error().fields.contains(QStringLiteral("id")));
        QCOMPARE(admin.download("Calls/Media", media(CallId::generate(), -1)).end.error().code,
                 ErrorCode::Invalid);
    }

    void mediaIsTheFile()
    {
        CallSite site;
        const QByteArray audio = pattern(3000001);
        const CallId id = site.store(kNorth, QStringLiteral("201"), audio);
        Console admin(site.port(), QStringLiteral("admin"));
        for (const qint64 offset : {0, 1, 65536, 3000000, 3000001}) {
            const Console::File file = admin.download("Calls/Media", media(id, offset));
            QVERIFY2(file.end, file.end ? "" : qPrintable(file.end.error().message));
            QVERIFY(file.infoFirst);
            QVERIFY(file.bytes == audio.mid(offset));
            QCOMPARE(file.info.file().size(), qint64{audio.size()});
            QCOMPARE(QByteArray::fromStdString(file.info.file().sha256()), common::sha256(audio));
            const QString name = QString::fromStdString(file.info.name());
            QVERIFY2(name.endsWith(QStringLiteral("Z_+49301234567_201.mp3")), qPrintable(name));
        }
        QCOMPARE(site.world.count(QStringLiteral("audit_log WHERE action = 'calls.play' AND actor = 'admin' "
                                                 "AND subject = '%1'")
                                      .arg(id.toString())),
                 5);
        QVERIFY(admin.download("Calls/Peaks", ref(id)).bytes == audio.left(100));
        QCOMPARE(site.world.count(QStringLiteral("audit_log WHERE action = 'calls.peaks'")), 0);
        Console other(site.port(), QStringLiteral("other"));
        const Console::File none = other.download("Calls/Media", media(id));
        QCOMPARE(none.end.error().code, ErrorCode::NotFound);
        QVERIFY(none.bytes.isEmpty() && !none.infoFirst);
        QTRY_COMPARE(site.readers.open(), 0);
    }

    void damagedMediaIsTold()
    {
        CallSite site;
        QByteArray audio = pattern(200000);
        const CallId id = site.store(kNorth, QStringLiteral("201"), audio);
        audio[150000] = static_cast<char>(audio.at(150000) ^ 4);
        site.write(QStringLiteral("2026/11/%1.mp3").arg(id.toString()), audio);
        Console admin(site.port(), QStringLiteral("admin"));
        const Console::File file = admin.download("Calls/Media", media(id));
        QCOMPARE(file.end.error().code, ErrorCode::Conflict);
        QCOMPARE(file.end.error().fields.value(QStringLiteral("file")), QStringLiteral("damaged"));
    }

    void abandonedDownloadsCloseTheirFiles()
    {
        CallSite site;
        const CallId id = site.store(kNorth, QStringLiteral("201"), pattern(20000000));
        Console admin(site.port(), QStringLiteral("admin"));
        QList<common::RpcCallId> running;
        for (int i = 0; i < 20; ++i) {
            running.append(common::stream<v1::MediaChunk>(
                admin.channel, QStringLiteral("earshot.v1.Calls/Media"), media(id), &admin.channel,
                std::function([](const v1::MediaChunk &) {}), [](const common::Status &) {},
                {.deadline = std::chrono::milliseconds(0), .manualCredit = true}));
        }
        QTRY_COMPARE(site.readers.open(), 20);
        for (const auto call : running) {
            admin.channel.cancel(call);
        }
        QTRY_COMPARE(site.readers.open(), 0);
    }

    void activeCallsReachWhoMaySeeThem()
    {
        CallSite site;
        site.agent(QStringLiteral("carl"), QStringLiteral("201"), QStringLiteral("Sales"));
        Console admin(site.port(), QStringLiteral("admin"));
        Console sue(site.port(), QStringLiteral("sue"));
        Console other(site.port(), QStringLiteral("other"));
        const auto adminHears = admin.watch<v1::ActiveCallsUpdate>("Calls/WatchActive");
        const auto sueHears = sue.watch<v1::ActiveCallsUpdate>("Calls/WatchActive");
        const auto otherHears = other.watch<v1::ActiveCallsUpdate>("Calls/WatchActive");
        QTRY_VERIFY(!adminHears->isEmpty() && !sueHears->isEmpty() && !otherHears->isEmpty());
        QVERIFY(adminHears->first().snapshot() && adminHears->first().calls().empty());
        const common::ActiveCall carls = active(kNorth, QStringLiteral("201"));
        const common::ActiveCall nobodys = active(kNorth, QStringLiteral("999"));
        site.board.show(nobodys, {{nobodys.toNumber, {}}});
        site.board.show(carls, {{carls.toNumber, {}}});
        const auto sawCarls = [&carls](const auto &heard) {
            for (const v1::ActiveCallsUpdate &update : *heard) {
                for (const v1::ActiveCall &call : update.calls()) {
                    if (call.id() == carls.id.toString().toStdString() && call.users_size() == 1 &&
                        call.users(0) == "CARL" && call.to_number() == "201") {
                        return true;
                    }
                }
            }
            return false;
        };
        QTRY_VERIFY(sawCarls(adminHears) && sawCarls(sueHears));
        site.board.gone(carls.id);
        QTRY_COMPARE(sueHears->last().ended_size(), 1);
        for (const v1::ActiveCallsUpdate &update : *sueHears) {
            for (const v1::ActiveCall &call : update.calls()) {
                QCOMPARE(call.id(), carls.id.toString().toStdString());
            }
        }
        QCOMPARE(otherHears->size(), 1);
    }

    void whoWatchesActiveCallsTakesASeatWhereTheyAreCounted()
    {
        CallSite site;
        const auto answer = [&site](const char *login) {
            Console console(site.port(), QLatin1String(login));
            auto said = std::make_shared<QString>();
            common::stream<v1::ActiveCallsUpdate>(
                console.channel, QStringLiteral("earshot.v1.Calls/WatchActive"), v1::WatchRequest(),
                &console.channel,
                std::function([said](const v1::ActiveCallsUpdate &) { *said = QStringLiteral("snapshot"); }),
                [said](const common::Status &end) {
                    *said = end ? QStringLiteral("end")
                                : common::keyOf(end.error().code) + QLatin1Char(' ') +
                                      end.error().fields.value(QStringLiteral("reason"));
                });
            (void)QTest::qWaitFor([said] { return !said->isEmpty(); }, 10'000);
            return *said;
        };
        QCOMPARE(answer("admin"), QStringLiteral("snapshot")); // the licence has no limit
        site.world.ask(QStringLiteral("UPDATE tenants SET live_seats = 1 WHERE name = 'Nordlicht'; UPDATE "
                                      "users SET live_seat = true WHERE login = 'sue'"));
        QCOMPARE(answer("admin"), QStringLiteral("Denied seat"));
        QCOMPARE(answer("sue"), QStringLiteral("snapshot"));
        QCOMPARE(answer("other"), QStringLiteral("snapshot")); // another tenant's licence
        QCOMPARE(answer("root"), QStringLiteral("snapshot"));
    }

    void changesReachWhoMaySeeThem()
    {
        CallSite site;
        site.agent(QStringLiteral("carl"), QStringLiteral("201"), QStringLiteral("Sales"));
        Console root(site.port(), QStringLiteral("root"));
        Console admin(site.port(), QStringLiteral("admin"));
        Console sue(site.port(), QStringLiteral("sue"));
        Console other(site.port(), QStringLiteral("other"));
        QList<std::shared_ptr<QList<v1::CallChange>>> heard;
        for (Console *console : {&root, &admin, &sue, &other}) {
            heard.append(console->watch<v1::CallChange>("Calls/WatchChanges"));
            static_cast<void>(listed(*console)); // asked for afterwards: by now it is subscribed
        }
        const std::string nobodys =
            site.store(kNorth, QStringLiteral("999"), pattern(1)).toString().toStdString();
        const std::string carls =
            site.store(kNorth, QStringLiteral("201"), pattern(1)).toString().toStdString();
        const std::string foreign =
            site.store(kSouth, QStringLiteral("1"), pattern(1)).toString().toStdString();
        const auto ids = [](const auto &changes) {
            std::vector<std::string> all;
            for (const v1::CallChange &change : *changes) {
                all.push_back(change.verb() == "stored" ? change.id() : change.verb());
            }
            return all;
        };
        using Ids = std::vector<std::string>;
        QTRY_COMPARE(ids(heard[0]), (Ids{nobodys, carls, foreign}));
        QTRY_COMPARE(ids(heard[1]), (Ids{nobodys, carls}));
        QTRY_COMPARE(ids(heard[2]), (Ids{carls}));
        QTRY_COMPARE(ids(heard[3]), (Ids{foreign}));
    }
};

EARSHOT_TEST(tst_callhandlers, TestCallHandlers)
#include "tst_callhandlers.moc"
