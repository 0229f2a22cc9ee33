// SPDX-License-Identifier: GPL-3.0-or-later
// LDAP directories and how a user authenticates; tst_pages walks what is the same for all pages.
#include "common/proto/sources.pb.h"
#include "common/rpc/codecs/sourcecodec.h"
#include "console/crud/connectiontest.h"
#include "console/crud/detailview.h"
#include "console/crud/listpage.h"
#include "console/kit/blockgrid.h"
#include "console/kit/editdialog.h"
#include "console/kit/recordview.h"
#include "console/kit/referencebox.h"
#include "console/pages/administration/administrationpages.h"
#include "tests/console/pages/directorydata.h"
#include "tests/support/pagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{

v1::Directory directory()
{
    v1::Directory directory;
    directory.set_id(idOf(700));
    directory.set_tenant("Acme");
    directory.set_name("Head office");
    directory.set_enabled(true);
    directory.set_url("ldaps://ad.example.com");
    directory.set_bind_dn("cn=recorder,dc=example,dc=com");
    directory.set_has_bind_password(true);
    directory.set_base_dn("ou=people,dc=example,dc=com");
    directory.set_filter("(objectClass=user)");
    directory.set_login_attribute("sAMAccountName");
    directory.set_name_attribute("displayName");
    directory.set_email_attribute("mail");
    directory.set_phone_attribute("telephoneNumber");
    directory.set_key_attribute("objectGUID");
    directory.set_default_role_id(idOf(900));
    directory.set_default_role("User - Basic");
    directory.set_default_group_id(idOf(500));
    directory.set_default_group("Sales");
    directory.set_deactivate_missing(true);
    directory.set_sync_hours(6);
    directory.set_last_sync_ms(1'790'000'000'000);
    directory.set_last_sync_state("done");
    directory.set_version(4);
    return directory;
}

v1::DirectoryList directoryList()
{
    v1::DirectoryList list;
    *list.add_directories() = directory();
    v1::Directory *second = list.add_directories();
    *second = directory();
    second->set_id(idOf(701));
    second->set_name("Branch");
    second->set_enabled(false);
    second->set_last_sync_ms(0);
    second->set_last_sync_state("");
    list.mutable_info()->set_total(2);
    list.mutable_info()->set_total_exact(true);
    return list;
}

struct Bench : PageBench {
    std::unique_ptr<QWidget> page;

    explicit Bench(bool mayEdit = true)
    {
        identity.permissions += {QStringLiteral("sources.view"), QStringLiteral("users.view"),
                                 QStringLiteral("users.reset-password")};
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
    void openDirectory()
    {
        open(&createDirectory, textId(700));
        QVERIFY(rpc.reply(QStringLiteral("Directories/Get"), directory()));
        QTRY_VERIFY(button("synchronize") != nullptr);
    }
    QPushButton *button(const char *name) const
    {
        return page->findChild<QPushButton *>(QLatin1String(name));
    }
    template <typename W>
    W *find(const char *name) const
    {
        return page->findChild<W *>(QLatin1String(name));
    }
};

} // namespace

