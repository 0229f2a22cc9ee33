// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/model/filenameformat.h"
#include "common/proto/encryption.pb.h"
#include "common/proto/settings.pb.h"
#include "common/proto/storagerules.pb.h"
#include "console/crud/settingpage.h"
#include "console/pages/settings/settingspages.h"
#include "tests/console/pages/levelchoice.h"
#include "tests/support/pagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{

const QString kGet = QStringLiteral("StorageRules/Get");
const QString kSet = QStringLiteral("StorageRules/Set");

v1::StorageRulesSetting stored(bool system, bool inherited)
{
    v1::StorageRulesSetting rules;
    rules.set_system(system);
    rules.set_inherited(inherited);
    rules.mutable_audio()->set_target("0193f5a2-0000-7000-8000-000000000002");
    rules.mutable_audio()->set_target_name("Archive");
    rules.mutable_audio()->set_name_format("%{start-time#%Y%m%d}/%{recording-id}");
    rules.set_version(3);
    return rules;
}

struct Bench : PageBench {
    std::unique_ptr<QWidget> page;

    explicit Bench(bool system, bool seesKeys = false)
    {
        if (system) {
            identity.scope = QStringLiteral("unrestricted");
            identity.permissions.append(QStringLiteral("tenants.view"));
        }
        for (const char *permission : {"settings.view", "settings.edit"}) {
            identity.permissions.append(QLatin1String(permission));
        }
        if (seesKeys) {
            identity.permissions.append(QStringLiteral("keys.view"));
        }
        page.reset(createStorageRules(context(), {}, nullptr));
        page->resize(1040, 900);
        page->show();
        (void)QTest::qWaitForWindowExposed(page.get());
        rpc.reply(kGet, stored(system, !system));
    }
    template <typename W>
    W *find(const char *name)
    {
        return page->findChild<W *>(QString::fromLatin1(name));
    }
};

} // namespace

