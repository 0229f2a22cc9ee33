// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/hostkey.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace common;

class TestHostKey : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_file = m_dir->filePath(QStringLiteral("host.key"));
    }

    void isMadeOnceAndPrivate()
    {
        const mode_t before = ::umask(0);
        const auto key = HostKey::create(m_file);
        ::umask(before);
        QVERIFY(key);
        struct stat status {
        };
        QCOMPARE(::stat(QFile::encodeName(m_file).constData(), &status), 0);
        QCOMPARE(status.st_mode & 07777, mode_t{0600});
        QCOMPARE(status.st_size, off_t{32});
        QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files), QStringList{QStringLiteral("host.key")});
        const auto again = HostKey::create(m_file);
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Conflict);
        const auto nowhere = HostKey::create(m_dir->filePath(QStringLiteral("no/host.key")));
        QVERIFY(!nowhere);
        QCOMPARE(nowhere.error().code, ErrorCode::Unavailable);
    }

    void isRefusedWhenOthersMayReadIt_data()
    {
        QTest::addColumn<int>("mode");
        for (const int mode : {0640, 0604, 0660, 0601, 0610, 0644}) {
            QTest::newRow(QByteArray::number(mode, 8).constData()) << mode;
        }
    }
    void isRefusedWhenOthersMayReadIt()
    {
        QFETCH(int, mode);
        QVERIFY(HostKey::create(m_file));
        QCOMPARE(::chmod(QFile::encodeName(m_file).constData(), static_cast<mode_t>(mode)), 0);
        const auto loaded = HostKey::load(m_file);
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, ErrorCode::Denied);
        QVERIFY(!HostKey::loadOrCreate(m_file)); // never replaced by a new one
        QCOMPARE(QFileInfo(m_file).size(), 32);
    }

    void wrongFilesAreRefused()
    {
        const auto missing = HostKey::load(m_file);
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        for (const int size : {0, 31, 33, 64}) {
            QFile file(m_file);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(QByteArray(size, 'k'));
            file.close();
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
            const auto wrong = HostKey::load(m_file);
            QVERIFY(!wrong);
            QCOMPARE(wrong.error().code, ErrorCode::Invalid);
        }
        const QByteArray link = QFile::encodeName(m_dir->filePath(QStringLiteral("link")));
        QCOMPARE(::symlink(QFile::encodeName(m_file).constData(), link.constData()), 0);
        QCOMPARE(HostKey::load(QFile::decodeName(link)).error().code, ErrorCode::Denied);
        QCOMPARE(HostKey::load(m_dir->path()).error().code, ErrorCode::Denied); // a directory
    }

    void sealsForOneContextAndOneKey()
    {
        const auto key = HostKey::loadOrCreate(m_file);
        const auto same = HostKey::loadOrCreate(m_file);
        const auto other = HostKey::create(m_dir->filePath(QStringLiteral("other.key")));
        QVERIFY(key && same && other);
        const QByteArray secret("inline:made-up-master-key");
        const auto sealed = key->seal(secret, "ledger.srtp:1");
        QVERIFY(sealed);
        QCOMPARE(sealed->size(), secret.size() + qsizetype{HostKey::kSealOverhead});
        QVERIFY(!sealed->contains("made-up"));
        QCOMPARE(same->unseal(*sealed, "ledger.srtp:1").value(), secret);
        QCOMPARE(key->unseal(*sealed, "ledger.srtp:2").error().code, ErrorCode::Invalid);
        QCOMPARE(other->unseal(*sealed, "ledger.srtp:1").error().code, ErrorCode::Invalid);
        for (qsizetype i = 0; i < sealed->size(); ++i) {
            QByteArray changed = *sealed;
            changed[i] = static_cast<char>(changed[i] ^ 4);
            QVERIFY(!key->unseal(changed, "ledger.srtp:1"));
            QVERIFY(!key->unseal(sealed->first(i), "ledger.srtp:1"));
        }
        QVERIFY(!key->unseal(*sealed + 'x', "ledger.srtp:1"));
        QCOMPARE(key->unseal(*key->seal({}, {}), {}).value(), QByteArray());
        QSet<QByteArray> nonces;
        for (int i = 0; i < 500; ++i) {
            nonces.insert(key->seal(secret, "c")->mid(1, 12));
        }
        QCOMPARE(nonces.size(), 500);
    }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_file;
};

EARSHOT_TEST(tst_hostkey, TestHostKey)
#include "tst_hostkey.moc"
