// SPDX-License-Identifier: GPL-3.0-or-later
// Real calls on real servers of other makers, as an administrator sets them up: a target is made and tested
// over the admin protocol, a rule leads calls there, a call is placed, its files leave the recorder, and are
// heard from there.
#include "recorder/storage/storagetarget.h"

#include "common/crypto/sha256.h"
#include "common/proto/calls.pb.h"
#include "common/proto/storagerules.pb.h"
#include "common/proto/storagetargets.pb.h"
#include "common/rpc/clientcalls.h"

#include "tests/integration/adminclient.h"
#include "tests/support/callerprocess.h"
#include "tests/support/storagepeers.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QDirIterator>
#include <QJsonDocument>
#include <QJsonObject>

using namespace tests;
namespace v1 = earshot::v1;

namespace
{

const QString kPassword = QStringLiteral("correct horse battery");
constexpr int kFilesOfACall = 3; // audio, peaks, signalling

std::string text(const QString &value)
{
    return value.toStdString();
}

/// What an administrator types; the secrets with it.
v1::StorageTarget typed(const QString &name, const recorder::StorageTargetSettings &settings)
{
    v1::StorageTarget target;
    target.set_system(true);
    target.set_name(text(name));
    target.set_kind(text(recorder::keyOf(settings.type)));
    target.set_base_path(text(settings.basePath));
    target.set_host(text(settings.host));
    target.set_port(settings.port);
    target.set_user(text(settings.user));
    target.set_password(text(settings.password));
    target.set_require_tls(settings.requireTls);
    target.set_implicit_tls(settings.implicitTls);
    target.set_ssh_key(settings.sshKey.toStdString());
    target.set_host_key(text(settings.hostKey));
    target.set_posix_rename(settings.posixRename);
    target.set_bucket(text(settings.bucket));
    target.set_access_key_id(text(settings.accessKeyId));
    target.set_secret_access_key(text(settings.secretAccessKey));
    target.set_endpoint(text(settings.endpoint));
    target.set_ca_certificates(settings.caCertificates.toStdString());
    return target;
}

QByteArray contentAt(recorder::StorageTarget &target, const QString &key)
{
    QByteArray bytes;
    const common::Status got = target.get(key, {}, [&bytes](QByteArrayView piece) {
        bytes.append(piece.data(), piece.size());
        return true;
    });
    return got ? bytes : "! " + got.error().message.toUtf8();
}

/// A stream of the recorder's to its end; what came.
template <typename Item, typename Request>
QList<Item> streamed(AdminClient &client, const char *method, const Request &request)
{
    QList<Item> items;
    std::optional<common::Status> end;
    common::stream<Item>(client.channel, QStringLiteral("earshot.v1.") + QLatin1String(method), request,
                         &client.channel, std::function([&items](const Item &item) { items.append(item); }),
                         std::function([&end](common::Status status) { end = status; }));
    const bool ended = QTest::qWaitFor([&end] { return end.has_value(); }, 30000);
    if (!ended || !*end) {
        qWarning("%s: %s", method, ended ? qPrintable(end->error().message) : "no end");
        return {};
    }
    return items;
}

} // namespace

