// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/jobcodec.h"

#include "tests/support/testmain.h"

#include <QTest>

#include <limits>

using namespace common;
namespace v1 = earshot::v1;

namespace
{

const QString kText = QString::fromUtf8("Zo\u00eb \U0001F3A7 \u202E 'x'\n");

/// There and back through the bytes.
template <typename Record>
Result<Record> again(const Record &record)
{
    auto wire = toWire(record);
    decltype(wire) read;
    if (!read.ParseFromString(wire.SerializeAsString())) {
        return fail(ErrorCode::Internal, QStringLiteral("not read"));
    }
    return fromWire(read);
}

JobRecord fullJob()
{
    JobRecord job;
    job.id = QStringLiteral("i");
    job.kind = QStringLiteral("users-import");
    job.subject = kText;
    job.ownerId = QStringLiteral("o");
    job.owner = kText;
    job.tenant = QStringLiteral("t");
    job.state = QStringLiteral("running");
    job.progress = {QStringLiteral("writing"), 7, 6, 5, 4, 3};
    job.createdMs = 1234567890123;
    job.startedMs = 1234567890124;
    job.endedMs = 1234567890125;
    job.reason = QStringLiteral("taken");
    job.dryRun = true;
    job.stopping = true;
    job.host = QStringLiteral("rec1");
    job.lines = {{17, QStringLiteral("name"), QStringLiteral("taken"), kText, true},
                 {0, {}, QStringLiteral("refused"), QStringLiteral("3"), false}};
    return job;
}

} // namespace

class TestJobCodec : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void recordsComeBackWhole()
    {
        QVERIFY(again(fullJob()) == fullJob());
        QVERIFY(again(JobRecord()) == JobRecord());
        const DeletedRecord deleted{
            QStringLiteral("i"),    QStringLiteral("users"), kText, QStringLiteral("t"), 12, 34,
            QStringLiteral("admin")};
        QVERIFY(again(deleted) == deleted);
        QVERIFY(again(Retention{7, 3}) == (Retention{7, 3}));
    }

    void whatNoClockHoldsIsRefused()
    {
        for (auto set : {&v1::Job::set_created_ms, &v1::Job::set_started_ms, &v1::Job::set_ended_ms}) {
            v1::Job wire;
            (wire.*set)(std::numeric_limits<qint64>::max());
            QVERIFY(!fromWire(wire));
        }
        v1::DeletedRecord wire;
        wire.set_purge_ms(std::numeric_limits<qint64>::min());
        QVERIFY(!fromWire(wire));
    }

    void moreLinesThanAPageHasAreRefused()
    {
        v1::Job wire;
        for (int i = 0; i <= JobRecord::kMostLines; ++i) {
            wire.add_lines();
        }
        QVERIFY(!fromWire(wire));
    }
};

EARSHOT_TEST(tst_jobcodec, TestJobCodec)
#include "tst_jobcodec.moc"
