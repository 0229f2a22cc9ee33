// SPDX-License-Identifier: GPL-3.0-or-later
// What of somebody's keys is left in a console's memory. The console is a process of its own that is given
// only what a recorder and a person give it; this one knows the secrets and looks into its memory.
#include "common/core/typedsecret.h"
#include "common/crypto/loginkeys.h"
#include "tests/support/keyholder.h"
#include "tests/support/processmemory.h"
#include "tests/support/testmain.h"

#include <QCoreApplication>
#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{

const char kFolder[] = "EARSHOT_KEYMEMORY_FOLDER";
constexpr int kPatienceMs = 60000; // two derivations of 64 MiB on a busy machine

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) ? file.readAll() : QByteArray();
}

bool put(const QString &path, const QByteArray &bytes)
{
    // Under its name when it is whole.
    QFile file(path + QStringLiteral(".tmp"));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
        return false;
    }
    file.close();
    return file.rename(path);
}

/// The side of the console.
struct Child {
    QString folder = qEnvironmentVariable(kFolder);
    FakeRpc rpc;
    common::SystemClock clock;
    common::Identity identity;
    v1::OwnKeySet set;
    SessionKeys keys{SessionKeys::Parts{rpc, clock, &common::deriveLoginKeys, {}}};

    QString file(const char *name) const { return folder + QLatin1Char('/') + QLatin1String(name); }
    bool awaits(const char *name) const
    {
        return QTest::qWaitFor([this, name] { return QFile::exists(file(name)); }, kPatienceMs);
    }
    bool becomes(SessionKeys::State state)
    {
        return QTest::qWaitFor(
            [this, state] {
                rpc.reply(QStringLiteral("Session/Begin"), beginReply());
                rpc.reply(QStringLiteral("OwnKeys/Get"), set);
                return keys.state() == state;
            },
            kPatienceMs);
    }
    void type()
    {
        QByteArray typed = contents(file("password"));
        QString password = QString::fromUtf8(typed);
        keys.unlock(password, [](const common::Status &) {});
        common::wipe(password); // the field's part
        common::wipe(typed);
    }
};

