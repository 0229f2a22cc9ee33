// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/pagedsource.h"

#include "common/proto/usertransfer.pb.h"

#include "tests/support/testmain.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace recorder;
namespace v1 = earshot::v1;

namespace
{

using Source = PagedSource<v1::CsvChunk>;
using Kind = StreamStep::Kind;

class CountingPort final : public CallPort
{
public:
    void reply(common::Result<QByteArray>) override {}
    void ready() override { ++wakes; }
    void signIn(std::shared_ptr<const Actor>, QString) override {}
    void signOut() override {}
    bool cancelled() const override { return false; }

    std::atomic<int> wakes = 0;
};

/// Pages that come when the test says so.
struct Bench {
    std::shared_ptr<CountingPort> port = std::make_shared<CountingPort>();
    QStringList tokens;
    QList<Source::Done> waiting;
    std::shared_ptr<Source> source;

    Bench()
    {
        CallContext context;
        context.port = port;
        source = std::make_shared<Source>(context, [this](const QString &token, Source::Done done) {
            tokens.append(token);
            waiting.append(std::move(done));
        });
        source->begin();
    }
    void give(const QByteArray &text, const char *next)
    {
        waiting.takeFirst()(Source::Page{text, QLatin1String(next)});
    }
    QByteArray take()
    {
        const StreamStep step = source->next();
        v1::CsvChunk chunk;
        return step.kind == Kind::Message &&
                       chunk.ParseFromArray(step.bytes.constData(), static_cast<int>(step.bytes.size()))
                   ? QByteArray::fromStdString(chunk.data())
                   : QByteArray();
    }
};

QByteArray text(qsizetype size, char first)
{
    QByteArray made(size, '.');
    for (qsizetype i = 0; i < size; ++i) {
        made[i] = static_cast<char>(first + i % 20);
    }
    return made;
}

} // namespace

class TestPagedSource : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pagesBecomeOneText()
    {
        Bench bench;
        QCOMPARE(bench.tokens, QStringList{QString()});
        QCOMPARE(bench.source->next().kind, Kind::Wait);
        bench.give("one,", "2");
        QCOMPARE(bench.port->wakes.load(), 1);
        QCOMPARE(bench.take(), QByteArray("one,"));
        QCOMPARE(bench.tokens, (QStringList{QString(), QStringLiteral("2")}));
        QCOMPARE(bench.source->next().kind, Kind::Wait);
        bench.give("two,", "3");
        QCOMPARE(bench.take(), QByteArray("two,"));
        bench.give("three", "");
        QCOMPARE(bench.take(), QByteArray("three"));
        const StreamStep end = bench.source->next();
        QCOMPARE(end.kind, Kind::End);
        QVERIFY(end.status);
        QCOMPARE(bench.tokens.size(), 3);
        QCOMPARE(bench.port->wakes.load(), 3);
    }

    /// 64 KiB at a time; the next page is asked for while the last piece goes out, and one page only.
    void onePageAheadAndNoMore()
    {
        constexpr qsizetype kChunk = 64 * 1024;
        Bench bench;
        const QByteArray first = text(2 * kChunk + 10, 'a');
        const QByteArray second = text(100, 'A');
        bench.give(first, "2");
        QCOMPARE(bench.take(), first.left(kChunk));
        QCOMPARE(bench.take(), first.mid(kChunk, kChunk));
        QCOMPARE(bench.tokens.size(), 1); // more than a piece waited until now
        QCOMPARE(bench.take(), first.mid(2 * kChunk));
        QCOMPARE(bench.tokens.size(), 2);
        QCOMPARE(bench.source->next().kind, Kind::Wait);
        QCOMPARE(bench.tokens.size(), 2);
        bench.give(second, "");
        QCOMPARE(bench.take(), second);
        QCOMPARE(bench.source->next().kind, Kind::End);
    }

    void anEmptyPageIsNoEnd()
    {
        Bench bench;
        bench.give({}, "2");
        QCOMPARE(bench.source->next().kind, Kind::Wait);
        QCOMPARE(bench.tokens.size(), 2);
        bench.give("late", "");
        QCOMPARE(bench.take(), QByteArray("late"));
        QCOMPARE(bench.source->next().kind, Kind::End);
    }

    void whatCameBeforeAFailureIsSent()
    {
        Bench bench;
        bench.give("half", "2");
        QCOMPARE(bench.take(), QByteArray("half"));
        bench.waiting.takeFirst()(
            common::fail(common::ErrorCode::Unavailable, QStringLiteral("the database is away")));
        const StreamStep end = bench.source->next();
        QCOMPARE(end.kind, Kind::End);
        QVERIFY(!end.status);
        QCOMPARE(end.status.error().code, common::ErrorCode::Unavailable);
    }

    void whoHasGoneIsNotWoken()
    {
        Bench bench;
        bench.source->stopped();
        const std::weak_ptr<Source> kept = bench.source;
        bench.source.reset();
        QVERIFY(!kept.expired()); // the page on its way holds it
        bench.give("late", "2");
        QVERIFY(kept.expired());
        QCOMPARE(bench.port->wakes.load(), 0);
    }

    /// As it runs: pages from other threads, pieces taken when woken. Nothing is lost, doubled or out of
    /// order.
    void pagesFromOtherThreads()
    {
        constexpr int kPages = 200;
        const auto port = std::make_shared<CountingPort>();
        CallContext context;
        context.port = port;
        QByteArray expected;
        for (int i = 0; i < kPages; ++i) {
            expected += text(1000 + i * 700, static_cast<char>('a' + i % 5));
        }
        std::vector<std::jthread> threads; // of the one fetch that is ever on its way
        const auto source =
            std::make_shared<Source>(context, [&threads](const QString &token, Source::Done done) {
                const int page = token.toInt();
                threads.emplace_back([page, done = std::move(done)] {
                    done(Source::Page{text(1000 + page * 700, static_cast<char>('a' + page % 5)),
                                      page + 1 < kPages ? QString::number(page + 1) : QString()});
                });
            });
        source->begin();
        QByteArray got;
        for (;;) {
            StreamStep step = source->next();
            if (step.kind == Kind::End) {
                QVERIFY(step.status);
                break;
            }
            if (step.kind == Kind::Wait) {
                std::this_thread::yield();
                continue;
            }
            v1::CsvChunk chunk;
            QVERIFY(chunk.ParseFromArray(step.bytes.constData(), static_cast<int>(step.bytes.size())));
            got += QByteArray::fromStdString(chunk.data());
        }
        QCOMPARE(got.size(), expected.size());
        QVERIFY(got == expected);
        QVERIFY(port->wakes.load() <= kPages);
    }
};

EARSHOT_TEST(tst_pagedsource, TestPagedSource)
#include "tst_pagedsource.moc"
