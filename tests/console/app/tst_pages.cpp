// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/calls.pb.h"
#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/methodaccess.h"
#include "console/app/pageregistry.h"
#include "console/app/workspace.h"
#include "console/crud/filterbar.h"
#include "console/kit/banner.h"
#include "console/kit/icons.h"
#include "console/kit/stateview.h"
#include "tests/console/app/accessiblenames.h"
#include "tests/support/dashboardpages.h"
#include "tests/support/fakeclock.h"
#include "tests/support/fakerpc.h"
#include "tests/support/testmain.h"

#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QLabel>
#include <QSet>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace console;

namespace
{
/// How the recorder answers whatever a page asks first.
enum class Answer { None, Nothing, Denied, Unavailable };

/// The standard pages in the real workspace, with a client without a wire and somebody who may do everything.
struct Bench {
    QTemporaryDir settings;
    PageRegistry registry = PageRegistry::standard();
    tests::FakeRpc rpc;
    tests::FakeClock clock;
    common::Identity identity;
    std::unique_ptr<Workspace> workspace;

    Bench()
    {
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
        identity.login = QStringLiteral("root");
        identity.name = QStringLiteral("Ada Novak");
        identity.role = QStringLiteral("root");
        identity.scope = QStringLiteral("unrestricted");
        for (const PageSpec &page : registry.pages()) {
            identity.permissions.append(page.permission);
        }
        identity.permissions += {QStringLiteral("calls.playback"), QStringLiteral("settings.edit")};
        workspace = std::make_unique<Workspace>(
            WorkspaceParts{registry, rpc, identity, clock, QStringLiteral("key")});
        workspace->resize(1280, 760);
        workspace->show();
        (void)QTest::qWaitForWindowExposed(workspace.get());
    }
    void open(const QString &id)
    {
        workspace->open(id, {{QStringLiteral("id"), QStringLiteral("018f0000-0000-7000-8000-000000000001")}});
    }
    /// Answers all calls that run now; how many there were.
    int answer(Answer how)
    {
        const auto count = rpc.calls().size();
        int answered = 0; // but for subscriptions: those are taken up again by the page itself
        for (std::size_t i = 0; i < count; ++i) {
            const auto &call = rpc.calls()[i];
            if (!call.running) {
                continue;
            }
            const bool subscription =
                call.options.deadline.count() == 0 && call.method.contains(QLatin1String("/Watch"));
            answered += subscription ? 0 : 1;
            if (how == Answer::Nothing && subscription) {
                earshot::v1::ActiveCallsUpdate nobody; // of another subscription it is a change of nothing
                nobody.set_snapshot(call.method.endsWith(QLatin1String("WatchActive")));
                rpc.sendTo(call.id, nobody);
            } else if (how == Answer::Nothing) {
                const auto data = call.handlers.data;
                if (data) {
                    data(QByteArray()); // a message of which nothing is set
                }
                rpc.endOf(call.id);
            } else if (how != Answer::None) {
                const bool denied = how == Answer::Denied;
                rpc.endOf(call.id,
                          common::fail(denied ? common::ErrorCode::Denied : common::ErrorCode::Unavailable,
                                       QStringLiteral("not now"),
                                       denied ? QMap<QString, QString>()
                                              : QMap<QString, QString>{
                                                    {QStringLiteral("reason"), QStringLiteral("deadline")}}));
            }
        }
        return answered;
    }
    QList<StateView::State> states() const
    {
        QList<StateView::State> seen;
        for (const StateView *view : workspace->currentPage()->findChildren<StateView *>()) {
            if (view->isVisible()) {
                seen.append(view->state());
            }
        }
        return seen;
    }
    /// A page that shows more than what could not be loaded says it beside the rest.
    bool saysInBanner(const QString &words) const
    {
        const auto banners = workspace->currentPage()->findChildren<Banner *>();
        return states().isEmpty() &&
               std::any_of(banners.begin(), banners.end(), [&words](const Banner *banner) {
                   return banner->isVisible() && banner->text().contains(words);
               });
    }
};
} // namespace

