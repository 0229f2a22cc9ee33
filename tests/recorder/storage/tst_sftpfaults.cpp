// SPDX-License-Identifier: GPL-3.0-or-later
// SFTP servers that refuse, lie, or are gone in the middle of a sentence.
#include "recorder/storage/sftpwire.h"

#include "tests/recorder/storage/stubs.h"
#include "tests/recorder/storage/targetexam.h"
#include "tests/support/smalldisk.h"
#include "tests/support/storagepeers.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QtEndian>

#include <limits>

using namespace recorder;
using namespace tests;

namespace
{

enum Request : quint8 { Open = 3, Write = 6, MakeDir = 14, Rename = 18 };
enum Reply : quint8 { VersionIs = 2, StatusIs = 101, Handle = 102, ExtendedReply = 201 };

std::unique_ptr<StorageTarget> opened(const StorageTargetSettings &settings)
{
    auto target = openStorageTarget(settings, {}, {});
    return target ? std::move(*target) : nullptr;
}

QStringList filesIn(const QString &folder)
{
    return QDir(folder).entryList(QDir::Files | QDir::Hidden);
}

QByteArray number(quint32 value)
{
    QByteArray bytes(4, Qt::Uninitialized);
    qToBigEndian(value, bytes.data());
    return bytes;
}

QByteArray packet(quint8 type, const QByteArray &body)
{
    return number(static_cast<quint32>(body.size() + 1)) + static_cast<char>(type) + body;
}

/// What a server says, whatever it was asked; then it is gone.
SftpPipe saying(QByteArray bytes)
{
    const auto rest = std::make_shared<QByteArray>(packet(VersionIs, number(3)) + std::move(bytes));
    return {[](QByteArrayView) { return common::Status(); },
            [rest](std::span<char> wanted) -> common::Status {
                const auto size = static_cast<qsizetype>(wanted.size());
                if (rest->size() < size) {
                    return common::fail(common::ErrorCode::Unavailable, QStringLiteral("gone"),
                                        {{QStringLiteral("cause"), QStringLiteral("unavailable")}});
                }
                std::copy_n(rest->constData(), size, wanted.data());
                rest->remove(0, size);
                return {};
            }};
}

} // namespace

