// SPDX-License-Identifier: GPL-3.0-or-later
// The words of codes that the contract names: permissions, resources and actions.
#include "console/kit/codewords.h"
#include "console/kit/words.h"

#include <array>

namespace console
{

namespace
{

using Code = CodeWord;

const std::array kPermissions{
    Code{"audit.view", QT_TRANSLATE_NOOP("Console", "View audit log"),
         QT_TRANSLATE_NOOP("Console", "See who did what, and what it was before.")},
    Code{"calls.confidential", QT_TRANSLATE_NOOP("Console", "View confidential calls"),
         QT_TRANSLATE_NOOP("Console", "See, hear and mark calls that are confidential.")},
    Code{"calls.hold", QT_TRANSLATE_NOOP("Console", "Hold calls"),
         QT_TRANSLATE_NOOP("Console", "Put calls under legal hold, see why they are, and release them.")},
    Code{"calls.keep", QT_TRANSLATE_NOOP("Console", "Keep calls"),
         QT_TRANSLATE_NOOP("Console", "Keep calls that are recorded on demand only.")},
    Code{"calls.live", QT_TRANSLATE_NOOP("Console", "View active calls"),
         QT_TRANSLATE_NOOP("Console", "See the calls that are being recorded at this moment.")},
    Code{"calls.playback", QT_TRANSLATE_NOOP("Console", "Playback calls"),
         QT_TRANSLATE_NOOP("Console", "Hear recordings and save their audio files.")},
    Code{"calls.view", QT_TRANSLATE_NOOP("Console", "View calls"),
         QT_TRANSLATE_NOOP("Console", "See the list of recorded calls and their details.")},
    Code{"deleted.purge", QT_TRANSLATE_NOOP("Console", "Delete for good"),
         QT_TRANSLATE_NOOP("Console",
                           "Remove deleted items before their time, so that nobody can restore them.")},
    Code{"deleted.view", QT_TRANSLATE_NOOP("Console", "View deleted items"),
         QT_TRANSLATE_NOOP("Console", "See what was deleted lately, and who did it.")},
    Code{"groups.edit", QT_TRANSLATE_NOOP("Console", "Edit groups"),
         QT_TRANSLATE_NOOP("Console", "Add, change and delete groups.")},
    Code{"groups.view", QT_TRANSLATE_NOOP("Console", "View groups"),
         QT_TRANSLATE_NOOP("Console", "See the groups and who belongs to them.")},
    Code{"jobs.view", QT_TRANSLATE_NOOP("Console", "View jobs"),
         QT_TRANSLATE_NOOP("Console",
                           "See and stop the jobs of everybody in the tenant, not only one's own.")},
    Code{"keys.edit", QT_TRANSLATE_NOOP("Console", "Edit encryption keys"),
         QT_TRANSLATE_NOOP("Console",
                           "Add, import, activate, export and delete keys, and grant those that one holds.")},
    Code{"keys.view", QT_TRANSLATE_NOOP("Console", "View encryption keys"),
         QT_TRANSLATE_NOOP("Console", "See the keys that recordings are sealed to, and who holds them.")},
    Code{"ledger.view", QT_TRANSLATE_NOOP("Console", "View ledger"),
         QT_TRANSLATE_NOOP("Console", "See every call that was answered, and what became of it.")},
    Code{"roles.edit", QT_TRANSLATE_NOOP("Console", "Edit roles"),
         QT_TRANSLATE_NOOP("Console",
                           "Add, change and delete roles, and so the rights of everybody who has them.")},
    Code{"roles.view", QT_TRANSLATE_NOOP("Console", "View roles"),
         QT_TRANSLATE_NOOP("Console", "See the roles and what they permit.")},
    Code{"sessions.end", QT_TRANSLATE_NOOP("Console", "Terminate sessions"),
         QT_TRANSLATE_NOOP("Console", "Sign other people out.")},
    Code{"sessions.view", QT_TRANSLATE_NOOP("Console", "View sessions"),
         QT_TRANSLATE_NOOP("Console", "See who is signed in, from where and since when.")},
    Code{"settings.edit", QT_TRANSLATE_NOOP("Console", "Edit settings"),
         QT_TRANSLATE_NOOP("Console", "Change how recordings are made and stored.")},
    Code{"settings.view", QT_TRANSLATE_NOOP("Console", "View settings"),
         QT_TRANSLATE_NOOP("Console", "See how recordings are made and stored.")},
    Code{"sources.edit", QT_TRANSLATE_NOOP("Console", "Edit sources of users"),
         QT_TRANSLATE_NOOP("Console", "Change the directories and providers that users sign in with.")},
    Code{"sources.view", QT_TRANSLATE_NOOP("Console", "View sources of users"),
         QT_TRANSLATE_NOOP("Console", "See the directories and providers that users sign in with.")},
    Code{"storage.edit", QT_TRANSLATE_NOOP("Console", "Edit storage targets"),
         QT_TRANSLATE_NOOP("Console", "Change and test the places where recordings are kept.")},
    Code{"storage.view", QT_TRANSLATE_NOOP("Console", "View storage targets"),
         QT_TRANSLATE_NOOP("Console", "See the places where recordings are kept.")},
    Code{"system.edit", QT_TRANSLATE_NOOP("Console", "Edit system"),
         QT_TRANSLATE_NOOP("Console", "Change how the whole installation works.")},
    Code{"system.view", QT_TRANSLATE_NOOP("Console", "View system state"),
         QT_TRANSLATE_NOOP("Console", "See the recorder's health and its log.")},
    Code{"tenants.edit", QT_TRANSLATE_NOOP("Console", "Edit tenants"),
         QT_TRANSLATE_NOOP("Console", "Add, change, suspend and delete tenants.")},
    Code{"tenants.view", QT_TRANSLATE_NOOP("Console", "View tenants"),
         QT_TRANSLATE_NOOP("Console", "See the tenants and their limits.")},
    Code{"users.edit", QT_TRANSLATE_NOOP("Console", "Edit users"),
         QT_TRANSLATE_NOOP("Console", "Add, change and delete users, and assign calls to them.")},
    Code{"users.impersonate", QT_TRANSLATE_NOOP("Console", "Impersonate users"),
         QT_TRANSLATE_NOOP("Console", "See what a user sees, with the rights that both have.")},
    Code{"users.reset-password", QT_TRANSLATE_NOOP("Console", "Reset passwords"),
         QT_TRANSLATE_NOOP("Console", "Give users a one-time password.")},
    Code{"users.view", QT_TRANSLATE_NOOP("Console", "View users"),
         QT_TRANSLATE_NOOP("Console", "See the users, their groups and their settings.")},
};

const std::array kResources{
    Code{"audit", QT_TRANSLATE_NOOP("Console", "Audit log")},
    Code{"calls", QT_TRANSLATE_NOOP("Console", "Calls")},
    Code{"deleted", QT_TRANSLATE_NOOP("Console", "Deleted items")},
    Code{"devices", QT_TRANSLATE_NOOP("Console", "User devices")},
    Code{"directories", QT_TRANSLATE_NOOP("Console", "Directories")},
    Code{"encryption", QT_TRANSLATE_NOOP("Console", "File encryption")},
    Code{"file-format", QT_TRANSLATE_NOOP("Console", "File format")},
    Code{"storage-rules", QT_TRANSLATE_NOOP("Console", "Storage rules")},
    Code{"storage-targets", QT_TRANSLATE_NOOP("Console", "Storage targets")},
    Code{"storage-usage", QT_TRANSLATE_NOOP("Console", "Storage usage")},
    Code{"groups", QT_TRANSLATE_NOOP("Console", "Groups")},
    Code{"jobs", QT_TRANSLATE_NOOP("Console", "Jobs")},
    Code{"key-services", QT_TRANSLATE_NOOP("Console", "Services with keys")},
    Code{"keys", QT_TRANSLATE_NOOP("Console", "Encryption keys")},
    Code{"mail", QT_TRANSLATE_NOOP("Console", "Mail")},
    Code{"manifests", QT_TRANSLATE_NOOP("Console", "Signed manifests")},
    Code{"own-keys", QT_TRANSLATE_NOOP("Console", "Own keys")},
    Code{"providers", QT_TRANSLATE_NOOP("Console", "Single sign-on")},
    Code{"roles", QT_TRANSLATE_NOOP("Console", "Roles")},
    Code{"saved-searches", QT_TRANSLATE_NOOP("Console", "Saved searches")},
    Code{"sessions", QT_TRANSLATE_NOOP("Console", "User sessions")},
    Code{"settings", QT_TRANSLATE_NOOP("Console", "Settings")},
    Code{"system", QT_TRANSLATE_NOOP("Console", "System")},
    Code{"tenants", QT_TRANSLATE_NOOP("Console", "Tenants")},
    Code{"users", QT_TRANSLATE_NOOP("Console", "Users")},
};

const std::array kActions{
    Code{"activate", QT_TRANSLATE_NOOP("Console", "Activate")},
    Code{"assign", QT_TRANSLATE_NOOP("Console", "Assign to a user")},
    Code{"assigned-extension", QT_TRANSLATE_NOOP("Console", "Extension assigned with a call")},
    Code{"bring-back", QT_TRANSLATE_NOOP("Console", "Bring a key back")},
    Code{"cancel", QT_TRANSLATE_NOOP("Console", "Stop")},
    Code{"change-password", QT_TRANSLATE_NOOP("Console", "Change password")},
    Code{"create", QT_TRANSLATE_NOOP("Console", "Create")},
    Code{"deactivate", QT_TRANSLATE_NOOP("Console", "Deactivate")},
    Code{"delete", QT_TRANSLATE_NOOP("Console", "Delete")},
    Code{"enforce", QT_TRANSLATE_NOOP("Console", "Enforce limits")},
    Code{"export", QT_TRANSLATE_NOOP("Console", "Export")},
    Code{"forgot-password", QT_TRANSLATE_NOOP("Console", "Forgot password")},
    Code{"grant", QT_TRANSLATE_NOOP("Console", "Grant access")},
    Code{"hold", QT_TRANSLATE_NOOP("Console", "Put under legal hold")},
    Code{"impersonate", QT_TRANSLATE_NOOP("Console", "Impersonate")},
    Code{"keep", QT_TRANSLATE_NOOP("Console", "Keep")},
    Code{"move", QT_TRANSLATE_NOOP("Console", "Move files")},
    Code{"moved", QT_TRANSLATE_NOOP("Console", "Files moved")},
    Code{"play", QT_TRANSLATE_NOOP("Console", "Play")},
    Code{"policy-update", QT_TRANSLATE_NOOP("Console", "Change policy")},
    Code{"purge", QT_TRANSLATE_NOOP("Console", "Delete for good")},
    Code{"recovery-codes", QT_TRANSLATE_NOOP("Console", "New recovery codes")},
    Code{"register", QT_TRANSLATE_NOOP("Console", "Store")},
    Code{"release", QT_TRANSLATE_NOOP("Console", "Release from legal hold")},
    Code{"remove", QT_TRANSLATE_NOOP("Console", "Remove after its time")},
    Code{"reset-by-link", QT_TRANSLATE_NOOP("Console", "Reset password by a link")},
    Code{"reset-password", QT_TRANSLATE_NOOP("Console", "Reset password")},
    Code{"restore", QT_TRANSLATE_NOOP("Console", "Restore")},
    Code{"retention-update", QT_TRANSLATE_NOOP("Console", "Change the retention")},
    Code{"revoke", QT_TRANSLATE_NOOP("Console", "Revoke")},
    Code{"rewrap", QT_TRANSLATE_NOOP("Console", "Move recordings to another key")},
    Code{"second-step", QT_TRANSLATE_NOOP("Console", "2-step verification")},
    Code{"second-step-off", QT_TRANSLATE_NOOP("Console", "Switch off 2-step verification")},
    Code{"second-step-on", QT_TRANSLATE_NOOP("Console", "Switch on 2-step verification")},
    Code{"second-step-removed", QT_TRANSLATE_NOOP("Console", "Remove 2-step verification")},
    Code{"send-link", QT_TRANSLATE_NOOP("Console", "Send a reset link")},
    Code{"set-confidential", QT_TRANSLATE_NOOP("Console", "Mark as confidential")},
    Code{"sign", QT_TRANSLATE_NOOP("Console", "Sign")},
    Code{"sign-archive", QT_TRANSLATE_NOOP("Console", "Sign an archive")},
    Code{"sign-in", QT_TRANSLATE_NOOP("Console", "Sign in")},
    Code{"sign-out", QT_TRANSLATE_NOOP("Console", "Sign out")},
    Code{"synchronize", QT_TRANSLATE_NOOP("Console", "Synchronize")},
    Code{"synchronized", QT_TRANSLATE_NOOP("Console", "Synchronized")},
    Code{"test", QT_TRANSLATE_NOOP("Console", "Test")},
    Code{"terminate", QT_TRANSLATE_NOOP("Console", "Terminate")},
    Code{"update", QT_TRANSLATE_NOOP("Console", "Update")},
    Code{"use", QT_TRANSLATE_NOOP("Console", "Use keys")},
    Code{"warn", QT_TRANSLATE_NOOP("Console", "Warn")},
    Code{"update-many", QT_TRANSLATE_NOOP("Console", "Bulk edit as a job")},
    Code{"verify", QT_TRANSLATE_NOOP("Console", "Verify")},
};

} // namespace

QString permissionWord(const QString &code)
{
    return wordOf(kPermissions, code);
}

QString permissionSentence(const QString &code)
{
    const Code *found = findCode(kPermissions, code);
    return found == nullptr ? QString() : Tr::tr(found->sentence);
}

QString resourceWord(const QString &code)
{
    return wordOf(kResources, code);
}

QString actionWord(const QString &code)
{
    return wordOf(kActions, code);
}

QStringList knownPermissions()
{
    return codesOf(kPermissions);
}

QStringList knownResources()
{
    return codesOf(kResources);
}

QStringList knownActions()
{
    return codesOf(kActions);
}

} // namespace console
