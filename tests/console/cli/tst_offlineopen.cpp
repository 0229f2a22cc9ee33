// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/containerwriter.h"
#include "common/crypto/pemkeys.h"
#include "tests/common/crypto/testkeys.h"
#include "tests/console/cli/storedzip.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace tests;

namespace
{

struct Ended {
    int code = -1;
    QByteArray out;
    QByteArray err;
};

/// A folder with sealed files and exported keys, and the program itself.
struct Bench {
    QTemporaryDir folder;
    QByteArray first = sampleBytes(200'000, 1);
    QByteArray second = sampleBytes(70'000, 2);

    QString path(const QString &name) const { return folder.filePath(name); }
    bool write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(bytes) == bytes.size();
    }
    QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static QByteArray seal(const QByteArray &content, int key = 0)
    {
        return common::sealContainer(content, {openingKey(2048, key).publicKey()}).value_or(QByteArray());
    }
    bool writeKey(const QString &name, int key, const QString &password) const
    {
        const auto pem = common::writePrivatePem(openingKey(2048, key), password);
        return pem && write(name, pem->view().toByteArray());
    }
    bool fill() const
    {
        return write(QStringLiteral("call.mp3.cms"), seal(first)) &&
               writeKey(QStringLiteral("key.pem"), 0, {}) && writeKey(QStringLiteral("other.pem"), 1, {});
    }
    Ended open(const QStringList &arguments, const QByteArray &input = {}, const QString &password = {}) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        if (!password.isEmpty()) {
            environment.insert(QStringLiteral("EARSHOT_KEY_PASSWORD"), password);
        }
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(folder.path());
        process.start(qEnvironmentVariable("EARSHOT_BIN") + QStringLiteral("/earshotctl"),
                      QStringList{QStringLiteral("open")} + arguments);
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(60000)) {
            return {};
        }
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    Ended open(const QString &file) const
    {
        return open({file, QStringLiteral("--key"), QStringLiteral("key.pem")});
    }
    /// Everything, hidden or not.
    QStringList names() const
    {
        return QDir(folder.path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }
};

} // namespace

/// The program itself, without a recorder.
class TestOfflineOpen : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aSealedFileIsOpenedBesideIt()
    {
        const Bench bench;
        QVERIFY(bench.fill());
        const Ended ended = bench.open(QStringLiteral("call.mp3.cms"));
        QVERIFY2(ended.code == 0, ended.err.constData());
        QCOMPARE(bench.read(QStringLiteral("call.mp3")), bench.first);
        QFile file(bench.path(QStringLiteral("call.mp3")));
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        QCOMPARE(bench.names(), (QStringList{QStringLiteral("call.mp3"), QStringLiteral("call.mp3.cms"),
                                             QStringLiteral("key.pem"), QStringLiteral("other.pem")}));
    }
    void nothingIsReplaced()
    {
        const Bench bench;
        QVERIFY(bench.fill() && bench.write(QStringLiteral("call.mp3"), "mine"));
        const Ended ended = bench.open(QStringLiteral("call.mp3.cms"));
        QCOMPARE(ended.code, 73);
        QVERIFY2(ended.err.contains("call.mp3 exists"), ended.err.constData());
        QCOMPARE(bench.read(QStringLiteral("call.mp3")), QByteArray("mine"));
        // Elsewhere there is room.
        QVERIFY(QDir(bench.folder.path()).mkdir(QStringLiteral("out")));
        QCOMPARE(bench
                     .open({QStringLiteral("call.mp3.cms"), QStringLiteral("--key"),
                            QStringLiteral("key.pem"), QStringLiteral("--into"), QStringLiteral("out")})
                     .code,
                 0);
        QCOMPARE(bench.read(QStringLiteral("out/call.mp3")), bench.first);
    }
    void anArchiveIsOpened()
    {
        const Bench bench;
        const QByteArray archive = archiveOf({{"one.mp3.cms", Bench::seal(bench.first)},
                                              {"../two.mp3.cms", Bench::seal(bench.second)},
                                              {"theirs.mp3.cms", Bench::seal(bench.second, 1)},
                                              {"manifest.txt", "signed"},
                                              {"README.txt", "read me"}});
        QVERIFY(bench.fill() && bench.write(QStringLiteral("calls.zip"), archive));
        QVERIFY(QDir(bench.folder.path()).mkdir(QStringLiteral("out")));
        const Ended ended =
            bench.open({QStringLiteral("calls.zip"), QStringLiteral("--key"), QStringLiteral("key.pem"),
                        QStringLiteral("--into"), QStringLiteral("out"), QStringLiteral("--json")});
        QCOMPARE(ended.code, 77); // one is sealed to others; the rest is opened all the same
        QVERIFY2(ended.err.contains("2 of its files are not sealed"), ended.err.constData());
        QCOMPARE(bench.read(QStringLiteral("out/one.mp3")), bench.first);
        QCOMPARE(bench.read(QStringLiteral("out/two.mp3")), bench.second); // and not outside
        QCOMPARE(QDir(bench.path(QStringLiteral("out"))).entryList(QDir::Files | QDir::Hidden, QDir::Name),
                 (QStringList{QStringLiteral("one.mp3"), QStringLiteral("two.mp3")}));
        const QJsonObject json = QJsonDocument::fromJson(ended.out).object();
        QCOMPARE(json.value(QStringLiteral("opened")).toInt(), 2);
        QCOMPARE(json.value(QStringLiteral("failed")).toInt(), 1);
        QCOMPARE(json.value(QStringLiteral("files")).toArray().at(2)[QStringLiteral("reason")].toString(),
                 QStringLiteral("recipient"));
        // Cut off on the way: nothing of it is believed.
        QVERIFY(bench.write(QStringLiteral("half.zip"), archive.first(archive.size() / 2)));
        const Ended half = bench.open(QStringLiteral("half.zip"));
        QCOMPARE(half.code, 65);
        QVERIFY2(half.err.contains("end is missing"), half.err.constData());
        QVERIFY(bench.write(QStringLiteral("plain.zip"), archiveOf({{"README.txt", "read me"}})));
        QCOMPARE(bench.open(QStringLiteral("plain.zip")).code, 1);
    }
    void anotherKeyIsNamed()
    {
        const Bench bench;
        QVERIFY(bench.fill());
        const Ended ended = bench.open(
            {QStringLiteral("call.mp3.cms"), QStringLiteral("--key"), QStringLiteral("other.pem")});
        QCOMPARE(ended.code, 77);
        QVERIFY(ended.err.contains(openingKey(2048, 0).publicKey().fingerprint().toHex()));
        QVERIFY(ended.err.contains(openingKey(2048, 1).publicKey().fingerprint().toHex()));
        QCOMPARE(bench.names().size(), 3);
    }
    void damagedFilesLeaveNothing_data()
    {
        QTest::addColumn<QString>("damage");
        QTest::addColumn<QString>("words");
        QTest::newRow("cut") << QStringLiteral("cut") << QStringLiteral("its end is missing");
        QTest::newRow("longer") << QStringLiteral("longer") << QStringLiteral("something follows its end");
        QTest::newRow("a bit of the content") << QStringLiteral("bit") << QStringLiteral("it was changed");
        QTest::newRow("something else") << QStringLiteral("else") << QStringLiteral("no sealed file");
    }
    void damagedFilesLeaveNothing()
    {
        QFETCH(QString, damage);
        QFETCH(QString, words);
        const Bench bench;
        QVERIFY(bench.fill());
        QByteArray sealed = bench.read(QStringLiteral("call.mp3.cms"));
        if (damage == QLatin1String("cut")) {
            sealed.chop(40'000);
        } else if (damage == QLatin1String("longer")) {
            sealed += 'x';
        } else if (damage == QLatin1String("bit")) {
            sealed[sealed.size() / 2] = static_cast<char>(sealed[sealed.size() / 2] ^ 1);
        } else {
            sealed = "hello, this is a text";
        }
        QVERIFY(bench.write(QStringLiteral("bad.mp3.cms"), sealed));
        const QStringList before = bench.names();
        const Ended ended = bench.open(QStringLiteral("bad.mp3.cms"));
        QCOMPARE(ended.code, 65);
        QVERIFY2(ended.err.contains(words.toLatin1()), ended.err.constData());
        QCOMPARE(bench.names(), before); // not a byte of it, under whatever name
    }
    /// Of which a test of the containers asks 10,000; here the program with its files.
    void noBitIsTakenForAnother_tamper()
    {
        const Bench bench;
        QVERIFY(bench.fill());
        const QByteArray sealed = Bench::seal(sampleBytes(300, 3));
        std::mt19937 random(11); // NOLINT(cert-msc51-cpp): the same bits in each run
        QStringList arguments{QStringLiteral("--key"), QStringLiteral("key.pem")};
        for (int i = 0; i < 40; ++i) {
            QByteArray changed = sealed;
            const qsizetype at = static_cast<qsizetype>(random() % static_cast<quint32>(changed.size()));
            changed[at] = static_cast<char>(changed[at] ^ (1 << (random() % 8)));
            const QString name = QStringLiteral("bit%1.cms").arg(i);
            QVERIFY(bench.write(name, changed));
            arguments.append(name);
        }
        const QStringList before = bench.names();
        const Ended ended = bench.open(arguments);
        QVERIFY(ended.code == 65 || ended.code == 77); // the fingerprint may be what was changed
        QVERIFY(ended.out.contains("0 opened, 40 not"));
        QCOMPARE(bench.names(), before);
    }
    void theKeysPassword()
    {
        const Bench bench;
        const QString right = QStringLiteral("plinth otter cobalt");
        QVERIFY(bench.fill() && bench.writeKey(QStringLiteral("closed.pem"), 0, right));
        const QStringList line{QStringLiteral("call.mp3.cms"), QStringLiteral("--key"),
                               QStringLiteral("closed.pem")};
        const Ended none = bench.open(line);
        QCOMPARE(none.code, 77);
        QVERIFY2(none.err.contains("EARSHOT_KEY_PASSWORD"), none.err.constData());
        const Ended wrong = bench.open(line, {}, QStringLiteral("wrong"));
        QCOMPARE(wrong.code, 77);
        QVERIFY2(wrong.err.contains("does not open the key"), wrong.err.constData());
        QVERIFY(!bench.names().contains(QStringLiteral("call.mp3")));
        QCOMPARE(bench.open(line, {}, right).code, 0);
        QVERIFY(QFile::remove(bench.path(QStringLiteral("call.mp3"))));
        const Ended typed =
            bench.open(line + QStringList{QStringLiteral("--password-from-stdin")}, right.toUtf8() + '\n');
        QVERIFY2(typed.code == 0, typed.err.constData());
        QCOMPARE(bench.read(QStringLiteral("call.mp3")), bench.first);
    }
    void whatCannotBe()
    {
        const Bench bench;
        QVERIFY(bench.fill());
        QCOMPARE(bench.open(QStringList{QStringLiteral("call.mp3.cms")}).code, 64); // no key
        QVERIFY(bench.write(QStringLiteral("no.pem"), "hello"));
        const Ended ended =
            bench.open({QStringLiteral("call.mp3.cms"), QStringLiteral("--key"), QStringLiteral("no.pem")});
        QCOMPARE(ended.code, 64);
        QVERIFY2(ended.err.contains("no private RSA key"), ended.err.constData());
        QCOMPARE(bench.open(QStringLiteral("missing.cms")).code, 1);
        QCOMPARE(bench.open(QStringLiteral(".")).code, 1);
        QCOMPARE(bench
                     .open({QStringLiteral("call.mp3.cms"), QStringLiteral("--key"),
                            QStringLiteral("key.pem"), QStringLiteral("--into"), QStringLiteral("nowhere")})
                     .code,
                 73);
        QCOMPARE(bench.names().size(), 4);
    }
};

EARSHOT_TEST(tst_offlineopen, TestOfflineOpen)
#include "tst_offlineopen.moc"
