// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/sealedconsole.h"

#include "console/app/workspace.h"
#include "console/pages/call/callview.h"
#include "console/pages/keys/addkeydialog.h"
#include "console/pages/keys/confirmtaildialog.h"
#include "console/pages/keys/exportkeydialog.h"
#include "console/player/playerpanel.h"
#include "console/player/waveformview.h"
#include "tests/support/testmain.h"

#include <QAction>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QProcess>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>

using namespace console;
using namespace tests;

namespace
{

const QString kKey = QStringLiteral("First");
const QString kNotice = QStringLiteral("Only holders of the key");
const QString kGiven = QStringLiteral("nine loud kettles at dawn");
const QString kPemPassword = QStringLiteral("plinth otter cobalt verse");
/// Of the recorder: its calls, files and ledger are known by it, whatever the host is called.
const QString kName = QStringLiteral("records-1");

/// Empty = it ended well.
QString run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    const bool good = process.waitForFinished(60000) && process.exitStatus() == QProcess::NormalExit &&
                      process.exitCode() == 0;
    return good ? QString()
                : QStringLiteral("%1: %2 %3")
                      .arg(program, process.errorString(), QString::fromUtf8(process.readAll()));
}

/// Of the version that the server has: pg_dump refuses a newer one.
QString serverProgram(const QString &url, const QString &name)
{
    const int version = runSql(url, QStringLiteral("SHOW server_version_num")).value(0).toInt() / 10000;
    const QString path = QStringLiteral("/usr/lib/postgresql/%1/bin/%2").arg(version).arg(name);
    return QFile::exists(path) ? path : name;
}

/// On the key's page.
QString exportKeyTo(ConsoleLab &lab, const QString &path)
{
    if (const QString problem = press(pageOf(lab), "export"); !problem.isEmpty()) {
        return problem;
    }
    const QPointer<ExportKeyDialog> dialog = pageOf(lab).findChild<ExportKeyDialog *>();
    if (dialog.isNull()) {
        return QStringLiteral("nobody asks for the password of the file");
    }
    dialog->findChild<QLineEdit *>(QStringLiteral("password"))->setText(kPemPassword);
    dialog->findChild<QLineEdit *>(QStringLiteral("again"))->setText(kPemPassword);
    if (const QString problem = press(*dialog, "export"); !problem.isEmpty()) {
        return problem;
    }
    auto *chooser = dialog->findChild<QFileDialog *>(QStringLiteral("export-file"));
    if (chooser == nullptr) {
        return QStringLiteral("nobody asks where to: ") + dialog->problem();
    }
    Q_EMIT chooser->fileSelected(path);
    chooser->close();
    return comes([&dialog] { return dialog.isNull(); })
               ? QString()
               : QStringLiteral("the key was not exported: ") + dialog->problem();
}

/// Encryption Keys > Add Encrypt Key > Import, with a key that the tenant has already. `tail`: the end of its
/// fingerprint, which has to be typed.
QString bringKeyBack(ConsoleLab &lab, const QByteArray &pem, const QString &tail)
{
    lab.window().workspace()->open(QStringLiteral("encryption-keys"));
    const auto add = [&lab] { return pageOf(lab).findChild<QAction *>(QStringLiteral("add")); };
    if (!comes([&add] { return add() != nullptr && add()->isEnabled(); })) {
        return QStringLiteral("no key can be added");
    }
    add()->trigger();
    const QPointer<AddKeyDialog> dialog = pageOf(lab).findChild<AddKeyDialog *>();
    if (dialog.isNull()) {
        return QStringLiteral("no dialog asks for a key");
    }
    dialog->findChild<QLineEdit *>(QStringLiteral("name"))->setText(QStringLiteral("From the safe"));
    dialog->findChild<QRadioButton *>(QStringLiteral("import"))->setChecked(true);
    dialog->findChild<QPlainTextEdit *>(QStringLiteral("private"))->setPlainText(QString::fromLatin1(pem));
    dialog->findChild<QLineEdit *>(QStringLiteral("pem-password"))->setText(kPemPassword);
    if (const QString problem = press(*dialog, "save"); !problem.isEmpty()) {
        return problem;
    }
    const auto question = [&dialog] {
        return dialog.isNull() ? nullptr : dialog->findChild<ConfirmTailDialog *>();
    };
    if (!comes([&question] { return question() != nullptr; })) {
        return QStringLiteral("nobody asks whether it is brought back: ") +
               (dialog.isNull() ? QString() : dialog->problem());
    }
    question()->findChild<QLineEdit *>(QStringLiteral("typed"))->setText(tail);
    if (const QString problem = press(*question(), "confirmed"); !problem.isEmpty()) {
        return problem;
    }
    return comes([&dialog] { return dialog.isNull(); })
               ? QString()
               : QStringLiteral("the key did not come back: ") + dialog->problem();
}

