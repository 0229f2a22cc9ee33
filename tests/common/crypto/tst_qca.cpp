// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/qca.h"
#include "common/crypto/sha256.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <ctime>
#include <thread>
#include <vector>

using namespace common;

namespace
{
double cpuSeconds()
{
    struct timespec time {
    };
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}
} // namespace

class TestQca : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void loadsBesideTheProgram()
    {
        const auto qca = Qca::load();
        QVERIFY2(qca, qca ? "" : qPrintable(qca.error().message));
        qInfo("%s", qPrintable(qca->version()));
        QVERIFY(qca->version().startsWith(QLatin1String("QCA 2.")));
    }

    void saysWhatIsMissing()
    {
        QTemporaryDir dir;
        const QString missing = dir.filePath(QStringLiteral("libmissing.so"));
        const auto none = Qca::load({missing});
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::Unavailable);
        QVERIFY(none.error().message.contains(missing));
        QFile junk(dir.filePath(QStringLiteral("junk.so")));
        QVERIFY(junk.open(QIODevice::WriteOnly));
        junk.write("not a library");
        junk.close();
        QCOMPARE(Qca::load({junk.fileName()}).error().code, ErrorCode::Unavailable);
        const auto foreign = Qca::load({QStringLiteral("libsodium.so.23"), QStringLiteral("libcrypto.so.3")});
        QVERIFY(!foreign);
        QVERIFY(foreign.error().message.contains(QLatin1String("is not an earshot-qca library")));
        QVERIFY(Qca::load(QStringList{missing} + Qca::searchPath())); // the next file is tried

        qputenv("EARSHOT_QCA", QFile::encodeName(missing));
        QCOMPARE(Qca::searchPath(), QStringList{missing});
        qunsetenv("EARSHOT_QCA");
    }

    void hashesAsOpenSslDoes()
    {
        const auto qca = Qca::load();
        QVERIFY(qca);
        // FIPS 180-4 examples.
        QCOMPARE(qca->sha256("abc")->toHex(),
                 QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(sha256("abc").toHex(),
                 QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(qca->sha256({})->toHex(),
                 QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        for (int size = 1; size < 300; size += 7) {
            const QByteArray bytes(size, static_cast<char>(size));
            QCOMPARE(qca->sha256(bytes).value(), sha256(bytes));
        }
    }

    void hashesFilesAndPieces()
    {
        QTemporaryDir dir;
        QFile file(dir.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QByteArray content;
        for (int i = 0; i < 200'000; ++i) {
            content.append(QByteArray::number(i));
        }
        file.write(content);
        file.close();
        Sha256 hash;
        for (qsizetype at = 0; at < content.size(); at += 999) {
            hash.add(content.mid(at, 999));
        }
        const QByteArray digest = hash.finish();
        QCOMPARE(digest, sha256(content));
        QCOMPARE(hash.finish(), sha256({})); // begins anew
        qint64 size = 0;
        QCOMPARE(sha256OfFile(file.fileName(), &size).value(), digest);
        QCOMPARE(size, content.size());
        QCOMPARE(sha256OfFile(dir.filePath(QStringLiteral("none"))).error().code, ErrorCode::NotFound);
    }

    void randomFromSeveralThreads()
    {
        const auto qca = Qca::load();
        QVERIFY(qca);
        std::array<QSet<QByteArray>, 4> seen;
        std::vector<std::thread> threads;
        for (QSet<QByteArray> &mine : seen) {
            threads.emplace_back([&] {
                for (int i = 0; i < 200; ++i) {
                    std::array<std::byte, 32> bytes{};
                    if (qca->fillRandom(bytes)) {
                        mine.insert(QByteArray(reinterpret_cast<const char *>(bytes.data()), 32));
                    }
                }
            });
        }
        for (std::thread &thread : threads) {
            thread.join();
        }
        QCOMPARE((seen[0] + seen[1] + seen[2] + seen[3]).size(), 800);
        std::vector<std::byte> large(200'000);
        QVERIFY(qca->fillRandom(large));
        QVERIFY(std::count(large.begin(), large.end(), std::byte{0}) < 1'200); // about 781 are expected
    }

    void speedOfBothHashes()
    {
        const auto qca = Qca::load();
        QVERIFY(qca);
        const QByteArray bytes(32 * 1024 * 1024, 'e');
        const double start = cpuSeconds();
        const QByteArray ours = sha256(bytes);
        const double middle = cpuSeconds();
        const auto theirs = qca->sha256(bytes);
        const double end = cpuSeconds();
        QCOMPARE(theirs.value(), ours);
        const double mb = static_cast<double>(bytes.size()) / 1e6;
        qInfo("SHA-256 MB per CPU second: OpenSSL %.0f, QCA %.0f", mb / (middle - start),
              mb / (end - middle));
    }
};

EARSHOT_TEST(tst_qca, TestQca)
#include "tst_qca.moc"
