// SPDX-License-Identifier: GPL-3.0-or-later
// An encrypted call on its page: heard by who holds its key, whole or not at all, and by nobody else.
#include "common/audio/wav.h"
#include "console/kit/banner.h"
#include "console/pages/call/filesaver.h"
#include "console/player/playerpanel.h"
#include "console/player/waveformview.h"
#include "tests/console/pages/callpagebench.h"
#include "tests/support/keyholder.h"
#include "tests/support/peaksbuilder.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace console;
using namespace tests;
using common::ErrorCode;

namespace
{

common::MediaFile rowOf(const QByteArray &sealed, const QByteArray &key, common::MediaFile::Kind kind)
{
    common::MediaFile file;
    file.kind = kind;
    file.format = kind == common::MediaFile::Kind::Audio ? QStringLiteral("mp3") : QStringLiteral("peaks");
    file.size = sealed.size();
    file.sha256 = QCryptographicHash::hash(sealed, QCryptographicHash::Sha256);
    file.keyFingerprint = key;
    return file;
}

/// A call of the holder's tenant.
struct Bench : CallPageBench {
    KeyHolder holder;
    QByteArray sealed;
    QByteArray peaks = peaksOf(std::chrono::seconds(60), {{0, {Ms(0), Ms(30000)}}}, 2);
    QByteArray sealedPeaks;