class TstSftpFaults : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// Each answer of an upload once the one that is lost, and the server heard each question: under the name
    /// lies the old file or the new one, and the next try succeeds.
    void anyAnswerMayBeLost()
    {
        Relay relay(m_peer.settings().port);
        StorageTargetSettings settings = m_peer.settings();
        settings.port = relay.port();
        settings.basePath = QStringLiteral("lost");
        const QString stored = m_peer.files() + QStringLiteral("/lost/a");
        SourceFolder files;
        const QByteArray old = noise(1000);
        const QByteArray fresh = noise(50'000);
        int failures = 0;
        int replaced = 0;
        for (int heard = 0; heard <= 1000; heard += 50) {
            const auto target = opened(settings);
            QVERIFY(target->put(files.file(old), QStringLiteral("a"), {})); // and it is connected
            relay.cutAnswersAfter(heard);
            const auto cut = target->put(files.file(fresh), QStringLiteral("a"), {});
            failures += cut ? 0 : 1;
            QFile file(stored);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray there = file.readAll();
            QVERIFY2(there == fresh || (there == old && !cut), qPrintable(QString::number(heard)));
            replaced += !cut && there == fresh ? 1 : 0;
            relay.cutAnswersAfter(-1);
            const auto again = target->put(files.file(fresh), QStringLiteral("a"), {});
            QVERIFY2(again, again ? "" : qPrintable(again.error().message));
            QVERIFY(contentOf(*target, QStringLiteral("a")) == fresh);
            QCOMPARE(filesIn(m_peer.files() + QStringLiteral("/lost")), QStringList{QStringLiteral("a")});
        }
        // The first answer was among those that were lost, and the last one, of the rename.
        QVERIFY2(failures > 2 && failures < 21, qPrintable(QString::number(failures)));
        QVERIFY(replaced > 0);
    }

    void refusalsHaveTheirCause_data()
    {
        QTest::addColumn<int>("request");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("cause");
        QTest::newRow("no permission") << int{Open} << 3 << QStringLiteral("permission");
        QTest::newRow("read-only") << int{Open} << 12 << QStringLiteral("read-only");
        QTest::newRow("full at once") << int{Open} << 14 << QStringLiteral("full");
        QTest::newRow("full") << int{Write} << 14 << QStringLiteral("full");
        QTest::newRow("quota") << int{Write} << 15 << QStringLiteral("quota");
        QTest::newRow("lost permission") << int{Write} << 3 << QStringLiteral("permission");
        QTest::newRow("some failure") << int{Write} << 4 << QStringLiteral("unavailable");
        QTest::newRow("no folder") << int{MakeDir} << 3 << QStringLiteral("permission");
        QTest::newRow("no folder, quota") << int{MakeDir} << 15 << QStringLiteral("quota");
        QTest::newRow("no rename") << int{Rename} << 3 << QStringLiteral("permission");
    }
    void refusalsHaveTheirCause()
    {
        QFETCH(int, request);
        QFETCH(int, status);
        QFETCH(QString, cause);
        SshStub stub(false);
        StorageTargetSettings settings = stub.settings();
        settings.posixRename = false; // an extension: only its failure could be told from others
        const auto target = opened(settings);
        SourceFolder files;
        const QString file = files.file(noise(200'000));
        const QString key = request == MakeDir ? QStringLiteral("deep/er/a") : QStringLiteral("a");
        stub.refuse(static_cast<quint8>(request), static_cast<quint32>(status));
        QCOMPARE(causeIn(target->put(file, key, {})), cause);
        QCOMPARE(filesIn(stub.files()), QStringList());
        const QString report = shortReport(opened(settings)->test({}));
        QVERIFY2(request == MakeDir || report.contains(QStringLiteral(":failed(%1)").arg(cause)),
                 qPrintable(report));
        stub.refuse(0, 0);
        const auto again = target->put(file, key, {});
        QVERIFY2(again, again ? "" : qPrintable(again.error().message));
        QVERIFY(contentOf(*target, key) == noise(200'000));
    }

    /// A folder that was refused and is there is no error.
    void aRefusedFolderMayBeThere()
    {
        SshStub stub(false);
        QVERIFY(QDir(stub.files()).mkdir(QStringLiteral("there")));
        stub.refuse(MakeDir, 3);
        StorageTargetSettings settings = stub.settings();
        settings.basePath = QStringLiteral("there");
        SourceFolder files;
        QVERIFY(opened(settings)->put(files.file(noise(10)), QStringLiteral("a"), {}));
        QCOMPARE(shortReport(opened(settings)->test({})), allPassed(settings));
    }

    /// OpenSSH has no words for it but "failure".
    void tellsWhatIsMountedReadOnly()
    {
        const SmallDisk disk(1 << 20, SmallDisk::Mode::ReadOnly);
        QVERIFY2(disk.error().isEmpty(), qPrintable(disk.error()));
        StorageTargetSettings settings = m_peer.settings();
        settings.basePath = disk.path();
        const auto target = opened(settings);
        SourceFolder files;
        for (const char *key : {"a", "2026/a"}) {
            QCOMPARE(causeIn(target->put(files.file(noise(10)), QLatin1String(key), {})),
                     QStringLiteral("read-only"));
        }
        const QString report = shortReport(target->test({}));
        QVERIFY2(report.contains(QLatin1String("folder:passed write:failed(read-only)")), qPrintable(report));
    }

    /// Over one connection: what was on its way when the first write failed is not kept for ever.
    void aFullDiskIsToldAsOftenAsItIsMet()
    {
        const SmallDisk disk(2 << 20);
        QVERIFY2(disk.error().isEmpty(), qPrintable(disk.error()));
        const Relay relay(m_peer.settings().port);
        StorageTargetSettings settings = m_peer.settings();
        settings.port = relay.port();
        settings.basePath = disk.path();
        const auto target = opened(settings);
        SourceFolder files;
        const QString file = files.file(noise(4 << 20));
        for (int i = 0; i < 40; ++i) {
            QCOMPARE(causeIn(target->put(file, QStringLiteral("a"), {})), QStringLiteral("full"));
        }
        QCOMPARE(relay.connections(), 1);
    }

    void whatIsNotUnderstoodIsNotBelieved()
    {
        // Nobody asked for it.
        auto wire = SftpWire::begin(saying(packet(StatusIs, number(99) + QByteArray(12, '\0'))));
        QVERIFY(wire);
        QCOMPARE(causeIn(wire->remove(QStringLiteral("a"))), QStringLiteral("protocol"));
        QVERIFY(wire->isBroken());
        // A handle that ends before it ends.
        wire = SftpWire::begin(saying(packet(Handle, number(1) + number(100) + "short")));
        QVERIFY(wire);
        QCOMPARE(causeIn(wire->open(QStringLiteral("a"), SftpWire::Read)), QStringLiteral("protocol"));
        // Longer than any.
        wire = SftpWire::begin(saying(number(300 * 1024) + QByteArray(1000, 'x')));
        QVERIFY(wire);
        QCOMPARE(causeIn(wire->remove(QStringLiteral("a"))), QStringLiteral("protocol"));
        // More room than there are numbers for.
        wire = SftpWire::begin(saying(packet(ExtendedReply, number(1) + QByteArray(88, '\x7f'))));
        QVERIFY(wire);
        const auto space = wire->spaceAt(QStringLiteral("."));
        QVERIFY(space);
        QCOMPARE(space->free, std::numeric_limits<qint64>::max());
        // Nonsense from the first byte.
        QVERIFY(!SftpWire::begin({[](QByteArrayView) { return common::Status(); },
                                  [](std::span<char> wanted) {
                                      std::fill(wanted.begin(), wanted.end(), '\x01');
                                      return common::Status();
                                  }}));
    }

private:
    SftpPeer m_peer;
};

EARSHOT_TEST(tst_sftpfaults, TstSftpFaults)
#include "tst_sftpfaults.moc"
