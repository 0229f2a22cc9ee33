// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/activecall.h"
#include "common/model/recording.h"
#include "console/kit/theme.h"

#include <QString>

namespace console
{

/// A failure for a person: what happened, why and where, what to do.
struct Sentence {
    QString title;
    QString text;
    QString remedy;

    QString oneLine() const;
};

/// `doing` completes "Could not …" in the reader's language: Tr::tr("load the calls").
Sentence sentenceFor(const common::Error &error, const QString &doing);
/// A reason code of Error::fields under its field; unknown codes get a general sentence.
QString reasonWords(const QString &reason);
/// The same with what the error says beside it: whose it is, how many seats are left.
QString reasonWords(const common::Error &error, const QString &field);
/// For "Copy details": codes and the recorder's own message, not translated.
QString errorDetails(const common::Error &error, const QString &doing);

/// A state as it is shown: role gives shape and colour.
struct StatusWord {
    StatusRole role = StatusRole::Inactive;
    QString word;
};
StatusWord wordOf(common::CallState state);
StatusWord wordOf(common::ActiveState state);
/// Flags of a recording that a listener must know, as sentences.
QStringList flagWords(common::CallFlags flags);
/// "root" -> "Root Administrator"; of a role that is not predefined its name.
QString roleWord(const QString &role, const QString &name);
// Codes of the contract; unknown ones as they are (a sentence: empty).
QString permissionWord(const QString &code);     ///< "calls.view" -> "View calls"
QString permissionSentence(const QString &code); ///< what it permits
QString resourceWord(const QString &code);       ///< "users" -> "Users"
QString actionWord(const QString &code);         ///< "update" -> "Update"
QStringList knownPermissions();
QStringList knownResources();
QStringList knownActions(); ///< those that leave a row in the audit trail

} // namespace console
