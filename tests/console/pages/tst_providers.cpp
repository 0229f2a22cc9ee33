// SPDX-License-Identifier: GPL-3.0-or-later
// Providers of single sign-on; tst_pages walks what is the same for all pages.
#include "common/proto/sources.pb.h"
#include "console/crud/connectiontest.h"
#include "console/crud/detailview.h"
#include "console/crud/listpage.h"
#include "console/kit/editdialog.h"
#include "console/kit/recordview.h"
#include "console/kit/referencebox.h"
#include "console/pages/administration/administrationpages.h"
#include "tests/console/pages/directorydata.h"
#include "tests/support/pagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{

v1::Provider provider()
{
    v1::Provider provider;
    provider.set_id(idOf(800));
    provider.set_tenant("Acme");
    provider.set_name("Staff login");
    provider.set_enabled(true);
    provider.set_issuer("https://login.example.com/realms/staff");
    provider.set_client_id("earshot");
    provider.set_has_client_secret(true);
    provider.set_scopes("openid profile email");
    provider.set_login_claim("preferred_username");
    provider.set_name_claim("name");
    provider.set_email_claim("email");
    provider.set_groups_claim("groups");
    provider.set_group_mappings("leads = Supervisor; Sales");
    provider.set_match_login(true);
    provider.set_create_users(true);
    provider.set_default_role_id(idOf(900));
    provider.set_default_role("User - Basic");
    provider.set_version(4);
    return provider;
}

v1::ProviderList providerList()
{
    v1::ProviderList list;
    *list.add_providers() = provider();
    v1::Provider *second = list.add_providers();
    *second = provider();
    second->set_id(idOf(801));
    second->set_name("Partners");
    second->set_enabled(false);
    second->set_create_users(false);
    list.mutable_info()->set_total(2);
    list.mutable_info()->set_total_exact(true);
    return list;
}

struct Bench : PageBench {
    std::unique_ptr<QWidget> page;

    explicit Bench(bool mayEdit = true)
    {
        identity.permissions += {QStringLiteral("sources.view"), QStringLiteral("users.view")};
        if (mayEdit) {
            identity.permissions += {QStringLiteral("sources.edit"), QStringLiteral("users.edit")};
        }
    }
    template <typename Create>
    void open(Create create, const QString &id = {})
    {
        page.reset(create(context(), {{QStringLiteral("id"), id}}, nullptr));
        page->resize(1180, 760);
        page->show();
        (void)QTest::qWaitForWindowExposed(page.get());
    }
    void openProvider()
    {
        open(&createProvider, textId(800));
        QVERIFY(rpc.reply(QStringLiteral("Providers/Get"), provider()));
        QTRY_VERIFY(button("test") != nullptr);
    }
    EditDialog *edit()
    {
        button("edit")->click();
        if (!rpc.reply(QStringLiteral("Providers/Get"), provider()) ||
            !QTest::qWaitFor([this] { return page->findChild<EditDialog *>() != nullptr; })) {
            return nullptr;
        }
        return page->findChild<EditDialog *>();
    }
    QPushButton *button(const char *name) const
    {
        return page->findChild<QPushButton *>(QLatin1String(name));
    }
};

template <typename W>
W *find(const QWidget *parent, const char *name)
{
    return parent->findChild<W *>(QLatin1String(name));
}

} // namespace

