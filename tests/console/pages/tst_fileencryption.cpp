// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/encryption.pb.h"
#include "console/crud/settingpage.h"
#include "console/kit/banner.h"
#include "console/kit/spacing.h"
#include "console/pages/settings/settingspages.h"
#include "tests/console/pages/levelchoice.h"
#include "tests/support/pagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QCheckBox>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{

const QString kGet = QStringLiteral("Encryption/Get");
const QString kSet = QStringLiteral("Encryption/Set");

v1::EncryptionSetting stored(bool system, std::initializer_list<const char *> withoutKey)
{
    v1::EncryptionSetting setting;
    setting.set_system(system);
    setting.set_inherited(!system);
    setting.set_version(system ? 3 : 0);
    for (const char *name : withoutKey) {
        setting.add_without_key(name);
    }
    return setting;
}

struct Bench : PageBench {
    std::unique_ptr<QWidget> page;

    Bench(bool system, std::initializer_list<const char *> withoutKey, bool mayEdit = true)
    {
        if (system) {
            identity.scope = QStringLiteral("unrestricted");
            identity.permissions.append(QStringLiteral("tenants.view"));
        }
        identity.permissions.append(QStringLiteral("keys.view"));
        if (mayEdit) {
            identity.permissions.append(QStringLiteral("keys.edit"));
        }
        page.reset(createFileEncryption(context(), {}, nullptr));
        page->resize(1040, 760);
        page->show();
        (void)QTest::qWaitForWindowExposed(page.get());
        rpc.reply(kGet, stored(system, withoutKey));
    }
    template <typename W>
    W *find(const char *name)
    {
        return page->findChild<W *>(QString::fromLatin1(name));
    }
};

} // namespace

