// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/sealedconsole.h"

#include "console/app/workspace.h"
#include "console/net/sessionkeys.h"
#include "console/pages/call/callview.h"
#include "console/pages/keys/unlockkeysdialog.h"
#include "console/player/playerpanel.h"
#include "console/player/waveformview.h"
#include "tests/support/audiocheck.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFileDialog>
#include <QPushButton>
#include <QTest>

#include <algorithm>

using namespace console;
using namespace tests;

namespace
{

const QString kKey = QStringLiteral("First");
const QString kNotice = QStringLiteral("Only holders of the key");

/// Of each channel of a file in its middle, in order of their pitch; 0 = none, or more than one.
QList<double> tonesOf(const QString &file)
{
    QList<double> tones;
    if (const auto audio = decodeFile(file)) {
        for (const std::vector<float> &channel : audio->channels) {
            tones.append(
                dominantTone(channel, audio->rate, {0.5, 2.5}, {kCallerTone, kCalledTone, kNobodysTone})
                    .value_or(0));
        }
    }
    std::sort(tones.begin(), tones.end());
    return tones;
}

} // namespace

/// A call of a tenant that encrypts, from the first key to the ears of who was granted it, and of nobody
/// else: real recorder, real consoles. The functions are the steps of one story, in order.
class TestConsoleSealed : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<SealedSite> m_site;

    ConsoleLab &ada() { return *m_site->ada; }
    ConsoleLab &ben() { return *m_site->other; }
    static PlaybackState stateOf(CallView &call) { return call.player().waveform().playback().state(); }
    static QPushButton &saveOf(CallView &call)
    {
        return *call.findChild<QPushButton *>(QStringLiteral("save"));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_site = std::make_unique<SealedSite>();
        QCOMPARE(m_site->start(), QString());
    }
    void cleanupTestCase()
    {
        QCOMPARE(m_site->stop(), 0);
        m_site.reset();
    }

    void theFirstSignInMakesOwnKeys()
    {
        QCOMPARE(m_site->ask("SELECT count(*) FROM user_keys"), QStringLiteral("0"));
        QCOMPARE(m_site->enter(ada(), "ada"), QString());
        QCOMPARE(m_site->ask("SELECT count(*) FROM user_keys k JOIN users u ON u.id = k.user_id "
                             "WHERE u.login = 'ada' AND k.retired_ms IS NULL AND k.recovery IS NULL"),
                 QStringLiteral("1"));
        QCOMPARE(m_site->ask("SELECT count(*) FROM user_keys"), QStringLiteral("1"));
        QVERIFY(!ada().window().keys().ownWords().isEmpty());
        QVERIFY(ada().window().findChild<UnlockKeysDialog *>() == nullptr); // nothing is asked of him
    }
    void aKeyIsMadeThenActivated()
    {
        QCOMPARE(addKey(ada(), kKey), QString());
        QCOMPARE(openKey(ada(), kKey), QString());
        QCOMPARE(m_site->ask("SELECT count(*) FROM tenant_keys WHERE name = 'First' AND bits = 2048 AND "
                             "has_private AND NOT active"),
                 QStringLiteral("1"));
        QCOMPARE(activateKeyShown(ada()), QString());
        QCOMPARE(m_site->ask("SELECT a.vouching FROM key_activations a JOIN tenant_keys k ON k.id = a.key_id "
                             "WHERE k.active"),
                 QStringLiteral("first"));
        QCOMPARE(turnEncryptionOn(ada()), QString());
    }
    void aCallIsSealedWhereItIsStored()
    {
        QCOMPARE(m_site->placeCall(1), QString());
        const QStringList files = m_site->recordings();
        QCOMPARE(files.size(), 3);
        for (const QString &name : files) {
            const QByteArray bytes = contentsOf(name);
            QVERIFY2(name.endsWith(QLatin1String(".cms")), qPrintable(name));
            QVERIFY2(!bytes.isEmpty() && !bytes.startsWith("ID3"), qPrintable(name));
            for (const char *clear : {"EARSHOT_RECORDING", "LAME3.", "INVITE sip:"}) {
                QVERIFY2(!bytes.contains(clear), qPrintable(name));
            }
        }
        QCOMPARE(m_site->ask("SELECT count(*) FROM media_files m JOIN tenant_keys k ON k.id = m.key_id "
                             "WHERE k.name = 'First'"),
                 QStringLiteral("3"));
    }
    void itsHolderHearsIt()
    {
        CallView *call = openTheCall(ada());
        QVERIFY(call != nullptr);
        QCOMPARE(playTones(ada()), QString());
        QCOMPARE(call->player().waveform().notice(), QString());
    }
    void whatHeSavesIsAPlainRecording()
    {
        CallView *call = ada().call();
        QVERIFY(call != nullptr);
        QCOMPARE(press(*call, "save"), QString());
        auto *dialog = call->findChild<QFileDialog *>(QStringLiteral("saveAudio"));
        QVERIFY(dialog != nullptr);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("call.mp3"));
        Q_EMIT dialog->fileSelected(path);
        dialog->close();
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), 15000);
        QVERIFY(contentsOf(path).startsWith("ID3"));
        QVERIFY(contentsOf(path).contains("EARSHOT_RECORDING"));
        QCOMPARE(tonesOf(path), (QList<double>{kCallerTone, kCalledTone}));
        // No part of it on its way is left beside it.
        QTRY_COMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden),
                     QStringList{QStringLiteral("call.mp3")});
    }
    void whoHoldsNoKeyIsTold()
    {
        QCOMPARE(m_site->enter(ben(), "ben"), QString());
        CallView *call = openTheCall(ben());
        QVERIFY(call != nullptr);
        QVERIFY2(notices(*call, kNotice), qPrintable(call->player().waveform().notice()));
        QVERIFY(!saveOf(*call).isEnabled());
        QVERIFY(saveOf(*call).toolTip().contains(kNotice));
        QCOMPARE(stateOf(*call), PlaybackState::Empty);
        QCOMPARE(ben().capture().seconds(), 0.0);
    }
    void whoIsGrantedItHearsItInANewWindow()
    {
        QCOMPARE(grantKey(ada(), kKey, QStringLiteral("ben"), ben().window().keys().ownWords()), QString());
        QCOMPARE(m_site->enter(ben(), "ben"), QString());
        CallView *call = openTheCall(ben());
        QVERIFY(call != nullptr);
        QCOMPARE(playTones(ben()), QString());
        QVERIFY(saveOf(*call).isEnabled());
    }
    void whoseGrantIsRevokedLosesIt()
    {
        CallView *call = ben().call();
        QVERIFY(call != nullptr);
        QCOMPARE(revokeFrom(ada(), kKey, QStringLiteral("ben")), QString());
        // Where he sits, by itself: what was opened is taken away.
        QVERIFY2(notices(*call, kNotice), qPrintable(call->player().waveform().notice()));
        QTRY_COMPARE(stateOf(*call), PlaybackState::Empty);
        QVERIFY(!saveOf(*call).isEnabled());
    }
    void andIsToldSoWhenHeSignsInAgain()
    {
        QCOMPARE(m_site->enter(ben(), "ben"), QString());
        CallView *call = openTheCall(ben());
        QVERIFY(call != nullptr);
        QVERIFY2(notices(*call, kNotice), qPrintable(call->player().waveform().notice()));
        QCOMPARE(stateOf(*call), PlaybackState::Empty);
        // The holder goes on hearing it.
        QVERIFY(openTheCall(ada()) != nullptr);
        QCOMPARE(playTones(ada()), QString());
    }
};

EARSHOT_TEST(tst_consolesealed, TestConsoleSealed)
#include "tst_consolesealed.moc"