struct Secrets {
    QString password = QStringLiteral("plinth otter cob\u00e4lt verse");
    KeyHolder holder{false};
    common::KdfParameters parameters = KeyHolder::parameters();
    common::LoginKeys login =
        *common::deriveLoginKeys(password, parameters, QString::fromStdString(beginReply().server_id()));
    QByteArray container = holder.seal("ID3" + sampleBytes(300'000));

    /// As the recorder keeps it.
    v1::OwnKeySet set() const
    {
        v1::OwnKeySet set;
        v1::OwnKey *key = set.add_keys();
        *key->mutable_record() = common::toWire(holder.own.record);
        key->set_bundle(
            common::bytesToWire(*common::sealBundle(holder.own.bundle, common::SecretBytes::copyOf(login.kek),
                                                    kHolder, common::BundleWrap::Password)));
        console::toWire(parameters, *key->mutable_kdf());
        v1::HeldKey *held = set.add_held();
        *held->mutable_key() = holder.tenantKey(true);
        *held->mutable_grant() =
            common::toWire(*common::makeGrant(holder.tenant.bundle, holder.tenant.record, holder.own.record,
                                              common::toUnixMs(holder.clock.wall())));
        held->set_access("authorised");
        return set;
    }
    Needles needles() const
    {
        Needles all;
        addKeys(all, QStringLiteral("own"), holder.own.bundle);
        addKeys(all, QStringLiteral("tenant's"), holder.tenant.bundle);
        addPassword(all, password);
        all.insert(QStringLiteral("KEK"), login.kek);
        const auto header = common::parseContainerHeader(container);
        const auto key = holder.tenant.bundle.opening.unwrap((*header)->recipients.first().wrapped);
        all.insert(QStringLiteral("the file's key"), key->view().toByteArray());
        return all;
    }
};

} // namespace

class TestKeyMemory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// Begun by the test below in a process of its own; alone it has nothing to do.
    void itsOtherSide()
    {
        if (!qEnvironmentVariableIsSet(kFolder)) {
            return;
        }
        Child child;
        child.identity.userId = kHolder.toString(QUuid::WithoutBraces);
        child.identity.login = QStringLiteral("anna");
        child.identity.tenantId = kHolderTenant.toString(QUuid::WithoutBraces);
        child.identity.authenticatedBy = QStringLiteral("password");
        QVERIFY(child.set.ParseFromString(contents(child.file("set")).toStdString()));
        child.keys.begin(child.identity, {}); // a session that was taken up again
        QVERIFY(child.becomes(SessionKeys::State::Asleep));
        child.type();
        QVERIFY(child.becomes(SessionKeys::State::Open));
        {
            const QByteArray played =
                common::openContainer(contents(child.file("sealed")), child.keys.ring()->fileKeys(), 1 << 20)
                    .value();
            QVERIFY(played.startsWith("ID3"));
        }
        QVERIFY(put(child.file("is-open"), "1"));
        QVERIFY(child.awaits("lock"));
        child.keys.sleep();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(put(child.file("is-locked"), "1"));
        QVERIFY(child.awaits("end"));
    }
    void lockedKeysAreNowhere()
    {
        if (qEnvironmentVariableIsSet(kFolder)) {
            return;
        }
        const Secrets secrets;
        const Needles needles = secrets.needles();
        const QTemporaryDir folder;
        QVERIFY(put(folder.filePath(QStringLiteral("set")),
                    QByteArray::fromStdString(secrets.set().SerializeAsString())));
        QVERIFY(put(folder.filePath(QStringLiteral("sealed")), secrets.container));
        QVERIFY(put(folder.filePath(QStringLiteral("password")), secrets.password.toUtf8()));
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QLatin1String(kFolder), folder.path());
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QCoreApplication::applicationFilePath(),
                      {QStringLiteral("tst_keymemory"), QStringLiteral("itsOtherSide")});
        const auto reached = [&](const char *name) {
            return QTest::qWaitFor(
                [&] {
                    return process.state() == QProcess::NotRunning ||
                           QFile::exists(folder.filePath(QLatin1String(name)));
                },
                2 * kPatienceMs);
        };
        QVERIFY(reached("is-open"));
        QVERIFY2(process.state() == QProcess::Running, process.readAll().constData());
        // While they are open they are there: who looks finds what is looked for.
        const QStringList open = foundInMemory(process.processId(), needles);
        QVERIFY2(open.contains(QStringLiteral("own p, as OpenSSL keeps it")) &&
                     open.contains(QStringLiteral("tenant's q, as OpenSSL keeps it")) &&
                     open.contains(QStringLiteral("KEK")),
                 qPrintable(open.join(QStringLiteral("; "))));
        // Not so what nobody needs after it was used.
        for (const char *gone : {"password", "password, as Qt keeps it", "the file's key", "own d", "own p",
                                 "tenant's d", "tenant's p", "tenant's q"}) {
            QVERIFY2(!open.contains(QLatin1String(gone)), gone);
        }
        QVERIFY(put(folder.filePath(QStringLiteral("lock")), "1"));
        QVERIFY(reached("is-locked"));
        QVERIFY2(process.state() == QProcess::Running, process.readAll().constData());
        const QStringList left = foundInMemory(process.processId(), needles);
        QVERIFY(put(folder.filePath(QStringLiteral("end")), "1"));
        QVERIFY(process.waitForFinished(kPatienceMs));
        QVERIFY2(left.isEmpty(), qPrintable(left.join(QStringLiteral("; "))));
        QVERIFY2(process.exitCode() == 0, process.readAll().constData());
    }
};

EARSHOT_TEST(tst_keymemory, TestKeyMemory)
#include "tst_keymemory.moc"
