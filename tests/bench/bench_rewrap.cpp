// SPDX-License-Identifier: GPL-3.0-or-later
// Moving the recordings of a tenant to a new key, as a console does it: a real recorder process with real
// sealed files in its folder, PostgreSQL, TLS, and the console's own task. Minutes for a million files at the
// rate of those that were moved, and what one core needs for the keys alone.
//   bench_rewrap [--files 4000]
#include "common/core/clock.h"
#include "common/core/ids.h"
#include "common/crypto/containerwriter.h"
#include "common/crypto/grants.h"
#include "common/crypto/pemkeys.h"
#include "common/proto/keys.pb.h"
#include "common/rpc/codecs/keycodec.h"
#include "common/rpc/codecs/wirevalue.h"
#include "console/pages/keys/rewraptask.h"

#include "tests/common/crypto/testkeys.h"
#include "tests/integration/adminclient.h"
#include "tests/support/keyholder.h"
#include "tests/support/testdb.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

#include <cstdio>

using namespace tests;

namespace
{

const QString kPassword = QStringLiteral("correct horse battery");
const QString kTenant = QStringLiteral("Nordlicht");
constexpr int kBits = 3072; // what the console makes unless told otherwise
constexpr qsizetype kFileSize = 64 * 1024;
constexpr int kPatienceMs = 60 * 60 * 1000;

void need(bool good, const QString &what)
{
    if (!good) {
        qFatal("%s", qPrintable(what));
    }
}

QString hex(const QByteArray &bytes)
{
    return QStringLiteral("'\\x%1'").arg(QString::fromLatin1(bytes.toHex()));
}

/// A tenant's key with its record and its row.
struct Side {
    common::KeyBundle bundle;
    common::KeyRecord record;
    QString id = common::makeUuidV7().toString(QUuid::WithoutBraces);

    Side(int number, const QUuid &tenant, qint64 now)
        : bundle(*common::KeyBundle::around(openingKey(kBits, number)))
        , record(*common::makeKeyRecord(bundle, tenant, now))
    {
    }
    void insert(const QString &url, const QString &tenant, bool active) const
    {
        runSql(url,
               QStringLiteral("INSERT INTO tenant_keys (id, tenant_id, fingerprint, identity, spki, "
                              "signing_key, created_ms, signature, bits, has_private, active) VALUES ('%1', "
                              "%2, %3, %4, %5, %6, %7, %8, %9, true, %10)")
                   .arg(id, tenant, hex(record.fingerprint()), hex(record.identity()), hex(record.spki),
                        hex(record.signingKey), QString::number(record.createdMs), hex(record.signature),
                        QString::number(kBits))
                   .arg(active ? QStringLiteral("true") : QStringLiteral("false")));
    }
};

void activate(const QString &url, const QString &tenant, const Side &key, const Side *before, qint64 now)
{
    std::optional<common::Voucher> voucher;
    if (before != nullptr) {
        voucher = common::Voucher{before->bundle, before->record};
    }
    const auto made = common::makeActivation(key.bundle, key.record, voucher, now);
    need(made.has_value(), QStringLiteral("no activation"));
    runSql(url, QStringLiteral("INSERT INTO key_activations (id, tenant_id, key_id, key_identity, previous, "
                               "at_ms, signature, vouch, vouching) VALUES ('%1', %2, '%3', %4, %5, %6, %7, "
                               "%8, '%9')")
                    .arg(common::makeUuidV7().toString(QUuid::WithoutBraces), tenant, key.id, hex(made->key),
                         hex(made->previous), QString::number(now), hex(made->signature), hex(made->vouch),
                         before != nullptr ? QStringLiteral("vouched") : QStringLiteral("first")));
}

/// Wraps are taken from who holds both keys: he has keys of his own, and was granted them.
void hold(AdminClient &client, const std::string &user, const QList<const Side *> &keys)
{
    const common::KeyBundle own = *common::KeyBundle::around(openingKey(2048, 2));
    const qint64 now = common::toUnixMs(std::chrono::system_clock::now());
    const common::KeyRecord record =
        *common::makeKeyRecord(own, QUuid::fromString(QString::fromStdString(user)), now);
    earshot::v1::OwnKeysToKeep keep;
    *keep.mutable_record() = common::toWire(record);
    keep.set_bundle(common::bytesToWire(*common::sealBundle(own, common::SecretBytes::copyOf(client.kek),
                                                            record.owner, common::BundleWrap::Password)));
    need(client.ask<earshot::v1::OwnKeysKept>("OwnKeys/Put", keep).has_value(),
         QStringLiteral("no keys are kept"));
    for (const Side *key : keys) {
        const auto grant = common::makeGrant(key->bundle, key->record, record, now);
        need(grant && client.ask<earshot::v1::KeyGranted>("KeyGrants/Grant", common::toWire(*grant)),
             QStringLiteral("a key is not granted"));
    }
}

/// Sealed files in the recorder's folder, and their rows: a thousand to a folder.
void fill(const RecorderProcess &recorder, const QString &url, const QString &tenant, const Side &key,
          int files)
{
    const QByteArray sealed =
        common::sealContainer(sampleBytes(kFileSize), {key.bundle.opening.publicKey()}).value();
    QStringList rows;
    for (int i = 0; i < files; ++i) {
        const QString id = common::makeUuidV7().toString(QUuid::WithoutBraces);
        const QString folder = QStringLiteral("bench/%1").arg(i / 1000);
        const QString path = QStringLiteral("%1/%2.mp3.cms").arg(folder, id);
        QDir(recorder.dataFolder() + QStringLiteral("/recordings")).mkpath(folder);
        QFile file(recorder.dataFolder() + QStringLiteral("/recordings/") + path);
        need(file.open(QIODevice::WriteOnly) && file.write(sealed) == sealed.size(), file.errorString());
        rows.append(QStringLiteral("('%1', %2, %3, 1, 0, 1, 'mp3', '%4', sha256('x'), '%5')")
                        .arg(id, QString::number(sealed.size()), tenant, path, key.id));
        if (rows.size() == 500 || i + 1 == files) {
            runSql(url, QStringLiteral("INSERT INTO media_files (call_id, size, tenant_id, kind, position, "
                                       "storage_target, format, path, sha256, key_id) VALUES ") +
                            rows.join(QLatin1Char(',')));
            rows.clear();
        }
    }
    runSql(url, QStringLiteral("VACUUM ANALYZE")); // what autovacuum would do within a minute
}

/// Seconds that one core needs for the keys of a file.
double secondsOfKeys(const Side &from, const Side &to)
{
    constexpr int kFiles = 50;
    const QByteArray wrapped =
        from.bundle.opening.publicKey().wrap(common::SecretBytes::copyOf(QByteArray(32, 'k'))).value();
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < kFiles; ++i) {
        need(common::moveWrap(wrapped, from.bundle.opening, to.bundle.opening).has_value(),
             QStringLiteral("a wrap does not move"));
    }
    return static_cast<double>(clock.nsecsElapsed()) / 1e9 / kFiles;
}

