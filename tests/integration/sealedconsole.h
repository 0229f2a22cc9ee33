// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/consolelab.h"
#include "tests/support/testdb.h"

#include <functional>

namespace tests
{

/// Of every user of the site.
inline const QString kSealedPassword = QStringLiteral("six quiet lanterns at dusk");
/// The call: how long, and a tone of either party. The third one nobody sends.
constexpr double kSealedSeconds = 3;
constexpr double kCallerTone = 440;
constexpr double kCalledTone = 1000;
constexpr double kNobodysTone = 700;

/// A recorder and two consoles at it. Administrator ada, and ben and cleo as supervisors of nora (301). As in
/// ConsoleLab hands tell what went wrong; empty = done. Blocking, while the event loop runs.
struct SealedSite {
    TestDb db;
    RecorderProcess recorder;
    /// Settings go where the console that was made last puts them: this one is made last and goes last.
    std::unique_ptr<ConsoleLab> ada;
    std::unique_ptr<ConsoleLab> other;

    QString start(); ///< all of it
    int stop();      ///< the consoles, then the recorder: its exit code
    QString ask(const char *sql) const { return runSql(db.url(), QLatin1String(sql)).value(0); }
    /// In a new window, until his keys are open: first ones are made then.
    QString enter(ConsoleLab &lab, const char *login, const QString &password = kSealedPassword);
    /// One to nora; `settled` = calls that are stored then.
    QString placeCall(int settled);
    QStringList recordings() const; ///< files, sorted
};

QByteArray contentsOf(const QString &file);

/// What has to come, within a busy machine's patience.
bool comes(const std::function<bool()> &what);
/// Clicks a button by its object name as soon as it can be clicked.
QString press(const QWidget &root, const char *name);
QWidget &pageOf(ConsoleLab &lab); ///< that is seen

/// Add Encrypt Key with Auto generate: not active yet.
QString addKey(ConsoleLab &lab, const QString &name);
QString openKey(ConsoleLab &lab, const QString &name);
/// On the key's page: Activate, where somebody vouches for it or it is the first.
QString activateKeyShown(ConsoleLab &lab);
/// On the key's page: Rotate with moving; the new key's page is seen then.
QString rotateKeyShown(ConsoleLab &lab, const QString &name);
/// File Encryption for one's own tenant.
QString turnEncryptionOn(ConsoleLab &lab);

/// On the key's page. `words` are what he sees of his keys: the dialog must show the same.
QString grantKey(ConsoleLab &lab, const QString &key, const QString &login, const QString &words);
QString revokeFrom(ConsoleLab &lab, const QString &key, const QString &login);

/// Recordings > All Calls, and the page of the only call there: null = it does not come.
console::CallView *openTheCall(ConsoleLab &lab);
/// The player says this instead of showing the waveform.
bool notices(console::CallView &call, const QString &words);
/// Plays the call whose page is seen from its start: both tones must come out, and no other.
QString playTones(ConsoleLab &lab);

} // namespace tests