class TestStoragePeersCalls : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<TestDb> m_db;
    std::unique_ptr<RecorderProcess> m_recorder;
    std::unique_ptr<AdminClient> m_root;
    int m_calls = 0;

    QString ask(const QString &sql) const { return runSql(m_db->url(), sql).value(0); }

    /// Made without a test, then tested as it is stored: its secrets are the recorder's now.
    v1::StorageTarget added(const QString &name, const recorder::StorageTargetSettings &settings)
    {
        const auto made = m_root->ask<v1::StorageTarget>("StorageTargets/Create", typed(name, settings));
        if (!made) {
            qWarning("%s", qPrintable(made.error().message));
            return {};
        }
        return *made;
    }
    /// "name:passed ..." of all steps.
    QString tested(const v1::StorageTarget &target)
    {
        const auto reports = streamed<v1::TestReport>(*m_root, "StorageTargets/Test", target);
        const v1::TestReport last = reports.isEmpty() ? v1::TestReport() : reports.last();
        QStringList steps;
        for (const v1::TestStep &step : last.steps()) {
            steps.append(QString::fromStdString(step.name() + ':' + step.state()));
        }
        return (last.passed() ? QString() : QStringLiteral("not passed: ")) + steps.join(QLatin1Char(' '));
    }
    bool chosen(const v1::StorageTarget &target)
    {
        v1::StorageRulesRequest request;
        request.set_system(true);
        const auto rules = m_root->ask<v1::StorageRulesSetting>("StorageRules/Get", request);
        if (!rules) {
            return false;
        }
        v1::StorageRulesSetting wanted = *rules;
        wanted.mutable_audio()->set_target(target.id());
        wanted.mutable_audio()->set_name_format("%{start-time#%Y}/%{from-number}/%{recording-id}");
        const auto set = m_root->ask<v1::StorageRulesSetting>("StorageRules/Set", wanted);
        return set && set->audio().target() == target.id();
    }
    bool placed()
    {
        CallerProcess caller(QStringLiteral("call"), m_recorder->siprecPort(),
                             {QStringLiteral("--seconds"), QStringLiteral("1")});
        return caller.wait().value(QLatin1String("ok")).toBool() && m_recorder->waitForSettled(++m_calls);
    }
    /// The minute for which copies are kept is over.
    bool settled() const
    {
        return QTest::qWaitFor(
            [this] {
                ask(QStringLiteral("UPDATE uploads SET due_ms = 0, lease_until = NULL"));
                return ask(QStringLiteral("SELECT count(*) FROM uploads")) == QLatin1String("0");
            },
            30000);
    }
    QStringList copies() const
    {
        QStringList files;
        QDirIterator it(m_recorder->dataFolder() + QStringLiteral("/recordings"), QDir::Files | QDir::Hidden,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            files.append(it.next());
        }
        return files;
    }
    static recorder::StorageTargetSettings settingsOf(const QString &server, const QString &folder)
    {
        recorder::StorageTargetSettings settings;
        if (server == QLatin1String("sftp")) {
            static const SftpPeer kPeer;
            settings = kPeer.settings();
        } else if (server == QLatin1String("s3")) {
            settings = S3Peer::shared().settings(true);
        } else {
            static const FtpPeer kPeer;
            settings =
                kPeer.settings(server == QLatin1String("ftps") ? FtpPeer::Tls::Explicit : FtpPeer::Tls::None);
        }
        settings.basePath = folder;
        return settings;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_db = std::make_unique<TestDb>();
        m_recorder = std::make_unique<RecorderProcess>();
        m_recorder->configure(QStringLiteral("database.url"), m_db->url());
        QVERIFY2(m_recorder->start(), m_recorder->log().constData());
        QCOMPARE(createAdmin(*m_recorder, QStringLiteral("root"), kPassword).code, 0);
        m_root = std::make_unique<AdminClient>(m_recorder->adminPort());
        QVERIFY(m_root->open() && m_root->signIn(QStringLiteral("root"), kPassword));
    }
    void cleanupTestCase()
    {
        m_root.reset();
        QCOMPARE(m_recorder->stop(), 0);
        const QByteArray log = m_recorder->log();
        for (const char *secret : {"ftp-pass-1", "recsecret", "PRIVATE KEY"}) {
            QVERIFY2(!log.contains(secret), secret);
        }
        m_recorder.reset();
        m_db.reset();
    }

    void aCallIsKeptThereAndHeardFromThere_data()
    {
        QTest::addColumn<QString>("server");
        QTest::newRow("OpenSSH") << "sftp";
        QTest::newRow("vsftpd") << "ftp";
        QTest::newRow("vsftpd with TLS") << "ftps";
        QTest::newRow("radosgw") << "s3";
    }
    void aCallIsKeptThereAndHeardFromThere()
    {
        QFETCH(QString, server);
        const auto settings = settingsOf(server, QStringLiteral("kept-by-") + server);
        const v1::StorageTarget target = added(QStringLiteral("At ") + server, settings);
        QVERIFY(!target.id().empty());
        QVERIFY(target.password().empty() && target.secret_access_key().empty() && target.ssh_key().empty());
        const QString passed = QStringLiteral(":passed");
        QCOMPARE(tested(target), recorder::testSteps(settings).join(passed + QLatin1Char(' ')) + passed);
        QVERIFY(chosen(target));
        QVERIFY(placed());

        const QString there =
            QStringLiteral("FROM media_files m JOIN storage_targets s ON s.id = m.storage_target WHERE "
                           "s.uuid = '%1'")
                .arg(QString::fromStdString(target.id()));
        QTRY_COMPARE_WITH_TIMEOUT(ask(QStringLiteral("SELECT count(*) ") + there).toInt(), kFilesOfACall,
                                  20000);
        QVERIFY(settled());
        QCOMPARE(copies(), QStringList());

        // What the database says lies there: asked of the server by somebody else.
        const auto session = recorder::openStorageTarget(settings, {}, {});
        QVERIFY(session);
        const QStringList files =
            ask(QStringLiteral("SELECT string_agg(m.format || '|' || replace(m.path, '%{id}', "
                               "m.call_id::text) || '|' || m.size || '|' || "
                               "encode(m.sha256, 'hex'), E'\\n') ") +
                there)
                .split(QLatin1Char('\n'));
        QCOMPARE(files.size(), kFilesOfACall);
        QByteArray audio;
        for (const QString &file : files) {
            const QStringList facts = file.split(QLatin1Char('|'));
            QCOMPARE(facts.size(), 4);
            const QByteArray content = contentAt(**session, facts.at(1));
            QCOMPARE(content.size(), facts.at(2).toLongLong());
            QCOMPARE(common::sha256(content).toHex(), facts.at(3).toLatin1());
            QVERIFY2(facts.at(1).count(QLatin1Char('/')) == 2, qPrintable(facts.at(1)));
            audio = facts.at(0) == QLatin1String("mp3") ? content : audio;
        }
        QVERIFY(audio.startsWith("ID3"));

        QByteArray output;
        QCOMPARE(
            m_recorder->command(
                {QStringLiteral("verify"), QStringLiteral("--json"), QStringLiteral("--remote")}, &output),
            0);
        const QJsonObject verified = QJsonDocument::fromJson(output).object();
        QVERIFY2(verified.value(QLatin1String("remoteRead")).toInt() == kFilesOfACall * m_calls,
                 output.constData());

        v1::MediaRequest request;
        request.set_id(text(ask(QStringLiteral("SELECT m.call_id ") + there + QStringLiteral(" LIMIT 1"))));
        QByteArray heard;
        for (const v1::MediaChunk &chunk : streamed<v1::MediaChunk>(*m_root, "Calls/Media", request)) {
            heard += QByteArray::fromStdString(chunk.data());
        }
        QVERIFY2(heard == audio, qPrintable(QStringLiteral("%1 bytes").arg(heard.size())));
        QCOMPARE(copies(), QStringList()); // nor does hearing leave one
    }
};

EARSHOT_TEST(tst_storagepeerscalls, TestStoragePeersCalls)
#include "tst_storagepeerscalls.moc"