class TestProviders : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void theListSaysWhatEachOneDoes()
    {
        Bench bench;
        bench.open(&createProviders);
        QVERIFY(bench.rpc.reply(QStringLiteral("Providers/List"), providerList()));
        auto *model =
            static_cast<RecordModelBase *>(static_cast<ListPage *>(bench.page.get())->view().model());
        QTRY_COMPARE(model->rowCount(), 2);
        const auto cell = [model](int row, const char *column) {
            return model->index(row, model->columnOf(QLatin1String(column))).data().toString();
        };
        QCOMPARE(cell(0, "name"), QStringLiteral("Staff login"));
        QCOMPARE(cell(0, "new-users"), QStringLiteral("Added"));
        QCOMPARE(cell(1, "new-users"), QStringLiteral("Refused"));
        QCOMPARE(cell(1, "status"), QStringLiteral("Disabled"));
        saveShot(*bench.page, QStringLiteral("providers"));
    }

    void thePageLeadsToTheTest()
    {
        Bench bench;
        bench.openProvider();
        saveShot(*bench.page, QStringLiteral("provider"));
        bench.button("test")->click();
        QVERIFY(bench.rpc.last(QStringLiteral("Providers/Test")) != nullptr);
        QVERIFY(bench.page->findChild<ConnectionTestDialog *>() != nullptr);
    }

    void whoMayOnlyLookIsTold()
    {
        Bench bench(false);
        bench.openProvider();
        for (const char *name : {"test", "edit", "delete"}) {
            QVERIFY2(!bench.button(name)->isEnabled(), name);
            QVERIFY2(!bench.button(name)->toolTip().isEmpty(), name);
        }
    }

    void theFormKeepsTheStoredSecret()
    {
        Bench bench;
        bench.openProvider();
        auto *dialog = bench.edit();
        QVERIFY(dialog != nullptr);
        saveShot(*dialog, QStringLiteral("provider-edit"));
        find<QLineEdit>(dialog, "name")->setText(QStringLiteral("People"));
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        const auto *call = bench.rpc.last(QStringLiteral("Providers/Update"));
        QVERIFY(call != nullptr);
        v1::Provider sent;
        QVERIFY(sent.ParseFromArray(call->request.constData(), static_cast<int>(call->request.size())));
        QCOMPARE(sent.name(), std::string("People"));
        QVERIFY(sent.client_secret().empty());
        QCOMPARE(sent.group_mappings(), std::string("leads = Supervisor; Sales"));
        QCOMPARE(sent.default_role_id(), idOf(900));
        QCOMPARE(sent.version(), 4);
    }

    void onlyHttpsIsAnIssuer()
    {
        Bench bench;
        bench.openProvider();
        auto *dialog = bench.edit();
        QVERIFY(dialog != nullptr);
        find<QLineEdit>(dialog, "issuer")->setText(QStringLiteral("http://login.example.com"));
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        QVERIFY(bench.rpc.last(QStringLiteral("Providers/Update")) == nullptr);
    }

    void whatNewUsersGetIsAskedWhenThereAreSome()
    {
        Bench bench;
        bench.openProvider();
        auto *dialog = bench.edit();
        QVERIFY(dialog != nullptr);
        auto *role = find<QWidget>(dialog, "default_role_id");
        auto *mappings = find<QWidget>(dialog, "group_mappings");
        QVERIFY(role->isEnabled() && mappings->isEnabled());
        auto *claim = find<QLineEdit>(dialog, "groups_claim");
        claim->selectAll();
        QTest::keyClick(claim, Qt::Key_Delete);
        QTRY_VERIFY(!mappings->isEnabled());
        find<QCheckBox>(dialog, "create_users")->setChecked(false);
        QTRY_VERIFY(!role->isEnabled());
    }

    void aUserKeepsHisProvider()
    {
        Bench bench;
        v1::User user = tests::user(0);
        user.set_authenticate_with("single-sign-on");
        user.set_source_id(idOf(800));
        user.set_source("Staff login");
        bench.open(&createUser, textId(0));
        QVERIFY(bench.rpc.reply(QStringLiteral("Users/Get"), user));
        QTRY_VERIFY(bench.button("edit") != nullptr);
        bench.button("edit")->click();
        QVERIFY(bench.rpc.reply(QStringLiteral("Users/Get"), user));
        QTRY_VERIFY(bench.page->findChild<EditDialog *>() != nullptr);
        auto *dialog = bench.page->findChild<EditDialog *>();
        QVERIFY(find<QWidget>(dialog, "provider_id")->isEnabled());
        QVERIFY(!find<QWidget>(dialog, "source_id")->isEnabled());
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        const auto *call = bench.rpc.last(QStringLiteral("Users/Update"));
        QVERIFY(call != nullptr);
        v1::User sent;
        QVERIFY(sent.ParseFromArray(call->request.constData(), static_cast<int>(call->request.size())));
        QCOMPARE(sent.authenticate_with(), std::string("single-sign-on"));
        QCOMPARE(sent.source_id(), idOf(800));
    }
};

EARSHOT_TEST(tst_providers, TestProviders)
#include "tst_providers.moc"
