// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/storagehandlers.h"

#include "common/proto/connectiontest.pb.h"

#include "tests/recorder/api/apibench.h"
#include "tests/recorder/api/storagelab.h"
#include "tests/support/testmain.h"

using namespace recorder;
using tests::AccessWorld;
namespace v1 = earshot::v1;

namespace
{

struct Lab {
    Lab()
    {
        const auto added = addStorageHandlers(
            dispatcher, {[this]() -> const Gate * { return &world.gate; }, [this] { return access; }});
        if (!added) {
            qFatal("%s", qPrintable(added.error().message));
        }
    }
    common::Result<std::shared_ptr<StreamSource>> open(const char *login, const QByteArray &request)
    {
        const auto *method = dispatcher.find(QStringLiteral("earshot.v1.StorageTargets/Test"));
        CallContext context;
        context.access = method->access;
        context.actor = std::make_shared<const Actor>(world.actor(QLatin1String(login)));
        context.peer = QStringLiteral("192.0.2.5");
        context.port = std::make_shared<tests::KeptCall>();
        return method->open(context, request);
    }
    /// All reports of a test, and how it ended.
    std::pair<QList<v1::TestReport>, common::Status> reports(const char *login, const QByteArray &request)
    {
        auto source = open(login, request);
        if (!source) {
            return {{}, common::propagate(source)};
        }
        QList<v1::TestReport> all;
        for (const QDeadlineTimer patience(20000); !patience.hasExpired();) {
            const StreamStep step = (*source)->next();
            if (step.kind == StreamStep::Kind::End) {
                return {all, step.status};
            }
            v1::TestReport report;
            if (step.kind == StreamStep::Kind::Message && report.ParseFromString(step.bytes.toStdString())) {
                all.append(report);
            } else {
                QTest::qWait(1);
            }
        }
        return {all, common::fail(common::ErrorCode::Internal, QStringLiteral("no end"))};
    }

    AccessWorld world;
    tests::StorageLab storage{world};
    StorageAccess *access = &storage.access;
    Dispatcher dispatcher;
};

} // namespace

class TestStorageMethods : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTestTellsEachStepAndThenHowItEnded()
    {
        Lab lab;
        const auto [reports, end] =
            lab.reports("admin", tests::StorageLab::request(lab.world, QStringLiteral("Test")));
        QVERIFY2(end, end ? "" : qPrintable(end.error().message));
        QList<int> steps;
        for (const v1::TestReport &report : reports) {
            steps.append(report.steps_size());
        }
        QCOMPARE(steps, (QList<int>{1, 2, 2}));
        QVERIFY(reports.last().passed());
        QCOMPARE(reports.last().steps(1).name(), std::string("tcp"));
        QCOMPARE(lab.world.count(QStringLiteral("audit_log WHERE action = 'storage-targets.test'")), 1);
    }

    void whatIsWrongWithTheFormEndsTheStream()
    {
        Lab lab;
        v1::StorageTarget target;
        target.set_kind("ftp");
        target.set_user("rec");
        target.set_password("pw");
        const auto [reports, end] =
            lab.reports("admin", QByteArray::fromStdString(target.SerializeAsString()));
        QVERIFY(reports.isEmpty());
        QVERIFY(!end);
        QCOMPARE(end.error().fields.value(QStringLiteral("host")), QStringLiteral("empty"));
    }

    void nobodyTestsWithoutADatabase()
    {
        Lab lab;
        lab.access = nullptr;
        const auto source = lab.open("admin", tests::StorageLab::request(lab.world, QStringLiteral("Test")));
        QVERIFY(!source);
        QCOMPARE(source.error().code, common::ErrorCode::Unavailable);
    }
};

EARSHOT_TEST(tst_storagemethods, TestStorageMethods)
#include "tst_storagemethods.moc"
