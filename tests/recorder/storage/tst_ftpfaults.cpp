// SPDX-License-Identifier: GPL-3.0-or-later
// A real FTP server whose connections break, those of commands and those of data: nothing is lost, nothing
// half lies under its name, and the next try succeeds.
#include "tests/recorder/storage/relays.h"
#include "tests/recorder/storage/targetexam.h"
#include "tests/support/storagepeers.h"
#include "tests/support/testmain.h"

#include <QDir>

using namespace recorder;
using namespace tests;

namespace
{

struct Bench {
    explicit Bench(const FtpPeer &peer)
        : relay(peer.settings(FtpPeer::Tls::None).port)
        , folder(peer.files() + QStringLiteral("/base/faults"))
    {
        StorageTargetSettings settings = peer.settings(FtpPeer::Tls::None);
        settings.port = relay.port();
        settings.basePath = QStringLiteral("base/faults");
        StoragePatience patience;
        patience.stall = std::chrono::seconds(5);
        target = std::move(openStorageTarget(settings, {}, patience).value());
    }
    common::Result<StoredFile> put(const QString &key, const QByteArray &content)
    {
        auto done = target->put(files.file(content), key, {common::sha256(content), {}});
        if (!done) { // some have to fail: then this says why the test went on as it did
            qInfo("%s: %s", qPrintable(storageCause(done.error())), qPrintable(done.error().message));
        }
        return done;
    }
    /// What lies there, whoever is connected.
    QByteArray stored(const QString &key) const
    {
        QFile file(folder + QLatin1Char('/') + key);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArrayLiteral("<none>");
    }
    QStringList names() const { return QDir(folder).entryList(QDir::Files | QDir::Hidden); }
    bool repeats(const QString &key, const QByteArray &content)
    {
        const auto again = put(key, content);
        if (!again) {
            qWarning("%s: %s", qPrintable(storageCause(again.error())), qPrintable(again.error().message));
        }
        return again && stored(key) == content && contentOf(*target, key) == content;
    }

    FtpRelay relay;
    QString folder;
    SourceFolder files;
    std::unique_ptr<StorageTarget> target;
};

} // namespace

class TstFtpFaults : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QDir(m_peer.files() + QStringLiteral("/base/faults")).removeRecursively(); }

    void losesNothingWhenCutInTheMiddle()
    {
        Bench bench(m_peer);
        const QString key = QStringLiteral("cut");
        QVERIFY(bench.put(key, noise(1000)));
        bench.relay.cutUploadsAfter(500'000);
        QVERIFY(!bench.put(key, noise(3'000'000)));
        QCOMPARE(bench.stored(key), noise(1000));
        // Nor does a file that was not there yet appear.
        QVERIFY(!bench.put(QStringLiteral("first"), noise(3'000'000)));
        QCOMPARE(bench.stored(QStringLiteral("first")), QByteArray("<none>"));
        QCOMPARE(causeIn(bench.target->stat(QStringLiteral("first"))), QStringLiteral("not-found"));
        bench.relay.cutUploadsAfter(-1);
        QCOMPARE(contentOf(*bench.target, key), noise(1000));
        QVERIFY(bench.repeats(key, noise(3'000'000)));
        QVERIFY(bench.repeats(QStringLiteral("first"), noise(3'000'000)));
        QCOMPARE(bench.names(), QStringList({key, QStringLiteral("first")}));
    }

    void aHalfAnswerIsNoFile()
    {
        Bench bench(m_peer);
        const QString key = QStringLiteral("half");
        const QByteArray content = noise(300'000);
        QVERIFY(bench.put(key, content));
        bench.relay.cutDownloadsAfter(100'000);
        qint64 heard = 0;
        const auto got = bench.target->get(key, {}, [&heard](QByteArrayView piece) {
            heard += piece.size();
            return true;
        });
        QVERIFY(!got && heard < content.size());
        const auto same = readBack(*bench.target, key, content.size(), common::sha256(content));
        // It is no other file for that: the connection is what broke.
        QVERIFY(!same && causeIn(same) != QLatin1String("mismatch"));
        bench.relay.cutDownloadsAfter(-1);
        QCOMPARE(contentOf(*bench.target, key), content);
    }

    void connectsAnewWhenTheServerLeft()
    {
        Bench bench(m_peer);
        const QString key = QStringLiteral("left");
        QVERIFY(bench.put(key, noise(10)));
        const int before = bench.relay.connections();
        QVERIFY(bench.put(key, noise(15)));
        QCOMPARE(bench.relay.connections(), before); // it is kept
        bench.relay.dropAll();
        QVERIFY(bench.repeats(key, noise(20)));
        QCOMPARE(bench.relay.connections(), before + 1);
    }

    /// All of the file arrived, and nobody was told: it has no name yet.
    void anAnswerLostAfterTheDataIsRepeated()
    {
        Bench bench(m_peer);
        const QString key = QStringLiteral("unheard");
        QVERIFY(bench.put(key, noise(1000)));
        bench.relay.loseAnswer(226);
        QVERIFY(!bench.put(key, noise(70'000)));
        QCOMPARE(bench.stored(key), noise(1000));
        bench.relay.loseAnswer(0);
        QVERIFY(bench.repeats(key, noise(70'000)));
        QCOMPARE(bench.names(), QStringList{key});
    }

    /// It has its name, and nobody was told: the next try makes no second file.
    void anAnswerLostAfterTheRenameIsRepeated()
    {
        Bench bench(m_peer);
        const QString key = QStringLiteral("renamed");
        QVERIFY(bench.put(key, noise(1000)));
        bench.relay.loseAnswer(250);
        QVERIFY(!bench.put(key, noise(70'000)));
        QCOMPARE(bench.stored(key), noise(70'000));
        bench.relay.loseAnswer(0);
        QVERIFY(bench.repeats(key, noise(70'000)));
        QCOMPARE(bench.names(), QStringList{key});
    }

private:
    FtpPeer m_peer;
};

EARSHOT_TEST(tst_ftpfaults, TstFtpFaults)
#include "tst_ftpfaults.moc"
