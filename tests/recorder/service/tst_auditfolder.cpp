// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/auditfolder.h"
#include "recorder/service/auditform.h"

#include "tests/support/testmain.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace recorder;

/// The file of heads beside the database, on a disk that has no room for a moment.
class TestAuditFolder : public QObject
{
    Q_OBJECT
private:
    static AuditHead headAfter(const QList<AuditHead> &before, const AuditFolder &folder)
    {
        AuditHead head;
        head.number = before.size() + 1;
        head.position = 10 * head.number;
        head.hash = QByteArray(32, static_cast<char>(head.number));
        head.previous = hashOf(before.isEmpty() ? nullptr : &before.last());
        head.atMs = 1700000000000 + head.number * 300000;
        return signHead(head, folder.key()) ? head : AuditHead();
    }
    /// Files of this process do not grow beyond it while it lives, as on a disk that is full.
    struct FileLimit {
        explicit FileLimit(qint64 bytes)
        {
            std::signal(SIGXFSZ, SIG_IGN);
            ::getrlimit(RLIMIT_FSIZE, &before);
            rlimit few = before;
            few.rlim_cur = static_cast<rlim_t>(bytes);
            ::setrlimit(RLIMIT_FSIZE, &few);
        }
        ~FileLimit()
        {
            ::setrlimit(RLIMIT_FSIZE, &before);
            std::signal(SIGXFSZ, SIG_DFL);
        }
        FileLimit(const FileLimit &) = delete;
        FileLimit &operator=(const FileLimit &) = delete;
        rlimit before{};
    };

private Q_SLOTS:
    void aFullDiskLeavesNoHalfLine()
    {
        const QTemporaryDir dir;
        const auto hostKey = common::HostKey::loadOrCreate(dir.filePath(QStringLiteral("host.key")));
        QVERIFY(hostKey);
        auto folder = AuditFolder::open(dir.path(), *hostKey, QStringLiteral("here"));
        QVERIFY(folder);
        QList<AuditHead> heads{headAfter({}, *folder)};
        QVERIFY(folder->append(heads, {folder->signer()}));
        const QString file = dir.filePath(QStringLiteral("audit-heads.jsonl"));
        const qint64 size = QFile(file).size();
        heads.append(headAfter(heads, *folder));
        {
            const FileLimit full(size + 50);
            QVERIFY(!folder->append({heads.last()}, {folder->signer()}));
        }
        QCOMPARE(QFile(file).size(), size);
        QCOMPARE(folder->lastHead(), qint64{1});
        QVERIFY(folder->append({heads.last()}, {folder->signer()})); // there is room again
        const AuditCheck::Memory memory = AuditFolder::memory(dir.path(), &*hostKey);
        QVERIFY(!memory.fileDamaged); // else the trail would be called changed for good
        QCOMPARE(memory.heads.size(), qsizetype{2});
        QVERIFY(memory.heads.last() == heads.last());
    }
};

EARSHOT_TEST(tst_auditfolder, TestAuditFolder)
#include "tst_auditfolder.moc"
