// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/taskmodel.h"
#include "console/pages/keys/rewraptask.h"
#include "tests/support/keyholder.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{

const QString kList = QStringLiteral("KeyRewraps/List");
const QString kPut = QStringLiteral("KeyRewraps/Put");

/// A holder with a second key of his tenant, and the task that moves to it.
struct Bench {
    KeyHolder holder;
    TestKeys fresh{kHolderTenant, 2};
    TaskModel tasks{holder.clock};
    QString words;
    TaskState state = TaskState::Running;

    void begin()
    {
        holder.open();
        auto *task = new RewrapTask(holder.rpc, tasks, *holder.keys,
                                    {{QStringLiteral("old"), holder.tenant.bundle, holder.tenant.record},
                                     {QStringLiteral("new"), fresh.bundle, fresh.record},
                                     QStringLiteral("Spring"),
                                     QStringLiteral("p")});
        QObject::connect(task, &RewrapTask::ended, &tasks, [this](TaskState how, const QString &text) {
            state = how;
            words = text;
        });
    }
    v1::WrapPage page(int count, const std::string &next) const
    {
        v1::WrapPage made;
        const auto header = common::parseContainerHeader(holder.seal("sound")).value();
        for (int i = 0; i < count; ++i) {
            v1::WrapToMove *file = made.add_files();
            file->mutable_place()->set_call_id("018f0000-0000-7000-8000-0000000000ca");
            file->mutable_place()->set_file(i);
            file->set_wrapped(header->recipients.first().wrapped.toStdString());
        }
        made.set_next(next);
        made.set_total(3);
        return made;
    }
};

} // namespace

class TestRewrapTask : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pageAfterPageIsMovedAndSigned()
    {
        Bench bench;
        bench.begin();
        QVERIFY(bench.holder.rpc.request<v1::WrapsToMove>(kList).count());
        QVERIFY(bench.holder.rpc.reply(kList, bench.page(2, "after")));
        QTRY_COMPARE(bench.holder.rpc.count(kPut), 1);
        const auto sent = bench.holder.rpc.request<v1::MovedWraps>(kPut);
        const auto files = common::filesFromWire(sent);
        QVERIFY(files && files->size() == 2);
        for (const common::FileWrap &file : *files) {
            QCOMPARE(bench.fresh.bundle.opening.unwrap(file.wrapped)->size(), std::size_t(32));
        }
        const common::Rewrap rewrap{kHolderTenant,
                                    bench.holder.tenant.record.fingerprint(),
                                    bench.fresh.record.fingerprint(),
                                    sent.at_ms(),
                                    *files,
                                    common::bytesFromWire(sent.signature())};
        QVERIFY(common::checkRewrap(rewrap, bench.holder.tenant.record, bench.fresh.record,
                                    bench.holder.keys->nowMs()));
        v1::WrapsMoved moved;
        moved.set_moved(2);
        QVERIFY(bench.holder.rpc.reply(kPut, moved));
        QCOMPARE(bench.holder.rpc.request<v1::WrapsToMove>(kList).after(), std::string("after"));
        // One that cannot be read is told, and stays with the key before.
        v1::WrapPage last = bench.page(1, {});
        last.mutable_files(0)->clear_wrapped();
        last.mutable_files(0)->set_problem("unreachable");
        QVERIFY(bench.holder.rpc.reply(kList, last));
        QTRY_COMPARE(bench.state, TaskState::Failed);
        QVERIFY2(bench.words.contains(QStringLiteral("does not answer")), qPrintable(bench.words));
        QCOMPARE(bench.holder.rpc.count(kPut), 1);
    }
    /// The wire and the recorder are not waited for: the next page is asked for while this one is worked on,
    /// and worked on while the new wraps of this one are on their way.
    void pagesOverlapAndAreShared()
    {
        Bench bench;
        bench.begin();
        QVERIFY(bench.holder.rpc.reply(kList, bench.page(60, "second")));
        QCOMPARE(bench.holder.rpc.count(kList), 2);
        QTRY_COMPARE(bench.holder.rpc.count(kPut), 1);
        const auto first = common::filesFromWire(bench.holder.rpc.request<v1::MovedWraps>(kPut));
        QVERIFY(first && first->size() == 60);
        for (int i = 0; i < 60; ++i) { // in the order of the page, whoever did which part
            QCOMPARE(first->at(i).file, i);
        }
        QVERIFY(bench.holder.rpc.reply(kList, bench.page(1, {})));
        QTRY_COMPARE(bench.holder.rpc.count(kPut), 2); // and nobody has answered the first one yet
        QCOMPARE(bench.state, TaskState::Running);
        v1::WrapsMoved moved;
        moved.set_moved(1);
        QVERIFY(bench.holder.rpc.reply(kPut, moved));
        QCOMPARE(bench.state, TaskState::Running);
        moved.set_moved(60);
        QVERIFY(bench.holder.rpc.reply(kPut, moved)); // the newest that is open: now the first
        QCOMPARE(bench.state, TaskState::Done);
        QVERIFY2(bench.words.contains(QStringLiteral("61")), qPrintable(bench.words));
    }
    void nothingToMoveIsDone()
    {
        Bench bench;
        bench.begin();
        QVERIFY(bench.holder.rpc.reply(kList, v1::WrapPage()));
        QTRY_COMPARE(bench.state, TaskState::Done);
        QCOMPARE(bench.holder.rpc.count(kPut), 0);
    }
    /// It holds copies of the keys: they go when the user's go.
    void lockedKeysEndIt()
    {
        Bench bench;
        bench.begin();
        bench.holder.keys->sleep();
        QCOMPARE(bench.state, TaskState::Failed);
        QCOMPARE(bench.tasks.running(), 0);
    }
};

EARSHOT_TEST(tst_rewraptask, TestRewrapTask)
#include "tst_rewraptask.moc"