class TestDirectories : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void theListSaysHowEachOneStands()
    {
        Bench bench;
        bench.open(&createDirectories);
        QVERIFY(bench.rpc.reply(QStringLiteral("Directories/List"), directoryList()));
        auto *model =
            static_cast<RecordModelBase *>(static_cast<ListPage *>(bench.page.get())->view().model());
        QTRY_COMPARE(model->rowCount(), 2);
        const auto cell = [model](int row, const char *column) {
            return model->index(row, model->columnOf(QLatin1String(column))).data().toString();
        };
        QCOMPARE(cell(0, "name"), QStringLiteral("Head office"));
        QVERIFY(cell(0, "sync").startsWith(QLatin1String("Done")));
        QCOMPARE(cell(1, "sync"), QStringLiteral("Never"));
        saveShot(*bench.page, QStringLiteral("directories"));
    }

    void thePageLeadsToTestAndSynchronization()
    {
        Bench bench;
        bench.openDirectory();
        saveShot(*bench.page, QStringLiteral("directory"));
        bench.button("dry-run")->click();
        const auto *dry = bench.rpc.last(QStringLiteral("Directories/Synchronize"));
        QVERIFY(dry != nullptr);
        v1::DirectorySync request;
        QVERIFY(request.ParseFromArray(dry->request.constData(), static_cast<int>(dry->request.size())));
        QCOMPARE(request.id(), idOf(700));
        QVERIFY(request.dry_run());
        v1::Job job;
        job.set_id(idOf(77));
        QVERIFY(bench.rpc.reply(QStringLiteral("Directories/Synchronize"), job));
        QTRY_COMPARE(bench.navigator.opened.size(), 1);
        QCOMPARE(bench.navigator.opened.first().first, QStringLiteral("job"));
        QCOMPARE(bench.navigator.opened.first().second.value(QStringLiteral("id")).toString(), textId(77));
        bench.button("synchronize")->click();
        const auto *real = bench.rpc.last(QStringLiteral("Directories/Synchronize"));
        QVERIFY(request.ParseFromArray(real->request.constData(), static_cast<int>(real->request.size())));
        QVERIFY(!request.dry_run());
        bench.button("test")->click();
        QVERIFY(bench.rpc.last(QStringLiteral("Directories/Test")) != nullptr);
        QVERIFY(bench.page->findChild<ConnectionTestDialog *>() != nullptr);
    }

    void whoMayOnlyLookIsTold()
    {
        Bench bench(false);
        bench.openDirectory();
        for (const char *name : {"synchronize", "dry-run", "test", "edit", "delete"}) {
            QVERIFY2(bench.button(name) != nullptr, name);
            QVERIFY2(!bench.button(name)->isEnabled(), name);
            QVERIFY2(!bench.button(name)->toolTip().isEmpty(), name);
        }
    }

    void theFormKeepsTheStoredPassword()
    {
        Bench bench;
        bench.openDirectory();
        bench.button("edit")->click();
        QVERIFY(bench.rpc.reply(QStringLiteral("Directories/Get"), directory()));
        QTRY_VERIFY(bench.page->findChild<EditDialog *>() != nullptr);
        auto *dialog = bench.page->findChild<EditDialog *>();
        saveShot(*dialog, QStringLiteral("directory-edit"));
        auto *name = bench.find<QLineEdit>("name");
        QVERIFY(name != nullptr);
        name->setText(QStringLiteral("Headquarters"));
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        const auto *call = bench.rpc.last(QStringLiteral("Directories/Update"));
        QVERIFY(call != nullptr);
        v1::Directory sent;
        QVERIFY(sent.ParseFromArray(call->request.constData(), static_cast<int>(call->request.size())));
        QCOMPARE(sent.name(), std::string("Headquarters"));
        QVERIFY(sent.bind_password().empty());
        QCOMPARE(sent.default_role_id(), idOf(900));
        QCOMPARE(sent.sync_hours(), 6);
        QCOMPARE(sent.version(), 4);
    }

    void aUserOfADirectoryHasNoPasswordHere()
    {
        Bench bench;
        v1::User user = tests::user(0);
        user.set_authenticate_with("directory");
        user.set_source_id(idOf(700));
        user.set_source("Head office");
        bench.open(&createUser, textId(0));
        QVERIFY(bench.rpc.reply(QStringLiteral("Users/Get"), user));
        QTRY_VERIFY(bench.button("reset-password") != nullptr);
        QVERIFY(!bench.button("reset-password")->isEnabled());
        QCOMPARE(static_cast<DetailView *>(bench.page.get())
                     ->blocks()
                     .value(QStringLiteral("ACCESS SETTINGS"), QStringLiteral("Authenticate with")),
                 QStringLiteral("LDAP directory «Head office»"));
        bench.button("edit")->click();
        QVERIFY(bench.rpc.reply(QStringLiteral("Users/Get"), user));
        QTRY_VERIFY(bench.page->findChild<EditDialog *>() != nullptr);
        auto *dialog = bench.page->findChild<EditDialog *>();
        auto *source = dialog->findChild<QWidget *>(QStringLiteral("source_id"));
        QVERIFY(source != nullptr && source->isEnabled());
        QRadioButton *password = nullptr;
        for (QRadioButton *radio : dialog->findChildren<QRadioButton *>()) {
            password = radio->text() == QLatin1String("Password") ? radio : password;
        }
        QVERIFY(password != nullptr);
        saveShot(*dialog, QStringLiteral("user-authenticate"));
        password->click();
        QVERIFY(!source->isEnabled());
    }
};

EARSHOT_TEST(tst_directories, TestDirectories)
#include "tst_directories.moc"