    explicit Bench(bool granted = true)
        : holder(granted)
    {
        keys = holder.keys.get();
        audio = sampleBytes(300'000);
        sealed = holder.seal(audio);
        sealedPeaks = holder.seal(peaks);
        const QByteArray key = holder.tenant.record.fingerprint();
        stored.call.files = {rowOf(sealed, key, common::MediaFile::Kind::Audio),
                             rowOf(sealedPeaks, key, common::MediaFile::Kind::Peaks)};
    }
    void sendAudio(const QByteArray &bytes)
    {
        QVERIFY(rpc.send(kMedia, info()));
        for (qsizetype i = 0; i < bytes.size(); i += 70'000) {
            QVERIFY(rpc.send(kMedia, piece(bytes.mid(i, 70'000))));
        }
    }
    QString notice() const { return page->player().waveform().notice(); }
    Banner &banner() const { return *find<Banner>("media"); }
};

} // namespace

class TestCallSealed : public QObject
{
    Q_OBJECT
    QTemporaryDir m_settings;
private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("earshot-test"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
    }
    void aHolderHearsIt()
    {
        Bench bench;
        bench.holder.open();
        bench.openLoaded();
        bench.sendAudio(bench.sealed);
        QTest::qWait(50); // nothing to wait for: what must not come before the end
        QVERIFY(bench.heard.bytes.isEmpty());
        QVERIFY(bench.rpc.end(kMedia));
        QTRY_VERIFY(bench.heard.finished);
        QCOMPARE(bench.heard.bytes, bench.audio);
        QCOMPARE(bench.heard.total, bench.audio.size());
        QVERIFY(bench.rpc.last(kMedia)->consumed > bench.sealed.size()); // the server may send on
        bench.sendPeaks(bench.sealedPeaks);
        QTRY_COMPARE(bench.page->player().peaks().state(), PeaksModel::State::Complete);
        QVERIFY(bench.find<QPushButton>("save")->isEnabled());
    }
    void oneChangedBitIsHeardByNobody()
    {
        Bench bench;
        bench.holder.open();
        // Also when the row fits what came: who writes to the database changes both.
        QByteArray changed = bench.sealed;
        changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
        bench.stored.call.files[0] =
            rowOf(changed, bench.holder.tenant.record.fingerprint(), common::MediaFile::Kind::Audio);
        bench.openLoaded();
        bench.sendAudio(changed);
        QVERIFY(bench.rpc.end(kMedia));
        QTRY_VERIFY(bench.banner().isVisible());
        QVERIFY(bench.banner().text().contains(QStringLiteral("not what was stored")));
        QVERIFY(bench.heard.bytes.isEmpty() && !bench.heard.finished);
    }
    void anotherFileThanTheRowsIsRefused()
    {
        Bench bench;
        bench.holder.open();
        bench.openLoaded();
        const QByteArray other = bench.holder.seal("another call");
        bench.stored.call.files[0] =
            rowOf(other, bench.holder.tenant.record.fingerprint(), common::MediaFile::Kind::Audio);
        QVERIFY(bench.rpc.send(kMedia, bench.info()));
        QVERIFY(bench.banner().isVisible());
        QVERIFY(bench.heard.bytes.isEmpty());
    }
    /// Whoever swaps the rows of two calls does not swap what stands inside.
    void theRecordingOfAnotherCallIsNotPlayed()
    {
        for (const bool own : {true, false}) {
            Bench bench;
            const common::CallId inside = own ? bench.stored.call.id : common::CallId::generate();
            const QByteArray content =
                common::id3Tag({{QLatin1String(common::kTagRecording), inside.toString()}}) + bench.audio;
            const QByteArray file = bench.holder.seal(content);
            bench.stored.call.files[0] =
                rowOf(file, bench.holder.tenant.record.fingerprint(), common::MediaFile::Kind::Audio);
            bench.holder.open();
            bench.openLoaded();
            bench.sendAudio(file);
            QVERIFY(bench.rpc.end(kMedia));
            if (own) {
                QTRY_VERIFY(bench.heard.finished);
                QCOMPARE(bench.heard.bytes, content);
            } else {
                QTRY_VERIFY(bench.banner().isVisible());
                QVERIFY(bench.heard.bytes.isEmpty() && !bench.heard.finished);
            }
        }
    }
    /// A recorder that says "not sealed" of what it said "sealed" of does not make the console play it.
    void plainSoundInsteadOfSealedIsRefused()
    {
        Bench bench;
        bench.holder.open();
        bench.openLoaded();
        bench.stored.call.files[0].keyFingerprint.clear();
        QVERIFY(bench.rpc.send(kMedia, bench.info()));
        QVERIFY(bench.banner().isVisible());
        QCOMPARE(bench.heard.total, -1);
    }
    void plainPeaksOfASealedCallAreNotDrawn()
    {
        Bench bench;
        bench.holder.open();
        bench.stored.call.files[1] = rowOf(bench.peaks, {}, common::MediaFile::Kind::Peaks);
        bench.openLoaded();
        QCOMPARE(bench.rpc.count(kMedia), 1);
        QCOMPARE(bench.rpc.count(kPeaks), 0);
        QVERIFY(bench.notice().contains(QStringLiteral("no waveform")));
    }
    void anotherFileThanTheRowsIsNotSaved()
    {
        Bench bench;
        bench.holder.open();
        bench.openLoaded();
        const QTemporaryDir folder;
        bench.find<QPushButton>("save")->click();
        Q_EMIT bench.find<QFileDialog>("saveAudio")
            ->fileSelected(folder.filePath(QStringLiteral("call.mp3")));
        QCOMPARE(bench.rpc.count(kMedia), 2);
        const QByteArray plain = "something in the clear";
        bench.stored.call.files[0] = rowOf(plain, {}, common::MediaFile::Kind::Audio);
        QVERIFY(bench.rpc.send(kMedia, bench.info()));
        QTRY_COMPARE(bench.navigator.notes.size(), 1);
        QVERIFY(bench.navigator.notes.first().contains(QStringLiteral("not what the recorder had stored")));
        QVERIFY(QDir(folder.path()).entryList(QDir::Files).isEmpty());
    }
    /// Opening a long one takes a while: it ends when nobody wants it any more, and nothing is there.
    void whatIsStoppedWhileItIsOpenedIsNotThere()
    {
        const KeyHolder holder;
        const QByteArray sealed = holder.seal(QByteArray(30'000'000, 's'));
        const QTemporaryDir folder;
        {
            FileSaver saver(folder.filePath(QStringLiteral("call.mp3")));
            const QSignalSpy written(&saver, &FileSaver::written);
            const QSignalSpy saved(&saver, &FileSaver::saved);
            saver.openWith(common::fileKeyBy(holder.tenant.bundle.opening), {});
            saver.write(sealed, 1);
            QTRY_COMPARE(written.size(), 1);
            saver.commit(sealed.size(), QCryptographicHash::hash(sealed, QCryptographicHash::Sha256));
            QCOMPARE(saved.size(), 0);
        }
        QVERIFY(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).isEmpty());
    }
    void aFileThatIsThereIsKept()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("2026.11.22 Nora.mp3.cms"));
        for (const QByteArray &content : {QByteArray("one"), QByteArray("two")}) {
            FileSaver saver(path, FileSaver::Existing::Keep);
            const QSignalSpy saved(&saver, &FileSaver::saved);
            saver.write(content, 1);
            saver.commit(content.size(), QCryptographicHash::hash(content, QCryptographicHash::Sha256));
            QTRY_COMPARE(saved.size(), 1);
        }
        QFile first(path);
        QFile second(folder.filePath(QStringLiteral("2026.11.22 Nora (2).mp3.cms")));
        QVERIFY(first.open(QIODevice::ReadOnly) && second.open(QIODevice::ReadOnly));
        QCOMPARE(first.readAll(), QByteArray("one"));
        QCOMPARE(second.readAll(), QByteArray("two"));
    }
    void whoDoesNotHoldTheKeyIsTold()
    {
        Bench bench(false);
        bench.holder.open();
        bench.openLoaded();
        QCOMPARE(bench.rpc.count(kMedia), 0);
        QCOMPARE(bench.rpc.count(kPeaks), 0);
        const QString tail =
            QString::fromLatin1(bench.holder.tenant.record.fingerprint().toHex()).right(4).toUpper();
        QVERIFY2(bench.notice().contains(tail) && bench.notice().contains(QStringLiteral("Only holders")),
                 qPrintable(bench.notice()));
        QVERIFY(!bench.find<QPushButton>("save")->isEnabled());
        saveShot(*bench.page, QStringLiteral("call-sealed-not-held"));
    }
    void lockedKeysAreAskedFor()
    {
        Bench bench;
        bench.holder.open();
        bench.holder.keys->sleep();
        bench.openLoaded();
        QCOMPARE(bench.rpc.count(kMedia), 0);
        QVERIFY(bench.banner().isVisible());
        Q_EMIT bench.banner().pressed();
        QCOMPARE(bench.navigator.unlocks, 1);
        bench.holder.keys->begin(bench.holder.identity, KeyHolder::password());
        QVERIFY(bench.holder.rpc.reply(QStringLiteral("OwnKeys/Get"), bench.holder.set));
        QTRY_COMPARE(bench.rpc.count(kMedia), 1); // by itself
        QVERIFY(!bench.banner().isVisible());
    }
    void lockingTakesTheSoundAway()
    {
        Bench bench;
        bench.holder.open();
        bench.openLoaded();
        bench.sendAudio(bench.sealed);
        QVERIFY(bench.rpc.end(kMedia));
        QTRY_VERIFY(bench.heard.finished);
        bench.holder.keys->sleep();
        QVERIFY(bench.heard.bytes.isEmpty());
        QVERIFY(bench.notice().contains(QStringLiteral("locked")));
    }
    /// Nor saved, in either format.
    void theRecordingOfAnotherCallIsNotSaved_data()
    {
        QTest::addColumn<bool>("wav");
        QTest::newRow("mp3") << false;
        QTest::newRow("wav") << true;
    }
    void theRecordingOfAnotherCallIsNotSaved()
    {
        QFETCH(bool, wav);
        for (const bool own : {true, false}) {
            Bench bench;
            bench.holder.open();
            const common::CallId inside = own ? bench.stored.call.id : common::CallId::generate();
            const common::AudioTags tags{{QLatin1String(common::kTagRecording), inside.toString()}};
            const QByteArray content =
                (wav ? common::wavHeader({8000, 2, 500}, tags) : common::id3Tag(tags)) + bench.audio;
            const QByteArray file = bench.holder.seal(content);
            bench.stored.call.files[0] =
                rowOf(file, bench.holder.tenant.record.fingerprint(), common::MediaFile::Kind::Audio);
            bench.openLoaded();
            const QTemporaryDir folder;
            bench.find<QPushButton>("save")->click();
            Q_EMIT bench.find<QFileDialog>("saveAudio")
                ->fileSelected(folder.filePath(QStringLiteral("call")));
            bench.sendAudio(file);
            QVERIFY(bench.rpc.end(kMedia));
            QTRY_COMPARE(bench.navigator.notes.size(), 1);
            QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), own ? 1 : 0);
            QCOMPARE(bench.navigator.notes.first().contains(QStringLiteral("another call")), !own);
        }
    }
    void aSingleCallIsSavedOpened_data()
    {
        QTest::addColumn<bool>("good");
        QTest::newRow("as stored") << true;
        QTest::newRow("changed") << false;
    }
    void aSingleCallIsSavedOpened()
    {
        QFETCH(bool, good);
        Bench bench;
        bench.holder.open();
        QByteArray file = bench.sealed;
        if (!good) {
            file[file.size() - 20] = static_cast<char>(file[file.size() - 20] ^ 4);
            bench.stored.call.files[0] =
                rowOf(file, bench.holder.tenant.record.fingerprint(), common::MediaFile::Kind::Audio);
        }
        bench.openLoaded();
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("call.mp3"));
        bench.find<QPushButton>("save")->click();
        Q_EMIT bench.find<QFileDialog>("saveAudio")->fileSelected(path);
        QCOMPARE(bench.rpc.count(kMedia), 2);
        bench.sendAudio(file); // to the newest call: the download
        QVERIFY(bench.rpc.end(kMedia));
        QTRY_COMPARE(bench.navigator.notes.size(), 1);
        if (good) {
            QFile saved(path);
            QVERIFY(saved.open(QIODevice::ReadOnly));
            QCOMPARE(saved.readAll(), bench.audio);
            QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1); // no part of it is left
        } else {
            QVERIFY(bench.navigator.notes.first().contains(QStringLiteral("changed")));
            QVERIFY(QDir(folder.path()).entryList(QDir::Files).isEmpty());
        }
    }
};

EARSHOT_TEST(tst_callsealed, TestCallSealed)
#include "tst_callsealed.moc"
