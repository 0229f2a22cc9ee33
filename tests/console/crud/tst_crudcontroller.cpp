// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/console/crud/note.h"
#include "tests/support/fakerpc.h"
#include "tests/support/testmain.h"

#include <QAbstractItemModelTester>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>
#include <memory>
#include <optional>

using namespace console;
using namespace tests;

class TestCrudController : public QObject
{
    Q_OBJECT
private:
    struct Bench {
        FakeRpc rpc;
        NoteController controller{rpc, noteMethods(), noteColumns(), noteId};
        QAbstractItemModelTester tester{&controller.model(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest};
        QSignalSpy loaded{&controller, &ListSource::loaded};
        QSignalSpy failed{&controller, &ListSource::failed};

        QString texts() const
        {
            QStringList all;
            for (const Note &note : const_cast<NoteController &>(controller).model().records()) {
                all.append(note.text);
            }
            return all.join(QStringLiteral(", "));
        }
        void change(const char *id, const char *verb)
        {
            earshot::v1::CallChange message;
            message.set_id(id);
            message.set_verb(verb);
            rpc.send(QStringLiteral("Notes/Watch"), message);
        }
    };
    static ListAnswer answer(const QSignalSpy &spy, int i) { return spy[i][0].value<ListAnswer>(); }

private Q_SLOTS:
    void theQueryIsSentAsItStands()
    {
        Bench b;
        common::ListQuery query;
        query.search = QStringLiteral("10");
        query.order = QStringLiteral("text");
        query.descending = true;
        query.pageSize = 50;
        query.pageToken = QStringLiteral("t");
        query.criteria = {{QStringLiteral("state"), QStringLiteral("is"), {QStringLiteral("partial")}}};
        b.controller.load(query);
        const auto sent = b.rpc.request<earshot::v1::ListRequest>(QStringLiteral("Notes/List"));
        QCOMPARE(sent.search(), std::string("10"));
        QCOMPARE(sent.order(), std::string("text"));
        QVERIFY(sent.descending());
        QCOMPARE(sent.page_size(), 50u);
        QCOMPARE(sent.page_token(), std::string("t"));
        QCOMPARE(sent.criteria(0).field(), std::string("state"));
        QCOMPARE(sent.criteria(0).values(0), std::string("partial"));
        QVERIFY(b.rpc.reply(QStringLiteral("Notes/List"), noteList(1, 2, "next", 234)));
        QCOMPARE(b.texts(), QStringLiteral("note 1, note 2"));
        QCOMPARE(answer(b.loaded, 0).total, 234);
        QCOMPARE(answer(b.loaded, 0).nextToken, QStringLiteral("next"));
    }
    void lateRepliesAreDropped()
    {
        Bench b;
        b.controller.load({});
        const common::RpcCallId first = b.rpc.last(QStringLiteral("Notes/List"))->id;
        common::ListQuery second;
        second.search = QStringLiteral("x");
        b.controller.load(second);
        QVERIFY(!b.rpc.sendTo(first, noteList(1, 5, "", 5))); // it was cancelled
        QVERIFY(b.rpc.reply(QStringLiteral("Notes/List"), noteList(7, 1, "", 1)));
        QCOMPARE(b.texts(), QStringLiteral("note 7"));
        QCOMPARE(b.loaded.count(), 1);
    }
    void whatReadsLongIsReadInAnotherThread()
    {
        struct Reading {
            QSemaphore allowed;
            std::atomic<int> done = 0;
            std::atomic<bool> inMain = false;
        };
        const auto reading = std::make_shared<Reading>();
        FakeRpc rpc;
        CrudMethods<Note> methods = noteMethods();
        methods.readsLong = true;
        methods.readList = [reading, plain = methods.readList](const QByteArray &bytes) {
            (void)reading->allowed.tryAcquire(1, 20'000);
            ++reading->done;
            reading->inMain =
                reading->inMain || QThread::currentThread() == QCoreApplication::instance()->thread();
            return plain(bytes);
        };
        NoteController controller{rpc, methods, noteColumns(), noteId};
        QSignalSpy loaded(&controller, &ListSource::loaded);
        QSignalSpy failed(&controller, &ListSource::failed);
        controller.load({});
        QVERIFY(rpc.reply(QStringLiteral("Notes/List"), noteList(1, 5, "", 5)));
        QCOMPARE(loaded.count(), 0);
        // What is asked for meanwhile counts, and not what is read later.
        common::ListQuery second;
        second.search = QStringLiteral("x");
        controller.load(second);
        reading->allowed.release(10);
        QVERIFY(rpc.reply(QStringLiteral("Notes/List"), noteList(7, 2, "", 2)));
        QTRY_COMPARE(loaded.count(), 1);
        QTRY_COMPARE(reading->done.load(), 2);
        QTest::qWait(20); // nothing comes of the first
        QCOMPARE(loaded.count(), 1);
        QCOMPARE(controller.model().records().size(), 2);
        QVERIFY(!reading->inMain);
        // The same rows as text, and what cannot be read.
        std::optional<common::Result<TextRows>> text;
        controller.fetchText({}, {QStringLiteral("text")}, &controller,
                             [&text](const common::Result<TextRows> &rows) { text = rows; });
        QVERIFY(rpc.reply(QStringLiteral("Notes/List"), noteList(3, 1, "", 1)));
        QTRY_VERIFY(text.has_value());
        QVERIFY(*text);
        QCOMPARE((*text)->rows, QList<QStringList>{QStringList{QStringLiteral("note 3")}});
        QCOMPARE(failed.count(), 0);
        controller.load({});
        rpc.last(QStringLiteral("Notes/List"))->handlers.data(QByteArray("\xff\xff", 2));
        QVERIFY(rpc.end(QStringLiteral("Notes/List")));
        QTRY_COMPARE(failed.count(), 1);
    }
    void failuresAreTold()
    {
        Bench b;
        b.controller.load({});
        b.rpc.fail(QStringLiteral("Notes/List"), common::ErrorCode::Unavailable, QStringLiteral("no"));
        QCOMPARE(b.failed.count(), 1);
        b.controller.load({});
        earshot::v1::CallSummary wrong;
        wrong.set_id(std::string("\xff\xff", 2));
        b.rpc.sendTo(b.rpc.last(QStringLiteral("Notes/List"))->id, earshot::v1::WatchRequest());
        b.rpc.end(QStringLiteral("Notes/List"));
        QCOMPARE(b.loaded.count(), 1); // an empty message is an empty list
        QCOMPARE(answer(b.loaded, 0).rows, 0);
    }
    void pagesSeenBeforeAreShownAtOnceAndAskedForAgain()
    {
        Bench b;
        b.controller.load({});
        b.rpc.reply(QStringLiteral("Notes/List"), noteList(1, 2, "b", 4));
        common::ListQuery second;
        second.pageToken = QStringLiteral("b");
        b.controller.load(second);
        b.rpc.reply(QStringLiteral("Notes/List"), noteList(3, 2, "", -1));
        b.controller.load({});
        QCOMPARE(b.texts(), QStringLiteral("note 3, note 4"));
        QTRY_COMPARE(b.loaded.count(), 3);
        QVERIFY(answer(b.loaded, 2).cached);
        QCOMPARE(b.texts(), QStringLiteral("note 1, note 2"));
        b.rpc.reply(QStringLiteral("Notes/List"), noteList(0, 2, "b", 5));
        QCOMPARE(b.texts(), QStringLiteral("note 0, note 1"));
        QVERIFY(!answer(b.loaded, 3).cached);

        b.controller.forget();
        b.controller.load({});
        b.rpc.reply(QStringLiteral("Notes/List"), noteList(1, 1, "", 1));
        QCoreApplication::processEvents();
        QCOMPARE(b.loaded.count(), 5);
    }
    void changesOfTheServerReachSingleRows()
    {
        Bench b;
        QSignalSpy arrived(&b.controller, &ListSource::arrived);
        QSignalSpy missed(&b.controller, &ListSource::missed);
        QSignalSpy changed(&b.controller, &ListSource::rowsChanged);
        b.controller.load({});
        b.rpc.reply(QStringLiteral("Notes/List"), noteList(1, 3, "", 3));
        b.change("2", "removed");
        QCOMPARE(b.texts(), QStringLiteral("note 1, note 3"));
        b.change("3", "changed");
        earshot::v1::CallSummary now;
        now.set_id("3");
        now.set_from_number("better");
        QVERIFY(b.rpc.reply(QStringLiteral("Notes/Get"), now));
        QCOMPARE(b.texts(), QStringLiteral("note 1, better"));
        QCOMPARE(changed.count(), 2);
        b.change("9", "stored");
        b.change("", "missed");
        b.change("77", "changed"); // is on another page
        QCOMPARE(arrived.count(), 1);
        QCOMPARE(missed.count(), 1); // which is no new row
        QCOMPARE(b.rpc.count(QStringLiteral("Notes/Get")), 1);
    }
    void theSubscriptionIsTakenUpAgain()
    {
        Bench b;
        QCOMPARE(b.rpc.count(QStringLiteral("Notes/Watch")), 1);
        b.rpc.setReady(false);
        b.rpc.end(QStringLiteral("Notes/Watch"),
                  common::fail(common::ErrorCode::Unavailable, QString(),
                               {{QStringLiteral("reason"), QStringLiteral("not-connected")}}));
        QCOMPARE(b.rpc.count(QStringLiteral("Notes/Watch")), 1);
        b.rpc.setReady(true);
        QCOMPARE(b.rpc.count(QStringLiteral("Notes/Watch")), 2);
        b.rpc.end(QStringLiteral("Notes/Watch")); // the server ended it
        QTRY_COMPARE(b.rpc.count(QStringLiteral("Notes/Watch")), 3);
        b.rpc.fail(QStringLiteral("Notes/Watch"), common::ErrorCode::Denied);
        b.rpc.setReady(false);
        b.rpc.setReady(true);
        QCOMPARE(b.rpc.count(QStringLiteral("Notes/Watch")), 3); // refused is refused
    }
    void savingUpdatesTheRow()
    {
        Bench b;
        QObject context;
        b.controller.load({});
        b.rpc.reply(QStringLiteral("Notes/List"), noteList(1, 2, "", 2));
        QString result;
        b.controller.save({QStringLiteral("2"), QStringLiteral("mine")}, false, &context,
                          [&result](common::Result<Note> note) {
                              result = note ? note->text : common::keyOf(note.error().code);
                          });
        QCOMPARE(b.rpc.request<earshot::v1::CallSummary>(QStringLiteral("Notes/Update")).from_number(),
                 std::string("mine"));
        earshot::v1::CallSummary saved;
        saved.set_id("2");
        saved.set_from_number("mine, as kept");
        b.rpc.reply(QStringLiteral("Notes/Update"), saved);
        QCOMPARE(result, QStringLiteral("mine, as kept"));
        QCOMPARE(b.texts(), QStringLiteral("note 1, mine, as kept"));
        b.controller.save({QStringLiteral("2"), QStringLiteral("again")}, false, &context,
                          [&result](common::Result<Note> note) {
                              result = note ? note->text : common::keyOf(note.error().code);
                          });
        b.rpc.fail(QStringLiteral("Notes/Update"), common::ErrorCode::Conflict);
        QCOMPARE(result, common::keyOf(common::ErrorCode::Conflict));
        b.controller.save({{}, QStringLiteral("new")}, true, &context, [](common::Result<Note>) {});
        QCOMPARE(b.rpc.count(QStringLiteral("Notes/Create")), 1);
        bool removed = false;
        b.controller.remove(QStringLiteral("1"), &context,
                            [&removed](common::Status s) { removed = s.has_value(); });
        b.rpc.end(QStringLiteral("Notes/Remove"));
        QVERIFY(removed);
        QCOMPARE(b.texts(), QStringLiteral("mine, as kept"));
    }
};

EARSHOT_TEST(tst_crudcontroller, TestCrudController)
#include "tst_crudcontroller.moc"