/// Seconds of the task from its start to its end.
double move(AdminClient &client, const Side &from, const Side &to)
{
    KeyHolder holder;
    holder.keys->begin(holder.identity, KeyHolder::password());
    need(holder.rpc.reply(QStringLiteral("OwnKeys/Get"), holder.set), QStringLiteral("no keys"));
    need(QTest::qWaitFor([&holder] { return holder.keys->state() == console::SessionKeys::State::Open; },
                         20000),
         QStringLiteral("the keys do not open"));
    console::TaskModel tasks(holder.clock);
    std::optional<console::TaskState> state;
    QString words;
    QElapsedTimer clock;
    clock.start();
    auto *task = new console::RewrapTask(
        client.channel, tasks, *holder.keys,
        {{from.id, from.bundle, from.record}, {to.id, to.bundle, to.record}, QStringLiteral("Spring"), {}});
    QObject::connect(task, &console::RewrapTask::ended, &tasks,
                     [&](console::TaskState how, const QString &text) {
                         state = how;
                         words = text;
                     });
    need(QTest::qWaitFor([&state] { return state.has_value(); }, kPatienceMs), QStringLiteral("no end"));
    need(*state == console::TaskState::Done, words);
    return static_cast<double>(clock.nsecsElapsed()) / 1e9;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    const QApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addOption(
        {QStringLiteral("files"), QStringLiteral("how many"), QStringLiteral("n"), QStringLiteral("4000")});
    parser.process(app);
    const int files = std::max(100, parser.value(QStringLiteral("files")).toInt());

    TestDb db;
    RecorderProcess recorder;
    recorder.configure(QStringLiteral("database.url"), db.url());
    need(recorder.start(), QString::fromUtf8(recorder.log()));
    ensureUser(recorder, kTenant, QStringLiteral("boss"), kPassword,
               {QStringLiteral("--role"), QStringLiteral("administrator")});
    const QStringList tenant =
        runSql(db.url(), QStringLiteral("SELECT id, uuid FROM tenants WHERE name = '%1'").arg(kTenant));
    const qint64 now = common::toUnixMs(std::chrono::system_clock::now());
    const Side from(0, QUuid::fromString(tenant.value(1)), now - 2000);
    const Side to(1, QUuid::fromString(tenant.value(1)), now - 1000);
    from.insert(db.url(), tenant.value(0), false);
    to.insert(db.url(), tenant.value(0), true);
    activate(db.url(), tenant.value(0), from, nullptr, now - 2000);
    activate(db.url(), tenant.value(0), to, &from, now - 1000);
    fill(recorder, db.url(), tenant.value(0), from, files);

    AdminClient client(recorder.adminPort());
    need(client.open(), client.ended);
    const auto boss = client.signIn(QStringLiteral("boss"), kPassword);
    need(boss.has_value(), client.ended);
    hold(client, boss->identity().user_id(), {&from, &to});
    const double alone = secondsOfKeys(from, to);
    const double seconds = move(client, from, to);
    const QString moved = runSql(db.url(), QStringLiteral("SELECT count(*) FROM media_files WHERE "
                                                          "wrap_key_id = '%1'")
                                               .arg(to.id))
                              .value(0);
    need(moved == QString::number(files), QStringLiteral("moved: ") + moved);
    const QJsonObject json{{QStringLiteral("rewrap.million_min"), seconds / files * 1e6 / 60},
                           {QStringLiteral("rewrap.keys_one_core_million_min"), alone * 1e6 / 60}};
    std::fputs(QJsonDocument(json).toJson(QJsonDocument::Compact).constData(), stdout);
    std::fputc('\n', stdout);
    return 0;
}