/// House style H10: every page of the registry, the same questions to each.
class TestPages : public QObject
{
    Q_OBJECT
private:
    static void rows()
    {
        QTest::addColumn<QString>("id");
        const PageRegistry registry = PageRegistry::standard();
        for (const PageSpec &page : registry.pages()) {
            QTest::newRow(qPrintable(page.id)) << page.id;
        }
    }
private Q_SLOTS:
    void theRegistryIsSound()
    {
        const PageRegistry registry = PageRegistry::standard();
        QSet<QString> ids;
        for (const PageSpec &page : registry.pages()) {
            QVERIFY2(!page.id.isEmpty() && !ids.contains(page.id), qPrintable(page.id));
            ids.insert(page.id);
            QVERIFY2(!PageRegistry::titleOf(page).isEmpty(), qPrintable(page.id));
            QVERIFY2(!icon(page.icon).isNull(), qPrintable(page.id + QLatin1Char(' ') + page.icon));
            QVERIFY2(page.area.isEmpty() || registry.area(page.area) != nullptr, qPrintable(page.area));
            // The breadcrumb of what is not in the tree leads back to where it belongs.
            const bool alone = page.id == QLatin1String("my-profile");
            QVERIFY2(alone || !page.area.isEmpty() || registry.find(page.list) != nullptr,
                     qPrintable(page.id));
        }
        for (const Area &area : registry.areas()) {
            QVERIFY2(!icon(area.icon).isNull(), qPrintable(area.icon));
            QVERIFY2(area.parent.isEmpty() || registry.area(area.parent) != nullptr, qPrintable(area.parent));
        }
    }
    void opensNamedAndInOrder_data() { rows(); }
    void opensNamedAndInOrder()
    {
        QFETCH(QString, id);
        Bench bench;
        bench.open(id);
        QCOMPARE(bench.workspace->currentPlace().pageId, id);
        QWidget *page = bench.workspace->currentPage();
        QVERIFY(page != nullptr && page->isVisible());
        for (const QAbstractItemView *view : page->findChildren<QAbstractItemView *>()) {
            if (view->model() != nullptr) {
                new QAbstractItemModelTester(
                    view->model(), QAbstractItemModelTester::FailureReportingMode::QtTest, view->model());
            }
        }
        bench.answer(Answer::Nothing);
        QCoreApplication::processEvents(); // tables on the page of one object ask when they are shown
        bench.answer(Answer::Nothing);
        QCOMPARE(tests::unnamedWidgets(*page), QStringList());
        QCOMPARE(tests::untitledColumns(*page), QStringList());
        const QStringList faults = tests::tabOrderFaults(*page);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QLatin1Char('\n'))));
        QVERIFY(tests::saveScreenshot(*bench.workspace, QStringLiteral("page-") + id));
        QVERIFY(!bench.states().contains(StateView::State::Loading));
    }
    void saysWhenItIsDenied_data() { rows(); }
    void saysWhenItIsDenied()
    {
        QFETCH(QString, id);
        Bench bench;
        bench.open(id);
        if (bench.answer(Answer::Denied) > 0) {
            QVERIFY(bench.states().contains(StateView::State::Denied) ||
                    bench.saysInBanner(QStringLiteral("does not permit")));
            QCOMPARE(tests::unnamedWidgets(*bench.workspace), QStringList());
            QVERIFY(tests::saveScreenshot(*bench.workspace, QStringLiteral("page-denied-") + id));
        }
    }
    void saysWhenTheRecorderDoesNotAnswer_data() { rows(); }
    void saysWhenTheRecorderDoesNotAnswer()
    {
        QFETCH(QString, id);
        Bench bench;
        bench.open(id);
        if (bench.answer(Answer::Unavailable) > 0) {
            const auto states = bench.states();
            QVERIFY(states.contains(StateView::State::Error) || states.contains(StateView::State::Offline) ||
                    bench.saysInBanner(QStringLiteral("Could not load")));
            QVERIFY(tests::saveScreenshot(*bench.workspace, QStringLiteral("page-error-") + id));
        }
    }
    void asksForItsPermission_data() { rows(); }
    void asksForItsPermission()
    {
        QFETCH(QString, id);
        Bench bench;
        const QString permission = bench.registry.find(id)->permission;
        bench.identity.permissions.clear();
        bench.workspace->setIdentityChanged();
        const auto before = bench.rpc.calls().size();
        bench.open(id);
        if (permission.isEmpty()) {
            QCOMPARE(bench.workspace->currentPlace().pageId, id);
        } else {
            QVERIFY(bench.workspace->currentPage() == nullptr);
            QCOMPARE(bench.rpc.calls().size(), before);
        }
    }
    void opensWithoutChangingAnything_data() { rows(); }
    /// Opening a page never starts playback or a job.
    void opensWithoutChangingAnything()
    {
        QFETCH(QString, id);
        Bench bench;
        bench.open(id);
        bench.answer(Answer::Nothing);
        for (const auto &call : bench.rpc.calls()) {
            const auto access = common::accessOf(QStringLiteral("earshot.v1.") + call.method);
            QVERIFY2(access && !access->mutates, qPrintable(call.method));
        }
        QCOMPARE(bench.workspace->tasks().rowCount(), 0);
    }
    void numbersOfTheDashboardOpenTheirLists_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("permission");
        QTest::addColumn<QString>("method");
        for (const tests::DashboardPage &row : tests::dashboardPages()) {
            QTest::newRow(qPrintable(row.page)) << row.page << row.permission << row.method;
        }
    }
    /// What tst_dashboardlists asks the recorder is what the page asks it, narrowed by what the tile says.
    void numbersOfTheDashboardOpenTheirLists()
    {
        QFETCH(QString, id);
        QFETCH(QString, permission);
        QFETCH(QString, method);
        Bench bench;
        const PageSpec *page = bench.registry.find(id);
        QVERIFY(page != nullptr);
        QCOMPARE(page->permission, permission);
        const GivenFilter given{QStringLiteral("of the tile"),
                                {{QStringLiteral("field"), QStringLiteral("is"), {QStringLiteral("value")}}}};
        bench.workspace->open(id, argumentsOf(given));
        const auto *call = bench.rpc.last(method);
        QVERIFY(call != nullptr);
        // Their tiles narrow nothing: who is signed in, which calls run.
        if (id != QLatin1String("user-sessions") && id != QLatin1String("active-calls")) {
            earshot::v1::ListRequest request;
            QVERIFY(
                request.ParseFromArray(call->request.constData(), static_cast<int>(call->request.size())));
            const auto query = common::fromWire(request);
            QVERIFY(query && query->criteria.contains(given.criteria.first()));
        }
    }
};

EARSHOT_TEST(tst_pages, TestPages)
#include "tst_pages.moc"