/// The audio of the call whose page is seen, as its holder saves it; empty = it is not saved.
QByteArray savedAudio(ConsoleLab &lab)
{
    if (!press(*lab.call(), "save").isEmpty()) {
        return {};
    }
    auto *dialog = lab.call()->findChild<QFileDialog *>(QStringLiteral("saveAudio"));
    if (dialog == nullptr) {
        return {};
    }
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("call.mp3"));
    Q_EMIT dialog->fileSelected(path);
    dialog->close();
    return comes([&path] { return QFile::exists(path); }) ? contentsOf(path) : QByteArray();
}

/// By their names below the data folder.
QMap<QString, QByteArray> filesOf(const SealedSite &site)
{
    QMap<QString, QByteArray> files;
    for (const QString &name : site.recordings()) {
        files.insert(QDir(site.recorder.dataFolder()).relativeFilePath(name), contentsOf(name));
    }
    return files;
}

} // namespace

/// An installation that encrypts is lost with all that opens its recordings, but for what was put aside: the
/// database's dump, the folder of recordings, the ledger and the exported key. Another one is made of that.
/// Real recorders and consoles. The functions are the steps of one story, in order.
class TestRestoreElsewhere : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_safe; ///< what was put aside
    std::unique_ptr<SealedSite> m_old;
    std::unique_ptr<SealedSite> m_new;
    QMap<QString, QByteArray> m_files; ///< as the old recorder stored them
    QByteArray m_audio;                ///< as it was opened there
    QByteArray m_hostKey;

    QString dump() const { return m_safe.filePath(QStringLiteral("earshot.dump")); }
    QString pem() const { return m_safe.filePath(QStringLiteral("key.pem")); }
    /// Puts aside, or back, what of a data folder is no secret; everything else of it is made anew.
    QString copyData(const QString &from, const QString &to) const
    {
        QStringList names{QStringLiteral("recordings")};
        names +=
            QDir(from).entryList({QStringLiteral("ledger.sqlite*"), QStringLiteral("signing-keys.pem"),
                                  QStringLiteral("audit-heads.jsonl"), QStringLiteral("audit-tail.json")},
                                 QDir::Files);
        for (QString &name : names) {
            name.prepend(from + QLatin1Char('/'));
        }
        return run(QStringLiteral("cp"), QStringList{QStringLiteral("-a")} + names + QStringList{to});
    }
    /// Signs in anew; true = he is told that he holds no key of the call, and gets nothing of it.
    bool isRefused(ConsoleLab &lab, const char *login, const QString &password)
    {
        const QString problem = m_new->enter(lab, login, password);
        CallView *call = problem.isEmpty() ? openTheCall(lab) : nullptr;
        return call != nullptr && notices(*call, kNotice) &&
               call->player().waveform().playback().state() == PlaybackState::Empty &&
               !call->findChild<QPushButton *>(QStringLiteral("save"))->isEnabled();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_old = std::make_unique<SealedSite>();
        m_old->recorder.configure(QStringLiteral("recorder.name"), kName);
        QCOMPARE(m_old->start(), QString());
    }
    void cleanupTestCase()
    {
        if (m_new) {
            QCOMPARE(m_new->stop(), 0);
        }
        m_new.reset();
        m_old.reset();
    }

    void aCallIsSealedAndHeard()
    {
        ConsoleLab &ada = *m_old->ada;
        QCOMPARE(m_old->enter(ada, "ada"), QString());
        QCOMPARE(addKey(ada, kKey), QString());
        QCOMPARE(openKey(ada, kKey), QString());
        QCOMPARE(activateKeyShown(ada), QString());
        QCOMPARE(turnEncryptionOn(ada), QString());
        QCOMPARE(m_old->placeCall(1), QString());
        QVERIFY(openTheCall(ada) != nullptr);
        QCOMPARE(playTones(ada), QString());
        m_audio = savedAudio(ada);
        QVERIFY(m_audio.startsWith("ID3"));
        QVERIFY(m_audio.contains("EARSHOT_RECORDING"));
    }
    void itsKeyIsExported()
    {
        QCOMPARE(openKey(*m_old->ada, kKey), QString());
        QCOMPARE(exportKeyTo(*m_old->ada, pem()), QString());
        QVERIFY(contentsOf(pem()).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
        QCOMPARE(m_old->ask("SELECT count(*) FROM tenant_keys WHERE exported_ms > 0"), QStringLiteral("1"));
    }
    void theOldInstallationGoes()
    {
        QCOMPARE(m_old->stop(), 0);
        const QString folder = m_old->recorder.dataFolder();
        m_files = filesOf(*m_old);
        m_hostKey = contentsOf(folder + QStringLiteral("/host.key"));
        QCOMPARE(m_files.size(), 3);
        QCOMPARE(m_hostKey.size(), 32);
        QCOMPARE(copyData(folder, m_safe.path()), QString());
        const QString url = m_old->db.url();
        QCOMPARE(run(serverProgram(url, QStringLiteral("pg_dump")),
                     {QStringLiteral("-Fc"), QStringLiteral("-f"), dump(), QStringLiteral("-d"), url}),
                 QString());
        m_old.reset(); // its folder and its database
        QVERIFY(!QDir(folder).exists());
    }
    void anotherOneIsMadeOfWhatWasPutAside()
    {
        m_new = std::make_unique<SealedSite>();
        const QString url = m_new->db.url();
        const QString folder = m_new->recorder.dataFolder();
        runSql(url, QStringLiteral("DROP SCHEMA earshot, walled CASCADE")); // an empty database
        QCOMPARE(run(serverProgram(url, QStringLiteral("pg_restore")),
                     {QStringLiteral("--exit-on-error"), QStringLiteral("-d"), url, dump()}),
                 QString());
        // All who held it have left, and what opened it.
        m_new->ask("DELETE FROM key_grants");
        m_new->ask("DELETE FROM user_keys");
        QCOMPARE(copyData(m_safe.path(), folder), QString());
        m_new->recorder.configure(QStringLiteral("database.url"), url);
        m_new->recorder.configure(QStringLiteral("recorder.tenant"), QStringLiteral("Nordlicht"));
        m_new->recorder.configure(QStringLiteral("recorder.name"), kName);
        QVERIFY2(m_new->recorder.start(), m_new->recorder.log().constData());
        m_new->other = std::make_unique<ConsoleLab>();
        m_new->ada = std::make_unique<ConsoleLab>();
        const QByteArray hostKey = contentsOf(folder + QStringLiteral("/host.key"));
        QCOMPARE(hostKey.size(), 32);
        QVERIFY(hostKey != m_hostKey);
    }
    void nothingOfItIsMissing()
    {
        QCOMPARE(filesOf(*m_new), m_files);
        QCOMPARE(m_new->recorder.verify(), QString());
        QByteArray said;
        const int code = m_new->recorder.command({QStringLiteral("audit"), QStringLiteral("verify")}, &said);
        QVERIFY2(code == 0, said.constData());
    }
    void nobodyOpensItWithoutTheKey()
    {
        // Her old password would do as well; but it is forgotten.
        ensureUser(m_new->recorder, QStringLiteral("Nordlicht"), QStringLiteral("ada"), kGiven, {});
        QCOMPARE(m_new->ask("SELECT u.name || ' ' || r.code FROM users u JOIN roles r ON r.id = u.role WHERE "
                            "u.login = 'ada'"),
                 QStringLiteral("Ada administrator"));
        QVERIFY(isRefused(*m_new->other, "ben", kSealedPassword));
        QVERIFY(isRefused(*m_new->ada, "ada", kGiven));
        QCOMPARE(m_new->ask("SELECT count(*) FROM key_grants"), QStringLiteral("0"));
    }
    void theKeyIsBroughtBack()
    {
        const QString tail = m_new->ask("SELECT right(encode(fingerprint, 'hex'), 6) FROM tenant_keys");
        QCOMPARE(bringKeyBack(*m_new->ada, contentsOf(pem()), tail), QString());
        QCOMPARE(m_new->ask("SELECT string_agg(name || ' ' || active, ',') FROM tenant_keys"),
                 QStringLiteral("First true"));
        QCOMPARE(m_new->ask("SELECT string_agg(u.login, ',') FROM key_grants g JOIN users u ON u.id = "
                            "g.user_id WHERE g.revoked_ms IS NULL"),
                 QStringLiteral("ada"));
    }
    void whatIsHeardIsTheSame()
    {
        QVERIFY(openTheCall(*m_new->ada) != nullptr);
        QCOMPARE(playTones(*m_new->ada), QString());
        const QByteArray audio = savedAudio(*m_new->ada);
        QCOMPARE(audio.size(), m_audio.size());
        QVERIFY(audio == m_audio);
        QVERIFY(isRefused(*m_new->other, "ben", kSealedPassword)); // it is hers alone, as before
    }
    void whatIsRecordedFromThenOnIsSealedToIt()
    {
        QCOMPARE(m_new->placeCall(2), QString());
        const QMap<QString, QByteArray> files = filesOf(*m_new);
        QCOMPARE(files.size(), 6);
        for (auto it = files.begin(); it != files.end(); ++it) {
            QVERIFY2(it.key().endsWith(QLatin1String(".cms")), qPrintable(it.key()));
        }
        QCOMPARE(m_new->ask("SELECT count(*) FROM media_files m JOIN tenant_keys k ON k.id = m.key_id "
                            "WHERE k.name = 'First'"),
                 QStringLiteral("6"));
        QCOMPARE(m_new->recorder.verify(), QString());
    }
};

EARSHOT_TEST(tst_restoreelsewhere, TestRestoreElsewhere)
#include "tst_restoreelsewhere.moc"