class TestFileEncryption : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theSystemsSaysWhoHasNoKey()
    {
        Bench b(true, {"Nordlicht", "Suedwind"});
        QVERIFY(b.rpc.request<v1::EncryptionRequest>(kGet).system());
        auto *banner = b.find<Banner>("without-key");
        QVERIFY(banner->isVisible());
        QVERIFY(banner->text().contains(QLatin1String("Nordlicht, Suedwind")));
        QVERIFY(b.find<QCheckBox>("inherited") == nullptr);
        b.find<QCheckBox>("enabled")->click();
        b.find<QPushButton>("save")->click();
        const auto sent = b.rpc.request<v1::EncryptionSetting>(kSet);
        QVERIFY(sent.system() && sent.enabled() && !sent.inherited());
        QCOMPARE(sent.version(), 3);
        saveShot(*b.page, QStringLiteral("file-encryption"));
        v1::EncryptionSetting saved = stored(true, {});
        saved.set_enabled(true);
        saved.set_version(4);
        b.rpc.reply(kSet, saved);
        QVERIFY(!banner->isVisible());
    }
    void theKeysAreOneStepAway()
    {
        Bench b(true, {});
        b.find<QPushButton>("open-keys")->click();
        QCOMPARE(b.navigator.opened.last().first, QStringLiteral("encryption-keys"));
    }
    void theCautionStandsBelowTheField()
    {
        Bench b(true, {"Nordlicht"});
        b.page->resize(1040, 1000); // more than it needs
        QTest::qWait(20);           // layouts are asked for by posted events
        const QWidget *cell = b.find<QCheckBox>("enabled")->parentWidget();
        const auto *banner = b.find<Banner>("without-key");
        QVERIFY(banner->isVisible());
        const int end = cell->mapTo(b.page.get(), QPoint(0, cell->height())).y();
        const int gap = banner->mapTo(b.page.get(), QPoint(0, 0)).y() - end;
        QVERIFY2(gap >= kGap && gap <= 4 * kGapLarge, qPrintable(QString::number(gap)));
    }
    void aTenantMayHaveItsOwn()
    {
        Bench b(false, {});
        QVERIFY(!b.rpc.request<v1::EncryptionRequest>(kGet).system());
        QVERIFY(!b.find<Banner>("without-key")->isVisible());
        QVERIFY(!b.find<QCheckBox>("enabled")->isEnabled());
        b.find<QCheckBox>("inherited")->click();
        QVERIFY(b.find<QCheckBox>("enabled")->isEnabled());
        b.find<QCheckBox>("enabled")->click();
        b.find<QPushButton>("save")->click();
        const auto sent = b.rpc.request<v1::EncryptionSetting>(kSet);
        QVERIFY(!sent.system() && sent.enabled() && !sent.inherited());
        QCOMPARE(sent.version(), 0);
    }
    void rootChoosesWhoseItIs()
    {
        Bench b(true, {"Nordlicht"});
        chooseLevel(*b.page, b.rpc, 1);
        const auto asked = b.rpc.request<v1::EncryptionRequest>(kGet);
        QVERIFY(!asked.system());
        QCOMPARE(asked.tenant_id(), kNorthId);
        v1::EncryptionSetting tenants = stored(false, {"Nordlicht"});
        tenants.set_tenant_id(kNorthId);
        tenants.set_enabled(true);
        QVERIFY(b.rpc.reply(kGet, tenants));
        // What is inherited shows, and that it is.
        QVERIFY(b.find<QCheckBox>("inherited")->isChecked());
        QVERIFY(b.find<QCheckBox>("enabled")->isChecked() && !b.find<QCheckBox>("enabled")->isEnabled());
        QVERIFY(b.find<Banner>("without-key")->isVisible());
        QCOMPARE(namelessWidgets(*b.page).join(u'\n'), QString());
        saveShot(*b.page, QStringLiteral("file-encryption-of-tenant"));
        b.find<QCheckBox>("inherited")->click();
        b.find<QCheckBox>("enabled")->click();
        b.find<QPushButton>("save")->click();
        const auto sent = b.rpc.request<v1::EncryptionSetting>(kSet);
        QVERIFY(!sent.system() && !sent.enabled() && !sent.inherited());
        QCOMPARE(sent.tenant_id(), kNorthId);
        tenants.set_enabled(false);
        tenants.set_inherited(false);
        tenants.set_version(1);
        QVERIFY(b.rpc.reply(kSet, tenants));
        chooseLevel(*b.page, b.rpc, 0);
        QVERIFY(b.rpc.request<v1::EncryptionRequest>(kGet).system());
        QVERIFY(b.rpc.request<v1::EncryptionRequest>(kGet).tenant_id().empty());
        QVERIFY(b.rpc.reply(kGet, stored(true, {})));
        QVERIFY(b.find<QCheckBox>("inherited") == nullptr);
    }
    void whatIsTypedIsNotLostByAnotherChoice()
    {
        Bench b(true, {});
        b.find<QCheckBox>("enabled")->click();
        chooseLevel(*b.page, b.rpc, 1);
        QVERIFY(b.find<QMessageBox>("discard-question") != nullptr);
        QVERIFY(b.find<ReferenceBox>("level")->text().isEmpty()); // still the system's
        QVERIFY(b.find<QCheckBox>("enabled")->isChecked());
        QCOMPARE(b.rpc.count(kGet), 1);
    }
    void whoSeesOneTenantHasNoChoice()
    {
        Bench b(false, {});
        QVERIFY(b.find<ReferenceBox>("level") == nullptr);
        QVERIFY(b.rpc.request<v1::EncryptionRequest>(kGet).tenant_id().empty());
    }
    void whoMayOnlyLookChangesNothing()
    {
        Bench b(true, {}, false);
        QVERIFY(!b.find<QPushButton>("save")->isEnabled());
        b.find<QCheckBox>("enabled")->click();
        QVERIFY(!b.find<QCheckBox>("enabled")->isChecked());
        QCOMPARE(b.rpc.count(kSet), 0);
    }
};

EARSHOT_TEST(tst_fileencryption, TestFileEncryption)
#include "tst_fileencryption.moc"
