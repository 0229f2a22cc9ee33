// SPDX-License-Identifier: GPL-3.0-or-later
// A tenant that encrypts, from its key to the playback of a call, with a real recorder: what of the secrets
// the recorder has seen afterwards, what somebody who may do everything gets without a grant, and a machine
// that was granted the key.
#include "common/core/clock.h"
#include "common/crypto/containerreader.h"
#include "common/crypto/grants.h"
#include "common/crypto/sha256.h"
#include "common/rpc/clientcalls.h"
#include "common/rpc/codecs/keycodec.h"
#include "common/rpc/codecs/servicetext.h"
#include "common/rpc/codecs/wirevalue.h"

#include "common/proto/calls.pb.h"
#include "common/proto/encryption.pb.h"
#include "common/proto/impersonation.pb.h"
#include "common/proto/keys.pb.h"

#include "tests/common/crypto/testkeys.h"
#include "tests/integration/adminclient.h"
#include "tests/integration/databasetext.h"
#include "tests/support/callerprocess.h"
#include "tests/support/processmemory.h"
#include "tests/support/testmain.h"

#include <QDirIterator>
#include <QJsonDocument>

using namespace tests;
namespace v1 = earshot::v1;

namespace
{

const QString kPassword = QStringLiteral("plinth otter cobalt verse");
const QString kRootPassword = QStringLiteral("correct horse battery");
const QString kTenant = QStringLiteral("Nordlicht");
const QString kFileKey = QStringLiteral("the finished file's key");
constexpr qint64 kLimit = 64 * 1024 * 1024;
constexpr qint64 kDayMs = 86'400'000;

struct Holder {
    common::KeyBundle keys;
    common::KeyRecord record;
};

Holder holderOf(const std::string &owner, int number)
{
    const common::KeyBundle keys = *common::KeyBundle::around(openingKey(2048, number));
    return {keys, *common::makeKeyRecord(keys, QUuid::fromString(QString::fromStdString(owner)),
                                         common::toUnixMs(std::chrono::system_clock::now()))};
}

qint64 now()
{
    return common::toUnixMs(std::chrono::system_clock::now());
}

QString fieldsOf(const common::Error &error)
{
    QStringList fields{common::keyOf(error.code)};
    for (auto it = error.fields.begin(); it != error.fields.end(); ++it) {
        fields.append(it.key() + QLatin1Char('=') + it.value());
    }
    return fields.join(QLatin1Char(' '));
}

struct Program {
    int code = -1;
    QByteArray out;
    QByteArray err;
};

} // namespace