class TestStorageRules : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void thePreviewFollowsWhatIsTyped()
    {
        Bench b(true);
        QVERIFY(b.rpc.request<v1::StorageRulesRequest>(kGet).system());
        auto *preview = b.find<QLabel>("preview-audio");
        QVERIFY2(preview->text().startsWith(QLatin1String("20261123/")), qPrintable(preview->text()));
        auto *name = b.find<QLineEdit>("audio_name");
        name->clear();
        QTest::keyClicks(name, QStringLiteral("%{user}/%{from-number}"));
        QVERIFY2(preview->text().startsWith(QLatin1String("Anna Schmidt/+4930123456-")),
                 qPrintable(preview->text()));
        QVERIFY(preview->text().endsWith(QLatin1String(".mp3")));
        QTest::keyClicks(name, QStringLiteral("/%{usr}"));
        QVERIFY2(preview->text().contains(QLatin1String("usr")) &&
                     preview->text().contains(QLatin1String("24")),
                 qPrintable(preview->text()));
        QVERIFY(b.find<QLabel>("preview-screen")->text().endsWith(QLatin1String(".mp4")));
        saveShot(*b.page, QStringLiteral("storage-rules"));
    }
    /// As files are really called: by format and encryption of the level that is shown.
    void theEndingIsThatOfTheFiles()
    {
        Bench b(false);
        auto *preview = b.find<QLabel>("preview-audio");
        QVERIFY(preview->text().endsWith(QLatin1String(".mp3")));
        const QString format = QStringLiteral("Settings/GetFileFormat");
        QVERIFY(!b.rpc.request<v1::FileFormatRequest>(format).system());
        v1::FileFormatSetting wav;
        wav.mutable_format()->set_container("wav");
        QVERIFY(b.rpc.reply(format, wav));
        QVERIFY2(preview->text().endsWith(QLatin1String(".wav")), qPrintable(preview->text()));
        // Who may not see whether recordings are encrypted is told what that would do.
        QCOMPARE(b.rpc.count(QStringLiteral("Encryption/Get")), 0);
        QVERIFY(b.find<QLabel>("preview-hint")->text().contains(QLatin1String(".cms")));
        Bench k(true, true);
        QVERIFY(k.rpc.request<v1::EncryptionRequest>(QStringLiteral("Encryption/Get")).system());
        v1::EncryptionSetting sealed;
        sealed.set_enabled(true);
        QVERIFY(k.rpc.reply(QStringLiteral("Encryption/Get"), sealed));
        QVERIFY(k.find<QLabel>("preview-audio")->text().endsWith(QLatin1String(".mp3.cms")));
        QVERIFY(k.find<QLabel>("preview-screen")->text().endsWith(QLatin1String(".mp4.cms")));
        QVERIFY(!k.find<QLabel>("preview-hint")->isVisible());
    }
    void eachParameterIsExplained()
    {
        Bench b(true);
        for (const QString &name : common::FileNameFormat::parameters()) {
            const auto *words = b.page->findChild<QLabel *>(QStringLiteral("parameter-") + name);
            QVERIFY2(words != nullptr && !words->text().isEmpty(), qPrintable(name));
        }
    }
    void aWrongFormatIsNotSent()
    {
        Bench b(true);
        auto *name = b.find<QLineEdit>("audio_name");
        name->setText(QStringLiteral("../x"));
        Q_EMIT name->textEdited(name->text());
        b.find<QPushButton>("save")->click();
        QCOMPARE(b.rpc.count(kSet), 0);
        name->setText(QStringLiteral("%{group}/%{recording-id}"));
        Q_EMIT name->textEdited(name->text());
        b.find<QPushButton>("save")->click();
        const auto sent = b.rpc.request<v1::StorageRulesSetting>(kSet);
        QVERIFY(sent.system());
        QCOMPARE(sent.version(), 3);
        QCOMPARE(sent.audio().name_format(), std::string("%{group}/%{recording-id}"));
        QCOMPARE(sent.audio().target(), std::string("0193f5a2-0000-7000-8000-000000000002"));
    }
    void rootChoosesWhoseTheyAre()
    {
        Bench b(true);
        chooseLevel(*b.page, b.rpc, 1);
        QCOMPARE(b.rpc.request<v1::StorageRulesRequest>(kGet).tenant_id(), kNorthId);
        QVERIFY(!b.rpc.request<v1::StorageRulesRequest>(kGet).system());
        v1::StorageRulesSetting theirs = stored(false, true);
        theirs.set_tenant_id(kNorthId);
        QVERIFY(b.rpc.reply(kGet, theirs));
        QVERIFY(b.find<QCheckBox>("inherited")->isChecked());
        QCOMPARE(b.find<QLineEdit>("audio_name")->text(),
                 QStringLiteral("%{start-time#%Y%m%d}/%{recording-id}")); // what is inherited
        b.find<QCheckBox>("inherited")->click();
        // What may be chosen is what that tenant may use.
        b.find<ReferenceBox>("audio_target")->lookUp({});
        QCOMPARE(b.rpc.request<v1::StorageRulesRequest>(kGet).tenant_id(), kNorthId);
        b.find<QPushButton>("save")->click();
        const auto sent = b.rpc.request<v1::StorageRulesSetting>(kSet);
        QVERIFY(!sent.system() && !sent.inherited());
        QCOMPARE(sent.tenant_id(), kNorthId);
    }
    void aTenantMayHaveItsOwn()
    {
        Bench b(false);
        QVERIFY(!b.rpc.request<v1::StorageRulesRequest>(kGet).system());
        QVERIFY(!b.find<QLineEdit>("audio_name")->isEnabled());
        b.find<QCheckBox>("inherited")->click();
        QVERIFY(b.find<QLineEdit>("audio_name")->isEnabled());
        b.find<QPushButton>("save")->click();
        QVERIFY(!b.rpc.request<v1::StorageRulesSetting>(kSet).inherited());
    }
};

EARSHOT_TEST(tst_storagerules, TestStorageRules)
#include "tst_storagerules.moc"
