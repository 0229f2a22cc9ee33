// SPDX-License-Identifier: GPL-3.0-or-later
// What the recorder set aside is made into files with its own key, so that nothing that was kept is lost.
#include "recorder/app/commands.h"

#include "common/crypto/hostkey.h"
#include "recorder/capture/spool/spoolwriter.h"
#include "tests/recorder/capture/spool/journal.h"
#include "tests/recorder/finish/callbuilder.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

using namespace tests;

namespace
{

struct World {
    QTemporaryDir dir;
    QString data = dir.filePath(QStringLiteral("data"));
    QString out = dir.filePath(QStringLiteral("out"));

    World()
    {
        QDir().mkpath(data + QStringLiteral("/suspect"));
        QDir().mkpath(data + QStringLiteral("/spool/a0"));
    }
    /// A second of sound.
    void journal(const QString &path, const common::HostKey &key,
                 recorder::SpoolMode mode = recorder::SpoolMode::Sealed) const
    {
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        Sender sender;
        sendMulaw(builder, sender, tone(440, 1), 0);
        builder.end(1000 * kMs);
        auto writer = recorder::SpoolWriter::create(data + path, key,
                                                    common::CallId::fromString(builder.call.callId), mode);
        QVERIFY(writer);
        MemorySource source = builder.source();
        recorder::SpoolRecordView view;
        while (*source.next(view)) {
            const Record record{view.head.kind, view.head.stream, view.head.monoNs,
                                QByteArray(reinterpret_cast<const char *>(view.payload.data()),
                                           static_cast<qsizetype>(view.payload.size()))};
            QVERIFY(writer->append(bytesOf(encoded(record))));
        }
        QVERIFY(writer->close());
    }
    common::Result<common::HostKey> ownKey() const
    {
        return common::HostKey::loadOrCreate(data + QStringLiteral("/host.key"));
    }
    int open() const
    {
        recorder::CommandLine line;
        line.command = recorder::CommandLine::Command::OpenJournals;
        line.dataFolder = data;
        line.outFolder = out;
        return recorder::runOpenJournalsCommand(line, recorder::Config());
    }
    QStringList sounds() const
    {
        QStringList found;
        QDirIterator it(out, {QStringLiteral("*.mp3")}, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            found.append(it.next());
        }
        return found;
    }
};

} // namespace

class TestOpenJournals : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatWasSetAsideBecomesFiles()
    {
        World world;
        const auto key = world.ownKey();
        QVERIFY(key);
        world.journal(QStringLiteral("/suspect/one.spool"), *key);
        world.journal(QStringLiteral("/suspect/two.spool"), *key, recorder::SpoolMode::Unsealed);
        world.journal(QStringLiteral("/spool/a0/three.spool.unreadable-1"), *key);
        world.journal(QStringLiteral("/spool/a0/four.spool"), *key); // the recorder's own work
        const QByteArray before = contentOf(world.data + QStringLiteral("/suspect/one.spool"));
        QCOMPARE(world.open(), 0);
        const QStringList sounds = world.sounds();
        QCOMPARE(sounds.size(), qsizetype{3});
        for (const QString &sound : sounds) {
            QVERIFY(contentOf(sound).size() > 3000); // 32 kbit/s
            QVERIFY(contentOf(sound).startsWith("ID3"));
        }
        QCOMPARE(contentOf(world.data + QStringLiteral("/suspect/one.spool")), before);
    }
    void whatAnotherKeySealedIsNamed()
    {
        World world;
        const auto other = common::HostKey::create(world.dir.filePath(QStringLiteral("other.key")));
        const auto key = world.ownKey();
        QVERIFY(key && other);
        world.journal(QStringLiteral("/suspect/one.spool"), *other);
        world.journal(QStringLiteral("/suspect/two.spool"), *key);
        QCOMPARE(world.open(), 1);
        QCOMPARE(world.sounds().size(), qsizetype{1});
        QCOMPARE(QDir(world.out).entryList(QDir::Dirs | QDir::NoDotAndDotDot),
                 QStringList{QStringLiteral("two")});
    }
    void withoutAHostKeyNothingIsMade()
    {
        const World world;
        QCOMPARE(world.open(), 1);
        QVERIFY(!QFile::exists(world.data + QStringLiteral("/host.key")));
    }
};

EARSHOT_TEST(tst_openjournals, TestOpenJournals)
#include "tst_openjournals.moc"
