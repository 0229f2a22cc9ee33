// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/integrityhandlers.h"

#include "common/crypto/manifestbook.h"
#include "common/proto/integrity.pb.h"

#include "tests/recorder/api/apibench.h"
#include "tests/recorder/api/callsite.h"
#include "tests/recorder/jobs/manifestbench.h"
#include "tests/support/testmain.h"

using namespace recorder;
using common::ErrorCode;
using tests::CallSite;
namespace v1 = earshot::v1;

namespace
{

const QString kNorth = QStringLiteral("Nordlicht");
const QString kSouth = QStringLiteral("Suedwind");
const QByteArray kAudio(100'000, 'm');

/// A call that was signed yesterday.
struct Lab {
    CallSite site;
    tests::ManifestBench bench{site.world.db};
    Dispatcher dispatcher;
    common::CallId call;
    QList<QByteArray> vouched;

    Lab()
    {
        const auto gate = [this]() -> const Gate * { return &site.world.gate; };
        if (!addIntegrityHandlers(
                dispatcher,
                {gate, bench.source(), site.readers, site.dir.path(), {}, [this] { return vouched; }})) {
            qFatal("no handlers");
        }
        call = site.store(kNorth, QStringLiteral("900"), kAudio);
    }
    void sign()
    {
        bench.age(1);
        if (bench.run() != QLatin1String("done")) {
            qFatal("not signed");
        }
    }
    template <typename Reply, typename Request>
    common::Result<Reply> ask(const char *method, const Request &request, const char *login = "admin")
    {
        const auto answer =
            tests::callMethod(dispatcher, QStringLiteral("earshot.v1.Integrity/") + QLatin1String(method),
                              QByteArray::fromStdString(request.SerializeAsString()),
                              std::make_shared<const Actor>(site.world.actor(QLatin1String(login))));
        if (!answer) {
            return tl::unexpected<common::Error>(answer.error());
        }
        Reply reply;
        if (!reply.ParseFromString(answer->toStdString())) {
            return common::fail(ErrorCode::Internal, QStringLiteral("no reply"));
        }
        return reply;
    }
    v1::IntegrityReport verify()
    {
        v1::CallRef ref;
        ref.set_id(call.toString().toStdString());
        return ask<v1::IntegrityReport>("Verify", ref).value_or(v1::IntegrityReport());
    }
    /// "failed damaged/signed same/signed same/signed"
    QString verdict()
    {
        const v1::IntegrityReport report = verify();
        QStringList words{QString::fromStdString(report.verdict())};
        for (const v1::IntegrityFile &file : report.files()) {
            words.append(QString::fromStdString(file.content() + '/' + file.manifest()));
        }
        return words.join(QLatin1Char(' '));
    }
    QString audioPath() const
    {
        return site.dir.filePath(QStringLiteral("2026/11/") + call.toString() + QStringLiteral(".mp3"));
    }
    v1::ArchiveFiles archive(const QString &name = QStringLiteral("call.mp3")) const
    {
        v1::ArchiveFiles files;
        v1::ArchiveFile *file = files.add_files();
        file->set_id(call.toString().toStdString());
        file->set_name(name.toStdString());
        return files;
    }
};

/// What becomes of an archive of these calls: "signed", or code, state of the manifest and call.
QString signing(Lab &lab, const QList<common::CallId> &calls)
{
    v1::ArchiveFiles files;
    for (const common::CallId &call : calls) {
        v1::ArchiveFile *file = files.add_files();
        file->set_id(call.toString().toStdString());
        file->set_name(QStringLiteral("%1.mp3").arg(files.files_size()).toStdString());
    }
    const auto made = lab.ask<v1::FileManifest>("SignArchive", files);
    if (made) {
        return QStringLiteral("signed");
    }
    const auto &fields = made.error().fields;
    return QStringLiteral("%1 %2 %3")
        .arg(common::keyOf(made.error().code), fields.value(QStringLiteral("manifest")),
             fields.value(QStringLiteral("call")));
}

common::SignedManifest signedOf(const v1::FileManifest &wire)
{
    return {QByteArray::fromStdString(wire.text()), QByteArray::fromStdString(wire.signature())};
}

} // namespace

class TestIntegrityMethods : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void manifestsAreFoundByTheirDay()
    {
        Lab lab;
        lab.sign();
        v1::ManifestAfter asked;
        const auto first = lab.ask<v1::FileManifest>("Manifests", asked);
        QVERIFY(first && !first->text().empty());
        const QDate day = QDate::fromString(QString::fromStdString(first->day()), Qt::ISODate);
        QVERIFY(day.isValid());
        asked.set_from_day(first->day());
        QCOMPARE(lab.ask<v1::FileManifest>("Manifests", asked)->number(), 1);
        asked.set_from_day(day.addDays(1).toString(Qt::ISODate).toStdString());
        const auto later = lab.ask<v1::FileManifest>("Manifests", asked);
        QVERIFY(later && later->text().empty());
        asked.set_from_day("yesterday");
        const auto bad = lab.ask<v1::FileManifest>("Manifests", asked);
        QVERIFY(!bad);
        QCOMPARE(bad.error().fields.value(QStringLiteral("from_day")), QStringLiteral("format"));
    }
    void whatIsAsItWasSignedIsVerified()
    {
        Lab lab;
        QCOMPARE(lab.verdict(), QStringLiteral("pending same/pending same/pending same/pending"));
        lab.sign();
        QCOMPARE(lab.verdict(), QStringLiteral("verified same/signed same/signed same/signed"));
        const v1::IntegrityReport report = lab.verify();
        const v1::IntegrityFile &audio = report.files(0);
        QCOMPARE(audio.file().kind(), std::string("audio"));
        QCOMPARE(audio.number(), 1);
        QVERIFY(audio.own_key());
        QCOMPARE(QString::fromStdString(audio.key_id()), common::signingKeyId(lab.bench.key.publicKey()));
        QVERIFY(report.checked_ms() >= audio.signed_ms());
        // Whoever looked is told of.
        QCOMPARE(lab.bench.count(QStringLiteral("audit_log WHERE action = 'calls.verify'")), 3);
    }
    void aTamperedFileFails_data()
    {
        QTest::addColumn<int>("how");
        QTest::addColumn<QString>("verdict");
        QTest::newRow("one byte") << 0 << QStringLiteral("failed damaged/signed same/signed same/signed");
        QTest::newRow("cut") << 1 << QStringLiteral("failed damaged/signed same/signed same/signed");
        QTest::newRow("removed") << 2 << QStringLiteral("failed missing/signed same/signed same/signed");
    }
    void aTamperedFileFails()
    {
        QFETCH(int, how);
        QFETCH(QString, verdict);
        Lab lab;
        lab.sign();
        QFile file(lab.audioPath());
        if (how == 2) {
            QVERIFY(file.remove());
        } else {
            QVERIFY(file.open(QIODevice::ReadWrite));
            QVERIFY(how == 1 ? file.resize(500) : file.seek(5000) && file.write("X") == 1);
            file.close();
        }
        QCOMPARE(lab.verdict(), verdict);
    }
    void tamperedRowsFail_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("audio");
        const auto row = [](const char *name, const char *sql, const char *audio) {
            QTest::newRow(name) << QString::fromLatin1(sql) << QString::fromLatin1(audio);
        };
        row("manifest's text", "UPDATE file_manifests SET content = replace(content, ' audio ', ' audia ')",
            "same/signature");
        row("manifest taken away", "DELETE FROM file_manifests", "same/absent");
        row("signature", "UPDATE file_manifests SET signature = decode(repeat('00', 64), 'hex')",
            "same/signature");
        row("key", "UPDATE file_manifests SET key_id = repeat('0', 32)", "same/key");
        row("number", "UPDATE file_manifests SET number = 7", "same/signature");
        row("signed again",
            "INSERT INTO manifest_pending (call_id, position, tenant_id) SELECT call_id, "
            "position, tenant_id FROM media_files",
            "same/contradiction");
    }
    void tamperedRowsFail()
    {
        QFETCH(QString, sql);
        QFETCH(QString, audio);
        Lab lab;
        lab.sign();
        lab.bench.ask(sql);
        const QStringList words = lab.verdict().split(QLatin1Char(' '));
        QCOMPARE(words.value(0), QStringLiteral("failed"));
        QCOMPARE(words.value(1), audio);
    }
    void aTamperedRowOfAFileFailsThoughTheFileFits()
    {
        Lab lab;
        lab.sign();
        const QByteArray other(99'000, 'o');
        lab.site.write(QStringLiteral("2026/11/") + lab.call.toString() + QStringLiteral(".mp3"), other);
        lab.bench.ask(
            QStringLiteral("UPDATE media_files SET size = 99000, sha256 = decode('%1', 'hex') WHERE "
                           "position = 0")
                .arg(QString::fromLatin1(common::sha256(other).toHex())));
        QCOMPARE(lab.verdict(), QStringLiteral("failed same/differs same/signed same/signed"));
    }
    void aTamperedChainFails()
    {
        Lab lab;
        lab.sign();
        lab.call = lab.site.store(kNorth, QStringLiteral("900"), kAudio);
        lab.sign();
        QCOMPARE(lab.verdict(), QStringLiteral("verified same/signed same/signed same/signed"));
        lab.bench.ask(QStringLiteral("DELETE FROM file_manifests WHERE number = 1"));
        QCOMPARE(lab.verdict(), QStringLiteral("failed same/chain same/chain same/chain"));
    }
    void anArchiveIsSigned()
    {
        Lab lab;
        const auto made = lab.ask<v1::FileManifest>("SignArchive", lab.archive());
        QVERIFY(made);
        const QByteArray key = QByteArray::fromStdString(made->public_key());
        QCOMPARE(key, lab.bench.key.publicKey());
        common::ManifestBook book;
        QVERIFY(book.add(signedOf(*made), {key}));
        QCOMPARE(book.judge(QStringLiteral("call.mp3"), kAudio.size(), common::sha256(kAudio)).verdict,
                 common::FileVerdict::Verified);
        const auto opened = common::openManifest(signedOf(*made), key);
        QVERIFY(opened && opened->kind == common::FileManifest::Kind::Archive);
        QCOMPARE(opened->files.first().recording, lab.call.uuid());
        QCOMPARE(lab.bench.count(QStringLiteral("audit_log WHERE action = 'calls.sign-archive'")), 1);
    }
    /// Size, hash and file of a call that was signed long ago are somebody's: the recorder's own signature is
    /// not.
    void whatWasAlteredIsNotSignedForAnArchive_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("state");
        const auto row = [](const char *name, const char *sql, const char *state) {
            QTest::newRow(name) << QString::fromLatin1(sql) << QString::fromLatin1(state);
        };
        row("file's hash",
            "UPDATE media_files SET sha256 = decode(repeat('11', 32), 'hex') WHERE call_id = '%1'",
            "differs");
        row("file's size", "UPDATE media_files SET size = 7 WHERE call_id = '%1'", "differs");
        row("manifest taken away", "DELETE FROM file_manifests WHERE content LIKE '%%1%'", "absent");
        row("manifest's text",
            "UPDATE file_manifests SET content = replace(content, ' audio ', ' audia ') WHERE content LIKE "
            "'%%1%'",
            "signature");
        row("signed again",
            "INSERT INTO manifest_pending (call_id, position, tenant_id) SELECT call_id, position, tenant_id "
            "FROM media_files WHERE call_id = '%1'",
            "contradiction");
    }
    void whatWasAlteredIsNotSignedForAnArchive()
    {
        QFETCH(QString, sql);
        QFETCH(QString, state);
        Lab lab;
        lab.sign();
        const common::CallId good = lab.call;
        const common::CallId altered = lab.site.store(kNorth, QStringLiteral("900"), kAudio);
        lab.sign();
        QCOMPARE(signing(lab, {good, altered}), QStringLiteral("signed"));
        lab.bench.ask(QString(sql).replace(QLatin1String("%1"), altered.toString()));
        QCOMPARE(signing(lab, {altered}), QStringLiteral("Conflict %1 1.mp3").arg(state));
        QCOMPARE(signing(lab, {good, altered}), QStringLiteral("Conflict %1 2.mp3").arg(state));
        QCOMPARE(signing(lab, {good}), QStringLiteral("signed"));
        QCOMPARE(lab.bench.count(QStringLiteral("audit_log WHERE action = 'calls.sign-archive'")), 2);
    }
    /// Calls that waited long are in a manifest far from their day.
    void manifestsFarFromTheCallAreFound()
    {
        Lab lab;
        lab.bench.age(60);
        QCOMPARE(lab.bench.run(), QStringLiteral("done"));
        const common::CallId other = lab.site.store(kNorth, QStringLiteral("900"), kAudio);
        lab.sign();
        const common::CallId fresh = lab.site.store(kNorth, QStringLiteral("900"), kAudio);
        QCOMPARE(lab.bench.count(QStringLiteral("file_manifests")), 2);
        QCOMPARE(lab.verdict(), QStringLiteral("verified same/signed same/signed same/signed"));
        QCOMPARE(signing(lab, {lab.call}), QStringLiteral("signed"));
        QCOMPARE(signing(lab, {other, lab.call, fresh, other}), QStringLiteral("signed"));
    }
    /// Another tenant's manifests behind the last of this one: signed by this recorder, and a chain.
    void anotherTenantsManifestsAreNotThisOnes()
    {
        Lab lab;
        lab.site.store(kSouth, QStringLiteral("900"), kAudio);
        lab.sign();
        lab.site.store(kSouth, QStringLiteral("900"), kAudio);
        lab.sign();
        const common::CallId moved = lab.site.store(kSouth, QStringLiteral("900"), kAudio);
        lab.sign();
        QCOMPARE(lab.verdict(), QStringLiteral("verified same/signed same/signed same/signed"));
        lab.bench.ask(QStringLiteral("INSERT INTO file_manifests SELECT (SELECT id FROM tenants WHERE name = "
                                     "'Nordlicht'), number, day, "
                                     "files, made_ms, key_id, content, signature, hash FROM file_manifests "
                                     "WHERE tenant_id = (SELECT id "
                                     "FROM tenants WHERE name = 'Suedwind') AND number > 1"));
        const std::pair<const char *, const char *> rows[] = {
            {"calls", "id"}, {"call_details", "call_id"}, {"media_files", "call_id"}};
        for (const auto &[table, column] : rows) {
            lab.bench.ask(QStringLiteral("SET session_replication_role = replica; UPDATE %1 SET tenant_id = "
                                         "(SELECT id FROM tenants WHERE name = 'Nordlicht') WHERE %2 = '%3'")
                              .arg(QLatin1String(table), QLatin1String(column), moved.toString()));
        }
        lab.call = moved;
        QCOMPARE(lab.verdict(), QStringLiteral("failed same/signature same/signature same/signature"));
        QCOMPARE(signing(lab, {moved}), QStringLiteral("Conflict signature 1.mp3"));
        // What this recorder signs behind them names one that is not this tenant's.
        lab.call = lab.site.store(kNorth, QStringLiteral("900"), kAudio);
        lab.sign();
        QCOMPARE(lab.verdict(), QStringLiteral("failed same/chain same/chain same/chain"));
    }
    void anotherInstallationsManifestsAreNotThisOnes()
    {
        Lab lab;
        lab.sign();
        lab.bench.ask(QStringLiteral("UPDATE installation SET server_id = gen_random_uuid()"));
        QCOMPARE(lab.verdict(), QStringLiteral("failed same/signature same/signature same/signature"));
    }
    /// A key in the database, and what it signed: no more than the word of whoever owns the database.
    void aKeyOfTheDatabaseAloneVerifiesNothing()
    {
        Lab lab;
        const common::SigningKey own = std::exchange(lab.bench.key, common::SigningKey::generate().value());
        const QByteArray planted = lab.bench.key.publicKey();
        lab.sign(); // by the planted one
        lab.bench.key = own;
        QCOMPARE(lab.verdict(), QStringLiteral("failed same/key same/key same/key"));
        lab.bench.ask(QStringLiteral("INSERT INTO audit_keys (key_id, public_key, recorder, made_ms) VALUES "
                                     "('%1', decode('%2', 'hex'), 'far', 0)")
                          .arg(common::signingKeyId(planted), QString::fromLatin1(planted.toHex())));
        QCOMPARE(lab.verdict(), QStringLiteral("foreign same/signed same/signed same/signed"));
        const v1::IntegrityReport report = lab.verify();
        QVERIFY(!report.files(0).own_key() && !report.files(0).trusted_key());
        QCOMPARE(report.files(0).recorder(), std::string("far"));
        QCOMPARE(signing(lab, {lab.call}), QStringLiteral("Conflict foreign 1.mp3"));
        // The host's administrator vouches for it.
        lab.vouched = {planted};
        QCOMPARE(lab.verdict(), QStringLiteral("verified same/signed same/signed same/signed"));
        QVERIFY(!lab.verify().files(0).own_key() && lab.verify().files(0).trusted_key());
        QCOMPARE(signing(lab, {lab.call}), QStringLiteral("signed"));
        lab.bench.ask(QStringLiteral("DELETE FROM audit_keys"));
        QCOMPARE(lab.verdict(), QStringLiteral("verified same/signed same/signed same/signed"));
    }
    void archivesThatAreNotSigned()
    {
        Lab lab;
        const auto code = [&lab](const v1::ArchiveFiles &files, const char *login = "admin") {
            const auto made = lab.ask<v1::FileManifest>("SignArchive", files, login);
            return made ? QStringLiteral("signed") : common::keyOf(made.error().code);
        };
        QCOMPARE(code(lab.archive(QStringLiteral("a\nfile b"))), QStringLiteral("Invalid"));
        QCOMPARE(code(v1::ArchiveFiles()), QStringLiteral("Invalid"));
        v1::ArchiveFiles many;
        for (int i = 0; i < 2001; ++i) {
            *many.add_files() = lab.archive().files(0);
        }
        QCOMPARE(code(many), QStringLiteral("Invalid"));
        // Another tenant's administrator learns nothing of it.
        QCOMPARE(code(lab.archive(), "other"), QStringLiteral("NotFound"));
        QCOMPARE(code(lab.archive(), "root"), QStringLiteral("signed"));
    }
    void manifestsAreTakenAway()
    {
        Lab lab;
        lab.sign();
        lab.site.store(kNorth, QStringLiteral("900"), kAudio);
        lab.sign();
        common::ManifestBook book;
        qint64 after = 0;
        for (int i = 0; i < 2; ++i) {
            v1::ManifestAfter request;
            request.set_after(after);
            const auto manifest = lab.ask<v1::FileManifest>("Manifests", request);
            QVERIFY(manifest);
            QCOMPARE(manifest->number(), i + 1);
            QVERIFY(book.add(signedOf(*manifest), {lab.bench.key.publicKey()}));
            after = manifest->number();
        }
        QVERIFY(book.gaps().isEmpty());
        v1::ManifestAfter request;
        request.set_after(after);
        QVERIFY(lab.ask<v1::FileManifest>("Manifests", request)->text().empty());
        request.set_after(0);
        QVERIFY(lab.ask<v1::FileManifest>("Manifests", request, "other")->text().empty());
        request.set_tenant(kNorth.toStdString());
        QCOMPARE(lab.ask<v1::FileManifest>("Manifests", request, "other").error().code, ErrorCode::NotFound);
        QCOMPARE(lab.ask<v1::FileManifest>("Manifests", request, "root")->number(), 1);
        QCOMPARE(lab.bench.count(QStringLiteral("audit_log WHERE action = 'manifests.export'")), 2);
    }
    /// Also whoever begins behind the first one.
    void whoTakesManifestsIsToldOf()
    {
        Lab lab;
        lab.sign();
        lab.site.store(kNorth, QStringLiteral("900"), kAudio);
        lab.sign();
        v1::ManifestAfter request;
        request.set_tenant(kNorth.toStdString());
        request.set_after(1);
        const auto take = [&](const char *login) {
            const auto manifest = lab.ask<v1::FileManifest>("Manifests", request, login);
            return manifest ? manifest->number() : -1;
        };
        const auto told = [&lab](const char *login) {
            return lab.bench
                .ask(QStringLiteral("SELECT count(*) || ' ' || coalesce(max(detail->>'number'), '') FROM "
                                    "audit_log WHERE action = 'manifests.export' AND tenant_id = 1 AND actor "
                                    "= '%1'")
                         .arg(QLatin1String(login)))
                .value(0)
                .trimmed();
        };
        QCOMPARE(take("admin"), 2);
        QCOMPARE(told("admin"), QStringLiteral("1 2"));
        QCOMPARE(take("admin"), 2); // one export
        QCOMPARE(told("admin"), QStringLiteral("1 2"));
        QCOMPARE(told("root"), QStringLiteral("0"));
        QCOMPARE(take("root"), 2);
        QCOMPARE(told("root"), QStringLiteral("1 2"));
        lab.bench.ask(QStringLiteral("SET session_replication_role = replica; UPDATE audit_log SET at_ms = "
                                     "at_ms - 16 * 60000 WHERE action = 'manifests.export'"));
        QCOMPARE(take("admin"), 2);
        QCOMPARE(told("admin"), QStringLiteral("2 2"));
    }
    void keysAreTold()
    {
        Lab lab;
        lab.bench.ask(QStringLiteral("INSERT INTO audit_keys (key_id, public_key, recorder, made_ms) VALUES "
                                     "('x', decode(repeat('ab', 32), 'hex'), 'far', 0)"));
        const auto keys = lab.ask<v1::SigningKeys>("Keys", v1::SigningKeysRequest(), "bas");
        QVERIFY(keys);
        QCOMPARE(keys->keys_size(), 2);
        QCOMPARE(keys->keys(0).recorder(), std::string("far"));
        QVERIFY(!keys->keys(0).own() && keys->keys(1).own());
        QVERIFY(!keys->keys(0).trusted() && keys->keys(1).trusted());
        QCOMPARE(QByteArray::fromStdString(keys->keys(1).public_key()), lab.bench.key.publicKey());
    }
};

EARSHOT_TEST(tst_integritymethods, TestIntegrityMethods)
#include "tst_integritymethods.moc"