class TestKeySecrets : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<TestDb> m_db;
    std::unique_ptr<RecorderProcess> m_recorder;
    std::unique_ptr<AdminClient> m_boss; ///< holds the key
    std::unique_ptr<AdminClient> m_root; ///< may do everything, and was granted nothing
    std::optional<Holder> m_own;
    std::optional<Holder> m_rootOwn;
    std::optional<Holder> m_tenant;
    v1::TenantKey m_key;
    std::string m_bossId;
    v1::TenantKey m_planted; ///< root's own, in the tenant's name
    v1::KeyToActivate m_accepted;
    std::string m_call;
    v1::MediaInfo m_info;
    QByteArray m_container;
    QByteArray m_grant; ///< what was sealed to the boss

    /// His own keys, kept as a console keeps them.
    Holder enrol(AdminClient &client, const std::string &user, int number)
    {
        const Holder own = holderOf(user, number);
        v1::OwnKeysToKeep keep;
        *keep.mutable_record() = common::toWire(own.record);
        keep.set_bundle(
            common::bytesToWire(*common::sealBundle(own.keys, common::SecretBytes::copyOf(client.kek),
                                                    own.record.owner, common::BundleWrap::Password)));
        const auto kept = client.ask<v1::OwnKeysKept>("OwnKeys/Put", keep);
        if (!kept) {
            qWarning("no keys: %s", qPrintable(fieldsOf(kept.error())));
        }
        return own;
    }
    QByteArray download(AdminClient &client, v1::MediaInfo &info)
    {
        QByteArray bytes;
        std::optional<common::Status> end;
        v1::MediaRequest request;
        request.set_id(m_call);
        common::stream<v1::MediaChunk>(client.channel, QStringLiteral("earshot.v1.Calls/Media"), request,
                                       &client.channel, std::function([&](const v1::MediaChunk &chunk) {
                                           if (chunk.has_info()) {
                                               info = chunk.info();
                                           } else {
                                               bytes += QByteArray::fromStdString(chunk.data());
                                           }
                                       }),
                                       [&end](const common::Status &status) { end = status; });
        const bool ended = QTest::qWaitFor([&end] { return end.has_value(); }, 15000);
        return ended && *end ? bytes : QByteArray();
    }
    /// All that only the holder may have.
    Needles secrets() const
    {
        Needles needles;
        addKeys(needles, QStringLiteral("user's"), m_own->keys);
        addKeys(needles, QStringLiteral("tenant's"), m_tenant->keys);
        addPassword(needles, kPassword);
        needles.insert(QStringLiteral("KEK"), m_boss->kek);
        const auto header = common::parseContainerHeader(m_container);
        if (header && *header) {
            const auto fileKey = m_tenant->keys.opening.unwrap((*header)->recipients.first().wrapped);
            needles.insert(kFileKey, fileKey ? fileKey->view().toByteArray() : QByteArray());
        }
        return needles;
    }
    v1::KeyGrant grantTo(const common::KeyRecord &grantee, qint64 expiresMs) const
    {
        return common::toWire(
            *common::makeGrant(m_tenant->keys, m_tenant->record, grantee, now(), expiresMs));
    }
    Program earshotctl(const QStringList &arguments, const QString &folder)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("EARSHOT_PASSWORD"), kPassword);
        process.setProcessEnvironment(environment);
        process.start(programPath(QStringLiteral("earshotctl")),
                      arguments + QStringList{QStringLiteral("--data"), folder});
        if (!process.waitForFinished(60000)) {
            process.kill();
            process.waitForFinished();
        }
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    QStringList server() const
    {
        return {QStringLiteral("--server"), QStringLiteral("127.0.0.1:%1").arg(m_recorder->adminPort()),
                QStringLiteral("--user"), QStringLiteral("boss"), QStringLiteral("--trust-first-use")};
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_db = std::make_unique<TestDb>();
        m_recorder = std::make_unique<RecorderProcess>();
        m_recorder->configure(QStringLiteral("database.url"), m_db->url());
        m_recorder->configure(QStringLiteral("recorder.tenant"), kTenant);
        QVERIFY2(m_recorder->start(), m_recorder->log().constData());
        ensureUser(*m_recorder, kTenant, QStringLiteral("boss"), kPassword,
                   {QStringLiteral("--role"), QStringLiteral("administrator")});
        QCOMPARE(createAdmin(*m_recorder, QStringLiteral("root"), kRootPassword).code, 0);
    }
    void cleanupTestCase()
    {
        m_boss.reset();
        m_root.reset();
        QCOMPARE(m_recorder->stop(), 0);
        m_recorder.reset();
        m_db.reset();
    }

    void aHolderMakesTheKeyAndACallIsSealed()
    {
        m_boss = std::make_unique<AdminClient>(m_recorder->adminPort());
        QVERIFY(m_boss->open());
        const auto identity = m_boss->signIn(QStringLiteral("boss"), kPassword);
        QVERIFY(identity);
        m_bossId = identity->identity().user_id();
        m_own = enrol(*m_boss, m_bossId, 0);
        m_tenant = holderOf(identity->identity().tenant_id(), 1);
        v1::NewTenantKey wanted;
        *wanted.mutable_record() = common::toWire(m_tenant->record);
        *wanted.mutable_grant() = grantTo(m_own->record, 0);
        m_grant = QByteArray::fromStdString(wanted.grant().bundle());
        const auto made = m_boss->ask<v1::TenantKey>("TenantKeys/Create", wanted);
        QVERIFY2(made, made ? "" : qPrintable(fieldsOf(made.error())));
        m_key = *made;
        v1::KeyToActivate activate;
        activate.set_id(m_key.id());
        *activate.mutable_activation() =
            common::toWire(*common::makeActivation(m_tenant->keys, m_tenant->record, std::nullopt, now()));
        QVERIFY(m_boss->ask<v1::TenantKey>("TenantKeys/Activate", activate));
        auto setting = m_boss->ask<v1::EncryptionSetting>("Encryption/Get", v1::EncryptionRequest());
        QVERIFY(setting);
        setting->set_enabled(true);
        setting->set_inherited(false);
        QVERIFY(m_boss->ask<v1::EncryptionSetting>("Encryption/Set", *setting));
        CallerProcess caller(QStringLiteral("call"), m_recorder->siprecPort(),
                             {QStringLiteral("--seconds"), QStringLiteral("2")});
        QVERIFY(caller.wait().value(QLatin1String("ok")).toBool());
        QVERIFY(m_recorder->waitForSettled(1));
    }
    void theHolderHearsIt()
    {
        const auto list = m_boss->ask<v1::CallList>("Calls/List", v1::ListRequest());
        QVERIFY(list && list->calls_size() == 1);
        m_call = list->calls(0).id();
        m_container = download(*m_boss, m_info);
        QVERIFY(!m_container.isEmpty());
        QCOMPARE(QByteArray::fromStdString(m_info.file().key_fingerprint()), m_tenant->record.fingerprint());
        QCOMPARE(common::sha256(m_container), QByteArray::fromStdString(m_info.file().sha256()));
        // By the way of a console: own keys by the KEK, the tenant's by the grant.
        const auto set = m_boss->ask<v1::OwnKeySet>("OwnKeys/Get", v1::OwnKeysRequest());
        QVERIFY(set && set->keys_size() == 1 && set->held_size() == 1);
        const auto own = common::openBundle(common::bytesFromWire(set->keys(0).bundle()),
                                            common::SecretBytes::copyOf(m_boss->kek), m_own->record,
                                            common::BundleWrap::Password);
        QVERIFY(own);
        const auto opened =
            common::openGrant(*common::fromWire(set->held(0).grant()), own->opening, m_tenant->record);
        QVERIFY(opened);
        const auto content = common::openContainer(m_container, common::fileKeyBy(opened->opening), kLimit);
        QVERIFY(content && content->startsWith("ID3"));
    }
    /// While he is signed in and has just heard it.
    void theRecorderHasNothingOfItInMemory()
    {
        const Needles needles = secrets();
        QVERIFY(!needles.value(kFileKey).isEmpty());
        const QStringList found = foundInMemory(m_recorder->pid(), needles);
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QStringLiteral("; "))));
        // It is looked at: what it does have is found.
        Needles there;
        there.insert(QStringLiteral("tenant"),
                     QByteArray(reinterpret_cast<const char *>(kTenant.utf16()), kTenant.size() * 2));
        QCOMPARE(foundInMemory(m_recorder->pid(), there), QStringList{QStringLiteral("tenant")});
        // Nor is it on its disk.
        QDirIterator it(m_recorder->dataFolder(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            // What is gone meanwhile has nothing.
            const QByteArray bytes = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
            for (auto needle = needles.cbegin(); needle != needles.cend(); ++needle) {
                QVERIFY2(!bytes.contains(needle.value()),
                         qPrintable(file.fileName() + QStringLiteral(": ") + needle.key()));
            }
        }
    }
    /// Who takes a dump away has taken no key and no password.
    void theDatabaseHasNothingOfIt()
    {
        const QByteArray text = databaseText(m_db->url());
        const Needles needles = secrets();
        QVERIFY(!needles.value(kFileKey).isEmpty());
        const QStringList found = foundInText(text, needles);
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QStringLiteral("; "))));
        // It is looked at: what it does have is found, as text and as bytes.
        const QStringList there{QStringLiteral("grant"), QStringLiteral("tenant")};
        QCOMPARE(foundInText(text, {{there.at(0), m_grant}, {there.at(1), kTenant.toUtf8()}}), there);
    }

    void evenRootGetsNoKey()
    {
        m_root = std::make_unique<AdminClient>(m_recorder->adminPort());
        QVERIFY(m_root->open());
        const auto identity = m_root->signIn(QStringLiteral("root"), kRootPassword);
        QVERIFY(identity);
        m_rootOwn = enrol(*m_root, identity->identity().user_id(), 2);
        const auto set = m_root->ask<v1::OwnKeySet>("OwnKeys/Get", v1::OwnKeysRequest());
        QVERIFY(set && set->keys_size() == 1);
        QCOMPARE(set->held_size(), 0);
        // He sees the key, and who holds it; nothing that was sealed to them is in any answer.
        v1::ObjectRef ref;
        ref.set_id(m_key.id());
        v1::ListRequest users;
        users.add_criteria()->set_field("key");
        users.mutable_criteria(0)->set_operator_("is");
        users.mutable_criteria(0)->add_values(m_key.id());
        const auto key = m_root->ask<v1::TenantKey>("TenantKeys/Get", ref);
        const auto all = m_root->ask<v1::TenantKeyList>("TenantKeys/List", v1::ListRequest());
        const auto holders = m_root->ask<v1::KeyUserList>("KeyGrants/List", users);
        QVERIFY(key && all && all->keys_size() == 1 && holders && holders->users_size() >= 2);
        const std::string bundle = m_grant.toStdString();
        for (const std::string &answer : {key->SerializeAsString(), all->SerializeAsString(),
                                          holders->SerializeAsString(), set->SerializeAsString()}) {
            QVERIFY(answer.find(bundle.substr(0, 64)) == std::string::npos);
        }
    }
    void evenRootGetsTheCallSealed()
    {
        v1::MediaInfo info;
        const QByteArray got = download(*m_root, info);
        QCOMPARE(got, m_container);
        QCOMPARE(info.file().key_fingerprint(), m_info.file().key_fingerprint());
        QVERIFY(!got.contains("ID3") && !got.contains("LAME"));
        const auto opened = common::openContainer(got, common::fileKeyBy(m_rootOwn->keys.opening), kLimit);
        QCOMPARE(opened ? QString() : opened.error().fields.value(QStringLiteral("container")),
                 QStringLiteral("recipient"));
        // What a rotation would move is listed to him, wrapped for the key that he does not have.
        v1::WrapsToMove asked;
        asked.set_key_id(m_key.id());
        const auto wraps = m_root->ask<v1::WrapPage>("KeyRewraps/List", asked);
        QVERIFY(wraps && wraps->files_size() > 0);
        for (const v1::WrapToMove &file : wraps->files()) {
            QVERIFY(!m_rootOwn->keys.opening.unwrap(QByteArray::fromStdString(file.wrapped())));
        }
    }
    void evenRootGrantsNothing()
    {
        // Made with keys of his own, in the name of the tenant's.
        const Holder planted = holderOf(m_key.tenant_id(), 3);
        v1::KeyGrant forged =
            common::toWire(*common::makeGrant(planted.keys, planted.record, m_rootOwn->record, now()));
        forged.set_key(m_key.fingerprint());
        const auto refused = m_root->ask<v1::KeyGranted>("KeyGrants/Grant", forged);
        QCOMPARE(fieldsOf(refused.error()), QStringLiteral("Invalid grant=signature"));
        v1::KeyExport exported;
        exported.set_id(m_key.id());
        const auto denied = m_root->ask<v1::KeyExportNoted>("TenantKeys/NoteExport", exported);
        QCOMPARE(fieldsOf(denied.error()), QStringLiteral("Denied key=not-held"));
        // A key of his own in its place is not vouched for, and he is of another tenant.
        v1::NewTenantKey other;
        *other.mutable_record() = common::toWire(planted.record);
        *other.mutable_grant() =
            common::toWire(*common::makeGrant(planted.keys, planted.record, m_rootOwn->record, now()));
        const auto made = m_root->ask<v1::TenantKey>("TenantKeys/Create", other);
        QVERIFY2(made, made ? "" : qPrintable(fieldsOf(made.error())));
        m_planted = *made;
        m_accepted.set_id(made->id());
        m_accepted.set_accept_unvouched(true);
        *m_accepted.mutable_activation() =
            common::toWire(*common::makeActivation(planted.keys, planted.record, std::nullopt, now()));
        const auto foreign = m_root->ask<v1::TenantKey>("TenantKeys/Activate", m_accepted);
        QCOMPARE(fieldsOf(foreign.error()), QStringLiteral("Denied activation=foreign"));
    }
    /// Nor with the eyes of who holds the key, and may accept another one.
    void evenRootDoesNothingInTheHoldersName()
    {
        v1::ImpersonationRequest wanted;
        wanted.set_user_id(m_bossId);
        const auto begun = m_root->ask<v1::SignInReply>("Impersonation/Begin", wanted);
        QVERIFY2(begun, begun ? "" : qPrintable(fieldsOf(begun.error())));
        AdminClient eyes(m_recorder->adminPort());
        QVERIFY(eyes.open());
        v1::ResumeRequest resume;
        resume.set_token(begun->token());
        QVERIFY(eyes.ask<v1::SignInReply>("Session/Resume", resume));
        eyes.channel.setSignedIn(true);
        const auto activated = eyes.ask<v1::TenantKey>("TenantKeys/Activate", m_accepted);
        QCOMPARE(activated ? QString() : fieldsOf(activated.error()),
                 QStringLiteral("Denied reason=impersonated"));
        v1::KeyExport exported;
        exported.set_id(m_key.id());
        const auto noted = eyes.ask<v1::KeyExportNoted>("TenantKeys/NoteExport", exported);
        QCOMPARE(noted ? QString() : fieldsOf(noted.error()), QStringLiteral("Denied reason=impersonated"));
        const auto keys = eyes.ask<v1::OwnKeySet>("OwnKeys/Get", v1::OwnKeysRequest());
        QCOMPARE(keys ? QString() : fieldsOf(keys.error()), QStringLiteral("Denied reason=impersonated"));
        v1::ObjectRef ref;
        ref.set_id(m_planted.id());
        const auto planted = eyes.ask<v1::TenantKey>("TenantKeys/Get", ref);
        QVERIFY(planted && !planted->active());
        QCOMPARE(runSql(m_db->url(), QStringLiteral("SELECT count(*) FROM key_activations")).value(0).toInt(),
                 1);
    }
    /// Not even with the database: a row that says so is no grant.
    void evenTheDatabaseGrantsNothing()
    {
        const QString key = QString::fromStdString(m_key.id());
        runSql(m_db->url(),
               QStringLiteral("INSERT INTO key_grants (key_id, user_id, tenant_id, grantee_key, granted_ms, "
                              "expires_ms, bundle, signature) SELECT g.key_id, u.user_id, g.tenant_id, "
                              "u.identity, g.granted_ms, 0, g.bundle, g.signature FROM key_grants g, "
                              "user_keys u JOIN users p ON p.id = u.user_id WHERE p.login = 'root' AND "
                              "g.key_id = '%1'")
                   .arg(key));
        const auto set = m_root->ask<v1::OwnKeySet>("OwnKeys/Get", v1::OwnKeysRequest());
        runSql(m_db->url(),
               QStringLiteral("DELETE FROM key_grants g USING users p WHERE p.id = g.user_id AND "
                              "p.login = 'root' AND g.key_id = '%1'")
                   .arg(key));
        QVERIFY(set);
        int forged = 0;
        for (const v1::HeldKey &held : set->held()) {
            if (held.key().id() == m_key.id()) {
                ++forged;
                QCOMPARE(held.access(), std::string("regrant"));
                QVERIFY(!common::openGrant(*common::fromWire(held.grant()), m_rootOwn->keys.opening,
                                           m_tenant->record));
            }
        }
        QCOMPARE(forged, 1);
    }

    void aMachineOpensWhatItWasGranted()
    {
        const QTemporaryDir folder;
        const QString data = folder.filePath(QStringLiteral("data"));
        const QString file = folder.filePath(QStringLiteral("call.mp3"));
        const QStringList open =
            QStringList{QStringLiteral("calls"), QStringLiteral("open"), QString::fromStdString(m_call), file,
                        QStringLiteral("--force")} +
            server();
        const Program created = earshotctl({QStringLiteral("service"), QStringLiteral("create")}, data);
        QVERIFY2(created.code == 0, created.err.constData());
        const auto record = common::serviceFromText(created.out);
        QVERIFY(record);
        Program ended = earshotctl(open, data);
        QVERIFY2(ended.code == 77 && ended.err.contains("does not know this machine"), ended.err.constData());
        v1::NewKeyService wanted;
        wanted.set_tenant_id(m_key.tenant_id());
        wanted.set_name("Archiver");
        *wanted.mutable_record() = common::toWire(*record);
        const auto added = m_boss->ask<v1::KeyServiceAdded>("KeyServices/Register", wanted);
        QVERIFY2(added, added ? "" : qPrintable(fieldsOf(added.error())));
        ended = earshotctl(open, data);
        QVERIFY2(ended.code == 77 && ended.err.contains("granted no key"), ended.err.constData());
        QVERIFY(!QFile::exists(file));
        QVERIFY(m_boss->ask<v1::KeyGranted>("KeyGrants/Grant", grantTo(*record, now() + kDayMs)));
        ended = earshotctl(open, data);
        QVERIFY2(ended.code == 0, ended.err.constData());
        QFile opened(file);
        QVERIFY(opened.open(QIODevice::ReadOnly));
        QCOMPARE(
            opened.readAll(),
            common::openContainer(m_container, common::fileKeyBy(m_tenant->keys.opening), kLimit).value());
        opened.close();
        // Revoked, it opens nothing any more; what it had opened is there.
        v1::GrantsToRevoke revoke;
        revoke.set_key_id(m_key.id());
        revoke.add_user_ids(record->owner.toString(QUuid::WithoutBraces).toStdString());
        const auto revoked = m_boss->ask<v1::GrantsRevoked>("KeyGrants/Revoke", revoke);
        QVERIFY(revoked && revoked->revoked() == 1);
        ended = earshotctl(open, data);
        QVERIFY2(ended.code == 77 && ended.err.contains("granted no key"), ended.err.constData());
        QCOMPARE(runSql(m_db->url(),
                        QStringLiteral("SELECT count(*) FROM audit_log WHERE action = 'key-services.use'"))
                     .value(0)
                     .toInt(),
                 3);
    }
};

EARSHOT_TEST(tst_keysecrets, TestKeySecrets)
#include "tst_keysecrets.moc"
